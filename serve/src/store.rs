//! Plans, jobs and the audit trail, in tables of the tracking schema.

use std::sync::Arc;

use relvar_catalog::{
    connect::{Config, Session, connect},
    ddl::identifier,
};
use serde_json::Value;
use tokio_postgres::Row;

use crate::{
    action::{Action, Allowed},
    plan::Plan,
    problem::Problem,
    progress::{Job, Progress, State},
};

/// The key of the locks of jobs; the second part is the number of the job.
const LOCK: i32 = 0x7265_6c76;

/// A line of the audit trail.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Audit {
    /// Its number.
    pub id: i64,
    /// When.
    pub at: String,
    /// Who: the name of a token.
    pub who: String,
    /// The method of the request.
    pub method: String,
    /// The path of the request.
    pub path: String,
    /// The plan that was made or run.
    pub plan: Option<String>,
    /// The job that was started.
    pub job: Option<i64>,
    /// The status of the answer; nothing if the service ended before it.
    pub status: Option<i32>,
}

/// The tables.
pub(crate) struct Store {
    database: Config,
    schema: String,
    session: tokio::sync::Mutex<Option<Arc<Session>>>,
}

/// A job to be recorded.
pub(crate) struct NewJob<'a> {
    pub(crate) action: &'a Action,
    pub(crate) allowed: &'a Allowed,
    pub(crate) plan: Option<&'a str>,
    pub(crate) by: &'a str,
}

impl Store {
    pub(crate) fn new(database: Config, tracking: &str) -> Self {
        Self { database, schema: identifier(tracking), session: tokio::sync::Mutex::default() }
    }

    /// A session as the role that writes.
    pub(crate) async fn session(&self) -> Result<Arc<Session>, Problem> {
        let mut session = self.session.lock().await;
        if let Some(session) = session.as_ref().filter(|own| !own.is_closed()) {
            return Ok(Arc::clone(session));
        }
        let mut config = self.database.clone();
        config.set_fallback_application_name("relvar serve");
        let new = Arc::new(connect(&config).await?);
        *session = Some(Arc::clone(&new));
        Ok(new)
    }

