//! What is told to `tracing`: statements and the number of their rows, and no value.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use relvar::sql;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::server::database;

/// A subscriber that writes down everything of relvar's.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<String>>);

impl Visit for &Written {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _ = writeln!(self.0.lock().expect("unpoisoned"), "{}={value:?}", field.name());
    }
}

impl Subscriber for Written {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "relvar"
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut &*self);
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut &*self);
    }

    fn event(&self, event: &Event<'_>) {
        event.record(&mut &*self);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn statements_and_row_counts_are_told_and_values_are_not() {
    let (db, _) = database!("create table t (a text unique)");
    let written = Written::default();
    let guard = tracing::subscriber::set_default(written.clone());
    sql("insert into t select $1 || n from generate_series(1, 3) n")
        .bind("secret")
        .execute(&db)
        .await
        .expect("inserts");
    sql("select a from t").fetch_as::<(String,)>(&db).await.expect("reads");
    sql("insert into t values ($1)").bind("secret1").execute(&db).await.expect_err("exists");
    drop(guard);
    let written = written.0.lock().expect("unpoisoned");
    for expected in ["db.statement=\"select a from t\"", "rows=3", "error=\"23505\""] {
        assert!(written.contains(expected), "{written}");
    }
    assert!(!written.contains("secret"), "{written}");
}
