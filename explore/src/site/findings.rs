//! The page of what is wrong, or could be better.

use serde::Serialize;

use super::{Site, links::Link};
use crate::lint::{Finding, Level, Rule};

#[derive(Serialize)]
pub(super) struct Findings {
    rules: Vec<Broken>,
}

/// A rule with what breaks it.
#[derive(Serialize)]
struct Broken {
    id: &'static str,
    level: &'static str,
    summary: &'static str,
    findings: Vec<Found>,
}

/// A finding with the page of what it is about.
#[derive(Serialize)]
pub(super) struct Found {
    rule: &'static str,
    level: &'static str,
    object: Link,
    message: String,
    hint: Option<String>,
    fix: Option<String>,
}

impl Found {
    pub(super) fn new(finding: &Finding, owner: Link) -> Self {
        Self {
            rule: finding.rule.id(),
            level: finding.level.as_str(),
            object: Link { text: finding.object.path.clone(), ..owner },
            message: finding.message.clone(),
            hint: finding.hint.clone(),
            fix: finding.fix.clone(),
        }
    }
}

/// Findings by rule: the most serious rules first.
pub(super) fn findings(site: &Site<'_>) -> Findings {
    let mut rules: Vec<(Level, Rule, Vec<&Finding>)> = Vec::new();
    for finding in &site.report.findings {
        match rules.iter_mut().find(|(_, rule, _)| *rule == finding.rule) {
            Some((_, _, found)) => found.push(finding),
            None => rules.push((finding.level, finding.rule, vec![finding])),
        }
    }
    rules.sort_by_key(|(level, rule, _)| (std::cmp::Reverse(*level), *rule));
    let broken = rules.into_iter().map(|(level, rule, found)| Broken {
        id: rule.id(),
        level: level.as_str(),
        summary: rule.summary(),
        findings: found.into_iter().map(|f| Found::new(f, site.links.below(&f.object.owner))).collect(),
    });
    Findings { rules: broken.collect() }
}
