//! Derives and attributes that the configuration gives to single items.

use relvar_catalog::QualifiedName;

use super::report::Report;
use crate::{
    config::{Annotation, Config, Pattern, RustPath},
    diagnostic::Rule,
    model::{Model, UserTypeKind},
};

/// Gives every item its attributes; a pattern that matches none is reported.
pub(super) fn annotate(model: &mut Model, config: &Config, report: &mut Report) {
    for annotation in &config.annotations {
        let lines = lines(annotation);
        for pattern in &annotation.objects {
            let found = if is_part(pattern) { parts(model, pattern, &lines) } else { items(model, pattern, &lines) };
            if !found {
                let message = "the pattern in `annotations` matches nothing that is generated and can have attributes";
                report.add(Rule::UnusedConfig, &pattern.0, message, None);
            }
        }
    }
}

fn lines(annotation: &Annotation) -> Vec<String> {
    let paths: Vec<&str> = annotation.derive.iter().map(RustPath::as_str).collect();
    let derive = (!paths.is_empty()).then(|| format!("#[derive({})]", paths.join(", ")));
    derive.into_iter().chain(annotation.attributes.iter().map(|a| format!("#[{}]", a.as_str()))).collect()
}

/// It names columns rather than relations: `public.film.title`.
fn is_part(pattern: &Pattern) -> bool {
    pattern.0.matches('.').count() > 1
}

fn items(model: &mut Model, pattern: &Pattern, lines: &[String]) -> bool {
    let mut found = false;
    for relation in model.relations.iter_mut().filter(|relation| pattern.matches_relation(&relation.sql)) {
        relation.attributes.extend_from_slice(lines);
        found = true;
    }
    for type_ in model.types.iter_mut().filter(|type_| pattern.matches_relation(&type_.sql)) {
        // Another name of a type is no item of its own.
        if !matches!(type_.kind, UserTypeKind::Domain(_)) {
            type_.attributes.extend_from_slice(lines);
            found = true;
        }
    }
    found
}

fn parts(model: &mut Model, pattern: &Pattern, lines: &[String]) -> bool {
    let matches = |of: &QualifiedName, part: &str| pattern.matches(&format!("{}.{}.{part}", of.schema, of.name));
    let mut found = false;
    for relation in &mut model.relations {
        for column in relation.columns.iter_mut().filter(|column| matches(&relation.sql, &column.sql)) {
            column.attributes.extend_from_slice(lines);
            found = true;
        }
    }
    for type_ in &mut model.types {
        if let UserTypeKind::Composite(attributes) = &mut type_.kind {
            for attribute in attributes.iter_mut().filter(|attribute| matches(&type_.sql, &attribute.sql)) {
                attribute.attributes.extend_from_slice(lines);
                found = true;
            }
        }
    }
    found
}
