//! The row struct and the constants of its columns.

use std::fmt::Arguments;

use super::{
    code::{Code, line},
    expression::Names,
};
use crate::model::{Ident, Input, Relation};

/// `pub struct Film { … }`
pub(super) fn row(code: &mut Code, names: Names<'_>, relation: &Relation) {
    code.gap();
    code.docs(&relation.docs);
    line!(code, "#[derive(Clone, PartialEq{})]", derives(&names.model.output.row_derives));
    attributes(code, &relation.attributes);
    code.block(format_args!("pub struct {}", relation.row), |code| {
        for column in &relation.columns {
            code.docs(&column.docs);
            attributes(code, &column.attributes);
            line!(code, "pub {}: {},", column.field, names.column(column));
        }
    });
}

/// `#[serde(rename_all = "camelCase")]`
pub(super) fn attributes(code: &mut Code, attributes: &[String]) {
    for attribute in attributes {
        line!(code, "{attribute}");
    }
}

/// `impl std::fmt::Debug for Film { … }`: a call, where a derive would be code for every column.
pub(super) fn debug(code: &mut Code, item: &Ident, call: Arguments<'_>) {
    code.gap();
    code.block(format_args!("impl std::fmt::Debug for {item}"), |code| {
        code.block(format_args!("fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result"), |code| {
            line!(code, "{call}(self, f)");
        });
    });
}

/// `pub const FILM_ID: rt::Column<Self, i32> = rt::column(0);`
pub(super) fn constants(code: &mut Code, names: Names<'_>, relation: &Relation) {
    if relation.columns.is_empty() {
        return;
    }
    code.gap();
    line!(code, "/// Columns.");
    code.block(format_args!("impl {}", relation.row), |code| {
        for (at, column) in relation.columns.iter().enumerate() {
            let (type_, function) = match column.input {
                Input::Generated => ("Generated", "generated"),
                Input::Required | Input::Optional { .. } => ("Column", "column"),
            };
            line!(code, "/// {}", column.declaration);
            let rust = names.column(column);
            line!(code, "pub const {}: rt::{type_}<Self, {rust}> = rt::{function}({at});", column.constant);
        }
    });
}

/// Derives after the first ones.
pub(super) fn derives<'a>(paths: impl IntoIterator<Item = &'a String>) -> String {
    paths.into_iter().fold(String::new(), |all, path| all + ", " + path)
}
