//! The arguments that select files.

use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::{OsStringValueParser, TypedValueParser};

/// The argument that means standard input.
const STANDARD_INPUT: &str = "-";

/// The arguments that select files.
#[derive(Args, Default)]
// The switches are independent of each other, so enums would not make invalid combinations impossible.
#[allow(clippy::struct_excessive_bools)]
pub(crate) struct FileArguments {
    /// Files to read and folders to search, or `-` to read one SSIS file from standard input
    ///
    /// A file that is found more than once is read once. A path with `*`, `?` or `[` that does not exist is a pattern:
    /// `*` and `?` match within a name, and `**` matches any number of folders.
    // The parser for paths rejects an empty one without its number.
    #[arg(value_name = "PATH", required = true, value_parser = OsStringValueParser::new().map(PathBuf::from))]
    pub(crate) paths: Vec<PathBuf>,

    /// Skip files and folders that match this pattern, and files in these folders
    ///
    /// `*` and `?` match within a name, and `**` matches any number of folders. A pattern without `/` is compared with each
    /// name, for example `*.sql` or `archive`. Any other pattern is compared with the path relative to the working
    /// directory, for example `old/*.dtsx`. A pattern that ends with `/` matches only folders. This option also applies to
    /// arguments, so it works with pre-commit, which passes file names. Standard input is always read. Can be repeated, or
    /// a comma-separated list; for a comma in a name, write `?`.
    #[arg(long, value_name = "GLOB", value_delimiter = ',', help_heading = "Files")]
    pub(crate) exclude: Vec<String>,

    /// Search hidden files and folders
    #[arg(long, help_heading = "Files")]
    pub(crate) hidden: bool,

    /// Search folders named bin or obj
    #[arg(long, help_heading = "Files")]
    pub(crate) build_output: bool,

    /// Follow symbolic links
    #[arg(long, help_heading = "Files")]
    pub(crate) follow: bool,

    /// Name of the file on standard input, for reports and to recognize its kind
    ///
    /// By default, the kind is recognized by the content.
    #[arg(long, value_name = "NAME", help_heading = "Files")]
    pub(crate) stdin_filename: Option<PathBuf>,

    /// List every file on standard error, and whether and why it was read, dismissed or skipped
    ///
    /// A file without any mention of SMTP is dismissed before it is parsed. A skipped folder is one line. --quiet does
    /// not suppress the list.
    #[arg(long, help_heading = "Files")]
    pub(crate) show_files: bool,

    /// Do not exit with 2 if no file was read
    #[arg(long, help_heading = "Files")]
    pub(crate) allow_empty: bool,
}

impl FileArguments {
    /// Returns the patterns of files and folders that are not read, each with the folder that it is relative to.
    pub(crate) fn excludes(&self) -> impl Iterator<Item = (&Path, &str)> {
        self.exclude.iter().map(|pattern| (Path::new(""), pattern.as_str()))
    }

    /// Returns what is wrong with the combination of the arguments.
    pub(crate) fn contradiction(&self) -> Option<&'static str> {
        match self.paths.iter().filter(|path| is_standard_input(path)).count() {
            0 if self.stdin_filename.is_some() => Some("`--stdin-filename` requires `-` as a path"),
            0 | 1 => None,
            _ => Some("`-` was given more than once, but standard input can be read only once"),
        }
    }
}

/// Returns whether a path means standard input. A file of that name is `./-`.
pub(crate) fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == STANDARD_INPUT
}
