//! Tags: what comments in the database say to relvar, added to what the configuration says.
//!
//! The configuration has the last word: a tag names nothing that it names already. `docs/tags.md` is the manual.

mod grammar;

use std::{borrow::Cow, collections::BTreeSet, fmt::Display};

use relvar_catalog::{
    Catalog, QualifiedName,
    catalog::{Column, Relation},
};

use super::{report::Report, signature::signature};
use crate::{
    config::{Config, ObjectPath, VirtualForeignKey, VirtualKey},
    diagnostic::Rule,
};
use grammar::{Role, Tag, tags};

pub(super) use grammar::is_tag;

/// The comment says that its object is not generated.
pub(super) fn skips(comment: Option<&str>) -> bool {
    comment.is_some_and(|comment| tags(comment).any(|tag| tag == Ok(Tag::Skip)))
}

/// The configuration with what the tags of a catalog add to it.
pub(super) fn with_tags<'a>(catalog: &Catalog, config: &'a Config, report: &mut Report) -> Cow<'a, Config> {
    let mut reader = Reader { catalog, config: Cow::Borrowed(config), report };
    for schema in &catalog.schemas {
        let path = ObjectPath::new([&schema.name]);
        reader.read(schema.comment.as_deref(), &path, |reader, tag| match tag {
            Tag::Rename(name) => {
                reader.config.to_mut().rename.schemas.entry(path.clone()).or_insert(name);
                Ok(())
            }
            _ => Err("a schema takes `rename` alone"),
        });
    }
    for relation in catalog.relations.iter().filter(|relation| relation.extension.is_none()) {
        reader.relation(relation);
    }
    for type_ in catalog.types.iter().filter(|type_| type_.extension.is_none()) {
        let path = ObjectPath::new([&type_.name.schema, &type_.name.name]);
        reader.read(type_.comment.as_deref(), &type_.name, |reader, tag| match tag {
            Tag::Rename(name) => {
                reader.config.to_mut().rename.types.entry(path.clone()).or_insert(name);
                Ok(())
            }
            _ => Err("a type takes `rename` alone"),
        });
    }
    for routine in catalog.routines.iter().filter(|routine| routine.extension.is_none()) {
        let path = ObjectPath::new([&routine.name.schema, &signature(routine)]);
        reader.read(routine.comment.as_deref(), &path, |reader, tag| match tag {
            Tag::Rename(name) => {
                reader.config.to_mut().rename.routines.entry(path.clone()).or_insert(name);
                Ok(())
            }
            Tag::Skip => Ok(()),
            _ => Err("a routine takes `rename` and `skip` alone"),
        });
    }
    reader.config
}

struct Reader<'a, 'r> {
    catalog: &'r Catalog,
    config: Cow<'a, Config>,
    report: &'r mut Report,
}

impl Reader<'_, '_> {
    /// Reads the tags of one comment; what cannot be followed is reported.
    fn read(
        &mut self,
        comment: Option<&str>,
        object: &impl Display,
        mut take: impl FnMut(&mut Self, Tag) -> Result<(), &'static str>,
    ) {
        for tag in comment.into_iter().flat_map(tags) {
            match tag {
                Ok(tag) => {
                    if let Err(reason) = take(self, tag) {
                        self.report.add(Rule::InvalidTag, object, reason, None);
                    }
                }
                Err(fault) => self.report.add(Rule::InvalidTag, object, fault.message, Some(fault.hint)),
            }
        }
    }

