//! Pairs of schemas in a folder: `<source>/<case>/old.sql` and `new.sql`, and `setup.sql` that runs before both.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, ensure};

/// Files that make a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    /// The files, for psql, in this order.
    pub paths: Vec<PathBuf>,
    /// Function bodies cannot be checked while they are loaded.
    pub unchecked: bool,
    /// Statements are retried in rounds.
    pub unordered: bool,
}

/// Two schemas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Whose it is.
    pub source: String,
    /// What it is called there.
    pub case: String,
    /// What the schema was.
    pub old: Files,
    /// What it became.
    pub new: Files,
}

/// The pairs of a folder: those that its `index.tsv` lists, with how they load, or all if there is none.
pub fn pairs(folder: &Path) -> anyhow::Result<Vec<Pair>> {
    let index = folder.join("index.tsv");
    let found = if index.exists() {
        let text = fs::read_to_string(index)?;
        let lines = text.lines().skip(1).filter_map(|line| match line.split('\t').collect::<Vec<_>>()[..] {
            [source, case, old, new, ..] => Some(pair(folder, (source, case), (old, new))),
            _ => None,
        });
        lines.collect::<anyhow::Result<Vec<_>>>()?
    } else {
        let mut found = Vec::new();
        for source in folders(folder)? {
            for case in folders(&folder.join(&source))? {
                if folder.join(&source).join(&case).join("new.sql").exists() {
                    found.push(pair(folder, (&source, &case), ("", ""))?);
                }
            }
        }
        found
    };
    ensure!(!found.is_empty(), "there is no pair of schemas in `{}`", folder.display());
    Ok(found)
}

fn folders(of: &Path) -> anyhow::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(of).with_context(|| format!("`{}` cannot be read", of.display()))? {
        let entry = entry?;
        if entry.path().is_dir() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

fn pair(folder: &Path, (source, case): (&str, &str), (old, new): (&str, &str)) -> anyhow::Result<Pair> {
    let at = folder.join(source).join(case);
    let files = |side: &str, how: &str| {
        let file = at.join(format!("{side}.sql"));
        ensure!(file.exists(), "`{}` is missing", file.display());
        let setup = Some(at.join("setup.sql")).filter(|setup| setup.exists());
        Ok(Files {
            paths: setup.into_iter().chain([file]).collect(),
            unchecked: how.contains("check_function_bodies=off"),
            unordered: how.contains("unordered"),
        })
    };
    Ok(Pair { source: source.to_owned(), case: case.to_owned(), old: files("old", old)?, new: files("new", new)? })
}
