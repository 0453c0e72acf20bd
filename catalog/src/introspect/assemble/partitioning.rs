//! How partitioned tables are divided, and which part each partition is.

use crate::{
    catalog::{ObjectId, PartitionBound, PartitionBy, PartitionPart, Partitioning},
    introspect::{IntrospectError, rows::RelationRow},
};

use super::{names::Names, text};

/// The OID of the collation `default`, the database's own.
const DEFAULT_COLLATION: u32 = 100;

/// The partitioning of a relation, where it takes part in any.
pub(super) fn partitioning(
    row: &RelationRow,
    detach_pending: bool,
    names: &Names,
) -> Result<Option<Partitioning>, IntrospectError> {
    let bound = match &row.partition_bound {
        Some(sql) => Some(bound(sql).ok_or_else(|| IntrospectError::Unknown {
            object: Box::new(ObjectId::Relation {
                kind: row.kind,
                name: crate::QualifiedName::new(&row.schema, &row.name),
            }),
            description: sql.clone(),
        })?),
        None => None,
    };
    let by = by(row, names);
    let takes_part = by.is_some() || bound.is_some();
    Ok(takes_part.then_some(Partitioning { by, bound, detach_pending }))
}

fn by(row: &RelationRow, names: &Names) -> Option<PartitionBy> {
    let strategy = row.partition_strategy?;
    let mut expressions = row.partition_expressions.iter().flat_map(|list| text::items(list));
    let numbers = row.partition_columns.as_ref()?;
    let at = |list: &Option<Vec<u32>>, position: usize| {
        list.as_ref().and_then(|list| list.get(position)).copied().unwrap_or(0)
    };
    let part = |(position, number): (usize, &i16)| {
        let column = names.column(row.oid, *number).map(str::to_owned);
        let own = names.column_collation(row.oid, *number).unwrap_or(DEFAULT_COLLATION);
        let collation = at(&row.partition_collations, position);
        PartitionPart {
            expression: if column.is_none() { expressions.next() } else { None },
            column,
            collation: names.collation(collation).filter(|_| collation != own).cloned(),
            operator_class: names.operator_class(at(&row.partition_classes, position)).cloned(),
        }
    };
    Some(PartitionBy { strategy, key: numbers.iter().enumerate().map(part).collect() })
}

/// Reads a bound as `pg_get_expr` writes it.
fn bound(sql: &str) -> Option<PartitionBound> {
    if sql == "DEFAULT" {
        return Some(PartitionBound::Default);
    }
    let values = sql.strip_prefix("FOR VALUES ")?;
    if let Some(list) = values.strip_prefix("IN (").and_then(|rest| rest.strip_suffix(')')) {
        return Some(PartitionBound::List(text::items(list)));
    }
    if let Some(hash) = values.strip_prefix("WITH (modulus ").and_then(|rest| rest.strip_suffix(')')) {
        let (modulus, remainder) = hash.split_once(", remainder ")?;
        return Some(PartitionBound::Hash { modulus: modulus.parse().ok()?, remainder: remainder.parse().ok()? });
    }
    let range = values.strip_prefix("FROM ")?;
    let at = text::outside(range, " TO ")?;
    let list = |text: &str| Some(text::items(text.strip_prefix('(')?.strip_suffix(')')?));
    Some(PartitionBound::Range { from: list(&range[..at])?, to: list(&range[at + " TO ".len()..])? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_survive_their_text() {
        for sql in [
            "DEFAULT",
            "FOR VALUES IN ('a, b', NULL)",
            "FOR VALUES FROM (1, ') TO (') TO (MAXVALUE, 'x')",
            "FOR VALUES WITH (modulus 4, remainder 3)",
        ] {
            assert_eq!(bound(sql).map(|bound| bound.definition()).as_deref(), Some(sql));
        }
        assert_eq!(bound("FOR VALUES NEAR (1)"), None);
    }
}
