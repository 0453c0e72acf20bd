//! What may be a rename: gone on the one side, new on the other, with the same content.

use std::collections::BTreeSet;

use relvar_catalog::{
    Catalog,
    catalog::{Column, ObjectId, Relation, TypeKind},
    ddl::Item,
};
use serde::Serialize;

use crate::part::{Part, Parts, What};

use super::{
    follow::pairs,
    name::{Named, Rename, bare},
};

/// A rename that may be meant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Proposal {
    /// The rename.
    pub rename: Rename,
    /// Why it may be one.
    pub reason: String,
}

/// Objects that may have got another name. None of this is certain: nothing is renamed unless [`Options::renames`](crate::Options)
/// says so.
pub fn proposals(from: &Catalog, to: &Catalog) -> Vec<Proposal> {
    let (old, new) = (Parts::new(from), Parts::new(to));
    let mut found = tables(from, to, (&old, &new));
    let fits = |part: &Part<'_>| match part.what {
        What::Column(relation, _) => relation.query.is_none() && !part.is_made_elsewhere,
        What::Item(Item::Constraint(..) | Item::DomainCheck(..) | Item::Trigger(..) | Item::Policy(..)) => {
            !part.is_made_elsewhere
        }
        What::Item(Item::Index(_, own)) => own.constraint.is_none() && !part.is_made_elsewhere,
        What::Item(Item::Type(_) | Item::Routine(_)) => true,
        What::Item(Item::Sequence(own)) => own.owned_by.is_none(),
        What::Item(Item::Relation(own)) => own.query.is_some(),
        What::Item(_) | What::Settings(_) | What::Label(_) => false,
    };
    for (before, after) in pairs(&old, &new, (&fits, &BTreeSet::new())) {
        // A host may be new itself, and a view says what its columns are.
        let Some(name) = bare(&after.id).filter(|_| is_likely(before, after)) else { continue };
        let what = match before.what {
            What::Column(_, column) => format!("both are {}", column.type_.sql),
            What::Item(_) | What::Settings(_) | What::Label(_) => "both have the same definition".to_owned(),
        };
        let reason = format!("`{}` is gone, `{}` is new, and {what}", before.id, after.id);
        found.push(Proposal { rename: Rename { of: Named::Object(before.id.clone()), to: name.to_owned() }, reason });
    }
    found.extend(labels(from, to));
    found.sort();
    found
}

/// Whether a pair is more than two parts of one kind: the schema is the same, and the default of a column.
fn is_likely(before: &Part<'_>, after: &Part<'_>) -> bool {
    match (before.what, after.what) {
        (What::Column(_, old), What::Column(_, new)) => old.default == new.default,
        (What::Item(Item::Relation(old)), What::Item(Item::Relation(new))) => {
            old.columns.iter().map(|own| &own.name).eq(new.columns.iter().map(|own| &own.name))
                && before.id.schema() == after.id.schema()
        }
        _ => before.id.schema() == after.id.schema(),
    }
}

/// Tables with the same columns.
fn tables(from: &Catalog, to: &Catalog, (old, new): (&Parts<'_>, &Parts<'_>)) -> Vec<Proposal> {
    let is_table = |own: &&Relation| own.query.is_none() && !own.columns.is_empty() && own.extension.is_none();
    let gone: Vec<&Relation> =
        from.relations.iter().filter(is_table).filter(|own| new.get(&own.id()).is_none()).collect();
    let come: Vec<&Relation> =
        to.relations.iter().filter(is_table).filter(|own| old.get(&own.id()).is_none()).collect();
    let fits = |a: &Relation, b: &Relation| {
        let same = |(a, b): (&Column, &Column)| a.name == b.name && a.type_ == b.type_ && a.not_null == b.not_null;
        a.kind == b.kind
            && a.name.schema == b.name.schema
            && a.columns.len() == b.columns.len()
            && a.columns.iter().zip(&b.columns).all(same)
    };
    let mut found = Vec::new();
    for own in &gone {
        let same: Vec<_> = come.iter().filter(|other| fits(own, other)).collect();
        let [only] = same[..] else { continue };
        if gone.iter().filter(|other| fits(other, only)).count() == 1 {
            found.push(Proposal {
                rename: Rename { of: Named::Object(own.id()), to: only.name.name.clone() },
                reason: format!("`{}` is gone, `{}` is new, and both have the same columns", own.id(), only.id()),
            });
        }
    }
    found
}

/// Enums that differ in one label, at the same place.
fn labels(from: &Catalog, to: &Catalog) -> Vec<Proposal> {
    let mut found = Vec::new();
    for own in &from.types {
        let (TypeKind::Enum { labels: old }, Some(TypeKind::Enum { labels: new })) =
            (&own.kind, to.type_(&own.name).map(|own| &own.kind))
        else {
            continue;
        };
        let differ: Vec<_> = old.iter().zip(new).filter(|(a, b)| a != b).collect();
        if old.len() != new.len() {
            continue;
        }
        if let [(before, after)] = differ[..] {
            let id = ObjectId::Type(own.name.clone());
            found.push(Proposal {
                rename: Rename {
                    of: Named::Label { type_: own.name.clone(), label: before.clone() },
                    to: after.clone(),
                },
                reason: format!("`{id}` has `{after}` where it had `{before}`, and all other labels are the same"),
            });
        }
    }
    found
}
