//! Running statements and loading rows.

use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _, TryStreamExt as _, stream};
use relvar_catalog::ddl::{Action, Statement};
use tokio::sync::mpsc;
use tokio_postgres::Client;

use crate::{Error, file::BlockKind};

use super::{
    Options,
    source::{Incoming, Source},
};

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

/// Loads the rows of a table by `COPY`; tells of each piece its rows and bytes.
pub(super) async fn copy(
    client: &Client,
    sql: &str,
    table: Incoming<'_>,
    mut each: impl FnMut(u64, u64),
) -> Result<(), Error> {
    let failed = || Error::server(format!("the rows of table `{}` cannot be loaded", table.name));
    let (to, mut pieces) = mpsc::channel::<Bytes>(4);
    let load = async {
        let sink = client.copy_in::<_, Bytes>(sql).await.map_err(failed())?;
        let mut sink = std::pin::pin!(sink);
        while let Some(piece) = pieces.recv().await {
            let (rows, bytes) = (memchr::memchr_iter(b'\n', &piece).count() as u64, piece.len() as u64);
            sink.send(piece).await.map_err(failed())?;
            each(rows, bytes);
        }
        sink.finish().await.map_err(failed())
    };
    // If reading fails, its error comes first, and the rows so far are not committed.
    let ((), rows) = tokio::try_join!(table.read(to), load)?;
    table.is_loaded(rows)
}

/// Makes the large objects.
pub(super) async fn large_objects(client: &Client, source: Source<'_>, options: &Options) -> Result<(), Error> {
    let (to, mut blocks) = mpsc::channel::<(BlockKind, String)>(4);
    let run = async {
        while let Some((kind, sql)) = blocks.recv().await {
            let is_wanted = match kind {
                BlockKind::Sql => true,
                BlockKind::Owners => !options.no_owner,
                BlockKind::Privileges => !options.no_privileges,
                BlockKind::Psql | BlockKind::Rows => false,
            };
            if is_wanted {
                let failed = Error::server("the large objects cannot be restored");
                client.batch_execute(&sql).await.map_err(failed)?;
            }
        }
        Ok::<(), Error>(())
    };
    tokio::try_join!(source.large_objects(to), run).map(|_| ())
}
