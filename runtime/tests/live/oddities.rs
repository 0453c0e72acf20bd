//! Columns of the user's own types of every kind, in bulk: `COPY` in both directions, and `INSERT` of many rows.

use futures_util::{TryStreamExt, stream};
use relvar::prelude::*;
use relvar::{Db, generated as rt, sql};

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

/// Arrays of an enum and of a domain, domains over arrays and over a domain, a composite and an array of composites.
#[derive(Clone, Debug, PartialEq)]
struct Oddity {
    id: i32,
    mood: Option<Mood>,
    moods: Vec<Option<Mood>>,
    moods_list: Option<Vec<Mood>>,
    year: i32,
    years: Vec<i32>,
    year_list: Option<Vec<i32>>,
    names: Vec<String>,
    spot: Option<rt::Text>,
    spots: Option<Vec<rt::Text>>,
}

const TABLE: &str = "create type mood as enum ('sad', 'fine');
create domain mood_list as mood[];
create domain year as int check (value > 1900);
create domain recent as year check (value > 2000);
create domain year_list as year[];
create type spot as (x int, y int, label text);
create table oddity (
    id int primary key, mood mood, moods mood[] not null, moods_list mood_list, year recent not null,
    years year[] not null, year_list year_list, names name[] not null, spot spot, spots spot[])";

impl rt::Relation for Oddity {
    const META: &'static rt::RelationMeta = &rt::RelationMeta {
        schema: "public",
        name: "oddity",
        columns: &[
            ("id", rt::types::INT4),
            ("mood", <Mood as rt::Enum>::TYPE),
            ("moods", rt::SqlType::user("\"public\".\"mood\"[]", &rt::types::TEXT_ARRAY)),
            ("moods_list", rt::SqlType::user("\"public\".\"mood_list\"", &rt::types::TEXT_ARRAY)),
            ("year", rt::SqlType::user("\"public\".\"recent\"", &rt::types::INT4)),
            ("years", rt::SqlType::user("\"public\".\"year\"[]", &rt::types::INT4_ARRAY)),
            ("year_list", rt::SqlType::user("\"public\".\"year_list\"", &rt::types::INT4_ARRAY)),
            ("names", rt::types::NAME_ARRAY),
            ("spot", rt::SqlType::user("\"public\".\"spot\"", &rt::types::TEXT)),
            ("spots", rt::SqlType::user("\"public\".\"spot\"[]", &rt::types::TEXT_ARRAY)),
        ],
        primary_key: &[0],
        nullable: &[],
        keys: &[],
        unique: &[],
        indexes: &[],
        mandatory: &[],
    };

    fn from_row(row: &rt::Row<'_>) -> Result<Self, rt::Error> {
        Ok(Self {
            id: row.get(0)?,
            mood: row.get(1)?,
            moods: row.get(2)?,
            moods_list: row.get(3)?,
            year: row.get(4)?,
            years: row.get(5)?,
            year_list: row.get(6)?,
            names: row.get(7)?,
            spot: row.get(8)?,
            spots: row.get(9)?,
        })
    }

    fn value(&self, column: u16) -> &dyn rt::Encode {
        match column {
            0 => &self.id,
            1 => &self.mood,
            2 => &self.moods,
            3 => &self.moods_list,
            4 => &self.year,
            5 => &self.years,
            6 => &self.year_list,
            7 => &self.names,
            8 => &self.spot,
            9 => &self.spots,
            _ => rt::no_column(),
        }
    }
}

impl rt::Table for Oddity {
    type New = NewOddity;
}

/// A new row; whether its composites are given.
struct NewOddity(Oddity, bool);

impl rt::Insertable for NewOddity {
    fn value(&self, column: u16) -> Option<&dyn rt::Encode> {
        (column < 8 || self.1).then(|| Relation::value(&self.0, column))
    }
}

