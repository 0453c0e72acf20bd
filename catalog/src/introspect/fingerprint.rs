//! Whether a database has changed since it was read, asked in milliseconds.

use std::fmt::Write as _;

use tokio_postgres::Client;

use super::IntrospectError;

/// A system catalog that is read.
struct Source {
    name: &'static str,
    /// What tells its rows for objects of users.
    of_users: Option<&'static str>,
    /// What changes when a row does.
    change: &'static str,
}

const fn source(name: &'static str) -> Source {
    Source { name, of_users: None, change: "xmin::text::bigint" }
}

impl Source {
    /// Only rows whose object has an OID of users, by the column that has it.
    const fn of_users(self, column: &'static str) -> Self {
        Self { of_users: Some(column), ..self }
    }

    const fn change(self, change: &'static str) -> Self {
        Self { change, ..self }
    }
}

/// All that is read. Of rows of the system, those that users change are counted too: the schema `public` and its comment.
const SOURCES: [Source; 49] = [
    source("pg_namespace"),
    source("pg_class").of_users("oid"),
    source("pg_attribute").of_users("attrelid"),
    source("pg_attrdef"),
    source("pg_constraint").of_users("oid"),
    source("pg_index").of_users("indexrelid"),
    source("pg_inherits"),
    source("pg_partitioned_table"),
    source("pg_foreign_table"),
    source("pg_sequence"),
    source("pg_type").of_users("oid"),
    source("pg_enum"),
    source("pg_range").of_users("rngtypid"),
    source("pg_proc").of_users("oid"),
    source("pg_aggregate").of_users("aggfnoid::oid"),
    source("pg_rewrite").of_users("oid"),
    source("pg_trigger"),
    source("pg_policy"),
    source("pg_description").of_users("CASE objoid WHEN 2200 THEN 16384 ELSE objoid END"),
    source("pg_shdescription"),
    source("pg_seclabel"),
    source("pg_default_acl"),
    source("pg_init_privs"),
    source("pg_db_role_setting"),
    source("pg_extension"),
    source("pg_depend").of_users("objid"),
    source("pg_am").of_users("oid"),
    source("pg_amop").of_users("oid"),
    source("pg_amproc").of_users("oid"),
    source("pg_opclass").of_users("oid"),
    source("pg_opfamily").of_users("oid"),
    source("pg_operator").of_users("oid"),
    source("pg_cast").of_users("oid"),
    source("pg_collation").of_users("oid"),
    source("pg_conversion").of_users("oid"),
    source("pg_event_trigger"),
    source("pg_foreign_data_wrapper"),
    source("pg_foreign_server"),
    source("pg_language").of_users("oid"),
    source("pg_transform"),
    source("pg_publication"),
    source("pg_publication_rel"),
    source("pg_statistic_ext"),
    source("pg_ts_config").of_users("oid"),
    source("pg_ts_config_map").of_users("mapcfg"),
    source("pg_ts_dict").of_users("oid"),
    source("pg_ts_parser").of_users("oid"),
    source("pg_ts_template").of_users("oid"),
    source("pg_tablespace"),
];

/// Since PostgreSQL 15.
const SOURCES_15: [Source; 1] = [source("pg_publication_namespace")];

/// What not everybody may read as a whole, and has no `xmin` that everybody may read.
const HIDDEN: [Source; 3] = [
    source("pg_roles").change("hashtext(rolname)"),
    source("pg_user_mappings").change("umid::bigint"),
    source("pg_subscription")
        .change("hashtext(concat_ws(' ', subname, subowner, subenabled, subslotname, subpublications))"),
];

/// A text that is another one when the schema of the database has changed; it means nothing else.
pub async fn fingerprint(client: &Client) -> Result<String, IntrospectError> {
    let failed = |error: tokio_postgres::Error| IntrospectError::Query { what: "fingerprint", source: error.into() };
    let version = "SELECT current_setting('server_version_num')::int4 / 10000";
    // Unnamed statements work behind any pooler. Both give one row.
    let rows = client.query_typed(version, &[]).await.map_err(failed)?;
    let version: i32 = rows.first().map_or(Ok(0), |row| row.try_get(0)).map_err(failed)?;
    let rows = client.query_typed(&query(version), &[]).await.map_err(failed)?;
    rows.first().map_or(Ok(String::new()), |row| row.try_get(0)).map_err(failed)
}

/// How many rows each catalog has, and the transactions that wrote them. VACUUM and ANALYZE write in place, and change
/// nothing of it.
fn query(version: i32) -> String {
    let mut sql = "SELECT concat_ws(' '".to_owned();
    let newer = if version >= 15 { &SOURCES_15[..] } else { &[] };
    for Source { name, of_users, change } in SOURCES.iter().chain(newer).chain(&HIDDEN) {
        let _ = write!(sql, ",\n    (SELECT concat(count(*), ':', sum({change})) FROM pg_catalog.{name}");
        if let Some(column) = of_users {
            let _ = write!(sql, " WHERE {column} >= 16384");
        }
        sql.push(')');
    }
    sql.push(')');
    sql
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    /// The catalogs that the queries of a folder are about.
    fn named(folder: &Path) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                found.append(&mut named(&entry));
                continue;
            }
            let text = fs::read_to_string(entry).unwrap();
            let words: Vec<_> = text.split_whitespace().collect();
            let read = words.windows(2).filter(|pair| matches!(pair[0], "FROM" | "JOIN"));
            let names = read.map(|pair| pair[1].trim_start_matches("pg_catalog.").trim_end_matches([')', ',', ';']));
            found.extend(names.filter(|name| name.starts_with("pg_") && !name.contains('(')).map(str::to_owned));
        }
        found
    }

    #[test]
    fn every_catalog_that_is_read_is_counted() {
        let mut read = named(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/introspect/sql"));
        // Who is connected, which database this is, and what is read on request only: no schema.
        for name in ["pg_auth_members", "pg_database", "pg_locks", "pg_stat_activity"] {
            assert!(read.remove(name), "{name}");
        }
        let all: BTreeSet<_> =
            SOURCES.iter().chain(&SOURCES_15).chain(&HIDDEN).map(|source| source.name.to_owned()).collect();
        let missing: Vec<_> = read.difference(&all).collect();
        assert!(missing.is_empty(), "{missing:?}");
        assert!(read.len() > 40, "{read:?}");
    }
}
