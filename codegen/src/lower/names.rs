//! Names of a module's items: row types, what stands beside them, enums, domains and modules.

use std::collections::BTreeMap;

use relvar_catalog::{QualifiedName, catalog};

use super::{
    builtin::PRELUDE,
    constraints::has_constraints,
    context::Context,
    groups::Groups,
    ident::{file_name, ident, is_kept, type_name, type_name_spelled, value_name, value_name_spelled},
    report::Report,
    scope::{Entry, Scope},
    select::Selection,
    singular::singular,
    types::index,
};
use crate::{
    config::{Config, ObjectPath, is_device},
    model::{Ident, SchemaId},
};

/// The names of a relation.
pub(super) struct RelationNames {
    /// The row type.
    pub(super) row: Ident,
    /// The trait of the navigation on sets.
    pub(super) traversal: Ident,
    /// The trait of the foreign keys, where the models are split.
    pub(super) key_trait: Option<Ident>,
    /// The new-row struct.
    pub(super) new: Ident,
    /// The struct of what a new row may leave out.
    pub(super) new_optional: Ident,
    /// The enum of its constraints, where it has some.
    pub(super) constraint: Option<Ident>,
    /// The module.
    pub(super) module: Ident,
    /// The database's name in snake case, and its singular: what navigation is called after.
    pub(super) snake: String,
    pub(super) singular: String,
}

/// The names of everything that is generated.
pub(super) struct Names {
    /// By position in the selection.
    pub(super) relations: Vec<RelationNames>,
    /// By position in the selection.
    pub(super) types: Vec<Ident>,
    /// Schemas with something in them, and groups that the configuration makes, by name, with their modules.
    pub(super) schemas: Vec<(String, Ident)>,
    /// Which of these an object is in.
    pub(super) groups: Groups,
}

impl Names {
    /// The module of an object.
    pub(super) fn place(&self, name: &QualifiedName) -> SchemaId {
        let group = self.groups.of(name);
        let found = self.schemas.binary_search_by(|(sql, _)| sql.as_str().cmp(group));
        SchemaId(index(found.unwrap_or_default()))
    }
}

/// What is in a module, by position in the selection.
#[derive(Default)]
struct Members {
    relations: Vec<usize>,
    types: Vec<usize>,
}

/// Modules every schema may have.
const MODULES: &[&str] = &["types", "functions", "mod"];

/// Names that are taken beside the modules of schemas.
const ROOT: &[&str] = &["prelude", "mod", "lib", "main", "rt"];

pub(super) fn names(selection: &Selection<'_>, config: &Config, report: &mut Report) -> Names {
    let groups = Groups::new(&config.modules);
    let mut members: BTreeMap<&str, Members> = BTreeMap::new();
    for (at, relation) in selection.relations.iter().enumerate() {
        members.entry(groups.of(&relation.name)).or_default().relations.push(at);
    }
    for (at, type_) in selection.types.iter().enumerate() {
        members.entry(groups.of(&type_.name)).or_default().types.push(at);
    }
    for routine in &selection.routines {
        members.entry(groups.of(&routine.name)).or_default();
    }
    let (mut relations, mut types) = (Vec::new(), Vec::new());
    for own in members.values() {
        let (rows, named) = name_items((selection, own), &groups, &mut Context { config, report });
        relations.extend(own.relations.iter().copied().zip(rows));
        types.extend(own.types.iter().copied().zip(named));
    }
    let all: Vec<&str> = members.keys().copied().collect();
    let schemas = modules(&all, config, report);
    Names { relations: sorted(relations), types: sorted(types), schemas, groups }
}

/// Items in the order of their positions.
fn sorted<T>(mut items: Vec<(usize, T)>) -> Vec<T> {
    items.sort_by_key(|(at, _)| *at);
    items.into_iter().map(|(_, item)| item).collect()
}

