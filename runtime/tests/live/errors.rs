//! Errors: what can be asked of them, and what they never show.

use std::error::Error as _;

use relvar::generated::{Constraints, ConstraintsMeta};
use relvar::sql;

use crate::server::database;

const TABLES: &str = "create extension btree_gist;
create table person (id int primary key, email text constraint person_email_key unique, \
    age int constraint person_age_check check (age > 0), boss int constraint person_boss_fkey references person, \
    name text not null, during int4range, constraint person_during_excl exclude using gist (during with &&));
insert into person values (1, 'secret@example.org', 30, null, 'x', '[1,5)')";

#[derive(Clone, Copy, Debug, PartialEq)]
enum PersonConstraint {
    EmailKey,
    AgeCheck,
    BossFkey,
    DuringExcl,
}

impl Constraints for PersonConstraint {
    const META: ConstraintsMeta<Self> = ConstraintsMeta {
        schema: "public",
        relation: "person",
        names: &[
            ("person_age_check", Self::AgeCheck),
            ("person_boss_fkey", Self::BossFkey),
            ("person_during_excl", Self::DuringExcl),
            ("person_email_key", Self::EmailKey),
        ],
    };
}

#[tokio::test]
async fn each_constraint_is_told_by_name_and_kind() {
    let (db, _) = database!(TABLES);
    let insert = async |values: &str| {
        let text = format!("insert into person (id, email, age, boss, name, during) values ({values})");
        sql(text).execute(&db).await.expect_err("violates")
    };
    let error = insert("2, 'secret@example.org', 1, null, 'x', null").await;
    assert!(error.is_unique_violation());
    assert_eq!(error.violates(), Some(PersonConstraint::EmailKey));
    assert_eq!((error.table(), error.constraint()), (Some("person"), Some("person_email_key")));
    assert!(error.server().and_then(|server| server.detail()).is_some_and(|detail| detail.contains("secret")));
    let cause = error.source().expect("the server's");
    assert!(cause.source().is_none());
    let shown = format!("{error} {error:?} {error:#?} {cause} {cause:?}");
    assert!(!shown.replace(error.sql().expect("known"), "").contains("secret"), "{shown}");

    let error = insert("2, null, -1, null, 'x', null").await;
    assert!(error.is_check_violation());
    assert_eq!(error.violates(), Some(PersonConstraint::AgeCheck));
    let error = insert("2, null, 1, 9, 'x', null").await;
    assert!(error.is_foreign_key_violation());
    assert_eq!(error.violates(), Some(PersonConstraint::BossFkey));
    let error = insert("2, null, 1, null, 'x', '[2,3)'").await;
    assert!(error.is_exclusion_violation());
    assert_eq!(error.violates(), Some(PersonConstraint::DuringExcl));
    let error = insert("2, null, 1, null, null, null").await;
    assert!(error.is_not_null_violation());
    assert_eq!((error.violates::<PersonConstraint>(), error.column()), (None, Some("name")));
}

#[tokio::test]
async fn values_in_the_server_s_text_are_not_shown() {
    let (db, _) = database!("create type mood as enum ('sad', 'ok')");
    for text in ["select $1::text::int", "select $1::text::mood", "select $1::text::date", "select $1::text::jsonb"] {
        let error = sql(text).bind("secret \"word\"").execute(&db).await.expect_err("malformed");
        let shown = format!("{error} {error:?} {}", error.source().map(ToString::to_string).unwrap_or_default());
        assert!(!shown.contains("secret"), "{shown}");
        assert_eq!(error.sql(), Some(text));
    }
}

/// `main` prints it so.
#[tokio::test]
async fn debug_is_for_people() {
    let (db, _) = database!("create table thing (id int primary key)");
    let error = sql("insert into thing values (1), (1)").execute(&db).await.expect_err("a key twice");
    assert_eq!(
        format!("{error:?}"),
        "duplicate key value violates unique constraint \"thing_pkey\"\n\
         cause: ERROR 23505 on `public.thing`\n\
         statement: insert into thing values (1), (1)"
    );
    let error = sql("select id from thing where idd = 1").execute(&db).await.expect_err("no such column");
    assert_eq!(
        format!("{error:?}"),
        "column \"idd\" does not exist\n\
         hint: Perhaps you meant to reference the column \"thing.id\".\n\
         cause: ERROR 42703\n\
         statement: select id from thing where idd = 1"
    );
}

#[tokio::test]
async fn none_and_several_are_told_apart() {
    let (db, _) = database!("");
    let none = sql("select 1 where false").fetch_scalar::<i32>(&db).await.expect_err("none");
    assert!(none.is_not_found() && !none.is_too_many_rows());
    let several = sql("select generate_series(1, 2)").fetch_scalar::<i32>(&db).await.expect_err("two");
    assert!(several.is_too_many_rows());
    assert!(sql("select 1 where false").fetch_optional::<(i32,)>(&db).await.expect("runs").is_none());
}

#[tokio::test]
async fn a_type_that_is_not_read_is_said_with_its_column() {
    let (db, _) = database!("");
    let error = sql("select 1 as a, now() as b").fetch_as::<(i32, i32)>(&db).await.expect_err("not an integer");
    assert!(error.is_decode());
    assert!(error.to_string().contains("column `b` of the statement is of type `timestamptz`"), "{error}");
    let error = sql("select null::int as a").fetch_as::<(i32,)>(&db).await.expect_err("NULL");
    assert!(error.to_string().starts_with("column `a`: unexpected NULL\nhint: read it as an `Option`"), "{error}");
    let error = sql("select 1").fetch_as::<(i32, i32)>(&db).await.expect_err("one column");
    assert_eq!(error.to_string(), "the statement has 1 columns, not 2");
}

relvar::from_row! {
    /// Of a generated column name and of a keyword.
    #[derive(Debug, PartialEq)]
    struct Named {
        r#type: String,
        count: Option<i64>,
    }
}

#[tokio::test]
async fn the_columns_of_a_struct_are_found_by_name() {
    let (db, _) = database!("");
    let text = "select 1 as more, 2::bigint as count, 'x'::text as type";
    let found: Vec<Named> = sql(text).fetch_as(&db).await.expect("reads");
    assert_eq!(found, [Named { r#type: "x".into(), count: Some(2) }]);
    let error = sql("select 'x'::text as type").fetch_as::<Named>(&db).await.expect_err("no count");
    assert_eq!(error.to_string(), "the statement has no column `count`");
}
