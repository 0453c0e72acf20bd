//! sqlx.

use std::collections::HashMap;
use std::fmt::Write as _;

use futures_util::future::BoxFuture;
use sqlx::{Connection, Executor as _, FromRow, PgConnection, QueryBuilder, Row};

use super::{Contender, Keys, Outcome, new_labels, new_users};
use crate::Workload;

#[derive(FromRow)]
#[expect(dead_code, reason = "read and dropped")]
struct User {
    id: i32,
    name: String,
    hair_color: Option<String>,
}

#[derive(FromRow)]
#[expect(dead_code, reason = "read and dropped")]
struct Post {
    id: i32,
    user_id: i32,
    title: String,
    body: Option<String>,
}

#[derive(FromRow)]
#[expect(dead_code, reason = "read and dropped")]
struct Comment {
    id: i32,
    post_id: i32,
    text: String,
}

#[derive(FromRow)]
#[expect(dead_code, reason = "read and dropped")]
struct Item {
    id: i32,
    name: String,
    category: i32,
    price: f64,
    stock: i64,
    active: bool,
    note: Option<String>,
    created: chrono::DateTime<chrono::Utc>,
}

pub(super) struct Sqlx {
    connection: PgConnection,
    keys: Keys,
}

const USERS: &str = "select id, name, hair_color from users";
const POSTS: &str = "select id, user_id, title, body from posts where user_id = any($1)";
const COMMENTS: &str = "select id, post_id, text from comments where post_id = any($1)";
const INSERT: &str = "insert into users (name, hair_color) select * from unnest($1::text[], $2::text[])";

impl Sqlx {
    pub(super) async fn connect(url: &str) -> Result<Self, sqlx::Error> {
        Ok(Self { connection: PgConnection::connect(url).await?, keys: Keys::default() })
    }

    async fn work(&mut self, workload: Workload) -> Result<usize, sqlx::Error> {
        Ok(match workload {
            Workload::Lookup => usize::from(self.lookup().await?.id > 0),
            Workload::LookupsAtOnce => {
                // One connection does one thing at a time.
                for _ in 0..64 {
                    self.lookup().await?;
                }
                64
            }
            Workload::Trivial(_) => sqlx::query_as::<_, User>(USERS).fetch_all(&mut self.connection).await?.len(),
            Workload::LeftJoin(_) => self.left_join().await?.len(),
            Workload::Insert(rows) => insert(&mut self.connection, rows).await?,
            Workload::Tree => {
                let users = sqlx::query_as::<_, User>(USERS).fetch_all(&mut self.connection).await?;
                let ids: Vec<i32> = users.iter().map(|user| user.id).collect();
                let posts = sqlx::query_as::<_, Post>(POSTS).bind(ids).fetch_all(&mut self.connection).await?;
                let ids: Vec<i32> = posts.iter().map(|post| post.id).collect();
                let comments = sqlx::query_as::<_, Comment>(COMMENTS).bind(ids).fetch_all(&mut self.connection).await?;
                let posts = stitch(posts, comments, |post| post.id, |comment| comment.post_id);
                let tree = stitch(users, posts, |user| user.id, |(post, _)| post.user_id);
                tree.iter()
                    .map(|(_, posts)| 1 + posts.iter().map(|(_, comments)| 1 + comments.len()).sum::<usize>())
                    .sum()
            }
            Workload::LargeTree => {
                let users = sqlx::query_as::<_, User>(USERS).fetch_all(&mut self.connection).await?;
                let ids: Vec<i32> = users.iter().map(|user| user.id).collect();
                let posts = sqlx::query_as::<_, Post>(POSTS).bind(ids).fetch_all(&mut self.connection).await?;
                let tree = stitch(users, posts, |user| user.id, |post| post.user_id);
                tree.iter().map(|(_, posts)| 1 + posts.len()).sum()
            }
            Workload::BulkCopy => self.copy().await?,
            Workload::BulkInsert => {
                let mut transaction = self.connection.begin().await?;
                let mut written = 0;
                for _ in 0..100 {
                    written += insert(&mut transaction, 1_000).await?;
                }
                transaction.commit().await?;
                written
            }
            Workload::BulkValues => {
                let mut transaction = self.connection.begin().await?;
                let mut written = 0;
                let mut labels = new_labels(100_000);
                for _ in 0..100 {
                    let mut builder = QueryBuilder::new("insert into labels (name, tags) ");
                    builder.push_values(labels.by_ref().take(1_000), |mut row, (name, tags)| {
                        row.push_bind(name).push_bind(tags);
                    });
                    written += count(builder.build().execute(&mut *transaction).await?.rows_affected());
                }
                transaction.commit().await?;
                written
            }
        })
    }

