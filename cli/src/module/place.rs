//! Where modules are, which database they are for, and how errors about them are told.

use std::path::PathBuf;

use relvar_catalog::connect;
use relvar_migrate::{
    Event, RunOptions, Way,
    module::{Desired, Manager, ModuleError, Modules, Standing},
    track::Tables,
};
use serde_json::json;

use crate::{
    args::{DatabaseArgs, Format, ModulePlaceArgs, ModuleRunArgs, ServerChoice},
    exit::Exit,
    migrate::{Waits, limited, tell},
    print::{self, print},
    project::{self, server_options},
    terminal::Progress,
};

/// The modules, and which database they are for.
pub(super) struct Place {
    pub(super) folder: PathBuf,
    pub(super) modules: Modules,
    options: RunOptions,
    url: Option<String>,
    config: Option<PathBuf>,
}

impl Place {
    pub(super) fn open(args: &ModulePlaceArgs) -> anyhow::Result<Self> {
        let ModulePlaceArgs { dir, url, config, tracking } = args;
        let mut options = RunOptions::default();
        options.tables = Tables::new(tracking);
        let modules = Modules::read(dir)?;
        Ok(Self { folder: dir.clone(), modules, options, url: url.clone(), config: config.clone() })
    }

    pub(super) fn database(&self) -> anyhow::Result<connect::Config> {
        project::database(&DatabaseArgs { url: self.url.clone(), config: self.config.clone() })
    }

    pub(super) fn manager(&self) -> Manager {
        Manager::new(self.modules.clone(), self.options.clone())
    }

    pub(super) fn running(&self, args: &ModuleRunArgs) -> Manager {
        let options = limited(self.options.clone(), &args.limits);
        Manager::new(self.modules.clone(), options)
    }

    /// What modules and all that they need want.
    pub(super) async fn desired(&self, names: &[&str], server: &ServerChoice) -> Result<Desired, ModuleError> {
        let progress = Progress::new();
        let folder = cache();
        let desired =
            Desired::evaluate_kept(&self.modules, names, (server_options(server), folder.as_deref()), &mut |step| {
                progress.step(step);
            })
            .await;
        progress.hide();
        desired
    }

    /// The modules that are named, or else all that are installed.
    pub(super) async fn named(&self, database: &connect::Config, names: &[String]) -> Result<Vec<String>, ModuleError> {
        for name in names {
            self.modules.get(name)?;
        }
        if !names.is_empty() {
            return Ok(names.to_vec());
        }
        let installed = self.manager().installed(database).await?;
        let installed = installed.into_iter().filter(|own| own.state == Standing::Installed);
        let names: Vec<_> = installed.map(|own| own.name).collect();
        for name in &names {
            self.modules.get(name)?;
        }
        Ok(names)
    }
}

/// Where it is kept what modules want.
fn cache() -> Option<PathBuf> {
    #[cfg(unix)]
    return relvar_catalog::scratch::cache_folder().map(|folder| folder.join("modules"));
    #[cfg(not(unix))]
    None
}

/// Runs something, and says what happens.
pub(super) async fn told<T>(
    run: impl AsyncFnOnce(&mut (dyn FnMut(Event<'_>) + Send)) -> Result<T, ModuleError>,
) -> Result<T, ModuleError> {
    let progress = Progress::new();
    let mut waits = Waits::default();
    let done = run(&mut |event: Event<'_>| tell(&progress, &mut waits, Way::Up, &event)).await;
    progress.hide();
    done
}

/// An error with its exit status; with `--format json` it is told on standard output too.
pub(super) fn refused(error: anyhow::Error, format: Format) -> anyhow::Error {
    let Some(own) = error.downcast_ref::<ModuleError>() else { return error };
    if format == Format::Json {
        let mut document = json!({ "error": own.kind(), "message": own.to_string() });
        if let Some(document) = document.as_object_mut() {
            document.extend(own.details());
        }
        let _ = print(|out| print::json(out, &document));
    }
    if own.is_refusal() { Exit::Refused.error(own.to_string()) } else { error }
}
