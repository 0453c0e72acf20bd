//! What an annotation is above.

use super::scan::{Lexeme, lexemes};

/// What a comment with `@renamed` is above, by the names that the file writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Relation(Vec<String>),
    Type(Vec<String>),
    Sequence(Vec<String>),
    Routine { name: Vec<String> },
    Index { name: String, table: Vec<String> },
    Column { of: Vec<String>, name: String },
    Constraint { of: Vec<String>, name: String },
    DomainConstraint { of: Vec<String>, name: String },
    Trigger { of: Vec<String>, name: String },
    Policy { of: Vec<String>, name: String },
    Label { of: Vec<String>, label: String },
}

impl Target {
    /// Whether it is no part of a relation or a type.
    pub(super) fn is_whole(&self) -> bool {
        match self {
            Self::Relation(_) | Self::Type(_) | Self::Sequence(_) | Self::Routine { .. } | Self::Index { .. } => true,
            Self::Column { .. }
            | Self::Constraint { .. }
            | Self::DomainConstraint { .. }
            | Self::Trigger { .. }
            | Self::Policy { .. }
            | Self::Label { .. } => false,
        }
    }
}

/// An annotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Annotation {
    pub(super) line: usize,
    /// The old name, after what qualifies it.
    pub(super) from: Vec<String>,
    pub(super) target: Target,
}

/// The annotations of a script. One that is above nothing known is left out: it is a comment.
pub(super) fn targets(text: &str) -> Vec<Annotation> {
    let mut found = Vec::new();
    let (mut statement, mut depth) = (Vec::new(), 0_usize);
    let mut notes: Vec<(usize, usize, Vec<String>)> = Vec::new();
    let mut finish = |statement: &mut Vec<Lexeme>, notes: &mut Vec<(usize, usize, Vec<String>)>| {
        for (line, at, from) in notes.drain(..) {
            found.extend(target(statement, at).map(|target| Annotation { line, from, target }));
        }
        statement.clear();
    };
    for (line, lexeme) in lexemes(text) {
        match &lexeme {
            Lexeme::Comment(comment) => notes.extend(old_name(comment).map(|from| (line, statement.len(), from))),
            Lexeme::Mark(';') if depth == 0 => finish(&mut statement, &mut notes),
            _ => {
                match lexeme {
                    Lexeme::Mark('(') => depth += 1,
                    Lexeme::Mark(')') => depth = depth.saturating_sub(1),
                    _ => {}
                }
                statement.push(lexeme);
            }
        }
    }
    finish(&mut statement, &mut notes);
    found
}

/// The name after `@renamed from`, taken apart at its dots.
fn old_name(comment: &str) -> Option<Vec<String>> {
    let rest = comment.trim().strip_prefix("@renamed")?.trim_start().strip_prefix("from")?;
    let rest = rest.strip_prefix(char::is_whitespace)?;
    let mut names = Vec::new();
    for (_, lexeme) in lexemes(rest) {
        match lexeme {
            Lexeme::Word(name) | Lexeme::Quoted(name) | Lexeme::Text(name) => names.push(name),
            Lexeme::Mark('.') => {}
            Lexeme::Mark(_) | Lexeme::Comment(_) => break,
        }
    }
    (!names.is_empty()).then_some(names)
}

/// A name with what qualifies it, and what comes after.
fn dotted(mut rest: &[Lexeme]) -> Option<(Vec<String>, &[Lexeme])> {
    let mut names = vec![rest.first()?.name()?.clone()];
    rest = &rest[1..];
    while let [Lexeme::Mark('.'), name, after @ ..] = rest {
        names.push(name.name()?.clone());
        rest = after;
    }
    Some((names, rest))
}

fn skip<'l>(mut rest: &'l [Lexeme], words: &[&str]) -> &'l [Lexeme] {
    while let Some(first) = rest.first()
        && words.iter().any(|word| first.is(word))
    {
        rest = &rest[1..];
    }
    rest
}

/// The name after a word.
fn after<'l>(rest: &'l [Lexeme], word: &str) -> Option<&'l [Lexeme]> {
    let at = rest.iter().position(|own| own.is(word))?;
    rest.get(at + 1..)
}

/// Words between `CREATE` and the kind of the object.
const BEFORE: &[&str] = &[
    "create",
    "or",
    "replace",
    "temp",
    "temporary",
    "global",
    "local",
    "unlogged",
    "foreign",
    "materialized",
    "recursive",
    "unique",
    "constraint",
];

