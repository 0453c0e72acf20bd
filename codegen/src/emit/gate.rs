//! `#[cfg(feature = "…")]`: what a generated crate has where the features of other schemas are on.

use std::collections::BTreeSet;

use super::code::{Code, line};
use crate::model::{Model, RelationId, Schema, SchemaId};

/// Before what belongs to a schema as a whole.
pub(super) fn schema(code: &mut Code, schema: &Schema) {
    if let Some(feature) = &schema.feature {
        line!(code, "#[cfg(feature = {:?})]", feature.name);
    }
}

/// Before what stands in a schema and names relations of others.
pub(super) fn relations(code: &mut Code, model: &Model, own: SchemaId, relations: impl Iterator<Item = RelationId>) {
    schemas(code, model, own, relations.map(|id| model.at(id).schema));
}

/// Before what stands in a schema and names items of others.
pub(super) fn schemas(code: &mut Code, model: &Model, own: SchemaId, others: impl IntoIterator<Item = SchemaId>) {
    let Some(feature) = &model.schema(own).feature else { return };
    let others: BTreeSet<SchemaId> = others.into_iter().collect();
    let others = others.into_iter().filter(|other| *other != own && !feature.requires.contains(other));
    let wanted = others.filter_map(|other| model.schema(other).feature.as_ref());
    let wanted: Vec<String> = wanted.map(|feature| format!("feature = {:?}", feature.name)).collect();
    match &wanted[..] {
        [] => {}
        [one] => line!(code, "#[cfg({one})]"),
        _ => line!(code, "#[cfg(all({}))]", wanted.join(", ")),
    }
}
