//! What a database was when the last run left it.

use std::collections::BTreeMap;

use tokio_postgres::Row;

use super::text::literal;

/// What a database was when a run left it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Left {
    /// The number of the last record then: what came after it is not part of this.
    pub(crate) record: i64,
    /// The fingerprint of all objects.
    pub(crate) fingerprint: String,
    /// A text that changes whenever the system catalogs do, and means nothing else.
    pub(crate) catalog: String,
    /// The beginning of the fingerprint of each object.
    pub(crate) objects: BTreeMap<String, String>,
}

/// The runs that led there.
#[derive(Clone, Copy)]
pub(crate) struct Origin<'a> {
    /// The fingerprint before the first of them.
    pub(crate) before: Option<&'a str>,
    /// They have greater numbers than this one.
    pub(crate) since: i64,
}

pub(super) fn select(schema: &str) -> String {
    format!("SELECT record, fingerprint, catalog, objects::text FROM {schema}.state")
}

impl Left {
    pub(super) fn read(row: &Row) -> Self {
        Self {
            record: row.get(0),
            fingerprint: row.get(1),
            catalog: row.get(2),
            objects: serde_json::from_str(row.get(3)).unwrap_or_default(),
        }
    }
}

/// One row replaces another; the first and the last run of a revision get the fingerprints.
pub(super) fn replace(schema: &str, left: &Left, origin: Origin<'_>) -> String {
    let Left { record: _, fingerprint, catalog, objects } = left;
    let Origin { before, since } = origin;
    let objects = serde_json::json!(objects).to_string();
    let fingerprint = literal(fingerprint);
    let done = format!("FROM {schema}.revision WHERE id > {since} AND status = 'applied'");
    let before = before.map_or_else(String::new, |before| {
        format!(
            "UPDATE {schema}.revision SET fingerprint_before = {} WHERE id = (SELECT min(id) {done});\n",
            literal(before)
        )
    });
    format!(
        "{before}UPDATE {schema}.revision SET fingerprint_after = {fingerprint} WHERE id = (SELECT max(id) {done});\n\
         DELETE FROM {schema}.state;\n\
         INSERT INTO {schema}.state (record, fingerprint, catalog, objects) SELECT coalesce(max(id), 0), {fingerprint}, \
         {}, {}::jsonb FROM {schema}.revision;\n",
        literal(catalog),
        literal(&objects),
    )
}
