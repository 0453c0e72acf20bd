//! Reading catalogs, their DDL and fingerprints, and scratch servers.

mod ddl;
mod declarations;
mod definitions;
mod edges;
mod fingerprint;
mod inheritance;
mod introspect;
mod live;
mod queries;
mod scratch_fetched;
mod scratch_system;
mod scratch_template;
mod scratch_url;
mod trust;
