//! Access control lists.

use std::collections::{BTreeMap, HashMap};

use crate::{
    catalog::{DefaultPrivileges, Grantee, Privilege, PrivilegeType, Privileges},
    introspect::rows::{DefaultPrivilegeRow, PrivilegeRow},
};

use super::address::Address;

/// The privileges that objects have now, by the object or the part of it; not sorted yet.
pub(super) fn present(rows: &[PrivilegeRow]) -> HashMap<Address, Privileges> {
    by_address(rows.iter().filter(|row| !row.of_extension))
}

pub(super) fn by_address<'a>(rows: impl Iterator<Item = &'a PrivilegeRow>) -> HashMap<Address, Privileges> {
    let mut lists: HashMap<_, Privileges> = HashMap::new();
    for row in rows {
        let list = lists.entry((row.class, row.object, row.part)).or_default();
        list.extend(privilege(row.grantor.clone(), row.grantee.clone(), (row.privilege, row.grantable)));
    }
    lists
}

/// One entry; nothing for the row that stands for an empty list.
fn privilege(
    grantor: Option<String>,
    grantee: Option<String>,
    (privilege, grantable): (Option<PrivilegeType>, Option<bool>),
) -> Option<Privilege> {
    Some(Privilege {
        grantee: grantee.map_or(Grantee::Public, Grantee::Role),
        privilege: privilege?,
        grantor: grantor?,
        grantable: grantable.unwrap_or(false),
    })
}

pub(super) fn default_privileges(rows: Vec<DefaultPrivilegeRow>) -> Vec<DefaultPrivileges> {
    let mut lists: BTreeMap<_, Privileges> = BTreeMap::new();
    for row in rows {
        let list = lists.entry((row.role, row.schema, row.objects)).or_default();
        list.extend(privilege(row.grantor, row.grantee, (row.privilege, row.grantable)));
    }
    let entry = |((role, schema, objects), mut privileges): (_, Privileges)| {
        privileges.sort();
        DefaultPrivileges { role, schema, objects, privileges }
    };
    lists.into_iter().map(entry).collect()
}
