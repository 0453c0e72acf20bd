//! One schema: read, written, loaded, read again, compared.

use std::fmt::Write as _;

use std::{
    fs,
    path::PathBuf,
    time::{Duration, Instant},
};

use relvar_catalog::{Catalog, catalog::ObjectId, ddl, scratch::Server};
use relvar_migrate::dump::{self, Columns};
use serde_json::Value;
use tests::{build::psql, databases::Databases, regression};

use crate::{
    Arguments,
    cases::{Case, Origin},
    times::Times,
};

/// What became of a schema.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// Both catalogs are equal.
    Equal {
        /// The dumps are too: pg_dump reads a server of this version.
        dumped: bool,
        /// How long its statements took to be written.
        writing: Duration,
        /// What `--times` asks for.
        times: Option<Times>,
    },
    /// Its own files do not load.
    NotLoaded(String),
    /// It cannot be read, or is not written whole.
    NotWritten(String),
    /// The script fails.
    Refused(String),
    /// The catalogs differ.
    Catalog(String),
    /// The dumps differ.
    Dump(String),
}

impl Outcome {
    pub(crate) const EQUAL: &str = "equal";
    pub(crate) const NOT_DUMPED: &str = "equal by their catalogs, since pg_dump is older than the server";
    pub(crate) const NOT_LOADED: &str = "not loaded";

    pub(crate) fn class(&self) -> &'static str {
        match self {
            Self::Equal { dumped: true, .. } => Self::EQUAL,
            Self::Equal { dumped: false, .. } => Self::NOT_DUMPED,
            Self::NotLoaded(_) => Self::NOT_LOADED,
            Self::NotWritten(_) => "not written",
            Self::Refused(_) => "refused",
            Self::Catalog(_) => "catalogs differ",
            Self::Dump(_) => "dumps differ",
        }
    }

    pub(crate) fn why(&self) -> Option<&str> {
        match self {
            Self::Equal { .. } => None,
            Self::NotLoaded(why)
            | Self::NotWritten(why)
            | Self::Refused(why)
            | Self::Catalog(why)
            | Self::Dump(why) => Some(why),
        }
    }
}

/// A worker's databases.
pub(crate) struct Workshop<'a> {
    databases: Databases<'a>,
    keep: Option<PathBuf>,
    is_timed: bool,
    /// pg_dump reads the server.
    dumps: bool,
}

impl<'a> Workshop<'a> {
    pub(crate) async fn open(server: &'a Server, worker: usize, arguments: &Arguments) -> anyhow::Result<Self> {
        let (keep, is_timed) = (arguments.keep.clone(), arguments.times);
        let dumps = dump::text(&server.url()).is_ok();
        Ok(Self { databases: Databases::open(server, format!("rebuild_{worker}")).await?, keep, is_timed, dumps })
    }

    pub(crate) async fn rebuild(&self, case: &Case) -> Outcome {
        let mut names = Vec::new();
        let outcome = self.outcome(case, &mut names).await;
        for name in names {
            self.databases.drop(&name).await;
        }
        outcome
    }

    async fn outcome(&self, case: &Case, names: &mut Vec<String>) -> Outcome {
        let original = match self.original(case, names).await {
            Ok(name) => name,
            Err(error) => return Outcome::NotLoaded(format!("{error:#}")),
        };
        let catalog = match self.databases.read(&original).await {
            Ok(catalog) => catalog,
            Err(error) => return Outcome::NotWritten(format!("{error:#}")),
        };
        let began = Instant::now();
        let script = ddl::ddl(&catalog, &ddl::Options::default());
        let text = script.to_string();
        let writing = began.elapsed();
        let Ok(folder) = tempfile::tempdir() else { return Outcome::NotWritten("no folder".to_owned()) };
        let path = match &self.keep {
            Some(keep) => keep.join(format!("{}.sql", case.name.replace('/', "-"))),
            None => folder.path().join("script.sql"),
        };
        if let Err(error) = fs::write(&path, text) {
            return Outcome::NotWritten(error.to_string());
        }
        if let Some(diagnostic) = without_user_mappings(&catalog).diagnostics.first() {
            return Outcome::NotWritten(diagnostic.to_string());
        }
        let rebuilt = match self.databases.empty().await {
            Ok(name) => name,
            Err(error) => return Outcome::NotLoaded(format!("{error:#}")),
        };
        names.push(rebuilt.clone());
        match psql(&self.databases.server.url_of(&rebuilt), &[path], &[]) {
            Ok(errors) if errors.is_empty() => {}
            Ok(errors) => return Outcome::Refused(errors.join(" | ").chars().take(300).collect()),
            Err(error) => return Outcome::Refused(format!("{error:#}")),
        }
        match self.compare((&original, &catalog), &rebuilt).await {
            Ok(None) => match self.times(&original).await {
                Ok(times) => Outcome::Equal { dumped: self.dumps, writing, times },
                Err(error) => Outcome::NotWritten(format!("{error:#}")),
            },
            Ok(Some(outcome)) => outcome,
            Err(error) => Outcome::Refused(format!("{error:#}")),
        }
    }