    async fn lookup(&mut self) -> Result<Item, sqlx::Error> {
        sqlx::query_as("select id, name, category, price, stock, active, note, created from items where id = $1")
            .bind(self.keys.next())
            .fetch_one(&mut self.connection)
            .await
    }

    async fn left_join(&mut self) -> Result<Vec<(User, Option<Post>)>, sqlx::Error> {
        let statement = "select u.id, u.name, u.hair_color, p.id, p.user_id, p.title, p.body
            from users u left join posts p on p.user_id = u.id where u.hair_color = $1";
        sqlx::query(statement)
            .bind("black")
            .try_map(|row: sqlx::postgres::PgRow| {
                let user = User { id: row.try_get(0)?, name: row.try_get(1)?, hair_color: row.try_get(2)? };
                let post = match row.try_get::<Option<i32>, _>(3)? {
                    Some(id) => {
                        Some(Post { id, user_id: row.try_get(4)?, title: row.try_get(5)?, body: row.try_get(6)? })
                    }
                    None => None,
                };
                Ok((user, post))
            })
            .fetch_all(&mut self.connection)
            .await
    }

    async fn copy(&mut self) -> Result<usize, sqlx::Error> {
        let mut copy = self.connection.copy_in_raw("copy users (name, hair_color) from stdin").await?;
        let mut part = String::new();
        for (name, hair_color) in new_users(100_000) {
            let _ = writeln!(part, "{name}\t{}", hair_color.as_deref().unwrap_or("\\N"));
            if part.len() > 1 << 16 {
                copy.send(part.as_bytes()).await?;
                part.clear();
            }
        }
        copy.send(part.as_bytes()).await?;
        copy.finish().await.map(count)
    }
}

async fn insert(connection: &mut PgConnection, rows: usize) -> Result<usize, sqlx::Error> {
    let (names, colors): (Vec<String>, Vec<Option<String>>) = new_users(rows).unzip();
    let statement = sqlx::query(INSERT).bind(names).bind(colors);
    connection.execute(statement).await.map(|done| count(done.rows_affected()))
}

fn stitch<P, C>(
    parents: Vec<P>,
    children: Vec<C>,
    key: impl Fn(&P) -> i32,
    of: impl Fn(&C) -> i32,
) -> Vec<(P, Vec<C>)> {
    let mut by_parent: HashMap<i32, Vec<C>> = HashMap::with_capacity(parents.len());
    for child in children {
        by_parent.entry(of(&child)).or_default().push(child);
    }
    parents
        .into_iter()
        .map(|parent| {
            let of_parent = by_parent.remove(&key(&parent)).unwrap_or_default();
            (parent, of_parent)
        })
        .collect()
}

fn count(rows: u64) -> usize {
    usize::try_from(rows).unwrap_or(usize::MAX)
}

impl Contender for Sqlx {
    fn name(&self) -> &'static str {
        "sqlx 0.9"
    }

    fn run(&mut self, workload: Workload) -> BoxFuture<'_, Outcome> {
        Box::pin(async move { Ok(Some(self.work(workload).await?)) })
    }
}
