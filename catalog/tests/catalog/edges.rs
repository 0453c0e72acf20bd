//! What is in the way of a change is what the server refuses it for.

#![cfg(feature = "scratch")]
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::path::PathBuf;

use relvar_catalog::{
    Catalog,
    catalog::{Change, ObjectId, Relation, RelationKind, identifier},
    connect::Session,
    introspect::introspect,
    load::{Data, Script, load, read_scripts},
    scratch,
};

const SCHEMA: &str = "
    create table author (id int primary key, name text, born date, nick text collate \"C\");
    create table book (
        id int generated always as identity primary key, author_id int references author, title text, pages int,
        price numeric check (price > 0), doubled numeric generated always as (price * 2) stored, isbn text unique
    );
    create table loan (book text references book (isbn), since date, until date, check (since < until));
    create index on book (lower(title)) where pages > 10;
    create statistics counted on title, pages from book;
    create view titles as select title from book;
    create view shouted as select upper(title) as title from titles;
    create materialized view totals as select author_id, count(*) from book group by author_id;
    create unique index on totals (author_id);
    create view grouped as select id, name from author group by id;
    create function stamp() returns trigger language plpgsql as 'begin return new; end';
    create trigger priced before update of price on book for each row execute function stamp();
    create trigger born after update on author for each row when (old.born is distinct from new.born)
        execute function stamp();
    alter table author enable row level security;
    create policy own on author using (nick = current_user);
    create rule nothing as on delete to loan where old.until is null do instead nothing;
    create table event (id int, at date, kind int, note text) partition by range (at);
    create table event_1 partition of event for values from ('2020-01-01') to ('2021-01-01');
    create view notes as select note from event_1;
    create table parent (a int, b int);
    create table child () inherits (parent);
    create view children as select b from child;
    create type place as (street text, number int);
    create table house (at place, name text);
    create function named() returns setof text begin atomic select name from house; end;
    create publication pub for table house (name);
";

/// `dependent_objects_still_exist`, `feature_not_supported`, `invalid_table_definition`.
const REFUSALS: [&str; 3] = ["2BP01", "0A000", "42P16"];

async fn refusals(session: &Session, catalog: &Catalog) -> usize {
    let dependents = catalog.dependents();
    let is_table =
        |r: &&Relation| matches!(r.kind, RelationKind::Table | RelationKind::PartitionedTable) && r.of_type.is_none();
    let mut refused = 0;
    for relation in catalog.relations.iter().filter(is_table) {
        for column in &relation.columns {
            let id = ObjectId::Column { relation: relation.name.clone(), name: column.name.clone() };
            let (table, name) = (relation.name.to_sql(), identifier(&column.name));
            let drop = format!("ALTER TABLE {table} DROP COLUMN {name}");
            let retype = format!("ALTER TABLE {table} ALTER COLUMN {name} TYPE {}", column.type_.sql);
            for (change, statement) in [(Change::Drop, drop), (Change::Retype, retype)] {
                let blockers = dependents.blockers(&id, change);
                session.batch_execute("BEGIN").await.unwrap();
                let answer = session.batch_execute(&statement).await;
                session.batch_execute("ROLLBACK").await.unwrap();
                let said = answer.err().and_then(|error| error.as_db_error().cloned());
                // Others have reasons of their own, such as a name that is taken.
                let said = said.filter(|error| REFUSALS.contains(&error.code().code())).map(|error| error.to_string());
                assert_eq!(said.is_some(), !blockers.is_empty(), "{statement}: {said:?}, {blockers:#?}");
                refused += usize::from(said.is_some());
            }
        }
    }
    refused
}

#[tokio::test]
async fn the_server_refuses_what_is_blocked() {
    let server = scratch::Server::start(&scratch::Options::from_env()).unwrap();
    if server.single_connection() {
        println!("passed over: {} has one database only", server.description());
        return;
    }
    let cases = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let own = vec![Script { name: "edges.sql".to_owned(), text: SCHEMA.to_owned() }];
    let names = ["constraints", "indexes", "names", "partitions", "relations", "types"];
    let cases = names.map(|name| read_scripts(&[cases.join(name).join("schema.sql")]).unwrap());
    let mut refused = 0;
    for (at, scripts) in [own].iter().chain(&cases).enumerate() {
        let mut session = Session::open(&server.database(&format!("edges_{at}")).await.unwrap()).await.unwrap();
        load(&session, scripts, Data::Skip, |_, _| ()).await.unwrap();
        session.batch_execute("RESET ALL").await.unwrap();
        let catalog = introspect(&mut session).await.unwrap().catalog;
        refused += refusals(&session, &catalog).await;
        session.close().await;
    }
    assert!(refused > 25, "{refused}");
}

#[tokio::test]
async fn a_blocker_says_how_it_comes_to_depend() {
    let server = scratch::Server::start(&scratch::Options::from_env()).unwrap();
    let mut session = Session::open(&server.config()).await.unwrap();
    session.batch_execute(SCHEMA).await.unwrap();
    let catalog = introspect(&mut session).await.unwrap().catalog;
    let dependents = catalog.dependents();
    let check = |object: &str, change: Change, expected: &[&str]| {
        let blockers = dependents.blockers(&object.parse().unwrap(), change);
        let shown = |blocker: &relvar_catalog::catalog::Blocker| {
            let path: Vec<_> = blocker.path.iter().map(|id| format!("{id} < ")).collect();
            format!("{}{}", path.concat(), blocker.object)
        };
        assert_eq!(blockers.iter().map(shown).collect::<Vec<_>>(), expected, "{object}");
    };
    let title = "column public.book.title";
    check(title, Change::Retype, &["view public.titles < view public.shouted", "view public.titles"]);
    check("column public.author.born", Change::Drop, &["trigger born on public.author"]);
    check("column public.book.pages", Change::Drop, &[]);
    check("column public.book.isbn", Change::Drop, &["constraint loan_book_fkey on public.loan"]);
    check(
        "column public.author.id",
        Change::Drop,
        &["view public.grouped", "constraint book_author_id_fkey on public.book"],
    );
    check("column public.child.b", Change::Drop, &["view public.children", "column public.parent.b"]);
    check("column public.event.at", Change::Retype, &["partitioned table public.event"]);
    session.close().await;
}
