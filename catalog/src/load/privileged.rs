//! Statements that only a superuser may execute, and that do no harm when one does.
//!
//! The files run as a role that is no superuser. What it is refused is executed by a superuser in a session of its own if
//! it is one of the few statements below: each begins with words that leave the server no other reading, is sent by the
//! protocol that takes one statement only, and runs no code of the files. Everything else stays refused.
//!
//! Event triggers of the files do not fire in that session: they are created by it, so that the files cannot change them,
//! and it is a replica (`session_replication_role`), for which triggers do not fire unless they were changed.

use tokio_postgres::{Client, Error};

use super::{
    Data,
    tokens::{Token, after_name, tokens},
};

/// A statement that a superuser may be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `CREATE EXTENSION`: its script runs as a superuser, and takes functions and operators from its schema. So there
    /// must be none of the files yet.
    Extension,
    /// `ALTER … OWNER TO`: only from one role of the files to another.
    Owner,
    /// What names objects and evaluates nothing.
    Declaration,
    /// `SET session_replication_role`, without which the definitions in a dump are the same.
    Replica,
}

/// The session of a superuser beside the one that executes the files.
pub(super) struct Privileged<'a> {
    client: &'a Client,
    /// The superuser's role.
    role: String,
}

/// Why a superuser did not execute a statement either.
pub(super) enum Refusal {
    /// It failed.
    Failed(Error),
    /// It could do harm.
    Harmful(&'static str),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl Kind {
    /// What a statement is, if it is one of these.
    pub(super) fn of(sql: &str) -> Option<Self> {
        let tokens = tokens(sql);
        let words: Vec<&str> = tokens
            .iter()
            .map_while(|token| match token {
                Token::Word(word) => Some(word.as_str()),
                _ => None,
            })
            .collect();
        match words[..] {
            ["CREATE", "EXTENSION", ..] => Some(Self::Extension),
            ["COMMENT", "ON", "EXTENSION", ..]
            | ["COMMENT", "ON", "EVENT", "TRIGGER", ..]
            | ["CREATE", "EVENT", "TRIGGER", ..]
            | ["CREATE", "PUBLICATION", ..] => Some(Self::Declaration),
            // A cast without a function reads values of one type as another's, whatever they are.
            ["CREATE", "CAST", ..] if !sql.to_ascii_uppercase().contains("WITHOUT") => Some(Self::Declaration),
            // The options are checked by a function, which might be one of the files.
            ["CREATE", "FOREIGN", "DATA", "WRAPPER", ..] => {
                after_name(&tokens[4..]).filter(|rest| rest.is_empty()).map(|_| Self::Declaration)
            }
            ["ALTER", "EVENT", "TRIGGER", ..] => {
                let rest = after_name(&tokens[3..])?;
                matches!(rest, [switch] if switch.is("ENABLE") || switch.is("DISABLE")).then_some(Self::Declaration)
            }
            ["ALTER", "TABLE", ..] if is_trigger_switch(&tokens[2..]) => Some(Self::Declaration),
            ["ALTER", ..] => is_new_owner(&tokens[1..]).then_some(Self::Owner),
            ["SET", "SESSION_REPLICATION_ROLE", ..] => Some(Self::Replica),
            _ => None,
        }
    }
}

/// Whether this is a table, and then only which of its triggers are on.
fn is_trigger_switch(tokens: &[Token]) -> bool {
    match after_name(after_options(tokens)) {
        Some([switch, trigger, _]) => (switch.is("ENABLE") || switch.is("DISABLE")) && trigger.is("TRIGGER"),
        _ => false,
    }
}

/// Whether this is an object, and then only who owns it.
fn is_new_owner(tokens: &[Token]) -> bool {
    let [before @ .., owner, to, Token::Word(_) | Token::Quoted(_)] = tokens else { return false };
    if !owner.is("OWNER") || !to.is("TO") || before.contains(&Token::Other) {
        return false;
    }
    let kinds = [
        &["TABLE"][..],
        &["VIEW"],
        &["MATERIALIZED", "VIEW"],
        &["FOREIGN", "TABLE"],
        &["SEQUENCE"],
        &["SCHEMA"],
        &["TYPE"],
        &["DOMAIN"],
    ];
    let named = kinds.iter().any(|kind| {
        let is_kind = before.len() >= kind.len() && kind.iter().zip(before).all(|(word, token)| token.is(word));
        is_kind && after_name(after_options(&before[kind.len()..])).is_some_and(<[Token]>::is_empty)
    });
    // These have signatures; nothing of their grammar but this ends in `OWNER TO`.
    let routine = ["FUNCTION", "PROCEDURE", "ROUTINE", "AGGREGATE"];
    named || before.first().is_some_and(|token| routine.iter().any(|kind| token.is(kind)))
}

/// What follows `IF EXISTS` and `ONLY`.
fn after_options(mut tokens: &[Token]) -> &[Token] {
    if let [if_, exists, rest @ ..] = tokens
        && if_.is("IF")
        && exists.is("EXISTS")
    {
        tokens = rest;
    }
    match tokens {
        [only, rest @ ..] if only.is("ONLY") && !rest.is_empty() => rest,
        _ => tokens,
    }
}

/// Makes the role that executes the files, if it may create roles, a member of those that they created: before
/// PostgreSQL 16 it is not, and cannot give them anything.
pub(super) async fn join_roles(files: &Client) -> Result<(), Error> {
    const STRANGERS: &str = "SELECT pg_catalog.format('GRANT %I TO %I', role.rolname, session_user)
        FROM pg_catalog.pg_roles AS role
        WHERE role.oid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid AND NOT role.rolsuper
            AND NOT pg_catalog.pg_has_role(session_user, role.oid, 'MEMBER')
            AND (SELECT own.rolcreaterole FROM pg_catalog.pg_roles AS own
                WHERE own.rolname OPERATOR(pg_catalog.=) session_user)";
    for grant in files.query(STRANGERS, &[]).await? {
        files.batch_execute(grant.get(0)).await?;
    }
    Ok(())
}

/// Whether there is anything that the script of an extension might call unawares: functions and operators that are no
/// superuser's, casts between types of the server's own.
const CALLABLE: &str = "SELECT
    EXISTS (SELECT FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_roles AS r ON r.oid OPERATOR(pg_catalog.=) p.proowner
        WHERE NOT r.rolsuper)
    OR EXISTS (SELECT FROM pg_catalog.pg_operator AS o
        JOIN pg_catalog.pg_roles AS r ON r.oid OPERATOR(pg_catalog.=) o.oprowner WHERE NOT r.rolsuper)
    OR EXISTS (SELECT FROM pg_catalog.pg_cast AS c WHERE c.oid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid
        AND c.castsource OPERATOR(pg_catalog.<) 16384::pg_catalog.oid
        AND c.casttarget OPERATOR(pg_catalog.<) 16384::pg_catalog.oid)";

/// Which roles own things, and how many: the same before and after, if an owner that is none of the files' (and has no
/// such entry, or is a superuser) neither gave nor got anything.
const OWNED: &str = "SELECT pg_catalog.count(*) FROM pg_catalog.pg_shdepend AS d
    JOIN pg_catalog.pg_roles AS r ON r.oid OPERATOR(pg_catalog.=) d.refobjid
    WHERE d.deptype OPERATOR(pg_catalog.=) 'o' AND NOT r.rolsuper
        AND d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_authid'::pg_catalog.regclass
        AND d.dbid OPERATOR(pg_catalog.=)
            (SELECT oid FROM pg_catalog.pg_database WHERE datname OPERATOR(pg_catalog.=) pg_catalog.current_database())";

impl<'a> Privileged<'a> {
    /// Prepares the session, before the files run: what they set for the database is not for it.
    pub(super) async fn new(client: &'a Client) -> Result<Self, Error> {
        client
            .batch_execute(
                "SET session_replication_role = replica; SET lock_timeout = '10s'; SET search_path = pg_catalog, pg_temp",
            )
            .await?;
        let role = client.query_one("SELECT session_user::pg_catalog.text", &[]).await?.get(0);
        Ok(Self { client, role })
    }

