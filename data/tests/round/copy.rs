//! Copies from database to database: all of it, and parts in which no row lacks what it refers to.

use relvar_data::{
    Error, backup, copy, restore,
    subset::{Sample, Subset},
};

use crate::common::{Bench, assert_same_dump, at_once};

const NET: &str = include_str!("../samples/net.sql");

impl Bench {
    async fn copy(&self, from: &str, to: &str, options: &copy::Options) -> Result<copy::Summary, Error> {
        copy::copy(&self.config(from), &self.config(to), options, &mut |_| {}).await
    }

    /// The net, and an empty database.
    async fn with_net() -> Self {
        let bench = Self::new();
        bench.create("shop").await;
        bench.psql("shop", NET);
        bench.create("copy").await;
        bench
    }
}

fn sample(samples: &[&str]) -> Subset {
    Subset { samples: samples.iter().map(|text| text.parse::<Sample>().unwrap()).collect(), ..Subset::default() }
}

fn with(subset: Subset) -> copy::Options {
    copy::Options { subset: Some(subset), ..copy::Options::default() }
}

#[tokio::test]
async fn everything_is_copied() {
    let bench = Bench::with_samples("shop").await;
    bench.create("copy").await;
    let summary = bench.copy("shop", "copy", &copy::Options::default()).await.unwrap();
    assert!(summary.is_created);
    assert_eq!(summary.left_out, Vec::<String>::new());
    assert_same_dump(&bench.dump("shop"), &bench.dump("copy"));
    let rows: u64 = summary.tables.iter().map(|(_, rows)| rows).sum();
    let file = bench.file("backup");
    assert_eq!(rows, bench.backup("shop", &file, &at_once()).await.index.totals().rows);

    // Into tables that are there, keys that are there too are a matter of choice.
    let again = bench.copy("shop", "copy", &copy::Options::default()).await.unwrap_err();
    assert!(again.to_string().contains("duplicate key"), "{again}");
    let skip = copy::Options {
        on_conflict: restore::OnConflict::Skip,
        tables: vec!["boxes".to_owned()],
        ..Default::default()
    };
    bench.psql("copy", "DELETE FROM boxes WHERE id % 3 = 0");
    assert!(!bench.copy("shop", "copy", &skip).await.unwrap().is_created);
    let boxes = "SELECT string_agg(b::text, ' ' ORDER BY id) FROM boxes b";
    assert_eq!(bench.text("shop", boxes).await, bench.text("copy", boxes).await);
}

#[tokio::test]
async fn a_database_is_not_copied_into_itself() {
    let bench = Bench::with_net().await;
    let failed = bench.copy("shop", "shop", &copy::Options::default()).await.unwrap_err();
    assert!(failed.to_string().contains("the same database"), "{failed}");
}

#[tokio::test]
async fn a_copy_that_fails_leaves_the_target_empty() {
    let bench = Bench::with_net().await;
    bench.psql("shop", "CREATE ROLE nowhere; CREATE TABLE last (id integer); INSERT INTO last VALUES (1)");
    let url = bench.url("copy");
    let (_, place) = url.split_once('@').unwrap();
    bench.psql("copy", "CREATE ROLE small LOGIN PASSWORD 'small'; ALTER SCHEMA public OWNER TO small; GRANT ALL ON DATABASE copy TO small");
    bench.psql("shop", "ALTER TABLE last OWNER TO nowhere");
    let target = format!("postgres://small:small@{place}").parse().unwrap();
    let options = copy::Options::default();
    let failed = copy::copy(&bench.config("shop"), &target, &options, &mut |_| {}).await.unwrap_err();
    assert!(failed.to_string().contains("--no-owner"), "{failed}");
    assert_eq!(
        bench.text("copy", "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace").await,
        "0"
    );
    let options = copy::Options { no_owner: true, no_privileges: true, ..options };
    copy::copy(&bench.config("shop"), &target, &options, &mut |_| {}).await.unwrap();
    assert_eq!(bench.text("copy", "SELECT count(*) FROM person").await, "2000");
}

