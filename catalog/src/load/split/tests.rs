//! Where statements end.

use proptest::prelude::*;

use super::*;

/// A line for each step: where it begins, and its text.
fn check(script: &str, expected: &[&str]) {
    let steps = match split(script) {
        Ok(steps) => steps
            .into_iter()
            .map(|Step { line, kind }| match kind {
                StepKind::Statement(text) => format!("{line}: {text}"),
                StepKind::Copy { statement, data } => format!("{line}: {statement} <- {data}"),
                StepKind::Command(command) => format!("{line}: \\{command}"),
            })
            .collect(),
        Err(Unterminated { line, what }) => vec![format!("{line}: unterminated {what}")],
    };
    assert_eq!(steps, expected, "{script}");
}

#[test]
fn statements_end_at_semicolons() {
    check("", &[]);
    check("select 1", &["1: select 1"]);
    check("select 1;;\n; select 2 ;", &["1: select 1", "2: select 2"]);
    check("-- a;b\n/* c; /* nested; */ d */ select 1 -- e;\n;", &["2: select 1 -- e;"]);
    check("create rule r as on insert to t do (a; b);\nx;", &["1: create rule r as on insert to t do (a; b)", "2: x"]);
}

#[test]
fn quotes_hide_semicolons() {
    check(
        "select 'it''s; ok', \"a;\"\"b\", E'a\\';b', 'c:\\';x",
        &["1: select 'it''s; ok', \"a;\"\"b\", E'a\\';b', 'c:\\'", "1: x"],
    );
    check(
        "do $$ a; $b$ ; $b$ $$;\ndo $_1$ $$;$$ $_1$; x",
        &["1: do $$ a; $b$ ; $b$ $$", "2: do $_1$ $$;$$ $_1$", "2: x"],
    );
    check("select a$b$, $1; select $$;$$", &["1: select a$b$, $1", "1: select $$;$$"]);
    check("select 'ü;', \"é;\"; y", &["1: select 'ü;', \"é;\"", "1: y"]);
}

#[test]
fn bodies_in_standard_sql_stay_whole() {
    let body = "create function f() returns int begin atomic select case when a then 1 end; select 2; end";
    check(&format!("{body};\nbegin; select 1; end;"), &[&format!("1: {body}"), "2: begin", "2: select 1", "2: end"]);
    let procedure = "create or replace procedure p()\nbegin atomic;\n select 1; end";
    check(&format!("{procedure}; x"), &[&format!("1: {procedure}"), "3: x"]);
    check("create table \"begin\" (begin int); x;", &["1: create table \"begin\" (begin int)", "1: x"]);
}

#[test]
fn copy_takes_its_data() {
    check(
        "COPY t (a) FROM stdin;\n1;'\n\\\\.\n\\.\nx;\ncopy t from 'file';",
        &["1: COPY t (a) FROM stdin <- 1;'\n\\\\.\n", "5: x", "6: copy t from 'file'"],
    );
    check("copy t from stdin;\n1\n", &["1: unterminated block of COPY data"]);
}

#[test]
fn commands_of_psql_take_a_line() {
    check(
        "\\restrict abc\nselect 1;\n  \\set x 'y;z'\nselect 2 \\g\n\\connect db",
        &["1: \\restrict abc", "2: select 1", "3: \\set x 'y;z'", "4: select 2", "4: \\g", "5: \\connect db"],
    );
}

#[test]
fn what_does_not_end_is_named_with_its_line() {
    check("a;\nselect '\n;", &["2: unterminated quoted string"]);
    check("a;\n\n\"x", &["3: unterminated quoted identifier"]);
    check("do $x$\n;$y$", &["1: unterminated dollar-quoted string"]);
    check("/* /* */", &["1: unterminated comment"]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever a file holds, its steps are parts of it, in order, each on the line that is said.
    #[test]
    fn steps_are_parts_of_the_script(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "select ", "'", "''", "E'", "\\", "\"", "$$", "$a$", ";", "\n", "--", "/*", "*/", "(", ")", "ü", "copy t from stdin",
                "\\.\n", "begin", "end", "create function ", "atomic", " ", "$1",
            ]),
            0..40,
        )
    ) {
        let script = pieces.concat();
        let mut after = 0;
        for step in split(&script).unwrap_or_default() {
            let text = match step.kind {
                StepKind::Statement(text) | StepKind::Command(text) => text,
                StepKind::Copy { statement, .. } => statement,
            };
            let at = text.as_ptr() as usize - script.as_ptr() as usize;
            prop_assert!(at >= after);
            prop_assert_eq!(step.line, 1 + script[..at].matches('\n').count());
            after = at + text.len();
        }
    }
}
