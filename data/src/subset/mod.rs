//! A part of the rows in which every foreign key leads somewhere.
//!
//! Rows are chosen first: a sample of tables, or rows by their keys. With children, all rows that refer to them are added, and
//! those that refer to these. At last all rows are added that any of them refers to. Circles end, because a row is added once.

mod keys;
mod set;

use std::str::FromStr;

use relvar_catalog::{Catalog, QualifiedName, catalog::quote};

use crate::{
    Error,
    read::Lead,
    select::{Rows, Table},
    sql,
};

pub(crate) use keys::{Key, Keys};
pub(crate) use set::{Places, Set};

/// Which rows are taken.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Subset {
    /// Samples of tables. The last one that means a table counts; of tables that none means, only rows are taken that others need.
    pub samples: Vec<Sample>,
    /// Rows by their primary keys.
    pub rows: Vec<Row>,
    /// The rows that refer to these are taken too, and those that refer to them.
    pub with_children: bool,
    /// Another number takes another sample. The same one takes the same rows from the same data, on any server.
    pub seed: u64,
}

/// A sample of tables.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// The table, or a pattern; none stands for all.
    pub table: Option<String>,
    /// How much of it.
    pub size: Size,
}

/// How much of a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Size {
    /// About so many rows of a hundred.
    Percent(f64),
    /// So many rows, or all if there are fewer.
    Rows(u64),
}

/// A row by its primary key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its table: `public.users`.
    pub table: String,
    /// The values of the key's columns.
    pub key: Vec<String>,
}

impl FromStr for Sample {
    type Err = String;

    /// Reads `5%`, `1000`, `public.users=5%`, `public.users=1000`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (table, size) = text.rsplit_once('=').map_or((None, text), |(table, size)| (Some(table), size));
        let expected = || format!("`{size}` is neither a number of rows nor a share as `5%`");
        let size = match size.strip_suffix('%') {
            Some(percent) => match percent.parse::<f64>() {
                Ok(percent) if (0.0..=100.0).contains(&percent) => Size::Percent(percent),
                _ => return Err(expected()),
            },
            None => Size::Rows(size.parse().map_err(|_| expected())?),
        };
        Ok(Self { table: table.map(str::to_owned), size })
    }
}

impl FromStr for Row {
    type Err = String;

    /// Reads `public.users=42`; of a key of several columns `public.items=42,1`.
    fn from_str(text: &str) -> Result<Self, String> {
        let expected = "a row is named by its table and its key: `public.users=42`";
        let (table, key) = text.split_once('=').ok_or(expected)?;
        Ok(Self { table: table.to_owned(), key: key.split(',').map(str::to_owned).collect() })
    }
}

impl Sample {
    fn means(&self, table: &QualifiedName) -> bool {
        self.table.as_ref().is_none_or(|pattern| sql::names_table(pattern, table))
    }
}

/// Chooses the rows of tables.
pub(crate) async fn choose(
    lead: &Lead<'_>,
    catalog: &Catalog,
    (tables, subset): (&mut [Table], &Subset),
) -> Result<(), Error> {
    let keys = Keys::read(lead.client(), catalog, tables).await?;
    let mut set = Set::new(lead.client(), &keys);
    for sample in &subset.samples {
        if !tables.iter().any(|table| sample.means(&table.name)) {
            let pattern = sample.table.clone().unwrap_or_default();
            return Err(Error::Missing { what: "table", pattern });
        }
    }
    for (at, row) in subset.rows.iter().enumerate() {
        let (name, statement) = by_key(catalog, row)?;
        if set.add_by(&name, &statement).await?.is_empty() && !subset.rows[..at].contains(row) {
            return Err(Error::Missing { what: "row", pattern: format!("{}={}", row.table, row.key.join(",")) });
        }
    }
    for table in tables.iter().filter(|table| matches!(table.rows, Rows::All)) {
        if let Some(sample) = subset.samples.iter().rev().find(|sample| sample.means(&table.name)) {
            let statement = sampled(catalog, table, (sample.size, subset.seed));
            set.add_by(&table.name, &statement).await?;
        }
    }
    if subset.with_children {
        set.add_children(set.all(), |_| true).await?;
    }
    set.add_parents().await?;
    for table in tables.iter_mut().filter(|table| matches!(table.rows, Rows::All)) {
        table.rows = Rows::These(set.places(&table.name).into());
    }
    Ok(())
}

