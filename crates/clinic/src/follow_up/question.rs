//! What follow-up asks of an order after its report, and what may be answered.

use crate::code::code_list;

code_list!(
    /// A field of the outcome form. What the report, the conference or a register says is not among what is asked of a clinician.
    Question {
        /// Whether the report bore on the choice of treatment (KPI-RR-4, KPI-MC-2).
        TreatmentChoice = "treatment-choice",
        /// The variant that the choice rests on.
        Variant = "variant",
        /// The category of the treatment that was chosen.
        TreatmentCategory = "treatment-category",
        /// Whether the class of the disease changed (KPI-MC-3).
        ClassChanged = "class-changed",
        /// Whether the risk group changed (KPI-MC-3).
        RiskChanged = "risk-changed",
        /// The first dose in a protocol; no: no treatment in a protocol was started (KPI-RR-1).
        FirstDose = "first-dose",
        /// The protocol.
        ProtocolId = "protocol-id",
        /// Whether it was started because of what sequencing found.
        BecauseOfWgs = "because-of-wgs",
        /// The best response by the criteria of the disease (KPI-RR-2a).
        Response = "response",
        /// The day of its assessment.
        Assessed = "assessed",
        /// The day of progression; no: none was seen. Stable disease is none (KPI-RR-2b).
        Progression = "progression",
        /// The day of death; no: the patient is alive on the day of the answer (KPI-RR-2c).
        Death = "death",
        /// The last day on which the patient is known to have been alive: from registers, asked of nobody.
        LastSeen = "last-seen",
    }
);

code_list!(
    /// What the report did to the choice of treatment.
    Choice {
        /// It changed it.
        Changed = "changed",
        /// It supports what was chosen anyway.
        Supported = "supported",
        /// Neither.
        Neither = "neither",
    }
);

code_list!(
    /// A category of treatment (COM-YIELD-03, RR-YIELD-10).
    TreatmentCategory {
        /// Targeted at what was found.
        Targeted = "targeted",
        /// By an antibody.
        Antibody = "antibody",
        /// CAR-T cells.
        CarT = "car-t",
        /// Other immunotherapy.
        OtherImmunotherapy = "other-immunotherapy",
        /// Chemotherapy.
        Chemotherapy = "chemotherapy",
        /// Allogeneic or autologous transplantation.
        Transplantation = "transplantation",
        /// Reduction of the tumour before transplantation or CAR-T cells.
        Bridging = "bridging",
        /// A treatment was left out, since it was not expected to act.
        Avoided = "avoided",
        /// Another.
        Other = "other",
        /// No treatment.
        NoTreatment = "no-treatment",
    }
);

/// What a field takes. Every field takes "not known" and "not yet" besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Yes or no.
    Truth,
    /// A day.
    Day,
    /// A day, or no.
    DayOrNo,
    /// One of these.
    Code(&'static [&'static str]),
    /// A response by the criteria of the order's disease.
    Response,
    /// A short text.
    Text,
}

impl Question {
    /// What it takes.
    #[must_use]
    pub fn takes(self) -> Takes {
        use crate::code::CodeList;
        match self {
            Self::TreatmentChoice => Takes::Code(Choice::CODES),
            Self::TreatmentCategory => Takes::Code(TreatmentCategory::CODES),
            Self::Variant | Self::ProtocolId => Takes::Text,
            Self::ClassChanged | Self::RiskChanged | Self::BecauseOfWgs => Takes::Truth,
            Self::Assessed | Self::LastSeen => Takes::Day,
            Self::FirstDose | Self::Progression | Self::Death => Takes::DayOrNo,
            Self::Response => Takes::Response,
        }
    }
}
