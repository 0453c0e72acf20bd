//! The names of a catalog after a rename, wherever the catalog has them as names. Expressions are another matter: `adopt`.

use relvar_catalog::{
    Catalog, QualifiedName,
    catalog::{
        Constraint, ConstraintKind, Definition, ForeignKey, Index, ObjectId, OtherObject, Relation, Routine, Trigger,
        Type, TypeKind,
    },
};

use super::map::Map;

/// Writes the new names.
pub(super) fn rewrite(map: &Map, catalog: &mut Catalog) {
    for own in &mut catalog.types {
        type_(map, own);
    }
    for own in &mut catalog.relations {
        relation(map, own);
    }
    for own in &mut catalog.sequences {
        if let Some(by) = &mut own.owned_by {
            by.column = map.column(&by.relation, &by.column);
            by.relation = map.named(&by.relation);
        }
        own.name = map.free(&ObjectId::Sequence(own.name.clone()), &own.name);
    }
    for own in &mut catalog.routines {
        routine(map, own);
    }
    for own in &mut catalog.others {
        other(map, own);
    }
    for own in &mut catalog.security_labels {
        own.object = map.id(&own.object);
    }
    for own in &mut catalog.dependencies {
        own.dependent = map.id(&own.dependent);
        own.on = map.id(&own.on);
    }
    for table in catalog.extensions.iter_mut().flat_map(|own| &mut own.configuration) {
        table.table = map.named(&table.table);
    }
    catalog.types.sort_by(|a, b| a.name.cmp(&b.name));
    catalog.relations.sort_by(|a, b| a.name.cmp(&b.name));
    catalog.sequences.sort_by(|a, b| a.name.cmp(&b.name));
    catalog.routines.sort_by_key(Routine::id);
    catalog.others.sort_by(|a, b| a.id.cmp(&b.id));
    catalog.security_labels.sort();
    catalog.dependencies.sort();
}

fn type_(map: &Map, own: &mut Type) {
    match &mut own.kind {
        TypeKind::Enum { labels } => {
            for label in labels {
                *label = map.label(&own.name, label);
            }
        }
        TypeKind::Domain(domain) => {
            domain.base = map.type_(&domain.base);
            for check in &mut domain.checks {
                let id = ObjectId::DomainConstraint { domain: own.name.clone(), name: check.name.clone() };
                check.name = map.part(&id, &check.name);
            }
            domain.checks.sort_by(|a, b| a.name.cmp(&b.name));
        }
        TypeKind::Composite { attributes } => {
            for attribute in attributes {
                attribute.name = map.column(&own.name, &attribute.name);
                attribute.type_ = map.type_(&attribute.type_);
            }
        }
        TypeKind::Range(range) => range.subtype = map.type_(&range.subtype),
        TypeKind::Multirange { range } => *range = map.named(range),
        TypeKind::Base { .. } | TypeKind::Pseudo => {}
    }
    own.name = map.named(&own.name);
}

fn relation(map: &Map, own: &mut Relation) {
    let name = own.name.clone();
    for column in &mut own.columns {
        column.name = map.column(&name, &column.name);
        column.type_ = map.type_(&column.type_);
        if let Some(base) = &mut column.base {
            base.column = map.column(&base.relation, &base.column);
            base.relation = map.named(&base.relation);
        }
    }
    for index in &mut own.indexes {
        self::index(map, (&name, index));
    }
    for constraint in &mut own.constraints {
        self::constraint(map, (&name, constraint));
    }
    for trigger in &mut own.triggers {
        self::trigger(map, (&name, trigger));
    }
    for rule in &mut own.rules {
        let id = ObjectId::Rule { relation: name.clone(), name: rule.name.clone() };
        rule.name = map.part(&id, &rule.name);
    }
    for policy in &mut own.policies {
        let id = ObjectId::Policy { relation: name.clone(), name: policy.name.clone() };
        policy.name = map.part(&id, &policy.name);
    }
    for part in own.partitioning.iter_mut().flat_map(|own| &mut own.by).flat_map(|by| &mut by.key) {
        names(map, &name, part.column.as_mut_slice());
    }
    for parent in own.inherits.iter_mut().chain(&mut own.of_type) {
        *parent = map.named(parent);
    }
    own.name = map.named(&name);
    own.indexes.sort_by(|a, b| a.name.cmp(&b.name));
    own.constraints.sort_by(|a, b| a.name.cmp(&b.name));
    own.triggers.sort_by(|a, b| a.name.cmp(&b.name));
    own.rules.sort_by(|a, b| a.name.cmp(&b.name));
    own.policies.sort_by(|a, b| a.name.cmp(&b.name));
}

