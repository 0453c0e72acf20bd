//! Parts of what the server writes as one text: found outside of quotes and parentheses.

/// The items of a list with commas between them.
pub(super) fn items(list: &str) -> Vec<String> {
    let mut items = Vec::new();
    let mut rest = list;
    while let Some(at) = outside(rest, ",") {
        items.push(rest[..at].trim().to_owned());
        rest = &rest[at + 1..];
    }
    items.push(rest.trim().to_owned());
    items
}

/// Where a text occurs first outside of quotes, parentheses and brackets.
///
/// The server writes constants with `standard_conforming_strings`, in which a quote is doubled, or as `E'…'` with
/// backslashes doubled: a quote ends a constant either way, or begins the next one at once.
pub(super) fn outside(text: &str, wanted: &str) -> Option<usize> {
    let (mut quote, mut depth) = (None, 0_u32);
    for (at, c) in text.char_indices() {
        if quote.is_none() && depth == 0 && text[at..].starts_with(wanted) {
            return Some(at);
        }
        match (quote, c) {
            (Some(open), c) if open == c => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => depth = depth.saturating_sub(1),
            (Some(_) | None, _) => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_told_apart() {
        for (list, expected) in [
            ("1", vec!["1"]),
            ("'a,b', \"c,d\", f(1, 2), ARRAY[1, 2]", vec!["'a,b'", "\"c,d\"", "f(1, 2)", "ARRAY[1, 2]"]),
            ("'it''s, so'::text, E'\\\\,'", vec!["'it''s, so'::text", "E'\\\\,'"]),
        ] {
            assert_eq!(items(list), expected);
        }
    }

    #[test]
    fn what_is_quoted_is_not_found() {
        assert_eq!(outside("(a DO b) = ' DO ' DO INSTEAD", " DO "), Some(17));
        assert_eq!(outside("(a DO b)", " DO "), None);
    }
}
