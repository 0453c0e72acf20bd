//! The graph of revisions, drawn as text.

use std::{fmt::Write as _, io::Write as _, process::ExitCode};

use relvar_migrate::{State, revision::Revision};
use renderdag::{Ancestor, GraphRowRenderer, Renderer as _};

use super::{
    look::{applied, list, owned},
    place::Place,
};
use crate::{
    args::{Format, HistoryArgs},
    print::print,
    terminal::{FAINT, NAME},
};

pub(super) async fn history(place: &Place, args: &HistoryArgs) -> anyhow::Result<ExitCode> {
    let HistoryArgs { range, verbose, output } = args;
    let (lower, upper) =
        range.as_deref().map_or(("base", "heads"), |range| range.split_once(':').unwrap_or((range, "heads")));
    let (lower, upper) =
        (if lower.is_empty() { "base" } else { lower }, if upper.is_empty() { "heads" } else { upper });
    let ids = place.revisions.history().range(lower, upper).map_err(|error| place.revisions.explain(error))?;
    let ids = owned(ids);
    let applied = applied(place).await?;
    if output.format == Format::Json {
        return list(place, &ids, applied.as_ref().map(|(ids, _)| &ids[..]), (*verbose, output.format));
    }
    let mut renderer = GraphRowRenderer::new().output().with_min_row_height(1).build_box_drawing();
    let mut text = String::new();
    for id in &ids {
        let (Some(revision), Some(member)) = (place.revisions.get(id), place.revisions.history().member(id)) else {
            continue;
        };
        let parents = member.parents.iter().map(|parent| match ids.iter().find(|own| *own == parent) {
            Some(parent) => Ancestor::Parent(parent.clone()),
            None => Ancestor::Anonymous,
        });
        let mark = match &applied {
            Some((applied, _)) if applied.contains(id) => "●",
            Some(_) => "○",
            None => "o",
        };
        let state = applied.as_ref().map(|(_, state)| state);
        let message = message(place, revision, (*verbose, state));
        text.push_str(&renderer.next_row(id.clone(), parents.collect(), mark.to_owned(), message));
    }
    print(|out| out.write_all(text.as_bytes()))
}

/// `id (label) (head), message`, and more if that is asked for.
fn message(place: &Place, revision: &Revision, (is_verbose, state): (bool, Option<&State>)) -> String {
    let Some(member) = place.revisions.history().member(revision.id()) else { return String::new() };
    let mut text = format!("{NAME}{}{NAME:#}", revision.id());
    if !member.labels.is_empty() {
        let _ = write!(text, " ({})", member.labels.join(", "));
    }
    if member.next.is_empty() {
        text.push_str(" (head)");
    }
    let _ = write!(text, ", {}", revision.header.message);
    if !is_verbose {
        return text;
    }
    for (what, ids) in [("follows", &member.parents), ("depends on", &member.depends)] {
        if !ids.is_empty() {
            let _ = write!(text, "\n{FAINT}{what}{FAINT:#} {}", ids.join(", "));
        }
    }
    if !revision.header.replaces.is_empty() {
        let _ = write!(text, "\n{FAINT}stands for{FAINT:#} {}", revision.header.replaces.join(", "));
    }
    let _ = write!(text, "\n{FAINT}{}{FAINT:#}", revision.folder.display());
    for run in state.iter().flat_map(|state| &state.records).filter(|run| run.revision == revision.id()) {
        let took = run.duration_ms.map(|took| format!(" in {took} ms")).unwrap_or_default();
        let error = run.error_message.as_ref().map(|error| format!(": {error}")).unwrap_or_default();
        let _ = write!(text, "\n{} {} by {} at {}{took}{error}", run.kind, run.status, run.applied_by, run.started_at);
    }
    text
}
