//! Views and materialized views.

use std::fmt::Write as _;

use crate::{
    catalog::Relation,
    ddl::{
        item::Item,
        out::Out,
        sql::{identifier, parameters, qualified},
    },
};

use super::{column, table};

pub(super) fn view(out: &mut Out<'_>, relation: &Relation, (within, is_stubbed): (&[Item<'_>], bool)) {
    let id = relation.id();
    let replace = if is_stubbed || out.options.if_not_exists { "OR REPLACE " } else { "" };
    let query = relation.query.as_deref().unwrap_or_default();
    out.create(&id, format!("CREATE {replace}VIEW {}{} AS\n{query}", qualified(&relation.name), options(relation)));
    out.owner(&id, &relation.owner);
    for item in within {
        if let Item::Default(_, own) = item {
            column::late_default(out, relation, own);
        }
    }
    table::belongings(out, relation);
}

fn options(relation: &Relation) -> String {
    let options = parameters([("", &relation.options), ("toast.", &relation.toast_options)]);
    if options.is_empty() { options } else { format!(" WITH ({options})") }
}

/// The view with its columns alone, for what comes before its query.
pub(super) fn stub(out: &mut Out<'_>, relation: &Relation) {
    let columns = relation.columns.iter().map(|column| {
        let collation = column.collation.as_ref().map(|name| format!(" COLLATE {}", qualified(name)));
        format!("\n    NULL::{}{} AS {}", column.type_.sql, collation.unwrap_or_default(), identifier(&column.name))
    });
    let columns: Vec<_> = columns.collect();
    out.create_once(
        &relation.id(),
        format!("CREATE VIEW {} AS\nSELECT{}", qualified(&relation.name), columns.join(",")),
    );
}

pub(super) fn materialized(out: &mut Out<'_>, relation: &Relation) {
    let id = relation.id();
    let guard = if out.options.if_not_exists { "IF NOT EXISTS " } else { "" };
    let mut sql = format!("CREATE MATERIALIZED VIEW {guard}{}", qualified(&relation.name));
    if let Some(method) = &relation.access_method {
        let _ = write!(sql, " USING {}", identifier(method));
    }
    sql.push_str(&options(relation));
    if let Some(tablespace) = &relation.tablespace {
        let _ = write!(sql, " TABLESPACE {}", identifier(tablespace));
    }
    let query = relation.query.as_deref().unwrap_or_default();
    out.create(&id, format!("{sql} AS\n{query}\nWITH NO DATA"));
    out.owner(&id, &relation.owner);
    for own in &relation.columns {
        column::settings(out, relation, own);
    }
    table::belongings(out, relation);
}

/// Fills a materialized view, when everything is there that the functions it calls may use. They find it as in a session that
/// begins.
pub(super) fn refresh(out: &mut Out<'_>, relation: &Relation) {
    let id = relation.id();
    out.alter(&id, "RESET search_path");
    out.alter(&id, format!("REFRESH MATERIALIZED VIEW {}", qualified(&relation.name)));
}
