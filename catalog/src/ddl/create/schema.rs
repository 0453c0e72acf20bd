//! Schemas and extensions.

use crate::{
    catalog::{Extension, ObjectId, Schema},
    ddl::{out::Out, sql::identifier},
};

use super::member;

/// The comment that a new database has on the schema `public`.
const PUBLIC_COMMENT: &str = "standard public schema";
/// The comment that a new database has on the extension `plpgsql`.
const PLPGSQL_COMMENT: &str = "PL/pgSQL procedural language";

/// A schema; `public` is there from the start, and only what was changed of it is written.
pub(super) fn schema(out: &mut Out<'_>, schema: &Schema) {
    let Schema { name, owner, comment, privileges, inaccessible: _, extension: _ } = schema;
    let id = ObjectId::Schema(name.clone());
    if name == "public" {
        if out.catalog.server_version < 15 || owner != "pg_database_owner" {
            out.owner(&id, owner);
        }
        if comment.as_deref() != Some(PUBLIC_COMMENT) {
            match comment {
                Some(_) => out.comment(&id, comment.as_ref()),
                None if out.options.no_comments => {}
                None => out.alter(&id, "COMMENT ON SCHEMA public IS NULL"),
            }
        }
    } else {
        let guard = if out.options.if_not_exists { "IF NOT EXISTS " } else { "" };
        out.create(&id, format!("CREATE SCHEMA {guard}{}", identifier(name)));
        out.owner(&id, owner);
        out.comment(&id, comment.as_ref());
    }
    out.grants(&id, owner, privileges.as_ref());
}

/// An extension; `plpgsql` is there from the start.
pub(super) fn extension(out: &mut Out<'_>, extension: &Extension) {
    let Extension { name, schema, version: _, comment, configuration: _, initial_privileges: _ } = extension;
    let id = ObjectId::Extension(name.clone());
    if name == "plpgsql" && schema == "pg_catalog" {
        if comment.as_deref() != Some(PLPGSQL_COMMENT) {
            out.comment(&id, comment.as_ref());
        }
        return;
    }
    let sql = format!("CREATE EXTENSION IF NOT EXISTS {} WITH SCHEMA {}", identifier(name), identifier(schema));
    out.create(&id, sql);
    out.comment(&id, comment.as_ref());
    member::privileges(out, extension);
}
