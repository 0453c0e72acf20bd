//! Names as SQL text that a person reads: quoted where SQL demands it, and nowhere else.

use std::fmt::Write as _;

use relvar_catalog::{
    QualifiedName,
    catalog::{TypeRef, quote},
};

/// Words that are no name of a relation or column without quotes (`pg_get_keywords`, categories R and T).
const RESERVED: &[&str] = &[
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "authorization",
    "binary",
    "both",
    "case",
    "cast",
    "check",
    "collate",
    "collation",
    "column",
    "concurrently",
    "constraint",
    "create",
    "cross",
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "default",
    "deferrable",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "false",
    "fetch",
    "for",
    "foreign",
    "freeze",
    "from",
    "full",
    "grant",
    "group",
    "having",
    "ilike",
    "in",
    "initially",
    "inner",
    "intersect",
    "into",
    "is",
    "isnull",
    "join",
    "lateral",
    "leading",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "natural",
    "not",
    "notnull",
    "null",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "outer",
    "overlaps",
    "placing",
    "primary",
    "references",
    "returning",
    "right",
    "select",
    "session_user",
    "similar",
    "some",
    "symmetric",
    "system_user",
    "table",
    "tablesample",
    "then",
    "to",
    "trailing",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "variadic",
    "verbose",
    "when",
    "where",
    "window",
    "with",
];

/// The name cannot be written without quotes: it is a reserved word, or has characters that a plain name has not.
pub fn needs_quotes(name: &str) -> bool {
    let plain = name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    !plain || RESERVED.binary_search(&name).is_ok()
}

/// A name, quoted where need be.
pub fn identifier(name: &str) -> String {
    if needs_quotes(name) { quote(name) } else { name.to_owned() }
}

/// A qualified name, quoted where need be.
pub fn qualified(name: &QualifiedName) -> String {
    format!("{}.{}", identifier(&name.schema), identifier(&name.name))
}

/// Names with commas between them, quoted where need be.
pub fn list<T: AsRef<str>>(names: &[T]) -> String {
    let mut text = String::new();
    for name in names {
        let _ = write!(text, "{}{}", if text.is_empty() { "" } else { ", " }, identifier(name.as_ref()));
    }
    text
}

/// A text as a literal.
pub fn literal(text: &str) -> String {
    let escape = if text.contains('\\') { "E" } else { "" };
    format!("{escape}'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}

/// A name for a new constraint or index: the parts joined, within PostgreSQL's 63 bytes.
pub fn new_name(relation: &str, columns: &[&str], suffix: &str) -> String {
    let mut name = format!("{relation}_{}", columns.join("_"));
    let mut end = name.len().min(62 - suffix.len());
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name.truncate(end);
    identifier(&format!("{name}_{suffix}"))
}

/// A type without its modifiers, where two of them are to be compared: `varchar(3)` and `varchar(5)` are the same.
pub(crate) fn same_type(a: &TypeRef, b: &TypeRef) -> bool {
    a.name == b.name && a.array == b.array
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_where_need_be() {
        for (name, sql) in [
            ("film", "film"),
            ("film_2", "film_2"),
            ("user", "\"user\""),
            ("Film", "\"Film\""),
            ("2nd", "\"2nd\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("größe", "\"größe\""),
            ("values", "values"),
        ] {
            assert_eq!(identifier(name), sql);
        }
        assert!(RESERVED.is_sorted());
    }

    #[test]
    fn new_names_are_short_enough() {
        assert_eq!(new_name("film", &["language_id"], "fkey"), "film_language_id_fkey");
        assert_eq!(new_name("Film", &["id"], "idx"), "\"Film_id_idx\"");
        let long = new_name(&"ä".repeat(40), &["b"], "fkey");
        assert!(long.trim_matches('"').len() <= 63 && long.ends_with("_fkey\""), "{long}");
    }
}
