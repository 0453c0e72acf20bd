//! A script as a folder: a file for each object, which loads again in whatever order its files come.

use std::fmt::Write as _;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    process::ExitCode,
};

use relvar_catalog::{
    catalog::{ObjectId, RelationKind, RoutineKind},
    ddl::{Body, Script, Statement},
};
use relvar_codegen::FileTree;

use crate::{
    terminal::{self, NAME},
    words::counted,
};

/// Writes the files that differ, and removes those of objects that are gone; touches no file of others.
pub(super) fn write(script: &Script, folder: &Path) -> anyhow::Result<ExitCode> {
    let report = files(script).write(folder)?;
    terminal::say(format!(
        "{NAME}{}{NAME:#}: {} written, {} removed, {} unchanged",
        folder.display(),
        counted(report.written.len(), "file"),
        report.removed.len(),
        report.unchanged
    ));
    Ok(ExitCode::SUCCESS)
}

fn files(script: &Script) -> FileTree {
    let mut paths = Paths::default();
    let mut files: BTreeMap<String, Vec<Statement>> = BTreeMap::new();
    for statement in &script.statements {
        files.entry(paths.path(&statement.home)).or_default().push(statement.clone());
    }
    let text = |statements: &[Statement]| Body(statements).to_string().trim_start().to_owned();
    files.iter().map(|(path, statements)| (path.clone(), text(statements))).collect()
}

/// Paths by object. No two differ in case alone: some file systems do not tell those apart.
#[derive(Default)]
struct Paths {
    given: BTreeMap<String, String>,
    taken: BTreeSet<String>,
}

impl Paths {
    fn path(&mut self, object: &ObjectId) -> String {
        let wanted = path(object);
        if let Some(given) = self.given.get(&wanted) {
            return given.clone();
        }
        let stem = wanted.strip_suffix(".sql").unwrap_or(&wanted);
        let mut given = wanted.clone();
        let mut count = 2;
        while !self.taken.insert(given.to_lowercase()) {
            given = format!("{stem}-{count}.sql");
            count += 1;
        }
        self.given.insert(wanted, given.clone());
        given
    }
}

/// Schemas and extensions come first in a folder, and what acts on later statements last, for those who load it in order.
fn path(object: &ObjectId) -> String {
    let within = |folder: &str, name: &str| format!("{folder}/{}.sql", file(name));
    if let (Some(name), Some(folder)) = (object.qualified_name(), folder(object)) {
        return format!("{}/{folder}/{}.sql", file(&name.schema), file(&name.name));
    }
    match object {
        ObjectId::Role(_) => "00_roles.sql".to_owned(),
        ObjectId::Schema(_) => "00_schemas.sql".to_owned(),
        ObjectId::Extension(_) => "01_extensions.sql".to_owned(),
        ObjectId::Cast { .. } => "casts.sql".to_owned(),
        ObjectId::Transform { .. } => "transforms.sql".to_owned(),
        ObjectId::UserMapping { server, .. } | ObjectId::Server(server) => within("servers", server),
        ObjectId::ForeignDataWrapper(name) => within("foreign_data_wrappers", name),
        ObjectId::AccessMethod(name) => within("access_methods", name),
        ObjectId::Language(name) => within("languages", name),
        ObjectId::Publication(name) => within("publications", name),
        ObjectId::Subscription(name) => within("subscriptions", name),
        ObjectId::EventTrigger(_) => "zz_event_triggers.sql".to_owned(),
        ObjectId::DefaultPrivileges { .. } => "zz_default_privileges.sql".to_owned(),
        _ => "zz_settings.sql".to_owned(),
    }
}

/// The folder of an object within that of its schema.
fn folder(object: &ObjectId) -> Option<&'static str> {
    Some(match object {
        ObjectId::Relation { kind, .. } => match kind {
            RelationKind::Table | RelationKind::PartitionedTable => "tables",
            RelationKind::View => "views",
            RelationKind::MaterializedView => "materialized_views",
            RelationKind::ForeignTable => "foreign_tables",
        },
        ObjectId::Routine { kind, .. } => match kind {
            RoutineKind::Function | RoutineKind::Window => "functions",
            RoutineKind::Procedure => "procedures",
            RoutineKind::Aggregate => "aggregates",
        },
        ObjectId::Type(_) => "types",
        ObjectId::Sequence(_) => "sequences",
        ObjectId::Index(_) => "indexes",
        ObjectId::Collation(_) => "collations",
        ObjectId::Conversion(_) => "conversions",
        ObjectId::Operator { .. } => "operators",
        ObjectId::OperatorClass { .. } => "operator_classes",
        ObjectId::OperatorFamily { .. } => "operator_families",
        ObjectId::TextSearchConfiguration(_)
        | ObjectId::TextSearchDictionary(_)
        | ObjectId::TextSearchParser(_)
        | ObjectId::TextSearchTemplate(_) => "text_search",
        ObjectId::Statistics(_) => "statistics",
        _ => return None,
    })
}

/// A name as that of a file: what is no letter, digit, `_` or `-` is written as `%` and its bytes.
fn file(name: &str) -> String {
    let mut file = String::new();
    for c in name.chars() {
        if c.is_alphanumeric() || c == '_' || c == '-' {
            file.push(c);
        } else {
            let mut buffer = [0; 4];
            for byte in c.encode_utf8(&mut buffer).bytes() {
                let _ = write!(file, "%{byte:02X}");
            }
        }
    }
    file
}
