//! Reads files with several threads, and returns their records in the order of the walk.
//!
//! Each thread reads one file at a time, and the number of waiting results is limited. Memory use depends on the
//! largest files and not on the number of files.

use std::fs::File;
use std::io::{self, Read};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::inventory::project::File as ProjectFile;
use crate::names;
use crate::ssis::{self, Facts, Kind, Limits, LineColumn, kind_of};

use crate::args::ScanArguments;
use crate::error::Error;
use crate::scan::files::{self, Item};

/// The number of results per thread that may wait for their turn. A large file must not block the other threads.
const MAX_WAITING: usize = 16;
/// The maximum size of a file, in bytes, far above that of any package. A database dump may also be a `.sql` file.
const MAX_FILE_SIZE: u64 = 1 << 30;

/// The result for one item of the walk.
pub(crate) enum Reading {
    File { file: ProjectFile, given: bool },
    Missing { argument: usize, path: PathBuf },
}

struct Job {
    item: Item,
    /// The channel for the result. Each job has one, and the receivers are in the order of the walk.
    result: SyncSender<Reading>,
}

/// Walks and reads, and passes each result to the visitor on the calling thread.
pub(crate) fn visit(
    arguments: &ScanArguments,
    mut visitor: impl FnMut(Reading) -> Result<(), Error>,
) -> Result<(), Error> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let (jobs, waiting) = mpsc::sync_channel::<Job>(threads * MAX_WAITING);
    let waiting = Mutex::new(waiting);
    let (results, in_order) = mpsc::sync_channel::<Receiver<Reading>>(threads * MAX_WAITING);
    thread::scope(|scope| {
        scope.spawn(move || {
            files::visit(arguments, |item| {
                let (result, receiver) = mpsc::sync_channel(1);
                // A send fails only if the receivers were dropped.
                results.send(receiver).is_ok() && jobs.send(Job { item, result }).is_ok()
            });
        });
        for _ in 0..threads {
            scope.spawn(|| work(&waiting));
        }
        // The receivers are dropped at the end of this closure or at an error, which stops the walk and the threads.
        for receiver in in_order {
            // A result is missing only if a thread panicked, which the scope reports.
            if let Ok(reading) = receiver.recv() {
                visitor(reading)?;
            }
        }
        Ok(())
    })
}

fn work(waiting: &Mutex<Receiver<Job>>) {
    // One buffer is used for all files, because allocating and clearing memory takes longer than searching it.
    let mut buffer = Vec::new();
    let limits = Limits::default();
    loop {
        // The lock is held while waiting, but not while reading. A thread that panicked did not leave the queue in an
        // inconsistent state.
        let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Job { item, result }) = job else { return };
        let reading = match item {
            Item::File { path, given } => {
                let reading = read(&path, given, &mut buffer, &limits);
                Reading::File { file: ProjectFile { name: names::path(&path), path, reading }, given }
            }
            Item::Unreadable { path, reason } => {
                let reading = unreadable(&path, reason);
                Reading::File { file: ProjectFile { name: names::path(&path), path, reading }, given: true }
            }
            Item::Missing { argument, path } => Reading::Missing { argument, path },
        };
        // The receiver may have been dropped.
        let _ = result.send(reading);
    }
}

fn read(path: &Path, given: bool, buffer: &mut Vec<u8>, limits: &Limits) -> ssis::Reading {
    match fill(path, buffer) {
        Ok(()) if buffer.len() as u64 > MAX_FILE_SIZE => {
            // The memory is released, because other files need less.
            *buffer = Vec::new();
            unreadable(path, "the file is larger than 1 GiB")
        }
        Ok(()) => ssis::read(&path.to_string_lossy(), buffer, given, limits),
        Err(error) => unreadable(path, files::reason(&error)),
    }
}

/// Reads at most one byte more than the limit. A file may grow while it is read, and the reported size may be wrong.
fn fill(path: &Path, buffer: &mut Vec<u8>) -> io::Result<()> {
    let file = File::open(path)?;
    buffer.clear();
    let size = file.metadata()?.len();
    if size <= MAX_FILE_SIZE {
        // With one byte more, the end is detected without growing the buffer.
        buffer.reserve(usize::try_from(size).unwrap_or(0).saturating_add(1));
    }
    file.take(MAX_FILE_SIZE + 1).read_to_end(buffer)?;
    Ok(())
}

fn unreadable(path: &Path, reason: &'static str) -> ssis::Reading {
    // The kind of a folder or of a file with an unknown extension is unknown. `Package` is the most likely one.
    let kind = kind_of(&path.to_string_lossy()).unwrap_or(Kind::Package);
    ssis::Reading::File(Box::new(Facts::unreadable(kind, LineColumn::START, reason)))
}
