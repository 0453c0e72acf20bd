//! What a rule found.

use std::fmt;

use relvar_catalog::{QualifiedName, catalog::Relation};
use relvar_codegen::config::Pattern;
use serde::Serialize;

use super::{Level, Rule};
use crate::{infer::Confidence, sql};

/// One thing that breaks a rule.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// How seriously it is taken.
    pub level: Level,
    /// What it is about.
    #[serde(flatten)]
    pub object: Object,
    /// What was found.
    pub message: String,
    /// How sure that is, where it is a guess.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// What to do about it, or to know before doing it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// SQL that mends it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
}

impl Finding {
    pub(super) fn new(rule: Rule, object: Object, message: impl Into<String>) -> Self {
        let level = rule.level().unwrap_or(Level::Note);
        Self { rule, level, object, message: message.into(), confidence: None, hint: None, fix: None }
    }

    pub(super) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    pub(super) fn fix(self, fix: impl Into<String>) -> Self {
        Self { fix: Some(fix.into()), ..self }
    }
}

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Object {
    /// The relation that it is or belongs to; of a routine, a type or a sequence its own name.
    #[serde(skip)]
    pub owner: QualifiedName,
    /// Its path, as SQL writes it: `public.film.rating`.
    #[serde(rename = "object")]
    pub path: String,
    /// What it is: `table`, `column`, `index`, …
    pub kind: &'static str,
    /// Its own name within the relation, where it is not the relation.
    #[serde(skip)]
    pub part: Option<String>,
}

impl Object {
    pub(super) fn relation(relation: &Relation) -> Self {
        Self::of(relation.kind.as_str(), &relation.name)
    }

    /// An object that stands on its own.
    pub(super) fn of(kind: &'static str, name: &QualifiedName) -> Self {
        Self { owner: name.clone(), path: sql::qualified(name), kind, part: None }
    }

    /// A column, a constraint, … of a relation.
    pub(super) fn part(relation: &Relation, kind: &'static str, part: &str) -> Self {
        Self {
            owner: relation.name.clone(),
            path: format!("{}.{}", sql::qualified(&relation.name), sql::identifier(part)),
            kind,
            part: Some(part.to_owned()),
        }
    }

    /// An index, which lives beside its relation in the schema.
    pub(super) fn index(relation: &Relation, index: &str) -> Self {
        Self {
            owner: relation.name.clone(),
            path: format!("{}.{}", sql::identifier(&relation.name.schema), sql::identifier(index)),
            kind: "index",
            part: Some(index.to_owned()),
        }
    }

    /// The pattern matches the object's path, or what it belongs to.
    pub fn matches(&self, pattern: &Pattern) -> bool {
        let part =
            self.part.iter().any(|part| pattern.matches(&format!("{}.{}.{part}", self.owner.schema, self.owner.name)));
        part || pattern.matches(&self.path) || pattern.matches_relation(&self.owner)
    }
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)
    }
}
