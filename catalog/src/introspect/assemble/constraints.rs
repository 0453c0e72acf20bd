//! Constraints of relations and domains.

use std::collections::HashMap;

use crate::{
    catalog::{
        Check, Column, Constraint, ConstraintKind, Deferral, DomainCheck, Exclusion, ForeignKey, QualifiedName, Unique,
    },
    introspect::{
        codes::ConstraintCode,
        rows::{ConstraintRow, IndexRow},
    },
};

use super::{address::class, facts::Facts, group, named::commented, names::Names};

/// All constraints, on their way to what they are on.
pub(super) struct Constraints {
    relations: HashMap<u32, Vec<(u32, Constraint)>>,
    domains: HashMap<u32, Vec<(u32, DomainCheck)>>,
    /// Names of the NOT NULL constraints of domains (PostgreSQL 17).
    not_nulls: HashMap<u32, String>,
    /// Names of the constraints that indexes enforce, by index.
    enforced: HashMap<u32, String>,
    /// Columns whose NOT NULL was not checked on the rows there are (PostgreSQL 18), by relation and number.
    unproven: Vec<(u32, i16)>,
}

impl Constraints {
    pub(super) fn new(rows: Vec<ConstraintRow>, indexes: &[IndexRow], names: &Names) -> Self {
        let is_unproven =
            |row: &&ConstraintRow| row.kind == ConstraintCode::NotNull && row.relation != 0 && !row.validated;
        let first_column = |row: &ConstraintRow| Some((row.relation, *row.columns.as_deref()?.first()?));
        let unproven = rows.iter().filter(is_unproven).filter_map(first_column).collect();
        let enforced = rows
            .iter()
            .filter(|row| {
                matches!(row.kind, ConstraintCode::PrimaryKey | ConstraintCode::Unique | ConstraintCode::Exclusion)
            })
            .map(|row| (row.index, row.name.clone()))
            .collect();

        let indexes: HashMap<_, _> = indexes.iter().map(|index| (index.oid, index)).collect();
        let (on_domains, on_relations): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.domain != 0);
        let (not_nulls, checks): (Vec<_>, Vec<_>) =
            on_domains.into_iter().partition(|row| row.kind == ConstraintCode::NotNull);
        let not_nulls = not_nulls.into_iter().map(|row| (row.domain, row.name)).collect();
        let domains = group(checks, |row| {
            let expression = row.expression.unwrap_or_default();
            let check = DomainCheck { name: row.name, expression, not_valid: !row.validated, comment: None };
            (row.domain, (row.oid, check))
        });
        let constraints = on_relations.into_iter().filter_map(|row| {
            let index = indexes.get(&row.index).copied();
            let (relation, oid) = (row.relation, row.oid);
            Some((relation, oid, constraint(row, index, names)?))
        });
        let relations = group(constraints, |(relation, oid, constraint)| (relation, (oid, constraint)));
        Self { relations, domains, not_nulls, enforced, unproven }
    }

    /// The constraint that an index enforces.
    pub(super) fn enforced_by(&self, index: u32) -> Option<String> {
        self.enforced.get(&index).cloned()
    }

    /// A NOT NULL that was never checked promises nothing to a reader.
    pub(super) fn mark_unproven(&self, columns: &mut HashMap<u32, Vec<Column>>, names: &Names) {
        for (relation, number) in &self.unproven {
            let name = names.column(*relation, *number);
            let columns = columns.get_mut(relation).map_or(&mut [][..], Vec::as_mut_slice);
            if let Some(column) = columns.iter_mut().find(|column| Some(column.name.as_str()) == name) {
                column.not_null = false;
            }
        }
    }

    /// The name of the NOT NULL constraint of a domain, where it is not the one that PostgreSQL gives it.
    pub(super) fn domain_not_null(&self, domain: u32, name: &QualifiedName) -> Option<String> {
        let own = self.not_nulls.get(&domain)?;
        let count = &own[own.trim_end_matches(|c: char| c.is_ascii_digit()).len()..];
        let by_default = *own == made_name((&name.name, None), &format!("_not_null{count}"));
        (!by_default).then(|| own.clone())
    }

    /// Checks of a domain, by name.
    pub(super) fn domain(&mut self, domain: u32, facts: &mut Facts) -> Vec<DomainCheck> {
        let checks = self.domains.remove(&domain).unwrap_or_default();
        let comment = |(oid, check)| DomainCheck { comment: facts.comment(class::CONSTRAINT, oid, 0), ..check };
        let mut checks: Vec<_> = checks.into_iter().map(comment).collect();
        checks.sort_by(|a, b| a.name.cmp(&b.name));
        checks
    }

    /// Constraints by relation, each list by name.
    pub(super) fn relations(self, facts: &mut Facts) -> HashMap<u32, Vec<Constraint>> {
        let mut relations = self.relations;
        relations.drain().map(|(oid, list)| (oid, commented(list, class::CONSTRAINT, facts))).collect()
    }
}

/// Whether a NOT NULL of a relation says no more than its column does. If two names come out the same, PostgreSQL counts.
pub(super) fn is_of_column(row: &ConstraintRow, names: &Names) -> bool {
    let number = row.columns.as_ref().and_then(|numbers| numbers.first().copied()).unwrap_or(0);
    let (Some(relation), Some(column)) = (names.relation(row.relation), names.column(row.relation, number)) else {
        return true;
    };
    let count = &row.name[row.name.trim_end_matches(|c: char| c.is_ascii_digit()).len()..];
    let by_default = row.name == not_null_name(relation, column, count);
    row.inherited || (by_default && row.validated && !row.no_inherit)
}

