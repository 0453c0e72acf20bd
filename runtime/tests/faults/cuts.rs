//! Connections that are delayed, cut and reset while many tasks read and write.

use std::time::Duration;

use crate::database;
use crate::endure::{endure, recovers};
use crate::ledger::{Fate, Ledger};
use crate::proxy::{End, Fault, Proxy};
use crate::random::{Random, times};
use crate::witness::ends;
use crate::work::{Step, Task, Through, Write};
use relvar::{Pool, sql};
use tokio::task::JoinSet;

/// Another fault every few milliseconds.
async fn weather(proxy: &Proxy, random: &mut Random) {
    loop {
        let end = random.pick(&[End::Close, End::Reset]);
        let size = usize::try_from(random.below(4_000)).expect("small");
        let fault = match random.below(9) {
            0 => Fault::Delay(Duration::from_millis(random.below(4))),
            1 => Fault::Throttle(size / 4 + 100),
            2 => Fault::CutSent(size, end),
            3 => Fault::CutReceived(size, end),
            4 | 5 => Fault::CutAfterMessage(u32::try_from(random.below(60)).expect("small") + 1, end),
            6 => Fault::Stop,
            _ => Fault::Nothing,
        };
        proxy.set(fault);
        tokio::time::sleep(Duration::from_millis(random.below(25))).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_over_a_bad_network_is_true() {
    let (witness, url) = database!();
    let proxy = Proxy::start(&url).await;
    let pool = Pool::builder(proxy.url()).and_then(|builder| builder.max_size(6).build()).expect("a pool");
    let mut random = Random::seeded();
    let ledger = endure(&pool, times(3_000), weather(&proxy, &mut random)).await;
    proxy.set(Fault::Nothing);
    let (done, unknown) = (ledger.count(Fate::Done), ledger.count(Fate::Unknown));
    assert!(
        done > 100 && unknown > 10,
        "{done} done and {unknown} unknown: the network was not as bad as it should be"
    );
    assert!(proxy.accepted() > 10);
    witness.settles().await;
    ledger.check(&witness).await;
    recovers(&pool, Through::Prepared, &mut random).await;
}

/// Every place at which the connection of a write can be cut.
fn places(random: &mut Random) -> Vec<Fault> {
    let mut end = || random.pick(&[End::Close, End::Reset]);
    let mut places: Vec<_> = (1..30).map(|count| Fault::CutAfterMessage(count, end())).collect();
    places.extend((0..600).step_by(11).map(|size| Fault::CutSent(size, end())));
    places.extend((0..400).step_by(11).map(|size| Fault::CutReceived(size, end())));
    places
}

/// One write after another on one connection, which is cut at each place in turn.
async fn sweep(proxy: &Proxy, number: i64, write: Write, random: &mut Random) -> Ledger {
    let pool = Pool::builder(proxy.url()).and_then(|builder| builder.max_size(1).build()).expect("a pool");
    let mut task = Task::new(number, &pool, random);
    for fault in places(random) {
        let connected = async { while sql("select 1").execute(&pool).await.is_err() {} };
        ends("connecting", connected).await;
        proxy.set(fault);
        let _ = ends(&format!("{write:?} at {fault:?}"), task.run(Step::Write(write), None)).await;
        proxy.set(Fault::Nothing);
    }
    task.ledger
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_is_true_wherever_the_connection_is_cut() {
    let (witness, url) = database!();
    let mut random = Random::seeded();
    let mut sweeps = JoinSet::new();
    for (number, write) in (1..).zip(Write::ALL) {
        let (url, mut random) = (url.clone(), random.fork());
        sweeps.spawn(async move {
            // Its own proxy: each sweep has its own faults.
            let proxy = Proxy::start(&url).await;
            sweep(&proxy, number, write, &mut random).await
        });
    }
    let mut ledger = Ledger::default();
    while let Some(done) = sweeps.join_next().await {
        ledger.extend(done.expect("no failed assertion"));
    }
    for fate in [Fate::Done, Fate::NotDone, Fate::Unknown] {
        assert!(ledger.count(fate) > 20, "{fate:?}: {}", ledger.count(fate));
    }
    witness.settles().await;
    ledger.check(&witness).await;
}
