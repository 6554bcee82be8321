//! The arguments of `fix`.

use clap::Args;

use crate::args::config::ConfigArguments;
use crate::args::files::FileArguments;

/// Change connection strings in SSIS files
///
/// Without --set and --server, applies the machine-applicable fixes of `smtp-connstr check`. With them, makes these changes
/// and no others. All places of a connection manager are changed together: the definition, the parameters of the project,
/// package configurations, and the parameters and variables that its expressions use. Every other byte of a file remains.
///
/// Without --write, nothing is changed: prints what would be changed. Archives, encrypted or signed files, and strings that
/// would be invalid are refused with the reason, and everything else is done.
///
/// Skips what `smtp-connstr.toml` excludes. Its other settings do not apply to `fix`.
#[derive(Args, Default)]
#[command(
    mut_arg("stdin_filename", |argument| argument.hide(true)),
    mut_arg("paths", |argument| argument
        .help("Files to change and folders to search")
        .long_help(
            "Files to change and folders to search\n\nAs in `scan`, hidden files and folders, symbolic links and folders \
             named bin or obj are skipped unless they are given as arguments. A path with `*`, `?` or `[` that does not \
             exist is a pattern."
        )),
    after_long_help = "Exit codes:\n  \
        0  everything was or could be changed as asked\n  \
        1  something was refused, or with --check, something would change\n  \
        2  usage error, input that cannot be read, or no file was read\n\n\
        Examples:\n  \
        smtp-connstr fix .\n  \
        smtp-connstr fix . --set EnableSsl=True --where server=smtp.contoso.com\n  \
        smtp-connstr fix . --server old.contoso.com=relay.contoso.com --write\n  \
        smtp-connstr fix . --set Timeout=30000 --where 'package=Mail*.dtsx' --write --backup"
)]
// The switches are independent of each other, so enums would not make invalid combinations impossible. Clippy asks for
// backticks around the names of properties, but they would appear in the help.
#[allow(clippy::struct_excessive_bools, clippy::doc_markdown)]
pub(crate) struct FixArguments {
    /// Set a property: EnableSsl, UseWindowsAuthentication or Timeout. Can be repeated
    #[arg(long, value_name = "PROPERTY=VALUE")]
    pub(crate) set: Vec<String>,

    /// Replace a server by another one, ignoring case. Can be repeated
    #[arg(long = "server", value_name = "OLD=NEW")]
    pub(crate) servers: Vec<String>,

    /// Change only what meets a condition: server=NAME, manager=NAME or package=GLOB. Can be repeated
    ///
    /// If a kind of condition is repeated, one of them must be met. A pattern with `/` is compared with the whole path of a
    /// package, any other pattern with its file name. A connection manager of the project is in no package.
    #[arg(long = "where", value_name = "CONDITION")]
    pub(crate) conditions: Vec<String>,

    /// Write the changes to the files
    #[arg(long)]
    pub(crate) write: bool,

    /// Exit with 1 if anything would change
    #[arg(long, conflicts_with = "write")]
    pub(crate) check: bool,

    /// Keep each old file, with `.bak` after its name
    ///
    /// A file whose backup exists is refused.
    #[arg(long)]
    pub(crate) backup: bool,

    #[command(flatten)]
    pub(crate) config: ConfigArguments,

    #[command(flatten)]
    pub(crate) files: FileArguments,

    /// Suppress output; report through the exit code only
    #[arg(short, long)]
    pub(crate) quiet: bool,
}
