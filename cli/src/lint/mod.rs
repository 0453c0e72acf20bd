//! `relvar lint`: what is wrong with a schema, or could be better.

mod migration;

use std::{collections::BTreeMap, io, io::Write, process::ExitCode};

use relvar_catalog::load::read_scripts;
use relvar_codegen::config::LintLevel;
use relvar_explore::{
    Filter, lint,
    lint::{Finding, Level, Place, Places, Rule, SettingError, Settings, sarif},
};

use crate::{
    args::{FailOn, LevelArg, LintArgs, LintFormat},
    exit::Exit,
    list::none_matches,
    print::{json, print},
    project::Project,
    subject::Subject,
    table::{Cell, table},
    terminal::{self, FAINT, HINT, NAME, Progress},
    words::counted,
};

/// Writes the findings; exit status 2 where one is as serious as `--fail-on` says.
pub(crate) async fn run(args: &LintArgs) -> anyhow::Result<ExitCode> {
    if args.rules {
        return rules(args.format);
    }
    if !args.migration.is_empty() {
        return migration::run(args, &args.migration).await;
    }
    let project = Project::open(&args.source)?;
    let settings = settings(args, &project)?;
    let files = project.schema_files().to_vec();
    let catalog = project.read(&Progress::new()).await?;
    let subject = Subject::new(project.config, catalog, None);
    let report = lint(&subject.graph(), &settings, &subject.config);
    report.unused.iter().for_each(|unused| terminal::warn(format!("[lint.ignore]: {unused}")));
    let filter = Filter { pattern: args.pattern.clone(), ..Filter::default() };
    let findings: Vec<Finding> = report
        .findings
        .into_iter()
        .filter(|finding| finding.level >= level(args.level) && filter.takes_name(&finding.object.owner))
        .collect();

    // The standard input was read once, and is gone.
    let files: Vec<_> = files.into_iter().filter(|file| file.as_os_str() != "-").collect();
    let mut places = Places::default();
    if matches!(args.format, LintFormat::Sarif | LintFormat::Github) && !files.is_empty() {
        read_scripts(&files)?.iter().for_each(|script| places.add(&script.name, &script.text));
    }
    let placed = || findings.iter().map(|finding| (finding, places.of(&finding.object)));
    print(|out| match args.format {
        LintFormat::Text => text(out, &findings),
        LintFormat::Json => json(out, &findings),
        LintFormat::Sarif => json(out, &sarif(placed())),
        LintFormat::Github => placed().try_for_each(|(finding, place)| annotation(out, finding, place)),
    })?;
    match &filter.pattern {
        Some(pattern)
            if findings.is_empty() && !subject.catalog.relations.iter().any(|r| filter.takes_name(&r.name)) =>
        {
            none_matches(&subject.catalog, pattern);
        }
        _ => terminal::say(summary(&findings)),
    }
    let fails = fail_on(args.fail_on).is_some_and(|level| findings.iter().any(|finding| finding.level >= level));
    Ok(if fails { Exit::Differences.into() } else { ExitCode::SUCCESS })
}

fn settings(args: &LintArgs, project: &Project) -> Result<Settings, SettingError> {
    let mut settings = Settings::of(&project.config.lint)?;
    if !args.rule.is_empty() {
        let only = args.rule.iter().map(|id| id.parse()).collect::<Result<Vec<Rule>, _>>()?;
        settings.only(&only);
    }
    for (rules, level) in
        [(&args.warn, LintLevel::Warning), (&args.deny, LintLevel::Error), (&args.allow, LintLevel::Allow)]
    {
        rules.iter().try_for_each(|rule| settings.set(rule, level))?;
    }
    Ok(settings)
}

fn level(level: LevelArg) -> Level {
    match level {
        LevelArg::Note => Level::Note,
        LevelArg::Warning => Level::Warning,
        LevelArg::Error => Level::Error,
    }
}

fn fail_on(level: FailOn) -> Option<Level> {
    match level {
        FailOn::Note => Some(Level::Note),
        FailOn::Warning => Some(Level::Warning),
        FailOn::Error => Some(Level::Error),
        FailOn::Never => None,
    }
}

/// `warning[missing-foreign-key] public.projects.creator_id: …`, then what to do.
fn text(out: &mut impl Write, findings: &[Finding]) -> io::Result<()> {
    for finding in findings {
        let style = match finding.level {
            Level::Error => terminal::ERROR,
            Level::Warning => terminal::WARNING,
            Level::Note => FAINT,
        };
        let (level, rule) = (finding.level.as_str(), finding.rule.id());
        write!(out, "{style}{level}[{rule}]{style:#} {NAME}{}{NAME:#}: {}", finding.object, finding.message)?;
        if let Some(hint) = &finding.hint {
            write!(out, "\n  {HINT}hint{HINT:#}: {hint}")?;
        }
        if let Some(fix) = &finding.fix {
            write!(out, "\n  {HINT}fix{HINT:#}: {}", fix.replace('\n', "\n       "))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// A text in a workflow command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// A workflow command of GitHub Actions.
fn annotation(out: &mut impl Write, finding: &Finding, place: Option<&Place>) -> io::Result<()> {
    let command = match finding.level {
        Level::Note => "notice",
        level => level.as_str(),
    };
    let place = place.map(|place| format!("file={},line={},", property(&place.file), place.line)).unwrap_or_default();
    let mut message = format!("`{}`: {}", finding.object, finding.message);
    for (label, text) in [("hint", &finding.hint), ("fix", &finding.fix)] {
        message.extend(text.iter().map(|text| format!("\n{label}: {text}")));
    }
    writeln!(out, "::{command} {place}title={}::{}", property(finding.rule.id()), data(&message))
}

fn summary(findings: &[Finding]) -> String {
    let mut levels: BTreeMap<Level, usize> = BTreeMap::new();
    for finding in findings {
        *levels.entry(finding.level).or_default() += 1;
    }
    let levels: Vec<_> = levels.iter().rev().map(|(level, count)| counted(*count, level.as_str())).collect();
    if levels.is_empty() { "nothing found".to_owned() } else { levels.join(", ") }
}

fn rules(format: LintFormat) -> anyhow::Result<ExitCode> {
    let level = |rule: &Rule| rule.level().map_or("off", Level::as_str);
    print(|out| {
        if format == LintFormat::Json {
            let rules = Rule::ALL
                .iter()
                .map(|rule| serde_json::json!({ "rule": rule, "level": level(rule), "summary": rule.summary() }));
            return json(out, &rules.collect::<Vec<_>>());
        }
        let rows = Rule::ALL
            .iter()
            .map(|rule| vec![Cell::styled(rule.id(), NAME), Cell::plain(level(rule)), Cell::plain(rule.summary())]);
        table(out, "", &rows.collect::<Vec<_>>())
    })
}
