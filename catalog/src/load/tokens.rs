//! The tokens of simple statements, read as strictly as a decision about a superuser's rights needs it.

/// A token of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A keyword or an identifier without quotes, in upper case.
    Word(String),
    /// An identifier in quotes.
    Quoted(String),
    /// A punctuation mark that occurs in names and signatures.
    Mark(char),
    /// Anything else: what follows is not looked at.
    Other,
}

impl Token {
    pub(super) fn is(&self, word: &str) -> bool {
        matches!(self, Self::Word(own) if own == word)
    }

    fn is_name(&self) -> bool {
        matches!(self, Self::Word(_) | Self::Quoted(_))
    }
}

/// The tokens up to the first that is no name and no punctuation of names, which is [`Token::Other`].
pub(super) fn tokens(sql: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = sql;
    loop {
        rest = match after_space(rest) {
            Some(rest) => rest,
            None => return with(tokens, Token::Other),
        };
        let Some(first) = rest.chars().next() else { return tokens };
        let length = match first {
            'a'..='z' | 'A'..='Z' | '_' => {
                rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '$')).unwrap_or(rest.len())
            }
            '"' => match quoted(rest) {
                Some((name, length)) => {
                    tokens.push(Token::Quoted(name));
                    rest = &rest[length..];
                    continue;
                }
                None => return with(tokens, Token::Other),
            },
            '.' | ',' | '(' | ')' | '[' | ']' => {
                tokens.push(Token::Mark(first));
                rest = &rest[1..];
                continue;
            }
            _ => return with(tokens, Token::Other),
        };
        tokens.push(Token::Word(rest[..length].to_ascii_uppercase()));
        rest = &rest[length..];
        // `U&"…"` and `E'…'` are no words, and letters beyond ASCII go on with an identifier.
        if rest.starts_with(['&', '\'', '"']) || rest.starts_with(|c: char| !c.is_ascii()) {
            tokens.pop();
            return with(tokens, Token::Other);
        }
    }
}

fn with(mut tokens: Vec<Token>, last: Token) -> Vec<Token> {
    tokens.push(last);
    tokens
}

/// What follows white space and comments; `None` if a comment does not end.
fn after_space(mut rest: &str) -> Option<&str> {
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\n', '\r', '\x0c']);
        if let Some(comment) = rest.strip_prefix("--") {
            rest = comment.find(['\n', '\r']).map_or("", |end| &comment[end..]);
        } else if rest.starts_with("/*") {
            let mut depth = 0;
            let mut at = 0;
            loop {
                let tail = rest.get(at..)?;
                if tail.starts_with("/*") {
                    depth += 1;
                    at += 2;
                } else if tail.starts_with("*/") {
                    depth -= 1;
                    at += 2;
                    if depth == 0 {
                        break;
                    }
                } else {
                    at += tail.chars().next()?.len_utf8();
                }
            }
            rest = &rest[at..];
        } else {
            return Some(rest);
        }
    }
}

/// An identifier in quotes, and its length in the text.
fn quoted(text: &str) -> Option<(String, usize)> {
    let mut name = String::new();
    let mut at = 1;
    loop {
        let end = at + text.get(at..)?.find('"')?;
        name.push_str(&text[at..end]);
        if !text[end + 1..].starts_with('"') {
            return Some((name, end + 1));
        }
        name.push('"');
        at = end + 2;
    }
}

/// What follows a name at the front, which may have a schema.
pub(super) fn after_name(tokens: &[Token]) -> Option<&[Token]> {
    let (first, mut rest) = tokens.split_first()?;
    if !first.is_name() {
        return None;
    }
    while let [Token::Mark('.'), name, after @ ..] = rest {
        if !name.is_name() {
            return None;
        }
        rest = after;
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::{Token, after_name, tokens};

    fn word(text: &str) -> Token {
        Token::Word(text.to_owned())
    }

    #[test]
    fn comments_hide_nothing() {
        let copy = [word("COPY"), word("T")];
        for sql in ["copy t", "/* create extension */ copy t", "-- create role\ncopy t", "/* /* */ create */copy/**/t"]
        {
            assert_eq!(tokens(sql), copy, "{sql}");
        }
        for sql in ["/* create", "'create'", "U&\"x\"", "E'x'", "\u{a0}create", "créate", "$$ create $$", "\"open"] {
            assert_eq!(tokens(sql), [Token::Other], "{sql}");
        }
    }

    #[test]
    fn names_are_read_as_the_server_reads_them() {
        let read = tokens("Alter table \"a\"\"b\" . c$1 owner to x; drop");
        let expected =
            [word("ALTER"), word("TABLE"), Token::Quoted("a\"b".into()), Token::Mark('.'), word("C$1"), word("OWNER")];
        assert_eq!(read[..6], expected);
        assert_eq!(read[6..], [word("TO"), word("X"), Token::Other]);
        assert_eq!(after_name(&read[2..]), Some(&read[5..]));
        assert_eq!(after_name(&read[3..]), None);
    }
}
