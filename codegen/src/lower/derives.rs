//! Derives of the configuration that the compiler would refuse: of a trait that the type has already, or on a field.

use std::collections::BTreeSet;

use super::{SERDE, annotations::is_part, report::Report};
use crate::{
    code::Code,
    config::{Annotation, Config, Derive, Pattern, RustPath},
    diagnostic::Rule,
    model::{Model, Traits, UserTypeKind, trait_name},
};

/// Reports every derive that cannot be.
pub(super) fn check(model: &Model, config: &Config, report: &mut Report) {
    let Derive { serde, rows, enums } = &config.derive;
    let serde = if *serde { SERDE.map(|name| Code::path(&["serde", name])).to_vec() } else { Vec::new() };
    let rows = everywhere("derive.rows", rows, &serde, Traits::ROW, report);
    let enums = everywhere("derive.enums", enums, &serde, Traits::OPEN_ENUM, report);
    for annotation in &config.annotations {
        for pattern in annotation.objects.iter().filter(|pattern| is_part(pattern)) {
            for path in &annotation.derive {
                let message = format!("a field cannot derive `{}`", path.code());
                let hint = "write the relation or the type without its column, or use `attributes`".to_owned();
                report.add(Rule::InvalidDerive, &pattern.0, message, Some(hint));
            }
        }
    }
    for relation in &model.relations {
        let matches = |pattern: &Pattern| pattern.matches_relation(&relation.sql);
        item(&relation.sql.to_string(), (Traits::ROW, &rows), (&config.annotations, &matches), report);
    }
    for type_ in &model.types {
        let matches = |pattern: &Pattern| pattern.matches_relation(&type_.sql);
        let given = match &type_.kind {
            UserTypeKind::Enum(_) => &enums,
            UserTypeKind::Newtype(_) | UserTypeKind::Composite(_) | UserTypeKind::Domain(_) => &rows,
        };
        if let Some(own) = type_.kind.traits() {
            item(&type_.sql.to_string(), (own, given), (&config.annotations, &matches), report);
        }
    }
}

/// Checks the derives of all rows or all enums; gives the names of their traits.
fn everywhere(key: &str, paths: &[RustPath], serde: &[Code], own: Traits, report: &mut Report) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = serde.iter().map(trait_name).collect();
    let by_serde = names.clone();
    for path in paths.iter().map(RustPath::code) {
        let name = trait_name(path);
        let why = if own.has(path) {
            "which these types have already"
        } else if by_serde.contains(&name) {
            "which `serde = true` derives already"
        } else if !names.insert(name) {
            "which stands there twice"
        } else {
            continue;
        };
        let hint = format!("remove `{path}` from `{key}`");
        report.add(Rule::InvalidDerive, key, format!("`{path}` is a trait {why}"), Some(hint));
    }
    names
}

/// Checks what annotations derive for one item.
fn item(
    object: &str,
    (own, given): (Traits, &BTreeSet<String>),
    (annotations, matches): (&[Annotation], &dyn Fn(&Pattern) -> bool),
    report: &mut Report,
) {
    let mut names = given.clone();
    for annotation in annotations {
        for _ in annotation.objects.iter().filter(|pattern| !is_part(pattern) && matches(pattern)) {
            for path in annotation.derive.iter().map(RustPath::code) {
                if own.has(path) || !names.insert(trait_name(path)) {
                    let message = format!("`{path}` is a trait that the type has already");
                    let hint = format!(
                        "remove `{path}` from `derive` under `[[annotations]]`, or `{object}` from its objects"
                    );
                    report.add(Rule::InvalidDerive, object, message, Some(hint));
                }
            }
        }
    }
}
