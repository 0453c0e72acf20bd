//! Whether a command says what its page shows.

/// Compares line by line; `…` in a line stands for any text, and a line of its own for any lines.
pub(crate) fn matches(shown: &str, said: &str) -> bool {
    let shown: Vec<&str> = shown.trim_end().lines().collect();
    let said: Vec<&str> = said.trim_end().lines().collect();
    lines(&shown, &said)
}

fn lines(shown: &[&str], said: &[&str]) -> bool {
    match shown {
        [] => said.is_empty(),
        ["…", rest @ ..] => (0..=said.len()).any(|skipped| lines(rest, &said[skipped..])),
        [first, rest @ ..] => said.split_first().is_some_and(|(one, others)| line(first, one) && lines(rest, others)),
    }
}

fn line(shown: &str, said: &str) -> bool {
    let Some((before, rest)) = shown.split_once('…') else { return shown.trim_end() == said.trim_end() };
    let Some(after) = said.strip_prefix(before) else { return false };
    let starts = after.char_indices().map(|(at, _)| at).chain([after.len()]);
    starts.into_iter().any(|at| line(rest, &after[at..]))
}

#[test]
fn dots_stand_for_any_text() {
    for (shown, said, is_match) in [
        ("a\nb", "a\nb\n", true),
        ("a\nb", "a", false),
        ("a", "a\nb", false),
        ("5 files (… s)", "5 files (1.2 s)", true),
        ("5 files (… s)", "6 files (1.2 s)", false),
        ("a\n…\nd", "a\nb\nc\nd", true),
        ("a\n…\nd", "a\nd", true),
        ("a\n…\nd", "a\nb\nc", false),
        ("…", "", true),
        ("from … to …", "from b to c", true),
        ("from … to …", "from b", false),
    ] {
        assert_eq!(matches(shown, said), is_match, "{shown:?}, {said:?}");
    }
}
