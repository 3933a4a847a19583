//! The map between our columns and those of a quality database: a file that the two agree on.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Deserialize;

use super::super::extract::{COLUMNS, Column};
use super::ExchangeFault;

/// A map.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldMap {
    /// The quality database.
    pub database: String,
    /// How it writes days, in the signs of `strftime`; ISO where nothing is said.
    #[serde(default)]
    pub day: Option<String>,
    /// Whether it separates by semicolons; commas where nothing is said.
    #[serde(default)]
    pub semicolon: bool,
    /// The fields.
    pub field: Vec<Field>,
}

/// One column of ours and of theirs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Ours.
    pub ours: String,
    /// Theirs.
    pub theirs: String,
    /// Whether it says whose row it is.
    #[serde(default)]
    pub key: bool,
    /// Ours, and what stands for it there; the same where nothing is said.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
}

const ISO: &str = "%Y-%m-%d";

impl FieldMap {
    pub(super) fn days(&self) -> &str {
        self.day.as_deref().unwrap_or(ISO)
    }

    pub(super) fn separator(&self) -> u8 {
        if self.semicolon { b';' } else { b',' }
    }

    /// Whether the map can be used.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn check(&self) -> Result<(), Vec<ExchangeFault>> {
        let mut faults = Vec::new();
        let mut wrong = |field: &str, fault| faults.push(ExchangeFault::Map { field: field.to_owned(), fault });
        let (mut ours, mut theirs) = (BTreeSet::new(), BTreeSet::new());
        for field in &self.field {
            if !COLUMNS.iter().any(|Column(name, _)| *name == field.ours) {
                wrong(&field.ours, "it is no column of the extract; docs/follow-up.md lists them");
            }
            if field.theirs.trim().is_empty() {
                wrong(&field.ours, "the name of their column is empty; write it");
            }
            if !ours.insert(&field.ours) || !theirs.insert(&field.theirs) {
                wrong(&field.ours, "it, or their column, is named twice; name each once");
            }
            let back: BTreeSet<&String> = field.values.values().collect();
            if back.len() != field.values.len() {
                wrong(
                    &field.ours,
                    "two values of ours are one of theirs, so that it could not come back; keep them apart",
                );
            }
        }
        if !self.field.iter().any(|field| field.key) {
            wrong("key", "no field is one; mark those that say whose row it is");
        }
        let day = Date::constant(2027, 3, 31);
        let back =
            jiff::fmt::strtime::format(self.days(), day).ok().map(|text| Date::strptime(self.days(), &text).ok());
        if back != Some(Some(day)) {
            wrong("day", "it does not write a whole day; write it as %d-%m-%Y");
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}

impl Field {
    /// Theirs of a value of ours; `None` where the map has values and not this one.
    pub(super) fn theirs_of(&self, value: &str, days: &str) -> Option<String> {
        if value.is_empty() {
            return Some(String::new());
        }
        if !self.values.is_empty() {
            return self.values.get(value).cloned();
        }
        match value.parse::<Date>() {
            Ok(day) if self.is_day() => jiff::fmt::strtime::format(days, day).ok(),
            _ => Some(value.to_owned()),
        }
    }

    /// Ours of a value of theirs, or what is wrong with it.
    pub(super) fn ours_of(&self, value: &str, days: &str) -> Result<String, String> {
        if value.is_empty() {
            return Ok(String::new());
        }
        if !self.values.is_empty() {
            let found = self.values.iter().find(|(_, theirs)| *theirs == value).map(|(ours, _)| ours.clone());
            return found.ok_or_else(|| "is none of the map's values; correct it, or add it to the map".to_owned());
        }
        if self.is_day() {
            let day = Date::strptime(days, value).map(|day| day.to_string());
            return day.map_err(|_| format!("is no day written as {days}"));
        }
        Ok(value.to_owned())
    }

    fn is_day(&self) -> bool {
        COLUMNS.iter().any(|Column(name, holds)| *name == self.ours && holds.starts_with("a day"))
    }
}
