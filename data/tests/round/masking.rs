//! Masked copies and files: no original value is in them, and what was unique and what belonged together still is.

use std::collections::BTreeSet;

use relvar_data::{
    Error, backup, copy,
    mask::{Masking, Method, Rule},
};

use crate::common::{Bench, at_once};

const NET: &str = include_str!("../samples/net.sql");

fn rule(column: &str, method: Method) -> Rule {
    Rule { columns: vec![column.to_owned()], method }
}

fn masking(rules: Vec<Rule>) -> Masking {
    Masking { rules, key: b"of the test".to_vec() }
}

fn all_of_person() -> Masking {
    masking(vec![
        rule("*.mail", Method::Shape),
        rule("public.person.phone", Method::Null),
        rule("person.born", Method::Shape),
        rule("person.seen", Method::Shape),
        rule("person.notes", Method::Shape),
        rule("person.address", Method::Shape),
        rule("person.code", Method::Hash),
        rule("person.salary", Method::Constant("100.00".to_owned())),
        rule("person.badge", Method::Shape),
        rule("mark.text", Method::Hash),
        rule("org.name", Method::Hash),
        rule("alone.t", Method::Shape),
    ])
}

const COLUMNS: [(&str, &str); 13] = [
    ("person", "mail"),
    ("person", "phone"),
    ("person", "seen"),
    ("person", "born"),
    ("person", "notes->>'nick'"),
    ("person", "notes->'tags'->>0"),
    ("person", "address"),
    ("person", "code"),
    ("person", "salary"),
    ("person", "badge"),
    ("mark", "text"),
    ("org", "name"),
    ("alone", "t"),
];

/// Every value of a text: in rows and in JSON.
fn values(text: &str) -> BTreeSet<&str> {
    text.split(['\t', '\n', '"', '\\']).collect()
}

#[tokio::test]
async fn no_original_value_is_left() {
    let bench = Bench::new();
    bench.create("shop").await;
    bench.psql("shop", NET);
    bench.create("copy").await;
    let options = copy::Options { masking: Some(all_of_person()), ..copy::Options::default() };
    let summary = bench.copy_with("shop", "copy", &options).await.unwrap();
    let mails = summary.masked.iter().find(|own| own.column == "mail" && own.table.name == "person").unwrap();
    assert_eq!((mails.values, mails.unchanged), (2000, 0));
    assert_eq!(summary.masked.len(), 13, "{:?}", summary.masked);

    // Row by row, and every value of a column anywhere in a dump of the copy.
    let dump = bench.dump("copy");
    let values = values(&dump);
    for (table, column) in COLUMNS {
        let key = if table == "alone" { "1" } else { "id" };
        let all =
            format!("SELECT string_agg(coalesce(({column})::text, '-'), E'\\n' ORDER BY {key}, ctid) FROM {table}");
        let (old, new) = (bench.text("shop", &all).await, bench.text("copy", &all).await);
        let pairs: Vec<(&str, &str)> = old.lines().zip(new.lines()).collect();
        assert!(pairs.len() >= 40 && old.lines().count() == new.lines().count(), "{table}.{column}");
        for (old, new) in pairs {
            assert_ne!(old, new, "{table}.{column}");
            // What is short may be another row's replacement.
            if !matches!(column, "born" | "seen" | "badge" | "salary" | "address") {
                assert!(!values.contains(old), "{table}.{column}: {old}");
            }
        }
    }
    // Both sides of the key were replaced in the same way.
    assert_eq!(bench.text("copy", "SELECT count(*) FROM mail_alias JOIN person USING (mail)").await, "400");
    assert_eq!(
        bench.text("copy", "SELECT count(DISTINCT badge) FROM person WHERE badge BETWEEN 100000 AND 999999").await,
        "2000"
    );
    assert_eq!(
        bench
            .text("copy", "SELECT count(*) FROM person WHERE mail !~ '^[a-z]{6}\\.[0-9]+@[a-z]{7}[0-9]+\\.[a-z]{3}$'")
            .await,
        "0"
    );
    let years = "SELECT string_agg(extract(year FROM born)::text, ' ' ORDER BY id) FROM person";
    assert_eq!(bench.text("shop", years).await, bench.text("copy", years).await);

    // The same key gives the same values, another one others.
    let names = "SELECT string_agg(mail || name, ' ' ORDER BY p.id) FROM person p JOIN org o ON o.id = p.org";
    for (name, key, is_same) in [("again", &b"of the test"[..], true), ("other", b"another", false)] {
        bench.create(name).await;
        let masking = Masking { key: key.to_vec(), ..all_of_person() };
        bench.copy_with("shop", name, &copy::Options { masking: Some(masking), ..Default::default() }).await.unwrap();
        assert_eq!(bench.text("copy", names).await == bench.text(name, names).await, is_same);
    }
}

