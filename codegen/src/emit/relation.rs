//! The file of a relation.

use super::{
    code::{Code, line},
    columns, constraints, expression,
    expression::Names,
    gate, keys, navigation, new_row, types,
};
use crate::model::{Docs, Ident, Index, Model, Relation, RustType};

/// Which share of a relation's code a file has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    All,
    /// In a crate below: the row, and what stands on it alone.
    Row,
    /// In the crate above: the foreign keys.
    Keys,
}

/// Prints the file of a relation: banner, imports, row, columns, keys, foreign keys, traversal trait, relation
/// implementation, new-row struct, constraints.
pub(super) fn relation(model: &Model, relation: &Relation, share: Share) -> String {
    let names = Names::of(model, relation);
    let title = Docs(vec![relation.title.clone()]);
    let mut code = Code::file(&title);
    imports(&mut code, names, relation, share);
    if share != Share::Keys {
        columns::row(&mut code, names, relation);
        columns::constants(&mut code, names, relation);
        keys::keys(&mut code, names, relation);
    }
    if share != Share::Row {
        navigation::constants(&mut code, names, relation);
        navigation::traversal(&mut code, names, relation);
    }
    if share == Share::Keys {
        return code.finish();
    }
    implementation(&mut code, relation);
    if let Some(new) = &relation.new_row {
        new_row::new_row(&mut code, names, relation, new);
    }
    if let Some(enumeration) = &relation.constraints {
        constraints::constraints(&mut code, relation, enumeration);
    }
    code.finish()
}

/// `use super::{Actor, Language};`
fn imports(code: &mut Code, names: Names<'_>, relation: &Relation, share: Share) {
    code.gap();
    line!(code, "use relvar::generated as rt;");
    let model = names.model;
    let is_value = |id| relation.columns.iter().any(|column| *column.type_.rust.innermost() == RustType::Row(id));
    let relations = relation.imports.relations.iter().filter(|(id, _)| match share {
        Share::All => true,
        Share::Row => is_value(**id),
        Share::Keys => relation.navigation.iter().any(|way| way.relations().any(|other| other == **id)),
    });
    let relations = relations.map(|(id, local)| (model.at(*id).schema, &model.at(*id).row, local));
    let types = relation.imports.types.iter().filter(|_| share != Share::Keys);
    let types = types.map(|(id, local)| (model.type_(*id).schema, &model.type_(*id).rust, local));
    let (mut here, mut elsewhere) = (Vec::new(), Vec::new());
    if share == Share::Keys {
        here.push(relation.row.to_string());
    }
    for (schema, item, local) in relations.chain(types) {
        if schema == relation.schema {
            here.push(item.to_string());
        } else {
            let alias = if item == local { String::new() } else { format!(" as {local}") };
            let import = format!("use super::super::{}::{item}{alias};", model.schema(schema).name.rust);
            elsewhere.push((import, schema));
        }
    }
    here.sort_unstable();
    elsewhere.sort_unstable();
    if !here.is_empty() || !elsewhere.is_empty() {
        code.gap();
    }
    for (import, schema) in elsewhere {
        gate::schemas(code, model, relation.schema, [schema]);
        line!(code, "{import}");
    }
    match &here[..] {
        [] => {}
        [one] => line!(code, "use super::{one};"),
        _ => line!(code, "use super::{{{}}};", here.join(", ")),
    }
}

