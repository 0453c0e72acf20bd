//! Whether rows of a live database are in the way of a plan, asked before it runs.
//!
//! `ask` writes the questions, from both catalogs alone; this asks them in one transaction that only reads. What is told is how
//! many rows are in the way, and the primary keys of a few: never another value.

mod ask;
mod fit;

use relvar_catalog::{Cause, QualifiedName, catalog::ObjectId};
use serde::Serialize;
use tokio_postgres::{Client, IsolationLevel};

pub use ask::{Question, questions};

/// Maximum number of keys that are told of each.
const KEYS: usize = 5;

/// What is wrong with rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// They are NULL in a column that must not be.
    Null,
    /// They have the same key as others.
    Duplicate,
    /// They refer to rows that are not there.
    Orphan,
    /// Their values do not fit the new type.
    DoesNotFit,
    /// They violate a check.
    Violates,
    /// They would have no value in a new column.
    NoValue,
}

impl Problem {
    /// The problem in words, after a number of rows.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Null => "NULL",
            Self::Duplicate => "with the key of another",
            Self::Orphan => "that refer to a row that is not there",
            Self::DoesNotFit => "with a value that does not fit",
            Self::Violates => "that violate it",
            Self::NoValue => "that would have no value",
        }
    }
}

/// Rows that are in the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InTheWay {
    /// What the plan makes or changes.
    pub object: ObjectId,
    /// The table, under the name that it has now.
    pub relation: QualifiedName,
    /// What is wrong.
    pub problem: Problem,
    /// How many rows.
    pub count: i64,
    /// The primary keys of a few of them, if the table has one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<String>,
}

/// What the live database says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Answers {
    /// How many questions were asked.
    pub asked: usize,
    /// Rows that are in the way.
    pub in_the_way: Vec<InTheWay>,
    /// What could not be asked, with the reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_asked: Vec<(ObjectId, String)>,
}

/// Asks a live database.
pub async fn ask(client: &mut Client, questions: &[Question]) -> Result<Answers, Cause> {
    let isolation = client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true);
    let mut transaction = isolation.start().await.map_err(Cause::from)?;
    transaction.batch_execute("SET LOCAL search_path = ''; SET LOCAL row_security = off").await.map_err(Cause::from)?;
    let mut answers = Answers::default();
    for question in questions {
        let Question { object, relation, problem, .. } = question;
        let Some(sql) = &question.sql else {
            answers.not_asked.push((object.clone(), question.reason.clone()));
            continue;
        };
        answers.asked += 1;
        // What one question fails with does not end the others.
        let savepoint = transaction.savepoint("question").await.map_err(Cause::from)?;
        let count = savepoint.query_one(&sql.count, &[]).await.and_then(|row| row.try_get::<_, i64>(0));
        let count = match count {
            Ok(count) => count,
            Err(error) => {
                answers.asked -= 1;
                answers.not_asked.push((object.clone(), Cause::from(error).to_string()));
                continue;
            }
        };
        if count == 0 {
            continue;
        }
        let mut keys = Vec::new();
        if let Some(sql) = &sql.keys {
            let rows = savepoint.query(&format!("{sql} LIMIT {KEYS}"), &[]).await;
            keys.extend(
                rows.into_iter().flatten().filter_map(|row| row.try_get::<_, Option<String>>(0).ok().flatten()),
            );
        }
        let (object, relation, problem) = (object.clone(), relation.clone(), *problem);
        answers.in_the_way.push(InTheWay { object, relation, problem, count, keys });
    }
    transaction.rollback().await.map_err(Cause::from)?;
    Ok(answers)
}
