//! Relations that are no plain tables, against a server: what their generated code promises is so.
#![allow(clippy::unwrap_used, clippy::default_trait_access, reason = "tests")]

#[path = "../../../codegen/tests/cases/relations/expected/files/mod.rs"]
mod golden;

use golden::prelude::*;
use golden::public::{
    Author, Book, BookList, Cheap, Cube, Entry, Name, NewAuthor, NewBook, NewCheap, NewEntry, NewNothing, NewShape,
    NewSide, NewSquare, Nothing, Shape, Shelf, Side, Square, TitleCount,
};
use relvar::{Db, Error, sql};
use relvar_catalog::{connect::Session, introspect::introspect};
use relvar_codegen::{Config, generate};

const SCHEMA: &str = include_str!("../../../codegen/tests/cases/relations/schema.sql");

async fn open(name: &str) -> Option<Db> {
    Some(Db::connect(&tests::database(name, SCHEMA).await.unwrap()?).await.unwrap())
}

#[tokio::test]
async fn views_show_what_is_beneath() -> Result<(), Error> {
    let Some(db) = open("relations_views").await else { return Ok(()) };
    let author = |name: &str| NewAuthor { name: name.into(), tag: "x".into(), optional: Default::default() };
    Author::insert_many([author("ann"), author("bob")]).execute(&db).await?;
    let book = NewBook { book_id: 1, author_id: 1, title: "One".into(), optional: Default::default() };
    Book::insert(book).execute(&db).await?;
    sql("refresh materialized view names").execute(&db).await?;

    let listed = BookList::query().one(&db).await?;
    assert_eq!((listed.id, listed.title.as_str(), listed.name.as_str(), listed.isbn), (1, "One", "ann", None));
    assert_eq!(TitleCount::query().one(&db).await?.title, "One");
    assert_eq!(Name::query().count(&db).await?, 2);
    let shelves = Shelf::query().order_by(Shelf::NAME.asc()).all(&db).await?;
    assert_eq!(shelves[1].title, None);
    // The grand total and the subtotals have no title, although every book has one.
    assert_eq!(Cube::filter(Cube::TITLE.is_null()).count(&db).await?, 2);
    Ok(())
}

#[tokio::test]
async fn views_are_written_through() -> Result<(), Error> {
    let Some(db) = open("relations_writes").await else { return Ok(()) };
    // The trigger gives a name to the table, but not to what it returns.
    let entry = Entry::insert(NewEntry::default()).returning(&db).await?;
    assert_eq!(entry.name, None);
    let author = Author::query().one(&db).await?;
    assert_eq!(author.name, "?");

    let author_id = author.author_id;
    let new = NewCheap { number: 7, author_id, name: "Kites".into(), optional: Default::default() };
    let cheap = Cheap::insert(new).returning(&db).await?;
    assert_eq!((cheap.price, cheap.isbn.as_deref(), cheap.heading.as_str()), (10.into(), Some("none"), "KITES"));
    let new = golden::public::NewCheapOptional { isbn: Some(None), price: Some(3.into()) };
    let new = NewCheap { number: 8, author_id, name: "Rain".into(), optional: new };
    assert_eq!(Cheap::insert(new).returning(&db).await?.isbn, None);
    Cheap::filter(Cheap::NUMBER.eq(8)).update().set(Cheap::NAME, "Snow").execute(&db).await?;
    assert_eq!(Book::find(8).one(&db).await?.title, "Snow");
    assert_eq!(Cheap::filter(Cheap::LENGTH.eq(4)).delete(&db).await?, 1);
    Ok(())
}

#[tokio::test]
async fn rows_of_children_are_rows_of_their_parent() -> Result<(), Error> {
    let Some(db) = open("relations_inheritance").await else { return Ok(()) };
    Shape::insert(NewShape { shape_id: 1, name: "circle".into() }).execute(&db).await?;
    Square::insert(NewSquare { shape_id: 2, name: "square".into(), side: 3 }).execute(&db).await?;
    assert_eq!(Shape::query().count(&db).await?, 2);
    let only: Vec<Shape> = sql("select * from only shape").fetch_as(&db).await?;
    assert_eq!(only, [Shape { shape_id: 1, name: "circle".into() }]);
    // Through its parent a child's row is changed, and deleted.
    Shape::find(2).update().set(Shape::NAME, "SQUARE").execute(&db).await?;
    assert_eq!(Square::query().one(&db).await?.name, "SQUARE");

    // Keys and foreign keys are those of the parent's own rows.
    let side = |shape_id| NewSide { side_id: shape_id, shape_id };
    let refused = Side::insert(side(2)).execute(&db).await.unwrap_err();
    assert!(refused.is_foreign_key_violation(), "{refused}");
    Side::insert(side(1)).execute(&db).await?;
    Square::insert(NewSquare { shape_id: 1, name: "again".into(), side: 4 }).execute(&db).await?;
    assert_eq!(Shape::find(1).count(&db).await?, 2);
    assert_eq!(Shape::query().delete_all(&db).await.unwrap_err().constraint(), Some("side_shape_id_fkey"));
    Ok(())
}

#[tokio::test]
async fn rows_without_columns_are_rows() -> Result<(), Error> {
    let Some(db) = open("relations_nothing").await else { return Ok(()) };
    Nothing::insert_many([NewNothing {}, NewNothing {}]).execute(&db).await?;
    assert_eq!(Nothing::query().all(&db).await?, [Nothing {}, Nothing {}]);
    Ok(())
}

#[tokio::test]
async fn a_restricted_role_gets_what_it_may_read() {
    let roles =
        "create role visitor; grant select (book_id, title) on book to visitor; grant select on author to visitor;";
    let Some(url) = tests::database("relations_roles", &format!("{SCHEMA}{roles}")).await.unwrap() else { return };
    let mut session = Session::open(&url.parse().unwrap()).await.unwrap();
    session.batch_execute("set role visitor").await.unwrap();
    let introspection = introspect(&mut session).await.unwrap();
    assert!(introspection.diagnostics[0].message.contains("role `visitor` may not read `public.book`"));
    let generated = generate(&introspection.catalog, &Config::default());
    let book = generated.files.text("public/book.rs").unwrap();
    assert!(book.contains("pub title: String") && !book.contains("isbn"), "{book}");
    assert!(generated.files.text("public/side.rs").unwrap().contains("pub side_id: i32"), "nothing of it may be read");
    let left_out: Vec<_> = generated.diagnostics.iter().map(|d| format!("{} {}", d.rule.as_str(), d.object)).collect();
    let columns = ["author_id", "heading", "isbn", "price"].map(|name| format!("unreadable-column public.book.{name}"));
    let key = "foreign-key-not-followed public.book.book_author_id_fkey".to_owned();
    assert_eq!(left_out, [&columns[..1], &[key], &columns[1..]].concat());
    // What is generated of it can be read.
    session.batch_execute("select book_id, title from book; select * from author").await.unwrap();
    session.close().await;
}
