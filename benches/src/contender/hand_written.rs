//! tokio-postgres by hand, in the best form that is known.

use std::future::ready;
use std::pin::pin;

use futures_util::future::{BoxFuture, try_join_all};
use futures_util::stream::{self, Stream, StreamExt, TryStreamExt};
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Error, NoTls, Row, Statement};

use super::{Contender, Keys, Outcome, new_labels, new_users, stitch};
use crate::Workload;
use crate::models::{Comment, Item, Post, User};

pub(super) struct HandWritten {
    client: Client,
    keys: Keys,
    statements: Statements,
}

struct Statements {
    item: Statement,
    users: Statement,
    left_join: Statement,
    insert_one: Statement,
    insert_many: Statement,
    insert_labels: Statement,
    posts: Statement,
    comments: Statement,
}

const NONE: [&(dyn ToSql + Sync); 0] = [];

impl HandWritten {
    pub(super) async fn connect(url: &str) -> Result<Self, Error> {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        tokio::spawn(connection);
        let statements = Statements {
            item: client
                .prepare("select id, name, category, price, stock, active, note, created from items where id = $1")
                .await?,
            users: client.prepare("select id, name, hair_color from users").await?,
            left_join: client
                .prepare(
                    "select u.id, u.name, u.hair_color, p.id, p.user_id, p.title, p.body
                     from users u left join posts p on p.user_id = u.id where u.hair_color = $1",
                )
                .await?,
            insert_one: client.prepare("insert into users (name, hair_color) values ($1, $2)").await?,
            insert_many: client
                .prepare("insert into users (name, hair_color) select * from unnest($1::text[], $2::text[])")
                .await?,
            insert_labels: client.prepare(&insert_labels(1_000)).await?,
            posts: client.prepare("select id, user_id, title, body from posts").await?,
            comments: client.prepare("select id, post_id, text from comments").await?,
        };
        Ok(Self { client, keys: Keys::default(), statements })
    }

    async fn work(&mut self, workload: Workload) -> Result<usize, Error> {
        let Self { client, keys, statements } = self;
        Ok(match workload {
            Workload::Lookup => usize::from(lookup(client, statements, keys.next()).await?.id > 0),
            Workload::LookupsAtOnce => {
                try_join_all((0..64).map(|_| lookup(client, statements, keys.next()))).await?.len()
            }
            Workload::Trivial(_) => all(client, &statements.users, user).await?.len(),
            Workload::LeftJoin(_) => left_join(client, statements).await?.len(),
            Workload::Insert(1) => {
                let mut written = 0;
                for (name, hair_color) in new_users(1) {
                    written += client.execute(&statements.insert_one, &[&name, &hair_color]).await?;
                }
                count(written)
            }
            Workload::Insert(rows) => {
                let (names, colors): (Vec<String>, Vec<Option<String>>) = new_users(rows).unzip();
                count(client.execute(&statements.insert_many, &[&names, &colors]).await?)
            }
            Workload::Tree => {
                let (users, posts, comments) = tokio::try_join!(
                    all(client, &statements.users, user),
                    all(client, &statements.posts, |row| post(row, 0)),
                    all(client, &statements.comments, comment),
                )?;
                let posts = stitch(posts, comments, |post| post.id, |comment| comment.post_id);
                let tree = stitch(users, posts, |user| user.id, |(post, _)| post.user_id);
                tree.iter()
                    .map(|(_, posts)| 1 + posts.iter().map(|(_, comments)| 1 + comments.len()).sum::<usize>())
                    .sum()
            }
            Workload::LargeTree => {
                let (users, posts) = tokio::try_join!(
                    all(client, &statements.users, user),
                    all(client, &statements.posts, |row| post(row, 0)),
                )?;
                let tree = stitch(users, posts, |user| user.id, |post| post.user_id);
                tree.iter().map(|(_, posts)| 1 + posts.len()).sum()
            }
            Workload::BulkCopy => bulk_copy(client).await?,
            Workload::BulkInsert => bulk_insert(client, &statements.insert_many).await?,
            Workload::BulkValues => bulk_values(client, &statements.insert_labels).await?,
        })
    }
}

impl Contender for HandWritten {
    fn name(&self) -> &'static str {
        "tokio-postgres by hand"
    }

    fn run(&mut self, workload: Workload) -> BoxFuture<'_, Outcome> {
        Box::pin(async move { Ok(Some(self.work(workload).await?)) })
    }
}

