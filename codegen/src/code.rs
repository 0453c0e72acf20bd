//! Rust code that the configuration gives: types, paths and attributes, as the tokens they were parsed to.

use std::fmt;

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt as _};

/// A piece of Rust code that has been parsed.
///
/// The tokens of `proc_macro2` cannot go from one thread to another; these can.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code {
    text: String,
    tokens: Vec<Token>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Token {
    /// A word, `r#` included.
    Word(String),
    /// A character of an operator, and whether the next one belongs to the same operator.
    Mark(char, bool),
    /// A literal, as it is written.
    Literal(String),
    /// Tokens between brackets, by the opening one.
    Group(Bracket, Vec<Token>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Bracket {
    Round,
    Square,
    Curly,
    None,
}

impl Code {
    /// What was parsed, and the text it was parsed from.
    pub(crate) fn new(text: &str, tokens: TokenStream) -> Self {
        Self { text: text.to_owned(), tokens: tokens.into_iter().map(Token::new).collect() }
    }

    /// `serde::Serialize`
    pub(crate) fn path(segments: &[&str]) -> Self {
        let mut tokens = Vec::with_capacity(3 * segments.len());
        for segment in segments {
            if !tokens.is_empty() {
                tokens.extend([Token::Mark(':', true), Token::Mark(':', false)]);
            }
            tokens.push(Token::Word((*segment).to_owned()));
        }
        Self { text: segments.join("::"), tokens }
    }

    /// `derive(Eq, Hash)`
    pub(crate) fn derive(paths: &[Self]) -> Self {
        let all: Vec<&str> = paths.iter().map(Self::as_str).collect();
        let mut inside = Vec::new();
        for path in paths {
            if !inside.is_empty() {
                inside.push(Token::Mark(',', false));
            }
            inside.extend(path.tokens.iter().cloned());
        }
        let tokens = vec![Token::Word("derive".to_owned()), Token::Group(Bracket::Round, inside)];
        Self { text: format!("derive({})", all.join(", ")), tokens }
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// These words, or words and marks, follow each other somewhere in the code.
    pub(crate) fn has(&self, words: &[&str]) -> bool {
        let mut all = Vec::new();
        flatten(&self.tokens, &mut all);
        all.windows(words.len()).any(|some| some == words)
    }
}

/// All tokens but brackets, in order.
fn flatten(tokens: &[Token], all: &mut Vec<String>) {
    for token in tokens {
        match token {
            Token::Word(text) | Token::Literal(text) => all.push(text.clone()),
            Token::Mark(mark, _) => all.push(mark.to_string()),
            Token::Group(_, inside) => flatten(inside, all),
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Token {
    fn new(tree: TokenTree) -> Self {
        match tree {
            TokenTree::Ident(word) => Self::Word(word.to_string()),
            TokenTree::Punct(mark) => Self::Mark(mark.as_char(), mark.spacing() == Spacing::Joint),
            TokenTree::Literal(literal) => Self::Literal(literal.to_string()),
            TokenTree::Group(group) => {
                let bracket = match group.delimiter() {
                    Delimiter::Parenthesis => Bracket::Round,
                    Delimiter::Bracket => Bracket::Square,
                    Delimiter::Brace => Bracket::Curly,
                    Delimiter::None => Bracket::None,
                };
                Self::Group(bracket, group.stream().into_iter().map(Self::new).collect())
            }
        }
    }
}

impl ToTokens for Code {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.tokens);
    }
}

impl ToTokens for Token {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Word(word) => tokens.append(self::word(word)),
            Self::Mark(mark, joint) => {
                tokens.append(Punct::new(*mark, if *joint { Spacing::Joint } else { Spacing::Alone }));
            }
            // It was a literal when it was parsed, and still is.
            Self::Literal(text) => tokens.extend(text.parse::<Literal>()),
            Self::Group(bracket, inside) => {
                let delimiter = match bracket {
                    Bracket::Round => Delimiter::Parenthesis,
                    Bracket::Square => Delimiter::Bracket,
                    Bracket::Curly => Delimiter::Brace,
                    Bracket::None => Delimiter::None,
                };
                let mut stream = TokenStream::new();
                stream.append_all(inside);
                tokens.append(Group::new(delimiter, stream));
            }
        }
    }
}

/// An identifier as it is written: `film`, `r#type`.
pub(crate) fn word(written: &str) -> Ident {
    match written.strip_prefix("r#") {
        Some(plain) => Ident::new_raw(plain, Span::call_site()),
        None => Ident::new(written, Span::call_site()),
    }
}
