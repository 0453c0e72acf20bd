//! Writes the models to `OUT_DIR`, from the snapshot that is checked in.

fn main() {
    relvar_codegen::Build::new("relvar.toml").run();
}
