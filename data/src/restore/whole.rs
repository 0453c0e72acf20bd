//! Restoring into an empty database in one transaction: all or nothing.

use relvar_catalog::{catalog::ObjectId, connect::Session};
use tokio_postgres::Client;

use crate::{Error, file::SequenceState, sql};

use super::{Job, Report, begin, run, source::Incoming};

pub(super) async fn restore(session: &mut Session, job: &Job<'_>, report: &mut Report<'_>) -> Result<(), Error> {
    let transaction = begin(session).await?;
    let client = transaction.client();
    before(client, job, report).await?;
    for table in job.tables() {
        report.step(table.name.to_string());
        run::copy(client, &copy_in(job, table), table, |rows, bytes| report.rows(rows, bytes)).await?;
    }
    others(client, job, report).await?;
    for (number, statement) in job.chosen.stages.after.statements.iter().enumerate() {
        if number % 20 == 0 {
            report.step(statement.home.to_string());
        }
        run::statements(client, std::slice::from_ref(statement)).await?;
    }
    transaction.commit().await.map_err(Error::server("the transaction of the restore cannot end"))
}

/// What comes before the rows.
pub(super) async fn before(client: &Client, job: &Job<'_>, report: &mut Report<'_>) -> Result<(), Error> {
    report.step("the schema");
    let prepare = "SET LOCAL check_function_bodies = off";
    client.batch_execute(prepare).await.map_err(Error::server("the session cannot be prepared"))?;
    run::statements(client, &job.chosen.stages.before.statements).await
}

/// `COPY` into a table that the transaction made: its rows need no second visit by the server.
pub(super) fn copy_in(job: &Job<'_>, table: Incoming<'_>) -> String {
    let is_own = job.catalog.relation(table.name).is_none_or(|relation| relation.extension.is_none());
    format!("{}{}", sql::copy_in(table.name, table.columns), if is_own { " WITH (FREEZE)" } else { "" })
}

/// Large objects and the states of sequences.
pub(super) async fn others(client: &Client, job: &Job<'_>, report: &mut Report<'_>) -> Result<(), Error> {
    if job.is_whole() && job.source.has_large_objects() {
        report.step("large objects");
        run::large_objects(client, job.source, job.options).await?;
    }
    report.step("sequences");
    set(client, job, &job.source.sequences()).await
}

/// Brings the sequences that are restored to where they were.
async fn set(client: &Client, job: &Job<'_>, states: &[SequenceState]) -> Result<(), Error> {
    let catalog = job.catalog;
    let is_restored = |state: &&SequenceState| {
        let own = catalog.sequences.iter().find(|own| own.name == state.name);
        let owner = own.and_then(|own| own.owned_by.as_ref()).and_then(|owner| catalog.relation(&owner.relation));
        job.has(&ObjectId::Sequence(state.name.clone())) || owner.is_some_and(|relation| job.has(&relation.id()))
    };
    let sql: String = states.iter().filter(is_restored).map(SequenceState::statement).collect();
    client.batch_execute(&sql).await.map_err(Error::server("the sequences cannot be advanced"))
}
