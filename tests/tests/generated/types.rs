//! Generated code of the golden cases about types, against a server: composites, ranges and rows as values, and what
//! the configuration chooses.
#![allow(clippy::unwrap_used, clippy::print_stderr, clippy::default_trait_access, reason = "tests")]

#[path = "../../../codegen/tests/cases/type_choices/expected/files/mod.rs"]
mod choices;
#[path = "../../../codegen/tests/cases/composites/expected/files/mod.rs"]
mod composites;

use std::sync::OnceLock;

use relvar::types::{Multirange, Point, Range, Rectangle};
use relvar::{Array, Db, Dimension, Error, Hstore, PgTimestamptz, sql};
use relvar_catalog::scratch::{Options, Server};
use tokio_postgres::NoTls;

const COMPOSITES: &str = include_str!("../../../codegen/tests/cases/composites/schema.sql");
const CHOICES: &str = include_str!("../../../codegen/tests/cases/type_choices/schema.sql");

/// What the configuration of `type_choices` reads documents as.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Settings {
    colour: String,
    size: Option<u32>,
}

/// A fresh database with these objects; `None`, with a message, where the server takes one connection only.
async fn open(name: &str, ddl: &str) -> Option<Db> {
    static SERVER: OnceLock<Server> = OnceLock::new();
    let options = || Options { extensions: vec!["hstore".to_owned()], ..Options::from_env() };
    let start = move || SERVER.get_or_init(|| Server::start(&options()).unwrap());
    let server = tokio::task::spawn_blocking(start).await.unwrap();
    if server.single_connection() {
        eprintln!("skipped: {} takes one connection at a time", server.description());
        return None;
    }
    server.database(name).await.unwrap();
    let url = server.url_of(name);
    let (client, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
    let connection = tokio::spawn(connection);
    client.batch_execute(ddl).await.unwrap();
    drop(client);
    connection.await.unwrap().unwrap();
    Some(Db::connect(&url).await.unwrap())
}

mod values {
    use super::composites::public::{Facts, Hours, NewDepot, NewDepotOptional, Place, Weekday};
    use super::{Hstore, Multirange, Point, Range, Rectangle};

    /// Text with all that the grammars of composites, arrays and ranges give a meaning.
    pub(super) const HOSTILE: &str = "\"1\", \\ (Q) {x} 'é' [,) NULL\n\t";

    pub(super) fn place(street: &str) -> Place {
        Place { street: Some(street.into()), postcode: Some("ÄÖ 1".into()), height: Some(0.1 + 0.2) }
    }

    fn hours() -> Vec<Hours> {
        let weekdays = Range::from(Weekday::Mon..=Weekday::Fri);
        let notes = Some(vec![HOSTILE.to_owned(), String::new(), "NULL".to_owned()]);
        vec![
            Hours { days: Some(weekdays), open: Some(Range::from(9..17)), r#type: None, notes },
            Hours { days: Some(Range::Empty), open: Some(Range::from(..5)), ..Hours::default() },
            Hours::default(),
        ]
    }

    fn facts() -> Facts {
        let corner = |x, y| Point { x, y };
        Facts {
            place: Some(place(HOSTILE)),
            hours: Some(hours()),
            labels: Some(Hstore::from([(HOSTILE, Some(HOSTILE)), ("", None)])),
            sizes: Some(vec!["NaN".parse().unwrap(), "-1.50".parse().unwrap(), "1e-20".parse().unwrap()]),
            boxes: Some(vec![Rectangle { high: corner(3.0, 4.0), low: corner(1.0, f64::NEG_INFINITY) }; 2]),
            at: Some(corner(1e300, -0.5)),
            seen: Some("9999-12-31T23:59:59.999999Z".parse().unwrap()),
            document: Some(serde_json::json!({HOSTILE: [1.5, null, HOSTILE]})),
            secret: Some((0..=255).collect()),
            odd_name: Some("a".into()),
            odd_name_2: Some("b".into()),
        }
    }

    /// A depot in which everything is said.
    pub(super) fn depot(depot_id: i32) -> NewDepot {
        let spans = vec![Range::from(Weekday::Tue..Weekday::Thu), Range::Empty];
        let lengths = Multirange(vec![Range::from(0.5..1.5), Range::from(1e10..)]);
        let optional = NewDepotOptional {
            other: Some(place("x")),
            facts: Some(facts()),
            hours: Some(hours()),
            closed: Some(Range::from(Weekday::Sat..)),
            lengths: Some(lengths),
            spans: Some(spans),
            labels: Some(Hstore::from([("a", Some("b"))])),
            named: Some("(1,pg_class)".into()),
        };
        NewDepot { depot_id, place: place(HOSTILE), optional }
    }
}

#[tokio::test]
async fn composites_and_ranges_go_in_and_come_out_by_every_way() -> Result<(), Error> {
    use composites::prelude::*;
    use composites::public::{Depot, NewDepot, NewDepotOptional, Place, Weekday};
    use values::{HOSTILE, depot, place};

    let Some(db) = open("types_composites", COMPOSITES).await else { return Ok(()) };
    // A domain that takes no NULL takes none within a composite either.
    let bare = |depot_id, place| NewDepot { depot_id, place, optional: NewDepotOptional::default() };
    let refused = Depot::insert(bare(0, Place::default())).execute(&db).await.unwrap_err();
    assert!(refused.is_not_null_violation(), "{refused}");

    let inserted = Depot::insert(depot(1)).returning(&db).await?;
    assert_eq!(inserted.place, place(HOSTILE));
    let rows = |from: i32| [depot(from), bare(from + 1, place("")), bare(from + 2, place("NULL"))];
    Depot::insert_many(rows(10)).execute(&db).await?;
    assert_eq!(Depot::copy_in(futures_util::stream::iter(rows(20))).execute(&db).await?, 3);
    let full: Vec<Depot> = Depot::filter(Depot::CLOSED.is_not_null()).order_by(Depot::DEPOT_ID.asc()).all(&db).await?;
    assert_eq!(full.iter().map(|row| row.depot_id).collect::<Vec<_>>(), [1, 10, 20]);
    for row in full {
        assert_eq!(Depot { depot_id: 1, ..row }, inserted);
    }
    let streets = Depot::filter(Depot::CLOSED.is_null()).order_by(Depot::DEPOT_ID.asc()).select(Depot::PLACE);
    let streets: Vec<Place> = streets.all(&db).await?;
    assert_eq!(streets, [place(""), place("NULL"), place(""), place("NULL")]);

    // What went in is what was meant, by PostgreSQL's own account.
    sql("set timezone to 'UTC'").execute(&db).await?;
    let hostile: Vec<String> = sql(
        "select unnest(array[(place).street, (facts).hours[1].notes[1], (facts).labels -> $1, (facts).document -> $1 ->> 2,
            (facts).place.street]) from depot where depot_id = 1",
    )
    .bind(HOSTILE)
    .fetch_scalars(&db)
    .await?;
    assert_eq!(hostile, [HOSTILE; 5]);
    let texts: Vec<String> = sql(
        "select unnest(array[((facts).hours[1].days)::text, ((facts).hours[2]).open::text, ((facts).hours[3])::text,
            (facts).sizes::text, (facts).boxes::text, (facts).at::text, (facts).seen::text, encode((facts).secret, 'hex'),
            (facts).\"oddName\", closed::text, lengths::text, spans::text, labels::text, named::text])
        from depot where depot_id = 1",
    )
    .fetch_scalars(&db)
    .await?;
    let bytes = (0..=255).fold(String::new(), |all, byte: u8| format!("{all}{byte:02x}"));
    let expected = [
        "[mon,fri]",
        "(,5)",
        "(,,,)",
        "{NaN,-1.50,0.00000000000000000001}",
        "{(3,4),(1,-Infinity);(3,4),(1,-Infinity)}",
        "(1e+300,-0.5)",
        "9999-12-31 23:59:59.999999+00",
        &bytes,
        "b",
        "[sat,)",
        "{[0.5,1.5),[10000000000,)}",
        "{\"[tue,thu)\",empty}",
        "\"a\"=>\"b\"",
        "(1,pg_class)",
    ];
    assert_eq!(texts, expected);

    // As operands, and as what an update sets.
    assert_eq!(Depot::filter(Depot::PLACE.eq(place(""))).count(&db).await?, 2);
    assert_eq!(Depot::filter(Depot::CLOSED.overlaps(Range::from(Weekday::Fri..=Weekday::Sat))).count(&db).await?, 3);
    let labelled = Depot::filter(Depot::LABELS.contains(Hstore::from([("a", Some("b"))])));
    assert_eq!(labelled.count(&db).await?, 3);
    let first = Depot::find(1).update().set(Depot::PLACE, place("moved")).set(Depot::OTHER, None::<Place>);
    first.execute(&db).await?;
    let moved = Depot::find(1).select((Depot::PLACE, Depot::OTHER, Depot::FACTS)).one(&db).await?;
    assert_eq!((moved.0, moved.1, moved.2), (place("moved"), None, inserted.facts));

    // In the user's own SQL too.
    let (one, many): (Place, Vec<Option<Place>>) =
        sql("select place, array[place, null] from depot where depot_id = 1").fetch_one(&db).await?;
    assert_eq!((one.clone(), many), (place("moved"), vec![Some(one.clone()), None]));
    let ids: Vec<i32> = sql("select depot_id from depot where place = $1::place").bind(one).fetch_scalars(&db).await?;
    assert_eq!(ids, [1]);
    let debug = format!("{:?}", place("x"));
    assert!(debug.starts_with("Place { street: Some(\"x\")"), "{debug}");

    // An attribute the code does not know is said, and what to do about it.
    sql("alter type place add attribute country text cascade").execute(&db).await?;
    let changed = Depot::find(1).one(&db).await.unwrap_err();
    assert!(changed.hint().is_some_and(|hint| hint.contains("relvar generate")), "{changed}");
    let selected = Depot::find(1).select((Depot::DEPOT_ID, Depot::PLACE)).one(&db).await.unwrap_err();
    assert!(selected.to_string().contains("column `place`"), "{selected}");
    Ok(())
}

