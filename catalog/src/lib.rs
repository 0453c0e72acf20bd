//! What a PostgreSQL database says: its catalog as plain data, and how to read one.

pub mod catalog;
#[cfg(feature = "live")]
mod cause;
pub mod ddl;
mod diagnostic;
mod fingerprint;
mod hexadecimal;
#[cfg(feature = "live")]
pub mod introspect;
#[cfg(feature = "live")]
pub mod load;
#[cfg(feature = "scratch")]
pub mod scratch;
pub mod snapshot;
#[cfg(feature = "scratch")]
mod source;
pub mod statistics;

pub use catalog::{Catalog, QualifiedName};
#[cfg(feature = "live")]
pub use cause::Cause;
pub use diagnostic::Diagnostic;
pub use fingerprint::{Fingerprint, Fingerprints, fingerprints};
pub use hexadecimal::hexadecimal;
/// Connecting to a server.
#[cfg(feature = "live")]
pub use relvar_connect as connect;
#[cfg(feature = "scratch")]
pub use source::{Loaded, Source, SourceError, Step, load_in, load_on};
pub use statistics::Statistics;
