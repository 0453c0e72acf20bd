//! Running statements and loading rows.

use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _, TryStreamExt as _, stream};
use relvar_catalog::ddl::{Action, Statement};
use tokio::sync::mpsc;
use tokio_postgres::Client;

use crate::{
    Error,
    file::{Archive, Block, BlockKind, Entry, FileError},
};

use super::Options;

/// Statements that are under way at once: the server runs them in order and nobody waits in between.
const PIPELINE: usize = 64;

/// Runs statements in their order.
pub(super) async fn statements(client: &Client, statements: &[Statement]) -> Result<(), Error> {
    let run = |statement: &Statement| {
        let (sql, explained) = (statement.sql.clone(), statement.clone());
        async move { client.batch_execute(&sql).await.map_err(|error| explain(&explained, error)) }
    };
    stream::iter(statements.iter().map(run)).buffered(PIPELINE).try_for_each(|()| async { Ok(()) }).await
}

fn explain(statement: &Statement, error: tokio_postgres::Error) -> Error {
    let Statement { object, action, .. } = statement;
    let (what, hint) = match action {
        Action::Create => (format!("`{object}` cannot be created"), ""),
        Action::Alter => (format!("`{object}` cannot be completed"), ""),
        Action::Owner => (format!("`{object}` cannot be given to its owner"), "--no-owner leaves out owners"),
        Action::Comment => (format!("`{object}` cannot get its comment"), ""),
        Action::Grant => {
            (format!("the privileges on `{object}` cannot be granted"), "--no-privileges leaves out privileges")
        }
    };
    let cause = relvar_catalog::Cause::from(error);
    if hint.is_empty() {
        return Error::Server { what, source: cause };
    }
    Error::Refused { what, source: cause, hint }
}

/// Blocks of a section, which a thread reads, checks and decompresses.
pub(super) fn blocks(archive: &Archive, entry: &Entry) -> mpsc::Receiver<Result<Block, FileError>> {
    let (sender, receiver) = mpsc::channel(4);
    let (archive, entry) = (archive.clone(), entry.clone());
    tokio::task::spawn_blocking(move || {
        let read = archive.blocks(&entry, |block| sender.blocking_send(Ok(block)).is_ok());
        if let Err(error) = read {
            // Nobody listens if the restore has failed.
            let _ = sender.blocking_send(Err(error));
        }
    });
    receiver
}

/// Loads the rows of a section by `COPY`; tells of each block its rows and bytes.
pub(super) async fn copy(
    client: &Client,
    sql: &str,
    (archive, entry): (&Archive, &Entry),
    mut each: impl FnMut(u64, u64),
) -> Result<(), Error> {
    let title = entry.section.title();
    let failed = || Error::server(format!("the rows of {title} cannot be loaded"));
    let sink = client.copy_in::<_, Bytes>(sql).await.map_err(failed())?;
    let mut sink = std::pin::pin!(sink);
    let mut blocks = blocks(archive, entry);
    while let Some(block) = blocks.recv().await {
        let Block { kind, rows, data } = block?;
        if kind == BlockKind::Rows {
            let bytes = data.len() as u64;
            sink.send(data.into()).await.map_err(failed())?;
            each(rows.into(), bytes);
        }
    }
    let rows = sink.finish().await.map_err(failed())?;
    if rows != entry.totals.rows {
        let what = format!("{title} got {rows} rows, and the file has {}", entry.totals.rows);
        return Err(Error::Unsupported(what));
    }
    Ok(())
}

/// Runs the statements of a section.
pub(super) async fn section(
    client: &Client,
    (archive, entry): (&Archive, &Entry),
    options: &Options,
) -> Result<(), Error> {
    let mut blocks = blocks(archive, entry);
    while let Some(block) = blocks.recv().await {
        let Block { kind, data, .. } = block?;
        let is_wanted = match kind {
            BlockKind::Sql => true,
            BlockKind::Owners => !options.no_owner,
            BlockKind::Privileges => !options.no_privileges,
            BlockKind::Psql | BlockKind::Rows => false,
        };
        if is_wanted {
            let sql = String::from_utf8_lossy(&data);
            let what = format!("{} cannot be restored", entry.section.title());
            client.batch_execute(&sql).await.map_err(Error::server(what))?;
        }
    }
    Ok(())
}
