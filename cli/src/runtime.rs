//! Where a generated crate gets the runtime from.

use std::{
    fs,
    path::{Component, Path},
};

use toml_edit::{DocumentMut, InlineTable, Item, TableLike, Value};

use crate::{
    exit::Exit,
    paths::{absolute, relative},
};

/// What says where a dependency comes from; its features are for generation to say.
const SOURCE: [&str; 7] = ["version", "path", "git", "branch", "tag", "rev", "registry"];

/// The dependency on `relvar` for a crate in this folder: the argument's, else that of the package around it, else the
/// origin of this command.
pub(crate) fn source(argument: Option<&str>, folder: &Path) -> anyhow::Result<Value> {
    match argument {
        Some(text) => parse(text, folder),
        None => Ok(of_package(folder).unwrap_or_else(|| own(folder))),
    }
}

/// `0.1`, `path=../relvar/runtime`, `git=https://…`
fn parse(text: &str, folder: &Path) -> anyhow::Result<Value> {
    match text.split_once('=') {
        None => Ok(Value::from(text)),
        Some(("path", path)) => Ok(table("path", &relative(folder, Path::new(path)))),
        Some(("git", url)) => Ok(table("git", url)),
        Some((other, _)) => Err(Exit::Usage
            .error(format!("`{other}` is not a source of the runtime\nhint: name a version, path=DIR or git=URL"))),
    }
}

/// The dependency that a package or workspace above the folder has on the runtime.
fn of_package(folder: &Path) -> Option<Value> {
    absolute(folder).ancestors().skip(1).find_map(|above| {
        let text = fs::read_to_string(above.join("Cargo.toml")).ok()?;
        let manifest: DocumentMut = text.parse().ok()?;
        let workspace = manifest.get("workspace").and_then(|workspace| workspace.get("dependencies"));
        let tables = [manifest.get("dependencies"), workspace];
        tables.into_iter().flatten().find_map(|table| dependency(table.get("relvar")?, (above, folder)))
    })
}

/// A dependency of a manifest in one folder, as a manifest in another folder writes it.
fn dependency(item: &Item, (from, to): (&Path, &Path)) -> Option<Value> {
    if let Some(version) = item.as_str() {
        return Some(Value::from(version));
    }
    let table: &dyn TableLike = item.as_table_like()?;
    let mut source = InlineTable::new();
    for key in SOURCE {
        let Some(text) = table.get(key).and_then(Item::as_str) else { continue };
        let text = if key == "path" { relative(to, &from.join(text)) } else { text.to_owned() };
        source.insert(key, Value::from(text));
    }
    // `workspace = true` is resolved further above.
    (!source.is_empty()).then_some(Value::InlineTable(source))
}

/// The runtime that belongs to this command: of the checkout that it was built from, or of its version.
fn own(folder: &Path) -> Value {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime");
    if !checkout.join("Cargo.toml").exists() {
        return Value::from(concat!(env!("CARGO_PKG_VERSION_MAJOR"), ".", env!("CARGO_PKG_VERSION_MINOR")));
    }
    // Cargo keeps its own checkouts of repositories, and may remove them.
    if checkout.components().any(|part| part == Component::Normal("checkouts".as_ref())) {
        return table("git", env!("CARGO_PKG_REPOSITORY"));
    }
    table("path", &relative(folder, &checkout))
}

fn table(key: &str, value: &str) -> Value {
    Value::InlineTable(InlineTable::from_iter([(key, value)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dependency_is_the_same_from_another_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let manifest = "[dependencies]\nrelvar = { path = \"../relvar/runtime\", features = [\"time\"] }\n";
        fs::create_dir_all(folder.path().join("shop")).expect("a folder");
        fs::write(folder.path().join("shop/Cargo.toml"), manifest).expect("a manifest");
        let models = folder.path().join("shop/crates/models");
        assert_eq!(source(None, &models).expect("a source").to_string(), "{ path = \"../../../relvar/runtime\" }");
        assert_eq!(source(Some("0.1"), &models).expect("a source").to_string(), "\"0.1\"");
        assert!(source(Some("svn=x"), &models).is_err());
    }

    #[test]
    fn a_dependency_of_the_workspace_is_found() {
        let folder = tempfile::tempdir().expect("a folder");
        let workspace = "[workspace]\nmembers = [\"a\"]\n[workspace.dependencies]\nrelvar = \"0.7\"\n";
        fs::create_dir_all(folder.path().join("a")).expect("a folder");
        fs::write(folder.path().join("Cargo.toml"), workspace).expect("a manifest");
        fs::write(folder.path().join("a/Cargo.toml"), "[dependencies]\nrelvar.workspace = true\n").expect("a manifest");
        let models = folder.path().join("a/models");
        assert_eq!(source(None, &models).expect("a source").to_string(), "\"0.7\"");
    }
}
