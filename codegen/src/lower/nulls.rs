//! Which columns take no NULL, and what a new row may leave out.

use std::iter::successors;

use relvar_catalog::catalog::{Column, Domain, Identity, Relation, RelationKind, TypeKind, TypeRef};

use super::select::Selection;
use crate::{config::ColumnOptions, model::Input};

/// How a column takes a value.
pub(super) fn input(
    (relation, column): (&Relation, &Column),
    options: Option<&ColumnOptions>,
    selection: &Selection<'_>,
) -> Input {
    let (declaring, declared) = declared((relation, column), selection);
    if column.read_only || declared.generated.is_some() || declared.identity == Some(Identity::Always) {
        return Input::Generated;
    }
    // A domain has the default of the domain it stands on from the start, and may have dropped it since.
    let of_type = domain(&declared.type_, selection).is_some_and(|domain| domain.default.is_some());
    let has_default = column.default.is_some() || declared.default.is_some() || declared.identity.is_some() || of_type;
    // What is left out of a view may take a default that is not known here.
    let vouched = !is_view(relation) && options.is_some_and(|options| options.not_null == Some(true));
    let refuses_null = !is_view(declaring) && refuses_null((declaring, declared), selection);
    match (vouched || refuses_null, has_default) {
        (true, false) => Input::Required,
        (true, true) | (false, false) => Input::Optional { null_differs: false },
        (false, true) => Input::Optional { null_differs: true },
    }
}

/// By its declaration or its type; in a view, of the column that is shown. By itself a type promises nothing there:
/// outer joins give nulls of whatever type.
pub(super) fn refuses_null(of: (&Relation, &Column), selection: &Selection<'_>) -> bool {
    let (relation, column) = declared(of, selection);
    // No domain of PostgreSQL stands on itself; a catalog made by hand might say so.
    let mut domains = successors(domain(&column.type_, selection), |below| domain(&below.base, selection)).take(64);
    column.not_null || !is_view(relation) && domains.any(|domain| domain.not_null)
}

/// It has no rows of its own: they are those of a query.
pub(super) fn is_view(relation: &Relation) -> bool {
    matches!(relation.kind, RelationKind::View | RelationKind::MaterializedView)
}

/// The column that a column of a view shows, however many views further down; others are themselves.
///
/// So are those of a view that a trigger or a rule writes: what it makes of a new row is not known, nor what of it an
/// `INSERT … RETURNING` gives back.
fn declared<'a>(of: (&'a Relation, &'a Column), selection: &'a Selection<'_>) -> (&'a Relation, &'a Column) {
    let below = |(view, column): &(&'a Relation, &'a Column)| {
        if !(view.triggers.is_empty() && view.rules.is_empty()) {
            return None;
        }
        let base = column.base.as_ref()?;
        let relation = *selection.all_relations.get(&base.relation)?;
        Some((relation, relation.column(&base.column)?.1))
    };
    // As with domains, no view of PostgreSQL shows itself.
    successors(Some(of), below).take(64).last().unwrap_or(of)
}

fn domain<'a>(type_: &TypeRef, selection: &'a Selection<'_>) -> Option<&'a Domain> {
    match &selection.all_types.get(&type_.name)?.kind {
        TypeKind::Domain(domain) if !type_.array => Some(domain),
        _ => None,
    }
}
