//! Statements that pass over what exists, of kinds for which PostgreSQL has no `IF NOT EXISTS`.

use super::sql::dollar_quoted;

/// The statement, unless it fails because its object exists.
pub(super) fn unless_it_fails(sql: &str) -> String {
    // Of text search objects, only the index of their names knows.
    const EXISTS: &str = "duplicate_object OR duplicate_function OR duplicate_table OR unique_violation";
    block(&format!("{};\nEXCEPTION WHEN {EXISTS} THEN\n    NULL;", indented(sql, 1)))
}

/// The statement, unless a query returns a row.
pub(super) fn unless(query: &str, sql: &str) -> String {
    block(&format!("    IF NOT EXISTS ({query}) THEN\n{};\n    END IF;", indented(sql, 2)))
}

fn block(body: &str) -> String {
    format!("DO {}", dollar_quoted(&format!("\nBEGIN\n{body}\nEND\n")))
}

/// A statement as part of a block; its text stays as it is if a line may end within quotes.
fn indented(sql: &str, depth: usize) -> String {
    let is_whole =
        |line: &str| !line.contains('$') && ["'", "\""].iter().all(|quote| line.matches(quote).count() % 2 == 0);
    let margin = "    ".repeat(depth);
    if sql.lines().all(is_whole) {
        sql.lines().map(|line| format!("{margin}{line}")).collect::<Vec<_>>().join("\n")
    } else {
        format!("{margin}{sql}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_within_quotes_stays_as_it_is() {
        assert_eq!(
            indented("CREATE TYPE a AS ENUM (\n    'b'\n)", 1),
            "    CREATE TYPE a AS ENUM (\n        'b'\n    )"
        );
        assert_eq!(indented("CREATE TYPE a AS ENUM ('b\nc')", 1), "    CREATE TYPE a AS ENUM ('b\nc')");
    }
}
