//! Where the last pair of each keyword is, so that setting many keywords does not search all pairs for each.

use alloc::collections::BTreeMap;

use super::pair::Pairs;

/// The pairs by the hash of their keyword. Two keywords with the same hash are one entry, which the caller notices.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    entries: BTreeMap<u64, Entry>,
}

/// The pairs with one hash.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// The index of the last pair.
    pub(super) last: usize,
    /// There is only one.
    pub(super) is_single: bool,
}

impl Index {
    pub(super) fn new(pairs: Pairs<'_>) -> Self {
        let mut index = Self::default();
        for (at, pair) in pairs.enumerate() {
            index.add(&pair.keyword(), at);
        }
        index
    }

    pub(super) fn find(&self, keyword: &str) -> Option<Entry> {
        self.entries.get(&hash(keyword)).copied()
    }

    /// Adds a pair after all others.
    pub(super) fn add(&mut self, keyword: &str, at: usize) {
        self.entries
            .entry(hash(keyword))
            .and_modify(|entry| *entry = Entry { last: at, is_single: false })
            .or_insert(Entry { last: at, is_single: true });
    }
}

/// FNV-1a, ignoring ASCII case. Keywords that collide on purpose only make edits slower.
fn hash(keyword: &str) -> u64 {
    keyword.bytes().fold(0xCBF2_9CE4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01B3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_ignore_ascii_case() {
        let mut index = Index::default();
        index.add("Foo", 0);
        index.add("Bar", 1);
        assert_eq!(index.find("FOO").map(|entry| (entry.last, entry.is_single)), Some((0, true)));
        index.add("foo", 2);
        assert_eq!(index.find("Foo").map(|entry| (entry.last, entry.is_single)), Some((2, false)));
        assert!(index.find("Baz").is_none());
    }
}
