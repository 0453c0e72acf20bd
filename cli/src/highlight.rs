//! SQL in colours.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use crate::terminal::FAINT;

const KEYWORD: Style = AnsiColor::Blue.on_default().bold();
const TEXT: Style = AnsiColor::Green.on_default();

/// Marks keywords, texts and comments. Keywords are what is in capitals, as the statements of `relvar ddl` have them.
pub(crate) fn highlight(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len() * 2);
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let (length, style) = token(rest, first);
        let (token, after) = rest.split_at(length);
        match style {
            // A colour does not go on over the end of a line, where a pager may begin.
            Some(style) => {
                for line in token.split_inclusive('\n') {
                    let text = line.trim_end_matches('\n');
                    let _ = write!(out, "{style}{text}{style:#}{}", &line[text.len()..]);
                }
            }
            None => out.push_str(token),
        }
        rest = after;
    }
    out
}

/// The length of the token at the front, and its style.
fn token(rest: &str, first: char) -> (usize, Option<Style>) {
    let until = |end: Option<usize>| end.unwrap_or(rest.len());
    match first {
        '\'' => (quoted(rest, '\''), Some(TEXT)),
        '"' => (quoted(rest, '"'), None),
        '-' if rest.starts_with("--") => (until(rest.find('\n')), Some(FAINT)),
        '/' if rest.starts_with("/*") => (until(rest.find("*/").map(|end| end + 2)), Some(FAINT)),
        '$' => match dollar(rest) {
            Some(length) => (length, Some(TEXT)),
            None => (1, None),
        },
        c if c.is_alphabetic() || c == '_' => {
            let length = until(rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$')));
            let is_keyword = length > 1 && rest[..length].chars().all(|c| c.is_ascii_uppercase() || c == '_');
            (length, is_keyword.then_some(KEYWORD))
        }
        c => (c.len_utf8(), None),
    }
}

/// A text in quotes, which are doubled within; up to the end where it does not end.
fn quoted(rest: &str, quote: char) -> usize {
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == quote && chars.next_if(|(_, next)| *next == quote).is_none() {
            return at + 1;
        }
    }
    rest.len()
}

/// `$tag$…$tag$`.
fn dollar(rest: &str) -> Option<usize> {
    let end = rest[1..].find('$')? + 2;
    let tag = &rest[..end];
    let is_tag = tag[1..end - 1].chars().all(|c| c.is_alphanumeric() || c == '_');
    let body = rest[end..].find(tag).filter(|_| is_tag)?;
    Some(end + body + tag.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_add_nothing_else() {
        let sql =
            "CREATE TABLE a.\"B ''\" (\n    x text DEFAULT 'it''s' NOT NULL -- so\n); /* c */ $x$ body ' $x$ $1 $";
        let coloured = highlight(sql);
        assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), sql);
        assert!(coloured.contains(&format!("{KEYWORD}CREATE{KEYWORD:#} {KEYWORD}TABLE{KEYWORD:#} a.")));
        assert!(coloured.contains(&format!("{TEXT}'it''s'{TEXT:#}")));
    }
}
