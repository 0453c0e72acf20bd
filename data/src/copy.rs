//! Copying schema and rows from one server to another, without a file between them.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use relvar_data::{copy, mask, subset::Subset};
//!
//! let email = mask::Rule { columns: vec!["public.users.email".to_owned()], method: mask::Method::Shape };
//! let options = copy::Options {
//!     subset: Some(Subset { samples: vec!["5%".parse()?], ..Subset::default() }),
//!     masking: Some(mask::Masking { rules: vec![email], key: b"secret".to_vec() }),
//!     ..copy::Options::default()
//! };
//! let (live, local) = ("postgres://db.example.org/shop".parse()?, "postgres://localhost/shop".parse()?);
//! copy::copy(&live, &local, &options, &mut |_| {}).await?;
//! # Ok(())
//! # }
//! ```

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use relvar_catalog::{QualifiedName, connect::Config, ddl};
use tokio_postgres::Client;

use crate::{
    Error, Progress,
    mask::{MaskedColumn, Masking},
    read::{self, Lead},
    restore::{self, Job, Live, OnConflict, Source},
    select::{self, Patterns},
    session,
    subset::{self, Subset},
};

/// What is copied, and how.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Tables, as `film`, `public.film` or patterns with `*` and `?`; with what they need. None stands for all.
    pub tables: Vec<String>,
    /// Schemas, or patterns; with what they need. None stands for all.
    pub schemas: Vec<String>,
    /// Only these rows, and those that they refer to.
    pub subset: Option<Subset>,
    /// What is replaced.
    pub masking: Option<Masking>,
    /// What becomes of rows whose key is there already, in tables that are.
    pub on_conflict: OnConflict,
    /// Objects belong to the role that connects to the target.
    pub no_owner: bool,
    /// Nothing is granted.
    pub no_privileges: bool,
}

/// What was copied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Tables with their rows.
    pub tables: Vec<(QualifiedName, u64)>,
    /// Whether the objects were created too.
    pub is_created: bool,
    /// What was masked.
    pub masked: Vec<MaskedColumn>,
    /// What was not copied.
    pub left_out: Vec<String>,
}

/// Copies one moment of a database into another one, in one transaction there: all or nothing. Nothing of the source is
/// changed, and everybody can go on working with it; only changes of the schema wait.
pub async fn copy(
    from: &Config,
    to: &Config,
    options: &Options,
    progress: &mut (dyn FnMut(&Progress) + Send),
) -> Result<Summary, Error> {
    let mut session = session::open(from).await?;
    refuse_same(&session, to).await?;
    let lead = Lead::begin(&mut session).await?;
    let introspection = lead.read_catalog().await?;
    let catalog = introspection.catalog;
    let restore = restore::Options {
        on_conflict: options.on_conflict,
        no_owner: options.no_owner,
        no_privileges: options.no_privileges,
        ..restore::Options::default()
    };
    let patterns = Patterns { tables: &options.tables, schemas: &options.schemas };
    let mut chosen = select::select(&catalog, ddl::stages(&catalog, &restore.ddl()), None, patterns)?;
    chosen.mask(&catalog, options.masking.as_ref())?;
    lead.lock(&chosen.tables).await?;
    if let Some(subset) = &options.subset {
        subset::choose(&lead, &catalog, (&mut chosen.tables, subset)).await?;
    }
    let mut left_out: Vec<String> = introspection.unmodelled.iter().map(|name| format!("`{name}`")).collect();
    left_out.extend(chosen.left_out.iter().cloned());
    let mut has_large_objects = chosen.homes.is_none() && read::large::are_there(&lead).await?;
    if has_large_objects && (options.subset.is_some() || options.masking.is_some()) {
        left_out.push(read::large::LEFT_OUT.to_owned());
        has_large_objects = false;
    }
    let live = Live {
        lead: &lead,
        tables: lead.measure(&chosen.tables).await?,
        sequences: read::sequences(&lead, &catalog, chosen.homes.as_deref()).await?,
        has_large_objects,
        loaded: Mutex::new(BTreeMap::new()),
    };
    let job = Job { source: Source::Live(&live), catalog: &catalog, chosen: &chosen, options: &restore };
    let (is_created, _) = restore::into(to, &job, progress).await?;
    let masks = live.tables.iter().filter_map(|own| own.table.masks.as_ref());
    let masked = masks.flat_map(|masks| masks.report()).collect();
    let tables = live.loaded.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().collect();
    lead.end().await?;
    session.close().await;
    Ok(Summary { tables, is_created, masked, left_out })
}

/// A database is not copied into itself.
async fn refuse_same(from: &Client, to: &Config) -> Result<(), Error> {
    let target = session::open(to).await?;
    let who = async |client: &Client| {
        // Two servers do not start in the same microsecond, on the same port, with a database of the same number.
        let sql = "SELECT pg_catalog.format('%s %s %s', pg_catalog.pg_postmaster_start_time(), d.oid, \
                   pg_catalog.current_setting('port')) FROM pg_catalog.pg_database d \
                   WHERE d.datname = pg_catalog.current_database()";
        let row = client.query_one(sql, &[]).await.map_err(Error::server("the databases cannot be told apart"))?;
        Ok::<String, Error>(row.get(0))
    };
    let is_same = who(from).await? == who(&target).await?;
    target.close().await;
    if is_same {
        return Err(Error::Unsupported("source and target are the same database".to_owned()));
    }
    Ok(())
}
