//! How far a backup or a restore is.

/// What has been done so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// What is being done: reading a table, making an index.
    pub step: String,
    /// Rows so far.
    pub rows: u64,
    /// Bytes of rows so far, before compression.
    pub bytes: u64,
    /// All bytes there will be; of a backup, the size of the tables in the database, which is an estimate. Zero if unknown.
    pub of_bytes: u64,
}
