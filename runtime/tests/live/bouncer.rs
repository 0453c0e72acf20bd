//! Behind PgBouncer in transaction mode, where each statement may go to another server connection.

use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use relvar::{Error, Mode, Pool, sql};

use crate::server::open;

/// A running PgBouncer, stopped when dropped.
struct Bouncer {
    process: Child,
    folder: PathBuf,
}

impl Bouncer {
    /// Starts one before a server; `None`, with a message, where it is not installed.
    fn start(server: &str) -> Option<Self> {
        let server: tokio_postgres::Config = server.parse().expect("a URL");
        let folder = std::env::temp_dir().join(format!("relvar-bouncer-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let host = match &server.get_hosts()[0] {
            tokio_postgres::config::Host::Tcp(name) => name.clone(),
            tokio_postgres::config::Host::Unix(path) => path.display().to_string(),
        };
        let port = server.get_ports().first().copied().unwrap_or(5432);
        let (user, database) = (server.get_user().unwrap_or("postgres"), server.get_dbname().unwrap_or("postgres"));
        let shown = folder.display();
        let settings = format!(
            "[databases]\nbehind = host={host} port={port} dbname={database} user={user}\n\
             [pgbouncer]\nlisten_addr =\nunix_socket_dir = {shown}\nlisten_port = 6432\nauth_type = any\n\
             pool_mode = transaction\ndefault_pool_size = 3\nlogfile = {shown}/log\npidfile = {shown}/pid\n"
        );
        let path = folder.join("settings.ini");
        std::fs::write(&path, settings).expect("writes");
        let mut command = Command::new("pgbouncer");
        command.arg("-q").arg(&path).stdin(Stdio::null()).stderr(Stdio::null());
        if is_root() {
            // It refuses to run as root.
            Command::new("chown").args(["-R", "postgres"]).arg(&folder).status().expect("gives it away");
            command.args(["-u", "postgres"]);
        }
        let Ok(process) = command.spawn() else {
            eprintln!("skipped: pgbouncer is not installed");
            return None;
        };
        let bouncer = Self { process, folder };
        for _ in 0..500 {
            if UnixStream::connect(bouncer.folder.join(".s.PGSQL.6432")).is_ok() {
                return Some(bouncer);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        unreachable!("pgbouncer does not listen");
    }

    fn url(&self) -> String {
        format!("host={} port=6432 user=postgres dbname=behind", self.folder.display())
    }
}

impl Drop for Bouncer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_tasks_read_and_write_without_an_error() {
    let ddl = "create type mood as enum ('sad', 'ok');\ncreate table t (id serial primary key, m mood, n numeric)";
    let Some((db, url)) = open(ddl).await else { return };
    let Some(bouncer) = tokio::task::spawn_blocking(move || Bouncer::start(&url)).await.expect("starts") else {
        return;
    };
    let pool = Pool::builder(bouncer.url())
        .and_then(|builder| builder.mode(Mode::Unprepared).max_size(8).build())
        .expect("a pool");
    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..8_i32 {
        let pool = pool.clone();
        tasks.spawn(async move {
            for round in 0..40_i32 {
                let insert = "insert into t (m, n) values ($1::text::mood, $2) returning id, m::text";
                let (id, mood): (i32, String) =
                    sql(insert).bind("ok").bind(relvar::Numeric::from(task)).fetch_one(&pool).await?;
                assert_eq!(mood, "ok");
                let update = sql("update t set n = n + $1 where id = $2").bind(relvar::Numeric::from(round)).bind(id);
                assert_eq!(update.execute(&pool).await?, 1);
                pool.transaction(async |tx| {
                    let read: Vec<(i32, String)> =
                        sql("select id, m::text from t where id = $1").bind(id).fetch_as(tx).await?;
                    assert_eq!(read.len(), 1);
                    tx.transaction(async |tx| sql("delete from t where id = $1").bind(id).execute(tx).await).await?;
                    if round % 2 == 0 { Ok(()) } else { Err(Error::not_found("a reason to stay")) }
                })
                .await
                .or_else(|error| if error.is_not_found() { Ok(()) } else { Err(error) })?;
            }
            Ok::<_, Error>(())
        });
    }
    for done in tasks.join_all().await {
        done.expect("no error");
    }
    assert_eq!(sql("select count(*) from t").fetch_scalar::<i64>(&db).await.expect("counts"), 8 * 20);
}
