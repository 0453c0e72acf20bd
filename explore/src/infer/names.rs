//! What names say: the words of a column, the tables that are called so.

/// Words at the end of a column's name that say it holds a key.
pub(super) const KEY_WORDS: &[&str] = &["id", "uuid", "guid", "fk"];

/// What people are called who did something to a row.
pub(super) const ROLES: &[&str] = &[
    "actor",
    "approver",
    "assignee",
    "assigner",
    "author",
    "closer",
    "creator",
    "editor",
    "inviter",
    "maintainer",
    "merger",
    "modifier",
    "moderator",
    "owner",
    "recipient",
    "reporter",
    "requester",
    "resolver",
    "reviewer",
    "sender",
    "submitter",
    "updater",
    "uploader",
];

/// What tables of people are called, the likeliest first.
pub(super) const PEOPLE: &[&str] = &["user", "account", "person", "member"];

/// Words that make what they stand in front of another system's.
const FOREIGN: &[&str] = &[
    "aws",
    "azure",
    "bitbucket",
    "discord",
    "ext",
    "external",
    "facebook",
    "foreign",
    "gcp",
    "gitea",
    "github",
    "google",
    "imported",
    "jira",
    "legacy",
    "linkedin",
    "native",
    "old",
    "paypal",
    "provider",
    "remote",
    "salesforce",
    "sentry",
    "slack",
    "source",
    "stripe",
    "telegram",
    "third",
    "trello",
    "twitter",
    "upstream",
    "vendor",
    "zoom",
];

/// Words that make what they stand in front of a mark in a list, such as how far a job got.
const MARKS: &[&str] = &["cursor", "last", "max", "min"];

/// Words in the names of tables whose rows outlive those they tell of.
const HISTORY: &[&str] = &["audit", "audits", "history", "histories", "journal", "log", "logs", "tombstones"];

/// Words in the names of tables that hold copies of others.
const COPIES: &[&str] = &["archive", "archived", "archives", "backup", "backups", "deleted", "staging", "temp", "tmp"];

/// The words of a name, in lower case: of `mirror_user_id` and of `mirrorUserId`.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for c in name.chars() {
        let starts_word = c.is_uppercase() && was_lower;
        if (!c.is_alphanumeric() || starts_word) && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if c.is_alphanumeric() {
            words.last_mut().into_iter().for_each(|word| word.extend(c.to_lowercase()));
        }
        was_lower = c.is_lowercase() || c.is_ascii_digit();
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The names by which a column may call a relation: its own, its row type's, its own without a plural's ending.
pub(super) fn names_of(relation: &str, row: Option<&str>) -> Vec<String> {
    let own = words(relation).join("_");
    let mut names = vec![own.clone()];
    names.extend(row.map(|row| words(row).join("_")));
    names.extend(own.strip_suffix("ies").map(|stem| format!("{stem}y")));
    names.extend(own.strip_suffix("es").filter(|stem| stem.ends_with(['s', 'x', 'z', 'h'])).map(str::to_owned));
    names.extend(own.strip_suffix('s').filter(|stem| !stem.ends_with(['s', 'u'])).map(str::to_owned));
    names.sort();
    names.dedup();
    names
}

/// A name that another system gave.
pub(super) fn is_foreign(words: &[String]) -> bool {
    has(words, FOREIGN)
}

/// A place in a list rather than something to refer to.
pub(super) fn is_mark(role: &[String]) -> bool {
    has(role, MARKS) && !has(role, &["by"])
}

/// Rows of a relation of that name outlive those they tell of.
pub(super) fn is_history(relation: &str) -> bool {
    has(&words(relation), HISTORY)
}

/// Rows of a relation of that name are copies, which nothing should depend on.
pub(super) fn is_copy(relation: &str) -> bool {
    has(&words(relation), COPIES)
}

fn has(words: &[String], any: &[&str]) -> bool {
    words.iter().any(|word| any.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fall_into_words() {
        for (name, expected) in [
            ("mirror_user_id", "mirror user id"),
            ("mirrorUserId", "mirror user id"),
            ("userID", "user id"),
            ("_a__b_", "a b"),
            ("iso3166Code", "iso3166 code"),
            ("", ""),
        ] {
            assert_eq!(words(name).join(" "), expected);
        }
    }

    #[test]
    fn relations_are_called_by_their_singular() {
        for (relation, name) in [("categories", "category"), ("boxes", "box"), ("users", "user"), ("status", "status")]
        {
            assert!(names_of(relation, None).contains(&name.to_owned()), "{relation}");
        }
        assert_eq!(names_of("people", Some("Person")), ["people", "person"]);
    }
}
