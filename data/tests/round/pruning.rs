//! Deleting old rows: what is deleted is what the server finds by itself, also if it is interrupted.

use std::{collections::BTreeMap, time::Duration};

use relvar_catalog::QualifiedName;
use relvar_data::{
    Error,
    prune::{Age, Dependents, Fate, Planned, Rule, State, plan, prune},
};

use crate::common::Bench;

const SERVICE: &str = "
    CREATE TABLE project (id integer PRIMARY KEY, name text, best integer);
    CREATE TABLE build (id integer PRIMARY KEY, project integer NOT NULL REFERENCES project, made timestamptz NOT NULL,
        parent integer REFERENCES build);
    ALTER TABLE project ADD FOREIGN KEY (best) REFERENCES build ON DELETE SET NULL;
    CREATE TABLE target (id serial PRIMARY KEY, build integer NOT NULL REFERENCES build ON DELETE CASCADE, chroot text);
    CREATE TABLE log (target integer REFERENCES target, line text);
    CREATE TABLE run (id integer, made date, build integer REFERENCES build, PRIMARY KEY (id, made)) PARTITION BY RANGE (made);
    CREATE TABLE run_1 PARTITION OF run FOR VALUES FROM ('2000-01-01') TO ('2026-01-01');
    CREATE TABLE run_2 PARTITION OF run FOR VALUES FROM ('2026-01-01') TO ('2100-01-01');
    INSERT INTO project SELECT n, 'project ' || n FROM generate_series(1, 20) n;
    INSERT INTO build SELECT n, 1 + n % 20, now() - n * interval '1 day', NULL FROM generate_series(1, 1000) n;
    UPDATE build SET parent = id + 1 WHERE id % 50 = 0 AND id < 1000;
    UPDATE project SET best = id * 50;
    INSERT INTO target (build, chroot) SELECT n, 'chroot ' || m FROM generate_series(1, 1000) n, generate_series(1, 3) m;
    INSERT INTO log SELECT id, 'a line' FROM target WHERE id % 2 = 0;
    INSERT INTO run SELECT n, now() - n * interval '1 day', n FROM generate_series(1, 1000) n;
";

fn rule(table: &str, older_than: &str, dependents: Dependents) -> Rule {
    let column = if table == "log" { "line" } else { "made" };
    Rule {
        table: QualifiedName::new("public", table),
        condition: None,
        age: Some(Age { column: column.to_owned(), older_than: older_than.to_owned() }),
        dependents,
        batch: 50,
        pause: Duration::from_millis(1),
    }
}

impl Bench {
    async fn with_service() -> Self {
        let bench = Self::new();
        bench.create("shop").await;
        bench.psql("shop", SERVICE);
        bench
    }

    async fn counts(&self) -> BTreeMap<String, i64> {
        let session = self.session("shop").await;
        let mut counts = BTreeMap::new();
        for table in ["project", "build", "target", "log", "run"] {
            let row = session.query_one(&format!("SELECT count(*) FROM {table}"), &[]).await.unwrap();
            counts.insert(table.to_owned(), row.get(0));
        }
        counts
    }

    async fn plan(&self, rules: &[Rule]) -> Result<Vec<Planned>, Error> {
        plan(&self.config("shop"), rules).await
    }

    async fn prune(&self, rules: &[Rule]) -> Result<State, Error> {
        prune(&self.config("shop"), rules, &mut |_| {}).await
    }
}

/// What a rule says of other tables, as lines.
fn others(planned: &Planned) -> Vec<String> {
    let mut lines: Vec<String> =
        planned.others.iter().map(|own| format!("{} {} {:?}", own.table.name, own.rows, own.fate)).collect();
    lines.sort();
    lines
}

