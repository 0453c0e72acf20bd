//! Connections that are delayed, cut and reset while many tasks read and write.

use std::time::Duration;

use crate::database;
use crate::endure::{endure, recovers};
use crate::ledger::Fate;
use crate::proxy::{End, Fault, Proxy};
use crate::random::{Random, times};
use relvar::Pool;

/// Another fault every few milliseconds.
async fn weather(proxy: &Proxy, random: &mut Random) {
    loop {
        let end = random.pick(&[End::Close, End::Reset]);
        let size = usize::try_from(random.below(4_000)).expect("small");
        let fault = match random.below(8) {
            0 => Fault::Delay(Duration::from_millis(random.below(4))),
            1 => Fault::Throttle(size / 4 + 100),
            2 => Fault::CutSent(size, end),
            3 => Fault::CutReceived(size, end),
            4 | 5 => Fault::CutAfterMessage(u32::try_from(random.below(60)).expect("small") + 1, end),
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
    let ledger = endure(&pool, times(4_000), weather(&proxy, &mut random)).await;
    proxy.set(Fault::Nothing);
    let (done, unknown) = (ledger.count(Fate::Done), ledger.count(Fate::Unknown));
    assert!(
        done > 100 && unknown > 10,
        "{done} done and {unknown} unknown: the network was not as bad as it should be"
    );
    assert!(proxy.accepted() > 10);
    witness.settles().await;
    ledger.check(&witness).await;
    recovers(&pool, &mut random).await;
}
