//! What plans of a large schema take: `cargo run --release -p tests --bin large -- FILE [TABLE]`.
//!
//! The file is loaded by psql. Printed are how long it takes to compare the schema with itself, once both sides are read;
//! whether the plan from an empty database rebuilds it, by `pg_dump`; and what is in the way of dropping the table (`public.users`
//! if none is named), beside what `pg_depend` says of that. It fails if one of these is not as it should be.
#![expect(clippy::print_stdout, reason = "figures are what this program is for")]

use std::{collections::BTreeSet, env, path::PathBuf, time::Instant};

use anyhow::{Context as _, bail, ensure};
use relvar_catalog::{
    Catalog, QualifiedName,
    connect::Session,
    ddl::{PREAMBLE, qualified},
    scratch::{Options as ServerOptions, Server},
};
use relvar_migrate::{
    Options, Plan, PlanError, diff,
    dump::{self, Columns},
    plan,
};
use tests::{databases::Databases, pairs::Files};

/// What goes with a table, and what has a need of that which is not by being a part of it.
const BLOCKERS: &str = "WITH RECURSIVE gone (classid, objid) AS (
    SELECT 'pg_class'::regclass::oid, pg_catalog.to_regclass($1)::oid
    UNION
    SELECT d.classid, d.objid FROM pg_catalog.pg_depend d
    JOIN gone g ON d.refclassid = g.classid AND d.refobjid = g.objid WHERE d.deptype IN ('n', 'a', 'i', 'P', 'S')
), blocker AS (
    SELECT d.classid, d.objid FROM pg_catalog.pg_depend d
    JOIN gone g ON d.refclassid = g.classid AND d.refobjid = g.objid
    GROUP BY 1, 2 HAVING bool_and(d.deptype = 'n')
)
SELECT format('constraint %I on %I.%I', k.conname, n.nspname, c.relname)
FROM blocker b JOIN pg_catalog.pg_constraint k ON b.classid = 'pg_constraint'::regclass AND k.oid = b.objid
JOIN pg_catalog.pg_class c ON c.oid = k.conrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE k.conparentid = 0
UNION
SELECT format('%s %I.%I', CASE c.relkind WHEN 'm' THEN 'materialized view' ELSE 'view' END, n.nspname, c.relname)
FROM gone g JOIN pg_catalog.pg_rewrite r ON g.classid = 'pg_rewrite'::regclass AND r.oid = g.objid
JOIN pg_catalog.pg_class c ON c.oid = r.ev_class JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE r.rulename = '_RETURN'
UNION
SELECT pg_catalog.pg_describe_object(b.classid, b.objid, 0) FROM blocker b
WHERE b.classid NOT IN ('pg_constraint'::regclass, 'pg_rewrite'::regclass, 'pg_class'::regclass)";

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let mut words = env::args().skip(1);
    let file = PathBuf::from(words.next().context("name a file of DDL")?);
    let table: QualifiedName = match words.next().unwrap_or_else(|| "public.users".to_owned()).split_once('.') {
        Some((schema, name)) => QualifiedName::new(schema, name),
        None => bail!("name the table with its schema"),
    };
    let server = Server::start_async(ServerOptions::from_env(), &mut |_| {}).await?;
    let databases = Databases::open(&server, "large".to_owned()).await?;
    let files = Files { paths: vec![file], unchecked: true, unordered: false };
    let name = databases.make(&files, &mut Vec::new()).await?;
    let empty = databases.empty().await?;
    let (one, other) = (databases.read(&name).await?, databases.read(&name).await?);
    println!("{} relations, {} routines", one.relations.len(), one.routines.len());
    itself(&one, &other)?;
    rebuilt(&databases, &one, (&name, &empty)).await?;
    blocked(&databases, &one, (&name, &table)).await?;
    tokio::task::spawn_blocking(move || server.stop()).await?;
    Ok(())
}

fn itself(one: &Catalog, other: &Catalog) -> anyhow::Result<()> {
    let began = Instant::now();
    let differences = diff(one, other);
    let compared = began.elapsed();
    let plan = plan(one, other, &Options::default())?;
    println!(
        "itself: {} differences, {} statements; compared in {:.3} s, compared and planned in {:.3} s",
        differences.len(),
        plan.statements.len(),
        compared.as_secs_f64(),
        began.elapsed().as_secs_f64()
    );
    ensure!(differences.is_empty() && plan.statements.is_empty(), "a schema differs from itself");
    Ok(())
}

async fn rebuilt(databases: &Databases<'_>, to: &Catalog, (name, empty): (&str, &str)) -> anyhow::Result<()> {
    let from = databases.read(empty).await?;
    let began = Instant::now();
    let plan = plan(&from, to, &Options::default())?;
    let planned = began.elapsed();
    ensure!(plan.diagnostics.is_empty(), "{:?}", plan.diagnostics);
    let began = Instant::now();
    execute(databases, empty, &plan).await?;
    let ran = began.elapsed();
    let dump = |name: &str| dump::dump(&databases.server.url_of(name), Columns::Unordered);
    let difference = dump::difference(&dump(name)?, &dump(empty)?);
    let left = diff(&databases.read(empty).await?, to);
    println!(
        "from an empty database: {} statements; planned in {:.3} s, run in {:.1} s; {}",
        plan.statements.len(),
        planned.as_secs_f64(),
        ran.as_secs_f64(),
        if difference.is_none() { "pg_dump says the same of both" } else { "pg_dump does not say the same" }
    );
    ensure!(difference.is_none() && left.is_empty(), "{} {} differences", difference.unwrap_or_default(), left.len());
    Ok(())
}

async fn execute(databases: &Databases<'_>, name: &str, plan: &Plan) -> anyhow::Result<()> {
    let session = Session::open(&databases.config(name)).await?;
    session.batch_execute(PREAMBLE).await?;
    for statement in &plan.statements {
        session.batch_execute(&statement.sql).await.with_context(|| statement.sql.clone())?;
    }
    session.close().await;
    Ok(())
}

async fn blocked(
    databases: &Databases<'_>,
    catalog: &Catalog,
    (name, table): (&str, &QualifiedName),
) -> anyhow::Result<()> {
    let id = catalog.relation(table).map(relvar_catalog::catalog::Relation::id).context("there is no such table")?;
    let options = Options { drop: [id].into(), ..Options::default() };
    let began = Instant::now();
    let Err(PlanError::Held(held)) = plan(catalog, catalog, &options) else { bail!("nothing is in the way") };
    let took = began.elapsed();
    let found: BTreeSet<String> = held.iter().map(|own| own.object.to_string()).collect();
    let session = Session::open(&databases.config(name)).await?;
    session.batch_execute("SET search_path = ''").await?;
    let rows = session.query(BLOCKERS, &[&qualified(table)]).await?;
    session.close().await;
    let known: BTreeSet<String> = rows.iter().map(|row| row.get(0)).collect();
    for (only, who) in [(found.difference(&known), "relvar"), (known.difference(&found), "pg_depend")] {
        only.for_each(|object| println!("only {who} says: {object}"));
    }
    let all = plan(catalog, catalog, &Options { cascade: true, ..options })?;
    let cascades = all.statements.iter().filter(|own| own.sql.ends_with(" CASCADE")).count();
    println!(
        "dropping {table}: {} objects in the way, of which pg_depend says {}; found in {:.3} s; with --cascade {} statements, \
         {cascades} of them with CASCADE",
        found.len(),
        known.len(),
        took.as_secs_f64(),
        all.statements.len()
    );
    ensure!(found == known && cascades == 0, "not the same");
    Ok(())
}