#[tokio::test]
async fn rows_and_composites_are_arguments() -> Result<(), Error> {
    use composites::prelude::*;
    use composites::public::functions::{self, MoveRow};
    use composites::public::{Depot, Handover, NewHandover, NewHandoverOptional, NewParcel, Nothing, Parcel, Weekday};
    use values::{HOSTILE, depot, place};

    let Some(db) = open("types_rows", COMPOSITES).await else { return Ok(()) };
    Depot::insert(depot(1)).execute(&db).await?;
    let new = |parcel_id: i32, weight: &str| NewParcel {
        parcel_id,
        depot_id: 1,
        weight: weight.parse().unwrap(),
        optional: Default::default(),
    };
    Parcel::insert_many([new(1, "1.50"), new(2, "20.00")]).execute(&db).await?;
    let parcels: Vec<Parcel> = Parcel::query().order_by(Parcel::PARCEL_ID.asc()).all(&db).await?;
    let [light, heavy] = &parcels[..] else { unreachable!("two were inserted") };

    assert_eq!(functions::heavier(heavy.clone(), light.clone()).call(&db).await?, Some(true));
    assert_eq!(functions::heavier(None, light.clone()).call(&db).await?, None);
    assert_eq!(functions::total(parcels.clone()).call(&db).await?.unwrap().to_string(), "21.50");
    assert_eq!(functions::same(place("a"), place("a")).call(&db).await?, Some(true));
    assert_eq!(functions::nearest(place(HOSTILE)).count(&db).await?, 1);
    assert_eq!(functions::place_of(1).call(&db).await?.street.as_deref(), Some(HOSTILE));
    let streets = functions::streets(vec![place("a"), place(HOSTILE)]).all(&db).await?;
    assert_eq!(streets[1].street.as_deref(), Some(HOSTILE));
    assert_eq!(streets[0].place, Some(place("a")));
    let overlap = functions::overlap(Range::from(Weekday::Mon..Weekday::Wed), Range::from(Weekday::Tue..));
    assert_eq!(overlap.call(&db).await?, Some(Range::from(Weekday::Tue..Weekday::Wed)));
    assert_eq!(functions::r#move(place(HOSTILE)).call(&db).await?, MoveRow { place: Some(place(HOSTILE)) });

    let handover = |handover_id, earlier: Option<Vec<Parcel>>| NewHandover {
        handover_id,
        parcel: heavy.clone(),
        optional: NewHandoverOptional { earlier, nothing: Some(Nothing {}) },
    };
    Handover::insert(handover(1, Some(parcels.clone()))).execute(&db).await?;
    // Without arrays, many rows travel as arrays: of composites too.
    Handover::insert_many([handover(2, None), handover(3, None)]).execute(&db).await?;
    let all: Vec<Handover> = Handover::query().order_by(Handover::HANDOVER_ID.asc()).all(&db).await?;
    assert_eq!(all.len(), 3);
    assert_eq!((&all[0].parcel, &all[0].earlier), (heavy, &Some(parcels.clone())));
    assert_eq!(all[2], Handover { handover_id: 3, parcel: heavy.clone(), earlier: None, nothing: Some(Nothing {}) });
    Ok(())
}

#[tokio::test]
async fn what_the_configuration_chooses() -> Result<(), Error> {
    use choices::prelude::*;
    use choices::public::{Entry, Mood, NewEntry, NewEntryOptional, Reading, Score, Scores, Strict, functions};

    let Some(db) = open("types_choices", CHOICES).await else { return Ok(()) };
    let settings = |size| Settings { colour: "red \"(}".into(), size };
    let due: jiff::Timestamp = "2024-02-29T12:00:00.000001Z".parse().unwrap();
    let reading = Reading {
        at: Some(due),
        scores: Some(vec![Some(Score(7)), Some(Score(9))]),
        settings: Some(settings(None).into()),
    };
    let bounds = vec![Dimension { length: 2, lower: 0 }, Dimension { length: 1, lower: 1 }];
    let entry = NewEntry {
        entry_id: 1,
        mood: Mood::Ok,
        moods: vec![Some(Mood::Sad), None, Some(Mood::Other)],
        due,
        tags: vec!["a".into()],
        settings: settings(Some(3)).into(),
        optional: NewEntryOptional {
            strict: Some(Strict::Off),
            score: Some(Score(100)),
            scores: Some(Scores(vec![Some(Score(1))])),
            plain: Some("plain".into()),
            born: Some(jiff::civil::date(-43, 3, 15)),
            wakes: Some(jiff::civil::time(23, 59, 59, 999_999_000)),
            seen: Some(jiff::civil::date(9999, 12, 31).at(23, 59, 59, 0)),
            forever: Some(PgTimestamptz::INFINITY),
            stay: Some(Range::from(jiff::civil::date(2024, 2, 28)..jiff::civil::date(2024, 3, 1))),
            slots: Some(Multirange(vec![Range::from(due..)])),
            grid: Array::with_bounds(bounds, vec![Some(1), None]),
            names: Some(vec![None, Some("b".into())]),
            history: Some(vec![Some(settings(None).into()), None]),
            amount: Some(rust_decimal::Decimal::new(-150, 2)),
            reading: Some(reading.clone()),
        },
    };
    Entry::insert(entry.clone()).execute(&db).await?;
    Entry::insert_many([NewEntry { entry_id: 2, ..entry.clone() }]).execute(&db).await?;
    let copied = futures_util::stream::iter([NewEntry { entry_id: 3, ..entry.clone() }]);
    Entry::copy_in(copied).execute(&db).await?;
    let found: Vec<Entry> = Entry::query().order_by(Entry::ENTRY_ID.asc()).all(&db).await?;
    assert_eq!(found.len(), 3);
    for (row, entry_id) in found.into_iter().zip(1..) {
        assert_eq!((&row.moods, &row.grid, &row.born), (&entry.moods, &entry.optional.grid, &entry.optional.born));
        assert_eq!((row.forever, row.entry_id), (Some(PgTimestamptz::INFINITY), entry_id));
        assert_eq!((&row.settings, &row.history), (&entry.settings, &entry.optional.history));
        assert_eq!((&row.stay, &row.slots), (&entry.optional.stay, &entry.optional.slots));
        assert_eq!((row.score, &row.reading), (Score(100), &Some(reading.clone())));
    }
    sql("set timezone to 'UTC'").execute(&db).await?;
    let texts: Vec<String> = sql(
        "select unnest(array[moods::text, born::text, wakes::text, seen::text, due::text, forever::text, stay::text,
            slots::text, grid::text, names::text, settings ->> 'colour', history::text, amount::text,
            (reading).scores::text, (reading).settings ->> 'colour']) from entry where entry_id = 2",
    )
    .fetch_scalars(&db)
    .await?;
    let expected = [
        "{sad,NULL,other}",
        "0044-03-15 BC",
        "23:59:59.999999",
        "9999-12-31 23:59:59",
        "2024-02-29 12:00:00.000001+00",
        "infinity",
        "[2024-02-28,2024-03-01)",
        "{[\"2024-02-29 12:00:00.000001+00\",)}",
        "[0:1][1:1]={{1},{NULL}}",
        "{NULL,b}",
        "red \"(}",
        "{\"{\\\"size\\\": null, \\\"colour\\\": \\\"red \\\\\\\"(}\\\"}\",NULL}",
        "-1.50",
        "{7,9}",
        "red \"(}",
    ];
    assert_eq!(texts, expected);

    assert_eq!(Entry::filter(Entry::SCORE.eq(Score(100)) & Entry::DUE.eq(due)).count(&db).await?, 3);
    assert_eq!(functions::due_before(due, None).count(&db).await?, 0);
    // Arrays with NULLs, and of any shape, have the operations of arrays.
    assert_eq!(
        Entry::filter(Entry::MOODS.any(Mood::Sad) & Entry::NAMES.any("b") & Entry::GRID.any(1)).count(&db).await?,
        3
    );
    assert_eq!(Entry::filter(Entry::MOODS.contains(vec![Some(Mood::Ok)])).count(&db).await?, 0);
    let sizes = Entry::query().select((Entry::MOODS.cardinality(), Entry::GRID.cardinality())).distinct();
    assert_eq!(sizes.all(&db).await?, [(3, Some(2))]);
    Entry::find(3).update().set(Entry::MOODS, Entry::MOODS.append(Mood::Ok)).execute(&db).await?;
    assert_eq!(Entry::find(3).one(&db).await?.moods.last(), Some(&Some(Mood::Ok)));

    // As JSON, and back.
    let row = Entry::find(1).one(&db).await?;
    let json = serde_json::to_string(&row).unwrap();
    assert!(json.contains("\"score\":100") && json.contains("\"colour\":\"red"), "{json}");
    assert_eq!(serde_json::from_str::<Entry>(&json).unwrap(), row);

    what_does_not_fit(&db).await
}

