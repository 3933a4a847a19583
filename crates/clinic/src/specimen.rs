//! Specimens: each with its own states, in one role of one order.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::clock::day_of;
use crate::code::{GermlineMaterial, TumourMaterial, code_list};
use crate::identifier::{OrderId, SpecimenId};

code_list!(
    /// Which half of the pair.
    PairRole {
        /// The tumour.
        Tumour = "tumour",
        /// The germline.
        Germline = "germline",
    }
);
code_list!(
    /// The states of a specimen.
    SpecimenState {
        /// To be taken.
        Planned = "planned",
        /// Taken and labelled.
        Collected = "collected",
        /// At the sequencing site.
        Received = "received",
        /// Fibroblasts have grown.
        CultureEstablished = "culture-established",
        /// Its DNA is good enough.
        DnaAccepted = "dna-accepted",
        /// Released to sequencing.
        Released = "released",
        /// Sequenced.
        Sequenced = "sequenced",
        /// Cannot be used; another one is planned.
        Rejected = "rejected",
        /// The order ended before it was taken.
        NotTaken = "not-taken",
        /// The order ended; the material is kept, nothing is done with it.
        Kept = "kept",
    }
);
code_list!(
    /// What happens to a specimen.
    SpecimenStep {
        /// Taken.
        Collect = "collect",
        /// Arrives.
        Receive = "receive",
        /// The culture grows.
        EstablishCulture = "establish-culture",
        /// The DNA is accepted.
        AcceptDna = "accept-dna",
        /// Refused by the laboratory.
        Reject = "reject",
        /// Released to sequencing.
        Release = "release",
        /// The run is complete.
        Sequence = "sequence",
        /// The run is stopped.
        Stop = "stop",
        /// To be sequenced again or deeper.
        Resequence = "resequence",
        /// The order ends.
        End = "end",
    }
);
code_list!(
    /// Why a specimen is rejected.
    RejectionReason {
        /// Nothing readable on it.
        LabelMissing = "label-missing",
        /// Another label or material than was ordered.
        NotAsOrdered = "not-as-ordered",
        /// Broken, leaked, thawed.
        Damaged = "damaged",
        /// Too little.
        TooLittle = "too-little",
        /// The culture does not grow.
        CultureFailed = "culture-failed",
        /// Too little or too poor DNA.
        PoorDna = "poor-dna",
        /// Too few tumour cells.
        FewTumourCells = "few-tumour-cells",
    }
);

use SpecimenState as S;
use SpecimenStep as Do;

/// Every transition of a specimen (docs/states/specimen.txt).
pub const TRANSITIONS: &[(SpecimenState, SpecimenStep, SpecimenState)] = &[
    (S::Planned, Do::Collect, S::Collected),
    (S::Planned, Do::End, S::NotTaken),
    (S::Collected, Do::Receive, S::Received),
    (S::Collected, Do::Reject, S::Rejected),
    (S::Collected, Do::End, S::Kept),
    (S::Received, Do::EstablishCulture, S::CultureEstablished),
    (S::Received, Do::AcceptDna, S::DnaAccepted),
    (S::Received, Do::Reject, S::Rejected),
    (S::Received, Do::End, S::Kept),
    (S::CultureEstablished, Do::AcceptDna, S::DnaAccepted),
    (S::CultureEstablished, Do::Reject, S::Rejected),
    (S::CultureEstablished, Do::End, S::Kept),
    (S::DnaAccepted, Do::Release, S::Released),
    (S::DnaAccepted, Do::Reject, S::Rejected),
    (S::DnaAccepted, Do::End, S::Kept),
    (S::Released, Do::Sequence, S::Sequenced),
    (S::Released, Do::Stop, S::DnaAccepted),
    (S::Sequenced, Do::Resequence, S::DnaAccepted),
];

/// What a specimen consists of; the role follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "role", content = "material", rename_all = "kebab-case")]
pub enum Material {
    /// Tumour material.
    Tumour(TumourMaterial),
    /// Germline material.
    Germline(GermlineMaterial),
}

impl Material {
    /// Which half of the pair.
    #[must_use]
    pub fn role(self) -> PairRole {
        match self {
            Self::Tumour(_) => PairRole::Tumour,
            Self::Germline(_) => PairRole::Germline,
        }
    }

    /// Cells must grow before there is DNA.
    #[must_use]
    pub fn needs_culture(self) -> bool {
        self == Self::Germline(GermlineMaterial::SkinFibroblastCulture)
    }

    /// Whether a donor's cells would be in it after an allogeneic transplantation: blood, marrow and saliva (DER-05).
    #[must_use]
    pub fn holds_donor_cells(self) -> bool {
        use GermlineMaterial::{Blood, BoneMarrow, Saliva};
        matches!(self, Self::Germline(Blood | BoneMarrow | Saliva))
    }
}

/// What is known of an allogeneic transplantation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Transplantation {
    /// Not stated.
    #[default]
    NotStated,
    /// Stated that there was none.
    None,
    /// There was one, on a day that is not stated.
    OnUnknownDay,
    /// On this day.
    On(Date),
}

impl Transplantation {
    /// Whether material of a day is known to be free of a donor's cells. What is not known is not free.
    #[must_use]
    pub fn spares(self, material: Material, taken: Date) -> bool {
        !material.holds_donor_cells()
            || match self {
                Self::None => true,
                Self::On(day) => taken < day,
                Self::NotStated | Self::OnUnknownDay => false,
            }
    }
}

/// A specimen.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Specimen {
    /// Its id.
    pub id: SpecimenId,
    /// The order it was taken for.
    pub order: OrderId,
    /// What it is.
    pub material: Material,
    /// Its state.
    pub state: SpecimenState,
    /// The label of the tube.
    pub label: Option<String>,
    /// The rejected specimen in whose place it was planned.
    pub replaces: Option<SpecimenId>,
    /// When it was taken.
    pub collected: Option<Timestamp>,
    /// When it arrived.
    pub received: Option<Timestamp>,
    /// When its DNA was accepted.
    pub dna_accepted: Option<Timestamp>,
    /// When its last run was complete.
    pub sequenced: Option<Timestamp>,
    /// Mean depth over the genome, in whole multiples, of the last run.
    pub mean_depth: Option<u32>,
    /// Why it was rejected.
    pub rejected: Option<RejectionReason>,
}

impl Specimen {
    /// The day on which it was taken, in Denmark.
    #[must_use]
    pub fn taken(&self) -> Option<Date> {
        self.collected.map(day_of)
    }

    /// Whether nothing more can happen to it.
    #[must_use]
    pub fn is_at_rest(&self) -> bool {
        matches!(self.state, S::Sequenced | S::Rejected | S::NotTaken | S::Kept)
    }
}
