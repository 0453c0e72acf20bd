//! Diagrams: what is in them, and what each format makes of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr, reason = "tests")]
#![allow(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use std::{
    io::Write as _,
    path::PathBuf,
    process::{Command, Stdio},
};

use crate::common::{Subject, case, catalog, node, rental, shared};
use expect_test::{expect, expect_file};
use relvar_catalog::catalog::RelationKind;
use relvar_codegen::config::{Columns, Pattern};
use relvar_explore::{
    Graph,
    erd::{Diagram, Selection, dot, draw, mermaid, neighbourhood, plantuml, svg, too_large},
};

async fn subject(files: &[PathBuf], config: &str) -> Subject {
    Subject::new(catalog(files).await, config)
}

fn all(graph: &Graph<'_>) -> Diagram {
    draw(graph, &Selection::default())
}

fn patterns(texts: &[&str]) -> Vec<Pattern> {
    texts.iter().map(|text| Pattern((*text).to_owned())).collect()
}

fn names(diagram: &Diagram) -> String {
    let names = diagram.entities.iter().map(|entity| {
        let columns: Vec<_> = entity.attributes.iter().map(|attribute| attribute.name.as_str()).collect();
        format!("{} ({}) +{}\n", entity.name, columns.join(", "), entity.hidden)
    });
    names.collect()
}

/// What the drawing shows lies apart: no box on another one.
fn boxes_lie_apart(diagram: &Diagram) {
    let text = svg(diagram, |_| None).file();
    let document = roxmltree::Document::parse(&text).expect("the drawing is XML");
    let number = |node: roxmltree::Node<'_, '_>, name: &str| node.attribute(name).unwrap().parse::<i32>().unwrap();
    let groups = document.descendants().filter(|node| node.has_tag_name("g"));
    let boxes: Vec<_> = groups
        .map(|group| {
            let at = group.attribute("transform").unwrap();
            let (x, y) = at["translate(".len()..at.len() - 1].split_once(' ').unwrap();
            let (x, y) = (x.parse::<i32>().unwrap(), y.parse::<i32>().unwrap());
            let rect = group.descendants().find(|node| node.has_tag_name("rect")).unwrap();
            (x, y, x + number(rect, "width"), y + number(rect, "height"))
        })
        .collect();
    assert_eq!(boxes.len(), diagram.entities.len());
    let root = document.root_element();
    let (width, height) = (number(root, "width"), number(root, "height"));
    for (at, a) in boxes.iter().enumerate() {
        assert!(a.0 >= 0 && a.1 >= 0 && a.2 <= width && a.3 <= height, "outside of the picture");
        for b in &boxes[..at] {
            assert!(a.2 <= b.0 || b.2 <= a.0 || a.3 <= b.1 || b.3 <= a.1, "{a:?} lies on {b:?}");
        }
    }
    assert_eq!(svg(diagram, |_| None).file(), text, "the same diagram gives the same bytes");
}

/// Graphviz reads it; where there is none, this says so.
fn graphviz_reads(text: &str) {
    let started = Command::new("dot").arg("-Tplain").stdin(Stdio::piped()).stdout(Stdio::null()).spawn();
    let Ok(mut process) = started else { return eprintln!("skipped: no `dot` to read DOT with") };
    process.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    assert!(process.wait().unwrap().success(), "dot refuses\n{text}");
}

#[tokio::test]
async fn each_cardinality_in_each_format() {
    let subject = subject(&[case("erd.sql")], "").await;
    let diagram = all(&subject.graph());
    expect_file!["../cases/erd/erd.mmd"].assert_eq(&mermaid(&diagram, true));
    expect_file!["../cases/erd/erd.dot"].assert_eq(&dot(&diagram));
    expect_file!["../cases/erd/erd.puml"].assert_eq(&plantuml(&diagram));
    expect_file!["../cases/erd/erd.svg"].assert_eq(&svg(&diagram, |_| None).file());
    graphviz_reads(&dot(&diagram));
    boxes_lie_apart(&diagram);
}

