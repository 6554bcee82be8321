//! The limits on the size of files.

/// The limits above which a file is reported as unreadable.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The maximum number of entries in an archive.
    pub entries: usize,
    /// The maximum size of an uncompressed entry, in bytes.
    pub entry_bytes: u64,
    /// The maximum size of all uncompressed entries of an archive, in bytes.
    pub archive_bytes: u64,
    /// The maximum number of nodes (elements, texts, comments) and of attributes in an XML document.
    pub nodes: u32,
    /// The maximum number of SMTP connection managers and Send Mail tasks in a file.
    pub managers: usize,
    /// The maximum number of connection strings in a file.
    pub strings: usize,
}

impl Default for Limits {
    /// Returns limits far above the needs of real projects: the largest known package has 20 MB and 300,000 nodes.
    fn default() -> Self {
        Self {
            entries: 10_000,
            entry_bytes: 128 << 20,
            archive_bytes: 1 << 30,
            nodes: 2_000_000,
            managers: 50_000,
            strings: 50_000,
        }
    }
}
