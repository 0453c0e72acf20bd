//! Types as they are stored: their kind's own fields stand beside the common ones.
//!
//! serde's `flatten` writes this form, but cannot read it back without forgoing errors for unknown fields.

use serde::Deserialize;

use crate::catalog::{Privileges, QualifiedName, TypeRef, missing_field::MissingField};

use super::{Attribute, Domain, DomainCheck, Range, Type, TypeKind};

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
