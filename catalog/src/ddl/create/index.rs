//! Indexes.

use std::fmt::Write as _;

use crate::{
    Diagnostic,
    catalog::{Index, IndexPart, ObjectId, QualifiedName, Relation, RelationKind},
    ddl::{
        forms::Forms,
        out::Out,
        sql::{identifier, list, parameters, qualified},
    },
};

pub(super) fn index(out: &mut Out<'_>, relation: &Relation, (index, forms): (&Index, &Forms<'_>)) {
    let id = id(relation, index);
    let cascades = forms.cascades(relation, index);
    let is_partitioned = relation.kind == RelationKind::PartitionedTable;
    if index.invalid && !is_partitioned {
        let message = format!("`{id}` is left out: it is not valid, as a failed CREATE INDEX CONCURRENTLY leaves it");
        out.remark(Diagnostic::new(message).hint("REINDEX or drop it"));
        return;
    }
    let only = if is_partitioned && !cascades { "ONLY " } else { "" };
    let guard = if out.options.if_not_exists { "IF NOT EXISTS " } else { "" };
    out.create(&id, definition(relation, index, (guard, only)));
    belongings(out, relation, index);
}

/// The index becomes a part of that of the partitioned table.
pub(super) fn attachment(out: &mut Out<'_>, relation: &Relation, index: &Index) {
    let Some(parent) = &index.parent else { return };
    let name = QualifiedName::new(&relation.name.schema, &index.name);
    let sql = format!("ALTER INDEX {} ATTACH PARTITION {}", qualified(parent), qualified(&name));
    out.alter(&id(relation, index), sql);
}

fn id(relation: &Relation, index: &Index) -> ObjectId {
    ObjectId::Index(QualifiedName::new(&relation.name.schema, &index.name))
}

fn definition(relation: &Relation, index: &Index, (guard, only): (&str, &str)) -> String {
    let parts: Vec<_> = index.parts.iter().map(IndexPart::definition).collect();
    let mut sql = format!(
        "CREATE {}INDEX {guard}{} ON {only}{}{} ({})",
        if index.unique { "UNIQUE " } else { "" },
        identifier(&index.name),
        qualified(&relation.name),
        if index.method == "btree" { String::new() } else { format!(" USING {}", identifier(&index.method)) },
        parts.join(", ")
    );
    if !index.include.is_empty() {
        let _ = write!(sql, " INCLUDE ({})", list(&index.include));
    }
    if index.nulls_not_distinct {
        sql.push_str(" NULLS NOT DISTINCT");
    }
    if !index.options.is_empty() {
        let _ = write!(sql, " WITH ({})", parameters([("", &index.options)]));
    }
    if let Some(tablespace) = &index.tablespace {
        let _ = write!(sql, " TABLESPACE {}", identifier(tablespace));
    }
    if let Some(predicate) = &index.predicate {
        let _ = write!(sql, " WHERE {predicate}");
    }
    sql
}

/// What an index has besides, whoever makes it.
pub(super) fn belongings(out: &mut Out<'_>, relation: &Relation, index: &Index) {
    let id = id(relation, index);
    let name = QualifiedName::new(&relation.name.schema, &index.name);
    for (at, part) in index.parts.iter().enumerate() {
        if let Some(statistics) = part.statistics {
            let sql = format!("ALTER INDEX {} ALTER COLUMN {} SET STATISTICS {statistics}", qualified(&name), at + 1);
            out.alter(&id, sql);
        }
    }
    let table = if relation.kind == RelationKind::MaterializedView { "MATERIALIZED VIEW" } else { "TABLE" };
    if index.clustered {
        out.alter(&id, format!("ALTER {table} {} CLUSTER ON {}", qualified(&relation.name), identifier(&index.name)));
    }
    if index.replica_identity {
        let on = qualified(&relation.name);
        out.alter(&id, format!("ALTER TABLE ONLY {on} REPLICA IDENTITY USING INDEX {}", identifier(&index.name)));
    }
    out.comment(&id, index.comment.as_ref());
}
