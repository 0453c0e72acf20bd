//! Constraints and types as they are stored: their kind's own fields stand beside the common ones.
//!
//! serde's `flatten` writes this form, but cannot read it back without forgoing errors for unknown fields.

use serde::Deserialize;

use super::{
    Attribute, Check, Constraint, ConstraintKind, Deferral, Domain, DomainCheck, Exclusion, ForeignKey, MatchType,
    Privileges, QualifiedName, Range, ReferentialAction, Type, TypeKind, TypeRef, Unique,
};

/// Every field a constraint of any kind may have.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, as in the declaration")]
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FlatConstraint {
    name: String,
    kind: ConstraintTag,
    deferrable: Option<Deferral>,
    #[serde(default)]
    not_valid: bool,
    #[serde(default)]
    not_enforced: bool,
    #[serde(default)]
    no_inherit: bool,
    #[serde(default)]
    inherited: bool,
    comment: Option<String>,
    #[serde(default)]
    columns: Vec<String>,
    #[serde(default)]
    include: Vec<String>,
    #[serde(default)]
    nulls_not_distinct: bool,
    #[serde(default)]
    without_overlaps: bool,
    references: Option<QualifiedName>,
    #[serde(default)]
    referenced_columns: Vec<String>,
    #[serde(default, rename = "match")]
    match_type: MatchType,
    #[serde(default)]
    on_update: ReferentialAction,
    #[serde(default)]
    on_delete: ReferentialAction,
    #[serde(default)]
    on_delete_columns: Vec<String>,
    #[serde(default)]
    period: bool,
    expression: Option<String>,
    #[serde(default)]
    operators: Vec<QualifiedName>,
    column: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum ConstraintTag {
    PrimaryKey,
    Unique,
    ForeignKey,
    Check,
    Exclusion,
    NotNull,
}

/// A field that the kind demands is not there.
#[derive(Debug, thiserror::Error)]
#[error("`{object}`: a {kind} needs the field `{field}`")]
pub(super) struct MissingField {
    object: String,
    kind: &'static str,
    field: &'static str,
}

impl TryFrom<FlatConstraint> for Constraint {
    type Error = MissingField;

    fn try_from(flat: FlatConstraint) -> Result<Self, MissingField> {
        let missing = |kind, field| MissingField { object: flat.name.clone(), kind, field };
        let unique = Unique {
            columns: flat.columns,
            include: flat.include,
            nulls_not_distinct: flat.nulls_not_distinct,
            without_overlaps: flat.without_overlaps,
        };
        let kind = match flat.kind {
            ConstraintTag::PrimaryKey => ConstraintKind::PrimaryKey(unique),
            ConstraintTag::Unique => ConstraintKind::Unique(unique),
            ConstraintTag::ForeignKey => ConstraintKind::ForeignKey(ForeignKey {
                columns: unique.columns,
                references: flat.references.ok_or_else(|| missing("foreign key", "references"))?,
                referenced_columns: flat.referenced_columns,
                match_type: flat.match_type,
                on_update: flat.on_update,
                on_delete: flat.on_delete,
                on_delete_columns: flat.on_delete_columns,
                period: flat.period,
            }),
            ConstraintTag::Check => ConstraintKind::Check(Check {
                expression: flat.expression.ok_or_else(|| missing("check", "expression"))?,
                columns: unique.columns,
            }),
            ConstraintTag::Exclusion => ConstraintKind::Exclusion(Exclusion { operators: flat.operators }),
            ConstraintTag::NotNull => {
                ConstraintKind::NotNull { column: flat.column.ok_or_else(|| missing("not null", "column"))? }
            }
        };
        Ok(Self {
            name: flat.name,
            kind,
            deferrable: flat.deferrable,
            not_valid: flat.not_valid,
            not_enforced: flat.not_enforced,
            no_inherit: flat.no_inherit,
            inherited: flat.inherited,
            comment: flat.comment,
        })
    }
}

/// Every field a type of any kind may have.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FlatType {
    name: QualifiedName,
    kind: TypeTag,
    owner: String,
    extension: Option<String>,
    comment: Option<String>,
    privileges: Option<Privileges>,
    #[serde(default)]
    labels: Vec<String>,
    base: Option<TypeRef>,
    #[serde(default)]
    not_null: bool,
    not_null_name: Option<String>,
    default: Option<String>,
    collation: Option<QualifiedName>,
    #[serde(default)]
    checks: Vec<DomainCheck>,
    #[serde(default)]
    attributes: Vec<Attribute>,
    subtype: Option<TypeRef>,
    operator_class: Option<QualifiedName>,
    canonical: Option<QualifiedName>,
    subtype_diff: Option<QualifiedName>,
    range: Option<QualifiedName>,
    category: Option<char>,
    definition: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum TypeTag {
    Enum,
    Domain,
    Composite,
    Range,
    Multirange,
    Base,
    Pseudo,
}

impl TryFrom<FlatType> for Type {
    type Error = MissingField;

    fn try_from(flat: FlatType) -> Result<Self, MissingField> {
        let missing = |kind, field| MissingField { object: flat.name.to_string(), kind, field };
        let kind = match flat.kind {
            TypeTag::Enum => TypeKind::Enum { labels: flat.labels },
            TypeTag::Domain => TypeKind::Domain(Domain {
                base: flat.base.ok_or_else(|| missing("domain", "base"))?,
                not_null: flat.not_null,
                not_null_name: flat.not_null_name,
                default: flat.default,
                collation: flat.collation,
                checks: flat.checks,
            }),
            TypeTag::Composite => TypeKind::Composite { attributes: flat.attributes },
            TypeTag::Range => TypeKind::Range(Range {
                subtype: flat.subtype.ok_or_else(|| missing("range", "subtype"))?,
                collation: flat.collation,
                operator_class: flat.operator_class,
                canonical: flat.canonical,
                subtype_diff: flat.subtype_diff,
            }),
            TypeTag::Multirange => {
                TypeKind::Multirange { range: flat.range.ok_or_else(|| missing("multirange", "range"))? }
            }
            TypeTag::Base => TypeKind::Base {
                category: flat.category.ok_or_else(|| missing("base type", "category"))?,
                definition: flat.definition,
            },
            TypeTag::Pseudo => TypeKind::Pseudo,
        };
        Ok(Self {
            name: flat.name,
            kind,
            owner: flat.owner,
            extension: flat.extension,
            comment: flat.comment,
            privileges: flat.privileges,
        })
    }
}
