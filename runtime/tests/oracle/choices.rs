//! Random choices that can be played again: a case is what is made of a list of numbers, and a smaller list makes a
//! smaller case.

use std::time::{Duration, Instant};

/// Where the choices of a case come from.
pub(crate) struct Choices {
    made: Vec<u32>,
    at: usize,
    /// What makes further choices; without it, all that are not there are the first and simplest one.
    random: Option<Random>,
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u32::try_from((z ^ (z >> 31)) >> 32).expect("32 bits")
    }
}

impl Choices {
    /// Those of a seed.
    pub(crate) fn of(seed: u64) -> Self {
        Self { made: Vec::new(), at: 0, random: Some(Random(seed)) }
    }

    /// Those that were made before.
    pub(crate) fn again(made: &[u32]) -> Self {
        Self { made: made.to_vec(), at: 0, random: None }
    }

    /// All that were made.
    pub(crate) fn into_made(self) -> Vec<u32> {
        self.made
    }

    /// A number below `end`; 0 is the simplest.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = u32::try_from(end).expect("few");
        if self.at == self.made.len() {
            let next = self.random.as_mut().map_or(0, |random| random.next() % end);
            self.made.push(next);
        }
        let chosen = self.made[self.at].min(end - 1);
        self.made[self.at] = chosen;
        self.at += 1;
        chosen as usize
    }

    /// One of these; the first is the simplest.
    pub(crate) fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// True once in so many times.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }

    /// A list of up to `most`.
    pub(crate) fn list<T>(&mut self, least: usize, most: usize, mut each: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let count = least + self.below(most - least + 1);
        (0..count).map(|_| each(self)).collect()
    }
}

/// The smallest list of choices that is found with which a case still fails.
pub(crate) async fn shrink(made: Vec<u32>, mut fails: impl AsyncFnMut(&[u32]) -> bool) -> Vec<u32> {
    const ATTEMPTS: usize = 1500;
    const PATIENCE: Duration = Duration::from_secs(20);
    let begun = Instant::now();
    let mut best = made;
    let mut left = ATTEMPTS;
    loop {
        let before = best.clone();
        for length in [64, 16, 4, 2, 1] {
            let mut at = 0;
            while at < best.len() && left > 0 && begun.elapsed() < PATIENCE {
                let end = (at + length).min(best.len());
                let without = [&best[..at], &best[end..]].concat();
                left -= 1;
                if fails(&without).await {
                    best = without;
                } else {
                    at += length;
                }
            }
        }
        for at in 0..best.len() {
            for smaller in [0, best[at] / 2, best[at].saturating_sub(1)] {
                if smaller < best[at] && left > 0 && begun.elapsed() < PATIENCE {
                    let mut with = best.clone();
                    with[at] = smaller;
                    left -= 1;
                    if fails(&with).await {
                        best = with;
                        break;
                    }
                }
            }
        }
        if best == before || left == 0 || begun.elapsed() > PATIENCE {
            return best;
        }
    }
}
