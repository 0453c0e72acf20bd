//! Rust identifiers from any text PostgreSQL takes for a name.

use std::{borrow::Cow, fmt::Write};

use heck::{ToSnakeCase, ToUpperCamelCase};

use crate::model::Ident;

/// Words Rust keeps for itself, up to edition 2024.
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
    "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Keywords that cannot be written raw.
const NEVER_RAW: &[&str] = &["Self", "crate", "self", "super"];

/// The name of a type or variant, in upper camel case.
pub(super) fn type_name(sql: &str) -> String {
    camel(&plain(sql))
}

/// The name of a type or variant in which no character of the database's name is lost.
pub(super) fn type_name_spelled(sql: &str) -> String {
    camel(&spelled(sql))
}

/// The name of a field, method or module, in snake case.
pub(super) fn value_name(sql: &str) -> String {
    snake(&plain(sql))
}

/// The name of a field, method or module in which no character of the database's name is lost.
pub(super) fn value_name_spelled(sql: &str) -> String {
    snake(&spelled(sql))
}

/// The name of a constant, from that of a field or method.
pub(super) fn constant_name(value_name: &str) -> String {
    value_name.to_uppercase()
}

/// A name made by this module as an identifier: raw where it is a keyword, `self_` where Rust refuses that.
pub(super) fn ident(name: &str) -> Ident {
    let name = written(name);
    if KEYWORDS.contains(&&*name) { Ident::new(format!("r#{name}")) } else { Ident::new(name) }
}

/// A name but for `r#`: `self` is written `self_`, as a name of that spelling is.
pub(super) fn written(name: &str) -> Cow<'_, str> {
    if NEVER_RAW.contains(&name) { format!("{name}_").into() } else { name.into() }
}

/// The name is written in SQL just as it is: lower case, without quotes.
pub(super) fn is_plain(sql: &str) -> bool {
    sql.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && sql.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// The name is the same in SQL, without quotes, and in snake case: in a clash, others give way to it.
pub(super) fn is_kept(sql: &str) -> bool {
    is_plain(sql) && value_name(sql) == sql
}

/// A name for a file: ASCII and of a length every file system takes.
pub(super) fn file_name(sql: &str) -> String {
    let name = value_name(sql);
    let name = if name.is_ascii() { name } else { snake(&spell(&name, |c| c.is_ascii_alphanumeric())) };
    name.chars().take(120).collect()
}

/// What Rust can keep of a name; all of it, spelled, where that is nothing.
fn plain(sql: &str) -> String {
    let accepted = accepted(sql);
    let kept: String = sql.chars().map(|c| if accepted(c) || c == '_' { c } else { ' ' }).collect();
    if kept.contains(|c| c != '_' && c != ' ') || (!sql.is_empty() && sql.bytes().all(|b| b == b'_')) {
        kept
    } else {
        spelled(sql)
    }
}

fn spelled(sql: &str) -> String {
    spell(sql, accepted(sql))
}

/// Puts words for the characters that are not accepted.
fn spell(sql: &str, accepted: impl Fn(char) -> bool) -> String {
    if sql.is_empty() {
        return "empty".to_owned();
    }
    let mut text = String::with_capacity(sql.len());
    for c in sql.chars() {
        match word(c) {
            _ if accepted(c) || c == '_' => text.push(c),
            Some(word) => {
                let _ = write!(text, " {word} ");
            }
            None => {
                let _ = write!(text, " u{:x} ", u32::from(c));
            }
        }
    }
    text
}

fn word(c: char) -> Option<&'static str> {
    Some(match c {
        ' ' => "space",
        '!' => "bang",
        '"' => "quote",
        '#' => "hash",
        '$' => "dollar",
        '%' => "percent",
        '&' => "and",
        '\'' => "apostrophe",
        '(' => "lparen",
        ')' => "rparen",
        '*' => "star",
        '+' => "plus",
        ',' => "comma",
        '-' => "minus",
        '.' => "dot",
        '/' => "slash",
        ':' => "colon",
        ';' => "semicolon",
        '<' => "less",
        '=' => "equals",
        '>' => "greater",
        '?' => "question",
        '@' => "at",
        '[' => "lbracket",
        '\\' => "backslash",
        ']' => "rbracket",
        '^' => "caret",
        '`' => "backtick",
        '{' => "lbrace",
        '|' => "or",
        '}' => "rbrace",
        '~' => "tilde",
        _ => return None,
    })
}

