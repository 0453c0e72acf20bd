//! `relvar show` of objects of every kind, by every way to write a name.

use crate::common::{Relvar, folder, write};

const SCHEMA: &str = "\
create type mood as enum ('calm', 'wild');
comment on type mood is 'How it feels';
create domain email as text check (value like '%@%');
create type point3 as (x int, y int, z int);
create sequence ticket increment 5 start 10;
create table \"A\" (id int primary key, m mood, e email);
create table \"x.y\" (id int primary key, p point3, ms mood[]);
create schema \"S\";
create table \"S\".\"A\" (id int);
create function double(n int) returns int language sql immutable as 'select 2 * n';
create function double(t text) returns text language sql as 'select t || t';
";

#[test]
fn names_as_list_prints_them_and_objects_of_every_kind() {
    let folder = folder();
    let schema = write(&folder, "schema.sql", SCHEMA);
    let snapshot = folder.path().join("s.json").to_string_lossy().into_owned();
    assert_eq!(Relvar::new(["snapshot", "--schema", &schema, "--out", &snapshot]).run().status, 0);
    let show = |name: &str| Relvar::new(["show", name, "--snapshot", &snapshot]).run();
    for (name, first, parts) in [
        ("\"A\"", "table public.\"A\"", &[][..]),
        ("A", "table public.\"A\"", &[]),
        ("public.\"A\"", "table public.\"A\"", &[]),
        ("\"S\".\"A\"", "table \"S\".\"A\"", &[]),
        ("S.A", "table \"S\".\"A\"", &[]),
        ("\"x.y\"", "table public.\"x.y\"", &[]),
        ("x.y", "table public.\"x.y\"", &[]),
        ("public.\"x.y\"", "table public.\"x.y\"", &[]),
        (
            "mood",
            "enum public.mood  public::Mood",
            &["How it feels\n", "\nLabels\n  calm\n  wild\n", "  column public.\"A\".m\n"],
        ),
        ("public.email", "domain public.email", &["over text\n", "VALUE ~~ '%@%'"]),
        ("point3", "composite type public.point3", &["\n  x  integer\n  y  integer\n", "column public.\"x.y\".p\n"]),
        ("ticket", "sequence public.ticket", &["start 10, increment 5"]),
        ("double", "function public.double(integer)", &["function public.double(text)", "returns text"]),
        ("double(integer)", "function public.double(integer)", &["language sql, immutable", "Body\n  select 2 * n"]),
        ("public.double(text)", "function public.double(text)", &[]),
    ] {
        let run = show(name);
        assert_eq!(run.status, 0, "{name}: {}", run.stderr);
        assert!(run.stdout.starts_with(first), "{name}:\n{}", run.stdout);
        for part in parts {
            assert!(run.stdout.contains(part), "{name}, expected `{part}` in:\n{}", run.stdout);
        }
    }
    assert!(!show("double(integer)").stdout.contains("double(text)"));
    let run = show("modo");
    assert_eq!(run.status, 1);
    assert!(
        run.stderr.contains("no relation, type, routine or sequence `modo`\n  hint: did you mean `public.mood`"),
        "{}",
        run.stderr
    );
    let run = Relvar::new(["show", "mood", "--format", "json", "--snapshot", &snapshot]).run();
    let document: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(document["type"]["labels"], serde_json::json!(["calm", "wild"]));
    assert_eq!(document["used_by"], serde_json::json!(["column public.\"A\".m", "column public.\"x.y\".ms"]));
}
