//! The statements that rename.

use std::collections::BTreeSet;

use relvar_catalog::{
    Catalog,
    catalog::{Constraint, ConstraintKind, ObjectId, TypeKind},
    ddl::{Noun, identifier, literal, qualified},
};

use crate::part::Parts;

use super::name::{Named, Rename, bare, under};

/// A statement that renames, and the one that takes it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Renaming {
    /// What gets the name, under the one that it has before the plan.
    pub(crate) object: ObjectId,
    pub(crate) sql: String,
    pub(crate) back: String,
    pub(crate) kind: Kind,
}

/// What is renamed, as far as locks and clients are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A relation or a column, which clients name.
    Data,
    /// A constraint, a trigger and the like, on a relation.
    Part,
    /// An index.
    Index,
    /// What is on no relation: clients may name it.
    Free,
}

/// The statements in order, and what makes room for a new name.
pub(super) fn statements(from: &Catalog, renames: &[Rename]) -> (Vec<Renaming>, Vec<Rename>) {
    let parts = Parts::new(from);
    let is_inherited = |id: &ObjectId| match id {
        ObjectId::Column { relation, name } => {
            from.relation(relation).and_then(|own| own.column(name)).is_some_and(|(_, own)| own.inherited)
        }
        ObjectId::Constraint { relation, name } => from
            .relation(relation)
            .is_some_and(|own| own.constraints.iter().any(|own| own.name == *name && follows_parent(own))),
        _ => false,
    };
    let mut labels = Vec::new();
    let mut pending: Vec<(ObjectId, String)> = Vec::new();
    for Rename { of, to } in renames {
        match of {
            Named::Label { type_, label } => labels.push((type_, label, to)),
            Named::Object(id) if !is_inherited(id) => pending.push((id.clone(), to.clone())),
            Named::Object(_) => {}
        }
    }
    let mut found = Vec::new();
    for (type_, label, to) in labels {
        let value = |old: &str, new: &str| {
            format!("ALTER TYPE {} RENAME VALUE {} TO {}", qualified(type_), literal(old), literal(new))
        };
        found.push(Renaming {
            object: ObjectId::Type(type_.clone()),
            sql: value(label, to),
            back: value(to, label),
            kind: Kind::Free,
        });
    }
    // Parts come before what they are on, so that each is named by names that are there.
    pending.sort_by_key(|(id, _)| (rank(id), id.clone()));
    let taken = |id: &ObjectId| parts.get(id).is_some();
    let mut obstacles = Vec::new();
    for (id, to) in &pending {
        let Some(target) = under(id, to) else { continue };
        if taken(&target) && !pending.iter().any(|(other, _)| *other == target) {
            obstacles.push(Rename { of: Named::Object(target.clone()), to: spare(&target, &taken, &pending) });
        }
    }
    for Rename { of, to } in &obstacles {
        if let Named::Object(id) = of {
            found.extend(statement(from, (id, bare(id).unwrap_or_default()), to));
        }
    }
    // Each has its name for now: in a circle, one takes a name that is free.
    let mut now: Vec<(ObjectId, ObjectId, String)> =
        pending.iter().map(|(id, to)| (id.clone(), id.clone(), to.clone())).collect();
    while !now.is_empty() {
        let occupied: BTreeSet<ObjectId> = now.iter().map(|(_, at, _)| at.clone()).collect();
        let free = now.iter().position(|(_, at, to)| under(at, to).is_some_and(|target| !occupied.contains(&target)));
        let (id, current, to) = now.remove(free.unwrap_or(0));
        let name = if free.is_some() { to.clone() } else { spare(&current, &taken, &pending) };
        found.extend(statement(from, (&id, bare(&current).unwrap_or_default()), &name));
        if let (None, Some(moved)) = (free, under(&current, &name)) {
            now.push((id, moved, to));
        }
    }
    (found, obstacles)
}

/// Whether a constraint gets its name with that of a parent: keys of partitions have names of their own.
fn follows_parent(own: &Constraint) -> bool {
    own.inherited && matches!(own.kind, ConstraintKind::Check(_) | ConstraintKind::NotNull { .. })
}

