//! Roles that dumps name and the server may not have.

use std::collections::{BTreeMap, BTreeSet};

use tokio_postgres::{Client, SimpleQueryMessage};

use crate::Diagnostic;

use super::{
    LoadError,
    split::{identifiers, words},
};

/// The server's roles, and what was left out for want of one.
pub(super) struct Roles {
    present: BTreeSet<String>,
    skipped: BTreeMap<String, usize>,
}

impl Roles {
    pub(super) async fn read(client: &Client) -> Result<Self, LoadError> {
        let messages = client
            .simple_query("SELECT rolname FROM pg_catalog.pg_roles")
            .await
            .map_err(|error| LoadError::Connection(error.into()))?;
        let name = |message| match message {
            SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        };
        Ok(Self { present: messages.into_iter().filter_map(name).collect(), skipped: BTreeMap::new() })
    }

    /// Whether a statement is passed over, since it only concerns a role that is not there.
    pub(super) fn skip(&mut self, statement: &str) -> bool {
        let Some(role) = beneficiary(statement).filter(|role| !self.present.contains(role)) else {
            return false;
        };
        *self.skipped.entry(role).or_default() += 1;
        true
    }

    /// Takes note of a role that the script itself creates.
    pub(super) fn note(&mut self, statement: &str) {
        if let [create, kind] = &words(statement, 2)[..]
            && create == "CREATE"
            && matches!(kind.as_str(), "ROLE" | "USER" | "GROUP")
        {
            self.present.extend(identifiers(statement).nth(2));
        }
    }

    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        let diagnostic = |(role, count): (String, usize)| {
            let statements = if count == 1 { "statement was" } else { "statements were" };
            Diagnostic::new(format!("role `{role}` does not exist: {count} {statements} passed over"))
                .hint("they set owners and privileges; dump with --no-owner --no-privileges, or create the role first")
        };
        self.skipped.into_iter().map(diagnostic).collect()
    }
}

/// The role of `ALTER … OWNER TO role`, `GRANT … TO role`, `REVOKE … FROM role` and
/// `ALTER DEFAULT PRIVILEGES FOR ROLE role`, where a statement is one of them.
fn beneficiary(statement: &str) -> Option<String> {
    let first = words(statement, 3);
    let first: Vec<_> = first.iter().map(String::as_str).collect();
    let after = match first[..] {
        ["ALTER", "DEFAULT", "PRIVILEGES"] => "ROLE",
        ["ALTER", ..] => {
            let tail: Vec<_> = identifiers(statement).collect();
            let [.., owner, to, role] = &tail[..] else { return None };
            let is_owner = owner.eq_ignore_ascii_case("owner") && to.eq_ignore_ascii_case("to");
            return (is_owner && !is_session_role(role)).then(|| role.clone());
        }
        ["GRANT", ..] => "TO",
        ["REVOKE", ..] => "FROM",
        _ => return None,
    };
    let mut identifiers = identifiers(statement).skip_while(|word| !word.eq_ignore_ascii_case(after)).skip(1);
    identifiers.next().filter(|role| !is_session_role(role))
}

/// Words that stand for a role.
fn is_session_role(word: &str) -> bool {
    let words = ["public", "current_role", "current_user", "session_user", "group"];
    words.iter().any(|special| word.eq_ignore_ascii_case(special))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_about_a_role_are_told_from_others() {
        for (statement, role) in [
            ("ALTER TABLE public.film OWNER TO gitlab", Some("gitlab")),
            ("ALTER FUNCTION f(a integer) OWNER TO \"Some One\"", Some("Some One")),
            ("ALTER TABLE film OWNER TO CURRENT_USER", None),
            ("ALTER TABLE owner ADD COLUMN to_role text", None),
            ("GRANT SELECT, UPDATE ON TABLE public.film TO Reader WITH GRANT OPTION", Some("reader")),
            ("GRANT ALL ON SCHEMA public TO PUBLIC", None),
            ("REVOKE ALL ON FUNCTION public.f(text) FROM bob", Some("bob")),
            ("ALTER DEFAULT PRIVILEGES FOR ROLE boss IN SCHEMA x GRANT ALL ON TABLES TO bob", Some("boss")),
            ("CREATE TABLE film (film_id int)", None),
        ] {
            assert_eq!(beneficiary(statement).as_deref(), role, "{statement}");
        }
    }
}
