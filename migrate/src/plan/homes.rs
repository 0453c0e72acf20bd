//! Which step makes an object, and which one drops it: its own, or that of what it comes and goes with.

use std::collections::BTreeSet;

use relvar_catalog::{
    QualifiedName,
    catalog::{Constraint, ConstraintKind, ObjectId, Relation, RelationKind},
    ddl::Item,
};

use crate::part::{Part, Parts, What};

use super::fate::{Fate, Fates};

/// When a step comes, if nothing else decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// A table leaves its parents, a sequence its column.
    Unhook,
    Drop,
    /// A type makes room for its successor.
    Rename,
    /// It is made or changed.
    Make,
    /// It becomes a part of another.
    Hook,
    /// The predecessor of a type goes.
    Finish,
}

/// A step of the plan.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) stage: Stage,
    weight: u8,
    pub(super) id: ObjectId,
}

impl Key {
    pub(super) fn new(stage: Stage, part: &Part<'_>) -> Self {
        let weight = weight(part);
        let weight = if stage == Stage::Drop { u8::MAX - weight } else { weight };
        Self { stage, weight, id: part.id.clone() }
    }
}

fn weight(part: &Part<'_>) -> u8 {
    match &part.id {
        ObjectId::Schema(_) => 0,
        ObjectId::Extension(_) => 1,
        ObjectId::Type(_) => 3,
        ObjectId::Sequence(_) => 4,
        ObjectId::Routine { .. } => 5,
        ObjectId::Relation { kind, .. } => match kind {
            RelationKind::Table | RelationKind::PartitionedTable | RelationKind::ForeignTable => 6,
            RelationKind::View => 12,
            RelationKind::MaterializedView => 13,
        },
        ObjectId::Column { .. } => 7,
        ObjectId::Default { .. } => 8,
        ObjectId::Constraint { .. } | ObjectId::DomainConstraint { .. } => match part.what {
            What::Item(Item::Constraint(_, own)) if matches!(own.kind, ConstraintKind::ForeignKey(_)) => 11,
            _ => 9,
        },
        ObjectId::Index(_) => 10,
        ObjectId::Trigger { .. } | ObjectId::Rule { .. } => 14,
        ObjectId::Policy { .. } => 15,
        // A label comes before event triggers, which would act on it.
        ObjectId::Publication(_) | ObjectId::Subscription(_) | ObjectId::SecurityLabel { .. } => 17,
        ObjectId::EventTrigger(_) | ObjectId::DefaultPrivileges { .. } | ObjectId::Settings(_) => 18,
        ObjectId::Statistics(_) => 16,
        _ => 2,
    }
}

/// Finds the steps of objects.
pub(super) struct Homes<'h, 'a> {
    pub(super) from: &'h Parts<'a>,
    pub(super) to: &'h Parts<'a>,
    pub(super) fates: &'h Fates,
    /// What is dropped by itself although its host goes, because hosts wait for each other.
    pub(super) explicit: BTreeSet<ObjectId>,
    /// Tables that get new parents before they leave the old ones.
    pub(super) handed_over: BTreeSet<ObjectId>,
}

impl Homes<'_, '_> {
    /// The step after which an object is no longer there.
    pub(super) fn drop(&self, id: &ObjectId) -> Option<Key> {
        let part = self.from.get(id)?;
        if self.fates.get(id) == Some(Fate::Swap) {
            return Some(Key::new(Stage::Finish, part));
        }
        if !self.fates.goes(id) {
            return None;
        }
        let own = || Some(Key::new(Stage::Drop, part));
        if self.explicit.contains(id) {
            return own();
        }
        if let Some(host) = part.host.as_ref().and_then(|host| self.drop(host)) {
            return Some(host);
        }
        if let What::Item(Item::Sequence(sequence)) = part.what
            && sequence.identity
        {
            return part.host.as_ref().and_then(|host| self.make(host));
        }
        if let Some(type_) = of_type(part) {
            return self.make(&type_);
        }
        // A table that has left its parents loses nothing with them.
        let left = part.host.as_ref().filter(|host| self.fates.unhooked.contains(host));
        let left = left.filter(|_| self.fates.get(id) == Some(Fate::Drop));
        let kept = left.map(|table| self.fates.kept((self.from, self.to), table));
        let with_parent = parents(self.from, part)
            .into_iter()
            .filter(|parent| kept.is_none_or(|kept| is_of(parent, kept)) && !self.is_left_below(parent))
            .find_map(|parent| self.drop(&parent));
        with_parent.or_else(own)
    }

