//! Keyed permutations of sequences of symbols: no two inputs of one shape become the same, and none becomes itself.
//!
//! A sequence has a symbol at each place, and each place has its own number of symbols. A Feistel network P over both halves of
//! the sequence permutes all sequences of that shape; what is taken is P⁻¹(P(x) + 1). It visits all sequences in one circle.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

/// Rounds of the network.
const ROUNDS: u8 = 8;

/// The symbol at a place, as a number below the number of symbols there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Symbol {
    pub(super) value: u32,
    /// How many there are, at least 2.
    pub(super) of: u32,
}

/// What is secret.
#[derive(Clone)]
pub(super) struct Key(Hmac<Sha256>);

impl Key {
    pub(super) fn new(key: &[u8]) -> Self {
        let mut block = [0; 64];
        block[..32].copy_from_slice(&Sha256::digest(key));
        Self(Hmac::new(&block.into()))
    }

    /// The hash of a message that nobody can make without the key (HMAC-SHA-256). The first part says what it is for.
    pub(super) fn hash(&self, what: &[u8], message: &[u8]) -> [u8; 32] {
        // Neither part runs into the other.
        let length = u64::try_from(what.len()).unwrap_or(u64::MAX).to_le_bytes();
        let parts = [&length[..], what, message];
        parts.into_iter().fold(self.0.clone(), Hmac::chain_update).finalize().into_bytes().into()
    }
}

/// Replaces a sequence by the next one on the circle of its shape. An empty one stays.
pub(super) fn next(key: &Key, symbols: &mut [Symbol]) {
    let shape: Vec<u8> = symbols.iter().flat_map(|symbol| symbol.of.to_le_bytes()).collect();
    let key = Key::new(&key.hash(b"shape", &shape));
    match symbols {
        [] => {}
        [only] => single(&key, only),
        several => {
            let middle = several.len() / 2;
            for round in 0..ROUNDS {
                step(&key, round, several.split_at_mut(middle), add);
            }
            increment(several);
            for round in (0..ROUNDS).rev() {
                step(&key, round, several.split_at_mut(middle), subtract);
            }
        }
    }
}

/// The circle of the symbols of one place, in an order that the key decides.
fn single(key: &Key, symbol: &mut Symbol) {
    let mut circle: Vec<u32> = (0..symbol.of).collect();
    circle.sort_by_cached_key(|value| key.hash(b"symbol", &value.to_le_bytes()));
    let at = circle.iter().position(|value| *value == symbol.value).unwrap_or_default();
    symbol.value = circle[(at + 1) % circle.len()];
}

/// One round: one half changes by what the other one says.
fn step(key: &Key, round: u8, (left, right): (&mut [Symbol], &mut [Symbol]), change: fn(u32, u32, u32) -> u32) {
    let (changes, says) = if round.is_multiple_of(2) { (left, right) } else { (right, left) };
    let message: Vec<u8> = says.iter().flat_map(|symbol| symbol.value.to_le_bytes()).collect();
    for (number, eight) in (0_u32..).zip(changes.chunks_mut(8)) {
        let what = [&[round][..], &number.to_le_bytes()].concat();
        let hash = key.hash(&what, &message);
        for (symbol, bytes) in eight.iter_mut().zip(hash.chunks_exact(4)) {
            let by = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) % symbol.of;
            symbol.value = change(symbol.value, by, symbol.of);
        }
    }
}

fn add(value: u32, by: u32, of: u32) -> u32 {
    (value + by) % of
}

fn subtract(value: u32, by: u32, of: u32) -> u32 {
    (value + of - by) % of
}

/// The sequence after this one, with the first after the last.
fn increment(symbols: &mut [Symbol]) {
    for symbol in symbols.iter_mut().rev() {
        symbol.value += 1;
        if symbol.value < symbol.of {
            return;
        }
        symbol.value = 0;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// All sequences of a shape.
    fn all(shape: &[u32]) -> Vec<Vec<Symbol>> {
        let mut found = vec![Vec::new()];
        for of in shape {
            let longer = |own: &Vec<Symbol>| {
                let own = own.clone();
                (0..*of).map(move |value| [&own[..], &[Symbol { value, of: *of }]].concat())
            };
            found = found.iter().flat_map(longer).collect();
        }
        found
    }

    #[test]
    fn every_sequence_becomes_another_one_and_no_two_the_same() {
        for shape in [&[7][..], &[2, 2], &[10, 26, 3], &[5, 4, 3, 2, 2], &[366]] {
            let key = Key::new(b"a key");
            let mut images = BTreeSet::new();
            for sequence in all(shape) {
                let mut image = sequence.clone();
                next(&key, &mut image);
                assert_ne!(image, sequence);
                assert!(images.insert(image.iter().map(|symbol| symbol.value).collect::<Vec<_>>()));
            }
            assert_eq!(images.len(), shape.iter().product::<u32>() as usize);
        }
    }

    #[test]
    fn another_key_gives_other_sequences() {
        let symbols = [Symbol { value: 3, of: 26 }; 12];
        let of = |key: &[u8]| {
            let mut own = symbols;
            next(&Key::new(key), &mut own);
            own
        };
        assert_eq!(of(b"a"), of(b"a"));
        assert_ne!(of(b"a"), of(b"b"));
    }
}
