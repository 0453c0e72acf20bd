//! Derives of the configuration that the compiler would refuse: of a trait that the type has already, or on a field.

use std::collections::BTreeSet;

use relvar_catalog::QualifiedName;

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
        item(&relation.sql, (Traits::ROW, &rows), &config.annotations, report);
    }
    for type_ in &model.types {
        let given = match &type_.kind {
            UserTypeKind::Enum(_) => &enums,
            UserTypeKind::Newtype(_) | UserTypeKind::Composite(_) | UserTypeKind::Domain(_) => &rows,
        };
        if let Some(own) = type_.kind.traits() {
            item(&type_.sql, (own, given), &config.annotations, report);
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
    name: &QualifiedName,
    (own, given): (Traits, &BTreeSet<String>),
    annotations: &[Annotation],
    report: &mut Report,
) {
    let mut names = given.clone();
    let is_meant = |pattern: &&Pattern| !is_part(pattern) && pattern.matches_relation(name);
    let derives = annotations.iter().flat_map(|annotation| {
        annotation.objects.iter().filter(is_meant).flat_map(|_| annotation.derive.iter().map(RustPath::code))
    });
    for path in derives {
        if own.has(path) || !names.insert(trait_name(path)) {
            let message = format!("`{path}` is a trait that the type has already");
            let hint = format!("remove `{path}` from `derive` under `[[annotations]]`, or `{name}` from its objects");
            report.add(Rule::InvalidDerive, name, message, Some(hint));
        }
    }
}
