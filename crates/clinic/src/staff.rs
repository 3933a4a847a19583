//! Who acts: a person in a role at a unit, as the sign-in and the staff register say, never as the person says.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::code::{Specialty, code_list};
use crate::identifier::StaffId;

code_list!(
    /// What a person does in a course (Annex F of the requirement list).
    Role {
        /// Specialist in haematology who refers.
        Requester = "requester",
        /// Secretary of the MDT conference.
        MdtSecretary = "mdt-secretary",
        /// Reads the courses of the own unit, and does nothing in them.
        UnitReader = "unit-reader",
        /// Reception at the sequencing site.
        LabReception = "lab-reception",
        /// Wet laboratory at the sequencing site.
        LabSequencing = "lab-sequencing",
        /// Releases data after quality control.
        QcRelease = "qc-release",
        /// Interprets.
        Interpreter = "interpreter",
        /// Approves what another has interpreted.
        Approver = "approver",
        /// Clinical geneticist.
        ClinicalGeneticist = "clinical-geneticist",
        /// The phase-1 unit, after a referral to it.
        PhaseOneUnit = "phase1-unit",
        /// Collects outcomes.
        DataManager = "data-manager",
        /// Reads sums, and never rows.
        Epidemiologist = "epidemiologist",
        /// The national programme.
        Programme = "programme",
        /// The steering group; reads published sums, and never rows.
        SteeringGroup = "steering-group",
        /// A region; reads published sums, and never rows.
        Region = "region",
        /// A patients' organisation; reads published sums, and never rows.
        PatientOrganisation = "patient-organisation",
        /// Reads the access log, and nothing else.
        Auditor = "auditor",
        /// Gives a patient the log of who has seen their data, and can do nothing else.
        SubjectAccess = "subject-access",
        /// Runs the computers; sees nothing clinical.
        Operator = "system-operator",
    }
);

/// How long a renewed strong identification is good for a signature (DER-14 asks for one and names no time; this is our own).
pub const STEP_UP_LASTS: SignedDuration = SignedDuration::from_mins(5);

/// A member of staff who acts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staff {
    /// Who.
    pub id: StaffId,
    /// In which role.
    pub role: Role,
    /// At which unit (SOR number).
    pub unit: String,
    /// Authorisation id, where the person has one.
    pub authorisation_id: Option<String>,
    /// Specialty as registered.
    pub specialty: Specialty,
    /// When the person last gave a renewed strong identification.
    pub stepped_up: Option<Timestamp>,
}

impl Staff {
    /// Whether a renewed strong identification is recent enough to sign.
    #[must_use]
    pub fn may_sign(&self, at: Timestamp) -> bool {
        self.stepped_up
            .is_some_and(|renewed| (SignedDuration::ZERO..=STEP_UP_LASTS).contains(&at.duration_since(renewed)))
    }
}