/// What changed in the database, or is more than the chosen types hold: an error that says what to do.
async fn what_does_not_fit(db: &Db) -> Result<(), Error> {
    use choices::prelude::*;
    use choices::public::{Entry, Mood};

    // A label that came later: the one enum holds it, and writes it again; the other says what to do.
    sql("alter type mood add value 'new'").execute(db).await?;
    sql("update entry set mood = 'new' where entry_id = 1").execute(db).await?;
    assert_eq!(Entry::find(1).one(db).await?.mood, Mood::OtherLabel("new".into()));
    assert_eq!(Entry::filter(Entry::MOOD.eq(Mood::OtherLabel("new".into()))).count(db).await?, 1);
    sql("alter type strict add value 'new'").execute(db).await?;
    sql("update entry set strict = 'new' where entry_id = 1").execute(db).await?;
    let unknown = Entry::find(1).one(db).await.unwrap_err();
    assert!(unknown.hint().is_some_and(|hint| hint.contains("relvar generate")), "{unknown}");
    // What the Rust type does not hold is an error, and never something else.
    sql("update entry set strict = null, amount = 1e-40 where entry_id = 1").execute(db).await?;
    let lossy = Entry::find(1).one(db).await.unwrap_err();
    assert!(lossy.hint().is_some_and(|hint| hint.contains("Numeric")), "{lossy}");
    sql("update entry set amount = null, tags = '{{a}}' where entry_id = 1").execute(db).await?;
    let nested = Entry::find(1).one(db).await.unwrap_err();
    assert!(nested.hint().is_some_and(|hint| hint.contains("any_shape")), "{nested}");
    sql("update entry set tags = '[0:0]={a}' where entry_id = 1").execute(db).await?;
    let shifted = Entry::find(1).one(db).await.unwrap_err();
    assert!(shifted.hint().is_some_and(|hint| hint.contains("any_shape")), "{shifted}");
    sql("update entry set tags = '{NULL}' where entry_id = 1").execute(db).await?;
    let null = Entry::find(1).one(db).await.unwrap_err();
    assert!(null.hint().is_some_and(|hint| hint.contains("nullable")), "{null}");
    Ok(())
}
