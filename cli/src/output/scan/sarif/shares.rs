//! Divides a limited number of places fairly among files.
//!
//! The places are given in rounds: each round gives one place to every file that has another item, and the file gives it to
//! its most important item. If the places of the last round are not enough, the files with the most important items get them.
//! So one file with many items cannot evict those of the others, and a file with few items leaves its places to them.

/// Items of files, of which at most twice the limit are in memory.
pub(super) struct Shares<T, N> {
    limit: usize,
    files: Vec<File<T, N>>,
    /// The number of items in memory.
    held: usize,
    omitted: Omitted<N>,
}

/// The items that have no place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Omitted<N> {
    pub(super) items: usize,
    pub(super) files: usize,
    /// The numbers of the first files in [`Shares::begin_file`] order that lost items, up to [`MAX_NAMED`].
    pub(super) names: Vec<N>,
}

/// The maximum number of files that are named.
const MAX_NAMED: usize = 20;

struct File<T, N> {
    name: N,
    items: Vec<Item<T>>,
    omitted: usize,
}

struct Item<T> {
    /// Lower is more important.
    rank: u8,
    /// The position among the items of the file.
    position: usize,
    value: T,
}

impl<T, N: Clone> Shares<T, N> {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, files: Vec::new(), held: 0, omitted: Omitted { items: 0, files: 0, names: Vec::new() } }
    }

    /// Begins a file, to which the following items belong.
    pub(super) fn begin_file(&mut self, name: N) {
        // There may be any number of files without items.
        if let Some(last) = self.files.pop_if(|last| last.items.is_empty()) {
            self.omitted.add(last.omitted, &last.name);
        }
        self.files.push(File { name, items: Vec::new(), omitted: 0 });
    }

    /// Adds an item of the current file. A lower rank is more important.
    pub(super) fn push(&mut self, rank: u8, value: T) {
        // The items that are pruned later would also be pruned at the end, because the share of a file never grows.
        if self.held >= self.limit.saturating_mul(2) {
            self.prune();
        }
        let Some(file) = self.files.last_mut() else { return };
        let position = file.items.len() + file.omitted;
        file.items.push(Item { rank, position, value });
        self.held += 1;
    }

    /// Returns the items that have a place, in the order in which they were added, and the number of the others.
    pub(super) fn finish(mut self) -> (Vec<T>, Omitted<N>) {
        self.prune();
        for file in &mut self.files {
            file.items.sort_by_key(|item| item.position);
            self.omitted.add(file.omitted, &file.name);
        }
        let items = self.files.into_iter().flat_map(|file| file.items).map(|item| item.value).collect();
        (items, self.omitted)
    }

    /// Removes the items that have no place.
    fn prune(&mut self) {
        if self.held <= self.limit {
            return;
        }
        for file in &mut self.files {
            file.items.sort_by_key(|item| (item.rank, item.position));
        }
        let rounds = self.complete_rounds();
        let places = self.limit - self.places(rounds);
        // The files that have another item, and its rank.
        let next =
            self.files.iter().enumerate().filter_map(|(index, file)| Some((file.items.get(rounds)?.rank, index)));
        let mut next: Vec<(u8, usize)> = next.collect();
        next.sort_unstable();
        next.truncate(places);
        let mut shares = vec![rounds; self.files.len()];
        for (_, index) in next {
            shares.get_mut(index).into_iter().for_each(|share| *share += 1);
        }
        for (file, share) in self.files.iter_mut().zip(shares) {
            file.omitted += file.items.len().saturating_sub(share);
            file.items.truncate(share);
        }
        self.held = self.limit;
        self.forget_empty_files();
    }

    /// Returns the highest number of rounds for which the places are enough.
    fn complete_rounds(&self) -> usize {
        let (mut enough, mut too_many) = (0, self.limit + 1);
        while too_many - enough > 1 {
            let rounds = enough.midpoint(too_many);
            *(if self.places(rounds) <= self.limit { &mut enough } else { &mut too_many }) = rounds;
        }
        enough
    }

    /// Returns the number of places that are given in a number of rounds.
    fn places(&self, rounds: usize) -> usize {
        self.files.iter().map(|file| file.items.len().min(rounds)).sum()
    }

    /// Removes the files that have lost all their items. The current file remains.
    fn forget_empty_files(&mut self) {
        let current = self.files.pop();
        self.files.retain(|file| {
            if file.items.is_empty() {
                self.omitted.add(file.omitted, &file.name);
            }
            !file.items.is_empty()
        });
        self.files.extend(current);
    }
}

