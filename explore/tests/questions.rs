//! Questions about the sample schema, and their answers.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]
#![allow(
    clippy::needless_raw_string_hashes,
    clippy::format_collect,
    reason = "expect-test writes hashes; answers as lines"
)]

mod common;

use common::{Loaded, Subject, case, node, rental};
use expect_test::{Expect, expect};
use relvar_catalog::{
    catalog::RelationKind,
    introspect::{relations, statistics},
    snapshot,
};
use relvar_explore::{
    Filter, Graph, Reach, between,
    erd::{Parents, Selection, draw},
    find,
    graph::{AssociationWay, Way},
    lint,
    lint::{Rule, Settings},
    list, path, search, show,
};

async fn subject() -> Subject {
    let mut loaded = Loaded::new(&rental()).await;
    let catalog = loaded.catalog().await;
    loaded.stop().await;
    Subject::new(catalog, "")
}

fn check(answer: &str, expected: &Expect) {
    expected.assert_eq(answer);
}

fn way(way: &Way) -> String {
    let method = way.rust.as_ref().map_or("-", |rust| rust.method.as_str());
    let (columns, far) = (way.columns.join(", "), way.to_columns.join(", "));
    format!("{:?} {} ({columns}) = {} ({far}) .{method} {:?}\n", way.direction, way.constraint, way.to, way.cardinality)
}

fn association(way: &AssociationWay) -> String {
    let method = way.rust.as_ref().map_or("-", |rust| rust.method.as_str());
    format!("through {} to {} .{method}\n", way.through, way.to)
}

fn connects(graph: &Graph<'_>, a: &str, b: &str) -> String {
    let found = between(graph, node(graph, a), node(graph, b));
    let ways = found.forward.iter().chain(&found.reverse).map(way);
    let likely = found.likely.iter().map(|likely| format!("likely {}.{}\n", likely.relation, likely.column));
    ways.chain(found.associations.iter().map(association)).chain(likely).collect()
}

