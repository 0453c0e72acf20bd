//! Enumerations, domains, composites, ranges and base types.

use std::collections::HashMap;

use crate::{
    catalog::{Attribute, Column, Domain, QualifiedName, Range, Type, TypeKind, TypeRef},
    introspect::{
        codes::TypeCode,
        rows::{LabelRow, RangeRow, TypeRow},
    },
};

use super::{address::class, constraints::Constraints, facts::Facts, group, names::Names};

/// Rows about types.
pub(super) struct TypeRows {
    pub(super) types: Vec<TypeRow>,
    pub(super) labels: Vec<LabelRow>,
    pub(super) ranges: Vec<RangeRow>,
}

/// Types by name. Takes the attributes of composites out of the columns.
pub(super) fn types(
    rows: TypeRows,
    columns: &mut HashMap<u32, Vec<Column>>,
    (constraints, names, facts): (&mut Constraints, &Names, &mut Facts),
) -> Vec<Type> {
    let mut labels = group(rows.labels, |row| (row.type_, (row.position, row.label)));
    let multiranges: HashMap<_, _> = rows.ranges.iter().map(|row| (row.multirange, row.type_)).collect();
    let mut ranges: HashMap<_, _> = rows.ranges.into_iter().map(|row| (row.type_, row)).collect();
    let mut kind = |row: &TypeRow, facts: &mut Facts| match row.kind {
        TypeCode::Enum => {
            let mut labels = labels.remove(&row.oid).unwrap_or_default();
            labels.sort_by(|(a, _), (b, _)| a.total_cmp(b));
            TypeKind::Enum { labels: labels.into_iter().map(|(_, label)| label).collect() }
        }
        TypeCode::Domain => TypeKind::Domain(Domain {
            base: TypeRef::parse(row.base.clone().unwrap_or_default()),
            not_null: row.not_null,
            not_null_name: constraints.domain_not_null(row.oid, &QualifiedName::new(&row.schema, &row.name)),
            default: row.default.clone(),
            collation: row.collation.and_then(|oid| names.collation(oid).cloned()),
            checks: constraints.domain(row.oid, facts),
        }),
        TypeCode::Composite => {
            let attributes = columns.remove(&row.relation).unwrap_or_default();
            TypeKind::Composite { attributes: attributes.into_iter().map(attribute).collect() }
        }
        TypeCode::Range => ranges.remove(&row.oid).map_or(TypeKind::Pseudo, |row| TypeKind::Range(range(row, names))),
        TypeCode::Multirange => multiranges
            .get(&row.oid)
            .and_then(|range| names.type_(*range))
            .map_or(TypeKind::Pseudo, |range| TypeKind::Multirange { range: range.clone() }),
        TypeCode::Base => {
            TypeKind::Base { category: char::from(row.category.unsigned_abs()), definition: row.definition.clone() }
        }
        TypeCode::Pseudo => TypeKind::Pseudo,
    };
    let described = |row: TypeRow| Type {
        kind: kind(&row, facts),
        name: QualifiedName::new(row.schema, row.name),
        owner: row.owner,
        extension: facts.extension(class::TYPE, row.oid),
        comment: facts.comment(class::TYPE, row.oid, 0),
        privileges: facts.privileges(class::TYPE, row.oid, 0),
    };
    let mut types: Vec<_> = rows.types.into_iter().map(described).collect();
    types.sort_by(|a, b| a.name.cmp(&b.name));
    types
}

fn attribute(column: Column) -> Attribute {
    Attribute { name: column.name, type_: column.type_, collation: column.collation, comment: column.comment }
}

fn range(row: RangeRow, names: &Names) -> Range {
    let name = |schema: Option<String>, name: Option<String>| Some(QualifiedName::new(schema?, name?));
    Range {
        subtype: TypeRef::parse(row.subtype),
        collation: row.collation.and_then(|oid| names.collation(oid).cloned()),
        operator_class: names.operator_class(row.operator_class).cloned(),
        canonical: name(row.canonical_schema, row.canonical_name),
        subtype_diff: name(row.subtype_diff_schema, row.subtype_diff_name),
    }
}
