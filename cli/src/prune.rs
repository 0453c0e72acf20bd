//! `relvar prune`: old rows, counted or deleted by the rules of the configuration.

use std::{process::ExitCode, time::Duration};

use relvar_catalog::QualifiedName;
use relvar_codegen::config::{self, Pattern, PruneDependents};
use relvar_data::{
    Error,
    prune::{Affected, Age, Dependents, Fate, Planned, Rule, State, plan, prune},
};

use crate::{
    args::{Format, PruneArgs},
    exit::Exit,
    print::{self, print},
    project::{self, read_config},
    terminal::{self, NAME, Progress},
    words::thousands,
};

/// Rows of a transaction, and milliseconds until the next one, unless the rule says otherwise.
const USUAL: (u32, u32) = (1000, 100);

/// Counts rows, or deletes them.
pub(crate) async fn run(args: &PruneArgs) -> anyhow::Result<ExitCode> {
    let rules = rules(args)?;
    let database = project::database(&args.database)?;
    if args.apply {
        let progress = Progress::new();
        let mut last = State::default();
        let done = prune(&database, &rules, &mut |state| {
            progress.step(far(state));
            last.clone_from(state);
        })
        .await;
        progress.hide();
        return match done {
            Ok(state) => report(args, &state),
            Err(error @ Error::Referred { .. }) if last.batches == 0 => Err(Exit::Refused.error(error.to_string())),
            Err(error) => {
                // What is deleted is deleted.
                say(&last);
                Err(error.into())
            }
        };
    }
    let planned = plan(&database, &rules).await?;
    let is_refused = planned.iter().flat_map(|own| &own.others).any(|other| other.fate == Fate::InTheWay);
    let exit = if is_refused { Exit::Refused } else { Exit::Done };
    match args.output.format {
        Format::Json => print(|out| print::json(out, &planned))?,
        Format::Text => print(|out| planned.iter().try_for_each(|own| write(out, own)))?,
    };
    if is_refused {
        terminal::hint(
            "`dependents = \"delete\"` deletes what is in the way first, and `\"keep\"` keeps rows that others refer to",
        );
    } else if args.output.format == Format::Text {
        terminal::hint("nothing was deleted; --apply does it");
    }
    Ok(exit.into())
}

/// The rules of the configuration that are wanted.
fn rules(args: &PruneArgs) -> anyhow::Result<Vec<Rule>> {
    let rules = read_config(args.database.config.as_deref())?.prune;
    let rules = rules.into_iter().map(rule).collect::<anyhow::Result<Vec<_>>>()?;
    anyhow::ensure!(
        !rules.is_empty(),
        "there is no rule for what is old\nhint: `[[prune]]` in relvar.toml names a table and a condition"
    );
    let is_wanted =
        |rule: &Rule| args.table.iter().any(|pattern| Pattern(pattern.clone()).matches_relation(&rule.table));
    if args.table.is_empty() {
        return Ok(rules);
    }
    for pattern in &args.table {
        let is_meant = |rule: &Rule| Pattern(pattern.clone()).matches_relation(&rule.table);
        anyhow::ensure!(rules.iter().any(is_meant), "there is no rule for `{pattern}`");
    }
    Ok(rules.into_iter().filter(is_wanted).collect())
}

fn rule(rule: config::Prune) -> anyhow::Result<Rule> {
    let config::Prune { table, condition, column, older_than, dependents, batch, pause } = rule;
    let config::ObjectPath([schema, name]) = table;
    let table = QualifiedName::new(schema, name);
    let age = match (column, older_than) {
        (Some(column), Some(older_than)) => Some(Age { column, older_than }),
        (None, None) => None,
        _ => anyhow::bail!("`[[prune]]` of `{table}`: `column` and `older_than` go together"),
    };
    let dependents = match dependents {
        PruneDependents::Refuse => Dependents::Refuse,
        PruneDependents::Delete => Dependents::Delete,
        PruneDependents::Keep => Dependents::Keep,
    };
    let (batch, pause) = (batch.unwrap_or(USUAL.0), Duration::from_millis(pause.unwrap_or(USUAL.1).into()));
    Ok(Rule { table, condition, age, dependents, batch, pause })
}

fn write(out: &mut impl std::io::Write, planned: &Planned) -> std::io::Result<()> {
    let Planned { table, rows, others } = planned;
    writeln!(out, "{NAME}{table}{NAME:#}  {} rows", thousands(*rows))?;
    for Affected { table, rows, fate } in others {
        let fate = match fate {
            Fate::Deleted => "are deleted with them",
            Fate::Changed => "lose what they refer to",
            Fate::InTheWay => "refer to them, and are in the way",
        };
        writeln!(out, "  {} rows of {NAME}{table}{NAME:#} {fate}", thousands(*rows))?;
    }
    Ok(())
}

fn far(state: &State) -> String {
    let rows = state.deleted.values().sum();
    let table = state.table.as_ref().map(ToString::to_string).unwrap_or_default();
    format!("{table} · {} rows deleted in {} transactions", thousands(rows), thousands(state.batches))
}

fn report(args: &PruneArgs, state: &State) -> anyhow::Result<ExitCode> {
    if args.output.format == Format::Json {
        return print(|out| print::json(out, state));
    }
    say(state);
    Ok(ExitCode::SUCCESS)
}

/// Says what is deleted.
fn say(state: &State) {
    for (table, rows) in state.deleted.iter().filter(|(_, rows)| **rows > 0) {
        terminal::say(format_args!("deleted {} rows of `{table}`", thousands(*rows)));
    }
    if state.deleted.values().all(|rows| *rows == 0) {
        terminal::say("nothing is old");
    }
}
