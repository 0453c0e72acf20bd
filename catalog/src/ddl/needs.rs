//! What a piece needs: what its declaration names, and what the catalog says that it depends on.

use std::collections::BTreeSet;

use crate::catalog::{
    Catalog, ConstraintKind, DependencyKind, Index, ObjectId, QualifiedName, Relation, Routine, Type, TypeKind, TypeRef,
};

use super::{
    forms::Forms,
    item::Item,
    pieces::{Pieces, Timing},
};

/// Adds the needs of all pieces.
pub(super) fn add<'a>(pieces: &mut Pieces<'a>, catalog: &'a Catalog, forms: &Forms<'a>) {
    for at in 0..pieces.list.len() {
        let mut needs = Needs { pieces, at, found: BTreeSet::new() };
        needs.declared(pieces.list[at].item, forms);
        let found = needs.found;
        pieces.list[at].needs.extend(found);
    }
    catalog.each_edge(|edge| {
        // A sequence is there before the column that owns it, whose default it gives.
        let is_of_sequence = edge.kind == DependencyKind::OwnedBy && matches!(edge.dependent, ObjectId::Sequence(_));
        if edge.kind == DependencyKind::MemberOf || is_of_sequence {
            return;
        }
        let (Some(dependent), Some(on)) = (pieces.makers.get(&edge.dependent), pieces.makers.get(&edge.on)) else {
            return;
        };
        let (dependent, on) = (*dependent, *on);
        let [is_index, is_of_index] = [dependent, on].map(|at| matches!(pieces.list[at].item, Item::Index(..)));
        if edge.kind == DependencyKind::PartOf && is_index && is_of_index {
            // The attachment needs both.
            return;
        }
        // What a partition has of its table comes to it with that of the table, when the rows are there.
        let is_of_partition = matches!(edge.dependent, ObjectId::Constraint { .. } | ObjectId::Index(_))
            && matches!(pieces.list[dependent].item, Item::Relation(_))
            && pieces.timing == Timing::AfterRows;
        if is_of_partition {
            return;
        }
        if dependent != on && pieces.list[on].host != Some(dependent) {
            pieces.list[dependent].needs.insert(on);
        }
    });
    shells(pieces);
    refreshes(pieces);
    for piece in &mut pieces.list {
        let own = piece.within;
        piece.needs.retain(|need| Some(*need) != own || piece.host == own);
    }
}

/// A function that a type is made of needs no more than the type's name.
fn shells(pieces: &mut Pieces<'_>) {
    let pairs: Vec<_> = pieces.shells.iter().map(|(type_, shell)| (*type_, *shell)).collect();
    for (type_, shell) in pairs {
        let functions: Vec<usize> = pieces.list[type_]
            .needs
            .iter()
            .copied()
            .filter(|at| matches!(pieces.list[*at].item, Item::Routine(_)))
            .collect();
        for function in functions {
            if pieces.list[function].needs.remove(&type_) {
                pieces.list[function].needs.insert(shell);
                pieces.list[type_].needs.insert(shell);
            }
        }
    }
}

/// What a materialized view shows of others is there once those are filled.
fn refreshes(pieces: &mut Pieces<'_>) {
    for (view, refresh) in pieces.refreshes.clone() {
        let (mut seen, mut left) = (BTreeSet::new(), vec![view]);
        while let Some(at) = left.pop() {
            let more = pieces.list[at].needs.iter().copied().filter(|need| seen.insert(*need));
            left.extend(more);
        }
        let filled = seen.iter().filter(|at| **at != view).filter_map(|at| pieces.refreshes.get(at)).copied();
        let filled: Vec<usize> = filled.collect();
        pieces.list[refresh].needs.extend(filled);
    }
}

struct Needs<'p, 'a> {
    pieces: &'p Pieces<'a>,
    at: usize,
    found: BTreeSet<usize>,
}

impl Needs<'_, '_> {
    fn insert(&mut self, need: Option<usize>) {
        self.found.extend(need.filter(|need| *need != self.at));
    }

    fn schema(&mut self, name: &str) {
        let need = self.pieces.schemas.get(name).copied();
        self.insert(need);
    }

    fn type_(&mut self, type_: &TypeRef) {
        self.named(&type_.name);
    }

    /// A type or relation of that name.
    fn named(&mut self, name: &QualifiedName) {
        let need = self.pieces.types.get(name).copied();
        self.insert(need);
    }

    fn made(&mut self, id: &ObjectId) {
        let need = self.pieces.makers.get(id).copied();
        self.insert(need);
    }

    fn collation(&mut self, name: Option<&QualifiedName>) {
        if let Some(name) = name {
            self.made(&ObjectId::Collation(name.clone()));
        }
    }

    /// Every function of that name: which of them it is does not matter for the order.
    fn functions(&mut self, name: &QualifiedName) {
        let found = self.pieces.routines.get(name).cloned().unwrap_or_default();
        self.found.extend(found);
    }

