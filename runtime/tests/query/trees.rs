//! Trees: what is loaded with a row is what following its keys one by one finds.

use std::collections::BTreeMap;

use relvar::{Error, Pool, Transaction, sql};

use crate::sample::prelude::*;
use crate::sample::{
    Actor, Category, Customer, Film, FilmActor, Inventory, Language, Membership, MpaaRating, Payment, Rental, Shelf,
    Store,
};
use crate::{RENTAL, rental};

/// The sets that trees grow from: said again by predicate, and not.
fn roots() -> Vec<Query<Film>> {
    let by_id = || Film::query().order_by(Film::FILM_ID);
    vec![
        by_id(),
        by_id().filter(Film::LENGTH.gt(110)),
        Film::query().order_by((Film::LENGTH.desc(), Film::FILM_ID)).limit(5).offset(1),
        by_id().limit(7).filter(Film::LENGTH.gt(100)),
        Film::find(8),
        Film::find(999),
        Film::none(),
        by_id().for_update(),
    ]
}

#[tokio::test]
async fn every_kind_of_key_is_followed_as_row_by_row() -> Result<(), Error> {
    let db = rental!(Ok(()));
    // One of the sets is locked, which is done in a transaction.
    db.transaction(async |tx| every_kind_of_key(tx).await).await
}

async fn every_kind_of_key(db: &Transaction<'_>) -> Result<(), Error> {
    for root in roots() {
        let tree = root
            .with(Film::LANGUAGE)
            .with(Film::ORIGINAL_LANGUAGE)
            .with(Film::ACTOR.order_by(Actor::ACTOR_ID))
            .with(Film::INVENTORY.order_by(Inventory::INVENTORY_ID))
            .with(Film::ACTOR.count())
            .with(Film::LANGUAGE.filter(Language::NAME.ne("English")))
            .with(Film::ACTOR.filter(Actor::LAST_NAME.eq("Hale")).order_by(Actor::FIRST_NAME.desc()))
            .with(Film::INVENTORY.order_by(Inventory::INVENTORY_ID.desc()).limit(1))
            .all(db)
            .await?;
        let films = root.all(db).await?;
        assert_eq!(tree.iter().map(|row| &row.0).collect::<Vec<_>>(), films.iter().collect::<Vec<_>>());
        for (film, language, original, actors, copies, count, foreign, hales, last) in tree {
            assert_eq!(language, film.language().one(db).await?);
            assert_eq!(original, film.original_language().optional(db).await?);
            assert_eq!(actors, film.actor().order_by(Actor::ACTOR_ID).all(db).await?);
            assert_eq!(copies, film.inventory().order_by(Inventory::INVENTORY_ID).all(db).await?);
            assert_eq!(usize::try_from(count), Ok(actors.len()));
            assert_eq!(foreign, Some(language).filter(|language| language.name != "English"));
            let expected = film.actor().filter(Actor::LAST_NAME.eq("Hale")).order_by(Actor::FIRST_NAME.desc());
            assert_eq!(hales, expected.all(db).await?);
            assert_eq!(last, copies.into_iter().rev().take(1).collect::<Vec<_>>());
        }
    }
    Ok(())
}

