//! The proof of a plan: it is run on a copy of the first schema that has rows, and what comes of it is compared.
//!
//! The copy is made from the catalog, in an empty database of a scratch server. `seed` fills it, `rows` remembers the rows,
//! `trial` runs the statements and watches each, and this compares the result by the catalog and, if it is installed, by
//! `pg_dump`.

mod roles;
mod rows;
mod seed;
mod trial;

use std::fmt;

use relvar_catalog::{
    Catalog, Cause,
    connect::Session,
    ddl::{PREAMBLE, ddl},
    introspect::{IntrospectError, introspect},
};
use serde::Serialize;

use crate::{
    diff::{Difference, diff},
    dump::{self, Columns},
    plan::{Options, plan},
    rename::reversed,
};

/// Three empty databases of a scratch server, whose role owns them.
#[derive(Clone, Debug)]
pub struct Bench {
    /// The database that the plan is tried in.
    pub trial: tokio_postgres::Config,
    /// Another one, for a second try without rows.
    pub spare: tokio_postgres::Config,
    /// The database that gets the second schema, for `pg_dump` to compare.
    pub wanted: tokio_postgres::Config,
    /// The URLs of the three, for `pg_dump`.
    pub urls: [String; 3],
}

/// What was proved, and how it came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was to be proved.
    pub what: &'static str,
    /// How it came out.
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// How a part of a proof came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", content = "detail", rename_all = "snake_case")]
pub enum Verdict {
    /// It is so; with a figure.
    Proved(String),
    /// It is not so; with the object.
    Failed(String),
    /// It could not be tried; with the reason.
    NotTried(String),
}

/// The proof of a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// What was tried, in order.
    pub checks: Vec<Check>,
}

impl Proof {
    /// Whether something is not as it should be.
    pub fn has_failed(&self) -> bool {
        self.checks.iter().any(|own| matches!(own.verdict, Verdict::Failed(_)))
    }

    /// Whether the plan was run.
    pub fn was_tried(&self) -> bool {
        self.checks.iter().any(|own| own.what == RUNS && !matches!(own.verdict, Verdict::NotTried(_)))
    }

    fn add(&mut self, what: &'static str, verdict: Verdict) {
        self.checks.push(Check { what, verdict });
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.verdict {
            Verdict::Proved(detail) if detail.is_empty() => f.write_str(self.what),
            Verdict::Proved(detail) | Verdict::Failed(detail) | Verdict::NotTried(detail) => {
                write!(f, "{}: {detail}", self.what)
            }
        }
    }
}

const RUNS: &str = "the plan runs";
const LEADS: &str = "the result is the second schema";
const ROWS: &str = "rows survive";
const REWRITES: &str = "tables are written anew only where the plan says so";
const AGAIN: &str = "the second plan is empty";
const BACK: &str = "the way back leads to the first schema";
const DUMP: &str = "pg_dump says the same";

