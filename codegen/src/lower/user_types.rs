//! Enums, domains and composite types.

use relvar_catalog::catalog::{self, Domain, Type, TypeKind};

use super::{
    columns::override_type,
    context::Context,
    docs::{code, docs, identifier},
    ident::{ident, type_name, type_name_spelled, value_name, value_name_spelled},
    scope::Scope,
    serde_names,
    types::Types,
};
use crate::{
    config::{Config, Domains, Enums, ObjectPath},
    model::{Attribute, Enum, Ident, Name, Newtype, SchemaId, UserType, UserTypeKind, Variant},
};

/// A type's item in Rust; nothing for kinds that have none.
pub(super) fn user_type<'a>(
    declared: &'a Type,
    (schema, rust): (SchemaId, Ident),
    types: &mut Types<'a>,
    context: &mut Context<'_>,
) -> Option<UserType> {
    let sql = code(&declared.name.to_string());
    let (kind, lines) = match &declared.kind {
        TypeKind::Enum { labels } => {
            let kind = UserTypeKind::Enum(enumeration(declared, labels, types, context));
            (kind, vec![format!("Enum {sql}.")])
        }
        TypeKind::Domain(domain) => (self::domain(declared, domain, types, context.config), domain_lines(&sql, domain)),
        TypeKind::Composite { attributes } => {
            let attributes = self::attributes(declared, attributes, types, context);
            (UserTypeKind::Composite(attributes), vec![format!("Composite type {sql}.")])
        }
        _ => return None,
    };
    let docs = docs(declared.comment.as_deref(), lines);
    Some(UserType { schema, sql: declared.name.clone(), rust, docs, attributes: Vec::new(), kind })
}

fn domain<'a>(declared: &'a Type, domain: &'a Domain, types: &mut Types<'a>, config: &Config) -> UserTypeKind {
    let base = types.value_type(&domain.base, || declared.name.to_string());
    match types.options(&declared.name).newtype {
        Some(false) => UserTypeKind::Domain(base),
        None if config.types.domains == Domains::Alias => UserTypeKind::Domain(base),
        _ => UserTypeKind::Newtype(Newtype { base, sql: types.sql_type(&declared.name) }),
    }
}

fn domain_lines(sql: &str, domain: &Domain) -> Vec<String> {
    let mut declaration = domain.base.sql.clone();
    if domain.not_null {
        declaration.push_str(" not null");
    }
    if let Some(default) = &domain.default {
        declaration.push_str(" default ");
        declaration.push_str(default);
    }
    let mut lines = vec![format!("Domain {sql} over {}.", code(&declaration))];
    lines.extend(domain.checks.iter().map(|check| format!("{}: {}", code(&check.name), code(&check.definition()))));
    lines
}

/// The attributes of a composite type. Of two with the same name in Rust the first keeps it.
fn attributes<'a>(
    declared: &'a Type,
    attributes: &'a [catalog::Attribute],
    types: &mut Types<'a>,
    context: &mut Context<'_>,
) -> Vec<Attribute> {
    let mut scope = Scope::default();
    let mut lowered = Vec::with_capacity(attributes.len());
    for attribute in attributes {
        let path = ObjectPath::new([&declared.name.schema, &declared.name.name, &attribute.name]);
        let preferred = match context.config.rename.columns.get(&path) {
            Some(chosen) => chosen.as_str().to_owned(),
            None => value_name(&attribute.name),
        };
        let claim = scope.claim(&[preferred.clone(), value_name_spelled(&attribute.name)]);
        if !claim.preferred {
            context.report.renamed("rename.columns", &path, &preferred, &claim.name);
        }
        let mut type_ = types.value_type(&attribute.type_, || path.to_string());
        override_type(&mut type_, context.config.columns.get(&path), (&path, context.report));
        let declaration = code(&format!("{} {}", identifier(&attribute.name), attribute.type_.sql));
        lowered.push(Attribute {
            sql: attribute.name.clone(),
            field: ident(&claim.name),
            docs: docs(attribute.comment.as_deref(), [declaration]),
            type_,
            attributes: Vec::new(),
        });
    }
    lowered
}

fn enumeration(declared: &Type, labels: &[String], types: &mut Types<'_>, context: &mut Context<'_>) -> Enum {
    let mut scope = Scope::of_types(["Self"]);
    let variants = variants(declared, labels, &mut scope, context);
    let is_open = types.options(&declared.name).open.unwrap_or(context.config.types.enums == Enums::Open);
    // Claimed last: no label gives way to it.
    let other = is_open.then(|| ident(&scope.claim(&["Other".to_owned(), "OtherLabel".to_owned()]).name));
    Enum { variants, other, serde: serde_names(context.config) }
}

/// The variants of an enum. Of two labels with the same name in Rust the first keeps it.
fn variants(type_: &Type, labels: &[String], scope: &mut Scope, context: &mut Context<'_>) -> Vec<Variant> {
    let mut variants = Vec::with_capacity(labels.len());
    for label in labels {
        let path = ObjectPath::new([&type_.name.schema, &type_.name.name, label]);
        let preferred = match context.config.rename.labels.get(&path) {
            Some(chosen) => chosen.as_str().to_owned(),
            None => type_name(label),
        };
        // No variant can be called `Self`, and the rule says what becomes of it.
        let preferred = if preferred == "Self" { "Self_".to_owned() } else { preferred };
        let claim = scope.claim(&[preferred.clone(), type_name_spelled(label)]);
        if !claim.preferred {
            context.report.clashed("rename.labels", &path, &preferred, &claim.name);
        }
        variants.push(Variant {
            docs: if label.is_empty() { "The empty label.".to_owned() } else { code(label) },
            name: Name { sql: label.clone(), rust: ident(&claim.name) },
        });
    }
    variants
}
