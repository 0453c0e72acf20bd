//! `relvar show`: one relation, what hangs on it, and how generated code follows it; or a type, routine or sequence.

mod columns;
mod objects;
mod rust;

use std::{io, io::Write, process::ExitCode};

use relvar_catalog::catalog::{Constraint, ConstraintKind, Firing, Grantee, Policy, PolicyCommand, Relation};
use relvar_explore::{Object, Sheet, find_object, graph::AssociationWay, show, show_type};

use crate::{
    args::{Format, ShowArgs},
    print::{json, print},
    subject::{Subject, node},
    table::{Cell, table},
    terminal::{FAINT, HEADING, NAME},
    ways::{key_row, method},
    words::{bytes, thousands},
};

/// Writes everything there is to know about an object.
pub(crate) async fn run(args: &ShowArgs) -> anyhow::Result<ExitCode> {
    let subject = Subject::read_with_statistics(&args.source).await?;
    let graph = subject.graph();
    match find_object(&subject.catalog, &args.object)? {
        Object::Relation(relation) => {
            let sheet = show(&graph, node(&graph, &relation.name.to_string())?, subject.statistics.as_ref());
            print(|out| match args.output.format {
                Format::Json => json(out, &sheet),
                Format::Text => {
                    text(out, &sheet)?;
                    if args.rust { rust::rust(out, sheet.rust.as_ref()) } else { Ok(()) }
                }
            })
        }
        Object::Type(type_) => {
            let sheet = show_type(&graph, type_);
            print(|out| match args.output.format {
                Format::Json => json(out, &sheet),
                Format::Text => objects::type_(out, &sheet),
            })
        }
        Object::Sequence(sequence) => print(|out| match args.output.format {
            Format::Json => json(out, &serde_json::json!({ "sequence": sequence })),
            Format::Text => objects::sequence(out, sequence),
        }),
        Object::Routines(routines) => print(|out| match args.output.format {
            Format::Json => json(out, &serde_json::json!({ "routines": routines })),
            Format::Text => objects::routines(out, &routines),
        }),
    }
}

fn text(out: &mut impl Write, sheet: &Sheet<'_>) -> io::Result<()> {
    let relation = sheet.relation;
    head(out, sheet)?;
    columns::columns(out, sheet)?;
    let constraint = |c: &Constraint| named(&c.name, &relation.constraint_definition(c), c.comment.as_deref());
    let keys = relation.unique_keys().map(|(key, _)| constraint(key));
    section(out, "Keys", keys)?;
    let far = |ways: &[relvar_explore::graph::Way]| ways.iter().map(|way| key_row(way, &way.to)).collect::<Vec<_>>();
    section(out, "Foreign keys", far(&sheet.references).into_iter())?;
    section(out, "Referenced by", far(&sheet.referenced_by).into_iter())?;
    section(out, "Associated", sheet.associations.iter().map(association))?;
    let indexes = relation.indexes.iter().filter(|index| index.constraint.is_none());
    section(
        out,
        "Indexes",
        indexes.map(|index| {
            let invalid = if index.invalid { " (not valid)" } else { "" };
            named(&index.name, &format!("{}{invalid}", relation.index_definition(index)), index.comment.as_deref())
        }),
    )?;
    let is_check = |kind: &ConstraintKind| {
        matches!(kind, ConstraintKind::Check(_) | ConstraintKind::Exclusion(_) | ConstraintKind::NotNull { .. })
    };
    let checks = relation.constraints.iter().filter(|constraint| is_check(&constraint.kind));
    section(out, "Checks", checks.map(constraint))?;
    section(
        out,
        "Triggers",
        relation
            .triggers
            .iter()
            .map(|t| named(&t.name, &fired(&relation.trigger_definition(t), t.enabled), t.comment.as_deref())),
    )?;
    section(
        out,
        "Rules",
        relation
            .rules
            .iter()
            .map(|r| named(&r.name, &fired(&relation.rule_definition(r), r.enabled), r.comment.as_deref())),
    )?;
    section(out, "Policies", relation.policies.iter().map(|p| named(&p.name, &policy(p), p.comment.as_deref())))?;
    let title = if relation.partitioning.is_some() { "Partitions" } else { "Inherited by" };
    section(out, title, sheet.children.iter().map(|child| vec![Cell::styled(child.to_string(), NAME)]))?;
    if let Some(query) = &relation.query {
        writeln!(out, "\n{HEADING}Definition{HEADING:#}\n  {}", query.trim().replace('\n', "\n  "))?;
    }
    section(out, "Depends on", sheet.depends_on.iter().map(|object| vec![Cell::plain(object.to_string())]))?;
    section(out, "Used by", sheet.used_by.iter().map(|object| vec![Cell::plain(object.to_string())]))
}

