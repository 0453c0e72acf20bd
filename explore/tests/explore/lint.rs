//! The rules over a schema that breaks each of them, and the fixes over the same schema.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr, reason = "tests")]

use std::{collections::BTreeSet, fmt::Write as _};

use crate::common::{Loaded, Subject, case};
use expect_test::expect_file;
use relvar_catalog::{Catalog, catalog::Index};
use relvar_codegen::config::LintLevel;
use relvar_explore::{
    lint,
    lint::{Finding, Places, Rule, Settings, sarif},
};

/// Everything is on.
fn settings() -> Settings {
    let mut settings = Settings::default();
    Rule::ALL.iter().filter(|rule| rule.level().is_none()).for_each(|rule| {
        settings.set(rule.id(), LintLevel::Note).unwrap();
    });
    settings
}

fn findings(subject: &Subject) -> Vec<Finding> {
    let report = lint(&subject.graph(), &settings(), &subject.config);
    assert_eq!(report.unused, [""; 0]);
    report.findings
}

async fn loaded() -> Option<(Loaded, Catalog)> {
    let mut loaded = Loaded::new(&[case("lint.sql")]).await;
    let mut catalog = loaded.catalog().await;
    if catalog.server_version < 15 {
        eprintln!("skipped: views with security_invoker need PostgreSQL 15");
        return None;
    }
    // What a CREATE INDEX CONCURRENTLY that fails leaves behind; a script that fails is not loaded.
    index(&mut catalog, "indexed_left_behind").invalid = true;
    Some((loaded, catalog))
}

fn index<'a>(catalog: &'a mut Catalog, name: &str) -> &'a mut Index {
    catalog.relations.iter_mut().flat_map(|r| &mut r.indexes).find(|index| index.name == name).unwrap()
}

#[tokio::test]
async fn every_rule_finds_what_breaks_it_and_nothing_else() {
    let Some((loaded, catalog)) = loaded().await else { return };
    loaded.stop().await;
    let subject = Subject::new(catalog, "");
    let findings = findings(&subject);

    let mut text = String::new();
    let quiet = [Rule::MissingComment, Rule::IsolatedTable];
    for finding in findings.iter().filter(|finding| !quiet.contains(&finding.rule)) {
        let (level, rule) = (finding.level.as_str(), finding.rule.id());
        writeln!(text, "{level}[{rule}] {} {}: {}", finding.object.kind, finding.object, finding.message).unwrap();
        for (label, more) in [("hint", &finding.hint), ("fix", &finding.fix)] {
            more.iter().flat_map(|more| more.lines()).for_each(|line| writeln!(text, "    {label}: {line}").unwrap());
        }
    }
    expect_file![case("lint.txt")].assert_eq(&text);

    let broken: BTreeSet<_> = findings.iter().map(|finding| finding.rule).collect();
    let whole: Vec<_> = Rule::ALL.iter().filter(|rule| !broken.contains(rule)).map(|rule| rule.id()).collect();
    assert_eq!(whole, [""; 0], "rules that the case does not break");
    let wrong = findings.iter().filter(|f| f.object.owner.name.starts_with("good_") && !quiet.contains(&f.rule));
    assert_eq!(wrong.collect::<Vec<_>>(), Vec::<&Finding>::new(), "what is called good breaks no rule");
    let commented = findings.iter().any(|f| f.rule == Rule::MissingComment && f.object.owner.name == "good_lookup");
    assert!(!commented);
    assert!(Rule::ALL.is_sorted_by_key(|rule| rule.id()));
}

#[tokio::test]
async fn every_fix_mends_what_it_is_for() {
    let Some((mut loaded, catalog)) = loaded().await else { return };
    let found = findings(&Subject::new(catalog, ""));
    let fixes: Vec<_> = found.iter().filter(|finding| finding.fix.is_some()).collect();
    assert!(fixes.len() > 20);
    for finding in &fixes {
        let fix = finding.fix.as_deref().unwrap();
        let done = loaded.session.batch_execute(fix).await;
        assert!(done.is_ok(), "{fix}: {}", done.unwrap_err());
    }
    let subject = Subject::new(loaded.catalog().await, "");
    loaded.stop().await;
    let left = findings(&subject);
    for finding in fixes {
        let same = |other: &&Finding| (other.rule, &other.object) == (finding.rule, &finding.object);
        assert_eq!(left.iter().find(same), None, "{:?}", finding.fix);
    }
}

