//! Who sees what, and by whose rights.

use std::collections::BTreeSet;

use relvar_catalog::{
    QualifiedName,
    catalog::{Relation, RelationKind},
};

use super::{Finding, in_words, relations};
use crate::{
    graph::Graph,
    lint::{Object, Rule},
    sql,
};

pub(super) fn check(graph: &Graph<'_>, findings: &mut Vec<Finding>) {
    for (_, relation) in relations(graph) {
        findings.extend(policies(relation));
        findings.extend(view(graph, relation));
    }
    for routine in graph.catalog.routines.iter().filter(|r| r.security_definer && r.extension.is_none()) {
        if routine.settings.iter().any(|(name, _)| name == "search_path") {
            continue;
        }
        let message = format!(
            "`{}({})` runs with its owner's rights on its caller's search path: the caller can put objects of their own \
             before those it means",
            routine.name.name,
            routine.signature()
        );
        let keyword = match routine.kind {
            relvar_catalog::catalog::RoutineKind::Procedure => "PROCEDURE",
            _ => "FUNCTION",
        };
        let fix = format!(
            "ALTER {keyword} {}({}) SET search_path = {}, pg_temp;",
            sql::qualified(&routine.name),
            routine.signature(),
            sql::identifier(&routine.name.schema)
        );
        let object = Object::of("routine", &routine.name);
        findings.push(Finding::new(Rule::SecurityDefinerPath, object, message).fix(fix));
    }
}

fn policies(relation: &Relation) -> Option<Finding> {
    let object = Object::relation(relation);
    match (relation.row_security, relation.policies.is_empty()) {
        (false, false) => {
            let names = in_words(relation.policies.iter().map(|policy| policy.name.as_str()));
            let message = format!("row security is off, so nobody is held to {names}");
            let fix = format!("ALTER TABLE {} ENABLE ROW LEVEL SECURITY;", sql::qualified(&relation.name));
            Some(Finding::new(Rule::PolicyNotEnforced, object, message).fix(fix))
        }
        (true, true) => {
            let message = "row security is on and there is no policy: nobody but the owner sees a row";
            Some(Finding::new(Rule::RowSecurityWithoutPolicy, object, message))
        }
        _ => None,
    }
}

/// A view reads with its owner's rights unless it says otherwise (from PostgreSQL 15 on it can).
fn view(graph: &Graph<'_>, relation: &Relation) -> Option<Finding> {
    let invoker = relation.options.get("security_invoker").is_some_and(|value| matches!(value.as_str(), "true" | "on"));
    if relation.kind != RelationKind::View || invoker {
        return None;
    }
    let itself = relation.id();
    let needs = graph.catalog.dependencies.iter().filter(|dependency| dependency.dependent == itself);
    let read: BTreeSet<&QualifiedName> = needs.filter_map(|dependency| dependency.on.relation()).collect();
    let hidden = graph.catalog.relations.iter().filter(|table| table.row_security && read.contains(&table.name));
    let hidden: Vec<String> = hidden.map(|table| sql::qualified(&table.name)).collect();
    if hidden.is_empty() {
        return None;
    }
    let message = format!(
        "it reads {} with its owner's rights, past the policies there",
        in_words(hidden.iter().map(String::as_str))
    );
    let finding = Finding::new(Rule::ViewBypassesPolicies, Object::relation(relation), message);
    Some(if graph.catalog.server_version >= 15 {
        finding.fix(format!("ALTER VIEW {} SET (security_invoker = true);", sql::qualified(&relation.name)))
    } else {
        finding.hint("from PostgreSQL 15 on, a view can be made a security_invoker")
    })
}
