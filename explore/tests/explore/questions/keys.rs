//! Which keys there are between two relations.

use expect_test::expect;
use relvar_catalog::snapshot;
use relvar_explore::{
    Graph, Reach, between,
    erd::{Parents, Selection, draw},
    lint,
    lint::{Rule, Settings},
};

use super::paths::paths;
use super::{association, check, subject, way};
use crate::common::{Subject, node};

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

#[test]
fn keys_of_partitions_are_keys_of_their_table() {
    let catalog = include_str!("../../../../codegen/tests/cases/partitions/catalog.json");
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
