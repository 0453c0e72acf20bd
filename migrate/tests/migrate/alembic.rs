//! What Alembic answers to the same commands on the same graphs.
//!
//! `alembic.json` was made with Alembic 1.20.1: random graphs with branches, merges, labels and dependencies, what a
//! database was at, a command, and what Alembic did: which revisions it ran, in which order, and where that led; or that
//! it refused. Orders that change with the seed of Python's hashes are not fixed (`ordered` is false).
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use relvar_migrate::history::{Declared, History};
use serde::Deserialize;

/// Id, parents, depends, labels.
type Fields = (String, Vec<String>, Vec<String>, Vec<String>);

#[derive(Deserialize)]
struct Graph {
    revisions: Vec<Fields>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    /// What the database is at.
    at: Vec<String>,
    /// `up`, `down`, `stamp`, `current`, `resolve` or `range`.
    command: String,
    target: String,
    /// What was run or meant; nothing if the command was refused.
    answer: Option<Vec<String>>,
    ordered: bool,
    /// The heads afterwards.
    heads: Option<Vec<String>>,
}

/// What this library does: the revisions, and the heads afterwards.
fn answer(history: &History, case: &Case) -> Option<(Vec<String>, Vec<String>)> {
    let owned = |ids: Vec<&str>| ids.into_iter().map(str::to_owned).collect::<Vec<_>>();
    let mut heads = case.at.clone();
    let ids = match case.command.as_str() {
        "up" => {
            let ids = owned(history.up(&heads, &case.target).ok()?);
            for id in &ids {
                for change in history.heads_after_up(&heads, id).ok()? {
                    assert!(change.apply(&mut heads));
                }
            }
            ids
        }
        "down" => {
            let ids = owned(history.down(&heads, &case.target).ok()?);
            for id in &ids {
                for change in history.heads_after_down(&heads, id).ok()? {
                    assert!(change.apply(&mut heads));
                }
            }
            ids
        }
        "stamp" => {
            let targets: Vec<_> = case.target.split(' ').map(str::to_owned).collect();
            for change in history.stamp(&heads, &targets).ok()? {
                assert!(change.apply(&mut heads));
            }
            Vec::new()
        }
        "current" => owned(history.current(&heads).ok()?),
        "resolve" => owned(history.resolve(&case.target).ok()?),
        _ => {
            let (lower, upper) = case.target.split_once(':').unwrap();
            owned(history.range(lower, upper).ok()?)
        }
    };
    Some((ids, heads))
}

fn sorted(ids: &[String]) -> Vec<String> {
    let mut ids = ids.to_vec();
    ids.sort();
    ids
}

#[test]
fn answers_are_those_of_alembic() {
    // Other answers, in a file.
    let text = std::env::var("ALEMBIC_ANSWERS").map(|path| std::fs::read_to_string(path).unwrap());
    let graphs: Vec<Graph> = serde_json::from_str(text.as_deref().unwrap_or(include_str!("../alembic.json"))).unwrap();
    let (mut cases, mut wrong) = (0, Vec::new());
    for graph in &graphs {
        let declared = graph.revisions.iter().cloned();
        let history =
            History::new(declared.map(|(id, parents, depends, labels)| Declared { id, parents, depends, labels }));
        let Ok(history) = history else {
            assert!(
                graph.cases.iter().all(|case| case.command == "load" && case.answer.is_none()),
                "{:?}",
                graph.revisions
            );
            continue;
        };
        for case in &graph.cases {
            cases += 1;
            let ours = answer(&history, case);
            let theirs = case.answer.clone().zip(case.heads.clone());
            let is_same = match (&ours, &theirs) {
                (None, None) => true,
                (Some((ids, heads)), Some((their_ids, their_heads))) => {
                    let ids_same = if case.ordered { ids == their_ids } else { sorted(ids) == sorted(their_ids) };
                    ids_same && sorted(heads) == sorted(their_heads)
                }
                _ => false,
            };
            if !is_same {
                wrong.push(format!(
                    "{:?}\nat {:?}: {} {}\n  ours:   {ours:?}\n  theirs: {theirs:?}",
                    graph.revisions, case.at, case.command, case.target
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {cases} differ:\n{}", wrong.len(), wrong[..wrong.len().min(5)].join("\n"));
    assert!(cases > 500, "only {cases} cases");
}
