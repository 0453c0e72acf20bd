//! Relations: columns first, then keys, then the ways between them.

use relvar_catalog::catalog::{Relation, RelationKind};

use super::{
    associations::associations,
    builtin::METHODS,
    columns::columns,
    constraints::constraints,
    context::Context,
    declared::declared_keys,
    docs::{code, column_list, docs, identifier, is_blank},
    foreign_keys::{Referencing, edges},
    ident::ident,
    imports,
    indexes::{indexes, mandatory},
    keys::{keys, unique_columns},
    names::{Names, RelationNames},
    navigation::navigation,
    scope::Scope,
    select::Selection,
    types::{Types, index},
    unique_indexes::unique_indexes,
    ways::Ways,
};
use crate::model::{self, Column, Docs, Imports, Input, Key, NewRow, RelationId};

/// Every relation of the selection, in its order.
pub(super) fn relations<'a>(
    selection: &'a Selection<'a>,
    names: &Names,
    types: &mut Types<'a>,
    context: &mut Context<'_>,
) -> Vec<model::Relation> {
    let mut relations = Vec::with_capacity(selection.relations.len());
    let mut scopes = Vec::with_capacity(selection.relations.len());
    let mut all_edges = Vec::with_capacity(selection.relations.len());
    let mut all_associations = Vec::with_capacity(selection.relations.len());
    for (at, relation) in selection.relations.iter().copied().enumerate() {
        let mut scope = Scope::with(METHODS.iter().copied());
        let columns = columns(relation, selection, types, &mut scope, context);
        let unique = unique_columns(relation, context.config, context.report);
        let (primary_key, keys) = keys(relation, &unique, &columns, &mut scope, context);
        let referencing = Referencing { id: RelationId(index(at)), relation, columns: &columns, unique: &unique };
        let edges = edges(&referencing, selection, context);
        let declared_keys = declared_keys(relation, &unique, &edges);
        let (indexes, mandatory) = (indexes(relation, selection), mandatory(&edges));
        all_associations.push(associations(&edges, &unique));
        all_edges.push(edges);
        scopes.push(scope);
        let name = names.relations[at].constraint.as_ref();
        let constraints = name.map(|name| constraints(relation, name, context));
        let mut lowered = self::relation(relation, names, at, (columns, primary_key, keys));
        lowered.docs.0.extend(inherited_docs(relation, selection));
        let is_value = selection.row_type(&relation.name).is_some();
        relations.push(model::Relation { declared_keys, indexes, mandatory, constraints, is_value, ..lowered });
    }
    let ways = Ways { selection, names, config: context.config, edges: &all_edges, associations: &all_associations };
    for ((relation, navigation), edges) in
        relations.iter_mut().zip(navigation(&ways, &mut scopes, context.report)).zip(&all_edges)
    {
        relation.navigation = navigation;
        relation.foreign_keys = edges.len();
    }
    // Their names come last, so that a new index takes no other name away.
    for ((relation, declared), scope) in relations.iter_mut().zip(&selection.relations).zip(&mut scopes) {
        if relation.new_row.is_some() {
            relation.unique_indexes = unique_indexes(declared, scope, context);
        }
    }
    imports::imports(&mut relations, names, &selection.types);
    relations
}

fn relation(
    relation: &Relation,
    all: &Names,
    at: usize,
    (columns, primary_key, keys): (Vec<Column>, Vec<model::ColumnIndex>, Vec<Key>),
) -> model::Relation {
    let names = &all.relations[at];
    let title_name = code(&relation.name.to_string());
    let title = title(relation, &title_name);
    let key: Vec<&str> = primary_key.iter().map(|at| columns[at.position()].sql.as_str()).collect();
    model::Relation {
        schema: all.place(&relation.name),
        sql: relation.name.clone(),
        kind: relation.kind,
        row: names.row.clone(),
        module: names.module.clone(),
        traversal: names.traversal.clone(),
        key_trait: names.key_trait.clone(),
        docs: relation_docs(relation, &title, &key),
        attributes: Vec::new(),
        imports: Imports::default(),
        title,
        title_name,
        new_row: (relation.insertable && relation.updatable).then(|| new_row(names, &columns)),
        columns,
        primary_key,
        keys,
        declared_keys: Vec::new(),
        unique_indexes: Vec::new(),
        indexes: Vec::new(),
        mandatory: Vec::new(),
        navigation: Vec::new(),
        foreign_keys: 0,
        constraints: None,
        is_value: false,
    }
}

fn title(relation: &Relation, name: &str) -> String {
    let kind = match relation.kind {
        RelationKind::Table => "Table",
        RelationKind::PartitionedTable => "Partitioned table",
        RelationKind::View => "View",
        RelationKind::MaterializedView => "Materialized view",
        RelationKind::ForeignTable => "Foreign table",
    };
    format!("{kind} {name}.")
}

/// The comment, or else the title, and the primary key.
fn relation_docs(relation: &Relation, title: &str, key: &[&str]) -> Docs {
    let mut lines = Vec::new();
    if relation.comment.as_deref().is_none_or(is_blank) {
        lines.push(title.to_owned());
    }
    match key {
        [] => {}
        [column] => lines.push(format!("Primary key: {}.", code(&identifier(column)))),
        columns => lines.push(format!("Primary key: {}.", code(&column_list(columns.iter().copied())))),
    }
    docs(relation.comment.as_deref(), lines)
}

/// Which rows are among those of a relation that others inherit from.
fn inherited_docs(relation: &Relation, selection: &Selection<'_>) -> Vec<String> {
    let Some(children) = selection.children.get(&relation.name) else { return Vec::new() };
    let children: Vec<String> = children.iter().map(|child| code(&child.to_string())).collect();
    let (name, children) = (code(&relation.name.to_string()), children.join(", "));
    let line = format!(
        "Its rows include those of {children}, which inherit from it; its keys hold among those of {name} alone."
    );
    vec![String::new(), line]
}

fn new_row(names: &RelationNames, columns: &[Column]) -> NewRow {
    let has_optional = columns.iter().any(|column| matches!(column.input, Input::Optional { .. }));
    let mut required = columns.iter().filter(|column| column.input == Input::Required);
    let is_taken = required.any(|column| column.field.as_str() == "optional");
    let field = if is_taken { "optional_" } else { "optional" };
    NewRow { name: names.new.clone(), optional: has_optional.then(|| (names.new_optional.clone(), ident(field))) }
}
