//! Derives that the compiler would refuse are errors of relvar, with the key or the object that they are about.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use relvar_catalog::snapshot;
use relvar_codegen::{Config, Rule, generate};

/// What is said of derives, and whether nothing would be written.
fn said(config: &str) -> Vec<String> {
    let catalog = snapshot::read(include_str!("../cases/composites/catalog.json")).unwrap();
    let config = Config::from_toml(config, "relvar.toml").unwrap();
    let diagnostics = generate(&catalog, &config).diagnostics;
    let about = diagnostics.iter().filter(|diagnostic| diagnostic.rule == Rule::InvalidDerive);
    about.inspect(|found| assert!(found.rule.is_error())).map(ToString::to_string).collect()
}

#[test]
fn a_trait_that_all_rows_or_enums_have_is_an_error() {
    assert_eq!(
        said(
            "[derive]\nserde = true\nrows = [\"std::fmt::Debug\", \"Eq\", \"::serde::Serialize\", \"Eq\"]\nenums = [\"Ord\"]\n"
        ),
        [
            "error[invalid-derive]: `derive.enums`: `Ord` is a trait which these types have already\n\
             hint: remove `Ord` from `derive.enums`",
            "error[invalid-derive]: `derive.rows`: `::serde::Serialize` is a trait which `serde = true` derives already\n\
             hint: remove `::serde::Serialize` from `derive.rows`",
            "error[invalid-derive]: `derive.rows`: `Eq` is a trait which stands there twice\n\
             hint: remove `Eq` from `derive.rows`",
            "error[invalid-derive]: `derive.rows`: `std::fmt::Debug` is a trait which these types have already\n\
             hint: remove `std::fmt::Debug` from `derive.rows`",
        ]
    );
    assert!(
        said("[derive]\nserde = true\nrows = [\"Eq\", \"rkyv::Serialize\"]\nenums = [\"strum::Display\"]\n").is_empty()
    );
}

#[test]
fn a_trait_that_an_item_has_is_an_error() {
    let annotations = "[[annotations]]\nobjects = [\"public.weekday\", \"public.depot\", \"public.place\"]\nderive = [\"Hash\", \"Default\"]\n";
    assert_eq!(
        said(&format!("[derive]\nrows = [\"Hash\"]\n{annotations}")),
        ["depot", "place", "place", "weekday"]
            .iter()
            .zip(["Hash", "Default", "Hash", "Hash"])
            .map(|(item, name)| format!(
                "error[invalid-derive]: `public.{item}`: `{name}` is a trait that the type has already\n\
             hint: remove `{name}` from `derive` under `[[annotations]]`, or `public.{item}` from its objects"
            ))
            .collect::<Vec<_>>()
    );
    let of_a_field = "[[annotations]]\nobjects = [\"public.depot.place\"]\nderive = [\"Eq\"]\n";
    assert_eq!(
        said(of_a_field),
        ["error[invalid-derive]: `public.depot.place`: a field cannot derive `Eq`\n\
          hint: write the relation or the type without its column, or use `attributes`"]
    );
}

/// Rows have no `Default`, composite types have: to ask for it is no mistake.
#[test]
fn default_of_all_rows_is_not_derived_twice() {
    let config = "[derive]\nrows = [\"Default\"]\n";
    assert!(said(config).is_empty());
    let catalog = snapshot::read(include_str!("../cases/composites/catalog.json")).unwrap();
    let files = generate(&catalog, &Config::from_toml(config, "relvar.toml").unwrap()).files;
    let text = |name: &str| files.iter().find(|(path, _)| path.ends_with(name)).unwrap().1.to_owned();
    assert!(text("depot.rs").contains("#[derive(Clone, PartialEq, Default)]"));
    assert!(text("types.rs").contains("#[derive(Clone, Default, PartialEq)]"));
}
