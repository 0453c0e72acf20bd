//! Mistakes in `relvar.toml`, and the messages about them.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "tests fail by panicking")]

use relvar_codegen::Config;

fn check(text: &str, expected: &str) {
    let error = Config::from_toml(text, "relvar.toml").unwrap_err();
    assert_eq!(error.to_string(), expected);
}

#[test]
fn an_unknown_key_names_its_line_and_the_nearest_valid_one() {
    check(
        "[database]\nurl_env = \"DB\"\n\n[naming]\nsingluar = false\n",
        "relvar.toml:5: unknown key `singluar` in `[naming]`\nhint: did you mean `singular`?",
    );
    check("[outptu]\ndirectory = \"src\"\n", "relvar.toml:1: unknown key `outptu`\nhint: did you mean `output`?");
    check(
        "[columns.\"public.film.rating\"]\nnullable = false\n",
        "relvar.toml:2: unknown key `nullable` in `[columns.\"public.film.rating\"]`\n\
         hint: did you mean `not_null`? valid keys are `type`, `json`, `array`, `not_null`",
    );
    check(
        "[[foreign_keys]]\nrelation = \"a.b\"\ncolumns = [\"c\"]\nreferences = \"a.d\"\n\n[[foreign_keys]]\ntable = \"a.b\"\n",
        "relvar.toml:7: unknown key `table` in `[foreign_keys]`\n\
         hint: did you mean `name`? valid keys are `relation`, `columns`, `references`, `referenced_columns`, `name`",
    );
    check(
        "[partitions]\nquite_something_else = 1\n",
        "relvar.toml:2: unknown key `quite_something_else` in `[partitions]`\nhint: did you mean `show`? valid keys are `show`",
    );
}

#[test]
fn a_wrong_value_names_its_line() {
    check("[naming]\nsingular = 1\n", "relvar.toml:2: `naming.singular`: expected `true` or `false`, found `1`");
    check(
        "[output]\nlayout = \"tree\"\n",
        "relvar.toml:2: `output.layout`: `tree` is not one of `module`, `crate`, `build-script`",
    );
    check(
        "[types]\n\"public.x\" = \"not a path\"\n",
        "relvar.toml:2: `types.\"public.x\"`: `not a path` is not a Rust type: unexpected token",
    );
    check(
        "[rename.relations]\n\"public.x\" = \"1\"\n",
        "relvar.toml:2: `rename.relations.\"public.x\"`: `1` is not a Rust identifier",
    );
    check(
        "[rename.relations]\nusers = \"User\"\n",
        "relvar.toml:2: `rename.relations.users`: `users` does not name an object; write `schema.relation`, with double quotes around a part that has a dot",
    );
    check(
        "[lint.levels]\nprefer-bigint = \"deny\"\n",
        "relvar.toml:2: `lint.levels.prefer-bigint`: `deny` is not one of `allow`, `note`, `warning`, `error`",
    );
    check(
        "[output]\ncrate_name = \"../../x\"\n",
        "relvar.toml:2: `output.crate_name`: `../../x` cannot be the name of a crate: it does not begin with a letter",
    );
    check(
        "[partitions]\nshow = 5\n",
        "relvar.toml:2: `partitions.show`: expected `true`, `false` or a list of patterns",
    );
    check(
        "[erd.shop]\naround = 5\n",
        "relvar.toml:2: `erd.shop.around`: expected the name of a relation or a list of them",
    );
    check(
        "[types]\ndatetime = \"crono\"\n\"public.x\" = { type = \"u8\", open = \"true\" }\n",
        "relvar.toml:2: `types.datetime`: `crono` is not one of `chrono`, `time`, `jiff`, `postgres`\n\
         hint: did you mean `chrono`?\n\
         relvar.toml:3: `types.\"public.x\".open`: expected `true` or `false`, found a text\n\
         hint: write `true` without quotes",
    );
    check("[output]\nsplit = 0\n", "relvar.toml:2: `output.split`: expected a whole number from 1 to 255, found `0`");
    check(
        "[erd.shop]\ndepth = -1\ninclude = [\"a\", 1]\n",
        "relvar.toml:2: `erd.shop.depth`: expected a whole number from 0, found `-1`\n\
         relvar.toml:3: `erd.shop.include`: expected only texts in quotes in the list, found `1`",
    );
    check(
        "naming = 1\nkeys = 1\n\n[types]\nuuid = 1\n",
        "relvar.toml:1: `naming`: expected a table, `[naming]`, found `1`\n\
         relvar.toml:2: `keys`: expected a list of tables, each of them `[[keys]]`, found `1`\n\
         relvar.toml:5: `types.uuid`: expected a text in quotes or a table, found `1`",
    );
    check(
        "[output.dependencies]\nstrum = 1\n",
        "relvar.toml:2: `output.dependencies.strum`: a dependency is a version or a table, as in `Cargo.toml`",
    );
    check("[naming\n", "relvar.toml:1: unclosed table, expected `]`");
}

