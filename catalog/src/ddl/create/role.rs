//! Roles. One that the server has already stays as it is.

use std::fmt::Write as _;

use crate::{
    catalog::{Membership, ObjectId, Role, literal},
    ddl::{once, out::Out, sql::identifier},
};

use super::settings::setting;

/// Makes the role, unless there is one of this name.
pub(in crate::ddl) fn role(out: &mut Out<'_>, role: &Role) {
    let Role { name, attributes, connection_limit, valid_until, member_of: _, settings, comment } = role;
    let (id, role) = (ObjectId::Role(name.clone()), identifier(name));
    let mut sql = format!("CREATE ROLE {role}");
    for attribute in attributes {
        let _ = write!(sql, " {}", attribute.as_str());
    }
    if let Some(limit) = connection_limit {
        let _ = write!(sql, " CONNECTION LIMIT {limit}");
    }
    if let Some(time) = valid_until {
        let _ = write!(sql, " VALID UNTIL {}", literal(time));
    }
    let query = format!("SELECT FROM pg_catalog.pg_roles WHERE rolname = {}", literal(name));
    out.create(&id, once::unless(&query, &sql));
    for (parameter, value) in settings {
        out.alter(&id, format!("ALTER ROLE {role} SET {}", setting(parameter, value)));
    }
    out.comment(&id, comment.as_ref());
}

/// Makes the role a member of others, once all roles are there.
pub(in crate::ddl) fn memberships(out: &mut Out<'_>, role: &Role) {
    let id = ObjectId::Role(role.name.clone());
    for Membership { role: group, admin, inherit, no_set } in &role.member_of {
        let options = [admin.then_some("ADMIN OPTION"), inherit.map(inherits), no_set.then_some("SET FALSE")];
        let options: Vec<_> = options.into_iter().flatten().collect();
        let with = if options.is_empty() { String::new() } else { format!(" WITH {}", options.join(", ")) };
        out.alter(&id, format!("GRANT {} TO {}{with}", identifier(group), identifier(&role.name)));
    }
}

fn inherits(inherits: bool) -> &'static str {
    if inherits { "INHERIT TRUE" } else { "INHERIT FALSE" }
}
