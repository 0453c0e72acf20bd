//! What models of a large schema cost to compile, whole and in parts: `cargo run -p tests --bin growing -- [DDL FILE]`.
//!
//! Prints the table of the book's page "Large schemas": CPU seconds of Cargo for all of GitLab's schema (or that of the file),
//! for the relations nearest to the one with most keys, for its largest cluster of keys, and for each schema of several.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::ensure;
use nix::sys::resource::{UsageWho, getrusage};
use relvar_catalog::{Catalog, introspect, load, scratch};
use relvar_codegen::{Config, generate};
use tests::{shared, workspace};
use tokio_postgres::NoTls;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let file = env::args().nth(1).map_or_else(|| shared().join("schemas/gitlab/schema.sql"), PathBuf::from);
    let catalog = read(file).await?;
    let keys = Keys::of(&catalog);
    let clusters = keys.clusters();
    let sizes: Vec<usize> = clusters.iter().map(BTreeSet::len).collect();
    let alone = sizes.iter().filter(|size| **size == 1).count();
    print(&format!("clusters of keys: {:?}, {alone} relations alone", &sizes[..sizes.len().min(5)]));

    print(
        "| models of | relations | lines | check | after a change beside them | in a program that uses them | build |",
    );
    print("|---|--:|--:|--:|--:|--:|--:|");
    let folder = tempfile::tempdir()?;
    let all = measure(folder.path(), "everything", &catalog, None, "")?;
    for count in [200, 50] {
        measure(folder.path(), &format!("the {count} about the busiest"), &catalog, Some(&keys.nearest(count)), "")?;
    }
    if let Some(cluster) = clusters.first() {
        measure(folder.path(), "the largest cluster of keys", &catalog, Some(cluster), "")?;
    }
    for feature in all {
        measure(folder.path(), &format!("the schema `{feature}`, by its feature"), &catalog, None, &feature)?;
    }
    Ok(())
}

async fn read(file: PathBuf) -> anyhow::Result<Catalog> {
    let server = scratch::Server::start(&scratch::Options::from_env())?;
    let (mut client, connection) = server.config().connect(NoTls).await?;
    tokio::spawn(connection);
    load::load(&client, &load::read_scripts(&[file])?, load::Data::Skip, |_, _| {}).await?;
    Ok(introspect::introspect(&mut client).await?.catalog)
}

/// Which relations are joined by foreign keys, in both directions; partitions are left out, as they are by `generate`.
struct Keys(BTreeMap<String, BTreeSet<String>>);

impl Keys {
    fn of(catalog: &Catalog) -> Self {
        let relations = || catalog.relations.iter().filter(|relation| !relation.is_partition());
        let mut joined: BTreeMap<String, BTreeSet<String>> =
            relations().map(|relation| (relation.name.to_string(), BTreeSet::new())).collect();
        for (relation, key) in relations().flat_map(|relation| relation.foreign_keys().map(move |key| (relation, key)))
        {
            let (from, to) = (relation.name.to_string(), key.1.references.to_string());
            if joined.contains_key(&to) {
                joined.entry(from.clone()).or_default().insert(to.clone());
                joined.entry(to).or_default().insert(from);
            }
        }
        Self(joined)
    }

    /// That many relations, from the one with most neighbours outwards.
    fn nearest(&self, count: usize) -> BTreeSet<String> {
        let busiest = self.0.iter().max_by_key(|(_, neighbours)| neighbours.len());
        busiest.map(|(name, _)| self.reach(name, count)).unwrap_or_default()
    }

    /// What keys connect, the largest first.
    fn clusters(&self) -> Vec<BTreeSet<String>> {
        let mut seen = BTreeSet::new();
        let mut clusters = Vec::new();
        for name in self.0.keys() {
            if !seen.contains(name) {
                let cluster = self.reach(name, usize::MAX);
                seen.extend(cluster.iter().cloned());
                clusters.push(cluster);
            }
        }
        clusters.sort_by_key(|cluster| std::cmp::Reverse(cluster.len()));
        clusters
    }

    fn reach(&self, from: &str, count: usize) -> BTreeSet<String> {
        let mut queue = vec![from];
        let mut next = 0;
        let mut seen = BTreeSet::from([from.to_owned()]);
        while let Some(name) = queue.get(next) {
            next += 1;
            for neighbour in &self.0[*name] {
                if seen.len() < count && seen.insert(neighbour.clone()) {
                    queue.push(neighbour);
                }
            }
        }
        seen
    }
}

