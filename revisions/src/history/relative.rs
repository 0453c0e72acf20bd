//! Relative targets: `+2`, `-1`, `rev+2`, `label@-1`, `label@rev-1`.

/// A target that counts steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Relative<'a> {
    pub(super) branch: Option<&'a str>,
    /// Where the count begins; what is applied if there is none.
    pub(super) from: Option<&'a str>,
    pub(super) steps: i64,
}

/// Takes a target apart. What comes after the number is passed over, as Alembic does.
pub(super) fn relative(target: &str) -> Option<Relative<'_>> {
    let with_branch = target.match_indices('@').filter(|(at, _)| *at > 0).find_map(|(at, _)| {
        let (from, steps) = counted(&target[at + 1..])?;
        Some(Relative { branch: Some(&target[..at]), from, steps })
    });
    with_branch.or_else(|| {
        let (from, steps) = counted(target)?;
        Some(Relative { branch: None, from, steps })
    })
}

/// A word or none, a sign and digits.
fn counted(text: &str) -> Option<(Option<&str>, i64)> {
    let word = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    let rest = &text[word..];
    let sign = match rest.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let digits = &rest[1..];
    let digits = &digits[..digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len())];
    if digits.is_empty() {
        return None;
    }
    // A number that does not fit is more than there are revisions.
    let steps = digits.parse::<i64>().unwrap_or(i64::MAX);
    Some(((word > 0).then(|| &text[..word]), sign * steps))
}

#[cfg(test)]
mod tests {
    use super::{Relative, relative};

    fn of<'a>(branch: Option<&'a str>, from: Option<&'a str>, steps: i64) -> Relative<'a> {
        Relative { branch, from, steps }
    }

    #[test]
    fn takes_targets_apart() {
        assert_eq!(relative("+2"), Some(of(None, None, 2)));
        assert_eq!(relative("-1"), Some(of(None, None, -1)));
        assert_eq!(relative("abc+2"), Some(of(None, Some("abc"), 2)));
        assert_eq!(relative("shop@+1"), Some(of(Some("shop"), None, 1)));
        assert_eq!(relative("shop@abc-1"), Some(of(Some("shop"), Some("abc"), -1)));
        assert_eq!(relative("a@b@c-1"), Some(of(Some("a@b"), Some("c"), -1)));
        assert_eq!(relative("x-1@head"), Some(of(None, Some("x"), -1)));
        for absolute in ["head", "shop@head", "abc", "a.b-1", "-", "abc-", "@", ""] {
            assert_eq!(relative(absolute), None, "{absolute}");
        }
    }
}
