//! Reads files with several threads, and hands over what they hold in the order of the walk.
//!
//! A thread holds one file at a time, and only so many results wait for their turn: memory is bounded by the largest
//! files, and not by their number.

use std::fs::File;
use std::io::{self, Read};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Mutex, PoisonError};
use std::thread;

use smtp_connstr::package::{self, Limits, Place, Record, What, kind_of};

use crate::args::ScanArguments;
use crate::outcome::Stop;
use crate::scan::files::{self, Item};

/// How many results may wait for their turn, for each thread. One large file must not let the others stand still.
const AHEAD: usize = 16;
/// A larger file is not read: a dump of a database may be called `.sql` as well. Far above any package.
const LARGEST: u64 = 1 << 30;

/// What there is to say about one item of the walk.
pub(crate) enum Reading {
    File { path: PathBuf, records: Vec<Record> },
    Missing { argument: usize, path: PathBuf },
}

struct Job {
    item: Item,
    /// Where the result goes. Each has a channel of its own, and the receivers stand in the order of the walk.
    result: SyncSender<Reading>,
}

/// Walks, reads, and hands each result to the visitor, on the calling thread.
pub(crate) fn visit(
    arguments: &ScanArguments,
    mut visitor: impl FnMut(Reading) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let (jobs, waiting) = mpsc::sync_channel::<Job>(threads * AHEAD);
    let waiting = Mutex::new(waiting);
    let (results, in_order) = mpsc::sync_channel::<Receiver<Reading>>(threads * AHEAD);
    thread::scope(|scope| {
        scope.spawn(move || {
            files::visit(arguments, |item| {
                let (result, receiver) = mpsc::sync_channel(1);
                // Either fails only when nobody waits for results any more.
                results.send(receiver).is_ok() && jobs.send(Job { item, result }).is_ok()
            });
        });
        for _ in 0..threads {
            scope.spawn(|| work(&waiting));
        }
        // Dropped at the end of this closure or at an error, which ends the walk and with it the threads.
        for receiver in in_order {
            // No result comes only from a thread that panicked, which the scope reports.
            if let Ok(reading) = receiver.recv() {
                visitor(reading)?;
            }
        }
        Ok(())
    })
}

fn work(waiting: &Mutex<Receiver<Job>>) {
    // One buffer for all files: to ask for memory and to clear it costs more than to search it.
    let mut buffer = Vec::new();
    let limits = Limits::default();
    loop {
        // The lock is held while waiting, but not while reading. A thread that panicked has left nothing half done in it.
        let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Job { item, result }) = job else { return };
        let reading = match item {
            Item::File { path, given } => {
                let records = read(&path, given, &mut buffer, &limits);
                Reading::File { path, records }
            }
            Item::Unreadable { path, reason } => {
                let records = vec![unreadable(&path, reason)];
                Reading::File { path, records }
            }
            Item::Missing { argument, path } => Reading::Missing { argument, path },
        };
        // Nobody may wait for it any more.
        let _ = result.send(reading);
    }
}

fn read(path: &Path, given: bool, buffer: &mut Vec<u8>, limits: &Limits) -> Vec<Record> {
    match fill(path, buffer) {
        Ok(()) if buffer.len() as u64 > LARGEST => {
            // Its memory is given back, since it is more than any other will need.
            *buffer = Vec::new();
            vec![unreadable(path, "the file is larger than 1 GiB")]
        }
        Ok(()) => package::read(&path.to_string_lossy(), buffer, given, limits),
        Err(error) => vec![unreadable(path, files::reason(&error))],
    }
}

/// Reads one byte more than the limit at most: a file may grow while it is read, and what the system says of its size
/// may be wrong.
fn fill(path: &Path, buffer: &mut Vec<u8>) -> io::Result<()> {
    let file = File::open(path)?;
    buffer.clear();
    let size = file.metadata()?.len();
    if size <= LARGEST {
        // One more, so that the end is found without another growth.
        buffer.reserve(usize::try_from(size).unwrap_or(0).saturating_add(1));
    }
    file.take(LARGEST + 1).read_to_end(buffer)?;
    Ok(())
}

fn unreadable(path: &Path, reason: &'static str) -> Record {
    Record {
        entry: None,
        // A folder, or a file of any name, is of no kind that is known; a package is what is looked for.
        kind: kind_of(&path.to_string_lossy()).unwrap_or(package::Kind::Package),
        connection_manager: None,
        expressions: Vec::new(),
        place: Place::START,
        what: What::UnreadableFile { reason },
    }
}
