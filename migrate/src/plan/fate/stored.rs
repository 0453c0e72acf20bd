//! Types whose values columns hold: what PostgreSQL does not change in place while they do.

use std::collections::BTreeSet;

use relvar_catalog::{
    catalog::{ObjectId, TypeKind, TypeRef},
    ddl::Item,
};

use crate::part::{Part, What};

use super::{Deciding, Fate};

impl Deciding<'_, '_> {
    /// Whether columns of tables hold values of the type, be it within another type.
    pub(super) fn holds_data(&self, type_: &ObjectId) -> bool {
        let mut seen = BTreeSet::new();
        let mut queue = vec![type_];
        while let Some(id) = queue.pop() {
            for dependent in self.old.dependents(id) {
                match dependent {
                    ObjectId::Column { .. } if self.to.get(dependent).is_some() => return true,
                    ObjectId::Type(_) if seen.insert(dependent) => queue.push(dependent),
                    _ => {}
                }
            }
        }
        false
    }

    /// Whether columns of tables that are not made of the type have it.
    pub(super) fn is_stored(&self, type_: &ObjectId) -> bool {
        self.old.dependents(type_).any(|dependent| match self.from.get(dependent).map(|part| part.what) {
            Some(What::Column(relation, _)) => relation.of_type.is_none() && relation.query.is_none(),
            _ => false,
        })
    }

    /// Domains that get a check, where values of them are within other values: PostgreSQL looks at those of columns only.
    pub(super) fn domains(&mut self) {
        let is_checked = |part: &Part<'_>| match (part.what, self.fates.get(&part.id)) {
            (What::Item(Item::DomainCheck(_, own)), Some(Fate::Create | Fate::Replace | Fate::Alter)) => !own.not_valid,
            _ => false,
        };
        let checked = self.to.by_id.values().filter(|part| is_checked(part));
        let domains: BTreeSet<ObjectId> = checked.filter_map(|part| part.host.clone()).collect();
        for domain in domains {
            let stays = self.from.get(&domain).is_some() && matches!(self.fates.get(&domain), None | Some(Fate::Alter));
            if stays && self.is_stored_within(&domain) {
                self.set(&domain, Fate::Swap);
            }
        }
    }

    /// Whether columns hold arrays of the type, or values of other types with values of it.
    pub(super) fn is_stored_within(&self, type_: &ObjectId) -> bool {
        let mut seen = BTreeSet::new();
        let mut queue = vec![(type_, false)];
        while let Some((id, within)) = queue.pop() {
            for dependent in self.old.dependents(id).filter(|dependent| self.to.get(dependent).is_some()) {
                let is_array = |own: &TypeRef| own.array && ObjectId::Type(own.name.clone()) == *id;
                match self.from.get(dependent).map(|part| part.what) {
                    Some(What::Column(relation, own)) if relation.query.is_none() => {
                        let is_own = relation.of_type.as_ref().is_none_or(|of| ObjectId::Type(of.clone()) != *id);
                        if is_own && (within || is_array(&own.type_)) {
                            return true;
                        }
                    }
                    Some(What::Item(Item::Type(own))) => {
                        let within = within || !matches!(&own.kind, TypeKind::Domain(own) if !is_array(&own.base));
                        if seen.insert((dependent, within)) {
                            queue.push((dependent, within));
                        }
                    }
                    _ => {}
                }
            }
        }
        false
    }
}

/// Whether a domain comes to reject NULL.
pub(super) fn rejects_null(old: &Part<'_>, new: &Part<'_>) -> bool {
    let not_null = |part: &Part<'_>| match part.what {
        What::Item(Item::Type(own)) => matches!(&own.kind, TypeKind::Domain(own) if own.not_null),
        _ => false,
    };
    !not_null(old) && not_null(new)
}

/// Whether attributes of a composite type have other types, and nothing else differs.
pub(super) fn is_retyped_within(old: &Part<'_>, new: &Part<'_>) -> bool {
    let (What::Item(Item::Type(old)), What::Item(Item::Type(new))) = (old.what, new.what) else { return false };
    let (TypeKind::Composite { attributes: old }, TypeKind::Composite { attributes: new }) = (&old.kind, &new.kind)
    else {
        return false;
    };
    let mut both = old.iter().zip(new);
    old.len() == new.len()
        && both.clone().all(|(old, new)| old.name == new.name)
        && both.any(|(old, new)| old.type_ != new.type_ || old.collation != new.collation)
}
