//! A catalog taken apart: everything that one statement can make by itself.

mod relation;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::catalog::{
    Catalog, DefaultPrivileges, ObjectId, QualifiedName, RelationKind, SecurityLabel, Sequence, Settings, Type,
    TypeKind,
};

use super::{
    forms::Forms,
    item::{Item, Rank, class},
};

pub(super) use relation::waits_for_rows;

/// A piece, and what has to be there before.
#[derive(Clone, Debug)]
pub(super) struct Piece<'a> {
    pub(super) id: ObjectId,
    pub(super) item: Item<'a>,
    pub(super) rank: Rank,
    /// The table or the domain that it is written within.
    pub(super) within: Option<usize>,
    /// The table or the domain that it can be written within.
    pub(super) host: Option<usize>,
    pub(super) needs: BTreeSet<usize>,
}

/// When keys, indexes and what acts on rows are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Timing {
    /// With their table.
    #[default]
    WithTables,
    /// When the rows are there.
    AfterRows,
}

/// All pieces, and which of them makes an object.
#[derive(Debug, Default)]
pub(super) struct Pieces<'a> {
    pub(super) list: Vec<Piece<'a>>,
    pub(super) makers: HashMap<ObjectId, usize>,
    pub(super) shells: HashMap<usize, usize>,
    /// What can be written within a piece.
    guests: HashMap<usize, Vec<usize>>,
    stubbed: BTreeSet<usize>,
    pub(super) attachments: HashMap<QualifiedName, usize>,
    /// Relations, and types that are not row types, by name: what a type's name refers to.
    pub(super) types: HashMap<QualifiedName, usize>,
    pub(super) extensions: HashMap<String, usize>,
    pub(super) schemas: HashMap<String, usize>,
    /// What fills materialized views.
    pub(super) refreshes: BTreeMap<usize, usize>,
    /// Routines by name.
    pub(super) routines: HashMap<QualifiedName, Vec<usize>>,
    /// Constraints and indexes that are written, by relation.
    pub(super) parts: HashMap<QualifiedName, Vec<usize>>,
    /// Security labels, which nothing needs.
    pub(super) labels: &'a [SecurityLabel],
    /// Settings of sessions, which nothing needs.
    pub(super) settings: &'a [Settings],
    pub(super) timing: Timing,
}

impl<'a> Pieces<'a> {
    pub(super) fn new(catalog: &'a Catalog, forms: &Forms<'a>, timing: Timing) -> Self {
        let Catalog {
            // Decides on forms alone.
            server_version: _,
            schemas,
            extensions,
            types,
            relations,
            sequences,
            routines,
            default_privileges,
            settings,
            security_labels,
            others,
            // Written before everything else.
            roles: _,
            // Decide on the order alone.
            dependencies: _,
        } = catalog;
        let mut pieces = Self { labels: security_labels, settings, timing, ..Self::default() };
        for extension in extensions {
            let id = ObjectId::Extension(extension.name.clone());
            let at = pieces.add(
                id,
                Item::Extension(extension),
                Rank::new(1, &QualifiedName::new("", &extension.name), (0, "")),
            );
            pieces.extensions.insert(extension.name.clone(), at);
        }
        for schema in schemas {
            let id = ObjectId::Schema(schema.name.clone());
            let Some(at) = pieces.member(schema.extension.as_ref(), &id) else {
                let at =
                    pieces.add(id, Item::Schema(schema), Rank::new(0, &QualifiedName::new(&schema.name, ""), (0, "")));
                pieces.schemas.insert(schema.name.clone(), at);
                continue;
            };
            pieces.schemas.insert(schema.name.clone(), at);
        }
        for type_ in types {
            pieces.type_(type_);
        }
        // Once all types are there.
        for type_ in types {
            if let TypeKind::Multirange { range } = &type_.kind
                && let Some(at) = pieces.types.get(range).copied()
            {
                pieces.makers.insert(ObjectId::Type(type_.name.clone()), at);
                pieces.types.insert(type_.name.clone(), at);
            }
        }
        for routine in routines {
            let id = routine.id();
            if pieces.member(routine.extension.as_ref(), &id).is_none() {
                let signature = routine.signature();
                pieces.add(id, Item::Routine(routine), Rank::new(30, &routine.name, (0, &signature)));
            }
        }
        for relation in relations {
            pieces.relation(relation, forms);
        }
        for sequence in sequences {
            pieces.sequence(sequence, forms);
        }
        for other in others {
            if pieces.member(other.extension.as_ref(), &other.id).is_none() {
                let text = other.id.to_string();
                pieces.add(
                    other.id.clone(),
                    Item::Other(other),
                    Rank::new(pieces.class(&other.id), &QualifiedName::new("", text), (0, "")),
                );
            }
        }
        for default in default_privileges {
            let DefaultPrivileges { role, schema, objects, privileges: _ } = default;
            let id = ObjectId::DefaultPrivileges { role: role.clone(), objects: *objects, schema: schema.clone() };
            let text = id.to_string();
            pieces.add(
                id,
                Item::DefaultPrivileges(default),
                Rank::new(pieces.late(99), &QualifiedName::new("", text), (0, "")),
            );
        }
        pieces
    }