fn oddities(with_composites: bool) -> Vec<Oddity> {
    (1..=5_000)
        .map(|id| {
            let given = id % 3 != 0;
            let some = |most: i32| usize::try_from(id % most).expect("not negative");
            Oddity {
                id,
                mood: given.then_some(Mood::Sad),
                moods: [Some(Mood::Fine), None, Some(Mood::Sad)][..some(4)].to_vec(),
                moods_list: given.then(|| vec![Mood::Fine; some(3)]),
                year: 2001 + id,
                years: vec![1901; some(3)],
                year_list: given.then(|| vec![2000, id + 1900]),
                names: vec![format!("name {id}")],
                spot: (with_composites && given).then(|| format!("({id},,\"a b\")").into()),
                spots: (with_composites && given).then(|| vec!["(1,2,x)".into(), "(,,)".into()]),
            }
        })
        .collect()
}

async fn check(db: &Db, expected: &[Oddity]) {
    let all: Vec<Oddity> = Oddity::query().order_by(ID).all(db).await.expect("reads");
    assert_eq!(all, expected);
    let mut copied: Vec<Oddity> = Oddity::query().copy_out(db).try_collect().await.expect("copies out");
    copied.sort_by_key(|oddity| oddity.id);
    assert_eq!(copied, expected);
    let typed = "select count(*) filter (where moods[1] = 'fine'), count((spot).x), max(year_list[2]) from oddity";
    let (fine, spots, year): (i64, i64, Option<i32>) = sql(typed).fetch_one(db).await.expect("reads");
    let count = |it: fn(&Oddity) -> bool| expected.iter().filter(|oddity| it(oddity)).count();
    assert_eq!(usize::try_from(fine), Ok(count(|oddity| oddity.moods.first() == Some(&Some(Mood::Fine)))));
    assert_eq!(usize::try_from(spots), Ok(count(|oddity| oddity.spot.is_some())));
    assert_eq!(year, expected.iter().filter_map(|oddity| oddity.year_list.as_ref()?.last().copied()).max());
    sql("truncate oddity").execute(db).await.expect("empties");
}

const ID: rt::Column<Oddity, i32> = rt::column(0);

#[tokio::test]
async fn they_are_copied_in_and_out() {
    let (db, _) = database!(TABLE);
    for with_composites in [false, true] {
        let expected = oddities(with_composites);
        let rows = expected.iter().cloned().map(|oddity| NewOddity(oddity, with_composites));
        assert_eq!(Oddity::copy_in(stream::iter(rows)).execute(&db).await.expect("copies in"), 5_000);
        check(&db, &expected).await;
    }
    // Rows of both kinds, one after another.
    let expected = oddities(false);
    let rows = expected.iter().cloned().map(|oddity| (oddity.id > 2_500, oddity));
    let rows = rows.map(|(with_composites, oddity)| NewOddity(oddity, with_composites));
    assert_eq!(Oddity::copy_in(stream::iter(rows)).execute(&db).await.expect("copies in"), 5_000);
    check(&db, &expected).await;
}

#[tokio::test]
async fn they_are_inserted() {
    let (db, _) = database!(TABLE);
    let expected = oddities(true);
    let rows = || expected.iter().cloned().map(|oddity| NewOddity(oddity, true));
    assert_eq!(Oddity::insert_many(rows()).execute(&db).await.expect("inserts"), 5_000);
    check(&db, &expected).await;
    for row in rows().take(4) {
        Oddity::insert(row).execute(&db).await.expect("inserts");
    }
    check(&db, &expected[..4]).await;
}

#[tokio::test]
async fn what_a_domain_refuses_is_refused_by_all_ways() {
    let (db, _) = database!(TABLE);
    let early = Oddity { years: vec![1800], ..oddities(false).remove(0) };
    let copied = Oddity::copy_in(stream::iter([NewOddity(early.clone(), false)])).execute(&db).await;
    assert_eq!(copied.expect_err("before 1900").code(), Some("23514"));
    let inserted = Oddity::insert(NewOddity(early, false)).execute(&db).await;
    assert_eq!(inserted.expect_err("before 1900").code(), Some("23514"));
}
