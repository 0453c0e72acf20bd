//! What depends on what.

use std::collections::HashSet;

use crate::{
    catalog::{Dependency, DependencyKind, ObjectId},
    introspect::{
        codes::DependencyCode,
        rows::{DependencyRow, Rows},
    },
};

use super::objects::Objects;

/// Dependencies of what does not belong to an extension, sorted.
pub(super) fn dependencies(rows: &Rows, objects: &Objects<'_>) -> Vec<Dependency> {
    let members: HashSet<_> = rows.members.iter().map(|row| (row.class, row.object)).collect();
    let dependency = |row: &DependencyRow| {
        let address = objects.resolve((row.class, row.object, row.part));
        let on = objects.id(objects.resolve((row.on_class, row.on_object, row.on_part)))?;
        let dependent = objects.id(address).filter(|_| !members.contains(&(address.0, address.1)))?;
        let kind = kind(row.kind, (&dependent, &on));
        (!is_of_itself(&dependent, &on)).then_some(Dependency { dependent, on, kind })
    };
    let mut dependencies: Vec<_> = rows.dependencies.iter().filter_map(dependency).collect();
    dependencies.sort_unstable();
    dependencies.dedup();
    dependencies
}

/// Whether an object depends on itself, as a view does on its own columns.
fn is_of_itself(dependent: &ObjectId, on: &ObjectId) -> bool {
    let own_column = match (dependent, on) {
        (ObjectId::Relation { name, .. }, ObjectId::Column { relation, .. }) => name == relation,
        _ => false,
    };
    dependent == on || own_column
}

fn kind(code: DependencyCode, (dependent, on): (&ObjectId, &ObjectId)) -> DependencyKind {
    match (dependent, on) {
        // Of tables and their parents, whether they are partitions or inherit.
        (ObjectId::Relation { .. }, ObjectId::Relation { .. }) if code == DependencyCode::Auto => {
            DependencyKind::PartOf
        }
        // What a generated column uses; before PostgreSQL 15 it went with that.
        (ObjectId::Default { relation, column }, ObjectId::Column { relation: of, name })
            if (relation, column) != (of, name) =>
        {
            DependencyKind::DependsOn
        }
        _ => match code {
            DependencyCode::Normal => DependencyKind::DependsOn,
            DependencyCode::Auto | DependencyCode::Internal | DependencyCode::AutoExtension => DependencyKind::OwnedBy,
            DependencyCode::PartitionPrimary | DependencyCode::PartitionSecondary => DependencyKind::PartOf,
            DependencyCode::Extension => DependencyKind::MemberOf,
        },
    }
}
