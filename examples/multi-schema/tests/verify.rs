//! The program on a scratch server: it does its work, and does not begin once the database has changed.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{path::Path, process::Command};

use relvar_catalog::{
    connect::Session,
    load::{self, Data},
    scratch::{Options, Server},
};

#[tokio::test(flavor = "multi_thread")]
async fn says_what_has_changed_before_it_asks_anything() {
    let files = ["schema.sql", "data.sql"].map(|file| Path::new(env!("CARGO_MANIFEST_DIR")).join(file));
    let server = tokio::task::spawn_blocking(|| Server::start(&Options::from_env()).unwrap()).await.unwrap();
    let load = async || {
        let session = Session::open(&server.config()).await.unwrap();
        load::load(&session, &load::read_scripts(&files).unwrap(), Data::Load, |_, _| {}).await.unwrap();
        session.close().await;
    };
    load().await;
    let (status, stdout, stderr) = run(server.url()).await;
    assert!(status, "{stdout}{stderr}");
    assert!(stdout.contains("invoice 1 to Hotel Astoria: 2 lines\n"), "{stdout}");

    let session = Session::open(&server.config()).await.unwrap();
    let drift = "alter table stock.item drop column price;
        alter table people.employee alter name type varchar(80), alter name drop not null;
        alter table sales.customer add since date not null default now();
        alter table sales.customer alter since drop default;
        alter table sales.invoice drop constraint invoice_seller_id_fkey;
        alter type people.role add value 'guest';";
    session.batch_execute(drift).await.unwrap();
    session.close().await;
    let (status, stdout, stderr) = run(server.url()).await;
    assert!(!status && stderr.contains("the database has changed"), "{stdout}{stderr}");
    let said: Vec<&str> = stdout.lines().collect();
    assert_eq!(
        said,
        [
            "`people.employee.name` is NOT NULL in the models, but nullable in the database",
            "`people.employee.name` is of type `text` in the models, but `character varying` in the database",
            "the label `guest` of `people.role` is not in the models",
            "`sales.customer.since` is not in the models, but the database requires a value for it",
            "the key `invoice_seller_id_fkey` of `sales.invoice` is not in the database",
            "`stock.item.price` is not in the database",
        ]
    );
    tokio::task::spawn_blocking(|| server.stop()).await.unwrap();
}

async fn run(url: String) -> (bool, String, String) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_multi-schema"));
    program.env("DATABASE_URL", url);
    let output = tokio::task::spawn_blocking(move || program.output().unwrap()).await.unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), text(&output.stdout), text(&output.stderr))
}
