//! Configuration, generated code and files on disk.

mod build;
mod config;
mod derives;
mod golden;
mod hostile;
mod output;
mod reference;
mod reuse;
mod stability;
