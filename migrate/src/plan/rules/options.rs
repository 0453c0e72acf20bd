//! Options: `SET`, `RESET`, and those of foreign objects.

use relvar_catalog::{
    catalog::Options,
    ddl::{identifier, literal},
};

/// `SET (…)` and `RESET (…)`, with a prefix before each name.
pub(super) fn storage(prefix: &str, from: &Options, to: &Options) -> Vec<String> {
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
pub(super) fn foreign(from: &Options, to: &Options) -> Option<String> {
    let mut list = Vec::new();
    for (name, value) in to {
        match from.get(name) {
            Some(old) if old == value => {}
            Some(_) => list.push(format!("SET {} {}", identifier(name), literal(value))),
            None => list.push(format!("ADD {} {}", identifier(name), literal(value))),
        }
    }
    list.extend(from.keys().filter(|name| !to.contains_key(*name)).map(|name| format!("DROP {}", identifier(name))));
    (!list.is_empty()).then(|| format!("OPTIONS ({})", list.join(", ")))
}
