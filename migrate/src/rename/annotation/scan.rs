//! The words of a script, with its comments.

/// A piece of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Lexeme {
    /// A comment to the end of its line, without its dashes.
    Comment(String),
    /// A keyword or an identifier without quotes, in lower case.
    Word(String),
    /// An identifier, without its quotes.
    Quoted(String),
    /// A string constant, without its quotes.
    Text(String),
    /// Anything else.
    Mark(char),
}

impl Lexeme {
    pub(super) fn is(&self, word: &str) -> bool {
        matches!(self, Self::Word(own) if own == word)
    }

    /// The identifier that it is.
    pub(super) fn name(&self) -> Option<&String> {
        match self {
            Self::Word(name) | Self::Quoted(name) => Some(name),
            Self::Comment(_) | Self::Text(_) | Self::Mark(_) => None,
        }
    }
}

/// The lexemes of a script, each with its line, from 1.
pub(super) fn lexemes(text: &str) -> Vec<(usize, Lexeme)> {
    let mut found = Vec::new();
    let (mut rest, mut line) = (text, 1);
    while let Some(first) = rest.chars().next() {
        let (lexeme, length) = lexeme(rest, first);
        found.extend(lexeme.map(|own| (line, own)));
        let length = length.max(first.len_utf8());
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
    }
    found
}

/// The piece at the front, if it is one, and its length.
fn lexeme(rest: &str, first: char) -> (Option<Lexeme>, usize) {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    if let Some(comment) = rest.strip_prefix("--") {
        let end = comment.find(['\n', '\r']).unwrap_or(comment.len());
        return (Some(Lexeme::Comment(comment[..end].to_owned())), end + 2);
    }
    if rest.starts_with("/*") {
        return (None, block(rest));
    }
    match first {
        '"' => {
            let (inner, length) = quoted(rest, ('"', false));
            (Some(Lexeme::Quoted(inner)), length)
        }
        '\'' => {
            let (inner, length) = quoted(rest, ('\'', false));
            (Some(Lexeme::Text(inner)), length)
        }
        '$' if dollar(rest).is_some() => {
            let tag = dollar(rest).unwrap_or_default();
            let inner = &rest[tag.len()..];
            let end = inner.find(tag).unwrap_or(inner.len());
            (Some(Lexeme::Text(inner[..end].to_owned())), (2 * tag.len() + end).min(rest.len()))
        }
        _ if first.is_whitespace() => (None, first.len_utf8()),
        _ if is_word(first) => {
            let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            if end == 1 && matches!(first, 'e' | 'E') && rest[1..].starts_with('\'') {
                let (inner, length) = quoted(&rest[1..], ('\'', true));
                return (Some(Lexeme::Text(inner)), length + 1);
            }
            (Some(Lexeme::Word(rest[..end].to_lowercase())), end)
        }
        _ => (Some(Lexeme::Mark(first)), first.len_utf8()),
    }
}

/// The length of a comment that may hold others.
fn block(rest: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(tail) = rest.get(at..).filter(|tail| !tail.is_empty()) {
        if tail.starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if tail.starts_with("*/") {
            (depth, at) = (depth.saturating_sub(1), at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += tail.chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// What is in quotes, which are doubled within, and the length with the quotes.
fn quoted(rest: &str, (quote, has_escapes): (char, bool)) -> (String, usize) {
    let mut inner = String::new();
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == quote {
            if chars.peek().is_some_and(|(_, next)| *next == quote) {
                chars.next();
            } else {
                return (inner, at + 1);
            }
        } else if has_escapes && c == '\\' {
            inner.extend(chars.next().map(|(_, next)| next));
            continue;
        }
        inner.push(c);
    }
    (inner, rest.len())
}

/// `$tag$` at the front.
fn dollar(rest: &str) -> Option<&str> {
    let end = rest[1..].find('$')? + 2;
    let tag = &rest[1..end - 1];
    let is_tag = tag.chars().all(|c| c.is_alphanumeric() || c == '_') && !tag.starts_with(|c: char| c.is_ascii_digit());
    is_tag.then(|| &rest[..end])
}
