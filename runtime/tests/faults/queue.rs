//! A table as a queue: each job is claimed once.

use relvar::{Error, Mode, Pool};
use tokio::task::JoinSet;

use crate::database;
use crate::job::Job;
use crate::pgbouncer::Bouncer;
use crate::random::times;
use crate::sample::prelude::*;
use crate::witness::{Witness, ends};

/// Eight workers that claim jobs with one statement each, until there is none.
async fn claim(witness: &Witness, pool: &Pool, jobs: u64) {
    witness.run(&format!("insert into job select generate_series(1, {jobs})")).await;
    let mut workers = JoinSet::new();
    for worker in 1..=8 {
        let pool = pool.clone();
        workers.spawn(async move {
            let free = Job::filter(Job::WORKER.is_null()).order_by(Job::JOB_ID.asc()).limit(1);
            let claim = free.for_update().skip_locked().update().set(Job::WORKER, worker);
            let mut claimed = Vec::new();
            loop {
                let jobs: Vec<Job> = ends("a claim", claim.returning(&pool)).await?;
                let [job] = jobs.as_slice() else {
                    assert!(jobs.is_empty(), "more than one job: {jobs:?}");
                    return Ok::<_, Error>(claimed);
                };
                assert_eq!(job.worker, Some(worker));
                claimed.push(job.job_id);
            }
        });
    }
    let mut claimed = Vec::new();
    while let Some(done) = workers.join_next().await {
        claimed.extend(done.expect("no failed assertion").expect("no error"));
    }
    let count = claimed.len();
    claimed.sort_unstable();
    claimed.dedup();
    assert_eq!((count, claimed.len() as u64), (claimed.len(), jobs), "claims, and jobs that were claimed");
    assert_eq!(witness.count("select count(*) from job where worker is null").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_workers_claim_each_job_once() {
    let (witness, url) = database!();
    let pool = Pool::builder(&url).and_then(|builder| builder.max_size(8).build()).expect("a pool");
    claim(&witness, &pool, times(10_000)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_a_pooler_eight_workers_claim_each_job_once() {
    let (witness, url) = database!();
    let Some(bouncer) = Bouncer::start(&url).await else { return };
    let builder = Pool::builder(bouncer.url()).expect("parses").mode(Mode::Unprepared).max_size(8);
    claim(&witness, &builder.build().expect("a pool"), times(10_000)).await;
}
