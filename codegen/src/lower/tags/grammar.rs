//! The grammar of tags: `@relvar key(id)`, `@relvar references(author_id) public.author(id)`, `@relvar rename Film`.

use crate::config::RustName;

/// What a line of a comment begins with to be a tag.
const MARK: &str = "@relvar";

/// What a comment says to relvar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    /// `key(id)`: columns that tell rows apart, the relation's primary key where it has none.
    Key(Vec<String>),
    /// `unique(email)`: other columns that tell rows apart.
    Unique(Vec<String>),
    /// `references(author_id) public.author(id)`, on a column without the first list.
    References { columns: Vec<String>, schema: Option<String>, relation: String, referenced: Vec<String> },
    /// `not_null(title)`, on a column without the list.
    NotNull(Vec<String>),
    /// `rename Film`: the name in Rust.
    Rename(RustName),
    /// `forward creator`, `reverse projects`, `through actors`: the names of a foreign key's ways.
    Way(Role, RustName),
    /// `skip`: it is not generated.
    Skip,
}

/// A way along a foreign key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Forward,
    Reverse,
    Through,
}

/// The words a tag begins with, and how it goes on.
const FORMS: &[(&str, &str)] = &[
    ("forward", "forward name"),
    ("key", "key(column, …)"),
    ("not_null", "not_null(column, …), or not_null on a column"),
    (
        "references",
        "references(column, …) schema.relation(column, …), or references schema.relation(column) on a column",
    ),
    ("rename", "rename Name"),
    ("reverse", "reverse name"),
    ("skip", "skip"),
    ("through", "through name"),
    ("unique", "unique(column, …)"),
];

/// What is wrong with a tag, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) message: String,
    pub(super) hint: String,
}

/// The line is a tag, not text.
pub(in crate::lower) fn is_tag(line: &str) -> bool {
    body(line).is_some()
}

fn body(line: &str) -> Option<&str> {
    let rest = line.trim().strip_prefix(MARK)?;
    rest.is_empty().then_some(rest).or_else(|| rest.starts_with(char::is_whitespace).then(|| rest.trim()))
}

/// The tags of a comment, each on a line of its own.
pub(super) fn tags(comment: &str) -> impl Iterator<Item = Result<Tag, Fault>> {
    // Most comments have none.
    let lines = comment.contains(MARK).then(|| comment.split(['\n', '\r']));
    lines.into_iter().flatten().filter_map(body).map(tag)
}

fn tag(body: &str) -> Result<Tag, Fault> {
    let end = body.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(body.len());
    let (word, rest) = body.split_at(end);
    let Some((_, form)) = FORMS.iter().find(|(known, _)| *known == word) else { return Err(unknown(body, word)) };
    parse(word, Text(rest)).ok_or_else(|| Fault {
        message: format!("the tag `{MARK} {body}` is not understood"),
        hint: format!("write `{MARK} {form}`"),
    })
}

fn unknown(body: &str, word: &str) -> Fault {
    let nearest = FORMS.iter().min_by_key(|(known, _)| strsim::osa_distance(word, known));
    let nearest = nearest.filter(|(known, _)| strsim::osa_distance(word, known) * 2 <= known.len());
    let hint = nearest.map_or_else(all_tags, |(nearest, _)| format!("did you mean `{nearest}`?"));
    Fault { message: format!("there is no tag `{word}`, so `{MARK} {body}` says nothing"), hint }
}

fn all_tags() -> String {
    let all: Vec<String> = FORMS.iter().map(|(known, _)| format!("`{known}`")).collect();
    format!("tags are {}", all.join(", "))
}

fn parse(word: &str, mut text: Text<'_>) -> Option<Tag> {
    let tag = match word {
        "key" => Tag::Key(text.list()?),
        "unique" => Tag::Unique(text.list()?),
        "not_null" => Tag::NotNull(text.optional_list()?),
        "references" => {
            let columns = text.optional_list()?;
            let (schema, relation) = text.relation()?;
            Tag::References { columns, schema, relation, referenced: text.optional_list()? }
        }
        "rename" => Tag::Rename(text.rust_name()?),
        "forward" => Tag::Way(Role::Forward, text.rust_name()?),
        "reverse" => Tag::Way(Role::Reverse, text.rust_name()?),
        "through" => Tag::Way(Role::Through, text.rust_name()?),
        _ => Tag::Skip,
    };
    text.0.trim().is_empty().then_some(tag)
}

