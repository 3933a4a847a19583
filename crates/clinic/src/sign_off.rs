//! Sign-off: what a report must hold before two persons sign it, and its versions. No finding is known here.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::code::{CodeList, IncidentalChoice, code_list};
use crate::identifier::StaffId;

code_list!(
    /// What a report must say (COM-REP-01).
    Section {
        /// Substitutions and small indels.
        SmallVariants = "small-variants",
        /// Copy number.
        CopyNumber = "copy-number",
        /// Structural variants and fusions.
        Structural = "structural",
        /// Allele state, such as that of TP53.
        AlleleState = "allele-state",
        /// The answer to what was asked.
        Purpose = "purpose",
        /// What the analysis cannot see.
        Limitations = "limitations",
        /// That sequencing supplements and does not replace (COM-STRAT-01).
        Supplement = "supplement",
    }
);

impl Section {
    /// Every section.
    #[must_use]
    pub fn all() -> Vec<Self> {
        Self::CODES.iter().filter_map(|code| Self::from_code(code)).collect()
    }

    /// Whether a reason can stand in its place. What the report cannot see, and that it supplements, is always said.
    #[must_use]
    pub fn may_be_missing(self) -> bool {
        !matches!(self, Self::Purpose | Self::Limitations | Self::Supplement)
    }
}

/// How a section is filled.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Filled {
    /// It has a result.
    Given,
    /// Not performed or not assessable, and why.
    NotPerformed {
        /// Why.
        reason: String,
    },
}

/// A report as it is put up for signature: what is signed is the hash of its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Report {
    /// SHA-256 of the document, in hexadecimal.
    pub sha256: String,
    /// The choice on incidental findings under which it was composed (COM-GEN-04).
    pub incidental_choice: IncidentalChoice,
    /// How each section is filled.
    pub sections: BTreeMap<Section, Filled>,
}

impl Report {
    /// Sections that are missing, or stand without a reason.
    #[must_use]
    pub fn missing(&self) -> Vec<Section> {
        let is_missing = |section: &Section| match self.sections.get(section) {
            Some(Filled::Given) => false,
            Some(Filled::NotPerformed { reason }) => !section.may_be_missing() || reason.trim().is_empty(),
            None => true,
        };
        Section::all().into_iter().filter(is_missing).collect()
    }
}

/// A version of the report. Once signed it never changes; a correction is another version (DER-15).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ReportVersion {
    /// What is signed.
    pub report: Report,
    /// Who interpreted it.
    pub interpreter: StaffId,
    /// Who approved it, and when.
    pub signed: Option<(StaffId, Timestamp)>,
    /// Who received it.
    pub recipients: Vec<String>,
    /// Why it was corrected, once it was.
    pub superseded: Option<String>,
}
