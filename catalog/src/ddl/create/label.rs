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
        let (Some(home), Some(Noun { kind, name })) = (home, out.noun(object)) else {
            out.remark(Diagnostic::new(format!("`{}` is left out, as its object is", label.id())));
            continue;
        };
        out.at(home, BTreeSet::new());
        let provider = identifier(provider);
        out.alter(object, format!("SECURITY LABEL FOR {provider} ON {kind} {name} IS {}", literal(text)));
    }
}