/// What is left of a tag.
struct Text<'a>(&'a str);

impl Text<'_> {
    fn takes(&mut self, mark: char) -> bool {
        let rest = self.0.trim_start().strip_prefix(mark);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    /// A name as SQL writes it: folded to lower case unless it is quoted.
    fn name(&mut self) -> Option<String> {
        if self.takes('"') {
            let mut name = String::new();
            loop {
                let (part, rest) = self.0.split_once('"')?;
                name.push_str(part);
                self.0 = rest;
                match rest.strip_prefix('"') {
                    Some(rest) => self.0 = rest,
                    None => return Some(name),
                }
                name.push('"');
            }
        }
        let text = self.0.trim_start();
        let end = text.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$').unwrap_or(text.len());
        self.0 = &text[end..];
        (end > 0).then(|| text[..end].to_lowercase())
    }

    fn list(&mut self) -> Option<Vec<String>> {
        self.takes('(').then_some(())?;
        let mut names = vec![self.name()?];
        while self.takes(',') {
            names.push(self.name()?);
        }
        self.takes(')').then_some(names)
    }

    fn optional_list(&mut self) -> Option<Vec<String>> {
        if self.0.trim_start().starts_with('(') { self.list() } else { Some(Vec::new()) }
    }

    fn relation(&mut self) -> Option<(Option<String>, String)> {
        let first = self.name()?;
        if self.takes('.') { Some((Some(first), self.name()?)) } else { Some((None, first)) }
    }

    fn rust_name(&mut self) -> Option<RustName> {
        RustName::try_from(std::mem::take(&mut self.0).trim().to_owned()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rust(name: &str) -> RustName {
        RustName::try_from(name.to_owned()).unwrap()
    }

    #[test]
    fn tags_are_lines_of_their_own() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let comment = "A list.\n@relvar key(Id, \"Odd \"\"name\")\r\n  @relvar skip  \nuse @relvar key(x)\n@relvarkey(x)\n\
                       @relvar references(author_id) people.\"Author\" ( id )\n@relvar references author\n\
                       @relvar not_null\n@relvar rename Listing\n@relvar through actors";
        let read: Vec<Tag> = tags(comment).map(|tag| tag.unwrap()).collect();
        let expected = [
            Tag::Key(names(&["id", "Odd \"name"])),
            Tag::Skip,
            Tag::References {
                columns: names(&["author_id"]),
                schema: Some("people".into()),
                relation: "Author".into(),
                referenced: names(&["id"]),
            },
            Tag::References { columns: vec![], schema: None, relation: "author".into(), referenced: vec![] },
            Tag::NotNull(vec![]),
            Tag::Rename(rust("Listing")),
            Tag::Way(Role::Through, rust("actors")),
        ];
        assert_eq!(read, expected);
    }

    #[test]
    fn faults_say_what_is_meant() {
        for (comment, message, hint) in [
            ("@relvar kee(id)", "there is no tag `kee`, so `@relvar kee(id)` says nothing", "did you mean `key`?"),
            ("@relvar key", "the tag `@relvar key` is not understood", "write `@relvar key(column, …)`"),
            ("@relvar key(id", "the tag `@relvar key(id` is not understood", "write `@relvar key(column, …)`"),
            ("@relvar skip it", "the tag `@relvar skip it` is not understood", "write `@relvar skip`"),
            ("@relvar rename a b", "the tag `@relvar rename a b` is not understood", "write `@relvar rename Name`"),
        ] {
            let fault = tags(comment).next().unwrap().unwrap_err();
            assert_eq!((fault.message.as_str(), fault.hint.as_str()), (message, hint));
        }
        let fault = tags("@relvar").next().unwrap().unwrap_err();
        assert!(fault.hint.starts_with("tags are `forward`, `key`"), "{}", fault.hint);
    }
}