/// `table public.film  public::Film  ~1,000 rows, 64 kB`, the comment, and what else holds for the whole.
fn head(out: &mut impl Write, sheet: &Sheet<'_>) -> io::Result<()> {
    let relation = sheet.relation;
    write!(out, "{HEADING}{} {}{HEADING:#}", relation.kind.as_str(), relation.name)?;
    match &sheet.rust {
        Some(rust) => write!(out, "  {NAME}{}::{}{NAME:#}", rust.module, rust.row)?,
        None => write!(out, "  {FAINT}not generated{FAINT:#}")?,
    }
    if let Some(volume) = sheet.volume {
        let rows = volume.rows.map(|rows| format!("~{} rows, ", thousands(rows))).unwrap_or_default();
        write!(out, "  {FAINT}{rows}{}{FAINT:#}", bytes(volume.bytes))?;
    }
    writeln!(out)?;
    for line in relation.comment.iter().flat_map(|comment| comment.trim().lines()) {
        writeln!(out, "{line}")?;
    }
    for fact in facts(relation) {
        writeln!(out, "{FAINT}{fact}{FAINT:#}")?;
    }
    Ok(())
}

fn facts(relation: &Relation) -> Vec<String> {
    let mut facts = vec![format!("owned by {}", relation.owner)];
    let partitioning = relation.partitioning.as_ref();
    facts.extend(partitioning.and_then(|p| p.by.as_ref()).map(|by| format!("partitioned by {}", by.definition())));
    let parents: Vec<_> = relation.inherits.iter().map(ToString::to_string).collect();
    match partitioning.and_then(|p| p.bound.as_ref()) {
        Some(bound) => facts.push(format!("partition of {} {}", parents.join(", "), bound.definition())),
        None if !parents.is_empty() => facts.push(format!("inherits from {}", parents.join(", "))),
        None => {}
    }
    facts.extend(relation.extension.as_ref().map(|extension| format!("of the extension {extension}")));
    facts.extend(relation.server.as_ref().map(|server| format!("on the server {server}")));
    if relation.row_security {
        let force = if relation.force_row_security { ", for the owner too" } else { "" };
        facts.push(format!("row security is on{force}"));
    }
    let options = relation.options_in_words();
    facts.extend((!options.is_empty()).then(|| format!("with {}", options.join(", "))));
    facts
}

fn association(way: &AssociationWay) -> Vec<Cell> {
    vec![
        Cell::plain("↔"),
        Cell::plain(format!("{} through {}", way.to, way.through)),
        Cell::styled(method(way.rust.as_ref()), NAME),
        Cell::styled(format!("{}, {}", way.near, way.far), FAINT),
    ]
}

fn fired(definition: &str, firing: Firing) -> String {
    let when = match firing {
        Firing::Origin => "",
        Firing::Always => " (always)",
        Firing::Replica => " (on replicas)",
        Firing::Disabled => " (disabled)",
    };
    format!("{definition}{when}")
}

fn policy(policy: &Policy) -> String {
    let command = match policy.command {
        PolicyCommand::All => "all",
        PolicyCommand::Select => "select",
        PolicyCommand::Insert => "insert",
        PolicyCommand::Update => "update",
        PolicyCommand::Delete => "delete",
    };
    let roles: Vec<_> = policy
        .roles
        .iter()
        .map(|role| match role {
            Grantee::Public => "public",
            Grantee::Role(name) => name,
        })
        .collect();
    let kind = if policy.permissive { "" } else { "restrictive, " };
    let clause = |word, sql: &Option<String>| sql.as_ref().map(|sql| format!(" {word} ({sql})")).unwrap_or_default();
    let (using, check) = (clause("using", &policy.using), clause("with check", &policy.with_check));
    format!("{kind}for {command} to {}{using}{check}", roles.join(", "))
}

fn named(name: &str, text: &str, comment: Option<&str>) -> Vec<Cell> {
    let comment = comment.map(|comment| comment.trim().replace('\n', " ")).unwrap_or_default();
    vec![Cell::styled(name, NAME), Cell::plain(text.replace('\n', " ")), Cell::styled(comment, FAINT)]
}

/// A heading with a line for each item; nothing where there is none.
fn section(out: &mut impl Write, title: &str, lines: impl Iterator<Item = Vec<Cell>>) -> io::Result<()> {
    let lines: Vec<_> = lines.collect();
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{HEADING}{title}{HEADING:#}")?;
    table(out, "  ", &lines)
}
