//! The output of `scan`: formats and the files that they are written to.

use std::path::{Path, PathBuf};

use clap::{ArgMatches, Args, Command, Error, FromArgMatches, ValueEnum};

/// A format, and the file that it is written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Destination {
    pub(crate) format: ScanFormat,
    /// `None` is standard output.
    pub(crate) file: Option<PathBuf>,
}

/// The destinations, in the order of the arguments. There is at least one.
pub(crate) struct Destinations(Vec<Destination>);

impl Destinations {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Destination> {
        self.0.iter()
    }

    /// Associates each file with the format before it. The numbers are the positions of the arguments, from 1.
    fn new(formats: Vec<(usize, ScanFormat)>, files: &[(usize, PathBuf)]) -> Self {
        let has_formats = !formats.is_empty();
        // Files before the first format have the default format.
        let formats: Vec<(usize, ScanFormat)> = [(0, ScanFormat::default())].into_iter().chain(formats).collect();
        let ends = formats.iter().skip(1).map(|(position, _)| *position).chain([usize::MAX]);
        let mut destinations = Vec::new();
        for ((start, format), end) in formats.iter().copied().zip(ends) {
            let before = destinations.len();
            let own = files.iter().filter(|(position, _)| (start..end).contains(position));
            let file = |(_, file): &(usize, PathBuf)| (!is_standard_output(file)).then(|| file.clone());
            destinations.extend(own.map(|own| Destination { format, file: file(own) }));
            let is_used = start > 0 || !has_formats;
            if is_used && destinations.len() == before {
                destinations.push(Destination { format, file: None });
            }
        }
        Self(destinations)
    }
}

/// Returns whether a path means standard output. Opening `/dev/stdout` again would overwrite what is already in a file.
fn is_standard_output(path: &Path) -> bool {
    path.as_os_str() == "-" || (cfg!(unix) && path.as_os_str() == "/dev/stdout")
}

/// The definitions of the options.
#[derive(Args)]
struct Options {
    /// Output format [default: human]
    ///
    /// Can be repeated, if --output follows each of them except one.
    #[arg(long, value_enum)]
    format: Vec<ScanFormat>,

    /// Write the format before this option to a file, instead of standard output
    ///
    /// Can be repeated: each --output applies to the --format before it. `-` is standard output, to which at most one format
    /// is written. An existing file is replaced at the end of the scan, so a scan that fails does not change it.
    #[arg(long, value_name = "FILE")]
    output: Vec<PathBuf>,
}

// Derived arguments have no positions, and only positions tell which format is before a file.
impl FromArgMatches for Destinations {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let formats = positions(matches, "format").zip(matches.get_many("format").into_iter().flatten().copied());
        let files = positions(matches, "output").zip(matches.get_many("output").into_iter().flatten().cloned());
        Ok(Self::new(formats.collect(), &files.collect::<Vec<_>>()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for Destinations {
    fn augment_args(command: Command) -> Command {
        Options::augment_args(command)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Options::augment_args_for_update(command)
    }
}

fn positions<'a>(matches: &'a ArgMatches, id: &str) -> impl Iterator<Item = usize> + use<'a> {
    matches.indices_of(id).into_iter().flatten()
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScanFormat {
    /// The packages that send mail, the servers, and the findings of each connection manager
    #[default]
    Human,
    /// JSON Lines, one object per connection manager, and a summary
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// An inventory in CSV, one row per connection manager
    Csv,
    /// A report in one HTML file, for a manager or an auditor
    Html,
    /// A report in Markdown, for a pull request or a job summary
    Markdown,
    /// Annotations for GitHub Actions, the most severe findings first
    Github,
    /// Issues for Azure Pipelines: errors and warnings, the errors first
    Azure,
    /// JUnit XML, one test suite per project and one test case per connection manager
    Junit,
}

/// The character between the cells of a CSV file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum CsvDelimiter {
    // The names are words, because shells would need quotes for the characters.
    #[default]
    #[value(alias = ",")]
    Comma,
    #[value(alias = ";")]
    Semicolon,
    #[value(aliases = ["\t", "\\t"])]
    Tab,
}

impl From<CsvDelimiter> for char {
    fn from(delimiter: CsvDelimiter) -> Self {
        match delimiter {
            CsvDelimiter::Comma => ',',
            CsvDelimiter::Semicolon => ';',
            CsvDelimiter::Tab => '\t',
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Program {
        #[command(flatten)]
        destinations: Destinations,
    }

    #[track_caller]
    fn assert_destinations(arguments: &str, expected: &[(ScanFormat, Option<&str>)]) {
        let program = Program::try_parse_from(["program"].into_iter().chain(arguments.split_whitespace())).unwrap();
        let destination = |(format, file): &(ScanFormat, Option<&str>)| Destination {
            format: *format,
            file: file.map(PathBuf::from),
        };
        let expected: Vec<Destination> = expected.iter().map(destination).collect();
        assert_eq!(program.destinations.0, expected, "{arguments}");
    }

    #[test]
    fn file_applies_to_the_format_before_it() {
        use ScanFormat::{Csv, Human, Json, Sarif};
        assert_destinations("", &[(Human, None)]);
        assert_destinations("--format json", &[(Json, None)]);
        assert_destinations("--output a", &[(Human, Some("a"))]);
        assert_destinations("--output a --format json", &[(Human, Some("a")), (Json, None)]);
        assert_destinations("--format json --output a", &[(Json, Some("a"))]);
        assert_destinations(
            "--format=sarif --output=a --format csv --output b --format human",
            &[(Sarif, Some("a")), (Csv, Some("b")), (Human, None)],
        );
        assert_destinations("--format csv --format sarif --output a", &[(Csv, None), (Sarif, Some("a"))]);
        assert_destinations("--format csv --output a --output b", &[(Csv, Some("a")), (Csv, Some("b"))]);
        assert_destinations("--format csv --format json", &[(Csv, None), (Json, None)]);
        assert_destinations("--format csv --output -", &[(Csv, None)]);
    }
}