    /// Whether a statement gives something to the superuser. It is passed over: the role of the files stands for it.
    pub(super) fn receives(&self, sql: &str) -> bool {
        let tokens = tokens(sql);
        let to_own = match tokens.last() {
            Some(Token::Word(name)) => name.to_ascii_lowercase() == self.role,
            Some(Token::Quoted(name)) => *name == self.role,
            _ => false,
        };
        to_own && tokens.first().is_some_and(|first| first.is("ALTER")) && is_new_owner(&tokens[1..])
    }

    /// Executes a statement that the session of the files was refused.
    pub(super) async fn execute(&self, kind: Kind, sql: &str, files: &Client, data: Data) -> Result<(), Refusal> {
        if kind == Kind::Replica {
            return if data == Data::Skip {
                Ok(())
            } else {
                Err(Refusal::Harmful("triggers would fire for the rows that are loaded"))
            };
        }
        if kind == Kind::Extension && self.asks(CALLABLE).await? {
            return Err(Refusal::Harmful(
                "only a superuser may create this extension, and then its script could call functions of the files; \
                 create it before the first function",
            ));
        }
        let path = files.query_one("SELECT pg_catalog.current_schemas(false)::pg_catalog.text[]", &[]).await?;
        let path: Vec<String> = path.get(0);
        let path: Vec<String> = path.iter().map(|name| format!("\"{}\"", name.replace('"', "\"\""))).collect();
        let role: String = files.query_one("SELECT session_user::pg_catalog.text", &[]).await?.get(0);
        self.client.batch_execute("BEGIN").await?;
        let done = self.execute_inside(kind, sql, &path.join(", "), &role).await;
        let end = if done.is_ok() { "COMMIT" } else { "ROLLBACK" };
        self.client.batch_execute(end).await?;
        done
    }

