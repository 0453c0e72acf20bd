//! One way from one schema to another: planned, run, compared, planned again.
#![expect(clippy::print_stdout, reason = "statements are shown if that is asked for")]

use relvar_catalog::{Catalog, connect::Session, ddl::PREAMBLE, scratch::Server};
use relvar_migrate::{
    Options,
    dump::{self, Columns, Entries},
    plan,
};
use tests::{databases::Databases, pairs::Pair};

/// What became of a plan.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It leads there, by so many statements.
    Done(usize),
    /// One of the schemas does not load.
    NotLoaded(String),
    /// Both dumps are equal, and there are statements.
    NotEmpty(String),
    /// There is no plan, or it is not complete.
    NoPlan(String),
    /// A statement fails.
    Refused(String),
    /// The dump of the result is not that of the other schema.
    Differs(String),
    /// The plan from the result has statements.
    Again(String),
}

impl Outcome {
    pub(crate) const DONE: &str = "done";
    pub(crate) const NOT_LOADED: &str = "not loaded";

    pub(crate) fn class(&self) -> &'static str {
        match self {
            Self::Done(_) => Self::DONE,
            Self::NotLoaded(_) => Self::NOT_LOADED,
            Self::NotEmpty(_) => "not empty",
            Self::NoPlan(_) => "no plan",
            Self::Refused(_) => "refused",
            Self::Differs(_) => "differs",
            Self::Again(_) => "second plan not empty",
        }
    }

    pub(crate) fn why(&self) -> Option<&str> {
        match self {
            Self::Done(_) => None,
            Self::NotLoaded(why)
            | Self::NotEmpty(why)
            | Self::NoPlan(why)
            | Self::Refused(why)
            | Self::Differs(why)
            | Self::Again(why) => Some(why),
        }
    }
}

/// A schema in a database.
struct Side {
    database: String,
    catalog: Catalog,
    /// What pg_dump says.
    text: String,
    dump: Entries,
}

/// A worker.
pub(crate) struct Judge<'a> {
    databases: Databases<'a>,
    /// Whether the statements of each plan are printed.
    show: bool,
}

impl<'a> Judge<'a> {
    pub(crate) async fn open(server: &'a Server, (worker, show): (usize, bool)) -> anyhow::Result<Self> {
        Ok(Self { databases: Databases::open(server, format!("pair_{worker}")).await?, show })
    }

    /// From the first schema to the second, and from the second to the first.
    pub(crate) async fn judge(&self, pair: &Pair) -> [Outcome; 2] {
        let mut names = Vec::new();
        let outcomes = match self.both(pair, &mut names).await {
            Ok(outcomes) => outcomes,
            Err(error) => [(); 2].map(|()| Outcome::NotLoaded(format!("{error:#}"))),
        };
        for name in names {
            self.databases.drop(&name).await;
        }
        outcomes
    }

    async fn both(&self, pair: &Pair, names: &mut Vec<String>) -> anyhow::Result<[Outcome; 2]> {
        let old = self.databases.make(&pair.old, names).await?;
        let (old, new) = (self.side(old).await?, self.databases.make(&pair.new, names).await?);
        let new = self.side(new).await?;
        let there = self.lead(&old, &new).await;
        Ok([there, self.lead(&new, &old).await])
    }

    async fn side(&self, database: String) -> anyhow::Result<Side> {
        let catalog = self.databases.read(&database).await?;
        let text = dump::text(&self.databases.server.url_of(&database))?;
        let dump = dump::entries(&text, Columns::Unordered);
        Ok(Side { database, catalog, text, dump })
    }

    fn dump(&self, database: &str) -> anyhow::Result<Entries> {
        Ok(dump::dump(&self.databases.server.url_of(database), Columns::Unordered)?)
    }

    /// Leads the database of one side to the other. What both sides were is known already.
    async fn lead(&self, from: &Side, to: &Side) -> Outcome {
        let text = |error: anyhow::Error| format!("{error:#}");
        let plan = match plan(&from.catalog, &to.catalog, &Options::default()) {
            Ok(plan) => plan,
            Err(error) => return Outcome::NoPlan(error.to_string()),
        };
        if self.show {
            plan.statements.iter().for_each(|own| println!("{};", own.sql));
            println!();
        }
        if let Some(diagnostic) = plan.diagnostics.first() {
            return Outcome::NoPlan(diagnostic.to_string());
        }
        if let Some(first) = plan.statements.first().filter(|_| from.text == to.text) {
            return Outcome::NotEmpty(first.sql.clone());
        }
        if let Err(error) = self.execute(&from.database, &plan).await {
            return Outcome::Refused(text(error));
        }
        match self.dump(&from.database).map(|made| dump::difference(&to.dump, &made)) {
            Ok(None) => {}
            Ok(Some(difference)) => return Outcome::Differs(difference),
            Err(error) => return Outcome::Differs(text(error)),
        }
        match self.databases.read(&from.database).await {
            Ok(made) => match relvar_migrate::plan(&made, &to.catalog, &Options::default()) {
                Ok(again) => match again.statements.first() {
                    None => Outcome::Done(plan.statements.len()),
                    Some(first) => Outcome::Again(first.sql.clone()),
                },
                Err(error) => Outcome::Again(error.to_string()),
            },
            Err(error) => Outcome::Again(text(error)),
        }
    }

    /// Runs the statements one by one, as psql does.
    async fn execute(&self, database: &str, plan: &relvar_migrate::Plan) -> anyhow::Result<()> {
        let session = Session::open(&self.databases.config(database)).await?;
        session.batch_execute(PREAMBLE).await?;
        for statement in &plan.statements {
            if let Err(error) = session.batch_execute(&statement.sql).await {
                let message = error.as_db_error().map_or_else(|| error.to_string(), |error| error.message().to_owned());
                session.close().await;
                anyhow::bail!("{message}: {}", statement.sql);
            }
        }
        session.close().await;
        Ok(())
    }
}
