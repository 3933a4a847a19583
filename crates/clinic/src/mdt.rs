//! The decision of a multidisciplinary team conference (MDT).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::code::code_list;

code_list!(
    /// What the conference concludes once the report is there (RR-KPI-01, MC-KPI-02: treatment choice after WGS).
    Conclusion {
        /// The treatment is changed by what was found.
        TreatmentChanged = "treatment-changed",
        /// What was found supports the treatment that was chosen anyway.
        TreatmentSupported = "treatment-supported",
        /// What was found changes nothing.
        NoContribution = "no-contribution",
        /// Referred to the phase-1 unit (RR-ACTOR-01).
        ReferredToPhaseOne = "referred-to-phase-1",
        /// Not settled at this conference.
        Pending = "pending",
    }
);

/// What the conference decided.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MdtDecision {
    /// The day.
    pub date: Date,
    /// The unit that held it (SOR number).
    pub unit: String,
    /// Participants by role.
    pub participants: Vec<String>,
    /// The conclusion.
    pub conclusion: Conclusion,
    /// In words.
    pub text: String,
}