/// A constraint of a relation; nothing for one that says no more than the column does.
fn constraint(row: ConstraintRow, index: Option<&IndexRow>, names: &Names) -> Option<Constraint> {
    let numbers = row.columns.as_deref().unwrap_or_default();
    let columns = names.columns(row.relation, numbers);
    let kind = match row.kind {
        ConstraintCode::PrimaryKey => ConstraintKind::PrimaryKey(unique(&row, columns, (index, names))),
        ConstraintCode::Unique => ConstraintKind::Unique(unique(&row, columns, (index, names))),
        ConstraintCode::ForeignKey => ConstraintKind::ForeignKey(ForeignKey {
            columns,
            references: names.relation(row.referenced)?.clone(),
            referenced_columns: names.columns(row.referenced, row.referenced_columns.as_deref().unwrap_or_default()),
            match_type: row.match_.unwrap_or_default(),
            on_update: row.on_update.unwrap_or_default(),
            on_delete: row.on_delete.unwrap_or_default(),
            on_delete_columns: names.columns(row.relation, row.on_delete_columns.as_deref().unwrap_or_default()),
            period: row.period,
        }),
        ConstraintCode::Check => ConstraintKind::Check(Check {
            expression: row.expression.unwrap_or_default(),
            columns: in_attribute_order(row.relation, numbers, names),
        }),
        ConstraintCode::Exclusion => {
            let operators = row.operators.iter().flatten();
            ConstraintKind::Exclusion(Exclusion { operators: operators.filter_map(|name| name.parse().ok()).collect() })
        }
        ConstraintCode::NotNull => {
            if is_of_column(&row, names) {
                return None;
            }
            ConstraintKind::NotNull { column: columns.into_iter().next()? }
        }
    };
    Some(Constraint {
        name: row.name,
        // PostgreSQL marks keys and foreign keys, which no child inherits, in a way that depends on the version.
        no_inherit: row.no_inherit && matches!(kind, ConstraintKind::Check(_) | ConstraintKind::NotNull { .. }),
        kind,
        deferrable: deferral(row.deferrable, row.deferred),
        not_valid: !row.validated && row.enforced,
        not_enforced: !row.enforced,
        inherited: row.inherited,
        comment: None,
    })
}

fn unique(row: &ConstraintRow, columns: Vec<String>, (index, names): (Option<&IndexRow>, &Names)) -> Unique {
    let included = index.and_then(|index| index.columns.get(usize::try_from(index.key_columns).ok()?..));
    Unique {
        columns,
        include: names.columns(row.relation, included.unwrap_or_default()),
        nulls_not_distinct: index.is_some_and(|index| index.nulls_not_distinct),
        without_overlaps: row.period,
    }
}

/// When a constraint is checked.
pub(super) fn deferral(deferrable: bool, deferred: bool) -> Option<Deferral> {
    match (deferrable, deferred) {
        (false, _) => None,
        (true, false) => Some(Deferral::InitiallyImmediate),
        (true, true) => Some(Deferral::InitiallyDeferred),
    }
}

fn in_attribute_order(relation: u32, numbers: &[i16], names: &Names) -> Vec<String> {
    let mut numbers = numbers.to_vec();
    numbers.sort_unstable();
    numbers.dedup();
    names.columns(relation, &numbers)
}

/// The name that PostgreSQL 18 gives a NOT NULL constraint.
fn not_null_name(relation: &QualifiedName, column: &str, count: &str) -> String {
    made_name((&relation.name, Some(column)), &format!("_not_null{count}"))
}

/// `makeObjectName` in indexcmds.c, which takes bytes off the longer of both names until all fits.
fn made_name((relation, column): (&str, Option<&str>), suffix: &str) -> String {
    const LIMIT: usize = 63;
    let overhead = suffix.len() + usize::from(column.is_some());
    let (mut first, mut second) = (relation.len(), column.map_or(0, str::len));
    while first + second + overhead > LIMIT && first + second > 0 {
        if first > second { first -= 1 } else { second -= 1 }
    }
    let clip = |name: &str, length: usize| {
        let end = (0..=length).rev().find(|end| name.is_char_boundary(*end)).unwrap_or(0);
        name[..end].to_owned()
    };
    let column = column.map(|column| format!("_{}", clip(column, second))).unwrap_or_default();
    format!("{}{column}{suffix}", clip(relation, first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn not_null_constraints_are_named_as_postgresql_names_them() {
        let name = |relation: &str, column: &str| not_null_name(&QualifiedName::new("public", relation), column, "");
        let longest = QualifiedName::new("public", "t".repeat(63));
        assert_eq!(not_null_name(&longest, "c", "1"), format!("{}_c_not_null1", "t".repeat(51)));
        assert_eq!(name("film", "title"), "film_title_not_null");
        assert_eq!(name(&"t".repeat(63), &"c".repeat(63)), format!("{}_{}_not_null", "t".repeat(27), "c".repeat(26)));
        assert_eq!(name("t", &"é".repeat(31)), format!("t_{}_not_null", "é".repeat(26)));
    }
}