/// Each foreign key of the target is checked by the server when it is made; here every row is counted by a query of its own.
const ORPHANS: &str = "SELECT (SELECT count(*) FROM person p WHERE NOT EXISTS (SELECT FROM org o WHERE o.id = p.org))
    + (SELECT count(*) FROM person p WHERE lead IS NOT NULL AND NOT EXISTS (SELECT FROM person o WHERE o.id = p.lead))
    + (SELECT count(*) FROM org p WHERE boss IS NOT NULL AND NOT EXISTS (SELECT FROM person o WHERE o.id = p.boss))
    + (SELECT count(*) FROM event p WHERE person IS NOT NULL AND NOT EXISTS (SELECT FROM person o WHERE o.id = p.person))
    + (SELECT count(*) FROM mark p WHERE NOT EXISTS (SELECT FROM event o WHERE (o.at, o.id) = (p.at, p.event)))
    + (SELECT count(*) FROM mail_alias p WHERE NOT EXISTS (SELECT FROM person o WHERE o.mail = p.mail))";

/// Every row of the copy is a row of the source.
async fn is_part(bench: &Bench, copy: &str) {
    for table in ["org", "person", "event_old", "event_new", "mark", "mail_alias", "alone"] {
        let rows = format!("SELECT string_agg(md5(t::text), ' ' ORDER BY md5(t::text)) FROM {table} t");
        let (all, some) = (bench.text("shop", &rows).await, bench.text(copy, &rows).await);
        let all: std::collections::BTreeSet<&str> = all.split(' ').collect();
        assert!(some == "NULL" || some.split(' ').all(|row| all.contains(row)), "{table}");
    }
}

#[tokio::test]
async fn a_sample_has_no_orphans() {
    let bench = Bench::with_net().await;
    bench.copy("shop", "copy", &with(sample(&["2%"]))).await.unwrap();
    assert_eq!(bench.text("copy", ORPHANS).await, "0");
    is_part(&bench, "copy").await;
    let count = async |name: &str, table: &str| -> u32 {
        bench.text(name, &format!("SELECT count(*) FROM {table}")).await.parse().unwrap()
    };
    for (table, from, to) in [("event", 40, 200), ("mark", 10, 90), ("alone", 1, 25), ("person", 40, 1200)] {
        let rows = count("copy", table).await;
        assert!(from <= rows && rows <= to, "{table} has {rows} rows");
    }

    // The same rows again, another time with another seed; also where rows are stored in another order.
    bench.create("again").await;
    bench.psql("shop", "BEGIN; CREATE TEMP TABLE moved ON COMMIT DROP AS SELECT * FROM alone ORDER BY md5(t); TRUNCATE alone; INSERT INTO alone SELECT * FROM moved; COMMIT");
    bench.copy("shop", "again", &with(sample(&["2%"]))).await.unwrap();
    let rows = "SELECT (SELECT string_agg(t, ' ' ORDER BY t) FROM alone) || (SELECT string_agg(id::text, ' ' ORDER BY id) FROM person)";
    assert_eq!(bench.text("copy", rows).await, bench.text("again", rows).await);
    bench.create("other").await;
    bench.copy("shop", "other", &with(Subset { seed: 1, ..sample(&["2%"]) })).await.unwrap();
    assert_ne!(bench.text("copy", rows).await, bench.text("other", rows).await);
    bench.psql("copy", "INSERT INTO person (org, mail) VALUES ((SELECT min(id) FROM org), 'new')");
}

