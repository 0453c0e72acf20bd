//! What the tasks of a test do: writes of every form, each with a token of its own, and reads of what only they know.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use futures_util::TryStreamExt;
use relvar::{Error, Executor, Mode, Pool, sql};

use crate::ledger::{Fate, Ledger};
use crate::moment::{Moment, dropped};
use crate::random::Random;
use crate::sample::{Actor, Film, Language};

/// A token may be written twice, so that it shows if it is; parts below zero are those that may be absent.
pub(crate) const TABLES: &str = "create table entry (token bigint not null, part int not null);
    create table job (job_id bigint primary key, worker int)";

/// A write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Write {
    Insert,
    Returning,
    Copy,
    Transaction,
    CopyInTransaction,
    Nested,
    /// The body of the transaction fails.
    Abandoned,
    /// The body drops a statement before its end, and goes on.
    DropsInside,
    /// The body drops a copy before its end, and goes on.
    DropsCopyInside,
    /// With a limit of time.
    Limited,
    /// With a limit of time for the whole of it.
    LimitedTransaction,
}

/// The limit of what has one.
const LIMIT: Duration = Duration::from_millis(100);

impl Write {
    /// Those that have no limit.
    pub(crate) const ALL: [Self; 9] = [
        Self::Insert,
        Self::Returning,
        Self::Copy,
        Self::Transaction,
        Self::CopyInTransaction,
        Self::Nested,
        Self::Abandoned,
        Self::DropsInside,
        Self::DropsCopyInside,
    ];

    /// How many parts a token has that is written in this way.
    fn parts(self) -> i64 {
        match self {
            Self::Insert | Self::Returning | Self::Limited => 1,
            Self::Transaction | Self::Nested | Self::DropsInside | Self::DropsCopyInside | Self::LimitedTransaction => {
                2
            }
            Self::Copy | Self::CopyInTransaction => 3,
            Self::Abandoned => 0,
        }
    }

    /// What its caller knows of it.
    fn fate(self, result: Option<&Result<(), Error>>) -> Fate {
        match self {
            Self::Insert | Self::Returning | Self::Copy | Self::Limited => Fate::of_statement(result),
            Self::Transaction
            | Self::CopyInTransaction
            | Self::Nested
            | Self::DropsInside
            | Self::DropsCopyInside
            | Self::LimitedTransaction => Fate::of_transaction(result),
            Self::Abandoned => Fate::NotDone,
        }
    }

    async fn run(self, pool: &Pool, token: i64, random: &mut Random) -> Result<(), Error> {
        match self {
            Self::Insert => insert(pool, token, 0).await,
            Self::Returning => {
                let text = "insert into entry values ($1, 0) returning token";
                let back: i64 = sql(text).bind(token).fetch_scalar(pool).await?;
                assert_eq!(back, token, "a foreign value");
                Ok(())
            }
            Self::Copy => copy(pool, token).await,
            Self::Transaction => {
                pool.transaction(async |tx| {
                    insert(tx, token, 0).await?;
                    insert(tx, token, 1).await
                })
                .await
            }
            Self::CopyInTransaction => pool.transaction(async |tx| copy(tx, token).await).await,
            Self::Nested => {
                pool.transaction(async |tx| {
                    insert(tx, token, 0).await?;
                    let undone = tx.transaction(async |tx| {
                        insert(tx, token, 0).await?;
                        Err::<(), _>(Error::not_found("what the test looks for"))
                    });
                    undone.await.or_else(expected)?;
                    tx.transaction(async |tx| insert(tx, token, 1).await).await
                })
                .await
            }
            Self::Abandoned => {
                let abandoned = pool.transaction(async |tx| {
                    insert(tx, token, 0).await?;
                    Err::<(), _>(Error::not_found("what the test looks for"))
                });
                abandoned.await.or_else(expected)
            }
            Self::DropsInside => {
                let (moment, form) = (Moment::random(random), random.below(3));
                pool.transaction(async |tx| {
                    insert(tx, token, 0).await?;
                    drop_inside(tx, token, (moment, form)).await?;
                    insert(tx, token, 1).await
                })
                .await
            }
            Self::DropsCopyInside => {
                pool.transaction(async |tx| {
                    insert(tx, token, 0).await?;
                    let mut copy = tx.copy_in("copy entry from stdin").await?;
                    copy.send(Bytes::from(format!("{token}\t-2\n"))).await?;
                    drop(copy);
                    insert(tx, token, 1).await
                })
                .await
            }
            Self::Limited => insert(&pool.timeout(LIMIT), token, 0).await,
            Self::LimitedTransaction => {
                let limited = pool.timeout(LIMIT);
                let done = limited.transaction(async |tx| {
                    insert(tx, token, 0).await?;
                    insert(tx, token, 1).await
                });
                done.await
            }
        }
    }
}

