//! What somebody wants to do in a course, and which roles may.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;

use crate::consent::ConsentRecord;
use crate::eligibility::Assessment;
use crate::follow_up::Outcome;
use crate::identifier::{ConsentId, OrderId, SpecimenId};
use crate::mdt::MdtDecision;
use crate::order::{CancelReason, Hold, Identity, Kind};
use crate::sign_off::Report;
use crate::specimen::RejectionReason;
use crate::staff::Role;

/// An order that is to be made of an assessed referral. It cannot be read from a file: only [`crate::eligibility::assess`] makes the
/// assessment.
#[derive(Debug, Clone)]
pub struct NewOrder<'a> {
    /// Its id.
    pub order: OrderId,
    /// The referral and the guideline's answer.
    pub assessment: &'a Assessment<'a>,
    /// New, earlier or repeat.
    pub kind: Kind,
    /// Earlier orders of the same patient and indication that the requester has seen.
    pub acknowledged_duplicates: Vec<OrderId>,
}

/// A specimen id for each half of the pair, to be used where one is planned.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
pub struct PairIds {
    /// For the tumour.
    pub tumour: SpecimenId,
    /// For the germline.
    pub germline: SpecimenId,
}

/// What somebody wants to do.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "each field is named like its type, and each variant says what it is")]
pub enum Command {
    /// Put a consent on file.
    RecordConsent { consent: ConsentId, record: ConsentRecord },
    /// Withdraw one, as the patient wishes.
    WithdrawConsent { consent: ConsentId, reason: String },
    /// Record an allogeneic transplantation.
    RecordTransplant { day: Date },
    /// Accept an order.
    Accept { order: OrderId, specimens: PairIds },
    /// Say that a specimen was taken.
    Collect { specimen: SpecimenId, label: String, at: Timestamp },
    /// Receive a specimen whose label was read.
    Receive { specimen: SpecimenId, label: String },
    /// Reject a specimen; another one is planned in its place.
    Reject { specimen: SpecimenId, reason: RejectionReason, replacement: SpecimenId },
    /// Say that the culture grows.
    EstablishCulture { specimen: SpecimenId },
    /// Accept the DNA.
    AcceptDna { specimen: SpecimenId },
    /// Release a specimen to sequencing.
    ReleaseToSequencing { specimen: SpecimenId },
    /// Say that a run is complete: mean depth in whole multiples, and 30x units that it took.
    RecordSequenced { specimen: SpecimenId, mean_depth: u32, units: u64 },
    /// Say that a run was stopped, and what it took.
    StopSequencing { specimen: SpecimenId, units: u64, reason: String },
    /// Sequence a specimen again or deeper.
    Resequence { specimen: SpecimenId, units: u64, reason: String },
    /// Accept a depth below the target.
    AcceptDepth { order: OrderId, reason: String },
    /// Record the comparison of tumour and germline.
    CheckIdentity { order: OrderId, identity: Identity },
    /// Release what is sequenced.
    ReleaseData { order: OrderId },
    /// Put a report up for approval.
    Interpret { order: OrderId, report: Report },
    /// Give it back.
    Return { order: OrderId, reason: String },
    /// Sign it as the second person.
    Sign { order: OrderId },
    /// Deliver it.
    Deliver { order: OrderId, recipients: Vec<String> },
    /// Open it as the requester.
    Acknowledge { order: OrderId },
    /// Record what the MDT decided on it.
    Discuss { order: OrderId, decision: MdtDecision },
    /// Correct a signed report.
    Amend { order: OrderId, reason: String },
    /// Close the order.
    Close { order: OrderId },
    /// End the order without a delivered report.
    Cancel { order: OrderId, reason: CancelReason, text: String },
    /// Write down what became of the patient.
    RecordOutcome { order: OrderId, outcome: Outcome },
    /// Place a hold.
    PlaceHold { order: OrderId, hold: Hold, reason: String },
    /// Lift a hold.
    LiftHold { order: OrderId, hold: Hold, reason: String },
}

impl Command {
    /// The roles that may do it.
    #[must_use]
    pub fn roles(&self) -> &'static [Role] {
        self.kind().roles()
    }
}
