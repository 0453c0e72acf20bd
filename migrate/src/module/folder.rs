//! A folder of modules, and which needs which.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use relvar_catalog::load::{Script, read_scripts};

use super::{
    MANIFEST, Manifest, ModuleError,
    manifest::{Version, nearest},
};

/// A module on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// What it says of itself.
    pub manifest: Manifest,
    /// Its folder.
    pub folder: PathBuf,
}

impl Module {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.manifest.name
    }

    /// The files and folders that make its schema; those of a module without tables may not be there.
    pub fn schema_files(&self) -> Vec<PathBuf> {
        let paths = self.manifest.schema.iter().map(|path| self.folder.join(path));
        paths.filter(|path| path.exists()).collect()
    }

    pub(super) fn scripts(&self) -> Result<Vec<Script>, ModuleError> {
        let load = |source| ModuleError::Load { module: self.name().to_owned(), source };
        read_scripts(&self.schema_files()).map_err(load)
    }

    /// What was written by hand between versions, `upgrades/FROM-TO.sql`, from one version to another, in order.
    pub(super) fn upgrades(&self, from: &str) -> Result<Vec<Upgrade>, ModuleError> {
        let folder = self.folder.join("upgrades");
        let mut found = Vec::new();
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(ModuleError::File { path: folder, source }),
        };
        let (from, last) = (Version::parse(from), Version::parse(&self.manifest.version));
        for entry in entries {
            let path = entry.map_err(|source| ModuleError::File { path: folder.clone(), source })?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let Some(stem) = name.strip_suffix(".sql").filter(|stem| stem.strip_suffix(".down").is_none()) else {
                continue;
            };
            let ends = stem.split_once('-');
            let versions =
                ends.and_then(|(from, to)| Some((Version::parse(from)?, Version::parse(to)?, to.to_owned())));
            let Some((begin, end, to)) = versions else {
                let what = "it is no upgrade\nhint: its name is FROM-TO.sql, such as 1.0.0-1.1.0.sql".to_owned();
                return Err(ModuleError::Manifest { path, what });
            };
            if Some(&begin) >= from.as_ref() && Some(&end) <= last.as_ref() {
                let up = read(&path)?;
                let down = folder.join(name.replace(".sql", ".down.sql"));
                let down = if down.exists() { Some(read(&down)?) } else { None };
                found.push((begin, Upgrade { to, up, down, path }));
            }
        }
        found.sort_by(|(a, _), (b, _)| a.cmp(b));
        Ok(found.into_iter().map(|(_, own)| own).collect())
    }
}

/// What was written by hand to lead from one version to another.
pub(super) struct Upgrade {
    pub(super) to: String,
    pub(super) up: String,
    pub(super) down: Option<String>,
    pub(super) path: PathBuf,
}

pub(super) fn read(path: &Path) -> Result<String, ModuleError> {
    fs::read_to_string(path).map_err(|source| ModuleError::File { path: path.to_owned(), source })
}

/// The modules of a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Modules(BTreeMap<String, Module>);

impl Modules {
    /// Reads the modules in a folder: each is a folder with `module.toml`.
    pub fn read(folder: &Path) -> Result<Self, ModuleError> {
        let unreadable = |source| ModuleError::File { path: folder.to_owned(), source };
        let mut modules: BTreeMap<String, Module> = BTreeMap::new();
        let mut folders = Vec::new();
        for entry in fs::read_dir(folder).map_err(unreadable)? {
            folders.push(entry.map_err(unreadable)?.path());
        }
        folders.sort();
        for folder in folders {
            let path = folder.join(MANIFEST);
            if !path.exists() {
                continue;
            }
            let manifest = Manifest::parse(&read(&path)?, &path)?;
            if let Some(other) = modules.get(&manifest.name) {
                let what = format!("module `{}` is also in `{}`", manifest.name, other.folder.display());
                return Err(ModuleError::Manifest { path, what });
            }
            modules.insert(manifest.name.clone(), Module { manifest, folder });
        }
        let modules = Self(modules);
        modules.check()?;
        Ok(modules)
    }

    fn check(&self) -> Result<(), ModuleError> {
        let mut claims: BTreeMap<String, &str> = BTreeMap::new();
        for module in self.0.values() {
            if let Some(missing) = module.manifest.depends.iter().find(|name| !self.0.contains_key(*name)) {
                let (module, depends) = (module.name().to_owned(), missing.clone());
                return Err(ModuleError::MissingDependency { module, depends });
            }
            let schemas = module.manifest.schemas.iter().map(|name| format!("schema {name}"));
            let prefix = module.manifest.prefix.iter().map(|prefix| format!("prefix {prefix}"));
            for what in schemas.chain(prefix) {
                if let Some(other) = claims.insert(what.clone(), module.name()) {
                    let modules = (other.to_owned(), module.name().to_owned());
                    return Err(ModuleError::Claimed { what, modules });
                }
            }
        }
        self.order(self.0.keys().map(String::as_str)).map(|_| ())
    }

    /// All of them, by name.
    pub fn list(&self) -> impl Iterator<Item = &Module> {
        self.0.values()
    }

    /// The module of that name.
    pub fn get(&self, name: &str) -> Result<&Module, ModuleError> {
        self.0.get(name).ok_or_else(|| ModuleError::Unknown {
            name: name.to_owned(),
            nearest: nearest(self.0.keys().cloned(), name),
        })
    }

    /// Whether there is one of that name.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// These modules and all that they need, each after what it needs.
    pub fn order<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Result<Vec<&Module>, ModuleError> {
        let (mut order, mut done) = (Vec::new(), BTreeSet::new());
        for name in names {
            self.visit(name, &mut Vec::new(), &mut done, &mut order)?;
        }
        Ok(order)
    }

    fn visit<'m>(
        &'m self,
        name: &str,
        path: &mut Vec<String>,
        done: &mut BTreeSet<&'m str>,
        order: &mut Vec<&'m Module>,
    ) -> Result<(), ModuleError> {
        let module = self.get(name)?;
        if done.contains(module.name()) {
            return Ok(());
        }
        if let Some(at) = path.iter().position(|own| own == name) {
            let modules = path[at..].iter().cloned().chain([name.to_owned()]).collect();
            return Err(ModuleError::Circle { modules });
        }
        path.push(name.to_owned());
        for depends in &module.manifest.depends {
            self.visit(depends, path, done, order)?;
        }
        path.pop();
        done.insert(module.name());
        order.push(module);
        Ok(())
    }
}
