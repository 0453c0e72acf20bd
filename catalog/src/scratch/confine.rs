//! Taking a superuser's rights from the role that files are run as.
//!
//! A superuser of a server can run programs and read and write files as the server's account. Files that are only to be
//! looked at must not: they are run by a role that is no superuser, in a session that never was one's, because from a
//! session of a superuser there is always a way back (`RESET SESSION AUTHORIZATION`).

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::time::Duration;

use tokio_postgres::{Config, NoTls};

use super::Error;
use super::provider::{Reach, Running, quoted};

/// What the bootstrap superuser of a server of our own is called once `postgres` is the name of the confined role.
const SUPERUSER: &str = "relvar_superuser";

/// The superuser that stays when files are run as another role.
#[derive(Clone, Debug)]
pub struct Superuser {
    /// How it reaches the first database.
    pub config: Config,
    /// A role that exists because of the confinement, and the one that would own its objects otherwise.
    pub alias: (String, String),
}

/// Makes the role of the server's configuration one that is no superuser. Gives the superuser that is left; `None` if
/// there was nothing to take away.
pub(super) async fn confine(running: &dyn Running) -> Result<Option<Superuser>, Error> {
    match running.reach() {
        Reach::Inside => Ok(None),
        Reach::Machine => own(&running.config()).await.map(Some).map_err(|error| refused("no role was made", error)),
        Reach::Foreign => foreign(running).await,
    }
}

fn refused(reason: &'static str, source: tokio_postgres::Error) -> Error {
    Error::Confine { reason, source: Some(source.into()) }
}

/// On a server of our own the superuser gives its name away, so that files see the role `postgres` that they expect.
///
/// The confined role may create databases and roles. Before PostgreSQL 16, whoever creates roles may also grant the
/// predefined ones that run programs and read and write files: nobody has them here, so they are removed.
async fn own(config: &Config) -> Result<Superuser, tokio_postgres::Error> {
    const SETUP: &str = "relvar_setup";
    let name = config.get_user().unwrap_or("postgres").to_owned();
    let database = quoted(config.get_dbname().unwrap_or("postgres"));
    let as_role = |role: &str| config.clone().user(role).clone();
    let superuser = Superuser { config: as_role(SUPERUSER), alias: (SUPERUSER.to_owned(), name.clone()) };
    let role = quoted(&name);
    // Nobody can rename the role of its own session.
    execute(config, |_| format!("CREATE ROLE {SETUP} SUPERUSER LOGIN")).await?;
    let rename = |version| {
        let parameter = match version {
            ..15 => format!("ALTER SCHEMA public OWNER TO {role};"),
            15.. => format!("GRANT SET ON PARAMETER session_replication_role TO {role};"),
        };
        // As it was before: whoever creates a role may give it things.
        let members = match version {
            ..16 => String::new(),
            16.. => format!("ALTER ROLE {role} SET createrole_self_grant = 'set, inherit';"),
        };
        format!(
            "ALTER ROLE {role} RENAME TO {SUPERUSER};
             CREATE ROLE {role} LOGIN CREATEDB CREATEROLE;
             ALTER DATABASE {database} OWNER TO {role};
             DELETE FROM pg_catalog.pg_authid WHERE rolname IN
                 ('pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files');
             {parameter} {members}"
        )
    };
    execute(&as_role(SETUP), rename).await?;
    execute(&superuser.config, |_| format!("DROP ROLE {SETUP}")).await?;
    Ok(superuser)
}

/// On somebody's server, a superuser gets a role of our own beside it, which goes with our databases.
async fn foreign(running: &dyn Running) -> Result<Option<Superuser>, Error> {
    const RIGHTS: &str = "SELECT current_user::pg_catalog.text, rolsuper,
            pg_catalog.pg_has_role(oid, 'pg_execute_server_program', 'MEMBER')
            OR pg_catalog.pg_has_role(oid, 'pg_read_server_files', 'MEMBER')
            OR pg_catalog.pg_has_role(oid, 'pg_write_server_files', 'MEMBER')
        FROM pg_catalog.pg_roles WHERE rolname = current_user";
    let config = running.config();
    let asked = connected(&config, async |client| client.query_one(RIGHTS, &[]).await).await;
    let row = asked.map_err(|error| refused("the server does not say what its role may do", error))?;
    let (name, is_superuser, reaches_files): (String, bool, bool) = (row.get(0), row.get(1), row.get(2));
    if !is_superuser && !reaches_files {
        return Ok(None);
    }
    if !is_superuser {
        let reason = "the role of the URL may run programs or reach files of the server";
        return Err(Error::Confine { reason, source: None });
    }
    let database = config.get_dbname().unwrap_or_default().to_owned();
    let (role, password) = (quoted(&database), password());
    let create = |version| {
        let public = match version {
            ..15 => format!("ALTER SCHEMA public OWNER TO {role};"),
            15.. => String::new(),
        };
        // One connection while the files run: no second session can race with what the superuser does meanwhile.
        format!(
            "CREATE ROLE {role} LOGIN CONNECTION LIMIT 1 PASSWORD '{password}';
             ALTER DATABASE {role} OWNER TO {role}; {public}"
        )
    };
    execute(&config, create).await.map_err(|error| refused("no role could be created for the files", error))?;
    running.log_in_as(&database, &password);
    let entered = execute(&running.config(), |_| String::new()).await;
    entered.map_err(|error| refused("the server does not let in the role that was created for the files", error))?;
    // The server takes a moment to see that this connection is gone, and until then counts it.
    let left = "SELECT NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity WHERE usename = $1)";
    let gone = async |client: &tokio_postgres::Client| {
        while !client.query_one(left, &[&database]).await?.get::<_, bool>(0) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    };
    connected(&config, gone).await.map_err(|error| refused("its sessions cannot be listed", error))?;
    Ok(Some(Superuser { config, alias: (database, name) }))
}

/// Executes statements, which may depend on the server's major version.
async fn execute(config: &Config, statements: impl Fn(u32) -> String) -> Result<(), tokio_postgres::Error> {
    let run = async |client: &tokio_postgres::Client| {
        let row = client.query_one("SELECT pg_catalog.current_setting('server_version_num')::pg_catalog.int4", &[]);
        let version = u32::try_from(row.await?.get::<_, i32>(0)).unwrap_or_default() / 10_000;
        client.batch_execute(&statements(version)).await
    };
    connected(config, run).await
}

/// Does something over a connection of its own, and waits until that has ended.
async fn connected<T>(
    config: &Config,
    run: impl AsyncFnOnce(&tokio_postgres::Client) -> Result<T, tokio_postgres::Error>,
) -> Result<T, tokio_postgres::Error> {
    let (client, connection) = config.connect(NoTls).await?;
    let running = async {
        let result = run(&client).await;
        drop(client);
        result
    };
    let (result, closed) = tokio::join!(running, connection);
    let result = result?;
    closed?;
    Ok(result)
}

/// A password that nobody guesses: the standard library seeds its hashers from the operating system.
fn password() -> String {
    let half = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", half(), half())
}
