//! The questions to a live database: one for whatever its rows can make fail.

use relvar_catalog::{
    Catalog, QualifiedName,
    catalog::{Column, Constraint, ConstraintKind, ForeignKey, Index, ObjectId, Relation, TypeKind, identifier},
    ddl::qualified,
};

use crate::rename::{self, Map, Rename, RenameError};

use super::{Problem, fit};

/// A question about the rows of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What the plan makes or changes.
    pub object: ObjectId,
    /// The table, under the name that it has now.
    pub relation: QualifiedName,
    /// What would be wrong.
    pub problem: Problem,
    pub(super) sql: Option<Sql>,
    /// Why nobody can ask.
    pub(super) reason: String,
}

/// The statements of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sql {
    pub(super) count: String,
    pub(super) keys: Option<String>,
}

/// What has to be asked of a database with the first schema before it gets the second one.
pub fn questions(from: &Catalog, to: &Catalog, renames: &[Rename]) -> Result<Vec<Question>, RenameError> {
    let renamed = rename::apply(from, to, renames)?;
    let mut found = Vec::new();
    for old in from.relations.iter().filter(|own| own.query.is_none()) {
        let ObjectId::Relation { name, .. } = renamed.map.id(&old.id()) else { continue };
        let (Some(now), Some(new)) = (renamed.catalog.relation(&name), to.relation(&name)) else { continue };
        if now.kind == new.kind {
            let mut table = Table { from, to, map: &renamed.map, old, now, new, found: &mut found };
            table.ask();
        }
    }
    Ok(found)
}

struct Table<'t> {
    from: &'t Catalog,
    to: &'t Catalog,
    map: &'t Map,
    /// As it is, under its names of now.
    old: &'t Relation,
    /// The same under its new names.
    now: &'t Relation,
    new: &'t Relation,
    found: &'t mut Vec<Question>,
}

