//! What holds for the rows of any database.

use std::path::Path;

use proptest::{prelude::*, test_runner::TestRunner};

use super::{rows::Rows, *};
use crate::{
    connect::Session as Connection,
    load::{Data, load, read_scripts},
    scratch,
};

/// The rows of a database that has the objects of every case, with what is needed to assemble them.
async fn rows_of_all_cases() -> (Rows, Session) {
    let server = scratch::Server::start(&scratch::Options::from_env()).unwrap();
    let mut connection = Connection::open(&server.config()).await.unwrap();
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let names = ["access", "constraints", "indexes", "names", "others", "partitions", "relations", "routines", "types"];
    let paths: Vec<_> = names.iter().map(|case| cases.join(case).join("schema.sql")).collect();
    load(&connection, &read_scripts(&paths).unwrap(), Data::Skip, |_, _| ()).await.unwrap();
    connection.batch_execute("RESET ALL").await.unwrap();

    let transaction = connection.transaction().await.unwrap();
    let session = Session::set_up(&transaction).await.unwrap();
    let rows = Box::pin(rows::fetch(&transaction, &session.server, rows::Scope::Whole)).await.unwrap();
    transaction.commit().await.unwrap();
    connection.close().await;
    (rows, session)
}

#[tokio::test]
async fn the_order_of_rows_does_not_matter() {
    let (rows, session) = rows_of_all_cases().await;
    let expected = assemble::assemble(rows.clone(), &session).unwrap();
    assert!(expected.catalog.relations.len() > 30);
    let shuffled = |mut seed: u64| {
        let mut rows = rows.clone();
        rows.shuffle(|bound| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            usize::try_from(seed >> 33).unwrap() % bound
        });
        let found = assemble::assemble(rows, &session).unwrap();
        prop_assert!(found == expected, "the catalog depends on the order of rows");
        Ok(())
    };
    TestRunner::new(ProptestConfig::with_cases(20)).run(&any::<u64>(), shuffled).unwrap();
}
