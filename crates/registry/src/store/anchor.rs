//! The anchor: the end of the chain after each transaction, in a file that lies elsewhere.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::StoreError;
use crate::audit::Anchor;

/// Where anchors go.
pub(super) struct AnchorFile {
    path: PathBuf,
    /// Why the last one was not written: then nothing passes until one is.
    owed: Mutex<Option<Anchor>>,
}

/// The file, open for one anchor.
pub(super) struct Open<'a> {
    own: &'a AnchorFile,
    file: File,
}

impl AnchorFile {
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), owed: Mutex::new(None) }
    }

    /// Opens the file, and writes what is owed to it.
    pub(super) fn open(&self) -> Result<Open<'_>, StoreError> {
        let failed = |error| StoreError::Anchor(self.path.display().to_string(), error);
        let mut file = OpenOptions::new().create(true).append(true).open(&self.path).map_err(failed)?;
        let mut owed = self.owed.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(anchor) = owed.as_ref() {
            write(&mut file, anchor).map_err(failed)?;
        }
        *owed = None;
        drop(owed);
        Ok(Open { own: self, file })
    }
}

impl Open<'_> {
    /// Writes the end of the chain. What was committed is committed: if this fails, it is owed, and the next request waits for it.
    pub(super) fn append(mut self, store: &str, seq: u64, code: &str) {
        let anchor = Anchor { store: store.to_owned(), seq, code: code.to_owned() };
        if write(&mut self.file, &anchor).is_err() {
            *self.own.owed.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(anchor);
        }
    }
}

fn write(file: &mut File, anchor: &Anchor) -> std::io::Result<()> {
    let mut line = serde_json::to_string(anchor)?;
    line.push('\n');
    file.write_all(line.as_bytes())
}
