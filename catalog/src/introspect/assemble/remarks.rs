//! What the role that read a catalog should know.

use std::collections::BTreeMap;

use crate::{
    Diagnostic,
    catalog::{Catalog, Relation, quote},
};

/// Remarks on what the role may not use, by schema.
pub(super) fn remarks(catalog: &Catalog, role: &str) -> Vec<Diagnostic> {
    let mut relations: BTreeMap<&str, Vec<&Relation>> = BTreeMap::new();
    for relation in &catalog.relations {
        relations.entry(&relation.name.schema).or_default().push(relation);
    }
    let mut remarks = Vec::new();
    for schema in &catalog.schemas {
        let relations = relations.remove(schema.name.as_str()).unwrap_or_default();
        let to = quote(role);
        if schema.inaccessible {
            let count = relations.len();
            let message = format!(
                "role `{role}` may not use schema `{}`: its {count} relations are listed, but queries on them will fail",
                schema.name
            );
            let grant = format!("`GRANT USAGE ON SCHEMA {} TO {to}`, or exclude the schema", quote(&schema.name));
            remarks.push(Diagnostic::new(message).hint(grant));
        }
        let unreadable: Vec<_> = relations.into_iter().filter(|relation| relation.unreadable).collect();
        if let [first, ..] = unreadable[..] {
            let message = format!("role `{role}` may not read {}", listed(&unreadable));
            let grant = format!("`GRANT SELECT ON {} TO {to}`, or exclude what is not needed", first.name.to_sql());
            remarks.push(Diagnostic::new(message).hint(grant));
        }
    }
    remarks
}

/// The first relations of a list, and how many more there are.
fn listed(relations: &[&Relation]) -> String {
    const SHOWN: usize = 5;
    let names: Vec<_> = relations.iter().take(SHOWN).map(|relation| format!("`{}`", relation.name)).collect();
    match relations.len().saturating_sub(SHOWN) {
        0 => names.join(", "),
        more => format!("{} and {more} more of the schema", names.join(", ")),
    }
}
