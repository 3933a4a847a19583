//! Where a store lies in a test, and how to change it behind its back.

use std::path::{Path, PathBuf};

#[cfg(feature = "postgresql")]
use crate::server::PostgreSqlServer;
use registry::audit::{Anchor, AuditKey, anchors};
use registry::store::Store;

/// The key of all tests.
pub fn key() -> AuditKey {
    AuditKey::new([7; 32])
}

/// Writes a file that only its owner can read.
pub fn keep_secret(file: &Path, text: &str) {
    std::fs::write(file, text).unwrap();
    std::fs::set_permissions(file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
}

/// A database, and a file for anchors beside it.
pub struct Place {
    folder: PathBuf,
    address: Option<String>,
}

impl Place {
    pub fn sqlite(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), address: None }
    }

    #[cfg(feature = "postgresql")]
    pub fn postgresql(folder: &Path, server: &PostgreSqlServer) -> Self {
        Self { folder: folder.to_owned(), address: Some(server.new_database()) }
    }

    pub fn file(&self) -> PathBuf {
        self.folder.join("marv.db")
    }

    pub fn anchor(&self) -> PathBuf {
        self.folder.join("anchors")
    }

    pub fn anchors(&self) -> Vec<Anchor> {
        anchors(&self.anchor()).unwrap()
    }

    pub fn place(&self) -> registry::store::Place {
        self.text().as_str().into()
    }

    /// The place in one text, as `Place::from` reads it.
    pub fn text(&self) -> String {
        self.address.clone().unwrap_or_else(|| self.file().display().to_string())
    }

    pub fn open(&self) -> Store {
        self.try_open(key(), &self.anchor()).unwrap()
    }

    pub fn try_open(&self, key: AuditKey, anchor: &Path) -> Result<Store, registry::store::StoreError> {
        Store::open(&self.place(), key, Some(anchor))
    }

    /// Statements behind the store's back, as somebody with the database's password could run them.
    pub fn sql(&self, statements: &str) {
        match &self.address {
            #[cfg(feature = "postgresql")]
            Some(address) => {
                postgres::Client::connect(address, postgres::NoTls).unwrap().batch_execute(statements).unwrap();
            }
            #[cfg(not(feature = "postgresql"))]
            Some(_) => panic!("built without PostgreSQL"),
            None => rusqlite::Connection::open(self.file()).unwrap().execute_batch(statements).unwrap(),
        }
    }
}
