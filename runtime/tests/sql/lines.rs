//! Statements for people: a line for each clause.

use expect_test::expect;

use crate::sample::prelude::*;
use crate::sample::{Actor, Category, Film, Inventory, Language};

#[test]
fn a_clause_has_a_line() {
    let films = Film::filter(Film::LANGUAGE.get(Language::NAME).eq("English") & Film::INVENTORY.exists());
    let busy = films.order_by(Film::ACTOR.count().desc()).limit(3);
    expect![[r#"
        SELECT t0."title", t1.v0
        FROM "public"."film" AS t0
        LEFT JOIN (SELECT t10."film_id" AS k0, max(t10."store_id") AS v0
            FROM "public"."inventory" AS t10
            WHERE EXISTS (SELECT 1
                FROM "public"."film" AS t11
                JOIN "public"."language" AS t12 ON t12."language_id" = t11."language_id"
                WHERE t11."film_id" = t10."film_id" AND t12."name" = $1 AND EXISTS (SELECT 1
                    FROM "public"."inventory" AS t13
                    WHERE t13."film_id" = t11."film_id"))
            GROUP BY t10."film_id") AS t1 ON t1.k0 = t0."film_id"
        JOIN "public"."language" AS t2 ON t2."language_id" = t0."language_id"
        LEFT JOIN (SELECT t5."film_id" AS k0, count(*) AS v0
            FROM "public"."film_actor" AS t5
            WHERE EXISTS (SELECT 1
                FROM "public"."film" AS t7
                JOIN "public"."language" AS t8 ON t8."language_id" = t7."language_id"
                WHERE t7."film_id" = t5."film_id" AND t8."name" = $1 AND EXISTS (SELECT 1
                    FROM "public"."inventory" AS t9
                    WHERE t9."film_id" = t7."film_id"))
            GROUP BY t5."film_id") AS t4 ON t4.k0 = t0."film_id"
        WHERE t2."name" = $1 AND EXISTS (SELECT 1
            FROM "public"."inventory" AS t3
            WHERE t3."film_id" = t0."film_id")
        ORDER BY COALESCE(t4.v0, 0) DESC
        LIMIT 3"#]]
    .assert_eq(&format!("{:#}", busy.select((Film::TITLE, Film::INVENTORY.max(Inventory::STORE_ID)))));
    assert_eq!(format!("{busy}"), busy.to_sql());
    let update = Film::find(1).update().set(Film::TITLE, "x");
    expect![[r#"
        UPDATE "public"."film" AS t0
        SET "title" = $1
        WHERE t0."film_id" = $2"#]]
    .assert_eq(&format!("{update:#}"));
}

#[test]
fn a_tree_shows_all_of_its_statements() {
    let tree = Language::query().with(Language::FILM.with(Film::ACTOR.order_by(Actor::LAST_NAME)));
    expect![[r#"
        SELECT t0."language_id", t0."name"
        FROM "public"."language" AS t0;
        SELECT t0."film_id", t0."title", t0."description", t0."release_year"::int4, t0."language_id", t0."original_language_id", t0."length", t0."rating"::text, t0."rental_rate", t0."special_features", t0."details", t0."sort_title", t0."updated_at"
        FROM "public"."film" AS t0;
        SELECT t0."actor_id", t0."first_name", t0."last_name", t1."film_id"
        FROM "public"."actor" AS t0
        JOIN "public"."film_actor" AS t1 ON t0."actor_id" = t1."actor_id"
        ORDER BY t0."last_name""#]].assert_eq(&format!("{tree:#}"));
    let first = Category::query().with(Category::FILM.order_by(Film::TITLE).limit(2));
    expect![[r#"
        SELECT t0."category_id", t0."parent_id", t0."name"
        FROM "public"."category" AS t0;
        SELECT l.*
        FROM (SELECT t0."film_id", t0."title", t0."description", t0."release_year"::int4, t0."language_id", t0."original_language_id", t0."length", t0."rating"::text, t0."rental_rate", t0."special_features", t0."details", t0."sort_title", t0."updated_at", t1."category_id" AS relvar_k0, row_number() OVER (PARTITION BY t1."category_id" ORDER BY t0."title") AS relvar_n
        FROM "public"."film" AS t0
        JOIN "public"."film_category" AS t1 ON t1."film_id" = t0."film_id") AS l
        WHERE l.relvar_n > 0 AND l.relvar_n <= 2 ORDER BY l.relvar_k0, l.relvar_n"#]].assert_eq(&format!("{first:#}"));
}