#[tokio::test]
async fn the_sample_schema() {
    let subject = subject(&rental()[..1], "").await;
    let graph = subject.graph();
    let diagram = all(&graph);
    // The picture of the documentation.
    expect_file!["../../../docs/rental.svg"].assert_eq(&svg(&diagram, |_| None).file());
    expect_file!["../cases/erd/rental.mmd"].assert_eq(&mermaid(&diagram, false));
    graphviz_reads(&dot(&diagram));
    boxes_lie_apart(&diagram);
}

#[tokio::test]
async fn a_part_of_the_schema() {
    let subject = subject(&rental()[..1], "").await;
    let graph = subject.graph();
    let check =
        |selection: &Selection, expected: expect_test::Expect| expected.assert_eq(&names(&draw(&graph, selection)));
    let around = |name: &str, depth: usize, columns: Columns| Selection {
        around: vec![node(&graph, name)],
        depth,
        columns,
        ..Selection::default()
    };
    check(
        &around("membership", 1, Columns::Keys),
        expect![[r#"
        public.customer (customer_id, store_id, referred_by, email) +4
        public.membership (customer_id) +2
    "#]],
    );
    check(
        &around("membership", 2, Columns::Joined),
        expect![[r#"
            public.customer (customer_id, store_id, referred_by) +0
            public.membership (customer_id) +0
            public.rental (customer_id) +0
            public.store (store_id) +0
        "#]],
    );
    check(
        &around("film_list", 3, Columns::None),
        expect![[r#"
        public.film_list () +4
    "#]],
    );
    let include = Selection {
        include: patterns(&["film*", "public.actor"]),
        exclude: patterns(&["*category"]),
        columns: Columns::None,
        ..Selection::default()
    };
    check(
        &include,
        expect![[r#"
        public.actor () +3
        public.film () +13
        public.film_actor () +3
    "#]],
    );
    let views = Selection { kinds: vec![RelationKind::View], columns: Columns::None, ..Selection::default() };
    check(
        &views,
        expect![[r#"
        public.film_list () +4
    "#]],
    );
    let elsewhere = Selection { schemas: patterns(&["sales"]), ..Selection::default() };
    check(&elsewhere, expect![[r#""#]]);
}

#[tokio::test]
async fn a_key_of_the_configuration_is_a_relationship_too() {
    let config =
        "[[foreign_keys]]\nrelation = \"public.film_list\"\ncolumns = [\"film_id\"]\nreferences = \"public.film\"\n";
    let subject = subject(&rental()[..1], config).await;
    let diagram = all(&subject.graph());
    let relationship = diagram.relationships.iter().find(|relationship| relationship.configured).unwrap();
    assert_eq!(diagram.entities[relationship.child].name.name, "film_list");
    assert!(svg(&diagram, |_| None).file().contains("class=\"line dashed\""));
    assert!(dot(&diagram).contains("style=dashed"));
}

#[tokio::test]
async fn a_large_schema() {
    let Some(schema) = shared("schemas/gitlab/schema.sql") else { return };
    let subject = subject(&[schema], "").await;
    let graph = subject.graph();
    let selection = Selection { columns: Columns::Keys, ..Selection::default() };
    let diagram = draw(&graph, &selection);
    let warning = too_large(&diagram, &mermaid(&diagram, false), selection.columns).unwrap();
    assert!(warning.contains("are more than the 50000 that Mermaid draws\nhint: "), "{warning}");
    for (node, _) in graph.relations().step_by(7) {
        boxes_lie_apart(&neighbourhood(&graph, node, 20).0);
    }
    let users = node(&graph, "users");
    let (diagram, more) = neighbourhood(&graph, users, 20);
    assert!(diagram.entities.len() == 21 && more > 100, "{more} more");
    assert!(diagram.relationships.iter().all(|r| [r.child, r.parent].iter().any(|at| diagram.entities[*at].focus)));
}
