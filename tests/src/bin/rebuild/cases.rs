//! The schemas that are rebuilt: which there are in a folder.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, ensure};
use tests::{
    pairs::{Files, Pair, pairs},
    regression, shared, workspace,
};

/// A schema, and how it is made.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    /// What it is called in the report.
    pub(crate) name: String,
    /// The folder it was found in, for the figures.
    pub(crate) group: String,
    pub(crate) origin: Origin,
}

/// Where a schema comes from.
#[derive(Clone, Debug)]
pub(crate) enum Origin {
    /// Files for psql.
    Files(Files),
    /// The regression tests of PostgreSQL.
    Regression(PathBuf),
}

impl Origin {
    /// What tells it from others.
    pub(crate) fn text(&self) -> anyhow::Result<String> {
        match self {
            Self::Files(Files { paths, unchecked, unordered }) => {
                let texts: Vec<String> = paths
                    .iter()
                    .map(|path| Ok(String::from_utf8_lossy(&fs::read(path)?).into_owned()))
                    .collect::<anyhow::Result<_>>()?;
                Ok(format!("{}\0{unchecked}\0{unordered}", texts.join("\0")))
            }
            Self::Regression(folder) => Ok(folder.display().to_string()),
        }
    }
}

/// The folders that are known.
pub(crate) fn known() -> Vec<PathBuf> {
    let known = [shared().join("schemas"), workspace().join("tests/odd"), shared().join("diffcases")];
    known.into_iter().chain(regression::sources()).filter(|folder| folder.exists()).collect()
}

/// The schemas of a folder: pairs with an index, folders with a `schema.sql`, files, or PostgreSQL's regression tests.
pub(crate) fn cases(folder: &Path) -> anyhow::Result<Vec<Case>> {
    let group = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if regression::is_sources(folder) {
        let origin = Origin::Regression(folder.to_owned());
        return Ok(vec![Case { name: "regression".to_owned(), group, origin }]);
    }
    if folder.join("index.tsv").exists() {
        let sides = pairs(folder)?.into_iter().flat_map(|Pair { source, case, old, new }| {
            [("old", old), ("new", new)].map(|(side, files)| Case {
                name: format!("{source}/{case}/{side}"),
                group: source.clone(),
                origin: Origin::Files(files),
            })
        });
        return Ok(sides.collect());
    }
    let entries = fs::read_dir(folder).with_context(|| format!("`{}` cannot be read", folder.display()))?;
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let file = if path.is_dir() { path.join("schema.sql") } else { path.clone() };
        if file.extension().is_some_and(|extension| extension == "sql") && file.exists() {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let origin = Origin::Files(Files { paths: vec![file], unchecked: false, unordered: false });
            found.push(Case { name: format!("{group}/{name}"), group: group.clone(), origin });
        }
    }
    ensure!(!found.is_empty(), "there is no schema in `{}`", folder.display());
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}
