//! Constraints of relations and domains.

use std::collections::HashMap;

use crate::{
    catalog::{
        Check, Column, Constraint, ConstraintKind, Deferral, DomainCheck, Exclusion, ForeignKey, MatchType,
        QualifiedName, ReferentialAction, Unique,
    },
    introspect::rows::{ConstraintRow, IndexRow},
};

use super::{
    access::commented,
    facts::{Facts, class},
    group, letter,
    names::Names,
};

/// All constraints, on their way to what they are on.
pub(super) struct Constraints {
    relations: HashMap<u32, Vec<(u32, Constraint)>>,
    domains: HashMap<u32, Vec<(u32, DomainCheck)>>,
    /// Names of the constraints that indexes enforce, by index.
    enforced: HashMap<u32, String>,
    /// Columns whose NOT NULL was not checked on the rows there are (PostgreSQL 18), by relation and number.
    unproven: Vec<(u32, i16)>,
}

impl Constraints {
    pub(super) fn new(rows: Vec<ConstraintRow>, indexes: &[IndexRow], names: &Names) -> Self {
        let is_unproven = |row: &&ConstraintRow| letter(row.kind) == 'n' && !row.validated;
        let first_column = |row: &ConstraintRow| Some((row.relation, *row.columns.as_deref()?.first()?));
        let unproven = rows.iter().filter(is_unproven).filter_map(first_column).collect();
        let enforced = rows
            .iter()
            .filter(|row| matches!(letter(row.kind), 'p' | 'u' | 'x'))
            .map(|row| (row.index, row.name.clone()))
            .collect();

        let indexes: HashMap<_, _> = indexes.iter().map(|index| (index.oid, index)).collect();
        let (on_domains, on_relations): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.domain != 0);
        let domains = group(on_domains, |row| {
            let check =
                DomainCheck { name: row.name, definition: row.definition, not_valid: !row.validated, comment: None };
            (row.domain, (row.oid, check))
        });
        let constraints = on_relations.into_iter().filter_map(|row| {
            let index = indexes.get(&row.index).copied();
            let (relation, oid) = (row.relation, row.oid);
            Some((relation, oid, constraint(row, index, names)?))
        });
        let relations = group(constraints, |(relation, oid, constraint)| (relation, (oid, constraint)));
        Self { relations, domains, enforced, unproven }
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

/// A constraint of a relation; nothing for one that says no more than the column does.
fn constraint(row: ConstraintRow, index: Option<&IndexRow>, names: &Names) -> Option<Constraint> {
    let numbers = row.columns.as_deref().unwrap_or_default();
    let columns = names.columns(row.relation, numbers);
    let kind = match letter(row.kind) {
        'p' => ConstraintKind::PrimaryKey(unique(&row, columns, (index, names))),
        'u' => ConstraintKind::Unique(unique(&row, columns, (index, names))),
        'f' => ConstraintKind::ForeignKey(ForeignKey {
            columns,
            references: names.relation(row.referenced)?.clone(),
            referenced_columns: names.columns(row.referenced, row.referenced_columns.as_deref().unwrap_or_default()),
            match_type: if letter(row.match_) == 'f' { MatchType::Full } else { MatchType::Simple },
            on_update: action(row.on_update),
            on_delete: action(row.on_delete),
            on_delete_columns: names.columns(row.relation, row.on_delete_columns.as_deref().unwrap_or_default()),
            period: row.period,
        }),
        'c' => ConstraintKind::Check(Check {
            expression: checked(&row.definition).to_owned(),
            columns: in_attribute_order(row.relation, numbers, names),
        }),
        'x' => ConstraintKind::Exclusion(Exclusion { operators: row.operators.unwrap_or_default() }),
        _ => {
            let column = columns.into_iter().next()?;
            // Where two names come out the same, PostgreSQL counts.
            let count = &row.name[row.name.trim_end_matches(|c: char| c.is_ascii_digit()).len()..];
            let by_default = row.name == not_null_name(names.relation(row.relation)?, &column, count);
            if row.inherited || (by_default && row.validated && !row.no_inherit) {
                return None;
            }
            ConstraintKind::NotNull { column }
        }
    };
    let deferrable = match (row.deferrable, row.deferred) {
        (false, _) => None,
        (true, false) => Some(Deferral::InitiallyImmediate),
        (true, true) => Some(Deferral::InitiallyDeferred),
    };
    Some(Constraint {
        name: row.name,
        // PostgreSQL marks keys and foreign keys, which no child inherits, in a way that depends on the version.
        no_inherit: row.no_inherit && matches!(kind, ConstraintKind::Check(_) | ConstraintKind::NotNull { .. }),
        kind,
        definition: row.definition,
        deferrable,
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

fn action(code: i8) -> ReferentialAction {
    match letter(code) {
        'r' => ReferentialAction::Restrict,
        'c' => ReferentialAction::Cascade,
        'n' => ReferentialAction::SetNull,
        'd' => ReferentialAction::SetDefault,
        _ => ReferentialAction::NoAction,
    }
}

/// The condition within `CHECK (…) NO INHERIT NOT VALID`.
fn checked(definition: &str) -> &str {
    let mut condition = definition;
    for suffix in [" NOT VALID", " NOT ENFORCED", " NO INHERIT"] {
        condition = condition.strip_suffix(suffix).unwrap_or(condition);
    }
    condition.strip_prefix("CHECK (").and_then(|rest| rest.strip_suffix(')')).unwrap_or(condition)
}

fn in_attribute_order(relation: u32, numbers: &[i16], names: &Names) -> Vec<String> {
    let mut numbers = numbers.to_vec();
    numbers.sort_unstable();
    numbers.dedup();
    names.columns(relation, &numbers)
}

/// The name PostgreSQL 18 gives a NOT NULL constraint: `makeObjectName` in indexcmds.c, which takes bytes off
/// the longer of both names until all fits.
fn not_null_name(relation: &QualifiedName, column: &str, count: &str) -> String {
    const LIMIT: usize = 63;
    let suffix = format!("_not_null{count}");
    let (mut first, mut second) = (relation.name.len(), column.len());
    while first + 1 + second + suffix.len() > LIMIT && first + second > 0 {
        if first > second { first -= 1 } else { second -= 1 }
    }
    let clip = |name: &str, length: usize| {
        let end = (0..=length).rev().find(|end| name.is_char_boundary(*end)).unwrap_or(0);
        name[..end].to_owned()
    };
    format!("{}_{}{suffix}", clip(&relation.name, first), clip(column, second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_is_taken_out_of_its_definition() {
        for (definition, expression) in [
            ("CHECK ((a > 0))", "(a > 0)"),
            ("CHECK ((a > 0)) NO INHERIT NOT VALID", "(a > 0)"),
            ("CHECK (is_ok(a)) NOT ENFORCED", "is_ok(a)"),
        ] {
            assert_eq!(checked(definition), expression);
        }
    }

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
