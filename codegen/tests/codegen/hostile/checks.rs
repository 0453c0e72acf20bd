//! What holds of the models and the files of any catalog, whatever its objects are called.

use std::collections::BTreeSet;

use relvar_catalog::Catalog;
use relvar_codegen::{Config, generate, lower::lower, model};

/// Names, files and texts are as they have to be; panics where they are not.
pub(crate) fn check(catalog: &Catalog) {
    let (model, diagnostics) = lower(catalog, &Config::default());
    check_names(&model);
    let files = generate(catalog, &Config::default()).files;
    for (path, text) in files.iter() {
        let parsed = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}\n{text}"));
        let escaped = |item: &syn::Item| matches!(item, syn::Item::Fn(_) | syn::Item::Macro(_) | syn::Item::Static(_));
        let functions = path == "mod.rs" || path.ends_with("functions.rs");
        assert!(functions || !parsed.items.iter().any(escaped), "{path}\n{text}");
        let bad = |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c);
        assert!(!text.contains(bad), "{path}\n{text:?}");
    }
    check_paths(files.iter().map(|(path, _)| path));
    check_texts(&model, |module, file| files.text(&format!("{module}/{file}.rs")).unwrap().to_owned());
    // The same names, told in the same words, however often.
    assert_eq!(lower(catalog, &Config::default()), (model, diagnostics));
}

/// Every file system can have the files: Windows knows no two names that differ in case only, and has devices in every
/// folder (<https://learn.microsoft.com/windows/win32/fileio/naming-a-file>).
fn check_paths<'a>(paths: impl Iterator<Item = &'a str>) {
    const DEVICES: &[&str] = &[
        "con", "prn", "aux", "nul", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
        "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
    ];
    let mut folded = BTreeSet::new();
    for path in paths {
        let stems = path.split('/').map(|part| part.split('.').next().unwrap_or_default().to_lowercase());
        assert!(!stems.into_iter().any(|stem| DEVICES.contains(&stem.as_str())), "{path}");
        assert!(folded.insert(path.to_lowercase()), "{path}");
    }
}

/// The names Rust's lints know.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    Type,
    Value,
    Constant,
}

/// `non_camel_case_types`, `non_snake_case` and `non_upper_case_globals` have nothing to say.
fn is_clean(name: &str, case: Case) -> bool {
    let name = name.trim_start_matches("r#").trim_matches('_');
    let cased = |c: char| c.is_lowercase() || c.is_uppercase();
    let pairs = || name.chars().zip(name.chars().skip(1));
    match case {
        Case::Type => {
            !name.starts_with(char::is_lowercase)
                && !pairs().any(|(a, b)| (a == '_' && (cased(b) || b == '_')) || (b == '_' && cased(a)))
        }
        Case::Value => !name.contains("__") && !name.contains(char::is_uppercase),
        Case::Constant => !name.contains(char::is_lowercase),
    }
}

/// The names of one scope are identifiers, clean, and differ.
fn differ<'a>(what: &str, case: Case, names: impl IntoIterator<Item = &'a model::Ident>) {
    let mut seen = BTreeSet::new();
    for name in names {
        let parsed = syn::parse_str::<syn::Ident>(name.as_str());
        assert!(parsed.is_ok() || name.as_str().starts_with("r#"), "{what}: {name}");
        assert!(is_clean(name.as_str(), case), "{what}: {name}");
        assert!(seen.insert(name), "{what}: two are called `{name}`");
    }
}

/// A text is in the code, as a literal that means just this text.
fn quoted(code: &str, text: &str) {
    let literal = format!("{text:?}");
    assert_eq!(syn::parse_str::<syn::LitStr>(&literal).unwrap().value(), text);
    assert!(code.contains(&literal), "{literal} is not in\n{code}");
}

