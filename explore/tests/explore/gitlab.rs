//! The questions that a walk through GitLab's schema asks, of GitLab's schema.
//!
//! It is read from the folder that `RELVAR_SHARED` names; without it the test says so and passes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr, reason = "tests")]
#![allow(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use crate::common::{Loaded, Subject, node, shared};
use expect_test::{Expect, expect};
use relvar_explore::{
    Graph, Reach, between,
    graph::{Node, Way},
    infer,
    infer::Confidence,
    path,
};

fn way(way: &Way) -> String {
    let method = way.rust.as_ref().map_or("-", |rust| rust.method.as_str());
    format!("{:?} {} ({}) .{method}\n", way.direction, way.constraint, way.columns.join(", "))
}

fn check(graph: &Graph<'_>, a: &str, b: &str, expected: &Expect) {
    let found = between(graph, node(graph, a), node(graph, b));
    let ways = found.forward.iter().chain(&found.reverse).map(way);
    let through = found.associations.iter().map(|way| format!("through {}\n", way.through));
    let likely = found.likely.iter().map(|likely| format!("likely {}.{}\n", likely.relation, likely.column));
    expected.assert_eq(&ways.chain(through).chain(likely).collect::<String>());
}

#[tokio::test]
async fn a_walk_through_gitlab() {
    let Some(schema) = shared("schemas/gitlab/schema.sql") else { return };
    let mut loaded = Loaded::new(&[schema]).await;
    let subject = Subject::new(loaded.catalog().await, "");
    let graph = subject.graph();
    check(
        &graph,
        "issues",
        "users",
        &expect![[r#"
        Forward fk_05f1e72feb (author_id) .author
        Forward fk_c63cbf6c25 (closed_by_id) .closed_by
        Forward fk_ffed080f01 (updated_by_id) .updated_by
        through public.issue_assignees
        likely public.issues.last_edited_by_id
    "#]],
    );
    check(
        &graph,
        "users",
        "issues",
        &expect![[r#"
        Reverse fk_05f1e72feb (id) .issues_by_author
        Reverse fk_c63cbf6c25 (id) .issues_by_closed_by
        Reverse fk_ffed080f01 (id) .issues_by_updated_by
        through public.issue_assignees
        likely public.issues.last_edited_by_id
    "#]],
    );
    check(
        &graph,
        "users",
        "projects",
        &expect![[r#"
        through public.users_ops_dashboard_projects
        through public.users_security_dashboard_projects
        likely public.projects.creator_id
        likely public.projects.mirror_user_id
        likely public.projects.marked_for_deletion_by_user_id
    "#]],
    );
    missing(&graph);
    fifty_relations(&graph, &mut loaded).await;

    let add = "alter table projects add constraint creator_fk foreign key (creator_id) references users (id)";
    loaded.session.batch_execute(add).await.unwrap();
    let subject = Subject::new(loaded.catalog().await, "");
    loaded.stop().await;
    check(
        &subject.graph(),
        "users",
        "projects",
        &expect![[r#"
        Reverse creator_fk (id) .projects_by_creator
        through public.users_ops_dashboard_projects
        through public.users_security_dashboard_projects
        likely public.projects.mirror_user_id
        likely public.projects.marked_for_deletion_by_user_id
    "#]],
    );
    check(
        &subject.graph(),
        "projects",
        "users",
        &expect![[r#"
        Forward creator_fk (creator_id) .creator
        through public.users_ops_dashboard_projects
        through public.users_security_dashboard_projects
        likely public.projects.mirror_user_id
        likely public.projects.marked_for_deletion_by_user_id
    "#]],
    );
}

fn missing(graph: &Graph<'_>) {
    let likely = infer(graph);
    for (column, confidence) in [
        ("creator_id", Confidence::High),
        ("mirror_user_id", Confidence::Medium),
        ("marked_for_deletion_by_user_id", Confidence::Medium),
    ] {
        let found = likely.iter().find(|l| l.relation.name == "projects" && l.column == column).expect(column);
        assert_eq!((found.references.to_string().as_str(), found.confidence), ("public.users", confidence));
    }
}

/// Every pair of fifty relations: paths are as long as the search says, and end where they should; of some of them the
/// server is asked whether their queries are valid.
async fn fifty_relations(graph: &Graph<'_>, loaded: &mut Loaded) {
    let mut random = 20_260_101_u64;
    let mut pick = || {
        // Knuth's linear congruential generator: the same relations each time.
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(random >> 33).unwrap()
    };
    let tables: Vec<Node> = graph.relations().filter(|(_, r)| !r.is_partition()).map(|(node, _)| node).collect();
    let chosen: Vec<Node> = (0..50).map(|_| tables[pick() % tables.len()]).collect();
    let (mut connected, mut asked) = (0, 0);
    for from in &chosen {
        for to in &chosen {
            let found = path(graph, *from, *to, Reach::default());
            let Some(first) = found.paths.first() else { continue };
            connected += 1;
            for path in &found.paths {
                assert!((first.steps.len()..=first.steps.len() + 1).contains(&path.steps.len()));
                assert_eq!(path.steps.first().map(|step| &step.from), Some(&graph.relation(*from).name));
                assert_eq!(path.steps.last().map(|step| &step.to), Some(&graph.relation(*to).name));
                assert!(path.steps.windows(2).all(|steps| steps[0].to == steps[1].from));
                assert!(path.rust.is_some(), "everything is generated");
            }
            if connected % 50 == 0 {
                for sql in [&first.exists, &first.join] {
                    loaded.session.prepare(sql).await.expect(sql);
                    asked += 1;
                }
            }
        }
    }
    assert!(connected > 1_000 && asked > 40, "{connected} pairs, {asked} queries");
}
