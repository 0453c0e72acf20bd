//! Patterns of names: `public.audit_*`.

use relvar_catalog::QualifiedName;
use serde::Deserialize;

/// A pattern in which `*` stands for any text and `?` for any character.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(transparent)]
pub struct Pattern(pub String);

impl Pattern {
    /// It matches this name of a schema.
    pub fn matches(&self, name: &str) -> bool {
        glob(&self.0.chars().collect::<Vec<_>>(), &name.chars().collect::<Vec<_>>())
    }

    /// It matches this relation: its qualified name or, in a pattern without a dot, its name in any schema.
    pub fn matches_relation(&self, name: &QualifiedName) -> bool {
        if self.0.contains('.') {
            self.matches(&format!("{}.{}", name.schema, name.name))
        } else {
            self.matches(&name.name)
        }
    }
}

/// Matches with one point of return, so that no pattern takes more than `pattern × text` steps.
fn glob(pattern: &[char], text: &[char]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut retry = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                retry = Some((p, t));
                p += 1;
            }
            Some(c) if *c == '?' || *c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match retry {
                Some((star, from)) => {
                    retry = Some((star, from + 1));
                    p = star + 1;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_names() {
        let film = QualifiedName::new("public", "film_actor");
        for (pattern, matches) in [
            ("film_actor", true),
            ("film", false),
            ("film*", true),
            ("*.film_*", true),
            ("public.*", true),
            ("publi?.f*r", true),
            ("other.*", false),
            ("*", true),
            ("", false),
            ("**_*_*", false),
        ] {
            assert_eq!(Pattern(pattern.to_owned()).matches_relation(&film), matches, "{pattern}");
        }
    }
}