/// Why a plan could not be tried at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProveError {
    /// There is no connection to the scratch server.
    #[error(transparent)]
    Connect(#[from] relvar_catalog::connect::Error),
    /// The server does not answer as it should.
    #[error(transparent)]
    Server(#[from] Cause),
    /// The database could not be read.
    #[error(transparent)]
    Introspect(#[from] IntrospectError),
}

/// Runs the plan from one catalog to another in a database that has the first one, and compares.
pub async fn prove(bench: &Bench, from: &Catalog, to: &Catalog, options: &Options) -> Result<Proof, ProveError> {
    let mut proof = Proof::default();
    let mut session = open(&bench.trial).await?;
    let role = roles::me(&session).await?;
    // A role that is no superuser can own, but not give away.
    let [from, to] = [from, to].map(|catalog| roles::owned_by(catalog, &role));
    roles::create(&session, [&from, &to]).await?;
    let tried = match copy(&mut session, &from).await? {
        Ok(()) => plan(&from, &to, options).map_err(|error| error.to_string()),
        Err(reason) => Err(reason),
    };
    let there = match tried {
        Ok(plan) => plan,
        Err(reason) => {
            proof.add(RUNS, Verdict::NotTried(reason));
            session.close().await;
            return Ok(proof);
        }
    };
    let seeded = seed::seed(&session, &from).await?;
    let rows = rows::rows(&session).await?;
    let mut trial = trial::run(&session, &there).await?;
    let mut refused = None;
    if let Some(failure) = trial.failure.take_if(|own| own.is_about_rows) {
        // Whether the rows of a live database are like that is another question.
        session.close().await;
        session = open(&bench.spare).await?;
        refused = Some(failure.text);
        // It was copied before.
        let _ = copy(&mut session, &from).await?;
        trial = trial::run(&session, &there).await?;
    }
    if let Some(failure) = trial.failure {
        proof.add(RUNS, Verdict::Failed(failure.text));
        session.close().await;
        return Ok(proof);
    }
    proof.add(RUNS, Verdict::Proved(counted(there.statements.len(), "statement")));
    let mut made = introspect(&mut session).await?.catalog;
    // What is dropped besides is no part of the second schema.
    let is_whole = options.drop.is_empty();
    if is_whole {
        proof.add(LEADS, first_of(&diff(&made, &to)));
    }
    proof.add(
        ROWS,
        match &refused {
            Some(refused) => Verdict::NotTried(format!("the plan depends on what rows say ({refused})")),
            None => survive(&session, &rows, (&trial.lost, &seeded)).await?,
        },
    );
    proof.add(
        REWRITES,
        match trial.undeclared.first() {
            Some(first) => Verdict::Failed(first.clone()),
            None => Verdict::Proved(format!("{} of {}", trial.rewrites, there.statements.len())),
        },
    );
    if is_whole {
        let again = Options { renames: Vec::new(), ..options.clone() };
        proof.add(
            AGAIN,
            match plan(&made, &to, &again) {
                Ok(plan) => match plan.statements.first() {
                    None => Verdict::Proved(String::new()),
                    Some(first) => Verdict::Failed(format!("`{}`: {}", first.object, trial::short(&first.sql))),
                },
                Err(error) => Verdict::Failed(error.to_string()),
            },
        );
        let url = &bench.urls[usize::from(refused.is_some())];
        proof.add(DUMP, witness(bench, url, &to).await?);
    }
    proof.add(BACK, back(&mut session, (&mut made, &from), options).await?);
    session.close().await;
    Ok(proof)
}

/// Makes a schema in an empty database, as a copy that all belongs to the role of the session, with the roles that it names. Says
/// why, if it cannot be made there.
pub async fn rebuild(session: &mut Session, catalog: &Catalog) -> Result<Result<(), String>, ProveError> {
    let role = roles::me(session).await?;
    roles::create(session, [catalog, catalog]).await?;
    copy(session, &roles::owned_by(catalog, &role)).await
}

/// Makes the first schema in an empty database, if that can be done here.
async fn copy(session: &mut Session, from: &Catalog) -> Result<Result<(), String>, ProveError> {
    if let Err(reason) = build(session, from).await {
        return Ok(Err(format!("the schema cannot be made here: {reason}")));
    }
    let built = introspect(session).await?.catalog;
    Ok(match diff(&built, from).first() {
        Some(first) => Err(format!("a copy of the schema differs: {} {}", first.verb, first.object)),
        None => Ok(()),
    })
}

async fn open(config: &tokio_postgres::Config) -> Result<Session, ProveError> {
    let session = Session::open(config).await?;
    session.batch_execute("SET client_min_messages = error").await.map_err(Cause::from)?;
    Ok(session)
}

/// Makes a schema from its catalog; says what fails.
async fn build(session: &Session, catalog: &Catalog) -> Result<(), String> {
    let script = ddl(catalog, &relvar_catalog::ddl::Options::default());
    if let Some(first) = script.diagnostics.first() {
        return Err(first.message.clone());
    }
    let failed = |sql: &str, error: tokio_postgres::Error| format!("{}: {}", Cause::from(error), trial::short(sql));
    session.batch_execute(PREAMBLE).await.map_err(|error| failed(PREAMBLE, error))?;
    for statement in &script.statements {
        session.batch_execute(&statement.sql).await.map_err(|error| failed(&statement.sql, error))?;
    }
    session.batch_execute("RESET search_path; RESET check_function_bodies").await.map_err(|error| failed("", error))
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

fn first_of(left: &[Difference]) -> Verdict {
    match left.first() {
        None => Verdict::Proved(String::new()),
        Some(Difference { object, verb, changes, .. }) => {
            let changes: Vec<_> = changes.iter().map(|own| own.attribute.as_str()).collect();
            let changes = if changes.is_empty() { String::new() } else { format!(" ({})", changes.join(", ")) };
            Verdict::Failed(format!("{verb} {object}{changes}"))
        }
    }
}

async fn survive(
    session: &Session,
    rows: &rows::Rows,
    (lost, seeded): (&[String], &seed::Seeded),
) -> Result<Verdict, ProveError> {
    if let Some(first) = lost.first() {
        return Ok(Verdict::Failed(first.clone()));
    }
    if let Some(first) = rows::changed(session, rows).await? {
        return Ok(Verdict::Failed(first));
    }
    let empty =
        if seeded.empty == 0 { String::new() } else { format!("; {} took none", counted(seeded.empty, "table")) };
    Ok(Verdict::Proved(format!("{} in {}{empty}", seeded.rows, counted(seeded.tables, "table"))))
}

/// What `pg_dump` says of the result and of the second schema.
async fn witness(bench: &Bench, url: &str, to: &Catalog) -> Result<Verdict, ProveError> {
    let session = open(&bench.wanted).await?;
    let built = build(&session, to).await;
    session.close().await;
    if let Err(reason) = built {
        return Ok(Verdict::NotTried(format!("the second schema cannot be made here: {reason}")));
    }
    let dumps = [url, &bench.urls[2]].map(|url| dump::dump(url, Columns::Unordered));
    Ok(match dumps {
        [Ok(made), Ok(wanted)] => match dump::difference(&wanted, &made) {
            None => Verdict::Proved(format!("{} entries", wanted.len())),
            Some(difference) => Verdict::Failed(difference),
        },
        [Err(error), _] | [_, Err(error)] => Verdict::NotTried(error.to_string()),
    })
}

/// Leads back, without rows: those that came with the plan may not fit the first schema.
async fn back(
    session: &mut Session,
    (made, from): (&mut Catalog, &Catalog),
    options: &Options,
) -> Result<Verdict, ProveError> {
    seed::clear(session).await?;
    let renames = reversed(&options.renames);
    let options = Options { renames, ..Options::default() };
    let plan = match plan(made, from, &options) {
        Ok(plan) => plan,
        Err(error) => return Ok(Verdict::Failed(error.to_string())),
    };
    let trial = trial::run(session, &plan).await?;
    if let Some(failure) = trial.failure {
        return Ok(Verdict::Failed(failure.text));
    }
    *made = introspect(session).await?.catalog;
    Ok(match first_of(&diff(made, from)) {
        Verdict::Proved(_) => Verdict::Proved(format!("{}, without rows", counted(plan.statements.len(), "statement"))),
        other => other,
    })
}