    /// Makes the tables, where they are not there.
    pub(crate) async fn prepare(&self) -> Result<(), Problem> {
        let schema = &self.schema;
        let sql = format!(
            "BEGIN;
SELECT pg_catalog.pg_advisory_xact_lock({LOCK}, 0);
CREATE SCHEMA IF NOT EXISTS {schema};
CREATE TABLE IF NOT EXISTS {schema}.service_plan (
    id text PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),
    created_by text NOT NULL,
    plan jsonb NOT NULL
);
COMMENT ON TABLE {schema}.service_plan IS 'Plans that were made over HTTP';
CREATE TABLE IF NOT EXISTS {schema}.service_job (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    plan text REFERENCES {schema}.service_plan,
    action jsonb NOT NULL,
    allowed jsonb NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
    progress jsonb NOT NULL,
    result jsonb,
    error jsonb,
    started_by text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz
);
COMMENT ON TABLE {schema}.service_job IS 'What was run over HTTP';
CREATE TABLE IF NOT EXISTS {schema}.service_audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    who text NOT NULL,
    method text NOT NULL,
    path text NOT NULL,
    plan text,
    job bigint,
    status integer,
    ended_at timestamptz
);
COMMENT ON TABLE {schema}.service_audit IS 'Who wanted to change something over HTTP';
COMMIT;"
        );
        Ok(self.session().await?.batch_execute(&sql).await?)
    }

    pub(crate) async fn add_plan(&self, plan: &Plan) -> Result<(), Problem> {
        let sql =
            format!("INSERT INTO {}.service_plan (id, created_by, plan) VALUES ($1, $2, $3::text::jsonb)", self.schema);
        let text = serde_json::to_string(plan).map_err(Problem::internal)?;
        self.session().await?.execute(&sql, &[&plan.id, &plan.created_by, &text]).await?;
        Ok(())
    }

    pub(crate) async fn plan(&self, id: &str) -> Result<Plan, Problem> {
        let sql = format!("SELECT plan::text FROM {}.service_plan WHERE id = $1", self.schema);
        let row = self.session().await?.query_opt(&sql, &[&id]).await?;
        let row = row.ok_or_else(|| Problem::unknown(format!("there is no plan `{id}`")))?;
        serde_json::from_str(row.get(0)).map_err(Problem::internal)
    }

    /// The last plans, newest first.
    pub(crate) async fn plans(&self, limit: i64) -> Result<Vec<Plan>, Problem> {
        let sql = format!("SELECT plan::text FROM {}.service_plan ORDER BY created_at DESC LIMIT $1", self.schema);
        let rows = self.session().await?.query(&sql, &[&limit]).await?;
        rows.iter().map(|row| serde_json::from_str(row.get(0)).map_err(Problem::internal)).collect()
    }

    /// Records a job, and takes its lock, which the end of this session gives back: so everybody sees whether the process
    /// that runs it is still there. Its number, and when it was.
    pub(crate) async fn add_job(&self, session: &Session, new: &NewJob<'_>) -> Result<(i64, String), Problem> {
        let sql = format!(
            "INSERT INTO {}.service_job (plan, action, allowed, state, progress, started_by)
            VALUES ($1, $2::text::jsonb, $3::text::jsonb, 'waiting', '{{}}', $4)
            RETURNING id, started_at::text, pg_catalog.pg_advisory_lock({LOCK}, id::integer)::text",
            self.schema
        );
        let action = serde_json::to_string(new.action).map_err(Problem::internal)?;
        let allowed = serde_json::to_string(new.allowed).map_err(Problem::internal)?;
        let row = session.query_one(&sql, &[&new.plan, &action, &allowed, &new.by]).await?;
        Ok((row.get(0), row.get(1)))
    }

    /// Records how far a job is. When it ended, if it did.
    pub(crate) async fn note_job(&self, session: &Session, job: &Job) -> Result<Option<String>, Problem> {
        let sql = format!(
            "UPDATE {}.service_job SET state = $2, progress = $3::text::jsonb, result = $4::text::jsonb,
                error = $5::text::jsonb, ended_at = CASE WHEN $6 THEN clock_timestamp() END
            WHERE id = $1 RETURNING ended_at::text",
            self.schema
        );
        let progress = serde_json::to_string(&job.progress).map_err(Problem::internal)?;
        let result = job.result.as_ref().map(Value::to_string);
        let error = job.error.as_ref().map(serde_json::to_string).transpose().map_err(Problem::internal)?;
        let (state, is_end) = (job.state.as_str(), job.state.is_end());
        let row = session.query_opt(&sql, &[&job.id, &state, &progress, &result, &error, &is_end]).await?;
        Ok(row.and_then(|row| row.get(0)))
    }

    fn select_jobs(&self, rest: &str) -> String {
        format!(
            "SELECT id, plan, action::text, progress::text, result::text, error::text, started_by, started_at::text,
                ended_at::text, CASE WHEN state IN ('waiting', 'running') AND NOT EXISTS (
                    SELECT FROM pg_catalog.pg_locks AS l WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
                        AND l.classid::bigint = {LOCK} AND l.objid::bigint = job.id AND l.database = (
                            SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()))
                    THEN 'interrupted' ELSE state END
            FROM {}.service_job AS job {rest}",
            self.schema
        )
    }

    pub(crate) async fn job(&self, id: i64) -> Result<Job, Problem> {
        let row = self.session().await?.query_opt(&self.select_jobs("WHERE id = $1"), &[&id]).await?;
        job(&row.ok_or_else(|| Problem::unknown(format!("there is no job {id}")))?)
    }

    /// The last jobs, newest first.
    pub(crate) async fn jobs(&self, limit: i64) -> Result<Vec<Job>, Problem> {
        let rows = self.session().await?.query(&self.select_jobs("ORDER BY id DESC LIMIT $1"), &[&limit]).await?;
        rows.iter().map(job).collect()
    }

    /// What a job was allowed.
    pub(crate) async fn allowed(&self, id: i64) -> Result<Allowed, Problem> {
        let sql = format!("SELECT allowed::text FROM {}.service_job WHERE id = $1", self.schema);
        let row = self.session().await?.query_one(&sql, &[&id]).await?;
        serde_json::from_str(row.get(0)).map_err(Problem::internal)
    }

    /// Notes who wants to change something, before it is done. The number of the line.
    pub(crate) async fn audit(&self, who: &str, method: &str, path: &str) -> Result<i64, Problem> {
        let sql =
            format!("INSERT INTO {}.service_audit (who, method, path) VALUES ($1, $2, $3) RETURNING id", self.schema);
        Ok(self.session().await?.query_one(&sql, &[&who, &method, &path]).await?.get(0))
    }

    /// Notes what came of it.
    pub(crate) async fn audited(
        &self,
        id: i64,
        status: u16,
        (plan, job): (Option<&str>, Option<i64>),
    ) -> Result<(), Problem> {
        let sql = format!(
            "UPDATE {}.service_audit SET status = $2, plan = $3, job = $4, ended_at = clock_timestamp() WHERE id = $1",
            self.schema
        );
        self.session().await?.execute(&sql, &[&id, &i32::from(status), &plan, &job]).await?;
        Ok(())
    }

    /// The last lines, newest first.
    pub(crate) async fn trail(&self, limit: i64) -> Result<Vec<Audit>, Problem> {
        let sql = format!(
            "SELECT id, at::text, who, method, path, plan, job, status FROM {}.service_audit ORDER BY id DESC LIMIT $1",
            self.schema
        );
        let rows = self.session().await?.query(&sql, &[&limit]).await?;
        let line = |row: &Row| Audit {
            id: row.get(0),
            at: row.get(1),
            who: row.get(2),
            method: row.get(3),
            path: row.get(4),
            plan: row.get(5),
            job: row.get(6),
            status: row.get(7),
        };
        Ok(rows.iter().map(line).collect())
    }

    /// Cancels what the sessions of a job are doing.
    pub(crate) async fn cancel(&self, application: &str) -> Result<(), Problem> {
        const CANCEL: &str = "SELECT pg_catalog.pg_cancel_backend(pid) FROM pg_catalog.pg_stat_activity
            WHERE application_name = $1 AND datname = pg_catalog.current_database() AND state = 'active'
                AND pid <> pg_catalog.pg_backend_pid()";
        self.session().await?.query(CANCEL, &[&application]).await?;
        Ok(())
    }
}

fn job(row: &Row) -> Result<Job, Problem> {
    let state = State::parse(row.get(9));
    let progress: Progress = serde_json::from_str(row.get(3)).map_err(Problem::internal)?;
    let result = row.get::<_, Option<&str>>(4).map(serde_json::from_str).transpose().map_err(Problem::internal)?;
    let error = row.get::<_, Option<&str>>(5).map(serde_json::from_str).transpose().map_err(Problem::internal)?;
    Ok(Job {
        id: row.get(0),
        plan: row.get(1),
        action: serde_json::from_str(row.get(2)).map_err(Problem::internal)?,
        began: progress.revision.is_some(),
        progress,
        result,
        error,
        state,
        started_by: row.get(6),
        started_at: row.get(7),
        ended_at: row.get(8),
    })
}