#[tokio::test]
async fn findings_are_accepted_by_configuration() {
    let Some((loaded, catalog)) = loaded().await else { return };
    loaded.stop().await;
    let config = r#"
        [lint.levels]
        prefer-text = "error"
        quoted-name = "allow"

        [[lint.ignore]]
        rule = "missing-foreign-key"
        objects = ["shop.likely.person_id", "shop.person_*"]

        [[lint.ignore]]
        rule = "invalid-index"
        objects = ["shop.indexed_left_*"]

        [[lint.ignore]]
        rule = "duplicate-index"
        objects = ["shop.nothing"]
    "#;
    let subject = Subject::new(catalog, config);
    let settings = Settings::of(&subject.config.lint).unwrap();
    let report = lint(&subject.graph(), &settings, &subject.config);
    assert_eq!(report.unused, ["nothing of `duplicate-index` is found in `shop.nothing`"]);
    let of = |rule: Rule| report.findings.iter().filter(move |finding| finding.rule == rule);
    let columns: Vec<_> = of(Rule::MissingForeignKey).map(|finding| finding.object.path.as_str()).collect();
    assert!(!columns.contains(&"shop.likely.person_id") && columns.contains(&"shop.likely.created_by"), "{columns:?}");
    assert!(!columns.iter().any(|path| path.starts_with("shop.person_log")), "{columns:?}");
    assert_eq!(of(Rule::QuotedName).count() + of(Rule::InvalidIndex).count(), 0);
    assert!(of(Rule::PreferText).all(|finding| finding.level == relvar_explore::lint::Level::Error));

    let typo = Settings::default().set("prefer-txt", LintLevel::Allow).unwrap_err();
    assert_eq!(typo.to_string(), "no rule `prefer-txt`\nhint: did you mean `prefer-text`?");
}

#[tokio::test]
async fn sarif_names_rules_places_and_objects() {
    let Some((loaded, catalog)) = loaded().await else { return };
    loaded.stop().await;
    let subject = Subject::new(catalog, "");
    let findings = findings(&subject);
    let text = std::fs::read_to_string(case("lint.sql")).unwrap();
    let mut places = Places::default();
    places.add("cases/lint.sql", &text);
    let log = serde_json::to_value(sarif(findings.iter().map(|f| (f, places.of(&f.object))))).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), findings.len());
    for (result, finding) in results.iter().zip(&findings) {
        let rule = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(run["tool"]["driver"]["rules"][rule]["id"], result["ruleId"]);
        let location = &result["locations"][0];
        assert_eq!(location["logicalLocations"][0]["fullyQualifiedName"], finding.object.path);
    }
    // A line of the file for each that the file declares as such, and the line is the right one.
    for (object, line) in [
        ("shop.likely.mirror_person_id", "    mirror_person_id bigint,"),
        ("shop.keyless", "create table keyless (a integer, b integer);"),
        ("shop.indexed_a_again", "create index indexed_a_again on indexed (a);"),
        ("shop.parcel.parcel_weight", "alter table parcel add constraint parcel_weight check (weight > 0) not valid;"),
        (
            "shop.\"Order\"",
            "create table \"Order\" (id bigint generated always as identity primary key, \"user\" text, \"unitPrice\" numeric);",
        ),
        ("shop.stale", "create materialized view stale as select id, name from person;"),
    ] {
        let is_it = |result: &&serde_json::Value| {
            result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == object
                && result["ruleId"] != "missing-comment"
        };
        let place = &results.iter().find(is_it).expect(object)["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "cases/lint.sql");
        let number = usize::try_from(place["region"]["startLine"].as_u64().unwrap()).unwrap();
        assert_eq!(text.lines().nth(number - 1), Some(line));
    }
}

/// Names are quoted as the server in use wants them quoted.
#[tokio::test]
async fn reserved_words_are_those_of_the_server() {
    let loaded = Loaded::new(&[case("lint.sql")]).await;
    let words = "select word::text, catcode in ('R', 'T') from pg_get_keywords()";
    let words = loaded.session.query(words, &[]).await.unwrap();
    loaded.stop().await;
    for row in &words {
        let (word, reserved): (&str, bool) = (row.get(0), row.get(1));
        // A word that a newer version reserves is quoted for an older one too.
        assert!(!reserved || relvar_explore::sql::needs_quotes(word), "`{word}`");
    }
    let quoted = words.iter().filter(|row| relvar_explore::sql::needs_quotes(row.get(0))).count();
    let reserved = words.iter().filter(|row| row.get(1)).count();
    assert!(quoted <= reserved + 1, "{quoted} words are quoted, {reserved} have to be");
}
