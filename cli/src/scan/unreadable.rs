//! Why a file or folder cannot be read.

use std::io::{Error, ErrorKind};

/// The reason for a link without a target.
pub(crate) const BROKEN_LINK: &str = "broken symbolic link";
/// The reason for a device, a pipe or a socket, which could block the scan or never end.
pub(crate) const NOT_A_FILE: &str = "not a regular file";

/// The reason for a file that cannot be written.
pub(crate) const NOT_WRITTEN: &str = "the operating system cannot write the file";

/// Returns the reason as static text. The messages of the operating system are not used, because they differ between
/// systems.
pub(crate) fn reason(error: &Error) -> &'static str {
    match error.kind() {
        ErrorKind::PermissionDenied => "permission denied",
        ErrorKind::NotFound => "the file no longer exists",
        ErrorKind::InvalidFilename => "the path is too long or invalid",
        ErrorKind::OutOfMemory => "not enough memory",
        _ => "the operating system cannot read the file",
    }
}