/// `impl rt::Relation for Film { … }`
fn implementation(code: &mut Code, relation: &Relation) {
    let row = &relation.row;
    code.gap();
    code.block(format_args!("impl rt::Relation for {row}"), |code| {
        code.enclosed(format_args!("const META: &'static rt::RelationMeta = &rt::RelationMeta {{"), "};", |code| {
            line!(code, "schema: {:?},", relation.sql.schema);
            line!(code, "name: {:?},", relation.sql.name);
            code.enclosed(format_args!("columns: &["), "],", |code| {
                for column in &relation.columns {
                    line!(code, "({:?}, {}),", column.sql, expression::sql_type(&column.type_.sql));
                }
            });
            line!(code, "primary_key: {},", expression::indexes(&relation.primary_key));
            nullable(code, relation);
            code.enclosed(format_args!("keys: &["), "],", |code| {
                for (name, columns) in &relation.declared_keys {
                    line!(code, "({name:?}, {}),", expression::indexes(columns));
                }
            });
            let indexes: Vec<String> = relation.indexes.iter().map(index).collect();
            code.filled("indexes: &[", &indexes, "],");
            let mandatory: Vec<String> =
                relation.mandatory.iter().map(|columns| expression::indexes(columns)).collect();
            code.filled("mandatory: &[", &mandatory, "],");
        });
        code.gap();
        let unused = if relation.columns.is_empty() { "_" } else { "" };
        code.block(format_args!("fn from_row({unused}row: &rt::Row<'_>) -> Result<Self, rt::Error>"), |code| {
            read_columns(code, &relation.columns.iter().map(|column| &column.field).collect::<Vec<_>>());
        });
        code.gap();
        code.block(format_args!("fn value(&self, column: u16) -> &dyn rt::Encode"), |code| {
            code.block(format_args!("match column"), |code| {
                for (at, column) in relation.columns.iter().enumerate() {
                    line!(code, "{at} => &self.{},", column.field);
                }
                line!(code, "_ => rt::no_column(),");
            });
        });
    });
    columns::debug(code, row, format_args!("rt::debug_row"));
    if let Some(new) = &relation.new_row {
        code.gap();
        code.block(format_args!("impl rt::Table for {row}"), |code| line!(code, "type New = {};", new.name));
    }
    if relation.is_value {
        value(code, relation);
    }
}

/// `impl rt::Composite for Film { … }`: a row is a value of a column, an argument or an attribute.
fn value(code: &mut Code, relation: &Relation) {
    let row = &relation.row;
    code.gap();
    code.block(format_args!("impl rt::Composite for {row}"), |code| {
        line!(code, "const ATTRIBUTES: &'static [(&'static str, rt::SqlType)] = <Self as rt::Relation>::META.columns;");
        code.gap();
        code.block(format_args!("fn from_attributes(row: &rt::Row<'_>) -> Result<Self, rt::Error>"), |code| {
            line!(code, "<Self as rt::Relation>::from_row(row)");
        });
        code.gap();
        code.block(format_args!("fn attribute(&self, at: u16) -> &dyn rt::Encode"), |code| {
            line!(code, "<Self as rt::Relation>::value(self, at)");
        });
    });
    types::composite_value(code, row, &relation.sql.to_sql());
}

/// `rt::index(&[1])`, `rt::unique(&[0])`
fn index(index: &Index) -> String {
    let function = if index.unique { "unique" } else { "index" };
    format!("rt::{function}({})", expression::indexes(&index.columns))
}

/// `nullable: &[2, 3, 5],`
fn nullable(code: &mut Code, relation: &Relation) {
    let columns = relation.columns.iter().enumerate().filter(|(_, column)| column.null_in_database);
    let columns: Vec<String> = columns.map(|(at, _)| at.to_string()).collect();
    code.filled("nullable: &[", &columns, "],");
}

/// As many columns as the runtime reads at once.
const COLUMNS_AT_ONCE: usize = 12;

/// `let (film_id, title) = row.columns(0)?;` and `Ok(Self { film_id, title })`
///
/// All tuples are in one statement, so that no column's name hides `row` from the next one.
pub(super) fn read_columns(code: &mut Code, fields: &[&Ident]) {
    let fields: Vec<String> = fields.iter().map(ToString::to_string).collect();
    let mut tuples = fields.chunks(COLUMNS_AT_ONCE);
    match (tuples.next(), tuples.len()) {
        (None, _) => {}
        (Some([field]), 0) => line!(code, "let ({field},) = row.columns(0)?;"),
        (Some(tuple), 0) => code.filled("let (", tuple, ") = row.columns(0)?;"),
        _ => {
            code.enclosed(format_args!("let ("), ") = (", |code| {
                for tuple in fields.chunks(COLUMNS_AT_ONCE) {
                    match tuple {
                        [field] => line!(code, "({field},),"),
                        _ => code.filled("(", tuple, "),"),
                    }
                }
            });
            for from in (0..fields.len()).step_by(COLUMNS_AT_ONCE) {
                line!(code, "    row.columns({from})?,");
            }
            line!(code, ");");
        }
    }
    match &fields[..] {
        [] => line!(code, "Ok(Self {{}})"),
        _ => code.filled("Ok(Self { ", &fields, " })"),
    }
}
