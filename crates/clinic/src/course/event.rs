//! What happened in a course. Events are only added; an event is never changed and never refused once it is written.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Target;
use crate::code::IncidentalChoice;
use crate::consent::ConsentRecord;
use crate::follow_up::{Outcome, Question, RefusedReferral, ReportFindings};
use crate::identifier::{ConsentId, OrderId, PatientId, SpecimenId, StaffId};
use crate::ledger::Entry;
use crate::mdt::MdtDecision;
use crate::order::{CancelReason, Hold, Identity, Submission};
use crate::sign_off::Report;
use crate::specimen::{Material, RejectionReason};
use crate::staff::Staff;

/// An event with its actor and time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stamped {
    /// When it was recorded, never before the event that precedes it.
    pub at: Timestamp,
    /// Who did it, in which role, at which unit.
    pub by: Staff,
    /// What happened.
    pub event: Event,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "each field is named like its type, and each variant says what it is")]
pub enum Event {
    /// A consent was put on file.
    ConsentRecorded { consent: ConsentId, record: ConsentRecord },
    /// The patient withdrew a consent.
    ConsentWithdrawn { consent: ConsentId, reason: String },
    /// An allogeneic transplantation was recorded.
    TransplantRecorded { day: Date },
    /// Another course of the same person was joined into this one: all that had happened there, under the pseudonym that ended.
    Joined { patient: PatientId, proposed_by: StaffId, history: Vec<Stamped> },
    /// This course was joined into another of the same person, and goes on there.
    JoinedInto { patient: PatientId, proposed_by: StaffId },
    /// An order was submitted.
    OrderSubmitted { order: OrderId, submission: Box<Submission> },
    /// A referral was submitted that the guideline does not grant.
    ReferralRefused { order: OrderId, referral: Box<RefusedReferral> },
    /// An order was accepted.
    OrderAccepted { order: OrderId },
    /// Units were set aside, consumed or given back.
    UnitsBooked { order: OrderId, booking: Entry },
    /// Stored germline of an earlier order is used again.
    GermlineReused { order: OrderId, specimen: SpecimenId },
    /// A specimen is to be taken.
    SpecimenPlanned { specimen: SpecimenId, order: OrderId, material: Material, replaces: Option<SpecimenId> },
    /// A specimen was taken and labelled.
    SpecimenCollected { specimen: SpecimenId, label: String, at: Timestamp },
    /// A specimen arrived.
    SpecimenReceived { specimen: SpecimenId },
    /// A specimen was rejected.
    SpecimenRejected { specimen: SpecimenId, reason: RejectionReason },
    /// Its fibroblasts have grown.
    CultureEstablished { specimen: SpecimenId },
    /// Its DNA was accepted.
    DnaAccepted { specimen: SpecimenId },
    /// A specimen was released to sequencing, on this consent.
    SpecimenReleased { specimen: SpecimenId, consent: ConsentId },
    /// A run is complete; mean depth in whole multiples.
    SpecimenSequenced { specimen: SpecimenId, mean_depth: u32 },
    /// A run was stopped before its end.
    SequencingStopped { specimen: SpecimenId, reason: String },
    /// A specimen is to be sequenced again.
    ResequencingOrdered { specimen: SpecimenId, reason: String },
    /// The order of a specimen ended.
    SpecimenEnded { specimen: SpecimenId },
    /// A depth below the target was accepted.
    DepthAccepted { order: OrderId, reason: String },
    /// Tumour and germline were compared.
    IdentityChecked { order: OrderId, identity: Identity },
    /// Data were released, on this consent; of the tumour alone they are provisional.
    DataReleased { order: OrderId, provisional: bool, consent: ConsentId },
    /// The report was put up for approval.
    ReportInterpreted { order: OrderId, report: Report, interpreter: StaffId },
    /// The approver gave it back.
    ReportReturned { order: OrderId, reason: String },
    /// The report was signed by the second person, on this consent.
    ReportSigned { order: OrderId, approver: StaffId, consent: ConsentId },
    /// What the signed report of this SHA-256 says that follow-up asks.
    FindingsRecorded { order: OrderId, report: String, findings: ReportFindings },
    /// The report was delivered, on this consent and this choice.
    ReportDelivered { order: OrderId, recipients: Vec<String>, consent: ConsentId, choice: IncidentalChoice },
    /// The requester opened it.
    ReportAcknowledged { order: OrderId },
    /// The MDT discussed it.
    ReportDiscussed { order: OrderId, decision: MdtDecision },
    /// The signed report is to be corrected.
    ReportAmended { order: OrderId, reason: String },
    /// Nothing more is to be done.
    OrderClosed { order: OrderId },
    /// The order ended without a delivered report.
    OrderCancelled { order: OrderId, reason: CancelReason, text: String },
    /// What became of the patient was written down.
    OutcomeRecorded { order: OrderId, outcome: Outcome },
    /// It was asked what became of the patient.
    OutcomeAsked { order: OrderId, questions: Vec<Question> },
    /// A hold was placed.
    HoldPlaced { order: OrderId, hold: Hold, reason: String },
    /// A hold was lifted.
    HoldLifted { order: OrderId, hold: Hold, reason: String },
}

impl Event {
    /// What it is about: an order, a specimen (and so its order), or the patient.
    #[must_use]
    pub fn target(&self) -> Target<'_> {
        match self {
            Self::ConsentRecorded { .. }
            | Self::ConsentWithdrawn { .. }
            | Self::TransplantRecorded { .. }
            | Self::Joined { .. }
            | Self::JoinedInto { .. } => Target::Patient,
            Self::SpecimenPlanned { order, .. }
            | Self::OrderSubmitted { order, .. }
            | Self::ReferralRefused { order, .. }
            | Self::FindingsRecorded { order, .. }
            | Self::OutcomeRecorded { order, .. }
            | Self::OutcomeAsked { order, .. }
            | Self::OrderAccepted { order }
            | Self::UnitsBooked { order, .. }
            | Self::GermlineReused { order, .. }
            | Self::DepthAccepted { order, .. }
            | Self::IdentityChecked { order, .. }
            | Self::DataReleased { order, .. }
            | Self::ReportInterpreted { order, .. }
            | Self::ReportReturned { order, .. }
            | Self::ReportSigned { order, .. }
            | Self::ReportDelivered { order, .. }
            | Self::ReportAcknowledged { order }
            | Self::ReportDiscussed { order, .. }
            | Self::ReportAmended { order, .. }
            | Self::OrderClosed { order }
            | Self::OrderCancelled { order, .. }
            | Self::HoldPlaced { order, .. }
            | Self::HoldLifted { order, .. } => Target::Order(order),
            Self::SpecimenCollected { specimen, .. }
            | Self::SpecimenReceived { specimen }
            | Self::SpecimenRejected { specimen, .. }
            | Self::CultureEstablished { specimen }
            | Self::DnaAccepted { specimen }
            | Self::SpecimenReleased { specimen, .. }
            | Self::SpecimenSequenced { specimen, .. }
            | Self::SequencingStopped { specimen, .. }
            | Self::ResequencingOrdered { specimen, .. }
            | Self::SpecimenEnded { specimen } => Target::Specimen(specimen),
        }
    }
}
