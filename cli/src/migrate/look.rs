//! What is only looked at.

use std::{io, io::Write as _, process::ExitCode};

use relvar_migrate::{State, Status, Way, revision::UP};
use serde::Serialize;

use super::place::Place;
use crate::{
    args::{CheckRevisionsArgs, Format, Output, RevisionArgs},
    exit::Exit,
    print::{Output as Out, json, print},
    terminal::{FAINT, HEADING, NAME},
};

/// A revision, for programs.
#[derive(Serialize)]
struct Line<'a> {
    revision: &'a str,
    message: &'a str,
    parents: Vec<&'a str>,
    depends: Vec<&'a str>,
    labels: Vec<&'a str>,
    next: Vec<&'a str>,
    is_head: bool,
    /// Whether it is applied; unknown without a database.
    applied: Option<bool>,
    file: String,
}

impl<'a> Line<'a> {
    fn new(place: &'a Place, id: &str, applied: Option<&[String]>) -> Option<Self> {
        let revision = place.revisions.get(id)?;
        let member = place.revisions.history().member(id)?;
        Some(Self {
            revision: revision.id(),
            message: &revision.header.message,
            parents: member.parents,
            depends: member.depends,
            labels: member.labels,
            is_head: member.next.is_empty(),
            next: member.next,
            applied: applied.map(|applied| applied.iter().any(|own| own == id)),
            file: revision.folder.join(UP).display().to_string(),
        })
    }

    /// `parent -> id (label) (head), message`
    fn write(&self, out: &mut Out, is_verbose: bool) -> io::Result<()> {
        let Self { revision, message, parents, depends, labels, next, is_head, applied, file } = self;
        let mark = match applied {
            Some(true) => "● ",
            Some(false) => "○ ",
            None => "",
        };
        let from = if parents.is_empty() { "base".to_owned() } else { parents.join(", ") };
        let mut notes = String::new();
        if !labels.is_empty() {
            notes = format!(" ({})", labels.join(", "));
        }
        for (note, is_so) in [("head", *is_head), ("branch point", next.len() > 1), ("merge", parents.len() > 1)] {
            if is_so {
                notes = format!("{notes} ({note})");
            }
        }
        writeln!(out, "{mark}{FAINT}{from} ->{FAINT:#} {NAME}{revision}{NAME:#}{notes}, {message}")?;
        if is_verbose {
            if !depends.is_empty() {
                writeln!(out, "    depends on {}", depends.join(", "))?;
            }
            if !next.is_empty() {
                writeln!(out, "    followed by {}", next.join(", "))?;
            }
            writeln!(out, "    {file}")?;
        }
        Ok(())
    }
}

pub(super) fn list(
    place: &Place,
    ids: &[String],
    applied: Option<&[String]>,
    how: (bool, Format),
) -> anyhow::Result<ExitCode> {
    let lines: Vec<_> = ids.iter().filter_map(|id| Line::new(place, id, applied)).collect();
    match how {
        (_, Format::Json) => print(|out| json(out, &lines)),
        (is_verbose, Format::Text) => print(|out| lines.iter().try_for_each(|line| line.write(out, is_verbose))),
    }
}

pub(super) fn owned(ids: Vec<&str>) -> Vec<String> {
    ids.into_iter().map(str::to_owned).collect()
}

pub(super) fn heads(place: &Place, output: &Output) -> anyhow::Result<ExitCode> {
    list(place, &owned(place.revisions.history().heads()), None, (false, output.format))
}

pub(super) fn branches(place: &Place, output: &Output) -> anyhow::Result<ExitCode> {
    list(place, &owned(place.revisions.history().branch_points()), None, (true, output.format))
}

pub(super) async fn current(place: &Place, output: &Output) -> anyhow::Result<ExitCode> {
    let state = place.migrator().state(&place.database()?).await?;
    // What is not on disk is named and refused.
    place.migrator().plan(Way::Up, &state.heads, "heads")?;
    let heads = place.migrator().heads(&state.heads)?;
    let current = place.revisions.history().current(&heads).map_err(|error| place.revisions.explain(error))?;
    list(place, &owned(current), None, (false, output.format))
}

