//! What modules want the schema to be: a server evaluates their files.

use std::{collections::BTreeMap, path::Path};

use relvar_catalog::{
    Catalog, QualifiedName,
    catalog::ObjectId,
    connect::Session,
    introspect::introspect,
    load::{Data, Script, Sessions, load_as, wanted_extensions},
    scratch,
};

use super::{
    Module, ModuleError, Modules,
    kept::{Head, Kept},
    owners::Owners,
    twice::refused,
};

/// What modules want the schema to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Desired {
    /// The schema of these modules and of all that they need.
    pub(super) catalog: Catalog,
    /// The role that owns everything there.
    pub(super) owner: String,
    /// What modules added to tables of others.
    pub(super) known: BTreeMap<ObjectId, String>,
    /// The names of the modules, in order.
    pub(super) modules: Vec<String>,
}

/// What is there before a module is loaded.
struct Mark {
    transaction: String,
    oid: u32,
}

impl Desired {
    /// Loads modules and all that they need on a scratch server. `progress` is told which module is loaded.
    pub async fn evaluate(
        modules: &Modules,
        names: &[&str],
        server: scratch::Options,
        progress: &mut dyn FnMut(&str),
    ) -> Result<Self, ModuleError> {
        Self::evaluate_kept(modules, names, (server, None), progress).await
    }

    /// The same, kept in a folder: as long as no file has changed, nothing is loaded again.
    pub async fn evaluate_kept(
        modules: &Modules,
        names: &[&str],
        (mut server, folder): (scratch::Options, Option<&Path>),
        progress: &mut dyn FnMut(&str),
    ) -> Result<Self, ModuleError> {
        let mut loads = Vec::new();
        for module in modules.order(names.iter().copied())? {
            let scripts = module.scripts()?;
            server.extensions.extend(wanted_extensions(&scripts));
            loads.push((module, scripts));
        }
        let kept = folder.and_then(|folder| Kept::new(folder, modules, &loads, &server));
        if let Some((head, catalog)) = kept.as_ref().and_then(Kept::read)
            && let Some(known) = head.known()
        {
            return Ok(Self { catalog, owner: head.owner, known, modules: head.modules });
        }
        let desired = Self::load(modules, loads, server, progress).await?;
        if let Some(kept) = kept {
            kept.write(&Head::new(&desired.owner, &desired.known, &desired.modules), &desired.catalog);
        }
        Ok(desired)
    }

    async fn load(
        modules: &Modules,
        loads: Vec<(&Module, Vec<Script>)>,
        server: scratch::Options,
        progress: &mut dyn FnMut(&str),
    ) -> Result<Self, ModuleError> {
        let names = loads.iter().map(|(own, _)| own.name().to_owned()).collect();
        progress("starting a scratch server");
        let server = scratch::Server::start_async(server, &mut |_| {}).await?;
        let confined = server.confine().await?;
        let superuser = match &confined {
            Some(superuser) => Some(Session::open(&superuser.config).await?),
            None => None,
        };
        let mut session = Session::open(&server.config()).await?;
        let mut owners = Owners::new(modules);
        let mut known = BTreeMap::new();
        for (module, scripts) in loads {
            progress(&format!("loading module {}", module.name()));
            let mark = mark(&session).await?;
            let sessions = Sessions { files: &session, superuser: superuser.as_deref() };
            if let Err(source) = load_as(sessions, &scripts, Data::Skip, |_, _| {}).await {
                return Err(refused(&session, (module, &owners), source).await);
            }
            session.batch_execute("RESET ALL").await.map_err(ModuleError::ask)?;
            for (id, module) in added(&session, &mark, (module, &owners)).await? {
                owners.know(id.clone(), &module);
                known.insert(id, module);
            }
        }
        progress("reading the catalog");
        let mut catalog = introspect(&mut session).await?.catalog;
        let mut owner = server.config().get_user().unwrap_or_default().to_owned();
        if let Some(scratch::Superuser { alias: (role, name), .. }) = &confined {
            catalog.rename_role(role, name);
            owner.clone_from(name);
        }
        session.close().await;
        if let Some(superuser) = superuser {
            superuser.close().await;
        }
        // Stopping blocks.
        let _ = tokio::task::spawn_blocking(move || server.stop()).await;
        Ok(Self { catalog, owner, known, modules: names })
    }

    /// The names of the modules, each after what it needs.
    pub fn modules(&self) -> &[String] {
        &self.modules
    }

    /// What all of them together make.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The same as if this role had made it.
    pub(super) fn owned_by(&self, role: &str) -> Catalog {
        let mut catalog = self.catalog.clone();
        if self.owner != role {
            catalog.rename_role(&self.owner, role);
        }
        catalog
    }
}

