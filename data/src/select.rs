//! What a backup or a restore is of: tables, and the statements that make what they need.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use relvar_catalog::{
    Catalog, QualifiedName,
    catalog::{ObjectId, Relation, RelationKind},
    ddl::{Script, Stages},
};

use crate::{
    Error,
    mask::{self, Masking, Masks},
    sql,
};

/// A table whose rows are read.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) name: QualifiedName,
    /// Those that are not generated.
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Rows,
    /// What is replaced in rows.
    pub(crate) masks: Option<Arc<Masks>>,
}

/// Which rows of a table are read.
#[derive(Clone, Debug)]
pub(crate) enum Rows {
    All,
    /// `WHERE …`: only some rows are those of users.
    Where(String),
    /// By their places, in order.
    These(Arc<[Place]>),
}

/// Where a row is in its table, which does not change while a transaction sees it: block and number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Place(pub(crate) u32, pub(crate) u16);

impl Place {
    /// Some places as an array of SQL.
    pub(crate) fn array(places: &[Self]) -> String {
        let places: Vec<String> = places.iter().map(|Self(block, at)| format!("\"({block},{at})\"")).collect();
        format!("'{{{}}}'::pg_catalog.tid[]", places.join(","))
    }

    /// Reads `(12,3)`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (block, at) = text.strip_prefix('(')?.strip_suffix(')')?.split_once(',')?;
        Some(Self(block.parse().ok()?, at.parse().ok()?))
    }
}

/// What is written.
pub(crate) struct Chosen {
    pub(crate) stages: Stages,
    pub(crate) tables: Vec<Table>,
    /// The objects, if not all.
    pub(crate) homes: Option<Vec<ObjectId>>,
    pub(crate) left_out: Vec<String>,
}

impl Chosen {
    /// Puts masks on the tables.
    pub(crate) fn mask(&mut self, catalog: &Catalog, masking: Option<&Masking>) -> Result<(), Error> {
        let Some(masking) = masking else { return Ok(()) };
        let tables: Vec<_> = self.tables.iter().map(|table| (&table.name, table.columns.as_slice())).collect();
        let mut masks = mask::plan(catalog, &tables, masking)?;
        for table in &mut self.tables {
            table.masks = masks.remove(&table.name);
        }
        Ok(())
    }
}

/// Tables and schemas by name or pattern; if there are none, everything.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patterns<'a> {
    pub(crate) tables: &'a [String],
    pub(crate) schemas: &'a [String],
}

/// Chooses tables with what they need, or everything; of these objects, if a file has no others.
pub(crate) fn select(
    catalog: &Catalog,
    mut stages: Stages,
    among: Option<&[ObjectId]>,
    patterns: Patterns<'_>,
) -> Result<Chosen, Error> {
    let notes = stages.before.diagnostics.iter().chain(&stages.after.diagnostics);
    let mut left_out: Vec<String> = notes.map(|note| note.message.clone()).collect();
    let among: Option<BTreeSet<ObjectId>> = among.map(|ids| ids.iter().cloned().collect());
    let is_there = |id: &ObjectId| among.as_ref().is_none_or(|among| among.contains(id));
    let homes = if patterns.tables.is_empty() && patterns.schemas.is_empty() {
        among.clone()
    } else {
        let mut wanted = wanted(catalog, &stages, patterns)?;
        wanted.retain(is_there);
        let mut homes = closure(&stages.before, wanted);
        homes.retain(is_there);
        Some(homes)
    };
    if let Some(homes) = &homes {
        let (reduced, without) = reduce(stages, homes);
        stages = reduced;
        left_out.extend(without);
    }
    let tables = tables(catalog, |relation| homes.as_ref().is_none_or(|homes| homes.contains(&relation.id())));
    Ok(Chosen { stages, tables, homes: homes.map(|homes| homes.into_iter().collect()), left_out })
}

