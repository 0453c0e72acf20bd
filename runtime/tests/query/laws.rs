//! The laws of sets, on generated data and generated sets: what the server finds is what a model in memory finds.
//!
//! The sets are of films, actors (across an association table) and categories (whose key leads to themselves, across
//! cycles too), combined and followed up to four levels deep.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use relvar::{Db, Expr, sql};

use crate::sample::prelude::*;
use crate::sample::{Actor, Category, Film, MpaaRating};

const RATINGS: [MpaaRating; 3] = [MpaaRating::G, MpaaRating::Pg13, MpaaRating::R];

/// The rows of all tables.
#[derive(Clone, Debug, Default)]
struct World {
    films: BTreeMap<i32, (Option<i16>, Option<MpaaRating>)>,
    actors: BTreeSet<i32>,
    cast: BTreeSet<(i32, i32)>,
    categories: BTreeMap<i32, Option<i32>>,
    sorted: BTreeSet<(i32, i32)>,
}

#[derive(Clone, Debug)]
enum Films {
    All,
    None,
    LongerThan(i16),
    WithoutLength,
    Rated(MpaaRating),
    NotRated(MpaaRating),
    With(Box<Actors>),
    WithAll(Box<Actors>),
    WithMoreThan(i64),
    Of(Box<Actors>),
    In(Box<Categories>),
    First(Box<Films>, u64, u64),
    Both(Box<Films>, Box<Films>),
    Either(Box<Films>, Box<Films>),
    Minus(Box<Films>, Box<Films>),
    OneOf(Box<Films>, Box<Films>),
    Not(Box<Films>),
    Filtered(Box<Films>, i16),
}

#[derive(Clone, Debug)]
enum Actors {
    Before(i32),
    Of(Box<Films>),
    Either(Box<Actors>, Box<Actors>),
    Not(Box<Actors>),
}

#[derive(Clone, Debug)]
enum Categories {
    Before(i32),
    Roots,
    Parents(Box<Categories>),
    Children(Box<Categories>),
    Below(Box<Categories>),
    OfParentBefore(i32),
    Of(Box<Films>),
    Minus(Box<Categories>, Box<Categories>),
    Not(Box<Categories>),
}

impl Films {
    fn query(&self) -> Query<Film> {
        match self {
            Self::All => Film::query(),
            Self::None => Film::none(),
            Self::LongerThan(length) => Film::filter(Film::LENGTH.gt(*length)),
            Self::WithoutLength => Film::filter(Film::LENGTH.is_null()),
            Self::Rated(rating) => Film::filter(Film::RATING.eq(*rating)),
            Self::NotRated(rating) => Film::filter(Film::RATING.ne(*rating)),
            Self::With(actors) => Film::filter(Film::ACTOR.any(actors.query().predicate())),
            Self::WithAll(actors) => Film::filter(Film::ACTOR.every(actors.query().predicate())),
            Self::WithMoreThan(count) => Film::filter(Film::ACTOR.count().gt(*count)),
            Self::Of(actors) => actors.query().film(),
            Self::In(categories) => categories.query().film(),
            Self::First(films, limit, offset) => {
                films.query().order_by((Film::LENGTH.asc(), Film::FILM_ID.desc())).limit(*limit).offset(*offset)
            }
            Self::Both(a, b) => a.query() & b.query(),
            Self::Either(a, b) => a.query() | b.query(),
            Self::Minus(a, b) => a.query() - b.query(),
            Self::OneOf(a, b) => a.query() ^ b.query(),
            Self::Not(a) => !a.query(),
            Self::Filtered(a, length) => a.query().filter(Film::LENGTH.le(*length)),
        }
    }