async fn mark(session: &Session) -> Result<Mark, ModuleError> {
    const NOW: &str = "SELECT pg_catalog.txid_current()::text, greatest((SELECT max(oid) FROM pg_catalog.pg_class),
        (SELECT max(oid) FROM pg_catalog.pg_type), (SELECT max(oid) FROM pg_catalog.pg_proc))";
    let row = session.query_one(NOW, &[]).await.map_err(ModuleError::ask)?;
    Ok(Mark { transaction: row.get(0), oid: row.get(1) })
}

/// What a module made that its claims do not say: parts of tables of other modules. Whole objects that it does not claim are
/// an error.
async fn added(
    session: &Session,
    mark: &Mark,
    (module, owners): (&Module, &Owners),
) -> Result<Vec<(ObjectId, String)>, ModuleError> {
    // What is part of an extension does not count, nor what PostgreSQL makes besides.
    let query = format!(
        "WITH own AS (SELECT c.oid, n.nspname::text AS schema, c.relname::text AS name, c.relkind, c.oid > {oid} AS is_new
            FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.oid >= 16384 AND NOT EXISTS (
                SELECT FROM pg_catalog.pg_depend AS d WHERE d.objid = c.oid AND d.deptype = 'e'
                    AND d.classid = 'pg_catalog.pg_class'::regclass))
        SELECT 'relation', schema, name, NULL FROM own WHERE is_new AND relkind IN ('r', 'p', 'v', 'm', 'f')
        UNION ALL SELECT CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_depend AS d WHERE d.objid = own.oid
                AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0 AND d.classid = 'pg_catalog.pg_class'::regclass)
            THEN 'own sequence' ELSE 'sequence' END, schema, name, NULL FROM own WHERE is_new AND relkind = 'S'
        UNION ALL SELECT 'type', n.nspname, t.typname, NULL FROM pg_catalog.pg_type AS t
            JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace WHERE t.oid > {oid} AND t.typtype IN ('e', 'd', 'r')
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d WHERE d.objid = t.oid AND d.deptype = 'e')
        UNION ALL SELECT 'routine', n.nspname, p.proname, NULL FROM pg_catalog.pg_proc AS p
            JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace WHERE p.oid > {oid}
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d WHERE d.objid = p.oid AND d.deptype IN ('e', 'i'))
        UNION ALL SELECT 'column', schema, name, attname FROM own JOIN pg_catalog.pg_attribute AS a ON a.attrelid = own.oid
            WHERE NOT is_new AND relkind IN ('r', 'p', 'f') AND attnum > 0 AND NOT attisdropped AND {new}
        UNION ALL SELECT 'constraint', schema, name, conname FROM own JOIN pg_catalog.pg_constraint AS a
            ON conrelid = own.oid WHERE NOT is_new AND {new}
        UNION ALL SELECT 'index', schema, name, c.relname FROM own JOIN pg_catalog.pg_index AS i ON i.indrelid = own.oid
            JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid WHERE NOT is_new AND c.oid > {oid}
        UNION ALL SELECT 'trigger', schema, name, tgname FROM own JOIN pg_catalog.pg_trigger AS a
            ON tgrelid = own.oid WHERE NOT is_new AND NOT tgisinternal AND {new}
        UNION ALL SELECT 'policy', schema, name, polname FROM own JOIN pg_catalog.pg_policy AS a
            ON polrelid = own.oid WHERE NOT is_new AND {new}
        UNION ALL SELECT 'rule', schema, name, rulename FROM own JOIN pg_catalog.pg_rewrite AS a
            ON ev_class = own.oid WHERE NOT is_new AND rulename <> '_RETURN' AND {new}",
        oid = mark.oid,
        new = format_args!("a.xmin::text::bigint >= {} % 4294967296", mark.transaction),
    );
    let rows = session.query(&query, &[]).await.map_err(ModuleError::ask)?;
    let mut found = Vec::new();
    for row in rows {
        let (kind, name) = (row.get::<_, &str>(0), QualifiedName::new(row.get::<_, &str>(1), row.get::<_, &str>(2)));
        let part = row.get::<_, Option<&str>>(3).unwrap_or_default().to_owned();
        let claimed = owners.claim(&name);
        if claimed == Some(module.name()) {
            continue;
        }
        let relation = name.clone();
        let id = match kind {
            "own sequence" => ObjectId::Sequence(name),
            "column" => ObjectId::Column { relation, name: part },
            "constraint" => ObjectId::Constraint { relation, name: part },
            "index" => ObjectId::Index(QualifiedName::new(&relation.schema, &part)),
            "trigger" => ObjectId::Trigger { relation, name: part },
            "policy" => ObjectId::Policy { relation, name: part },
            "rule" => ObjectId::Rule { relation, name: part },
            kind => {
                let (what, own) = (format!("{kind} {name}"), module.name().to_owned());
                return Err(match claimed {
                    Some(other) => ModuleError::Claimed { what, modules: (other.to_owned(), own) },
                    None => ModuleError::Outside { module: own, object: what },
                });
            }
        };
        found.push((id, module.name().to_owned()));
    }
    Ok(found)
}
