//! Reads files with several threads, and returns their facts in the order of the walk.
//!
//! The threads take batches of items, because waking threads for each file took 6 % of the time of a scan. The number of
//! waiting batches is limited. Memory use depends on the largest files and not on the number of files.

use std::fs;
use std::io::{self, Read};
use std::mem;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::args::FileArguments;
use crate::error::Error;
use crate::fingerprint::Fingerprint;
use crate::inventory::project::{Content, File};
use crate::names;
use crate::scan::arguments::BadArgument;
use crate::scan::excludes::Excludes;
use crate::scan::skipped::{SkipReason, Skipped};
use crate::scan::unreadable::{NOT_A_FILE, reason};
use crate::scan::walk::{self, Item};
use crate::ssis::{self, Limits};

/// The number of batches per thread that may wait for their turn. A large file must not block the other threads.
const MAX_WAITING: usize = 4;
/// The maximum number of items in a batch. With larger ones, several large files would often be in one batch.
const MAX_BATCH: usize = 4;
/// The number of items after which batches become larger by one item. The first batches are small, so that all threads
/// have work in a small project.
const GROWTH: usize = 64;
/// The maximum size of a file, in bytes, far above that of any package. A database dump may also be a `.sql` file.
const MAX_FILE_SIZE: u64 = 1 << 30;
const TOO_LARGE: &str = "the file is larger than 1 GiB";

