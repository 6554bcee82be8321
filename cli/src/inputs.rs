//! The connection strings of a run: from the arguments and from the lines of standard input.

use std::fmt;
use std::io::{self, BufRead, BufReader};

use crate::error::Error;

/// The argument that means standard input.
const STANDARD_INPUT: &str = "-";
/// The byte order mark in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";
const CAPACITY: usize = 64 * 1024;

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
    /// The index, starting at 0 and continuing across arguments and lines. A line that is not UTF-8 has an index too.
    pub(crate) index: usize,
    pub(crate) place: InputLocation,
    /// `None` for a line that is not UTF-8.
    pub(crate) text: Option<&'a str>,
}

/// Returns whether there may be several strings. Standard input may contain any number of them.
pub(crate) fn are_many(strings: &[String]) -> bool {
    strings.len() > 1 || strings.iter().any(|string| string == STANDARD_INPUT)
}

/// Calls the visitor for each string.
pub(crate) fn visit(strings: &[String], visitor: impl FnMut(Input<'_>) -> Result<(), Error>) -> Result<(), Error> {
    // Standard input is locked only if it is read.
    visit_with(strings, || BufReader::with_capacity(CAPACITY, io::stdin().lock()), visitor)
}

fn visit_with<R: BufRead>(
    strings: &[String],
    standard_input: impl Fn() -> R,
    mut visitor: impl FnMut(Input<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut index = 0;
    for (argument, string) in (1..).zip(strings) {
        if string == STANDARD_INPUT {
            visit_lines(&mut standard_input(), &mut index, &mut visitor)?;
        } else {
            visitor(Input { index, place: InputLocation::Argument(argument), text: Some(string) })?;
            index += 1;
        }
    }
    Ok(())
}

/// Calls the visitor for each line. One buffer is used for all lines, so memory use depends on the longest line and not
/// on the number of lines.
fn visit_lines(
    lines: &mut impl BufRead,
    index: &mut usize,
    visitor: &mut impl FnMut(Input<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if lines.read_until(b'\n', &mut line).map_err(Error::Read)? == 0 {
            break;
        }
        let bytes = line.strip_suffix(b"\n").unwrap_or(&line);
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        // The byte order mark belongs to the stream, not to its first string. PowerShell writes one.
        let bytes = if number == 1 { bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes) } else { bytes };
        let text = std::str::from_utf8(bytes).ok();
        visitor(Input { index: *index, place: InputLocation::Line(number), text })?;
        *index += 1;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the index, the place and the text of all strings.
    fn read(strings: &[&str], standard_input: &[u8]) -> Vec<(usize, String, Option<String>)> {
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
    fn lines(standard_input: &[u8], expected: &[Option<&str>]) {
        let texts: Vec<_> = read(&["-"], standard_input).into_iter().map(|(_, _, text)| text).collect();
        assert_eq!(texts.iter().map(Option::as_deref).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn each_line_is_a_string() {
        lines(b"", &[]);
        lines(b"\n", &[Some("")]);
        lines(b"a\nb", &[Some("a"), Some("b")]); // without a last line break
        lines(b"a\n\nb\n", &[Some("a"), Some(""), Some("b")]);
        lines(b"a\r\nb\r\r\n\r\n", &[Some("a"), Some("b\r"), Some("")]); // one carriage return belongs to the line break
        lines(b"a\nb\r", &[Some("a"), Some("b")]); // also at the end of the stream
        lines(b"a\n\xFF\nb", &[Some("a"), None, Some("b")]);
        lines(b"\xEF\xBB\xBFa\n\xEF\xBB\xBFb", &[Some("a"), Some("\u{feff}b")]);
        lines(b"-\n", &[Some("-")]); // not standard input again
    }

    #[test]
    fn index_continues_across_arguments_and_lines() {
        let inputs = read(&["x", "-", "y", "-"], b"a\n\xFF");
        let inputs: Vec<_> = inputs.iter().map(|(index, place, _)| (*index, place.as_str())).collect();
        let expected =
            [(0, "argument 1"), (1, "line 1"), (2, "line 2"), (3, "argument 3"), (4, "line 1"), (5, "line 2")];
        assert_eq!(inputs, expected);
    }

    #[test]
    fn read_error_stops_the_run() {
        struct Broken;
        impl io::Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::ErrorKind::PermissionDenied.into())
            }
        }
        let strings = [STANDARD_INPUT.to_owned()];
        let end = visit_with(&strings, || BufReader::new(Broken), |_| Ok(()));
        assert!(matches!(end, Err(Error::Read(error)) if error.kind() == io::ErrorKind::PermissionDenied));
    }
}
