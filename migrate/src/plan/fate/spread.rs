//! What becomes of an object because of another one, which it needs.

use relvar_catalog::{
    catalog::{ConstraintKind, Definition, Index, ObjectId, RelationKind, TypeKind},
    ddl::Item,
};

use crate::{
    part::{Part, What},
    plan::rules::cast,
};

use super::{Deciding, Fate};

impl Deciding<'_, '_> {
    /// What becomes of the dependents of an object that goes, or whose values change their type.
    pub(super) fn spread(&mut self, id: &ObjectId) {
        let Some(fate) = self.fates.get(id) else { return };
        self.cause = Some(id.clone());
        let dependents: Vec<ObjectId> = self.old.dependents(id).cloned().collect();
        for dependent in dependents {
            if matches!(self.fates.get(&dependent), Some(Fate::Drop | Fate::Replace | Fate::Swap)) {
                continue;
            }
            let (Some(old), Some(new)) = (self.from.get(&dependent), self.to.get(&dependent)) else { continue };
            match fate {
                Fate::Drop => self.after_drop(id, old),
                Fate::Replace => self.after_replace(id, old),
                Fate::Swap => self.after_swap(old, new),
                Fate::Alter => self.after_retype(id, old, new),
                Fate::Create => {}
            }
        }
        if fate == Fate::Alter {
            self.triggers(id);
            self.children(id);
        }
    }

    fn after_drop(&mut self, id: &ObjectId, old: &Part<'_>) {
        let stays = self.fates.get(&old.id) == Some(Fate::Alter) && !self.fates.changed[&old.id].is_empty();
        let is_part = old.host.as_ref() == Some(id);
        if is_table(old) {
            if self.fates.changed.get(&old.id).is_none_or(|changed| !changed.contains("inherits")) && is_child(old, id)
            {
                self.leave(&old.id);
            }
            return;
        }
        let goes_along = is_part && !matches!(old.what, What::Item(Item::Sequence(_)));
        let is_needed = !stays && self.old.is_certain(&old.id, id) && !matches!(old.what, What::Column(..));
        if goes_along || is_needed {
            self.replace(&old.id);
        }
    }

    fn after_replace(&mut self, id: &ObjectId, old: &Part<'_>) {
        let generated = matches!(old.what, What::Column(_, column) if column.generated.is_some());
        let is_part = old.host.as_ref() == Some(id);
        // A table that has left its parent keeps the column.
        let has_left = |table: &ObjectId| self.fates.unhooked.contains(table) && !self.fates.goes(table);
        if !is_part
            && matches!(id, ObjectId::Column { .. })
            && !generated
            && matches!(old.what, What::Column(table, _) if has_left(&table.id()))
        {
            return;
        }
        if is_table(old) && !matches!(id, ObjectId::Server(_)) {
            if is_child(old, id) {
                self.leave(&old.id);
            }
        } else if !matches!(old.what, What::Column(..)) || generated || is_part || old.is_made_elsewhere {
            self.replace(&old.id);
        }
    }

    fn after_swap(&mut self, old: &Part<'_>, new: &Part<'_>) {
        match old.what {
            What::Column(relation, _) if relation.query.is_none() => {
                let changed = self.fates.changed.entry(old.id.clone()).or_default();
                if changed.insert("type".to_owned()) {
                    self.without_parents(old, new);
                    self.decide(old, new);
                }
            }
            What::Item(Item::Type(_)) => self.set(&old.id, Fate::Swap),
            _ if is_table(old) => {}
            _ => self.replace(&old.id),
        }
    }

    /// A column that is inherited gets its type from there.
    fn without_parents(&mut self, old: &Part<'_>, new: &Part<'_>) {
        let mut changed = self.fates.changed.get(&old.id).cloned().unwrap_or_default();
        self.without_inherited(old, new, &mut changed);
        self.fates.changed.insert(old.id.clone(), changed);
        self.queue.push(old.id.clone());
    }

