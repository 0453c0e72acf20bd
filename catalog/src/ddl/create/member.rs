//! Members of extensions: what was changed after the extension made them.

use std::collections::HashMap;

use crate::{
    catalog::{Catalog, Extension, ObjectId, Privileges},
    ddl::out::Out,
};

/// The privileges that members of an extension have now, if these are not the ones that the extension gave them.
pub(super) fn privileges(out: &mut Out<'_>, extension: &Extension) {
    let initial = extension.initial_privileges.iter().map(|initial| (&initial.object, &initial.privileges));
    let initial: HashMap<&ObjectId, &Privileges> = initial.collect();
    for (object, owner, privileges) in changed(out.catalog, &extension.name) {
        out.grants_after(&object, owner, (privileges, initial.get(&object).copied()));
    }
}

/// Members whose privileges have changed: their owner, and who may do what.
fn changed<'a>(catalog: &'a Catalog, extension: &str) -> Vec<(ObjectId, &'a str, Option<&'a Privileges>)> {
    let Catalog {
        server_version: _,
        schemas,
        extensions: _,
        types,
        relations,
        sequences,
        routines,
        default_privileges: _,
        settings: _,
        security_labels: _,
        others,
        roles: _,
        dependencies: _,
    } = catalog;
    let is_member = |of: &Option<String>| of.as_deref() == Some(extension);
    let mut found = Vec::new();
    for own in schemas.iter().filter(|own| is_member(&own.extension)) {
        found.push((ObjectId::Schema(own.name.clone()), own.owner.as_str(), own.privileges.as_ref()));
    }
    for own in types.iter().filter(|own| is_member(&own.extension)) {
        found.push((ObjectId::Type(own.name.clone()), &own.owner, own.privileges.as_ref()));
    }
    for own in relations.iter().filter(|own| is_member(&own.extension)) {
        found.push((own.id(), &own.owner, own.privileges.as_ref()));
        for column in &own.columns {
            let id = ObjectId::Column { relation: own.name.clone(), name: column.name.clone() };
            found.push((id, &own.owner, column.privileges.as_ref()));
        }
    }
    for own in sequences.iter().filter(|own| is_member(&own.extension)) {
        found.push((ObjectId::Sequence(own.name.clone()), &own.owner, own.privileges.as_ref()));
    }
    for own in routines.iter().filter(|own| is_member(&own.extension)) {
        found.push((own.id(), &own.owner, own.privileges.as_ref()));
    }
    for own in others.iter().filter(|own| is_member(&own.extension)) {
        // What has privileges has an owner.
        let owner = own.owner.as_deref().unwrap_or_default();
        found.push((own.id.clone(), owner, own.privileges.as_ref()));
    }
    found.retain(|(_, _, privileges)| privileges.is_some());
    found
}
