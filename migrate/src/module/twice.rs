//! An object that a module makes and that is there already: whose it is.

use relvar_catalog::{
    QualifiedName,
    catalog::ObjectId,
    connect::Session,
    load::{LoadError, Place},
};

use super::{Module, ModuleError, owners::Owners};

/// Relations, types and routines of a name, with their schemas; an index stands for its table.
const NAMED: &str = "SELECT n.nspname::text, coalesce(t.relname, c.relname)::text FROM pg_catalog.pg_class AS c
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_index AS i ON i.indexrelid = c.oid LEFT JOIN pg_catalog.pg_class AS t ON t.oid = i.indrelid
        WHERE c.relname = $1
    UNION SELECT n.nspname, t.typname FROM pg_catalog.pg_type AS t JOIN pg_catalog.pg_namespace AS n ON n.oid = typnamespace
        WHERE typname = $1
    UNION SELECT n.nspname, p.proname FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = pronamespace
        WHERE proname = $1
    UNION SELECT nspname, '' FROM pg_catalog.pg_namespace WHERE nspname = $1";

/// Why a module cannot be loaded: another one has made an object that it makes too, or something else.
pub(super) async fn refused(session: &Session, (module, owners): (&Module, &Owners), source: LoadError) -> ModuleError {
    if let LoadError::Statement { at, source: cause, .. } = &source {
        let message = cause.to_string();
        // The file may have begun a transaction.
        let _ = session.batch_execute("ROLLBACK").await;
        if let Some((what, other)) = claimed(session, (module, owners), at, &message).await {
            return ModuleError::Claimed { what, modules: (other, module.name().to_owned()) };
        }
    }
    ModuleError::Load { module: module.name().to_owned(), source }
}

/// The object that a message says is there already, and the other module that it belongs to.
async fn claimed(
    session: &Session,
    (module, owners): (&Module, &Owners),
    at: &Place,
    message: &str,
) -> Option<(String, String)> {
    let message = message.lines().next().filter(|line| line.contains("already exists"))?;
    let names: Vec<&str> = message.split('"').skip(1).step_by(2).collect();
    let (name, part) = match names[..] {
        [name] => (name, None),
        [part, relation] => (relation, Some(part)),
        _ => return None,
    };
    let rows = session.query(NAMED, &[&name]).await.ok()?;
    let mut others = Vec::new();
    let mut is_own = false;
    for row in &rows {
        let (schema, name): (&str, &str) = (row.get(0), row.get(1));
        let id = id(&QualifiedName::new(schema, name), part, message);
        match owners.of(&id) {
            Some(owner) if owner == module.name() => is_own = true,
            Some(owner) => others.push((schema, owner.to_owned())),
            None => {}
        }
    }
    // If it has made one of that name itself, its line has to say that the other one is meant.
    let found = others.into_iter().find(|(schema, _)| !is_own || at.text.contains(*schema));
    let what = part.map_or_else(|| name.to_owned(), |part| format!("{name}.{part}"));
    found.map(|(_, other)| (what, other))
}

fn id(name: &QualifiedName, part: Option<&str>, message: &str) -> ObjectId {
    let relation = name.clone();
    let Some(part) = part.map(str::to_owned) else {
        return if name.name.is_empty() { ObjectId::Schema(name.schema.clone()) } else { ObjectId::Type(relation) };
    };
    match message.split(' ').next() {
        Some("column") => ObjectId::Column { relation, name: part },
        Some("trigger") => ObjectId::Trigger { relation, name: part },
        Some("policy") => ObjectId::Policy { relation, name: part },
        Some("rule") => ObjectId::Rule { relation, name: part },
        _ => ObjectId::Constraint { relation, name: part },
    }
}
