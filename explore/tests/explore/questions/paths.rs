//! Paths from one relation to another.

use expect_test::expect;
use relvar_explore::{Graph, Reach, path};

use super::{check, subject};
use crate::common::{Loaded, Subject, node, rental};

/// The paths as Rust, a line for each.
pub(crate) fn paths(graph: &Graph<'_>, from: &str, to: &str, reach: Reach) -> String {
    let found = path(graph, node(graph, from), node(graph, to), reach);
    let mut text: String = found.paths.iter().map(|p| format!("{}\n", p.rust.as_deref().unwrap_or("-"))).collect();
    text.push_str(if found.more { "more\n" } else { "" });
    text
}

#[tokio::test]
async fn paths_over_keys() {
    let subject = subject().await;
    let graph = subject.graph();
    let reach = Reach::default();
    check(
        &paths(&graph, "film", "payment", reach),
        &expect![[r#"
        public::Film::query().inventory().rental().payment()
    "#]],
    );
    check(
        &paths(&graph, "language", "actor", reach),
        &expect![[r#"
        public::Language::query().film().actor()
        public::Language::query().film_by_original_language().actor()
    "#]],
    );
    check(
        &paths(&graph, "customer", "store", Reach { detour: 2, ..reach }),
        &expect![[r#"
        public::Customer::query().store()
        public::Customer::query().rental().inventory().store()
    "#]],
    );
    check(
        &paths(&graph, "customer", "store", Reach { paths: 1, detour: 2 }),
        &expect![[r#"
        public::Customer::query().store()
        more
    "#]],
    );
    check(
        &paths(&graph, "customer", "customer", Reach { detour: 0, ..reach }),
        &expect![[r#"
        public::Customer::query().referred_by()
        public::Customer::query().customer_by_referred_by()
    "#]],
    );
    check(&paths(&graph, "film", "film_list", reach), &expect![[""]]);
    let found = path(&graph, node(&graph, "actor"), node(&graph, "language"), Reach { paths: 1, detour: 0 });
    check(
        &found.paths[0].exists,
        &expect![[r#"
        SELECT t3.*
        FROM public.language AS t3
        WHERE EXISTS (
            SELECT FROM public.film AS t2 WHERE t3.language_id = t2.language_id AND EXISTS (
                SELECT FROM public.film_actor AS t1 WHERE t2.film_id = t1.film_id AND EXISTS (
                    SELECT FROM public.actor AS t0 WHERE t1.actor_id = t0.actor_id)))"#]],
    );
    check(
        &found.paths[0].join,
        &expect![[r#"
        SELECT t3.*
        FROM public.actor AS t0
        JOIN public.film_actor AS t1 ON t1.actor_id = t0.actor_id
        JOIN public.film AS t2 ON t2.film_id = t1.film_id
        JOIN public.language AS t3 ON t3.language_id = t2.language_id"#]],
    );
}

/// Whatever the path, both of its queries find the same rows at its end.
#[tokio::test]
async fn the_queries_of_a_path_agree() {
    let mut loaded = Loaded::new(&rental()).await;
    let subject = Subject::new(loaded.catalog().await, "");
    let graph = subject.graph();
    let mut tried = 0;
    for (from, _) in graph.relations() {
        for (to, _) in graph.relations() {
            for path in path(&graph, from, to, Reach { paths: 6, detour: 1 }).paths {
                // Rows have no equality where they hold JSON, but each has its place.
                let end = format!("t{}", path.steps.len());
                let places = |sql: &str| sql.replacen(&format!("SELECT {end}.*"), &format!("SELECT {end}.ctid"), 1);
                let differ = format!(
                    "WITH e AS ({}), j AS ({}) SELECT (SELECT count(*) FROM e), (SELECT count(DISTINCT ctid) FROM j), \
                     (SELECT count(*) FROM e WHERE ctid NOT IN (SELECT ctid FROM j))",
                    places(&path.exists),
                    places(&path.join)
                );
                let row = loaded.session.query_one(&differ, &[]).await.expect(&differ);
                let counts: (i64, i64, i64) = (row.get(0), row.get(1), row.get(2));
                assert_eq!((counts.0, 0), (counts.1, counts.2), "{differ}");
                tried += 1;
            }
        }
    }
    loaded.stop().await;
    assert!(tried > 300, "{tried} paths");
}
