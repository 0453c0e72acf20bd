//! `relvar init`: a configuration to start from, with comments about the database.

mod draft;

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use relvar_catalog::snapshot;
use relvar_codegen::Config;

use crate::{
    args::{InitArgs, LayoutArg},
    exit::Exit,
    paths::relative,
    project::{CONFIG, Project, SNAPSHOT, URL_VARIABLE},
    runtime,
    terminal::{self, Progress},
    words::counted,
};
use draft::Draft;

/// Writes the configuration, unless there is one; for a build script the snapshot too.
pub(crate) async fn run(args: &InitArgs) -> anyhow::Result<ExitCode> {
    let path = args.source.config.clone().unwrap_or_else(|| PathBuf::from(CONFIG));
    if path.exists() && !args.force {
        let name = path.display();
        return Err(Exit::Refused.error(format!("there is a `{name}` already\nhint: --force overwrites it")));
    }
    // There is no configuration yet: the command line and the environment name the source.
    let project = Project::open_without_config(&args.source)?;
    let catalog = project.read(&Progress::new()).await?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let text = Draft::of(&catalog).text(&database(args, folder)?, &output(args, folder)?)?;
    // Nothing is written that cannot be read.
    Config::from_toml(&text, &path)?;
    let written = |path: &Path| format!("`{}` cannot be written", path.display());
    fs::write(&path, text).with_context(|| written(&path))?;
    terminal::say(format!("`{}` is written: {}", path.display(), counted(catalog.relations.len(), "relation")));
    if args.layout == LayoutArg::BuildScript && args.source.snapshot.is_none() {
        let file = folder.join(SNAPSHOT);
        fs::write(&file, snapshot::write(&catalog)).with_context(|| written(&file))?;
        terminal::say(format!("`{}` is written: check it in", file.display()));
    }
    next(args, &path);
    Ok(Exit::Done.into())
}

/// What to do next.
fn next(args: &InitArgs, path: &Path) {
    if args.source.url.is_some() {
        terminal::hint(format!(
            "the URL is not in the configuration, since it may hold a password: set {URL_VARIABLE} to it for the next \
             commands"
        ));
    }
    let config = if args.source.config.is_some() { format!(" --config {}", path.display()) } else { String::new() };
    match args.layout {
        LayoutArg::Module => terminal::hint(format!("read it, then run `relvar generate{config}`")),
        LayoutArg::Crate => terminal::hint(format!(
            "read it, run `relvar generate{config}`, and add `models = {{ path = \"models\" }}` to the dependencies"
        )),
        LayoutArg::BuildScript => terminal::hint(format!(
            "add `relvar` to the dependencies and `relvar-codegen` to the build dependencies, and call \
             `relvar_codegen::Build::new({:?}).run()` in build.rs",
            path.display().to_string()
        )),
    }
}

/// `[database]`: what was read, but never a URL, which may hold a password.
fn database(args: &InitArgs, folder: &Path) -> Result<String, std::fmt::Error> {
    let source = &args.source;
    let mut text = String::from("\n[database]\n");
    if source.schema.is_empty() {
        writeln!(text, "# The environment variable that holds the connection URL.\nurl_env = {URL_VARIABLE:?}")?;
    } else {
        let files: Vec<_> = source.schema.iter().map(|file| relative(folder, file)).collect();
        writeln!(text, "# Run in this order on a scratch server.\nschema_files = {files:?}")?;
    }
    match (&source.snapshot, args.layout) {
        (Some(path), _) => writeln!(text, "snapshot = {:?}", relative(folder, path))?,
        (None, LayoutArg::BuildScript) => {
            writeln!(text, "# What the build script reads; `relvar snapshot` updates it.\nsnapshot = {SNAPSHOT:?}")?;
        }
        (None, LayoutArg::Module | LayoutArg::Crate) => writeln!(
            text,
            "# With a snapshot that is checked in (`relvar snapshot` writes it), CI needs no database.\n\
             # snapshot = {SNAPSHOT:?}"
        )?,
    }
    Ok(text)
}

/// `[output]` and `[derive]`.
fn output(args: &InitArgs, folder: &Path) -> anyhow::Result<String> {
    let layout = match args.layout {
        LayoutArg::Module => "directory = \"src/models\"\n\
            # A crate of its own is checked once, not with every change of the program: \
            `relvar init --layout crate --force`.\n"
            .to_owned(),
        LayoutArg::Crate => format!(
            "directory = \"models\"\nlayout = \"crate\"\ncrate_name = \"models\"\n\
             # Where the crate gets relvar from, as in Cargo.toml; paths are relative to the crate.\n\
             runtime = {}\n\
             # With its rows in eight crates below it, which pays off with hundreds of relations:\n# split = 8\n",
            runtime::source(args.runtime.as_deref(), &folder.join("models"))?
        ),
        LayoutArg::BuildScript => "layout = \"build-script\"\n".to_owned(),
    };
    Ok(format!(
        "\n[output]\n{layout}\n[derive]\n\
         # serde's Serialize and Deserialize for rows and enums, by the crate that uses the models.\nserde = false\n"
    ))
}
