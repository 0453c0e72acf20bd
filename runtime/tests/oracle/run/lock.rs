//! Sets with a lock.

use relvar::{Error, Query, ToMany, ToOne, ToOptional, Transaction, count};

use super::{Run, Running, rows};
use crate::interpret::{Found, Outcome};
use crate::program::{Act, Branch, Locked, Wait};
use crate::schema::{KeyVisitor, Model};

impl Run<'_> {
    pub(super) async fn locked<R: Model>(&self, locked: &Locked) -> Result<Outcome, Error> {
        let (build, tx) = (self.build(), self.tx);
        let query = build.set::<R>(&locked.set);
        let query = match locked.strength {
            0 => query.for_update(),
            1 => query.for_no_key_update(),
            2 => query.for_share(),
            _ => query.for_key_share(),
        };
        let query = match locked.wait {
            Wait::Block => query,
            Wait::Skip => query.skip_locked(),
            Wait::Fail => query.nowait(),
        };
        let found = match &locked.act {
            Act::Read => rows(&query.all(tx).await?),
            Act::Count => Found::Count(query.count(tx).await?),
            Act::Update(column, value) => {
                let update = self.assigned(query.update(), *column, value.as_ref());
                let found = rows(&update.returning(tx).await?);
                return Ok(vec![("returning", found), self.left::<R>().await?]);
            }
            Act::Delete => {
                let found = rows(&query.delete_returning(tx).await?);
                return Ok(vec![("returning", found), self.left::<R>().await?]);
            }
            Act::Tree(key) => {
                let branch = Branch { filter: None, order: Vec::new(), limit: None, offset: None };
                return self.grown(query, *key, &branch).await;
            }
            Act::Join(key) => return self.joined(query, *key).await,
            Act::Exists => Found::Truth(query.exists(tx).await?),
            Act::Group => Found::Count(query.aggregate(count()).one(tx).await?),
            Act::And(other) => rows(&(query & build.set::<R>(other)).all(tx).await?),
            Act::Minus(other) => rows(&(query - build.set::<R>(other)).all(tx).await?),
            Act::Follow(key) => R::key(*key, Follow { query, tx }).await?,
        };
        Ok(vec![("found", found)])
    }
}

struct Follow<'a, R> {
    query: Query<R>,
    tx: &'a Transaction<'a>,
}

macro_rules! followed {
    ($($name:ident $key:ident),*) => {
        $(
            fn $name<S: Model>(self, key: $key<R, S>) -> Self::Out {
                Box::pin(async move { Ok(rows(&key.via(self.query).all(self.tx).await?)) })
            }
        )*
    };
}

impl<'a, R: Model> KeyVisitor<R> for Follow<'a, R> {
    type Out = Running<'a, Found>;

    followed!(one ToOne, optional ToOptional, many ToMany);
}
