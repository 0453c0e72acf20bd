//! The rows of a module as one JSON document.

use std::{
    fmt::Write as _,
    fs,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use futures_util::{TryStreamExt as _, pin_mut};
use relvar_catalog::{
    Catalog,
    catalog::{ObjectId, Relation, RelationKind, identifier, literal},
    connect::{self, Config},
    ddl::qualified,
};
use serde::Serialize;
use serde_json::{Map, Value};

use super::{Installed, Manager, ModuleError, live, owners::Owners, state};

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Backup {
    /// The module.
    pub module: String,
    /// The tables, with their numbers of rows.
    pub tables: Vec<(String, u64)>,
    /// The version of the module.
    pub version: String,
    /// When it was read, such as `20261129081500` (UTC).
    pub stamp: String,
    /// The transactions that it has seen, as `txid_current_snapshot()` writes them.
    #[serde(skip)]
    pub snapshot: String,
}

const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL row_security = off";

const MOMENT: &str = "SELECT now()::text, to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISS'), \
                      pg_catalog.txid_current_snapshot()::text";

/// Writes the rows of all tables of an installed module, as they are at one moment:
/// `{"module_name", "version", "created_at", "tables": {TABLE: {"columns": [...], "rows": [{COLUMN: TEXT or null}]}}}`.
///
/// Values are texts, as PostgreSQL writes them, so that none loses anything. Rows that a policy hides are an error.
pub async fn backup(
    manager: &Manager,
    database: &Config,
    module: &str,
    out: &mut (dyn Write + Send),
) -> Result<Backup, ModuleError> {
    let file = |source: io::Error| ModuleError::File { path: "the backup".into(), source };
    let mut session = connect::connect(database).await?;
    let installed = manager.tables().modules(&session).await.map_err(ModuleError::ask)?;
    let Some(own) = installed.iter().find(|own| own.name == module) else {
        return Err(ModuleError::NotInstalled { name: module.to_owned() });
    };
    let catalog: Catalog = live(&mut session).await?;
    refuse_missing(own, &catalog)?;
    let owners = Owners::new(manager.modules()).with_installed(&installed);
    // The same moment for all tables.
    session.batch_execute(BEGIN).await.map_err(ModuleError::ask)?;
    let row = session.query_one(MOMENT, &[]).await.map_err(ModuleError::ask)?;
    let text = |value: &str| Value::from(value).to_string();
    write!(
        out,
        "{{\n\"module_name\": {},\n\"version\": {},\n\"created_at\": {},\n\"tables\": {{",
        text(module),
        text(&own.version),
        text(row.get(0))
    )
    .map_err(file)?;
    let mut done = Backup {
        module: module.to_owned(),
        tables: Vec::new(),
        version: own.version.clone(),
        stamp: row.get(1),
        snapshot: row.get(2),
    };
    for table in state::tables(&catalog, &owners, module).filter(|own| !own.is_partition()) {
        let name = state::shown(table);
        let comma = if done.tables.is_empty() { "" } else { "," };
        let columns: Vec<_> = table.columns.iter().map(|own| own.name.as_str()).collect();
        write!(out, "{comma}\n{}: {{\"columns\": {}, \"rows\": [", text(&name), Value::from(columns)).map_err(file)?;
        let rows = session.query_raw(&select(table), std::iter::empty::<&str>()).await.map_err(ModuleError::ask)?;
        pin_mut!(rows);
        let mut count = 0;
        while let Some(row) = rows.try_next().await.map_err(ModuleError::ask)? {
            let values = table.columns.iter().enumerate().map(|(at, column)| {
                let value: Option<&str> = row.get(at);
                (column.name.clone(), value.map_or(Value::Null, Value::from))
            });
            let values: Map<String, Value> = values.collect();
            write!(out, "{}\n{}", if count == 0 { "" } else { "," }, Value::from(values)).map_err(file)?;
            count += 1;
        }
        write!(out, "]}}").map_err(file)?;
        done.tables.push((name, count));
    }
    writeln!(out, "}}\n}}").and_then(|()| out.flush()).map_err(file)?;
    session.batch_execute("COMMIT").await.map_err(ModuleError::ask)?;
    session.close().await;
    Ok(done)
}

/// Writes a backup into a folder, which is made. The name of the file says when it was read; until it is whole, it has another
/// one.
pub async fn backup_to(
    manager: &Manager,
    database: &Config,
    module: &str,
    folder: &Path,
) -> Result<(PathBuf, Backup), ModuleError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| ModuleError::File { path, source }
    };
    manager.modules().get(module)?;
    fs::create_dir_all(folder).map_err(failed(folder))?;
    let part = folder.join(format!("{module}_{}.part", std::process::id()));
    let file = fs::File::create(&part).map_err(failed(&part))?;
    let mut out = BufWriter::new(file);
    let done = match backup(manager, database, module, &mut out).await {
        Ok(done) => done,
        Err(error) => {
            let _ = fs::remove_file(&part);
            return Err(error);
        }
    };
    let path = folder.join(format!("{module}_{}.json", done.stamp));
    let finish = out.flush().and_then(|()| out.get_ref().sync_all()).and_then(|()| fs::rename(&part, &path));
    finish.map_err(failed(&path))?;
    Ok((path, done))
}

fn select(table: &Relation) -> String {
    let columns: Vec<_> = table.columns.iter().map(|own| format!("{}::text", identifier(&own.name))).collect();
    let keys = table.primary_key().map(|(_, key)| key.columns.iter().map(|name| identifier(name)).collect::<Vec<_>>());
    let order = keys.map_or_else(String::new, |keys| format!(" ORDER BY {}", keys.join(", ")));
    format!("SELECT {} FROM {}{order}", columns.join(", "), qualified(&table.name))
}

/// A backup without a table or a column of the module would not be whole.
fn refuse_missing(own: &Installed, catalog: &Catalog) -> Result<(), ModuleError> {
    for id in &own.objects {
        match id {
            ObjectId::Relation { name, .. } if catalog.relation(name).is_none() => {
                return Err(ModuleError::TableNotFound { module: own.name.clone(), table: name.clone() });
            }
            ObjectId::Column { relation, name }
                if catalog.relation(relation).is_none_or(|table| table.column(name).is_none()) =>
            {
                let (module, table, column) = (own.name.clone(), relation.clone(), name.clone());
                return Err(ModuleError::ColumnNotFound { module, table, column });
            }
            _ => {}
        }
    }
    Ok(())
}

/// Statements that lock tables, and fail if a row of them was written after a backup.
///
/// The version of a row has 32 bits of its transaction's number. `age` tells how far that is behind; a row that is far
/// behind, or frozen, was there before the backup.
pub(super) fn guard<'t>(tables: impl Iterator<Item = &'t Relation>, backup: &Backup) -> String {
    let mut sql = String::new();
    for table in tables.filter(|own| own.kind == RelationKind::Table) {
        let name = qualified(&table.name);
        let later = format!(
            "NOT pg_catalog.txid_visible_in_snapshot(pg_catalog.txid_current() - pg_catalog.age(xmin), {})",
            literal(&backup.snapshot)
        );
        let message = format!("rows of {name} were written after the backup: nothing is dropped, run it again");
        let block = format!(
            "BEGIN IF EXISTS (SELECT FROM ONLY {name} WHERE {later}) THEN \
             RAISE EXCEPTION USING MESSAGE = {}; END IF; END",
            literal(&message)
        );
        let _ = write!(sql, "LOCK TABLE ONLY {name} IN ACCESS EXCLUSIVE MODE;\nDO {};\n", literal(&block));
    }
    sql
}
