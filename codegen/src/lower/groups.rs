//! Which Rust module an object is in: that of its schema, or one that the configuration gives it.

use std::collections::BTreeMap;

use relvar_catalog::QualifiedName;

use crate::config::ModuleObjects;

/// The Rust modules of objects.
#[derive(Default)]
pub(super) struct Groups(BTreeMap<String, ModuleObjects>);

impl Groups {
    pub(super) fn new(modules: &BTreeMap<String, ModuleObjects>) -> Self {
        Self(modules.clone())
    }

    /// Whether the configuration makes a module of this name.
    pub(super) fn has(&self, group: &str) -> bool {
        self.0.contains_key(group)
    }

    /// The module of an object. One that has the schema goes before those with a prefix, and of these the longest one wins.
    fn find(&self, name: &QualifiedName) -> Option<(&String, &ModuleObjects)> {
        let by_schema = self.0.iter().find(|(_, own)| own.schemas.contains(&name.schema));
        by_schema.or_else(|| {
            let fits = self.0.iter().filter_map(|own| {
                let prefix = own.1.prefix.as_deref()?;
                name.name.starts_with(prefix).then_some((prefix.len(), own))
            });
            fits.max_by_key(|(length, _)| *length).map(|(_, own)| own)
        })
    }

    /// The name of the group: that of the schema, if no module has the object.
    pub(super) fn of<'n>(&'n self, name: &'n QualifiedName) -> &'n str {
        self.find(name).map_or(&name.schema, |(group, _)| group)
    }

    /// The name of an object without the prefix of its module.
    pub(super) fn short<'n>(&self, name: &'n QualifiedName) -> &'n str {
        let prefix = self.find(name).and_then(|(_, own)| own.prefix.as_deref()).unwrap_or_default();
        name.name.strip_prefix(prefix).filter(|rest| !rest.is_empty()).unwrap_or(&name.name)
    }
}
