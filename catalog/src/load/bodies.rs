//! Bodies of functions, which are looked at when everything is there.

use tokio_postgres::Client;

use super::{
    LoadError, Script,
    error::Rights,
    rounds::Scope,
    split::{Step, identifiers, words},
};

/// A definition of a function whose body was not looked at.
pub(super) struct Definition<'a> {
    pub(super) script: &'a Script,
    pub(super) step: Step<'a>,
    pub(super) sql: &'a str,
    pub(super) scope: Scope,
}

/// Whether a statement defines a function or procedure.
pub(super) fn defines_routine(sql: &str) -> bool {
    let words = words(sql, 4);
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    matches!(
        words[..],
        ["CREATE", "FUNCTION" | "PROCEDURE", ..] | ["CREATE", "OR", "REPLACE", "FUNCTION" | "PROCEDURE"]
    )
}

/// The name in a definition, without its schema.
fn name(sql: &str) -> Option<String> {
    let head = sql.split('(').next()?;
    identifiers(head).last()
}

/// Functions of the files by name: their languages check them, in the session's role.
const FUNCTIONS: &str = "SELECT p.oid, p.proname::pg_catalog.text, l.lanname::pg_catalog.text
    FROM pg_catalog.pg_proc AS p
    JOIN pg_catalog.pg_language AS l ON l.oid OPERATOR(pg_catalog.=) p.prolang
    WHERE p.oid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid
        AND l.lanname OPERATOR(pg_catalog.=) ANY ('{sql,plpgsql}'::pg_catalog.name[])
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
            WHERE d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass
                AND d.objid OPERATOR(pg_catalog.=) p.oid AND d.deptype OPERATOR(pg_catalog.=) 'e')
    ORDER BY p.oid";

/// Has the bodies of these definitions checked; the first that is refused is the error.
pub(super) async fn check(client: &Client, definitions: &[Definition<'_>], rights: Rights) -> Result<(), LoadError> {
    if definitions.is_empty() {
        return Ok(());
    }
    let broken = |error: tokio_postgres::Error| LoadError::Connection(error.into());
    let functions = client.query(FUNCTIONS, &[]).await.map_err(broken)?;
    client.batch_execute("SET check_function_bodies = on").await.map_err(broken)?;
    let mut current = None;
    for row in functions {
        let (oid, function, language): (u32, String, String) = (row.get(0), row.get(1), row.get(2));
        let mut named = definitions.iter().filter(|definition| name(definition.sql).as_deref() == Some(&function));
        let Some(definition) = named.next() else { continue };
        if current != Some(&definition.scope) {
            definition.scope.set(client).await.map_err(broken)?;
            current = Some(&definition.scope);
        }
        let validator = if language == "sql" { "fmgr_sql_validator" } else { "plpgsql_validator" };
        if let Err(error) = client.batch_execute(&format!("SELECT pg_catalog.{validator}({oid})")).await {
            return Err(LoadError::refused(definition.script, &definition.step, definition.sql, error, rights));
        }
    }
    Ok(())
}
