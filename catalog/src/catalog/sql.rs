//! Names and constants as SQL, quoted as PostgreSQL quotes them.

use std::{borrow::Cow, sync::LazyLock};

use super::name::{is_plain, quote};

/// The words that PostgreSQL quotes as names (`pg_get_keywords`, all categories but U), sorted. Those that came with
/// PostgreSQL 16 and later can be names of columns and relations without quotes, and are left out: the same name is
/// written the same way whatever the version.
const KEYWORDS: &str = "\
    all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast \
    char character check coalesce collate collation column concurrently constraint create cross current_catalog \
    current_date current_role current_schema current_time current_timestamp current_user dec decimal default \
    deferrable desc distinct do else end except exists extract false fetch float for foreign freeze from full grant \
    greatest group grouping having ilike in initially inner inout int integer intersect interval into is isnull join \
    lateral leading least left like limit localtime localtimestamp national natural nchar none normalize not notnull \
    null nullif numeric offset on only or order out outer overlaps overlay placing position precision primary real \
    references returning right row select session_user setof similar smallint some substring symmetric system_user \
    table tablesample then time timestamp to trailing treat trim true union unique user using values varchar variadic \
    verbose when where window with xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi \
    xmlroot xmlserialize xmltable";

static WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| KEYWORDS.split_whitespace().collect());

/// An identifier as PostgreSQL writes it: in double quotes where it has to be.
///
/// ```
/// # use relvar_catalog::catalog::identifier;
/// assert_eq!((identifier("title"), identifier("user")), ("title".into(), "\"user\"".into()));
/// ```
pub fn identifier(name: &str) -> Cow<'_, str> {
    if is_plain(name) && WORDS.binary_search(&name).is_err() { Cow::Borrowed(name) } else { Cow::Owned(quote(name)) }
}

/// A string constant, where `standard_conforming_strings` is on.
pub fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_sorted() {
        assert!(WORDS.is_sorted() && WORDS.len() > 150);
    }
}
