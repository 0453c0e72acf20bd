//! Reading a live database as one moment had it: its catalog, rows, sequences and large objects.

pub(crate) mod large;
mod lead;
mod rows;
mod sequences;

pub(crate) use lead::{Lead, Measured};
pub(crate) use rows::{Unit, rows, units};
pub(crate) use sequences::read as sequences;
