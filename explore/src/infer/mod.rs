//! Foreign keys that nobody declared: columns whose name and type point at a key.
//!
//! Evidence, the best first: columns of the same name that do have a foreign key; the name of a relation; the name of a
//! key column; the name of a relation behind a role (`mirror_user_id`); a role alone (`creator_id`). A pair of columns
//! such as `owner_id` and `owner_type` is a reference to several relations, which no foreign key can express.

mod evidence;
mod names;
mod target;

use relvar_catalog::{QualifiedName, catalog::RelationKind};
use serde::Serialize;

use crate::{
    graph::{Graph, Node},
    sql,
};

use target::{Compatible, Targets, candidates};

/// A foreign key that seems to be missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Likely {
    /// The relation with the column.
    pub relation: QualifiedName,
    /// The column.
    pub column: String,
    /// The relation it seems to reference.
    pub references: QualifiedName,
    /// The key column there.
    pub referenced_column: String,
    /// How sure that is.
    pub confidence: Confidence,
    /// What speaks for it.
    pub because: String,
    /// The statements that add the key.
    pub fix: String,
}

/// How sure a guess is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// More likely than not.
    Medium,
    /// Hardly anything else.
    High,
}

impl Confidence {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    fn less(self) -> Option<Self> {
        match self {
            Self::High => Some(Self::Medium),
            Self::Medium => None,
        }
    }
}

/// The foreign keys that seem to be missing, by relation, then in the order of its columns.
pub fn infer(graph: &Graph<'_>) -> Vec<Likely> {
    let targets = Targets::of(graph);
    let mut likely = Vec::new();
    for (node, _) in graph.relations() {
        let missing = candidates(graph, node).into_iter().filter_map(|at| guess(graph, &targets, node, at));
        likely.extend(missing);
    }
    likely
}

fn guess(graph: &Graph<'_>, targets: &Targets<'_>, node: Node, at: usize) -> Option<Likely> {
    let relation = graph.relation(node);
    let column = &relation.columns[at];
    let (target, evidence) = evidence::evidence(graph, targets, node, column)?;
    let (key, compatible) = targets.key(target, column)?;
    if (target, key.name.as_str()) == (node, column.name.as_str()) {
        return None;
    }
    let mut confidence = evidence.confidence();
    if compatible == Compatible::Width {
        confidence = confidence.less()?;
    }
    if names::is_history(&relation.name.name) {
        confidence = confidence.less()?;
    }
    let references = &graph.relation(target).name;
    let because = match compatible {
        Compatible::Same => evidence.to_string(),
        Compatible::Width => format!("{evidence}; it is {}, the key {}", column.type_.sql, key.type_.sql),
    };
    Some(Likely {
        relation: relation.name.clone(),
        column: column.name.clone(),
        references: references.clone(),
        referenced_column: key.name.clone(),
        confidence,
        because,
        fix: fix(relation.kind, &relation.name, &column.name, (references, &key.name)),
    })
}

/// The statements that add a foreign key: in two steps where that is possible, so that writers hardly wait.
fn fix(kind: RelationKind, name: &QualifiedName, column: &str, (to, key): (&QualifiedName, &str)) -> String {
    let table = sql::qualified(name);
    let constraint = sql::new_name(&name.name, &[column], "fkey");
    let add = format!(
        "ALTER TABLE {table} ADD CONSTRAINT {constraint} FOREIGN KEY ({}) REFERENCES {} ({})",
        sql::identifier(column),
        sql::qualified(to),
        sql::identifier(key),
    );
    if kind == RelationKind::PartitionedTable {
        // NOT VALID is for plain tables only.
        return format!("{add};");
    }
    format!("{add} NOT VALID;\nALTER TABLE {table} VALIDATE CONSTRAINT {constraint};")
}
