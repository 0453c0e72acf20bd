//! The oracle: random programs over random rows, run by relvar on a server and by an interpreter in memory.
//!
//! A case is a program over the rows of a world; a world serves several programs. `choices` makes random choices that can
//! be played again, `world` and `random` make rows and programs of them, `interpret` says what a program means, `build`
//! and `run` do the same with relvar's own calls. Where the two disagree, the case is made smaller and shown.
//!
//! `RELVAR_ORACLE_CASES=1000000 cargo test -p relvar --test oracle` runs for hours; `RELVAR_ORACLE_SEED=n` begins elsewhere.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::type_complexity,
    reason = "tests fail by panicking"
)]

mod build;
mod choices;
mod compare;
mod interpret;
#[path = "../../../codegen/tests/cases/oracle/expected/files/mod.rs"]
mod models;
mod program;
mod random;
mod run;
mod schema;
#[allow(dead_code, unused_macros, unused_imports, reason = "other tests use all of it")]
#[path = "../live/server.rs"]
mod server;
mod typed;
mod value;
mod world;

use crate::compare::Oracle;

/// How many programs one world serves.
const PROGRAMS: u64 = 12;

/// A number that the environment may say.
fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

#[test]
fn a_server_finds_what_the_interpreter_finds() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let Some(oracle) = Oracle::open().await else { return };
        let seed = setting("RELVAR_ORACLE_SEED", 1);
        let worlds = setting("RELVAR_ORACLE_CASES", 2400).div_ceil(PROGRAMS);
        let mut failures = setting("RELVAR_ORACLE_FAILURES", 1);
        let (mut checked, mut skipped) = (0, 0);
        for world in seed..seed + worlds {
            match oracle.world(world, PROGRAMS).await {
                Ok(count) => {
                    checked += count.checked;
                    skipped += count.skipped;
                }
                Err(failure) => {
                    eprintln!("{failure}\n");
                    failures -= 1;
                    assert!(failures > 0, "the oracle disagrees");
                }
            }
        }
        eprintln!("{checked} programs agree, {skipped} met an error that only the server may meet");
        assert!(checked > skipped * 20, "most programs are compared");
    });
}
