//! The tables, and what is in them for each workload.

use tokio_postgres::Client;

use crate::Workload;

/// The tables of diesel's public benchmark, and one of eight columns.
const TABLES: &str = "
    create table users (id serial primary key, name text not null, hair_color text);
    create table posts (
        id serial primary key, user_id int not null references users on delete cascade,
        title text not null, body text);
    create index on posts (user_id);
    create table comments (
        id serial primary key, post_id int not null references posts on delete cascade, text text not null);
    create index on comments (post_id);
    create table labels (name text not null, tags text[] not null);
    create table items (
        id int primary key, name text not null, category int not null, price float8 not null,
        stock int8 not null, active bool not null, note text, created timestamptz not null);
    insert into items
        select n, 'item ' || n, n % 10, n / 7.0, n * 1000, n % 2 = 0,
               case when n % 3 = 0 then 'a note' end, now() - n * interval '1 minute'
        from generate_series(1, 10000) n;
    analyze items";

/// How many items there are: keys from 1 on.
pub const ITEMS: i32 = 10_000;

/// Creates the tables.
pub async fn create(client: &Client) -> Result<(), tokio_postgres::Error> {
    client.batch_execute(TABLES).await
}

/// Fills the tables for a workload.
pub async fn fill(client: &Client, workload: Workload) -> Result<(), tokio_postgres::Error> {
    let (users, posts, comments) = match workload {
        Workload::Trivial(rows) | Workload::LeftJoin(rows) => (rows, 0, 0),
        Workload::Tree => (100, 10, 10),
        Workload::LargeTree => (10_000, 5, 0),
        _ => (0, 0, 0),
    };
    let fill = format!(
        "truncate users, posts, comments, labels restart identity;
         insert into users (name, hair_color)
             select 'User ' || n, case when n % 2 = 1 then 'black' else 'brown' end from generate_series(1, {users}) n;
         insert into posts (user_id, title, body)
             select u.id, 'Post ' || n, null from users u, generate_series(1, {posts}) n;
         insert into comments (post_id, text)
             select p.id, 'Comment ' || n from posts p, generate_series(1, {comments}) n;
         analyze users, posts, comments"
    );
    client.batch_execute(&fill).await
}

/// How many rows the tables have that are written to.
pub async fn rows(client: &Client) -> Result<i64, tokio_postgres::Error> {
    let rows = "select (select count(*) from users) + (select count(*) from labels)";
    client.query_one(rows, &[]).await?.try_get(0)
}
