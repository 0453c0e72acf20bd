//! What stands in the way of a change.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::DependencyKind;
use crate::catalog::{Catalog, ObjectId, QualifiedName, Relation, RelationKind};

/// A change of a column, or the end of any object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// `DROP`.
    Drop,
    /// `ALTER COLUMN … TYPE`.
    Retype,
}

/// An object that has to be dropped, or changed, before.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Blocker {
    /// The object.
    pub object: ObjectId,
    /// How it comes to depend on what is changed: the objects between, nearest first.
    pub path: Vec<ObjectId>,
}

/// The edges of a catalog, from each object to what depends on it.
#[derive(Clone, Debug)]
pub struct Dependents<'a> {
    of: BTreeMap<ObjectId, Vec<(ObjectId, DependencyKind)>>,
    /// The constraints of indexes that have one.
    constraints: BTreeMap<ObjectId, ObjectId>,
    relations: BTreeMap<&'a QualifiedName, &'a Relation>,
    children: BTreeMap<&'a QualifiedName, Vec<&'a Relation>>,
}

impl Catalog {
    /// The edges from each object to what depends on it.
    ///
    /// ```
    /// # use relvar_catalog::{Catalog, catalog::{Change, ObjectId}};
    /// # let catalog = Catalog::default();
    /// let title: ObjectId = "column public.film.title".parse()?;
    /// for blocker in catalog.dependents().blockers(&title, Change::Retype) {
    ///     println!("{} is in the way", blocker.object);
    /// }
    /// # Ok::<(), relvar_catalog::catalog::ParseObjectIdError>(())
    /// ```
    pub fn dependents(&self) -> Dependents<'_> {
        let mut of: BTreeMap<ObjectId, Vec<(ObjectId, DependencyKind)>> = BTreeMap::new();
        let mut constraints = BTreeMap::new();
        for edge in self.edges() {
            if let (ObjectId::Index(_), ObjectId::Constraint { .. }) = (&edge.dependent, &edge.on) {
                constraints.insert(edge.dependent.clone(), edge.on.clone());
            }
            of.entry(edge.on).or_default().push((edge.dependent, edge.kind));
        }
        let mut children: BTreeMap<&QualifiedName, Vec<&Relation>> = BTreeMap::new();
        for relation in &self.relations {
            for parent in &relation.inherits {
                children.entry(parent).or_default().push(relation);
            }
        }
        Dependents { of, constraints, relations: self.relations.iter().map(|r| (&r.name, r)).collect(), children }
    }
}