async fn insert(db: &impl Executor, token: i64, part: i32) -> Result<(), Error> {
    sql("insert into entry values ($1, $2)").bind(token).bind(part).execute(db).await.map(drop)
}

async fn copy(db: &impl Executor, token: i64) -> Result<(), Error> {
    let mut copy = db.copy_in("copy entry from stdin").await?;
    copy.send(Bytes::from(format!("{token}\t0\n{token}"))).await?;
    copy.send(Bytes::from(format!("\t1\n{token}\t2\n"))).await?;
    assert_eq!(copy.finish().await?, 3, "a foreign answer");
    Ok(())
}

/// Begins something, and drops it.
async fn drop_inside(db: &impl Executor, token: i64, (moment, form): (Moment, u64)) -> Result<(), Error> {
    match form {
        0 => dropped(moment, insert(db, token, -1)).await.unwrap_or(Ok(())),
        1 => {
            let rows = sql("select n from generate_series(1, 1000) n").stream::<(i32,)>(db).await?;
            pin!(rows).try_next().await.map(drop)
        }
        _ => dropped(moment, sql("select pg_sleep(600)").execute(db)).await.map_or(Ok(()), |done| done.map(drop)),
    }
}

fn expected(error: Error) -> Result<(), Error> {
    if error.is_not_found() { Ok(()) } else { Err(error) }
}

/// A read of values that only one task knows.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Read {
    Value,
    Rows,
    Slow,
    Stream,
    Tree,
    CopyOut,
    Setting,
}

impl Read {
    pub(crate) const ALL: [Self; 7] =
        [Self::Value, Self::Rows, Self::Slow, Self::Stream, Self::Tree, Self::CopyOut, Self::Setting];

    async fn run(self, pool: &Pool, own: i64) -> Result<(), Error> {
        let name = format!("of {own}");
        match self {
            Self::Value => {
                let text = "select $1::bigint, $2::text";
                let read: (i64, String) = sql(text).bind(own).bind(name.as_str()).fetch_one(pool).await?;
                assert_eq!(read, (own, name), "a foreign value");
            }
            Self::Rows => {
                let rows = sql("select $1::bigint from generate_series(1, 20)").bind(own);
                assert_eq!(rows.fetch_scalars::<i64>(pool).await?, [own; 20], "foreign values");
            }
            Self::Slow => {
                let read: i64 = sql("select $1::bigint from pg_sleep(0.001)").bind(own).fetch_scalar(pool).await?;
                assert_eq!(read, own, "a foreign value");
            }
            Self::Stream => {
                let text = "select $1::bigint, repeat('x', 100) from generate_series(1, 2000)";
                let mut rows = pin!(sql(text).bind(own).stream::<(i64, String)>(pool).await?);
                for _ in 0..own % 50 {
                    let (read, _) = rows.try_next().await?.expect("a row");
                    assert_eq!(read, own, "a foreign value");
                }
            }
            Self::Tree => {
                let id = i32::try_from(own % 10 + 1).expect("small");
                let tree = Film::find(id).with(Film::LANGUAGE).with(Film::ACTOR);
                let (film, language, _): (Film, Language, Vec<Actor>) = tree.one(pool).await?;
                assert_eq!((film.film_id, film.language_id), (id, language.language_id), "a foreign row");
            }
            Self::CopyOut => {
                let text = format!("copy (select '{own}' from generate_series(1, 300)) to stdout");
                let parts: Vec<Bytes> = pool.copy_out(&text).await?.try_collect().await?;
                assert_eq!(parts.concat(), format!("{own}\n").repeat(300).into_bytes(), "a foreign copy");
            }
            Self::Setting => {
                let read = pool.transaction(async |tx| {
                    sql("select set_config('test.own', $1, true)").bind(name.as_str()).execute(tx).await?;
                    sql("select current_setting('test.own')").fetch_scalar::<String>(tx).await
                });
                assert_eq!(read.await?, name, "a foreign setting");
            }
        }
        Ok(())
    }
}

