//! Other tools that record revisions, and the tables in which they and we do.

use anyhow::{Context as _, bail, ensure};
use relvar_catalog::{Catalog, catalog::ObjectId, connect::Session};

/// A tool that recorded its revisions in a table of its own, which is only read.
#[derive(Clone, Copy)]
pub(super) enum Tool {
    Alembic,
    Diesel,
    Sqlx,
}

impl Tool {
    pub(super) const ALL: [Self; 3] = [Self::Alembic, Self::Diesel, Self::Sqlx];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Alembic => "Alembic",
            Self::Diesel => "Diesel",
            Self::Sqlx => "sqlx",
        }
    }

    fn table(self) -> &'static str {
        match self {
            Self::Alembic => "alembic_version",
            Self::Diesel => "__diesel_schema_migrations",
            Self::Sqlx => "_sqlx_migrations",
        }
    }

    /// The revisions that the database is at.
    pub(super) async fn read(self, session: &Session) -> anyhow::Result<Vec<String>> {
        let table = self.table();
        let query = match self {
            Self::Alembic => format!("SELECT version_num::text FROM {table} ORDER BY 1"),
            Self::Diesel => format!("SELECT version::text FROM {table} ORDER BY version DESC LIMIT 1"),
            Self::Sqlx => format!("SELECT version::text FROM {table} WHERE success ORDER BY version DESC LIMIT 1"),
        };
        let exists = session.query_one("SELECT pg_catalog.to_regclass($1) IS NOT NULL", &[&table]).await?;
        ensure!(exists.get::<_, bool>(0), "there is no table `{table}`, so {} was not used here", self.name());
        if let Self::Sqlx = self {
            let broken = format!("SELECT version::text FROM {table} WHERE NOT success ORDER BY version LIMIT 1");
            if let Some(row) = session.query_opt(&broken, &[]).await? {
                bail!(
                    "sqlx has recorded that migration {} failed\nhint: finish it with sqlx first",
                    row.get::<_, &str>(0)
                );
            }
        }
        let rows = session.query(&query, &[]).await.with_context(|| format!("`{table}` cannot be read"))?;
        ensure!(!rows.is_empty(), "`{table}` has no rows: {} has recorded nothing", self.name());
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }
}

/// Takes the schema of our records out of a catalog, and tables in which other tools record theirs.
pub(super) fn without_records(catalog: &mut Catalog, tracking: &str) {
    let is_other = |name: &str| Tool::ALL.iter().any(|tool| tool.table() == name);
    let is_own = |schema: &str| schema == tracking;
    catalog.schemas.retain(|own| !is_own(&own.name));
    catalog.relations.retain(|own| !is_own(&own.name.schema) && !is_other(&own.name.name));
    catalog.sequences.retain(|own| !is_own(&own.name.schema));
    catalog.dependencies.retain(|edge| {
        let is_gone =
            |id: &ObjectId| id.schema().is_some_and(is_own) || id.relation().is_some_and(|name| is_other(&name.name));
        !is_gone(&edge.dependent) && !is_gone(&edge.on)
    });
}
