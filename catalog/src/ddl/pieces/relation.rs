//! The pieces of a relation: itself, its defaults and constraints, and what is on it.

use crate::{
    catalog::{Constraint, ConstraintKind, ObjectId, QualifiedName, Relation, RelationKind},
    ddl::{
        forms::Forms,
        item::{Item, Rank},
    },
};

use super::{Pieces, Timing};

impl<'a> Pieces<'a> {
    pub(super) fn relation(&mut self, relation: &'a Relation, forms: &Forms<'a>) {
        let name = &relation.name;
        let id = relation.id();
        if let Some(at) = self.member(relation.extension.as_ref(), &id) {
            self.types.insert(name.clone(), at);
            for column in &relation.columns {
                self.makers.insert(ObjectId::Column { relation: name.clone(), name: column.name.clone() }, at);
            }
            return;
        }
        let class = match relation.kind {
            RelationKind::Table | RelationKind::PartitionedTable | RelationKind::ForeignTable => {
                // Such expressions are looked into when they are defined, and with them the bodies of functions.
                if relation.columns.iter().any(|column| column.generated.is_some()) { 51 } else { 50 }
            }
            RelationKind::View => 60,
            RelationKind::MaterializedView => 61,
        };
        let at = self.add(id, Item::Relation(relation), Rank::new(class, name, (0, "")));
        self.types.insert(name.clone(), at);
        for column in &relation.columns {
            self.makers.insert(ObjectId::Column { relation: name.clone(), name: column.name.clone() }, at);
            let id = ObjectId::Default { relation: name.clone(), column: column.name.clone() };
            if column.default.is_none() || forms.has_inherited_default(relation, column) {
                self.makers.insert(id, at);
                continue;
            }
            let rank = Rank::new(class, name, (2, &column.name));
            let default = self.hosted(id, Item::Default(relation, column), (rank, at));
            if !forms.declares(relation, column) {
                self.list[default].within = None;
            }
        }
        if relation.kind == RelationKind::MaterializedView && !relation.unpopulated {
            let refresh = self.add(relation.id(), Item::Refresh(relation), Rank::new(self.late(97), name, (0, "")));
            self.list[refresh].needs.insert(at);
            self.refreshes.insert(at, refresh);
        }
        self.constraints(relation, (at, class), forms);
        if relation.is_partition() && !forms.is_partition_of(relation) {
            let rank = Rank::new(53, name, (0, ""));
            let attachment = self.add(relation.id(), Item::Attachment(relation), rank);
            self.list[attachment].needs.insert(at);
            self.attachments.insert(name.clone(), attachment);
        }
        self.parts(relation, (at, class), forms);
    }

    fn constraints(&mut self, relation: &'a Relation, (at, class): (usize, u8), forms: &Forms<'a>) {
        // Keys first, and those that lead elsewhere last.
        let order = |constraint: &&Constraint| match constraint.kind {
            ConstraintKind::NotNull { .. } | ConstraintKind::PrimaryKey(_) => 0,
            ConstraintKind::Unique(_) => 1,
            ConstraintKind::Check(_) | ConstraintKind::Exclusion(_) => 2,
            ConstraintKind::ForeignKey(_) => 3,
        };
        let mut constraints: Vec<&Constraint> = relation.constraints.iter().collect();
        constraints.sort_by_key(order);
        let mut written: Vec<&Constraint> = Vec::new();
        for constraint in constraints {
            let id = ObjectId::Constraint { relation: relation.name.clone(), name: constraint.name.clone() };
            if !forms.writes_constraint(relation, constraint) {
                self.makers.insert(id, at);
                continue;
            }
            let class = if matches!(constraint.kind, ConstraintKind::ForeignKey(_)) { 56 } else { class };
            let is_late = self.timing == Timing::AfterRows && waits_for_rows(constraint);
            let class = if is_late { self.late(class) } else { class };
            let rank = Rank::new(class, &relation.name, (3, &constraint.name));
            let piece = self.hosted(id, Item::Constraint(relation, constraint), (rank, at));
            let is_twice = written.iter().any(|other| is_same_key(other, constraint));
            if constraint.not_valid || is_twice || is_late {
                self.list[piece].within = None;
            }
            written.push(constraint);
        }
    }

    /// What is on a relation.
    fn parts(&mut self, relation: &'a Relation, (at, class): (usize, u8), forms: &Forms<'a>) {
        let name = &relation.name;
        for index in &relation.indexes {
            let id = ObjectId::Index(QualifiedName::new(&name.schema, &index.name));
            if let Some(constraint) = &index.constraint {
                let constraint = ObjectId::Constraint { relation: name.clone(), name: constraint.clone() };
                let maker = self.makers.get(&constraint).copied().unwrap_or(at);
                self.makers.insert(id, maker);
            } else if !forms.is_made_by_parent(relation, index) {
                let late = index.predicate.is_some() || index.parts.iter().any(|part| part.column.is_none());
                let class = self.late(if late { 70 } else { class });
                // PostgreSQL takes indexes for those of the table in the order in which they were made, where several would do.
                let order = index.parent.as_ref().map_or(&index.name, |parent| &parent.name);
                let piece = self.add(id.clone(), Item::Index(relation, index), Rank::new(class, name, (4, order)));
                self.list[piece].needs.insert(at);
                if index.parent.is_some() {
                    let item = Item::IndexAttachment(relation, index);
                    let attachment = self.add(id, item, Rank::new(self.late(54), name, (0, &index.name)));
                    self.list[attachment].needs.insert(piece);
                }
            }
        }
        for trigger in &relation.triggers {
            let id = ObjectId::Trigger { relation: name.clone(), name: trigger.name.clone() };
            let piece =
                self.add(id, Item::Trigger(relation, trigger), Rank::new(self.late(80), name, (5, &trigger.name)));
            self.list[piece].needs.insert(at);
        }
        for rule in &relation.rules {
            let id = ObjectId::Rule { relation: name.clone(), name: rule.name.clone() };
            let piece = self.add(id, Item::Rule(relation, rule), Rank::new(self.late(80), name, (6, &rule.name)));
            self.list[piece].needs.insert(at);
        }
        for policy in &relation.policies {
            let id = ObjectId::Policy { relation: name.clone(), name: policy.name.clone() };
            let piece = self.add(id, Item::Policy(relation, policy), Rank::new(self.late(81), name, (7, &policy.name)));
            self.list[piece].needs.insert(at);
        }
    }
}

/// Keys are made faster when the rows are there, foreign keys need the rows of others, and rows need not meet what is not
/// valid.
pub(in crate::ddl) fn waits_for_rows(constraint: &Constraint) -> bool {
    constraint.not_valid
        || match constraint.kind {
            ConstraintKind::PrimaryKey(_)
            | ConstraintKind::Unique(_)
            | ConstraintKind::Exclusion(_)
            | ConstraintKind::ForeignKey(_) => true,
            ConstraintKind::Check(_) | ConstraintKind::NotNull { .. } => false,
        }
}

/// Of two such keys within one `CREATE TABLE`, PostgreSQL makes one.
fn is_same_key(a: &Constraint, b: &Constraint) -> bool {
    let (
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key),
        ConstraintKind::PrimaryKey(other) | ConstraintKind::Unique(other),
    ) = (&a.kind, &b.kind)
    else {
        return false;
    };
    key.columns == other.columns && key.include == other.include && a.deferrable == b.deferrable
}
