//! Diagnostics that the configuration accepts.

use super::report::Report;
use crate::{
    config::{Config, nearest},
    diagnostic::Rule,
};

/// Takes out what is accepted, and reports acceptances without a diagnostic.
pub(super) fn accept(config: &Config, report: &mut Report) {
    let given = std::mem::take(&mut report.0);
    let accepts = |at: usize, rule: Rule, object: &str| {
        let accept = &config.accept[at];
        accept.rule == rule.as_str() && accept.objects.iter().any(|pattern| pattern.matches(object))
    };
    let mut used = vec![false; config.accept.len()];
    for diagnostic in given {
        let accepting: Vec<usize> =
            (0..used.len()).filter(|at| accepts(*at, diagnostic.rule, &diagnostic.object)).collect();
        if accepting.is_empty() {
            report.0.push(diagnostic);
        }
        for at in accepting {
            used[at] = true;
        }
    }
    for (accept, _) in config.accept.iter().zip(used).filter(|(_, used)| !used) {
        let objects: Vec<&str> = accept.objects.iter().map(|pattern| pattern.0.as_str()).collect();
        let objects = objects.join(", ");
        if Rule::ALL.iter().any(|rule| rule.as_str() == accept.rule) {
            let message = format!("`accept` names the rule `{}`, which reports nothing here", accept.rule);
            let hint = "remove the entry of `[[accept]]`".to_owned();
            report.add(Rule::NoEffect, objects, message, Some(hint));
        } else {
            let hint = nearest(Rule::ALL.iter().map(|rule| rule.as_str().to_owned()), &accept.rule);
            let message = format!("`accept` names the rule `{}`, which does not exist", accept.rule);
            report.add(Rule::UnusedConfig, objects, message, hint.map(|name| format!("did you mean `{name}`?")));
        }
    }
}
