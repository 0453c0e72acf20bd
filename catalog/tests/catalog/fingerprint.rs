//! Every statement that changes a schema changes the fingerprint that `--watch` asks for.

#![cfg(feature = "scratch")]

use relvar_catalog::{connect::Session, introspect::fingerprint, scratch};

const STATEMENTS: &[&str] = &[
    "create schema shop",
    "create table shop.film (id int primary key, title text, length int)",
    "alter table shop.film alter title set default 'x'",
    "alter table shop.film alter title set not null",
    "create table shop.part (id int) partition by list (id)",
    "create table shop.part_1 partition of shop.part for values in (1)",
    "alter table shop.part detach partition shop.part_1",
    "create index film_title on shop.film (title)",
    "alter table shop.film cluster on film_title",
    "create statistics shop.counted on title, length from shop.film",
    "create policy own on shop.film using (true)",
    "alter policy own on shop.film using (false)",
    "create sequence shop.numbers",
    "alter sequence shop.numbers increment 2",
    "alter sequence shop.numbers owned by shop.film.id",
    "create type shop.mood as enum ('sad')",
    "alter type shop.mood add value 'glad'",
    "create type shop.span as range (subtype = int)",
    "create function shop.f() returns int language sql as 'select 1'",
    "alter function shop.f() cost 7",
    "create aggregate shop.total(int) (sfunc = int4pl, stype = int)",
    "create view shop.titles as select title from shop.film",
    "create rule nothing as on delete to shop.film do instead nothing",
    "create publication pub for table shop.film",
    "alter publication pub set (publish = 'insert')",
    "alter publication pub add table shop.part",
    "alter default privileges in schema shop grant select on tables to pg_monitor",
    "alter default privileges in schema shop revoke select on tables from pg_monitor",
    "grant select on shop.film to pg_monitor",
    "comment on table shop.film is 'Films'",
    "comment on schema public is 'Shared'",
    "grant usage on schema public to pg_monitor",
    "comment on database postgres is 'Shop'",
    "create role fingerprint_of_roles",
    "drop role fingerprint_of_roles",
    "create collation shop.german from \"C\"",
    "create foreign data wrapper abroad",
    "create server depot foreign data wrapper abroad",
    "alter server depot options (host 'w1')",
    "create user mapping for public server depot",
    "create cast (text as shop.mood) with inout",
    "create operator shop.### (function = int4eq, leftarg = int, rightarg = int)",
    "create operator family shop.together using btree",
    "create text search configuration shop.search (copy = simple)",
    "alter text search configuration shop.search alter mapping for word with english_stem",
    "create event trigger heard on sql_drop execute function shop.heard()",
    "alter event trigger heard disable",
    "alter database postgres set work_mem = '8MB'",
    "drop table shop.film cascade",
];

#[tokio::test]
async fn every_change_is_seen() {
    let server = scratch::Server::start(&scratch::Options::from_env()).unwrap();
    let session = Session::open(&server.config()).await.unwrap();
    let mut last = fingerprint(&session).await.unwrap();
    session.batch_execute("vacuum analyze").await.unwrap();
    assert_eq!(fingerprint(&session).await.unwrap(), last);
    let database: String = session.query_one("select quote_ident(current_database())", &[]).await.unwrap().get(0);
    for statement in STATEMENTS {
        if statement.starts_with("create event trigger") {
            let function = "create function shop.heard() returns event_trigger language plpgsql as 'begin end'";
            session.batch_execute(function).await.unwrap();
            last = fingerprint(&session).await.unwrap();
        }
        session.batch_execute(&statement.replace("database postgres", &format!("database {database}"))).await.unwrap();
        let now = fingerprint(&session).await.unwrap();
        assert!(now != last, "not seen: {statement}");
        last = now;
    }
    session.close().await;
}
