//! Tells the crate which version of `prettyplease` prints its code.

use std::{env, error::Error};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-env=RELVAR_PRETTYPLEASE={}", env::var("DEP_PRETTYPLEASE03_VERSION")?);
    Ok(())
}
