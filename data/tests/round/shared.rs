//! Real schemas, from the folder that `RELVAR_SHARED` names; skipped if it is not there.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use relvar_data::{backup, copy, restore, subset::Subset};

use crate::common::{Bench, assert_same_dump, at_once};

fn folder(name: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("RELVAR_SHARED").unwrap_or_else(|| "../shared".into());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(shared).join("schemas").join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    let mut err = std::io::stderr();
    let _ = std::io::Write::write_fmt(&mut err, format_args!("skipped: {} is not there\n", folder.display()));
    None
}

/// Each sequence that a column owns gives a value that no row has.
const NEXT_VALUES: &str = "DO $$ DECLARE own record; is_taken boolean; BEGIN
    FOR own IN SELECT d.objid::regclass AS sequence, d.refobjid::regclass AS relation, a.attname FROM pg_depend d
        JOIN pg_class c ON c.oid = d.objid AND c.relkind = 'S' JOIN pg_sequence q ON q.seqrelid = c.oid AND NOT q.seqcycle
        JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
        WHERE d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
    LOOP
        EXECUTE format('WITH next AS MATERIALIZED (SELECT nextval(%L)::text AS \"the next\") SELECT EXISTS (SELECT FROM %s, next WHERE %I::text = \"the next\")',
            own.sequence, own.relation, own.attname) INTO is_taken;
        ASSERT NOT is_taken, own.sequence::text;
    END LOOP; END $$";

async fn round(name: &str) {
    let Some(folder) = folder(name) else { return };
    let bench = Bench::new();
    bench.create("original").await;
    let session = bench.session("original").await;
    let postgres = "DO $$ BEGIN CREATE ROLE postgres; EXCEPTION WHEN duplicate_object THEN NULL; END $$";
    session.batch_execute(postgres).await.unwrap();
    for file in ["schema.sql", "data.sql"].map(|file| folder.join(file)).into_iter().filter(|file| file.exists()) {
        // What a schema needs and the server does not have is left out: here it is about rows.
        let mut command = Command::new("psql");
        command.args(["-X", "-q", "-d", &bench.url("original"), "-f"]).arg(&file);
        command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    }
    if !folder.join("data.sql").exists() {
        bench.psql("original", include_str!("../samples/rows.sql"));
    }
    let before = bench.dump("original");
    let file = bench.file("first");
    bench.backup("original", &file, &at_once()).await;
    for jobs in [1, 2] {
        let copy = format!("copy{jobs}");
        bench.create(&copy).await;
        bench.restore(&copy, &file, &restore::Options { jobs, ..Default::default() }).await.unwrap();
        assert_same_dump(&before, &bench.dump(&copy));
    }
    // The header has the name of the database, so the copy takes the name.
    let maintenance = bench.session("postgres").await;
    session.close().await;
    maintenance.batch_execute("ALTER DATABASE original RENAME TO old").await.unwrap();
    maintenance.batch_execute("ALTER DATABASE copy1 RENAME TO original").await.unwrap();
    let again = bench.file("second");
    bench.backup("original", &again, &backup::Options { jobs: 2, ..at_once() }).await;
    assert!(
        std::fs::read(&file).unwrap() == std::fs::read(&again).unwrap(),
        "the second backup of {name} has other bytes"
    );
    bench.psql("original", NEXT_VALUES);
    part(&bench).await;
}

/// A sample has rows, and the server finds no foreign key that it violates.
async fn part(bench: &Bench) {
    bench.create("part").await;
    let subset = Subset { samples: vec!["1".parse().unwrap()], ..Subset::default() };
    let options = copy::Options { subset: Some(subset), ..copy::Options::default() };
    let summary = copy::copy(&bench.config("original"), &bench.config("part"), &options, &mut |_| {}).await.unwrap();
    let count = summary.tables.iter().filter(|(_, rows)| *rows > 0).count();
    let all = "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname !~ '^(pg_|information)'
        AND (xpath('/row/c/text()', query_to_xml(format('SELECT count(*) AS c FROM ONLY %s', c.oid::regclass), false, true, '')))[1]::text <> '0'";
    assert_eq!(count.to_string(), bench.text("original", all).await);
    let keys = "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND convalidated";
    assert_eq!(bench.text("part", keys).await, bench.text("original", keys).await);
}

#[tokio::test]
async fn pagila() {
    round("pagila").await;
}

#[tokio::test]
async fn northwind() {
    round("northwind").await;
}

#[tokio::test]
async fn chinook() {
    round("chinook").await;
}

#[tokio::test]
async fn adventureworks() {
    round("adventureworks").await;
}

#[tokio::test]
async fn hoppscotch() {
    round("hoppscotch").await;
}

#[tokio::test]
async fn gitlab() {
    round("gitlab").await;
}
