//! Queries for the version of a server.
//!
//! A line of a `.sql` file that ends in `-- since N` is for PostgreSQL N and later, one that ends in `-- before N` for
//! earlier versions; an explanation may follow the number. All other lines are for every version.

/// The lines of a query that are for a version.
pub(super) fn for_version(sql: &str, version: u32) -> String {
    sql.split_inclusive('\n').filter(|line| is_for(line, version)).collect()
}

fn is_for(line: &str, version: u32) -> bool {
    let marker = |word| {
        let (_, after) = line.split_once(word)?;
        after.split(|c: char| !c.is_ascii_digit()).next()?.parse::<u32>().ok()
    };
    marker("-- since ").is_none_or(|since| version >= since)
        && marker("-- before ").is_none_or(|before| version < before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_for_their_versions() {
        let sql = "SELECT a,\n  false AS b,  -- before 15\n  b,  -- since 15: a reason\n  c FROM t -- since ever\n";
        let old = "SELECT a,\n  false AS b,  -- before 15\n  c FROM t -- since ever\n";
        let new = "SELECT a,\n  b,  -- since 15: a reason\n  c FROM t -- since ever\n";
        assert_eq!(for_version(sql, 14), old);
        assert_eq!(for_version(sql, 15), new);
    }
}
