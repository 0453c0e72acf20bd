//! `docs/type-mapping.md` says what the table does. `UPDATE_EXPECT=1 cargo test -p relvar-codegen` writes it anew.

use std::fmt::Write;

use expect_test::expect_file;

use super::{BUILTINS, EXTENSION_TYPES, STANDARD_DOMAINS, VECTORS};
use crate::{
    config::DateTime,
    model::{BuiltinType, Home, RustType},
};

const FAMILIES: [DateTime; 4] = [DateTime::Chrono, DateTime::Time, DateTime::Jiff, DateTime::Postgres];

const HEAD: &str = "\
# What every type becomes

A test makes this page from the generator's own table of types, and fails if the page is out of date. [Types](types.md)
explains the choices.

Every value is written and read again without loss, or with an error that says what to do: as a column, NULL or not, as a
parameter, within arrays, composites and ranges, in bulk and by `COPY`. \"As itself\" means PostgreSQL's binary form of the
type. \"By override\" means a `type` for the column or a line under `[types]` in `relvar.toml`. Text has a form that no setting of
the session changes.

";

const USERS: &str = "
## Types of your own

| PostgreSQL | Rust | on the wire | notes |
|---|---|---|---|
| enum | an `enum` | as text, which is its binary form too | a label that the code does not know is an error when it is read; with `open`, a variant holds it |
| domain | another name for its base type | as its base type | `NOT NULL` of the domain makes a column of a table not null; with `newtype`, a struct around it |
| composite | a struct of `Option`s | sent as text, read by `record_send` | if an attribute has a type that can only be read as text, the whole composite is text, with a diagnostic; attributes have no `NOT NULL` in PostgreSQL |
| row of a table or a view, as a value | the row struct of the relation | sent as text, read by `record_send` | a NULL in a column that is `NOT NULL` in the relation is an error when it is read |
| range | `relvar::types::Range<T>` | sent as text, read by `range_send` | |
| multirange | `relvar::types::Multirange<T>` | sent as text, read by `multirange_send` | |
| array | `Vec<T>` | as an array of its elements | NULL among the elements, several dimensions, and a first index that is not 1, are errors when they are read; `nullable` is `Vec<Option<T>>`, `any_shape` is `relvar::Array<Option<T>>`, which can hold all of them |
| array of a domain over an array | `Vec<relvar::types::Text>` | as text | with a diagnostic |
| anything else | `relvar::types::Text` | as text | with a diagnostic that says how to give it your own type |

`relvar::Json<T>` is the type of a `json` or `jsonb` column with `json = \"T\"` in the configuration. Your own type for a
column implements `relvar::codec::Value`: in the binary form of a built-in type, and
in text for all other types. See [your own column types](own-types.md).
";

fn rust(type_: &RustType) -> String {
    match type_ {
        RustType::Builtin(builtin) if builtin.home == Home::Runtime => format!("relvar::{}{builtin}", module(builtin)),
        RustType::Builtin(builtin) => builtin.to_string(),
        RustType::Range(bound) => format!("relvar::types::Range<{}>", rust(bound)),
        RustType::Multirange(bound) => format!("relvar::types::Multirange<{}>", rust(bound)),
        _ => unreachable!("the table has no other"),
    }
}

/// The module of the runtime that has a type: the runtime says so itself.
fn module(builtin: &BuiltinType) -> &'static str {
    let runtime = include_str!("../../../../runtime/src/lib.rs");
    let (_, types) = runtime.split_once("pub mod types {").expect("the runtime has such a module");
    let (types, _) = types.split_once("};").expect("it is a list");
    let name = builtin.to_string();
    if types.split(|c: char| !c.is_alphanumeric()).any(|own| own == name) { "types::" } else { "" }
}

fn page() -> String {
    let mut page = HEAD.to_owned();
    let (mut fixed, mut dated) = (String::new(), String::new());
    for builtin in BUILTINS {
        let types = FAMILIES.map(|family| format!("`{}`", rust(&builtin.rust.in_family(family))));
        let name = if builtin.name == "char" { "\"char\"" } else { builtin.name };
        let wire = if builtin.wire.is_some() { "as itself" } else { "as text" };
        let _ = if types.iter().all(|type_| *type_ == types[0]) {
            writeln!(fixed, "| `{name}` | {} | {wire} | {} |", types[0], builtin.note)
        } else {
            writeln!(dated, "| `{name}` | {} | {} |", types.join(" | "), builtin.note)
        };
    }
    page.push_str("## Types of PostgreSQL\n\n| PostgreSQL | Rust | on the wire | notes |\n|---|---|---|---|\n");
    page.push_str(&fixed);
    page.push_str("\nAll other types of `pg_catalog` are `relvar::types::Text`, as text.\n");
    page.push_str(
        "\n## Dates and times\n\nChosen by `datetime` under `[types]`. All of them travel as themselves.\n\n",
    );
    page.push_str("| PostgreSQL | `chrono` | `time` | `jiff` | `postgres` | notes |\n|---|---|---|---|---|---|\n");
    page.push_str(&dated);
    page.push_str("\n## Domains of `information_schema`\n\n| domain | as |\n|---|---|\n");
    for (domain, base) in STANDARD_DOMAINS {
        let _ = writeln!(page, "| `{domain}` | `{base}` |");
    }
    page.push_str("\n## Types of extensions\n\n");
    page.push_str("| extension | PostgreSQL | Rust | on the wire | notes |\n|---|---|---|---|---|\n");
    for type_ in EXTENSION_TYPES {
        let wire = type_.send.map_or("as text".to_owned(), |send| format!("sent as text, read by `{send}`"));
        let (extension, name) = (type_.extension, type_.name);
        let rust = rust(&RustType::Builtin(type_.rust));
        let _ = writeln!(page, "| `{extension}` | `{name}` | `{rust}` | {wire} | {} |", type_.note);
    }
    for (name, path) in VECTORS {
        let note = format!("`{path}` by override, with the feature `pgvector`");
        let _ = writeln!(page, "| `vector` | `{name}` | `relvar::types::Text` | as text | {note} |");
    }
    page + USERS
}

#[test]
fn the_page_about_types_is_up_to_date() {
    expect_file!["../../../../docs/type-mapping.md"].assert_eq(&page());
}

#[test]
fn the_table_is_sorted_and_knows_its_text_form() {
    assert!(BUILTINS.is_sorted_by_key(|builtin| builtin.name));
    assert!(EXTENSION_TYPES.is_sorted_by_key(|type_| (type_.extension, type_.name)));
    let is_text = |type_: &RustType| *type_ == RustType::Builtin(BuiltinType::TEXT);
    for builtin in BUILTINS.iter().filter(|builtin| builtin.wire.is_none()) {
        assert!(is_text(&builtin.rust.in_family(DateTime::Chrono)), "{}", builtin.name);
    }
}
