//! What rows say, column by column, under whatever name.

use std::collections::BTreeMap;

use relvar_catalog::{Cause, connect::Session, ddl::identifier};

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Values {
    /// The name of the column with its table.
    name: String,
    /// The type and its modifier.
    type_: (u32, i32),
    /// Built-in types have one text for a value, whatever else changes.
    is_builtin: bool,
    present: i64,
    digest: Option<String>,
}

/// Columns by the OID of their table and their number.
pub(super) type Rows = BTreeMap<(u32, i16), (i64, Values)>;

const COLUMNS: &str = "
SELECT a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod, n.nspname, c.relname,
    t.typnamespace = 'pg_catalog'::pg_catalog.regnamespace
FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND c.relkind = 'r'
    AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'
ORDER BY 1, 2";

/// What all rows say now.
pub(super) async fn rows(session: &Session) -> Result<Rows, Cause> {
    let mut found = Rows::new();
    for row in session.query(COLUMNS, &[]).await.map_err(Cause::from)? {
        let (column, schema, table): (String, String, String) = (row.get(2), row.get(5), row.get(6));
        let name = identifier(&column);
        let sql = format!(
            "SELECT count(*), count({name}), md5(string_agg({name}::text, ',' ORDER BY {name}::text COLLATE \"C\"))
             FROM ONLY {}.{}",
            identifier(&schema),
            identifier(&table)
        );
        // A type without a text is compared by how many values there are.
        let mut read = session.query_one(&sql, &[]).await;
        if read.is_err() {
            let table = format!("{}.{}", identifier(&schema), identifier(&table));
            let sql = format!("SELECT count(*), count({name}), NULL::text FROM ONLY {table}");
            read = session.query_one(&sql, &[]).await;
        }
        let read = read.map_err(Cause::from)?;
        let values = Values {
            name: format!("{schema}.{table}.{column}"),
            type_: (row.get(3), row.get(4)),
            is_builtin: row.get(7),
            present: read.get(1),
            digest: read.get(2),
        };
        found.insert((row.get(0), row.get(1)), (read.get(0), values));
    }
    Ok(found)
}

/// The first column whose rows are not what they were. What is gone is another matter.
pub(super) async fn changed(session: &Session, before: &Rows) -> Result<Option<String>, Cause> {
    let after = rows(session).await?;
    for (at, (count, values)) in before {
        let Some((now, other)) = after.get(at) else { continue };
        if now != count {
            return Ok(Some(format!("`{}`: {count} rows became {now}", values.name)));
        }
        if other.present < values.present {
            return Ok(Some(format!(
                "`{}`: {} of its values are NULL now",
                values.name,
                values.present - other.present
            )));
        }
        let is_same_type = values.type_ == other.type_ && values.is_builtin;
        if is_same_type && values.present == other.present && values.digest != other.digest {
            return Ok(Some(format!("`{}`: its values are not what they were", values.name)));
        }
    }
    Ok(None)
}
