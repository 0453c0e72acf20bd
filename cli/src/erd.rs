//! `relvar erd`: a diagram of a schema, written, or compared with one that is there.

use std::{fs, io, io::Write as _, path::Path, process::ExitCode};

use anyhow::Context as _;
use relvar_codegen::config::{Columns, Pattern, Viewpoint};
use relvar_explore::{
    Graph,
    erd::{Diagram, Format, Selection, dot, draw, mermaid, plantuml, svg, too_large},
};
use similar::TextDiff;

use crate::{
    args::{ColumnsArg, ErdArgs, ErdFormat},
    list::kinds,
    print::print,
    subject::{self, Subject},
    terminal::{self, NAME},
    words::counted,
};

/// Writes the diagram; with `--check`, exit status 2 where the file says something else.
pub(crate) async fn run(args: &ErdArgs) -> anyhow::Result<ExitCode> {
    let file = args.out.as_deref().or(args.check.as_deref()).filter(|path| path.as_os_str() != "-");
    let format = match (args.format, file) {
        (Some(format), _) => self::format(format),
        (None, Some(file)) => Format::of(file).with_context(|| {
            format!("the extension of `{}` says no format\nhint: say which one with --format", file.display())
        })?,
        (None, None) => Format::default(),
    };
    let subject = Subject::read(&args.source).await?;
    let graph = subject.graph();
    let viewpoint = viewpoint(args, &subject)?;
    let selection = selection(args, &viewpoint, &graph)?;
    let diagram = draw(&graph, &selection);
    if diagram.entities.is_empty() {
        terminal::warn("no relation is in the diagram\nhint: `relvar list` shows what there is");
    }
    let text = write(&diagram, format, args.comments || viewpoint.comments)?;
    if matches!(format, Format::Mermaid | Format::Markdown) {
        too_large(&diagram, &text, selection.columns).iter().for_each(terminal::warn);
    }
    match (file, &args.check) {
        (None, _) => print(|out| out.write_all(text.as_bytes())),
        (Some(file), Some(_)) => check(file, &text),
        (Some(file), None) => {
            save(file, &text).with_context(|| format!("`{}` cannot be written", file.display()))?;
            let (entities, keys) = (diagram.entities.len(), diagram.relationships.len());
            terminal::say(format!(
                "{NAME}{}{NAME:#}: {}, {}",
                file.display(),
                counted(entities, "relation"),
                counted(keys, "foreign key")
            ));
            Ok(ExitCode::SUCCESS)
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

fn save(file: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, text)
}

fn check(file: &Path, text: &str) -> anyhow::Result<ExitCode> {
    let name = file.display();
    let there = match fs::read(file) {
        Ok(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error).with_context(|| format!("`{name}` cannot be read")),
    };
    // Git may have written the line ends of another system.
    if there.as_ref().is_some_and(|there| there.replace("\r\n", "\n") == text) {
        terminal::say(format!("`{name}` is up to date"));
        return Ok(ExitCode::SUCCESS);
    }
    let before = there.as_deref().unwrap_or_default();
    let old = if there.is_some() { format!("a/{name}") } else { "/dev/null".to_owned() };
    let diff = TextDiff::from_lines(before, text).unified_diff().header(&old, &format!("b/{name}")).to_string();
    print(|out| out.write_all(diff.as_bytes()))?;
    let state = if there.is_some() { "changed" } else { "missing" };
    terminal::say(format!("{state}: {NAME}{name}{NAME:#}"));
    terminal::hint("the same command with --out instead of --check brings it up to date");
    Ok(ExitCode::from(2))
}
