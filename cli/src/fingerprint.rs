//! Recognizes whether the content of a file has changed.

use std::hash::{DefaultHasher, Hasher};

/// A number that is almost certainly different for other content. It is compared only within a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fingerprint(u64);

impl Fingerprint {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let mut hasher = DefaultHasher::new();
        hasher.write(bytes);
        hasher.write_usize(bytes.len());
        Self(hasher.finish())
    }
}
