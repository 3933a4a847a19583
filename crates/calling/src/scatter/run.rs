//! What two runs must share for their evidence to be of one result.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::identity::{FileIdentity, PairIdentity};
use crate::structural::places::Places;

/// The program that collects or judges.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// Its name and version, as results state it.
    pub version: String,
    /// What tells two builds of one version apart: a digest of the program itself.
    pub build: String,
}

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, build {:.12}", self.version, self.build)
    }
}

/// Everything that evidence depends on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunIdentity {
    /// The program. It comes first, so that the file of another version can still say which.
    pub program: Program,
    /// The pair.
    pub pair: PairIdentity,
    /// Further files that were read, by the option that named each.
    pub inputs: BTreeMap<String, FileIdentity>,
    /// The names of the genes whose coverage is told, in the order of their file.
    pub genes: Vec<String>,
    /// Where junctions are expected, or are made by the body itself.
    pub places: Places,
    /// The digest of the [pilot](crate::pilot::Pilot).
    pub pilot: String,
}

/// The first thing in which two runs differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What differs.
    pub what: String,
    /// In the one run.
    pub first: String,
    /// In the other.
    pub second: String,
}

impl RunIdentity {
    /// All that must be the same, in words. Whether an index was older than its file is not among it: copies of one file
    /// may differ in it.
    fn stated(&self) -> Vec<(String, String)> {
        let mut stated = vec![("program".to_owned(), self.program.to_string() + &self.program.build)];
        let PairIdentity { tumours, normals, reference } = &self.pair;
        for (role, specimens) in [("tumour", tumours), ("normal", normals)] {
            for (place, specimen) in specimens.iter().enumerate() {
                let said = format!(
                    "sample {} in {} of {} bytes, header {}",
                    specimen.sample, specimen.file, specimen.bytes, specimen.header_sha256
                );
                stated.push((format!("{role} {}", place + 1), said));
            }
        }
        let said = format!("{} of {} bytes, contigs {}", reference.file, reference.bytes, reference.contigs_sha256());
        stated.push(("reference".to_owned(), said));
        for (option, file) in &self.inputs {
            stated.push((option.clone(), format!("{} of {} bytes ({})", file.file, file.bytes, file.sha256)));
        }
        stated.push(("reads or reference of the pilot pieces".to_owned(), self.pilot.clone()));
        stated
    }

    /// The first thing in which another run differs; `None` if the evidence of both is of one result.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Option<Difference> {
        let (first, second) = (self.stated(), other.stated());
        let said = |stated: &[(String, String)], what: &str| {
            stated.iter().find(|(name, _)| name == what).map_or_else(|| "none".to_owned(), |(_, said)| said.clone())
        };
        let mut names = first.iter().chain(&second).map(|(name, _)| name);
        let what = names.find(|name| said(&first, name) != said(&second, name))?;
        Some(Difference { what: what.clone(), first: said(&first, what), second: said(&second, what) })
    }

    /// Takes over what another run of the same identity saw of its copies of the files.
    pub(super) fn join(&mut self, other: &Self) {
        let all = self.pair.tumours.iter_mut().chain(&mut self.pair.normals);
        for (own, seen) in all.zip(other.pair.specimens()) {
            own.index_older |= seen.index_older;
        }
    }
}
