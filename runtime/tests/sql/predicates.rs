//! Predicates, and what is plainly everything or nothing.

use crate::check;
use crate::sample::prelude::*;
use crate::sample::{Film, FilmActor, MpaaRating, Shelf};
use expect_test::expect;

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
            r#"FROM "public"."film" AS t0 WHERE NOT EXISTS (SELECT 1 FROM "public"."film_actor" AS t1 WHERE t1."film_id" = t0."film_id")"#
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
