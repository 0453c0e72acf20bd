//! Models of many schemas, to compare what two versions of the generator print:
//!
//! - `trees catalogs FOLDER` writes a snapshot of each large schema, read from a scratch server, and of the golden cases;
//! - `trees write CATALOGS FOLDER` writes the models of each snapshot, in both layouts, and as one file;
//! - `trees compare OLD NEW` says whether two such folders have the same files with the same tokens.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use relvar_catalog::{Source, scratch::Options, snapshot};
use relvar_codegen::{Config, emit::single, generate, lower::lower};
use tests::{schemas, tokens, workspace};

/// Configurations, by the name of their folder.
const CONFIGS: [(&str, &str); 3] = [
    ("modules", ""),
    (
        "crate",
        "[output]\nlayout = \"crate\"\n[derive]\nserde = true\nrows = [\"Eq\"]\n[types]\nenums = \"open\"\ndomains = \"newtype\"\n",
    ),
    ("split", "[output]\nlayout = \"crate\"\nsplit = 3\n[types]\narrays = \"any_shape\"\ndatetime = \"jiff\"\n"),
];

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["catalogs", folder] => catalogs(Path::new(folder)).await,
        ["write", catalogs, folder] => write(Path::new(catalogs), Path::new(folder)),
        ["compare", old, new] => compare(Path::new(old), Path::new(new)),
        _ => bail!("trees catalogs FOLDER | trees write CATALOGS FOLDER | trees compare OLD NEW"),
    }
}

async fn catalogs(folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    let rental = [("rental".to_owned(), workspace().join("examples/rental/schema.sql"))];
    for (name, file) in schemas().into_iter().chain(rental) {
        let source = Source::Schema { paths: vec![file], server: Options { trust: true, ..Options::from_env() } };
        let catalog = source.read(&mut |_| {}).await.with_context(|| name.clone())?.catalog;
        fs::write(folder.join(format!("{name}.json")), snapshot::write(&catalog))?;
    }
    for case in fs::read_dir(workspace().join("codegen/tests/cases"))? {
        let case = case?.path();
        let name = case.file_name().context("a case has a name")?.to_string_lossy().into_owned();
        fs::copy(case.join("catalog.json"), folder.join(format!("case-{name}.json")))?;
    }
    Ok(())
}

fn write(catalogs: &Path, folder: &Path) -> anyhow::Result<()> {
    for snapshot in fs::read_dir(catalogs)? {
        let path = snapshot?.path();
        let catalog = snapshot::read(&fs::read_to_string(&path)?).with_context(|| path.display().to_string())?;
        let folder = folder.join(path.file_stem().context("a snapshot has a name")?);
        for (name, config) in CONFIGS {
            let config = Config::from_toml(config, name)?;
            generate(&catalog, &config).files.write(folder.join(name))?;
        }
        fs::write(folder.join("single.rs"), single(&lower(&catalog, &Config::default()).0))?;
    }
    Ok(())
}

/// Prints what differs, and fails if anything does.
fn compare(old: &Path, new: &Path) -> anyhow::Result<()> {
    let (before, after) = (files(old)?, files(new)?);
    let mut differences = Vec::new();
    for path in before.iter().filter(|path| !after.contains(path)).chain(after.iter().filter(|p| !before.contains(p))) {
        differences.push(format!("{}: only on one side", path.display()));
    }
    for path in before.iter().filter(|path| after.contains(path)) {
        let (old, new) = (fs::read_to_string(old.join(path))?, fs::read_to_string(new.join(path))?);
        let difference = match path.extension() {
            Some(extension) if extension == "rs" => tokens::difference(&old, &new),
            _ => (old != new).then(|| "not the same text".to_owned()),
        };
        differences.extend(difference.map(|difference| format!("{}: {difference}", path.display())));
    }
    for difference in &differences {
        tests::say(difference);
    }
    tests::say(&format!("{} files compared, {} differ", before.len(), differences.len()));
    if differences.is_empty() { Ok(()) } else { bail!("not the same tokens") }
}

/// The files below a folder but manifests, sorted.
fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).with_context(|| next.display().to_string())? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with("relvar.manifest") {
                found.push(path.strip_prefix(folder)?.to_owned());
            }
        }
    }
    found.sort();
    Ok(found)
}
