//! Which module owns an object.

use std::{collections::BTreeMap, ops::Bound};

use relvar_catalog::{Catalog, QualifiedName, catalog::ObjectId};

use super::Modules;
use crate::track::Installed;

/// What modules claim, and what they own besides.
#[derive(Clone, Debug, Default)]
pub(super) struct Owners {
    /// Schemas and prefixes, with their modules.
    schemas: BTreeMap<String, String>,
    prefixes: BTreeMap<String, String>,
    /// What is known object by object: parts that a module added to the table of another one.
    known: BTreeMap<ObjectId, String>,
    /// The table of each index.
    tables: BTreeMap<QualifiedName, QualifiedName>,
}

impl Owners {
    pub(super) fn new(modules: &Modules) -> Self {
        let mut own = Self::default();
        for module in modules.list() {
            let name = module.name();
            own.schemas.extend(module.manifest.schemas.iter().map(|schema| (schema.clone(), name.to_owned())));
            own.prefixes.extend(module.manifest.prefix.iter().map(|prefix| (prefix.clone(), name.to_owned())));
        }
        own
    }

    /// The same with what a database records.
    pub(super) fn with_installed(mut self, installed: &[Installed]) -> Self {
        for module in installed {
            for id in &module.objects {
                self.know(id.clone(), &module.name);
            }
        }
        self
    }

    /// The same with what was seen when the modules were loaded.
    pub(super) fn with_known(mut self, known: &BTreeMap<ObjectId, String>) -> Self {
        self.known.extend(known.iter().map(|(id, module)| (id.clone(), module.clone())));
        self
    }

    pub(super) fn know(&mut self, id: ObjectId, module: &str) {
        self.known.insert(id, module.to_owned());
    }

    /// The same with the indexes of a catalog, whose names do not say on which table they are.
    pub(super) fn with_indexes(mut self, catalog: &Catalog) -> Self {
        for relation in &catalog.relations {
            for index in &relation.indexes {
                let name = QualifiedName::new(&relation.name.schema, &index.name);
                self.tables.insert(name, relation.name.clone());
            }
        }
        self
    }

    /// Who claims an object of this name.
    pub(super) fn claim(&self, name: &QualifiedName) -> Option<&str> {
        if let Some(module) = self.schemas.get(&name.schema) {
            return Some(module);
        }
        // Whatever begins the name comes before it, and what is longer comes later.
        let mut bound = name.name.as_str();
        loop {
            let (prefix, module) =
                self.prefixes.range::<str, _>((Bound::Unbounded, Bound::Included(bound))).next_back()?;
            if name.name.starts_with(prefix.as_str()) {
                return Some(module);
            }
            bound = common(prefix, bound);
        }
    }

    /// The owner of an object.
    pub(super) fn of(&self, id: &ObjectId) -> Option<&str> {
        if let Some(module) = self.known.get(id) {
            return Some(module);
        }
        match id {
            ObjectId::Schema(name) => self.schemas.get(name).map(String::as_str),
            ObjectId::Index(name) => match self.tables.get(name) {
                Some(table) => self.claim(table),
                None => self.claim(name),
            },
            // The default goes with its column.
            ObjectId::Default { relation, column } => {
                self.of(&ObjectId::Column { relation: relation.clone(), name: column.clone() })
            }
            ObjectId::DomainConstraint { domain, .. } => self.claim(domain),
            ObjectId::Privileges(on) | ObjectId::Comment(on) => self.of(on),
            ObjectId::SecurityLabel { object, .. } => self.of(object),
            id => id.relation().or_else(|| id.qualified_name()).and_then(|name| self.claim(name)),
        }
    }
}

/// What two texts begin with.
fn common<'a>(one: &str, other: &'a str) -> &'a str {
    let same = one.chars().zip(other.char_indices()).find(|(one, (_, other))| one != other);
    let end = same.map_or(one.len().min(other.len()), |(_, (at, _))| at);
    &other[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_prefix_claims_a_name() {
        let mut owners = Owners::default();
        for (prefix, module) in [("crm_", "crm"), ("crm_lead_", "leads"), ("crn", "other"), ("é_", "accent")] {
            owners.prefixes.insert(prefix.to_owned(), module.to_owned());
        }
        let claim = |name: &str| owners.claim(&QualifiedName::new("public", name)).map(str::to_owned);
        for (name, module) in [
            ("crm_leads", Some("crm")),
            ("crm_lead_tag", Some("leads")),
            ("crm_lead_", Some("leads")),
            ("crm_zebra", Some("crm")),
            ("crm", None),
            ("crp_a", None),
            ("é_a", Some("accent")),
            ("è_a", None),
            ("zebra", None),
        ] {
            assert_eq!(claim(name).as_deref(), module, "{name}");
        }
    }
}