#[tokio::test]
async fn rows_that_others_refer_to_are_refused_deleted_or_kept() {
    let bench = Bench::with_service().await;
    let before = bench.counts().await;
    let refused = [rule("build", "400 days", Dependents::Refuse)];
    let planned = bench.plan(&refused).await.unwrap();
    assert_eq!(planned[0].rows, 601);
    // 400 to 1000: targets go with them, logs of those do not; a young build refers to one that is old.
    let lines = others(&planned[0]);
    let logs = "SELECT count(*) FROM log l JOIN target t ON t.id = l.target WHERE t.build >= 400";
    let logs = format!("log {} InTheWay", bench.text("shop", logs).await);
    assert_eq!(
        lines,
        [logs.as_str(), "project 13 Changed", "run_1 601 InTheWay", "target 1803 Deleted"].map(str::to_owned)
    );
    let Error::Referred { blockers } = bench.prune(&refused).await.unwrap_err() else { panic!("refused") };
    assert_eq!(blockers.len(), 2, "{blockers:?}");
    assert_eq!(bench.counts().await, before);

    let keep = [rule("build", "400 days", Dependents::Keep)];
    let planned = bench.plan(&keep).await.unwrap();
    assert_eq!(planned[0].rows, 0, "all of them have runs");

    let delete = [rule("build", "400 days", Dependents::Delete)];
    let planned = bench.plan(&delete).await.unwrap();
    assert!(planned[0].others.iter().all(|other| other.fate != Fate::InTheWay));
    assert_eq!(bench.counts().await, before, "a plan changes nothing");
    let state = bench.prune(&delete).await.unwrap();
    assert!(state.batches >= 12, "{state:?}");
    let after = bench.counts().await;
    assert_eq!(
        after,
        [("build", 399), ("log", 1500 - 903), ("project", 20), ("run", 399), ("target", 1197)]
            .map(|(a, b)| (a.to_owned(), b))
            .into()
    );
    for other in &planned[0].others {
        if other.fate == Fate::Deleted {
            assert_eq!(state.deleted[&other.table], other.rows, "{}", other.table);
        }
    }
    assert_eq!(bench.text("shop", "SELECT count(*) FROM project WHERE best IS NULL").await, "13");
    assert_eq!(bench.prune(&delete).await.unwrap().deleted.values().sum::<u64>(), 0);
}

#[tokio::test]
async fn tables_that_refer_to_others_come_first_whatever_the_order_of_rules() {
    let bench = Bench::with_service().await;
    let orphans = Rule {
        condition: Some("NOT EXISTS (SELECT FROM build b WHERE b.project = own.id) -- nobody's".to_owned()),
        age: None,
        ..rule("project", "", Dependents::Refuse)
    };
    let mut build = rule("build", "981 days", Dependents::Refuse);
    build.condition = Some("own.parent IS NULL".to_owned());
    let log = Rule { condition: Some("true".to_owned()), age: None, ..rule("log", "", Dependents::Refuse) };
    let run = rule("run", "900 days", Dependents::Refuse);
    bench.psql("shop", "DELETE FROM build b WHERE false");
    let rules = [orphans, build, log, run];
    let order: Vec<String> = bench.plan(&rules).await.unwrap().iter().map(|own| own.table.name.clone()).collect();
    assert_eq!(order, ["log", "run", "project", "build"], "project and build are in a circle");
    bench.prune(&rules).await.unwrap();
    let after = bench.counts().await;
    assert_eq!((after["log"], after["run"], after["build"]), (0, 899, 980));
    assert_eq!(bench.text("shop", "SELECT max(id) FROM run").await, "899");
}

#[tokio::test]
async fn rows_in_circles_and_trees_go_at_once() {
    let bench = Bench::new();
    bench.create("shop").await;
    bench.psql(
        "shop",
        "CREATE TABLE a (id integer PRIMARY KEY, b integer, old boolean); CREATE TABLE b (id integer PRIMARY KEY, a integer REFERENCES a);
         ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b;
         INSERT INTO a SELECT n, NULL, n % 2 = 0 FROM generate_series(1, 100) n; INSERT INTO b SELECT n, n FROM generate_series(1, 100) n;
         UPDATE a SET b = id;
         CREATE TABLE tree (id integer PRIMARY KEY, above integer REFERENCES tree);
         INSERT INTO tree SELECT n, nullif(n / 2, 0) FROM generate_series(1, 127) n",
    );
    let rule = |table: &str, condition: &str| Rule {
        table: QualifiedName::new("public", table),
        condition: Some(condition.to_owned()),
        age: None,
        dependents: Dependents::Delete,
        batch: 10,
        pause: Duration::ZERO,
    };
    let rules = [rule("a", "own.old"), rule("tree", "own.id = 2")];
    let planned = bench.plan(&rules).await.unwrap();
    assert_eq!((planned[0].rows, others(&planned[0])), (50, vec!["b 50 Deleted".to_owned()]));
    assert_eq!((planned[1].rows, others(&planned[1])), (1, vec!["tree 62 Deleted".to_owned()]));
    bench.prune(&rules).await.unwrap();
    assert_eq!(bench.text("shop", "SELECT (SELECT count(*) FROM a) || ' ' || (SELECT count(*) FROM b) || ' ' || (SELECT count(*) FROM tree)").await, "50 50 64");
}

