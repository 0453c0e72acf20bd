//! Order, limits, locks and pages.

use crate::sample::prelude::*;
use crate::sample::{Film, FilmActor, MpaaRating};
use crate::{check, whole};
use expect_test::expect;

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
fn rows_that_are_locked_are_found_once() {
    let next = || Film::filter(Film::LENGTH.is_null()).limit(1).for_update().skip_locked();
    whole(
        next().update().set(Film::LENGTH, 1_i16).to_sql(),
        expect![[
            r#"UPDATE "public"."film" AS t0 SET "length" = $1 WHERE t0."film_id" = ANY(ARRAY(SELECT t1."film_id" FROM "public"."film" AS t1 WHERE t1."length" IS NULL LIMIT 1 FOR UPDATE OF t1 SKIP LOCKED))"#
        ]],
    );
    check(
        &next().filter(Film::TITLE.ne("x")),
        expect![[
            r#"FROM "public"."film" AS t0 WHERE t0."film_id" = ANY(ARRAY(SELECT t1."film_id" FROM "public"."film" AS t1 WHERE t1."length" IS NULL LIMIT 1 FOR UPDATE OF t1 SKIP LOCKED)) AND t0."title" <> $1 FOR UPDATE OF t0 SKIP LOCKED"#
        ]],
    );
    check(
        &next().limit(1),
        expect![[
            r#"FROM "public"."film" AS t0 WHERE t0."film_id" = ANY(ARRAY(SELECT t1."film_id" FROM "public"."film" AS t1 WHERE t1."length" IS NULL LIMIT 1 FOR UPDATE OF t1 SKIP LOCKED)) LIMIT 1 FOR UPDATE OF t0 SKIP LOCKED"#
        ]],
    );
    let cast = FilmActor::query().order_by(FilmActor::ACTOR_ID).limit(2).for_no_key_update().nowait();
    whole(
        cast.update().set(FilmActor::ROLE, "x").to_sql(),
        expect![[
            r#"UPDATE "public"."film_actor" AS t0 SET "role" = $1 WHERE (t0."film_id", t0."actor_id") IN (WITH locked AS MATERIALIZED (SELECT t1."film_id", t1."actor_id" FROM "public"."film_actor" AS t1 ORDER BY t1."actor_id" LIMIT 2 FOR NO KEY UPDATE OF t1 NOWAIT) SELECT * FROM locked)"#
        ]],
    );
    check(
        &next().before(None),
        expect![[
            r#"FROM "public"."film" AS t0 WHERE t0."film_id" = ANY(ARRAY(SELECT t1."film_id" FROM "public"."film" AS t1 WHERE t1."length" IS NULL ORDER BY t1."film_id" DESC LIMIT 1 FOR UPDATE OF t1 SKIP LOCKED)) ORDER BY t0."film_id" FOR UPDATE OF t0 SKIP LOCKED"#
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
            r#"FROM "public"."film" AS t0 WHERE (t0."title", t0."film_id") > ($1, $2) ORDER BY t0."title", t0."film_id" LIMIT 2"#
        ]],
    );
    check(
        &Film::query().order_by(Film::TITLE).before(&film).limit(2),
        expect![[
            r#"FROM "public"."film" AS t0 WHERE t0."film_id" IN (SELECT t1."film_id" FROM "public"."film" AS t1 WHERE (t1."title", t1."film_id") < ($1, $2) ORDER BY t1."title" DESC, t1."film_id" DESC LIMIT 2) ORDER BY t0."title", t0."film_id""#
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
            r#"FROM "public"."film" AS t0 WHERE t0."rating" <= $1::"public"."mpaa_rating" AND (t0."rating" < $1::"public"."mpaa_rating" OR (t0."rating" = $1::"public"."mpaa_rating" AND (t0."title" > $2 OR (t0."title" = $2 AND t0."film_id" > $3)))) ORDER BY t0."rating" DESC, t0."title", t0."film_id""#
        ]],
    );
    check(
        &Film::query().order_by(Film::ACTOR.count().desc()).after(&film),
        expect![[
            r#"FROM "public"."film" AS t0 LEFT JOIN (SELECT t17."film_id" AS k0, count(*) AS v0 FROM "public"."film_actor" AS t17 GROUP BY t17."film_id") AS t1 ON t1.k0 = t0."film_id" WHERE COALESCE(t1.v0, 0) <= (SELECT t3.v0 FROM (SELECT t4."film_id" FROM "public"."film" AS t4 WHERE FALSE UNION ALL SELECT $1) AS t2 LEFT JOIN LATERAL (SELECT count(*) AS v0 FROM "public"."film_actor" AS t5 WHERE t5."film_id" = t2."film_id") AS t3 ON TRUE) AND (COALESCE(t1.v0, 0) < (SELECT t8.v0 FROM (SELECT t9."film_id" FROM "public"."film" AS t9 WHERE FALSE UNION ALL SELECT $1) AS t7 LEFT JOIN LATERAL (SELECT count(*) AS v0 FROM "public"."film_actor" AS t10 WHERE t10."film_id" = t7."film_id") AS t8 ON TRUE) OR (COALESCE(t1.v0, 0) = (SELECT t13.v0 FROM (SELECT t14."film_id" FROM "public"."film" AS t14 WHERE FALSE UNION ALL SELECT $1) AS t12 LEFT JOIN LATERAL (SELECT count(*) AS v0 FROM "public"."film_actor" AS t15 WHERE t15."film_id" = t12."film_id") AS t13 ON TRUE) AND t0."film_id" < $2)) ORDER BY COALESCE(t1.v0, 0) DESC, t0."film_id" DESC"#
        ]],
    );
}
