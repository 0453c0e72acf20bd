//! What does not compile, and what the compiler says: each file of `ui` is named as the promise it breaks.

#[test]
fn broken_promises_do_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
