//! A temporary folder for unit tests.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

pub(crate) struct TestFolder(pub(crate) PathBuf);

impl TestFolder {
    /// Creates a folder with these files.
    pub(crate) fn with_files(names: &[&str]) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("smtp-connstr-unit-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = Self(std::env::temp_dir().join(name));
        fs::create_dir(&folder.0).unwrap();
        for name in names {
            folder.add(name, "");
        }
        folder
    }

    pub(crate) fn add(&self, name: &str, content: &str) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
}

impl Drop for TestFolder {
    fn drop(&mut self) {
        // If this fails, the operating system cleans up its temporary files.
        let _ = fs::remove_dir_all(&self.0);
    }
}
