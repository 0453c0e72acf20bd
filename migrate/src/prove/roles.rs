//! The roles that a copy of a schema needs.

use std::collections::BTreeSet;

use relvar_catalog::{
    Catalog, Cause,
    catalog::{Grantee, ObjectId, Privileges},
    connect::Session,
    ddl::identifier,
};

/// The role of a session.
pub(super) async fn me(session: &Session) -> Result<String, Cause> {
    let row = session.query_one("SELECT current_user::pg_catalog.text", &[]).await.map_err(Cause::from)?;
    Ok(row.get(0))
}

/// The role that owns what nobody else has: since PostgreSQL 15 the owner of `public`.
const DATABASE_OWNER: &str = "pg_database_owner";

/// A catalog all of whose objects belong to one role.
pub(super) fn owned_by(catalog: &Catalog, role: &str) -> Catalog {
    let mut owned = catalog.clone();
    for owner in owners(catalog).into_iter().filter(|owner| *owner != role && *owner != DATABASE_OWNER) {
        owned.rename_role(owner, role);
    }
    owned
}

/// Whom objects belong to.
fn owners(catalog: &Catalog) -> BTreeSet<&str> {
    let mut owners: BTreeSet<&str> = BTreeSet::new();
    owners.extend(catalog.schemas.iter().map(|own| own.owner.as_str()));
    owners.extend(catalog.types.iter().map(|own| own.owner.as_str()));
    owners.extend(catalog.relations.iter().map(|own| own.owner.as_str()));
    owners.extend(catalog.sequences.iter().map(|own| own.owner.as_str()));
    owners.extend(catalog.routines.iter().map(|own| own.owner.as_str()));
    owners.extend(catalog.others.iter().filter_map(|own| own.owner.as_deref()));
    owners
}

/// Creates the roles that are named and not there.
pub(super) async fn create(session: &Session, catalogs: [&Catalog; 2]) -> Result<(), Cause> {
    let mut roles = BTreeSet::new();
    for catalog in catalogs {
        named(catalog, &mut roles);
    }
    for role in roles {
        let there = session.query_opt("SELECT FROM pg_catalog.pg_roles WHERE rolname = $1", &[&role]).await;
        if there.map_err(Cause::from)?.is_none() {
            // Where it may not be created, the statement that names it fails, and says so.
            let role = identifier(&role);
            let _ = session.batch_execute(&format!("CREATE ROLE {role}; GRANT {role} TO CURRENT_USER")).await;
        }
    }
    Ok(())
}

fn named(catalog: &Catalog, roles: &mut BTreeSet<String>) {
    let mut privileges = |own: &Option<Privileges>| {
        for privilege in own.iter().flatten() {
            roles.insert(privilege.grantor.clone());
            if let Grantee::Role(role) = &privilege.grantee {
                roles.insert(role.clone());
            }
        }
    };
    catalog.schemas.iter().for_each(|own| privileges(&own.privileges));
    catalog.types.iter().for_each(|own| privileges(&own.privileges));
    catalog.sequences.iter().for_each(|own| privileges(&own.privileges));
    catalog.routines.iter().for_each(|own| privileges(&own.privileges));
    catalog.others.iter().for_each(|own| privileges(&own.privileges));
    catalog.default_privileges.iter().for_each(|own| privileges(&Some(own.privileges.clone())));
    for relation in &catalog.relations {
        privileges(&relation.privileges);
        relation.columns.iter().for_each(|own| privileges(&own.privileges));
    }
    roles.extend(owners(catalog).into_iter().map(str::to_owned));
    roles.extend(catalog.default_privileges.iter().map(|own| own.role.clone()));
    let of_policies = catalog.relations.iter().flat_map(|own| &own.policies).flat_map(|own| &own.roles);
    roles.extend(of_policies.filter_map(|own| match own {
        Grantee::Role(role) => Some(role.clone()),
        Grantee::Public => None,
    }));
    roles.extend(catalog.others.iter().filter_map(|own| match &own.id {
        ObjectId::UserMapping { role: Grantee::Role(role), .. } => Some(role.clone()),
        _ => None,
    }));
}
