//! Constraints and indexes.

use relvar_catalog::{
    catalog::{Constraint, ConstraintKind, Deferral, Index, ObjectId, Relation, RelationKind},
    ddl::{Item, identifier, qualified},
};

use crate::plan::{form::Form, step::Step};

use super::{Pair, Rule, Sides, options, relation::is_moved};

/// What a constraint becomes.
pub(super) fn rule(pair: &Pair<'_, '_>, relation: &Relation, (old, new): (&Constraint, &Constraint)) -> Rule {
    let alter = format!("ALTER TABLE {}", qualified(&relation.name));
    let name = identifier(&new.name);
    if pair.only(&["not_valid"]) && old.not_valid && !new.not_valid {
        return Rule::Alter(vec![Step::new(
            &pair.new.id,
            Form::Validate,
            format!("{alter} VALIDATE CONSTRAINT {name}"),
        )]);
    }
    if pair.only(&["deferrable"]) && matches!(new.kind, ConstraintKind::ForeignKey(_)) {
        let words = match new.deferrable {
            None => "NOT DEFERRABLE",
            Some(Deferral::InitiallyImmediate) => "DEFERRABLE INITIALLY IMMEDIATE",
            Some(Deferral::InitiallyDeferred) => "DEFERRABLE INITIALLY DEFERRED",
        };
        let sql = format!("{alter} ALTER CONSTRAINT {name} {words}");
        return Rule::Alter(vec![Step::new(&pair.new.id, Form::AlterForeignKey, sql)]);
    }
    Rule::Replace
}

/// What an index becomes.
pub(super) fn index(
    sides: &Sides<'_, '_>,
    pair: &Pair<'_, '_>,
    (before, relation): (&Relation, &Relation),
    (old, new): (&Index, &Index),
) -> Rule {
    let name = qualified(&relvar_catalog::QualifiedName::new(&relation.name.schema, &new.name));
    let own = identifier(&new.name);
    let kind = if relation.kind == RelationKind::MaterializedView { "MATERIALIZED VIEW" } else { "TABLE" };
    let table = qualified(&relation.name);
    let mut steps = Vec::new();
    let mut add = |form, sql: String| steps.push(Step::new(&pair.new.id, form, sql));
    for attribute in &pair.changed {
        match attribute.as_str() {
            "options" => {
                let changes = options::storage("", &old.options, &new.options);
                for change in changes {
                    add(Form::IndexOptions, format!("ALTER INDEX {name} {change}"));
                }
            }
            "tablespace" => {
                let space = identifier(new.tablespace.as_deref().unwrap_or("pg_default"));
                add(Form::Tablespace, format!("ALTER INDEX {name} SET TABLESPACE {space}"));
            }
            "clustered" if new.clustered => add(Form::ClusterOn, format!("ALTER {kind} {table} CLUSTER ON {own}")),
            "clustered" => add(Form::ClusterOn, format!("ALTER {kind} {table} SET WITHOUT CLUSTER")),
            "replica_identity" if new.replica_identity => {
                add(Form::ReplicaIdentity, format!("ALTER TABLE ONLY {table} REPLICA IDENTITY USING INDEX {own}"));
            }
            // The table says what it is now.
            "replica_identity" => {}
            // Attaching the partition looks for it, and detaching the partition leaves it as it is.
            "parent" if is_moved(before, relation) => {}
            // The key of the table takes that of its partition on when it is made.
            "parent" if new.constraint.is_some() && !is_there(sides, new) => {}
            "parent" if old.parent.is_none() => {
                let script = sides.to.writer.create(&pair.new.id, Item::IndexAttachment(relation, new), &[]);
                script.statements.into_iter().for_each(|own| add(Form::IndexAttach, own.sql));
            }
            "parts" if old.parts.len() == new.parts.len() => {
                for (at, (before, after)) in old.parts.iter().zip(&new.parts).enumerate() {
                    let mut same = before.clone();
                    same.statistics = after.statistics;
                    if same != *after {
                        return Rule::Replace;
                    }
                    if before.statistics != after.statistics {
                        let value = after.statistics.unwrap_or(-1);
                        let sql = format!("ALTER INDEX {name} ALTER COLUMN {} SET STATISTICS {value}", at + 1);
                        add(Form::SetStatistics, sql);
                    }
                }
            }
            _ => return Rule::Replace,
        }
    }
    Rule::Alter(steps)
}

/// Whether the index that another one belongs to is there already.
fn is_there(sides: &Sides<'_, '_>, index: &Index) -> bool {
    index.parent.as_ref().is_some_and(|parent| sides.from.get(&ObjectId::Index(parent.clone())).is_some())
}