fn check_names(model: &model::Model) {
    let files: Vec<String> =
        model.relations.iter().map(|r| format!("{}/{}", r.schema.0, r.module.plain().to_lowercase())).collect();
    assert_eq!(files.iter().collect::<BTreeSet<_>>().len(), files.len(), "two relations in one file: {files:?}");
    for schema in &model.schemas {
        let relations = || schema.relations.iter().map(|id| model.at(*id));
        let rows = relations().flat_map(|relation| {
            let new = relation
                .new_row
                .iter()
                .flat_map(|new| [Some(&new.name), new.optional.as_ref().map(|(name, _)| name)].into_iter().flatten());
            let constraints = relation.constraints.iter().map(|constraints| &constraints.name);
            [&relation.row, &relation.traversal].into_iter().chain(new).chain(constraints)
        });
        let types = schema.types.iter().map(|id| &model.type_(*id).rust);
        differ(&schema.name.sql, Case::Type, rows.chain(types));
        differ(&schema.name.sql, Case::Value, relations().map(|relation| &relation.module));
        let routines = || schema.routines.iter();
        let with = routines().filter_map(|routine| routine.with.as_ref());
        differ("routines", Case::Value, routines().map(|routine| &routine.name).chain(with.map(|with| &with.name)));
        for routine in routines() {
            differ("parameters", Case::Value, routine.parameters.iter().map(|parameter| &parameter.field));
            let fields = routine.gives.record().into_iter().flat_map(|record| &record.fields);
            differ("fields", Case::Value, fields.map(|field| &field.field));
        }
    }
    for relation in &model.relations {
        let of = relation.sql.to_string();
        differ(&of, Case::Value, relation.columns.iter().map(|column| &column.field));
        let ways = || relation.navigation.iter();
        let finders = relation.keys.iter().filter_map(|key| key.finder.as_ref());
        differ(&of, Case::Value, finders.chain(ways().map(|way| &way.method)));
        let constants = relation.columns.iter().map(|column| &column.constant);
        let keys = relation.keys.iter().filter_map(|key| key.constant.as_ref());
        differ(&of, Case::Constant, constants.chain(keys).chain(ways().map(|way| &way.constant)));
        differ(&of, Case::Type, relation.imports.relations.values().chain(relation.imports.types.values()));
        let variants = relation.constraints.iter().flat_map(|constraints| &constraints.variants);
        differ(&of, Case::Type, variants.map(|variant| &variant.name.rust));
    }
    for type_ in &model.types {
        if let model::UserTypeKind::Enum(model::Enum { variants, .. }) = &type_.kind {
            differ("labels", Case::Type, variants.iter().map(|variant| &variant.name.rust));
        }
    }
}

/// What the database calls its objects stands in their files.
fn check_texts(model: &model::Model, text: impl Fn(&str, &str) -> String) {
    for schema in &model.schemas {
        let module = schema.name.rust.plain();
        for relation in schema.relations.iter().map(|id| model.at(*id)) {
            let code = text(module, relation.module.plain());
            let columns = relation.columns.iter().map(|column| &column.sql);
            let keys = relation.keys.iter().map(|key| &key.sql);
            let constraints = relation.constraints.iter().flat_map(|constraints| &constraints.variants);
            let names = [&relation.sql.schema, &relation.sql.name].into_iter().chain(columns).chain(keys);
            names.chain(constraints.map(|variant| &variant.name.sql)).for_each(|name| quoted(&code, name));
            for column in &relation.columns {
                if let model::SqlType::Cast { sql, .. } = &column.type_.sql {
                    quoted(&code, sql);
                }
            }
        }
        for routine in &schema.routines {
            quoted(&text(module, "functions"), &routine.sql.to_sql());
        }
        for type_ in schema.types.iter().map(|id| model.type_(*id)) {
            if let model::UserTypeKind::Enum(model::Enum { variants, .. }) = &type_.kind {
                let code = text(module, "types");
                quoted(&code, &type_.sql.to_sql());
                for variant in variants {
                    quoted(&code, &variant.name.sql);
                }
            }
        }
    }
}
