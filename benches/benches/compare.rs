//! The same workloads under criterion: one at a time, with its statistics.

use std::sync::Arc;
use std::time::{Duration, Instant};

use benches::{Contender, Workload, contenders, data};
use criterion::{Criterion, criterion_group, criterion_main};
use relvar_catalog::scratch::{Options, Server};
use tokio::sync::Mutex;

fn compare(criterion: &mut Criterion) {
    let server = Server::start(&Options::from_env()).expect("a scratch server");
    let url = server.url();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let (client, connection) =
        runtime.block_on(tokio_postgres::connect(&url, tokio_postgres::NoTls)).expect("connects");
    runtime.spawn(connection);
    runtime.block_on(data::create(&client)).expect("creates");
    let everyone = runtime.block_on(contenders(&url)).expect("connects");
    let everyone: Vec<_> =
        everyone.into_iter().map(|contender| (contender.name(), Arc::new(Mutex::new(contender)))).collect();
    for &workload in Workload::ALL {
        runtime.block_on(data::fill(&client, workload)).expect("fills");
        let mut group = criterion.benchmark_group(workload.to_string());
        group.sample_size(20);
        for (name, contender) in &everyone {
            group.bench_function(*name, |bencher| {
                bencher.iter_custom(|times| {
                    let repeated = repeat(Arc::clone(contender), workload, times);
                    // In a task, where a server does its work.
                    runtime.block_on(async { tokio::spawn(repeated).await.expect("repeats") })
                });
            });
        }
        group.finish();
    }
}

async fn repeat(contender: Arc<Mutex<Box<dyn Contender>>>, workload: Workload, times: u64) -> Duration {
    let mut contender = contender.lock().await;
    let start = Instant::now();
    for _ in 0..times {
        contender.run(workload).await.expect("runs");
    }
    start.elapsed()
}

criterion_group!(benches, compare);
criterion_main!(benches);
