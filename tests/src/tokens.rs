//! Whether two texts are the same Rust, however they are laid out.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::Lit;

/// Where two texts differ as tokens; `None` if they are the same.
///
/// A comma before a closing bracket is layout, unless it makes a tuple of one.
pub fn difference(old: &str, new: &str) -> Option<String> {
    match (flat(old), flat(new)) {
        (Err(error), _) => Some(format!("the old text: {error}")),
        (_, Err(error)) => Some(format!("the new text: {error}")),
        (Ok(old), Ok(new)) => {
            let at = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
            (old.len() != at || new.len() != at).then(|| format!("`{}` became `{}`", about(&old, at), about(&new, at)))
        }
    }
}

/// The tokens about a position.
fn about(tokens: &[String], at: usize) -> String {
    tokens[at.saturating_sub(12).min(tokens.len())..(at + 6).min(tokens.len())].join(" ")
}

fn flat(text: &str) -> Result<Vec<String>, proc_macro2::LexError> {
    let mut tokens = Vec::new();
    flatten(text.parse()?, &mut tokens);
    Ok(tokens)
}

fn flatten(stream: TokenStream, tokens: &mut Vec<String>) {
    for tree in stream {
        match tree {
            TokenTree::Ident(word) => tokens.push(word.to_string()),
            TokenTree::Punct(mark) => {
                if mark.as_char() == '>' && tokens.last().is_some_and(|last| last == ",") {
                    tokens.pop();
                }
                tokens.push(mark.as_char().to_string());
            }
            // Two spellings of one text are the same.
            TokenTree::Literal(literal) => {
                let written = literal.to_string();
                tokens.push(match Lit::new(literal) {
                    Lit::Str(text) => format!("{:?}", text.value()),
                    _ => written,
                });
            }
            TokenTree::Group(group) => flatten_group(&group, tokens),
        }
    }
}

fn flatten_group(group: &Group, tokens: &mut Vec<String>) {
    let (open, close) = match group.delimiter() {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::Brace => ("{", "}"),
        Delimiter::None => ("", ""),
    };
    let inside: Vec<TokenTree> = group.stream().into_iter().collect();
    let commas = inside.iter().filter(|tree| is_comma(tree)).count();
    let is_list = inside.iter().rev().skip(1).any(is_comma);
    let is_layout = open == "{" && (follow(tokens, ["=", ">"]) || !is_list && follow(tokens, [":", ":"]));
    let is_tuple_of_one = open == "(" && commas == 1 && !takes_arguments(tokens);
    if is_layout {
        // `A => { b }` is `A => b,`, and `use a::{b};` is `use a::b;`.
        let is_arm = follow(tokens, ["=", ">"]);
        flatten(group.stream(), tokens);
        if tokens.last().is_some_and(|last| last == ",") {
            tokens.pop();
        }
        tokens.extend(is_arm.then(|| ",".to_owned()));
        return;
    }
    tokens.push(open.to_owned());
    let from = tokens.len();
    flatten(group.stream(), tokens);
    if tokens.len() > from && tokens.last().is_some_and(|last| last == ",") && !is_tuple_of_one {
        tokens.pop();
    }
    tokens.push(close.to_owned());
}

/// The tokens end with these.
fn follow(tokens: &[String], last: [&str; 2]) -> bool {
    matches!(tokens, [.., one, other] if last == [one, other])
}

/// What a bracket behind these tokens has in it are arguments or parameters: there is no tuple behind a name.
fn takes_arguments(before: &[String]) -> bool {
    match before {
        [.., dash, close] if close == ">" => dash != "-" && dash != "=",
        [.., word] => {
            let is_keyword = ["let", "in", "return", "match", "if"].contains(&word.as_str());
            !is_keyword && word.starts_with(|c: char| c.is_alphanumeric() || c == '_')
        }
        [] => false,
    }
}

fn is_comma(tree: &TokenTree) -> bool {
    matches!(tree, TokenTree::Punct(mark) if mark.as_char() == ',')
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn layout_is_no_difference() {
        for (old, new) in [
            ("fn f(a: i32, b: i32) {}", "fn f(\n    a: i32,\n    b: i32,\n) {}"),
            ("/// A line.\nstruct A;", "#[doc = \" A line.\"] struct A;"),
            ("//! A\n//!\n//! B", "#![doc = \" A\"]\n#![doc = \"\"]\n#![doc = \" B\"]"),
            ("const A: &[i32] = &[1, 2];", "const A: &[i32] = &[\n    1, 2,\n];"),
            ("const A: &str = \"a\\u{301}\";", "const A: &str = \"a\u{301}\";"),
            ("// a comment\nfn f() {}", "fn f() {}"),
            ("match a { 1 => b(c), _ => d }", "match a {\n    1 => {\n        b(c)\n    }\n    _ => d,\n}"),
            ("pub use a::{\n    b as _,\n};", "pub use a::b as _;"),
            ("type A = B<C, D>;", "type A = B<\n    C,\n    D,\n>;"),
            ("f(a).g::<B>(c)", "f(\n    a,\n)\n.g::<B>(\n    c,\n)"),
        ] {
            assert_eq!(difference(old, new), None, "{old} {new}");
        }
    }

    #[test]
    fn anything_else_is_one() {
        for (old, new) in [
            ("let (a,) = x;", "let (a) = x;"),
            ("fn f() -> (A,) {}", "fn f() -> (A) {}"),
            ("((a,), b)", "((a), b)"),
            ("fn f(a: i32) {}", "fn f(b: i32) {}"),
            ("/// A line.\nstruct A;", "/// A line\nstruct A;"),
            ("use a::{b, c};", "use a::b;"),
            ("match a { 1 => b, _ => d }", "match a { 1 => c, _ => d }"),
            ("struct A;", "struct A; struct B;"),
            ("const A: &str = \"a\";", "const A: &str = \"b\";"),
            ("const A: i32 = 1;", "const A: i32 = 2;"),
            ("a(b)", "a[b]"),
            ("#[a] struct A;", "struct A;"),
            ("f(r#type)", "f(type_)"),
            ("(", "("),
        ] {
            assert!(difference(old, new).is_some(), "{old} {new}");
        }
    }
}