    fn after_retype(&mut self, id: &ObjectId, old: &Part<'_>, new: &Part<'_>) {
        match (old.what, new.what) {
            (What::Column(_, column), _) if column.generated.is_some() => self.replace(&old.id),
            (What::Column(..) | What::Settings(_) | What::Label(_), _) => {}
            (What::Item(item), _) => match item {
                Item::Default(..) | Item::Rule(..) | Item::Policy(..) | Item::Routine(_) => self.replace(&old.id),
                Item::Relation(own) if own.query.is_some() => self.replace(&old.id),
                Item::Constraint(_, own)
                    if matches!(own.kind, ConstraintKind::ForeignKey(_)) && !self.is_widened(id) =>
                {
                    self.replace(&old.id);
                }
                Item::Constraint(_, own) if matches!(own.kind, ConstraintKind::Check(_)) && self.is_converted(id) => {
                    self.replace(&old.id);
                }
                Item::Index(_, own) if names_expressions(own) && self.is_converted(id) => self.replace(&old.id),
                // The expression that chooses rows names the column.
                Item::Other(own) if matches!(own.definition, Some(Definition::Publication(_))) => {
                    self.replace(&old.id);
                }
                _ => {}
            },
        }
    }

    /// Whether the type stays what it is, but for its size: what is compared with it can still be.
    fn is_widened(&self, id: &ObjectId) -> bool {
        let types = self.types(id);
        let whole = |name: &str| ["int2", "int4", "int8"].contains(&name);
        types.is_some_and(|(old, new)| {
            old.name == new.name && !self.is_swapped(&new) || whole(&old.name.name) && whole(&new.name.name)
        })
    }

    /// Whether the values go by a cast that has to be named: what mentions the old type does not take the new one.
    fn is_converted(&self, id: &ObjectId) -> bool {
        self.types(id).is_some_and(|(old, new)| {
            let is_swapped = self.is_swapped(&new);
            is_swapped || old.name != new.name && cast(&old, &new, is_swapped).is_some()
        })
    }

    fn is_swapped(&self, type_: &relvar_catalog::catalog::TypeRef) -> bool {
        let range = match self.to.catalog.type_(&type_.name).map(|own| &own.kind) {
            Some(TypeKind::Multirange { range }) => range,
            _ => &type_.name,
        };
        self.fates.get(&ObjectId::Type(range.clone())) == Some(Fate::Swap)
    }

    fn types(&self, id: &ObjectId) -> Option<(relvar_catalog::catalog::TypeRef, relvar_catalog::catalog::TypeRef)> {
        match (self.from.get(id)?.what, self.to.get(id)?.what) {
            (What::Column(_, old), What::Column(_, new)) => Some((old.type_.clone(), new.type_.clone())),
            _ => None,
        }
    }

    /// The columns of children, which change with that of their parent.
    fn children(&mut self, id: &ObjectId) {
        let ObjectId::Column { relation, name } = id else { return };
        let own = |child: &&relvar_catalog::catalog::Relation| child.inherits.contains(relation);
        let children = self.from.catalog.relations.iter().filter(own);
        let ids = children.map(|child| ObjectId::Column { relation: child.name.clone(), name: name.clone() });
        for id in ids.collect::<Vec<_>>() {
            if self.from.get(&id).is_some() && self.to.get(&id).is_some() && !self.fates.goes(&id) {
                self.fates.of.insert(id.clone(), Fate::Alter);
                self.fates.changed.entry(id.clone()).or_default();
                self.queue.push(id);
            }
        }
    }

    /// Triggers that name a column whose type changes.
    fn triggers(&mut self, id: &ObjectId) {
        let ObjectId::Column { relation, name } = id else { return };
        let Some(own) = self.from.catalog.relation(relation) else { return };
        for trigger in own.triggers.iter().filter(|trigger| !trigger.inherited) {
            let id = ObjectId::Trigger { relation: relation.clone(), name: trigger.name.clone() };
            let mentions =
                |part: &Part<'_>| part.attributes.values().any(|value| value.to_string().contains(name.as_str()));
            if self.to.get(&id).is_some() && self.from.get(&id).is_some_and(mentions) {
                self.replace(&id);
            }
        }
    }
}

/// Whether an index is on more than columns.
fn names_expressions(index: &Index) -> bool {
    index.predicate.is_some() || index.parts.iter().any(|part| part.column.is_none())
}

fn is_table(part: &Part<'_>) -> bool {
    matches!(part.what, What::Item(Item::Relation(own)) if own.query.is_none())
}

fn is_child(part: &Part<'_>, parent: &ObjectId) -> bool {
    let What::Item(Item::Relation(own)) = part.what else { return false };
    let ObjectId::Relation {
        name,
        kind: RelationKind::Table | RelationKind::PartitionedTable | RelationKind::ForeignTable,
    } = parent
    else {
        return false;
    };
    own.inherits.contains(name)
}
