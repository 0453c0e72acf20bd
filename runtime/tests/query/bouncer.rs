//! Behind PgBouncer in transaction mode, where each statement may go to another server connection.

use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use relvar::{Error, Mode, Pool, sql};

use crate::sample::prelude::*;
use crate::sample::{Actor, Customer, Film, Language, MpaaRating, NewCustomer, NewCustomerOptional};

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

fn customer(number: usize) -> NewCustomer {
    NewCustomer {
        store_id: 1,
        first_name: format!("No. {number}"),
        last_name: "Bouncer".into(),
        email: format!("{number}@example.org"),
        optional: NewCustomerOptional::default(),
    }
}

/// A task's round: reads and writes of every form.
async fn round(pool: &Pool, number: usize) -> Result<(), Error> {
    let new = Customer::insert(customer(number)).returning(pool).await?;
    let there = Customer::find(new.customer_id);
    let films = Film::filter(Film::RATING.eq(MpaaRating::Pg13) & Film::LENGTH.gt(120)).order_by(Film::FILM_ID);
    let tree: Vec<(Film, Language, Vec<Actor>)> = films.with(Film::LANGUAGE).with(Film::ACTOR).all(pool).await?;
    assert_eq!(tree.iter().map(|(.., actors)| actors.len()).sum::<usize>(), 10);
    let brought = there.update().set(Customer::ACTIVE, false).set(Customer::LAST_NAME, Customer::FIRST_NAME);
    assert_eq!(brought.execute(pool).await?, 1);
    let again = Customer::insert(customer(number)).on_conflict(Customer::CUSTOMER_EMAIL_KEY);
    assert!(again.do_nothing().returning(pool).await?.is_none());
    pool.transaction(async |tx| {
        let name = there.select(Customer::LAST_NAME).one(tx).await?;
        assert_eq!(name, format!("No. {number}"));
        tx.transaction(async |tx| there.delete(tx).await).await?;
        if number.is_multiple_of(2) { Ok(()) } else { Err(Error::not_found("a reason to stay")) }
    })
    .await
    .or_else(|error| if error.is_not_found() { Ok(()) } else { Err(error) })
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_tasks_read_and_write_without_an_error() {
    let Some((db, url)) = crate::open_at().await else { return };
    let Some(bouncer) = tokio::task::spawn_blocking(move || Bouncer::start(&url)).await.expect("starts") else {
        return;
    };
    let pool = Pool::builder(bouncer.url())
        .and_then(|builder| builder.mode(Mode::Unprepared).max_size(8).build())
        .expect("a pool");
    let before = Customer::query().count(&db).await.expect("counts");
    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..8 {
        let pool = pool.clone();
        tasks.spawn(async move {
            for number in 0..20 {
                round(&pool, task * 20 + number).await?;
            }
            Ok::<_, Error>(())
        });
    }
    for done in tasks.join_all().await {
        done.expect("no error");
    }
    assert_eq!(Customer::query().count(&db).await.expect("counts"), before + 8 * 10);
    // Behind it were fewer connections than tasks.
    let mine = "select count(*) from pg_stat_activity where datname = current_database()";
    assert!(sql(mine).fetch_scalar::<i64>(&db).await.expect("counts") <= 4);
}
