//! Columns: fields, constants, types, and how they take a value.

use relvar_catalog::catalog::{Column, Relation};

use super::{
    context::Context,
    docs::{code, declaration, docs},
    ident::{constant_name, ident, value_name, value_name_spelled},
    nulls::{input, is_view, refuses_null},
    report::Report,
    scope::Scope,
    select::Selection,
    types::{Types, array_shape},
};
use crate::{
    config::{ColumnOptions, ObjectPath},
    diagnostic::Rule,
    model::{self, RustType, ValueType},
};

/// The columns of a relation, in attribute order; their constants are claimed in the relation's scope.
///
/// Of two columns with the same name in Rust the first keeps it: a column that is added later never renames another.
pub(super) fn columns<'a>(
    relation: &'a Relation,
    selection: &Selection<'_>,
    types: &mut Types<'a>,
    scope: &mut Scope,
    context: &mut Context<'_>,
) -> Vec<model::Column> {
    let mut fields = Scope::default();
    let mut columns = Vec::with_capacity(relation.columns.len());
    for column in relation.columns.iter().take(usize::from(u16::MAX)) {
        let path = ObjectPath::new([&relation.name.schema, &relation.name.name, &column.name]);
        let preferred = match context.config.rename.columns.get(&path) {
            Some(chosen) => chosen.as_str().to_owned(),
            None => value_name(&column.name),
        };
        let claim = fields.claim(&[preferred.clone(), value_name_spelled(&column.name)]);
        if !claim.preferred {
            context.report.renamed("rename.columns", &path, &preferred, &claim.name);
        }
        let wanted = constant_name(&claim.name);
        let constant = scope.claim(std::slice::from_ref(&wanted));
        if !constant.preferred {
            context.report.renamed("rename.columns", &path, &wanted, &constant.name);
        }
        let options = context.config.columns.get(&path);
        let mut value = types.value_type(&column.type_, || path.to_string());
        override_type(&mut value, options, (&path, context.report));
        let declaration = code(&declaration(column));
        columns.push(model::Column {
            sql: column.name.clone(),
            field: ident(&claim.name),
            constant: ident(&constant.name),
            docs: docs(column.comment.as_deref(), [declaration.clone()]),
            declaration,
            attributes: Vec::new(),
            type_: value,
            nullable: is_nullable((relation, column), options, selection),
            null_in_database: is_view(relation) || !refuses_null((relation, column), selection),
            input: input((relation, column), options, selection),
        });
    }
    columns
}

/// Puts what the configuration says of a column or an attribute in the place of its type.
pub(super) fn override_type(
    value: &mut ValueType,
    options: Option<&ColumnOptions>,
    (path, report): (&ObjectPath<3>, &mut Report),
) {
    let Some(options) = options else { return };
    if let Some(type_) = &options.type_ {
        value.customize(type_);
        return;
    }
    if let Some(document) = &options.json {
        let json = RustType::Json(document.code().clone());
        match &mut value.rust {
            _ if !matches!(value.sql.wire().name, "JSON" | "JSONB") => {
                report.add(Rule::InvalidConfig, path, "`json` is for columns of JSON, which this is not", None);
            }
            RustType::Array(_, element) => **element = json,
            rust => *rust = json,
        }
    }
    if let Some(arrays) = options.array {
        match &mut value.rust {
            RustType::Array(shape, _) => *shape = array_shape(arrays),
            _ => report.add(Rule::InvalidConfig, path, "`array` is for columns of arrays, which this is not", None),
        }
    }
}

fn is_nullable(of: (&Relation, &Column), options: Option<&ColumnOptions>, selection: &Selection<'_>) -> bool {
    match options.and_then(|options| options.not_null) {
        Some(not_null) => !not_null,
        None => !refuses_null(of, selection),
    }
}
