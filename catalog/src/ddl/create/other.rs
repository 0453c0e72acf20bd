//! Objects of the rarer kinds.

use std::fmt::Write as _;

use crate::{
    Diagnostic,
    catalog::{
        Collation, CollationProvider, Definition, EventTrigger, ExtendedStatistics, Firing, ForeignDataWrapper,
        ObjectId, OtherObject, Publication, PublishedChange, PublishedTable, Server, StatisticsKind, literal,
    },
    ddl::{
        noun::Noun,
        out::Out,
        sql::{foreign_options, identifier, list, parenthesized, qualified},
    },
};

pub(super) fn other(out: &mut Out<'_>, object: &OtherObject) {
    let OtherObject { id, owner, extension: _, definition, comment, privileges } = object;
    // An operator without a function is made by the one that names it as its commutator or negator.
    if matches!(id, ObjectId::Operator { .. }) && definition.is_none() {
        return;
    }
    let Some(noun) = Noun::of(id) else { return };
    let mut later = None;
    let sql = match definition {
        // What completes it comes with it.
        Some(Definition::Sql(statements)) if out.options.if_not_exists => statements.clone(),
        Some(Definition::Sql(statements)) => {
            let mut statements = statements.split(";\n");
            let first = statements.next().unwrap_or_default().to_owned();
            later = Some(statements.map(str::to_owned).collect::<Vec<_>>());
            first
        }
        Some(Definition::Collation(collation)) => self::collation(&noun, collation),
        Some(Definition::EventTrigger(trigger)) => {
            later = switch(&noun, trigger.enabled).map(|sql| vec![sql]);
            event_trigger(&noun, trigger)
        }
        Some(Definition::ForeignDataWrapper(wrapper)) => self::wrapper(&noun, wrapper),
        Some(Definition::Server(server)) => self::server(&noun, server),
        Some(Definition::UserMapping {}) => {
            let message = format!("`{id}` is written without options: they are not read, for they hold passwords");
            out.remark(Diagnostic::new(message).hint(format!("ALTER USER MAPPING {} OPTIONS (…)", noun.name)));
            format!("CREATE USER MAPPING {}", noun.name)
        }
        Some(Definition::Publication(publication)) => self::publication(&noun, publication),
        Some(Definition::Statistics(statistics)) => {
            let target =
                statistics.target.map(|target| format!("ALTER STATISTICS {} SET STATISTICS {target}", noun.name));
            later = target.map(|sql| vec![sql]);
            self::statistics(&noun, statistics)
        }
        Some(Definition::Subscription(_)) => {
            let message = format!("`{id}` is left out: its connection is not read, for it holds a password");
            out.remark(Diagnostic::new(message));
            return;
        }
        None => {
            out.remark(Diagnostic::new(format!("`{id}` is left out: the catalog does not say how it is made")));
            return;
        }
    };
    out.create_once(id, sql);
    for sql in later.into_iter().flatten() {
        out.alter(id, sql);
    }
    if let Some(owner) = owner {
        out.owner(id, owner);
    }
    out.comment(id, comment.as_ref());
    out.grants(id, owner.as_deref().unwrap_or_default(), privileges.as_ref());
}

fn collation(noun: &Noun, collation: &Collation) -> String {
    let Collation { provider, locale, lc_collate, lc_ctype, nondeterministic, rules } = collation;
    let provider = match provider {
        CollationProvider::Default => "default",
        CollationProvider::Builtin => "builtin",
        CollationProvider::Libc => "libc",
        CollationProvider::Icu => "icu",
    };
    let mut options = vec![format!("PROVIDER = {provider}")];
    let named = [("LOCALE", locale), ("LC_COLLATE", lc_collate), ("LC_CTYPE", lc_ctype), ("RULES", rules)];
    for (name, value) in named {
        options.extend(value.as_ref().map(|value| format!("{name} = {}", literal(value))));
    }
    options.extend(nondeterministic.then(|| "DETERMINISTIC = false".to_owned()));
    format!("CREATE COLLATION {} ({})", noun.name, options.join(", "))
}

fn event_trigger(noun: &Noun, trigger: &EventTrigger) -> String {
    let EventTrigger { event, tags, function, enabled: _ } = trigger;
    let tags: Vec<_> = tags.iter().map(|tag| literal(tag)).collect();
    let when = if tags.is_empty() { String::new() } else { format!("\n    WHEN TAG IN ({})", tags.join(", ")) };
    let function = qualified(function);
    format!("CREATE EVENT TRIGGER {} ON {event}{when}\n    EXECUTE FUNCTION {function}()", noun.name)
}

