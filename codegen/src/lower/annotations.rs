//! Derives and attributes that the configuration gives to single items.

use relvar_catalog::QualifiedName;

use super::report::Report;
use crate::{
    code::Code,
    config::{Annotation, Config, Pattern, RustAttribute, RustPath},
    diagnostic::Rule,
    model::{Model, SerdeNames, UserTypeKind},
};

/// Gives every item its attributes; a pattern that matches none is reported.
pub(super) fn annotate(model: &mut Model, config: &Config, report: &mut Report) {
    for annotation in &config.annotations {
        let added = Added::of(annotation);
        for pattern in &annotation.objects {
            let found = if is_part(pattern) { parts(model, pattern, &added) } else { items(model, pattern, &added) };
            if !found {
                let message = "the pattern in `annotations` matches nothing that is generated and can have attributes";
                report.add(Rule::UnusedConfig, &pattern.0, message, None);
            }
        }
    }
}

/// What an annotation adds to an item.
struct Added {
    attributes: Vec<Code>,
    /// Serde then calls the variants of an enum as the attributes say.
    renames_variants: bool,
}

impl Added {
    fn of(annotation: &Annotation) -> Self {
        let Annotation { objects: _, derive, attributes } = annotation;
        let paths: Vec<Code> = derive.iter().map(RustPath::code).cloned().collect();
        let derive = (!paths.is_empty()).then(|| Code::derive(&paths));
        Self {
            attributes: derive.into_iter().chain(attributes.iter().map(|own| own.code().clone())).collect(),
            renames_variants: attributes.iter().any(RustAttribute::renames_variants),
        }
    }
}

/// It names columns rather than relations: `public.film.title`.
pub(super) fn is_part(pattern: &Pattern) -> bool {
    pattern.0.matches('.').count() > 1
}

fn items(model: &mut Model, pattern: &Pattern, added: &Added) -> bool {
    let mut found = false;
    for relation in model.relations.iter_mut().filter(|relation| pattern.matches_relation(&relation.sql)) {
        relation.attributes.extend_from_slice(&added.attributes);
        found = true;
    }
    for type_ in model.types.iter_mut().filter(|type_| pattern.matches_relation(&type_.sql)) {
        match &mut type_.kind {
            // Another name of a type is no item of its own.
            UserTypeKind::Domain(_) => continue,
            UserTypeKind::Enum(enumeration) if added.renames_variants => enumeration.serde = SerdeNames::Own,
            UserTypeKind::Enum(_) | UserTypeKind::Newtype(_) | UserTypeKind::Composite(_) => {}
        }
        type_.attributes.extend_from_slice(&added.attributes);
        found = true;
    }
    found
}

fn parts(model: &mut Model, pattern: &Pattern, added: &Added) -> bool {
    let matches = |of: &QualifiedName, part: &str| pattern.matches(&format!("{}.{}.{part}", of.schema, of.name));
    let mut found = false;
    for relation in &mut model.relations {
        for column in relation.columns.iter_mut().filter(|column| matches(&relation.sql, &column.sql)) {
            column.attributes.extend_from_slice(&added.attributes);
            found = true;
        }
    }
    for type_ in &mut model.types {
        if let UserTypeKind::Composite(attributes) = &mut type_.kind {
            for attribute in attributes.iter_mut().filter(|attribute| matches(&type_.sql, &attribute.sql)) {
                attribute.attributes.extend_from_slice(&added.attributes);
                found = true;
            }
        }
    }
    found
}
