//! `relvar module`, as the command is used.

mod errors;
mod faults;
mod owners;
mod reference;
mod source;
mod troubleshooting;

use std::{
    fs,
    path::{Path, PathBuf},
};

use relvar_catalog::scratch::Server;
use serde_json::Value;
use tempfile::TempDir;

use crate::common::{Relvar, Run, folder, scratch};

/// A server, and a copy of the modules of the example.
struct Site {
    server: Server,
    folder: TempDir,
}

impl Site {
    fn new() -> Self {
        let site = Self { server: scratch(), folder: folder() };
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/modules/modules");
        copy(&example, &site.folder.path().join("modules"));
        site
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let url = self.server.url();
        Relvar::with_arguments(&[&["module", "--url", &url], arguments].concat()).within(&self.folder).run()
    }

    /// A run that has to end well.
    fn done(&self, arguments: &[&str]) -> Run {
        let run = self.run(arguments);
        assert_eq!(run.status, 0, "{arguments:?}: {}{}", run.stdout, run.stderr);
        run
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let run = self.run(&[arguments, &["--format", "json"]].concat());
        let document = serde_json::from_str(&run.stdout);
        assert!(document.is_ok(), "{arguments:?}: {}{}", run.stdout, run.stderr);
        document.unwrap()
    }

    /// The exit status and the document of a run that does not end well.
    fn fails(&self, arguments: &[&str]) -> (i32, Value) {
        let run = self.run(&[arguments, &["--format", "json"]].concat());
        let document = serde_json::from_str(&run.stdout);
        assert!(document.is_ok() && run.status != 0, "{arguments:?}: {}{}", run.stdout, run.stderr);
        (run.status, document.unwrap())
    }

    /// The same, with the name of the error.
    fn error(&self, arguments: &[&str]) -> (i32, String) {
        let (status, document) = self.fails(arguments);
        (status, document["error"].as_str().unwrap_or_default().to_owned())
    }

    /// The rows of a query, as psql shows them.
    fn psql(&self, sql: &str) -> String {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (client, connection) = self.server.config().connect(tokio_postgres::NoTls).await.unwrap();
            tokio::spawn(connection);
            let rows = client.simple_query(sql).await.unwrap();
            let rows = rows.iter().filter_map(|row| match row {
                tokio_postgres::SimpleQueryMessage::Row(row) => {
                    Some((0..row.len()).map(|at| row.get(at).unwrap_or("NULL")).collect::<Vec<_>>().join("|"))
                }
                _ => None,
            });
            rows.collect::<Vec<_>>().join("\n")
        })
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join("modules").join(path)
    }

    fn edit(&self, path: &str, edit: impl Fn(&str) -> String) {
        let path = self.path(path);
        let text = fs::read_to_string(&path).unwrap();
        let edited = edit(&text);
        assert_ne!(text, edited, "nothing was edited in {}", path.display());
        fs::write(path, edited).unwrap();
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// A module with the files that are given: the first is its manifest, the second its tables.
    fn module(&self, name: &str, manifest: &str, tables: &str) {
        self.write(&format!("{name}/module.toml"), &format!("name = \"{name}\"\nversion = \"1.0.0\"\n{manifest}"));
        self.write(&format!("{name}/schema/tables.sql"), tables);
    }

    /// The columns of a table, by name.
    fn columns(&self, table: &str) -> String {
        self.psql(&format!(
            "SELECT string_agg(attname, ',' ORDER BY attname) FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped AND \
             attrelid = '{table}'::regclass"
        ))
    }

    /// The last migration of a module.
    fn last(&self, module: &str) -> String {
        let history = self.json(&["history", module, "--limit", "1"]);
        history[0]["migration_name"].as_str().unwrap().to_owned()
    }

    fn tables(&self) -> String {
        self.psql("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename COLLATE \"C\"")
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() { copy(&path, &target) } else { assert!(fs::copy(&path, &target).is_ok()) }
    }
}
