//! What is told to `tracing`: statements, their rows and the server's notices, and never a value.

use tokio_postgres::error::DbError;

/// A notice of the server.
pub(super) fn notice(notice: &DbError) {
    #[cfg(feature = "tracing")]
    tracing::info!(target: "relvar", severity = notice.severity(), "{}", notice.message());
    #[cfg(not(feature = "tracing"))]
    let _ = notice;
}

/// The span of a statement. Without the feature `tracing`, nothing.
#[derive(Debug)]
pub(super) struct Observed {
    #[cfg(feature = "tracing")]
    span: tracing::Span,
    #[cfg(feature = "tracing")]
    rows: u64,
}

#[cfg(feature = "tracing")]
impl Observed {
    /// The span of a statement.
    pub(super) fn statement(sql: &str) -> Self {
        let span = tracing::debug_span!(
            target: "relvar",
            "statement",
            db.system = "postgresql",
            db.statement = sql,
            rows = tracing::field::Empty,
            error = tracing::field::Empty,
        );
        Self { span, rows: 0 }
    }

    /// A row has come.
    pub(super) fn row(&mut self) {
        self.rows += 1;
    }

    /// The statement has written or found so many rows.
    pub(super) fn rows(&mut self, count: u64) -> u64 {
        self.rows = count;
        count
    }

    /// The statement has failed.
    pub(super) fn error(&self, error: &crate::Error) {
        self.span.record("error", error.code().unwrap_or("client"));
    }
}

#[cfg(feature = "tracing")]
impl Drop for Observed {
    fn drop(&mut self) {
        self.span.record("rows", self.rows);
    }
}

#[cfg(not(feature = "tracing"))]
#[expect(clippy::unused_self, reason = "the counterpart of the one that does something")]
impl Observed {
    #[inline]
    pub(super) fn statement(_: &str) -> Self {
        Self {}
    }

    #[inline]
    pub(super) fn row(&mut self) {}

    #[inline]
    pub(super) fn rows(&mut self, count: u64) -> u64 {
        count
    }

    #[inline]
    pub(super) fn error(&self, _: &crate::Error) {}
}