    async fn execute_inside(&self, kind: Kind, sql: &str, path: &str, role: &str) -> Result<(), Refusal> {
        let owned = self.count(OWNED).await?;
        self.client.execute("SELECT pg_catalog.set_config('search_path', $1, true)", &[&path]).await?;
        // Prepared, so that it is one statement and no more.
        self.client.execute(sql, &[]).await?;
        self.client.batch_execute("SET LOCAL search_path = pg_catalog, pg_temp").await?;
        if kind == Kind::Owner && self.count(OWNED).await? != owned {
            return Err(Refusal::Harmful("objects change hands only between roles of the files"));
        }
        // Servers are created by whoever may use the wrapper.
        let own = "UPDATE pg_catalog.pg_foreign_data_wrapper SET fdwowner =
            (SELECT oid FROM pg_catalog.pg_roles WHERE rolname OPERATOR(pg_catalog.=) $1)";
        self.client.execute(own, &[&role]).await?;
        Ok(())
    }

    /// When all files have run: their role may have more connections than theirs.
    pub(super) async fn finish(&self, files: &Client) -> Result<(), Error> {
        let role: String =
            files.query_one("SELECT pg_catalog.quote_ident(session_user::pg_catalog.text)", &[]).await?.get(0);
        self.client.batch_execute(&format!("ALTER ROLE {role} CONNECTION LIMIT -1")).await
    }

    async fn asks(&self, question: &str) -> Result<bool, Error> {
        Ok(self.client.query_one(question, &[]).await?.get(0))
    }

    async fn count(&self, question: &str) -> Result<i64, Error> {
        Ok(self.client.query_one(question, &[]).await?.get(0))
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn few_statements_are_passed_to_a_superuser() {
        for (sql, kind) in [
            ("create extension if not exists dblink", Some(Kind::Extension)),
            ("/* create extension x */ copy t from program 'true'", None),
            ("comment on extension dblink is 'x'", Some(Kind::Declaration)),
            ("comment on event trigger t is 'x'", Some(Kind::Declaration)),
            ("create event trigger t on ddl_command_end execute function f()", Some(Kind::Declaration)),
            ("alter event trigger t disable", Some(Kind::Declaration)),
            ("alter event trigger t enable always", None),
            ("alter event trigger t owner to postgres", None),
            ("create cast (text as json) with inout", Some(Kind::Declaration)),
            ("create cast (text as json) without function", None),
            ("create foreign data wrapper w", Some(Kind::Declaration)),
            ("create foreign data wrapper w validator v options (a 'b')", None),
            ("alter table only a.b owner to c", Some(Kind::Owner)),
            ("alter table a.b alter c type int using f(), owner to d", None),
            ("alter table a.b disable trigger all", Some(Kind::Declaration)),
            ("alter table a.b disable trigger all, alter c type int using f()", None),
            ("alter function a.f(int, numeric[]) owner to c", Some(Kind::Owner)),
            ("alter language c owner to me", None),
            ("set session_replication_role = 'replica'", Some(Kind::Replica)),
            ("create role x superuser", None),
            ("alter system set x = 1", None),
            ("create function f() returns int language c as 'x'", None),
            ("do $$ begin create extension dblink; end $$", None),
        ] {
            assert_eq!(Kind::of(sql), kind, "{sql}");
        }
    }
}
