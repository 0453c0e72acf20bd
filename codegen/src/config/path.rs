//! Objects as the configuration names them: `schema.relation.column`.

use std::fmt;

use serde::{Deserialize, Deserializer, de};

/// The name of an object in `N` parts, with double quotes where a part has a dot.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectPath<const N: usize>(pub [String; N]);

impl<const N: usize> ObjectPath<N> {
    /// A path from its parts, as the catalog stores them.
    pub fn new(parts: [&str; N]) -> Self {
        Self(parts.map(str::to_owned))
    }

    fn parse(text: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let mut rest = text;
        loop {
            let (part, after) = part(rest)?;
            parts.push(part);
            match after.strip_prefix('.') {
                Some(after) => rest = after,
                None if after.is_empty() => return parts.try_into().ok().map(Self),
                None => return None,
            }
        }
    }
}

/// Takes one part off the front of a path.
fn part(text: &str) -> Option<(String, &str)> {
    let Some(mut rest) = text.strip_prefix('"') else {
        let end = text.find('.').unwrap_or(text.len());
        return (end > 0).then(|| (text[..end].to_owned(), &text[end..]));
    };
    let mut part = String::new();
    loop {
        let end = rest.find('"')?;
        part.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                part.push('"');
                rest = after;
            }
            None => return Some((part, rest)),
        }
    }
}

impl<const N: usize> fmt::Display for ObjectPath<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, part) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(".")?;
            }
            if part.is_empty() || part.contains(['.', '"']) {
                write!(f, "\"{}\"", part.replace('"', "\"\""))?;
            } else {
                f.write_str(part)?;
            }
        }
        Ok(())
    }
}

impl<'de, const N: usize> Deserialize<'de> for ObjectPath<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            let form = ["schema", "relation", "column"][..N].join(".");
            de::Error::custom(format!(
                "`{text}` does not name an object; write `{form}`, with double quotes around a part that has a dot"
            ))
        })
    }
}
