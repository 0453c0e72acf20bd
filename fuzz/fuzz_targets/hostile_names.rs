//! Catalogs with names that no one would choose, the fuzzer's own among them: what is generated parses, has no two items of
//! one name, and asks for just the objects there are.
#![no_main]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a crash is what is searched for")]

#[path = "../../codegen/tests/hostile/catalogs.rs"]
mod catalogs;
#[path = "../../codegen/tests/hostile/checks.rs"]
mod checks;

use libfuzzer_sys::{Corpus, fuzz_target};
use proptest::{
    prelude::{Strategy as _, prop},
    prop_oneof,
    strategy::ValueTree as _,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

// How a catalog is put together is drawn from a seed; what its objects are called, half from the list of the tests and
// half from the fuzzer's own texts.
fuzz_target!(|data: &[u8]| -> Corpus {
    let Some((seed, texts)) = data.split_at_checked(32) else { return Corpus::Reject };
    let names: Vec<String> =
        texts.split(|byte| *byte == 0xff).map(identifier).filter(|name| !name.is_empty()).collect();
    if names.is_empty() {
        return Corpus::Reject;
    }
    let name = prop_oneof![catalogs::name(), prop::sample::select(names)].boxed();
    let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, seed));
    let Ok(tree) = catalogs::catalog(&name).new_tree(&mut runner) else { return Corpus::Reject };
    checks::check(&tree.current());
    Corpus::Keep
});

/// What PostgreSQL takes for a name: text of at most 63 bytes, without NUL.
fn identifier(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes).replace('\0', "");
    let end = text.floor_char_boundary(63);
    text[..end].to_owned()
}
