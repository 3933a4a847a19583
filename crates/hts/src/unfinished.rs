//! A file that gets its name when it is complete.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file under a temporary name in the folder of its final one; dropped before it is published, it is removed.
#[derive(Debug)]
pub struct UnfinishedFile {
    file: File,
    temporary: PathBuf,
    destination: PathBuf,
    published: bool,
}

/// The path with something added to its name: an index lies beside its file.
pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

impl UnfinishedFile {
    /// Creates the file as `<destination>.unfinished`.
    pub fn create(destination: &Path) -> io::Result<Self> {
        let temporary = with_suffix(destination, ".unfinished");
        let file = File::create(&temporary)?;
        Ok(Self { file, temporary, destination: destination.to_owned(), published: false })
    }

    /// Brings the bytes to the disk and gives the file its name.
    pub fn publish(mut self) -> io::Result<()> {
        self.file.sync_all()?;
        fs::rename(&self.temporary, &self.destination)?;
        self.published = true;
        // The new name itself is on the disk only with its folder. Not every system can bring a folder to the disk.
        if let Some(folder) = self.destination.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            let _ = File::open(folder).and_then(|folder| folder.sync_all());
        }
        Ok(())
    }
}

/// Writes a whole file under another name first: nothing half-written stays under the final one.
pub fn write_whole(destination: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = UnfinishedFile::create(destination)?;
    file.write_all(bytes)?;
    file.publish()
}

impl Write for UnfinishedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for UnfinishedFile {
    fn drop(&mut self) {
        if !self.published {
            // Nothing can be said here; the name tells that the file is unfinished.
            let _ = fs::remove_file(&self.temporary);
        }
    }
}
