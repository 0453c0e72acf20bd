//! The lexical rules that decide where a statement ends.

/// What ended a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    Semicolon,
    Backslash,
    End,
}

/// A statement as offsets into the script.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    /// The first character that is not white space or comment.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Where to go on: after the semicolon or backslash.
    pub(super) next: usize,
    pub(super) stop: Stop,
}

/// Reads one statement.
pub(super) struct Scanner<'a> {
    script: &'a str,
    at: usize,
    start: Option<usize>,
    parentheses: usize,
    /// Open `BEGIN` and `CASE` of a body in standard SQL.
    blocks: usize,
    /// The first words, upper case, until they tell whether `BEGIN` opens a body.
    words: Vec<String>,
    /// It is `CREATE [OR REPLACE] FUNCTION` or `PROCEDURE`.
    defines_routine: bool,
}

/// Where something begins that does not end, and what it is.
type Error = (usize, &'static str);

impl<'a> Scanner<'a> {
    pub(super) fn new(script: &'a str, at: usize) -> Self {
        Self { script, at, start: None, parentheses: 0, blocks: 0, words: Vec::new(), defines_routine: false }
    }

    /// The next statement; nothing at the end of the script.
    pub(super) fn statement(mut self) -> Result<Option<Found>, Error> {
        while let Some(c) = self.rest().chars().next() {
            let here = self.at;
            match c {
                c if c.is_whitespace() => self.at += c.len_utf8(),
                '-' if self.rest().starts_with("--") => {
                    self.at += self.rest().find('\n').unwrap_or(self.rest().len());
                }
                '/' if self.rest().starts_with("/*") => self.block_comment()?,
                ';' if self.parentheses == 0 && self.blocks == 0 => return Ok(Some(self.found(1, Stop::Semicolon))),
                '\\' => return Ok(Some(self.found(1, Stop::Backslash))),
                _ => {
                    self.start.get_or_insert(here);
                    self.token(c)?;
                }
            }
        }
        Ok(self.start.is_some().then(|| self.found(0, Stop::End)))
    }

    fn rest(&self) -> &'a str {
        &self.script[self.at..]
    }

    fn found(&self, width: usize, stop: Stop) -> Found {
        let start = self.start.unwrap_or(self.at);
        Found { start, end: self.at, next: self.at + width, stop }
    }

    fn token(&mut self, c: char) -> Result<(), Error> {
        match c {
            '\'' => self.quoted('\'', false),
            '"' => self.quoted('"', false),
            '$' => self.dollar(),
            '(' => {
                self.parentheses += 1;
                self.at += 1;
                Ok(())
            }
            ')' => {
                self.parentheses = self.parentheses.saturating_sub(1);
                self.at += 1;
                Ok(())
            }
            c if is_word(c) => self.word(),
            c => {
                self.at += c.len_utf8();
                Ok(())
            }
        }
    }

    /// A text in quotes; they are doubled within. In `E'…'`, a backslash escapes them too.
    fn quoted(&mut self, quote: char, backslash: bool) -> Result<(), Error> {
        let what = if quote == '"' { "quoted identifier" } else { "quoted string" };
        let start = self.at;
        let mut chars = self.rest().char_indices().skip(1).peekable();
        while let Some((offset, c)) = chars.next() {
            if backslash && c == '\\' {
                chars.next();
            } else if c == quote && chars.next_if(|(_, next)| *next == quote).is_none() {
                self.at += offset + 1;
                return Ok(());
            }
        }
        Err((start, what))
    }

    /// `$tag$…$tag$`, or a parameter.
    fn dollar(&mut self) -> Result<(), Error> {
        let rest = self.rest();
        let tag = rest[1..].find('$').map(|end| &rest[..end + 2]).filter(|tag| {
            let name = &tag[1..tag.len() - 1];
            name.chars().all(is_word) && !name.starts_with(|c: char| c.is_ascii_digit())
        });
        let Some(tag) = tag else {
            self.at += 1;
            return Ok(());
        };
        let body = &rest[tag.len()..];
        let end = body.find(tag).ok_or((self.at, "dollar-quoted string"))?;
        self.at += tag.len() + end + tag.len();
        Ok(())
    }

    fn block_comment(&mut self) -> Result<(), Error> {
        let start = self.at;
        let mut depth = 0_usize;
        let bytes = self.script.as_bytes();
        while let Some(pair) = bytes.get(self.at..self.at + 2) {
            match pair {
                b"/*" => {
                    depth += 1;
                    self.at += 2;
                }
                b"*/" => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        return Ok(());
                    }
                }
                _ => self.at += 1,
            }
        }
        Err((start, "comment"))
    }

    /// A keyword, identifier or number; `E` before a quote begins an escape string.
    fn word(&mut self) -> Result<(), Error> {
        let rest = self.rest();
        // A dollar sign within an identifier quotes nothing.
        let length = rest.find(|c| !is_word(c) && c != '$').unwrap_or(rest.len());
        let word = &rest[..length];
        self.at += length;
        if word.eq_ignore_ascii_case("e") && self.rest().starts_with('\'') {
            return self.quoted('\'', true);
        }
        if self.words.len() < 4 {
            self.words.push(word.to_ascii_uppercase());
            let words: Vec<_> = self.words.iter().map(String::as_str).collect();
            self.defines_routine |= matches!(
                words[..],
                ["CREATE", "FUNCTION" | "PROCEDURE"] | ["CREATE", "OR", "REPLACE", "FUNCTION" | "PROCEDURE"]
            );
        }
        if self.parentheses == 0 && self.defines_routine {
            // As psql does: within a routine's definition, BEGIN opens a body and CASE nests in it.
            if word.eq_ignore_ascii_case("begin") || (self.blocks > 0 && word.eq_ignore_ascii_case("case")) {
                self.blocks += 1;
            } else if word.eq_ignore_ascii_case("end") {
                self.blocks = self.blocks.saturating_sub(1);
            }
        }
        Ok(())
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || !c.is_ascii()
}
