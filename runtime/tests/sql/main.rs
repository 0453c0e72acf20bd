//! The SQL of queries, as data: no server is asked.

#![allow(clippy::expect_used, clippy::needless_pass_by_value, reason = "tests fail by panicking, and hand over data")]

mod aggregates;
mod lines;
mod order;
mod predicates;
#[path = "../sample/mod.rs"]
mod sample;
mod traversal;
mod writes;

use expect_test::{Expect, expect};
use sample::prelude::*;
use sample::{Category, Film, FilmCategory, FilmList, Language, Payment, Rental};

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
fn selections() {
    whole(
        Film::query()
            .select((Film::TITLE, Film::RATING, Film::LANGUAGE.get(Language::NAME), Film::ACTOR.count()))
            .to_sql(),
        expect![[
            r#"SELECT t0."title", t0."rating"::text, t1."name", COALESCE(t2.v0, 0) FROM "public"."film" AS t0 JOIN "public"."language" AS t1 ON t1."language_id" = t0."language_id" LEFT JOIN (SELECT t3."film_id" AS k0, count(*) AS v0 FROM "public"."film_actor" AS t3 GROUP BY t3."film_id") AS t2 ON t2.k0 = t0."film_id""#
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
            r#"SELECT t0."rating"::text, t1."name", count(*), avg(t0."length"), max(t0."length") FILTER (WHERE t0."title" <> $1) FROM "public"."film" AS t0 JOIN "public"."language" AS t1 ON t1."language_id" = t0."language_id" GROUP BY t0."rating", t1."language_id" HAVING count(*) > $2 ORDER BY 3 DESC, t0."rating", t1."name""#
        ]],
    );
    // Names are joined with the groups and not with the rows.
    whole(
        Film::query()
            .group_by(Film::LANGUAGE.get(Language::NAME))
            .aggregate(count())
            .order_by(count().desc())
            .order_by_keys()
            .limit(3)
            .to_sql(),
        expect![[
            r#"SELECT t3."name", t2.k1 FROM (SELECT t0."language_id", count(*) FROM "public"."film" AS t0 GROUP BY t0."language_id") AS t2 (k0, k1) JOIN "public"."language" AS t3 ON t3."language_id" = t2.k0 ORDER BY 2 DESC, 1 LIMIT 3"#
        ]],
    );
    // Where they are of the rows themselves, they are ordered after the groups are there.
    whole(
        Language::query().group_by(Language::NAME).aggregate(count()).order_by_keys().to_sql(),
        expect![[
            r#"SELECT * FROM (SELECT t0."name", count(*) FROM "public"."language" AS t0 GROUP BY t0."language_id") AS t1 ORDER BY 1"#
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