    fn declared(&mut self, item: Item<'_>, forms: &Forms<'_>) {
        match item {
            Item::Schema(_)
            | Item::Other(_)
            | Item::DefaultPrivileges(_)
            | Item::Ownership(_)
            | Item::DomainCheck(..)
            | Item::Stub(_)
            | Item::Refresh(_)
            | Item::Default(..)
            | Item::Rule(..)
            | Item::Policy(..) => {}
            Item::Extension(extension) => self.schema(&extension.schema),
            Item::Shell(type_) => self.schema(&type_.name.schema),
            Item::Type(type_) => self.of_type(type_),
            Item::Routine(routine) => self.routine(routine),
            Item::Sequence(sequence) => self.schema(&sequence.name.schema),
            Item::Relation(relation) => self.relation(relation, forms),
            Item::Constraint(relation, constraint) => {
                if let ConstraintKind::ForeignKey(key) = &constraint.kind {
                    self.named(&key.references);
                    self.key(key, forms);
                }
                let index = relation.indexes.iter().find(|index| index.constraint.as_ref() == Some(&constraint.name));
                if let Some(index) = index {
                    self.index(index);
                }
            }
            Item::Attachment(partition) => self.attachment(partition),
            Item::Index(relation, index) => {
                self.index(index);
                // Attaching a partition would make it an index, which one that is not valid has not for all of them.
                if forms.cascades(relation, index) || index.invalid {
                    self.partitions(relation, forms);
                }
            }
            Item::IndexAttachment(relation, index) => {
                let attachment = self.pieces.attachments.get(&relation.name).copied();
                self.insert(attachment);
                index.parent.iter().for_each(|parent| self.made(&ObjectId::Index(parent.clone())));
            }
            Item::Trigger(_, trigger) => self.functions(&trigger.function),
        }
    }

    fn of_type(&mut self, type_: &Type) {
        self.schema(&type_.name.schema);
        match &type_.kind {
            TypeKind::Domain(domain) => {
                self.type_(&domain.base);
                self.collation(domain.collation.as_ref());
            }
            TypeKind::Composite { attributes } => {
                for attribute in attributes {
                    self.type_(&attribute.type_);
                    self.collation(attribute.collation.as_ref());
                }
            }
            TypeKind::Range(range) => {
                self.type_(&range.subtype);
                self.collation(range.collation.as_ref());
                range.canonical.iter().chain(&range.subtype_diff).for_each(|function| self.functions(function));
                if let Some(class) = &range.operator_class {
                    self.made(&ObjectId::OperatorClass { name: class.clone(), method: "btree".to_owned() });
                }
            }
            TypeKind::Base { .. } => {
                let shell = self.pieces.shells.get(&self.at).copied();
                self.insert(shell);
            }
            TypeKind::Enum { .. } | TypeKind::Multirange { .. } | TypeKind::Pseudo => {}
        }
    }

    fn routine(&mut self, routine: &Routine) {
        self.schema(&routine.name.schema);
        routine.arguments.iter().map(|argument| &argument.type_).chain(&routine.returns).for_each(|t| self.type_(t));
        self.made(&ObjectId::Language(routine.language.clone()));
    }

    fn relation(&mut self, relation: &Relation, forms: &Forms<'_>) {
        self.schema(&relation.name.schema);
        for column in &relation.columns {
            self.type_(&column.type_);
            self.collation(column.collation.as_ref());
        }
        if !relation.is_partition() || forms.is_partition_of(relation) {
            relation.inherits.iter().for_each(|parent| self.named(parent));
        }
        relation.of_type.iter().for_each(|type_| self.named(type_));
        if let Some(server) = &relation.server {
            self.made(&ObjectId::Server(server.clone()));
        }
        if let Some(method) = &relation.access_method {
            self.made(&ObjectId::AccessMethod(method.clone()));
        }
    }

    /// The key that a foreign key leads to: a constraint, or an index alone.
    fn key(&mut self, key: &crate::catalog::ForeignKey, forms: &Forms<'_>) {
        let Some(relation) = forms.relation(&key.references) else { return };
        let mut wanted = key.referenced_columns.clone();
        wanted.sort_unstable();
        for index in relation.indexes.iter().filter(|index| index.unique) {
            let mut columns: Vec<String> = index.parts.iter().filter_map(|part| part.column.clone()).collect();
            columns.sort_unstable();
            if columns == wanted {
                self.made(&ObjectId::Index(QualifiedName::new(&relation.name.schema, &index.name)));
            }
        }
    }

    fn index(&mut self, index: &Index) {
        for part in &index.parts {
            self.collation(part.collation.as_ref());
            if let Some(class) = &part.operator_class {
                self.made(&ObjectId::OperatorClass { name: class.clone(), method: index.method.clone() });
            }
        }
        self.made(&ObjectId::AccessMethod(index.method.clone()));
    }

    /// An index that makes those of the partitions comes when all of them are there.
    fn partitions(&mut self, relation: &Relation, forms: &Forms<'_>) {
        for partition in forms.partitions_of(relation) {
            match self.pieces.attachments.get(&partition.name) {
                Some(attachment) => self.insert(Some(*attachment)),
                None => self.named(&partition.name),
            }
            self.partitions(partition, forms);
        }
    }

    /// A partition is attached when it has all that its table has: then that is taken on, and not made once more.
    fn attachment(&mut self, partition: &Relation) {
        for parent in &partition.inherits {
            self.named(parent);
        }
        let own = self.pieces.parts.get(&partition.name).into_iter().flatten();
        let of_table = partition.inherits.iter().filter_map(|parent| self.pieces.parts.get(parent)).flatten();
        let is_key = |at: &&usize| match self.pieces.list[**at].item {
            Item::Constraint(_, constraint) => !matches!(constraint.kind, ConstraintKind::ForeignKey(_)),
            _ => false,
        };
        let is_index = |at: &&usize| matches!(self.pieces.list[**at].item, Item::Index(..));
        let before: Vec<usize> =
            own.filter(|at| is_key(at) || is_index(at)).chain(of_table.filter(is_key)).copied().collect();
        self.found.extend(before);
    }
}
