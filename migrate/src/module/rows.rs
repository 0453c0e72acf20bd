//! The first rows of a module: SQL, JSON, and CSV by `COPY`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    path::Path,
    sync::Arc,
};

use futures_util::SinkExt as _;
use relvar_catalog::{
    Catalog, QualifiedName,
    catalog::{Relation, identifier, literal},
    ddl::qualified,
};
use serde_json::Value;

use super::{Module, ModuleError, folder::read};
use crate::run::Function;

/// What writes the first rows.
pub(super) struct Rows {
    pub(super) sql: String,
    /// The files of CSV, which come after the statements.
    pub(super) function: Option<Function>,
}

/// A file of CSV.
struct Copy {
    sql: String,
    text: String,
    after: String,
}

/// What writes the first rows of a module, if it has some.
pub(super) fn rows(module: &Module, catalog: &Catalog) -> Result<Option<Rows>, ModuleError> {
    if module.manifest.data.is_empty() {
        return Ok(None);
    }
    let (mut sql, mut copies) = (String::new(), Vec::new());
    for file in &module.manifest.data {
        let path = module.folder.join(file);
        let text = read(&path)?;
        match path.extension().and_then(|end| end.to_str()) {
            Some("sql") => {
                sql.push_str(text.trim_end().trim_end_matches(';'));
                sql.push_str(";\n");
            }
            Some("json") => sql.push_str(&json(&path, &text, catalog)?),
            Some("csv") => copies.push(csv(&path, text, catalog)?),
            _ => return Err(fault(&path, "its name ends with none of .sql, .json and .csv")),
        }
    }
    let function = (!copies.is_empty()).then(|| copying(copies));
    Ok(Some(Rows { sql, function }))
}

fn fault(path: &Path, what: &str) -> ModuleError {
    ModuleError::Manifest { path: path.to_owned(), what: what.to_owned() }
}

fn table<'c>(path: &Path, name: &str, catalog: &'c Catalog) -> Result<&'c Relation, ModuleError> {
    let (schema, name) = name.split_once('.').map_or((None, name), |(schema, name)| (Some(schema), name));
    let mut found = catalog.relations.iter().filter(|own| own.name.name == name);
    let found = found.find(|own| schema.is_none_or(|schema| own.name.schema == schema));
    found.ok_or_else(|| fault(path, &format!("there is no table `{name}`")))
}

/// Values by column.
type Row = BTreeMap<String, Value>;

/// `{"table": [{"column": value}]}`
fn json(path: &Path, text: &str, catalog: &Catalog) -> Result<String, ModuleError> {
    let tables: BTreeMap<String, Vec<Row>> = serde_json::from_str(text)
        .map_err(|error| fault(path, &format!("{error}: it is to be {{\"table\": [{{\"column\": value}}]}}")))?;
    let mut sql = String::new();
    let mut filled = Vec::new();
    for (name, rows) in &tables {
        filled.push((table(path, name, catalog)?, name, rows));
    }
    for at in by_keys(&filled.iter().map(|(relation, ..)| *relation).collect::<Vec<_>>()) {
        let (relation, name, rows) = filled[at];
        // Rows with the same columns go together: a column that is not named gets its default.
        let mut alike: Vec<(Vec<&String>, Vec<&Row>)> = Vec::new();
        for row in rows {
            let columns: Vec<&String> = row.keys().collect();
            match alike.iter_mut().find(|(own, _)| *own == columns) {
                Some((_, rows)) => rows.push(row),
                None => alike.push((columns, vec![row])),
            }
        }
        let target = qualified(&relation.name);
        for (columns, rows) in alike {
            if let Some(unknown) = columns.iter().find(|column| relation.column(column).is_none()) {
                return Err(fault(path, &format!("table `{name}` has no column `{unknown}`")));
            }
            let columns: Vec<_> = columns.iter().map(|column| identifier(column)).collect();
            let columns = columns.join(", ");
            let rows = serde_json::to_string(&rows).unwrap_or_default();
            let _ = writeln!(
                sql,
                "INSERT INTO {target} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM \
                 pg_catalog.jsonb_populate_recordset(NULL::{target}, {});",
                literal(&rows)
            );
        }
        sql.push_str(&advance(relation, catalog));
    }
    Ok(sql)
}

/// Positions of tables, each after those that its keys lead to.
fn by_keys(tables: &[&Relation]) -> Vec<usize> {
    fn visit(at: usize, tables: &[&Relation], seen: &mut BTreeSet<usize>, order: &mut Vec<usize>) {
        if !seen.insert(at) {
            return;
        }
        for (_, key) in tables[at].foreign_keys() {
            if let Some(needed) = tables.iter().position(|own| own.name == key.references) {
                visit(needed, tables, seen, order);
            }
        }
        order.push(at);
    }
    let (mut seen, mut order) = (BTreeSet::new(), Vec::new());
    for at in 0..tables.len() {
        visit(at, tables, &mut seen, &mut order);
    }
    order
}

fn csv(path: &Path, text: String, catalog: &Catalog) -> Result<Copy, ModuleError> {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let relation = table(path, &name, catalog)?;
    let header = text.lines().next().unwrap_or_default().trim_start_matches('\u{feff}');
    let mut columns = Vec::new();
    for column in header.split(',').map(|column| column.trim().trim_matches('"')) {
        if relation.column(column).is_none() {
            return Err(fault(path, &format!("table `{name}` has no column `{column}`")));
        }
        columns.push(identifier(column));
    }
    let sql =
        format!("COPY {} ({}) FROM STDIN WITH (FORMAT csv, HEADER)", qualified(&relation.name), columns.join(", "));
    Ok(Copy { sql, text, after: advance(relation, catalog) })
}

/// Rows that bring their keys along leave the sequences behind.
fn advance(relation: &Relation, catalog: &Catalog) -> String {
    let owned = catalog.sequences.iter().filter_map(|own| Some((&own.name, own.owned_by.as_ref()?)));
    let owned = owned.filter(|(_, by)| by.relation == relation.name);
    owned.map(|(name, by)| set(name, &relation.name, &by.column)).collect()
}

fn set(sequence: &QualifiedName, table: &QualifiedName, column: &str) -> String {
    let column = identifier(column);
    format!(
        "SELECT pg_catalog.setval({}, max({column})) FROM {} HAVING max({column}) IS NOT NULL;\n",
        literal(&qualified(sequence)),
        qualified(table)
    )
}

fn copying(copies: Vec<Copy>) -> Function {
    let copies = Arc::new(copies);
    Arc::new(move |client| {
        let copies = Arc::clone(&copies);
        Box::pin(async move {
            for copy in copies.iter() {
                let sink = client.copy_in::<_, std::io::Cursor<Vec<u8>>>(&copy.sql).await?;
                let mut sink = Box::pin(sink);
                sink.send(std::io::Cursor::new(copy.text.clone().into_bytes())).await?;
                sink.close().await?;
                client.batch_execute(&copy.after).await?;
            }
            Ok(())
        })
    })
}
