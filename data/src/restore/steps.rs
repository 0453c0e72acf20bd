//! Restoring into an empty database by several sessions, in steps that are recorded.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use futures_util::future::try_join_all;
use relvar_catalog::{
    QualifiedName,
    catalog::{ConstraintKind, ObjectId},
    connect::{Config, Session},
    ddl::{Action, Statement},
};
use tokio::sync::Notify;

use crate::{Error, session, sql};

use super::{
    Job, Report, begin, run,
    source::Incoming,
    state::{self, Done},
    whole,
};

pub(super) async fn restore(
    (config, lead): (&Config, &mut Session),
    (job, file): (&Job<'_>, &str),
    begun: Option<&Done>,
    report: &mut Report<'_>,
) -> Result<(), Error> {
    if begun.is_none() {
        let transaction = begin(lead).await?;
        state::create(transaction.client(), file).await?;
        whole::before(transaction.client(), job, report).await?;
        commit(transaction).await?;
    }
    let none = Done::default();
    let done = begun.unwrap_or(&none);
    let mut sessions = Vec::new();
    for _ in 0..job.options.jobs.max(1) {
        let session = session::open(config).await?;
        session::run(&session, "the session cannot be prepared", &format!("{}{}", sql::PATIENT, sql::VALUES)).await?;
        sessions.push(session);
    }
    tables(&mut sessions, job, (done, file), report).await?;
    if !done.has("others") {
        let transaction = begin(lead).await?;
        whole::others(transaction.client(), job, report).await?;
        state::record(transaction.client(), file, "others").await?;
        commit(transaction).await?;
    }
    for run in runs(job) {
        let tasks = run.iter().filter(|task| !done.has(&task.step)).collect();
        tasks_at_once(&mut sessions, tasks, file, report).await?;
    }
    state::remove(lead).await?;
    for session in sessions {
        session.close().await;
    }
    Ok(())
}

async fn commit(transaction: tokio_postgres::Transaction<'_>) -> Result<(), Error> {
    transaction.commit().await.map_err(Error::server("a transaction of the restore cannot end"))
}

/// Loads tables, the largest first.
async fn tables(
    sessions: &mut [Session],
    job: &Job<'_>,
    (done, file): (&Done, &str),
    report: &mut Report<'_>,
) -> Result<(), Error> {
    let step = |name: &QualifiedName| format!("table {name}");
    let mut left: Vec<Incoming<'_>> = job.tables();
    left.retain(|table| !done.has(&step(table.name)));
    // Taken from the end.
    left.sort_by(|one, other| one.bytes.cmp(&other.bytes).then_with(|| other.name.cmp(one.name)));
    let left = Mutex::new(left);
    let report = Mutex::new(report);
    let next = || left.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let load = async |session: &mut Session| {
        while let Some(table) = next() {
            let name = table.name;
            report.lock().unwrap_or_else(PoisonError::into_inner).step(name.to_string());
            let transaction = begin(session).await?;
            let client = transaction.client();
            let copy = whole::copy_in(job, table);
            if copy.ends_with(')') {
                // Rows of a table that the transaction emptied can be loaded as if it had made the table.
                let what = format!("`{name}` cannot be loaded");
                session::run(client, &what, &format!("TRUNCATE ONLY {}", name.to_sql())).await?;
            }
            let tell = |rows, bytes| report.lock().unwrap_or_else(PoisonError::into_inner).rows(rows, bytes);
            run::copy(client, &copy, table, tell).await?;
            state::record(client, file, &step(name)).await?;
            commit(transaction).await?;
        }
        Ok::<(), Error>(())
    };
    try_join_all(sessions.iter_mut().map(load)).await.map(|_| ())
}

/// Statements about one object.
struct Task {
    statements: Vec<Statement>,
    /// Relations that others may not work on meanwhile.
    relations: BTreeSet<ObjectId>,
    /// What is recorded.
    step: String,
}

/// How the statements of a run may be done.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Those on different tables at once.
    Keys,
    /// Those between different tables at once.
    ForeignKeys,
    /// One by one.
    Others,
}

