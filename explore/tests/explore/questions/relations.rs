//! What there is: relations by name, everything about one of them, and lists.

use expect_test::expect;
use relvar_catalog::{
    catalog::RelationKind,
    introspect::{relations, statistics},
};
use relvar_explore::{Filter, find, list, show};

use super::{association, check, subject, way};
use crate::common::{Loaded, case, node};

#[tokio::test]
async fn names_that_are_not_quite_right() {
    let subject = subject().await;
    let error = |name: &str| find(&subject.catalog, name).unwrap_err().to_string();
    check(
        &error("flim"),
        &expect![[r#"
        no relation `flim`
        hint: did you mean `public.film`?"#]],
    );
    check(
        &error("public.filmactor"),
        &expect![[r#"
        no relation `public.filmactor`
        hint: did you mean `public.film_actor`, `public.film_category`, `public.film`?"#]],
    );
    check(
        &error("xyz"),
        &expect![[r#"
        no relation `xyz`
        hint: `relvar list` shows them all"#]],
    );
    assert_eq!(find(&subject.catalog, "public.film").unwrap().name.name, "film");
}

#[tokio::test]
async fn what_there_is_to_know_about_a_relation() {
    let subject = subject().await;
    let graph = subject.graph();
    let sheet = show(&graph, node(&graph, "film"), None);
    let ways: String = sheet.references.iter().chain(&sheet.referenced_by).map(way).collect();
    check(
        &ways,
        &expect![[r#"
        Forward film_language_id_fkey (language_id) = public.language (language_id) .language One
        Forward film_original_language_id_fkey (original_language_id) = public.language (language_id) .original_language Optional
        Reverse film_actor_film_id_fkey (film_id) = public.film_actor (film_id) .film_actor Many
        Reverse film_category_film_id_fkey (film_id) = public.film_category (film_id) .film_category Many
        Reverse inventory_film_id_fkey (film_id) = public.inventory (film_id) .inventory Many
    "#]],
    );
    check(
        &sheet.associations.iter().map(association).collect::<String>(),
        &expect![[r#"
        through public.film_actor to public.actor .actor
        through public.film_category to public.category .category
    "#]],
    );
    check(
        &sheet.used_by.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
        &expect![[r#"
        view public.film_list
        function public.films_in_stock(integer)"#]],
    );
    let view = show(&graph, node(&graph, "film_list"), None);
    check(
        &view.depends_on.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
        &expect![[r#"
        table public.film
        table public.film_actor
        table public.language"#]],
    );
    let rust = sheet.rust.unwrap();
    let finders: Vec<_> = rust.finders.iter().map(|method| method.method.as_str()).collect();
    check(&finders.join("\n"), &expect!["find(film_id: i32)"]);
    let fields: Vec<_> = rust.fields.iter().map(|f| format!("{}: {} {}", f.field, f.type_, f.input)).collect();
    check(
        &fields.join("\n"),
        &expect![[r#"
        film_id: i32 optional
        title: String required
        description: Option<String> optional
        release_year: Option<ReleaseYear> optional
        language_id: i16 required
        original_language_id: Option<i16> optional
        length: Option<i16> optional
        rating: Option<MpaaRating> optional
        rental_rate: Numeric optional
        special_features: Vec<String> optional
        details: serde_json::Value optional
        sort_title: Option<String> generated
        updated_at: chrono::DateTime<chrono::Utc> optional"#]],
    );
}

#[tokio::test]
async fn a_list_takes_less_than_the_whole_catalog() {
    let mut loaded = Loaded::new(&[case("lint.sql")]).await;
    let whole = loaded.catalog().await;
    let part = relations(&mut loaded.session).await.unwrap().catalog;
    let volumes = statistics(&mut loaded.session).await.unwrap();
    loaded.stop().await;
    assert!(part.relations.iter().all(|relation| relation.constraints.is_empty()));
    let filter = Filter { kinds: vec![RelationKind::Table, RelationKind::View], ..Filter::default() };
    for filter in [Filter::default(), filter] {
        assert_eq!(list(&part, Some(&volumes), &filter), list(&whole, Some(&volumes), &filter));
    }
    let filter = Filter { pattern: Some("SHOP.good".to_owned()), ..Filter::default() };
    let names: Vec<_> = list(&part, None, &filter).iter().map(|entry| entry.name).collect();
    assert!(names.len() > 5 && names.iter().all(|name| name.starts_with("good_")), "{names:?}");
}
