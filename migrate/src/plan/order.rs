//! Putting statements in order: Kahn's algorithm with a heap, so that the same catalogs give the same plan.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap},
};

/// The keys in an order in which each comes after what it waits for; or those that wait for each other.
pub(super) fn order<K: Ord + Clone>(waits: &BTreeMap<K, BTreeSet<K>>) -> Result<Vec<K>, Vec<K>> {
    let mut left: BTreeMap<&K, usize> = BTreeMap::new();
    let mut followers: BTreeMap<&K, Vec<&K>> = BTreeMap::new();
    for (key, before) in waits {
        let before = before.iter().filter(|other| waits.contains_key(*other));
        let mut count = 0;
        for other in before {
            followers.entry(other).or_default().push(key);
            count += 1;
        }
        left.insert(key, count);
    }
    let mut ready: BinaryHeap<Reverse<&K>> =
        left.iter().filter(|(_, count)| **count == 0).map(|(key, _)| Reverse(*key)).collect();
    let mut found = Vec::with_capacity(waits.len());
    while let Some(Reverse(key)) = ready.pop() {
        found.push(key.clone());
        for follower in followers.get(key).into_iter().flatten() {
            if let Some(count) = left.get_mut(follower) {
                *count -= 1;
                if *count == 0 {
                    ready.push(Reverse(follower));
                }
            }
        }
    }
    if found.len() == waits.len() { Ok(found) } else { Err(circle(waits, &found.into_iter().collect())) }
}

/// One circle among the keys that are left.
fn circle<K: Ord + Clone>(waits: &BTreeMap<K, BTreeSet<K>>, done: &BTreeSet<K>) -> Vec<K> {
    let next =
        |key: &K| waits.get(key)?.iter().find(|other| waits.contains_key(*other) && !done.contains(*other)).cloned();
    let Some(mut at) = waits.keys().find(|key| !done.contains(*key)).cloned() else { return Vec::new() };
    let mut path = Vec::new();
    loop {
        if let Some(start) = path.iter().position(|key| *key == at) {
            return path.split_off(start);
        }
        path.push(at.clone());
        match next(&at) {
            Some(key) => at = key,
            None => return path,
        }
    }
}
