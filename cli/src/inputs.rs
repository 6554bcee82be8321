//! The connection strings of a run: from the arguments and from the lines of standard input.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read};

use crate::error::Error;

/// The argument that means standard input.
const STANDARD_INPUT: &str = "-";
/// The byte order mark in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";
const CAPACITY: usize = 64 * 1024;
/// The maximum length of a line with its line break. A line that consists of errors needs about 90 times as much memory for
/// its findings, and real connection strings have fewer than 200 characters.
const MAX_LINE: usize = 1024 * 1024;

/// The origin of a string. Both numbers start at 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InputLocation {
    Argument(usize),
    Line(usize),
}

impl fmt::Display for InputLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argument(number) => write!(f, "argument {number}"),
            Self::Line(number) => write!(f, "line {number}"),
        }
    }
}

/// A string of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Input<'a> {
    /// The index, starting at 0 and continuing across arguments and lines. An unreadable line has an index too.
    pub(crate) index: usize,
    pub(crate) place: InputLocation,
    pub(crate) text: Result<&'a str, Unreadable>,
}

/// The reason why a line of standard input cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    NotUtf8,
    Utf16,
    TooLong,
}

impl Unreadable {
    /// Returns whether the rest of standard input is not read. In UTF-16, every line would be unreadable, and a line that is
    /// too long may never end.
    fn is_last(self) -> bool {
        matches!(self, Self::Utf16 | Self::TooLong)
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotUtf8 => "is not valid UTF-8; convert the input to UTF-8",
            Self::Utf16 => {
                "is UTF-16, so the rest was not read; convert the input to UTF-8, for example with \
                 `Get-Content FILE | smtp-connstr check -` in PowerShell"
            }
            Self::TooLong => "is longer than 1 MiB, so the rest was not read; write one connection string per line",
        })
    }
}

/// Returns whether there may be several strings. Standard input may contain any number of them.
pub(crate) fn are_many(strings: &[String]) -> bool {
    strings.len() > 1 || strings.iter().any(|string| string == STANDARD_INPUT)
}

/// Calls the visitor for each string. Standard input is read only once.
pub(crate) fn visit(strings: &[String], visitor: impl FnMut(Input<'_>) -> Result<(), Error>) -> Result<(), Error> {
    // Standard input is locked only if it is read.
    visit_with(strings, || BufReader::with_capacity(CAPACITY, io::stdin().lock()), visitor)
}

fn visit_with<R: BufRead>(
    strings: &[String],
    standard_input: impl FnOnce() -> R,
    mut visitor: impl FnMut(Input<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut standard_input = Some(standard_input);
    let mut index = 0;
    for (argument, string) in (1..).zip(strings) {
        if string != STANDARD_INPUT {
            visitor(Input { index, place: InputLocation::Argument(argument), text: Ok(string) })?;
            index += 1;
        } else if let Some(open) = standard_input.take() {
            visit_lines(&mut open(), &mut index, &mut visitor)?;
        }
    }
    Ok(())
}

/// Calls the visitor for each line. One buffer is used for all lines, so memory use does not depend on the number of lines.
fn visit_lines(
    lines: &mut impl BufRead,
    index: &mut usize,
    visitor: &mut impl FnMut(Input<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        // One byte more shows that the line is too long.
        let read = lines.by_ref().take(MAX_LINE as u64 + 1).read_until(b'\n', &mut line).map_err(Error::Read)?;
        if read == 0 {
            break;
        }
        let text = decode(&line, number == 1);
        visitor(Input { index: *index, place: InputLocation::Line(number), text })?;
        *index += 1;
        if text.is_err_and(Unreadable::is_last) {
            break;
        }
    }
    Ok(())
}

/// Returns the text of a line without its line break.
fn decode(line: &[u8], is_first: bool) -> Result<&str, Unreadable> {
    if line.len() > MAX_LINE {
        return Err(Unreadable::TooLong);
    }
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    if is_utf16(line, is_first) {
        return Err(Unreadable::Utf16);
    }
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    // The byte order mark belongs to the stream, not to its first string. PowerShell writes one.
    let line = if is_first { line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line) } else { line };
    std::str::from_utf8(line).map_err(|_| Unreadable::NotUtf8)
}

/// Returns whether a line is UTF-16, as written by `>` in Windows PowerShell. Without a byte order mark, it is recognized by
/// its NUL bytes: in ASCII text, they are every other byte.
fn is_utf16(line: &[u8], is_first: bool) -> bool {
    let has_mark = is_first && matches!(line, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]);
    let zeros = memchr::memchr_iter(0, line).count();
    has_mark || (zeros > line.len() / 3 && zeros < line.len())
}

