//! Whether a catalog is complete: `cargo run --release -p tests --bin rebuild -- [OPTIONS] [FOLDER…]`.
//!
//! Each schema of the folders (all that are at hand by default) is read, written as DDL, loaded into an empty database by psql,
//! and read again. Both catalogs must be equal, and so must be what `pg_dump --schema-only` says of both databases.
//!
//! `--only TEXT` takes the schemas whose name contains the text, `--sample N` takes N of them, `--jobs N` works on N at once
//! (2 by default), and `--keep DIR` writes the scripts there. `--times` prints for each how long reading it takes, compared with
//! `pg_dump --schema-only`; with `--jobs 1`, and a release build, these are figures.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "figures are what this program is for")]

mod cases;
mod rebuild;
mod times;

use std::{
    collections::BTreeMap,
    env, fs,
    path::PathBuf,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use relvar_catalog::scratch;
use tests::workers;

use cases::{Case, cases, known};
use rebuild::{Outcome, Workshop};
use times::Times;

/// What is asked for.
struct Arguments {
    folders: Vec<PathBuf>,
    only: Option<String>,
    sample: Option<usize>,
    jobs: usize,
    keep: Option<PathBuf>,
    times: bool,
}

fn arguments() -> anyhow::Result<Arguments> {
    let mut arguments = Arguments { folders: Vec::new(), only: None, sample: None, jobs: 2, keep: None, times: false };
    let mut words = env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().with_context(|| format!("{word} takes a value"));
        match word.as_str() {
            "--only" => arguments.only = Some(value()?),
            "--sample" => arguments.sample = Some(value()?.parse()?),
            "--jobs" => arguments.jobs = value()?.parse()?,
            "--times" => arguments.times = true,
            "--keep" => arguments.keep = Some(value()?.into()),
            option if option.starts_with('-') => bail!("no option {option}"),
            folder => arguments.folders.push(folder.into()),
        }
    }
    Ok(arguments)
}

fn main() -> anyhow::Result<()> {
    let arguments = arguments()?;
    let folders = if arguments.folders.is_empty() { known() } else { arguments.folders.clone() };
    let mut wanted = Vec::new();
    for folder in &folders {
        if folder.exists() {
            wanted.extend(cases(folder)?);
        } else {
            eprintln!("skipped: there is no `{}`", folder.display());
        }
    }
    if let Some(only) = &arguments.only {
        wanted.retain(|case| case.name.contains(only.as_str()));
    }
    if let Some(sample) = arguments.sample.filter(|sample| *sample < wanted.len()) {
        let all = wanted.len();
        wanted = (0..sample).map(|at| wanted[at * all / sample].clone()).collect();
    }
    if let Some(keep) = &arguments.keep {
        fs::create_dir_all(keep)?;
    }
    run(&arguments, &wanted)
}

/// Rebuilds the schemas, several at once, and reports. Cases of the same files are done once.
fn run(arguments: &Arguments, wanted: &[Case]) -> anyhow::Result<()> {
    let server = scratch::Server::start(&scratch::Options::from_env())?;
    let mut same: BTreeMap<String, Vec<&Case>> = BTreeMap::new();
    for case in wanted {
        same.entry(case.origin.text()?).or_default().push(case);
    }
    let groups: Vec<Vec<&Case>> = same.into_values().collect();
    eprintln!("{} schemas, {} different ones, on {}", wanted.len(), groups.len(), server.description());
    let (next, figures) = (AtomicUsize::new(0), Mutex::new(Figures::default()));
    let began = Instant::now();
    workers::run(arguments.jobs, |worker| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let workshop = runtime.block_on(Workshop::open(&server, worker, arguments))?;
        while let Some([first, others @ ..]) = groups.get(next.fetch_add(1, Ordering::Relaxed)).map(Vec::as_slice) {
            let outcome = runtime.block_on(workshop.rebuild(first));
            let mut figures = figures.lock().unwrap_or_else(PoisonError::into_inner);
            figures.add(first, &outcome);
            for case in others {
                figures.add(case, &outcome);
            }
            if figures.groups % 100 == 0 {
                eprintln!("{} of {} after {} s", figures.groups, wanted.len(), began.elapsed().as_secs());
            }
        }
        Ok(())
    })?;
    figures.into_inner().unwrap_or_else(PoisonError::into_inner).print();
    println!("{} s", began.elapsed().as_secs());
    server.stop();
    Ok(())
}

/// How many schemas of each folder came out how.
#[derive(Default)]
struct Figures {
    groups: usize,
    classes: BTreeMap<String, BTreeMap<&'static str, u32>>,
    slowest: Option<(Duration, String)>,
    times: Vec<(String, Times)>,
}

impl Figures {
    /// Counts an outcome, and prints a failure.
    fn add(&mut self, case: &Case, outcome: &Outcome) {
        self.groups += 1;
        for group in [case.group.as_str(), "~ all"] {
            *self.classes.entry(group.to_owned()).or_default().entry(outcome.class()).or_default() += 1;
        }
        if let Some(why) = outcome.why() {
            println!("{}: {}: {why}", case.name, outcome.class());
        }
        if let Outcome::Equal { times: Some(times), .. } = outcome {
            self.times.push((case.name.clone(), *times));
        }
        if let Outcome::Equal { writing, .. } = outcome
            && self.slowest.as_ref().is_none_or(|(slowest, _)| writing > slowest)
        {
            self.slowest = Some((*writing, case.name.clone()));
        }
    }

    fn print(&self) {
        println!();
        if !self.times.is_empty() {
            println!("| schema | read | pg_dump | share | ddl | snapshot |\n|---|---|---|---|---|---|");
        }
        for (name, times) in &self.times {
            let Times { reading, dumping, writing, snapshot } = times;
            let [reading, dumping, writing] = [reading, dumping, writing].map(Duration::as_millis);
            println!(
                "| {name} | {reading} ms | {dumping} ms | {:.2} | {writing} ms | {} kB |",
                times.share(),
                snapshot / 1000
            );
        }
        for (group, classes) in &self.classes {
            let count = |class| classes.get(class).copied().unwrap_or(0);
            let judged = classes.values().sum::<u32>() - count(Outcome::NOT_LOADED);
            let equal = count(Outcome::EQUAL) + count(Outcome::NOT_DUMPED);
            let share = 100.0 * f64::from(equal) / f64::from(judged.max(1));
            let classes: Vec<_> = classes.iter().map(|(class, count)| format!("{count} {class}")).collect();
            println!("{group}: {share:.2} % of {judged}: {}", classes.join(", "));
        }
        if let Some((time, name)) = &self.slowest {
            println!("longest to write: {name}, {} ms", time.as_millis());
        }
    }
}
