//! The round trips of a run: a proxy before the server that sees when the client speaks and when it is answered.

use std::sync::{Arc, Mutex};

use relvar_catalog::scratch;
use relvar_migrate::{Migrator, revision::Revisions};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{UnixListener, UnixStream},
};
use tokio_postgres::config::Host;

/// What the client has sent between two answers, a text each.
type Trips = Arc<Mutex<Vec<String>>>;

/// Prints what is sent for the last of the revisions, a line for each round trip.
pub(crate) async fn print(server: &scratch::Server, folder: &TempDir) -> Result<(), super::Failure> {
    let config = server.config();
    let Some(Host::Unix(real)) = config.get_hosts().first() else { return Ok(()) };
    let port = config.get_ports().first().copied().unwrap_or(5432);
    let real = real.join(format!(".s.PGSQL.{port}"));
    let own = tempfile::tempdir()?;
    let listener = UnixListener::bind(own.path().join(format!(".s.PGSQL.{port}")))?;
    let trips = Trips::default();
    let noted = trips.clone();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let (Ok(server), noted) = (UnixStream::connect(&real).await, noted.clone()) else { return };
            tokio::spawn(pass(client, server, noted));
        }
    });
    let name = "trips";
    server.database(name).await?;
    let user = config.get_user().unwrap_or_default();
    let url = format!("host={} port={port} user={user} dbname={name}", own.path().display());
    let revisions = Revisions::read(folder.path())?;
    let count = revisions.list().len();
    Migrator::new(revisions).up(&url.parse()?).await?;
    let trips = trips.lock().map_err(|_| "a proxy panicked")?;
    let of = |id: &str| {
        trips.iter().position(|text| text.contains(&format!("'{id}', ARRAY")) || text.contains(&format!("('{id}'")))
    };
    let (first, last) = (of(&format!("{:08}", 2)), of(&format!("{count:08}")));
    println!("relvar, {} round trips for {count} revisions; those of one:", trips.len());
    if let (Some(first), Some(_)) = (first, last) {
        let text: String = trips[first].chars().filter(|c| !c.is_control()).take(2000).collect();
        println!("  {text}");
    }
    Ok(())
}

/// Passes bytes on. What the client sends before it is answered belongs together.
async fn pass(mut client: UnixStream, mut server: UnixStream, trips: Trips) {
    let (mut from_client, mut from_server) = ([0; 65536], [0; 65536]);
    let mut is_answered = true;
    loop {
        tokio::select! {
            read = client.read(&mut from_client) => {
                let Ok(length @ 1..) = read else { return };
                let text = String::from_utf8_lossy(&from_client[..length]).into_owned();
                if let Ok(mut trips) = trips.lock() {
                    match trips.last_mut().filter(|_| !is_answered) {
                        Some(last) => last.push_str(&text),
                        None => trips.push(text),
                    }
                }
                is_answered = false;
                if server.write_all(&from_client[..length]).await.is_err() { return }
            }
            read = server.read(&mut from_server) => {
                let Ok(length @ 1..) = read else { return };
                is_answered = true;
                if client.write_all(&from_server[..length]).await.is_err() { return }
            }
        }
    }
}
