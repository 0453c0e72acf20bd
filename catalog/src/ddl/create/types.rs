//! Types and domains.

use std::fmt::Write as _;

use crate::{
    catalog::{Attribute, Domain, DomainCheck, ObjectId, QualifiedName, Range, Type, TypeKind, literal},
    ddl::{
        item::Item,
        out::Out,
        sql::{identifier, qualified},
    },
};

/// `CREATE TYPE name`, for the functions that the type is made of.
pub(super) fn shell(out: &mut Out<'_>, type_: &Type) {
    if let TypeKind::Range(Range { canonical: None, .. }) = type_.kind {
        return;
    }
    out.create_once(&ObjectId::Type(type_.name.clone()), format!("CREATE TYPE {}", qualified(&type_.name)));
}

pub(super) fn type_(out: &mut Out<'_>, type_: &Type, within: &[Item<'_>]) {
    let Type { name, kind, owner, extension: _, comment, privileges } = type_;
    let id = ObjectId::Type(name.clone());
    let sql = match kind {
        TypeKind::Enum { labels } => {
            let labels: Vec<_> = labels.iter().map(|label| format!("\n    {}", literal(label))).collect();
            let end = if labels.is_empty() { "" } else { "\n" };
            format!("CREATE TYPE {} AS ENUM ({}{end})", qualified(name), labels.join(","))
        }
        TypeKind::Composite { attributes } => {
            let attributes: Vec<_> = attributes.iter().map(attribute).collect();
            let end = if attributes.is_empty() { "" } else { "\n" };
            format!("CREATE TYPE {} AS ({}{end})", qualified(name), attributes.join(","))
        }
        TypeKind::Domain(domain) => self::domain(name, domain, within),
        TypeKind::Range(range) => self::range(out, name, range),
        TypeKind::Base { definition: Some(definition), category: _ } => definition.clone(),
        TypeKind::Base { definition: None, .. } | TypeKind::Pseudo => format!("CREATE TYPE {}", qualified(name)),
        TypeKind::Multirange { .. } => return,
    };
    out.create_once(&id, sql);
    if matches!(kind, TypeKind::Pseudo) {
        return;
    }
    out.owner(&id, owner);
    out.comment(&id, comment.as_ref());
    match kind {
        TypeKind::Composite { attributes } => {
            for attribute in attributes {
                let column = ObjectId::Column { relation: name.clone(), name: attribute.name.clone() };
                out.comment(&column, attribute.comment.as_ref());
            }
        }
        TypeKind::Domain(domain) => {
            let is_within = |check: &&DomainCheck| within.iter().any(|item| is_check(item, check));
            domain.checks.iter().filter(is_within).for_each(|check| check_comment(out, name, check));
        }
        _ => {}
    }
    out.grants(&id, owner, privileges.as_ref());
}

fn attribute(attribute: &Attribute) -> String {
    let Attribute { name, type_, collation, comment: _ } = attribute;
    let collation = collation.as_ref().map(|c| format!(" COLLATE {}", qualified(c))).unwrap_or_default();
    format!("\n    {} {}{collation}", identifier(name), type_.sql)
}

fn domain(name: &QualifiedName, domain: &Domain, within: &[Item<'_>]) -> String {
    let Domain { base, not_null, not_null_name, default, collation, checks } = domain;
    let mut sql = format!("CREATE DOMAIN {} AS {}", qualified(name), base.sql);
    if let Some(collation) = collation {
        let _ = write!(sql, " COLLATE {}", qualified(collation));
    }
    if let Some(default) = default {
        let _ = write!(sql, " DEFAULT {default}");
    }
    if *not_null {
        if let Some(name) = not_null_name {
            let _ = write!(sql, " CONSTRAINT {}", identifier(name));
        }
        sql.push_str(" NOT NULL");
    }
    for check in checks.iter().filter(|check| within.iter().any(|item| is_check(item, check))) {
        let _ = write!(sql, "\n    CONSTRAINT {} {}", identifier(&check.name), check.definition());
    }
    sql
}

fn is_check(item: &Item<'_>, check: &DomainCheck) -> bool {
    matches!(item, Item::DomainCheck(_, own) if own.name == check.name)
}

/// A check that waits for a function, or that does not hold for rows that are there.
pub(super) fn late_check(out: &mut Out<'_>, domain: &Type, check: &DomainCheck) {
    let id = ObjectId::DomainConstraint { domain: domain.name.clone(), name: check.name.clone() };
    let (domain_name, name) = (qualified(&domain.name), identifier(&check.name));
    out.create_once(&id, format!("ALTER DOMAIN {domain_name} ADD CONSTRAINT {name} {}", check.definition()));
    check_comment(out, &domain.name, check);
}

fn check_comment(out: &mut Out<'_>, domain: &QualifiedName, check: &DomainCheck) {
    let id = ObjectId::DomainConstraint { domain: domain.clone(), name: check.name.clone() };
    out.comment(&id, check.comment.as_ref());
}

fn range(out: &Out<'_>, name: &QualifiedName, range: &Range) -> String {
    let Range { subtype, collation, operator_class, canonical, subtype_diff } = range;
    let mut options = vec![format!("SUBTYPE = {}", subtype.sql)];
    let named = [
        ("SUBTYPE_OPCLASS", operator_class),
        ("COLLATION", collation),
        ("CANONICAL", canonical),
        ("SUBTYPE_DIFF", subtype_diff),
    ];
    for (option, value) in named {
        options.extend(value.as_ref().map(|value| format!("{option} = {}", qualified(value))));
    }
    let of_range = |type_: &&Type| matches!(&type_.kind, TypeKind::Multirange { range } if range == name);
    if let Some(multirange) = out.catalog.types.iter().find(of_range)
        && multirange.name != chosen_multirange(name)
    {
        options.push(format!("MULTIRANGE_TYPE_NAME = {}", qualified(&multirange.name)));
    }
    let options: Vec<_> = options.iter().map(|option| format!("\n    {option}")).collect();
    format!("CREATE TYPE {} AS RANGE ({}\n)", qualified(name), options.join(","))
}

/// The name that PostgreSQL chooses for the multirange type of a range type (`makeMultirangeTypeName`).
fn chosen_multirange(range: &QualifiedName) -> QualifiedName {
    const LIMIT: usize = 63;
    let mut name = match range.name.find("range") {
        Some(at) => format!("{}multirange{}", &range.name[..at], &range.name[at + "range".len()..]),
        None => format!("{}_multirange", range.name),
    };
    if name.len() > LIMIT {
        let end = (0..=LIMIT).rev().find(|end| name.is_char_boundary(*end)).unwrap_or(0);
        name.truncate(end);
    }
    QualifiedName::new(&range.schema, name)
}