/// Names what is in one module.
fn name_items(
    (selection, members): (&Selection<'_>, &Members),
    groups: &Groups,
    context: &mut Context<'_>,
) -> (Vec<RelationNames>, Vec<Ident>) {
    let relations: Vec<_> = members.relations.iter().map(|at| selection.relations[*at]).collect();
    let types: Vec<_> = members.types.iter().map(|at| selection.types[*at]).collect();
    let mut scope = Scope::of_types(PRELUDE.iter().copied());
    let mut entries = Vec::new();
    let mut snakes = Vec::new();
    for relation in &relations {
        let name = groups.short(&relation.name);
        let snake = value_name(name);
        let one = singular(&snake);
        let path = ObjectPath::new([&relation.name.schema, &relation.name.name]);
        entries.push(match context.config.rename.relations.get(&path) {
            Some(chosen) => Entry { candidates: vec![chosen.as_str().to_owned()], first: true },
            None if context.config.naming.singular => row_entry(name, type_name(&one)),
            None => row_entry(name, type_name(name)),
        });
        snakes.push((snake, one));
    }
    for type_ in &types {
        let name = groups.short(&type_.name);
        let path = ObjectPath::new([&type_.name.schema, &type_.name.name]);
        entries.push(match context.config.rename.types.get(&path) {
            Some(chosen) => Entry { candidates: vec![chosen.as_str().to_owned()], first: true },
            None => row_entry(name, type_name(name)),
        });
    }
    let claims = scope.settle(&entries);
    let objects =
        relations.iter().map(|r| ("rename.relations", &r.name)).chain(types.iter().map(|t| ("rename.types", &t.name)));
    for ((claim, entry), (table, object)) in claims.iter().zip(&entries).zip(objects) {
        if !claim.preferred {
            context.report.renamed(table, object, &entry.candidates[0], &claim.name);
        }
    }
    let (rows, named_types) = claims.split_at(relations.len());
    let named_types = named_types.iter().map(|claim| ident(&claim.name)).collect();
    let modules = relation_modules((&relations, groups), &mut scope);
    let mut named = Vec::new();
    for (((row, module), (snake, singular)), relation) in rows.iter().zip(modules).zip(snakes).zip(&relations) {
        let row = &row.name;
        // Rust wants no underscore inside the name of a type.
        let head = row.trim_end_matches('_');
        let stem = head.trim_start_matches('_');
        let is_written = relation.insertable && relation.updatable;
        let mut beside = |name: String, is_generated: bool| {
            let claim = scope.claim(&[name.clone(), format!("{name}_")]);
            if !claim.preferred && is_generated {
                context.report.beside("rename.relations", &relation.name, row, (&name, &claim.name));
            }
            ident(&claim.name)
        };
        named.push(RelationNames {
            traversal: beside(format!("{head}Relations"), true),
            key_trait: context.config.output.is_split().then(|| beside(format!("{head}Keys"), true)),
            new: beside(format!("New{stem}"), is_written),
            new_optional: beside(format!("New{stem}Optional"), is_written),
            constraint: has_constraints(relation).then(|| beside(format!("{head}Constraint"), true)),
            row: ident(row),
            module,
            snake,
            singular,
        });
    }
    (named, named_types)
}

/// A row type falls back from its singular to the database's own name, then to that name spelled out.
fn row_entry(name: &str, best: String) -> Entry {
    let exact = type_name(name);
    let mut candidates = vec![best];
    for next in [exact.clone(), type_name_spelled(name)] {
        if !candidates.contains(&next) {
            candidates.push(next);
        }
    }
    if PRELUDE.contains(&exact.as_str()) {
        candidates.push(format!("{exact}_"));
    }
    // A type has no underscores at its ends, so that `_film` would take the name of `film`.
    Entry { candidates, first: is_kept(name) && name.trim_matches('_') == name }
}

/// Modules are private, so that a name that had to give way needs no diagnostic.
fn relation_modules((relations, groups): (&[&catalog::Relation], &Groups), scope: &mut Scope) -> Vec<Ident> {
    let entries: Vec<_> = relations
        .iter()
        .map(|relation| {
            let mut name = usable(&file_name(groups.short(&relation.name)));
            if MODULES.contains(&name.as_str()) {
                name.push('_');
            }
            Entry { candidates: vec![name], first: is_kept(groups.short(&relation.name)) }
        })
        .collect();
    scope.settle_values(&entries).into_iter().map(|claim| ident(&claim.name)).collect()
}

/// A name that is that of a file on Windows too.
fn usable(name: &str) -> String {
    if is_device(&name.to_ascii_lowercase()) { format!("{name}_") } else { name.to_owned() }
}

fn modules(schemas: &[&str], config: &Config, report: &mut Report) -> Vec<(String, Ident)> {
    let mut scope = Scope::with(ROOT.iter().copied());
    let entries: Vec<_> = schemas
        .iter()
        .map(|schema| {
            if let Some(chosen) = config.rename.schemas.get(&ObjectPath::new([schema])) {
                return Entry { candidates: vec![usable(chosen.as_str())], first: true };
            }
            let name = usable(&file_name(schema));
            let first = is_kept(schema);
            let mut candidates = vec![name.clone()];
            let spelled = file_name(&value_name_spelled(schema));
            if !first && spelled != name {
                candidates.push(spelled);
            }
            if !first || ROOT.contains(schema) {
                candidates.push(format!("{name}_"));
            }
            Entry { candidates, first }
        })
        .collect();
    let claims = scope.settle(&entries);
    for ((claim, entry), schema) in claims.iter().zip(&entries).zip(schemas) {
        if !claim.preferred {
            report.renamed("rename.schemas", &ObjectPath::new([schema]), &entry.candidates[0], &claim.name);
        }
    }
    schemas.iter().zip(claims).map(|(schema, claim)| ((*schema).to_owned(), ident(&claim.name))).collect()
}
