//! Sequences.

use relvar_catalog::{
    catalog::{Persistence, Sequence},
    ddl::{identifier, qualified},
};

use crate::plan::{form::Form, step::Step};

use super::{Pair, Rule, Sides};

/// What a sequence becomes.
pub(super) fn rule(sides: &Sides<'_, '_>, pair: &Pair<'_, '_>, (old, new): (&Sequence, &Sequence)) -> Rule {
    if old.identity != new.identity || new.identity && old.owned_by != new.owned_by {
        return Rule::Replace;
    }
    let name = qualified(&new.name);
    let mut steps = Vec::new();
    let mut words = Vec::new();
    if pair.is("data_type") && !new.identity {
        words.push(format!("AS {}", new.data_type));
    }
    let retyped = new.identity && pair.is("data_type");
    for (attribute, word, value) in [
        ("increment", "INCREMENT BY", new.increment),
        ("min", "MINVALUE", new.min),
        ("max", "MAXVALUE", new.max),
        ("start", "START WITH", new.start),
        ("cache", "CACHE", new.cache),
    ] {
        // The type of the column brings its own limits.
        let is_limit = ["min", "max"].contains(&attribute);
        if pair.is(attribute) && !(retyped && is_limit && is_limit_of_type(new, value)) {
            words.push(format!("{word} {value}"));
        }
    }
    if pair.is("cycle") {
        words.push(if new.cycle { "CYCLE" } else { "NO CYCLE" }.to_owned());
    }
    let is_narrower = old.min < new.min || old.max > new.max;
    if is_narrower {
        if new.min > old.max || new.max < old.min {
            words.push(format!("RESTART WITH {}", new.start));
        } else if !retyped {
            // Its value stays what it is, or goes to the nearest that is left.
            let (text, min, max) = (relvar_catalog::ddl::literal(&name), new.min, new.max);
            let kept = format!("last_value BETWEEN {min} AND {max} AND is_called");
            let sql = format!("SELECT setval({text}, least(greatest(last_value, {min}), {max}), {kept}) FROM {name}");
            steps.push(Step::new(&pair.new.id, Form::Data, sql));
        }
    }
    if !words.is_empty() {
        steps.push(Step::new(&pair.new.id, Form::AlterSequence, format!("ALTER SEQUENCE {name} {}", words.join(" "))));
    }
    if pair.is("persistence") {
        let word = if new.persistence == Persistence::Unlogged { "UNLOGGED" } else { "LOGGED" };
        if !follows_table(sides, new) {
            steps.push(Step::new(&pair.new.id, Form::Persistence, format!("ALTER SEQUENCE {name} SET {word}")));
        }
    }
    Rule::Alter(steps)
}

/// Whether the table that owns a sequence changes to what the sequence is to be: the sequence goes with it.
fn follows_table(sides: &Sides<'_, '_>, new: &Sequence) -> bool {
    let Some(owner) = &new.owned_by else { return false };
    let tables = [sides.from, sides.to].map(|parts| parts.catalog.relation(&owner.relation));
    let [Some(before), Some(after)] = tables else { return false };
    before.persistence != after.persistence && after.persistence == new.persistence
}

fn is_limit_of_type(own: &Sequence, value: i64) -> bool {
    let (low, high) = match own.data_type.as_str() {
        "smallint" => (i64::from(i16::MIN), i64::from(i16::MAX)),
        "integer" => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (i64::MIN, i64::MAX),
    };
    value == low || value == high
}

/// `ALTER SEQUENCE … OWNED BY`.
pub(in crate::plan) fn owned_by(own: &Sequence) -> String {
    let by = own.owned_by.as_ref();
    let by = by.map(|by| format!("{}.{}", qualified(&by.relation), identifier(&by.column)));
    format!("ALTER SEQUENCE {} OWNED BY {}", qualified(&own.name), by.as_deref().unwrap_or("NONE"))
}
