//! Where scripts come from: files, folders, the standard input.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    LoadError, Script,
    split::{StepKind, identifiers, split, words},
};

/// Reads files; of a folder all `.sql` files in it and below, sorted by path; of `-` the standard input.
pub fn read_scripts(paths: &[PathBuf]) -> Result<Vec<Script>, LoadError> {
    let mut scripts = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            let mut bytes = Vec::new();
            io::Read::read_to_end(&mut io::stdin(), &mut bytes).map_err(|source| unreadable(path, source))?;
            scripts.push(script("standard input".to_owned(), bytes)?);
            continue;
        }
        let mut files = Vec::new();
        collect(path, &mut files).map_err(|source| unreadable(path, source))?;
        if files.is_empty() {
            return Err(LoadError::NoFiles { folder: path.clone() });
        }
        for file in files {
            let bytes = fs::read(&file).map_err(|source| unreadable(&file, source))?;
            scripts.push(script(file.display().to_string(), bytes)?);
        }
    }
    Ok(scripts)
}

/// Names of the extensions that scripts create, in the order of their first mention.
pub fn wanted_extensions(scripts: &[Script]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for script in scripts {
        // What does not end is reported when the script is executed.
        for step in split(&script.text).unwrap_or_default() {
            let StepKind::Statement(sql) = step.kind else { continue };
            if words(sql, 2) != ["CREATE", "EXTENSION"] {
                continue;
            }
            let mut identifiers =
                identifiers(sql).skip(2).skip_while(|word| matches!(word.as_str(), "if" | "not" | "exists"));
            names.extend(identifiers.next().filter(|name| !names.contains(name)));
        }
    }
    names
}

fn unreadable(path: &Path, source: io::Error) -> LoadError {
    LoadError::Unreadable { path: path.to_owned(), source }
}

fn script(name: String, bytes: Vec<u8>) -> Result<Script, LoadError> {
    match String::from_utf8(bytes) {
        // A byte order mark, as some editors write it, is no SQL.
        Ok(text) => Ok(Script { name, text: text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text) }),
        Err(error) => {
            let before = String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]);
            let line = 1 + before.matches('\n').count();
            Err(LoadError::Encoding { file: name, line })
        }
    }
}

/// The files at a path, in the order of their paths.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !fs::metadata(path)?.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let mut entries: Vec<_> = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    entries.sort();
    for entry in entries {
        if entry.is_dir() || entry.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("sql")) {
            collect(&entry, files)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_are_known_before_they_are_created() {
        let text = "CREATE EXTENSION citext;\n-- create extension no;\ncreate extension if not exists \"uuid-ossp\" with schema x;\
                    create extension citext; select 'create extension no'";
        let script = Script { name: "a.sql".into(), text: text.into() };
        assert_eq!(wanted_extensions(&[script]), ["citext", "uuid-ossp"]);
    }

    #[test]
    fn folders_are_read_in_the_order_of_their_paths() {
        let folder = std::env::temp_dir().join(format!("relvar-scripts-{}", std::process::id()));
        fs::create_dir_all(folder.join("b")).unwrap();
        fs::create_dir_all(folder.join("empty")).unwrap();
        for (name, text) in
            [("c.sql", "\u{feff}c"), ("b/2.sql", "b2"), ("b/1.SQL", "b1"), ("a.sql", "a"), ("z.txt", "")]
        {
            fs::write(folder.join(name), text).unwrap();
        }
        fs::write(folder.join("latin1"), b"-- ok\n-- \xe9\n").unwrap();

        let scripts = read_scripts(&[folder.join("c.sql"), folder.clone()]).unwrap();
        let texts: Vec<_> = scripts.iter().map(|script| script.text.as_str()).collect();
        assert_eq!(texts, ["c", "a", "b1", "b2", "c"]);

        let check = |path: &str, expected: &str| {
            let error = read_scripts(&[folder.join(path)]).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        };
        check("latin1", "line 2: not UTF-8");
        check("missing.sql", "cannot be read");
        check("empty", "no `.sql` file");
        fs::remove_dir_all(folder).unwrap();
    }
}
