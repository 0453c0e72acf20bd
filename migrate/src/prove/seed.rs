//! Rows for a copy of a schema: a few for each table, which fit its keys and, as far as that can be guessed, its checks.

use std::collections::BTreeSet;

use relvar_catalog::{
    Catalog, Cause, QualifiedName,
    catalog::{Column, ConstraintKind, Identity, Relation, RelationKind, TypeKind, TypeRef, identifier, literal},
    connect::Session,
    ddl::qualified,
};

/// Rows of each table.
const ROWS: usize = 3;

/// What was filled.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seeded {
    pub(super) rows: usize,
    pub(super) tables: usize,
    /// Tables that took no row.
    pub(super) empty: usize,
}

/// Fills the tables, those first that others refer to.
pub(super) async fn seed(session: &Session, catalog: &Catalog) -> Result<Seeded, Cause> {
    let mut seeded = Seeded::default();
    let mut filled: BTreeSet<&QualifiedName> = BTreeSet::new();
    let mut left: Vec<&Relation> =
        catalog.relations.iter().filter(|own| own.kind == RelationKind::Table && own.extension.is_none()).collect();
    // Triggers of users are none of the matter.
    let quiet = session.batch_execute("SET session_replication_role = replica").await.is_ok();
    while !left.is_empty() {
        let is_ready = |own: &&Relation| {
            own.foreign_keys().all(|(_, key)| key.references == own.name || filled.contains(&key.references))
        };
        let at = left.iter().position(is_ready).unwrap_or(0);
        let relation = left.remove(at);
        let mut count = 0;
        for row in 0..ROWS {
            // A guess that a check refuses is followed by others.
            for guess in 0..GUESSES {
                if insert(session, (catalog, relation), (row, guess), &filled).await? {
                    count += 1;
                    break;
                }
            }
        }
        seeded.rows += count;
        seeded.tables += usize::from(count > 0);
        seeded.empty += usize::from(count == 0);
        filled.insert(&relation.name);
        // Who refers to a partitioned table refers to what its partitions hold.
        filled.extend(&relation.inherits);
    }
    if quiet {
        session.batch_execute("RESET session_replication_role").await.map_err(Cause::from)?;
    }
    Ok(seeded)
}

/// Takes all rows away.
pub(super) async fn clear(session: &Session) -> Result<(), Cause> {
    let sql = "
        SELECT n.nspname, c.relname
        FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
            AND n.nspname !~ '^pg_(toast|temp)'";
    let rows = session.query(sql, &[]).await.map_err(Cause::from)?;
    let tables: Vec<_> = rows
        .iter()
        .map(|row| format!("{}.{}", identifier(row.get::<_, &str>(0)), identifier(row.get::<_, &str>(1))))
        .collect();
    if tables.is_empty() {
        return Ok(());
    }
    session.batch_execute(&format!("TRUNCATE {}", tables.join(", "))).await.map_err(Cause::from)
}

/// How many different rows are tried.
const GUESSES: usize = 6;

async fn insert(
    session: &Session,
    (catalog, relation): (&Catalog, &Relation),
    (row, guess): (usize, usize),
    filled: &BTreeSet<&QualifiedName>,
) -> Result<bool, Cause> {
    let mut names = Vec::new();
    let mut values = Vec::new();
    for column in &relation.columns {
        if column.generated.is_some() {
            continue;
        }
        names.push(identifier(&column.name).into_owned());
        values.push(value((catalog, relation, column), (row, guess), filled));
    }
    let sql = if names.is_empty() {
        format!("INSERT INTO {} DEFAULT VALUES", qualified(&relation.name))
    } else {
        let is_always = relation.columns.iter().any(|own| own.identity == Some(Identity::Always));
        let overriding = if is_always { " OVERRIDING SYSTEM VALUE" } else { "" };
        let (names, values) = (names.join(", "), values.join(", "));
        format!("INSERT INTO {} ({names}){overriding} VALUES ({values})", qualified(&relation.name))
    };
    Ok(session.batch_execute(&sql).await.is_ok())
}

