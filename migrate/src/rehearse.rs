//! Hand-written migrations, run on a scratch copy of the schema: what each statement does is what the server says, and the hazards
//! are those of plans.

use relvar_catalog::{
    Cause,
    connect::Session,
    load::{LoadError, Script, statements},
};
use serde::Serialize;

use crate::{
    observe::{self, Observed, State},
    plan::{Hazard, Lock},
};

/// A hazard of a statement in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Danger {
    /// The file.
    pub file: String,
    /// The line that the statement begins on, from 1.
    pub line: usize,
    /// The hazard.
    pub hazard: Hazard,
    /// What it is about: `public.film`, `public.film.title`; nothing if it is no relation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// What happens.
    pub message: String,
    /// What is safer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<&'static str>,
}

/// Why a migration could not be rehearsed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RehearseError {
    /// The files are no SQL, or have commands of psql.
    #[error(transparent)]
    Script(#[from] LoadError),
    /// A statement fails.
    #[error("{file}:{line}: {source}")]
    Statement {
        /// The file.
        file: String,
        /// The line.
        line: usize,
        /// What the server said.
        source: Cause,
    },
    /// The server does not answer as it should.
    #[error(transparent)]
    Server(#[from] Cause),
}

/// SQLSTATE `active_sql_transaction`: the statement runs only outside of a transaction.
const OUTSIDE_ONLY: &str = "25001";

/// Runs the statements of files, in order, and says what they do. Each is a transaction, unless the files have their own.
pub async fn rehearse(session: &Session, scripts: &[Script]) -> Result<Vec<Danger>, RehearseError> {
    let mut found = Vec::new();
    let mut is_within = false;
    for script in scripts {
        for statement in statements(script)? {
            let (sql, line) = (statement.sql.as_str(), statement.line);
            let failed = |error: tokio_postgres::Error| RehearseError::Statement {
                file: script.name.clone(),
                line,
                source: Cause::from(error),
            };
            if let Some(begins) = transaction(sql) {
                session.batch_execute(sql).await.map_err(failed)?;
                is_within = begins;
                continue;
            }
            if !is_within {
                session.batch_execute("BEGIN").await.map_err(failed)?;
            }
            let before = observe::state(session).await?;
            let mut after = None;
            match session.batch_execute(sql).await {
                Ok(()) => after = Some(observe::state(session).await?),
                Err(error) if !is_within && error.code().is_some_and(|state| state.code() == OUTSIDE_ONLY) => {
                    session.batch_execute("ROLLBACK").await.map_err(failed)?;
                    session.batch_execute(sql).await.map_err(failed)?;
                }
                Err(error) => return Err(failed(error)),
            }
            let after = match after {
                Some(after) => {
                    if !is_within {
                        session.batch_execute("COMMIT").await.map_err(failed)?;
                    }
                    after
                }
                None => observe::state(session).await?,
            };
            let at = At { file: &script.name, line, sql };
            found.extend(at.dangers((&before, &after)));
        }
    }
    if is_within {
        session.batch_execute("ROLLBACK").await.map_err(Cause::from)?;
    }
    Ok(found)
}

/// Whether a statement begins a transaction, or ends it; nothing if it does neither.
fn transaction(sql: &str) -> Option<bool> {
    let first = sql.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default().to_ascii_lowercase();
    match first.as_str() {
        "begin" | "start" => Some(true),
        "commit" | "end" | "abort" => Some(false),
        "rollback" if !sql.to_ascii_lowercase().contains(" to ") => Some(false),
        _ => None,
    }
}

/// A statement at its place.
struct At<'a> {
    file: &'a str,
    line: usize,
    sql: &'a str,
}

impl At<'_> {
    fn danger(&self, hazard: Hazard, object: Option<String>, (message, hint): (&str, Option<&'static str>)) -> Danger {
        let message = message.to_owned();
        Danger { file: self.file.to_owned(), line: self.line, hazard, object, message, hint }
    }

    fn dangers(&self, (before, after): (&State, &State)) -> Vec<Danger> {
        let observed = observe::between(before, after);
        let Observed { locks, rewritten, scanned, gone, gone_columns, gone_indexes, new_indexes, renamed, access } =
            &observed;
        let is_truncate = self.sql.trim_start().get(..8).is_some_and(|word| word.eq_ignore_ascii_case("truncate"));
        let mut found = Vec::new();
        let mut add = |hazard, object: Option<String>, text| found.push(self.danger(hazard, object, text));
        for relation in gone {
            add(Hazard::DeletesData, Some(relation.to_string()), ("it is dropped, with its rows", None));
        }
        for (relation, column) in gone_columns {
            let object = format!("{relation}.{column}");
            add(Hazard::DeletesData, Some(object), ("it is dropped, with its values", None));
        }
        for (relation, lock) in locks.iter().filter(|(relation, _)| !gone.contains(relation)) {
            let (hazard, message) = match lock {
                Lock::AccessExclusive => {
                    (Hazard::AcquiresAccessExclusiveLock, "reads and writes wait (ACCESS EXCLUSIVE)")
                }
                Lock::ShareRowExclusive => (Hazard::AcquiresShareRowExclusiveLock, "writes wait (SHARE ROW EXCLUSIVE)"),
                Lock::Share => (Hazard::AcquiresShareLock, "writes wait (SHARE)"),
                Lock::ShareUpdateExclusive => continue,
            };
            add(hazard, Some(relation.to_string()), (message, None));
        }
        for relation in rewritten {
            let object = Some(relation.to_string());
            if is_truncate {
                add(Hazard::DeletesData, object, ("its rows are deleted", None));
            } else {
                let hint = "add a column, fill it in batches, and change over";
                add(Hazard::ImpactsDatabasePerformance, object, ("the whole table is written anew", Some(hint)));
            }
        }
        for relation in scanned.iter().filter(|relation| !rewritten.contains(*relation)) {
            let blocks = locks.get(relation).is_some_and(|lock| *lock > Lock::ShareUpdateExclusive);
            if blocks {
                let hint = if new_indexes.is_empty() {
                    "add constraints NOT VALID, and validate them in another transaction"
                } else {
                    "CREATE INDEX CONCURRENTLY lets writes go on"
                };
                let text = ("the whole table is read while others wait", Some(hint));
                add(Hazard::ImpactsDatabasePerformance, Some(relation.to_string()), text);
            }
        }
        for index in new_indexes {
            add(Hazard::IndexBuild, Some(index.to_string()), ("an index is built", None));
        }
        for index in gone_indexes {
            let text = ("an index is dropped: queries that used it are slow", None);
            add(Hazard::IndexDropped, Some(index.to_string()), text);
        }
        for name in renamed {
            let hint = "keep the old name, as a view or a column, until no program uses it";
            let text = ("it gets another name: programs and texts of functions may use the old one", Some(hint));
            add(Hazard::HasUntrackableDependencies, Some(name.clone()), text);
        }
        if *access {
            add(Hazard::AuthzUpdate, None, ("who may do what changes", None));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::transaction;

    #[test]
    fn transactions_of_files_are_seen() {
        for (sql, begins) in [
            ("BEGIN", Some(true)),
            ("start transaction", Some(true)),
            ("COMMIT", Some(false)),
            ("ROLLBACK TO SAVEPOINT a", None),
            ("rollback", Some(false)),
            ("CREATE TABLE begin (id integer)", None),
        ] {
            assert_eq!(transaction(sql), begins, "{sql}");
        }
    }
}