    fn rows(&self, world: &World) -> BTreeSet<i32> {
        let those = |keep: &dyn Fn(i32, Option<i16>, Option<MpaaRating>) -> bool| {
            world.films.iter().filter(|(id, film)| keep(**id, film.0, film.1)).map(|(id, _)| *id).collect()
        };
        let cast = |film: i32| world.cast.iter().filter(move |(id, _)| *id == film).map(|(_, actor)| *actor);
        match self {
            Self::All => those(&|_, _, _| true),
            Self::None => BTreeSet::new(),
            Self::LongerThan(than) => those(&|_, length, _| length.is_some_and(|length| length > *than)),
            Self::WithoutLength => those(&|_, length, _| length.is_none()),
            Self::Rated(rating) => those(&|_, _, found| found == Some(*rating)),
            Self::NotRated(rating) => those(&|_, _, found| found.is_some_and(|found| found != *rating)),
            Self::With(actors) | Self::Of(actors) => {
                let actors = actors.rows(world);
                those(&|id, _, _| cast(id).any(|actor| actors.contains(&actor)))
            }
            Self::WithAll(actors) => {
                let actors = actors.rows(world);
                those(&|id, _, _| cast(id).all(|actor| actors.contains(&actor)))
            }
            Self::WithMoreThan(count) => those(&|id, _, _| i64::try_from(cast(id).count()).expect("few") > *count),
            Self::In(categories) => {
                let categories = categories.rows(world);
                let within =
                    |id| world.sorted.iter().any(|(film, category)| *film == id && categories.contains(category));
                those(&|id, _, _| within(id))
            }
            Self::First(films, limit, offset) => {
                let mut films: Vec<_> = films.rows(world).into_iter().collect();
                let length = |id: &i32| world.films[id].0;
                films.sort_by_key(|id| (length(id).is_none(), length(id), std::cmp::Reverse(*id)));
                let (limit, offset) = (usize::try_from(*limit).expect("few"), usize::try_from(*offset).expect("few"));
                films.into_iter().skip(offset).take(limit).collect()
            }
            Self::Both(a, b) => &a.rows(world) & &b.rows(world),
            Self::Either(a, b) => &a.rows(world) | &b.rows(world),
            Self::Minus(a, b) => &a.rows(world) - &b.rows(world),
            Self::OneOf(a, b) => &a.rows(world) ^ &b.rows(world),
            Self::Not(a) => &Self::All.rows(world) - &a.rows(world),
            Self::Filtered(a, than) => {
                let a = a.rows(world);
                those(&|id, length, _| a.contains(&id) && length.is_some_and(|length| length <= *than))
            }
        }
    }
}

impl Actors {
    fn query(&self) -> Query<Actor> {
        match self {
            Self::Before(id) => Actor::filter(Actor::ACTOR_ID.lt(*id)),
            Self::Of(films) => films.query().actor(),
            Self::Either(a, b) => a.query() | b.query(),
            Self::Not(a) => !a.query(),
        }
    }

    fn rows(&self, world: &World) -> BTreeSet<i32> {
        match self {
            Self::Before(than) => world.actors.range(..than).copied().collect(),
            Self::Of(films) => {
                let films = films.rows(world);
                world.cast.iter().filter(|(film, _)| films.contains(film)).map(|(_, actor)| *actor).collect()
            }
            Self::Either(a, b) => &a.rows(world) | &b.rows(world),
            Self::Not(a) => &world.actors - &a.rows(world),
        }
    }
}

impl Categories {
    fn query(&self) -> Query<Category> {
        match self {
            Self::Before(id) => Category::filter(Category::CATEGORY_ID.lt(*id)),
            Self::Roots => Category::filter(Category::PARENT_ID.is_null()),
            Self::Parents(a) => a.query().parent(),
            Self::Children(a) => a.query().category_by_parent(),
            Self::Below(a) => Category::filter(Category::PARENT.within(a.query())),
            Self::OfParentBefore(id) => Category::filter(Category::PARENT.get(Category::CATEGORY_ID).lt(*id)),
            Self::Of(films) => films.query().category(),
            Self::Minus(a, b) => a.query() - b.query(),
            Self::Not(a) => !a.query(),
        }
    }

