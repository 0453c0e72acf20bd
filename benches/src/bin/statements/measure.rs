//! Measuring one shape: relvar and the forms by hand in turn.

use std::fmt;
use std::time::{Duration, Instant};

use relvar::{Db, Error, Transaction};

use crate::database::Sample;
use crate::shape::{Found, Run, Shape};

/// How often each is measured, at least and at most.
const ROUNDS: std::ops::RangeInclusive<usize> = 3..=25;
/// After this long, no further round begins.
const ENOUGH: Duration = Duration::from_secs(4);
/// Statements this short are run before they are measured until the server has settled on a plan.
const SHORT: f64 = 0.2;
/// After five executions PostgreSQL considers a plan for any parameters.
const SETTLED: usize = 6;

/// What one side took.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Took {
    /// The median, in seconds.
    Seconds(f64),
    /// Longer than the statement timeout, which was so many seconds.
    Over(f64),
    /// There is no way to ask it.
    Nothing,
}

/// The figures of one shape.
pub(crate) struct Figure {
    pub(crate) name: &'static str,
    pub(crate) relvar: Took,
    pub(crate) hand: Took,
    /// The form by hand that was the quickest.
    pub(crate) form: &'static str,
    /// The number of rows.
    pub(crate) rows: usize,
    /// The first row that differs, where one does.
    pub(crate) differs: Option<String>,
}

impl Figure {
    /// relvar's time as a multiple of the time by hand.
    pub(crate) fn ratio(&self) -> Option<Multiple> {
        multiple(self.hand, self.relvar)
    }
}

/// How many times as long one takes as another: at least, where it was cut off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Multiple {
    Of(f64),
    AtLeast(f64),
}

impl Multiple {
    /// The number.
    pub(crate) fn number(self) -> f64 {
        match self {
            Self::Of(number) | Self::AtLeast(number) => number,
        }
    }
}

/// How many times as long `what` takes as `unit`.
pub(crate) fn multiple(unit: Took, what: Took) -> Option<Multiple> {
    match (unit, what) {
        (Took::Seconds(unit), Took::Seconds(what)) => Some(Multiple::Of(what / unit)),
        (Took::Seconds(unit), Took::Over(limit)) => Some(Multiple::AtLeast(limit / unit)),
        _ => None,
    }
}

