//! Keys as lines of text, alike in every command.

use relvar_catalog::{
    QualifiedName,
    catalog::{Deferral, MatchType, ReferentialAction},
};
use relvar_explore::{
    graph::{Direction, RustWay, Way},
    sql,
};

use crate::{
    table::Cell,
    terminal::{FAINT, NAME},
};

/// `→ (language_id) = public.language (language_id)`, the method, the constraint, what is particular about it.
pub(crate) fn key_row(way: &Way, far: &QualifiedName) -> Vec<Cell> {
    let arrow = match way.direction {
        Direction::Forward => "→",
        Direction::Reverse => "←",
    };
    vec![
        Cell::plain(arrow),
        Cell::plain(format!("({}) = {far} ({})", sql::list(&way.columns), sql::list(&way.to_columns))),
        Cell::styled(method(way.rust.as_ref()), NAME),
        Cell::plain(&way.constraint),
        Cell::styled(particulars(way), FAINT),
    ]
}

/// `.language()`
pub(crate) fn method(rust: Option<&RustWay>) -> String {
    rust.map(|rust| format!(".{}()", rust.method)).unwrap_or_default()
}

/// `on delete cascade, deferrable`
fn particulars(way: &Way) -> String {
    let mut words = Vec::new();
    words.extend(action("on delete", way.on_delete));
    words.extend(action("on update", way.on_update));
    words.extend((way.match_type == MatchType::Full).then(|| "match full".to_owned()));
    words.extend(way.deferrable.map(|deferral| match deferral {
        Deferral::InitiallyImmediate => "deferrable".to_owned(),
        Deferral::InitiallyDeferred => "deferred".to_owned(),
    }));
    words.extend(way.not_valid.then(|| "not valid".to_owned()));
    words.extend(way.not_enforced.then(|| "not enforced".to_owned()));
    words.extend(way.configured.then(|| "by configuration".to_owned()));
    words.join(", ")
}

fn action(when: &str, action: ReferentialAction) -> Option<String> {
    let what = match action {
        ReferentialAction::NoAction => return None,
        ReferentialAction::Restrict => "restrict",
        ReferentialAction::Cascade => "cascade",
        ReferentialAction::SetNull => "set null",
        ReferentialAction::SetDefault => "set default",
    };
    Some(format!("{when} {what}"))
}
