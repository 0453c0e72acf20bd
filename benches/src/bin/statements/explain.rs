//! The statements of a shape and their plans, as the server reports them: all of a tree, with their parameters.

use std::error::Error;
use std::future::poll_fn;

use relvar::{Db, Transaction};
use tokio::sync::mpsc;
use tokio_postgres::AsyncMessage;

use crate::database::Sample;
use crate::shape::{Run, Shape};

/// What makes the server report each statement that it has run.
const REPORT: &str = "load 'auto_explain'; set auto_explain.log_min_duration = 0; set auto_explain.log_analyze = on;
    set auto_explain.log_buffers = on; set client_min_messages = log";

/// Prints the statements of relvar and of each form by hand, with `EXPLAIN (ANALYZE, BUFFERS)`.
pub(crate) async fn print(
    url: &str,
    sample: &Sample,
    shapes: &[Shape],
    settings: &[String],
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let (client, mut connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
    let (reports, mut reported) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Some(Ok(message)) = poll_fn(|cx| connection.poll_message(cx)).await {
            if let AsyncMessage::Notice(notice) = message {
                let _ = reports.send(notice.message().to_owned());
            }
        }
    });
    for setting in settings {
        client.batch_execute(&format!("set {setting}")).await?;
    }
    client.batch_execute(REPORT).await?;
    let db = Db::from_client(client);
    for shape in shapes {
        println!("\n# {}: {}", shape.name, shape.question);
        let runs = shape.relvar.iter().map(|&run| ("relvar", run)).chain(shape.forms.iter().copied());
        for (who, run) in runs {
            println!("\n## {who}\n");
            while reported.try_recv().is_ok() {}
            let outcome = once(run, sample, &db).await;
            let mut reports = Vec::new();
            while let Ok(report) = reported.try_recv() {
                reports.push(report);
            }
            for group in reports.chunk_by(|a, b| text(a) == text(b)) {
                println!("{}\n", group[0]);
                if group.len() > 1 {
                    println!("(and {} more with the same text)\n", group.len() - 1);
                }
            }
            if let Err(error) = outcome {
                println!("{error}\n{}", error.sql().unwrap_or_default());
            }
        }
    }
    Ok(())
}

/// The text of the statement that a report is about.
fn text(report: &str) -> &str {
    report.split_once("Query Text: ").map_or(report, |(_, text)| text.split_once('\n').map_or(text, |(text, _)| text))
}

async fn once(run: Run, sample: &Sample, db: &Db) -> Result<(), relvar::Error> {
    let mut outcome = Ok(());
    let rolled_back = db
        .transaction(async |tx: &Transaction<'_>| {
            outcome = run(sample, tx).await.map(drop);
            Err::<(), _>(RolledBack)
        })
        .await;
    debug_assert!(rolled_back.is_err(), "the body ends in an error");
    outcome
}

/// A transaction that is not to be committed.
struct RolledBack;

impl From<relvar::Error> for RolledBack {
    fn from(_: relvar::Error) -> Self {
        Self
    }
}
