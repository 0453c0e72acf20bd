//! Rules with what the database says about their tables.

use std::collections::BTreeSet;

use relvar_catalog::{
    Catalog, QualifiedName,
    catalog::{ReferentialAction, RelationKind, literal, quote},
};

use crate::{
    Error,
    select::{Rows, Table, leaves},
    subset::{Key, Keys},
};

use super::{Dependents, Rule};

/// A rule for tables that are there.
pub(super) struct Prepared {
    pub(super) rule: Rule,
    /// The tables that have the rows.
    pub(super) leaves: Vec<QualifiedName>,
    /// All tables that refer to them, directly or not.
    pub(super) below: BTreeSet<QualifiedName>,
}

/// The tables of a database, as foreign keys are followed between them.
pub(super) fn tables(catalog: &Catalog) -> Vec<Table> {
    let own = catalog.relations.iter().filter(|relation| relation.kind == RelationKind::Table);
    let table = |name: &QualifiedName| Table { name: name.clone(), columns: Vec::new(), rows: Rows::All, masks: None };
    own.map(|relation| table(&relation.name)).collect()
}

/// Looks up what rules are about.
pub(super) fn prepare(catalog: &Catalog, keys: &Keys, rules: &[Rule]) -> Result<Vec<Prepared>, Error> {
    let mut prepared = Vec::new();
    for rule in rules {
        let missing = |what, pattern: String| Error::Missing { what, pattern };
        let relation = catalog.relation(&rule.table).ok_or_else(|| missing("table", rule.table.to_string()))?;
        if !matches!(relation.kind, RelationKind::Table | RelationKind::PartitionedTable) {
            return Err(Error::Unsupported(format!("`{}` is not a table, so no rows of it are pruned", rule.table)));
        }
        if let Some(age) = &rule.age
            && relation.column(&age.column).is_none()
        {
            return Err(missing("column", format!("{}.{}", rule.table, age.column)));
        }
        if rule.age.is_none() && rule.condition.is_none() {
            let what = format!("the rule for `{}` means all of its rows: it has no condition and no age", rule.table);
            return Err(Error::Unsupported(what));
        }
        let is_table = |name: &QualifiedName| catalog.relation(name).is_some_and(|own| own.kind == RelationKind::Table);
        let mut leaves = leaves(catalog, &rule.table);
        leaves.retain(is_table);
        let below = keys.below(&leaves);
        prepared.push(Prepared { rule: rule.clone(), leaves, below });
    }
    Ok(prepared)
}

impl Prepared {
    /// What rows of a table meet that are deleted; they are called `own`.
    pub(super) fn condition(&self, keys: &Keys, leaf: &QualifiedName) -> String {
        let Rule { condition, age, dependents, .. } = &self.rule;
        let age = age.as_ref().map(|age| {
            format!("own.{} < pg_catalog.now() - {}::pg_catalog.interval", quote(&age.column), literal(&age.older_than))
        });
        let mut all: Vec<String> = age.into_iter().chain(condition.iter().map(|own| format!("({own}\n)"))).collect();
        if *dependents == Dependents::Keep {
            let to = keys.to.get(leaf).into_iter().flatten().map(|at| &keys.all[*at]);
            all.extend(to.filter(|key| is_strict(key)).map(|key| format!("NOT {}", key.refers_to("own"))));
        }
        all.join(" AND ")
    }

    /// Whether rows that refer to others by a key are deleted with them.
    pub(super) fn follows(&self, key: &Key) -> bool {
        match key.on_delete {
            ReferentialAction::Cascade => true,
            ReferentialAction::NoAction | ReferentialAction::Restrict => self.rule.dependents == Dependents::Delete,
            ReferentialAction::SetNull | ReferentialAction::SetDefault => false,
        }
    }

    /// Whether rows that refer to others by a key keep them from being deleted.
    pub(super) fn stops_at(&self, key: &Key) -> bool {
        is_strict(key) && !self.follows(key)
    }
}

/// The key does not say what becomes of rows that refer to one that is deleted.
fn is_strict(key: &Key) -> bool {
    matches!(key.on_delete, ReferentialAction::NoAction | ReferentialAction::Restrict)
}

/// The key changes rows that refer to one that is deleted.
pub(super) fn changes(key: &Key) -> bool {
    matches!(key.on_delete, ReferentialAction::SetNull | ReferentialAction::SetDefault)
}
