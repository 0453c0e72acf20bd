//! The part of a catalog that the role that read it may read.

use std::borrow::Cow;

use relvar_catalog::{
    Catalog,
    catalog::{Relation, quote},
};

use super::report::Report;
use crate::{config::ObjectPath, diagnostic::Rule};

/// The catalog without columns that may not be read: a statement that names one of them fails as a whole.
///
/// A relation of which nothing may be read stays as it is. Its rows are of no use to this role, and it is most likely not
/// the one that the program will run as.
pub(super) fn readable<'a>(catalog: &'a Catalog, report: &mut Report) -> Cow<'a, Catalog> {
    let mut readable = Cow::Borrowed(catalog);
    for (at, relation) in catalog.relations.iter().enumerate().filter(|(_, relation)| is_partly_readable(relation)) {
        for column in relation.columns.iter().filter(|column| column.unreadable) {
            let path = ObjectPath::new([&relation.name.schema, &relation.name.name, &column.name]);
            let hint = format!(
                "`GRANT SELECT ({}) ON {} TO …`, or read the catalog as another role",
                quote(&column.name),
                relation.name.to_sql()
            );
            let message = "the role that read the catalog may not read the column, so it is left out";
            report.add(Rule::UnreadableColumn, path, message, Some(hint));
        }
        readable.to_mut().relations[at].columns.retain(|column| !column.unreadable);
    }
    readable
}

fn is_partly_readable(relation: &Relation) -> bool {
    let unreadable = relation.columns.iter().filter(|column| column.unreadable).count();
    unreadable > 0 && unreadable < relation.columns.len()
}