    /// Whether a column is dropped, and a child keeps it: then it is dropped from its own table only.
    pub(super) fn is_left_below(&self, id: &ObjectId) -> bool {
        let ObjectId::Column { relation, name } = id else { return false };
        let has_parent = |child: &&Relation| child.inherits.contains(relation);
        let mut children = self.from.catalog.relations.iter().filter(has_parent);
        children.any(|child| {
            let own = ObjectId::Column { relation: child.name.clone(), name: name.clone() };
            let is_kept = self.from.get(&own).is_some() && self.to.get(&own).is_some() && !self.fates.goes(&own);
            is_kept && (!self.fates.unhooked.contains(&child.id()) || self.keeps(&child.id(), relation))
        })
    }

    fn keeps(&self, table: &ObjectId, parent: &QualifiedName) -> bool {
        self.fates.kept((self.from, self.to), table).contains(parent)
    }

    /// Whether a part is new to a table that is there and becomes a child or a partition: what a table lacks of its parents
    /// it has to get before.
    fn joins(&self, id: &ObjectId, relation: &Relation) -> bool {
        let table = relation.id();
        let is_joined =
            self.fates.get(id) == Some(Fate::Create) && self.fates.hooked.contains(&table) && !self.fates.comes(&table);
        is_joined && !self.to.get(id).is_some_and(|part| self.comes_with_kept(part, &table))
    }

    /// Whether a parent that a table has all the while gets a part, and gives it to the table.
    fn comes_with_kept(&self, part: &Part<'_>, table: &ObjectId) -> bool {
        let kept = self.fates.kept((self.from, self.to), table);
        parents(self.to, part).iter().any(|parent| is_of(parent, kept) && self.fates.comes(parent))
    }

    /// Whether a table gets a part when its parent does: a parent that it joins later gives it nothing.
    fn is_given(&self, part: &ObjectId, table: &ObjectId) -> bool {
        let joins = self.fates.hooked.contains(table) && !self.fates.comes(table);
        let is_partition = self
            .to
            .get(table)
            .is_some_and(|part| matches!(part.what, What::Item(Item::Relation(own)) if own.is_partition()));
        !joins || is_partition || is_of(part, self.fates.kept((self.from, self.to), table))
    }

    /// The step after which an object is there as it is to be.
    pub(super) fn make(&self, id: &ObjectId) -> Option<Key> {
        let part = self.to.get(id)?;
        let own = || Some(Key::new(Stage::Make, part));
        match self.fates.get(id)? {
            Fate::Alter | Fate::Swap => return own(),
            Fate::Drop => return None,
            Fate::Create | Fate::Replace => {}
        }
        let host = part.host.as_ref();
        let host_comes = host.is_some_and(|host| self.fates.comes(host));
        let with_host = || host.and_then(|host| self.make(host));
        let with_parent = || {
            parents(self.to, part)
                .into_iter()
                .filter(|parent| self.fates.comes(parent) && host.is_none_or(|host| self.is_given(parent, host)))
                .find_map(|parent| self.make(&parent))
        };
        match part.what {
            What::Column(..) if host_comes => with_host(),
            What::Column(..) if of_type(part).is_some() => of_type(part).and_then(|type_| self.make(&type_)),
            What::Column(relation, _) if part.is_made_elsewhere && !self.joins(id, relation) => {
                with_parent().or_else(own)
            }
            What::Column(..) | What::Settings(_) | What::Label(_) => own(),
            What::Item(item) => match item {
                Item::Sequence(sequence) if sequence.identity => with_host(),
                Item::Sequence(sequence) if host_comes && self.to.writer.is_serial(sequence) => with_host(),
                Item::Default(relation, column) if host_comes => {
                    let serial = self.to.writer.serial(relation, column).is_some();
                    let table_comes = self.fates.comes(&relation.id());
                    let is_added = !table_comes && relation.of_type.is_none();
                    if serial || part.is_made_elsewhere || is_added { with_host() } else { own() }
                }
                Item::DomainCheck(domain, check) => {
                    let domain = ObjectId::Type(domain.name.clone());
                    let made = self.fates.comes(&domain) || self.fates.get(&domain) == Some(Fate::Swap);
                    if made && !check.not_valid { self.make(&domain) } else { own() }
                }
                Item::Index(_, index) if index.constraint.is_some() => with_host().filter(|_| host_comes),
                Item::Constraint(relation, own_check)
                    if matches!(own_check.kind, ConstraintKind::Check(_)) && self.joins(id, relation) =>
                {
                    own()
                }
                Item::Index(..) | Item::Constraint(..) if part.is_made_elsewhere => {
                    with_parent().or_else(|| with_host().filter(|_| host_comes))
                }
                _ => own(),
            },
        }
    }
}

