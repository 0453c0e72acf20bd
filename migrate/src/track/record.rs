//! Runs of revisions.

use serde::Serialize;
use tokio_postgres::Row;

use super::text::literal;

/// What a run was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A revision was applied.
    Manual,
    /// A revision was reverted.
    Rollback,
    /// The database was said to be at a revision.
    Stamp,
    /// The database was there before its revisions.
    Baseline,
    /// A revision took the place of others, which were applied.
    Consolidated,
    /// A module was installed: its objects were made.
    Initial,
    /// The objects of a module were changed or removed.
    Schema,
    /// The first rows of a module were written.
    Data,
}

impl Kind {
    /// As it is recorded.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Rollback => "rollback",
            Self::Stamp => "stamp",
            Self::Baseline => "baseline",
            Self::Consolidated => "consolidated",
            Self::Initial => "initial",
            Self::Schema => "schema",
            Self::Data => "data",
        }
    }
}

/// How a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It is under way, or was when its runner died.
    Running,
    /// It is done.
    Applied,
    /// It failed, and nothing of it is left.
    Failed,
}

impl Status {
    fn text(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Applied => "applied",
            Self::Failed => "failed",
        }
    }
}

/// A run as the database records it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Record {
    /// Its number.
    pub id: i64,
    /// The revision.
    pub revision: String,
    /// The name of its folder.
    pub name: String,
    /// What the run was for: `manual`, `rollback`, `stamp` and others.
    #[serde(rename = "type")]
    pub kind: String,
    /// How it stands: `running`, `applied`, `failed`, `partial`, `rolled_back` and others.
    pub status: String,
    /// What was run to apply the revision.
    pub up_sql: Option<String>,
    /// What undoes it, if that is known.
    pub rollback_sql: Option<String>,
    /// The checksum of that.
    pub checksum: Option<String>,
    /// How many statements there are.
    pub statements_total: i32,
    /// How many of them are done.
    pub statements_applied: i32,
    /// A checksum of each.
    pub statement_hashes: Vec<String>,
    /// When it began.
    pub started_at: String,
    /// When it was done.
    pub applied_at: Option<String>,
    /// How long it took.
    pub duration_ms: Option<i64>,
    /// Why it failed.
    pub error_message: Option<String>,
    /// The SQLSTATE of that.
    pub error_sqlstate: Option<String>,
    /// The statement that failed.
    pub error_statement: Option<String>,
    /// Who ran it.
    pub applied_by: String,
    /// What the database was before, if this was the first revision of a run.
    pub fingerprint_before: Option<String>,
    /// What the database was afterwards, if this was the last revision of a run.
    pub fingerprint_after: Option<String>,
    /// The module that it belongs to.
    pub module: Option<String>,
    /// The version of the module.
    pub version: Option<String>,
    /// The version of relvar that ran it.
    pub tool_version: String,
}

const COLUMNS: &str = "id, revision, name, type, status, up_sql, rollback_sql, checksum, statements_total, statements_applied, \
                       statement_hashes, started_at::text, applied_at::text, duration_ms, error_message, \
                       error_sqlstate, error_statement, applied_by, fingerprint_before, fingerprint_after, module, \
                       version, tool_version";

pub(super) fn select(schema: &str) -> String {
    format!("SELECT {COLUMNS} FROM {schema}.revision ORDER BY id")
}

impl Record {
    pub(super) fn read(row: &Row) -> Self {
        Self {
            id: row.get(0),
            revision: row.get(1),
            name: row.get(2),
            kind: row.get(3),
            status: row.get(4),
            up_sql: row.get(5),
            rollback_sql: row.get(6),
            checksum: row.get(7),
            statements_total: row.get(8),
            statements_applied: row.get(9),
            statement_hashes: row.get(10),
            started_at: row.get(11),
            applied_at: row.get(12),
            duration_ms: row.get(13),
            error_message: row.get(14),
            error_sqlstate: row.get(15),
            error_statement: row.get(16),
            applied_by: row.get(17),
            fingerprint_before: row.get(18),
            fingerprint_after: row.get(19),
            module: row.get(20),
            version: row.get(21),
            tool_version: row.get(22),
        }
    }

    /// Whether the run ended before its time, and left something.
    pub fn is_unfinished(&self) -> bool {
        matches!(self.status.as_str(), "running" | "partial")
    }
}

/// Why a run failed.
pub(crate) struct Failure<'a> {
    pub(crate) message: &'a str,
    pub(crate) sqlstate: Option<&'a str>,
    pub(crate) statement: &'a str,
}

/// A run to be recorded.
pub(crate) struct Entry<'a> {
    pub(crate) revision: &'a str,
    pub(crate) name: &'a str,
    pub(crate) kind: Kind,
    pub(crate) status: Status,
    pub(crate) parents: &'a [String],
    /// The statements with their lines.
    pub(crate) operations: Vec<(usize, &'a str)>,
    pub(crate) up: &'a str,
    pub(crate) down: Option<&'a str>,
    pub(crate) checksum: &'a str,
    pub(crate) hashes: &'a [String],
    pub(crate) applied: usize,
    /// The revisions that it was consolidated from.
    pub(crate) replaces: &'a [String],
    /// The module that it belongs to, and its version.
    pub(crate) module: Option<(&'a str, &'a str)>,
    pub(crate) failure: Option<Failure<'a>>,
}

