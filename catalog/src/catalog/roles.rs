//! Names of roles in a catalog.

use super::{Catalog, Grantee, ObjectId, Privileges, SettingsScope};

impl Catalog {
    /// Writes another name for a role wherever it owns, grants or holds something.
    pub fn rename_role(&mut self, from: &str, to: &str) {
        let rename = |name: &mut String| {
            if name == from {
                to.clone_into(name);
            }
        };
        let grantee = |grantee: &mut Grantee| match grantee {
            Grantee::Role(name) => rename(name),
            Grantee::Public => {}
        };
        let privileges = |privileges: &mut Privileges| {
            for privilege in privileges.iter_mut() {
                rename(&mut privilege.grantor);
                grantee(&mut privilege.grantee);
            }
            privileges.sort();
            privileges.dedup();
        };
        for schema in &mut self.schemas {
            rename(&mut schema.owner);
            schema.privileges.iter_mut().for_each(privileges);
        }
        for extension in &mut self.extensions {
            extension.initial_privileges.iter_mut().for_each(|initial| privileges(&mut initial.privileges));
        }
        for type_ in &mut self.types {
            rename(&mut type_.owner);
            type_.privileges.iter_mut().for_each(privileges);
        }
        for relation in &mut self.relations {
            rename(&mut relation.owner);
            relation.privileges.iter_mut().for_each(privileges);
            relation.columns.iter_mut().filter_map(|column| column.privileges.as_mut()).for_each(privileges);
            for policy in &mut relation.policies {
                policy.roles.iter_mut().for_each(grantee);
                policy.roles.sort();
            }
        }
        for sequence in &mut self.sequences {
            rename(&mut sequence.owner);
            sequence.privileges.iter_mut().for_each(privileges);
        }
        for routine in &mut self.routines {
            rename(&mut routine.owner);
            routine.privileges.iter_mut().for_each(privileges);
        }
        for default in &mut self.default_privileges {
            rename(&mut default.role);
            privileges(&mut default.privileges);
        }
        self.default_privileges.sort();
        for settings in &mut self.settings {
            if let ObjectId::Settings(SettingsScope::RoleInDatabase(role) | SettingsScope::Role(role)) =
                &mut settings.id
            {
                rename(role);
            }
        }
        for other in &mut self.others {
            other.owner.iter_mut().for_each(rename);
            other.privileges.iter_mut().for_each(privileges);
        }
    }
}
