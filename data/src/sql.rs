//! Statements that read and write the rows of tables.

use relvar_catalog::{QualifiedName, catalog::quote};

/// Settings that make values independent of the server, the database and the role: how they are written is how they are read.
pub(crate) const VALUES: &str = "\
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SET search_path = '';
SET DateStyle = 'ISO, YMD';
SET IntervalStyle = 'postgres';
SET TimeZone = 'UTC';
SET lc_monetary = 'C';
SET extra_float_digits = 1;
SET bytea_output = 'hex';
SET xmloption = 'content';
SET row_security = off;
";

/// Nothing ends a statement that takes long.
pub(crate) const PATIENT: &str = "\
SET statement_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET lock_timeout = 0;
SET client_min_messages = warning;
";

/// A list of columns in parentheses; nothing if there are none, which stands for all that are not generated.
pub(crate) fn columns(columns: &[String]) -> String {
    if columns.is_empty() { String::new() } else { format!(" ({})", list(columns)) }
}

/// Names with commas between them.
pub(crate) fn list(columns: &[String]) -> String {
    columns.iter().map(|name| quote(name)).collect::<Vec<_>>().join(", ")
}

/// `COPY … FROM stdin`.
pub(crate) fn copy_in(table: &QualifiedName, names: &[String]) -> String {
    format!("COPY {}{} FROM stdin", table.to_sql(), columns(names))
}

/// Whether a name matches a pattern with `*` and `?`.
pub(crate) fn matches(pattern: &str, name: &str) -> bool {
    fn rest(pattern: &[char], name: &[char]) -> bool {
        match pattern.split_first() {
            None => name.is_empty(),
            Some(('*', after)) => (0..=name.len()).any(|at| rest(after, &name[at..])),
            Some(('?', after)) => name.split_first().is_some_and(|(_, name)| rest(after, name)),
            Some((c, after)) => name.split_first().is_some_and(|(own, name)| own == c && rest(after, name)),
        }
    }
    let [pattern, name] = [pattern, name].map(|text| text.chars().collect::<Vec<_>>());
    rest(&pattern, &name)
}

/// Whether a table is meant by `schema.table` or by `table` in any schema; both with `*` and `?`.
pub(crate) fn names_table(pattern: &str, table: &QualifiedName) -> bool {
    let is_exact = pattern.parse::<QualifiedName>().is_ok_and(|name| name == *table);
    is_exact
        || match pattern.split_once('.') {
            Some((schema, name)) => matches(schema, &table.schema) && matches(name, &table.name),
            None => matches(pattern, &table.name),
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_name_tables() {
        let film = QualifiedName::new("public", "film");
        for (pattern, is_meant) in [
            ("film", true),
            ("public.film", true),
            ("public.*", true),
            ("f?lm", true),
            ("\"public\".\"film\"", true),
            ("sales.film", false),
            ("fil", false),
        ] {
            assert_eq!(names_table(pattern, &film), is_meant, "{pattern}");
        }
    }
}
