//! The files and folders that the walk does not read.

use std::fmt::{self, Display};
use std::path::{Path, PathBuf};

use crate::counts::Count;
use crate::names;

/// The number of paths that are named for each reason. The others are only counted.
const MAX_EXAMPLES: usize = 3;

/// Why a file or folder is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SkipReason {
    Hidden,
    BuildOutput,
    Link,
    /// A pattern of the user matches it.
    Excluded,
    /// The name of the file is not one of an SSIS file.
    NotSsis,
    /// It was found before, by another path.
    AlreadyRead,
}

impl SkipReason {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Hidden => "hidden",
            Self::BuildOutput => "build output",
            Self::Link => "symbolic link",
            Self::Excluded => "excluded",
            Self::NotSsis => "not an SSIS file",
            Self::AlreadyRead => "already read",
        }
    }
}

/// The number of skipped files and folders by reason. A skipped folder counts as one, because its content is unknown.
///
/// Hidden files and links are counted only if they could matter: if they have the name of an SSIS file, or are or lead
/// to a folder. The others are counted as files that are not SSIS files.
#[derive(Debug, Default)]
pub(crate) struct Skipped {
    pub(crate) hidden: Group,
    pub(crate) build_output: Group,
    pub(crate) links: Group,
    pub(crate) excluded: Group,
    pub(crate) not_ssis: usize,
}

/// The files and folders that were skipped for one reason.
#[derive(Debug, Default)]
pub(crate) struct Group {
    pub(crate) count: usize,
    /// The first of them, in the order of the walk.
    pub(crate) examples: Vec<PathBuf>,
}

impl Skipped {
    pub(crate) fn add(&mut self, path: &Path, reason: SkipReason) {
        let group = match reason {
            SkipReason::Hidden => &mut self.hidden,
            SkipReason::BuildOutput => &mut self.build_output,
            SkipReason::Link => &mut self.links,
            SkipReason::Excluded => &mut self.excluded,
            SkipReason::NotSsis => {
                self.not_ssis += 1;
                return;
            }
            SkipReason::AlreadyRead => return,
        };
        group.count += 1;
        if group.examples.len() < MAX_EXAMPLES {
            group.examples.push(path.to_owned());
        }
    }

    /// Returns one line per reason, with the option that changes it, if there is one: `1 symbolic link skipped: a (use --follow)`. Files
    /// that are not SSIS files have no line.
    pub(crate) fn lines(&self) -> Vec<String> {
        let groups = self.groups().into_iter().filter(|(group, ..)| group.count > 0);
        groups
            .map(|(group, nouns, option)| {
                let advice = option.map(|option| format!(" (use {option})")).unwrap_or_default();
                format!("{} skipped: {group}{advice}", counted(group.count, nouns))
            })
            .collect()
    }

    /// Returns the counts without the names: `skipped 2 symbolic links, 1 other file`, or `skipped nothing`.
    pub(crate) fn counts(&self) -> String {
        let groups = self.groups().into_iter().filter(|(group, ..)| group.count > 0);
        let mut counts: Vec<String> = groups.map(|(group, nouns, _)| counted(group.count, nouns)).collect();
        if self.not_ssis > 0 {
            counts.push(Count(self.not_ssis, "other file").to_string());
        }
        if counts.is_empty() { "skipped nothing".to_owned() } else { format!("skipped {}", counts.join(", ")) }
    }

    /// Returns the groups with their nouns and the options that change them.
    fn groups(&self) -> [(&Group, [&'static str; 2], Option<&'static str>); 4] {
        [
            (&self.hidden, ["hidden file or folder", "hidden files or folders"], Some("--hidden")),
            (&self.build_output, ["folder named bin or obj", "folders named bin or obj"], Some("--build-output")),
            (&self.links, ["symbolic link", "symbolic links"], Some("--follow")),
            (&self.excluded, ["excluded file or folder", "excluded files or folders"], None),
        ]
    }
}

/// Displays as `a, b, c and 2 more`.
impl Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.examples.iter().map(|path| names::escaped(&names::path(path))).collect();
        f.write_str(&names.join(", "))?;
        match self.count - self.examples.len() {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

fn counted(count: usize, [one, many]: [&str; 2]) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skipped_files_are_counted_and_named() {
        let mut skipped = Skipped::default();
        assert!(skipped.lines().is_empty());
        assert_eq!(skipped.counts(), "skipped nothing");
        for name in ["./.git", "a\n", "b", "c", "d"] {
            skipped.add(Path::new(name), SkipReason::Hidden);
        }
        skipped.add(Path::new("bin"), SkipReason::BuildOutput);
        skipped.add(Path::new("e"), SkipReason::Link);
        skipped.add(Path::new("old"), SkipReason::Excluded);
        skipped.add(Path::new("f"), SkipReason::NotSsis);
        skipped.add(Path::new("f"), SkipReason::AlreadyRead);
        assert_eq!(
            skipped.lines(),
            [
                "5 hidden files or folders skipped: .git, a\\n, b and 2 more (use --hidden)",
                "1 folder named bin or obj skipped: bin (use --build-output)",
                "1 symbolic link skipped: e (use --follow)",
                "1 excluded file or folder skipped: old",
            ]
        );
        assert_eq!(
            skipped.counts(),
            "skipped 5 hidden files or folders, 1 folder named bin or obj, 1 symbolic link, 1 excluded file or folder, \
             1 other file"
        );
    }
}
