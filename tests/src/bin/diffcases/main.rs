//! How many pairs of schemas lead to each other: `cargo run --release -p tests --bin diffcases -- [OPTIONS] FOLDER…`.
//!
//! The folders have `<source>/<case>/old.sql` and `new.sql`. Both are loaded by psql, and planned in both directions. A plan
//! counts if it runs, the result is what `pg_dump --schema-only` says of the other schema (the order of columns aside), and the
//! plan from there is empty. Pairs of which pg_dump says the same need an empty plan.
//!
//! The number of statements of the plans is printed: the median, the greatest ones, and with `--out FILE` that of each plan.
//!
//! `--show` prints the statements of each plan. `--only TEXT` takes the pairs whose name contains the text, `--sample N` takes N of them, and `--jobs N` works on N at once
//! (2 by default).
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "figures are what this program is for")]

mod pair;

use std::{
    collections::BTreeMap,
    env,
    path::PathBuf,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use anyhow::{Context as _, bail, ensure};
use relvar_catalog::scratch;
use tests::{
    pairs::{Pair, pairs},
    workers,
};

use pair::{Judge, Outcome};

fn main() -> anyhow::Result<()> {
    let (mut wanted, mut only, mut sample, mut jobs, mut out, mut show) = (Vec::new(), None, None, 2, None, false);
    let mut words = env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().with_context(|| format!("{word} takes a value"));
        match word.as_str() {
            "--only" => only = Some(value()?),
            "--sample" => sample = Some(value()?.parse()?),
            "--show" => show = true,
            "--jobs" => jobs = value()?.parse()?,
            "--out" => out = Some(PathBuf::from(value()?)),
            option if option.starts_with('-') => bail!("no option {option}"),
            folder => wanted.extend(pairs(&PathBuf::from(folder))?),
        }
    }
    ensure!(!wanted.is_empty(), "name a folder of pairs");
    if let Some(only) = only {
        wanted.retain(|pair| name(pair).contains(&only));
    }
    if let Some(sample) = sample.filter(|sample| *sample < wanted.len()) {
        let all = wanted.len();
        wanted = (0..sample).map(|at| wanted[at * all / sample].clone()).collect();
    }
    let figures = run(&wanted, (jobs, show))?;
    if let Some(out) = out {
        std::fs::write(out, figures.lines())?;
    }
    Ok(())
}

fn name(pair: &Pair) -> String {
    format!("{}/{}", pair.source, pair.case)
}

/// Judges the pairs, several at once, and reports.
fn run(wanted: &[Pair], (jobs, show): (usize, bool)) -> anyhow::Result<Figures> {
    let server = scratch::Server::start(&scratch::Options::from_env())?;
    eprintln!("{} pairs on {}", wanted.len(), server.description());
    let (next, figures) = (AtomicUsize::new(0), Mutex::new(Figures::default()));
    let began = Instant::now();
    workers::run(jobs, |worker| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let judge = runtime.block_on(Judge::open(&server, (worker, show)))?;
        while let Some(pair) = wanted.get(next.fetch_add(1, Ordering::Relaxed)) {
            let outcomes = runtime.block_on(judge.judge(pair));
            let mut figures = figures.lock().unwrap_or_else(PoisonError::into_inner);
            for (direction, outcome) in ["forward", "backward"].into_iter().zip(&outcomes) {
                figures.add(pair, (direction, outcome));
            }
            if figures.plans % 200 == 0 {
                eprintln!("{} of {} after {} s", figures.plans, 2 * wanted.len(), began.elapsed().as_secs());
            }
        }
        Ok(())
    })?;
    let mut figures = figures.into_inner().unwrap_or_else(PoisonError::into_inner);
    figures.print();
    println!("{} s", began.elapsed().as_secs());
    server.stop();
    Ok(figures)
}

/// How many plans of each source came out how.
#[derive(Default)]
struct Figures {
    plans: usize,
    /// How many statements each plan that leads there has, with its name.
    statements: Vec<(usize, String)>,
    classes: BTreeMap<String, BTreeMap<&'static str, u32>>,
}

impl Figures {
    /// Counts an outcome, and prints a failure.
    fn add(&mut self, pair: &Pair, (direction, outcome): (&str, &Outcome)) {
        self.plans += 1;
        for source in [pair.source.as_str(), "~ all"] {
            *self.classes.entry(source.to_owned()).or_default().entry(outcome.class()).or_default() += 1;
        }
        if let Outcome::Done(statements) = outcome {
            self.statements.push((*statements, format!("{} {direction}", name(pair))));
        }
        if let Some(why) = outcome.why() {
            println!("{} {direction}: {}: {why}", name(pair), outcome.class());
        }
    }

    /// A line for each plan that leads there: its name, and how many statements it has.
    fn lines(&self) -> String {
        let lines = self.statements.iter().map(|(count, name)| format!("{name}\t{count}"));
        lines.collect::<Vec<_>>().join("\n")
    }

    fn print(&mut self) {
        println!();
        for (source, classes) in &self.classes {
            let count = |class| classes.get(class).copied().unwrap_or(0);
            let judged = classes.values().sum::<u32>() - count(Outcome::NOT_LOADED);
            let share = 100.0 * f64::from(count(Outcome::DONE)) / f64::from(judged.max(1));
            let classes: Vec<_> = classes.iter().map(|(class, count)| format!("{count} {class}")).collect();
            println!("{source}: {share:.2} % of {judged}: {}", classes.join(", "));
        }
        let done = self.classes.get("~ all").and_then(|all| all.get(Outcome::DONE)).copied().unwrap_or(0);
        self.statements.sort();
        let all: usize = self.statements.iter().map(|(count, _)| count).sum();
        let median = self.statements.get(self.statements.len() / 2).map_or(0, |(count, _)| *count);
        println!("{all} statements in {done} plans that lead there; the median plan has {median}");
        for (count, name) in self.statements.iter().rev().take(5) {
            println!("{count:>5} statements: {name}");
        }
    }
}
