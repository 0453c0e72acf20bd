//! The API: what requests say, and what is answered.

pub(crate) mod explore;
pub(crate) mod input;
pub(crate) mod jobs;
pub(crate) mod modules;
pub(crate) mod operation;
pub(crate) mod plans;
pub(crate) mod problems;
pub(crate) mod revisions;