/// Whether a part is that of one of these relations; an index may be.
fn is_of(id: &ObjectId, relations: &[QualifiedName]) -> bool {
    match id {
        ObjectId::Column { relation, .. }
        | ObjectId::Constraint { relation, .. }
        | ObjectId::Trigger { relation, .. } => relations.contains(relation),
        _ => true,
    }
}

/// The type that gives a table its columns.
fn of_type(part: &Part<'_>) -> Option<ObjectId> {
    match part.what {
        What::Column(relation, _) => relation.of_type.clone().map(ObjectId::Type),
        What::Item(_) | What::Settings(_) | What::Label(_) => None,
    }
}

/// The same part of the parents of its relation.
pub(super) fn parents(parts: &Parts<'_>, part: &Part<'_>) -> Vec<ObjectId> {
    // A partition that is attached has its own statements for these, and loses them with its table all the same.
    let is_attached = match part.what {
        What::Item(Item::Index(_, index)) => index.parent.is_some(),
        What::Item(Item::Constraint(_, own)) => own.inherited,
        What::Item(_) | What::Column(..) | What::Settings(_) | What::Label(_) => false,
    };
    if !part.is_made_elsewhere && !is_attached {
        return Vec::new();
    }
    let of = |relation: &Relation, id: &dyn Fn(QualifiedName) -> ObjectId| {
        relation.inherits.iter().cloned().map(id).collect()
    };
    match part.what {
        What::Column(relation, column) => {
            of(relation, &|relation| ObjectId::Column { relation, name: column.name.clone() })
        }
        What::Item(Item::Constraint(relation, own)) => {
            let found = relation.inherits.iter().filter_map(|parent| parts.catalog.relation(parent));
            let found = found.filter_map(|parent| Some((parent, of_parent((relation, own), parent)?)));
            found
                .map(|(parent, own)| ObjectId::Constraint { relation: parent.name.clone(), name: own.name.clone() })
                .collect()
        }
        What::Item(Item::Trigger(relation, own)) => {
            of(relation, &|relation| ObjectId::Trigger { relation, name: own.name.clone() })
        }
        What::Item(Item::Index(_, index)) => index.parent.iter().cloned().map(ObjectId::Index).collect(),
        What::Item(_) | What::Settings(_) | What::Label(_) => Vec::new(),
    }
}

/// The constraint of a parent from which a table has its own: it may have another name.
fn of_parent<'p>((relation, own): (&Relation, &Constraint), parent: &'p Relation) -> Option<&'p Constraint> {
    let index = relation.indexes.iter().find(|index| index.constraint.as_ref() == Some(&own.name));
    if let Some(above) = index.and_then(|index| index.parent.as_ref()) {
        let its = parent.indexes.iter().find(|index| index.name == above.name)?.constraint.as_ref()?;
        return parent.constraints.iter().find(|constraint| constraint.name == *its);
    }
    let mut all = parent.constraints.iter();
    let by_name = all.clone().find(|constraint| constraint.name == own.name);
    by_name.or_else(|| all.find(|constraint| constraint.kind == own.kind))
}
