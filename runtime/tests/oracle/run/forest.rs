//! Deeper trees: a few, as each has a type of its own.

use std::any::Any as Anything;

use relvar::{Branch, Error, Query, ToMany};

use super::Run;
use crate::interpret::{Found, Outcome};
use crate::models::public::{House, Person, Place};
use crate::program::{Nested, Set};
use crate::schema::Model;
use crate::value::Val;

type Many<R, S> = Branch<R, S, ToMany<R, S>>;

/// A row with what is loaded with it.
fn tree<R: Model, const N: usize>(row: &R, loaded: [Found; N]) -> (Vec<Val>, Vec<Found>) {
    (row.values(), loaded.into())
}

fn trees<T>(trees: &[T], each: impl Fn(&T) -> (Vec<Val>, Vec<Found>)) -> Found {
    Found::Forest(true, trees.iter().map(each).collect())
}

fn leaves<R: Model>(rows: &[R]) -> Found {
    trees(rows, |row| tree(row, []))
}

impl Run<'_> {
    /// A key to many rows, with the order, the filter and the limit that are asked for.
    fn many<R: Model, S: Model>(&self, key: ToMany<R, S>, nested: &Nested) -> Many<R, S> {
        let mut branch = key.order_by(self.build().order::<S>(&nested.branch.order));
        if let Some(pred) = &nested.branch.filter {
            branch = branch.filter(self.build().pred(pred));
        }
        if let Some(offset) = nested.branch.offset {
            branch = branch.offset(offset as u64);
        }
        if let Some(limit) = nested.branch.limit {
            branch = branch.limit(limit as u64);
        }
        branch
    }

    pub(super) async fn forest<R: Model>(&self, set: &Set, nested: &[Nested]) -> Result<Outcome, Error> {
        let query: Box<dyn Anything> = Box::new(self.build().set::<R>(set));
        let found = match R::AT {
            Person::AT => self.people(same(query), nested).await?,
            Place::AT => self.places(same(query), nested).await?,
            _ => self.houses(same(query), nested).await?,
        };
        Ok(vec![("forest", found)])
    }

    async fn people(&self, query: Query<Person>, nested: &[Nested]) -> Result<Found, Error> {
        let [houses, _, friends] = nested else { panic!("three branches") };
        let houses = self
            .many(Person::HOUSE_BY_OWNER, houses)
            .with(self.many(House::TAG, &houses.inside[0]))
            .with(House::OWNER)
            .with(House::ENTRY.count());
        let friends = self.many(Person::PERSON_VIA_FRIENDSHIP_BY_GIVER, friends);
        let found = query.with(houses).with(Person::BOSS).with(friends).all(self.tx).await?;
        Ok(trees(&found, |(person, houses, boss, friends)| {
            let houses = trees(houses, |(house, tags, owner, _)| {
                tree(house, [leaves(tags), leaves(std::slice::from_ref(owner))])
            });
            tree(person, [houses, leaves(boss.as_slice()), leaves(friends)])
        }))
    }

    async fn places(&self, query: Query<Place>, nested: &[Nested]) -> Result<Found, Error> {
        let [people, _] = nested else { panic!("two branches") };
        let people = self
            .many(Place::PERSON_VIA_VISIT, people)
            .with(self.many(Person::HOUSE_BY_OWNER, &people.inside[0]))
            .with(self.many(Person::PERSON_BY_FRIEND_CODE, &people.inside[1]));
        let found = query.with(people).with(Place::PLACE).all(self.tx).await?;
        Ok(trees(&found, |(place, people, outer)| {
            let people = trees(people, |(person, houses, friends)| tree(person, [leaves(houses), leaves(friends)]));
            tree(place, [people, leaves(outer.as_slice())])
        }))
    }

    async fn houses(&self, query: Query<House>, nested: &[Nested]) -> Result<Found, Error> {
        let [owner, _] = nested else { panic!("two branches") };
        let staff = self.many(Person::PERSON_BY_BOSS, &owner.inside[0]).with(Person::PROFILE);
        let found = query.with(House::OWNER.with(staff)).with(House::PLACE).all(self.tx).await?;
        Ok(trees(&found, |(house, (owner, staff), place)| {
            let staff = trees(staff, |(person, profile)| tree(person, [leaves(profile.as_slice())]));
            let owner = trees(&[owner], |owner| tree(*owner, [staff.clone()]));
            tree(house, [owner, leaves(place.as_slice())])
        }))
    }
}

/// The query as one of the model that it is of.
fn same<R: Model>(query: Box<dyn Anything>) -> Query<R> {
    *query.downcast::<Query<R>>().expect("a query of that model")
}
