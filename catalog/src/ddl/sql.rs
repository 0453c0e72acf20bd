//! Names, texts and expressions as SQL writes them.

use crate::catalog::{self, Options, QualifiedName, literal};

/// A name, quoted where need be.
pub fn identifier(name: &str) -> String {
    catalog::identifier(name).into_owned()
}

/// A qualified name, quoted where need be. Those of `pg_catalog` are always found, and stand alone.
pub fn qualified(name: &QualifiedName) -> String {
    name.to_short_sql()
}

/// Names with commas between them.
pub(super) fn list<T: AsRef<str>>(names: &[T]) -> String {
    names.iter().map(|name| identifier(name.as_ref())).collect::<Vec<_>>().join(", ")
}

/// An expression in parentheses, which it may have already. Those of a query belong to the query.
pub(super) fn parenthesized(expression: &str) -> String {
    let is_query = ["( SELECT ", "( WITH ", "( VALUES "].iter().any(|start| expression.starts_with(start));
    if is_enclosed(expression) && !is_query { expression.to_owned() } else { format!("({expression})") }
}

/// Whether the first parenthesis is closed by the last character.
fn is_enclosed(expression: &str) -> bool {
    let (mut depth, mut quotes) = (0_u32, None);
    let end = expression.len().saturating_sub(1);
    for (at, c) in expression.char_indices() {
        match (quotes, c) {
            (None, '\'' | '"') => quotes = Some(c),
            (Some(quote), c) if quote == c => quotes = None,
            (None, '(') => depth += 1,
            (None, ')') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at == end;
                }
            }
            (None, _) if depth == 0 => return false,
            (_, _) => {}
        }
    }
    false
}

/// Writes arrays of `character varying` that an operator on `text` compares with so that they stay as they are.
///
/// PostgreSQL writes `ANY ((ARRAY['a'::character varying])::text[])` for what was `IN ('a')`; but reading that, it casts each
/// element instead of the array, and the expression is not the same again. Without the cast, which is implicit, it is. Texts in
/// quotes, such as the bodies of functions, are left alone.
pub(super) fn with_implicit_casts(sql: String) -> String {
    const END: &str = ")::text[])";
    if !sql.contains("::character varying])::text[])") {
        return sql;
    }
    let mut out = String::with_capacity(sql.len());
    let mut rest = sql.as_str();
    while let Some(first) = rest.chars().next() {
        if ["ANY ((ARRAY[", "ALL ((ARRAY["].iter().any(|start| rest.starts_with(start)) {
            let (head, array) = rest.split_at("ANY (".len());
            if let Some(length) = array_length(&array[1..])
                && let Some(after) = array[1 + length..].strip_prefix(END)
            {
                out.push_str(head);
                out.push_str(&array[1..=length]);
                out.push(')');
                rest = after;
                continue;
            }
        }
        let length = quoted_length(rest).unwrap_or(first.len_utf8());
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out
}

/// The length of `ARRAY[…]` at the front, if all its elements are of the type `character varying`.
fn array_length(text: &str) -> Option<usize> {
    let mut at = "ARRAY[".len();
    let mut element = at;
    let mut depth = 0_u32;
    let is_varying = |element: &str| element.trim_end_matches(')').ends_with("::character varying");
    loop {
        let rest = text.get(at..)?;
        let c = rest.chars().next()?;
        match c {
            '\'' | '"' => {
                at += quoted_length(rest)?;
                continue;
            }
            '(' | '[' => depth += 1,
            ']' if depth == 0 => return is_varying(&text[element..at]).then_some(at + 1),
            ')' | ']' => depth = depth.checked_sub(1)?,
            ',' if depth == 0 => {
                if !is_varying(&text[element..at]) {
                    return None;
                }
                element = at + 1;
            }
            _ => {}
        }
        at += c.len_utf8();
    }
}

/// The length of a text in quotes or dollars at the front.
fn quoted_length(text: &str) -> Option<usize> {
    let quote = text.chars().next()?;
    if quote == '$' {
        let end = text[1..].find('$')? + 2;
        let is_tag = text[1..end - 1].chars().all(|c| c.is_alphanumeric() || c == '_');
        let body = text[end..].find(&text[..end]).filter(|_| is_tag)?;
        return Some(end + body + end);
    }
    if quote != '\'' && quote != '"' {
        return None;
    }
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == quote && chars.next_if(|(_, next)| *next == quote).is_none() {
            return Some(at + 1);
        }
    }
    None
}