fn rank(id: &ObjectId) -> u8 {
    match id {
        ObjectId::Column { .. } => 0,
        ObjectId::Constraint { .. } | ObjectId::DomainConstraint { .. } => 1,
        ObjectId::Trigger { .. } | ObjectId::Rule { .. } | ObjectId::Policy { .. } => 2,
        ObjectId::Index(_) | ObjectId::Sequence(_) => 3,
        // Arguments of routines have types.
        ObjectId::Routine { .. } => 4,
        ObjectId::Relation { .. } => 5,
        _ => 6,
    }
}

/// A name that nothing has, and nothing gets.
fn spare(id: &ObjectId, taken: &impl Fn(&ObjectId) -> bool, pending: &[(ObjectId, String)]) -> String {
    let name = bare(id).unwrap_or_default();
    let end = (0..=52).rev().find(|end| name.is_char_boundary((*end).min(name.len()))).unwrap_or(0);
    let stem = &name[..end.min(name.len())];
    let candidates = (0_u32..).map(|at| if at == 0 { format!("{stem}_old") } else { format!("{stem}_old{at}") });
    let is_free = |to: &String| {
        let target = under(id, to);
        target.as_ref().is_some_and(|own| !taken(own)) && !pending.iter().any(|(own, to)| under(own, to) == target)
    };
    candidates.take(1000).find(is_free).unwrap_or_else(|| format!("{stem}_old"))
}

/// Writes the statement from one name to another.
type Write = Box<dyn Fn(&str, &str) -> Option<String>>;

/// The statement for an object, which has its old name for now, or a spare one.
fn statement(from: &Catalog, (id, now): (&ObjectId, &str), to: &str) -> Option<Renaming> {
    let (kind, write): (Kind, Write) = match id {
        ObjectId::Column { relation, .. } => {
            let own = from.relation(relation);
            let noun = match own {
                Some(own) => Noun::of(&own.id())?,
                None => Noun { kind: "TYPE", name: qualified(relation) },
            };
            let part = if own.is_some() { "COLUMN" } else { "ATTRIBUTE" };
            let is_of_tables = from.relations.iter().any(|other| other.of_type.as_ref() == Some(relation));
            let end = if own.is_none() && is_of_tables { " CASCADE" } else { "" };
            let alter = format!("ALTER {} {}", noun.kind, noun.name);
            let write = move |old: &str, new: &str| {
                Some(format!("{alter} RENAME {part} {} TO {}{end}", identifier(old), identifier(new)))
            };
            (Kind::Data, Box::new(write))
        }
        ObjectId::Constraint { relation, .. } => {
            let noun = Noun::of(&from.relation(relation)?.id())?;
            let alter = format!("ALTER {} {}", noun.kind, noun.name);
            let write = move |old: &str, new: &str| {
                Some(format!("{alter} RENAME CONSTRAINT {} TO {}", identifier(old), identifier(new)))
            };
            (Kind::Part, Box::new(write))
        }
        ObjectId::DomainConstraint { domain, .. } => {
            let alter = format!("ALTER DOMAIN {}", qualified(domain));
            let write = move |old: &str, new: &str| {
                Some(format!("{alter} RENAME CONSTRAINT {} TO {}", identifier(old), identifier(new)))
            };
            (Kind::Free, Box::new(write))
        }
        _ => {
            let kind = match id {
                ObjectId::Relation { .. } => Kind::Data,
                ObjectId::Trigger { .. } | ObjectId::Rule { .. } | ObjectId::Policy { .. } => Kind::Part,
                ObjectId::Index(_) => Kind::Index,
                _ => Kind::Free,
            };
            let (id, is_domain) = (id.clone(), is_domain(from, id));
            let write = move |old: &str, new: &str| {
                let Noun { kind, name } = Noun::of(&under(&id, old)?)?;
                let kind = if is_domain { "DOMAIN" } else { kind };
                Some(format!("ALTER {kind} {name} RENAME TO {}", identifier(new)))
            };
            (kind, Box::new(write))
        }
    };
    Some(Renaming { object: id.clone(), sql: write(now, to)?, back: write(to, now)?, kind })
}

fn is_domain(catalog: &Catalog, id: &ObjectId) -> bool {
    matches!(id, ObjectId::Type(name) if matches!(catalog.type_(name).map(|own| &own.kind), Some(TypeKind::Domain(_))))
}