/// Measures a shape.
pub(crate) async fn measure(shape: &Shape, sample: &Sample, db: &Db) -> Result<Figure, Error> {
    let mut figure =
        Figure { name: shape.name, relvar: Took::Nothing, hand: Took::Nothing, form: "", rows: 0, differs: None };
    let mut best: Option<(&'static str, Run, f64)> = None;
    let mut answer: Option<Vec<String>> = None;
    for &(form, run) in &shape.forms {
        let (seconds, found) = match settled(shape, run, sample, db).await? {
            Settled::Run(seconds, found) => (seconds, found),
            Settled::Over(limit) => {
                figure.hand = Took::Over(limit);
                continue;
            }
        };
        let rows = rows(shape, &*found);
        match &answer {
            Some(answer) => figure.note_difference(form, answer, &rows),
            None => answer = Some(rows),
        }
        if best.is_none_or(|(_, _, least)| seconds < least) {
            best = Some((form, run, seconds));
        }
    }
    let relvar = match shape.relvar {
        Some(run) => match settled(shape, run, sample, db).await? {
            Settled::Run(_, found) => {
                let rows = rows(shape, &*found);
                figure.rows = rows.len();
                if let Some(answer) = &answer {
                    figure.note_difference("relvar", answer, &rows);
                }
                Some(run)
            }
            Settled::Over(limit) => {
                figure.relvar = Took::Over(limit);
                None
            }
        },
        None => None,
    };
    figure.rows = answer.map_or(figure.rows, |answer| answer.len());
    let hand = best.map(|(form, run, _)| {
        figure.form = form;
        run
    });
    in_turn([relvar, hand], sample, db).await?.into_iter().zip([&mut figure.relvar, &mut figure.hand]).for_each(
        |(median, took)| {
            if let Some(median) = median {
                *took = Took::Seconds(median);
            }
        },
    );
    if shape.writes {
        // What was rolled back is in the way of others.
        relvar::sql("vacuum").execute(db).await?;
    }
    Ok(figure)
}

/// The last run before a statement is measured.
enum Settled {
    /// The seconds it took, and what it found.
    Run(f64, Box<dyn Found>),
    /// It was cut off after so many seconds.
    Over(f64),
}

/// Runs a statement until the server has settled on a plan.
async fn settled(shape: &Shape, run: Run, sample: &Sample, db: &Db) -> Result<Settled, Error> {
    let mut runs = 0;
    loop {
        let start = Instant::now();
        match once(run, sample, db).await {
            Ok((seconds, found)) => {
                runs += 1;
                if seconds > SHORT || runs == SETTLED {
                    return Ok(Settled::Run(seconds, found));
                }
            }
            Err(error) if error.is_timeout() => return Ok(Settled::Over(start.elapsed().as_secs_f64())),
            Err(error) => {
                eprintln!("{}: {}", shape.name, error.sql().unwrap_or_default());
                return Err(error);
            }
        }
    }
}

/// The medians of those that run, one after the other, each round beginning with another one.
async fn in_turn(runs: [Option<Run>; 2], sample: &Sample, db: &Db) -> Result<[Option<f64>; 2], Error> {
    let mut times = [Vec::new(), Vec::new()];
    let begun = Instant::now();
    for round in 0..*ROUNDS.end() {
        if round >= *ROUNDS.start() && begun.elapsed() > ENOUGH {
            break;
        }
        for turn in 0..runs.len() {
            let place = (round + turn) % runs.len();
            if let Some(run) = runs[place] {
                match once(run, sample, db).await {
                    Ok((seconds, _)) => times[place].push(seconds),
                    // Now and then a little longer than the limit.
                    Err(error) if error.is_timeout() => {}
                    Err(error) => return Err(error),
                }
            }
        }
    }
    Ok(times.map(median))
}

fn median(mut times: Vec<f64>) -> Option<f64> {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied()
}

/// How a transaction ends that is to be rolled back.
enum End {
    Done(f64, Box<dyn Found>),
    Failed(Error),
}

impl From<Error> for End {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// Runs a statement in a transaction of its own, and rolls it back.
async fn once(run: Run, sample: &Sample, db: &Db) -> Result<(f64, Box<dyn Found>), Error> {
    let body = async |tx: &Transaction<'_>| -> Result<(), End> {
        let start = Instant::now();
        let found = run(sample, tx).await?;
        Err(End::Done(start.elapsed().as_secs_f64(), found))
    };
    match db.transaction(body).await {
        Err(End::Done(seconds, found)) => Ok((seconds, found)),
        Err(End::Failed(error)) => Err(error),
        Ok(()) => unreachable!("the body ends in an error"),
    }
}

/// The rows as text, in an order of their own where the answer has none.
fn rows(shape: &Shape, found: &dyn Found) -> Vec<String> {
    let mut rows = found.rows();
    if !shape.ordered {
        rows.sort_unstable();
    }
    rows
}

impl Figure {
    /// Compares rows with those that were found first.
    fn note_difference(&mut self, who: &str, answer: &[String], rows: &[String]) {
        if answer == rows || self.differs.is_some() {
            return;
        }
        let first = answer.iter().zip(rows).find(|(a, b)| a != b);
        self.differs = Some(match first {
            Some((answer, row)) => format!("{who} has `{row}`, not `{answer}`"),
            None => format!("{who} has {} rows, not {}", rows.len(), answer.len()),
        });
    }
}

impl fmt::Display for Took {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Seconds(seconds) => {
                let ms = seconds * 1e3;
                let digits = if ms < 9.995 { 2 } else { usize::from(ms < 99.95) };
                f.pad(&format!("{ms:.digits$}"))
            }
            Self::Over(seconds) => f.pad(&format!("> {seconds:.0} s")),
            Self::Nothing => f.pad("–"),
        }
    }
}

impl fmt::Display for Multiple {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Of(number) if *number < 100.0 => f.pad(&format!("{number:.2}")),
            Self::Of(number) => f.pad(&format!("{number:.0}")),
            Self::AtLeast(number) => f.pad(&format!("> {number:.0}")),
        }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ratio = self.ratio().map_or_else(String::new, |ratio| ratio.to_string());
        write!(
            f,
            "{:<26} {:>9} {:>9} {ratio:>8}  {} ({} rows)",
            self.name, self.relvar, self.hand, self.form, self.rows
        )?;
        match &self.differs {
            Some(differs) => write!(f, "\n    DIFFERENT: {differs}"),
            None => Ok(()),
        }
    }
}