impl Bench {
    async fn copy_with(&self, from: &str, to: &str, options: &copy::Options) -> Result<copy::Summary, Error> {
        copy::copy(&self.config(from), &self.config(to), options, &mut |_| {}).await
    }
}

#[tokio::test]
async fn a_masked_file_has_no_original_value_whatever_its_form() {
    let bench = Bench::new();
    bench.create("shop").await;
    bench.psql("shop", NET);
    let mails = bench.text("shop", "SELECT string_agg(mail || ' ' || (notes->>'nick'), ' ') FROM person").await;
    for (name, format, jobs) in [
        ("archive", backup::Format::Archive, 2),
        ("script", backup::Format::Sql, 1),
        ("document", backup::Format::Json, 1),
    ] {
        let file = bench.file(name);
        let options = backup::Options { format, jobs, masking: Some(all_of_person()), ..at_once() };
        let summary = bench.backup("shop", &file, &options).await;
        assert!(summary.masked.iter().all(|own| own.values > 0), "{:?}", summary.masked);
        let text = match format {
            backup::Format::Archive => zstd::stream::decode_all(std::fs::File::open(&file).unwrap()).unwrap(),
            backup::Format::Sql | backup::Format::Json => std::fs::read(&file).unwrap(),
        };
        let text = String::from_utf8(text).unwrap();
        let values = values(&text);
        assert!(values.contains("alias-1995"), "{name}");
        for value in mails.split(' ') {
            assert!(!values.contains(value), "{name} has {value}");
        }
    }
}

#[tokio::test]
async fn partitions_and_children_are_masked_with_their_tables() {
    let bench = Bench::new();
    bench.create("shop").await;
    bench.psql(
        "shop",
        "CREATE TABLE part (n integer, secret text) PARTITION BY LIST (n); CREATE TABLE part_1 PARTITION OF part FOR VALUES IN (1);
         CREATE TABLE above (secret text); CREATE TABLE below (more text) INHERITS (above);
         CREATE DOMAIN name AS text; CREATE TABLE typed (n public.name, made text GENERATED ALWAYS AS ('<' || n || '>') STORED, a text[]);
         INSERT INTO part VALUES (1, 'secret of part'); INSERT INTO below VALUES ('secret of below', 'more');
         INSERT INTO typed (n, a) VALUES ('secret name', '{secret element}'), ('--', NULL);
         CREATE MATERIALIZED VIEW seen AS SELECT made FROM typed",
    );
    bench.create("copy").await;
    let rules = vec![
        rule("part.secret", Method::Shape),
        rule("public.above.secret", Method::Hash),
        rule("typed.n", Method::Shape),
        rule("typed.a", Method::Constant("{none}".to_owned())),
    ];
    let options = copy::Options { masking: Some(masking(rules)), ..Default::default() };
    let summary = bench.copy_with("shop", "copy", &options).await.unwrap();
    assert!(!bench.dump("copy").contains("secret o"), "{}", bench.dump("copy"));
    assert!(!bench.text("copy", "SELECT string_agg(made, '') FROM seen").await.contains("secret"));
    let name = summary.masked.iter().find(|own| own.column == "n").unwrap();
    assert_eq!((name.values, name.unchanged), (1, 1));
    let array = summary.masked.iter().find(|own| own.column == "a").unwrap();
    assert_eq!((array.values, array.unchanged), (1, 0));
    assert_eq!(bench.text("copy", "SELECT max(a::text) FROM typed").await, "{none}");
}

#[tokio::test]
async fn what_cannot_work_is_listed_before_anything_is_read() {
    let bench = Bench::new();
    bench.create("shop").await;
    bench.psql("shop", NET);
    bench.create("copy").await;
    let rules = vec![
        rule("person.mail", Method::Shape),
        rule("person.org", Method::Null),
        rule("org.name", Method::Constant("x".to_owned())),
        rule("person.badge", Method::Hash),
        rule("person.notes", Method::Hash),
        rule("person.nothing", Method::Hash),
    ];
    let options = copy::Options { masking: Some(masking(rules)), ..Default::default() };
    let Error::Mask { faults } = bench.copy_with("shop", "copy", &options).await.unwrap_err() else { panic!("faults") };
    assert_eq!(
        faults,
        [
            "`public.person.notes`: there is no hash of jsonb; null and constant go with every type",
            "`person.nothing` names no column that could be masked",
            "`public.mail_alias.mail`: foreign key `mail_alias_mail_fkey` leads to `public.person.mail`, which is not masked in the same way",
            "`public.org.name`: its values are unique, and would not be as constant; shape keeps them so",
            "`public.person.org`: it is NOT NULL",
            "`public.person.badge`: its values are unique, and would not be as hash; shape keeps them so",
        ]
    );
    assert_eq!(
        bench.text("copy", "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace").await,
        "0"
    );
}
