//! The console: its pages, and that browsers load nothing from elsewhere.

use crate::common::{Site, example};

#[tokio::test]
async fn every_page_is_there_and_loads_only_what_is_ours() {
    let site = Site::new().await;
    site.psql(&std::fs::read_to_string(example("rental/schema.sql")).unwrap()).await;
    assert_eq!(site.get("/").await.is(307).header("location"), "index.html");
    let first = site.get("/index.html").await.is(200);
    assert!(first.header("content-type").starts_with("text/html") && !first.header("etag").is_empty());
    assert!(first.text.contains("r/public.film.html"), "{}", first.text);
    let mut seen = std::collections::BTreeSet::new();
    let mut todo = vec!["/index.html".to_owned()];
    while let Some(page) = todo.pop() {
        if !seen.insert(page.clone()) {
            continue;
        }
        let answer = site.get(&page).await.is(200);
        if !answer.header("content-type").starts_with("text/html") {
            continue;
        }
        // The policy takes neither of these.
        for forbidden in ["<style", " style=\"", " onclick=", "<script>", "javascript:"] {
            assert!(!answer.text.contains(forbidden), "{page} has {forbidden}");
        }
        let folder = page.rsplit_once('/').unwrap().0;
        for attribute in [" href=\"", " src=\""] {
            for link in answer.text.split(attribute).skip(1).map(|rest| rest.split('"').next().unwrap()) {
                let link = link.split('#').next().unwrap();
                assert!(!link.contains("://"), "{page} leads to {link}");
                let target = match link.strip_prefix("../") {
                    Some(rest) => format!("/{rest}"),
                    None => format!("{folder}/{link}"),
                };
                todo.extend((!link.is_empty()).then_some(target));
            }
        }
    }
    for page in [
        "/revisions.html",
        "/modules.html",
        "/plan.html",
        "/jobs.html",
        "/sessions.html",
        "/r/public.film.html",
        "/console.js",
    ] {
        assert!(seen.contains(page), "{page} in {seen:?}");
    }
    assert_eq!(site.get("/nothing.html").await.is(404).header("content-type"), "application/problem+json");
    assert_eq!(site.get("/r/public.nothing.html").await.is(404).json()["code"], "unknown");
}
