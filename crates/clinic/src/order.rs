//! Orders: one tumour/germline pair that an eligible referral asks for.
//!
//! An order's state says how far its answer is; how far its material is, is for its specimens to say, so the two cannot
//! contradict each other.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::code::{GermlineMaterial, RepeatReason, TumourMaterial, code_list};
use crate::eligibility::Units;
use crate::follow_up::{Outcomes, ReportFindings};
use crate::identifier::{ConsentId, OrderId, SpecimenId, StaffId};
use crate::ledger::Ledger;
use crate::mdt::MdtDecision;
use crate::sign_off::ReportVersion;

code_list!(
    /// The states of an order.
    OrderState {
        /// Submitted by a specialist, on an eligible referral.
        Submitted = "submitted",
        /// Accepted: units are set aside, specimens are planned.
        Accepted = "accepted",
        /// Data of the tumour alone are released, marked provisional (DER-06).
        Provisional = "provisional",
        /// Data of the pair are released to the interpreting department.
        DataReleased = "data-released",
        /// Interpreted; another person is to approve.
        ReviewPending = "review-pending",
        /// Signed by two persons.
        Signed = "signed",
        /// With its recipients.
        Delivered = "delivered",
        /// Opened by the requester.
        Acknowledged = "acknowledged",
        /// Discussed at the MDT.
        Discussed = "discussed",
        /// Nothing more is to be done.
        Closed = "closed",
        /// Ended without a delivered report.
        Cancelled = "cancelled",
    }
);
code_list!(
    /// What happens to an order.
    OrderStep {
        /// Accepted.
        Accept = "accept",
        /// Tumour data are released alone.
        ReleaseProvisional = "release-provisional",
        /// Data of the pair are released.
        ReleaseData = "release-data",
        /// Interpreted.
        Interpret = "interpret",
        /// Given back to the interpreter.
        Return = "return",
        /// Signed.
        Sign = "sign",
        /// Delivered.
        Deliver = "deliver",
        /// Opened by the requester.
        Acknowledge = "acknowledge",
        /// Discussed at the MDT.
        Discuss = "discuss",
        /// Closed.
        Close = "close",
        /// The signed report is to be corrected.
        Amend = "amend",
        /// Ended.
        Cancel = "cancel",
    }
);
code_list!(
    /// What stops an order from outside its own states. A consent that is not in force also stops it, and is no hold: it
    /// follows from the consent itself, so that it can neither be forgotten nor be lifted.
    Hold {
        /// Whose DNA it is, is in doubt (DER-07).
        Identity = "identity",
        /// Something is wrong with the material.
        Specimen = "specimen",
        /// No capacity.
        Capacity = "capacity",
        /// A clinician asks to wait.
        Clinical = "clinical",
    }
);
code_list!(
    /// Why an order ends without a delivered report.
    CancelReason {
        /// The consent was withdrawn.
        ConsentWithdrawn = "consent-withdrawn",
        /// It is clinically no longer wanted.
        Clinical = "clinical",
        /// The patient has died, and a clinician decides that no answer is wanted.
        Death = "death",
        /// Ordered by mistake.
        Mistake = "mistake",
    }
);

use OrderState as S;
use OrderStep as Do;

/// Every transition of an order (docs/states/order.txt).
pub const TRANSITIONS: &[(OrderState, OrderStep, OrderState)] = &[
    (S::Submitted, Do::Accept, S::Accepted),
    (S::Submitted, Do::Cancel, S::Cancelled),
    (S::Accepted, Do::ReleaseProvisional, S::Provisional),
    (S::Accepted, Do::ReleaseData, S::DataReleased),
    (S::Accepted, Do::Cancel, S::Cancelled),
    (S::Provisional, Do::ReleaseData, S::DataReleased),
    (S::Provisional, Do::Cancel, S::Cancelled),
    (S::DataReleased, Do::Interpret, S::ReviewPending),
    (S::DataReleased, Do::Cancel, S::Cancelled),
    (S::ReviewPending, Do::Return, S::DataReleased),
    (S::ReviewPending, Do::Sign, S::Signed),
    (S::ReviewPending, Do::Cancel, S::Cancelled),
    (S::Signed, Do::Deliver, S::Delivered),
    (S::Signed, Do::Amend, S::DataReleased),
    (S::Signed, Do::Cancel, S::Cancelled),
    (S::Delivered, Do::Acknowledge, S::Acknowledged),
    (S::Delivered, Do::Amend, S::DataReleased),
    (S::Acknowledged, Do::Discuss, S::Discussed),
    (S::Acknowledged, Do::Amend, S::DataReleased),
    (S::Discussed, Do::Close, S::Closed),
    (S::Discussed, Do::Amend, S::DataReleased),
    (S::Closed, Do::Amend, S::DataReleased),
];

/// Counted apart (INC-14).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Kind {
    /// A patient who is referred for the first time.
    New,
    /// One of the patients who were referred before the programme began (COM-VOL-02).
    PreviouslyReferred,
    /// A repeat of an earlier order (COM-REPEAT-01).
    Repeat {
        /// The earlier order.
        earlier: OrderId,
        /// Why.
        reason: RepeatReason,
    },
}

