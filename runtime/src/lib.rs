//! Sets, expressions, traversal and execution over the rows of a PostgreSQL database.

mod error;
mod execute;
mod row;
mod statement;
mod value;

pub use error::{Error, ServerError};
pub use execute::{
    ConnectOptions, CopyIn, CopyOut, CopyRow, Db, Executor, IsolationLevel, Listener, Mode, Notification, Retrying,
    RowStream, Timed, Transaction, TransactionBuilder,
};
#[cfg(feature = "pool")]
pub use execute::{Pool, PoolBuilder, Recycling};
pub use value::{Array, Dimension, Interval, IpCidr, IpInet, Json, MacAddr, MacAddr8, Numeric, OrInfinity, Text};

#[doc(hidden)]
pub mod generated {
    //! The contract with generated code.

    pub use crate::error::{Constraints, Error};
    pub use crate::row::Row;
    pub use crate::value::*;
    #[cfg(feature = "chrono")]
    pub use chrono;
    pub use {serde_json, uuid};
}
