//! What generation noticed, on standard error.

use relvar_codegen::{Diagnostic, Rule};

use crate::terminal;

/// Shows what was noticed; an error if the configuration cannot be used. While watching, warnings are shown
/// once.
pub(crate) fn report(diagnostics: &[Diagnostic], shows_warnings: bool) -> anyhow::Result<()> {
    let (errors, warnings): (Vec<_>, Vec<_>) = diagnostics.iter().partition(|diagnostic| diagnostic.rule.is_error());
    warnings.iter().filter(|_| shows_warnings).for_each(terminal::warn);
    errors.iter().for_each(terminal::fault);
    if errors.is_empty() {
        return Ok(());
    }
    let entries = if errors.len() == 1 { "an entry" } else { "entries" };
    let what = format!("{entries} of the configuration cannot be used, so no models are made");
    if errors.iter().any(|diagnostic| diagnostic.rule == Rule::UnusedConfig) {
        anyhow::bail!(
            "{what}\nhint: correct what matches nothing, remove it, or accept it in relvar.toml with `[[accept]]`, \
             `rule = \"unused-config\"`, its object and a reason"
        )
    }
    anyhow::bail!(what)
}
