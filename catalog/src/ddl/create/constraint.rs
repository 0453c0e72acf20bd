//! Constraints of relations.

use std::fmt::Write as _;

use crate::{
    catalog::{
        Check, Constraint, ConstraintKind, Deferral, ForeignKey, Index, MatchType, ObjectId, ReferentialAction,
        Relation, RelationKind, Unique, literal,
    },
    ddl::{
        out::Out,
        sql::{identifier, list, parameters, parenthesized, qualified},
    },
};

use super::index;

/// `CONSTRAINT name …`, as it stands within a table or after `ADD`.
pub(super) fn constraint(relation: &Relation, constraint: &Constraint) -> String {
    let Constraint { name, kind, deferrable, not_valid, not_enforced, no_inherit, inherited: _, comment: _ } =
        constraint;
    let index = relation.indexes.iter().find(|index| index.constraint.as_ref() == Some(name));
    let mut sql = format!("CONSTRAINT {} ", identifier(name));
    match kind {
        ConstraintKind::PrimaryKey(key) => sql.push_str(&self::key("PRIMARY KEY", key, index)),
        ConstraintKind::Unique(key) => {
            let nulls = if key.nulls_not_distinct { "UNIQUE NULLS NOT DISTINCT" } else { "UNIQUE" };
            sql.push_str(&self::key(nulls, key, index));
        }
        ConstraintKind::ForeignKey(key) => sql.push_str(&foreign_key(key)),
        ConstraintKind::Check(Check { expression, columns: _ }) => {
            let _ = write!(sql, "CHECK {}", parenthesized(expression));
        }
        ConstraintKind::Exclusion(_) => return sql + &relation.constraint_definition(constraint),
        ConstraintKind::NotNull { column } => {
            let _ = write!(sql, "NOT NULL {}", identifier(column));
        }
    }
    sql.push_str(match deferrable {
        None => "",
        Some(Deferral::InitiallyImmediate) => " DEFERRABLE",
        Some(Deferral::InitiallyDeferred) => " DEFERRABLE INITIALLY DEFERRED",
    });
    for (is_set, words) in [(*no_inherit, " NO INHERIT"), (*not_enforced, " NOT ENFORCED"), (*not_valid, " NOT VALID")]
    {
        if is_set {
            sql.push_str(words);
        }
    }
    sql
}

fn key(words: &str, key: &Unique, index: Option<&Index>) -> String {
    let Unique { columns, include, nulls_not_distinct: _, without_overlaps } = key;
    let overlaps = if *without_overlaps { " WITHOUT OVERLAPS" } else { "" };
    let mut sql = format!("{words} ({}{overlaps})", list(columns));
    if !include.is_empty() {
        let _ = write!(sql, " INCLUDE ({})", list(include));
    }
    if let Some(Index { options, tablespace, .. }) = index {
        if !options.is_empty() {
            let _ = write!(sql, " WITH ({})", parameters([("", options)]));
        }
        if let Some(tablespace) = tablespace {
            let _ = write!(sql, " USING INDEX TABLESPACE {}", identifier(tablespace));
        }
    }
    sql
}

fn foreign_key(key: &ForeignKey) -> String {
    let ForeignKey {
        columns,
        references,
        referenced_columns,
        match_type,
        on_update,
        on_delete,
        on_delete_columns,
        period,
    } = key;
    let with_period = |columns: &[String]| match columns {
        [first @ .., last] if *period => {
            let first = list(first);
            format!("{first}{}PERIOD {}", if first.is_empty() { "" } else { ", " }, identifier(last))
        }
        columns => list(columns),
    };
    let mut sql = format!(
        "FOREIGN KEY ({}) REFERENCES {} ({})",
        with_period(columns),
        qualified(references),
        with_period(referenced_columns)
    );
    if *match_type == MatchType::Full {
        sql.push_str(" MATCH FULL");
    }
    for (event, action) in [("UPDATE", on_update), ("DELETE", on_delete)] {
        if let Some(words) = self::action(*action) {
            let _ = write!(sql, " ON {event} {words}");
        }
    }
    if !on_delete_columns.is_empty() {
        let _ = write!(sql, " ({})", list(on_delete_columns));
    }
    sql
}

fn action(action: ReferentialAction) -> Option<&'static str> {
    match action {
        ReferentialAction::NoAction => None,
        ReferentialAction::Restrict => Some("RESTRICT"),
        ReferentialAction::Cascade => Some("CASCADE"),
        ReferentialAction::SetNull => Some("SET NULL"),
        ReferentialAction::SetDefault => Some("SET DEFAULT"),
    }
}

/// A constraint that waits for something else.
pub(super) fn late(out: &mut Out<'_>, relation: &Relation, constraint: &Constraint) {
    let id = ObjectId::Constraint { relation: relation.name.clone(), name: constraint.name.clone() };
    let kind = if relation.kind == RelationKind::ForeignTable { "FOREIGN TABLE" } else { "TABLE" };
    let sql = self::constraint(relation, constraint);
    let table = qualified(&relation.name);
    let query = format!(
        "SELECT FROM pg_catalog.pg_constraint WHERE conrelid = {}::pg_catalog.regclass AND conname = {}",
        literal(&table),
        literal(&constraint.name)
    );
    let sql = out.unless(&query, format!("ALTER {kind} {table}\n    ADD {sql}"));
    out.create(&id, sql);
    belongings(out, relation, constraint);
}

/// What a constraint has besides.
pub(super) fn belongings(out: &mut Out<'_>, relation: &Relation, constraint: &Constraint) {
    let id = ObjectId::Constraint { relation: relation.name.clone(), name: constraint.name.clone() };
    out.comment(&id, constraint.comment.as_ref());
    if let Some(own) = relation.indexes.iter().find(|index| index.constraint.as_ref() == Some(&constraint.name)) {
        index::belongings(out, relation, own);
    }
}