/// A URL may have a password, whichever key it was written to.
#[test]
fn a_value_of_the_wrong_kind_is_not_shown() {
    let text = "[database]\nschema_files = \"postgres://app:secret@db/shop\"\nurl = [\"postgres://app:secret@db/shop\"]\n\
                [naming]\nsingular = \"postgres://app:secret@db/shop\"\n[rename.schemas]\na = \"host=db password=secret\"\n";
    let error = Config::from_toml(text, "relvar.toml").unwrap_err();
    assert!(error.0.len() == 4 && !error.to_string().contains("secret"), "{error}");
}

#[test]
fn all_mistakes_are_said_at_once() {
    check(
        "[database]\nschema_files = \"schema.sql\"\nsnapsot = \"x\"\n\n[output]\nlayout = \"tree\"\ndirectory = 3\n\n\
         [rename.relations]\n\"public.x\" = \"1\"\nusers = \"User\"\n\n\
         [[keys]]\nrelation = \"a.b\"\ncolumns = 3\n\n[[keys]]\nrelation = \"a.b\"\n\n[naming]\nsingular = 1\n",
        "relvar.toml:2: `database.schema_files`: expected a list of texts, found a text\nhint: write it in brackets: `[\"…\"]`\n\
         relvar.toml:3: unknown key `snapsot` in `[database]`\nhint: did you mean `snapshot`?\n\
         relvar.toml:6: `output.layout`: `tree` is not one of `module`, `crate`, `build-script`\n\
         relvar.toml:7: `output.directory`: expected a text in quotes, found `3`\n\
         relvar.toml:10: `rename.relations.\"public.x\"`: `1` is not a Rust identifier\n\
         relvar.toml:11: `rename.relations.users`: `users` does not name an object; write `schema.relation`, with double quotes around a part that has a dot\n\
         relvar.toml:15: `keys.columns`: expected a list of texts, found `3`\n\
         relvar.toml:17: `keys`: the key `columns` is missing\n\
         relvar.toml:21: `naming.singular`: expected `true` or `false`, found `1`",
    );
}

#[test]
fn code_is_parsed_and_what_is_none_is_said() {
    let good = "[columns.\"public.t.a\"]\ntype = \"&'static str\"\n[columns.\"public.t.b\"]\njson = \"[u8; 4]\"\n\
                [types]\nnumeric = \"(u8, fn() -> u8)\"\n";
    assert!(Config::from_toml(good, "relvar.toml").is_ok());
    check(
        "[columns.\"public.t.a\"]\nnot_null = true\ntype = \"[u8; 4\"\n",
        "relvar.toml:3: `columns.\"public.t.a\".type`: `[u8; 4` is not a Rust type: a bracket or a quote is not closed, or a character is not Rust",
    );
    check(
        "[columns.\"public.t.a\"]\njson = \"Vec<_>\"\n",
        "relvar.toml:2: `columns.\"public.t.a\".json`: `Vec<_>` is not the type of a field: it has `_` in it",
    );
    check(
        "[derive]\nrows = [\"Eq\", \"Vec<u8>\"]\n",
        "relvar.toml:2: `derive.rows`: `Vec<u8>` is not the path of a trait: unexpected token",
    );
    check(
        "[[annotations]]\nobjects = [\"a\"]\nattributes = [\"serde(\"]\n",
        "relvar.toml:3: `annotations.attributes`: `serde(` is not what stands between `#[` and `]`: a bracket or a quote is not closed, or a character is not Rust",
    );
}

#[test]
fn everything_documented_is_understood() {
    let text = include_str!("../documented.toml");
    let config = Config::from_toml(text, "relvar.toml").unwrap();
    assert_ne!(config, Config::default());
    assert_eq!(Config::from_toml("", "relvar.toml").unwrap(), Config::default());
}