/// A text in dollars, with a tag that does not occur in it.
pub(super) fn dollar_quoted(text: &str) -> String {
    let tags = ["$$".to_owned(), "$function$".to_owned()].into_iter().chain((1..).map(|n| format!("$function{n}$")));
    let quoted = tags.map(|tag| (tag.len(), format!("{tag}{text}{tag}")));
    // The first place where the tag occurs again is the end.
    let mut fitting =
        quoted.filter(|(tag, quoted)| quoted[*tag..].find(&quoted[..*tag]).is_some_and(|end| end == text.len()));
    fitting.next().map(|(_, quoted)| quoted).unwrap_or_default()
}

/// Settings the way `WITH (…)` takes them, those of a namespace with its name in front.
pub(super) fn parameters<'a>(namespaces: impl IntoIterator<Item = (&'a str, &'a Options)>) -> String {
    let parameter = |(namespace, name, value): (&str, &String, &String)| {
        let is_number = !value.is_empty() && value.chars().all(|c| c.is_ascii_digit());
        let is_plain = is_number || matches!(value.as_str(), "true" | "false") || identifier(value) == *value;
        let value = if is_plain { value.clone() } else { literal(value) };
        format!("{namespace}{} = {value}", identifier(name))
    };
    let all =
        namespaces.into_iter().flat_map(|(namespace, options)| options.iter().map(move |(n, v)| (namespace, n, v)));
    all.map(parameter).collect::<Vec<_>>().join(", ")
}

/// Options of foreign objects, the way `OPTIONS (…)` takes them.
pub(super) fn foreign_options(options: &Options) -> String {
    let option = |(name, value): (&String, &String)| format!("{} {}", identifier(name), literal(value));
    options.iter().map(option).collect::<Vec<_>>().join(", ")
}

/// The name that PostgreSQL chooses for an object of a relation: `makeObjectName` in indexcmds.c, which takes bytes off the
/// longer of both parts until all fits.
pub(super) fn object_name(first: &str, second: &str, label: &str) -> String {
    const LIMIT: usize = 63;
    let separators = if second.is_empty() { 1 } else { 2 };
    let (mut a, mut b) = (first.len(), second.len());
    while a + b + separators + label.len() > LIMIT && a + b > 0 {
        if a > b { a -= 1 } else { b -= 1 }
    }
    let clip = |name: &str, length: usize| {
        let end = (0..=length).rev().find(|end| name.is_char_boundary(*end)).unwrap_or(0);
        name[..end].to_owned()
    };
    let parts = [clip(first, a), clip(second, b), label.to_owned()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_put_into_parentheses_once() {
        for (expression, enclosed) in [
            ("(a > 0)", "(a > 0)"),
            ("a > 0", "(a > 0)"),
            ("(a > 0) AND (b > 0)", "((a > 0) AND (b > 0))"),
            ("((a > 0) AND (b > 0))", "((a > 0) AND (b > 0))"),
            ("(a = ')')", "(a = ')')"),
            ("(a = '(') AND (b)", "((a = '(') AND (b))"),
            ("f(a)", "(f(a))"),
            ("( SELECT a FROM t)", "(( SELECT a FROM t))"),
            ("(( SELECT a FROM t) > 0)", "(( SELECT a FROM t) > 0)"),
        ] {
            assert_eq!(parenthesized(expression), enclosed);
        }
    }

    #[test]
    fn casts_of_arrays_become_implicit() {
        let array = "ARRAY['a'::character varying, 'b]'::character varying]";
        let check = |sql: &str, expected: &str| assert_eq!(with_implicit_casts(sql.to_owned()), expected);
        check(&format!("((x)::text = ANY (({array})::text[])) AND y"), &format!("((x)::text = ANY ({array})) AND y"));
        for same in [
            format!("'it''s ANY (({array})::text[])'"),
            format!("AS $f$ x = ANY (({array})::text[]) $f$"),
            "x = ANY ((ARRAY['a'::character varying, b])::text[]) OR y = ANY ((ARRAY['a'::character varying])::text[]"
                .to_owned(),
        ] {
            check(&same, &same);
        }
    }

    #[test]
    fn parameters_are_quoted_where_need_be() {
        let options = |list: &[(&str, &str)]| -> Options {
            list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let (own, toast) = (options(&[("fillfactor", "70"), ("scale", "0.2")]), options(&[("enabled", "false")]));
        let expected = "fillfactor = 70, scale = '0.2', toast.enabled = false";
        assert_eq!(parameters([("", &own), ("toast.", &toast)]), expected);
    }

    #[test]
    fn names_are_chosen_as_postgresql_chooses_them() {
        assert_eq!(object_name("film", "", "pkey"), "film_pkey");
        assert_eq!(object_name("film", "film_id", "seq"), "film_film_id_seq");
        let long = object_name(&"t".repeat(63), &"c".repeat(63), "seq");
        assert_eq!(long, format!("{}_{}_seq", "t".repeat(29), "c".repeat(29)));
    }
}