impl<N: Clone> Omitted<N> {
    fn add(&mut self, items: usize, name: &N) {
        if items == 0 {
            return;
        }
        self.items += items;
        self.files += 1;
        if self.names.len() < MAX_NAMED {
            self.names.push(name.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the items that have a place, as the file and the position in it.
    #[track_caller]
    fn kept(limit: usize, files: &[&[u8]]) -> (Vec<(usize, usize)>, usize) {
        let mut shares = Shares::new(limit);
        for (index, ranks) in files.iter().enumerate() {
            shares.begin_file(index.to_string());
            for (position, rank) in ranks.iter().enumerate() {
                shares.push(*rank, (index, position));
                assert!(shares.held <= 2 * limit && shares.files.len() <= 2 * limit + 1);
            }
        }
        let (items, omitted) = shares.finish();
        assert_eq!(items.len() + omitted.items, files.iter().map(|ranks| ranks.len()).sum::<usize>());
        (items, omitted.files)
    }

    /// Computes the same without a limit on the memory.
    fn expected(limit: usize, files: &[&[u8]]) -> Vec<(usize, usize)> {
        let mut order = Vec::new();
        for (index, ranks) in files.iter().enumerate() {
            let mut sorted: Vec<(u8, usize)> = ranks.iter().copied().zip(0..).collect();
            sorted.sort_unstable();
            order
                .extend(sorted.into_iter().enumerate().map(|(round, (rank, position))| (round, rank, index, position)));
        }
        order.sort_unstable();
        let mut kept: Vec<_> = order.into_iter().take(limit).map(|(.., index, position)| (index, position)).collect();
        kept.sort_unstable();
        kept
    }

    #[test]
    fn nothing_is_omitted_below_the_limit() {
        assert_eq!(kept(3, &[&[2], &[], &[0, 1]]), (vec![(0, 0), (2, 0), (2, 1)], 0));
        assert_eq!(kept(0, &[]), (vec![], 0));
    }

    #[test]
    fn large_file_leaves_places_to_the_others() {
        assert_eq!(kept(6, &[&[0; 100], &[2, 2], &[1]]), (vec![(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (2, 0)], 1));
    }

    #[test]
    fn most_important_items_are_kept() {
        assert_eq!(kept(3, &[&[2, 2, 1, 2, 0, 2, 1]]), (vec![(0, 2), (0, 4), (0, 6)], 1));
        // There is no place for every file.
        assert_eq!(kept(2, &[&[2], &[1], &[2, 0], &[1]]), (vec![(1, 0), (2, 1)], 3));
    }

    #[test]
    fn pruning_early_changes_nothing() {
        // A linear congruential generator, so that the test is deterministic.
        let mut state = 1_u64;
        let mut next = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        for _ in 0..2000 {
            let limit = usize::try_from(1 + next(12)).unwrap();
            let mut file = || -> Vec<u8> { (0..next(15)).map(|_| u8::try_from(next(4)).unwrap()).collect() };
            let files: Vec<Vec<u8>> = (0..8).map(|_| file()).collect();
            let files: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
            assert_eq!(kept(limit, &files).0, expected(limit, &files), "{limit} {files:?}");
        }
    }

    #[test]
    fn files_that_lost_items_are_named() {
        let mut shares = Shares::new(1);
        for index in 0..30 {
            shares.begin_file(index.to_string());
            shares.push(0, ());
        }
        let (items, omitted) = shares.finish();
        assert_eq!((items.len(), omitted.items, omitted.files, omitted.names.len()), (1, 29, 29, MAX_NAMED));
    }
}