/// A step of a scan.
pub(crate) enum Event<'a> {
    /// A file was read. It is also in the folder that follows.
    File(&'a File),
    Skipped {
        path: &'a Path,
        is_folder: bool,
        reason: SkipReason,
    },
    BadArgument(&'a BadArgument),
    /// All files of a folder. It is `whole` if every SSIS file in it was visited and could be read.
    Folder {
        files: &'a [File],
        whole: bool,
    },
}

/// The result for one item of the walk.
enum Outcome {
    File(File),
    Skipped { path: PathBuf, is_folder: bool, reason: SkipReason },
    BadArgument(BadArgument),
    EndOfFolder { whole: bool },
}

struct Job {
    items: Vec<Item>,
    /// The channel for the outcomes. Each job has one, and the receivers are in the order of the walk.
    result: SyncSender<Vec<Outcome>>,
}

/// Collects the items of the walk and passes them to the threads.
struct Scheduler {
    jobs: SyncSender<Job>,
    results: SyncSender<Receiver<Vec<Outcome>>>,
    batch: Vec<Item>,
    scheduled: usize,
}

impl Scheduler {
    /// Adds an item. Stops the walk if the receivers were dropped.
    fn add(&mut self, item: Item) -> ControlFlow<()> {
        self.batch.push(item);
        self.scheduled += 1;
        let size = (1 + self.scheduled / GROWTH).min(MAX_BATCH);
        if self.batch.len() < size { ControlFlow::Continue(()) } else { self.flush() }
    }

    fn flush(&mut self) -> ControlFlow<()> {
        if self.batch.is_empty() {
            return ControlFlow::Continue(());
        }
        let (result, receiver) = mpsc::sync_channel(1);
        let items = mem::take(&mut self.batch);
        let is_sent = self.results.send(receiver).is_ok() && self.jobs.send(Job { items, result }).is_ok();
        if is_sent { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }
}

/// Walks and reads, passes each event to the visitor on the calling thread, and returns what was skipped.
pub(crate) fn visit(
    arguments: &FileArguments,
    excludes: &Excludes,
    mut visitor: impl FnMut(Event<'_>) -> Result<(), Error>,
) -> Result<Skipped, Error> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let (jobs, waiting) = mpsc::sync_channel::<Job>(threads * MAX_WAITING);
    let waiting = Mutex::new(waiting);
    let (results, in_order) = mpsc::sync_channel(threads * MAX_WAITING);
    let mut scheduler = Scheduler { jobs, results, batch: Vec::new(), scheduled: 0 };
    let mut skipped = Skipped::default();
    let skipped_by_walk = &mut skipped;
    thread::scope(|scope| {
        scope.spawn(move || {
            *skipped_by_walk = walk::visit(arguments, excludes, |item| scheduler.add(item));
            // This fails only if the walk was stopped.
            let _ = scheduler.flush();
        });
        for _ in 0..threads {
            scope.spawn(|| work(&waiting));
        }
        // The receivers are dropped at the end of this closure or at an error, which stops the walk and the threads.
        let mut files = Vec::new();
        // A result is missing only if a thread panicked, which the scope reports.
        for outcome in in_order.into_iter().flat_map(|receiver| receiver.recv().unwrap_or_default()) {
            match outcome {
                Outcome::File(file) => {
                    visitor(Event::File(&file))?;
                    files.push(file);
                }
                Outcome::EndOfFolder { whole } => {
                    // An archive is a separate project.
                    let is_complete = |file: &File| file.is_archive() || file.content.is_complete();
                    let whole = whole && files.iter().all(is_complete);
                    visitor(Event::Folder { files: &files, whole })?;
                    files.clear();
                }
                Outcome::Skipped { path, is_folder, reason } => {
                    visitor(Event::Skipped { path: &path, is_folder, reason })?;
                }
                Outcome::BadArgument(bad) => visitor(Event::BadArgument(&bad))?,
            }
        }
        // What is unreadable need not be in a folder that ends.
        if !files.is_empty() {
            visitor(Event::Folder { files: &files, whole: false })?;
        }
        Ok(())
    })?;
    Ok(skipped)
}

fn work(waiting: &Mutex<Receiver<Job>>) {
    // One buffer is used for all files, because allocating and clearing memory takes longer than searching it.
    let mut buffer = Buffer::default();
    let limits = Limits::default();
    loop {
        // The lock is held while waiting, but not while reading. A thread that panicked did not leave the queue in an
        // inconsistent state.
        let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Job { items, result }) = job else { return };
        let outcomes = items.into_iter().map(|item| outcome(item, &mut buffer, &limits)).collect();
        // The receiver may have been dropped.
        let _ = result.send(outcomes);
    }
}

fn outcome(item: Item, buffer: &mut Buffer, limits: &Limits) -> Outcome {
    let (path, argument, is_given, read) = match item {
        Item::File { path, argument } => {
            let read = buffer.read_file(&path);
            (path, argument, argument.is_some(), read)
        }
        // It is not a path, so it may be repeated.
        Item::StandardInput { name } => (name, None, true, buffer.read(io::stdin().lock(), 0, MAX_FILE_SIZE)),
        Item::Unreadable { path, reason } => return unreadable(path, reason),
        Item::Skipped { path, is_folder, reason } => return Outcome::Skipped { path, is_folder, reason },
        Item::BadArgument(bad) => return Outcome::BadArgument(bad),
        Item::EndOfFolder { whole, .. } => return Outcome::EndOfFolder { whole },
    };
    match read {
        Ok(bytes) => {
            let name = names::path(&path);
            let content = Content::Read(ssis::read(&name, bytes, is_given, limits));
            // Few files have facts, and hashing is much faster than parsing.
            let is_kept = matches!(content, Content::Read(ssis::Reading::File(_)));
            let fingerprint = is_kept.then(|| Fingerprint::of(bytes));
            Outcome::File(File { path, name, content, fingerprint })
        }
        Err(reason) => match BadArgument::unreadable(argument, &path) {
            Some(bad) => Outcome::BadArgument(bad),
            None => unreadable(path, reason),
        },
    }
}

/// The memory that files are read into. It is as large as the largest file so far.
#[derive(Default)]
struct Buffer(Vec<u8>);

impl Buffer {
    /// Reads a file. Its kind and size are checked before, because opening a pipe or a device may block or never end.
    fn read_file(&mut self, path: &Path) -> Result<&[u8], &'static str> {
        let metadata = fs::metadata(path).map_err(|error| reason(&error))?;
        if !metadata.is_file() {
            return Err(NOT_A_FILE);
        }
        if metadata.len() > MAX_FILE_SIZE {
            return Err(TOO_LARGE);
        }
        let file = fs::File::open(path).map_err(|error| reason(&error))?;
        self.read(file, metadata.len(), MAX_FILE_SIZE)
    }

    /// Reads to the end, and at most one byte more than the limit. A file may grow while it is read, and the reported size
    /// may be wrong.
    fn read(&mut self, input: impl Read, size: u64, limit: u64) -> Result<&[u8], &'static str> {
        match self.fill(input.take(limit + 1), size) {
            Ok(filled) if filled as u64 <= limit => Ok(self.0.get(..filled).unwrap_or_default()),
            result => {
                // The memory is released, because other files need less.
                self.0 = Vec::new();
                Err(result.map_or_else(|error| reason(&error), |_| TOO_LARGE))
            }
        }
    }

    /// Reads to the end, and returns the number of bytes. `Read::read_to_end` would need six system calls for a usual
    /// file instead of two, because it begins with small reads.
    fn fill(&mut self, mut input: impl Read, size: u64) -> io::Result<usize> {
        // With one byte more, the end is detected without growing.
        let mut needed = usize::try_from(size).unwrap_or(usize::MAX).saturating_add(1);
        let mut filled = 0;
        loop {
            if self.0.len() < needed {
                self.0.try_reserve(needed - self.0.len())?;
                self.0.resize(needed, 0);
            }
            match input.read(self.0.get_mut(filled..).unwrap_or_default()) {
                Ok(0) => return Ok(filled),
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
            if filled == self.0.len() {
                needed = filled.saturating_mul(2);
            }
        }
    }
}

