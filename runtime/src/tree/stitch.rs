//! Which rows belong together: an index over the keys of one level, asked with the keys of the next.

use super::keys::KeyList;

/// No group.
const NONE: u32 = u32::MAX;

/// The rows of a level, in groups with the same key.
#[derive(Debug)]
pub(super) struct Index<'k> {
    find: Find<'k>,
    /// The group of each row; `NONE` where the key is NULL.
    groups: Vec<u32>,
    count: u32,
}

#[derive(Debug)]
enum Find<'k> {
    /// Integers close together: a table from the smallest on.
    Table { smallest: i64, groups: Vec<u32> },
    /// Integers far apart, sorted.
    Integers(Vec<(i64, u32)>),
    /// Bytes, sorted.
    Bytes(Vec<(&'k [u8], u32)>),
}

impl<'k> Index<'k> {
    /// The index over keys.
    pub(super) fn of(keys: &'k KeyList) -> Self {
        match keys {
            KeyList::Integers(keys) => integers(keys),
            KeyList::Bytes(bytes, ends) => self::bytes(bytes, ends),
        }
    }

    /// The first row of each group.
    pub(super) fn firsts(&self) -> Vec<usize> {
        let mut seen = vec![false; self.count as usize];
        let mut firsts = Vec::with_capacity(seen.len());
        for (row, &group) in self.groups.iter().enumerate() {
            if group != NONE && !std::mem::replace(&mut seen[group as usize], true) {
                firsts.push(row);
            }
        }
        firsts
    }

    /// Puts each `X` where it belongs: for every row of this level, what `finish` makes of the values with its key.
    ///
    /// A value that belongs to several rows is cloned for all but the last of them.
    pub(super) fn distribute<X: Clone, L, E>(
        &self,
        keys: &KeyList,
        values: Vec<X>,
        finish: impl Fn(Vec<X>) -> Result<L, E>,
    ) -> Result<Vec<L>, E> {
        let found = self.groups_of(keys);
        let mut sizes = vec![0_usize; self.count as usize];
        for &group in found.iter().filter(|&&group| group != NONE) {
            sizes[group as usize] += 1;
        }
        let mut groups: Vec<Vec<X>> = sizes.into_iter().map(Vec::with_capacity).collect();
        for (value, group) in values.into_iter().zip(found) {
            if group != NONE {
                groups[group as usize].push(value);
            }
        }
        let mut uses = vec![0_u32; self.count as usize];
        for &group in self.groups.iter().filter(|&&group| group != NONE) {
            uses[group as usize] += 1;
        }
        let each = self.groups.iter().map(|&group| {
            if group == NONE {
                return finish(Vec::new());
            }
            let group = group as usize;
            uses[group] -= 1;
            let rows = &mut groups[group];
            finish(if uses[group] == 0 { std::mem::take(rows) } else { rows.clone() })
        });
        each.collect()
    }

    /// The group that each key belongs to.
    fn groups_of(&self, keys: &KeyList) -> Vec<u32> {
        match keys {
            KeyList::Integers(keys) => {
                // Rows with the same key often follow each other.
                let mut last = (None, NONE);
                keys.iter()
                    .map(|key| {
                        if last.0 != *key {
                            last = (*key, key.map_or(NONE, |key| self.group_of_integer(key)));
                        }
                        last.1
                    })
                    .collect()
            }
            KeyList::Bytes(bytes, ends) => {
                slices(bytes, ends).map(|key| key.map_or(NONE, |key| self.group_of_bytes(key))).collect()
            }
        }
    }

    fn group_of_integer(&self, key: i64) -> u32 {
        match &self.find {
            Find::Table { smallest, groups } => {
                usize::try_from(key.wrapping_sub(*smallest)).ok().and_then(|at| groups.get(at).copied()).unwrap_or(NONE)
            }
            Find::Integers(sorted) => match sorted.binary_search_by_key(&key, |(key, _)| *key) {
                Ok(at) => sorted[at].1,
                Err(_) => NONE,
            },
            Find::Bytes(_) => NONE,
        }
    }

    fn group_of_bytes(&self, key: &[u8]) -> u32 {
        match &self.find {
            Find::Bytes(sorted) => match sorted.binary_search_by_key(&key, |(key, _)| *key) {
                Ok(at) => sorted[at].1,
                Err(_) => NONE,
            },
            _ => NONE,
        }
    }
}

fn integers(keys: &[Option<i64>]) -> Index<'static> {
    let smallest = keys.iter().flatten().copied().min().unwrap_or(0);
    let largest = keys.iter().flatten().copied().max().unwrap_or(0);
    let span = usize::try_from(largest.wrapping_sub(smallest)).unwrap_or(usize::MAX);
    let mut count = 0;
    if span < keys.len().saturating_mul(4).saturating_add(1024) {
        let mut table = vec![NONE; span + 1];
        let groups = keys.iter().map(|key| {
            let Some(at) = key.and_then(|key| usize::try_from(key.wrapping_sub(smallest)).ok()) else { return NONE };
            if table[at] == NONE {
                table[at] = count;
                count += 1;
            }
            table[at]
        });
        let groups = groups.collect();
        return Index { find: Find::Table { smallest, groups: table }, groups, count };
    }
    let (sorted, groups, count) = sorted(keys.iter().copied());
    Index { find: Find::Integers(sorted), groups, count }
}

fn bytes<'k>(bytes: &'k [u8], ends: &'k [Option<usize>]) -> Index<'k> {
    let (sorted, groups, count) = sorted(slices(bytes, ends));
    Index { find: Find::Bytes(sorted), groups, count }
}

/// The different keys, sorted, each with a number; and the number of each row's key.
fn sorted<K: Ord + Copy>(keys: impl Iterator<Item = Option<K>>) -> (Vec<(K, u32)>, Vec<u32>, u32) {
    let keys = keys.collect::<Vec<_>>();
    let mut rows = (0_u32..).zip(&keys).filter_map(|(row, key)| Some(((*key)?, row))).collect::<Vec<_>>();
    rows.sort_unstable();
    let mut groups = vec![NONE; keys.len()];
    let mut distinct: Vec<(K, u32)> = Vec::with_capacity(rows.len());
    for (key, row) in rows {
        if distinct.last().is_none_or(|(last, _)| *last != key) {
            let group = u32::try_from(distinct.len()).unwrap_or(NONE);
            distinct.push((key, group));
        }
        if let Some((_, group)) = distinct.last() {
            groups[row as usize] = *group;
        }
    }
    let count = u32::try_from(distinct.len()).unwrap_or(NONE);
    (distinct, groups, count)
}

fn slices<'k>(bytes: &'k [u8], ends: &'k [Option<usize>]) -> impl Iterator<Item = Option<&'k [u8]>> {
    let mut start = 0;
    ends.iter().map(move |end| {
        let end = (*end)?;
        let key = &bytes[start..end];
        start = end;
        Some(key)
    })
}
