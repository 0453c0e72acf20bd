//! Sessions that are terminated, and a server that crashes, while many tasks read and write.

use std::time::Duration;

use relvar::Pool;
use relvar_catalog::scratch::{Choice, Options, Server};
use tokio::task::JoinSet;
use tokio_postgres::NoTls;

use crate::database;
use crate::endure::{endure, recovers};
use crate::ledger::Fate;
use crate::random::{Random, times};
use crate::witness::Witness;
use crate::work::{self, Through};

/// Terminates a session of the pool every few milliseconds.
async fn kill(by: &Witness, random: &mut Random) {
    let one = "select count(pg_terminate_backend(pid)) from (select pid from pg_stat_activity \
        where datname = current_database() and application_name = 'victim' order by random() limit 1) one";
    loop {
        by.count(one).await;
        tokio::time::sleep(Duration::from_millis(random.below(20))).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_by_sessions_that_are_killed_is_true() {
    let (witness, url) = database!();
    let options = url.parse::<relvar::ConnectOptions>().expect("parses").application_name("victim");
    let pool = Pool::with_options(options).max_size(6).build().expect("a pool");
    let killer = Witness::at(&url).await;
    let mut random = Random::seeded();
    let mut trouble = random.fork();
    let ledger = endure(&pool, times(2_400), kill(&killer, &mut trouble)).await;
    assert!(ledger.count(Fate::Done) > 100 && ledger.count(Fate::Unknown) > 0, "{ledger:?}");
    witness.settles().await;
    ledger.check(&witness).await;
    recovers(&pool, Through::Prepared, &mut random).await;
}

/// Where one process of it dies, a server ends all others and recovers from its log.
async fn crash(url: String) {
    let (client, dying) = tokio_postgres::connect(&url, NoTls).await.expect("connects");
    tokio::spawn(dying);
    let (_other, ended) = tokio_postgres::connect(&url, NoTls).await.expect("connects");
    let ended = tokio::spawn(ended);
    // `$PPID` is the session that runs the command.
    client.batch_execute("copy (select 1) to program 'kill -9 $PPID'").await.expect_err("killed");
    // The server has taken notice when the other session has ended too.
    let _ = ended.await.expect("no panic");
    Witness::at_last(&url).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_before_a_crash_of_the_server_is_true() {
    let options = Options::from_env();
    if let Some(Choice::Url(_)) = options.provider {
        eprintln!("skipped: the server is not ours to crash");
        return;
    }
    // A server of its own: the other tests need theirs.
    let starting = tokio::task::spawn_blocking(move || Server::start(&options));
    let server = starting.await.expect("starts").expect("a scratch server");
    if server.single_connection() {
        eprintln!("skipped: {} takes one connection at a time", server.description());
        return;
    }
    server.database("crashes").await.expect("a database");
    let url = server.url_of("crashes");
    let witness = Witness::at(&url).await;
    witness.run(crate::RENTAL).await;
    witness.run(work::TABLES).await;
    // A scratch server may forget what it acknowledged just before; this one is to remember.
    witness.run("alter database crashes set synchronous_commit = on").await;
    let pool = Pool::builder(&url).and_then(|builder| builder.max_size(6).build()).expect("a pool");
    let mut random = Random::seeded();
    let mut crashes = JoinSet::new();
    let mut count = 0;
    let trouble = async {
        loop {
            tokio::time::sleep(Duration::from_millis(300)).await;
            // A task, so that the last one comes to its end too.
            crashes.spawn(crash(url.clone()));
            crashes.join_next().await.expect("a crash").expect("no failed assertion");
            count += 1;
        }
    };
    let ledger = endure(&pool, times(2_000), trouble).await;
    assert!(count > 0 && ledger.count(Fate::Done) > 100, "{count} crashes");
    crashes.join_all().await;
    let witness = Witness::at(&url).await;
    witness.settles().await;
    ledger.check(&witness).await;
    recovers(&pool, Through::Prepared, &mut random).await;
}
