//! diesel-async.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use futures_util::future::{BoxFuture, try_join_all};

use super::{Contender, Keys, Outcome, new_labels, new_users};
use crate::Workload;

type Error = Box<dyn std::error::Error + Send + Sync>;

diesel::table! {
    users (id) { id -> Int4, name -> Text, hair_color -> Nullable<Text>, }
}
diesel::table! {
    posts (id) { id -> Int4, user_id -> Int4, title -> Text, body -> Nullable<Text>, }
}
diesel::table! {
    comments (id) { id -> Int4, post_id -> Int4, text -> Text, }
}
diesel::table! {
    labels (name) { name -> Text, tags -> Array<Text>, }
}
diesel::table! {
    items (id) {
        id -> Int4, name -> Text, category -> Int4, price -> Float8, stock -> Int8, active -> Bool,
        note -> Nullable<Text>, created -> Timestamptz,
    }
}
diesel::joinable!(posts -> users (user_id));
diesel::joinable!(comments -> posts (post_id));
diesel::allow_tables_to_appear_in_same_query!(users, posts, comments);

#[derive(Queryable, Selectable, Identifiable)]
#[diesel(table_name = users, check_for_backend(diesel::pg::Pg))]
#[expect(dead_code, reason = "read and dropped")]
struct User {
    id: i32,
    name: String,
    hair_color: Option<String>,
}

#[derive(Queryable, Selectable, Identifiable, Associations)]
#[diesel(table_name = posts, belongs_to(User), check_for_backend(diesel::pg::Pg))]
#[expect(dead_code, reason = "read and dropped")]
struct Post {
    id: i32,
    user_id: i32,
    title: String,
    body: Option<String>,
}

#[derive(Queryable, Selectable, Identifiable, Associations)]
#[diesel(table_name = comments, belongs_to(Post), check_for_backend(diesel::pg::Pg))]
#[expect(dead_code, reason = "read and dropped")]
struct Comment {
    id: i32,
    post_id: i32,
    text: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = items, check_for_backend(diesel::pg::Pg))]
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

#[derive(Insertable)]
#[diesel(table_name = users)]
struct NewUser {
    name: String,
    hair_color: Option<String>,
}

#[derive(Insertable)]
#[diesel(table_name = labels)]
struct NewLabel {
    name: String,
    tags: Vec<String>,
}

pub(super) struct Diesel {
    connection: AsyncPgConnection,
    keys: Keys,
}

impl Diesel {
    pub(super) async fn connect(url: &str) -> Result<Self, Error> {
        Ok(Self { connection: AsyncPgConnection::establish(url).await?, keys: Keys::default() })
    }

    async fn work(&mut self, workload: Workload) -> Result<Option<usize>, Error> {
        let Self { connection, keys } = self;
        Ok(Some(match workload {
            Workload::Lookup => {
                let item: Item = items::table.find(keys.next()).select(Item::as_select()).first(connection).await?;
                usize::from(item.id > 0)
            }
            Workload::LookupsAtOnce => {
                let connection = &*connection;
                let lookups =
                    (0..64).map(|_| {
                        let key = keys.next();
                        async move {
                            items::table.find(key).select(Item::as_select()).first::<Item>(&mut &*connection).await
                        }
                    });
                try_join_all(lookups).await?.len()
            }
            Workload::Trivial(_) => users::table.select(User::as_select()).load::<User>(connection).await?.len(),
            Workload::LeftJoin(_) => users::table
                .left_join(posts::table)
                .filter(users::hair_color.eq("black"))
                .select((User::as_select(), Option::<Post>::as_select()))
                .load::<(User, Option<Post>)>(connection)
                .await?
                .len(),
            Workload::Insert(rows) => insert(connection, rows).await?,
            Workload::Tree => {
                let users = users::table.select(User::as_select()).load::<User>(connection).await?;
                let posts = Post::belonging_to(&users).select(Post::as_select()).load::<Post>(connection).await?;
                let comments =
                    Comment::belonging_to(&posts).select(Comment::as_select()).load::<Comment>(connection).await?;
                let comments = comments.grouped_by(&posts);
                let posts = posts.into_iter().zip(comments).grouped_by(&users);
                let tree: Vec<(User, Vec<(Post, Vec<Comment>)>)> = users.into_iter().zip(posts).collect();
                tree.iter()
                    .map(|(_, posts)| 1 + posts.iter().map(|(_, comments)| 1 + comments.len()).sum::<usize>())
                    .sum()
            }
            Workload::LargeTree => {
                let users = users::table.select(User::as_select()).load::<User>(connection).await?;
                let posts = Post::belonging_to(&users).select(Post::as_select()).load::<Post>(connection).await?;
                let posts = posts.grouped_by(&users);
                let tree: Vec<(User, Vec<Post>)> = users.into_iter().zip(posts).collect();
                tree.iter().map(|(_, posts)| 1 + posts.len()).sum()
            }
            Workload::BulkInsert => {
                connection
                    .transaction::<_, diesel::result::Error, _>(async |connection| {
                        let mut written = 0;
                        for _ in 0..100 {
                            written += insert(connection, 1_000).await?;
                        }
                        Ok(written)
                    })
                    .await?
            }
            Workload::BulkValues => {
                connection
                    .transaction::<_, diesel::result::Error, _>(async |connection| {
                        let mut written = 0;
                        let mut rows = new_labels(100_000).map(|(name, tags)| NewLabel { name, tags });
                        for _ in 0..100 {
                            let chunk: Vec<NewLabel> = rows.by_ref().take(1_000).collect();
                            written += diesel::insert_into(labels::table).values(chunk).execute(connection).await?;
                        }
                        Ok(written)
                    })
                    .await?
            }
            Workload::BulkCopy => return Ok(None),
        }))
    }
}

async fn insert(connection: &mut AsyncPgConnection, rows: usize) -> Result<usize, diesel::result::Error> {
    let users: Vec<NewUser> = new_users(rows).map(|(name, hair_color)| NewUser { name, hair_color }).collect();
    diesel::insert_into(users::table).values(users).execute(connection).await
}

impl Contender for Diesel {
    fn name(&self) -> &'static str {
        "diesel-async 0.9"
    }

    fn run(&mut self, workload: Workload) -> BoxFuture<'_, Outcome> {
        Box::pin(self.work(workload))
    }
}
