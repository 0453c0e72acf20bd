//! Types, sequences and routines.

use std::io::{self, Write};

use relvar_catalog::catalog::{DomainCheck, Routine, RoutineKind, Sequence, TypeKind, Volatility};
use relvar_explore::TypeSheet;

use super::{named, section};
use crate::{
    table::Cell,
    terminal::{FAINT, HEADING, NAME},
};

/// `enum public.mpaa_rating  public::MpaaRating`, the comment, its parts, and what has values of it.
pub(super) fn type_(out: &mut impl Write, sheet: &TypeSheet<'_>) -> io::Result<()> {
    let TypeSheet { type_, rust, used_by } = sheet;
    let kind = match &type_.kind {
        TypeKind::Enum { .. } => "enum",
        TypeKind::Domain(_) => "domain",
        TypeKind::Composite { .. } => "composite type",
        TypeKind::Range(_) => "range type",
        TypeKind::Multirange { .. } => "multirange type",
        TypeKind::Base { .. } => "base type",
        TypeKind::Pseudo => "pseudo-type",
    };
    head(out, (kind, &type_.name.to_string(), rust.as_deref()), type_.comment.as_deref())?;
    fact(out, Some(format!("owned by {}", type_.owner)))?;
    fact(out, type_.extension.as_ref().map(|extension| format!("of the extension {extension}")))?;
    match &type_.kind {
        TypeKind::Enum { labels } => section(out, "Labels", labels.iter().map(|label| vec![Cell::plain(label)]))?,
        TypeKind::Domain(domain) => {
            let not_null = if domain.not_null { " not null" } else { "" };
            fact(out, Some(format!("over {}{not_null}", domain.base.sql)))?;
            fact(out, domain.default.as_ref().map(|default| format!("default {default}")))?;
            let check = |check: &DomainCheck| named(&check.name, &check.definition(), check.comment.as_deref());
            section(out, "Checks", domain.checks.iter().map(check))?;
        }
        TypeKind::Composite { attributes } => {
            let rows = attributes.iter().map(|a| named(&a.name, &a.type_.sql, a.comment.as_deref()));
            section(out, "Attributes", rows)?;
        }
        TypeKind::Range(range) => fact(out, Some(format!("of {}", range.subtype.sql)))?,
        TypeKind::Multirange { range } => fact(out, Some(format!("of {range}")))?,
        TypeKind::Base { .. } | TypeKind::Pseudo => {}
    }
    section(out, "Used by", used_by.iter().map(|object| vec![Cell::plain(object)]))
}

/// What a sequence counts, and for which column.
pub(super) fn sequence(out: &mut impl Write, sequence: &Sequence) -> io::Result<()> {
    let Sequence { name, owner, data_type, start, increment, min, max, cache, cycle, .. } = sequence;
    head(out, ("sequence", &name.to_string(), None), sequence.comment.as_deref())?;
    fact(out, Some(format!("owned by {owner}")))?;
    let cycle = if *cycle { ", cycle" } else { "" };
    fact(
        out,
        Some(format!("{data_type} from {min} to {max}, start {start}, increment {increment}, cache {cache}{cycle}")),
    )?;
    fact(out, sequence.extension.as_ref().map(|extension| format!("of the extension {extension}")))?;
    let identity = if sequence.identity { ", its identity" } else { "" };
    let column = sequence.owned_by.as_ref();
    fact(out, column.map(|column| format!("for the column {}.{}{identity}", column.relation, column.column)))
}

/// The routines of one name, each with its body.
pub(super) fn routines(out: &mut impl Write, routines: &[&Routine]) -> io::Result<()> {
    for (at, routine) in routines.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        self::routine(out, routine)?;
    }
    Ok(())
}

fn routine(out: &mut impl Write, routine: &Routine) -> io::Result<()> {
    let kind = match routine.kind {
        RoutineKind::Function => "function",
        RoutineKind::Procedure => "procedure",
        RoutineKind::Aggregate => "aggregate",
        RoutineKind::Window => "window function",
    };
    head(out, (kind, &format!("{}({})", routine.name, routine.signature()), None), routine.comment.as_deref())?;
    let set = if routine.returns_set { "setof " } else { "" };
    fact(out, routine.returns.as_ref().map(|type_| format!("returns {set}{}", type_.sql)))?;
    let volatility = match routine.volatility {
        Volatility::Immutable => "immutable",
        Volatility::Stable => "stable",
        Volatility::Volatile => "volatile",
    };
    let mut facts = vec![format!("language {}", routine.language), volatility.to_owned()];
    facts.extend(routine.strict.then(|| "strict".to_owned()));
    facts.extend(routine.security_definer.then(|| "security definer".to_owned()));
    fact(out, Some(facts.join(", ")))?;
    fact(out, Some(format!("owned by {}", routine.owner)))?;
    fact(out, routine.extension.as_ref().map(|extension| format!("of the extension {extension}")))?;
    match routine.source() {
        Some(body) => writeln!(out, "\n{HEADING}Body{HEADING:#}\n  {}", body.trim().replace('\n', "\n  ")),
        None => Ok(()),
    }
}

fn head(out: &mut impl Write, (kind, name, rust): (&str, &str, Option<&str>), comment: Option<&str>) -> io::Result<()> {
    let rust = rust.map(|rust| format!("  {NAME}{rust}{NAME:#}")).unwrap_or_default();
    writeln!(out, "{HEADING}{kind} {name}{HEADING:#}{rust}")?;
    comment.iter().flat_map(|comment| comment.trim().lines()).try_for_each(|line| writeln!(out, "{line}"))
}

fn fact(out: &mut impl Write, fact: impl IntoIterator<Item = String>) -> io::Result<()> {
    fact.into_iter().try_for_each(|fact| writeln!(out, "{FAINT}{fact}{FAINT:#}"))
}
