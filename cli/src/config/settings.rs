//! The settings of a run.

use std::path::{Path, PathBuf};

use crate::args::ConfigArguments;
use crate::base_folder::{BaseFolder, relative};
use crate::config::file::File;
use crate::config::lookup;
use crate::error::Error;
use crate::names;
use crate::text_file;

/// The maximum size of the file, in MiB.
const MAX_MIB: u64 = 1;

/// The settings of a run.
pub(crate) struct Settings {
    /// The path of the file in reports. It is not escaped.
    pub(crate) name: String,
    /// The folder of the file as it is written, to which the excluded paths are relative.
    folder: PathBuf,
    /// The same folder, to which the paths of exceptions are relative.
    pub(crate) base: BaseFolder,
    pub(crate) file: File,
}

impl Settings {
    /// Reads the file that the arguments name, or the one that is found from the scanned paths.
    pub(crate) fn load(arguments: &ConfigArguments, paths: &[PathBuf]) -> Result<Option<Self>, Error> {
        match &arguments.config {
            Some(_) if arguments.no_config => Err(Error::Usage("`--config` and `--no-config` cannot be used together")),
            Some(path) => Self::read(path, names::path(path)).map(Some),
            None if arguments.no_config => Ok(None),
            None => lookup::find(paths).map(|path| Self::read(&path, shown(&path))).transpose(),
        }
    }

    fn read(path: &Path, name: String) -> Result<Self, Error> {
        let failed = |error: &dyn std::fmt::Display| {
            Error::Settings(format!("cannot read the settings in {}: {error}", names::escaped(&name)))
        };
        let text = text_file::read(path, MAX_MIB).map_err(|error| failed(&error))?;
        let base = BaseFolder::of_file(path).map_err(|error| failed(&error))?;
        let file =
            File::parse(&text).map_err(|message| Error::Settings(format!("{}:{message}", names::escaped(&name))))?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        Ok(Self { name, folder, base, file })
    }

    /// Returns the patterns of files and folders that are not read, each with the folder that it is relative to.
    pub(crate) fn excludes(&self) -> impl Iterator<Item = (&Path, &str)> {
        self.file.exclude.iter().map(|pattern| (self.folder.as_path(), pattern.as_str()))
    }
}

/// Returns the path from the working directory, so that reports do not depend on where the repository is.
fn shown(path: &Path) -> String {
    match std::env::current_dir() {
        Ok(folder) => relative(&folder, path),
        Err(_) => names::path(path),
    }
}
