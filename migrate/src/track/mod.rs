//! What a database records of its revisions, in a schema of its own.
//!
//! Reading it needs `SELECT` alone. Texts of SQL are made here with literals, so that a script for later says the same.

mod layout;
mod left;
#[cfg(feature = "module")]
mod module;
mod record;
mod text;

use relvar_catalog::ddl::identifier;
use tokio_postgres::{Client, Error, types::Type};

use crate::history::HeadChange;

pub(crate) use left::{Left, Origin};
#[cfg(feature = "module")]
pub use module::{Installed, Standing};
#[cfg(feature = "module")]
pub(crate) use module::{Owned, TableState};
pub(crate) use record::{Entry, Failure};
pub use record::{Kind, Record, Status};
use text::literal;

/// The schema, unless another one is chosen.
pub const SCHEMA: &str = "relvar";

/// The tables of a tracking schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tables {
    name: String,
    /// The name, quoted where need be.
    schema: String,
}

impl Default for Tables {
    fn default() -> Self {
        Self::new(SCHEMA)
    }
}

impl Tables {
    /// The version of the layout that is written.
    pub const LAYOUT: i32 = layout::VERSION;

    /// Those in this schema.
    pub fn new(schema: &str) -> Self {
        Self { name: schema.to_owned(), schema: identifier(schema) }
    }

    /// The name of the schema.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The statements that make the tables.
    pub fn creation(&self) -> String {
        layout::creation(&self.schema)
    }

    /// The statements that bring the tables to the layout that is written.
    pub(crate) fn upgrade(&self, from: i32) -> String {
        layout::upgrade(&self.schema, from)
    }

    /// What the database was when the last run left it, as far as the tables know.
    pub(crate) async fn left(&self, client: &Client) -> Result<Option<Left>, Error> {
        if self.layout(client).await?.is_none_or(|layout| layout < 2) {
            return Ok(None);
        }
        let rows = client.query_typed(&left::select(&self.schema), &[]).await?;
        Ok(rows.first().map(Left::read))
    }

    /// The statements that record what the database is now.
    pub(crate) fn leave(&self, left: &Left, before: Option<&str>, since: i64) -> String {
        left::replace(&self.schema, left, Origin { before, since })
    }

    /// The version of the layout; nothing if there are no tables.
    pub async fn layout(&self, client: &Client) -> Result<Option<i32>, Error> {
        let exists = "SELECT pg_catalog.to_regclass($1) IS NOT NULL";
        let table = format!("{}.layout", self.schema);
        // Unnamed statements take one round trip each, and work behind any pooler.
        let rows = client.query_typed(exists, &[(&table, Type::TEXT)]).await?;
        if !rows.first().is_some_and(|row| row.get(0)) {
            return Ok(None);
        }
        let rows = client.query_typed(&format!("SELECT version FROM {}.layout", self.schema), &[]).await?;
        Ok(rows.first().map(|row| row.get(0)))
    }

    /// The heads, in the order in which they came; there must be tables.
    pub async fn heads(&self, client: &Client) -> Result<Vec<String>, Error> {
        let query = format!("SELECT revision FROM {}.head ORDER BY position", self.schema);
        let rows = client.query_typed(&query, &[]).await?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    /// The records, oldest first; there must be tables.
    pub async fn records(&self, client: &Client) -> Result<Vec<Record>, Error> {
        let rows = client.query_typed(&record::select(&self.schema), &[]).await?;
        Ok(rows.iter().map(Record::read).collect())
    }

    /// The statement that makes a change of the heads.
    pub(crate) fn change(&self, change: &HeadChange) -> String {
        let schema = &self.schema;
        match change {
            HeadChange::Insert(id) => format!("INSERT INTO {schema}.head (revision) VALUES ({});\n", literal(id)),
            HeadChange::Delete(id) => format!("DELETE FROM {schema}.head WHERE revision = {};\n", literal(id)),
            HeadChange::Replace { from, to } => {
                format!("UPDATE {schema}.head SET revision = {} WHERE revision = {};\n", literal(to), literal(from))
            }
        }
    }

    /// The statement that forgets all heads.
    pub(crate) fn purge(&self) -> String {
        format!("DELETE FROM {}.head;\n", self.schema)
    }

    /// The statement that records a run; it returns the number of the record.
    pub(crate) fn insert(&self, entry: &Entry<'_>) -> String {
        record::insert(&self.schema, entry)
    }

    /// The statement that says how far a run is.
    pub(crate) fn advance(&self, id: i64, done: usize) -> String {
        format!("UPDATE {}.revision SET statements_applied = {done} WHERE id = {id};\n", self.schema)
    }

    /// The statement that takes an interrupted run up again.
    pub(crate) fn resume(&self, id: i64, entry: &Entry<'_>) -> String {
        record::resume(&self.schema, id, entry)
    }

    /// The statement that ends a run.
    pub(crate) fn finish(&self, id: i64) -> String {
        record::finish(&self.schema, id)
    }

    /// The statement that says why a run ended before its time.
    pub(crate) fn fail(&self, id: i64, failure: &Failure<'_>) -> String {
        record::fail(&self.schema, id, failure)
    }

    /// The statement that marks the earlier runs of a revision as reverted.
    pub(crate) fn reverted(&self, revision: &str) -> String {
        record::reverted(&self.schema, revision)
    }

    /// The statement that takes the text of a revision as it is now.
    pub(crate) fn accept(&self, revision: &str, up: &str, checksum: &str) -> String {
        record::accept(&self.schema, revision, up, checksum)
    }
}