/// A write or a read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    Write(Write),
    Read(Read),
}

impl Step {
    /// All but those with a limit.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        Write::ALL.map(Self::Write).into_iter().chain(Read::ALL.map(Self::Read))
    }

    /// A write or a read, one as often as the other.
    fn random(random: &mut Random) -> Self {
        if random.below(2) == 0 { Self::Write(random.pick(&Write::ALL)) } else { Self::Read(random.pick(&Read::ALL)) }
    }

    fn is_copy(self) -> bool {
        matches!(
            self,
            Self::Write(Write::Copy | Write::CopyInTransaction | Write::DropsCopyInside) | Self::Read(Read::CopyOut)
        )
    }

    /// Whether it may fail although nothing is wrong: what was dropped inside may have taken the transaction along.
    pub(crate) fn may_fail(self) -> bool {
        matches!(self, Self::Write(Write::DropsInside | Write::DropsCopyInside))
    }
}

/// How the server is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Through {
    Prepared,
    Unprepared,
    /// A pooler in transaction mode, behind which there is no `COPY`.
    Pooler,
}

impl Through {
    pub(crate) fn mode(self) -> Mode {
        match self {
            Self::Prepared => Mode::Prepared,
            Self::Unprepared | Self::Pooler => Mode::Unprepared,
        }
    }

    /// Whether this can be done there.
    pub(crate) fn allows(self, step: Step) -> bool {
        self != Self::Pooler || !step.is_copy()
    }

    /// Something that can be done there.
    pub(crate) fn step(self, random: &mut Random) -> Step {
        loop {
            let step = Step::random(random);
            if self.allows(step) {
                return step;
            }
        }
    }
}

/// One of several tasks on a pool, with what it was told.
pub(crate) struct Task {
    pub(crate) pool: Pool,
    pub(crate) random: Random,
    pub(crate) ledger: Ledger,
    number: i64,
    written: i64,
}

impl Task {
    pub(crate) fn new(number: i64, pool: &Pool, random: &mut Random) -> Self {
        Self { pool: pool.clone(), random: random.fork(), ledger: Ledger::default(), number, written: 0 }
    }

    /// Does something, to its end or to a moment before; `None` where it was dropped.
    pub(crate) async fn run(&mut self, step: Step, until: Option<Moment>) -> Option<Result<(), Error>> {
        match step {
            Step::Read(read) => run_until(until, read.run(&self.pool, self.number)).await,
            Step::Write(write) => {
                self.written += 1;
                let token = self.number * 1_000_000 + self.written;
                let result = run_until(until, write.run(&self.pool, token, &mut self.random)).await;
                self.ledger.note(token, write.parts(), write.fate(result.as_ref()));
                result
            }
        }
    }
}

async fn run_until<T>(until: Option<Moment>, call: impl Future<Output = T>) -> Option<T> {
    // All of the forms together are large.
    let call = Box::pin(call);
    match until {
        Some(moment) => dropped(moment, call).await,
        None => Some(call.await),
    }
}
