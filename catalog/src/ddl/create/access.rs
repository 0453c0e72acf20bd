//! Row security policies and default privileges.

use std::fmt::Write as _;

use crate::{
    catalog::{DefaultPrivileges, Grantee, ObjectId, Policy, PolicyCommand, Relation},
    ddl::{
        grants,
        out::Out,
        sql::{identifier, parenthesized, qualified},
    },
};

pub(super) fn policy(out: &mut Out<'_>, relation: &Relation, policy: &Policy) {
    let Policy { name, permissive, command, roles, using, with_check, comment } = policy;
    let id = ObjectId::Policy { relation: relation.name.clone(), name: name.clone() };
    let mut sql = format!("CREATE POLICY {} ON {}", identifier(name), qualified(&relation.name));
    if !permissive {
        sql.push_str(" AS RESTRICTIVE");
    }
    sql.push_str(match command {
        PolicyCommand::All => "",
        PolicyCommand::Select => " FOR SELECT",
        PolicyCommand::Insert => " FOR INSERT",
        PolicyCommand::Update => " FOR UPDATE",
        PolicyCommand::Delete => " FOR DELETE",
    });
    if !roles.iter().all(|role| *role == Grantee::Public) {
        let roles: Vec<_> = roles
            .iter()
            .map(|role| match role {
                Grantee::Public => "PUBLIC".to_owned(),
                Grantee::Role(role) => identifier(role),
            })
            .collect();
        let _ = write!(sql, " TO {}", roles.join(", "));
    }
    if let Some(using) = using {
        let _ = write!(sql, "\n    USING {}", parenthesized(using));
    }
    if let Some(check) = with_check {
        let _ = write!(sql, "\n    WITH CHECK {}", parenthesized(check));
    }
    out.create_once(&id, sql);
    out.comment(&id, comment.as_ref());
}

pub(super) fn default_privileges(out: &mut Out<'_>, default: &DefaultPrivileges) {
    if out.options.no_privileges {
        return;
    }
    let DefaultPrivileges { role, schema, objects, privileges: _ } = default;
    let id = ObjectId::DefaultPrivileges { role: role.clone(), objects: *objects, schema: schema.clone() };
    for sql in grants::default_privileges(default, out.catalog.server_version) {
        out.create(&id, sql);
    }
}
