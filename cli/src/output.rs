//! Standard output and standard error: buffered, coloured where wanted, and never a panic.

use std::fmt::Arguments;
use std::io::{self, BufWriter, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};

use crate::outcome::Stop;

/// Large enough that a million lines take few system calls.
const CAPACITY: usize = 64 * 1024;

/// A stream for results.
pub(crate) struct Output {
    stream: BufWriter<Box<dyn Write>>,
    styled: bool,
    /// Whether somebody watches, and a record must not wait for the next.
    prompt: bool,
}

impl Output {
    pub(crate) fn standard_output(color: ColorChoice) -> Self {
        let stream = io::stdout();
        let (color, prompt) = (chosen(color, &stream), stream.is_terminal());
        let stream = stream.lock();
        if color == ColorChoice::Never {
            Self::new(Box::new(stream), false, prompt)
        } else {
            Self::new(Box::new(AutoStream::new(stream, color)), true, prompt)
        }
    }

    pub(crate) fn standard_error(color: ColorChoice) -> Self {
        let stream = io::stderr();
        let color = chosen(color, &stream);
        // Not locked and not kept back: complaints go there as well.
        if color == ColorChoice::Never {
            Self::new(Box::new(stream), false, true)
        } else {
            Self::new(Box::new(AutoStream::new(stream, color)), true, true)
        }
    }

    /// Nothing is coloured and then stripped: without colour the stream is used as it is, which costs nothing.
    fn new(stream: Box<dyn Write>, styled: bool, prompt: bool) -> Self {
        Self { stream: BufWriter::with_capacity(CAPACITY, stream), styled, prompt }
    }

    /// Whether to write colours.
    pub(crate) fn is_styled(&self) -> bool {
        self.styled
    }

    /// Ends the report on one string: a person, or the order among two streams, may wait for it.
    pub(crate) fn end_record(&mut self) -> Result<(), Stop> {
        if self.prompt { self.finish() } else { Ok(()) }
    }

    /// Writes out what is buffered. Without it, an error of the last write would be lost.
    pub(crate) fn finish(&mut self) -> Result<(), Stop> {
        self.stream.flush().map_err(Stop::Write)
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.write(bytes)
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// Prints a text that is there as a whole, without colour.
pub(crate) fn print(text: &[u8]) -> Result<(), Stop> {
    let mut output = Output::standard_output(ColorChoice::Never);
    output.write_all(text).map_err(Stop::Write)?;
    output.finish()
}

/// Prints an error of the command line itself, one line on standard error. The text holds nothing of any input.
pub(crate) fn complain(error: Arguments<'_>) {
    // Where standard error is closed, nobody is left to tell; `eprintln!` would panic.
    let _ = writeln!(io::stderr(), "error: {error}");
}

fn chosen(color: ColorChoice, stream: &impl anstream::stream::RawStream) -> ColorChoice {
    match color {
        ColorChoice::Auto => AutoStream::choice(stream),
        given => given,
    }
}