fn unreadable(path: PathBuf, reason: &'static str) -> Outcome {
    let name = names::path(&path);
    let content = Content::unreadable(&name, reason);
    Outcome::File(File { path, name, content, fingerprint: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_folder::TestFolder;

    #[test]
    fn folder_with_an_unreadable_file_is_not_whole() {
        let folder = TestFolder::with_files(&["a/b.dtsx", "c/d.dtsx"]);
        folder.add("a/broken.dtsx", "<SMTP");
        let arguments = FileArguments { paths: vec![folder.0.clone()], show_files: true, ..FileArguments::default() };
        let mut readings = Vec::new();
        let result = visit(&arguments, &Excludes::default(), |reading| {
            readings.push(match reading {
                Event::File(file) if file.content.facts().is_empty() => "dismissed".to_owned(),
                Event::File(file) => format!("complete: {}", file.content.is_complete()),
                Event::Folder { whole, .. } => format!("whole: {whole}"),
                _ => panic!(),
            });
            Ok(())
        });
        assert!(result.is_ok());
        assert_eq!(readings, ["dismissed", "complete: false", "whole: false", "dismissed", "whole: true"]);
    }

    #[test]
    fn error_of_the_visitor_stops_the_walk() {
        let names: Vec<String> = (0..1000).map(|number| format!("{number}.dtsx")).collect();
        let folder = TestFolder::with_files(&names.iter().map(String::as_str).collect::<Vec<_>>());
        let arguments = FileArguments { paths: vec![folder.0.clone()], ..FileArguments::default() };
        let mut count = 0;
        let result = visit(&arguments, &Excludes::default(), |_| {
            count += 1;
            Err(Error::Usage(""))
        });
        assert!(matches!(result, Err(Error::Usage(""))));
        assert_eq!(count, 1);
    }

    #[test]
    fn input_is_bounded() {
        let mut buffer = Buffer::default();
        let digits = b"0123456789";
        for size in [0, 3, 10, 20] {
            assert_eq!(buffer.read(&digits[..], size, 10), Ok(&digits[..]));
        }
        assert_eq!(buffer.read(&b"short"[..], 3, 10), Ok(&b"short"[..]));
        assert_eq!(buffer.read(io::repeat(0), 3, 10), Err(TOO_LARGE));
        assert_eq!(buffer.0.capacity(), 0);
    }
}
