//! What a difference becomes, by kind: `ALTER`, or the object made anew.

mod column;
mod constraint;
mod options;
mod other;
mod relation;
mod remarks;
mod routine;
mod sequence;
mod types;

use std::collections::BTreeSet;

use relvar_catalog::{
    catalog::{Definition, ObjectId},
    ddl::Item,
};
use serde_json::Value;

use crate::part::{Part, Parts, What};

use super::step::Step;

pub(super) use column::{cast, identity_sequence};
pub(super) use relation::is_moved;
pub(super) use remarks::{remark, remarks};
pub(super) use sequence::owned_by;

/// Both sides, and what is known of the plan so far.
pub(super) struct Sides<'s, 'a> {
    pub(super) from: &'s Parts<'a>,
    pub(super) to: &'s Parts<'a>,
    /// Types that are made anew while columns keep their data.
    pub(super) swapped: &'s BTreeSet<ObjectId>,
}

/// What is to be done with an object that both sides have.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// It stays, and these statements change it.
    Alter(Vec<Step>),
    /// It is dropped and made again.
    Replace,
    /// It is a type that columns may have: they are moved to a new type of the name.
    Swap,
}

/// The parts of a change, as the rules take them.
pub(super) struct Pair<'p, 'a> {
    pub(super) old: &'p Part<'a>,
    pub(super) new: &'p Part<'a>,
    /// Names of attributes that differ.
    pub(super) changed: BTreeSet<String>,
}

impl Pair<'_, '_> {
    fn is(&self, attribute: &str) -> bool {
        self.changed.contains(attribute)
    }

    /// Whether nothing differs but these.
    fn only(&self, attributes: &[&str]) -> bool {
        self.changed.iter().all(|own| attributes.contains(&own.as_str()))
    }

    fn from(&self, attribute: &str) -> &Value {
        self.old.attributes.get(attribute).unwrap_or(&Value::Null)
    }

    fn to(&self, attribute: &str) -> &Value {
        self.new.attributes.get(attribute).unwrap_or(&Value::Null)
    }
}

/// The rule for a change of an object.
pub(super) fn rule(sides: &Sides<'_, '_>, pair: &Pair<'_, '_>) -> Rule {
    if pair.changed.is_empty() {
        return Rule::Alter(Vec::new());
    }
    match (pair.old.what, pair.new.what) {
        (What::Column(_, old), What::Column(relation, new)) => column::rule(sides, pair, (relation, old, new)),
        (What::Item(old), What::Item(new)) => match (old, new) {
            (Item::Relation(old), Item::Relation(new)) => relation::rule(sides, pair, (old, new)),
            (Item::Type(old), Item::Type(new)) => types::rule(sides, pair, (old, new)),
            (Item::DomainCheck(..), Item::DomainCheck(domain, new)) => types::check(pair, domain, new),
            (Item::Routine(old), Item::Routine(new)) => routine::rule(sides, pair, (old, new)),
            (Item::Sequence(old), Item::Sequence(new)) => sequence::rule(sides, pair, (old, new)),
            (Item::Default(..), Item::Default(relation, new)) => column::default(pair, relation, new),
            (Item::Constraint(_, old), Item::Constraint(relation, new)) => constraint::rule(pair, relation, (old, new)),
            (Item::Index(before, old), Item::Index(relation, new)) => {
                constraint::index(sides, pair, (before, relation), (old, new))
            }
            (Item::Trigger(..), Item::Trigger(relation, new)) => other::trigger(pair, relation, new),
            (Item::Rule(..), Item::Rule(relation, new)) => other::rule(pair, relation, new),
            (Item::Policy(_, old), Item::Policy(relation, new)) => other::policy(pair, relation, (old, new)),
            (Item::Extension(_), Item::Extension(new)) => other::extension(pair, new),
            (Item::Other(old), Item::Other(new)) => match (&old.definition, &new.definition) {
                (Some(Definition::Server(old)), Some(Definition::Server(new))) => other::server(pair, (old, new)),
                (Some(Definition::ForeignDataWrapper(old)), Some(Definition::ForeignDataWrapper(new))) => {
                    other::wrapper(pair, (old, new))
                }
                (Some(Definition::Collation(_)), Some(Definition::Collation(_))) => Rule::Swap,
                _ => Rule::Replace,
            },
            _ => Rule::Replace,
        },
        (What::Settings(old), What::Settings(new)) => other::settings(pair, (old, new)),
        (What::Label(_), What::Label(new)) => other::label(sides, pair, new),
        _ => Rule::Replace,
    }
}
