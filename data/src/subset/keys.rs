//! Foreign keys between tables whose rows are read, as joins.

use std::collections::{BTreeMap, BTreeSet};

use relvar_catalog::{
    Catalog, QualifiedName,
    catalog::{ForeignKey, ReferentialAction, RelationKind, quote},
};
use tokio_postgres::Client;

use crate::{
    Error,
    select::{Table, leaves},
};

/// A foreign key of a table.
pub(crate) struct Key {
    /// The table that has it: of a partitioned one each partition.
    pub(crate) child: QualifiedName,
    /// What becomes of the child if its parent is deleted.
    pub(crate) on_delete: ReferentialAction,
    /// The table that it leads to, as a source of rows: a partitioned one with its partitions, another one alone.
    parent: String,
    columns: Vec<String>,
    /// The referenced column, the operator, and the own column.
    pairs: Vec<(String, String, String)>,
}

/// All of them.
pub(crate) struct Keys {
    pub(crate) all: Vec<Key>,
    /// By the identity in the server; of tables whose rows are read.
    pub(super) tables: BTreeMap<i64, QualifiedName>,
    /// By table: the keys that lead to it.
    pub(crate) to: BTreeMap<QualifiedName, Vec<usize>>,
    /// By table: its own keys.
    pub(super) of: BTreeMap<QualifiedName, Vec<usize>>,
}

impl Keys {
    pub(crate) async fn read(client: &Client, catalog: &Catalog, tables: &[Table]) -> Result<Self, Error> {
        let operators = operators(client).await?;
        let mut keys = Self {
            all: Vec::new(),
            tables: identities(client, tables).await?,
            to: BTreeMap::new(),
            of: BTreeMap::new(),
        };
        for table in tables {
            let Some(relation) = catalog.relation(&table.name) else { continue };
            for (constraint, key) in relation.foreign_keys() {
                let at = keys.all.len();
                let name = (table.name.clone(), constraint.name.clone());
                let Some(operators) = operators.get(&name) else { continue };
                keys.all.push(Key::new(catalog, &table.name, (key, operators)));
                keys.of.entry(table.name.clone()).or_default().push(at);
                for leaf in leaves(catalog, &key.references) {
                    keys.to.entry(leaf).or_default().push(at);
                }
            }
        }
        Ok(keys)
    }
}

impl Keys {
    /// All tables that refer to some tables, and those that refer to them.
    pub(crate) fn below(&self, tables: &[QualifiedName]) -> BTreeSet<QualifiedName> {
        let mut found = BTreeSet::new();
        let mut left: Vec<&QualifiedName> = tables.iter().collect();
        while let Some(table) = left.pop() {
            for key in self.to.get(table).into_iter().flatten().map(|at| &self.all[*at]) {
                if found.insert(key.child.clone()) {
                    left.push(&key.child);
                }
            }
        }
        found
    }
}

impl Key {
    fn new(catalog: &Catalog, child: &QualifiedName, (key, operators): (&ForeignKey, &[String])) -> Self {
        let to = catalog.relation(&key.references);
        let is_partitioned = to.is_some_and(|to| to.kind == RelationKind::PartitionedTable);
        let only = if is_partitioned { "" } else { "ONLY " };
        let last = key.columns.len() - 1;
        let pairs = key.columns.iter().zip(&key.referenced_columns).zip(operators).enumerate();
        let pair = |(at, ((column, referenced), operator)): (usize, ((&String, &String), &String))| {
            // All periods that overlap are more than those that are needed.
            let operator = if key.period && at == last { "OPERATOR(pg_catalog.&&)" } else { operator };
            (quote(referenced), operator.to_owned(), quote(column))
        };
        Self {
            child: child.clone(),
            on_delete: key.on_delete,
            parent: format!("{only}{}", key.references.to_sql()),
            columns: key.columns.clone(),
            pairs: pairs.map(pair).collect(),
        }
    }

    /// `parent.id = child.parent`, for each column.
    fn join(&self, parent: &str) -> String {
        let pair = |(referenced, operator, column): &(String, String, String)| {
            format!("{parent}.{referenced} {operator} child.{column}")
        };
        self.pairs.iter().map(pair).collect::<Vec<_>>().join(" AND ")
    }

    /// The places of the rows that some rows of the child refer to.
    pub(super) fn up(&self, places: &str) -> String {
        let columns = crate::sql::list(&self.columns);
        format!(
            "SELECT DISTINCT parent.tableoid::bigint, parent.ctid::text FROM {} parent, \
             (SELECT DISTINCT {columns} FROM ONLY {} WHERE ctid = ANY ({places})) child WHERE {}",
            self.parent,
            self.child.to_sql(),
            self.join("parent")
        )
    }

    /// The places of the rows that refer to some rows of one of the tables that the key leads to.
    pub(super) fn down(&self, table: &QualifiedName, places: &str) -> String {
        format!(
            "SELECT child.tableoid::bigint, child.ctid::text FROM ONLY {} child WHERE EXISTS \
             (SELECT FROM ONLY {} parent WHERE parent.ctid = ANY ({places}) AND {})",
            self.child.to_sql(),
            table.to_sql(),
            self.join("parent")
        )
    }

    /// Whether any row refers to one that is called like this.
    pub(crate) fn refers_to(&self, parent: &str) -> String {
        format!("EXISTS (SELECT FROM ONLY {} child WHERE {})", self.child.to_sql(), self.join(parent))
    }
}

/// The operators that compare the columns of each foreign key, written in full: those of an extension are in any schema.
async fn operators(client: &Client) -> Result<BTreeMap<(QualifiedName, String), Vec<String>>, Error> {
    let sql = "SELECT n.nspname::text, c.relname::text, k.conname::text, ARRAY(SELECT pg_catalog.format('OPERATOR(%I.%s)', s.nspname, o.oprname) \
               FROM pg_catalog.unnest(k.conpfeqop) WITH ORDINALITY AS own (oid, at) JOIN pg_catalog.pg_operator o ON o.oid = own.oid \
               JOIN pg_catalog.pg_namespace s ON s.oid = o.oprnamespace ORDER BY own.at) \
               FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid \
               JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE k.contype = 'f'";
    let rows = client.query(sql, &[]).await.map_err(Error::server("the foreign keys cannot be read"))?;
    let name = |row: &tokio_postgres::Row| {
        (QualifiedName::new(row.get::<_, String>(0), row.get::<_, String>(1)), row.get::<_, String>(2))
    };
    Ok(rows.iter().map(|row| (name(row), row.get(3))).collect())
}

async fn identities(client: &Client, tables: &[Table]) -> Result<BTreeMap<i64, QualifiedName>, Error> {
    let sql = "SELECT c.oid::bigint, n.nspname::text, c.relname::text FROM pg_catalog.pg_class c \
               JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r'";
    let rows = client.query(sql, &[]).await.map_err(Error::server("the tables cannot be read"))?;
    let name = |row: &tokio_postgres::Row| QualifiedName::new(row.get::<_, String>(1), row.get::<_, String>(2));
    let all = rows.iter().map(|row| (row.get(0), name(row)));
    Ok(all.filter(|(_, name)| tables.iter().any(|table| table.name == *name)).collect())
}
