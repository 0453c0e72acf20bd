//! Options: `SET`, `RESET`, and those of foreign objects.

use relvar_catalog::{
    catalog::Options,
    ddl::{identifier, literal},
};

/// `SET (…)` and `RESET (…)`, with a prefix before each name. PostgreSQL puts what is set behind what is not named.
pub(super) fn storage(prefix: &str, from: &Options, to: &Options) -> Vec<String> {
    let name = |name: &String| {
        let name = format!("{prefix}{name}");
        name.split('.').map(identifier).collect::<Vec<_>>().join(".")
    };
    let stays = |(key, value): &(&String, &String)| from.get(*key) == Some(*value);
    let changed: Vec<&String> = to.iter().filter(|own| !stays(own)).map(|(key, _)| key).collect();
    let after: Vec<&String> = from
        .keys()
        .filter(|key| to.contains_key(*key) && !changed.contains(key))
        .chain(changed.iter().copied())
        .collect();
    let named: Vec<&String> = if after.iter().copied().eq(to.keys()) {
        changed
    } else {
        let mut before = from.keys();
        let first = to.iter().take_while(|own| stays(own) && before.any(|key| key == own.0)).count();
        to.keys().skip(first).collect()
    };
    let set = named.into_iter().filter_map(|key| Some(format!("{} = {}", name(key), literal(to.get(key)?))));
    let reset = from.keys().filter(|key| !to.contains_key(*key)).map(name);
    let statement = |word: &str, list: Vec<String>| (!list.is_empty()).then(|| format!("{word} ({})", list.join(", ")));
    [statement("SET", set.collect()), statement("RESET", reset.collect())].into_iter().flatten().collect()
}

/// `OPTIONS (ADD …, SET …, DROP …)`. PostgreSQL puts what is added behind all others.
pub(super) fn foreign(from: &Options, to: &Options) -> Option<String> {
    let mut before = from.keys().filter(|key| to.contains_key(*key));
    let first = to.keys().take_while(|key| before.next() == Some(*key)).count();
    let drop = |name: &String| format!("DROP {}", identifier(name));
    let mut list: Vec<String> = from.keys().filter(|key| !to.contains_key(*key)).map(drop).collect();
    // What is in another place is added again.
    list.extend(to.keys().skip(first).filter(|key| from.contains_key(*key)).map(drop));
    for (at, (name, value)) in to.iter().enumerate() {
        if at >= first {
            list.push(format!("ADD {} {}", identifier(name), literal(value)));
        } else if from.get(name) != Some(value) {
            list.push(format!("SET {} {}", identifier(name), literal(value)));
        }
    }
    (!list.is_empty()).then(|| format!("OPTIONS ({})", list.join(", ")))
}
