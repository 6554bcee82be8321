//! The lines of SMTP replies, read as the client reads them.
//!
//! The client does not check that the code consists of digits, but requires a space or a `-` after it and CR LF at the end.

/// The maximum size of a reply in bytes. Replies of real servers have less than 1 KiB. The client has no limit.
pub(crate) const MAX_SIZE: usize = 64 * 1024;
/// The maximum number of lines in a reply.
pub(crate) const MAX_LINES: usize = 1000;
/// The bytes before the text of a line: the code, and a space or `-`.
const PREFIX: usize = 4;

/// A line of a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// The code, computed like in the client: other characters than digits give a number too.
    pub(crate) code: i32,
    pub(crate) is_last: bool,
    /// The text after the code.
    pub(crate) text: String,
    /// The whole line.
    pub(crate) whole: String,
}

/// Why a line cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Malformed {
    /// The client would throw.
    Syntax,
    /// The client would continue, but this program stops.
    TooLong,
}

/// The bytes that were received and not yet read.
#[derive(Debug, Default)]
pub(crate) struct Replies {
    bytes: Vec<u8>,
    /// The number of bytes at the start of `bytes` in which no carriage return was found.
    searched: usize,
    /// The size and the number of lines of the current reply.
    size: usize,
    lines: usize,
}

impl Replies {
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Removes the bytes that were not read, and returns them.
    pub(crate) fn take_rest(&mut self) -> Vec<u8> {
        self.searched = 0;
        std::mem::take(&mut self.bytes)
    }

    /// Returns the next line, or `None` if it is incomplete.
    pub(crate) fn next_line(&mut self) -> Option<Result<Line, Malformed>> {
        let &[a, b, c, separator] = self.bytes.first_chunk::<PREFIX>()?;
        let is_last = match separator {
            b' ' => true,
            b'-' => false,
            _ => return Some(Err(Malformed::Syntax)),
        };
        let searched = self.searched.max(PREFIX);
        let rest = self.bytes.get(searched..).unwrap_or_default();
        let Some(end) = memchr::memchr(b'\r', rest).map(|at| searched + at) else {
            self.searched = self.bytes.len();
            return (self.size + self.bytes.len() > MAX_SIZE).then_some(Err(Malformed::TooLong));
        };
        self.searched = end;
        match self.bytes.get(end + 1) {
            None => return None,
            Some(b'\n') => {}
            Some(_) => return Some(Err(Malformed::Syntax)),
        }
        let size = end + 2;
        self.size += size;
        self.lines += 1;
        if self.size > MAX_SIZE || self.lines > MAX_LINES {
            return Some(Err(Malformed::TooLong));
        }
        if is_last {
            (self.size, self.lines) = (0, 0);
        }
        let line: Vec<u8> = self.bytes.drain(..size).take(end).collect();
        self.searched = 0;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let digit = |byte: u8| i32::from(byte) - i32::from(b'0');
        Some(Ok(Line {
            code: 100 * digit(a) + 10 * digit(b) + digit(c),
            is_last,
            text: text(line.get(PREFIX..).unwrap_or_default()),
            whole: text(&line),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8]) -> Vec<Result<(i32, bool, String), Malformed>> {
        let mut replies = Replies::default();
        replies.add(bytes);
        let mut lines = Vec::new();
        while let Some(line) = replies.next_line() {
            let is_error = line.is_err();
            lines.push(line.map(|line| (line.code, line.is_last, line.text)));
            if is_error {
                break;
            }
        }
        lines
    }

    #[allow(clippy::unnecessary_wraps)]
    fn line(code: i32, is_last: bool, text: &str) -> Result<(i32, bool, String), Malformed> {
        Ok((code, is_last, text.to_owned()))
    }

    #[test]
    fn lines_end_in_cr_lf() {
        assert_eq!(
            lines(b"220 mail\r\n250-a\r\n250 \r\n"),
            [line(220, true, "mail"), line(250, false, "a"), line(250, true, "")]
        );
        for incomplete in [&b""[..], b"2", b"220", b"220 ", b"220 a", b"220 a\r", b"220 a\nb\n"] {
            assert_eq!(lines(incomplete), [], "{incomplete:?}");
        }
        assert_eq!(lines(b"220 a\rb\r\n"), [Err(Malformed::Syntax)]);
        assert_eq!(lines(b"220 a\nb\r\n"), [line(220, true, "a\nb")]);
    }

    #[test]
    fn code_needs_a_separator() {
        assert_eq!(lines(b"220\r\n"), [Err(Malformed::Syntax)]);
        assert_eq!(lines(b"220x"), [Err(Malformed::Syntax)]);
        assert_eq!(lines(b"HTTP/1.1 400"), [Err(Malformed::Syntax)]);
    }

    #[test]
    fn code_is_computed_from_any_characters() {
        // The client computes 100 + 150 + 0.
        assert_eq!(lines(b"1?0 a\r\n"), [line(250, true, "a")]);
        assert_eq!(lines(b"\0\0\0 \xFF\r\n"), [line(-5328, true, "\u{fffd}")]);
    }

    #[test]
    fn bytes_may_arrive_one_by_one() {
        let mut replies = Replies::default();
        let mut found = Vec::new();
        for byte in b"250-a\r\n250 b\r\n" {
            replies.add(&[*byte]);
            found.extend(replies.next_line().map(|line| line.unwrap().whole));
        }
        assert_eq!(found, ["250-a", "250 b"]);
        replies.add(b"rest");
        assert_eq!(replies.take_rest(), b"rest");
        assert_eq!(replies.take_rest(), b"");
    }

    #[test]
    fn reply_is_bounded() {
        let long = |length: usize| [b"250 ", "a".repeat(length).as_bytes(), b"\r\n"].concat();
        assert!(lines(&long(MAX_SIZE - 6))[0].is_ok());
        assert_eq!(lines(&long(MAX_SIZE - 5)), [Err(Malformed::TooLong)]);
        assert_eq!(lines("250 ".repeat(MAX_SIZE).as_bytes()), [Err(Malformed::TooLong)]);
        assert_eq!(lines("250-a\r\n".repeat(MAX_LINES + 1).as_bytes()).last(), Some(&Err(Malformed::TooLong)));
        // The bounds apply to each reply.
        assert!(lines("250 a\r\n".repeat(MAX_LINES + 1).as_bytes()).iter().all(Result::is_ok));
    }
}
