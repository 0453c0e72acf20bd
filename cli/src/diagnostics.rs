//! What generation noticed, on standard error.

use relvar_codegen::Diagnostic;

use crate::terminal;

/// Shows what was noticed; an error if the configuration names what does not exist. While watching, warnings are shown
/// once.
pub(crate) fn report(diagnostics: &[Diagnostic], shows_warnings: bool) -> anyhow::Result<()> {
    let (errors, warnings): (Vec<_>, Vec<_>) = diagnostics.iter().partition(|diagnostic| diagnostic.rule.is_error());
    warnings.iter().filter(|_| shows_warnings).for_each(terminal::warn);
    errors.iter().for_each(terminal::fault);
    if errors.is_empty() {
        return Ok(());
    }
    let (entries, match_) = if errors.len() == 1 { ("an entry", "matches") } else { ("entries", "match") };
    anyhow::bail!(
        "{entries} of the configuration {match_} nothing, so nothing was done\nhint: correct it, remove it, or accept it in relvar.toml with \
         `[[accept]]`, `rule = \"unused-config\"`, its object and a reason"
    )
}