/// The places of a sample. Which rows it has depends on their keys and the seed alone.
fn sampled(catalog: &Catalog, table: &Table, (size, seed): (Size, u64)) -> String {
    let key = catalog.relation(&table.name).and_then(|relation| relation.primary_key());
    let text = match key {
        Some((_, key)) => {
            let columns: Vec<String> = key.columns.iter().map(|name| format!("own.{}::text", quote(name))).collect();
            format!("pg_catalog.concat_ws('|', {})", columns.join(", "))
        }
        None => "(own.*)::text".to_owned(),
    };
    let hash = format!("pg_catalog.md5('{seed}|' || {text})");
    let select = "SELECT own.tableoid::bigint, own.ctid::text FROM ONLY";
    let table = table.name.to_sql();
    match size {
        Size::Percent(percent) => {
            // Eight of the digits of the hash, as far as the share goes.
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 2^32")]
            let limit = (percent / 100.0 * 4_294_967_296.0) as u64;
            format!(
                "{select} {table} own WHERE ('x' || pg_catalog.lpad(pg_catalog.substr({hash}, 1, 8), 16, '0'))::bit(64)::bigint < {limit}"
            )
        }
        Size::Rows(rows) => format!("{select} {table} own ORDER BY {hash} COLLATE \"C\", own.ctid LIMIT {rows}"),
    }
}

/// The place of a row, of a partitioned table in whichever partition it is.
fn by_key(catalog: &Catalog, row: &Row) -> Result<(QualifiedName, String), Error> {
    let is_meant = |name: &QualifiedName| sql::names_table(&row.table, name);
    let relation = catalog.relations.iter().find(|relation| is_meant(&relation.name));
    let relation = relation.ok_or_else(|| Error::Missing { what: "table", pattern: row.table.clone() })?;
    let name = &relation.name;
    let Some((_, key)) = relation.primary_key() else {
        return Err(Error::Unsupported(format!("`{name}` has no primary key, so no row of it can be named")));
    };
    if key.columns.len() != row.key.len() {
        let columns = key.columns.join(", ");
        return Err(Error::Unsupported(format!(
            "the key of `{name}` is ({columns}), which is not as many values as were given"
        )));
    }
    // The server reads a literal as the type of the column.
    let equal: Vec<String> = key
        .columns
        .iter()
        .zip(&row.key)
        .map(|(column, value)| format!("own.{} = {}", quote(column), relvar_catalog::catalog::literal(value)))
        .collect();
    let statement =
        format!("SELECT own.tableoid::bigint, own.ctid::text FROM {} own WHERE {}", name.to_sql(), equal.join(" AND "));
    Ok((name.clone(), statement))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_and_rows_are_read() {
        let sample = |table: Option<&str>, size| Ok(Sample { table: table.map(str::to_owned), size });
        assert_eq!("5%".parse(), sample(None, Size::Percent(5.0)));
        assert_eq!("1000".parse(), sample(None, Size::Rows(1000)));
        assert_eq!("public.users=0.5%".parse(), sample(Some("public.users"), Size::Percent(0.5)));
        for wrong in ["", "x", "101%", "-1", "users="] {
            assert!(wrong.parse::<Sample>().is_err(), "{wrong}");
        }
        let row = Row { table: "public.items".to_owned(), key: vec!["42".to_owned(), "1".to_owned()] };
        assert_eq!("public.items=42,1".parse(), Ok(row));
        assert!("public.items".parse::<Row>().is_err());
    }
}
