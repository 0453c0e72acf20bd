//! Tells the crate which version of `prettyplease` prints its code.
#![expect(clippy::print_stdout, reason = "Cargo reads what a build script prints")]

use std::{env, error::Error};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-env=RELVAR_PRETTYPLEASE={}", env::var("DEP_PRETTYPLEASE03_VERSION")?);
    Ok(())
}
