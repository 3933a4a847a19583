//! Where a store lies in a test, and how to change it behind its back.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

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

    pub fn postgresql(folder: &Path, server: &PostgreSqlServer) -> Self {
        Self::at(folder, server.new_database())
    }

    /// At an address, with anchors in the folder.
    pub fn at(folder: &Path, address: String) -> Self {
        Self { folder: folder.to_owned(), address: Some(address) }
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
            Some(address) => {
                postgres::Client::connect(address, postgres::NoTls).unwrap().batch_execute(statements).unwrap();
            }
            None => rusqlite::Connection::open(self.file()).unwrap().execute_batch(statements).unwrap(),
        }
    }

    /// The two texts of each row.
    pub fn pairs(&self, query: &str) -> Vec<(String, String)> {
        match &self.address {
            Some(address) => {
                let rows = postgres::Client::connect(address, postgres::NoTls).unwrap().query(query, &[]).unwrap();
                rows.iter().map(|row| (row.get(0), row.get(1))).collect()
            }
            None => {
                let file = rusqlite::Connection::open(self.file()).unwrap();
                let mut statement = file.prepare(query).unwrap();
                let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
                rows.map(Result::unwrap).collect()
            }
        }
    }
}

/// Who wrote each event of each course, in the order of its versions: tests put the key of the request there.
pub fn keys_of_events(place: &Place) -> BTreeMap<String, Vec<String>> {
    let mut keys: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (patient, body) in place.pairs("SELECT patient, body FROM event ORDER BY patient, version") {
        let event: serde_json::Value = serde_json::from_str(&body).unwrap();
        keys.entry(patient).or_default().push(event["by"]["id"].as_str().unwrap().to_owned());
    }
    keys
}
