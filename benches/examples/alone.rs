//! One contender at one workload, so many times: what a profiler is pointed at.
//!
//! `valgrind --tool=callgrind target/release/examples/alone relvar lookup 1000` counts instructions exactly, whatever
//! else the machine does; the difference of two runs of different lengths is free of the start.

use std::error::Error;

use benches::allocations::{self, Counting};
use benches::{Workload, contenders, data};
use relvar_catalog::scratch::{Options, Server};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let mut given = std::env::args().skip(1);
    let (Some(name), Some(wanted), Some(times)) = (given.next(), given.next(), given.next()) else {
        return Err("usage: alone CONTENDER WORKLOAD TIMES".into());
    };
    let times: u32 = times.parse()?;
    let workload = *Workload::ALL.iter().find(|workload| workload.to_string() == wanted).ok_or("no such workload")?;
    let server = Server::start(&Options::from_env())?;
    let url = server.url();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async { tokio::spawn(repeat(url, name, workload, times)).await? })
}

async fn repeat(
    url: String,
    name: String,
    workload: Workload,
    times: u32,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    data::create(&client).await?;
    data::fill(&client, workload).await?;
    let mut everyone = contenders(&url).await?;
    let contender = everyone.iter_mut().find(|one| one.name().contains(&name)).ok_or("no such contender")?;
    contender.run(workload).await?;
    let before = allocations::count();
    for _ in 0..times {
        contender.run(workload).await?;
    }
    println!("{:.2} allocations each", (allocations::count() - before) as f64 / f64::from(times));
    Ok(())
}
