//! How seriously each rule is taken: the rule's own level, the configuration's, that of the command line.

use std::collections::BTreeMap;

use relvar_codegen::config::{Lint, LintLevel};

use super::{Level, Rule};
use crate::find::nearest;

/// Levels of rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    levels: BTreeMap<Rule, LintLevel>,
}

/// A rule that there is not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no rule `{rule}`\nhint: {}", nearest(Rule::ALL.iter().map(|rule| rule.id()), rule)
    .map_or_else(|| "`relvar lint --rules` lists them".to_owned(), |near| format!("did you mean `{near}`?")))]
pub struct SettingError {
    /// Its name.
    pub rule: String,
}

impl Settings {
    /// The levels of the configuration.
    pub fn of(config: &Lint) -> Result<Self, SettingError> {
        let mut settings = Self::default();
        for (rule, level) in &config.levels {
            settings.set(rule, *level)?;
        }
        for ignore in &config.ignore {
            find(&ignore.rule)?;
        }
        Ok(settings)
    }

    /// Takes a rule as seriously as that from now on.
    pub fn set(&mut self, rule: &str, level: LintLevel) -> Result<(), SettingError> {
        self.levels.insert(find(rule)?, level);
        Ok(())
    }

    /// How seriously a rule is taken; nothing where it is off.
    pub fn level(&self, rule: Rule) -> Option<Level> {
        match self.levels.get(&rule) {
            None => rule.level(),
            Some(LintLevel::Allow) => None,
            Some(LintLevel::Note) => Some(Level::Note),
            Some(LintLevel::Warning) => Some(Level::Warning),
            Some(LintLevel::Error) => Some(Level::Error),
        }
    }
}

fn find(rule: &str) -> Result<Rule, SettingError> {
    Rule::find(rule).ok_or_else(|| SettingError { rule: rule.to_owned() })
}
