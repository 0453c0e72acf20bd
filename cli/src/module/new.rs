//! `new`: the folder of a new module.

use std::{fmt::Write as _, fs, io::Write as _, path::Path, process::ExitCode};

use anyhow::Context as _;
use relvar_migrate::module::{MANIFEST, Manifest};

use crate::{args::NewModuleArgs, exit::Exit, print::print};

pub(super) fn new(folder: &Path, args: &NewModuleArgs) -> anyhow::Result<ExitCode> {
    let NewModuleArgs { name, title, depends, application } = args;
    let value = |text: &str| serde_json::Value::from(text).to_string();
    let mut text =
        format!("name = {}\ntitle = {}\nversion = \"1.0.0\"\n", value(name), value(title.as_deref().unwrap_or(name)));
    let depends: Vec<_> = depends.iter().map(|name| value(name)).collect();
    let _ = writeln!(text, "summary = \"\"\ndepends = [{}]\napplication = {application}", depends.join(", "));
    let _ = writeln!(text, "# The names of its objects begin with this.\nprefix = {}", value(&format!("{name}_")));
    let _ = writeln!(text, "# First rows: SQL, CSV or JSON.\ndata = []");
    let path = folder.join(name).join(MANIFEST);
    Manifest::parse(&text, &path)?;
    if path.exists() {
        return Err(Exit::Refused.error(format!("`{}` is there already", path.display())));
    }
    let schema = folder.join(name).join("schema");
    fs::create_dir_all(&schema).with_context(|| format!("`{}` cannot be made", schema.display()))?;
    let table = format!(
        "CREATE TABLE {name}_items (\n    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n    name varchar(100) NOT NULL\n);\n"
    );
    fs::write(&path, text)?;
    fs::write(schema.join("tables.sql"), table)?;
    print(|out| writeln!(out, "{}", path.display()))
}
