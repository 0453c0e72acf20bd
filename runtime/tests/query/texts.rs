//! The statements that `tests/sql` expects are such that PostgreSQL takes them.

/// The files of those tests.
const FILES: [&str; 5] = [
    include_str!("../sql/main.rs"),
    include_str!("../sql/order.rs"),
    include_str!("../sql/predicates.rs"),
    include_str!("../sql/traversal.rs"),
    include_str!("../sql/writes.rs"),
];

/// The raw strings of a source file.
fn raw_strings(source: &str) -> impl Iterator<Item = &str> {
    source.split("r#\"").skip(1).filter_map(|rest| rest.split("\"#").next())
}

/// What values that are given are is said by the types of the parameters, which are not in the text.
const TYPED: [(&str, &str); 6] = [
    ("unnest($1, $2, $3, $4)", "unnest($1::text[], $2::int[], $3::int2[], $4::text[])"),
    (r#""rental_rate" = u.c1 FROM unnest($1, $2)"#, r#""rental_rate" = u.c1 FROM unnest($1::int[], $2::numeric[])"#),
    (r#""title" = u.c1 FROM unnest($1, $2)"#, r#""title" = u.c1 FROM unnest($1::int[], $2::text[])"#),
    ("unnest($1, $2) WITH ORDINALITY", "unnest($1::numeric[], $2::int2[]) WITH ORDINALITY"),
    (r#"VALUES ($1, $2::"public"."mpaa_rating", $3)"#, r#"VALUES ($1::int, $2::"public"."mpaa_rating", $3::text[])"#),
    ("FROM (VALUES ($1, $2), ($3, $4)) AS v", "FROM (VALUES ($1::numeric, $2::text[]), ($3, $4)) AS v"),
];

#[tokio::test]
async fn expected_statements_are_taken_by_the_server() {
    let Some(url) = crate::server::url().await else { return };
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.expect("connects");
    tokio::spawn(connection);
    client.batch_execute(crate::RENTAL).await.expect("creates");
    let mut taken = 0;
    for text in FILES.into_iter().flat_map(raw_strings) {
        // Of most, the head is left out there.
        let statement = if text.starts_with("FROM ") { format!("SELECT t0 {text}") } else { text.to_owned() };
        let statement = TYPED.iter().fold(statement, |statement, (text, typed)| statement.replace(text, typed));
        client.prepare(&statement).await.unwrap_or_else(|error| panic!("{error:?}\n{statement}"));
        taken += 1;
    }
    assert!(taken > 50, "{taken}");
}
