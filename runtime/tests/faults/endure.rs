//! Many tasks on a pool, while something goes wrong.

use std::future::Future;
use std::time::Duration;

use relvar::Pool;
use tokio::task::JoinSet;

use crate::ledger::Ledger;
use crate::moment::Moment;
use crate::random::Random;
use crate::witness::ends;
use crate::work::{Read, Step, Task, Through};

/// Eight tasks on a pool, while `trouble` goes on: whatever they were told must be true.
pub(crate) async fn endure(pool: &Pool, steps: u64, trouble: impl Future<Output = ()>) -> Ledger {
    let mut random = Random::seeded();
    let mut tasks = JoinSet::new();
    for number in 1..=8 {
        let mut task = Task::new(number, pool, &mut random);
        tasks.spawn(async move {
            for _ in 0..steps / 8 {
                let step = Through::Prepared.step(&mut task.random);
                // Some are dropped as well. Errors are expected; what they say is noted.
                let until = (task.random.below(4) == 0).then(|| Moment::random(&mut task.random));
                let done = ends(&format!("{step:?}"), task.run(step, until)).await;
                let failed = done.is_some_and(|done| done.is_err());
                if failed {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            }
            task.ledger
        });
    }
    let mut ledger = Ledger::default();
    let working = async {
        while let Some(done) = tasks.join_next().await {
            ledger.extend(done.expect("a task without a failed assertion"));
        }
    };
    tokio::select! {
        () = working => {}
        () = trouble => unreachable!("trouble goes on"),
    }
    ledger
}

/// As many statements at once as the pool has connections, all of which succeed.
pub(crate) async fn recovers(pool: &Pool, through: Through, random: &mut Random) {
    let mut tasks = JoinSet::new();
    for number in 100..108 {
        let mut task = Task::new(number, pool, random);
        tasks.spawn(async move {
            for step in Read::ALL.map(Step::Read).into_iter().filter(|step| through.allows(*step)) {
                let done = ends("a read", task.run(step, None)).await.expect("not dropped");
                done.expect("the pool has recovered");
            }
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.expect("the pool has recovered");
    }
}
