//! A scratch database in which revisions are tried.

use relvar_catalog::{
    Catalog, Source,
    catalog::ObjectId,
    connect::{self, Session},
    ddl::identifier,
    load::{Script, wanted_extensions},
    scratch,
};
use relvar_migrate::{
    Difference, Drift, Migrator, diff,
    dump::{Columns, DumpError, Entries, dump_without},
    revision::Revisions,
};

use super::place::Place;
use crate::{
    args::ServerChoice,
    project::{server_note, server_options},
    terminal::Progress,
};

/// A scratch server with a database for revisions.
pub(super) struct Bench {
    server: scratch::Server,
    pub(super) database: connect::Config,
    superuser: Option<scratch::Superuser>,
    /// The schema of the records.
    pub(super) tracking: String,
}

impl Bench {
    pub(super) async fn start(place: &Place, server: &ServerChoice, progress: &Progress) -> anyhow::Result<Self> {
        let mut options = server_options(server);
        options.extensions.extend(wanted_extensions(&scripts(&place.revisions)));
        progress.step("starting a scratch server");
        let server = scratch::Server::start_async(options, &mut |fetching| progress.say(fetching)).await?;
        progress.say(server_note(&server));
        let superuser = server.confine().await?;
        let tracking = place.options.tables.name().to_owned();
        Ok(Self { database: server.url().parse()?, superuser, tracking, server })
    }

    /// Another database of the server, which is empty.
    pub(super) async fn database(&self, name: &str) -> anyhow::Result<connect::Config> {
        self.server.database(name).await?;
        let config: connect::Config = self.server.url_of(name).parse()?;
        // It belongs to the superuser otherwise.
        if let Some(superuser) = &self.superuser {
            let (database, role) = (identifier(config.database()), identifier(self.database.user()));
            let session = Session::open(&superuser.config).await?;
            session.batch_execute(&format!("ALTER DATABASE {database} OWNER TO {role}")).await?;
            session.close().await;
        }
        Ok(config)
    }

    /// A schema without the records of revisions.
    pub(super) fn schema(&self, catalog: &Catalog) -> Catalog {
        let mut catalog = catalog.clone();
        super::tool::without_records(&mut catalog, &self.tracking);
        catalog
    }

    /// The schema when all revisions are applied, without their records.
    pub(super) async fn apply(&self, migrator: &Migrator) -> anyhow::Result<Catalog> {
        migrator.up(&self.database).await?;
        self.read_alone().await
    }

    /// The schema; the records of revisions are dropped first.
    pub(super) async fn read_alone(&self) -> anyhow::Result<Catalog> {
        let session = connect::connect(&self.database).await?;
        let tracking = identifier(&self.tracking);
        session.batch_execute(&format!("DROP SCHEMA IF EXISTS {tracking} CASCADE")).await?;
        session.close().await;
        self.read(&self.database).await
    }

    /// The schema of a database of the server.
    pub(super) async fn read(&self, database: &connect::Config) -> anyhow::Result<Catalog> {
        let mut read = Source::Database(database.clone()).read(&mut |_| {}).await?;
        if let Some(scratch::Superuser { alias: (role, name), .. }) = &self.superuser {
            read.catalog.rename_role(role, name);
        }
        Ok(read.catalog)
    }

    /// What pg_dump says of a database of the server, without the records.
    pub(super) fn dump(&self, database: &connect::Config) -> Result<Entries, DumpError> {
        dump_without(&self.server.url_of(database.database()), &self.tracking, Columns::Unordered)
    }

    /// What differs between two schemas of databases of the server, without the records.
    pub(super) fn differences(&self, from: &Catalog, to: &Catalog) -> Vec<Difference> {
        let is_own = |id: &ObjectId| match id {
            ObjectId::Schema(name) => *name == self.tracking,
            id => id.schema() == Some(&self.tracking),
        };
        let is_part = |own: &Difference| own.part_of.as_ref().is_some_and(is_own);
        diff(from, to).into_iter().filter(|own| !is_own(&own.object) && !is_part(own)).collect()
    }

    /// Makes roles that another server has, which the schema may name.
    pub(super) async fn make_roles(&self, roles: &[String]) -> anyhow::Result<()> {
        let config = self.superuser.as_ref().map_or_else(|| self.server.config(), |own| own.config.clone());
        let session = Session::open(&config).await?;
        let own = identifier(self.database.user());
        for role in roles {
            let exists = session.query_opt("SELECT FROM pg_catalog.pg_roles WHERE rolname = $1", &[role]).await?;
            if exists.is_none() {
                let role = identifier(role);
                session.batch_execute(&format!("CREATE ROLE {role}; GRANT {role} TO {own}")).await?;
            }
        }
        session.close().await;
        Ok(())
    }

    /// Removes the server.
    pub(super) async fn stop(self) -> anyhow::Result<()> {
        Ok(tokio::task::spawn_blocking(move || self.server.stop()).await?)
    }
}

/// Runs revisions of a scratch database, without looking for drift.
pub(super) fn migrator(place: &Place, revisions: &Revisions) -> Migrator {
    let mut options = place.options.clone();
    options.drift = Drift::Ignore;
    Migrator::new(revisions.clone()).with(options)
}

fn scripts(revisions: &Revisions) -> Vec<Script> {
    let script = |own: &relvar_migrate::revision::Revision| Script { name: own.name(), text: own.up.clone() };
    revisions.list().iter().map(script).collect()
}