    /// The class of what is made after the rows, if they are loaded in between.
    fn late(&self, class: u8) -> u8 {
        match self.timing {
            Timing::WithTables => class,
            Timing::AfterRows => class + AFTER_ROWS,
        }
    }

    /// The class of what the catalog does not model further. Event triggers would act on what is made after the rows.
    fn class(&self, id: &ObjectId) -> u8 {
        if matches!(id, ObjectId::EventTrigger(_)) { self.late(class(id)) } else { class(id) }
    }

    /// Whether a piece is made after the rows.
    pub(super) fn is_after_rows(&self, at: usize) -> bool {
        self.list[at].rank.class >= AFTER_ROWS
    }

    /// Takes what tables need from what is made after the rows.
    pub(super) fn hasten(&mut self) {
        let is_table = |piece: &Piece<'_>| match piece.item {
            Item::Relation(relation) => match relation.kind {
                RelationKind::Table | RelationKind::PartitionedTable | RelationKind::ForeignTable => true,
                RelationKind::View | RelationKind::MaterializedView => false,
            },
            _ => false,
        };
        let mut left: Vec<usize> = (0..self.list.len()).filter(|at| is_table(&self.list[*at])).collect();
        let mut seen: BTreeSet<usize> = left.iter().copied().collect();
        while let Some(at) = left.pop() {
            let guests = self.guests.get(&at).into_iter().flatten().copied();
            let within: Vec<usize> = guests.filter(|guest| self.list[*guest].within == Some(at)).collect();
            let host = self.list[at].within;
            let needs = self.list[at].needs.iter().copied().chain(host).chain(within);
            left.extend(needs.filter(|need| seen.insert(*need)).collect::<Vec<_>>());
        }
        for at in seen {
            let class = &mut self.list[at].rank.class;
            *class = class.checked_sub(AFTER_ROWS).unwrap_or(*class);
        }
    }

    pub(super) fn add(&mut self, id: ObjectId, item: Item<'a>, rank: Rank) -> usize {
        let at = self.list.len();
        self.makers.entry(id.clone()).or_insert(at);
        match item {
            Item::Routine(routine) => self.routines.entry(routine.name.clone()).or_default().push(at),
            Item::Constraint(relation, _) | Item::Index(relation, _) => {
                self.parts.entry(relation.name.clone()).or_default().push(at);
            }
            _ => {}
        }
        self.list.push(Piece { id, item, rank, within: None, host: None, needs: BTreeSet::new() });
        at
    }

    fn hosted(&mut self, id: ObjectId, item: Item<'a>, (rank, host): (Rank, usize)) -> usize {
        let at = self.add(id, item, rank);
        self.list[at].host = Some(host);
        self.list[at].within = Some(host);
        self.list[at].needs.insert(host);
        self.guests.entry(host).or_default().push(at);
        at
    }

    /// The extension that makes an object, where it is a member of one.
    fn member(&mut self, extension: Option<&String>, id: &ObjectId) -> Option<usize> {
        let at = *self.extensions.get(extension?)?;
        self.makers.insert(id.clone(), at);
        Some(at)
    }

    fn type_(&mut self, type_: &'a Type) {
        let id = ObjectId::Type(type_.name.clone());
        if let Some(at) = self.member(type_.extension.as_ref(), &id) {
            self.types.insert(type_.name.clone(), at);
            return;
        }
        if matches!(type_.kind, TypeKind::Multirange { .. }) {
            return;
        }
        let at = self.add(id.clone(), Item::Type(type_), Rank::new(20, &type_.name, (0, "")));
        self.types.insert(type_.name.clone(), at);
        match &type_.kind {
            TypeKind::Base { .. } | TypeKind::Range(_) => {
                let shell = self.add(id, Item::Shell(type_), Rank::new(19, &type_.name, (0, "")));
                self.shells.insert(at, shell);
            }
            TypeKind::Composite { attributes } => {
                for attribute in attributes {
                    let column = ObjectId::Column { relation: type_.name.clone(), name: attribute.name.clone() };
                    self.makers.insert(column, at);
                }
            }
            TypeKind::Domain(domain) => {
                for check in &domain.checks {
                    let id = ObjectId::DomainConstraint { domain: type_.name.clone(), name: check.name.clone() };
                    let class = if check.not_valid { self.late(31) } else { 31 };
                    let rank = Rank::new(class, &type_.name, (1, &check.name));
                    let check_at = self.hosted(id, Item::DomainCheck(type_, check), (rank, at));
                    if check.not_valid {
                        self.list[check_at].within = None;
                    }
                }
            }
            TypeKind::Enum { .. } | TypeKind::Multirange { .. } | TypeKind::Pseudo => {}
        }
    }

    fn sequence(&mut self, sequence: &'a Sequence, forms: &Forms<'a>) {
        let id = ObjectId::Sequence(sequence.name.clone());
        if self.member(sequence.extension.as_ref(), &id).is_some() {
            return;
        }
        let owner = sequence.owned_by.as_ref().and_then(|by| self.types.get(&by.relation).copied());
        if let Some(owner) = owner.filter(|_| sequence.identity || forms.is_serial(sequence)) {
            self.makers.insert(id, owner);
            return;
        }
        let at = self.add(id.clone(), Item::Sequence(sequence), Rank::new(40, &sequence.name, (0, "")));
        if let Some(owner) = owner {
            let class = self.list[owner].rank.class;
            let home = sequence.owned_by.as_ref().map_or(&sequence.name, |by| &by.relation);
            let ownership = self.add(id, Item::Ownership(sequence), Rank::new(class, home, (1, &sequence.name.name)));
            self.list[ownership].needs.extend([at, owner]);
        }
    }

    /// Makes a piece for a view without its query, which others may need before the view; gives its place.
    pub(super) fn stub(&mut self, view: usize) -> Option<usize> {
        let Item::Relation(relation) = self.list[view].item else { return None };
        if relation.kind != RelationKind::View || self.is_stubbed(view) {
            return None;
        }
        let at = self.list.len();
        let (id, rank) = (self.list[view].id.clone(), self.list[view].rank.clone());
        self.list.push(Piece {
            id,
            item: Item::Stub(relation),
            rank,
            within: None,
            host: Some(view),
            needs: BTreeSet::new(),
        });
        for (other, piece) in self.list.iter_mut().enumerate() {
            if other != view && other != at && piece.needs.remove(&view) {
                piece.needs.insert(at);
            }
        }
        self.list[view].needs.insert(at);
        self.stubbed.insert(view);
        Some(at)
    }

    /// Whether a stub of the view comes before it.
    pub(super) fn is_stubbed(&self, view: usize) -> bool {
        self.stubbed.contains(&view)
    }

    /// The object that a piece is shown with: of what is on a relation, the relation.
    pub(super) fn home(&self, at: usize) -> ObjectId {
        let piece = &self.list[at];
        match piece.item {
            Item::Relation(relation)
            | Item::Stub(relation)
            | Item::Default(relation, _)
            | Item::Constraint(relation, _)
            | Item::Refresh(relation)
            | Item::Attachment(relation)
            | Item::Index(relation, _)
            | Item::IndexAttachment(relation, _)
            | Item::Trigger(relation, _)
            | Item::Rule(relation, _)
            | Item::Policy(relation, _) => relation.id(),
            Item::DomainCheck(domain, _) => ObjectId::Type(domain.name.clone()),
            Item::Schema(_)
            | Item::Extension(_)
            | Item::Shell(_)
            | Item::Type(_)
            | Item::Routine(_)
            | Item::Sequence(_)
            | Item::Ownership(_)
            | Item::Other(_)
            | Item::DefaultPrivileges(_) => piece.id.clone(),
        }
    }

    /// The pieces that are written within another.
    pub(super) fn within(&self, host: usize) -> impl Iterator<Item = &Piece<'a>> {
        let guests = self.guests.get(&host).into_iter().flatten();
        guests.map(|at| &self.list[*at]).filter(move |piece| piece.within == Some(host))
    }
}

/// What is added to the class of what is made after the rows: it then comes after all other classes.
const AFTER_ROWS: u8 = 100;
