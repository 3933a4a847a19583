//! A JSON object read field by field, so that every faulty field is told at once.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::fault::Faults;

/// The fields of an object, taken one by one; what is left is not known to this version.
pub(super) struct Fields<'f> {
    file: &'static str,
    left: BTreeMap<String, Value>,
    faults: &'f mut Faults,
}

const REMEDY: &str = "make it again with this version of marv, or read it with the version that made it";

impl<'f> Fields<'f> {
    /// Reads a whole file.
    pub(super) fn parse(file: &'static str, text: &str, faults: &'f mut Faults) -> Option<Self> {
        match serde_json::from_str(text) {
            Ok(left) => Some(Self { file, left, faults }),
            Err(error) => {
                faults.note(file, "", error.to_string(), "a JSON object is expected; make it again with marv");
                None
            }
        }
    }

    /// A field that must be there.
    pub(super) fn required<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        match self.left.remove(name) {
            Some(value) => self.typed(name, value),
            None => {
                self.faults.note(self.file, name, "missing", REMEDY);
                None
            }
        }
    }

    /// A field that may be missing or null.
    pub(super) fn optional<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        match self.left.remove(name) {
            None | Some(Value::Null) => None,
            Some(value) => self.typed(name, value),
        }
    }

    fn typed<T: DeserializeOwned>(&mut self, name: &str, value: Value) -> Option<T> {
        match serde_json::from_value(value) {
            Ok(value) => Some(value),
            Err(error) => {
                self.faults.note(self.file, name, error.to_string(), REMEDY);
                None
            }
        }
    }

    /// Notes a fault of a field that was read.
    pub(super) fn fault(&mut self, name: &str, found: impl Into<String>) {
        self.faults.note(self.file, name, found, REMEDY);
    }

    /// The names of the fields that nobody asked for.
    pub(super) fn left(self) -> Vec<String> {
        self.left.into_keys().collect()
    }
}
