//! The structs of a new row.
//!
//! They derive little: two more derives on each cost a quarter of the time it takes to check the generated code.

use super::{
    code::{Code, line},
    columns,
    expression::Names,
};
use crate::model::{Column, Input, NewRow, Relation};

/// `pub struct NewFilm { … }`, `pub struct NewFilmOptional { … }` and `impl rt::Insertable for NewFilm { … }`
pub(super) fn new_row(code: &mut Code, names: Names<'_>, relation: &Relation, new: &NewRow) {
    let required: Vec<&Column> = relation.columns.iter().filter(|c| c.input == Input::Required).collect();
    let default = if required.is_empty() { ", Default" } else { "" };
    code.gap();
    line!(code, "/// Values for a new row of {}: what has no default is required.", relation.title_name);
    line!(code, "#[derive(Clone{default})]");
    code.block(format_args!("pub struct {}", new.name), |code| {
        for column in required {
            line!(code, "/// {}", column.declaration);
            line!(code, "pub {}: {},", column.field, names.column(column));
        }
        if let Some((type_, field)) = &new.optional {
            line!(code, "/// What may be left out.");
            line!(code, "pub {field}: {type_},");
        }
    });
    if let Some((type_, _)) = &new.optional {
        code.gap();
        line!(code, "/// What a new row of {} may leave out: `None` takes the default.", relation.title_name);
        line!(code, "#[derive(Clone, Default)]");
        code.block(format_args!("pub struct {type_}"), |code| {
            for column in &relation.columns {
                optional(code, names, column);
            }
        });
    }
    columns::debug(code, &new.name, format_args!("rt::debug_new::<{}>", relation.row));
    insertable(code, relation, new);
}

fn optional(code: &mut Code, names: Names<'_>, column: &Column) {
    let Input::Optional { null_differs } = column.input else { return };
    line!(code, "/// {}", column.declaration);
    if null_differs {
        line!(code, "pub {}: Option<{}>,", column.field, names.column(column));
    } else {
        line!(code, "pub {}: Option<{}>,", column.field, names.rust(&column.type_.rust));
    }
}

fn insertable(code: &mut Code, relation: &Relation, new: &NewRow) {
    code.gap();
    code.block(format_args!("impl rt::Insertable for {}", new.name), |code| {
        let given = relation.columns.iter().any(|column| column.input != Input::Generated);
        let unused = if given { "" } else { "_" };
        code.block(format_args!("fn value(&self, {unused}column: u16) -> Option<&dyn rt::Encode>"), |code| {
            if !given {
                line!(code, "None");
                return;
            }
            code.block(format_args!("match column"), |code| {
                for (at, column) in relation.columns.iter().enumerate() {
                    match (column.input, &new.optional) {
                        (Input::Required, _) => line!(code, "{at} => Some(&self.{}),", column.field),
                        (Input::Optional { .. }, Some((_, field))) => {
                            line!(code, "{at} => rt::optional(&self.{field}.{}),", column.field);
                        }
                        (Input::Optional { .. }, None) | (Input::Generated, _) => {}
                    }
                }
                line!(code, "_ => None,");
            });
        });
    });
}