    fn rows(&self, world: &World) -> BTreeSet<i32> {
        let all = || world.categories.iter();
        match self {
            Self::Before(than) => world.categories.range(..than).map(|(id, _)| *id).collect(),
            Self::Roots => all().filter(|(_, parent)| parent.is_none()).map(|(id, _)| *id).collect(),
            Self::Parents(a) => a.rows(world).iter().filter_map(|id| world.categories[id]).collect(),
            Self::Children(a) | Self::Below(a) => {
                let a = a.rows(world);
                all()
                    .filter(|(_, parent)| parent.is_some_and(|parent| a.contains(&parent)))
                    .map(|(id, _)| *id)
                    .collect()
            }
            Self::OfParentBefore(than) => {
                all().filter(|(_, parent)| parent.is_some_and(|parent| parent < *than)).map(|(id, _)| *id).collect()
            }
            Self::Of(films) => {
                let films = films.rows(world);
                world.sorted.iter().filter(|(film, _)| films.contains(film)).map(|(_, category)| *category).collect()
            }
            Self::Minus(a, b) => &a.rows(world) - &b.rows(world),
            Self::Not(a) => {
                let a = a.rows(world);
                all().map(|(id, _)| *id).filter(|id| !a.contains(id)).collect()
            }
        }
    }
}

