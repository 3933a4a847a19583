//! One document with everything that a case's findings mean, each statement with its path.
//!
//! The same input gives the same bytes.

mod compose;
pub mod looked_for;
mod text;
mod trials;
pub mod variants;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use compose::compose;
pub use looked_for::LookedFor;
pub use text::text;
pub use variants::{CalledVariant, VariantFinding};

use crate::case_file::CaseFile;
use crate::classification::Classified;
use crate::course::{self, Compared, Course};
use crate::decision_list::Answer;
use crate::eln::ElnRisk;
use crate::genomic::{Cells, Confirmation, NotCounted};
use crate::incidental::IncidentalChoice;
use crate::language::Words;
use crate::lymphoid::LymphoidMeaning;
use crate::predisposition::PossibleGermline;
use crate::refractoriness::Refractoriness;
use crate::risk::ipss::{self, KaryotypeGroup};
use crate::risk::ipss_m::IpssM;
use crate::risk::ipss_r::{self, CytogeneticGroup, IpssRa};
use crate::risk::points::Scored;
use crate::risk::tp53::AllelicStates;
use crate::therapy::TherapyAnswer;
use crate::trial::TrialMatch;

/// The name and version of the document's shape.
pub const SCHEMA: &str = "marv-findings/1";

/// An answer, or why the question does not arise.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked<T> {
    /// The answer.
    Answered(T),
    /// The question does not arise for this case.
    NotApplicable {
        /// Why, in English.
        en: &'static str,
        /// Why, in Danish.
        da: &'static str,
    },
}

/// The banded karyotype as it was read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BandedKaryotype {
    /// The text.
    pub text: String,
    /// Pieces of it that were not understood.
    pub not_understood: Vec<String>,
    /// Complex by ELN 2017.
    pub complex_2017: Answer<bool>,
    /// Complex by ELN 2022.
    pub complex_2022: Answer<bool>,
    /// Monosomal.
    pub monosomal: Answer<bool>,
    /// The karyotype group of IPSS.
    pub ipss_group: Answer<KaryotypeGroup>,
    /// The cytogenetic group of IPSS-R.
    pub ipss_r_group: Answer<CytogeneticGroup>,
}

/// The karyotype that the genome adds up to, and how it stands to the banded one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GenomeKaryotype {
    /// The text.
    pub text: String,
    /// The text with the share of cells behind each abnormality.
    pub text_with_fractions: String,
    /// The events by name, with the reason why they do not count where they do not.
    pub events: Vec<GenomeEvent>,
    /// Junctions that no event explains.
    pub unexplained: Vec<String>,
    /// What should be known beside the text.
    pub notes: Vec<Words>,
    /// Complex by ELN 2017.
    pub complex_2017: Answer<bool>,
    /// Complex by ELN 2022.
    pub complex_2022: Answer<bool>,
    /// Monosomal.
    pub monosomal: Answer<bool>,
    /// Each clonal abnormality of the banded karyotype, and whether the genome shows it; empty without one.
    pub banded: Vec<Confirmation>,
    /// What the genome has and banding does not; empty without a banded karyotype.
    pub only_genome: Vec<String>,
}

/// An event of the genome, as the document names it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GenomeEvent {
    /// As a karyotype writes it.
    pub iscn: String,
    /// The share of the tumour's cells that have it; `None` where it is not known.
    pub cells: Option<Cells>,
    /// Why it does not count; `None` if it counts.
    pub not_counted: Option<NotCounted>,
}

/// The scores of myelodysplastic neoplasms.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MdsRisk {
    /// IPSS.
    pub ipss: Scored<ipss::Category>,
    /// IPSS-R.
    pub ipss_r: Scored<ipss_r::Category>,
    /// IPSS-RA; `None` without an age.
    pub ipss_ra: Option<IpssRa>,
    /// IPSS-M.
    pub ipss_m: IpssM,
}

/// What may be inherited, as far as the patient wants to be told. What is held back is counted and stands nowhere in the
/// document; the task for clinical genetics is theirs alone to open.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PossibleGermlineSaid {
    /// The patient's choice.
    pub choice: IncidentalChoice,
    /// What is said.
    pub shown: Vec<PossibleGermline>,
    /// How many are held back.
    pub held_back: usize,
    /// Whether clinical genetics is to be asked.
    pub ask_clinical_genetics: bool,
}

/// A part of the analysis that was not performed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotPerformed {
    /// What, in English.
    pub en: String,
    /// What, in Danish.
    pub da: String,
}

/// Everything that the findings of a case mean.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Meaning {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// The pseudonym.
    pub sample: String,
    /// The day on which knowledge was asked.
    pub date: Date,
    /// The banded karyotype; `None` if there is none.
    pub karyotype: Option<BandedKaryotype>,
    /// What was looked for and found, with the limits.
    pub looked_for: LookedFor,
    /// The genome's own karyotype; `None` if it was not made.
    pub genome_karyotype: Option<GenomeKaryotype>,
    /// Called variants that may mean something, those that count first.
    pub variants: Vec<VariantFinding>,
    /// The class in each edition; empty for groups that no list covers, and for a sample after induction.
    pub classes: Vec<Classified>,
    /// The risk of acute myeloid leukaemia in each edition.
    pub eln: Asked<Vec<Answer<ElnRisk>>>,
    /// The risk of a myelodysplastic neoplasm.
    pub mds: Asked<MdsRisk>,
    /// Markers and risk of a mature lymphoid neoplasm.
    pub lymphoid: Asked<LymphoidMeaning>,
    /// Both alleles of `TP53`, in each definition.
    pub tp53: AllelicStates,
    /// Evidence on drugs on the day; `None` where no disease is stated.
    pub therapy: Option<TherapyAnswer>,
    /// How the patient stands to the trials that were given.
    pub trials: Vec<TrialMatch>,
    /// What may be inherited, by the patient's choice.
    pub possible_germline: PossibleGermlineSaid,
    /// The flag of primary refractoriness.
    pub refractoriness: Answer<Refractoriness>,
    /// How the disease went; `None` without an earlier sample and without what the requester states of the response.
    pub course: Option<Course>,
    /// What was not performed.
    pub not_performed: Vec<NotPerformed>,
}

impl Meaning {
    /// Adds the comparison with an earlier sample.
    pub fn compare(&mut self, compared: Compared, file: &CaseFile) {
        let stated = file.response.as_ref();
        let treatment = stated.and_then(|stated| stated.treatment.as_deref());
        let threshold = stated.and_then(|stated| stated.clearance_threshold);
        // In remission the fusion is known of the earlier sample alone.
        let had_fusion = compared.had_runx1_runx1t1();
        let stated = if had_fusion { course::stated(file, true) } else { self.course.take() };
        let comparison = course::compare(compared, file.disease, treatment, threshold);
        self.course =
            Some(Course { comparison: Some(comparison), response: stated.and_then(|course| course.response) });
    }
}
