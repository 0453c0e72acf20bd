//! Triggers and rewrite rules.

use crate::{
    catalog::{Firing, ObjectId, Relation, RelationKind, Rule, Trigger},
    ddl::{
        out::Out,
        sql::{identifier, qualified},
    },
};

pub(super) fn trigger(out: &mut Out<'_>, relation: &Relation, trigger: &Trigger) {
    let Trigger { name, enabled, inherited, comment, .. } = trigger;
    let id = ObjectId::Trigger { relation: relation.name.clone(), name: name.clone() };
    // A partition has the switch of its table, or the default, whichever of both was there first.
    let mut is_set = *enabled == Firing::Origin;
    if *inherited {
        is_set &= parent_firing(out, relation, name).unwrap_or_default() == Firing::Origin;
    } else {
        out.create_once(&id, relation.trigger_definition(trigger));
    }
    if !is_set {
        let only = if relation.kind == RelationKind::PartitionedTable { "ONLY " } else { "" };
        out.alter(
            &id,
            format!(
                "ALTER TABLE {only}{} {} TRIGGER {}",
                qualified(&relation.name),
                switch(*enabled),
                identifier(name)
            ),
        );
    }
    out.comment(&id, comment.as_ref());
}

/// When the trigger of the partitioned table fires.
fn parent_firing(out: &Out<'_>, relation: &Relation, name: &str) -> Option<Firing> {
    let parent = out.catalog.relation(relation.inherits.first()?)?;
    Some(parent.triggers.iter().find(|trigger| trigger.name == name)?.enabled)
}

pub(super) fn rule(out: &mut Out<'_>, relation: &Relation, rule: &Rule) {
    let Rule { name, enabled, comment, .. } = rule;
    let id = ObjectId::Rule { relation: relation.name.clone(), name: name.clone() };
    out.create_once(&id, relation.rule_definition(rule).trim_end().trim_end_matches(';'));
    if *enabled != Firing::Origin {
        out.alter(
            &id,
            format!("ALTER TABLE {} {} RULE {}", qualified(&relation.name), switch(*enabled), identifier(name)),
        );
    }
    out.comment(&id, comment.as_ref());
}

fn switch(firing: Firing) -> &'static str {
    match firing {
        Firing::Origin => "ENABLE",
        Firing::Always => "ENABLE ALWAYS",
        Firing::Replica => "ENABLE REPLICA",
        Firing::Disabled => "DISABLE",
    }
}