    fn relation(&mut self, relation: &Relation) {
        let path = ObjectPath::new([&relation.name.schema, &relation.name.name]);
        self.read(relation.comment.as_deref(), &relation.name, |reader, tag| match tag {
            Tag::Key(columns) => reader.key(relation, columns, relation.primary_key().is_none()),
            Tag::Unique(columns) => reader.key(relation, columns, false),
            Tag::References { columns, .. } if columns.is_empty() => {
                Err("`references` on a relation names its columns: `references(column, …) relation`")
            }
            Tag::References { columns, schema, relation: to, referenced } => {
                reader.references(relation, columns, (schema, to, referenced))
            }
            Tag::NotNull(columns) if columns.is_empty() => Err("`not_null` on a relation names its columns"),
            Tag::NotNull(columns) => columns.iter().try_for_each(|column| reader.not_null(relation, column)),
            Tag::Rename(name) => {
                reader.config.to_mut().rename.relations.entry(path.clone()).or_insert(name);
                Ok(())
            }
            Tag::Skip => Ok(()),
            Tag::Way(..) => Err("`forward`, `reverse` and `through` are tags of foreign keys"),
        });
        for column in &relation.columns {
            self.column(relation, column);
        }
        for (constraint, _) in relation.foreign_keys() {
            let path = ObjectPath::new([&relation.name.schema, &relation.name.name, &constraint.name]);
            self.read(constraint.comment.as_deref(), &path, |reader, tag| {
                let Tag::Way(role, name) = tag else {
                    return Err("a foreign key takes `forward`, `reverse` and `through` alone");
                };
                let names = reader.config.to_mut().rename.foreign_keys.entry(path.clone()).or_default();
                let way = match role {
                    Role::Forward => &mut names.forward,
                    Role::Reverse => &mut names.reverse,
                    Role::Through => &mut names.through,
                };
                way.get_or_insert(name);
                Ok(())
            });
        }
    }

    fn column(&mut self, relation: &Relation, column: &Column) {
        let path = ObjectPath::new([&relation.name.schema, &relation.name.name, &column.name]);
        self.read(column.comment.as_deref(), &path, |reader, tag| match tag {
            Tag::NotNull(columns) if columns.is_empty() => reader.not_null(relation, &column.name),
            Tag::References { columns, schema, relation: to, referenced } if columns.is_empty() => {
                reader.references(relation, vec![column.name.clone()], (schema, to, referenced))
            }
            Tag::Rename(name) => {
                reader.config.to_mut().rename.columns.entry(path.clone()).or_insert(name);
                Ok(())
            }
            _ => Err("a column takes `not_null`, `references` and `rename` alone, without a list of columns"),
        });
    }

    fn key(&mut self, relation: &Relation, columns: Vec<String>, primary: bool) -> Result<(), &'static str> {
        all_there(relation, &columns)?;
        let path = ObjectPath::new([&relation.name.schema, &relation.name.name]);
        let set = |columns: &[String]| columns.iter().cloned().collect::<BTreeSet<_>>();
        let keys = &mut self.config.to_mut().keys;
        if !keys.iter().any(|key| key.relation == path && set(&key.columns) == set(&columns)) {
            keys.push(VirtualKey { relation: path, columns, primary, name: None });
        }
        Ok(())
    }

    fn references(
        &mut self,
        relation: &Relation,
        columns: Vec<String>,
        (schema, to, referenced): (Option<String>, String, Vec<String>),
    ) -> Result<(), &'static str> {
        all_there(relation, &columns)?;
        let to = QualifiedName::new(schema.unwrap_or_else(|| relation.name.schema.clone()), to);
        let target = self.catalog.relation(&to).ok_or("the tag references a relation that is not there")?;
        all_there(target, &referenced)?;
        if !referenced.is_empty() && referenced.len() != columns.len() {
            return Err("the tag does not name as many columns as it references");
        }
        let path = ObjectPath::new([&relation.name.schema, &relation.name.name]);
        let references = ObjectPath::new([&to.schema, &to.name]);
        let keys = &mut self.config.to_mut().foreign_keys;
        let is_same =
            |key: &VirtualForeignKey| key.relation == path && key.columns == columns && key.references == references;
        if !keys.iter().any(is_same) {
            let key =
                VirtualForeignKey { relation: path, columns, references, referenced_columns: referenced, name: None };
            keys.push(key);
        }
        Ok(())
    }

    fn not_null(&mut self, relation: &Relation, column: &str) -> Result<(), &'static str> {
        all_there(relation, &[column.to_owned()])?;
        let path = ObjectPath::new([&relation.name.schema, &relation.name.name, column]);
        self.config.to_mut().columns.entry(path).or_default().not_null.get_or_insert(true);
        Ok(())
    }
}

fn all_there(relation: &Relation, columns: &[String]) -> Result<(), &'static str> {
    let is_there = |column: &String| relation.column(column).is_some();
    if columns.iter().all(is_there) { Ok(()) } else { Err("the tag names a column that is not there") }
}
