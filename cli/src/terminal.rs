//! Standard error: what is going on, what was noticed, what went wrong.

use std::{fmt::Display, io::Write as _, time::Duration};

use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressStyle};
use relvar_codegen::ConfigError;

/// Names of objects.
pub(crate) const NAME: Style = AnsiColor::Cyan.on_default();
/// Headings.
pub(crate) const HEADING: Style = Style::new().bold();
/// What is of less interest.
pub(crate) const FAINT: Style = Style::new().dimmed();
/// Errors.
pub(crate) const ERROR: Style = AnsiColor::Red.on_default().bold();
/// Warnings.
pub(crate) const WARNING: Style = AnsiColor::Yellow.on_default().bold();
/// Hints.
pub(crate) const HINT: Style = AnsiColor::Green.on_default();

/// A line for the user. If the reader has closed the pipe, the line is lost, and the command goes on.
pub(crate) fn say(line: impl Display) {
    let _ = writeln!(anstream::stderr(), "{line}");
}

/// What the user may do next.
pub(crate) fn hint(hint: impl Display) {
    say(format_args!("{HINT}hint{HINT:#}: {hint}"));
}

/// An error with its causes, one a line, and its hint; of a configuration, each fault.
pub(crate) fn error(error: &anyhow::Error) {
    if let Some(config) = error.downcast_ref::<ConfigError>() {
        for fault in &config.0 {
            say(format_args!("{ERROR}error{ERROR:#}: {}", hints(&fault.to_string())));
        }
        return;
    }
    let mut text = String::new();
    for cause in error.chain() {
        let cause = cause.to_string();
        // A cause that its parent already spells out is not said twice.
        if !text.contains(&cause) {
            text.push_str(if text.is_empty() { "" } else { "\ncaused by: " });
            text.push_str(&cause);
        }
    }
    say(format_args!("{ERROR}error{ERROR:#}: {}", hints(&text)));
}

/// A fault that a diagnostic names, with its hint.
pub(crate) fn fault(fault: impl Display) {
    let text = fault.to_string();
    let text = text.strip_prefix("error").unwrap_or(&text);
    say(format_args!("{ERROR}error{ERROR:#}{}", hints(text)));
}

/// A warning, with its hint.
pub(crate) fn warn(warning: impl Display) {
    let text = warning.to_string();
    let text = text.strip_prefix("warning").unwrap_or(&text);
    let text = text.strip_prefix(": ").map_or_else(|| text.to_owned(), |rest| format!(": {rest}"));
    let colon = if text.starts_with([':', '[']) { "" } else { ": " };
    say(format_args!("{WARNING}warning{WARNING:#}{colon}{}", hints(&text)));
}

/// The text with its hints set off.
fn hints(text: &str) -> String {
    text.replace("\nhint: ", &format!("\n  {HINT}hint{HINT:#}: "))
}

/// A spinner with the step that is under way; on a terminal only.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// Shows nothing before the first step.
    pub(crate) fn new() -> Self {
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(100));
        Self(bar)
    }

    /// Takes the line away, for others to write.
    pub(crate) fn hide(&self) {
        self.0.set_message("");
        self.0.finish_and_clear();
    }

    /// A line that stays.
    pub(crate) fn say(&self, line: impl Display) {
        self.0.suspend(|| say(line));
    }

    /// Says what is being done now.
    pub(crate) fn step(&self, message: impl Into<String>) {
        self.0.set_message(message.into());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