/// The revisions that are applied and all runs, if a database is named.
pub(super) async fn applied(place: &Place) -> anyhow::Result<Option<(Vec<String>, State)>> {
    let Some(database) = place.named_database()? else { return Ok(None) };
    let state = place.migrator().state(&database).await?;
    // What is not on disk shows nothing here. A revision in the place of others is applied once `up` has recorded it.
    let mut known = Vec::new();
    let mut adopted = Vec::new();
    for head in &state.heads {
        if place.revisions.get(head).is_some() {
            known.push(head.clone());
        } else if let Some(revision) = place.revisions.replacing(head) {
            known.push(revision.id().to_owned());
            adopted.push(revision.id());
        }
    }
    let mut applied = place.revisions.history().applied(&known).map_err(|error| place.revisions.explain(error))?;
    applied.retain(|id| !adopted.contains(id));
    Ok(Some((owned(applied), state)))
}

pub(super) async fn show(place: &Place, args: &RevisionArgs) -> anyhow::Result<ExitCode> {
    let revision = place.revision(&args.revision)?;
    let applied = applied(place).await?;
    let ids = applied.as_ref().map(|(ids, _)| &ids[..]);
    list(place, &[revision.id().to_owned()], ids, (true, args.output.format))?;
    if args.output.format == Format::Json {
        return Ok(Exit::Done.into());
    }
    let text = |text: &str| crate::highlight::highlight(text.trim_end());
    print(|out| {
        writeln!(out, "\n{HEADING}up.sql{HEADING:#}\n{}", text(&revision.up))?;
        revision.down.iter().try_for_each(|down| writeln!(out, "\n{HEADING}down.sql{HEADING:#}\n{}", text(down)))
    })
}

pub(super) async fn status(place: &Place, output: &Output) -> anyhow::Result<ExitCode> {
    let status = place.migrator().status(&place.database()?).await?;
    let Status { current, heads, pending, unfinished, failed, edited, drifted } = &status;
    let is_clean = pending.is_empty() && unfinished.is_empty() && edited.is_empty() && drifted.is_empty();
    match output.format {
        Format::Json => print(|out| json(out, &status))?,
        Format::Text => print(|out| {
            let base = ["base".to_owned()];
            let current = if current.is_empty() { &base[..] } else { current };
            let rows = [
                ("current", current),
                ("heads", heads),
                ("pending", pending),
                ("unfinished", unfinished),
                ("failed", failed),
                ("edited", edited),
            ];
            for (name, ids) in rows {
                if !ids.is_empty() {
                    writeln!(out, "{HEADING}{name:<11}{HEADING:#}{}", ids.join(", "))?;
                }
            }
            for (at, own) in drifted.iter().enumerate() {
                let name = if at == 0 { "drifted" } else { "" };
                writeln!(out, "{HEADING}{name:<11}{HEADING:#}{} {}", own.verb, own.object)?;
            }
            Ok(())
        })?,
    };
    Ok(if is_clean { Exit::Done } else { Exit::Differences }.into())
}

/// What does not agree: several heads, revisions that do not lead to the schema, a database that is behind or edited.
pub(super) async fn check(place: &Place, args: &CheckRevisionsArgs) -> anyhow::Result<ExitCode> {
    let CheckRevisionsArgs { schema, server, output } = args;
    let mut findings = Vec::new();
    let heads = place.revisions.history().heads();
    if heads.len() > 1 {
        let names =
            heads.iter().filter_map(|id| place.revisions.get(id)).map(|own| format!("`{}`", own.folder.display()));
        findings.push(format!("there are several heads: {}", names.collect::<Vec<_>>().join(", ")));
    }
    // A schema that is named must be there; the usual one need not.
    let is_usual = schema.len() == 1 && schema[0].as_os_str() == "schema";
    if !is_usual || schema[0].exists() {
        let left = super::auto::drift(place, (schema, server)).await?;
        findings.extend(
            left.iter().map(|own| format!("the revisions do not lead to the schema: {} {}", own.verb, own.object)),
        );
    }
    if let Some(database) = place.named_database()? {
        let migrator = place.migrator();
        let (state, drifted) = migrator.inspect(&database).await?;
        for own in drifted {
            findings.push(format!("the database is not what the last run left: {} {}", own.verb, own.object));
        }
        for revision in migrator.plan(Way::Up, &state.heads, "heads")? {
            findings.push(format!("the database lacks {} {}", revision.id(), revision.header.message));
        }
        for (revision, _) in migrator.edited(&state) {
            findings.push(format!("{} was edited since it was applied", revision.id()));
        }
    }
    match output.format {
        Format::Json => print(|out| json(out, &findings))?,
        Format::Text => print(|out| findings.iter().try_for_each(|finding| writeln!(out, "{finding}")))?,
    };
    Ok(if findings.is_empty() { Exit::Done } else { Exit::Differences }.into())
}
