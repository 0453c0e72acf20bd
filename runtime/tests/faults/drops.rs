//! Futures that are dropped before their end, at every point and in every form.

use std::time::Duration;

use relvar::{Pool, sql};
use tokio::task::JoinSet;

use crate::database;
use crate::endure::recovers;
use crate::ledger::{Fate, Ledger};
use crate::moment::Moment;
use crate::random::{Random, times};
use crate::witness::{Witness, ends};
use crate::work::{Task, Through};

/// Eight tasks that drop five of six things they begin. What they do not drop must succeed: nothing else is wrong here,
/// so that an error would come from what was dropped before.
pub(crate) async fn drop_at_random(witness: &Witness, url: &str, through: Through, drops: u64) {
    let mut random = Random::seeded();
    let pool = Pool::builder(url).and_then(|builder| builder.mode(through.mode()).max_size(4).build()).expect("a pool");
    let mut tasks = JoinSet::new();
    for number in 1..=8 {
        let mut task = Task::new(number, &pool, &mut random);
        tasks.spawn(async move {
            let mut left = drops / 8;
            while left > 0 {
                let step = through.step(&mut task.random);
                let until = (task.random.below(6) > 0).then(|| Moment::random(&mut task.random));
                match ends(&format!("{step:?}"), task.run(step, until)).await {
                    None => left -= 1,
                    Some(Err(error)) => assert!(step.may_fail(), "{step:?}, {until:?}: {error:?}"),
                    Some(Ok(())) => {}
                }
            }
            task.ledger
        });
    }
    let mut ledger = Ledger::default();
    while let Some(done) = tasks.join_next().await {
        ledger.extend(done.expect("a task without a failed assertion"));
    }
    assert!(ledger.count(Fate::Done) > 0 && ledger.count(Fate::Unknown) > 0);
    witness.settles().await;
    ledger.check(witness).await;
    recovers(&pool, through, &mut random).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_dropped_leaves_nothing_behind() {
    let (witness, url) = database!();
    drop_at_random(&witness, &url, Through::Prepared, times(9_000)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_dropped_without_preparing_leaves_nothing_behind() {
    let (witness, url) = database!();
    drop_at_random(&witness, &url, Through::Unprepared, times(1_000)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_callers_that_leave_keep_nobody_waiting() {
    let (witness, url) = database!();
    let mut random = Random::seeded();
    let pool = Pool::builder(&url).and_then(|builder| builder.max_size(4).build()).expect("a pool");
    let mut callers = Vec::new();
    for _ in 0..times(200) {
        let theirs = pool.clone();
        let caller = tokio::spawn(async move { sql("select pg_sleep(600)").execute(&theirs).await });
        let patience = Duration::from_millis(random.below(20));
        callers.push(tokio::spawn(async move {
            tokio::time::sleep(patience).await;
            caller.abort();
        }));
        if callers.len() % 20 == 0 {
            let answer = ends("somebody else's statement", sql("select 1").fetch_scalar::<i32>(&pool)).await;
            assert_eq!(answer.expect("answers"), 1);
        }
    }
    for caller in callers {
        caller.await.expect("leaves");
    }
    recovers(&pool, Through::Prepared, &mut random).await;
    witness.settles().await;
}
