//! Sequences.

use std::fmt::Write as _;

use crate::{
    catalog::{ObjectId, Persistence, Sequence},
    ddl::{
        out::Out,
        sql::{identifier, qualified},
    },
};

pub(super) fn sequence(out: &mut Out<'_>, sequence: &Sequence) {
    let id = ObjectId::Sequence(sequence.name.clone());
    let guard = if out.options.if_not_exists { "IF NOT EXISTS " } else { "" };
    let unlogged = if sequence.persistence == Persistence::Unlogged { "UNLOGGED " } else { "" };
    let type_ = if sequence.data_type == "bigint" { String::new() } else { format!(" AS {}", sequence.data_type) };
    let name = qualified(&sequence.name);
    out.create(&id, format!("CREATE {unlogged}SEQUENCE {guard}{name}{type_}{}", options(sequence)));
    out.owner(&id, &sequence.owner);
    belongings(out, sequence);
}

/// Whether a sequence that its table made is logged, if it is not as the table is (PostgreSQL 15).
pub(super) fn persistence(out: &mut Out<'_>, sequence: &Sequence, of_table: Persistence) {
    let word = match sequence.persistence {
        own if own == of_table || out.catalog.server_version < 15 => return,
        Persistence::Permanent => "LOGGED",
        Persistence::Unlogged => "UNLOGGED",
        Persistence::Temporary => return,
    };
    let sql = format!("ALTER SEQUENCE {} SET {word}", qualified(&sequence.name));
    out.alter(&ObjectId::Sequence(sequence.name.clone()), sql);
}

/// What a sequence has besides, whoever makes it.
pub(super) fn belongings(out: &mut Out<'_>, sequence: &Sequence) {
    let id = ObjectId::Sequence(sequence.name.clone());
    out.comment(&id, sequence.comment.as_ref());
    out.grants(&id, &sequence.owner, sequence.privileges.as_ref());
}

pub(super) fn ownership(out: &mut Out<'_>, sequence: &Sequence) {
    let Some(owner) = &sequence.owned_by else { return };
    let column = format!("{}.{}", qualified(&owner.relation), identifier(&owner.column));
    let sql = format!("ALTER SEQUENCE {} OWNED BY {column}", qualified(&sequence.name));
    out.alter(&ObjectId::Sequence(sequence.name.clone()), sql);
}

/// What differs from the defaults, each with a space before it.
pub(super) fn options(sequence: &Sequence) -> String {
    let Sequence { data_type, start, increment, min, max, cache, cycle, .. } = sequence;
    let (lowest, highest) = match data_type.as_str() {
        "smallint" => (i64::from(i16::MIN), i64::from(i16::MAX)),
        "integer" => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (i64::MIN, i64::MAX),
    };
    let (min_default, max_default) = if *increment > 0 { (1, highest) } else { (lowest, -1) };
    let start_default = if *increment > 0 { *min } else { *max };
    let mut sql = String::new();
    for (word, value, default) in [
        ("INCREMENT BY", *increment, 1),
        ("MINVALUE", *min, min_default),
        ("MAXVALUE", *max, max_default),
        ("START WITH", *start, start_default),
        ("CACHE", *cache, 1),
    ] {
        if value != default {
            let _ = write!(sql, " {word} {value}");
        }
    }
    if *cycle {
        sql.push_str(" CYCLE");
    }
    sql
}
