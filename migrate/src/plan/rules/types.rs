//! Types and domains.

use relvar_catalog::{
    catalog::{Attribute, Domain, DomainCheck, Type, TypeKind},
    ddl::{identifier, literal, qualified},
};

use crate::plan::{form::Form, step::Step};

use super::{Pair, Rule, Sides};

/// What a type becomes.
pub(super) fn rule(sides: &Sides<'_, '_>, pair: &Pair<'_, '_>, (old, new): (&Type, &Type)) -> Rule {
    match (&old.kind, &new.kind) {
        (TypeKind::Enum { labels: old }, TypeKind::Enum { labels }) => self::labels(pair, new, (old, labels)),
        (TypeKind::Domain(old), TypeKind::Domain(domain)) => self::domain(pair, new, (old, domain)),
        (TypeKind::Composite { attributes: old }, TypeKind::Composite { attributes }) => {
            // Only so do tables of the type follow.
            let is_of_table = sides.to.catalog.relations.iter().any(|own| own.of_type.as_ref() == Some(&new.name));
            composite(pair, (new, if is_of_table { " CASCADE" } else { "" }), (old, attributes))
        }
        _ => Rule::Swap,
    }
}

/// New labels are added where they belong; no other change is possible in place.
fn labels(pair: &Pair<'_, '_>, type_: &Type, (old, new): (&[String], &[String])) -> Rule {
    let mut left = old.iter().peekable();
    for label in new {
        left.next_if(|next| *next == label);
    }
    if left.peek().is_some() {
        return Rule::Swap;
    }
    let name = qualified(&type_.name);
    let mut steps = Vec::new();
    let is_old = |label: &&String| old.contains(label);
    for (at, label) in new.iter().enumerate().filter(|(_, label)| !is_old(label)) {
        let place = match (at.checked_sub(1).map(|before| &new[before]), new[at..].iter().find(is_old)) {
            (Some(before), Some(_)) => format!(" AFTER {}", literal(before)),
            (None, Some(next)) => format!(" BEFORE {}", literal(next)),
            (_, None) => String::new(),
        };
        let sql = format!("ALTER TYPE {name} ADD VALUE {}{place}", literal(label));
        steps.push(Step::new(&pair.new.id, Form::AddEnumValue, sql));
    }
    Rule::Alter(steps)
}

fn domain(pair: &Pair<'_, '_>, type_: &Type, (old, new): (&Domain, &Domain)) -> Rule {
    if old.base != new.base || old.collation != new.collation {
        return Rule::Swap;
    }
    let name = qualified(&type_.name);
    let mut steps = Vec::new();
    let mut add = |form, sql: String| steps.push(Step::new(&pair.new.id, form, format!("ALTER DOMAIN {name} {sql}")));
    if old.default != new.default {
        match &new.default {
            Some(default) => add(Form::AlterDomain, format!("SET DEFAULT {default}")),
            None => add(Form::AlterDomain, "DROP DEFAULT".to_owned()),
        }
    }
    match (old.not_null, new.not_null) {
        (false, true) => add(Form::DomainConstraint, "SET NOT NULL".to_owned()),
        (true, false) => add(Form::AlterDomain, "DROP NOT NULL".to_owned()),
        _ => {}
    }
    Rule::Alter(steps)
}

/// What a check of a domain becomes.
pub(super) fn check(pair: &Pair<'_, '_>, domain: &Type, new: &DomainCheck) -> Rule {
    if pair.only(&["not_valid", "definition"])
        && !new.not_valid
        && pair.from("expression") == pair.to("expression")
        && pair.is("not_valid")
    {
        let sql = format!("ALTER DOMAIN {} VALIDATE CONSTRAINT {}", qualified(&domain.name), identifier(&new.name));
        return Rule::Alter(vec![Step::new(&pair.new.id, Form::DomainConstraint, sql)]);
    }
    Rule::Replace
}

fn composite(pair: &Pair<'_, '_>, (type_, tables): (&Type, &str), (old, new): (&[Attribute], &[Attribute])) -> Rule {
    let name = qualified(&type_.name);
    let mut steps = Vec::new();
    let mut add = |form, sql: String| steps.push(Step::new(&pair.new.id, form, sql));
    let declaration = |own: &Attribute| {
        let collation = own.collation.as_ref().map(|name| format!(" COLLATE {}", qualified(name))).unwrap_or_default();
        format!("{}{collation}", own.type_.sql)
    };
    let find = |all: &[Attribute], name: &str| all.iter().find(|own| own.name == name).cloned();
    for own in old.iter().filter(|own| find(new, &own.name).is_none()) {
        add(Form::DropAttribute, format!("ALTER TYPE {name} DROP ATTRIBUTE {}{tables}", identifier(&own.name)));
    }
    for own in new {
        match find(old, &own.name) {
            None => {
                let sql =
                    format!("ALTER TYPE {name} ADD ATTRIBUTE {} {}{tables}", identifier(&own.name), declaration(own));
                add(Form::AlterType, sql);
            }
            Some(before) if before.type_ != own.type_ || before.collation != own.collation => {
                let sql = format!(
                    "ALTER TYPE {name} ALTER ATTRIBUTE {} TYPE {}{tables}",
                    identifier(&own.name),
                    declaration(own)
                );
                add(Form::AlterType, sql);
            }
            Some(_) => {}
        }
        let comment = find(old, &own.name).and_then(|before| before.comment);
        if comment != own.comment {
            let text = own.comment.as_deref().map_or_else(|| "NULL".to_owned(), literal);
            add(Form::Comment, format!("COMMENT ON COLUMN {name}.{} IS {text}", identifier(&own.name)));
        }
    }
    Rule::Alter(steps)
}