#[tokio::test]
async fn the_first_of_each_are_of_each() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let longest = Film::ACTOR.order_by((Actor::LAST_NAME.desc(), Actor::FIRST_NAME)).limit(2).offset(1);
    db.transaction(async |tx| {
        for root in roots() {
            for (film, actors) in root.with(longest.clone()).all(tx).await? {
                let expected = film.actor().order_by((Actor::LAST_NAME.desc(), Actor::FIRST_NAME)).limit(2).offset(1);
                assert_eq!(actors, expected.all(tx).await?);
            }
        }
        Ok::<_, Error>(())
    })
    .await?;
    // Below a level with a limit, and in order of a value across another key.
    let newest = Language::FILM.order_by(Film::RELEASE_YEAR.desc().nulls_last()).limit(2);
    let cast = Film::ACTOR.order_by(Actor::FILM.count().desc()).order_by(Actor::ACTOR_ID).limit(1);
    let tree = Language::query().order_by(Language::LANGUAGE_ID).with(newest.with(cast)).all(&db).await?;
    let shown: Vec<_> = tree
        .iter()
        .map(|(_, films)| films.iter().map(|(film, cast)| (film.film_id, cast.iter().map(|a| a.actor_id).collect())))
        .map(Iterator::collect::<Vec<(i32, Vec<i32>)>>)
        .collect();
    assert_eq!(shown, [vec![(8, vec![1]), (6, vec![4])], vec![(3, vec![1])], vec![(9, vec![2])], vec![(7, vec![3])]]);
    Ok(())
}

#[tokio::test]
async fn a_tree_is_as_deep_as_one_likes() -> Result<(), Error> {
    let db = rental!(Ok(()));
    // Six levels, an optional key, a composite key and a one-to-one key among them.
    type Copies = Vec<(Inventory, Option<Shelf>, Vec<(Rental, Vec<Payment>, (Customer, Option<Membership>))>)>;
    let customer = Rental::CUSTOMER.with(Customer::MEMBERSHIP);
    let rental = Inventory::RENTAL.with(Rental::PAYMENT).with(customer);
    let copies = Film::INVENTORY.order_by(Inventory::INVENTORY_ID).with(Inventory::SHELF).with(rental);
    let tree: Vec<(Language, Vec<(Film, Copies)>)> =
        Language::query().with(Language::FILM.with(copies)).all(&db).await?;
    let copies: Vec<_> = tree.iter().flat_map(|(_, films)| films).flat_map(|(_, copies)| copies).collect();
    assert_eq!(copies.len(), 14);
    let shelves: BTreeMap<i32, Option<i16>> =
        copies.iter().map(|(copy, shelf, _)| (copy.inventory_id, shelf.as_ref().map(|shelf| shelf.floor))).collect();
    let asked: Vec<(i32, Option<i16>)> = sql(
        "select inventory_id, floor from inventory i left join shelf s on (s.store_id, s.code) = (i.store_id, i.shelf_code)",
    )
    .fetch_as(&db)
    .await?;
    assert_eq!(shelves, asked.into_iter().collect());
    let rentals: Vec<_> = copies.iter().flat_map(|(.., rentals)| rentals).collect();
    assert_eq!(rentals.len(), 7);
    assert!(rentals.iter().all(|(rental, payments, (customer, _))| {
        payments.len() == 1 && rental.customer_id == customer.customer_id
    }));
    assert_eq!(rentals.iter().filter(|(.., (_, membership))| membership.is_some()).count(), 4);
    Ok(())
}

#[tokio::test]
async fn a_relation_is_loaded_with_rows_of_itself() -> Result<(), Error> {
    let db = rental!(Ok(()));
    type Node = (Category, Option<Category>, Vec<(Category, Vec<Category>)>);
    let tree: Vec<Node> = Category::query()
        .order_by(Category::CATEGORY_ID)
        .with(Category::PARENT)
        .with(Category::CATEGORY_BY_PARENT.order_by(Category::NAME).with(Category::CATEGORY_BY_PARENT))
        .all(&db)
        .await?;
    let thriller = &tree[2];
    let below: Vec<_> = thriller.2.iter().map(|(category, _)| category.name.as_str()).collect();
    assert_eq!((thriller.1.is_none(), below), (true, vec!["Heist", "Horror"]));
    assert_eq!(tree[3].1.as_ref().map(|parent| parent.name.as_str()), Some("Thriller"));
    // Keys that are not numbers.
    let customers = Customer::query().with(Customer::REFERRED_BY_REF).with(Customer::CUSTOMER_BY_REFERRED_BY);
    for (customer, by, brought) in customers.all(&db).await? {
        assert_eq!(by, customer.referred_by().optional(&db).await?);
        assert_eq!(brought.len() as i64, customer.customer_by_referred_by().count(&db).await?);
    }
    Ok(())
}