#[cfg(test)]
mod tests {
    use super::Unreadable::{NotUtf8, TooLong, Utf16};
    use super::*;

    /// Returns the index, the place and the text of all strings.
    fn read(strings: &[&str], standard_input: &[u8]) -> Vec<(usize, String, Result<String, Unreadable>)> {
        let strings: Vec<String> = strings.iter().map(|&string| string.to_owned()).collect();
        let mut inputs = Vec::new();
        let visitor = |input: Input<'_>| {
            inputs.push((input.index, input.place.to_string(), input.text.map(str::to_owned)));
            Ok(())
        };
        visit_with(&strings, || standard_input, visitor).unwrap();
        inputs
    }

    #[track_caller]
    fn lines(standard_input: &[u8], expected: &[Result<&str, Unreadable>]) {
        let texts: Vec<_> = read(&["-"], standard_input).into_iter().map(|(_, _, text)| text).collect();
        assert_eq!(texts.iter().map(|text| text.as_deref().map_err(|error| *error)).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn each_line_is_a_string() {
        lines(b"", &[]);
        lines(b"\n", &[Ok("")]);
        lines(b"a\nb", &[Ok("a"), Ok("b")]); // without a last line break
        lines(b"a\n\nb\n", &[Ok("a"), Ok(""), Ok("b")]);
        lines(b"a\r\nb\r\r\n\r\n", &[Ok("a"), Ok("b\r"), Ok("")]); // one carriage return belongs to the line break
        lines(b"a\nb\r", &[Ok("a"), Ok("b")]); // also at the end of the stream
        lines(b"a\n\xFF\nb", &[Ok("a"), Err(NotUtf8), Ok("b")]);
        lines(b"\xEF\xBB\xBFa\n\xEF\xBB\xBFb", &[Ok("a"), Ok("\u{feff}b")]);
        lines(b"-\n", &[Ok("-")]); // not standard input again
    }

    #[test]
    fn utf_16_ends_the_input() {
        let units = |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            lines(&units("\u{feff}SmtpServer=a\r\nSmtpServer=b\r\n", bytes), &[Err(Utf16)]);
            lines(&units("\u{feff}", bytes), &[Err(Utf16)]);
            lines(&units("SmtpServer=gr\u{fc}n\r\nx", bytes), &[Err(Utf16)]);
            lines(&units("\r\nx", bytes), &[Err(Utf16)]);
            lines(&[b"a\n", &units("\u{feff}SmtpServer=b\n", bytes)[..]].concat(), &[Ok("a"), Err(Utf16)]);
        }
        lines(b"SmtpServer=a\0b\n\0\nc", &[Ok("SmtpServer=a\0b"), Ok("\0"), Ok("c")]);
    }

    #[test]
    fn line_that_is_too_long_ends_the_input() {
        let long = |length: usize, end: &str| [&"a".repeat(length), end, "b"].concat();
        for (end, length) in [("\n", MAX_LINE - 1), ("\r\n", MAX_LINE - 2)] {
            let text = "a".repeat(length);
            lines(long(length, end).as_bytes(), &[Ok(&text), Ok("b")]);
            lines(long(length + 1, end).as_bytes(), &[Err(TooLong)]);
        }
        lines("a".repeat(MAX_LINE).as_bytes(), &[Ok(&"a".repeat(MAX_LINE))]);
    }

    /// The input has no end, and the memory for the line is bounded.
    #[test]
    fn endless_line_is_not_read_to_its_end() {
        let mut texts = Vec::new();
        let visitor = |input: Input<'_>| {
            texts.push(input.text.map(str::to_owned));
            Ok(())
        };
        visit_with(&[STANDARD_INPUT.to_owned()], || BufReader::new(io::repeat(0)), visitor).unwrap();
        assert_eq!(texts, [Err(TooLong)]);
    }

    #[test]
    fn index_continues_across_arguments_and_lines() {
        let inputs = read(&["x", "-", "-", "y"], b"a\n\xFF");
        let inputs: Vec<_> = inputs.iter().map(|(index, place, _)| (*index, place.as_str())).collect();
        let expected = [(0, "argument 1"), (1, "line 1"), (2, "line 2"), (3, "argument 4")];
        assert_eq!(inputs, expected);
    }

    #[test]
    fn read_error_stops_the_run() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::ErrorKind::PermissionDenied.into())
            }
        }
        let strings = [STANDARD_INPUT.to_owned()];
        let end = visit_with(&strings, || BufReader::new(Broken), |_| Ok(()));
        assert!(matches!(end, Err(Error::Read(error)) if error.kind() == io::ErrorKind::PermissionDenied));
    }
}
