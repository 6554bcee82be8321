//! The program `smtp-connstr`. Everything is in the library, so that tests and fuzz targets can use it.
#![forbid(unsafe_code)]

fn main() -> std::process::ExitCode {
    smtp_connstr::run()
}
