//! SQL of the user's own, read as rows of a relation.

use relvar::generated as rt;
use relvar::sql;

use crate::server::database;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Mood {
    Sad,
    Fine,
}

impl rt::Enum for Mood {
    const TYPE: rt::SqlType = rt::SqlType::user("\"public\".\"mood\"", &rt::types::TEXT);
    const LABELS: &'static [(&'static str, Self)] = &[("sad", Self::Sad), ("fine", Self::Fine)];
}

/// Of an enum, a domain, a type without a Rust type, and an array of the enum.
#[derive(Clone, Debug, PartialEq)]
struct Diary {
    id: i32,
    mood: Option<Mood>,
    year: i32,
    words: rt::Text,
}

impl rt::Relation for Diary {
    const META: &'static rt::RelationMeta = &rt::RelationMeta {
        schema: "public",
        name: "diary",
        columns: &[
            ("id", rt::types::INT4),
            ("mood", <Mood as rt::Enum>::TYPE),
            ("year", rt::SqlType::user("\"public\".\"year\"", &rt::types::INT4)),
            ("words", rt::SqlType::user("tsvector", &rt::types::TEXT)),
        ],
        primary_key: &[0],
        nullable: &[],
        keys: &[],
        unique: &[],
        indexes: &[],
        mandatory: &[],
    };

    fn from_row(row: &rt::Row<'_>) -> Result<Self, rt::Error> {
        Ok(Self { id: row.get(0)?, mood: row.get(1)?, year: row.get(2)?, words: row.get(3)? })
    }

    fn value(&self, column: u16) -> &dyn rt::Encode {
        match column {
            0 => &self.id,
            1 => &self.mood,
            2 => &self.year,
            3 => &self.words,
            _ => rt::no_column(),
        }
    }
}

const TABLE: &str = "create type mood as enum ('sad', 'fine');
create domain year as int check (value > 1900);
create table diary (id int primary key, mood mood, year year not null, words tsvector not null);
insert into diary values (1, 'fine', 2024, to_tsvector('english', 'a fine day')), (2, null, 2025, '')";

#[tokio::test]
async fn its_columns_are_found_by_name_whatever_their_order() {
    let (db, _) = database!(TABLE);
    let text = "select words::text, 'more' as more, mood, year, id from diary order by id";
    let found: Vec<Diary> = sql(text).fetch_as(&db).await.expect("reads");
    let expected = [
        Diary { id: 1, mood: Some(Mood::Fine), year: 2024, words: "'day':3 'fine':2".into() },
        Diary { id: 2, mood: None, year: 2025, words: "".into() },
    ];
    assert_eq!(found, expected);
    let text = "select *, words::text as words from diary where mood = $1";
    let fine: Diary = sql(text).bind(Mood::Fine).fetch_one(&db).await.expect("reads the second `words`");
    assert_eq!(fine, expected[0]);
}

#[tokio::test]
async fn a_column_that_is_missing_or_of_another_form_is_said() {
    let (db, _) = database!(TABLE);
    let error = sql("select * from diary").fetch_as::<Diary>(&db).await.expect_err("binary `tsvector`");
    assert!(error.is_decode() && error.hint().is_some_and(|hint| hint.contains("\"words\"::text")), "{error}");
    let error = sql("select id, mood from diary").fetch_as::<Diary>(&db).await.expect_err("no year");
    assert!(error.to_string().starts_with("`public.diary`: the statement has no column `year`"), "{error}");
    let error = sql("select id::int8, mood, year, ''::text as words from diary").fetch_as::<Diary>(&db).await;
    assert!(error.expect_err("too wide").to_string().contains("column `id` of the statement is of type `int8`"));
}
