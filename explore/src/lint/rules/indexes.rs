//! Indexes that do nothing, or what another one does.

use relvar_catalog::catalog::{Index, Relation, RelationKind};

use super::{Finding, relations};
use crate::{
    graph::Graph,
    lint::{Object, Rule},
    sql,
};

/// An index on more columns than this is seldom used beyond them.
const COLUMNS: usize = 3;

pub(super) fn check(graph: &Graph<'_>, findings: &mut Vec<Finding>) {
    for (_, relation) in relations(graph) {
        let indexes: Vec<&Index> = relation.indexes.iter().filter(|index| index.parent.is_none()).collect();
        for index in &indexes {
            if index.invalid {
                findings.push(invalid(relation, index));
                continue;
            }
            let better = indexes
                .iter()
                .copied()
                .filter_map(|other| Some((overlap(index, other)?, other)))
                .min_by_key(|(overlap, other)| (*overlap, other.name.as_str()));
            if let Some((overlap, other)) = better {
                findings.push(superfluous(relation, index, (overlap, other)));
            } else if !index.unique && index.parts.len() > COLUMNS {
                let message = format!("`{}` is on {} columns", index.name, index.parts.len());
                let hint = "the first three mostly say which rows; the others may go to INCLUDE, or go";
                findings.push(Finding::new(Rule::WideIndex, Object::index(relation, &index.name), message).hint(hint));
            }
        }
        findings.extend(not_refreshable(relation));
    }
}

fn invalid(relation: &Relation, index: &Index) -> Finding {
    let object = Object::index(relation, &index.name);
    let name = object.path.clone();
    if relation.kind == RelationKind::PartitionedTable {
        let message = format!("`{}` is not valid: not every partition has its part", index.name);
        let hint = "create the index on the partitions that have none, and attach it";
        return Finding::new(Rule::InvalidIndex, object, message).hint(hint);
    }
    let message = format!("`{}` is not valid: it is written to, but not read", index.name);
    let hint = "it was left behind by a CREATE INDEX CONCURRENTLY that failed";
    Finding::new(Rule::InvalidIndex, object, message).hint(hint).fix(format!("REINDEX INDEX CONCURRENTLY {name};"))
}

/// How one index makes another superfluous.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Overlap {
    /// It has the same columns.
    Same,
    /// It begins with the same columns.
    Longer,
}

/// Whether `other` does all that `index` does. Of two that do the same, the one that has to stay does: the one that is
/// unique, then the one of a constraint, then the first by name.
fn overlap(index: &Index, other: &Index) -> Option<Overlap> {
    let is_bound = index.constraint.is_some() || index.replica_identity || index.clustered;
    if index.name == other.name || other.invalid || index.method != other.method || index.predicate != other.predicate {
        return None;
    }
    if !index.include.iter().all(|column| other.include.contains(column) || has(other, column)) {
        return None;
    }
    let rank = |index: &Index| {
        let kept = index.replica_identity || index.clustered || index.constraint.is_some();
        (!index.unique, !kept, index.include.is_empty())
    };
    let stays = (rank(other), &other.name) < (rank(index), &index.name);
    let unique_alike = !index.unique || other.unique && index.nulls_not_distinct == other.nulls_not_distinct;
    if index.parts == other.parts && unique_alike && stays {
        return Some(Overlap::Same);
    }
    let longer = index.parts.len() < other.parts.len() && other.parts.starts_with(&index.parts);
    (longer && index.method == "btree" && !index.unique && !is_bound).then_some(Overlap::Longer)
}

fn has(index: &Index, column: &str) -> bool {
    index.parts.iter().any(|part| part.column.as_deref() == Some(column))
}

fn superfluous(relation: &Relation, index: &Index, (overlap, other): (Overlap, &Index)) -> Finding {
    let object = Object::index(relation, &index.name);
    let concurrently = if relation.kind == RelationKind::PartitionedTable { "" } else { "CONCURRENTLY " };
    let drop = format!("DROP INDEX {concurrently}{};", object.path);
    match (overlap, &index.constraint) {
        (Overlap::Same, Some(constraint)) => {
            let message = format!("`{constraint}` is a key on the same columns as `{}`", other.name);
            let hint = "one of the two constraints can go, unless foreign keys reference it";
            Finding::new(Rule::DuplicateIndex, object, message).hint(hint)
        }
        (Overlap::Same, None) => {
            let message = format!("`{}` is on the same columns as `{}`", index.name, other.name);
            Finding::new(Rule::DuplicateIndex, object, message).fix(drop)
        }
        (Overlap::Longer, _) => {
            let message = format!("`{}` is on the columns that `{}` begins with", index.name, other.name);
            let hint = "it is smaller than the other, which can be a reason to keep it";
            Finding::new(Rule::RedundantIndex, object, message).hint(hint).fix(drop)
        }
    }
}

/// `REFRESH … CONCURRENTLY` needs a unique index on columns, over all rows.
fn not_refreshable(relation: &Relation) -> Option<Finding> {
    let is_whole = |index: &Index| {
        index.unique && index.predicate.is_none() && index.parts.iter().all(|part| part.column.is_some())
    };
    if relation.kind != RelationKind::MaterializedView || relation.indexes.iter().any(is_whole) {
        return None;
    }
    let message = "it has no unique index, so REFRESH locks readers out";
    let example = relation.columns.first().map_or("…", |column| column.name.as_str());
    let hint = format!(
        "with one, REFRESH MATERIALIZED VIEW CONCURRENTLY works: CREATE UNIQUE INDEX ON {} ({})",
        sql::qualified(&relation.name),
        sql::identifier(example)
    );
    Some(Finding::new(Rule::NotRefreshable, Object::relation(relation), message).hint(hint))
}
