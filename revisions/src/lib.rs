//! Revisions of a database schema on disk, and their graph.
//!
//! `relvar-migrate` runs them, and its macro `embed!` reads them when a program is compiled. No database is needed here.

pub mod history;
pub mod revision;

/// Tells Cargo to compile again if a revision comes, goes or changes: the line that a `build.rs` needs beside
/// `relvar_migrate::embed!`, because a macro cannot watch a folder.
#[expect(clippy::print_stdout, reason = "build scripts speak to Cargo so")]
pub fn rerun_if_changed(folder: &str) {
    println!("cargo::rerun-if-changed={folder}");
}
