//! A catalog taken apart: one part for everything that has an identity of its own.

mod attributes;
mod parts;

use std::collections::{BTreeMap, BTreeSet};

use relvar_catalog::{
    catalog::{Column, ObjectId, Privileges, Relation, SecurityLabel, Settings},
    ddl::Item,
};
use serde_json::Value;

pub(crate) use parts::Parts;

/// What a part is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum What<'a> {
    /// What one statement can make by itself.
    Item(Item<'a>),
    /// A column of a relation, which is made with it or added to it.
    Column(&'a Relation, &'a Column),
    /// Settings that sessions of the database begin with.
    Settings(&'a Settings),
    /// A security label of an object.
    Label(&'a SecurityLabel),
}

/// Something with an identity of its own.
#[derive(Debug)]
pub(crate) struct Part<'a> {
    pub(crate) id: ObjectId,
    pub(crate) what: What<'a>,
    /// What it is a part of: who drops that, drops this.
    pub(crate) host: Option<ObjectId>,
    /// Another object makes it, or it is inherited: it has no statements of its own.
    pub(crate) is_made_elsewhere: bool,
    pub(crate) owner: Option<&'a str>,
    pub(crate) comment: Option<&'a str>,
    pub(crate) privileges: Option<&'a Privileges>,
    /// All else that is compared, by name.
    pub(crate) attributes: BTreeMap<String, Value>,
}

impl Part<'_> {
    /// The attributes that are not the same, each with what both say.
    pub(crate) fn changes(&self, to: &Part<'_>) -> Vec<(String, Value, Value)> {
        let names: BTreeSet<&String> = self.attributes.keys().chain(to.attributes.keys()).collect();
        let value = |part: &Part<'_>, name: &String| part.attributes.get(name).cloned().unwrap_or_default();
        let all = names.into_iter().map(|name| (name.clone(), value(self, name), value(to, name)));
        let remarks = [
            ("owner", self.owner.into(), to.owner.into()),
            ("comment", self.comment.into(), to.comment.into()),
            ("privileges", self.privileges(), to.privileges()),
        ];
        let all = all.chain(remarks.map(|(name, from, to): (_, Value, Value)| (name.to_owned(), from, to)));
        all.filter(|(_, from, to)| from != to).collect()
    }

    fn privileges(&self) -> Value {
        self.privileges.and_then(|own| serde_json::to_value(own).ok()).unwrap_or_default()
    }
}
