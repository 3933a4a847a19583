//! The kinds of wishes, so that tables can speak of each: who may, and what it is about.

use super::Command;
use crate::code::code_list;
use crate::identifier::{OrderId, SpecimenId};
use crate::staff::Role;

code_list!(
    /// The kind of a [`Command`], named as its `type` is.
    CommandKind {
        /// [`Command::RecordConsent`].
        RecordConsent = "record-consent",
        /// [`Command::WithdrawConsent`].
        WithdrawConsent = "withdraw-consent",
        /// [`Command::RecordTransplant`].
        RecordTransplant = "record-transplant",
        /// [`Command::Accept`].
        Accept = "accept",
        /// [`Command::Collect`].
        Collect = "collect",
        /// [`Command::Receive`].
        Receive = "receive",
        /// [`Command::Reject`].
        Reject = "reject",
        /// [`Command::EstablishCulture`].
        EstablishCulture = "establish-culture",
        /// [`Command::AcceptDna`].
        AcceptDna = "accept-dna",
        /// [`Command::ReleaseToSequencing`].
        ReleaseToSequencing = "release-to-sequencing",
        /// [`Command::RecordSequenced`].
        RecordSequenced = "record-sequenced",
        /// [`Command::StopSequencing`].
        StopSequencing = "stop-sequencing",
        /// [`Command::Resequence`].
        Resequence = "resequence",
        /// [`Command::AcceptDepth`].
        AcceptDepth = "accept-depth",
        /// [`Command::CheckIdentity`].
        CheckIdentity = "check-identity",
        /// [`Command::ReleaseData`].
        ReleaseData = "release-data",
        /// [`Command::Interpret`].
        Interpret = "interpret",
        /// [`Command::Return`].
        Return = "return",
        /// [`Command::Sign`].
        Sign = "sign",
        /// [`Command::Deliver`].
        Deliver = "deliver",
        /// [`Command::Acknowledge`].
        Acknowledge = "acknowledge",
        /// [`Command::Discuss`].
        Discuss = "discuss",
        /// [`Command::Amend`].
        Amend = "amend",
        /// [`Command::Close`].
        Close = "close",
        /// [`Command::Cancel`].
        Cancel = "cancel",
        /// [`Command::RecordOutcome`].
        RecordOutcome = "record-outcome",
        /// [`Command::PlaceHold`].
        PlaceHold = "place-hold",
        /// [`Command::LiftHold`].
        LiftHold = "lift-hold",
    }
);

impl CommandKind {
    /// The roles that may do it (DER-18, the part that does not depend on the person's relation to the patient).
    #[must_use]
    pub fn roles(self) -> &'static [Role] {
        use Role::{
            Approver, ClinicalGeneticist, DataManager, Interpreter, LabReception, LabSequencing, MdtSecretary,
            Programme, QcRelease, Requester,
        };
        match self {
            Self::RecordConsent | Self::WithdrawConsent | Self::RecordTransplant | Self::Acknowledge | Self::Cancel => {
                &[Requester]
            }
            Self::Accept => &[Programme],
            Self::Collect => &[Requester, LabReception],
            Self::Receive => &[LabReception],
            Self::Reject => &[LabReception, LabSequencing],
            Self::EstablishCulture
            | Self::AcceptDna
            | Self::ReleaseToSequencing
            | Self::RecordSequenced
            | Self::StopSequencing => &[LabSequencing],
            Self::Resequence | Self::AcceptDepth | Self::CheckIdentity | Self::ReleaseData => &[QcRelease],
            Self::Interpret => &[Interpreter],
            Self::Return | Self::Sign => &[Approver],
            Self::Deliver => &[Approver, ClinicalGeneticist],
            Self::Discuss => &[Requester, MdtSecretary],
            Self::Amend => &[Interpreter, Approver],
            Self::Close => &[Requester, Programme],
            Self::RecordOutcome => &[Requester, MdtSecretary, DataManager],
            Self::PlaceHold | Self::LiftHold => {
                &[Requester, LabReception, LabSequencing, QcRelease, Programme, ClinicalGeneticist]
            }
        }
    }
}

/// What a wish is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target<'c> {
    /// The patient.
    Patient,
    /// An order.
    Order(&'c OrderId),
    /// A specimen, and so its order.
    Specimen(&'c SpecimenId),
}

impl Command {
    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> CommandKind {
        use CommandKind as Kind;
        match self {
            Self::RecordConsent { .. } => Kind::RecordConsent,
            Self::WithdrawConsent { .. } => Kind::WithdrawConsent,
            Self::RecordTransplant { .. } => Kind::RecordTransplant,
            Self::Accept { .. } => Kind::Accept,
            Self::Collect { .. } => Kind::Collect,
            Self::Receive { .. } => Kind::Receive,
            Self::Reject { .. } => Kind::Reject,
            Self::EstablishCulture { .. } => Kind::EstablishCulture,
            Self::AcceptDna { .. } => Kind::AcceptDna,
            Self::ReleaseToSequencing { .. } => Kind::ReleaseToSequencing,
            Self::RecordSequenced { .. } => Kind::RecordSequenced,
            Self::StopSequencing { .. } => Kind::StopSequencing,
            Self::Resequence { .. } => Kind::Resequence,
            Self::AcceptDepth { .. } => Kind::AcceptDepth,
            Self::CheckIdentity { .. } => Kind::CheckIdentity,
            Self::ReleaseData { .. } => Kind::ReleaseData,
            Self::Interpret { .. } => Kind::Interpret,
            Self::Return { .. } => Kind::Return,
            Self::Sign { .. } => Kind::Sign,
            Self::Deliver { .. } => Kind::Deliver,
            Self::Acknowledge { .. } => Kind::Acknowledge,
            Self::Discuss { .. } => Kind::Discuss,
            Self::Amend { .. } => Kind::Amend,
            Self::Close { .. } => Kind::Close,
            Self::Cancel { .. } => Kind::Cancel,
            Self::RecordOutcome { .. } => Kind::RecordOutcome,
            Self::PlaceHold { .. } => Kind::PlaceHold,
            Self::LiftHold { .. } => Kind::LiftHold,
        }
    }

    /// What it is about.
    #[must_use]
    pub fn target(&self) -> Target<'_> {
        match self {
            Self::RecordConsent { .. } | Self::WithdrawConsent { .. } | Self::RecordTransplant { .. } => {
                Target::Patient
            }
            Self::Collect { specimen, .. }
            | Self::Receive { specimen, .. }
            | Self::Reject { specimen, .. }
            | Self::EstablishCulture { specimen }
            | Self::AcceptDna { specimen }
            | Self::ReleaseToSequencing { specimen }
            | Self::RecordSequenced { specimen, .. }
            | Self::StopSequencing { specimen, .. }
            | Self::Resequence { specimen, .. } => Target::Specimen(specimen),
            Self::Accept { order, .. }
            | Self::AcceptDepth { order, .. }
            | Self::CheckIdentity { order, .. }
            | Self::ReleaseData { order }
            | Self::PlaceHold { order, .. }
            | Self::LiftHold { order, .. }
            | Self::Close { order }
            | Self::Cancel { order, .. }
            | Self::RecordOutcome { order, .. }
            | Self::Interpret { order, .. }
            | Self::Return { order, .. }
            | Self::Sign { order }
            | Self::Deliver { order, .. }
            | Self::Acknowledge { order }
            | Self::Discuss { order, .. }
            | Self::Amend { order, .. } => Target::Order(order),
        }
    }
}