impl Table<'_> {
    /// The rows, under their new names.
    fn rows(&self) -> String {
        let columns: Vec<_> = self
            .old
            .columns
            .iter()
            .map(|own| {
                let to = self.map.id(&ObjectId::Column { relation: self.old.name.clone(), name: own.name.clone() });
                let to = rename::bare(&to).unwrap_or(&own.name).to_owned();
                let name = identifier(&own.name);
                if to == own.name { name.into_owned() } else { format!("{name} AS {}", identifier(&to)) }
            })
            .collect();
        let alias = identifier(&self.new.name.name);
        format!("(SELECT {} FROM {}) AS {alias}", columns.join(", "), qualified(&self.old.name))
    }

    fn add(&mut self, object: ObjectId, problem: Problem, condition: &str) {
        let rows = self.rows();
        let count = format!("SELECT count(*) FROM {rows} WHERE {condition}");
        let keys = self.key().map(|key| format!("SELECT {key} FROM {rows} WHERE {condition}"));
        let relation = self.old.name.clone();
        let sql = Some(Sql { count, keys });
        self.found.push(Question { object, relation, problem, sql, reason: String::new() });
    }

    fn refuse(&mut self, object: ObjectId, problem: Problem, reason: String) {
        self.found.push(Question { object, relation: self.old.name.clone(), problem, sql: None, reason });
    }

    /// The primary key as one text.
    fn key(&self) -> Option<String> {
        let (_, key) = self.now.primary_key()?;
        let columns: Vec<_> = key.columns.iter().map(|name| format!("{}::text", identifier(name))).collect();
        Some(format!("concat_ws(', ', {})", columns.join(", ")))
    }

    fn has(&self, column: &str) -> bool {
        self.now.column(column).is_some()
    }

    fn ask(&mut self) {
        for column in &self.new.columns {
            self.column(column);
        }
        for constraint in self.new.constraints.iter().filter(|own| !own.not_valid && !own.not_enforced) {
            let same = |own: &&Constraint| own.kind == constraint.kind && !own.not_valid && !own.not_enforced;
            if self.now.constraints.iter().find(same).is_none() {
                self.constraint(constraint);
            }
        }
        for index in self.new.indexes.iter().filter(|own| own.unique && own.constraint.is_none()) {
            let same = |own: &Index| own.unique && own.parts == index.parts && own.predicate == index.predicate;
            if !self.now.indexes.iter().any(same) {
                let id = ObjectId::Index(QualifiedName::new(&self.new.name.schema, &index.name));
                let parts: Vec<_> = index.parts.iter().map(|part| part.sql().into_owned()).collect();
                self.duplicates(id, &parts, (index.predicate.as_deref(), index.nulls_not_distinct));
            }
        }
    }

    fn column(&mut self, new: &Column) {
        let id = ObjectId::Column { relation: self.new.name.clone(), name: new.name.clone() };
        let name = identifier(&new.name).into_owned();
        let Some((_, old)) = self.now.column(&new.name) else {
            let has_value = new.default.is_some() || new.generated.is_some() || new.identity.is_some();
            if new.not_null && !has_value {
                self.add(id, Problem::NoValue, "true");
            }
            return;
        };
        if new.not_null && !old.not_null && new.generated.is_none() {
            self.add(id.clone(), Problem::Null, &format!("{name} IS NULL"));
        }
        match fit::condition((old, new), &name, (self.from, self.to)) {
            Ok(None) => {}
            Ok(Some(condition)) => {
                self.add(id.clone(), Problem::DoesNotFit, &format!("{name} IS NOT NULL AND ({condition})"));
            }
            Err(reason) => self.refuse(id.clone(), Problem::DoesNotFit, reason),
        }
        self.domain(&id, new, &name);
    }

    /// What a domain demands that it did not demand before.
    fn domain(&mut self, id: &ObjectId, new: &Column, name: &str) {
        let domain = |catalog: &Catalog| match catalog.type_(&new.type_.name).map(|own| own.kind.clone()) {
            Some(TypeKind::Domain(domain)) if !new.type_.array => Some(domain),
            _ => None,
        };
        let Some(after) = domain(self.to) else { return };
        let Some(before) = domain(self.from) else { return };
        if after.not_null && !before.not_null {
            self.add(id.clone(), Problem::Null, &format!("{name} IS NULL"));
        }
        for check in after.checks.iter().filter(|own| !own.not_valid) {
            if !before.checks.iter().any(|own| own.expression == check.expression && !own.not_valid) {
                let object = ObjectId::DomainConstraint { domain: new.type_.name.clone(), name: check.name.clone() };
                let rows =
                    format!("(SELECT VALUE FROM (SELECT {name}) AS own (VALUE) WHERE NOT ({}))", check.expression);
                let condition = format!("EXISTS {}", rows.replace("VALUE", "\"value\""));
                self.add(object, Problem::Violates, &condition);
            }
        }
    }

    fn constraint(&mut self, own: &Constraint) {
        let id = ObjectId::Constraint { relation: self.new.name.clone(), name: own.name.clone() };
        match &own.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
                if key.without_overlaps {
                    return self.refuse(id, Problem::Duplicate, "ranges that overlap are not looked for".to_owned());
                }
                if key.columns.iter().all(|column| self.has(column)) {
                    let parts: Vec<_> = key.columns.iter().map(|name| identifier(name).into_owned()).collect();
                    self.duplicates(id, &parts, (None, key.nulls_not_distinct));
                }
            }
            ConstraintKind::ForeignKey(key) => self.orphans(id, key),
            ConstraintKind::Check(check) => {
                if check.columns.iter().all(|column| self.has(column)) {
                    self.add(id, Problem::Violates, &format!("NOT ({})", check.expression));
                }
            }
            ConstraintKind::Exclusion(_) => {
                self.refuse(id, Problem::Duplicate, "rows that exclude each other are not looked for".to_owned());
            }
            // The column says so.
            ConstraintKind::NotNull { .. } => {}
        }
    }

    fn duplicates(&mut self, id: ObjectId, parts: &[String], (predicate, nulls): (Option<&str>, bool)) {
        let is_set = |part: &String| format!("({part}) IS NOT NULL");
        let mut conditions: Vec<String> = if nulls { Vec::new() } else { parts.iter().map(is_set).collect() };
        conditions.extend(predicate.map(|own| format!("({own})")));
        let filter = if conditions.is_empty() { "true".to_owned() } else { conditions.join(" AND ") };
        let (rows, by) = (self.rows(), parts.join(", "));
        let key = self.key();
        let shown = key.as_deref().unwrap_or("NULL::text");
        let counted = format!(
            "(SELECT {shown} AS \"key\", count(*) OVER (PARTITION BY {by}) AS \"rows\" FROM {rows} WHERE {filter}) AS own"
        );
        let count = format!("SELECT count(*) FROM {counted} WHERE own.\"rows\" > 1");
        let keys =
            key.is_some().then(|| format!("SELECT own.\"key\" FROM {counted} WHERE own.\"rows\" > 1 ORDER BY 1"));
        let relation = self.old.name.clone();
        let sql = Some(Sql { count, keys });
        self.found.push(Question { object: id, relation, problem: Problem::Duplicate, sql, reason: String::new() });
    }

    fn orphans(&mut self, id: ObjectId, key: &ForeignKey) {
        if !key.columns.iter().all(|column| self.has(column)) {
            return;
        }
        if key.period {
            return self.refuse(id, Problem::Orphan, "periods are not looked for".to_owned());
        }
        let own = |name: &String| format!("{}.{}", identifier(&self.new.name.name), identifier(name));
        let is_set: Vec<_> = key.columns.iter().map(|name| format!("{} IS NOT NULL", own(name))).collect();
        let is_set = is_set.join(" AND ");
        // The other table, under the name that it has now; all rows are orphans of one that is new.
        let there =
            self.from.relations.iter().find(|other| self.map.id(&other.id()).relation() == Some(&key.references));
        let Some(there) = there else { return self.add(id, Problem::Orphan, &is_set) };
        let old_name = |name: &String| {
            let before = there.columns.iter().find(|column| {
                let id = ObjectId::Column { relation: there.name.clone(), name: column.name.clone() };
                rename::bare(&self.map.id(&id)) == Some(name)
            });
            before.map(|column| format!("other.{}", identifier(&column.name)))
        };
        let pairs: Option<Vec<_>> = key
            .columns
            .iter()
            .zip(&key.referenced_columns)
            .map(|(column, other)| Some(format!("{} = {}", old_name(other)?, own(column))))
            .collect();
        let Some(pairs) = pairs else { return self.add(id, Problem::Orphan, &is_set) };
        let condition = format!(
            "{is_set} AND NOT EXISTS (SELECT FROM {} AS other WHERE {})",
            qualified(&there.name),
            pairs.join(" AND ")
        );
        self.add(id, Problem::Orphan, &condition);
    }
}
