//! What a scan of files cannot know, for every report.

use crate::inventory::record::Reason;
use crate::output::report::rows::Rows;

/// What no file contains.
pub(super) const NOT_IN_FILES: [&str; 6] = [
    "Values that an environment of the SSIS catalog sets when a package is started.",
    "Values that package configurations load from a SQL Server table, the registry, an environment variable or a parent \
     package.",
    "Values that a Script Task sets, and mail that other programs send.",
    "Values that the command line of a job passes, unless the job is in a scanned SQL script.",
    "Whether a server exists, offers STARTTLS, or accepts mail without a login. This scan opened no network connection.",
    "Which packages are deployed, and how often they run.",
];

/// What a walk through folders skips.
pub(super) const SKIPPED: &str = "In folders, `scan` reads `.dtsx`, `.dtsxp`, `.conmgr`, `.ispac`, `.dtproj`, `.params`, `.manifest`, `.dtsConfig` and \
     `.sql` files. It skips hidden files and folders, symbolic links, and folders named `bin` or `obj`, unless an option says \
     otherwise.";

/// Returns how many connection managers have a value that is not certain, by reason.
pub(super) fn doubts(rows: &Rows) -> Vec<(Reason, usize)> {
    let mut reasons: Vec<Reason> =
        rows.managers().flat_map(|(_, _, manager)| manager.value.because.iter().copied()).collect();
    reasons.sort_unstable();
    reasons.chunk_by(|a, b| a == b).filter_map(|equal| Some((*equal.first()?, equal.len()))).collect()
}
