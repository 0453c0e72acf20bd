//! Prints the comparison: each workload, everyone in turn, many rounds.
//!
//! On a machine where other things run, times drift by more than the contenders differ. So each round measures all of
//! them, one after the other for a short while, and what is printed is the lower quartile of the rounds: what others
//! take from the machine only ever adds.
//!
//! `cargo run --release [--features peers] -- [--threads N] [--rounds N] [WORKLOAD…]`

use std::error::Error;
use std::time::{Duration, Instant};

use benches::allocations::{self, Counting};
use benches::{Contender, Workload, contenders, data};
use relvar_catalog::scratch::{Options, Server};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How long each contender is measured in a round, at least.
const TURN: Duration = Duration::from_millis(10);
/// After this long, no further round of a workload begins.
const ENOUGH: Duration = Duration::from_secs(40);

struct Arguments {
    threads: usize,
    rounds: usize,
    only: Vec<String>,
}

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let arguments = arguments()?;
    let server = Server::start(&Options::from_env())?;
    let runtime = match arguments.threads {
        1 => tokio::runtime::Builder::new_current_thread().enable_all().build()?,
        threads => tokio::runtime::Builder::new_multi_thread().worker_threads(threads).enable_all().build()?,
    };
    println!("{}; {} tokio thread(s), up to {} rounds", server.description(), arguments.threads, arguments.rounds);
    let url = server.url();
    // In a task, where a server does its work: to wake the future that the runtime blocks on costs an `epoll_wait` more
    // on one thread, and on several it is another thread that must wake.
    runtime.block_on(async { tokio::spawn(compare(url, arguments)).await? })
}

fn arguments() -> Result<Arguments, Box<dyn Error + Send + Sync>> {
    let mut arguments = Arguments { threads: 1, rounds: 200, only: Vec::new() };
    let mut given = std::env::args().skip(1);
    while let Some(argument) = given.next() {
        match argument.as_str() {
            "--threads" => arguments.threads = given.next().ok_or("--threads: a number")?.parse()?,
            "--rounds" => arguments.rounds = given.next().ok_or("--rounds: a number")?.parse()?,
            _ => arguments.only.push(argument),
        }
    }
    Ok(arguments)
}

async fn compare(url: String, arguments: Arguments) -> Result<(), Box<dyn Error + Send + Sync>> {
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    data::create(&client).await?;
    let mut everyone = contenders(&url).await?;
    println!("{:<20} {:<24} {:>11} {:>8} {:>12} {:>12}", "workload", "", "µs each", "ratio", "allocations", "a unit");
    for &workload in Workload::ALL {
        let name = workload.to_string();
        if !arguments.only.is_empty() && !arguments.only.iter().any(|only| name.contains(only.as_str())) {
            continue;
        }
        let writes =
            matches!(workload, Workload::Insert(_) | Workload::BulkCopy | Workload::BulkInsert | Workload::BulkValues);
        data::fill(&client, workload).await?;
        let mut times = vec![Vec::new(); everyone.len()];
        let mut allocated = vec![0; everyone.len()];
        let mut rows = Vec::new();
        let begun = Instant::now();
        for round in 0..=arguments.rounds {
            if round > 1 && begun.elapsed() > ENOUGH {
                break;
            }
            if writes {
                data::fill(&client, workload).await?;
            }
            for turns in 0..everyone.len() {
                // Each round begins with another one.
                let place = (round + turns) % everyone.len();
                if round == 0 && writes {
                    wrote_what_it_says(everyone[place].as_mut(), workload, &client).await?;
                }
                let (time, allocations, read) = turn(everyone[place].as_mut(), workload).await?;
                // The first round prepares statements.
                if round > 0 {
                    times[place].push(time);
                    allocated[place] = allocations;
                } else {
                    rows.push(read);
                }
            }
        }
        if rows.iter().flatten().any(|read| Some(read) != rows.iter().flatten().next()) {
            return Err(format!("{name}: not all have done the same: {rows:?}").into());
        }
        for (place, contender) in everyone.iter().enumerate() {
            if rows[place].is_none() {
                println!("{:<20} {:<24} {:>11}", "", contender.name(), "-");
                continue;
            }
            let time = quartile(times[place].clone());
            let name = if place == 0 { name.as_str() } else { "" };
            println!(
                "{name:<20} {:<24} {:>11.2} {:>8.3} {:>12} {:>12.2}",
                contender.name(),
                time * 1e6,
                time / quartile(times[0].clone()),
                allocated[place],
                ratio(allocated[place], workload.units()),
            );
        }
    }
    Ok(())
}

/// Runs it once, and compares the rows it says it wrote with those that are there: not every driver is told.
async fn wrote_what_it_says(
    contender: &mut dyn Contender,
    workload: Workload,
    client: &tokio_postgres::Client,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let before = data::rows(client).await?;
    let said = contender.run(workload).await?.unwrap_or(0);
    let written = data::rows(client).await? - before;
    if i64::try_from(said) == Ok(written) {
        return Ok(());
    }
    Err(format!("{workload}: {} says that it wrote {said} rows, and it wrote {written}", contender.name()).into())
}

/// Seconds for one run, allocations of one run, and its rows; `None` where it cannot do the work.
async fn turn(
    contender: &mut dyn Contender,
    workload: Workload,
) -> Result<(f64, u64, Option<usize>), Box<dyn Error + Send + Sync>> {
    let before = allocations::count();
    let mut rows = contender.run(workload).await?;
    let allocated = allocations::count() - before;
    let start = Instant::now();
    let mut runs = 0_u32;
    while runs == 0 || (rows.is_some() && start.elapsed() < TURN) {
        rows = contender.run(workload).await?;
        runs += 1;
    }
    Ok((start.elapsed().as_secs_f64() / f64::from(runs), allocated, rows))
}

fn quartile(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 4).copied().unwrap_or(f64::NAN)
}

#[expect(clippy::cast_precision_loss, reason = "for print")]
fn ratio(count: u64, units: usize) -> f64 {
    count as f64 / units as f64
}