/// One line of the table; gives the features of the crate.
fn measure(
    folder: &Path,
    what: &str,
    catalog: &Catalog,
    only: Option<&BTreeSet<String>>,
    feature: &str,
) -> anyhow::Result<Vec<String>> {
    let include = only.map(|names| format!("[relations]\ninclude = {names:?}\n")).unwrap_or_default();
    let include = include.replace('{', "[").replace('}', "]");
    let config = Config::from_toml(&format!("[output]\nlayout = \"crate\"\n{include}"), "growing")?;
    let generated = generate(catalog, &config);
    let models = folder.join("models");
    generated.files.write(&models)?;
    let features = features(generated.files.text("Cargo.toml").unwrap_or_default());
    let lines: usize = generated.files.iter().map(|(_, text)| text.lines().count()).sum();
    project(folder, feature)?;

    let library = models.join("src/lib.rs");
    let text = fs::read_to_string(&library)?;
    fs::write(&library, "//! Empty, to build the dependencies first.\n")?;
    for command in ["check", "build"] {
        cargo(folder, command)?;
    }
    fs::write(&library, &text)?;
    let main = folder.join("program/src/main.rs");
    fs::write(&main, PROGRAM)?;
    let check = cargo(folder, "check")?;
    fs::write(&library, format!("{text}\n/// A change.\npub const CHANGE: u8 = 0;\n"))?;
    let beside = cargo(folder, "check")?;
    cargo(folder, "check")?;
    fs::write(&main, format!("{PROGRAM}\n/// A change.\npub const CHANGE: u8 = 0;\n"))?;
    let program = cargo(folder, "check")?;
    let build = cargo(folder, "build")?;
    let relations = if feature.is_empty() { generated.summary.relations.to_string() } else { String::new() };
    print(&format!("| {what} | {relations} | {lines} | {check:.1} | {beside:.1} | {program:.1} | {build:.1} |"));
    fs::write(&library, text)?;
    Ok(features)
}

/// The features of a crate of several schemas.
fn features(manifest: &str) -> Vec<String> {
    let default = manifest.lines().find_map(|line| line.strip_prefix("default = "));
    default.into_iter().flat_map(|list| list.split('"').skip(1).step_by(2)).map(str::to_owned).collect()
}

const PROGRAM: &str = "//! Uses the models.\n\npub use models::prelude::*;\n\nfn main() {}\n";

/// A workspace of the models and a program that uses them, all of them or by one feature.
fn project(folder: &Path, feature: &str) -> anyhow::Result<()> {
    let chosen = if feature.is_empty() {
        String::new()
    } else {
        format!(", default-features = false, features = [{feature:?}]")
    };
    let runtime = workspace().join("runtime");
    fs::write(
        folder.join("Cargo.toml"),
        format!(
            "[workspace]\nmembers = [\"models\", \"program\"]\nresolver = \"3\"\n\n\
             [patch.crates-io]\nrelvar = {{ path = {:?} }}\n",
            runtime.display().to_string(),
        ),
    )?;
    fs::copy(workspace().join("Cargo.lock"), folder.join("Cargo.lock"))?;
    fs::create_dir_all(folder.join("program/src"))?;
    fs::write(
        folder.join("program/Cargo.toml"),
        format!(
            "[package]\nname = \"program\"\nedition = \"2024\"\n\n\
             [dependencies]\nmodels = {{ path = \"../models\"{chosen} }}\n"
        ),
    )?;
    fs::write(folder.join("program/src/main.rs"), "fn main() {}\n")?;
    Ok(())
}

/// What Cargo and all that it starts take, in CPU seconds.
///
/// It is asked for the program: so the models have the features that the program chooses.
fn cargo(folder: &Path, command: &str) -> anyhow::Result<f64> {
    let before = used()?;
    let status = Command::new("cargo").args([command, "--quiet", "-p", "program"]).current_dir(folder).status()?;
    ensure!(status.success(), "`cargo {command}` fails");
    Ok(used()? - before)
}

fn used() -> anyhow::Result<f64> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let times = [usage.user_time(), usage.system_time()];
    #[expect(clippy::cast_precision_loss, reason = "seconds for a person to read")]
    let seconds = times.iter().map(|time| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6).sum();
    Ok(seconds)
}

#[expect(clippy::print_stdout, reason = "figures are what this program is for")]
fn print(line: &str) {
    println!("{line}");
}