#[tokio::test]
async fn a_row_led_to_from_several_is_with_each_of_them() -> Result<(), Error> {
    let db = rental!(Ok(()));
    // Actors repeat below films, and each has films of its own below.
    for root in [Film::query().order_by(Film::FILM_ID), Film::query().order_by(Film::FILM_ID).limit(100)] {
        for most in [2, 100] {
            let all = Actor::FILM.order_by(Film::FILM_ID);
            let below = if most == 100 { all } else { all.limit(most) };
            let tree = root.with(Film::ACTOR.order_by(Actor::ACTOR_ID).with(below)).all(&db).await?;
            for (film, actors) in tree {
                for (actor, films) in actors {
                    let expected = actor.film().order_by(Film::FILM_ID).limit(most).all(&db).await?;
                    assert_eq!(films, expected, "{} of {}", actor.actor_id, film.film_id);
                }
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn one_optional_and_first_of_a_tree() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let (film, language): (Film, Language) = Film::find(3).with(Film::LANGUAGE).one(&db).await?;
    assert_eq!((film.film_id, language.name.as_str()), (3, "French"));
    assert_eq!(Film::find(999).with(Film::LANGUAGE).optional(&db).await?, None);
    assert!(Film::find(999).with(Film::ACTOR).one(&db).await.is_err_and(|error| error.is_not_found()));
    assert!(Film::query().with(Film::ACTOR).one(&db).await.is_err_and(|error| error.is_too_many_rows()));
    let first = Film::query().with(Film::LANGUAGE).order_by(Film::LENGTH.desc().nulls_last()).first(&db).await?;
    assert_eq!(first.map(|(film, _)| film.film_id), Some(8));
    let filtered = Film::query().with(Film::ACTOR).filter(Film::RATING.eq(MpaaRating::G)).all(&db).await?;
    assert_eq!(filtered.len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_pool_of_one_connection_is_enough() -> Result<(), Error> {
    let Some(url) = crate::server::url().await else { return Ok(()) };
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.expect("connects");
    tokio::spawn(connection);
    client.batch_execute(RENTAL).await.expect("creates");
    let pool = Pool::builder(&url)?.max_size(1).build()?;
    let tree = Store::query().with(Store::INVENTORY.with(Inventory::FILM.with(Film::ACTOR))).with(Store::SHELF);
    let on_pool = tree.all(&pool).await?;
    assert_eq!(on_pool.len(), 2);
    let in_transaction = pool.transaction(async |tx| tree.all(tx).await).await?;
    assert_eq!(on_pool, in_transaction);
    let on_client = tree.all(&client).await?;
    assert_eq!(on_client, in_transaction);
    assert_eq!(FilmActor::query().with(FilmActor::FILM).with(FilmActor::ACTOR).all(&pool).await?.len(), 22);
    Ok(())
}

#[tokio::test]
async fn a_tree_takes_one_connection_of_a_pool_and_gives_it_back() -> Result<(), Error> {
    let Some(url) = crate::server::url().await else { return Ok(()) };
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.expect("connects");
    tokio::spawn(connection);
    client.batch_execute(RENTAL).await.expect("creates");
    let options = url.parse::<relvar::ConnectOptions>()?.application_name("pooled");
    let pool = Pool::with_options(options).max_size(8).build()?;
    let tree = Store::query().with(Store::INVENTORY.with(Inventory::FILM.with(Film::ACTOR))).with(Store::SHELF);
    for _ in 0..3 {
        assert_eq!(tree.all(&pool).await?.len(), 2);
    }
    let count = "select count(*) from pg_stat_activity where application_name = 'pooled'";
    assert_eq!(sql(count).fetch_scalar::<i64>(&client).await?, 1);
    // What opens a connection is not carried along by those who find one.
    let films = Film::query();
    let size = size_of_val(&films.all(&pool));
    assert!(size < 4096, "{size} bytes");
    Ok(())
}

#[tokio::test]
async fn joined_each_row_is_beside_what_a_key_leads_to() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let films = Film::query().order_by(Film::FILM_ID);
    let pairs: Vec<(Film, Language)> = films.left_join(Film::LANGUAGE).all(&db).await?;
    assert_eq!(pairs, films.with(Film::LANGUAGE).all(&db).await?);
    let pairs: Vec<(Film, Option<Language>)> = films.left_join(Film::ORIGINAL_LANGUAGE).all(&db).await?;
    assert_eq!(pairs, films.with(Film::ORIGINAL_LANGUAGE).all(&db).await?);
    for films in [films.clone(), films.clone().limit(3), films.filter(Film::LANGUAGE.get(Language::NAME).eq("English"))]
    {
        let pairs: Vec<(Film, Option<Actor>)> = films.left_join(Film::ACTOR).all(&db).await?;
        let mut pairs: Vec<_> =
            pairs.into_iter().map(|(film, actor)| (film.film_id, actor.map(|a| a.actor_id))).collect();
        pairs.sort_unstable();
        let tree = films.with(Film::ACTOR.order_by(Actor::ACTOR_ID)).all(&db).await?;
        let flat = tree.into_iter().flat_map(|(film, actors)| {
            let none = actors.is_empty().then_some((film.film_id, None));
            let some = actors.into_iter().map(move |actor| (film.film_id, Some(actor.actor_id)));
            some.chain(none).collect::<Vec<_>>()
        });
        assert_eq!(pairs, flat.collect::<Vec<_>>());
    }
    let copies = Inventory::query().order_by(Inventory::INVENTORY_ID);
    assert_eq!(copies.left_join(Inventory::SHELF).all(&db).await?, copies.with(Inventory::SHELF).all(&db).await?);
    Ok(())
}

#[tokio::test]
async fn a_limit_for_each_row_holds_where_no_index_finds_its_rows() -> Result<(), Error> {
    let db = rental!(Ok(()));
    for root in [Category::query(), Category::filter(Category::NAME.ne("Comedy")), Category::query().limit(3)] {
        let root = root.order_by(Category::CATEGORY_ID);
        let films = Category::FILM.order_by((Film::TITLE.desc(), Film::FILM_ID)).limit(2).offset(1);
        let children = Category::CATEGORY_BY_PARENT.order_by(Category::NAME).limit(1);
        let tree = root.with(films.with(Film::LANGUAGE)).with(children).all(&db).await?;
        assert!(tree.iter().any(|(_, films, _)| films.len() == 2) && tree.iter().any(|(.., below)| below.len() == 1));
        for (category, films, children) in tree {
            let expected = category.film().order_by((Film::TITLE.desc(), Film::FILM_ID)).limit(2).offset(1);
            let films: Vec<Film> = films.into_iter().map(|(film, _)| film).collect();
            assert_eq!(films, expected.all(&db).await?);
            let expected = category.category_by_parent().order_by(Category::NAME).limit(1);
            assert_eq!(children, expected.all(&db).await?);
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_limit_for_each_row_is_for_the_rows_above_and_not_for_their_parents() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let copies = Film::INVENTORY.with(Inventory::RENTAL.order_by(Rental::RENTAL_ID).limit(1));
    let films = Film::filter(Film::INVENTORY.any(Inventory::RENTAL.exists()));
    for root in [films.clone().limit(3), films] {
        let tree = root.order_by(Film::FILM_ID.desc()).with(copies.clone()).all(&db).await?;
        let mut rented = 0;
        for (copy, rentals) in tree.into_iter().flat_map(|(_, copies)| copies) {
            assert_eq!(rentals, copy.rental().order_by(Rental::RENTAL_ID).limit(1).all(&db).await?);
            rented += rentals.len();
        }
        assert!(rented > 0);
    }
    Ok(())
}
