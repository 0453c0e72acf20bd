//! Rows of a live database.
#![cfg(feature = "live")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use crate::common::{Loaded, Subject, node, rental};
use relvar_explore::{sample, sample::connection};

#[tokio::test]
async fn rows_and_those_that_keys_lead_to() {
    let mut loaded = Loaded::new(&rental()).await;
    let subject = Subject::new(loaded.catalog().await, "");
    let graph = subject.graph();
    let film = node(&graph, "film");
    let names = ["film_language_id_fkey", "original_language", "INVENTORY", "actor"];
    let with: Vec<_> = names.iter().map(|name| connection(&graph, film, name).unwrap()).collect();
    let found = sample(&mut loaded.session, &graph, film, (2, &with)).await.unwrap();
    assert_eq!(found.rows.len(), 2);
    let title = found.columns.iter().position(|column| column == "title").unwrap();
    for related in &found.related {
        for (from, row) in &related.rows {
            let far = |name: &str| related.columns.iter().position(|column| column == name).map(|at| row[at].clone());
            let near = |name: &str| found.rows[*from][found.columns.iter().position(|c| c == name).unwrap()].clone();
            match related.key.as_str() {
                "INVENTORY" => assert_eq!(far("film_id"), Some(near("film_id"))),
                "film_language_id_fkey" => assert_eq!(far("language_id"), Some(near("language_id"))),
                _ => {}
            }
        }
    }
    let of = |key: &str| found.related.iter().find(|related| related.key == key).unwrap();
    assert_eq!(of("film_language_id_fkey").rows.len(), 2);
    // The actors of the first film, as SQL finds them.
    let wanted =
        "select first_name || ' ' || last_name from film join film_actor using (film_id) join actor using (actor_id)
        where title = $1 order by actor_id limit 2";
    let actors = loaded.session.query(wanted, &[&found.rows[0][title]]).await.unwrap();
    let actors: Vec<String> = actors.iter().map(|row| row.get(0)).collect();
    let first = of("actor")
        .rows
        .iter()
        .filter(|(from, _)| *from == 0)
        .map(|(_, row)| [row[1].as_deref().unwrap(), row[2].as_deref().unwrap()].join(" "));
    assert_eq!(first.collect::<Vec<_>>(), actors);

    let error = connection(&graph, film, "langage").unwrap_err();
    assert_eq!(error.to_string(), "no key `langage` leads from or to `public.film`\nhint: did you mean `language`?");
    loaded.stop().await;
}

#[tokio::test]
async fn nothing_can_be_written() {
    let mut loaded = Loaded::new(&rental()).await;
    let view = "create function grow() returns integer language sql volatile
            as 'insert into store (name, opened_on) values (now()::text, now()) returning store_id';
        create view growing as select grow() as id";
    loaded.session.batch_execute(view).await.unwrap();
    let subject = Subject::new(loaded.catalog().await, "");
    let graph = subject.graph();
    let error = sample(&mut loaded.session, &graph, node(&graph, "growing"), (1, &[])).await.unwrap_err();
    assert!(error.to_string().contains("read-only transaction"), "{error}");
    loaded.stop().await;
}
