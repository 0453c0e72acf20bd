//! Models in a build script: from a snapshot to one file in `OUT_DIR`, with nothing but this crate.

mod error;

use std::{
    env, fmt, fs,
    path::{Path, PathBuf},
};

use relvar_catalog::{Catalog, snapshot};

use crate::{
    config::{Config, Layout},
    diagnostic::Diagnostic,
    emit, lower,
};

pub use error::BuildError;
use error::on_one_line;

/// Where a snapshot is taken from, unless the configuration says so: beside the configuration.
const SNAPSHOT: &str = "relvar.snapshot.json";

/// Writes models in a build script.
///
/// The script needs no database, no network and no other file than the configuration and the snapshot, and writes
/// nowhere but to `OUT_DIR`. `relvar::include_models!()` brings the models into the crate.
///
/// ```no_run
/// // In `fn main` of build.rs:
/// relvar_codegen::Build::new("relvar.toml").run();
/// ```
#[derive(Clone, Debug)]
pub struct Build {
    input: PathBuf,
    name: String,
}

/// What a build made.
#[derive(Clone, Debug)]
pub struct Built {
    /// The file that was written.
    pub file: PathBuf,
    /// What it was made of: a change of one of these files makes it anew.
    pub inputs: Vec<PathBuf>,
    /// What the user may want to know or to fix, by object.
    pub diagnostics: Vec<Diagnostic>,
}

impl Build {
    /// From a configuration, `relvar.toml`, which names the snapshot (`snapshot` under `[database]`; by default
    /// `relvar.snapshot.json` beside it), or from a snapshot alone: a file that ends in `.json`.
    ///
    /// Paths are relative to the package.
    pub fn new(input: impl Into<PathBuf>) -> Self {
        Self { input: input.into(), name: "models".to_owned() }
    }

    /// The name of the file without `.rs`, for a package with models of several databases: it stands in
    /// `relvar::include_models!("name")`. By default `models`.
    #[must_use]
    pub fn name(self, name: impl Into<String>) -> Self {
        Self { name: name.into(), ..self }
    }

    /// Writes the models and tells Cargo what they depend on. Errors fail the build; a name in the configuration that
    /// matches nothing is one of them.
    ///
    /// Other diagnostics are not shown: Cargo keeps warnings of a build script and shows them with every build, also
    /// if nothing has changed. `relvar snapshot` and `relvar check` show them, and [`write`](Self::write) returns them.
    pub fn run(&self) {
        for input in self.inputs() {
            tell("rerun-if-changed", input.display());
        }
        match self.write() {
            Ok(built) => {
                for fault in built.diagnostics.iter().filter(|diagnostic| diagnostic.rule.is_error()) {
                    let text = on_one_line(fault);
                    // Cargo writes the level itself.
                    tell("error", text.strip_prefix("error").unwrap_or(&text));
                }
            }
            Err(error) => error.lines().iter().for_each(|line| tell("error", line)),
        }
    }

    /// Writes the models, and tells Cargo nothing.
    ///
    /// # Errors
    ///
    /// If the configuration or the snapshot cannot be read, or `OUT_DIR` cannot be written.
    pub fn write(&self) -> Result<Built, BuildError> {
        let folder = env::var_os("OUT_DIR").ok_or(BuildError::NoBuildScript)?;
        let (text, diagnostics) = self.models()?;
        let file = Path::new(&folder).join(format!("{}.rs", self.name));
        // What does not change keeps its time, and is not compiled again.
        if !fs::read_to_string(&file).is_ok_and(|old| old == text) {
            fs::write(&file, text).map_err(|source| BuildError::Unwritable { path: file.clone(), source })?;
        }
        Ok(Built { file, inputs: self.inputs(), diagnostics })
    }

    fn models(&self) -> Result<(String, Vec<Diagnostic>), BuildError> {
        let mut config = self.config()?;
        config.output.layout = Layout::Module;
        let catalog = catalog(&self.snapshot(&config))?;
        let (model, diagnostics) = lower::lower(&catalog, &config);
        Ok((emit::single(&model), diagnostics))
    }

    /// The files that the models are made of, as far as they are known: a configuration that cannot be read names none.
    fn inputs(&self) -> Vec<PathBuf> {
        let mut inputs = vec![in_package(&self.input)];
        inputs.extend(self.config().ok().map(|config| self.snapshot(&config)));
        inputs.dedup();
        inputs
    }

    fn is_snapshot(&self) -> bool {
        self.input.extension().is_some_and(|extension| extension == "json")
    }

    fn config(&self) -> Result<Config, BuildError> {
        if self.is_snapshot() {
            return Ok(Config::default());
        }
        Ok(Config::from_toml(&read(&in_package(&self.input))?, &self.input)?)
    }

    fn snapshot(&self, config: &Config) -> PathBuf {
        let input = in_package(&self.input);
        if self.is_snapshot() {
            return input;
        }
        let folder = input.parent().unwrap_or(Path::new(""));
        folder.join(config.database.snapshot.as_deref().unwrap_or(Path::new(SNAPSHOT)))
    }
}

/// A path of the package that is built.
fn in_package(path: &Path) -> PathBuf {
    env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| path.to_owned(), |package| Path::new(&package).join(path))
}

fn catalog(path: &Path) -> Result<Catalog, BuildError> {
    snapshot::read(&read(path)?).map_err(|source| BuildError::Snapshot { path: path.to_owned(), source })
}

fn read(path: &Path) -> Result<String, BuildError> {
    fs::read_to_string(path).map_err(|source| BuildError::Unreadable { path: path.to_owned(), source })
}

#[expect(clippy::print_stdout, reason = "Cargo reads what a build script prints")]
fn tell(instruction: &str, value: impl fmt::Display) {
    println!("cargo::{instruction}={value}");
}
