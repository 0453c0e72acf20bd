//! Has Cargo look for new revisions: a macro cannot.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
