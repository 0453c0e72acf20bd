//! diesel over libpq. It blocks the thread, which has nothing else to do.

use diesel::prelude::*;
use futures_util::future::BoxFuture;

use super::super::{Contender, Keys, Outcome};
use super::{
    Comment, Error, Item, NewLabel, NewUser, Post, User, items, labels, labels_to_insert, posts, rows_of, users,
    users_to_insert,
};
use crate::Workload;

pub(in super::super) struct Diesel {
    connection: PgConnection,
    keys: Keys,
}

impl Diesel {
    pub(in super::super) fn connect(url: &str) -> Result<Self, Error> {
        Ok(Self { connection: PgConnection::establish(url)?, keys: Keys::default() })
    }

    fn work(&mut self, workload: Workload) -> QueryResult<usize> {
        let Self { connection, keys } = self;
        Ok(match workload {
            Workload::Lookup => usize::from(lookup(connection, keys.next())?.id > 0),
            Workload::LookupsAtOnce => {
                // One connection does one thing at a time.
                for _ in 0..64 {
                    lookup(connection, keys.next())?;
                }
                64
            }
            Workload::Trivial(_) => users::table.select(User::as_select()).load::<User>(connection)?.len(),
            Workload::LeftJoin(_) => users::table
                .left_join(posts::table)
                .filter(users::hair_color.eq("black"))
                .select((User::as_select(), Option::<Post>::as_select()))
                .load::<(User, Option<Post>)>(connection)?
                .len(),
            Workload::Insert(rows) => insert(connection, rows)?,
            Workload::Tree => {
                let users = users::table.select(User::as_select()).load::<User>(connection)?;
                let posts = Post::belonging_to(&users).select(Post::as_select()).load::<Post>(connection)?;
                let comments =
                    Comment::belonging_to(&posts).select(Comment::as_select()).load::<Comment>(connection)?;
                let comments = comments.grouped_by(&posts);
                let posts = posts.into_iter().zip(comments).grouped_by(&users);
                rows_of(&users.into_iter().zip(posts).collect::<Vec<_>>())
            }
            Workload::LargeTree => {
                let users = users::table.select(User::as_select()).load::<User>(connection)?;
                let posts = Post::belonging_to(&users).select(Post::as_select()).load::<Post>(connection)?;
                let posts = posts.grouped_by(&users);
                let tree: Vec<(User, Vec<Post>)> = users.into_iter().zip(posts).collect();
                tree.iter().map(|(_, posts)| 1 + posts.len()).sum()
            }
            Workload::BulkCopy => {
                let users: Vec<NewUser> = users_to_insert(100_000).collect();
                diesel::copy_from(users::table).from_insertable(&users).execute(connection)?
            }
            Workload::BulkInsert => connection.transaction(|connection| {
                let mut written = 0;
                for _ in 0..100 {
                    written += insert(connection, 1_000)?;
                }
                QueryResult::Ok(written)
            })?,
            Workload::BulkValues => connection.transaction(|connection| {
                let mut written = 0;
                let mut rows = labels_to_insert(100_000);
                for _ in 0..100 {
                    let chunk: Vec<NewLabel> = rows.by_ref().take(1_000).collect();
                    written += diesel::insert_into(labels::table).values(chunk).execute(connection)?;
                }
                QueryResult::Ok(written)
            })?,
        })
    }
}

fn lookup(connection: &mut PgConnection, key: i32) -> QueryResult<Item> {
    items::table.find(key).select(Item::as_select()).first(connection)
}

fn insert(connection: &mut PgConnection, rows: usize) -> QueryResult<usize> {
    let mut users = users_to_insert(rows);
    match (rows, users.next()) {
        // The statement of one row is prepared once, that of a list each time.
        (1, Some(user)) => diesel::insert_into(users::table).values(user).execute(connection),
        (_, first) => {
            let users: Vec<NewUser> = first.into_iter().chain(users).collect();
            diesel::insert_into(users::table).values(users).execute(connection)
        }
    }
}

impl Contender for Diesel {
    fn name(&self) -> &'static str {
        "diesel 2.3"
    }

    fn run(&mut self, workload: Workload) -> BoxFuture<'_, Outcome> {
        Box::pin(async move { Ok(Some(self.work(workload)?)) })
    }
}
