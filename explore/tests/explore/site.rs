//! The site: what its pages say, that they hang together, and what a real browser makes of them.
#![cfg(feature = "site")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr, reason = "tests")]
#![allow(clippy::needless_raw_string_hashes, clippy::too_many_lines, reason = "expect-test writes them")]
#![allow(clippy::case_sensitive_file_extension_comparisons, reason = "these are our own")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::Command,
};

use crate::common::{case, catalog, rental, shared};
use expect_test::{Expect, expect};
use relvar_catalog::Catalog;
use relvar_codegen::FileTree;
use relvar_explore::{
    lint,
    lint::Settings,
    site::{Subject, site},
};

fn pages(catalog: Catalog) -> FileTree {
    let subject = crate::common::Subject::new(catalog, "");
    let graph = subject.graph();
    let report = lint(&graph, &Settings::default(), &subject.config);
    site(&Subject { graph: &graph, statistics: None, report: &report, title: "Film <rental>" }).unwrap()
}

/// The text of a page, without its markup, a line for each line that has some.
fn text(files: &FileTree, page: &str) -> String {
    let (mut text, mut within) = (String::new(), false);
    for c in files.text(page).expect(page).chars() {
        match c {
            '<' => within = true,
            '>' => {
                within = false;
                text.push(' ');
            }
            c if !within => text.push(c),
            _ => {}
        }
    }
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).map(|line| line + "\n").collect()
}

/// Every link leads to a page that is there, and to a place on it.
fn links_lead_somewhere(files: &FileTree) {
    let ids = |text: &str| -> BTreeSet<String> {
        text.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
    };
    let places: BTreeMap<&str, BTreeSet<String>> = files.iter().map(|(path, text)| (path, ids(text))).collect();
    let mut followed = 0;
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        for attribute in [" href=\"", " src=\""] {
            for rest in text.split(attribute).skip(1) {
                let link = rest.split('"').next().unwrap();
                let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
                let target = match (file, path.rsplit_once('/')) {
                    ("", _) => path.to_owned(),
                    (file, Some((folder, _))) => match file.strip_prefix("../") {
                        Some(file) => file.to_owned(),
                        None => format!("{folder}/{file}"),
                    },
                    (file, None) => file.to_owned(),
                };
                let there = places.get(target.as_str()).is_some_and(|ids| anchor.is_empty() || ids.contains(anchor));
                assert!(there, "{path} leads to {link}");
                followed += 1;
            }
        }
    }
    assert!(followed > files.len());
}