impl Dependents<'_> {
    /// What depends on an object directly, and how firmly.
    pub fn of(&self, object: &ObjectId) -> &[(ObjectId, DependencyKind)] {
        self.of.get(object).map_or(&[], Vec::as_slice)
    }

    /// What prevents a change, without `CASCADE`: the objects that have to go before, those that depend on these in turn,
    /// and how each comes to depend on what is changed. Sorted by object.
    ///
    /// What is dropped or rebuilt together with the object is not in the way: its default, its indexes and constraints.
    pub fn blockers(&self, object: &ObjectId, change: Change) -> Vec<Blocker> {
        let start = self.changed_with(object);
        let mut paths: BTreeMap<ObjectId, Vec<ObjectId>> = start.iter().map(|id| (id.clone(), Vec::new())).collect();
        let gone = self.gone(&start, change, &mut paths);
        let mut blockers: BTreeSet<ObjectId> = self.partitioned_by(object).into_iter().collect();
        blockers.extend(self.inherited_from(object));
        if change == Change::Retype {
            blockers.extend(self.stored_rows(object));
        }
        if change == Change::Drop {
            // The index of a constraint is not dropped without it.
            let owners = gone.iter().filter_map(|id| self.constraints.get(id));
            blockers.extend(owners.filter(|constraint| !gone.contains(*constraint)).cloned());
        }
        let mut queue: VecDeque<ObjectId> = gone.iter().cloned().collect();
        while let Some(id) = queue.pop_front() {
            for (dependent, kind) in self.of(&id) {
                if gone.contains(dependent) || paths.contains_key(dependent) {
                    continue;
                }
                let in_the_way = match change {
                    Change::Retype if start.contains(&id) => blocks_retyping(dependent, object),
                    Change::Retype if gone.contains(&id) => *kind == DependencyKind::DependsOn,
                    Change::Retype | Change::Drop => true,
                };
                if !in_the_way {
                    continue;
                }
                if gone.contains(&id) || !self.goes_along(dependent, *kind) {
                    blockers.insert(dependent.clone());
                }
                let path = self.path_to(&id, object, &paths);
                for part in self.changed_with(dependent) {
                    paths.insert(part.clone(), path.clone());
                    queue.push_back(part);
                }
            }
        }
        let blocker = |object: ObjectId| Blocker { path: paths.remove(&object).unwrap_or_default(), object };
        blockers.into_iter().map(blocker).collect()
    }

    /// The object, and where it is a column those that inherit it.
    fn changed_with(&self, object: &ObjectId) -> BTreeSet<ObjectId> {
        let mut changed = BTreeSet::from([object.clone()]);
        if let ObjectId::Column { relation, name } = object {
            for child in self.children.get(relation).into_iter().flatten() {
                let column = ObjectId::Column { relation: child.name.clone(), name: name.clone() };
                changed.extend(self.changed_with(&column));
            }
        }
        if let Some(relation) = self.whole(object) {
            let columns = relation.columns.iter();
            changed.extend(
                columns.map(|column| ObjectId::Column { relation: relation.name.clone(), name: column.name.clone() }),
            );
        }
        changed
    }

    /// The relation, where the object is one.
    fn whole(&self, object: &ObjectId) -> Option<&Relation> {
        match object {
            ObjectId::Relation { name, .. } => self.relations.get(name).copied(),
            _ => None,
        }
    }

    /// What goes with the objects without further ado: is dropped with them, or rebuilt when their type changes.
    fn gone(
        &self,
        start: &BTreeSet<ObjectId>,
        change: Change,
        paths: &mut BTreeMap<ObjectId, Vec<ObjectId>>,
    ) -> BTreeSet<ObjectId> {
        let mut gone = start.clone();
        let mut queue: VecDeque<ObjectId> = start.iter().cloned().collect();
        while let Some(id) = queue.pop_front() {
            for (dependent, kind) in self.of(&id) {
                let goes = match change {
                    Change::Drop => self.goes_along(dependent, *kind),
                    // A foreign key is rebuilt when a column at either end of it changes.
                    Change::Retype => match dependent {
                        ObjectId::Index(_) => *kind == DependencyKind::OwnedBy,
                        ObjectId::Constraint { .. } => *kind == DependencyKind::OwnedBy || start.contains(&id),
                        _ => false,
                    },
                };
                if goes && gone.insert(dependent.clone()) {
                    let between = paths.get(&id).cloned().unwrap_or_default();
                    let own = (!start.contains(&id)).then(|| id.clone());
                    paths.insert(dependent.clone(), between.into_iter().chain(own).collect());
                    queue.extend(self.changed_with(dependent));
                }
            }
        }
        gone
    }

    /// Whether an object is dropped together with what it depends on.
    fn goes_along(&self, dependent: &ObjectId, kind: DependencyKind) -> bool {
        match kind {
            DependencyKind::OwnedBy | DependencyKind::MemberOf => true,
            DependencyKind::DependsOn => false,
            // A partition is dropped with its table; what merely inherits is in the way.
            DependencyKind::PartOf => self.whole(dependent).is_none_or(Relation::is_partition),
        }
    }

    /// The path to what depends on an object that has one itself. A column stands for its relation.
    fn path_to(&self, near: &ObjectId, object: &ObjectId, paths: &BTreeMap<ObjectId, Vec<ObjectId>>) -> Vec<ObjectId> {
        let mut path = paths.get(near).cloned().unwrap_or_default();
        let relation = match near {
            ObjectId::Column { relation, .. } => self.relations.get(relation).map(|relation| relation.id()),
            _ => None,
        };
        if near != object && near.relation().is_none_or(|of| object.relation() != Some(of)) {
            path.push(relation.unwrap_or_else(|| near.clone()));
        } else if let ObjectId::Constraint { .. } | ObjectId::Default { .. } = near {
            path.push(near.clone());
        }
        path
    }

    /// The columns of parents that a column is inherited from.
    fn inherited_from(&self, object: &ObjectId) -> Vec<ObjectId> {
        let ObjectId::Column { relation, name } = object else { return Vec::new() };
        let parents = self.relations.get(relation).into_iter().flat_map(|relation| &relation.inherits);
        let has_column = |parent: &&QualifiedName| self.relations.get(parent).is_some_and(|p| p.column(name).is_some());
        let column = |parent: &QualifiedName| ObjectId::Column { relation: parent.clone(), name: name.clone() };
        parents.filter(has_column).map(column).collect()
    }

    /// The columns that store rows of the relation that a column is of: their values would have to be rewritten.
    fn stored_rows(&self, object: &ObjectId) -> Vec<ObjectId> {
        let ObjectId::Column { relation, .. } = object else { return Vec::new() };
        let mut found = Vec::new();
        let mut seen = BTreeSet::new();
        let mut queue: VecDeque<ObjectId> = self.relations.get(relation).map(|r| r.id()).into_iter().collect();
        while let Some(id) = queue.pop_front() {
            for (dependent, kind) in self.of(&id).iter().filter(|(dependent, _)| seen.insert(dependent.clone())) {
                match dependent {
                    ObjectId::Column { relation, .. } if *kind == DependencyKind::DependsOn => {
                        match self.relations.get(relation).map(|of| (of.kind, of.id())) {
                            Some((RelationKind::View | RelationKind::ForeignTable, of)) => queue.push_back(of),
                            Some(_) => found.push(dependent.clone()),
                            None => queue.push_back(ObjectId::Type(relation.clone())),
                        }
                    }
                    ObjectId::Type(_) => queue.push_back(dependent.clone()),
                    _ => {}
                }
            }
        }
        found
    }

    /// The table that a column divides into partitions.
    fn partitioned_by(&self, object: &ObjectId) -> Option<ObjectId> {
        let ObjectId::Column { relation, name } = object else { return None };
        let relation = self.relations.get(relation)?;
        let by = relation.partitioning.as_ref()?.by.as_ref()?;
        by.key.iter().any(|part| part.column.as_ref() == Some(name)).then(|| relation.id())
    }
}

/// Whether PostgreSQL refuses to change the type of a column that the object uses: what it does not rebuild itself.
fn blocks_retyping(dependent: &ObjectId, column: &ObjectId) -> bool {
    match dependent {
        ObjectId::Relation { .. }
        | ObjectId::Rule { .. }
        | ObjectId::Policy { .. }
        | ObjectId::Trigger { .. }
        | ObjectId::Routine { .. }
        | ObjectId::Publication(_) => true,
        // The expression of a generated column; the column's own default is converted.
        ObjectId::Default { relation, column: own } => match column {
            ObjectId::Column { relation: of, name } => (relation, own) != (of, name),
            _ => true,
        },
        _ => false,
    }
}