/// Columns of a relation.
fn names(map: &Map, relation: &QualifiedName, columns: &mut [String]) {
    for column in columns {
        *column = map.column(relation, column);
    }
}

fn constraint(map: &Map, (relation, own): (&QualifiedName, &mut Constraint)) {
    match &mut own.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
            names(map, relation, &mut key.columns);
            names(map, relation, &mut key.include);
        }
        ConstraintKind::ForeignKey(key) => {
            let ForeignKey { columns, references, referenced_columns, on_delete_columns, .. } = key;
            names(map, relation, columns);
            names(map, relation, on_delete_columns);
            names(map, references, referenced_columns);
            *references = map.named(references);
        }
        ConstraintKind::Check(check) => names(map, relation, &mut check.columns),
        ConstraintKind::NotNull { column } => *column = map.column(relation, column),
        ConstraintKind::Exclusion(_) => {}
    }
    own.name = constraint_name(map, relation, &own.name);
}

fn constraint_name(map: &Map, relation: &QualifiedName, name: &str) -> String {
    map.part(&ObjectId::Constraint { relation: relation.clone(), name: name.to_owned() }, name)
}

fn index(map: &Map, (relation, own): (&QualifiedName, &mut Index)) {
    names(map, relation, &mut own.include);
    for part in &mut own.parts {
        names(map, relation, part.column.as_mut_slice());
    }
    if let Some(parent) = &mut own.parent {
        *parent = map.free(&ObjectId::Index(parent.clone()), parent);
    }
    // An index has the name of its constraint.
    if let Some(constraint) = &mut own.constraint {
        let to = constraint_name(map, relation, constraint);
        if own.name == *constraint {
            own.name.clone_from(&to);
        }
        *constraint = to;
    } else {
        let name = QualifiedName::new(&relation.schema, &own.name);
        own.name = map.free(&ObjectId::Index(name.clone()), &name).name;
    }
}

fn trigger(map: &Map, (relation, own): (&QualifiedName, &mut Trigger)) {
    names(map, relation, &mut own.columns);
    own.function = map.function(&own.function);
    if let Some(references) = own.constraint.iter_mut().find_map(|own| own.references.as_mut()) {
        *references = map.named(references);
    }
    let id = ObjectId::Trigger { relation: relation.clone(), name: own.name.clone() };
    own.name = map.part(&id, &own.name);
}

fn routine(map: &Map, own: &mut Routine) {
    own.name = map.free(&own.id(), &own.name);
    let arguments = own.arguments.iter_mut().map(|argument| &mut argument.type_);
    for type_ in arguments.chain(&mut own.returns).chain(&mut own.transforms) {
        *type_ = map.type_(type_);
    }
}

fn other(map: &Map, own: &mut OtherObject) {
    own.id = map.id(&own.id);
    match &mut own.definition {
        Some(Definition::Publication(publication)) => {
            for table in &mut publication.tables {
                names(map, &table.name, &mut table.columns);
                table.name = map.named(&table.name);
            }
            publication.tables.sort_by(|a, b| a.name.cmp(&b.name));
        }
        Some(Definition::Statistics(statistics)) => {
            names(map, &statistics.relation, &mut statistics.columns);
            statistics.relation = map.named(&statistics.relation);
        }
        Some(Definition::EventTrigger(trigger)) => trigger.function = map.function(&trigger.function),
        Some(
            Definition::Sql(_)
            | Definition::Collation(_)
            | Definition::ForeignDataWrapper(_)
            | Definition::Server(_)
            | Definition::UserMapping {}
            | Definition::Subscription(_),
        )
        | None => {}
    }
}