#[tokio::test]
async fn a_page_says_what_there_is() {
    let catalog = catalog(&rental()[..1]).await;
    let files = pages(catalog.clone());
    assert!(files == pages(catalog), "the same schema gives the same bytes");
    links_lead_somewhere(&files);
    let check = |page: &str, expected: Expect| expected.assert_eq(&text(&files, page));
    check(
        "r/public.inventory.html",
        expect![[r#"
        public.inventory · Film &lt;rental&gt;
        Skip to content
        Film &lt;rental&gt;
        Paths
        Findings 14
        Types 2
        Functions 2
        public. inventory table
        One copy of a film, in one shop.
        columns 4 owner postgres
        inventory_film_id_fkey: inventory (film_id) → film (film_id)
        inventory_store_id_fkey: inventory (store_id) → store (store_id)
        inventory_store_id_shelf_code_fkey: inventory (store_id, shelf_code) → shelf (store_id, code)
        rental_inventory_id_fkey: rental (inventory_id) → inventory (inventory_id)
        A film in the catalogue.
        film
        PK film_id integer
        One copy of a film, in one shop.
        inventory
        PK inventory_id integer
        FK film_id integer
        FK store_id integer
        FK shelf_code text?
        A copy, out with a customer.
        rental
        FK inventory_id integer
        A shelf of a shop; codes are unique within the shop.
        shelf
        PK FK store_id integer
        PK code text
        A shop.
        store
        PK store_id integer
        Columns 4
        Name Key Type Default Rust References
        inventory_id PK integer identity i32 ← 1
        film_id FK integer i32 → public.film
        store_id FK integer i32 → public.store → public.shelf
        shelf_code FK text null Option&lt;String&gt; → public.shelf
        Foreign keys 3
        Columns References Rows Rust Constraint
        film_id public.film (film_id) exactly one .film() inventory_film_id_fkey
        store_id public.store (store_id) exactly one .store() inventory_store_id_fkey
        store_id, shelf_code public.shelf (store_id, code) one or none .shelf() inventory_store_id_shelf_code_fkey
        Referenced by 1
        Columns From Rows Rust Constraint
        inventory_id public.rental (inventory_id) any number .rental() rental_inventory_id_fkey
        Findings 3
        prefer-bigint rows are numbered by `inventory_id`, integer, which ends at 2,147,483,647 bigint costs nothing where the next column is aligned to eight bytes; a later change of the type writes the table anew under a lock
        foreign-key-without-index no index begins with `store_id`: deleting a row of `public.store` reads the whole table CREATE INDEX CONCURRENTLY inventory_store_id_idx ON public.inventory (store_id);
        foreign-key-without-index no index begins with any of `store_id` and `shelf_code`: deleting a row of `public.shelf` reads the whole table CREATE INDEX CONCURRENTLY inventory_store_id_shelf_code_idx ON public.inventory (store_id, shelf_code);
        Keys 1
        inventory_pkey PRIMARY KEY (inventory_id)
        Indexes 1
        inventory_film_id_idx btree (film_id)
        Used by 1
        function public.films_in_stock(integer)
        Rust
        public::Inventory , new: NewInventory , by inventory_pkey: find(inventory_id: i32)
    "#]],
    );
    check(
        "types.html",
        expect![[r#"
        Types · Film &lt;rental&gt;
        Skip to content
        Film &lt;rental&gt;
        Paths
        Findings 14
        Types 2
        Functions 2
        Types 2
        public.mpaa_rating enum MpaaRating
        Ratings of the Motion Picture Association.
        G PG PG-13 R NC-17
        public.film.rating
        public.release_year domain ReleaseYear
        The year a film came out; films begin in 1888.
        of integer release_year_check CHECK (((VALUE &gt;= 1888) AND (VALUE &lt;= 2155)))
        public.film.release_year
    "#]],
    );
    let paths: Vec<_> = files.iter().map(|(path, _)| path).collect();
    expect![[r#"
        data.js
        index.html
        keys.js
        lint.html
        path.html
        path.js
        r/public.actor.html
        r/public.category.html
        r/public.customer.html
        r/public.film.html
        r/public.film_actor.html
        r/public.film_category.html
        r/public.film_list.html
        r/public.inventory.html
        r/public.language.html
        r/public.membership.html
        r/public.payment.html
        r/public.rental.html
        r/public.shelf.html
        r/public.store.html
        routines.html
        site.css
        site.js
        types.html"#]]
    .assert_eq(&paths.join("\n"));
}

#[tokio::test]
async fn names_and_comments_are_no_markup() {
    let mut catalog = catalog(&[case("erd.sql")]).await;
    for relation in &mut catalog.relations {
        relation.comment = Some("<script>alert(1)</script> \" onload=\"x' </title>".to_owned());
        for column in &mut relation.columns {
            column.comment = Some("<img src=x onerror=alert(1)>".to_owned());
        }
    }
    let files = pages(catalog);
    links_lead_somewhere(&files);
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        assert_eq!(
            text.matches("<script").count(),
            text.matches("<script src=").count() + text.matches("<script defer src=").count(),
            "{path}"
        );
        for hostile in ["<img", "<x>", "onload=\"", "Film <rental>"] {
            assert!(!text.contains(hostile), "{path} has {hostile}");
        }
    }
}

/// Chromium, where there is one.
fn chromium() -> Option<&'static str> {
    let found = ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find(|name| Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success()));
    if found.is_none() {
        eprintln!("skipped: no Chromium");
    }
    found
}

/// What a page is after its scripts have run; with a budget of virtual time, after its timers have too.
fn run(chromium: &str, how: &[&str], address: &str) -> String {
    let profile = tempfile::tempdir().unwrap();
    let output = Command::new(chromium)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .args(how)
        .args(["--dump-dom", address])
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The page of a folder, as a browser opens it without a server.
fn address(folder: &Path, page: &str) -> String {
    format!("file://{}/{page}", folder.display())
}

#[tokio::test]
async fn a_browser_searches_and_finds_paths() {
    let Some(chromium) = chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    pages(catalog(&rental()[..1]).await).write(folder.path()).unwrap();
    fs::write(folder.path().join("test.html"), BROWSER).unwrap();
    let dom = run(chromium, &["--virtual-time-budget=5000"], &address(folder.path(), "test.html"));
    let results = dom.split("<pre id=\"log\">").nth(1).expect(&dom).split("</pre>").next().unwrap();
    expect![[r#"
        focused: true
        film: public.film, public.film_list, public.film_actor, public.film_category
        subgenres: public.category
        film title: public.film.title, public.film_list.title, public.film.sort_title
        store_id: public.customer.store_id, public.inventory.store_id, public.shelf.store_id, public.store.store_id
        NC-17: public.mpaa_rating
        nothing such: -
        down: r/public.film_list.html
        up: r/public.film.html
        opened: r/public.film.html
        closed: true
        theme: dark
        public::Actor::query().film_actor().film().language()
        public::Actor::query().film_actor().film().original_language()
    "#]]
    .assert_eq(results);
}

/// A page beside the site's own that drives them in a frame, and writes down what it sees.
const BROWSER: &str = include_str!("../site.html");

#[tokio::test]
async fn search_over_a_large_schema_answers_within_a_frame() {
    let Some(chromium) = chromium() else { return };
    let Some(schema) = shared("schemas/gitlab/schema.sql") else { return };
    let folder = tempfile::tempdir().unwrap();
    let files = pages(catalog(&[schema]).await);
    links_lead_somewhere(&files);
    let size: usize = files.iter().map(|(_, text)| text.len()).sum();
    assert!(size < 10_000_000, "{size} bytes");
    files.write(folder.path()).unwrap();
    fs::write(folder.path().join("test.html"), SEARCH).unwrap();
    let dom = run(chromium, &[], &address(folder.path(), "test.html"));
    let figures = dom.split("<pre id=\"log\">").nth(1).expect(&dom).split("</pre>").next().unwrap();
    eprintln!("{figures}");
    // The best of many runs: what the script takes, and not what else the machine is doing.
    let slowest = figures.lines().map(|line| line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap());
    let slowest = slowest.fold(0.0, f64::max);
    assert!(slowest > 0.0 && slowest < 16.7, "{figures}");
}

/// A page that types into the search of the site's first page, and measures until the results are laid out.
const SEARCH: &str = include_str!("../search.html");
