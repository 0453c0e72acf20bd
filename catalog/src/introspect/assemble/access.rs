//! Privileges that extensions gave, and policies.

use std::collections::HashMap;

use crate::{
    catalog::{Grantee, InitialPrivileges, Policy},
    introspect::rows::{PolicyRow, Rows},
};

use super::{address::class, facts::Facts, group, named::commented, objects::Objects, privileges};

/// The privileges that extensions gave their members, by the OID of the extension; sorted.
pub(super) fn initial(rows: &Rows, objects: &Objects<'_>) -> HashMap<u32, Vec<InitialPrivileges>> {
    let extensions: HashMap<_, _> = rows.members.iter().map(|row| ((row.class, row.object), row.extension)).collect();
    let lists = privileges::by_address(rows.privileges.iter().filter(|row| row.of_extension));
    let lists = lists.into_iter().filter_map(|(address, mut privileges)| {
        privileges.sort();
        let extension = *extensions.get(&(address.0, address.1))?;
        Some((extension, InitialPrivileges { object: objects.id(address)?, privileges }))
    });
    let mut lists: Vec<_> = lists.collect();
    lists.sort();
    group(lists, |list| list)
}

/// Policies by relation, each list by name.
pub(super) fn policies(rows: Vec<PolicyRow>, facts: &mut Facts) -> HashMap<u32, Vec<Policy>> {
    let mut policies = group(rows, |row| {
        let mut roles: Vec<_> = row.roles.into_iter().map(Grantee::Role).collect();
        roles.extend(row.public.then_some(Grantee::Public));
        roles.sort();
        let policy = Policy {
            name: row.name,
            permissive: row.permissive,
            command: row.command,
            roles,
            using: row.using,
            with_check: row.with_check,
            comment: None,
        };
        (row.relation, (row.oid, policy))
    });
    policies.drain().map(|(relation, list)| (relation, commented(list, class::POLICY, facts))).collect()
}
