//! Behind PgBouncer in transaction mode, where each transaction may run in another session.

use relvar::{Mode, Pool};
use tokio::task::JoinSet;

use crate::database;
use crate::drops::drop_at_random;
use crate::ledger::Ledger;
use crate::pgbouncer::Bouncer;
use crate::random::{Random, times};
use crate::witness::ends;
use crate::work::{Step, Task, Through};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_a_pooler_every_form_of_read_and_write_succeeds() {
    let (witness, url) = database!();
    let Some(bouncer) = Bouncer::start(&url).await else { return };
    let builder = Pool::builder(bouncer.url()).expect("parses").mode(Mode::Unprepared).max_size(8);
    let pool = builder.build().expect("a pool");
    let mut random = Random::seeded();
    let mut tasks = JoinSet::new();
    for number in 1..=8 {
        let mut task = Task::new(number, &pool, &mut random);
        tasks.spawn(async move {
            for _ in 0..times(15) {
                for step in Step::all().filter(|step| Through::Pooler.allows(*step)) {
                    let done = ends(&format!("{step:?}"), task.run(step, None)).await.expect("not dropped");
                    assert!(done.is_ok() || step.may_fail(), "{step:?}: {done:?}");
                }
            }
            task.ledger
        });
    }
    let mut ledger = Ledger::default();
    while let Some(done) = tasks.join_next().await {
        ledger.extend(done.expect("a task without a failed assertion"));
    }
    witness.settles().await;
    ledger.check(&witness).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_a_pooler_whatever_is_dropped_leaves_nothing_behind() {
    let (witness, url) = database!();
    let Some(bouncer) = Bouncer::start(&url).await else { return };
    drop_at_random(&witness, &bouncer.url(), Through::Pooler, times(500)).await;
}
