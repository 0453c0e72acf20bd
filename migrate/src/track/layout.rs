//! The tables, and what leads from one version of their layout to the next.

/// The version of the layout that is written.
pub(super) const VERSION: i32 = 3;

/// The statements that make the tables in a schema.
pub(super) fn creation(schema: &str) -> String {
    first(schema) + &upgrade(schema, 1)
}

/// The statements that lead from a version to the one that is written.
pub(super) fn upgrade(schema: &str, from: i32) -> String {
    let mut sql = String::new();
    if from < 2 {
        sql.push_str(&second(schema));
    }
    if from < 3 {
        sql.push_str(&third(schema));
    }
    sql + &format!("UPDATE {schema}.layout SET version = {VERSION};\n")
}

/// Version 3 knows modules: which are installed, and what their tables are.
fn third(schema: &str) -> String {
    format!(
        "ALTER TABLE {schema}.revision DROP CONSTRAINT revision_type_check, ADD CONSTRAINT revision_type_check CHECK (type IN
    ('auto', 'manual', 'baseline', 'stamp', 'consolidated', 'rollback', 'inferred', 'initial', 'schema', 'data'));
CREATE TABLE {schema}.module (
    name text PRIMARY KEY,
    title text NOT NULL,
    version text NOT NULL,
    application boolean NOT NULL,
    state text NOT NULL CHECK (state IN ('installing', 'installed', 'uninstalled')),
    depends text[] NOT NULL,
    objects text[] NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE {schema}.module IS 'Modules that were installed, and the objects that each of them owns';
CREATE TABLE {schema}.module_state (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    module text NOT NULL,
    model_name text NOT NULL,
    table_name text NOT NULL,
    schema_snapshot jsonb NOT NULL,
    columns jsonb NOT NULL,
    indexes jsonb NOT NULL,
    foreign_keys jsonb NOT NULL,
    checksum text NOT NULL,
    version text NOT NULL,
    UNIQUE (module, table_name)
);
COMMENT ON TABLE {schema}.module_state IS 'The tables of modules as the last run left them';
CREATE VIEW {schema}.module_migrations AS SELECT id, module AS module_name, version, revision AS migration_name,
    type AS migration_type, operations, rollback_sql, status, status = 'applied' AS is_applied, applied_at, checksum,
    error_message FROM {schema}.revision WHERE module IS NOT NULL;
CREATE VIEW {schema}.module_model_states AS SELECT id, module AS module_name, model_name, table_name, schema_snapshot,
    columns, indexes, foreign_keys, checksum, version FROM {schema}.module_state;
"
    )
}

/// Version 2 knows what the database was when the last run left it, and what a revision was consolidated from.
fn second(schema: &str) -> String {
    format!(
        "ALTER TABLE {schema}.revision ADD replaces text[];
CREATE TABLE {schema}.state (
    record bigint NOT NULL,
    fingerprint text NOT NULL,
    catalog text NOT NULL,
    objects jsonb NOT NULL,
    taken_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE {schema}.state IS 'What the database was when the last run left it';
"
    )
}

/// Version 1.
fn first(schema: &str) -> String {
    format!(
        "CREATE SCHEMA IF NOT EXISTS {schema};
CREATE TABLE {schema}.layout (version integer NOT NULL);
INSERT INTO {schema}.layout VALUES (1);
CREATE TABLE {schema}.head (
    position bigint GENERATED ALWAYS AS IDENTITY,
    revision text PRIMARY KEY
);
COMMENT ON TABLE {schema}.head IS 'The revisions that the database is at';
CREATE TABLE {schema}.revision (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    revision text NOT NULL,
    name text NOT NULL,
    version text,
    module text,
    type text NOT NULL CHECK (type IN ('auto', 'manual', 'baseline', 'stamp', 'consolidated', 'rollback', 'inferred')),
    parents text[] NOT NULL,
    operations jsonb NOT NULL,
    up_sql text,
    rollback_sql text,
    checksum text,
    status text NOT NULL CHECK (status IN ('pending', 'running', 'applied', 'failed', 'partial', 'rolled_back', 'skipped')),
    statements_total integer NOT NULL,
    statements_applied integer NOT NULL,
    statement_hashes text[] NOT NULL,
    started_at timestamptz NOT NULL,
    applied_at timestamptz,
    duration_ms bigint,
    error_message text,
    error_sqlstate text,
    error_statement text,
    fingerprint_before text,
    fingerprint_after text,
    applied_by text NOT NULL DEFAULT session_user,
    tool_version text NOT NULL
);
COMMENT ON TABLE {schema}.revision IS 'Each run of a revision';
CREATE INDEX ON {schema}.revision (revision);
"
    )
}
