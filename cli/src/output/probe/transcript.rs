//! The transcript of a conversation, in the form of swaks.

use crate::names;
use crate::probe::conversation::Entry;

/// The maximum number of entries. The rest of a long reply says nothing new.
const MAX_ENTRIES: usize = 200;

/// Returns the lines of a transcript: what was sent (`->`), received (`<-`) and what else happened (`===`).
pub(super) fn lines(entries: &[Entry]) -> impl Iterator<Item = String> {
    let shown = entries.iter().take(MAX_ENTRIES).map(|entry| match entry {
        Entry::Sent(text) => format!(" -> {}", names::from_server(text)),
        Entry::Received(text) => format!("<-  {}", names::from_server(text)),
        Entry::Note(text) => format!("=== {}", names::from_server(text)),
    });
    let omitted = entries.len().saturating_sub(MAX_ENTRIES);
    shown.chain((omitted > 0).then(|| format!("=== and {omitted} more lines")))
}