#[tokio::test]
async fn a_number_of_rows_of_single_tables() {
    let bench = Bench::with_net().await;
    bench.copy("shop", "copy", &with(sample(&["10", "mark=0", "alone=25"]))).await.unwrap();
    assert_eq!(bench.text("copy", "SELECT count(*) FROM alone").await, "25");
    assert_eq!(bench.text("copy", "SELECT count(*) FROM mark").await, "0");
    assert_eq!(bench.text("copy", "SELECT count(*) FROM event").await, "20");
    assert_eq!(bench.text("copy", ORPHANS).await, "0");
    bench.create("one").await;
    bench.copy("shop", "one", &with(sample(&["mark=3"]))).await.unwrap();
    assert_eq!(bench.text("one", "SELECT count(*) FROM mark").await, "3");
    assert_eq!(bench.text("one", "SELECT count(*) FROM alone").await, "0");
    let failed = bench.copy("shop", "one", &with(sample(&["nowhere=3"]))).await.unwrap_err();
    assert!(failed.to_string().contains("there is no table `nowhere`"), "{failed}");
}

/// All rows below one, found by the server alone.
const BELOW: &str = "WITH RECURSIVE people AS (
        SELECT id FROM person WHERE id = 1991 UNION
        SELECT p.id FROM person p JOIN people o ON p.lead = o.id OR p.org IN (SELECT id FROM org WHERE boss = o.id))
    SELECT (SELECT string_agg(id::text, ' ' ORDER BY id) FROM people) || ';'
        || (SELECT string_agg(e.id::text, ' ' ORDER BY e.id) FROM event e WHERE person IN (SELECT id FROM people)) || ';'
        || (SELECT string_agg(m.id::text, ' ' ORDER BY m.id) FROM mark m JOIN event e ON (e.at, e.id) = (m.at, m.event) WHERE e.person IN (SELECT id FROM people)) || ';'
        || (SELECT string_agg(a.alias, ' ' ORDER BY a.alias) FROM mail_alias a JOIN person p USING (mail) WHERE p.id IN (SELECT id FROM people))";

#[tokio::test]
async fn a_row_with_everything_below_it() {
    let bench = Bench::with_net().await;
    let file = bench.file("one");
    let subset = Subset { rows: vec!["public.person=1991".parse().unwrap()], with_children: true, ..Subset::default() };
    let options = backup::Options { subset: Some(subset.clone()), jobs: 2, ..at_once() };
    let summary = bench.backup("shop", &file, &options).await;
    assert!(summary.index.tables().all(|(name, _)| name.name != "alone"), "{:?}", summary.index);
    bench.restore("copy", &file, &restore::Options::default()).await.unwrap();
    let below = bench.text("shop", BELOW).await;
    assert!(below.len() > 100, "{below}");
    let rows = "SELECT (SELECT string_agg(id::text, ' ' ORDER BY id) FROM person WHERE id >= 1991) || ';'
        || (SELECT string_agg(id::text, ' ' ORDER BY id) FROM event) || ';' || (SELECT string_agg(id::text, ' ' ORDER BY id) FROM mark) || ';'
        || (SELECT string_agg(alias, ' ' ORDER BY alias) FROM mail_alias)";
    assert_eq!(bench.text("copy", rows).await, below);
    assert_eq!(bench.text("copy", ORPHANS).await, "0");

    // Rows that were deleted come back, and those that were not stay as they are.
    bench.psql("shop", "DELETE FROM mark WHERE event IN (SELECT id FROM event WHERE person = 1995); DELETE FROM mail_alias WHERE alias = 'alias-1995'; DELETE FROM event WHERE person = 1995");
    let skip = restore::Options { on_conflict: restore::OnConflict::Skip, ..restore::Options::default() };
    bench.restore("shop", &file, &skip).await.unwrap();
    assert_eq!(bench.text("shop", BELOW).await, below);

    let missing = Subset { rows: vec!["person=99999".parse().unwrap()], ..subset };
    let failed = bench.copy("shop", "copy", &with(missing)).await.unwrap_err();
    assert!(failed.to_string().contains("there is no row `person=99999`"), "{failed}");
}
