//! Whether two expressions are the same but for names that changed. The server writes both, so that only names differ.

use std::{borrow::Cow, collections::BTreeSet};

/// A token of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token<'a> {
    /// A word, or an identifier without its quotes.
    Name(Cow<'a, str>),
    /// A string constant, without its quotes.
    Text(Cow<'a, str>),
    /// Anything else.
    Mark(char),
}

/// Whether the second text is what becomes of the first one, if each name of a pair becomes the other.
pub(super) fn is_same(from: &str, to: &str, names: &BTreeSet<(String, String)>) -> bool {
    let (from, to) = (tokens(from), tokens(to));
    let is_pair = |a: &str, b: &str| names.iter().any(|(old, new)| old == a && new == b);
    let is_alias = |rest: &[Token<'_>], name: &str| match rest {
        [Token::Name(word), Token::Name(alias), ..] => word == "AS" && alias == name,
        _ => false,
    };
    let (mut i, mut j) = (0, 0);
    while let (Some(a), Some(b)) = (from.get(i), to.get(j)) {
        (i, j) = (i + 1, j + 1);
        match (a, b) {
            _ if a == b => {}
            (Token::Name(a), Token::Name(b)) if is_pair(a, b) => {
                // A view keeps the name of its column when that of the table changes.
                let has_alias = |rest: &[Token<'_>]| matches!(rest, [Token::Name(word), ..] if word == "AS");
                match (has_alias(&from[i..]), has_alias(&to[j..])) {
                    (false, true) if is_alias(&to[j..], a) => j += 2,
                    (true, false) if is_alias(&from[i..], b) => i += 2,
                    _ => {}
                }
            }
            (Token::Text(a), Token::Text(b)) if is_pair(a, b) || is_same_inside(a, b, names) => {}
            _ => return false,
        }
    }
    i == from.len() && j == to.len()
}

/// Names within a string, such as that of the sequence in `nextval('public.film_id_seq'::regclass)`.
fn is_same_inside(a: &str, b: &str, names: &BTreeSet<(String, String)>) -> bool {
    !a.contains(' ') && !b.contains(' ') && is_same(a, b, names)
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$' || !c.is_ascii();
        if first.is_whitespace() {
            rest = &rest[first.len_utf8()..];
        } else if first == '"' || first == '\'' {
            let (inner, after) = quoted(&rest[1..], first);
            rest = after;
            tokens.push(if first == '"' { Token::Name(inner) } else { Token::Text(inner) });
        } else if is_word(first) {
            let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            tokens.push(Token::Name(Cow::Borrowed(&rest[..end])));
            rest = &rest[end..];
        } else {
            tokens.push(Token::Mark(first));
            rest = &rest[first.len_utf8()..];
        }
    }
    tokens
}

/// What comes before the closing quote, and what comes after it.
fn quoted(text: &str, quote: char) -> (Cow<'_, str>, &str) {
    let mut at = 0;
    while let Some(end) = text[at..].find(quote).map(|end| at + end) {
        if text[end + 1..].starts_with(quote) {
            at = end + 2;
            continue;
        }
        let inner = &text[..end];
        let is_plain = !inner.contains(quote);
        let inner =
            if is_plain { inner.into() } else { inner.replace(&format!("{quote}{quote}"), &quote.to_string()).into() };
        return (inner, &text[end + 1..]);
    }
    (text.into(), "")
}

#[cfg(test)]
mod tests {
    use super::is_same;

    fn same(from: &str, to: &str) -> bool {
        let names = [("length", "duration"), ("film", "movie"), ("film_id_seq", "movie_id_seq"), ("a b", "select")];
        is_same(from, to, &names.map(|(old, new)| (old.to_owned(), new.to_owned())).into())
    }

    #[test]
    fn only_the_names_may_differ() {
        assert!(same("(length > 0)", "(duration > 0)"));
        assert!(same("nextval('public.film_id_seq'::regclass)", "nextval('public.movie_id_seq'::regclass)"));
        assert!(same("(\"a b\" = 1)", "(\"select\" = 1)"));
        assert!(!same("(length > 0)", "(duration > 1)"));
        assert!(!same("(duration > 0)", "(length > 0)"));
        assert!(!same("(length = 'the length')", "(duration = 'the duration')"));
        assert!(!same("(length > 0)", "(duration > 0) OR true"));
    }

    #[test]
    fn a_view_keeps_the_names_of_its_columns() {
        let (old, kept) = (" SELECT film.length\n   FROM film;", " SELECT movie.duration AS length\n   FROM movie;");
        assert!(same(old, kept));
        assert!(same(" SELECT film.length AS duration FROM film", " SELECT movie.duration FROM movie"));
        assert!(same(" SELECT film.length AS x FROM film", " SELECT movie.duration AS x FROM movie"));
        assert!(!same(" SELECT film.length AS x FROM film", " SELECT movie.duration FROM movie"));
    }
}
