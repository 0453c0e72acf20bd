//! One case after another: what the server finds beside what the interpreter finds.

use std::fmt::Write as _;
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use relvar::{Db, Error, Form};
use tokio_postgres::Client;

use crate::choices::{Choices, shrink};
use crate::interpret::{At, Found, Outcome};
use crate::program::{Act, Locked, Program, Set};
use crate::random::Random;
use crate::run::{Run, agrees};
use crate::schema::{DDL, TABLES, Table, with_table};
use crate::server;
use crate::value::{Fault, Val};
use crate::world::World;

/// A server with the oracle's tables.
pub(crate) struct Oracle {
    db: Db,
    /// Fills the tables.
    filler: Client,
}

/// How many programs agreed, and of how many nothing can be said.
#[derive(Default)]
pub(crate) struct Count {
    pub(crate) checked: u64,
    pub(crate) skipped: u64,
}

/// What comes of a case.
enum Verdict {
    Agrees,
    /// The server meets an error, or not, depending on what it computes at all.
    Open,
    Differs(String),
}

/// Why a transaction does not end well.
enum End {
    /// As it should: what a program did is undone.
    Done(Outcome),
    Failed(Error),
}

impl From<Error> for End {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl Oracle {
    pub(crate) async fn open() -> Option<Self> {
        let url = server::url().await?;
        let (filler, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.expect("connects");
        tokio::spawn(connection);
        filler.batch_execute(DDL).await.expect("creates the tables");
        let db = Db::connect(&url).await.expect("connects");
        // Nothing that is right ever waits for a lock here.
        for setting in ["set jit = off", "set statement_timeout = '30s'", "set lock_timeout = '200ms'"] {
            relvar::sql(setting).execute(&db).await.expect("sets");
        }
        Some(Self { db, filler })
    }

    /// The programs of a world, each compared: the first that differs is made smaller and told.
    pub(crate) async fn world(&self, seed: u64, programs: u64) -> Result<Count, String> {
        let mut choices = Choices::of(seed);
        let world = World::random(&mut choices);
        let world_choices = choices.into_made();
        self.fill(&world).await;
        let mut count = Count::default();
        for program in 0..programs {
            let mut choices = Choices::of(seed.wrapping_mul(1_000_003).wrapping_add(program + 1));
            let (table, made) = Random { choices: &mut choices, world: &world }.program();
            match self.check(&world, table, &made).await {
                Verdict::Agrees => count.checked += 1,
                Verdict::Open => count.skipped += 1,
                Verdict::Differs(difference) => {
                    let smaller = self.smaller(world_choices, choices.into_made()).await;
                    // What fails now and then, or only after the worlds before it.
                    let failure = smaller.unwrap_or_else(|| {
                        format!(
                            "{world}\n{}: {made:?}\n\n{difference}\n\nnot when it was run again",
                            TABLES[table].name
                        )
                    });
                    return Err(format!("with RELVAR_ORACLE_SEED={seed} RELVAR_ORACLE_CASES=1:\n{failure}"));
                }
            }
        }
        Ok(count)
    }

    async fn fill(&self, world: &World) {
        let mut statements = String::new();
        for table in TABLES.iter().rev() {
            writeln!(statements, "delete from {};", table.name).expect("a string");
        }
        write!(statements, "{world}").expect("a string");
        self.filler.batch_execute(&statements).await.unwrap_or_else(|error| panic!("{error:?}\n{statements}"));
    }

    /// Locks rows as another session, until [`release`](Self::release).
    async fn hold(&self, world: &World, table: usize, program: &Program) {
        let Program::Locked(locked) = program else { return };
        let Table { name, columns, identity, .. } = &TABLES[table];
        let rows: Vec<_> = world
            .held(table, &locked.held)
            .into_iter()
            .map(|row| {
                let row = world.identity(At { table, row });
                let equal =
                    identity.iter().zip(row).map(|(at, val)| format!("{} = {}", columns[*at].name, val.literal()));
                equal.collect::<Vec<_>>().join(" and ")
            })
            .collect();
        let mut statements = "begin".to_owned();
        if !rows.is_empty() {
            write!(statements, "; select from {name} where {} for update", rows.join(" or ")).expect("a string");
        }
        self.filler.batch_execute(&statements).await.expect("holds rows");
    }

    async fn release(&self, program: &Program) {
        if let Program::Locked(_) = program {
            self.filler.batch_execute("rollback").await.expect("releases rows");
        }
    }

    /// The rows of a table that the other session can not lock.
    async fn locked(&self, world: &World, table: usize) -> Found {
        let Table { name, columns, identity, .. } = &TABLES[table];
        let parts: Vec<_> = identity.iter().map(|at| format!("{}::text", columns[*at].name)).collect();
        let statement = format!("select {} from {name} for update skip locked", parts.join(", "));
        let free = self.filler.query(&statement, &[]).await.expect("asks for locks");
        let free: Vec<Vec<String>> = free.iter().map(|row| (0..parts.len()).map(|at| row.get(at)).collect()).collect();
        let all = (0..world.tables[table].len()).map(|row| world.identity(At { table, row }));
        let text = |val: &Val| if let Val::Text(text) = val { text.clone() } else { val.literal() };
        Found::Ordered(all.filter(|row| !free.contains(&row.iter().map(text).collect())).collect())
    }

    /// The smallest case that is found to fail, as text.
    async fn smaller(&self, world: Vec<u32>, program: Vec<u32>) -> Option<String> {
        let failing = async |world: &[u32], program: &[u32]| {
            let world = World::random(&mut Choices::again(world));
            let (table, program) = Random { choices: &mut Choices::again(program), world: &world }.program();
            self.fill(&world).await;
            match self.check(&world, table, &program).await {
                Verdict::Differs(difference) => {
                    Some(format!("{world}\n{}: {program:?}\n\n{difference}\n\n{}", TABLES[table].name, legend()))
                }
                Verdict::Agrees | Verdict::Open => None,
            }
        };
        let program = shrink(program, async |program| failing(&world, program).await.is_some()).await;
        let world = shrink(world, async |world| failing(world, &program).await.is_some()).await;
        let program = shrink(program, async |program| failing(&world, program).await.is_some()).await;
        failing(&world, &program).await
    }

    /// What comes of a program over the rows that are there, in every form that its statements can have.
    async fn check(&self, world: &World, table: usize, program: &Program) -> Verdict {
        for form in [Form::Chosen, Form::LookedUp, Form::Grouped, Form::Whole] {
            form.set();
            let verdict = self.check_form(world, table, program).await;
            Form::Chosen.set();
            match verdict {
                Verdict::Agrees => {}
                Verdict::Open => return Verdict::Open,
                Verdict::Differs(difference) => return Verdict::Differs(format!("{form:?}: {difference}")),
            }
        }
        Verdict::Agrees
    }

    async fn check_form(&self, world: &World, table: usize, program: &Program) -> Verdict {
        let expected = world.clone().run(table, program);
        self.hold(world, table, program).await;
        let running = self.db.transaction(async |tx| {
            let mut outcome = with_table(table, Run { world, program, tx }).await?;
            if let Program::Locked(_) = program {
                outcome.push(("locked", self.locked(world, table).await));
            }
            Err::<(), End>(End::Done(outcome))
        });
        let ended = AssertUnwindSafe(running).catch_unwind().await;
        self.release(program).await;
        let found = match ended {
            Ok(Err(End::Done(outcome))) => Ok(outcome),
            Ok(Err(End::Failed(error))) => Err(error),
            Ok(Ok(())) => panic!("every program is undone"),
            Err(_) => return Verdict::Differs("relvar panics".to_owned()),
        };
        match (expected, found) {
            (_, Err(error)) if error.is_unrestricted() => {
                if writes_everything(world, table, program) {
                    Verdict::Agrees
                } else {
                    Verdict::Differs(format!("{error}, although not every row is written"))
                }
            }
            // What stands for something else than its rows takes no lock, and says so.
            (_, Err(error)) if is_refused(&error, program) => Verdict::Agrees,
            (Err(Fault::Number), _) => Verdict::Open,
            (Err(Fault::Lock), Err(error)) if error.code() == Some("55P03") => Verdict::Agrees,
            (Err(Fault::Lock), found) => Verdict::Differs(format!("a locked row is not met: {found:?}")),
            (Err(Fault::Key), Err(error)) if error.is_unique_violation() || error.is_foreign_key_violation() => {
                Verdict::Agrees
            }
            (Err(Fault::Key), found) => Verdict::Differs(format!("a key is broken, but not met: {found:?}")),
            (Ok(_), Err(error)) => Verdict::Differs(format!("{error:?}\n{error}\n{}", error.sql().unwrap_or_default())),
            (Ok(expected), Ok(found)) => compared(&expected, &found),
        }
    }
}

/// Whether relvar says that a set takes no lock where it stands for something else than its rows.
fn is_refused(error: &Error, program: &Program) -> bool {
    let Program::Locked(locked) = program else { return false };
    let elsewhere = matches!(locked.act, Act::Exists | Act::Group | Act::And(_) | Act::Minus(_) | Act::Follow(_));
    (elsewhere || is_distinct(&locked.set)) && error.code().is_none() && error.to_string().starts_with("a row lock ")
}

/// Whether a set picks rows by `distinct_on`.
fn is_distinct(set: &Set) -> bool {
    match set {
        Set::DistinctOn(..) => true,
        Set::OrderBy(inner, _)
        | Set::Limit(inner, _)
        | Set::Offset(inner, _)
        | Set::After(inner, _)
        | Set::Before(inner, _) => is_distinct(inner),
        _ => false,
    }
}

/// What the numbers of a program stand for.
fn legend() -> String {
    let mut legend = String::new();
    for (at, table) in TABLES.iter().enumerate() {
        let columns: Vec<_> = table.columns.iter().map(|fact| fact.name).collect();
        let keys: Vec<_> = table.keys.iter().map(|key| key.name).collect();
        writeln!(legend, "table {at}: {}, columns {columns:?}, keys {keys:?}", table.name).expect("a string");
    }
    legend
}

fn writes_everything(world: &World, table: usize, program: &Program) -> bool {
    let (Program::Update { set, .. } | Program::Delete(set) | Program::Locked(Locked { set, .. })) = program else {
        return false;
    };
    world.rows(table, set).is_ok_and(|rows| rows.len() == world.tables[table].len())
}

fn compared(expected: &Outcome, found: &Outcome) -> Verdict {
    for (name, expected) in expected {
        let found = &found.iter().find(|(known, _)| known == name).expect("the same parts").1;
        if !agrees(expected, found) {
            return Verdict::Differs(format!("{name}: expected {expected:?}\n{name}: found    {found:?}"));
        }
    }
    Verdict::Agrees
}
