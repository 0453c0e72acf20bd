//! Tables, views and the like, without their parts.

use relvar_catalog::{
    catalog::{Persistence, Relation, RelationKind, ReplicaIdentity},
    ddl::{Noun, identifier, qualified},
};

use crate::plan::{create, form::Form, step::Step};

use super::{Pair, Rule, Sides, options};

/// What a relation becomes. Its parents are another matter: they change in steps of their own.
pub(super) fn rule(sides: &Sides<'_, '_>, pair: &Pair<'_, '_>, (old, new): (&Relation, &Relation)) -> Rule {
    let parents = ["inherits", "partitioning"];
    match new.kind {
        RelationKind::View if pair.is("query") => return view(sides, pair, (old, new)),
        RelationKind::MaterializedView if pair.is("query") => return Rule::Replace,
        RelationKind::ForeignTable if pair.is("server") => return Rule::Replace,
        _ if key(pair.from("partitioning")) != key(pair.to("partitioning")) => return Rule::Replace,
        _ => {}
    }
    let mut steps = Vec::new();
    let noun = Noun::of(&pair.new.id).map(|noun| format!("ALTER {} {}", noun.kind, noun.name)).unwrap_or_default();
    let mut add = |form, sql: String| steps.push(Step::new(&pair.new.id, form, format!("{noun} {sql}")));
    for attribute in &pair.changed {
        match attribute.as_str() {
            "persistence" => {
                let word = if new.persistence == Persistence::Unlogged { "UNLOGGED" } else { "LOGGED" };
                add(Form::Persistence, format!("SET {word}"));
            }
            "row_security" => {
                add(
                    Form::RowSecurity,
                    format!("{} ROW LEVEL SECURITY", if new.row_security { "ENABLE" } else { "DISABLE" }),
                );
            }
            "force_row_security" => {
                let word = if new.force_row_security { "FORCE" } else { "NO FORCE" };
                add(Form::RowSecurity, format!("{word} ROW LEVEL SECURITY"));
            }
            "replica_identity" => match new.replica_identity {
                None => add(Form::ReplicaIdentity, "REPLICA IDENTITY DEFAULT".to_owned()),
                Some(ReplicaIdentity::Full) => add(Form::ReplicaIdentity, "REPLICA IDENTITY FULL".to_owned()),
                Some(ReplicaIdentity::Nothing) => add(Form::ReplicaIdentity, "REPLICA IDENTITY NOTHING".to_owned()),
                // The index says so.
                Some(ReplicaIdentity::Index) => {}
            },
            "options" => {
                for change in options::storage("", &old.options, &new.options) {
                    add(Form::SetTableOptions, change);
                }
            }
            "toast_options" => {
                for change in options::storage("toast.", &old.toast_options, &new.toast_options) {
                    add(Form::SetTableOptions, change);
                }
            }
            "server_options" => {
                let change = options::foreign(&old.server_options, &new.server_options);
                if let Some(change) = change {
                    add(Form::SetTableOptions, change);
                }
            }
            "tablespace" => {
                let name = new.tablespace.as_deref().unwrap_or("pg_default");
                add(Form::Tablespace, format!("SET TABLESPACE {}", identifier(name)));
            }
            "access_method" => {
                let name = new.access_method.as_deref().unwrap_or("heap");
                add(Form::AccessMethod, format!("SET ACCESS METHOD {}", identifier(name)));
            }
            "of_type" => match &new.of_type {
                Some(type_) => add(Form::OfType, format!("OF {}", qualified(type_))),
                None => add(Form::OfType, "NOT OF".to_owned()),
            },
            other if parents.contains(&other) => {}
            _ => return Rule::Replace,
        }
    }
    Rule::Alter(steps)
}

/// What is under `key` or `by`: how a table is partitioned.
fn key(partitioning: &serde_json::Value) -> Option<&serde_json::Value> {
    partitioning.get("key").or_else(|| partitioning.get("by"))
}

/// `CREATE OR REPLACE VIEW` may add columns at the end, and nothing else.
fn view(sides: &Sides<'_, '_>, pair: &Pair<'_, '_>, (old, new): (&Relation, &Relation)) -> Rule {
    let same = |(a, b): (&relvar_catalog::catalog::Column, &relvar_catalog::catalog::Column)| {
        a.name == b.name && a.type_ == b.type_ && a.collation == b.collation
    };
    let fits = old.columns.len() <= new.columns.len()
        && old.columns.iter().zip(&new.columns).all(same)
        && !old
            .columns
            .iter()
            .any(|column| sides.swapped.contains(&relvar_catalog::catalog::ObjectId::Type(column.type_.name.clone())));
    if !fits || new.query.is_none() {
        return Rule::Replace;
    }
    let Some(first) = create::first(sides.to, pair.new) else { return Rule::Replace };
    let sql = first.replacen("CREATE VIEW", "CREATE OR REPLACE VIEW", 1);
    Rule::Alter(vec![Step::new(&pair.new.id, Form::ReplaceView, sql)])
}

/// Whether a table has other parents, or other bounds.
pub(in crate::plan) fn is_moved(old: &Relation, new: &Relation) -> bool {
    let bound = relvar_catalog::ddl::bound;
    old.inherits != new.inherits
        || old.is_partition() != new.is_partition()
        || new.is_partition() && bound(old) != bound(new)
}
