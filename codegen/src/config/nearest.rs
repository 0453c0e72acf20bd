//! The name that a misspelt one may have meant.

use strsim::jaro_winkler;

/// The most similar of the names, if one is similar enough.
pub(crate) fn nearest(names: impl IntoIterator<Item = String>, wanted: &str) -> Option<String> {
    let scored = names.into_iter().map(|name| (jaro_winkler(&name, wanted), name));
    let best = scored.max_by(|(one, a), (other, b)| one.total_cmp(other).then_with(|| b.cmp(a)));
    best.filter(|(likeness, _)| *likeness > 0.8).map(|(_, name)| name)
}
