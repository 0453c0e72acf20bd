//! diesel-async.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use futures_util::future::{BoxFuture, try_join_all};

use super::super::{Contender, Keys, Outcome};
use super::{
    Comment, Error, Item, NewLabel, NewUser, Post, User, items, labels, labels_to_insert, posts, rows_of, users,
    users_to_insert,
};
use crate::Workload;

pub(in super::super) struct DieselAsync {
    connection: AsyncPgConnection,
    keys: Keys,
}

impl DieselAsync {
    pub(in super::super) async fn connect(url: &str) -> Result<Self, Error> {
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
                rows_of(&users.into_iter().zip(posts).collect::<Vec<_>>())
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
                        let mut rows = labels_to_insert(100_000);
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
    let mut users = users_to_insert(rows);
    match (rows, users.next()) {
        // The statement of one row is prepared once, that of a list each time.
        (1, Some(user)) => diesel::insert_into(users::table).values(user).execute(connection).await,
        (_, first) => {
            let users: Vec<NewUser> = first.into_iter().chain(users).collect();
            diesel::insert_into(users::table).values(users).execute(connection).await
        }
    }
}

impl Contender for DieselAsync {
    fn name(&self) -> &'static str {
        "diesel-async 0.9"
    }

    fn run(&mut self, workload: Workload) -> BoxFuture<'_, Outcome> {
        Box::pin(self.work(workload))
    }
}
