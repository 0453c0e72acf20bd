//! Restoring rows into tables that are there, in one transaction.

use relvar_catalog::{
    Catalog, QualifiedName,
    catalog::{Firing, ObjectId, Relation, quote},
    connect::Session,
    ddl::{Item, Writer},
};
use tokio_postgres::Client;

use crate::{Error, sql};

use super::{Job, OnConflict, Report, advance, begin, fit, order, run, source::Incoming};

pub(super) async fn restore(
    session: &mut Session,
    target: &Catalog,
    job: &Job<'_>,
    report: &mut Report<'_>,
) -> Result<(), Error> {
    let faults = fit::faults(job, target);
    if !faults.is_empty() {
        return Err(Error::Differs { faults });
    }
    let incoming = job.tables();
    let tables: Vec<QualifiedName> = incoming.iter().map(|table| table.name.clone()).collect();
    let order = order::order(target, &tables);
    let transaction = begin(session).await?;
    let client = transaction.client();
    let do_all = async |what: &str, sql: &str| client.batch_execute(sql).await.map_err(Error::server(what.to_owned()));
    do_all("constraints cannot be deferred", "SET CONSTRAINTS ALL DEFERRED").await?;
    for (relation, constraint) in &order.apart {
        let sql = format!("ALTER TABLE {} DROP CONSTRAINT {}", relation.name.to_sql(), quote(&constraint.name));
        do_all("a foreign key in a circle cannot be taken off", &sql).await?;
    }
    let triggers = triggers(target, &tables);
    let disable: String = triggers.iter().map(|(table, name, _)| trigger("DISABLE", table, name)).collect();
    do_all("triggers cannot be switched off", &disable).await?;
    for name in &order.tables {
        let Some(own) = incoming.iter().find(|own| own.name == name) else { continue };
        report.step(name.to_string());
        let Some(relation) = target.relation(name) else { continue };
        table(client, (job, relation), *own, report).await?;
    }
    advance::sequences(client, target, &tables).await?;
    // Triggers that wait for the end of the transaction would forbid to change the tables.
    do_all("a constraint is violated", "SET CONSTRAINTS ALL IMMEDIATE").await?;
    let enable: String = triggers.iter().map(|(table, name, how)| trigger(how, table, name)).collect();
    do_all("triggers cannot be switched on", &enable).await?;
    let writer = Writer::new(target);
    for (relation, constraint) in &order.apart {
        report.step(constraint.name.clone());
        let id = ObjectId::Constraint { relation: relation.name.clone(), name: constraint.name.clone() };
        let script = writer.create(&id, Item::Constraint(relation, constraint), &[]);
        run::statements(client, &script.statements).await?;
    }
    transaction.commit().await.map_err(Error::server("the transaction of the restore cannot end"))
}

/// Triggers that act on rows that are restored, with the word that switches each on again.
fn triggers<'a>(catalog: &'a Catalog, tables: &'a [QualifiedName]) -> Vec<(&'a QualifiedName, &'a str, &'static str)> {
    let mut found = Vec::new();
    for table in tables {
        for own in catalog.relation(table).into_iter().flat_map(|relation| &relation.triggers) {
            let how = match own.enabled {
                Firing::Origin => "ENABLE",
                Firing::Always => "ENABLE ALWAYS",
                Firing::Replica => "ENABLE REPLICA",
                Firing::Disabled => continue,
            };
            found.push((table, own.name.as_str(), how));
        }
    }
    found
}

fn trigger(how: &str, table: &QualifiedName, name: &str) -> String {
    format!("ALTER TABLE {} {how} TRIGGER {};\n", table.to_sql(), quote(name))
}

/// Loads the rows of a table, those with keys that are there as it was asked for.
async fn table(
    client: &Client,
    (job, relation): (&Job<'_>, &Relation),
    incoming: Incoming<'_>,
    report: &mut Report<'_>,
) -> Result<(), Error> {
    let Incoming { name, columns, .. } = incoming;
    let conflict = match job.options.on_conflict {
        OnConflict::Fail => {
            let sql = sql::copy_in(name, columns);
            return run::copy(client, &sql, incoming, |rows, bytes| report.rows(rows, bytes)).await;
        }
        OnConflict::Skip => "DO NOTHING".to_owned(),
        OnConflict::Update => update(relation, columns)?,
    };
    let failed = || Error::server(format!("the rows of `{name}` cannot be restored"));
    let list = if columns.is_empty() { "*".to_owned() } else { sql::list(columns) };
    let waiting = QualifiedName::new("pg_temp", "relvar_rows");
    let create = format!(
        "CREATE TEMP TABLE relvar_rows ON COMMIT DROP AS SELECT {list} FROM ONLY {} WITH NO DATA",
        name.to_sql()
    );
    client.batch_execute(&create).await.map_err(failed())?;
    let copy = sql::copy_in(&waiting, columns);
    run::copy(client, &copy, incoming, |rows, bytes| report.rows(rows, bytes)).await?;
    let insert = format!(
        "INSERT INTO {}{} OVERRIDING SYSTEM VALUE SELECT {list} FROM pg_temp.relvar_rows ON CONFLICT {conflict};\n\
         DROP TABLE pg_temp.relvar_rows",
        name.to_sql(),
        sql::columns(columns)
    );
    client.batch_execute(&insert).await.map_err(failed())
}

/// `DO UPDATE`, by the primary key.
fn update(relation: &Relation, columns: &[String]) -> Result<String, Error> {
    let Some((_, key)) = relation.primary_key() else {
        let what = format!("rows of `{}` cannot be updated: it has no primary key", relation.name);
        return Err(Error::Unsupported(format!("{what}\nhint: --on-conflict skip leaves rows as they are")));
    };
    let others: Vec<String> = columns
        .iter()
        .filter(|name| !key.columns.contains(name))
        .map(|name| format!("{0} = excluded.{0}", quote(name)))
        .collect();
    let key = sql::list(&key.columns);
    Ok(if others.is_empty() {
        format!("({key}) DO NOTHING")
    } else {
        format!("({key}) DO UPDATE SET {}", others.join(", "))
    })
}