    async fn times(&self, name: &str) -> anyhow::Result<Option<Times>> {
        if !self.is_timed || !self.dumps {
            return Ok(None);
        }
        Times::measure(&self.databases.server.url_of(name), async || self.databases.read(name).await).await.map(Some)
    }

    async fn original(&self, case: &Case, names: &mut Vec<String>) -> anyhow::Result<String> {
        match &case.origin {
            Origin::Regression(sources) => {
                // Its scripts expect this name.
                let name = "regression".to_owned();
                self.databases.server.database(&name).await?;
                regression::build(sources, &self.databases.server.url_of(&name))?;
                names.push(name.clone());
                Ok(name)
            }
            Origin::Files(files) => self.databases.make(files, names).await,
        }
    }

    async fn compare(&self, (original, before): (&str, &Catalog), rebuilt: &str) -> anyhow::Result<Option<Outcome>> {
        let after = self.databases.read(rebuilt).await?;
        if *before != after {
            let (before, after) = (serde_json::to_value(before)?, serde_json::to_value(&after)?);
            let mut path = String::new();
            return Ok(Some(Outcome::Catalog(first_difference(&before, &after, &mut path).unwrap_or_default())));
        }
        if !self.dumps {
            return Ok(None);
        }
        let dump = |name: &str| dump::dump(&self.databases.server.url_of(name), Columns::Ordered);
        let (before, after) = (dump(original)?, dump(rebuilt)?);
        Ok(dump::difference(&before, &after).map(Outcome::Dump))
    }
}

/// The script without user mappings: each has a remark that its options are not read. If it has any, the dumps differ.
fn without_user_mappings(catalog: &Catalog) -> ddl::Script {
    let mut rest = catalog.clone();
    rest.others.retain(|other| !matches!(other.id, ObjectId::UserMapping { .. }));
    ddl::ddl(&rest, &ddl::Options::default())
}

/// Where two documents differ first, and how.
fn first_difference(a: &Value, b: &Value, path: &mut String) -> Option<String> {
    let short = |value: &Value| value.to_string().chars().take(160).collect::<String>();
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: std::collections::BTreeSet<_> = a.keys().chain(b.keys()).collect();
            let name = a.get("name").and_then(Value::as_str).unwrap_or_default();
            let here = path.len();
            if !name.is_empty() {
                let _ = write!(path, "<{name}>");
            }
            let found = keys.into_iter().find_map(|key| {
                let before = path.len();
                let _ = write!(path, ".{key}");
                let (a, b) = (a.get(key).unwrap_or(&Value::Null), b.get(key).unwrap_or(&Value::Null));
                let found = first_difference(a, b, path);
                path.truncate(before);
                found
            });
            path.truncate(here);
            found
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).find_map(|(a, b)| first_difference(a, b, path))
        }
        (Value::Array(a), Value::Array(b)) => {
            let lost = a.iter().find(|item| !b.contains(item)).map(|item| format!("- {}", short(item)));
            let made = b.iter().find(|item| !a.contains(item)).map(|item| format!("+ {}", short(item)));
            Some(format!("{path}: {}", [lost, made].into_iter().flatten().collect::<Vec<_>>().join(" ")))
        }
        (a, b) => (a != b).then(|| format!("{path}: - {} + {}", short(a), short(b))),
    }
}
