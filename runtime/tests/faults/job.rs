//! Table `public.job`: a queue.
//!
//! Written by hand, as relvar generates it.

use relvar::generated as rt;

/// A row of `public.job`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Job {
    /// `job_id bigint not null`
    pub(crate) job_id: i64,
    /// `worker integer`
    pub(crate) worker: Option<i32>,
}

/// Columns.
impl Job {
    /// `job_id bigint not null`
    pub(crate) const JOB_ID: rt::Column<Self, i64> = rt::column(0);
    /// `worker integer`
    pub(crate) const WORKER: rt::Column<Self, Option<i32>> = rt::column(1);
}

impl rt::Relation for Job {
    const META: &'static rt::RelationMeta = &rt::RelationMeta {
        schema: "public",
        name: "job",
        columns: &[("job_id", rt::types::INT8), ("worker", rt::types::INT4)],
        primary_key: &[0],
        nullable: &[1],
        keys: &[("job_pkey", &[0])],
        unique: &[&[0]],
        indexes: &[],
        mandatory: &[],
    };

    fn from_row(row: &rt::Row<'_>) -> Result<Self, rt::Error> {
        Ok(Self { job_id: row.get(0)?, worker: row.get(1)? })
    }

    fn value(&self, column: u16) -> &dyn rt::Encode {
        match column {
            0 => &self.job_id,
            1 => &self.worker,
            _ => rt::no_column(),
        }
    }
}

impl rt::Table for Job {
    type New = NewJob;
}

/// Values for a new row: what has no default is required.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NewJob {
    /// `job_id bigint not null`
    pub(crate) job_id: i64,
}

impl rt::Insertable for NewJob {
    fn value(&self, column: u16) -> Option<&dyn rt::Encode> {
        match column {
            0 => Some(&self.job_id),
            _ => None,
        }
    }
}
