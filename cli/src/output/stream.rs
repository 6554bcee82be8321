//! Standard output and standard error, buffered and with optional colors. Nothing here panics.
//!
//! If the reader closes its end of the pipe, as `head` does, the output is dropped and the run continues. The exit code is
//! then that of the complete run.

use std::cell::RefCell;
use std::fmt::Arguments;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::rc::Rc;

use anstream::{AutoStream, ColorChoice};
use supports_hyperlinks::Stream;

use crate::error::Error;
use crate::output::decoration::Decoration;

/// A buffer of this size keeps the number of system calls low.
const CAPACITY: usize = 64 * 1024;

/// A stream for results.
pub(crate) struct Output {
    stream: BufWriter<Pipe>,
    decoration: Decoration,
    /// Whether records are flushed immediately, because the output is a terminal or standard error.
    prompt: bool,
}

impl Output {
    pub(crate) fn standard_output(color: ColorChoice) -> Self {
        let stream = io::stdout();
        let (color, prompt) = (chosen(color, &stream), stream.is_terminal());
        let stream = stream.lock();
        if color == ColorChoice::Never {
            Self::new(Box::new(stream), Decoration::PLAIN, prompt)
        } else {
            Self::new(Box::new(AutoStream::new(stream, color)), decoration(Stream::Stdout), prompt)
        }
    }

    pub(crate) fn standard_error(color: ColorChoice) -> Self {
        let stream = io::stderr();
        let color = chosen(color, &stream);
        // Not locked, because errors are written to the same stream.
        if color == ColorChoice::Never {
            Self::new(Box::new(stream), Decoration::PLAIN, true)
        } else {
            Self::new(Box::new(AutoStream::new(stream, color)), decoration(Stream::Stderr), true)
        }
    }

    /// A file that is not on a terminal, so it has no colors.
    pub(crate) fn file(file: File) -> Self {
        Self::new(Box::new(file), Decoration::PLAIN, false)
    }

    /// Memory without colors. Its bytes are complete after [`Output::finish`].
    pub(crate) fn memory() -> (Self, Memory) {
        let memory = Memory::default();
        (Self::new(Box::new(memory.clone()), Decoration::PLAIN, false), memory)
    }

    /// Without colors, the stream is used directly. Writing colors and removing them again would be slower.
    fn new(stream: Box<dyn Write>, decoration: Decoration, prompt: bool) -> Self {
        let stream = Pipe { stream, is_closed: false };
        Self { stream: BufWriter::with_capacity(CAPACITY, stream), decoration, prompt }
    }

    /// Returns whether to write colors.
    pub(crate) fn is_styled(&self) -> bool {
        self.decoration.colors
    }

    /// Returns which escape sequences to write.
    pub(crate) fn decoration(&self) -> Decoration {
        self.decoration
    }

    /// Ends a record. If the output is a terminal or standard error, the record is flushed.
    pub(crate) fn end_record(&mut self) -> Result<(), Error> {
        if self.prompt { self.finish() } else { Ok(()) }
    }

    /// Flushes the buffer. Otherwise, an error of the last write would be lost.
    pub(crate) fn finish(&mut self) -> Result<(), Error> {
        self.stream.flush().map_err(Error::Write)
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

/// Bytes in memory that were written by an [`Output`].
#[derive(Clone, Default)]
pub(crate) struct Memory(Rc<RefCell<Vec<u8>>>);

impl Memory {
    /// Takes the bytes that were flushed.
    pub(crate) fn take(&self) -> Vec<u8> {
        self.0.take()
    }
}

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Nothing else borrows the bytes during this call.
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A stream whose reader may close it.
struct Pipe {
    stream: Box<dyn Write>,
    is_closed: bool,
}

impl Pipe {
    /// Writes, or does nothing if the reader has closed the pipe.
    fn unless_closed<T>(&mut self, otherwise: T, write: impl FnOnce(&mut dyn Write) -> io::Result<T>) -> io::Result<T> {
        if self.is_closed {
            return Ok(otherwise);
        }
        match write(&mut self.stream) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.is_closed = true;
                Ok(otherwise)
            }
            result => result,
        }
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.unless_closed(bytes.len(), |stream| stream.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.unless_closed((), |stream| stream.flush())
    }
}

/// Prints a complete text without colors.
pub(crate) fn print(text: &[u8]) -> Result<(), Error> {
    let mut output = Output::standard_output(ColorChoice::Never);
    output.write_all(text).map_err(Error::Write)?;
    output.finish()
}

/// Prints a line on standard error.
pub(crate) fn print_line(line: &str) {
    // One write, because standard error is not buffered. If it is closed, the line cannot be reported anywhere.
    let _ = io::stderr().write_all(format!("{line}\n").as_bytes());
}

/// Prints an error as one line on standard error. The text must not contain anything from the input.
pub(crate) fn print_error(error: Arguments<'_>) {
    // If standard error is closed, the error cannot be reported anywhere. `eprintln!` would panic.
    let _ = writeln!(io::stderr(), "error: {error}");
}

/// Prints a hint as one line on standard error. The text must not contain anything from the input.
pub(crate) fn print_hint(hint: Arguments<'_>) {
    let _ = writeln!(io::stderr(), "hint: {hint}");
}

/// Prints a note as one line on standard error. Names in the text must be safe to display.
pub(crate) fn print_note(note: Arguments<'_>) {
    let _ = writeln!(io::stderr(), "note: {note}");
}

/// Returns the escape sequences of a stream with colors. A stream without colors has no links either: `FORCE_HYPERLINK` in the
/// environment must not put escape sequences into a pipe or a log that is not meant for a terminal.
fn decoration(stream: Stream) -> Decoration {
    Decoration { colors: true, links: supports_hyperlinks::on(stream) }
}

fn chosen(color: ColorChoice, stream: &impl anstream::stream::RawStream) -> ColorChoice {
    match color {
        ColorChoice::Auto => AutoStream::choice(stream),
        given => given,
    }
}
