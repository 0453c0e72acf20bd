//! Triggers, rewrite rules, policies, extensions, servers, settings, security labels.

use std::fmt::Write as _;

use relvar_catalog::{
    QualifiedName,
    catalog::{
        Extension, Firing, ForeignDataWrapper, Grantee, Policy, Relation, RelationKind, Rule as RewriteRule,
        SecurityLabel, Server, Settings, Trigger,
    },
    ddl::{Noun, Writer, identifier, literal, qualified},
};

use crate::plan::{form::Form, step::Step};

use super::{Pair, Rule, Sides, options};

fn switch(firing: Firing) -> &'static str {
    match firing {
        Firing::Origin => "ENABLE",
        Firing::Always => "ENABLE ALWAYS",
        Firing::Replica => "ENABLE REPLICA",
        Firing::Disabled => "DISABLE",
    }
}

/// What a trigger becomes.
pub(super) fn trigger(pair: &Pair<'_, '_>, relation: &Relation, new: &Trigger) -> Rule {
    if !pair.only(&["enabled"]) {
        return Rule::Replace;
    }
    let only = if relation.kind == RelationKind::PartitionedTable { "ONLY " } else { "" };
    let kind = if relation.kind == RelationKind::ForeignTable { "FOREIGN TABLE" } else { "TABLE" };
    let (table, name) = (qualified(&relation.name), identifier(&new.name));
    let sql = format!("ALTER {kind} {only}{table} {} TRIGGER {name}", switch(new.enabled));
    Rule::Alter(vec![Step::new(&pair.new.id, Form::AlterTrigger, sql)])
}

/// What a rewrite rule becomes.
pub(super) fn rule(pair: &Pair<'_, '_>, relation: &Relation, new: &RewriteRule) -> Rule {
    if !pair.only(&["enabled"]) {
        return Rule::Replace;
    }
    let (table, name) = (qualified(&relation.name), identifier(&new.name));
    let sql = format!("ALTER TABLE {table} {} RULE {name}", switch(new.enabled));
    Rule::Alter(vec![Step::new(&pair.new.id, Form::AlterRule, sql)])
}

/// What a policy becomes.
pub(super) fn policy(pair: &Pair<'_, '_>, relation: &Relation, (old, new): (&Policy, &Policy)) -> Rule {
    let removed = old.using.is_some() && new.using.is_none() || old.with_check.is_some() && new.with_check.is_none();
    if !pair.only(&["roles", "using", "with_check"]) || removed {
        return Rule::Replace;
    }
    let mut sql = format!("ALTER POLICY {} ON {}", identifier(&new.name), qualified(&relation.name));
    if pair.is("roles") {
        let role = |role: &Grantee| match role {
            Grantee::Public => "PUBLIC".to_owned(),
            Grantee::Role(role) => identifier(role),
        };
        let roles: Vec<_> = new.roles.iter().map(role).collect();
        let _ = write!(sql, " TO {}", roles.join(", "));
    }
    for (attribute, words, expression) in
        [("using", "USING", &new.using), ("with_check", "WITH CHECK", &new.with_check)]
    {
        if let Some(expression) = expression.as_ref().filter(|_| pair.is(attribute)) {
            let _ = write!(sql, "\n    {words} ({expression})");
        }
    }
    Rule::Alter(vec![Step::new(&pair.new.id, Form::AlterPolicy, sql)])
}

/// What a foreign-data wrapper becomes; its servers need not be made anew.
pub(super) fn wrapper(pair: &Pair<'_, '_>, (old, new): (&ForeignDataWrapper, &ForeignDataWrapper)) -> Rule {
    let ForeignDataWrapper { handler, validator, options } = new;
    let function = |word: &str, name: &Option<QualifiedName>| match name {
        Some(name) => format!("{word} {}", qualified(name)),
        None => format!("NO {word}"),
    };
    let mut changes = Vec::new();
    if old.handler != *handler {
        changes.push(function("HANDLER", handler));
    }
    if old.validator != *validator {
        changes.push(function("VALIDATOR", validator));
    }
    changes.extend(options::foreign(&old.options, options));
    let Some(Noun { kind, name }) = Noun::of(&pair.new.id) else { return Rule::Replace };
    Rule::Alter(vec![Step::new(&pair.new.id, Form::Alter, format!("ALTER {kind} {name} {}", changes.join(" ")))])
}

/// What a foreign server becomes; its foreign tables and user mappings need not be made anew.
pub(super) fn server(pair: &Pair<'_, '_>, (old, new): (&Server, &Server)) -> Rule {
    let Server { wrapper, type_, version, options } = new;
    if (&old.wrapper, &old.type_) != (wrapper, type_) || old.version.is_some() && version.is_none() {
        return Rule::Replace;
    }
    let version = version.as_ref().filter(|_| old.version != *version).map(|own| format!("VERSION {}", literal(own)));
    let changes: Vec<_> = version.into_iter().chain(options::foreign(&old.options, options)).collect();
    let Some(Noun { kind, name }) = Noun::of(&pair.new.id) else { return Rule::Replace };
    Rule::Alter(vec![Step::new(&pair.new.id, Form::Alter, format!("ALTER {kind} {name} {}", changes.join(" ")))])
}

/// What settings become.
pub(super) fn settings(pair: &Pair<'_, '_>, (old, new): (&Settings, &Settings)) -> Rule {
    let sql = Writer::settings(Some(old), Some(new));
    Rule::Alter(sql.into_iter().map(|sql| Step::new(&pair.new.id, Form::Settings, sql)).collect())
}

/// What a security label becomes.
pub(super) fn label(sides: &Sides<'_, '_>, pair: &Pair<'_, '_>, new: &SecurityLabel) -> Rule {
    let sql = sides.to.writer.security_label(new, Some(&new.label));
    Rule::Alter(sql.into_iter().map(|sql| Step::new(&pair.new.id, Form::Label, sql)).collect())
}

/// What an extension becomes.
pub(super) fn extension(pair: &Pair<'_, '_>, new: &Extension) -> Rule {
    let sql = format!("ALTER EXTENSION {} SET SCHEMA {}", identifier(&new.name), identifier(&new.schema));
    Rule::Alter(vec![Step::new(&pair.new.id, Form::AlterExtension, sql)])
}
