//! One scratch server for all that a command needs: files of several schemas, and copies to try things in.

use std::collections::BTreeSet;

use relvar_catalog::{
    connect::Session,
    ddl::identifier,
    introspect::Introspection,
    load::{Data, Script},
    load_in, scratch,
};
use relvar_migrate::prove::{Bench, rebuild};

use crate::{project::server_note, terminal::Progress};

/// A scratch server, with databases that come and go.
pub(crate) struct Scratch {
    server: scratch::Server,
    options: scratch::Options,
    /// Roles that every database of the server has.
    roles: BTreeSet<String>,
    /// Databases that are there now.
    databases: Vec<String>,
    made: usize,
}

impl Scratch {
    pub(crate) async fn start(options: scratch::Options, progress: &Progress) -> anyhow::Result<Self> {
        progress.step("starting a scratch server");
        let server = scratch::Server::start_async(options.clone(), &mut |fetching| progress.say(fetching)).await?;
        progress.step(server_note(&server));
        server.confine().await?;
        let mut scratch = Self { server, options, roles: BTreeSet::new(), databases: Vec::new(), made: 0 };
        scratch.roles = scratch.roles().await?;
        Ok(scratch)
    }

    /// The role that runs files.
    pub(crate) fn runner(&self) -> Option<String> {
        self.server.config().get_user().map(str::to_owned)
    }

    /// A session of whoever may do most.
    async fn admin(&self) -> anyhow::Result<Session> {
        let config = match self.server.confine().await? {
            Some(superuser) => superuser.config,
            None => self.server.config(),
        };
        Ok(Session::open(&config).await?)
    }

    async fn roles(&self) -> anyhow::Result<BTreeSet<String>> {
        let admin = self.admin().await?;
        let rows = admin.query("SELECT rolname::text FROM pg_catalog.pg_roles", &[]).await?;
        admin.close().await;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    /// An empty database that belongs to the role that runs files, and the name to ask the server for its URL.
    async fn database(&mut self) -> anyhow::Result<(tokio_postgres::Config, String)> {
        if self.server.single_connection() {
            return Ok((self.server.config(), String::new()));
        }
        self.made += 1;
        let name = format!("diff_{}", self.made);
        let config = self.server.database(&name).await?;
        if let (Some(superuser), Some(own), Some(role)) =
            (self.server.confine().await?, config.get_dbname(), config.get_user())
        {
            let mut within = superuser.config;
            within.dbname(own);
            let admin = Session::open(&within).await?;
            let (own, role) = (identifier(own), identifier(role));
            admin.batch_execute(&format!("ALTER DATABASE {own} OWNER TO {role}")).await?;
            let version = admin.query_one("SELECT current_setting('server_version_num')::int", &[]).await?;
            if version.get::<_, i32>(0) < 150_000 {
                admin.batch_execute(&format!("ALTER SCHEMA public OWNER TO {role}")).await?;
            }
            admin.close().await;
        }
        self.databases.extend(config.get_dbname().map(str::to_owned));
        Ok((config, name))
    }

    /// What files make; nothing of it stays.
    pub(crate) async fn load(&mut self, scripts: &[Script], progress: &Progress) -> anyhow::Result<Introspection> {
        let (config, _) = self.database().await?;
        let tell = |file: &str, done: relvar_catalog::load::Done| {
            progress.step(format!("loading {file}: {} of {} statements", done.steps, done.of));
        };
        let loaded = load_in(&self.server, config.get_dbname(), scripts, Data::Skip, tell).await?;
        let read = loaded.read().await?;
        if !self.clear().await {
            // What files can make and nobody can take away, such as a subscription, is not for the next ones.
            let fresh = Self::start(self.options.clone(), progress).await?;
            std::mem::replace(self, fresh).stop().await?;
        }
        Ok(read)
    }

    /// Removes databases and roles that are not those of the server. Says whether it could.
    async fn clear(&mut self) -> bool {
        if self.server.single_connection() {
            return false;
        }
        let Ok(admin) = self.admin().await else { return false };
        let mut is_clear = true;
        for name in std::mem::take(&mut self.databases) {
            is_clear &= admin.batch_execute(&format!("DROP DATABASE {}", identifier(&name))).await.is_ok();
        }
        let roles = self.roles().await.unwrap_or_default();
        for role in roles.difference(&self.roles) {
            is_clear &= admin.batch_execute(&format!("DROP ROLE {}", identifier(role))).await.is_ok();
        }
        admin.close().await;
        is_clear
    }

    /// Databases to prove a plan in, if the server can have several.
    pub(crate) async fn bench(&mut self) -> anyhow::Result<Option<Bench>> {
        if self.server.single_connection() {
            return Ok(None);
        }
        let (trial, a) = self.database().await?;
        let (spare, b) = self.database().await?;
        let (wanted, c) = self.database().await?;
        Ok(Some(Bench { trial, spare, wanted, urls: [a, b, c].map(|name| self.server.url_of(&name)) }))
    }

    /// A session in a database with a copy of a schema, all of which belongs to its role.
    pub(crate) async fn copy(&mut self, catalog: &relvar_catalog::Catalog) -> anyhow::Result<Session> {
        let (config, _) = self.database().await?;
        let mut session = Session::open(&config).await?;
        rebuild(&mut session, catalog).await?.map_err(anyhow::Error::msg)?;
        Ok(session)
    }

    pub(crate) async fn stop(self) -> anyhow::Result<()> {
        let server = self.server;
        Ok(tokio::task::spawn_blocking(move || server.stop()).await?)
    }
}
