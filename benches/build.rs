//! Writes the models of the rental sample to `OUT_DIR`, for the benchmark of statements.

fn main() {
    for name in ["with", "without"] {
        relvar_codegen::Build::new(format!("statements/{name}.toml")).name(name).run();
    }
}