/// Which characters of this name an identifier keeps.
///
/// Letters beyond Latin are kept where rustc's lints against look-alikes have nothing to say: a name in Greek or
/// Cyrillic must have a letter that Latin has no twin of.
fn accepted(name: &str) -> impl Fn(char) -> bool + use<> {
    let cyrillic = name.contains(|c| "бгджзийлцчшщъыэюябДЖЗИЙЛЦЧШЩЪЫЭЮЯ".contains(c));
    let greek = name.contains(|c| "δθλξπσφψωΔΘΛΞΠΣΦΨΩ".contains(c));
    move |c| match c {
        '×' | '÷' | 'İ' | 'ı' | 'Ĳ' | 'ĳ' | 'ĸ' | 'Ŀ' | 'ŀ' | 'ŉ' => false,
        'a'..='z' | 'A'..='Z' | '0'..='9' | 'À'..='ž' | '\u{3041}'..='\u{3096}' | '\u{ac00}'..='\u{d7a3}' => true,
        'Α'..='Ω' | 'α'..='ω' | 'Ά' | 'Έ'..='Ώ' | 'ά'..='ί' | 'ό'..='ώ' => greek && c.is_alphabetic(),
        'А'..='я' | 'Ё' | 'ё' => cyrillic,
        '\u{4e00}'..='\u{9fff}' => !"一丶丿口工力卜十二八夕土士日曰".contains(c),
        _ => false,
    }
}

fn camel(text: &str) -> String {
    let name = text.to_upper_camel_case();
    if name.is_empty() { "Underscore".to_owned() } else { legal(name) }
}

/// Snake case. Underscores at the ends are the database's own and stay; characters that were lost leave none there.
fn snake(text: &str) -> String {
    let text = text.trim_matches(' ');
    let inner = text.trim_matches('_');
    let leading = &text[..text.len() - text.trim_start_matches('_').len()];
    let trailing = if inner.is_empty() { "" } else { &text[text.trim_end_matches('_').len()..] };
    let inner = if inner.contains(char::is_uppercase) {
        inner.to_snake_case()
    } else {
        inner.split(['_', ' ']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_")
    };
    legal(format!("{leading}{inner}{trailing}"))
}

/// Puts an underscore where an identifier could not begin, or would be nothing.
fn legal(name: String) -> String {
    match name.chars().next() {
        None => "__".to_owned(),
        Some(first) if first.is_numeric() => format!("_{name}"),
        Some(_) if name == "_" => "__".to_owned(),
        Some(_) => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_three_cases() {
        let cases = [
            ("film", "Film", "film", "FILM"),
            ("film_actor", "FilmActor", "film_actor", "FILM_ACTOR"),
            ("createdAt", "CreatedAt", "created_at", "CREATED_AT"),
            ("User", "User", "user", "USER"),
            ("HTTPServer", "HttpServer", "http_server", "HTTP_SERVER"),
            ("_id", "Id", "_id", "_ID"),
            ("foo_", "Foo", "foo_", "FOO_"),
            ("a__b", "AB", "a_b", "A_B"),
            ("PG-13", "Pg13", "pg_13", "PG_13"),
            ("0_BAR", "_0Bar", "_0_bar", "_0_BAR"),
            ("2fa", "_2fa", "_2fa", "_2FA"),
            ("a.b c", "ABC", "a_b_c", "A_B_C"),
            ("", "Empty", "empty", "EMPTY"),
            ("_", "Underscore", "__", "__"),
            (">=", "GreaterEquals", "greater_equals", "GREATER_EQUALS"),
            ("*bar", "Bar", "bar", "BAR"),
            ("_*bar_", "Bar", "_bar_", "_BAR_"),
            ("😀", "U1f600", "u1f600", "U1F600"),
            ("größe", "Größe", "größe", "GRÖSSE"),
            ("имя", "Имя", "имя", "ИМЯ"),
            ("а", "U430", "u430", "U430"),
            ("self", "Self", "self", "SELF"),
        ];
        for (sql, type_, value, constant) in cases {
            assert_eq!(
                (type_name(sql).as_str(), value_name(sql).as_str(), constant_name(&value_name(sql)).as_str()),
                (type_, value, constant),
                "{sql}"
            );
        }
    }

    #[test]
    fn keywords_are_raw_where_rust_lets_them() {
        for (name, written) in
            [("type", "r#type"), ("self", "self_"), ("Self", "Self_"), ("film", "film"), ("gen", "r#gen")]
        {
            assert_eq!(ident(name).as_str(), written);
        }
    }
}
