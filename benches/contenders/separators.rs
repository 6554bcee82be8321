//! Only finds the ends of keywords and values, with vector instructions.

/// Returns the number of `;` and `=`.
pub(crate) fn count(text: &str) -> usize {
    memchr::memchr2_iter(b';', b'=', text.as_bytes()).count()
}