fn array(texts: &[String]) -> String {
    format!("ARRAY[{}]::text[]", texts.iter().map(|text| literal(text)).collect::<Vec<_>>().join(", "))
}

fn optional(text: Option<&str>) -> String {
    text.map_or_else(|| "NULL".to_owned(), literal)
}

/// In a transaction `now()` is when it began.
pub(super) fn insert(schema: &str, entry: &Entry<'_>) -> String {
    let Entry { revision, name, kind, status, parents, operations, up, down, checksum, hashes, applied, .. } = entry;
    let Entry { replaces, module, failure, .. } = entry;
    let operations: Vec<_> =
        operations.iter().map(|(line, sql)| serde_json::json!({ "line": line, "sql": sql })).collect();
    let failure = failure.as_ref();
    let (ends, took) = match status {
        Status::Running => ("NULL", "NULL".to_owned()),
        Status::Applied | Status::Failed => ("clock_timestamp()", took("now()")),
    };
    let values = [
        literal(revision),
        literal(name),
        literal(kind.text()),
        array(parents),
        format!("{}::jsonb", literal(&serde_json::Value::from(operations).to_string())),
        literal(up),
        optional(*down),
        literal(checksum),
        literal(status.text()),
        hashes.len().to_string(),
        applied.to_string(),
        array(hashes),
        "now()".to_owned(),
        if *status == Status::Failed { "NULL" } else { ends }.to_owned(),
        took,
        optional(failure.map(|failure| failure.message)),
        optional(failure.and_then(|failure| failure.sqlstate)),
        optional(failure.map(|failure| failure.statement)),
        literal(env!("CARGO_PKG_VERSION")),
        if replaces.is_empty() { "NULL".to_owned() } else { array(replaces) },
        optional(module.map(|(name, _)| name)),
        optional(module.map(|(_, version)| version)),
    ];
    format!(
        "INSERT INTO {schema}.revision (revision, name, type, parents, operations, up_sql, rollback_sql, checksum, \
         status, statements_total, statements_applied, statement_hashes, started_at, applied_at, duration_ms, \
         error_message, error_sqlstate, error_statement, tool_version, replaces, module, version) VALUES ({}) RETURNING id;\n",
        values.join(", ")
    )
}

fn took(since: &str) -> String {
    format!("(extract(epoch FROM clock_timestamp() - {since}) * 1000)::bigint")
}

pub(super) fn resume(schema: &str, id: i64, entry: &Entry<'_>) -> String {
    let operations: Vec<_> =
        entry.operations.iter().map(|(line, sql)| serde_json::json!({ "line": line, "sql": sql })).collect();
    format!(
        "UPDATE {schema}.revision SET status = 'running', operations = {}::jsonb, up_sql = {}, rollback_sql = {}, \
         checksum = {}, statements_total = {}, statement_hashes = {}, error_message = NULL, error_sqlstate = NULL, \
         error_statement = NULL WHERE id = {id};\n",
        literal(&serde_json::Value::from(operations).to_string()),
        literal(entry.up),
        optional(entry.down),
        literal(entry.checksum),
        entry.hashes.len(),
        array(entry.hashes),
    )
}

pub(super) fn finish(schema: &str, id: i64) -> String {
    format!(
        "UPDATE {schema}.revision SET status = 'applied', applied_at = clock_timestamp(), duration_ms = {}, \
         statements_applied = statements_total WHERE id = {id};\n",
        took("started_at")
    )
}

pub(super) fn fail(schema: &str, id: i64, failure: &Failure<'_>) -> String {
    format!(
        "UPDATE {schema}.revision SET status = CASE WHEN statements_applied > 0 THEN 'partial' ELSE 'failed' END, \
         duration_ms = {}, error_message = {}, error_sqlstate = {}, error_statement = {} WHERE id = {id};\n",
        took("started_at"),
        literal(failure.message),
        optional(failure.sqlstate),
        literal(failure.statement),
    )
}

pub(super) fn reverted(schema: &str, revision: &str) -> String {
    format!(
        "UPDATE {schema}.revision SET status = 'rolled_back' WHERE revision = {} AND status = 'applied' AND type <> \
         'rollback';\n",
        literal(revision)
    )
}

pub(super) fn accept(schema: &str, revision: &str, up: &str, checksum: &str) -> String {
    format!(
        "UPDATE {schema}.revision SET up_sql = {}, checksum = {} WHERE revision = {} AND status = 'applied' AND type \
         <> 'rollback';\n",
        literal(up),
        literal(checksum),
        literal(revision)
    )
}
