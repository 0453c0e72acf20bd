//! Code that a database has moved away from is told so, before a statement fails.

use relvar::generated::verify;
use relvar::{Error, Relation, sql};

use crate::rental;
use crate::sample::{Actor, Category, Customer, Film, FilmList, Inventory, Payment, Rental, Shelf, Store};

#[tokio::test]
async fn each_difference_is_said_once() -> Result<(), Error> {
    let db = rental!(Ok(()));
    let all = [
        Actor::META,
        Category::META,
        Customer::META,
        Film::META,
        FilmList::META,
        Inventory::META,
        Payment::META,
        Rental::META,
        Shelf::META,
        Store::META,
    ];
    assert_eq!(verify(&db, &all).await?, []);
    for text in [
        "drop view film_list",
        "drop function films_in_stock",
        "alter table actor add born date",
        "update actor set born = current_date",
        "alter table actor alter born set not null",
        "alter table actor add died date",
        "alter table category rename name to title",
        "alter table shelf alter floor type integer",
        "alter table film alter rating drop default, alter rating type text",
    ] {
        sql(text).execute(&db).await?;
    }
    let found: Vec<_> = verify(&db, &all).await?.iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "`public.actor.born` is required in the database and unknown to the code",
            "`public.category.name` is not in the database",
            "`public.category.title` is required in the database and unknown to the code",
            "`public.film.rating` is of type `\"public\".\"mpaa_rating\"` in the code and `text` in the database",
            "`public.film_list` is not in the database",
            "`public.shelf.floor` is of type `int2` in the code and `integer` in the database",
        ]
    );
    Ok(())
}
