//! `relvar site`: a schema as pages for a browser.

use std::{process::ExitCode, time::Instant};

use relvar_explore::{
    lint,
    lint::Settings,
    site::{Subject as SiteSubject, site},
};

use crate::{
    args::SiteArgs,
    subject::Subject,
    terminal::{self, NAME},
    words::{bytes, counted},
};

/// Writes the pages that are not up to date, and takes away those of relations that are gone.
pub(crate) async fn run(args: &SiteArgs) -> anyhow::Result<ExitCode> {
    let subject = Subject::read_with_statistics(&args.source).await?;
    let start = Instant::now();
    let settings = Settings::of(&subject.config.lint)?;
    let graph = subject.graph();
    let report = lint(&graph, &settings, &subject.config);
    let statistics = subject.statistics.as_ref();
    let files = site(&SiteSubject { graph: &graph, statistics, report: &report, title: &args.title })?;
    let written = files.write(&args.out)?;
    let size: usize = files.iter().map(|(_, text)| text.len()).sum();
    terminal::say(format!(
        "{}, {}: {} written, {} removed, {} unchanged ({:.1} s)",
        counted(files.len(), "file"),
        bytes(u64::try_from(size).unwrap_or(u64::MAX)),
        written.written.len(),
        written.removed.len(),
        written.unchanged,
        start.elapsed().as_secs_f64(),
    ));
    terminal::say(format!("{NAME}{}{NAME:#}", args.out.join("index.html").display()));
    Ok(ExitCode::SUCCESS)
}
