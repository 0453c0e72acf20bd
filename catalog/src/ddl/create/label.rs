//! Security labels.

use std::collections::BTreeSet;

use crate::{
    Diagnostic,
    catalog::{ObjectId, SecurityLabel, literal},
    ddl::{noun::Noun, out::Out, pieces::Pieces, sql::identifier},
};

/// Labels of objects that are there by now; each is written with the object that it is on.
pub(in crate::ddl) fn labels(out: &mut Out<'_>, pieces: &Pieces<'_>, labels: &[&SecurityLabel]) {
    if labels.is_empty() || out.options.no_security_labels {
        return;
    }
    let mut made = out.homes();
    // Every database has it.
    made.insert(ObjectId::Schema("public".to_owned()));
    for label in labels {
        let SecurityLabel { object, provider, label: text } = label;
        let home = pieces.makers.get(object).map(|at| pieces.home(*at)).filter(|home| made.contains(home));
        let (Some(home), Some(noun)) = (home, out.noun(object)) else {
            out.remark(Diagnostic::new(format!("`{}` is left out, as its object is", label.id())));
            continue;
        };
        out.at(home, BTreeSet::new());
        out.alter(object, statement(&noun, provider, Some(text)));
    }
}

/// `SECURITY LABEL`; no text takes the label away.
pub(in crate::ddl) fn statement(Noun { kind, name }: &Noun, provider: &str, text: Option<&str>) -> String {
    let text = text.map_or_else(|| "NULL".to_owned(), literal);
    format!("SECURITY LABEL FOR {} ON {kind} {name} IS {text}", identifier(provider))
}