/// Tables that have rows of their own.
fn tables(catalog: &Catalog, is_wanted: impl Fn(&Relation) -> bool) -> Vec<Table> {
    let of_users: BTreeMap<&QualifiedName, Option<&String>> = catalog
        .extensions
        .iter()
        .flat_map(|extension| &extension.configuration)
        .map(|own| (&own.table, own.condition.as_ref()))
        .collect();
    let mut found = Vec::new();
    for relation in catalog.relations.iter().filter(|relation| relation.kind == RelationKind::Table) {
        let condition = of_users.get(&relation.name).copied();
        if relation.extension.is_some() && condition.is_none() || !is_wanted(relation) {
            continue;
        }
        let columns = relation.columns.iter().filter(|column| column.generated.is_none());
        found.push(Table {
            name: relation.name.clone(),
            columns: columns.map(|column| column.name.clone()).collect(),
            rows: condition.flatten().cloned().map_or(Rows::All, Rows::Where),
            masks: None,
        });
    }
    found
}

/// The objects that the patterns name. Of a partitioned table, the partitions are meant too.
fn wanted(catalog: &Catalog, stages: &Stages, patterns: Patterns<'_>) -> Result<BTreeSet<ObjectId>, Error> {
    let mut wanted = BTreeSet::new();
    for pattern in patterns.tables {
        let is_meant = |relation: &&Relation| sql::names_table(pattern, &relation.name);
        let found: Vec<&Relation> = catalog.relations.iter().filter(is_meant).collect();
        if found.is_empty() {
            return Err(Error::Missing { what: "table", pattern: pattern.clone() });
        }
        wanted.extend(found.into_iter().map(Relation::id));
    }
    for pattern in patterns.schemas {
        let mut is_found = false;
        for schema in catalog.schemas.iter().filter(|schema| sql::matches(pattern, &schema.name)) {
            is_found = true;
            wanted.insert(ObjectId::Schema(schema.name.clone()));
            let homes = stages.before.statements.iter().chain(&stages.after.statements).map(|own| &own.home);
            wanted.extend(homes.filter(|home| home.schema() == Some(&schema.name)).cloned());
        }
        if !is_found {
            return Err(Error::Missing { what: "schema", pattern: pattern.clone() });
        }
    }
    loop {
        let is_part = |relation: &&Relation| {
            relation.is_partition()
                && !wanted.contains(&relation.id())
                && relation.inherits.iter().filter_map(|name| catalog.relation(name)).any(|p| wanted.contains(&p.id()))
        };
        let more: Vec<ObjectId> = catalog.relations.iter().filter(is_part).map(Relation::id).collect();
        if more.is_empty() {
            return Ok(wanted);
        }
        wanted.extend(more);
    }
}

/// The objects with all that they need to be made.
fn closure(before: &Script, wanted: BTreeSet<ObjectId>) -> BTreeSet<ObjectId> {
    let mut needs: BTreeMap<&ObjectId, BTreeSet<&ObjectId>> = BTreeMap::new();
    for statement in &before.statements {
        needs.entry(&statement.home).or_default().extend(&statement.needs);
    }
    let mut left: Vec<ObjectId> = wanted.iter().cloned().collect();
    let mut all = wanted;
    while let Some(home) = left.pop() {
        for need in needs.get(&home).into_iter().flatten() {
            if all.insert((*need).clone()) {
                left.push((*need).clone());
            }
        }
    }
    all
}

/// The statements of some objects. What needs others is left out, and named.
fn reduce(stages: Stages, homes: &BTreeSet<ObjectId>) -> (Stages, Vec<String>) {
    let Stages { mut before, mut after } = stages;
    before.statements.retain(|statement| homes.contains(&statement.home));
    let is_there = |id: &ObjectId| homes.contains(id) || *id == ObjectId::Schema("public".to_owned());
    let mut without: BTreeSet<ObjectId> = BTreeSet::new();
    let mut notes = Vec::new();
    after.statements.retain(|statement| {
        if !homes.contains(&statement.home) || without.contains(&statement.object) {
            return false;
        }
        let Some(missing) = statement.needs.iter().find(|need| !is_there(need)) else { return true };
        notes.push(format!("`{}`: it needs `{missing}`", statement.object));
        without.insert(statement.object.clone());
        false
    });
    (Stages { before, after }, notes)
}

/// The tables that have the rows of a table: itself, or its partitions.
pub(crate) fn leaves(catalog: &Catalog, table: &QualifiedName) -> Vec<QualifiedName> {
    let mut found = vec![table.clone()];
    let mut at = 0;
    while let Some(name) = found.get(at).cloned() {
        let partitions = catalog.relations.iter().filter(|own| own.is_partition() && own.inherits.contains(&name));
        found.extend(partitions.map(|own| own.name.clone()));
        at += 1;
    }
    found
}
