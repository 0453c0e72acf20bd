//! Expressions over aggregates, over groups and across a key.

use crate::sample::prelude::*;
use crate::sample::{Customer, Film, Language};
use crate::{check, whole};
use expect_test::expect;

#[test]
fn an_aggregate_across_a_key_is_of_the_far_side_and_what_is_computed_of_it_of_the_near_side() {
    check(
        &Language::filter(Language::FILM.aggregate(Film::LENGTH.max().gt(100))),
        expect![[
            r#"FROM "public"."language" AS t0 WHERE (SELECT max(t1."length") FROM "public"."film" AS t1 WHERE t1."language_id" = t0."language_id") > $1"#
        ]],
    );
    whole(
        Language::query()
            .select(Language::FILM.aggregate(
                (Film::LENGTH.sum().coalesce(0) / count()).filter(Film::LANGUAGE.get(Language::NAME).eq("x")),
            ))
            .to_sql(),
        expect![[
            r#"SELECT coalesce((SELECT sum(t1."length") FROM "public"."film" AS t1 LEFT JOIN "public"."language" AS t2 ON t2."language_id" = t1."language_id" WHERE t1."language_id" = t0."language_id" AND t2."name" = $1), $2) / (SELECT count(*) FROM "public"."film" AS t3 LEFT JOIN "public"."language" AS t4 ON t4."language_id" = t3."language_id" WHERE t3."language_id" = t0."language_id" AND t4."name" = $1) FROM "public"."language" AS t0"#
        ]],
    );
}

#[test]
fn a_filter_is_of_every_aggregate_in_an_expression() {
    whole(
        Film::query()
            .aggregate((Film::LENGTH.sum().coalesce(0).filter(Film::LENGTH.gt(1)), count().distinct()))
            .having((count() - Film::LENGTH.count()).gt(1))
            .to_sql(),
        expect![[
            r#"SELECT coalesce(sum(t0."length") FILTER (WHERE t0."length" > $1), $2), count(*) FROM "public"."film" AS t0 HAVING (count(*) - count(t0."length")) > $3"#
        ]],
    );
    whole(
        Film::query().aggregate(count().gt(1) | !count().gt(1)).to_sql(),
        expect![[r#"SELECT TRUE FROM "public"."film" AS t0 HAVING TRUE"#]],
    );
}

#[test]
fn a_predicate_beside_another_value_is_enclosed() {
    check(
        &Customer::filter(Customer::ACTIVE.eq(Customer::EMAIL.contains("x"))),
        expect![[r#"FROM "public"."customer" AS t0 WHERE t0."active" = (strpos(t0."email", $1) > 0)"#]],
    );
    check(
        &Film::filter(Film::DESCRIPTION.starts_with("x").eq(true)),
        expect![[r#"FROM "public"."film" AS t0 WHERE ((starts_with(t0."description", $1)) IS TRUE) = $2"#]],
    );
}
