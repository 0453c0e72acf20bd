//! Enums and domains.

use relvar_catalog::catalog::{Type, TypeKind};

use super::{
    docs::{code, docs},
    ident::{ident, type_name, type_name_spelled},
    report::Report,
    scope::Scope,
    types::Types,
};
use crate::{
    config::{Config, ObjectPath},
    model::{Ident, Name, SchemaId, UserType, UserTypeKind, Variant},
};

/// A type's item in Rust; nothing for kinds that have none.
pub(super) fn user_type<'a>(
    declared: &'a Type,
    (schema, rust): (SchemaId, Ident),
    types: &mut Types<'a>,
    (config, report): (&Config, &mut Report),
) -> Option<UserType> {
    let sql = code(&declared.name.to_string());
    let (kind, lines) = match &declared.kind {
        TypeKind::Enum { labels } => {
            (UserTypeKind::Enum(variants(declared, labels, config, report)), vec![format!("Enum {sql}.")])
        }
        TypeKind::Domain(domain) => {
            let mut declaration = domain.base.sql.clone();
            if domain.not_null {
                declaration.push_str(" not null");
            }
            if let Some(default) = &domain.default {
                declaration.push_str(" default ");
                declaration.push_str(default);
            }
            let mut lines = vec![format!("Domain {sql} over {}.", code(&declaration))];
            lines.extend(
                domain.checks.iter().map(|check| format!("{}: {}", code(&check.name), code(&check.definition))),
            );
            (UserTypeKind::Domain(types.value_type(&domain.base, || declared.name.to_string())), lines)
        }
        _ => return None,
    };
    Some(UserType { schema, sql: declared.name.clone(), rust, docs: docs(declared.comment.as_deref(), lines), kind })
}

/// The variants of an enum. Of two labels with the same name in Rust the first keeps it.
fn variants(type_: &Type, labels: &[String], config: &Config, report: &mut Report) -> Vec<Variant> {
    let mut scope = Scope::of_types(["Self"]);
    let mut variants = Vec::with_capacity(labels.len());
    for label in labels {
        let path = ObjectPath::new([&type_.name.schema, &type_.name.name, label]);
        let preferred = match config.rename.labels.get(&path) {
            Some(chosen) => chosen.as_str().to_owned(),
            None => type_name(label),
        };
        // No variant can be called `Self`, and the rule says what becomes of it.
        let preferred = if preferred == "Self" { "Self_".to_owned() } else { preferred };
        let claim = scope.claim(&[preferred.clone(), type_name_spelled(label)]);
        if !claim.preferred {
            report.clashed("rename.labels", &path, &preferred, &claim.name);
        }
        variants.push(Variant {
            docs: if label.is_empty() { "The empty label.".to_owned() } else { code(label) },
            name: Name { sql: label.clone(), rust: ident(&claim.name) },
        });
    }
    variants
}
