//! Code that a database has moved away from is told so, before a statement fails.

use relvar::generated::{SchemaMeta, labels, verify};
use relvar::{Db, Error, Relation, sql};

use crate::rental;
use crate::sample::{
    Actor, Category, Customer, Film, FilmActor, FilmCategory, FilmList, Inventory, Language, Membership, MpaaRating,
    Payment, Rental, Shelf, Store,
};

const SAMPLE: &SchemaMeta = &SchemaMeta {
    relations: &[
        Actor::META,
        Category::META,
        Customer::META,
        Film::META,
        FilmActor::META,
        FilmCategory::META,
        FilmList::META,
        Inventory::META,
        Language::META,
        Membership::META,
        Payment::META,
        Rental::META,
        Shelf::META,
        Store::META,
    ],
    enums: &[labels::<MpaaRating>],
};

/// What is found after these statements.
async fn check(statements: &[&'static str], expected: &[&str]) -> Result<(), Error> {
    let db: Db = rental!(Ok(()));
    assert_eq!(verify(&db, &[SAMPLE]).await?, []);
    for text in statements {
        sql(*text).execute(&db).await?;
    }
    let found: Vec<_> = verify(&db, &[SAMPLE]).await?.iter().map(ToString::to_string).collect();
    assert_eq!(found, expected);
    Ok(())
}

#[tokio::test]
async fn relations_and_columns() -> Result<(), Error> {
    check(
        &[
            "drop view film_list",
            "drop function films_in_stock",
            "alter table actor add born date",
            "update actor set born = current_date",
            "alter table actor alter born set not null",
            "alter table actor add died date",
            "alter table category rename name to title",
            "alter table shelf alter floor type integer",
            "alter table film alter rating drop default, alter rating type text",
            "alter table film alter title drop not null",
            "update film set length = 90 where length is null",
            "alter table film alter length set not null",
        ],
        &[
            "`public.actor.born` is not in the models, but the database requires a value for it",
            "the key `category_name_key` of `public.category` is on (name) in the models, but on (title) in the database",
            "`public.category.name` is not in the database",
            "`public.category.title` is not in the models, but the database requires a value for it",
            "`public.film.length` is nullable in the models, but NOT NULL in the database",
            "`public.film.rating` is of type `mpaa_rating` in the models, but `text` in the database",
            "`public.film.title` is NOT NULL in the models, but nullable in the database",
            "`public.film_list` is not in the database",
            "`public.shelf.floor` is of type `smallint` in the models, but `integer` in the database",
        ],
    )
    .await
}

#[tokio::test]
async fn keys_and_labels() -> Result<(), Error> {
    check(
        &[
            "alter table film drop constraint film_language_id_fkey",
            "alter table language drop constraint language_name_key, add constraint language_name_key unique (name, language_id)",
            "alter type mpaa_rating rename value 'NC-17' to 'X'",
        ],
        &[
            "the key `film_language_id_fkey` of `public.film` is not in the database",
            "the key `language_name_key` of `public.language` is on (name) in the models, but on (language_id, name) in the database",
            "the label `NC-17` of `public.mpaa_rating` is not in the database",
            "the label `X` of `public.mpaa_rating` is not in the models",
        ],
    )
    .await
}

/// What a domain refuses counts as what a column refuses; what fills itself is not required.
#[tokio::test]
async fn domains_and_defaults() -> Result<(), Error> {
    check(
        &[
            "create domain short as text not null",
            "create domain shorter as short check (value <> '')",
            "create domain filled as text not null default '-'",
            "alter table store add a shorter default '-', add b filled, add c integer generated always as identity",
            "alter table store alter a drop default",
        ],
        &["`public.store.a` is not in the models, but the database requires a value for it"],
    )
    .await
}
