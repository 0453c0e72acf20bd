//! How seriously each rule is taken: the rule's own level, the configuration's, that of the command line.

use std::{collections::BTreeMap, str::FromStr};

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
            ignore.rule.parse::<Rule>()?;
        }
        Ok(settings)
    }

    /// Turns off every rule but these, which are on even where they are off by default.
    pub fn only(&mut self, rules: &[Rule]) {
        for rule in Rule::ALL {
            let level = if rules.contains(rule) {
                self.level(*rule).or(rule.level()).map_or(LintLevel::Note, of)
            } else {
                LintLevel::Allow
            };
            self.levels.insert(*rule, level);
        }
    }

    /// Takes a rule as seriously as that from now on.
    pub fn set(&mut self, rule: &str, level: LintLevel) -> Result<(), SettingError> {
        self.levels.insert(rule.parse()?, level);
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

fn of(level: Level) -> LintLevel {
    match level {
        Level::Note => LintLevel::Note,
        Level::Warning => LintLevel::Warning,
        Level::Error => LintLevel::Error,
    }
}

impl FromStr for Rule {
    type Err = SettingError;

    fn from_str(id: &str) -> Result<Self, SettingError> {
        Self::ALL.iter().copied().find(|rule| rule.id() == id).ok_or_else(|| SettingError { rule: id.to_owned() })
    }
}