fn switch(noun: &Noun, firing: Firing) -> Option<String> {
    let switch = match firing {
        Firing::Origin => return None,
        Firing::Always => "ENABLE ALWAYS",
        Firing::Replica => "ENABLE REPLICA",
        Firing::Disabled => "DISABLE",
    };
    Some(format!("ALTER EVENT TRIGGER {} {switch}", noun.name))
}

fn wrapper(noun: &Noun, wrapper: &ForeignDataWrapper) -> String {
    let ForeignDataWrapper { handler, validator, options } = wrapper;
    let mut sql = format!("CREATE FOREIGN DATA WRAPPER {}", noun.name);
    for (word, function) in [("HANDLER", handler), ("VALIDATOR", validator)] {
        if let Some(function) = function {
            let _ = write!(sql, " {word} {}", qualified(function));
        }
    }
    if !options.is_empty() {
        let _ = write!(sql, " OPTIONS ({})", foreign_options(options));
    }
    sql
}

fn server(noun: &Noun, server: &Server) -> String {
    let Server { wrapper, type_, version, options } = server;
    let mut sql = format!("CREATE SERVER {}", noun.name);
    for (word, value) in [("TYPE", type_), ("VERSION", version)] {
        if let Some(value) = value {
            let _ = write!(sql, " {word} {}", literal(value));
        }
    }
    let _ = write!(sql, " FOREIGN DATA WRAPPER {}", identifier(wrapper));
    if !options.is_empty() {
        let _ = write!(sql, " OPTIONS ({})", foreign_options(options));
    }
    sql
}

fn publication(noun: &Noun, publication: &Publication) -> String {
    let Publication { all_tables, tables, schemas, publish, via_root, generated_columns } = publication;
    let mut objects: Vec<String> = Vec::new();
    if *all_tables {
        objects.push("ALL TABLES".to_owned());
    }
    let tables: Vec<_> = tables.iter().map(published).collect();
    if !tables.is_empty() {
        objects.push(format!("TABLE {}", tables.join(", ")));
    }
    if !schemas.is_empty() {
        objects.push(format!("TABLES IN SCHEMA {}", list(schemas)));
    }
    let mut sql = format!("CREATE PUBLICATION {}", noun.name);
    if !objects.is_empty() {
        let _ = write!(sql, " FOR {}", objects.join(", "));
    }
    let mut options = Vec::new();
    let all = [PublishedChange::Insert, PublishedChange::Update, PublishedChange::Delete, PublishedChange::Truncate];
    if !all.iter().all(|change| publish.contains(change)) {
        let words: Vec<_> = publish.iter().map(|change| self::change(*change)).collect();
        options.push(format!("publish = {}", literal(&words.join(", "))));
    }
    options.extend(via_root.then(|| "publish_via_partition_root = true".to_owned()));
    options.extend(generated_columns.then(|| "publish_generated_columns = stored".to_owned()));
    if !options.is_empty() {
        let _ = write!(sql, " WITH ({})", options.join(", "));
    }
    sql
}

fn published(table: &PublishedTable) -> String {
    let PublishedTable { name, columns, condition } = table;
    let columns = if columns.is_empty() { String::new() } else { format!(" ({})", list(columns)) };
    let condition = condition.as_ref().map(|c| format!(" WHERE {}", parenthesized(c))).unwrap_or_default();
    format!("ONLY {}{columns}{condition}", qualified(name))
}

fn change(change: PublishedChange) -> &'static str {
    match change {
        PublishedChange::Insert => "insert",
        PublishedChange::Update => "update",
        PublishedChange::Delete => "delete",
        PublishedChange::Truncate => "truncate",
    }
}

fn statistics(noun: &Noun, statistics: &ExtendedStatistics) -> String {
    let ExtendedStatistics { relation, kinds, columns, expressions, target: _ } = statistics;
    let kind = |kind: &StatisticsKind| match kind {
        StatisticsKind::Ndistinct => "ndistinct",
        StatisticsKind::Dependencies => "dependencies",
        StatisticsKind::Mcv => "mcv",
    };
    let all = kinds.len() == 3;
    let kinds: Vec<_> = kinds.iter().map(kind).collect();
    let kinds = if all || kinds.is_empty() { String::new() } else { format!(" ({})", kinds.join(", ")) };
    let columns = columns
        .iter()
        .map(|column| identifier(column))
        .chain(expressions.iter().map(|expression| parenthesized(expression)));
    let columns: Vec<_> = columns.collect();
    format!("CREATE STATISTICS {}{kinds} ON {} FROM {}", noun.name, columns.join(", "), qualified(relation))
}
