//! What is wrong with a schema as it stands, or could be better.

mod finding;
mod locate;
mod rule;
mod rules;
mod sarif;
mod settings;

use relvar_codegen::Config;

use crate::graph::Graph;

pub use finding::{Finding, Object};
pub use locate::{Place, Places};
pub use rule::{Level, Rule};
pub use sarif::{Sarif, sarif, uri};
pub use settings::{SettingError, Settings};

/// What was found, and which of the accepted findings were not there to be found.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// What is reported, by object.
    pub findings: Vec<Finding>,
    /// Entries of `[[lint.ignore]]` that match nothing: rule and patterns.
    pub unused: Vec<String>,
}

/// Applies every rule that is not allowed to be broken.
pub fn lint(graph: &Graph<'_>, settings: &Settings, config: &Config) -> Report {
    let mut used = vec![false; config.lint.ignore.len()];
    let mut findings = Vec::new();
    for mut finding in rules::all(graph) {
        let Some(level) = settings.level(finding.rule) else { continue };
        finding.level = level;
        let ignored = config.lint.ignore.iter().position(|ignore| {
            ignore.rule == finding.rule.id() && ignore.objects.iter().any(|pattern| finding.object.matches(pattern))
        });
        match ignored {
            Some(at) => used[at] = true,
            None => findings.push(finding),
        }
    }
    findings.sort_by(|a, b| (&a.object, a.rule.id(), &a.message).cmp(&(&b.object, b.rule.id(), &b.message)));
    let unused = config.lint.ignore.iter().zip(used).filter(|(_, used)| !used).map(|(ignore, _)| {
        let objects: Vec<_> = ignore.objects.iter().map(|pattern| format!("`{}`", pattern.0)).collect();
        format!("nothing of `{}` is found in {}", ignore.rule, objects.join(", "))
    });
    Report { findings, unused: unused.collect() }
}
