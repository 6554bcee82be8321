//! A range of bytes of the source.

use core::ops::Range;

/// A range of bytes of the source. Unlike `Range<usize>` it is `Copy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Span {
    pub(crate) const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The empty span at an offset.
    pub(crate) const fn empty(at: usize) -> Self {
        Self::new(at, at)
    }

    /// The span of a part in the source that it was sliced from.
    ///
    /// A slice keeps its address, so the parsers do not have to carry offsets along. For a part of another string the
    /// result is meaningless, but the subtraction is defined and cannot panic.
    #[inline]
    pub(crate) fn of(source: &str, part: &str) -> Self {
        let start = part.as_ptr().addr().wrapping_sub(source.as_ptr().addr());
        Self::new(start, start.wrapping_add(part.len()))
    }

    pub(crate) const fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn span_of_a_part() {
        let source = "a=1;b=2";
        assert_eq!(Span::of(source, source.get(4..).unwrap()), Span::new(4, 7));
        assert_eq!(Span::of(source, source.get(7..).unwrap()), Span::empty(7));
    }
}
