//! Keys followed: semi-joins, values across keys, sets that are limited.

use crate::check;
use crate::sample::prelude::*;
use crate::sample::{Actor, Category, Film, FilmActor, Inventory, Language, Rental, Shelf};
use expect_test::expect;

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
            r#"FROM "public"."inventory" AS t0 WHERE EXISTS (SELECT 1 FROM "public"."film" AS t1 WHERE t1."film_id" = t0."film_id" AND EXISTS (SELECT 1 FROM "public"."film_actor" AS t2 WHERE t2."film_id" = t1."film_id" AND EXISTS (SELECT 1 FROM "public"."film_actor" AS t4 JOIN "public"."film" AS t5 ON t5."film_id" = t4."film_id" WHERE t4."actor_id" = t2."actor_id" AND t5."length" > $1)))"#
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
            r#"FROM "public"."film" AS t0 JOIN "public"."language" AS t1 ON t1."language_id" = t0."language_id" WHERE t1."name" = $1"#
        ]],
    );
    check(
        &Film::filter(Film::LANGUAGE.get(Language::NAME).ne(Film::ORIGINAL_LANGUAGE.get(Language::NAME)))
            .order_by(Film::LANGUAGE.get(Language::NAME)),
        expect![[
            r#"FROM "public"."film" AS t0 JOIN "public"."language" AS t1 ON t1."language_id" = t0."language_id" LEFT JOIN "public"."language" AS t2 ON t2."language_id" = t0."original_language_id" WHERE t1."name" <> t2."name" ORDER BY t1."name""#
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
            r#"FROM "public"."actor" AS t0 LEFT JOIN (SELECT t2."actor_id" AS k0, count(*) AS v0 FROM "public"."film_actor" AS t2 GROUP BY t2."actor_id") AS t1 ON t1.k0 = t0."actor_id" ORDER BY COALESCE(t1.v0, 0) DESC"#
        ]],
    );
    check(
        &Actor::filter(
            Actor::FILM.sum(Film::LENGTH).gt(100) & Actor::FILM.max(Film::LANGUAGE.get(Language::NAME)).eq("x"),
        ),
        expect![[
            r#"FROM "public"."actor" AS t0 LEFT JOIN (SELECT t2."actor_id" AS k0, sum(t3."length") AS v0, max(t4."name") AS v1 FROM "public"."film_actor" AS t2 JOIN "public"."film" AS t3 ON t3."film_id" = t2."film_id" JOIN "public"."language" AS t4 ON t4."language_id" = t3."language_id" GROUP BY t2."actor_id") AS t1 ON t1.k0 = t0."actor_id" WHERE t1.v0 > $1 AND t1.v1 = $2"#
        ]],
    );
    let inventory = Rental::INVENTORY.get(Inventory::FILM.get(Film::LANGUAGE.get(Language::NAME)));
    check(
        &Rental::filter(inventory.eq("x")),
        expect![[
            r#"FROM "public"."rental" AS t0 JOIN "public"."inventory" AS t1 ON t1."inventory_id" = t0."inventory_id" JOIN "public"."film" AS t2 ON t2."film_id" = t1."film_id" JOIN "public"."language" AS t3 ON t3."language_id" = t2."language_id" WHERE t3."name" = $1"#
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
fn absence_along_several_keys_is_a_join_where_indexes_find_the_rows() {
    check(
        &Film::filter(Film::INVENTORY.none(Inventory::RENTAL.exists())),
        expect![[
            r#"FROM "public"."film" AS t0 WHERE NOT EXISTS (SELECT 1 FROM "public"."inventory" AS t1 JOIN "public"."rental" AS t2 ON t2."inventory_id" = t1."inventory_id" WHERE t1."film_id" = t0."film_id" OFFSET 0)"#
        ]],
    );
    let late = Inventory::RENTAL.any(Rental::RETURNED_AT.is_null()) & Inventory::SHELF_CODE.is_not_null();
    check(
        &Film::filter(Film::INVENTORY.none(late)),
        expect![[
            r#"FROM "public"."film" AS t0 WHERE NOT EXISTS (SELECT 1 FROM "public"."inventory" AS t1 JOIN "public"."rental" AS t2 ON t2."inventory_id" = t1."inventory_id" WHERE t1."film_id" = t0."film_id" AND t1."shelf_code" IS NOT NULL AND t2."returned_at" IS NULL OFFSET 0)"#
        ]],
    );
    // No index finds films by their original language.
    check(
        &Language::filter(Language::FILM_BY_ORIGINAL_LANGUAGE.none(Film::INVENTORY.exists())),
        expect![[
            r#"FROM "public"."language" AS t0 WHERE NOT EXISTS (SELECT 1 FROM "public"."film" AS t1 WHERE t1."original_language_id" = t0."language_id" AND EXISTS (SELECT 1 FROM "public"."inventory" AS t2 WHERE t2."film_id" = t1."film_id"))"#
        ]],
    );
}
