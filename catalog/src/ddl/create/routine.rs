//! Functions, procedures and aggregates.

use std::fmt::Write as _;

use crate::{
    Diagnostic,
    catalog::{Argument, ArgumentMode, Body, Parallel, Routine, RoutineKind, Volatility, literal, quote},
    ddl::{
        out::Out,
        sql::{dollar_quoted, identifier, qualified},
    },
};

use super::settings::setting;

pub(super) fn routine(out: &mut Out<'_>, routine: &Routine) {
    let id = routine.id();
    let Some(body) = &routine.body else {
        out.remark(Diagnostic::new(format!("`{id}` is left out: the catalog does not say what it does")));
        return;
    };
    let replace = if out.options.if_not_exists { "OR REPLACE " } else { "" };
    let sql = match body {
        Body::Aggregate { parameters, direct_arguments } => {
            let arguments = aggregate_arguments(&routine.arguments, *direct_arguments);
            let parallel = match routine.parallel {
                Parallel::Unsafe => "",
                Parallel::Restricted => ", PARALLEL = RESTRICTED",
                Parallel::Safe => ", PARALLEL = SAFE",
            };
            format!("CREATE {replace}AGGREGATE {}({arguments}) ({parameters}{parallel})", qualified(&routine.name))
        }
        body => format!("{}{}\n{}", head(routine, replace), attributes(routine), self::body(body)),
    };
    out.create(&id, sql);
    out.owner(&id, &routine.owner);
    out.comment(&id, routine.comment.as_ref());
    out.grants(&id, &routine.owner, routine.privileges.as_ref());
}

/// The name with arguments and result.
fn head(routine: &Routine, replace: &str) -> String {
    let kind = if routine.kind == RoutineKind::Procedure { "PROCEDURE" } else { "FUNCTION" };
    let arguments = routine.arguments.iter().filter(|argument| argument.mode != ArgumentMode::Table).map(argument);
    let arguments: Vec<_> = arguments.collect();
    let mut sql = format!("CREATE {replace}{kind} {}({})", qualified(&routine.name), arguments.join(", "));
    let columns: Vec<_> = routine.arguments.iter().filter(|column| column.mode == ArgumentMode::Table).collect();
    if !columns.is_empty() {
        let columns: Vec<_> = columns.into_iter().map(declaration).collect();
        let _ = write!(sql, "\n    RETURNS TABLE({})", columns.join(", "));
    } else if let Some(returns) = &routine.returns {
        let _ = write!(sql, "\n    RETURNS {}{}", if routine.returns_set { "SETOF " } else { "" }, returns.sql);
    }
    sql
}

fn argument(argument: &Argument) -> String {
    let mode = match argument.mode {
        ArgumentMode::In | ArgumentMode::Table => "",
        ArgumentMode::Out => "OUT ",
        ArgumentMode::InOut => "INOUT ",
        ArgumentMode::Variadic => "VARIADIC ",
    };
    let default = argument.default.as_ref().map(|default| format!(" DEFAULT {default}")).unwrap_or_default();
    format!("{mode}{}{default}", declaration(argument))
}

/// Name and type.
fn declaration(argument: &Argument) -> String {
    let name = argument.name.as_ref().map(|name| format!("{} ", parameter(name))).unwrap_or_default();
    format!("{name}{}", argument.type_.sql)
}

/// Words that can be names of columns without quotes, but not of arguments: those that came with PostgreSQL 16 and later.
const NEW_KEYWORDS: [&str; 12] = [
    "json",
    "json_array",
    "json_arrayagg",
    "json_exists",
    "json_object",
    "json_objectagg",
    "json_query",
    "json_scalar",
    "json_serialize",
    "json_table",
    "json_value",
    "merge_action",
];

/// The name of an argument, which any version can read.
fn parameter(name: &str) -> String {
    if NEW_KEYWORDS.contains(&name) { quote(name) } else { identifier(name) }
}

/// The arguments of an aggregate; of an ordered-set aggregate those before `ORDER BY` and those after it.
fn aggregate_arguments(arguments: &[Argument], direct: Option<u16>) -> String {
    let list = |arguments: &[Argument]| arguments.iter().map(argument).collect::<Vec<_>>().join(", ");
    match direct.map(usize::from) {
        None if arguments.is_empty() => "*".to_owned(),
        None => list(arguments),
        Some(direct) => {
            let direct = direct.min(arguments.len());
            // A variadic argument that ends the direct ones is the one that is ordered by too.
            let ordered = match (&arguments[direct..], arguments.last()) {
                ([], Some(last)) => std::slice::from_ref(last),
                (ordered, _) => ordered,
            };
            let before = list(&arguments[..direct]);
            format!("{before}{}ORDER BY {}", if before.is_empty() { "" } else { " " }, list(ordered))
        }
    }
}

/// What differs from the defaults.
fn attributes(routine: &Routine) -> String {
    let mut sql = String::new();
    if !routine.transforms.is_empty() {
        let types: Vec<_> = routine.transforms.iter().map(|type_| format!("FOR TYPE {}", type_.sql)).collect();
        let _ = write!(sql, "\n    TRANSFORM {}", types.join(", "));
    }
    let _ = write!(sql, "\n    LANGUAGE {}", identifier(&routine.language));
    let volatility = match routine.volatility {
        Volatility::Immutable => " IMMUTABLE",
        Volatility::Stable => " STABLE",
        Volatility::Volatile => "",
    };
    let parallel = match routine.parallel {
        Parallel::Unsafe => "",
        Parallel::Restricted => " PARALLEL RESTRICTED",
        Parallel::Safe => " PARALLEL SAFE",
    };
    let words = [
        (routine.kind == RoutineKind::Window, " WINDOW"),
        (true, volatility),
        (routine.leakproof, " LEAKPROOF"),
        (routine.strict, " STRICT"),
        (routine.security_definer, " SECURITY DEFINER"),
        (true, parallel),
    ];
    words.iter().filter(|(is_set, _)| *is_set).for_each(|(_, word)| sql.push_str(word));
    for (word, value) in [("COST", routine.cost), ("ROWS", routine.rows)] {
        if let Some(value) = value {
            let _ = write!(sql, " {word} {value}");
        }
    }
    if let Some(support) = &routine.support {
        let _ = write!(sql, " SUPPORT {}", qualified(support));
    }
    for (name, value) in &routine.settings {
        let _ = write!(sql, "\n    SET {}", setting(name, value));
    }
    sql
}

fn body(body: &Body) -> String {
    match body {
        Body::Source(text) => format!("AS {}", dollar_quoted(text)),
        Body::Sql(text) => text.clone(),
        Body::Library { file, symbol } => format!("AS {}, {}", literal(file), literal(symbol)),
        Body::Aggregate { .. } => String::new(),
    }
}
