//! This runtime.

use futures_util::future::{BoxFuture, try_join_all};
use futures_util::stream;
use relvar::Db;
use relvar::prelude::*;

use super::{Contender, Keys, Outcome, new_labels, new_users};
use crate::Workload;
use crate::models::{Item, Label, NewLabel, NewUser, NewUserOptional, Post, User};

pub(super) struct Relvar {
    db: Db,
    keys: Keys,
}

impl Relvar {
    pub(super) async fn connect(url: &str) -> Result<Self, relvar::Error> {
        Ok(Self { db: Db::connect(url).await?, keys: Keys::default() })
    }

    async fn work(&mut self, workload: Workload) -> Result<usize, relvar::Error> {
        let Self { db, keys } = self;
        Ok(match workload {
            Workload::Lookup => {
                let item = Item::find(keys.next()).one(db).await?;
                usize::from(item.id > 0)
            }
            Workload::LookupsAtOnce => {
                let items = try_join_all((0..64).map(|_| Item::find(keys.next()).one(db))).await?;
                items.len()
            }
            Workload::Trivial(_) => User::query().all(db).await?.len(),
            Workload::LeftJoin(_) => {
                let black = User::filter(User::HAIR_COLOR.eq("black"));
                let users: Vec<(User, Option<Post>)> = black.left_join(User::POST).all(db).await?;
                users.len()
            }
            Workload::Insert(1) => {
                let mut users = users(1);
                match users.next() {
                    Some(user) => count(User::insert(user).execute(db).await?),
                    None => 0,
                }
            }
            Workload::Insert(rows) => count(User::insert_many(users(rows)).execute(db).await?),
            Workload::Tree => {
                let tree = User::query().with(User::POST.with(Post::COMMENT)).all(db).await?;
                tree.iter()
                    .map(|(_, posts)| 1 + posts.iter().map(|(_, comments)| 1 + comments.len()).sum::<usize>())
                    .sum()
            }
            Workload::LargeTree => {
                let tree: Vec<(User, Vec<Post>)> = User::query().with(User::POST).all(db).await?;
                tree.iter().map(|(_, posts)| 1 + posts.len()).sum()
            }
            Workload::BulkCopy => count(User::copy_in(stream::iter(users(100_000))).execute(db).await?),
            Workload::BulkInsert => {
                let insert = db.transaction(async |tx| User::insert_many(users(100_000)).execute(tx).await);
                count(insert.await?)
            }
            Workload::BulkValues => {
                let labels = new_labels(100_000).map(|(name, tags)| NewLabel { name, tags });
                let insert = db.transaction(async |tx| Label::insert_many(labels).execute(tx).await);
                count(insert.await?)
            }
        })
    }
}

impl Contender for Relvar {
    fn name(&self) -> &'static str {
        "relvar"
    }

    fn run(&mut self, workload: Workload) -> BoxFuture<'_, Outcome> {
        Box::pin(async move { Ok(Some(self.work(workload).await?)) })
    }
}

fn users(count: usize) -> impl Iterator<Item = NewUser> {
    new_users(count)
        .map(|(name, hair_color)| NewUser { name, optional: NewUserOptional { hair_color, ..Default::default() } })
}

fn count(rows: u64) -> usize {
    usize::try_from(rows).unwrap_or(usize::MAX)
}