/// The statements after the rows, in runs of one kind that follow each other.
fn runs(job: &Job<'_>) -> Vec<Vec<Task>> {
    let mut runs: Vec<(Kind, Vec<Task>)> = Vec::new();
    for (number, statement) in job.chosen.stages.after.statements.iter().enumerate() {
        let belongs = |(_, tasks): &(Kind, Vec<Task>)| {
            tasks.last().is_some_and(|task| task.statements[0].object == statement.object)
        };
        let kind = match runs.last() {
            Some(last) if belongs(last) => last.0,
            // It is about what another object has made.
            _ if statement.action != Action::Create => Kind::Others,
            _ => kind(job, statement),
        };
        let relations: BTreeSet<ObjectId> = [&statement.home].into_iter().chain(&statement.needs).cloned().collect();
        match runs.last_mut() {
            Some((last, tasks)) if *last == kind => match tasks.last_mut() {
                // What follows about the same object belongs to it; what is done one by one is one task.
                Some(task) if task.statements[0].object == statement.object => {
                    task.statements.push(statement.clone());
                    continue;
                }
                _ => tasks.push(Task { statements: vec![statement.clone()], relations, step: String::new() }),
            },
            _ => runs.push((kind, vec![Task { statements: vec![statement.clone()], relations, step: String::new() }])),
        }
        if let Some(task) = runs.last_mut().and_then(|(_, tasks)| tasks.last_mut()) {
            task.step = format!("statement {number}");
            if kind == Kind::Keys {
                task.relations = [statement.home.clone()].into();
            }
            if kind == Kind::Others {
                // All of them exclude each other.
                task.relations.insert(ObjectId::Schema(String::new()));
            }
        }
    }
    runs.into_iter().map(|(_, tasks)| tasks).collect()
}

fn kind(job: &Job<'_>, statement: &Statement) -> Kind {
    match &statement.object {
        ObjectId::Index(_) if statement.sql.starts_with("CREATE") => Kind::Keys,
        ObjectId::Constraint { relation, name } => {
            let relation = job.catalog.relation(relation);
            match relation.and_then(|own| own.constraints.iter().find(|constraint| constraint.name == *name)) {
                Some(constraint) if matches!(constraint.kind, ConstraintKind::ForeignKey(_)) => Kind::ForeignKeys,
                Some(_) => Kind::Keys,
                None => Kind::Others,
            }
        }
        _ => Kind::Others,
    }
}

/// Does tasks that do not exclude each other at once, and others in their order.
async fn tasks_at_once(
    sessions: &mut [Session],
    tasks: Vec<&Task>,
    file: &str,
    report: &mut Report<'_>,
) -> Result<(), Error> {
    let (left, busy) = (Mutex::new(tasks), Mutex::new(BTreeSet::<ObjectId>::new()));
    let (report, freed) = (Mutex::new(report), Notify::new());
    let take = || {
        let mut left = left.lock().unwrap_or_else(PoisonError::into_inner);
        let mut busy = busy.lock().unwrap_or_else(PoisonError::into_inner);
        let mut blocked = busy.clone();
        for at in 0..left.len() {
            if left[at].relations.is_disjoint(&blocked) {
                busy.extend(left[at].relations.iter().cloned());
                return Some(Some(left.remove(at)));
            }
            // What comes later on the same table does not overtake.
            blocked.extend(left[at].relations.iter().cloned());
        }
        (!left.is_empty()).then_some(None)
    };
    let work = async |session: &mut Session| {
        loop {
            let task = match take() {
                None => return Ok::<(), Error>(()),
                Some(None) => {
                    freed.notified().await;
                    continue;
                }
                Some(Some(task)) => task,
            };
            report.lock().unwrap_or_else(PoisonError::into_inner).step(task.statements[0].object.to_string());
            let transaction = begin(session).await?;
            run::statements(transaction.client(), &task.statements).await?;
            state::record(transaction.client(), file, &task.step).await?;
            commit(transaction).await?;
            busy.lock().unwrap_or_else(PoisonError::into_inner).retain(|own| !task.relations.contains(own));
            freed.notify_waiters();
        }
    };
    try_join_all(sessions.iter_mut().map(work)).await.map(|_| ())
}
