//! The user's own SQL over columns of the user's own types, and what happens when such a type changes.

use relvar::generated::{self as rt, Row, types};
use relvar::{Error, sql, types::Range};

use super::own::{INNER, Inner, Mood, SCHEMA};
use crate::server::database;

/// A table of users' types.
#[derive(Debug)]
struct Account {
    id: i32,
    inner: Option<Inner>,
    inners: Vec<Option<Inner>>,
    domain: Option<Inner>,
    floats: Range<f64>,
    tags: relvar::Hstore,
    years: Vec<i32>,
    moods: Vec<Mood>,
}

impl rt::Relation for Account {
    const META: &'static rt::RelationMeta = &rt::RelationMeta {
        schema: "public",
        name: "account",
        columns: &[
            ("id", types::INT4),
            ("inner", INNER),
            ("inners", INNER.array()),
            ("domain", rt::SqlType::composite("public.inner_domain")),
            ("floats", rt::SqlType::range("public.float_range")),
            ("tags", rt::SqlType::sent("public.hstore", "public.hstore_send", &types::TEXT)),
            ("years", rt::SqlType::user("public.year", &types::INT4).array()),
            ("moods", <Mood as rt::Enum>::TYPE.array()),
        ],
        primary_key: &[0],
        nullable: &[1, 3],
        keys: &[],
        unique: &[],
        indexes: &[],
        mandatory: &[],
    };

    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let (id, inner, inners, domain, floats, tags, years, moods) = row.columns(0)?;
        Ok(Self { id, inner, inners, domain, floats, tags, years, moods })
    }

    fn value(&self, _: u16) -> &dyn rt::Encode {
        rt::no_column()
    }
}

const ACCOUNT: &str =
    "create table account (id int, \"inner\" inner_type, inners inner_type[], \"domain\" inner_domain,
    floats float_range, tags hstore, years year[], moods mood[]);
insert into account select 1, v, array[v, null], v, '[1,2)', 'a=>b', '{1,2}', '{sad,NC-17}'
    from (select row(1.50, 'NC-17', '2024-02-29 12:00+00', '\\x00ff')::inner_type) as t(v)";

#[tokio::test]
async fn every_column_of_a_table_is_read() {
    let (db, _) = database!(SCHEMA);
    for statement in ACCOUNT.split(";\n") {
        sql(statement).execute(&db).await.expect("creates");
    }
    let found: Vec<Account> = sql("select * from account").fetch_as(&db).await.expect("reads");
    let [Account { id: 1, inner: Some(inner), inners, domain, floats, tags, years, moods }] = &found[..] else {
        unreachable!("{found:?}")
    };
    let expected: Inner = sql("select \"inner\" from account").fetch_scalar(&db).await.expect("reads");
    assert_eq!(*inner, expected);
    assert_eq!((&inners[..], domain), (&[Some(expected.clone()), None][..], &Some(expected)));
    assert_eq!((floats, tags), (&Range::from(1.0..2.0), &relvar::Hstore::from([("a", Some("b"))])));
    assert_eq!((&years[..], &moods[..]), (&[1, 2][..], &[Mood::Sad, Mood::Nc17][..]));
    let composed = sql("select id, record_send(\"inner\") as \"inner\", array_send(inners) as inners,
        record_send(\"domain\") as \"domain\", range_send(floats) as floats, hstore_send(tags) as tags, years, moods
        from account");
    assert_eq!(composed.fetch_one::<Account>(&db).await.expect("reads").inner.as_ref(), Some(inner));
    // What cannot be read is told what to do.
    let error = sql("select \"inner\" from account").fetch_scalar::<i32>(&db).await.expect_err("no number");
    assert!(error.to_string().contains("`relvar generate` writes for the type"), "{error}");
}

#[tokio::test]
async fn enums_are_compared_with_any() {
    let (db, _) = database!("create type mood as enum ('sad', 'NC-17', '', 'a \"b\"\\,(){}')");
    sql("create table person (mood mood)").execute(&db).await.expect("creates");
    sql("insert into person select unnest(enum_range(null::mood))").execute(&db).await.expect("inserts");
    let count = async |moods: Vec<Mood>| {
        let statement = sql("select count(*) from person where mood = any($1)").bind(moods);
        statement.fetch_scalar::<i64>(&db).await.expect("counts")
    };
    assert_eq!(count(vec![]).await, 0);
    assert_eq!(count(vec![Mood::Nc17, Mood::Odd]).await, 2);
    assert_eq!(count(vec![Mood::Sad, Mood::Nc17, Mood::Empty, Mood::Odd]).await, 4);
    let some = sql("select count(*) from person where mood = any($1)").bind(vec![Some(Mood::Sad), None]);
    assert_eq!(some.fetch_scalar::<i64>(&db).await.expect("counts"), 1);
    let none = sql("select count(*) from person where mood = any($1)").bind(None::<Vec<Mood>>);
    assert_eq!(none.fetch_scalar::<i64>(&db).await.expect("counts"), 0);
}

/// An attribute that has become another type of the same width is no longer read as what it was.
#[tokio::test]
async fn attributes_of_another_type_are_refused() {
    let (db, _) = database!(SCHEMA);
    let at = |at: &str| sql(format!("select row(1.50, 'sad', '{at}', '\\x00')::inner_type")).fetch_scalar::<Inner>(&db);
    at("2024-02-29 12:00+00").await.expect("reads");
    for (change, value, told) in [
        ("\"at\" type bigint", "7", "attribute `at` is of type `int8` in the database and `timestamptz` in the models"),
        ("\"at\" type mood", "sad", "attribute `at` is no longer of type `timestamptz` in the database"),
    ] {
        sql("drop domain if exists inner_domain cascade").execute(&db).await.expect("drops");
        sql("drop type if exists outer_type").execute(&db).await.expect("drops");
        sql(format!("alter type inner_type alter attribute {change}")).execute(&db).await.expect("changes");
        let error = at(value).await.expect_err("has changed");
        assert!(error.is_decode() && error.to_string().contains(told), "{error}");
    }
}
