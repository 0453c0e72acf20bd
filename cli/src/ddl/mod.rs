//! `relvar ddl`: the script that creates a schema.

mod split;

use std::{
    collections::BTreeSet,
    io::{IsTerminal as _, Write as _},
    process::ExitCode,
};

use relvar_catalog::{
    Diagnostic,
    catalog::ObjectId,
    ddl::{Body, Options, PREAMBLE, Script, ddl},
    introspect::Introspection,
};
use relvar_codegen::config::Pattern;
use relvar_explore::objects;

use crate::{
    args::{DdlArgs, Format},
    highlight::highlight,
    print::{json, print},
    project::Project,
    terminal::{self, NAME, Progress},
    words::counted,
};

/// So many of the objects that are missing are named.
const SHOWN: usize = 10;

/// Writes the script, or its part; exit status 1 where something of the schema cannot be written.
pub(crate) async fn run(args: &DdlArgs) -> anyhow::Result<ExitCode> {
    let project = Project::open(&args.source)?;
    let progress = Progress::new();
    let read = if args.roles { project.read_with_roles(&progress).await? } else { project.read_all(&progress).await? };
    let Introspection { catalog, diagnostics: _, unmodelled } = read;
    refuse(args, &unmodelled)?;
    let script = ddl(&catalog, &options(args));
    let is_part = !args.objects.is_empty() || !args.schemas.is_empty();
    let script = if is_part { select(args, script)? } else { script };
    if args.roles && catalog.roles.is_empty() {
        terminal::say(
            "there are no roles but those of the system; a snapshot has roles if it was written with --roles",
        );
    }
    let mut diagnostics: Vec<_> = unmodelled.iter().map(|object| left_out(object)).collect();
    diagnostics.extend(script.diagnostics.iter().cloned());
    diagnostics.iter().for_each(terminal::warn);
    let code = match &args.split {
        Some(folder) => split::write(&script, folder)?,
        None => write(args, &script)?,
    };
    if diagnostics.is_empty() || args.partial {
        return Ok(code);
    }
    let count = counted(diagnostics.len(), "remark");
    terminal::say(format!("the script does not make the whole schema: {count} above"));
    terminal::hint("--partial accepts that");
    Ok(ExitCode::FAILURE)
}

/// With `--strict`, the end of the command if there is something that the catalog does not have.
fn refuse(args: &DdlArgs, unmodelled: &[String]) -> anyhow::Result<()> {
    if !args.strict || unmodelled.is_empty() {
        return Ok(());
    }
    let names: Vec<_> = unmodelled.iter().map(|object| format!("`{object}`")).collect();
    let hint = "without --strict, the script is written without them";
    anyhow::bail!("relvar does not read {}\nhint: {hint}", names.join(", "))
}

fn left_out(object: &str) -> Diagnostic {
    Diagnostic::new(format!("`{object}` is left out: relvar does not read it"))
}

fn options(args: &DdlArgs) -> Options {
    Options {
        no_owner: args.no_owner,
        no_privileges: args.no_privileges,
        no_comments: args.no_comments,
        no_security_labels: args.no_security_labels,
        roles: args.roles,
        if_not_exists: args.if_not_exists,
    }
}

/// The statements of the objects that are asked for; says what they need besides.
fn select(args: &DdlArgs, script: Script) -> anyhow::Result<Script> {
    let schemas: Vec<_> = args.schemas.iter().cloned().map(Pattern).collect();
    let mut wanted = BTreeSet::new();
    let homes = || script.statements.iter().map(|statement| (&statement.object, &statement.home));
    let all: BTreeSet<&ObjectId> = homes().flat_map(|(object, home)| [object, home]).collect();
    for name in &args.objects {
        let found = objects(&all, name)?;
        // Of a table with a trigger of the same name, the table is meant.
        let own: Vec<_> = found.iter().filter(|id| homes().any(|(_, home)| home == **id)).collect();
        if own.is_empty() {
            wanted.extend(homes().filter(|(object, _)| found.contains(object)).map(|(_, home)| home.clone()));
        } else {
            wanted.extend(own.into_iter().map(|id| (*id).clone()));
        }
    }
    let is_in = |id: &ObjectId| schema(id).is_some_and(|name| schemas.iter().any(|p| p.matches(name)));
    let is_named = |home: &ObjectId| args.objects.is_empty() || wanted.contains(home);
    let (script, missing) = script.select(|home| is_named(home) && (schemas.is_empty() || is_in(home)));
    if !missing.is_empty() {
        let names: Vec<_> = missing.iter().take(SHOWN).map(|id| format!("{NAME}{id}{NAME:#}")).collect();
        let more = match missing.len().saturating_sub(SHOWN) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        terminal::say(format!("needed, and not written: {}{more}", names.join(", ")));
    }
    Ok(script)
}

/// The schema that an object is chosen with: also a schema itself, and the default privileges for one.
fn schema(object: &ObjectId) -> Option<&str> {
    match object {
        ObjectId::Schema(name) => Some(name),
        ObjectId::DefaultPrivileges { schema, .. } => schema.as_deref(),
        _ => object.schema(),
    }
}

fn write(args: &DdlArgs, script: &Script) -> anyhow::Result<ExitCode> {
    match args.output.format {
        Format::Json => print(|out| json(out, &script.statements)),
        Format::Text => {
            let text = format!("{PREAMBLE}{}", Body(&script.statements));
            let is_coloured = std::io::stdout().is_terminal();
            print(|out| out.write_all(if is_coloured { highlight(&text) } else { text }.as_bytes()))
        }
    }
}
