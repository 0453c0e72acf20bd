//! The snapshot as a whole, as it is read.

use serde::Deserialize;

use crate::{
    Catalog,
    catalog::{
        DefaultPrivileges, Dependency, Extension, OtherObject, Relation, Role, Routine, Schema, SecurityLabel,
        Sequence, Settings, Type,
    },
};

/// A catalog with its format number.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub(super) format: u32,
    server_version: u32,
    #[serde(default)]
    schemas: Vec<Schema>,
    #[serde(default)]
    extensions: Vec<Extension>,
    #[serde(default)]
    types: Vec<Type>,
    #[serde(default)]
    relations: Vec<Relation>,
    #[serde(default)]
    sequences: Vec<Sequence>,
    #[serde(default)]
    routines: Vec<Routine>,
    #[serde(default)]
    default_privileges: Vec<DefaultPrivileges>,
    #[serde(default)]
    settings: Vec<Settings>,
    #[serde(default)]
    security_labels: Vec<SecurityLabel>,
    #[serde(default)]
    others: Vec<OtherObject>,
    #[serde(default)]
    roles: Vec<Role>,
    #[serde(default)]
    dependencies: Vec<Dependency>,
}

impl From<Document> for Catalog {
    fn from(document: Document) -> Self {
        let Document {
            format: _,
            server_version,
            schemas,
            extensions,
            types,
            relations,
            sequences,
            routines,
            default_privileges,
            settings,
            security_labels,
            others,
            roles,
            dependencies,
        } = document;
        Self {
            server_version,
            schemas,
            extensions,
            types,
            relations,
            sequences,
            routines,
            default_privileges,
            settings,
            security_labels,
            others,
            roles,
            dependencies,
        }
    }
}
