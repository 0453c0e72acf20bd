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
            r#"FROM "public"."language" AS t0 LEFT JOIN (SELECT t2."language_id" AS k0, max(t2."length") AS v0 FROM "public"."film" AS t2 GROUP BY t2."language_id") AS t1 ON t1.k0 = t0."language_id" WHERE t1.v0 > $1"#
        ]],
    );
    whole(
        Language::query()
            .select(Language::FILM.aggregate(
                (Film::LENGTH.sum().coalesce(0) / count()).filter(Film::LANGUAGE.get(Language::NAME).eq("x")),
            ))
            .to_sql(),
        expect![[
            r#"SELECT coalesce(t1.v0, $1) / COALESCE(t1.v1, 0) FROM "public"."language" AS t0 LEFT JOIN (SELECT t2."language_id" AS k0, sum(t2."length") AS v0, count(*) AS v1 FROM "public"."film" AS t2 JOIN "public"."language" AS t3 ON t3."language_id" = t2."language_id" WHERE t3."name" = $2 GROUP BY t2."language_id") AS t1 ON t1.k0 = t0."language_id""#
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
