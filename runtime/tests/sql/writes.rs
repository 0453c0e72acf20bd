//! Inserts, updates and deletes.

use crate::sample::prelude::*;
use crate::sample::{Customer, Film, Language, MpaaRating, NewFilm, NewFilmOptional};
use crate::whole;
use expect_test::expect;
use relvar::excluded;

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