async fn lookup(client: &Client, statements: &Statements, id: i32) -> Result<Item, Error> {
    let row = client.query_one(&statements.item, &[&id]).await?;
    Ok(Item {
        id: row.try_get(0)?,
        name: row.try_get(1)?,
        category: row.try_get(2)?,
        price: row.try_get(3)?,
        stock: row.try_get(4)?,
        active: row.try_get(5)?,
        note: row.try_get(6)?,
        created: row.try_get(7)?,
    })
}

async fn all<T>(
    client: &Client,
    statement: &Statement,
    read: impl Fn(&Row) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    let mut rows = pin!(client.query_raw(statement, NONE).await?);
    let mut found = Vec::new();
    while let Some(row) = rows.try_next().await? {
        found.push(read(&row)?);
    }
    Ok(found)
}

async fn left_join(client: &Client, statements: &Statements) -> Result<Vec<(User, Option<Post>)>, Error> {
    let mut rows = pin!(client.query_raw(&statements.left_join, ["black"]).await?);
    let mut found = Vec::new();
    while let Some(row) = rows.try_next().await? {
        let post = match row.try_get::<_, Option<i32>>(3)? {
            Some(_) => Some(post(&row, 3)?),
            None => None,
        };
        found.push((user(&row)?, post));
    }
    Ok(found)
}

async fn bulk_copy(client: &Client) -> Result<usize, Error> {
    let sink = client.copy_in("copy users (name, hair_color) from stdin with (format binary)").await?;
    let mut writer = pin!(BinaryCopyInWriter::new(sink, &[Type::TEXT, Type::TEXT]));
    for (name, hair_color) in new_users(100_000) {
        writer.as_mut().write(&[&name, &hair_color]).await?;
    }
    writer.finish().await.map(count)
}

async fn bulk_insert(client: &mut Client, statement: &Statement) -> Result<usize, Error> {
    let transaction = client.transaction().await?;
    let mut users = new_users(100_000);
    let chunks = std::iter::from_fn(|| {
        let (names, colors): (Vec<String>, Vec<Option<String>>) = users.by_ref().take(1_000).unzip();
        (!names.is_empty()).then_some((names, colors))
    });
    let inserted = stream::iter(chunks).map(|(names, colors)| {
        let transaction = &transaction;
        async move { transaction.execute(statement, &[&names, &colors]).await }
    });
    let written = sum(inserted.buffered(2)).await?;
    transaction.commit().await?;
    Ok(written)
}

fn insert_labels(rows: usize) -> String {
    let values: Vec<String> = (0..rows).map(|row| format!("(${}, ${})", 2 * row + 1, 2 * row + 2)).collect();
    format!("insert into labels (name, tags) values {}", values.join(", "))
}

async fn bulk_values(client: &mut Client, statement: &Statement) -> Result<usize, Error> {
    let transaction = client.transaction().await?;
    let mut labels = new_labels(100_000);
    let chunks = std::iter::from_fn(|| {
        let chunk: Vec<(String, Vec<String>)> = labels.by_ref().take(1_000).collect();
        (!chunk.is_empty()).then_some(chunk)
    });
    let inserted = stream::iter(chunks).map(|chunk| {
        let transaction = &transaction;
        async move {
            let mut params: Vec<&(dyn ToSql + Sync)> = Vec::with_capacity(2 * chunk.len());
            for (name, tags) in &chunk {
                params.push(name);
                params.push(tags);
            }
            transaction.execute(statement, &params).await
        }
    });
    let written = sum(inserted.buffered(2)).await?;
    transaction.commit().await?;
    Ok(written)
}

/// The next statement is sent while the server works on the one before.
async fn sum(counts: impl Stream<Item = Result<u64, Error>>) -> Result<usize, Error> {
    counts.try_fold(0, |sum, written| ready(Ok(sum + count(written)))).await
}

fn user(row: &Row) -> Result<User, Error> {
    Ok(User { id: row.try_get(0)?, name: row.try_get(1)?, hair_color: row.try_get(2)? })
}

fn post(row: &Row, from: usize) -> Result<Post, Error> {
    Ok(Post {
        id: row.try_get(from)?,
        user_id: row.try_get(from + 1)?,
        title: row.try_get(from + 2)?,
        body: row.try_get(from + 3)?,
    })
}

fn comment(row: &Row) -> Result<Comment, Error> {
    Ok(Comment { id: row.try_get(0)?, post_id: row.try_get(1)?, text: row.try_get(2)? })
}

fn count(rows: u64) -> usize {
    usize::try_from(rows).unwrap_or(usize::MAX)
}
