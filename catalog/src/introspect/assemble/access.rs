//! Privileges and policies.

use std::collections::{BTreeMap, HashMap};

use crate::{
    catalog::{DefaultPrivileges, Grantee, Policy, Privilege, Privileges},
    introspect::rows::{DefaultPrivilegeRow, PolicyRow, PrivilegeRow},
};

use super::{
    facts::{Facts, class},
    group,
};

/// Access control lists by the object, or part of one, that they are for; not sorted yet.
pub(super) fn by_address(rows: Vec<PrivilegeRow>) -> HashMap<(u32, u32, i32), Privileges> {
    let mut lists: HashMap<_, Privileges> = HashMap::new();
    for row in rows {
        let list = lists.entry((row.class, row.object, row.part)).or_default();
        list.extend(privilege(row.grantor, row.grantee, (row.privilege, row.grantable)));
    }
    lists
}

/// One entry; nothing for the row that stands for an empty list.
fn privilege(
    grantor: Option<String>,
    grantee: Option<String>,
    (privilege, grantable): (Option<String>, Option<bool>),
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

/// What the objects of a relation have in common.
pub(super) trait Named {
    fn name(&self) -> &str;
    fn set_comment(&mut self, comment: Option<String>);
}

macro_rules! named {
    ($($Type:ty),*) => {$(
        impl Named for $Type {
            fn name(&self) -> &str {
                &self.name
            }

            fn set_comment(&mut self, comment: Option<String>) {
                self.comment = comment;
            }
        }
    )*};
}

named!(Policy, crate::catalog::Trigger, crate::catalog::Rule, crate::catalog::Constraint, crate::catalog::Index);

/// Gives each its comment, and sorts them by name.
pub(super) fn commented<T: Named>(list: Vec<(u32, T)>, class: u32, facts: &mut Facts) -> Vec<T> {
    let mut list: Vec<_> = list
        .into_iter()
        .map(|(oid, mut object)| {
            object.set_comment(facts.comment(class, oid, 0));
            object
        })
        .collect();
    list.sort_by(|a, b| a.name().cmp(b.name()));
    list
}
