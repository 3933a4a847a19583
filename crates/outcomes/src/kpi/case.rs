//! What follow-up knows of one patient, without the patient's name.

pub use clinic::follow_up::Response;
use jiff::civil::Date;

use super::progress::{Progress, Refused};

/// New, referred before the programme, or sequenced again (INC-14).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// New.
    New,
    /// Referred before.
    PreviouslyReferred,
    /// Sequenced again.
    Repeat,
}

impl Kind {
    /// Each with its word.
    pub const WORDS: [(&'static str, Self); 3] =
        [("new", Self::New), ("previously-referred", Self::PreviouslyReferred), ("repeat", Self::Repeat)];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, own)| *own == self).map_or("", |(word, _)| word)
    }
}

/// A referral of a patient. `None` is always: not recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The pseudonym of the referral, and of its order once there is one.
    pub referral: String,
    /// The pseudonym of the patient, who may have several referrals.
    pub patient: String,
    /// `RR` or `MC`.
    pub indication: String,
    /// A code of a region.
    pub region: String,
    /// The route by which the referral was eligible.
    pub route: String,
    /// The disease group.
    pub disease_group: String,
    /// In which category it counts.
    pub kind: Kind,
    /// When the referral was accepted; `None`: refused, or not decided yet.
    pub accepted: Option<Date>,
    /// When and why it was refused.
    pub refused: Option<Refused>,
    /// How far its order came.
    pub progress: Progress,
    /// The order's first signed report; `None`: none yet.
    pub report: Option<Report>,
    /// What was given after the report.
    pub treatment: Treatment,
    /// When the patient died; `None`: not known to have.
    pub death: Option<Date>,
    /// The last day on which the patient is known to have been alive, or dead.
    pub last_seen: Option<Date>,
}

/// What the first signed report says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// When it was signed.
    pub signed: Date,
    /// Whether it reports a driver of tier I or II.
    pub driver: Option<bool>,
    /// Whether the earlier tests are recorded in full.
    pub earlier_tests_complete: Option<bool>,
    /// Whether it reports a driver that no earlier test has.
    pub new_driver: Option<bool>,
    /// Whether the panel before had shown clonality.
    pub clonal_by_panel: Option<bool>,
    /// Whether it shows clonality.
    pub clonal: Option<bool>,
    /// Whether the class changed.
    pub class_changed: Option<bool>,
    /// Whether the risk group changed.
    pub risk_changed: Option<bool>,
}

/// What was chosen and given because of the report, and what came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Treatment {
    /// When the choice was written down.
    pub recorded: Option<Date>,
    /// Whether WGS changed or supported it.
    pub by_wgs: Option<bool>,
    /// The variant that it rests on.
    pub variant: Option<String>,
    /// The category of treatment.
    pub category: Option<String>,
    /// Whether treatment in a protocol was started.
    pub protocol: Option<bool>,
    /// The first dose.
    pub first_dose: Option<Date>,
    /// Whether it was started because of WGS.
    pub because_of_wgs: Option<bool>,
    /// The protocol.
    pub protocol_id: Option<String>,
    /// The best response.
    pub response: Option<Response>,
    /// When the response was assessed.
    pub assessed: Option<Date>,
    /// When the disease progressed; stable disease is none.
    pub progression: Option<Date>,
}