#[tokio::test]
async fn keys_between_relations() {
    let subject = subject().await;
    let graph = subject.graph();
    check(
        &connects(&graph, "film", "language"),
        &expect![[r#"
        Forward film_language_id_fkey (language_id) = public.language (language_id) .language One
        Forward film_original_language_id_fkey (original_language_id) = public.language (language_id) .original_language Optional
    "#]],
    );
    check(
        &connects(&graph, "language", "film"),
        &expect![[r#"
        Reverse film_language_id_fkey (language_id) = public.film (language_id) .film Many
        Reverse film_original_language_id_fkey (language_id) = public.film (original_language_id) .film_by_original_language Many
    "#]],
    );
    check(
        &connects(&graph, "film", "actor"),
        &expect![[r#"
        through public.film_actor to public.actor .actor
    "#]],
    );
    check(
        &connects(&graph, "shelf", "inventory"),
        &expect![[r#"
        Reverse inventory_store_id_shelf_code_fkey (store_id, code) = public.inventory (store_id, shelf_code) .inventory Many
    "#]],
    );
    check(
        &connects(&graph, "customer", "customer"),
        &expect![[r#"
        Forward customer_referred_by_fkey (referred_by) = public.customer (customer_id) .referred_by Optional
        Reverse customer_referred_by_fkey (customer_id) = public.customer (referred_by) .customer_by_referred_by Many
    "#]],
    );
    check(
        &connects(&graph, "customer", "membership"),
        &expect![[r#"
        Reverse membership_customer_id_fkey (customer_id) = public.membership (customer_id) .membership Optional
    "#]],
    );
    check(&connects(&graph, "film", "store"), &expect![[""]]);
}

#[tokio::test]
async fn keys_that_the_configuration_declares_are_keys() {
    let catalog = subject().await.catalog;
    let config =
        "[[foreign_keys]]\nrelation = \"public.film_list\"\ncolumns = [\"film_id\"]\nreferences = \"public.film\"\n";
    let subject = Subject::new(catalog, config);
    check(
        &connects(&subject.graph(), "film_list", "film"),
        &expect![[r#"
        Forward film_list_film_id_fkey (film_id) = public.film (film_id) .film Optional
    "#]],
    );
}

#[tokio::test]
async fn names_that_are_not_quite_right() {
    let subject = subject().await;
    let error = |name: &str| find(&subject.catalog, name).unwrap_err().to_string();
    check(
        &error("flim"),
        &expect![[r#"
        no relation `flim`
        hint: did you mean `public.film`?"#]],
    );
    check(
        &error("public.filmactor"),
        &expect![[r#"
        no relation `public.filmactor`
        hint: did you mean `public.film_actor`, `public.film_category`, `public.film`?"#]],
    );
    check(
        &error("xyz"),
        &expect![[r#"
        no relation `xyz`
        hint: `relvar list` shows them all"#]],
    );
    assert_eq!(find(&subject.catalog, "public.film").unwrap().name.name, "film");
}

#[tokio::test]
async fn what_there_is_to_know_about_a_relation() {
    let subject = subject().await;
    let graph = subject.graph();
    let sheet = show(&graph, node(&graph, "film"), None);
    let ways: String = sheet.references.iter().chain(&sheet.referenced_by).map(way).collect();
    check(
        &ways,
        &expect![[r#"
        Forward film_language_id_fkey (language_id) = public.language (language_id) .language One
        Forward film_original_language_id_fkey (original_language_id) = public.language (language_id) .original_language Optional
        Reverse film_actor_film_id_fkey (film_id) = public.film_actor (film_id) .film_actor Many
        Reverse film_category_film_id_fkey (film_id) = public.film_category (film_id) .film_category Many
        Reverse inventory_film_id_fkey (film_id) = public.inventory (film_id) .inventory Many
    "#]],
    );
    check(
        &sheet.associations.iter().map(association).collect::<String>(),
        &expect![[r#"
        through public.film_actor to public.actor .actor
        through public.film_category to public.category .category
    "#]],
    );
    check(
        &sheet.used_by.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
        &expect![[r#"
        view public.film_list
        function public.films_in_stock(integer)"#]],
    );
    let view = show(&graph, node(&graph, "film_list"), None);
    check(
        &view.depends_on.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
        &expect![[r#"
        table public.film
        table public.film_actor
        table public.language"#]],
    );
    let rust = sheet.rust.unwrap();
    let finders: Vec<_> = rust.finders.iter().map(|method| method.method.as_str()).collect();
    check(&finders.join("\n"), &expect!["find(film_id: i32)"]);
    let fields: Vec<_> = rust.fields.iter().map(|f| format!("{}: {} {}", f.field, f.type_, f.input)).collect();
    check(
        &fields.join("\n"),
        &expect![[r#"
        film_id: i32 optional
        title: String required
        description: Option<String> optional
        release_year: Option<ReleaseYear> optional
        language_id: i16 required
        original_language_id: Option<i16> optional
        length: Option<i16> optional
        rating: Option<MpaaRating> optional
        rental_rate: Numeric optional
        special_features: Vec<String> optional
        details: serde_json::Value optional
        sort_title: Option<String> generated
        updated_at: chrono::DateTime<chrono::Utc> optional"#]],
    );
}

#[tokio::test]
async fn a_list_takes_less_than_the_whole_catalog() {
    let mut loaded = Loaded::new(&[case("lint.sql")]).await;
    let whole = loaded.catalog().await;
    let part = relations(&mut loaded.session).await.unwrap().catalog;
    let volumes = statistics(&mut loaded.session).await.unwrap();
    loaded.stop().await;
    assert!(part.relations.iter().all(|relation| relation.constraints.is_empty()));
    let filter = Filter { kinds: vec![RelationKind::Table, RelationKind::View], ..Filter::default() };
    for filter in [Filter::default(), filter] {
        assert_eq!(list(&part, Some(&volumes), &filter), list(&whole, Some(&volumes), &filter));
    }
    let filter = Filter { pattern: Some("SHOP.good".to_owned()), ..Filter::default() };
    let names: Vec<_> = list(&part, None, &filter).iter().map(|entry| entry.name).collect();
    assert!(names.len() > 5 && names.iter().all(|name| name.starts_with("good_")), "{names:?}");
}

fn hits(subject: &Subject, text: &str) -> String {
    let hits = search(&subject.catalog, text);
    hits.iter().take(8).map(|hit| format!("{} {} ({:?})\n", hit.kind, hit.object, hit.matched)).collect()
}

#[tokio::test]
async fn searching() {
    let subject = subject().await;
    check(
        &hits(&subject, "film"),
        &expect![[r#"
        table public.film (Name)
        table public.film_actor (Name)
        view public.film_list (Name)
        table public.film_category (Name)
        column public.film.film_id (Name)
        column public.film_actor.film_id (Name)
        column public.film_category.film_id (Name)
        column public.film_list.film_id (Name)
    "#]],
    );
    check(
        &hits(&subject, "TITLE"),
        &expect![[r#"
        column public.film.title (Name)
        column public.film_list.title (Name)
        column public.film.sort_title (Name)
        index public.film_title_idx (Name)
    "#]],
    );
    check(
        &hits(&subject, "film title"),
        &expect![[r#"
        column public.film.title (Name)
        column public.film_list.title (Name)
        column public.film.sort_title (Name)
        index public.film_title_idx (Name)
    "#]],
    );
    check(
        &hits(&subject, "nc-17"),
        &expect![[r#"
        enum label public.mpaa_rating."NC-17" (Name)
    "#]],
    );
    check(
        &hits(&subject, "brought along"),
        &expect![[r#"
        column public.customer.referred_by (Comment)
    "#]],
    );
    check(
        &hits(&subject, "income"),
        &expect![[r#"
        routine public.rental_income (Name)
    "#]],
    );
    check(&hits(&subject, "nothing of the kind"), &expect![[""]]);
}

#[test]
fn keys_of_partitions_are_keys_of_their_table() {
    let catalog = include_str!("../../codegen/tests/cases/partitions/catalog.json");
    let subject = Subject::new(snapshot::read(catalog).unwrap(), "");
    let graph = subject.graph();
    check(
        &connects(&graph, "visit", "device"),
        &expect![[r#"
        Forward visit_device_id_fkey (device_id) = public.device (device_id) .device One
    "#]],
    );
    check(
        &connects(&graph, "visit", "place"),
        &expect![[r#"
        Forward visit_place_id_fkey (place_id) = public.place (place_id) .place Optional
    "#]],
    );
    // Not by way of each partition again.
    check(
        &paths(&graph, "place", "device", Reach::default()),
        &expect![[r#"
        public::Place::query().visit().device()
    "#]],
    );
    // A partition that is asked about keeps its own.
    check(
        &connects(&graph, "visit_2027", "place"),
        &expect![[r#"
        Forward visit_2027_place_id_fkey (place_id) = public.place (place_id) .- One
    "#]],
    );
    let diagram = draw(&graph, &Selection::default());
    let name = |at: usize| diagram.entities[at].name.name.as_str();
    let joins = diagram.relationships.iter().filter(|join| name(join.child) == "visit");
    let joins: Vec<_> = joins.map(|join| (name(join.parent), join.parents)).collect();
    assert_eq!(joins, [("device", Parents::One), ("place", Parents::ZeroOrOne)]);
    let report = lint(&graph, &Settings::default(), &subject.config);
    let slow = report.findings.iter().filter(|finding| finding.rule == Rule::ForeignKeyWithoutIndex);
    let slow: Vec<_> = slow.map(|f| f.object.to_string()).filter(|object| object.contains("visit")).collect();
    assert_eq!(slow, ["public.visit.visit_device_id_fkey", "public.visit.visit_place_id_fkey"]);
}

fn paths(graph: &Graph<'_>, from: &str, to: &str, reach: Reach) -> String {
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
