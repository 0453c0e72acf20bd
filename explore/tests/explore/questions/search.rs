//! Objects by a part of their name or comment.

use expect_test::expect;
use relvar_explore::search;

use super::{check, subject};
use crate::common::Subject;

fn hits(subject: &Subject, text: &str) -> String {
    let hits = search(&subject.catalog, text);
    hits.iter().take(8).map(|hit| format!("{} {} ({:?})\n", hit.kind, hit.object, hit.matched)).collect()
}

#[tokio::test]
async fn searching() {
    let subject = subject().await;
    check(
        &hits(&subject, "film"),
        &expect![[r#"
        table public.film (Name)
        table public.film_actor (Name)
        view public.film_list (Name)
        table public.film_category (Name)
        column public.film.film_id (Name)
        column public.film_actor.film_id (Name)
        column public.film_category.film_id (Name)
        column public.film_list.film_id (Name)
    "#]],
    );
    check(
        &hits(&subject, "TITLE"),
        &expect![[r#"
        column public.film.title (Name)
        column public.film_list.title (Name)
        column public.film.sort_title (Name)
        index public.film_title_idx (Name)
    "#]],
    );
    check(
        &hits(&subject, "film title"),
        &expect![[r#"
        column public.film.title (Name)
        column public.film_list.title (Name)
        column public.film.sort_title (Name)
        index public.film_title_idx (Name)
    "#]],
    );
    check(
        &hits(&subject, "nc-17"),
        &expect![[r#"
        enum label public.mpaa_rating."NC-17" (Name)
    "#]],
    );
    check(
        &hits(&subject, "brought along"),
        &expect![[r#"
        column public.customer.referred_by (Comment)
    "#]],
    );
    check(
        &hits(&subject, "income"),
        &expect![[r#"
        routine public.rental_income (Name)
    "#]],
    );
    check(&hits(&subject, "nothing of the kind"), &expect![[""]]);
}
