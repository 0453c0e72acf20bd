//! Triggers, rewrite rules, policies, extensions.

use std::fmt::Write as _;

use relvar_catalog::{
    catalog::{Extension, Firing, Grantee, Policy, Relation, RelationKind, Rule as RewriteRule, Trigger},
    ddl::{identifier, qualified},
};

use crate::plan::{form::Form, step::Step};

use super::{Pair, Rule};

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

/// What an extension becomes.
pub(super) fn extension(pair: &Pair<'_, '_>, new: &Extension) -> Rule {
    let sql = format!("ALTER EXTENSION {} SET SCHEMA {}", identifier(&new.name), identifier(&new.schema));
    Rule::Alter(vec![Step::new(&pair.new.id, Form::AlterExtension, sql)])
}