/// A value for a column, as an expression.
fn value(
    (catalog, relation, column): (&Catalog, &Relation, &Column),
    (row, guess): (usize, usize),
    filled: &BTreeSet<&QualifiedName>,
) -> String {
    for (_, key) in relation.foreign_keys() {
        let Some(at) = key.columns.iter().position(|own| *own == column.name) else { continue };
        let Some(referenced) = key.referenced_columns.get(at) else { continue };
        if key.references == relation.name {
            // A row may refer to itself.
            return match relation.column(referenced) {
                Some((_, other)) if column.not_null => plain(catalog, &other.type_, (row, guess)),
                _ => "NULL".to_owned(),
            };
        }
        if filled.contains(&key.references) {
            let columns: Vec<_> = key.referenced_columns.iter().map(|own| identifier(own)).collect();
            return format!(
                "(SELECT {} FROM {} ORDER BY {} LIMIT 1 OFFSET {row})",
                identifier(referenced),
                qualified(&key.references),
                columns.join(", ")
            );
        }
        return "NULL".to_owned();
    }
    match guess {
        // What a check lists is what it allows.
        1 | 2 => {
            if let Some(found) = allowed(relation, column, row + guess - 1) {
                return found;
            }
        }
        3 if !column.not_null => return "NULL".to_owned(),
        4 if column.default.is_some() || column.identity.is_some() => return "DEFAULT".to_owned(),
        _ => {}
    }
    plain(catalog, &column.type_, (row, guess))
}

/// A constant from a check on the column, if there is one.
fn allowed(relation: &Relation, column: &Column, at: usize) -> Option<String> {
    let checks = relation.constraints.iter().filter_map(|own| match &own.kind {
        ConstraintKind::Check(check) if check.columns == [column.name.clone()] => Some(&check.expression),
        _ => None,
    });
    let texts: Vec<&str> = checks.flat_map(|own| own.split('\'').skip(1).step_by(2)).collect();
    let text = texts.get(at % texts.len().max(1))?;
    Some(literal(text))
}

/// A value of a type; another one for each row.
fn plain(catalog: &Catalog, type_: &TypeRef, (row, guess): (usize, usize)) -> String {
    if type_.array {
        return "'{}'".to_owned();
    }
    let number = row + 1 + if guess == 5 { 1000 } else { 0 };
    if let Some(own) = catalog.type_(&type_.name) {
        return match &own.kind {
            TypeKind::Enum { labels } => labels
                .get((row + guess) % labels.len().max(1))
                .map_or_else(|| "NULL".to_owned(), |label| literal(label)),
            TypeKind::Domain(domain) => {
                let checks = domain.checks.iter().flat_map(|own| own.expression.split('\'').skip(1).step_by(2));
                match checks.collect::<Vec<_>>()[..] {
                    [first, ..] if guess == 1 => literal(first),
                    _ => plain(catalog, &domain.base, (row, guess)),
                }
            }
            TypeKind::Composite { attributes } => {
                let values: Vec<_> = attributes.iter().map(|own| plain(catalog, &own.type_, (row, guess))).collect();
                format!("ROW({})", values.join(", "))
            }
            TypeKind::Range(_) | TypeKind::Multirange { .. } => "'empty'".to_owned(),
            TypeKind::Base { .. } | TypeKind::Pseudo => literal(&number.to_string()),
        };
    }
    match type_.name.name.as_str() {
        "bool" => (if row.is_multiple_of(2) { "true" } else { "false" }).to_owned(),
        "date" => format!("date '2020-01-01' + {number}"),
        "timestamp" | "timestamptz" => format!("timestamp '2020-01-01 10:00' + interval '{number} days'"),
        "time" | "timetz" => format!("'10:0{}'", number % 10),
        "interval" => format!("'{number} hours'"),
        "uuid" => format!("'00000000-0000-0000-0000-{number:012}'"),
        "json" | "jsonb" => "'{}'".to_owned(),
        "inet" | "cidr" => format!("'10.0.0.{}'", number % 250),
        "macaddr" => format!("'08:00:2b:01:02:{:02}'", number % 90),
        "bit" | "varbit" => {
            let length =
                type_.sql.split_once('(').and_then(|(_, rest)| rest.split(')').next()?.parse().ok()).unwrap_or(1);
            format!("B'{}'", "0".repeat(length))
        }
        "bytea" => format!("'\\x0{}'", number % 10),
        "point" => format!("'({number},1)'"),
        "tsvector" | "tsquery" => literal(&format!("w{number}")),
        "xml" => "'<a/>'".to_owned(),
        name if name.ends_with("range") => "'empty'".to_owned(),
        name if name.ends_with("multirange") => "'{}'".to_owned(),
        "text" | "varchar" | "bpchar" | "name" | "char" | "citext" => {
            let texts = ["x", "a", "/", "A@b.cd"];
            let text = format!("{}{number}", texts[guess % texts.len()]);
            let limit = type_.sql.split_once('(').and_then(|(_, rest)| rest.split(')').next()?.parse().ok());
            // The number at its end is what differs.
            let from = text.len().saturating_sub(limit.unwrap_or(text.len()));
            literal(&text[from..])
        }
        _ => number.to_string(),
    }
}
