//! A source file as a flat list of the tokens that paths are made of.

use syn::{
    buffer::Cursor,
    parse::{ParseStream, Parser as _},
};

/// A token of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Ident(String),
    /// `::`
    PathSep,
    Comma,
    Dollar,
    /// The beginning of a group, whatever its brackets.
    Open,
    Close,
    Other,
}

/// The tokens of a file, those of macros included.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let read = |input: ParseStream<'_>| {
        input.step(|cursor| {
            flatten(*cursor, &mut found);
            Ok(((), end(*cursor)))
        })
    };
    read.parse_str(text).unwrap();
    found
}

fn end(mut cursor: Cursor<'_>) -> Cursor<'_> {
    while let Some((_, next)) = cursor.token_tree() {
        cursor = next;
    }
    cursor
}

fn flatten(mut cursor: Cursor<'_>, found: &mut Vec<Token>) {
    while !cursor.eof() {
        if let Some((inner, _, _, next)) = cursor.any_group() {
            found.push(Token::Open);
            flatten(inner, found);
            found.push(Token::Close);
            cursor = next;
        } else if let Some((name, next)) = cursor.ident() {
            found.push(Token::Ident(name.to_string()));
            cursor = next;
        } else if let Some((punct, next)) = cursor.punct() {
            let second = next.punct().filter(|(second, _)| punct.as_char() == ':' && second.as_char() == ':');
            let (token, next) = match (punct.as_char(), second) {
                (_, Some((_, after))) => (Token::PathSep, after),
                (',', None) => (Token::Comma, next),
                ('$', None) => (Token::Dollar, next),
                _ => (Token::Other, next),
            };
            found.push(token);
            cursor = next;
        } else {
            found.push(Token::Other);
            cursor = cursor.token_tree().map_or(cursor, |(_, next)| next);
            if cursor.eof() {
                return;
            }
        }
    }
}
