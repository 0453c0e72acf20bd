//! Rows with the rows that a key leads to: joins and trees.

use relvar::{Error, Query, ToMany, ToOne, ToOptional, Transaction};

use super::{Run, Running, rows};
use crate::build::Build;
use crate::interpret::{Found, Outcome};
use crate::program::{Branch, Set};
use crate::schema::{KeyVisitor, Model};
use crate::value::Val;

impl Run<'_> {
    pub(super) async fn join<R: Model>(&self, set: &Set, key: usize) -> Result<Outcome, Error> {
        self.joined(self.build().set::<R>(set), key).await
    }

    pub(super) async fn joined<R: Model>(&self, query: Query<R>, key: usize) -> Result<Outcome, Error> {
        let pairs = R::key(key, Join { query, tx: self.tx }).await?;
        Ok(vec![("pairs", Found::Ordered(pairs))])
    }

    pub(super) async fn tree<R: Model>(&self, set: &Set, key: usize, branch: &Branch) -> Result<Outcome, Error> {
        self.grown(self.build().set::<R>(set), key, branch).await
    }

    pub(super) async fn grown<R: Model>(&self, query: Query<R>, key: usize, branch: &Branch) -> Result<Outcome, Error> {
        let mut tree = R::key(key, Tree { build: self.build(), query, branch, tx: self.tx }).await?;
        tree.sort_by(|(a, _), (b, _)| a.cmp(b));
        Ok(vec![("tree", Found::Tree(tree))])
    }
}

struct Join<'a, R> {
    query: Query<R>,
    tx: &'a Transaction<'a>,
}

/// A row beside another one, or beside nothing.
fn pair<R: Model, S: Model>(row: &R, beside: Option<&S>) -> Vec<Val> {
    let nothing = || vec![Val::Null; S::META.columns.len()];
    [row.values(), beside.map_or_else(nothing, Model::values)].concat()
}

impl<'a, R: Model> KeyVisitor<R> for Join<'a, R> {
    type Out = Running<'a, Vec<Vec<Val>>>;

    fn one<S: Model>(self, key: ToOne<R, S>) -> Self::Out {
        Box::pin(async move {
            let pairs = self.query.left_join(key).all(self.tx).await?;
            Ok(pairs.iter().map(|(row, beside)| pair(row, Some(beside))).collect())
        })
    }

    fn optional<S: Model>(self, key: ToOptional<R, S>) -> Self::Out {
        Box::pin(async move {
            let pairs = self.query.left_join(key).all(self.tx).await?;
            Ok(pairs.iter().map(|(row, beside)| pair(row, beside.as_ref())).collect())
        })
    }

    fn many<S: Model>(self, key: ToMany<R, S>) -> Self::Out {
        Box::pin(async move {
            let pairs = self.query.left_join(key).all(self.tx).await?;
            Ok(pairs.iter().map(|(row, beside)| pair(row, beside.as_ref())).collect())
        })
    }
}

struct Tree<'a, R> {
    build: Build<'a>,
    query: Query<R>,
    branch: &'a Branch,
    tx: &'a Transaction<'a>,
}

impl<'a, R: Model> KeyVisitor<R> for Tree<'a, R> {
    type Out = Running<'a, Vec<(Vec<Val>, Found)>>;

    fn one<S: Model>(self, key: ToOne<R, S>) -> Self::Out {
        Box::pin(async move {
            match &self.branch.filter {
                None => {
                    let tree = self.query.with(key).all(self.tx).await?;
                    Ok(tree.iter().map(|(row, one)| (row.values(), rows(std::slice::from_ref(one)))).collect())
                }
                Some(pred) => {
                    let tree = self.query.with(key.filter(self.build.pred(pred))).all(self.tx).await?;
                    Ok(tree.iter().map(|(row, one)| (row.values(), rows(one.as_slice()))).collect())
                }
            }
        })
    }

    fn optional<S: Model>(self, key: ToOptional<R, S>) -> Self::Out {
        Box::pin(async move {
            let tree = match &self.branch.filter {
                None => self.query.with(key).all(self.tx).await?,
                Some(pred) => self.query.with(key.filter(self.build.pred(pred))).all(self.tx).await?,
            };
            Ok(tree.iter().map(|(row, one)| (row.values(), rows(one.as_slice()))).collect())
        })
    }

    fn many<S: Model>(self, key: ToMany<R, S>) -> Self::Out {
        Box::pin(async move {
            let Branch { filter, order, limit, offset } = self.branch;
            let mut branch = key.order_by(self.build.order::<S>(order));
            if let Some(pred) = filter {
                branch = branch.filter(self.build.pred(pred));
            }
            if let Some(offset) = offset {
                branch = branch.offset(*offset as u64);
            }
            if let Some(limit) = limit {
                branch = branch.limit(*limit as u64);
            }
            let tree = self.query.with(branch).all(self.tx).await?;
            Ok(tree.iter().map(|(row, many)| (row.values(), rows(many))).collect())
        })
    }
}
