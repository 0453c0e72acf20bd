//! Options: `SET`, `RESET`, and those of foreign objects.

use std::collections::BTreeMap;

use relvar_catalog::ddl::{identifier, literal};
use serde_json::Value;

/// Options by name, from how a catalog writes them.
pub(super) fn options(value: &Value) -> BTreeMap<String, String> {
    match value {
        Value::Array(list) => {
            let pairs = list.iter().filter_map(Value::as_str);
            let pair = |text: &str| {
                let (name, value) = text.split_once('=').unwrap_or((text, "true"));
                (name.to_owned(), value.to_owned())
            };
            pairs.map(pair).collect()
        }
        Value::Object(all) => {
            all.iter().map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned())).collect()
        }
        _ => BTreeMap::new(),
    }
}

/// `SET (…)` and `RESET (…)`, with a prefix before each name.
pub(super) fn storage(prefix: &str, from: &Value, to: &Value) -> Vec<String> {
    let (from, to) = (options(from), options(to));
    let name = |name: &String| {
        let name = format!("{prefix}{name}");
        name.split('.').map(identifier).collect::<Vec<_>>().join(".")
    };
    let set = to.iter().filter(|(key, value)| from.get(*key) != Some(value));
    let set: Vec<_> = set.map(|(key, value)| format!("{} = {}", name(key), literal(value))).collect();
    let reset: Vec<_> = from.keys().filter(|key| !to.contains_key(*key)).map(name).collect();
    let statement = |word: &str, list: Vec<String>| (!list.is_empty()).then(|| format!("{word} ({})", list.join(", ")));
    [statement("SET", set), statement("RESET", reset)].into_iter().flatten().collect()
}

/// `OPTIONS (ADD …, SET …, DROP …)`.
pub(super) fn foreign(from: &Value, to: &Value) -> Option<String> {
    let (from, to) = (options(from), options(to));
    let mut list = Vec::new();
    for (name, value) in &to {
        match from.get(name) {
            Some(old) if old == value => {}
            Some(_) => list.push(format!("SET {} {}", identifier(name), literal(value))),
            None => list.push(format!("ADD {} {}", identifier(name), literal(value))),
        }
    }
    list.extend(from.keys().filter(|name| !to.contains_key(*name)).map(|name| format!("DROP {}", identifier(name))));
    (!list.is_empty()).then(|| format!("OPTIONS ({})", list.join(", ")))
}
