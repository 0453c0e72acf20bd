//! The session that decides which moment a backup is of.

use std::collections::BTreeMap;

use relvar_catalog::{
    QualifiedName,
    connect::Session,
    introspect::{self, Introspection},
};
use tokio_postgres::{Client, IsolationLevel, Transaction};

use crate::{Error, select::Table, session, sql};

/// A transaction whose view of the database all sessions share.
pub(crate) struct Lead<'a> {
    transaction: Transaction<'a>,
    snapshot: String,
    pub(crate) database: String,
    pub(crate) time: String,
}

/// A table with its size.
#[derive(Clone, Debug)]
pub(crate) struct Measured {
    pub(crate) table: Table,
    /// Blocks of the table itself, if rows can be read by their place.
    pub(crate) blocks: Option<u64>,
    /// Bytes with those of large values.
    pub(crate) bytes: u64,
}

/// Scans of a range of places do not read the whole table (PostgreSQL 14).
const TID_RANGES: u32 = 14;

impl<'a> Lead<'a> {
    pub(crate) async fn begin(session: &'a mut Session) -> Result<Self, Error> {
        let failed = || Error::server("the backup cannot begin");
        session.batch_execute(&format!("{}SET synchronize_seqscans = off;", sql::PATIENT)).await.map_err(failed())?;
        let builder = session.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true);
        let transaction = builder.start().await.map_err(failed())?;
        let sql = "SELECT CASE WHEN pg_is_in_recovery() THEN '' ELSE pg_export_snapshot() END, current_database()::text, \
                   to_char(transaction_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')";
        let row = transaction.query_one(sql, &[]).await.map_err(failed())?;
        let (snapshot, database, time) = (row.get(0), row.get(1), row.get(2));
        Ok(Self { transaction, snapshot, database, time })
    }

    /// The catalog, as it is at that moment; afterwards, the session writes values as all do.
    pub(crate) async fn read_catalog(&self) -> Result<Introspection, Error> {
        let read = introspect::introspect_within(&self.transaction).await?;
        session::run(self.client(), "the session cannot be prepared", &format!("{}{}", sql::PATIENT, sql::VALUES))
            .await?;
        Ok(read)
    }

    pub(crate) fn client(&self) -> &Client {
        self.transaction.client()
    }

    /// Keeps others from changing or dropping the tables.
    pub(crate) async fn lock(&self, tables: &[Table]) -> Result<(), Error> {
        for some in tables.chunks(200) {
            let names: Vec<_> = some.iter().map(|table| table.name.to_sql()).collect();
            let sql = format!("LOCK TABLE ONLY {} IN ACCESS SHARE MODE", names.join(", ONLY "));
            session::run(self.client(), "the tables cannot be locked against changes of the schema", &sql).await?;
        }
        Ok(())
    }

    /// The sizes of tables.
    pub(crate) async fn measure(&self, tables: &[Table]) -> Result<Vec<Measured>, Error> {
        let sql = "SELECT n.nspname::text, c.relname::text, pg_catalog.pg_relation_size(c.oid), \
                   pg_catalog.pg_table_size(c.oid), a.amname = 'heap', \
                   pg_catalog.current_setting('block_size')::bigint, \
                   pg_catalog.current_setting('server_version_num')::integer / 10000 \
                   FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
                   LEFT JOIN pg_catalog.pg_am a ON a.oid = c.relam WHERE c.relkind = 'r'";
        let rows = self.client().query(sql, &[]).await.map_err(Error::server("the sizes of tables cannot be read"))?;
        let mut sizes: BTreeMap<QualifiedName, (Option<u64>, u64)> = BTreeMap::new();
        for row in rows {
            let name = QualifiedName::new(row.get::<_, String>(0), row.get::<_, String>(1));
            let (own, all, block): (i64, i64, i64) = (row.get(2), row.get(3), row.get(5));
            let has_places = row.get::<_, Option<bool>>(4) == Some(true)
                && u32::try_from(row.get::<_, i32>(6)).is_ok_and(|version| version >= TID_RANGES);
            let blocks = has_places.then(|| u64::try_from(own / block.max(1)).unwrap_or_default());
            sizes.insert(name, (blocks, u64::try_from(all).unwrap_or_default()));
        }
        let measured = |table: &Table| {
            let (blocks, bytes) = sizes.get(&table.name).copied().unwrap_or_default();
            Measured { table: table.clone(), blocks, bytes }
        };
        Ok(tables.iter().map(measured).collect())
    }

    /// Lets another session see the database as this one does.
    pub(crate) async fn join(&self, session: &Session) -> Result<(), Error> {
        if self.snapshot.is_empty() {
            let reason = "a standby server cannot share its view of the database\nhint: use one job";
            return Err(Error::Unsupported(reason.to_owned()));
        }
        let sql = format!(
            "{}{}SET synchronize_seqscans = off;\nBEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;\n\
             SET TRANSACTION SNAPSHOT '{}';",
            sql::PATIENT,
            sql::VALUES,
            self.snapshot
        );
        session::run(session, "a session cannot take part in the backup", &sql).await
    }

    pub(crate) async fn end(self) -> Result<(), Error> {
        self.transaction.commit().await.map_err(Error::server("the transaction of the backup cannot end"))
    }
}
