//! Objects that a text leads to, by name, comment or enum label.

use relvar_catalog::{
    Catalog,
    catalog::{Relation, TypeKind},
};
use serde::Serialize;

use crate::sql;

/// An object that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// What it is: `table`, `column`, `index`, `enum label`, …
    pub kind: &'static str,
    /// Its name, as SQL writes it.
    pub object: String,
    /// Where the text was found.
    pub matched: Matched,
    /// The text it was found in.
    pub text: String,
    /// How well it fits, for the order; the more, the better.
    pub score: u32,
}

/// Where a text was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Matched {
    /// In the name.
    Name,
    /// In the comment.
    Comment,
}

/// What a text leads to, the best first. Of several words, each has to be in the name of the object or of what it
/// belongs to, or each in its comment.
pub fn search(catalog: &Catalog, text: &str) -> Vec<Hit> {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    if words.is_empty() {
        return Vec::new();
    }
    let mut found = Found { words, hits: Vec::new() };
    for schema in &catalog.schemas {
        found.add("schema", &[&schema.name], schema.comment.as_deref());
    }
    for relation in &catalog.relations {
        found.relation(relation);
    }
    for type_ in &catalog.types {
        let (schema, name) = (&type_.name.schema, &type_.name.name);
        let (kind, labels): (_, &[String]) = match &type_.kind {
            TypeKind::Enum { labels } => ("enum", labels),
            TypeKind::Domain(_) => ("domain", &[]),
            _ => ("type", &[]),
        };
        found.add(kind, &[schema, name], type_.comment.as_deref());
        for label in labels {
            found.add("enum label", &[schema, name, label], None);
        }
    }
    for routine in &catalog.routines {
        found.add("routine", &[&routine.name.schema, &routine.name.name], routine.comment.as_deref());
    }
    for sequence in &catalog.sequences {
        found.add("sequence", &[&sequence.name.schema, &sequence.name.name], sequence.comment.as_deref());
    }
    for extension in &catalog.extensions {
        found.add("extension", &[&extension.name], extension.comment.as_deref());
    }
    found.hits.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| (&a.object, a.kind).cmp(&(&b.object, b.kind))));
    // A column of a partition says what that of its partitioned table says, so an object is told once.
    found.hits.dedup_by(|a, b| (a.kind, &a.object) == (b.kind, &b.object));
    found.hits
}

struct Found {
    words: Vec<String>,
    hits: Vec<Hit>,
}

impl Found {
    fn relation(&mut self, relation: &Relation) {
        let (schema, name) = (relation.name.schema.as_str(), relation.name.name.as_str());
        self.add(relation.kind.as_str(), &[schema, name], relation.comment.as_deref());
        for column in relation.columns.iter().filter(|column| !column.inherited) {
            self.add("column", &[schema, name, &column.name], column.comment.as_deref());
        }
        for constraint in relation.constraints.iter().filter(|constraint| !constraint.inherited) {
            self.add("constraint", &[schema, name, &constraint.name], constraint.comment.as_deref());
        }
        for index in relation.indexes.iter().filter(|i| i.constraint.is_none() && i.parent.is_none()) {
            self.add("index", &[schema, &index.name], index.comment.as_deref());
        }
        for trigger in relation.triggers.iter().filter(|trigger| !trigger.inherited) {
            self.add("trigger", &[schema, name, &trigger.name], trigger.comment.as_deref());
        }
        for policy in &relation.policies {
            self.add("policy", &[schema, name, &policy.name], policy.comment.as_deref());
        }
    }

    /// Adds an object, by its path, if the words are found in its name or in its comment.
    fn add(&mut self, kind: &'static str, path: &[&str], comment: Option<&str>) {
        let Some((name, owners)) = path.split_last() else { return };
        let fits = |(matched, text, score): (Matched, &str, u32)| Hit {
            kind,
            object: path.iter().map(|part| sql::identifier(part)).collect::<Vec<_>>().join("."),
            matched,
            text: text.to_owned(),
            score: score + weight(kind),
        };
        let by_name = self.in_name(name, owners).map(|score| (Matched::Name, *name, score));
        let by_comment = || comment.and_then(|text| Some((Matched::Comment, text, self.in_comment(text)?)));
        let hit = by_name.or_else(by_comment).map(fits);
        self.hits.extend(hit);
    }

    /// At least one word in the name, the others there or in the names of what it belongs to.
    fn in_name(&self, name: &str, owners: &[&str]) -> Option<u32> {
        let name = name.to_lowercase();
        let owners: Vec<_> = owners.iter().map(|owner| owner.to_lowercase()).collect();
        let scores: Vec<u32> = self.words.iter().filter_map(|word| fit(&name, word)).collect();
        let elsewhere =
            self.words.iter().filter(|word| fit(&name, word).is_none() && owners.iter().any(|o| o.contains(*word)));
        let whole = u32::from(name == self.words.join("_") || name == self.words.join(" ")) * 200;
        let all = scores.len() + elsewhere.count() == self.words.len();
        let best = scores.iter().max().filter(|_| all)?;
        // Of two names that fit alike, the shorter one has less else in it.
        Some(300 + whole + best - u32::try_from(name.len().min(63)).unwrap_or(63) / 4)
    }

    fn in_comment(&self, comment: &str) -> Option<u32> {
        let comment = comment.to_lowercase();
        let scores: Option<Vec<u32>> = self.words.iter().map(|word| fit(&comment, word)).collect();
        scores?.into_iter().min()
    }
}

/// How well a word fits a text: all of it, its beginning, a word of it, the beginning of a word, a part.
fn fit(text: &str, word: &str) -> Option<u32> {
    let is_break = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let places = text.match_indices(word).map(|(at, _)| {
        let starts = is_break(text[..at].chars().next_back());
        let ends = is_break(text[at + word.len()..].chars().next());
        match (at, starts, ends) {
            (0, _, _) if text.len() == word.len() => 100,
            (0, _, true) => 80,
            (_, true, true) => 70,
            (0, _, _) => 60,
            (_, true, false) => 40,
            _ => 20,
        }
    });
    places.max()
}

/// What people look for first.
fn weight(kind: &str) -> u32 {
    match kind {
        "table" | "partitioned table" | "view" | "materialized view" | "foreign table" => 50,
        "enum" | "domain" | "type" => 35,
        "column" => 30,
        "routine" => 25,
        "schema" | "enum label" => 20,
        "constraint" => 10,
        _ => 0,
    }
}
