//! What depends on what, as names.

use std::collections::{HashMap, HashSet};

use crate::{
    catalog::{Dependency, QualifiedName, RoutineKind},
    introspect::rows::{DependencyRow, Rows, SequenceRow, StandInRow},
};

use super::{facts::class, names::Names, relations::kind, routines};

/// Dependencies of what does not belong to an extension, sorted.
pub(super) fn dependencies(rows: &Rows, names: &Names) -> Vec<Dependency> {
    let identities = Identities::new(rows, names);
    let members: HashSet<_> = rows.members.iter().map(|row| (row.class, row.object)).collect();
    let dependency = |row: &DependencyRow| {
        let dependent = identities.resolve((row.class, row.object, row.part));
        let on = identities.resolve((row.on_class, row.on_object, row.on_part));
        if members.contains(&(dependent.0, dependent.1)) || identities.owned.contains(&(on, dependent)) {
            return None;
        }
        if identities.is_own_relation((row.class, row.object), on) {
            return None;
        }
        let rule = identities.rule((row.class, row.object));
        let dependent = rule.or_else(|| identities.name(dependent))?;
        let on = identities.name(on)?;
        (dependent != on).then_some(Dependency { dependent, on })
    };
    let mut dependencies: Vec<_> = rows.dependencies.iter().filter_map(dependency).collect();
    dependencies.sort();
    dependencies.dedup();
    dependencies
}

/// An object of a system catalog, or a part of it.
type Address = (u32, u32, i32);

/// Kind and identity of every object that may occur.
struct Identities<'a> {
    objects: HashMap<(u32, u32), String>,
    relations: HashMap<u32, &'a QualifiedName>,
    stand_ins: HashMap<(u32, u32), &'a StandInRow>,
    /// The relations of policies.
    policies: HashMap<u32, u32>,
    /// Sequences and the columns that own them, which depend on each other by definition.
    owned: HashSet<(Address, Address)>,
    names: &'a Names,
}

impl<'a> Identities<'a> {
    fn new(rows: &'a Rows, names: &'a Names) -> Self {
        let mut objects = HashMap::new();
        let mut add = |class, oid, identity: String| {
            objects.insert((class, oid), identity);
        };
        let relation = |oid| names.relation(oid).map(ToString::to_string).unwrap_or_default();
        for row in &rows.relations {
            add(class::CLASS, row.oid, format!("{} {}", kind(row.kind).as_str(), relation(row.oid)));
        }
        for row in &rows.indexes {
            if let Some(on) = names.relation(row.relation) {
                let name = QualifiedName::new(&on.schema, &row.name);
                add(class::CLASS, row.oid, format!("index {name}"));
            }
        }
        for row in &rows.sequences {
            add(class::CLASS, row.oid, format!("sequence {}", QualifiedName::new(&row.schema, &row.name)));
        }
        for row in &rows.types {
            add(class::TYPE, row.oid, format!("type {}", QualifiedName::new(&row.schema, &row.name)));
        }
        for row in &rows.routines {
            let kind = match routines::kind(row.kind) {
                RoutineKind::Function | RoutineKind::Window => "function",
                RoutineKind::Procedure => "procedure",
                RoutineKind::Aggregate => "aggregate",
            };
            let name = QualifiedName::new(&row.schema, &row.name);
            add(class::PROC, row.oid, format!("{kind} {name}({})", row.signature));
        }
        for row in &rows.constraints {
            let on = match names.type_(row.domain) {
                Some(domain) => format!("domain {domain}"),
                None => relation(row.relation),
            };
            add(class::CONSTRAINT, row.oid, format!("constraint {} on {on}", names.identifier(&row.name)));
        }
        for row in &rows.policies {
            let identity = format!("policy {} on {}", names.identifier(&row.name), relation(row.relation));
            add(class::POLICY, row.oid, identity);
        }
        for row in &rows.extensions {
            add(class::EXTENSION, row.oid, format!("extension {}", row.name));
        }
        for row in &rows.others {
            add(row.class, row.oid, format!("{} {}", row.kind, row.identity));
        }
        let owned = |row: &SequenceRow| {
            Some(((class::CLASS, row.oid, 0), (class::CLASS, row.owner_relation?, row.owner_column?)))
        };
        Self {
            objects,
            relations: rows.relations.iter().filter_map(|r| Some((r.oid, names.relation(r.oid)?))).collect(),
            stand_ins: rows.stand_ins.iter().map(|row| ((row.class, row.object), row)).collect(),
            policies: rows.policies.iter().map(|row| (row.oid, row.relation)).collect(),
            owned: rows.sequences.iter().filter_map(owned).collect(),
            names,
        }
    }

    /// The object itself, where a row stands for another: the view of its rewrite rule, the column of its default.
    fn resolve(&self, address: Address) -> Address {
        match self.stand_ins.get(&(address.0, address.1)) {
            // An array type stands for its elements' type, which may be a row type.
            Some(row) => self.resolve((row.of_class, row.of_object, row.of_part)),
            None => address,
        }
    }

    /// The rule of that name, where the row is one.
    fn rule(&self, object: (u32, u32)) -> Option<String> {
        let row = self.stand_ins.get(&object)?;
        let rule = self.names.identifier(row.rule.as_ref()?);
        Some(format!("rule {rule} on {}", self.names.relation(row.of_object)?))
    }

    /// Whether a rule or policy depends on the very relation that it is on.
    fn is_own_relation(&self, (class, object): (u32, u32), on: Address) -> bool {
        let relation = match class {
            class::POLICY => self.policies.get(&object).copied(),
            _ => self.stand_ins.get(&(class, object)).map(|row| row.of_object),
        };
        on.0 == class::CLASS && on.2 == 0 && relation == Some(on.1)
    }

    fn name(&self, (class, object, part): Address) -> Option<String> {
        if class == class::CLASS && part > 0 {
            let column = self.names.column(object, i16::try_from(part).ok()?)?;
            let relation = self.relations.get(&object)?;
            return Some(format!("column {relation}.{}", self.names.identifier(column)));
        }
        self.objects.get(&(class, object)).cloned()
    }
}