fn target(statement: &[Lexeme], at: usize) -> Option<Target> {
    if statement.first()?.is("alter") {
        return alter(statement, at);
    }
    let rest = skip(statement, BEFORE);
    let kind = rest.first()?.name()?.as_str();
    let rest = skip(&rest[1..], &["concurrently", "if", "not", "exists"]);
    let (name, rest) = dotted(rest)?;
    if at == 0 {
        let own = name.last()?.clone();
        return Some(match kind {
            "table" | "view" => Target::Relation(name),
            "type" | "domain" => Target::Type(name),
            "sequence" => Target::Sequence(name),
            "function" | "procedure" | "aggregate" => Target::Routine { name },
            "index" => Target::Index { name: own, table: dotted(skip(after(rest, "on")?, &["only"]))?.0 },
            "trigger" => Target::Trigger { name: own, of: dotted(after(rest, "on")?)?.0 },
            "policy" => Target::Policy { name: own, of: dotted(after(rest, "on")?)?.0 },
            _ => return None,
        });
    }
    let of = name;
    match (kind, statement.get(at)?) {
        ("table", word) if word.is("constraint") => {
            Some(Target::Constraint { of, name: statement.get(at + 1)?.name()?.clone() })
        }
        ("domain", word) if word.is("constraint") => {
            Some(Target::DomainConstraint { of, name: statement.get(at + 1)?.name()?.clone() })
        }
        ("type", Lexeme::Text(label)) => Some(Target::Label { of, label: label.clone() }),
        ("table" | "type", word) => Some(Target::Column { of, name: word.name()?.clone() }),
        _ => None,
    }
}

/// `ALTER TABLE … ADD …`
fn alter(statement: &[Lexeme], at: usize) -> Option<Target> {
    let rest = skip(statement, &["alter", "foreign"]);
    let is_table = rest.first()?.is("table");
    let (of, _) = dotted(skip(&rest[1..], &["if", "exists", "only"]))?;
    let rest = if at == 0 { after(statement, "add")? } else { skip(&statement[at..], &["add"]) };
    let is_constraint = rest.first()?.is("constraint");
    let rest = skip(rest, &["constraint", "column", "if", "not", "exists"]);
    let name = rest.first()?.name()?.clone();
    match (is_table, is_constraint) {
        (true, true) => Some(Target::Constraint { of, name }),
        (true, false) => Some(Target::Column { of, name }),
        (false, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Target, targets};

    fn names(list: &[&str]) -> Vec<String> {
        list.iter().map(|own| (*own).to_owned()).collect()
    }

    fn found(text: &str) -> Vec<(String, Target)> {
        targets(text).into_iter().map(|own| (format!("{}:{}", own.line, own.from.join(".")), own.target)).collect()
    }

    #[test]
    fn an_annotation_is_about_what_follows() {
        let text = "-- films\n-- @renamed from movie\nCREATE TABLE IF NOT EXISTS shop.film (\n  id integer,\n  \
                    -- @renamed from film.\"Length\"\n  duration numeric(10, 2) DEFAULT 0, -- minutes\n  \
                    -- @renamed from positive\n  CONSTRAINT is_long CHECK (duration > 0)\n);";
        let film = || names(&["shop", "film"]);
        assert_eq!(
            found(text),
            [
                ("2:movie".to_owned(), Target::Relation(film())),
                ("5:film.Length".to_owned(), Target::Column { of: film(), name: "duration".to_owned() }),
                ("7:positive".to_owned(), Target::Constraint { of: film(), name: "is_long".to_owned() }),
            ]
        );
    }

    #[test]
    fn labels_routines_and_constraints_have_annotations() {
        let text = "CREATE TYPE mood AS ENUM ('sad',\n-- @renamed from 'glad'\n'it''s', 'x');\n-- @renamed from rank\n\
                    CREATE OR REPLACE FUNCTION place(a integer) RETURNS integer LANGUAGE sql AS $x$ ; -- @renamed from y\n\
                    SELECT 1 $x$;\n-- @renamed from old\nALTER TABLE ONLY film ADD CONSTRAINT new UNIQUE (id);\n\
                    -- @renamed from a\nCREATE INDEX b ON film (id);";
        let label = Target::Label { of: names(&["mood"]), label: "it's".to_owned() };
        assert_eq!(
            found(text),
            [
                ("2:glad".to_owned(), label),
                ("4:rank".to_owned(), Target::Routine { name: names(&["place"]) }),
                ("7:old".to_owned(), Target::Constraint { of: names(&["film"]), name: "new".to_owned() }),
                ("9:a".to_owned(), Target::Index { name: "b".to_owned(), table: names(&["film"]) }),
            ]
        );
    }

    #[test]
    fn other_comments_are_no_annotations() {
        let text = "-- renamed from a\n-- @renamed a\nSELECT 1; -- @renamed from x\nINSERT INTO film VALUES (1);";
        assert_eq!(found(text), []);
    }
}
