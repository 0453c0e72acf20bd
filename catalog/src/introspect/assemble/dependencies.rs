//! What depends on what.

use std::collections::HashSet;

use crate::{
    catalog::Dependency,
    introspect::rows::{DependencyRow, Rows},
};

use super::objects::Objects;

/// Dependencies of what does not belong to an extension, sorted.
pub(super) fn dependencies(rows: &Rows, objects: &Objects<'_>) -> Vec<Dependency> {
    let members: HashSet<_> = rows.members.iter().map(|row| (row.class, row.object)).collect();
    let dependency = |row: &DependencyRow| {
        let dependent = objects.resolve((row.class, row.object, row.part));
        let on = objects.resolve((row.on_class, row.on_object, row.on_part));
        if members.contains(&(dependent.0, dependent.1)) || objects.is_owned(dependent, on) {
            return None;
        }
        if objects.is_own_relation((row.class, row.object), on) {
            return None;
        }
        let dependent = objects.part((row.class, row.object)).or_else(|| objects.id(dependent))?;
        let on = objects.id(on)?;
        (dependent != on).then_some(Dependency { dependent, on })
    };
    let mut dependencies: Vec<_> = rows.dependencies.iter().filter_map(dependency).collect();
    dependencies.sort();
    dependencies.dedup();
    dependencies
}
