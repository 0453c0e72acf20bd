//! Where generated code and a database disagree, found in one query before the first statement fails.

use std::fmt;

use crate::error::Error;
use crate::execute::Executor;
use crate::query::read;
use crate::relation::RelationMeta;
use crate::row::Row;
use crate::statement::{Param, Statement};
use crate::value::types;

/// What the code says of a column or a relation and the database does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The schema of the relation.
    pub schema: String,
    /// The relation.
    pub relation: String,
    /// The column; `None` where the relation itself is missing.
    pub column: Option<String>,
    /// How it differs.
    pub kind: DifferenceKind,
}

/// How generated code and a database differ in a column or a relation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DifferenceKind {
    /// The database has no such relation, or this role may not see it.
    MissingRelation,
    /// The database has no such column.
    MissingColumn,
    /// The column has another type.
    Type {
        /// In the code.
        expected: String,
        /// In the database.
        found: String,
    },
    /// The code does not know the column, and a row cannot be inserted without it.
    RequiredColumn,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}.{}", self.schema, self.relation)?;
        if let Some(column) = &self.column {
            write!(f, ".{column}")?;
        }
        match &self.kind {
            DifferenceKind::MissingRelation | DifferenceKind::MissingColumn => f.write_str("` is not in the database"),
            DifferenceKind::Type { expected, found } => {
                write!(f, "` is of type `{expected}` in the code and `{found}` in the database")
            }
            DifferenceKind::RequiredColumn => f.write_str("` is required in the database and unknown to the code"),
        }
    }
}

// The second half finds columns that an insert would have to give.
const SQL: &str = "\
SELECT e.s, e.r, e.c, e.t, pg_catalog.format_type(a.atttypid, NULL), c.oid IS NULL, a.attname IS NULL, FALSE
FROM unnest($1, $2, $3, $4) AS e(s, r, c, t)
LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = e.s
LEFT JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = e.r
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = e.c AND a.attnum > 0 AND NOT a.attisdropped
WHERE a.attname IS NULL OR a.atttypid IS DISTINCT FROM pg_catalog.to_regtype(e.t)::oid
UNION ALL
SELECT n.nspname, c.relname, a.attname, '', '', FALSE, FALSE, TRUE
FROM (SELECT DISTINCT s, r FROM unnest($1, $2) AS e(s, r)) e
JOIN pg_catalog.pg_namespace n ON n.nspname = e.s
JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = e.r AND c.relkind IN ('r', 'p')
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE a.attnotnull AND NOT a.atthasdef AND a.attidentity = ''
AND NOT EXISTS (SELECT 1 FROM unnest($1, $2, $3) AS k(s, r, c) WHERE k.s = e.s AND k.r = e.r AND k.c = a.attname)
ORDER BY 1, 2, 3";

/// Compares what the code says of relations with a database, in one query.
pub async fn verify(db: &impl Executor, relations: &[&'static RelationMeta]) -> Result<Vec<Difference>, Error> {
    let columns = || relations.iter().flat_map(|meta| meta.columns.iter().map(move |column| (meta, column)));
    let array = |texts: Vec<String>| Param::new(texts, types::TEXT_ARRAY);
    let params = vec![
        array(columns().map(|(meta, _)| meta.schema.to_owned()).collect()),
        array(columns().map(|(meta, _)| meta.name.to_owned()).collect()),
        array(columns().map(|(_, (name, _))| (*name).to_owned()).collect()),
        array(columns().map(|(_, (_, ty))| ty.to_string()).collect()),
    ];
    let mut found = read::rows(db, Statement { sql: SQL.into(), params }, |row| difference(&row)).await?;
    // A relation that is missing is said once, not for each of its columns.
    found.dedup_by(|a, b| {
        (&a.schema, &a.relation) == (&b.schema, &b.relation) && b.kind == DifferenceKind::MissingRelation
    });
    Ok(found)
}

fn difference(row: &Row<'_>) -> Result<Difference, Error> {
    let (missing_relation, missing_column, required) = (row.get(5)?, row.get(6)?, row.get(7)?);
    let kind = if missing_relation {
        DifferenceKind::MissingRelation
    } else if missing_column {
        DifferenceKind::MissingColumn
    } else if required {
        DifferenceKind::RequiredColumn
    } else {
        DifferenceKind::Type { expected: row.get(3)?, found: row.get(4)? }
    };
    let column = if missing_relation { None } else { Some(row.get(2)?) };
    Ok(Difference { schema: row.get(0)?, relation: row.get(1)?, column, kind })
}
