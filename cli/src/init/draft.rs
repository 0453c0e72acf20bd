//! What a configuration says about the database that was read.

use std::{collections::BTreeMap, fmt::Write as _};

use relvar_catalog::{
    Catalog, QualifiedName,
    catalog::{Relation, RelationKind},
};
use relvar_codegen::{Config, Diagnostic, Rule};

use crate::words::counted;

/// Tables of other tools: no program wants models of them.
const BOOKS: [&str; 16] = [
    "__diesel_schema_migrations",
    "__drizzle_migrations",
    "_prisma_migrations",
    "_sqlx_migrations",
    "alembic_version",
    "ar_internal_metadata",
    "databasechangelog",
    "databasechangeloglock",
    "django_migrations",
    "flyway_schema_history",
    "goose_db_version",
    "knex_migrations",
    "knex_migrations_lock",
    "refinery_schema_history",
    "schema_migrations",
    "seaql_migrations",
];

/// How many lines a list in a comment has at most.
const LISTED: usize = 8;

/// What there is to say about a database.
pub(super) struct Draft<'a> {
    schemas: BTreeMap<&'a str, usize>,
    extensions: Vec<&'a str>,
    books: Vec<&'a QualifiedName>,
    partitions: usize,
    json: Vec<String>,
    views: Vec<&'a Relation>,
    untyped: Vec<Diagnostic>,
}

impl<'a> Draft<'a> {
    pub(super) fn of(catalog: &'a Catalog) -> Self {
        let own = || catalog.relations.iter().filter(|relation| relation.extension.is_none());
        let mut schemas = BTreeMap::new();
        for schema in catalog.schemas.iter().filter(|schema| schema.extension.is_none()) {
            let relations = own().filter(|relation| relation.name.schema == schema.name && !relation.is_partition());
            schemas.insert(schema.name.as_str(), relations.count());
        }
        let is_json = |sql: &str| matches!(sql, "json" | "jsonb");
        let columns = own().filter(|r| !r.is_partition()).flat_map(|r| r.columns.iter().map(move |c| (r, c)));
        let json = columns.filter(|(_, column)| is_json(&column.type_.sql));
        let is_view = |r: &&Relation| matches!(r.kind, RelationKind::View | RelationKind::MaterializedView);
        Self {
            schemas,
            extensions: catalog.extensions.iter().map(|e| e.name.as_str()).filter(|name| *name != "plpgsql").collect(),
            books: own().map(|r| &r.name).filter(|name| BOOKS.contains(&name.name.as_str())).collect(),
            partitions: own().filter(|relation| relation.is_partition()).count(),
            json: json.map(|(relation, column)| format!("{}.{}", relation.name, column.name)).collect(),
            views: own().filter(is_view).collect(),
            untyped: untyped(catalog),
        }
    }

    /// The text of the configuration, with what `[database]` and `[output]` hold.
    pub(super) fn text(&self, database: &str, output: &str) -> Result<String, std::fmt::Error> {
        let mut text = String::from(
            "# How relvar makes models of a database. `relvar generate` writes them, `relvar check` compares them.\n\
             # docs/config.md has every key; `relvar config-schema` prints a JSON Schema for editors.\n",
        );
        text.push_str(database);
        self.filters(&mut text)?;
        text.push_str(output);
        self.types(&mut text)?;
        self.views(&mut text)?;
        text.push_str(RENAME);
        Ok(text)
    }

    fn filters(&self, text: &mut String) -> std::fmt::Result {
        writeln!(text, "\n[schemas]")?;
        for (schema, relations) in &self.schemas {
            writeln!(text, "# `{schema}`: {}", counted(*relations, "relation"))?;
        }
        let wanted: Vec<&str> = self.schemas.iter().filter(|(_, n)| **n > 0).map(|(name, _)| *name).collect();
        writeln!(text, "include = {wanted:?}")?;
        writeln!(text, "\n[relations]\n# `*` stands for any text; a pattern without a dot is a name in any schema.")?;
        writeln!(text, "# include = [\"public.*\"]")?;
        if self.books.is_empty() {
            writeln!(text, "# exclude = [\"*_backup\"]")?;
        } else {
            let names: Vec<String> = self.books.iter().map(|name| format!("{}.{}", name.schema, name.name)).collect();
            writeln!(text, "# Tables of another tool.\nexclude = {names:?}")?;
        }
        if self.partitions > 0 {
            let partitions = counted(self.partitions, "partition");
            writeln!(
                text,
                "\n[partitions]\n# {partitions}: rows are read and written through the partitioned tables."
            )?;
            writeln!(text, "show = false")?;
        }
        Ok(())
    }

    fn types(&self, text: &mut String) -> std::fmt::Result {
        writeln!(text, "\n[types]")?;
        if !self.extensions.is_empty() {
            writeln!(text, "# Extensions: {}.", self.extensions.join(", "))?;
        }
        writeln!(text, "# The crate of dates and times: chrono, time, jiff, or postgres for the runtime's own types.")?;
        writeln!(text, "datetime = \"chrono\"")?;
        for diagnostic in self.untyped.iter().take(LISTED) {
            writeln!(text, "# {}\n# {:?} = \"crate::…\"", diagnostic.message, diagnostic.object)?;
        }
        if let Some(first) = self.json.first() {
            writeln!(text, "\n# JSON documents, each of which can have a type of yours, read and written by serde:")?;
            for column in self.json.iter().take(LISTED) {
                writeln!(text, "# - {column}")?;
            }
            if self.json.len() > LISTED {
                writeln!(text, "# - and {} more", self.json.len() - LISTED)?;
            }
            writeln!(text, "# [columns.{first:?}]\n# json = \"crate::Document\"")?;
        }
        Ok(())
    }

    /// A view has no keys of its own: with one it can be found by, and led to.
    fn views(&self, text: &mut String) -> std::fmt::Result {
        let Some((view, column)) = self.views.iter().find_map(|view| Some((view, view.columns.first()?))) else {
            return Ok(());
        };
        writeln!(text, "\n# What the database does not declare: keys of views, foreign keys nobody wrote down.")?;
        writeln!(text, "# [[keys]]\n# relation = {:?}\n# columns = [{:?}]", view.name.to_string(), column.name)?;
        writeln!(text, "# primary = true")
    }
}

const RENAME: &str = "
# Names of your own, by the names of the database; a clash is reported with the line to write here.
# [rename.relations]
# \"public.people\" = \"Person\"
";

/// Types without a Rust type of their own.
fn untyped(catalog: &Catalog) -> Vec<Diagnostic> {
    let diagnostics = relvar_codegen::generate(catalog, &Config::default()).diagnostics;
    diagnostics.into_iter().filter(|diagnostic| diagnostic.rule == Rule::UntypedColumn).collect()
}
