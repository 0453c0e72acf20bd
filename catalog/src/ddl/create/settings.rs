//! Settings that sessions begin with, and how a setting is written.

use std::{collections::BTreeSet, fmt::Write as _};

use crate::{
    Diagnostic,
    catalog::{ObjectId, Options, Settings, SettingsScope, literal},
    ddl::{
        out::Out,
        sql::{dollar_quoted, identifier},
    },
};

/// Settings of the database that the script runs in, whatever its name is.
pub(in crate::ddl) fn settings(out: &mut Out<'_>, settings: &Settings) {
    let Settings { id, values, comment } = settings.clone();
    let written = Settings { id, values, comment: comment.filter(|_| !out.options.no_comments) };
    if written.values.is_empty() && written.comment.is_none() {
        return;
    }
    let id = &written.id;
    match change(id, (None, Some(&written))) {
        Some(sql) => {
            out.at(id.clone(), BTreeSet::new());
            out.create(id, sql);
        }
        None => out.remark(Diagnostic::new(format!("`{id}` are left out: they are not of this database alone"))),
    }
}

/// The statement that changes settings of the database that it runs in; nothing for settings that hold in other databases too.
pub(in crate::ddl) fn change(id: &ObjectId, (before, after): (Option<&Settings>, Option<&Settings>)) -> Option<String> {
    let target = match id {
        ObjectId::Settings(SettingsScope::Database) => "DATABASE %I".to_owned(),
        ObjectId::Settings(SettingsScope::RoleInDatabase(role)) => {
            format!("ROLE {} IN DATABASE %I", identifier(role).replace('%', "%%"))
        }
        _ => return None,
    };
    let none = Options::new();
    let [old, new] = [before, after].map(|own| own.map_or(&none, |own| &own.values));
    let set = new.iter().filter(|(name, value)| old.get(*name) != Some(value));
    let set = set.map(|(name, value)| format!("ALTER {target} SET {}", setting(name, value).replace('%', "%%")));
    let reset = old.keys().filter(|name| !new.contains_key(*name));
    let reset = reset.map(|name| format!("ALTER {target} RESET {}", parameter(name).replace('%', "%%")));
    let [old, new] = [before, after].map(|own| own.and_then(|own| own.comment.as_deref()));
    let comment = (old != new).then(|| {
        let text = new.map_or_else(|| "NULL".to_owned(), literal);
        format!("COMMENT ON DATABASE %I IS {}", text.replace('%', "%%"))
    });
    let mut body = "\nBEGIN\n".to_owned();
    for statement in set.chain(reset).chain(comment) {
        let _ = writeln!(body, "    EXECUTE format({}, current_database());", literal(&statement));
    }
    body.push_str("END\n");
    Some(format!("DO {}", dollar_quoted(&body)))
}

/// Parameters whose values are lists of names, each of which is quoted by itself (`GUC_LIST_QUOTE`).
const LISTS: [&str; 7] = [
    "local_preload_libraries",
    "search_path",
    "session_preload_libraries",
    "shared_preload_libraries",
    "temp_tablespaces",
    "unix_socket_directories",
    "synchronized_standby_slots",
];

/// A parameter and its value, as they follow `SET`.
pub(super) fn setting(name: &str, value: &str) -> String {
    let is_list = LISTS.contains(&name.to_lowercase().as_str());
    let value = if is_list { list(value) } else { literal(value) };
    format!("{} TO {value}", parameter(name))
}

/// The name of a parameter, which may be in a namespace.
fn parameter(name: &str) -> String {
    name.split('.').map(identifier).collect::<Vec<_>>().join(".")
}

/// A list of names, which may have double quotes, as a list of texts.
fn list(value: &str) -> String {
    let mut items = Vec::new();
    let mut rest = value.trim_start();
    while !rest.is_empty() {
        let mut item = String::new();
        if let Some(mut quoted) = rest.strip_prefix('"') {
            while let Some(end) = quoted.find('"') {
                item.push_str(&quoted[..end]);
                quoted = &quoted[end + 1..];
                match quoted.strip_prefix('"') {
                    Some(more) => {
                        item.push('"');
                        quoted = more;
                    }
                    None => break,
                }
            }
            rest = quoted;
        } else {
            let end = rest.find(',').unwrap_or(rest.len());
            item.push_str(rest[..end].trim_end());
            rest = &rest[end..];
        }
        items.push(literal(&item));
        rest = rest.trim_start().trim_start_matches(',').trim_start();
    }
    if items.is_empty() { "''".to_owned() } else { items.join(", ") }
}
