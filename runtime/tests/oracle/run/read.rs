//! Reading sets, values and groups.

use relvar::{Error, Operand as _, Predicate, Query, case};

use super::{Run, read, readings, rows};
use crate::interpret::{Found, Outcome};
use crate::program::{GroupOrder, Grouped, Program, Selected};
use crate::schema::Model;
use crate::typed::{AnyAggregate, Several, each, either};

impl Run<'_> {
    pub(super) async fn read<R: Model>(&self, query: Query<R>) -> Result<Outcome, Error> {
        let first = query.first(self.tx).await?.into_iter().collect::<Vec<_>>();
        Ok(vec![
            ("all", rows(&query.all(self.tx).await?)),
            ("count", Found::Count(query.count(self.tx).await?)),
            ("exists", Found::Truth(query.exists(self.tx).await?)),
            ("first", rows(&first)),
        ])
    }

    pub(super) async fn select<R: Model>(&self, selected: &Selected) -> Result<Outcome, Error> {
        let query = self.build().set::<R>(&selected.set);
        match selected.values.len() {
            1 => self.select_as::<R, 1>(query, selected).await,
            _ => self.select_as::<R, 3>(query, selected).await,
        }
    }

    async fn select_as<R: Model, const N: usize>(
        &self,
        query: Query<R>,
        selected: &Selected,
    ) -> Result<Outcome, Error> {
        let Selected { values, distinct, order, limit, offset, .. } = selected;
        let values: Vec<_> = values.iter().map(|value| self.build().any::<R>(value)).collect();
        let readings = readings(&values);
        let mut rows = query.select(several::<_, N>(values));
        if *distinct {
            rows = rows.distinct();
        }
        if !order.is_empty() {
            rows = rows.order_by(self.build().order::<R>(order));
        }
        if let Some(offset) = offset {
            rows = rows.offset(*offset as u64);
        }
        if let Some(limit) = limit {
            rows = rows.limit(*limit as u64);
        }
        let found = read(rows.all(self.tx).await?, &readings)?;
        Ok(vec![("select", found), ("count", Found::Count(rows.count(self.tx).await?))])
    }

    pub(super) async fn group<R: Model>(&self, grouped: &Grouped) -> Result<Outcome, Error> {
        let Grouped { set, keys, aggregates, .. } = grouped;
        let query = self.build().set::<R>(set);
        if keys.is_empty() {
            let aggregates: Vec<_> = aggregates.iter().map(|agg| self.build().aggregate::<R>(agg)).collect();
            let readings: Vec<_> = aggregates.iter().map(AnyAggregate::reading).collect();
            let row = query.aggregate(several::<_, 2>(aggregates)).one(self.tx).await?;
            return Ok(vec![("groups", read(vec![row], &readings)?)]);
        }
        match keys.len() {
            1 => self.group_as::<R, 1>(query, grouped).await,
            _ => self.group_as::<R, 2>(query, grouped).await,
        }
    }

    async fn group_as<R: Model, const K: usize>(&self, query: Query<R>, grouped: &Grouped) -> Result<Outcome, Error> {
        let Grouped { keys, aggregates, having, order, limit, offset, .. } = grouped;
        let keys: Vec<_> = keys.iter().map(|key| self.build().any::<R>(key)).collect();
        let aggregates: Vec<_> = aggregates.iter().map(|agg| self.build().aggregate::<R>(agg)).collect();
        let readings = [readings(&keys), aggregates.iter().map(AnyAggregate::reading).collect()].concat();
        let mut groups = query.group_by(several::<_, K>(keys)).aggregate(several::<_, 2>(aggregates));
        if let Some(having) = having {
            match self.build().aggregate::<R>(having) {
                AnyAggregate::Bool(crate::typed::A::Plain(having)) => groups = groups.having(having),
                _ => panic!("no condition"),
            }
        }
        for order in order {
            groups = match order {
                GroupOrder::Keys => groups.order_by_keys(),
                GroupOrder::Aggregate(aggregate, descending) => {
                    each!(AnyAggregate: self.build().aggregate::<R>(aggregate), agg => either!(A: agg, agg => {
                        groups.order_by(if *descending { agg.desc() } else { agg.asc() })
                    }))
                }
            };
        }
        if let Some(limit) = limit {
            groups = groups.limit(*limit as u64);
        }
        if let Some(offset) = offset {
            groups = groups.offset(*offset as u64);
        }
        let found = groups.all(self.tx).await?;
        let found = found.into_iter().map(|(keys, aggregates)| [keys, aggregates].concat()).collect();
        Ok(vec![("groups", read(found, &readings)?)])
    }

    /// What is true, what is not, and what is NULL are all there is; and a filter keeps as many rows as have its value
    /// true.
    pub(super) async fn partition<R: Model>(&self, query: Query<R>, pred: Predicate<R>) -> Result<Outcome, Error> {
        let (tx, all) = (self.tx, Found::Count);
        let truths = query.select(pred.clone()).all(tx).await?;
        let ones = query.select(case(pred.clone(), 1).otherwise(0)).all(tx).await?;
        let sets = (query.clone() & R::filter(pred.clone())) | (query.clone() - R::filter(pred.clone()));
        let few = |count: usize| i64::try_from(count).expect("few");
        Ok(vec![
            ("true", all(query.clone().filter(pred.clone()).count(tx).await?)),
            ("not true", all(query.clone().filter(!pred.clone()).count(tx).await?)),
            ("null", all(query.clone().filter(pred.is_null()).count(tx).await?)),
            ("values that are true", all(few(truths.into_iter().filter(|truth| *truth).count()))),
            ("case", all(i64::from(ones.into_iter().sum::<i32>()))),
            ("sets", all(sets.count(tx).await?)),
        ])
    }

    pub(super) async fn pages<R: Model>(&self) -> Result<Outcome, Error> {
        let Program::Pages { set, order, size, backward } = self.program else { panic!("no pages") };
        let most = self.world.tables[R::AT].len() + 1;
        let mut found: Vec<R> = Vec::new();
        // A page that does not go on would go on for ever.
        for _ in 0..=most {
            let query = self.build().set::<R>(set).order_by(self.build().order::<R>(order));
            let last = found.last();
            let page = if *backward { query.before(last) } else { query.after(last) };
            let mut page = page.limit(*size as u64).all(self.tx).await?;
            if page.is_empty() {
                break;
            }
            if *backward {
                page.reverse();
            }
            found.extend(page);
        }
        Ok(vec![("pages", rows(&found))])
    }
}

fn several<T, const N: usize>(values: Vec<T>) -> Several<T, N> {
    Several(values.try_into().unwrap_or_else(|_| panic!("as many values as were made")))
}
