//! Inserts, updates and deletes.

use crate::sample::prelude::*;
use crate::sample::{Customer, Film, Language, MpaaRating, NewFilm, NewFilmOptional};
use crate::whole;
use expect_test::expect;
use relvar::{Numeric, excluded};

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
    let by_columns = Film::insert(new()).on_conflict((Film::TITLE, Film::SORT_TITLE)).do_nothing();
    whole(
        by_columns.to_sql(),
        expect![[
            r#"INSERT INTO "public"."film" AS t0 ("title", "release_year", "language_id", "rating") VALUES ($1, $2::"public"."release_year", $3, $4::"public"."mpaa_rating") ON CONFLICT ("title", "sort_title") DO NOTHING"#
        ]],
    );
    let index: relvar::UniqueIndex<Film> =
        relvar::generated::unique_index("film_x", "(lower(title)) WHERE (length > 1)");
    whole(
        Film::insert(new()).on_conflict(index).do_update(Film::TITLE).to_sql(),
        expect![[
            r#"INSERT INTO "public"."film" AS t0 ("title", "release_year", "language_id", "rating") VALUES ($1, $2::"public"."release_year", $3, $4::"public"."mpaa_rating") ON CONFLICT (lower(title)) WHERE (length > 1) DO UPDATE SET "title" = excluded."title""#
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
fn values_of_many_rows_are_joined() {
    let rates = [(1, Numeric::from(1)), (2, Numeric::from(2))];
    let each = || Film::filter(Film::LENGTH.gt(90)).update_each(&rates).by(Film::FILM_ID, |(id, _)| *id);
    whole(
        each().set(Film::RENTAL_RATE, |(_, rate)| rate).to_sql(),
        expect![[
            r#"UPDATE "public"."film" AS t0 SET "rental_rate" = u.c1 FROM unnest($1, $2) AS u(c0, c1) WHERE t0."film_id" = u.c0 AND t0."length" > $3"#
        ]],
    );
    whole(
        each().set(Film::RATING, |_| MpaaRating::R).set(Film::SPECIAL_FEATURES, |_| ["x"]).to_sql(),
        expect![[
            r#"UPDATE "public"."film" AS t0 SET "rating" = u.c1::"public"."mpaa_rating", "special_features" = u.c2 FROM (VALUES ($1, $2::"public"."mpaa_rating", $3), ($4, $5::"public"."mpaa_rating", $6)) AS u(c0, c1, c2) WHERE t0."film_id" = u.c0 AND t0."length" > $7"#
        ]],
    );
    let by_rate = Film::query().update_each(&rates).by(Film::RENTAL_RATE, |(_, rate)| rate);
    whole(
        by_rate.set(Film::LENGTH, |_| 1_i16).to_sql(),
        expect![[
            r#"UPDATE "public"."film" AS t0 SET "length" = u.c1 FROM (SELECT DISTINCT ON (u.c0) u.* FROM unnest($1, $2) WITH ORDINALITY AS u(c0, c1, n) ORDER BY u.c0, u.n DESC) AS u WHERE t0."rental_rate" = u.c0"#
        ]],
    );
    let by_rate = Film::query().update_each(&rates).by(Film::RENTAL_RATE, |(_, rate)| rate);
    whole(
        by_rate.set(Film::SPECIAL_FEATURES, |_| ["x"]).to_sql(),
        expect![[
            r#"UPDATE "public"."film" AS t0 SET "special_features" = u.c1 FROM (SELECT DISTINCT ON (u.c0) u.* FROM (SELECT v.*, row_number() OVER () FROM (VALUES ($1, $2), ($3, $4)) AS v) AS u(c0, c1, n) ORDER BY u.c0, u.n DESC) AS u WHERE t0."rental_rate" = u.c0"#
        ]],
    );
}

#[test]
fn what_is_computed_of_other_rows_is_joined_to_those_that_are_written() {
    let copies = Film::INVENTORY.count();
    let cast = Film::ACTOR.count();
    let update = Film::filter(Film::LENGTH.gt(90) & copies.clone().gt(1)).update();
    whole(
        update.set(Film::LENGTH, copies.clone().cast::<i16>()).set(Film::DETAILS, serde_json::json!({})).to_sql(),
        expect![[
            r#"UPDATE "public"."film" AS t0 SET "length" = (t1.v0)::int2, "details" = $1 FROM (SELECT t2."film_id" AS k0, COALESCE(t3.v0, 0) AS v0 FROM "public"."film" AS t2 LEFT JOIN (SELECT t4."film_id" AS k0, count(*) AS v0 FROM "public"."inventory" AS t4 WHERE EXISTS (SELECT 1 FROM "public"."film" AS t5 WHERE t5."film_id" = t4."film_id" AND t5."length" > $2) GROUP BY t4."film_id") AS t3 ON t3.k0 = t2."film_id" WHERE t2."length" > $2) AS t1 WHERE t1.k0 = t0."film_id" AND t0."length" > $2 AND t1.v0 > $3"#
        ]],
    );
    let one = Film::find(1).update().set(Film::RENTAL_RATE, cast.clone().cast::<Numeric>());
    whole(
        one.to_sql(),
        expect![[
            r#"UPDATE "public"."film" AS t0 SET "rental_rate" = ((SELECT count(*) AS v0 FROM "public"."film_actor" AS t1 WHERE t1."film_id" = t0."film_id"))::numeric WHERE t0."film_id" = $1"#
        ]],
    );
    let in_language = Film::LANGUAGE.get(Language::FILM.max(Film::LENGTH));
    let longest = Film::filter(Film::LENGTH.eq(in_language)).update().set(Film::RATING, None);
    whole(
        longest.to_sql(),
        expect![[
            r#"UPDATE "public"."film" AS t0 SET "rating" = $1::"public"."mpaa_rating" FROM (SELECT t2."film_id" AS k0, CASE WHEN t2."language_id" IS NOT NULL THEN t4.v0 END AS v0 FROM "public"."film" AS t2 LEFT JOIN (SELECT t5."language_id" AS k0, max(t5."length") AS v0 FROM "public"."film" AS t5 GROUP BY t5."language_id") AS t4 ON t4.k0 = t2."language_id") AS t1 WHERE t1.k0 = t0."film_id" AND t0."length" = t1.v0"#
        ]],
    );
    let each = Film::filter(cast.gt(3)).update_each(&[1]).by(Film::FILM_ID, |id| *id).set(Film::TITLE, |_| "x");
    whole(
        each.to_sql(),
        expect![[
            r#"UPDATE "public"."film" AS t0 SET "title" = u.c1 FROM unnest($1, $2) AS u(c0, c1), (SELECT t2."film_id" AS k0, COALESCE(t3.v0, 0) AS v0 FROM "public"."film" AS t2 LEFT JOIN (SELECT t4."film_id" AS k0, count(*) AS v0 FROM "public"."film_actor" AS t4 GROUP BY t4."film_id") AS t3 ON t3.k0 = t2."film_id") AS t1 WHERE t0."film_id" = u.c0 AND t1.k0 = t0."film_id" AND t1.v0 > $3"#
        ]],
    );
}