/// What a submission fixes once and for all: the verdict with its rule set, and what is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Submission {
    /// New, earlier or repeat.
    pub kind: Kind,
    /// Indication.
    pub indication: String,
    /// Route.
    pub route: String,
    /// Rule set id, version and hash (DER-19).
    pub rule_set: String,
    /// SHA-256 of the decision record, as the store shows it to others; `None` where an earlier program wrote the order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<String>,
    /// The requisition date.
    pub requisition: Date,
    /// Rules from which a named exception was granted (DER-20).
    pub excepted: Vec<String>,
    /// The day of the MDT decision (T0).
    pub mdt: Option<Date>,
    /// The requester.
    pub requester: StaffId,
    /// The requesting unit.
    pub unit: String,
    /// The disease is AML, as the MC-FAST clock asks.
    pub aml: bool,
    /// A fast track is asked for.
    pub fast_track: bool,
    /// Tumour material.
    pub tumour: TumourMaterial,
    /// Germline material.
    pub germline: GermlineMaterial,
    /// The disease group: the value set of the indication that holds the diagnosis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disease_group: Option<String>,
    /// Sequencing site.
    pub site: Option<String>,
    /// Earlier allogeneic transplantation, as stated.
    pub allogeneic_transplant: Option<bool>,
    /// 30x units to set aside.
    pub units: Units,
    /// Earlier orders of the same patient and indication that the requester has seen and links (DER-21).
    pub acknowledged_duplicates: Vec<OrderId>,
}

/// Whether tumour and germline are one person's (DER-07).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Identity {
    /// The genotypes agree.
    pub genotypes_concordant: bool,
    /// The sex check agrees.
    pub sex_concordant: bool,
}

impl Identity {
    /// Both agree.
    #[must_use]
    pub fn agrees(self) -> bool {
        self.genotypes_concordant && self.sex_concordant
    }
}

/// When each thing first happened. Ordered by what happened, not by the clock on the wall.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Stamps {
    /// T1.
    pub submitted: Option<Timestamp>,
    /// T5: data of the pair.
    pub data_released: Option<Timestamp>,
    /// T6: the first version.
    pub signed: Option<Timestamp>,
    /// The first delivery.
    pub delivered: Option<Timestamp>,
    /// T7.
    pub acknowledged: Option<Timestamp>,
    /// T8.
    pub discussed: Option<Timestamp>,
    /// When the order was closed or cancelled.
    pub ended: Option<Timestamp>,
}

/// A stretch of time on hold.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pause {
    /// Which hold.
    pub hold: Hold,
    /// From when.
    pub from: Timestamp,
    /// Until when; `None` while it lasts.
    pub until: Option<Timestamp>,
}

/// An order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Order {
    /// Its id.
    pub id: OrderId,
    /// What was asked for.
    pub submission: Submission,
    /// Its state.
    pub state: OrderState,
    /// Holds that stand.
    pub holds: BTreeSet<Hold>,
    /// All holds that ever stood.
    pub pauses: Vec<Pause>,
    /// Its part of the ledger.
    pub ledger: Ledger,
    /// The stored germline that is used again.
    pub reused_germline: Option<SpecimenId>,
    /// A depth below the target is accepted, and why (RR-SEQ-01).
    pub depth_accepted: bool,
    /// The identity check of the pair.
    pub identity: Option<Identity>,
    /// The consent on which data were last released.
    pub released_on: Option<ConsentId>,
    /// Every version of the report, the first first.
    pub reports: Vec<ReportVersion>,
    /// The decision at the MDT after the report.
    pub decision: Option<MdtDecision>,
    /// Why it was cancelled, once it was.
    pub cancelled: Option<CancelReason>,
    /// What the last signed report says that follow-up asks.
    pub findings: Option<ReportFindings>,
    /// What became of the patient.
    pub outcomes: Outcomes,
    /// When things happened.
    pub stamps: Stamps,
    /// When it came into the course with another course of the same person.
    pub joined: Option<Timestamp>,
}

impl Order {
    /// An order as it is when it is submitted.
    #[must_use]
    pub fn submitted(id: OrderId, submission: Submission, at: Timestamp) -> Self {
        Self {
            id,
            submission,
            state: S::Submitted,
            holds: BTreeSet::new(),
            pauses: vec![],
            ledger: Ledger::default(),
            reused_germline: None,
            depth_accepted: false,
            identity: None,
            released_on: None,
            reports: vec![],
            decision: None,
            cancelled: None,
            findings: None,
            outcomes: Outcomes::default(),
            stamps: Stamps { submitted: Some(at), ..Stamps::default() },
            joined: None,
        }
    }

    /// The state after a step; `None` where the step is not open.
    #[must_use]
    pub fn after(&self, step: OrderStep) -> Option<OrderState> {
        TRANSITIONS.iter().find(|(from, own, _)| (*from, *own) == (self.state, step)).map(|(.., to)| *to)
    }

    /// Whether its specimens may still move.
    #[must_use]
    pub fn takes_material(&self) -> bool {
        matches!(self.state, S::Accepted | S::Provisional)
    }

    /// Every recipient of a delivered version.
    #[must_use]
    pub fn recipients(&self) -> BTreeSet<&str> {
        self.reports.iter().flat_map(|version| &version.recipients).map(String::as_str).collect()
    }
}
