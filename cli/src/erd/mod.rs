//! `relvar erd`: a diagram of a schema, written, or compared with one that is there.

mod file;

use std::{fs, io, io::Write as _, path::Path, process::ExitCode};

use anyhow::{Context as _, ensure};
use relvar_codegen::config::{Columns, Pattern, Viewpoint};
use relvar_explore::{
    Graph,
    erd::{Diagram, Format, Selection, dot, draw, mermaid, plantuml, svg, too_large},
};
use similar::TextDiff;

use crate::{
    args::{ColumnsArg, ErdArgs, ErdFormat},
    exit::Exit,
    list::kinds,
    print::print,
    subject::{self, Subject},
    terminal::{self, NAME},
    words::counted,
};
use file::Markers;

/// Writes the diagram; with `--check`, the exit status says whether the file is up to date.
pub(crate) async fn run(args: &ErdArgs) -> anyhow::Result<ExitCode> {
    let file = args.out.as_deref().or(args.check.as_deref()).filter(|path| path.as_os_str() != "-");
    let format = match (args.format, file) {
        (Some(format), _) => self::format(format),
        (None, Some(file)) => Format::of(file).ok_or_else(|| {
            let hint = "name the format with --format";
            Exit::Usage.error(format!("no format has the extension of `{}`\nhint: {hint}", file.display()))
        })?,
        (None, None) => Format::default(),
    };
    let subject = Subject::read(&args.source).await?;
    let graph = subject.graph();
    let viewpoint = viewpoint(args, &subject)?;
    let selection = selection(args, &viewpoint, &graph)?;
    let diagram = draw(&graph, &selection);
    ensure!(!diagram.entities.is_empty(), "no relation is in the diagram\nhint: `relvar list` shows what there is");
    let text = write(&diagram, format, args.comments || viewpoint.comments)?;
    if matches!(format, Format::Mermaid | Format::Markdown) {
        too_large(&diagram, &text, selection.columns).iter().for_each(terminal::warn);
    }
    let markers = Markers::of(args.viewpoint.as_deref());
    match (file, &args.check) {
        (None, _) => print(|out| out.write_all(text.as_bytes())),
        (Some(file), Some(_)) => check(file, &text, (format, &markers)),
        (Some(file), None) => {
            save(file, &text, (format, &markers), args.force)?;
            let (entities, keys) = (diagram.entities.len(), diagram.relationships.len());
            terminal::say(format!(
                "{NAME}{}{NAME:#}: {}, {}",
                file.display(),
                counted(entities, "relation"),
                counted(keys, "foreign key")
            ));
            Ok(Exit::Done.into())
        }
    }
}

fn viewpoint(args: &ErdArgs, subject: &Subject) -> anyhow::Result<Viewpoint> {
    let Some(name) = &args.viewpoint else { return Ok(Viewpoint::default()) };
    let known = &subject.config.erd;
    known.get(name).cloned().with_context(|| {
        let names: Vec<_> = known.keys().map(|name| format!("`{name}`")).collect();
        let hint =
            if names.is_empty() { "there is none yet".to_owned() } else { format!("there are {}", names.join(", ")) };
        format!("no viewpoint `{name}`: relvar.toml has no [erd.{name}]\nhint: {hint}")
    })
}

/// What the arguments say, and the viewpoint where they say nothing.
fn selection(args: &ErdArgs, viewpoint: &Viewpoint, graph: &Graph<'_>) -> anyhow::Result<Selection> {
    let patterns = |texts: &[String]| texts.iter().cloned().map(Pattern).collect::<Vec<_>>();
    let around = if args.around.is_empty() { viewpoint.around.names() } else { &args.around };
    let around: anyhow::Result<Vec<_>> = around.iter().map(|name| subject::node(graph, name)).collect();
    let columns = args.columns.map(|columns| match columns {
        ColumnsArg::None => Columns::None,
        ColumnsArg::Joined => Columns::Joined,
        ColumnsArg::Keys => Columns::Keys,
        ColumnsArg::All => Columns::All,
    });
    Ok(Selection {
        include: if args.patterns.is_empty() { viewpoint.include.clone() } else { patterns(&args.patterns) },
        exclude: [viewpoint.exclude.clone(), patterns(&args.exclude)].concat(),
        schemas: patterns(&args.schemas),
        kinds: args.kind.iter().flat_map(|kind| kinds(*kind)).copied().collect(),
        around: around?,
        depth: args.depth.or(viewpoint.depth).unwrap_or(1),
        columns: columns.or(viewpoint.columns).unwrap_or_default(),
    })
}

fn format(format: ErdFormat) -> Format {
    match format {
        ErdFormat::Mermaid => Format::Mermaid,
        ErdFormat::Markdown => Format::Markdown,
        ErdFormat::Dot => Format::Dot,
        ErdFormat::Plantuml => Format::PlantUml,
        ErdFormat::Svg => Format::Svg,
        ErdFormat::Json => Format::Json,
    }
}

fn write(diagram: &Diagram, format: Format, comments: bool) -> anyhow::Result<String> {
    Ok(match format {
        Format::Mermaid => mermaid(diagram, comments),
        Format::Markdown => format!("```mermaid\n{}```\n", mermaid(diagram, comments)),
        Format::Dot => dot(diagram),
        Format::PlantUml => plantuml(diagram),
        Format::Svg => svg(diagram, |_| None).file(),
        Format::Json => serde_json::to_string_pretty(diagram)? + "\n",
    })
}

/// Writes the file, unless something else is in it.
fn save(file: &Path, text: &str, form: (Format, &Markers), force: bool) -> anyhow::Result<()> {
    let there = read(file)?;
    let there = there.as_deref().filter(|_| !force);
    let text = file::updated(there, text, form).ok_or_else(|| {
        let name = file.display();
        let hint = match form {
            (Format::Markdown, Markers { begin, end }) => {
                format!("write the lines `{begin}` and `{end}` into it where the diagram should be, or use --force")
            }
            _ => "write to another file, or use --force".to_owned(),
        };
        Exit::Refused.error(format!("`{name}` is not overwritten: `relvar erd` did not write it\nhint: {hint}"))
    })?;
    let write = || {
        fs::create_dir_all(file.parent().unwrap_or(Path::new("")))?;
        fs::write(file, text)
    };
    write().with_context(|| format!("`{}` cannot be written", file.display()))
}

/// What is in a file, if there is one.
fn read(file: &Path) -> anyhow::Result<Option<String>> {
    match fs::read(file) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("`{}` cannot be read", file.display())),
    }
}

fn check(file: &Path, text: &str, form: (Format, &Markers)) -> anyhow::Result<ExitCode> {
    let name = file.display();
    let there = read(file)?;
    if there.as_ref().is_some_and(|there| file::is_fresh(there, text, form)) {
        terminal::say(format!("`{name}` is up to date"));
        return Ok(Exit::Done.into());
    }
    let before = there.as_deref().unwrap_or_default();
    let after = file::updated(there.as_deref(), text, form).unwrap_or_else(|| text.to_owned());
    let old = if there.is_some() { format!("a/{name}") } else { "/dev/null".to_owned() };
    let diff = TextDiff::from_lines(before, &after).unified_diff().header(&old, &format!("b/{name}")).to_string();
    print(|out| out.write_all(diff.as_bytes()))?;
    let state = if there.is_some() { "changed" } else { "missing" };
    terminal::say(format!("{state}: {NAME}{name}{NAME:#}"));
    terminal::hint("the same command with --out instead of --check brings it up to date");
    Ok(Exit::Differences.into())
}
