//! Random decisions that can be made again: the seed is printed where a test fails.

use std::hash::{BuildHasher, RandomState};

/// SplitMix64.
pub(crate) struct Random(u64);

impl Random {
    /// With the seed of `RELVAR_FAULTS_SEED`, or with one that is printed. The order in which a server answers is not
    /// in the seed: it gives the same programs, and not the same run.
    pub(crate) fn seeded() -> Self {
        let seed = match std::env::var("RELVAR_FAULTS_SEED") {
            Ok(seed) => seed.parse().expect("RELVAR_FAULTS_SEED is a number"),
            Err(_) => RandomState::new().hash_one(0),
        };
        eprintln!("RELVAR_FAULTS_SEED={seed}");
        Self(seed)
    }

    /// Another one, for a task of its own.
    pub(crate) fn fork(&mut self) -> Self {
        Self(self.next())
    }

    /// A number below this one.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    pub(crate) fn pick<T: Copy>(&mut self, among: &[T]) -> T {
        let at = self.below(among.len() as u64);
        among[usize::try_from(at).expect("an index")]
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// So many times, and `RELVAR_FAULTS` times more where that is set.
pub(crate) fn times(usual: u64) -> u64 {
    let factor = std::env::var("RELVAR_FAULTS").map_or(1, |text| text.parse().expect("RELVAR_FAULTS is a number"));
    usual * factor
}
