//! Constraints as they are stored: their kind's own fields stand beside the common ones.
//!
//! serde's `flatten` writes this form, but cannot read it back without forgoing errors for unknown fields.

use serde::Deserialize;

use crate::catalog::{QualifiedName, missing_field::MissingField};

use super::{Check, Constraint, ConstraintKind, Deferral, Exclusion, ForeignKey, MatchType, ReferentialAction, Unique};

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
