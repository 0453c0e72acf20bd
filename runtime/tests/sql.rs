//! The SQL of queries, as data: no server is asked.

#![allow(clippy::expect_used, clippy::needless_pass_by_value, reason = "tests fail by panicking, and hand over data")]

mod sample;

use expect_test::{Expect, expect};
use relvar::{Operand as _, excluded};
use sample::prelude::*;
use sample::{
    Actor, Category, Customer, Film, FilmActor, FilmCategory, FilmList, Inventory, Language, MpaaRating, NewFilm,
    NewFilmOptional, Payment, Rental, Shelf,
};

/// The text after `FROM`, as column lists are long; `…` for what is before.
fn check<R: Relation>(query: &Query<R>, expected: Expect) {
    let sql = query.to_sql();
    let from = sql.find(" FROM ").expect("a FROM");
    expected.assert_eq(&sql[from + 1..]);
}

fn whole(sql: String, expected: Expect) {
    expected.assert_eq(&sql);
}

#[test]
fn every_column_is_listed_quoted_and_cast_where_its_type_is_the_users() {
    whole(
        Film::query().to_sql(),
        expect![[
            r#"SELECT t0."film_id", t0."title", t0."description", t0."release_year"::int4, t0."language_id", t0."original_language_id", t0."length", t0."rating"::text, t0."rental_rate", t0."special_features", t0."details", t0."sort_title", t0."updated_at" FROM "public"."film" AS t0"#
        ]],
    );
    whole(
        FilmList::query().to_sql(),
        expect![[r#"SELECT t0."film_id", t0."title", t0."language", t0."actors" FROM "public"."film_list" AS t0"#]],
    );
}

#[test]
fn predicates() {
    check(&Film::find(133), expect![[r#"FROM "public"."film" AS t0 WHERE t0."film_id" = $1"#]]);
    check(
        &FilmActor::find(1, 2),
        expect![[r#"FROM "public"."film_actor" AS t0 WHERE t0."film_id" = $1 AND t0."actor_id" = $2"#]],
    );
    check(
        &Shelf::find(1, "A1"),
        expect![[r#"FROM "public"."shelf" AS t0 WHERE t0."store_id" = $1 AND t0."code" = $2"#]],
    );
    check(
        &Film::filter(Film::LENGTH.gt(120) & Film::RATING.eq(MpaaRating::Pg13)),
        expect![[r#"FROM "public"."film" AS t0 WHERE t0."length" > $1 AND t0."rating" = $2::"public"."mpaa_rating""#]],
    );
    check(
        &Film::filter(Film::RATING.is_in([MpaaRating::G])),
        expect![[r#"FROM "public"."film" AS t0 WHERE t0."rating" = ANY($1::"public"."mpaa_rating"[])"#]],
    );
    check(
        &Film::filter(Film::RELEASE_YEAR.eq(1999)),
        expect![[r#"FROM "public"."film" AS t0 WHERE t0."release_year" = $1::"public"."release_year""#]],
    );
    check(
        &Film::filter(Film::SPECIAL_FEATURES.any("x")),
        expect![[r#"FROM "public"."film" AS t0 WHERE $1 = ANY(t0."special_features")"#]],
    );
    check(
        &Film::filter(Film::TITLE.eq(Film::DESCRIPTION) | Film::LENGTH.is_null()),
        expect![[r#"FROM "public"."film" AS t0 WHERE t0."title" = t0."description" OR t0."length" IS NULL"#]],
    );
    check(
        &Film::filter((Film::LENGTH + 1).gt(Film::LENGTH * 2)),
        expect![[r#"FROM "public"."film" AS t0 WHERE (t0."length" + $1) > (t0."length" * $2)"#]],
    );
}

#[test]
fn a_complement_is_simple_where_nothing_is_null() {
    check(&!Film::filter(Film::TITLE.eq("x")), expect![[r#"FROM "public"."film" AS t0 WHERE t0."title" <> $1"#]]);
    check(
        &!Film::filter(Film::LENGTH.eq(1)),
        expect![[r#"FROM "public"."film" AS t0 WHERE (t0."length" = $1) IS NOT TRUE"#]],
    );
    check(
        &!Film::filter(Film::LENGTH.is_null()),
        expect![[r#"FROM "public"."film" AS t0 WHERE t0."length" IS NOT NULL"#]],
    );
    check(
        &!Film::filter(Film::LENGTH.gt(1) & Film::TITLE.eq("x")),
        expect![[r#"FROM "public"."film" AS t0 WHERE (t0."length" > $1 AND t0."title" = $2) IS NOT TRUE"#]],
    );
    check(&!(!Film::filter(Film::LENGTH.gt(1))), expect![[r#"FROM "public"."film" AS t0 WHERE t0."length" > $1"#]]);
    check(
        &!Film::filter(Film::ACTOR.exists()),
        expect![[
            r#"FROM "public"."film" AS t0 WHERE NOT EXISTS (SELECT 1 FROM "public"."film_actor" AS t1 JOIN "public"."actor" AS t2 ON t2."actor_id" = t1."actor_id" WHERE t1."film_id" = t0."film_id")"#
        ]],
    );
}

#[test]
fn everything_and_nothing_are_known() {
    let a = Film::filter(Film::LENGTH.gt(1));
    let b = Film::filter(Film::TITLE.eq("x"));
    check(&(a.clone() | !a.clone()), expect![[r#"FROM "public"."film" AS t0"#]]);
    check(&(a.clone() & !a.clone()), expect![[r#"FROM "public"."film" AS t0 WHERE FALSE"#]]);
    check(&(a.clone() & Film::query()), expect![[r#"FROM "public"."film" AS t0 WHERE t0."length" > $1"#]]);
    check(&(a.clone() | Film::none()), expect![[r#"FROM "public"."film" AS t0 WHERE t0."length" > $1"#]]);
    check(
        &(a.clone() & a.clone() & b.clone()),
        expect![[r#"FROM "public"."film" AS t0 WHERE t0."length" > $1 AND t0."title" = $2"#]],
    );
    check(
        &(a.clone() - b.clone()),
        expect![[r#"FROM "public"."film" AS t0 WHERE t0."length" > $1 AND t0."title" <> $2"#]],
    );
    check(
        &(a ^ b),
        expect![[
            r#"FROM "public"."film" AS t0 WHERE (t0."length" > $1 OR t0."title" = $2) AND (t0."length" > $1 AND t0."title" = $2) IS NOT TRUE"#
        ]],
    );
}

#[test]
fn traversal_is_a_semi_join() {
    let long = Film::filter(Film::LENGTH.gt(120));
    check(
        &long.clone().language(),
        expect![[
            r#"FROM "public"."language" AS t0 WHERE EXISTS (SELECT 1 FROM "public"."film" AS t1 WHERE t1."language_id" = t0."language_id" AND t1."length" > $1)"#
        ]],
    );
    check(
        &long.clone().actor(),
        expect![[
            r#"FROM "public"."actor" AS t0 WHERE EXISTS (SELECT 1 FROM "public"."film_actor" AS t1 JOIN "public"."film" AS t2 ON t2."film_id" = t1."film_id" WHERE t1."actor_id" = t0."actor_id" AND t2."length" > $1)"#
        ]],
    );
    check(
        &long.clone().actor().film().inventory(),
        expect![[
            r#"FROM "public"."inventory" AS t0 WHERE EXISTS (SELECT 1 FROM "public"."film" AS t1 WHERE t1."film_id" = t0."film_id" AND EXISTS (SELECT 1 FROM "public"."film_actor" AS t2 JOIN "public"."actor" AS t3 ON t3."actor_id" = t2."actor_id" WHERE t2."film_id" = t1."film_id" AND EXISTS (SELECT 1 FROM "public"."film_actor" AS t4 JOIN "public"."film" AS t5 ON t5."film_id" = t4."film_id" WHERE t4."actor_id" = t3."actor_id" AND t5."length" > $1)))"#
        ]],
    );
    check(
        &Film::query().language(),
        expect![[
            r#"FROM "public"."language" AS t0 WHERE EXISTS (SELECT 1 FROM "public"."film" AS t1 WHERE t1."language_id" = t0."language_id")"#
        ]],
    );
    check(
        &Category::query().parent().category_by_parent(),
        expect![[
            r#"FROM "public"."category" AS t0 WHERE EXISTS (SELECT 1 FROM "public"."category" AS t1 WHERE t1."category_id" = t0."parent_id" AND EXISTS (SELECT 1 FROM "public"."category" AS t2 WHERE t2."parent_id" = t1."category_id"))"#
        ]],
    );
    check(
        &Shelf::find(1, "A1").inventory(),
        expect![[
            r#"FROM "public"."inventory" AS t0 WHERE EXISTS (SELECT 1 FROM "public"."shelf" AS t1 WHERE t1."store_id" = t0."store_id" AND t1."code" = t0."shelf_code" AND t1."store_id" = $1 AND t1."code" = $2)"#
        ]],
    );
    check(
        &(long.clone().language() | Language::filter(Language::NAME.eq("x"))).film(),
        expect![[
            r#"FROM "public"."film" AS t0 WHERE EXISTS (SELECT 1 FROM "public"."language" AS t1 WHERE t1."language_id" = t0."language_id" AND (EXISTS (SELECT 1 FROM "public"."film" AS t2 WHERE t2."language_id" = t1."language_id" AND t2."length" > $1) OR t1."name" = $2))"#
        ]],
    );
    check(
        &!long.actor(),
        expect![[
            r#"FROM "public"."actor" AS t0 WHERE NOT EXISTS (SELECT 1 FROM "public"."film_actor" AS t1 JOIN "public"."film" AS t2 ON t2."film_id" = t1."film_id" WHERE t1."actor_id" = t0."actor_id" AND t2."length" > $1)"#
        ]],
    );
}

#[test]
fn predicates_and_values_across_keys() {
    check(
        &Film::filter(Film::LANGUAGE.has(Language::NAME.eq("x"))),
        expect![[
            r#"FROM "public"."film" AS t0 WHERE EXISTS (SELECT 1 FROM "public"."language" AS t1 WHERE t1."language_id" = t0."language_id" AND t1."name" = $1)"#
        ]],
    );
    check(
        &Film::filter(Film::LANGUAGE.get(Language::NAME).eq("x")),
        expect![[
            r#"FROM "public"."film" AS t0 LEFT JOIN "public"."language" AS t1 ON t1."language_id" = t0."language_id" WHERE t1."name" = $1"#
        ]],
    );
    check(
        &Film::filter(Film::LANGUAGE.get(Language::NAME).ne(Film::ORIGINAL_LANGUAGE.get(Language::NAME)))
            .order_by(Film::LANGUAGE.get(Language::NAME)),
        expect![[
            r#"FROM "public"."film" AS t0 LEFT JOIN "public"."language" AS t1 ON t1."language_id" = t0."language_id" LEFT JOIN "public"."language" AS t2 ON t2."language_id" = t0."original_language_id" WHERE t1."name" <> t2."name" ORDER BY t1."name""#
        ]],
    );
    check(
        &Actor::filter(Actor::FILM.every(Film::LENGTH.gt(1))),
        expect![[
            r#"FROM "public"."actor" AS t0 WHERE NOT EXISTS (SELECT 1 FROM "public"."film_actor" AS t1 JOIN "public"."film" AS t2 ON t2."film_id" = t1."film_id" WHERE t1."actor_id" = t0."actor_id" AND (t2."length" > $1) IS NOT TRUE)"#
        ]],
    );
    check(
        &Actor::query().order_by(Actor::FILM.count().desc()),
        expect![[
            r#"FROM "public"."actor" AS t0 ORDER BY (SELECT count(*) FROM "public"."film_actor" AS t1 JOIN "public"."film" AS t2 ON t2."film_id" = t1."film_id" WHERE t1."actor_id" = t0."actor_id") DESC"#
        ]],
    );
    check(
        &Actor::filter(
            Actor::FILM.sum(Film::LENGTH).gt(100) & Actor::FILM.max(Film::LANGUAGE.get(Language::NAME)).eq("x"),
        ),
        expect![[
            r#"FROM "public"."actor" AS t0 WHERE (SELECT sum(t2."length") FROM "public"."film_actor" AS t1 JOIN "public"."film" AS t2 ON t2."film_id" = t1."film_id" WHERE t1."actor_id" = t0."actor_id") > $1 AND (SELECT max(t5."name") FROM "public"."film_actor" AS t3 JOIN "public"."film" AS t4 ON t4."film_id" = t3."film_id" LEFT JOIN "public"."language" AS t5 ON t5."language_id" = t4."language_id" WHERE t3."actor_id" = t0."actor_id") = $2"#
        ]],
    );
    let inventory = Rental::INVENTORY.get(Inventory::FILM.get(Film::LANGUAGE.get(Language::NAME)));
    check(
        &Rental::filter(inventory.eq("x")),
        expect![[
            r#"FROM "public"."rental" AS t0 LEFT JOIN "public"."inventory" AS t1 ON t1."inventory_id" = t0."inventory_id" LEFT JOIN "public"."film" AS t2 ON t2."film_id" = t1."film_id" LEFT JOIN "public"."language" AS t3 ON t3."language_id" = t2."language_id" WHERE t3."name" = $1"#
        ]],
    );
    check(
        &Category::filter(Category::PARENT.get(Category::PARENT.get(Category::NAME)).eq("x")),
        expect![[
            r#"FROM "public"."category" AS t0 LEFT JOIN "public"."category" AS t1 ON t1."category_id" = t0."parent_id" LEFT JOIN "public"."category" AS t2 ON t2."category_id" = t1."parent_id" WHERE t2."name" = $1"#
        ]],
    );
}

#[test]
fn order_limits_and_locks() {
    check(
        &Film::query().order_by((Film::LENGTH.desc().nulls_last(), Film::TITLE)).limit(10).offset(20),
        expect![[r#"FROM "public"."film" AS t0 ORDER BY t0."length" DESC NULLS LAST, t0."title" LIMIT 10 OFFSET 20"#]],
    );
    check(
        &Film::query().limit(10).for_update().skip_locked(),
        expect![[r#"FROM "public"."film" AS t0 LIMIT 10 FOR UPDATE OF t0 SKIP LOCKED"#]],
    );
    check(
        &Film::query().distinct_on(Film::LANGUAGE_ID).order_by(Film::LENGTH.desc()),
        expect![[
            r#"FROM "public"."film" AS t0 WHERE t0."film_id" IN (SELECT DISTINCT ON (t1."language_id") t1."film_id" FROM "public"."film" AS t1 ORDER BY t1."language_id", t1."length" DESC) ORDER BY t0."length" DESC"#
        ]],
    );
}

#[test]
fn a_limited_set_takes_part_by_its_keys() {
    let ten = Film::query().order_by(Film::TITLE).limit(10);
    check(
        &ten.clone().filter(Film::LENGTH.gt(1)),
        expect![[
            r#"FROM "public"."film" AS t0 WHERE t0."film_id" IN (SELECT t1."film_id" FROM "public"."film" AS t1 ORDER BY t1."title" LIMIT 10) AND t0."length" > $1 ORDER BY t0."title""#
        ]],
    );
    check(
        &ten.clone().language(),
        expect![[
            r#"FROM "public"."language" AS t0 WHERE EXISTS (SELECT 1 FROM "public"."film" AS t1 WHERE t1."language_id" = t0."language_id" AND t1."film_id" IN (SELECT t2."film_id" FROM "public"."film" AS t2 ORDER BY t2."title" LIMIT 10))"#
        ]],
    );
    check(
        &!ten,
        expect![[
            r#"FROM "public"."film" AS t0 WHERE NOT t0."film_id" IN (SELECT t1."film_id" FROM "public"."film" AS t1 ORDER BY t1."title" LIMIT 10)"#
        ]],
    );
    check(
        &(FilmActor::query().limit(1) | FilmActor::find(1, 1)),
        expect![[
            r#"FROM "public"."film_actor" AS t0 WHERE (t0."film_id", t0."actor_id") IN (SELECT t1."film_id", t1."actor_id" FROM "public"."film_actor" AS t1 LIMIT 1) OR (t0."film_id" = $1 AND t0."actor_id" = $2)"#
        ]],
    );
}

#[test]
fn pages() {
    let film = Film {
        film_id: 7,
        title: "x".into(),
        description: None,
        release_year: None,
        language_id: 1,
        original_language_id: None,
        length: None,
        rating: Some(MpaaRating::G),
        rental_rate: Numeric::from(1),
        special_features: Vec::new(),
        details: serde_json::Value::Null,
        sort_title: None,
        updated_at: chrono::DateTime::UNIX_EPOCH,
    };
    check(
        &Film::query().after(&film).limit(2),
        expect![[r#"FROM "public"."film" AS t0 WHERE t0."film_id" > $1 ORDER BY t0."film_id" LIMIT 2"#]],
    );
    check(
        &Film::query().order_by(Film::TITLE).after(&film).limit(2),
        expect![[
            r#"FROM "public"."film" AS t0 WHERE t0."title" >= $1 AND (t0."title" > $2 OR (t0."title" = $2 AND t0."film_id" > $3)) ORDER BY t0."title", t0."film_id" LIMIT 2"#
        ]],
    );
    check(
        &Film::query().order_by(Film::TITLE).before(&film).limit(2),
        expect![[
            r#"FROM "public"."film" AS t0 WHERE t0."film_id" IN (SELECT t1."film_id" FROM "public"."film" AS t1 WHERE t1."title" <= $1 AND (t1."title" < $2 OR (t1."title" = $2 AND t1."film_id" < $3)) ORDER BY t1."title" DESC, t1."film_id" DESC LIMIT 2) ORDER BY t0."title", t0."film_id""#
        ]],
    );
    check(
        &Film::query().order_by(Film::LENGTH).after(&film),
        expect![[
            r#"FROM "public"."film" AS t0 WHERE t0."length" IS NULL AND t0."film_id" > $1 ORDER BY t0."length", t0."film_id""#
        ]],
    );
    check(
        &Film::query().order_by((Film::RATING.desc(), Film::TITLE)).after(&film),
        expect![[
            r#"FROM "public"."film" AS t0 WHERE t0."rating" <= $1::"public"."mpaa_rating" AND (t0."rating" < $2::"public"."mpaa_rating" OR (t0."rating" = $2::"public"."mpaa_rating" AND (t0."title" > $3 OR (t0."title" = $3 AND t0."film_id" > $4)))) ORDER BY t0."rating" DESC, t0."title", t0."film_id""#
        ]],
    );
    check(
        &Film::query().order_by(Film::ACTOR.count().desc()).after(&film),
        expect![[
            r#"FROM "public"."film" AS t0 WHERE (SELECT count(*) FROM "public"."film_actor" AS t1 JOIN "public"."actor" AS t2 ON t2."actor_id" = t1."actor_id" WHERE t1."film_id" = t0."film_id") <= (SELECT (SELECT count(*) FROM "public"."film_actor" AS t4 JOIN "public"."actor" AS t5 ON t5."actor_id" = t4."actor_id" WHERE t4."film_id" = t3."film_id") FROM "public"."film" AS t3 WHERE t3."film_id" = $1) AND ((SELECT count(*) FROM "public"."film_actor" AS t6 JOIN "public"."actor" AS t7 ON t7."actor_id" = t6."actor_id" WHERE t6."film_id" = t0."film_id") < (SELECT (SELECT count(*) FROM "public"."film_actor" AS t9 JOIN "public"."actor" AS t10 ON t10."actor_id" = t9."actor_id" WHERE t9."film_id" = t8."film_id") FROM "public"."film" AS t8 WHERE t8."film_id" = $2) OR ((SELECT count(*) FROM "public"."film_actor" AS t11 JOIN "public"."actor" AS t12 ON t12."actor_id" = t11."actor_id" WHERE t11."film_id" = t0."film_id") = (SELECT (SELECT count(*) FROM "public"."film_actor" AS t14 JOIN "public"."actor" AS t15 ON t15."actor_id" = t14."actor_id" WHERE t14."film_id" = t13."film_id") FROM "public"."film" AS t13 WHERE t13."film_id" = $2) AND t0."film_id" < $3)) ORDER BY (SELECT count(*) FROM "public"."film_actor" AS t16 JOIN "public"."actor" AS t17 ON t17."actor_id" = t16."actor_id" WHERE t16."film_id" = t0."film_id") DESC, t0."film_id" DESC"#
        ]],
    );
}

#[test]
fn selections() {
    whole(
        Film::query()
            .select((Film::TITLE, Film::RATING, Film::LANGUAGE.get(Language::NAME), Film::ACTOR.count()))
            .to_sql(),
        expect![[
            r#"SELECT t0."title", t0."rating"::text, t1."name", (SELECT count(*) FROM "public"."film_actor" AS t2 JOIN "public"."actor" AS t3 ON t3."actor_id" = t2."actor_id" WHERE t2."film_id" = t0."film_id") FROM "public"."film" AS t0 LEFT JOIN "public"."language" AS t1 ON t1."language_id" = t0."language_id""#
        ]],
    );
    whole(
        Film::query().select(Film::LENGTH.gt(1)).to_sql(),
        expect![[r#"SELECT (t0."length" > $1) IS TRUE FROM "public"."film" AS t0"#]],
    );
    whole(
        Film::query().select((Film::RATING, Film::LENGTH)).distinct().order_by(Film::LENGTH).to_sql(),
        expect![[r#"SELECT DISTINCT t0."rating"::text, t0."length" FROM "public"."film" AS t0 ORDER BY 2"#]],
    );
    whole(
        Film::query().select(Film::RATING).distinct().order_by(Film::RATING).limit(2).to_sql(),
        expect![[
            r#"SELECT t0."rating"::text FROM "public"."film" AS t0 GROUP BY t0."rating" ORDER BY t0."rating" LIMIT 2"#
        ]],
    );
    whole(
        Film::query()
            .group_by((Film::RATING, Film::LANGUAGE.get(Language::NAME)))
            .aggregate((count(), Film::LENGTH.avg(), Film::LENGTH.max().filter(Film::TITLE.ne("x"))))
            .having(count().gt(2))
            .order_by(count().desc())
            .order_by_keys()
            .to_sql(),
        expect![[
            r#"SELECT t0."rating"::text, t1."name", count(*), avg(t0."length"), max(t0."length") FILTER (WHERE t0."title" <> $1) FROM "public"."film" AS t0 LEFT JOIN "public"."language" AS t1 ON t1."language_id" = t0."language_id" GROUP BY t0."rating", t1."name" HAVING count(*) > $2 ORDER BY 3 DESC, t0."rating", t1."name""#
        ]],
    );
    whole(
        Rental::query()
            .group_by(Rental::RENTED_AT.trunc_day())
            .aggregate(Rental::CUSTOMER_ID.count_distinct())
            .to_sql(),
        expect![[
            r#"SELECT (date_trunc('day', t0."rented_at"))::timestamptz, count(DISTINCT t0."customer_id") FROM "public"."rental" AS t0 GROUP BY 1"#
        ]],
    );
}

#[test]
fn writes() {
    let new = || NewFilm {
        title: "x".into(),
        language_id: 1,
        optional: NewFilmOptional { rating: Some(None), release_year: Some(1999), ..Default::default() },
    };
    whole(
        Film::insert(new()).to_sql(),
        expect![[
            r#"INSERT INTO "public"."film" AS t0 ("title", "release_year", "language_id", "rating") VALUES ($1, $2::"public"."release_year", $3, $4::"public"."mpaa_rating")"#
        ]],
    );
    whole(
        Film::insert(new()).on_conflict(Film::FILM_PKEY).do_nothing().to_sql(),
        expect![[
            r#"INSERT INTO "public"."film" AS t0 ("title", "release_year", "language_id", "rating") VALUES ($1, $2::"public"."release_year", $3, $4::"public"."mpaa_rating") ON CONFLICT ON CONSTRAINT "film_pkey" DO NOTHING"#
        ]],
    );
    whole(
        Film::insert(new())
            .on_conflict(Film::FILM_PKEY)
            .do_update((Film::TITLE, Film::LENGTH))
            .set(Film::RENTAL_RATE, Film::RENTAL_RATE + excluded(Film::RENTAL_RATE))
            .filter(Film::LENGTH.gt(1))
            .to_sql(),
        expect![[
            r#"INSERT INTO "public"."film" AS t0 ("title", "release_year", "language_id", "rating") VALUES ($1, $2::"public"."release_year", $3, $4::"public"."mpaa_rating") ON CONFLICT ON CONSTRAINT "film_pkey" DO UPDATE SET "title" = excluded."title", "length" = excluded."length", "rental_rate" = t0."rental_rate" + excluded."rental_rate" WHERE t0."length" > $5"#
        ]],
    );
    whole(
        Film::insert_many([new(), new()]).to_sql(),
        expect![[
            r#"INSERT INTO "public"."film" AS t0 ("title", "release_year", "language_id", "rating") SELECT u.c0, u.c1::"public"."release_year", u.c2, u.c3::"public"."mpaa_rating" FROM unnest($1, $2, $3, $4) AS u(c0, c1, c2, c3)"#
        ]],
    );
    let with_features = NewFilm {
        optional: NewFilmOptional { special_features: Some(vec!["y".into()]), ..Default::default() },
        ..new()
    };
    whole(
        Film::insert_many([with_features.clone(), with_features]).to_sql(),
        expect![[
            r#"INSERT INTO "public"."film" AS t0 ("title", "language_id", "special_features") VALUES ($1, $2, $3), ($4, $5, $6)"#
        ]],
    );
    whole(
        Film::filter(Film::LANGUAGE.has(Language::NAME.eq("x")))
            .update()
            .set(Film::LENGTH, Film::LENGTH + 1)
            .set(Film::RATING, MpaaRating::R)
            .set(Film::DESCRIPTION, Film::LANGUAGE.get(Language::NAME))
            .set(Film::ORIGINAL_LANGUAGE_ID, None)
            .to_sql(),
        expect![[
            r#"UPDATE "public"."film" AS t0 SET "length" = t0."length" + $1, "rating" = $2::"public"."mpaa_rating", "description" = (SELECT t1."name" FROM "public"."language" AS t1 WHERE t1."language_id" = t0."language_id"), "original_language_id" = $3 WHERE EXISTS (SELECT 1 FROM "public"."language" AS t2 WHERE t2."language_id" = t0."language_id" AND t2."name" = $4)"#
        ]],
    );
    whole(
        Customer::query().limit(3).update().set(Customer::ACTIVE, false).to_sql(),
        expect![[
            r#"UPDATE "public"."customer" AS t0 SET "active" = $1 WHERE t0."customer_id" IN (SELECT t1."customer_id" FROM "public"."customer" AS t1 LIMIT 3)"#
        ]],
    );
}

#[test]
fn relations_are_named() {
    let set = Payment::query().rental().inventory();
    assert_eq!(set.relations(), ["public.inventory", "public.rental", "public.payment"]);
    let set = Film::filter(Film::CATEGORY.any(Category::PARENT.exists()));
    assert_eq!(set.relations(), ["public.film", "public.film_category", "public.category"]);
    assert_eq!(FilmCategory::query().relations(), ["public.film_category"]);
}

#[test]
fn debug_shows_the_statement_and_no_value() {
    let query = Film::filter(Film::TITLE.eq("a secret"));
    assert_eq!(format!("{query:?}"), query.to_sql());
    assert!(!format!("{query:?} {:?} {:?}", query.statement(), Film::TITLE.eq("a secret")).contains("secret"));
}
