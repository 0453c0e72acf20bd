//! Constraints that do not hold for all rows.

use relvar_catalog::catalog::TypeKind;

use super::{Finding, relations};
use crate::{
    graph::Graph,
    lint::{Object, Rule},
    sql,
};

pub(super) fn check(graph: &Graph<'_>, findings: &mut Vec<Finding>) {
    for (_, relation) in relations(graph) {
        for constraint in &relation.constraints {
            let object = Object::part(relation, "constraint", &constraint.name);
            if constraint.not_enforced {
                let message = format!("`{}` is not enforced: rows may break it", constraint.name);
                let hint = "make it ENFORCED, or keep what it says in a comment";
                findings.push(Finding::new(Rule::ConstraintNotValidated, object, message).hint(hint));
            } else if constraint.not_valid {
                let message =
                    format!("`{}` was not checked against the rows that were there before it", constraint.name);
                let fix = format!(
                    "ALTER TABLE {} VALIDATE CONSTRAINT {};",
                    sql::qualified(&relation.name),
                    sql::identifier(&constraint.name)
                );
                findings.push(Finding::new(Rule::ConstraintNotValidated, object, message).fix(fix));
            }
        }
    }
    domains(graph, findings);
}

fn domains(graph: &Graph<'_>, findings: &mut Vec<Finding>) {
    for type_ in graph.catalog.types.iter().filter(|type_| type_.extension.is_none()) {
        let TypeKind::Domain(domain) = &type_.kind else { continue };
        for check in domain.checks.iter().filter(|check| check.not_valid) {
            let message = format!("`{}` was not checked against the values that were there before it", check.name);
            let name = sql::qualified(&type_.name);
            let fix = format!("ALTER DOMAIN {name} VALIDATE CONSTRAINT {};", sql::identifier(&check.name));
            let object = Object::of("domain", &type_.name);
            findings.push(Finding::new(Rule::ConstraintNotValidated, object, message).fix(fix));
        }
        if !domain.checks.is_empty() {
            let message = "a change of its constraint locks and reads every table with a column of it";
            let hint = "a check constraint on each table can be changed for that table alone";
            let object = Object::of("domain", &type_.name);
            findings.push(Finding::new(Rule::DomainConstraint, object, message).hint(hint));
        }
    }
}
