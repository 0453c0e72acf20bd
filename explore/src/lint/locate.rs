//! Where DDL files declare what a finding is about, for tools that show findings beside the text.
//!
//! A reading line by line, not a parser: what it does not find has no place.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Object;

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The file.
    pub file: String,
    /// The line, from one.
    pub line: usize,
}

/// Where objects are declared, by name: of a relation, of a relation and its column, of a constraint or index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    places: BTreeMap<Vec<String>, Place>,
}

const RELATIONS: [&str; 3] = ["table", "view", "sequence"];
const OTHERS: [&str; 6] = ["index", "function", "procedure", "type", "domain", "policy"];
/// What may stand between the kind of an object and its name.
const SKIPPED: [&str; 6] = ["if", "not", "exists", "only", "concurrently", "or"];

impl Places {
    /// Reads a file.
    pub fn add(&mut self, file: &str, text: &str) {
        let mut table: Option<Vec<String>> = None;
        for (at, line) in text.lines().enumerate() {
            let place = Place { file: file.to_owned(), line: at + 1 };
            let words = words(line);
            let lower: Vec<_> = words.iter().map(|word| word.to_lowercase()).collect();
            let first = lower.first().map_or("", String::as_str);
            if first == "create" {
                table = self.create(&words, &lower, &place);
            } else if line.starts_with(')') || line.trim_end().ends_with(';') {
                self.inside(table.take().as_deref(), &words, &place);
            } else {
                self.inside(table.as_deref(), &words, &place);
            }
            if let Some(constraint) =
                lower.iter().position(|word| word == "constraint").and_then(|at| words.get(at + 1))
            {
                self.insert(vec![plain(constraint)], &place);
            }
        }
    }

    fn create(&mut self, words: &[&str], lower: &[String], place: &Place) -> Option<Vec<String>> {
        let is_kind = |word: &String| RELATIONS.contains(&word.as_str()) || OTHERS.contains(&word.as_str());
        let kind = lower.iter().position(is_kind)?;
        let name = (kind + 1..words.len()).find(|at| !SKIPPED.contains(&lower[*at].as_str()))?;
        let path: Vec<_> = words[name].split('.').map(plain).collect();
        self.insert(path.clone(), place);
        path.last().into_iter().for_each(|last| self.insert(vec![last.clone()], place));
        (lower[kind] == "table").then_some(path)
    }

    fn inside(&mut self, table: Option<&[String]>, words: &[&str], place: &Place) {
        if let (Some(table), Some(column)) = (table, words.first()) {
            let last = table.last().cloned().unwrap_or_default();
            self.insert([table, &[plain(column)]].concat(), place);
            self.insert(vec![last, plain(column)], place);
        }
    }

    fn insert(&mut self, path: Vec<String>, place: &Place) {
        self.places.entry(path).or_insert_with(|| place.clone());
    }

    /// Where an object is declared, or else what it belongs to.
    pub fn of(&self, object: &Object) -> Option<&Place> {
        let (schema, name) = (&object.owner.schema, &object.owner.name);
        let part = object.part.iter().flat_map(|part| {
            let column = [vec![schema.clone(), name.clone(), part.clone()], vec![name.clone(), part.clone()]];
            let own = [vec![schema.clone(), part.clone()], vec![part.clone()]];
            if object.kind == "column" { column } else { own }
        });
        let whole = [vec![schema.clone(), name.clone()], vec![name.clone()]];
        part.chain(whole).find_map(|path| self.places.get(&path))
    }
}

/// The words of a line, names with their dots and quotes as one.
fn words(line: &str) -> Vec<&str> {
    let is_gap = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | ';');
    line.split(is_gap).filter(|word| !word.is_empty()).collect()
}

fn plain(name: &str) -> String {
    match name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) {
        Some(quoted) => quoted.replace("\"\"", "\""),
        None => name.to_lowercase(),
    }
}