fn films(depth: u32) -> BoxedStrategy<Films> {
    let length = || 1_i16..6;
    let leaf = prop_oneof![
        Just(Films::All),
        Just(Films::None),
        length().prop_map(Films::LongerThan),
        Just(Films::WithoutLength),
        prop::sample::select(RATINGS.to_vec()).prop_map(Films::Rated),
        prop::sample::select(RATINGS.to_vec()).prop_map(Films::NotRated),
        (0_i64..3).prop_map(Films::WithMoreThan),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let more = || films(depth - 1).prop_map(Box::new);
    prop_oneof![
        1 => leaf,
        1 => actors(depth - 1).prop_map(|actors| Films::With(Box::new(actors))),
        1 => actors(depth - 1).prop_map(|actors| Films::WithAll(Box::new(actors))),
        1 => actors(depth - 1).prop_map(|actors| Films::Of(Box::new(actors))),
        1 => categories(depth - 1).prop_map(|categories| Films::In(Box::new(categories))),
        1 => (more(), 0_u64..5, 0_u64..3).prop_map(|(films, limit, offset)| Films::First(films, limit, offset)),
        1 => (more(), more()).prop_map(|(a, b)| Films::Both(a, b)),
        1 => (more(), more()).prop_map(|(a, b)| Films::Either(a, b)),
        1 => (more(), more()).prop_map(|(a, b)| Films::Minus(a, b)),
        1 => (more(), more()).prop_map(|(a, b)| Films::OneOf(a, b)),
        1 => more().prop_map(Films::Not),
        1 => (more(), length()).prop_map(|(a, than)| Films::Filtered(a, than)),
    ]
    .boxed()
}

fn actors(depth: u32) -> BoxedStrategy<Actors> {
    let leaf = (1..6).prop_map(Actors::Before);
    if depth == 0 {
        return leaf.boxed();
    }
    let more = || actors(depth - 1).prop_map(Box::new);
    prop_oneof![
        leaf,
        films(depth - 1).prop_map(|films| Actors::Of(Box::new(films))),
        (more(), more()).prop_map(|(a, b)| Actors::Either(a, b)),
        more().prop_map(Actors::Not),
    ]
    .boxed()
}

fn categories(depth: u32) -> BoxedStrategy<Categories> {
    let leaf = prop_oneof![
        (1..6).prop_map(Categories::Before),
        Just(Categories::Roots),
        (1..6).prop_map(Categories::OfParentBefore),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let more = || categories(depth - 1).prop_map(Box::new);
    prop_oneof![
        leaf,
        more().prop_map(Categories::Parents),
        more().prop_map(Categories::Children),
        more().prop_map(Categories::Below),
        films(depth - 1).prop_map(|films| Categories::Of(Box::new(films))),
        (more(), more()).prop_map(|(a, b)| Categories::Minus(a, b)),
        more().prop_map(Categories::Not),
    ]
    .boxed()
}

fn world() -> impl Strategy<Value = World> {
    let film = (prop::option::of(1_i16..6), prop::option::of(prop::sample::select(RATINGS.to_vec())));
    let pairs = || prop::collection::btree_set((1..8, 1..6), 0..20);
    (
        prop::collection::btree_map(1..8, film, 0..7),
        prop::collection::btree_set(1..6, 0..5),
        pairs(),
        prop::collection::btree_map(1..6, prop::option::of(1..6), 0..6),
        pairs(),
    )
        .prop_map(|(films, actors, mut cast, mut categories, mut sorted)| {
            cast.retain(|(film, actor)| films.contains_key(film) && actors.contains(actor));
            let known: BTreeSet<i32> = categories.keys().copied().collect();
            for parent in categories.values_mut() {
                *parent = parent.filter(|parent| known.contains(parent));
            }
            sorted.retain(|(film, category)| films.contains_key(film) && known.contains(category));
            World { films, actors, cast, categories, sorted }
        })
}

async fn fill(db: &Db, world: &World) -> Result<(), relvar::Error> {
    sql("truncate film, actor, category, film_actor, film_category cascade").execute(db).await?;
    for (id, (length, rating)) in &world.films {
        let text = "insert into film (film_id, title, language_id, length, rating) values ($1, 'x', 1, $2, $3)";
        sql(text).bind(*id).bind(*length).bind(*rating).execute(db).await?;
    }
    for id in &world.actors {
        sql("insert into actor values ($1, 'x', 'y')").bind(*id).execute(db).await?;
    }
    for (film, actor) in &world.cast {
        sql("insert into film_actor values ($1, $2)").bind(*film).bind(*actor).execute(db).await?;
    }
    for id in world.categories.keys() {
        sql("insert into category values ($1, null, $2)").bind(*id).bind(id.to_string()).execute(db).await?;
    }
    for (id, parent) in &world.categories {
        sql("update category set parent_id = $2 where category_id = $1").bind(*id).bind(*parent).execute(db).await?;
    }
    for (film, category) in &world.sorted {
        sql("insert into film_category values ($1, $2)").bind(*film).bind(*category).execute(db).await?;
    }
    Ok(())
}

/// The rows that the server finds are those of the model, each once, and as many as it counts.
async fn check<R: Table>(
    db: &Db,
    query: Query<R>,
    id: Expr<R, i32>,
    expected: BTreeSet<i32>,
) -> Result<(), TestCaseError> {
    let failed = |error: relvar::Error| TestCaseError::fail(format!("{error}\n{query:?}"));
    let mut found = query.select(id).all(db).await.map_err(failed)?;
    found.sort_unstable();
    let expected: Vec<_> = expected.into_iter().collect();
    prop_assert_eq!(&found, &expected, "{:?}", query);
    prop_assert_eq!(query.count(db).await.map_err(failed)?, i64::try_from(found.len()).expect("few"));
    prop_assert_eq!(query.exists(db).await.map_err(failed)?, !found.is_empty());
    let whole = query.clone() | !query;
    prop_assert!(whole.delete(db).await.is_err_and(|error| error.is_unrestricted()));
    Ok(())
}

#[test]
fn the_server_finds_what_the_model_finds() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let Some(db) = runtime.block_on(crate::open()) else { return };
    let mut runner = TestRunner::new(Config { cases: 48, failure_persistence: None, ..Config::default() });
    let sets = || prop::collection::vec((films(3), actors(3), categories(3)), 12);
    runner
        .run(&(world(), sets()), |(world, sets)| {
            runtime.block_on(async {
                fill(&db, &world).await.map_err(|error| TestCaseError::fail(error.to_string()))?;
                for (films, actors, categories) in sets {
                    check(&db, films.query(), Film::FILM_ID.expr(), films.rows(&world)).await?;
                    check(&db, actors.query(), Actor::ACTOR_ID.expr(), actors.rows(&world)).await?;
                    check(&db, categories.query(), Category::CATEGORY_ID.expr(), categories.rows(&world)).await?;
                }
                Ok(())
            })
        })
        .expect("the laws hold");
}
