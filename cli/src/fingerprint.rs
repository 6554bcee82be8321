//! Recognizes whether the content of a file has changed.

use flate2::Crc;

/// A checksum and the length of a content. They are compared only within a run, and nobody gains from a collision, so a
/// cryptographic hash is not needed. `DefaultHasher` takes twice as long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fingerprint {
    checksum: u32,
    length: usize,
}

impl Fingerprint {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let mut checksum = Crc::new();
        checksum.update(bytes);
        Self { checksum: checksum.sum(), length: bytes.len() }
    }
}