#[tokio::test]
async fn what_was_interrupted_goes_on() {
    let bench = Bench::with_service().await;
    let rules = [rule("build", "100 days", Dependents::Delete)];
    for stops in [1, 3, 5] {
        let config = bench.config("shop");
        let rules = rules.clone();
        let (told, mut tells) = tokio::sync::mpsc::unbounded_channel();
        let running =
            tokio::spawn(async move { prune(&config, &rules, &mut |state| drop(told.send(state.clone()))).await });
        let mut last = State::default();
        for _ in 0..stops {
            last = tells.recv().await.unwrap();
        }
        running.abort();
        let _ = running.await;
        assert_eq!(last.batches, stops);
        // Whole batches are gone, and nothing else.
        let rest: u32 = bench.text("shop", "SELECT count(*) FROM build WHERE id >= 100").await.parse().unwrap();
        assert!(rest > 0);
        let orphans =
            "SELECT (SELECT count(*) FROM target t WHERE NOT EXISTS (SELECT FROM build b WHERE b.id = t.build))
            + (SELECT count(*) FROM run r WHERE NOT EXISTS (SELECT FROM build b WHERE b.id = r.build))
            + (SELECT count(*) FROM log l WHERE NOT EXISTS (SELECT FROM target t WHERE t.id = l.target))
            + abs((SELECT count(*) FROM build) * 3 - (SELECT count(*) FROM target))";
        assert_eq!(bench.text("shop", orphans).await, "0");
    }
    bench.prune(&rules).await.unwrap();
    let after = bench.counts().await;
    assert_eq!((after["build"], after["target"], after["run"], after["project"]), (99, 297, 99, 20));
}

#[tokio::test]
async fn others_go_on_working_and_their_rows_are_safe() {
    let bench = Bench::with_service().await;
    let other = bench.session("shop").await;
    // Somebody changes an old row, so that it is not old any more, and refers to another one, while rows are deleted.
    other
        .batch_execute(
            "BEGIN; UPDATE build SET made = now() WHERE id = 730; UPDATE target SET build = 1 WHERE build = 900",
        )
        .await
        .unwrap();
    let config = bench.config("shop");
    let rules = vec![rule("build", "100 days", Dependents::Delete)];
    let running = tokio::spawn(async move { prune(&config, &rules, &mut |_| {}).await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    other.batch_execute("COMMIT").await.unwrap();
    running.await.unwrap().unwrap();
    assert_eq!(bench.text("shop", "SELECT string_agg(id::text, ' ') FROM build WHERE id >= 100").await, "730");
    assert_eq!(bench.text("shop", "SELECT count(*) FROM target WHERE build = 1").await, "6");
    assert_eq!(bench.text("shop", "SELECT count(*) FROM target").await, "303");
}

#[tokio::test]
async fn rules_that_make_no_sense_are_refused() {
    let bench = Bench::with_service().await;
    for (rule, expected) in [
        (rule("nowhere", "1 day", Dependents::Refuse), "there is no table `public.nowhere`"),
        (Rule { age: None, ..rule("build", "", Dependents::Refuse) }, "all of its rows"),
        (rule("project", "1 day", Dependents::Refuse), "there is no column `public.project.made`"),
        (rule("run", "many days", Dependents::Refuse), "invalid input syntax for type interval"),
    ] {
        let error = bench.prune(&[rule]).await.unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
}
