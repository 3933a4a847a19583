//! `findings.json`, schema `marv-findings/1`.

use guideline::truth::Truth;
use interpretation::driver::DriverStatus;
use interpretation::eln::ElnRisk;
use interpretation::incidental::IncidentalChoice;
use interpretation::language::Words;
use interpretation::meaning::LookedFor;
use interpretation::meaning::variants::Reads;
use interpretation::oncogenicity::{OncogenicityClass, Outcome};
use interpretation::refractoriness::Refractoriness;
use interpretation::risk::ipss::KaryotypeGroup;
use interpretation::risk::ipss_m::Certainty;
use interpretation::risk::ipss_r::CytogeneticGroup;
use interpretation::risk::tp53::AllelicState;
use interpretation::risk::{ipss, ipss_m, ipss_r};
use interpretation::therapy::Line;
use interpretation::tier::Tier;
use interpretation::trial::clause::State;
use interpretation::variant::Origin;
use interpretation::workup::Event;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::answers::{Answer, Asked, Cited, Fact, Scored};
use super::course::Course;
use super::fault::Faults;
use super::json::Fields;
use super::lymphoid::Lymphoid;
use super::name;

/// What the findings of a case mean.
#[derive(Debug, Clone)]
pub struct Findings {
    /// The pseudonym.
    pub sample: String,
    /// The day on which knowledge was asked.
    pub date: Date,
    /// The banded karyotype; `None` if there is none.
    pub karyotype: Option<BandedKaryotype>,
    /// The karyotype that the genome adds up to; `None` if it was not made.
    pub genome_karyotype: Option<GenomeKaryotype>,
    /// What was looked for and found; `None` in documents that do not say.
    pub looked_for: Option<LookedFor>,
    /// Called variants, those that count first.
    pub variants: Vec<CalledVariant>,
    /// The class in each edition.
    pub classes: Vec<Classified>,
    /// The risk of acute myeloid leukaemia.
    pub eln: Asked<Vec<Answer<ElnRisk>>>,
    /// The risk of a myelodysplastic neoplasm.
    pub mds: Asked<MdsRisk>,
    /// Markers and risk of a mature lymphoid neoplasm; `None` in documents that do not speak of it.
    pub lymphoid: Option<Asked<Lymphoid>>,
    /// Both alleles of `TP53`.
    pub tp53: Tp53,
    /// Evidence on drugs; `None` where no disease is stated.
    pub therapy: Option<Therapy>,
    /// How the patient stands to the trials that were given.
    pub trials: Vec<Trial>,
    /// What may be inherited, by the choice that the case file states.
    pub possible_germline: PossibleGermline,
    /// The flag of primary refractoriness.
    pub refractoriness: Answer<Refractoriness>,
    /// How the disease went; `None` without an earlier sample and without what is stated of a response.
    pub course: Option<Course>,
    /// What was not performed.
    pub not_performed: Vec<Words>,
    /// Parts of the document that this version does not know, and cannot say.
    pub not_read: Vec<String>,
}

const SCHEMA: &str = "marv-findings/1";

pub(super) fn read(text: &str, faults: &mut Faults) -> Option<Findings> {
    let mut fields = Fields::parse(name::FINDINGS, text, faults)?;
    let schema: Option<String> = fields.required("schema");
    if let Some(other) = schema.as_deref().filter(|schema| *schema != SCHEMA) {
        fields.fault("schema", format!("{other:?}, not {SCHEMA:?}"));
    }
    let (sample, date) = (fields.required("sample"), fields.required("date"));
    let karyotype = fields.optional("karyotype");
    let (genome_karyotype, looked_for) = (fields.optional("genome_karyotype"), fields.optional("looked_for"));
    let (variants, classes) = (fields.required("variants"), fields.required("classes"));
    let (eln, mds, tp53) = (fields.required("eln"), fields.required("mds"), fields.required("tp53"));
    let lymphoid = fields.optional("lymphoid");
    let (therapy, trials) = (fields.optional("therapy"), fields.optional("trials"));
    let possible_germline = fields.required("possible_germline");
    let refractoriness = fields.required("refractoriness");
    let course = fields.optional("course");
    let not_performed = fields.required("not_performed");
    Some(Findings {
        sample: sample?,
        date: date?,
        karyotype,
        genome_karyotype,
        looked_for,
        variants: variants?,
        classes: classes?,
        eln: eln?,
        mds: mds?,
        lymphoid,
        tp53: tp53?,
        therapy,
        trials: trials.unwrap_or_default(),
        possible_germline: possible_germline?,
        refractoriness: refractoriness?,
        course,
        not_performed: not_performed?,
        not_read: fields.left(),
    })
}

/// The banded karyotype as it was read.
#[derive(Debug, Clone, Deserialize)]
pub struct BandedKaryotype {
    /// The text.
    pub text: String,
    /// Pieces of it that were not understood.
    #[serde(default)]
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
#[derive(Debug, Clone, Deserialize)]
pub struct GenomeKaryotype {
    /// The text.
    pub text: String,
    /// The text with the share of cells behind each abnormality.
    pub text_with_fractions: Option<String>,
    /// Junctions that no event explains.
    #[serde(default)]
    pub unexplained: Vec<String>,
    /// What should be known beside the text.
    #[serde(default)]
    pub notes: Vec<Words>,
    /// Complex by ELN 2017.
    pub complex_2017: Answer<bool>,
    /// Complex by ELN 2022.
    pub complex_2022: Answer<bool>,
    /// Monosomal.
    pub monosomal: Answer<bool>,
    /// Each clonal abnormality of the banded karyotype.
    #[serde(default)]
    pub banded: Vec<Confirmation>,
    /// What the genome has and banding does not.
    #[serde(default)]
    pub only_genome: Vec<String>,
}

/// One abnormality of the banded karyotype, and whether the genome shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// As it is written.
    pub written: String,
    /// Whether the genome shows it.
    pub confirmed: Confirmed,
    /// By what.
    #[serde(default)]
    pub by: Vec<String>,
}

/// Whether the genome shows what banding saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confirmed {
    /// It does.
    Confirmed,
    /// A part of it, or something else at its place.
    Partly,
    /// It does not.
    NotConfirmed,
    /// It cannot say.
    NotAssessable,
}

/// A called variant with every judgement on it.
#[derive(Debug, Clone, Deserialize)]
pub struct CalledVariant {
    /// Place and change on the chromosome.
    pub genomic: String,
    /// The GA4GH identifier of the allele; `None` where it is not stated.
    pub vrs: Option<String>,
    /// The gene.
    pub gene: String,
    /// The transcript by accession and version.
    pub transcript: Option<String>,
    /// HGVS on the coding sequence.
    pub coding: Option<String>,
    /// HGVS on the protein, `p.?` where it is not known.
    pub protein: String,
    /// Consequences, by their terms.
    #[serde(default)]
    pub consequences: Vec<String>,
    /// Which kind of caller found it.
    pub event: Event,
    /// The share of reads with it in the tumour, 0 to 1.
    pub fraction: Option<f64>,
    /// The share of reads with it in the normal, 0 to 1.
    pub normal_fraction: Option<f64>,
    /// The reads that the fraction rests on.
    pub reads: Option<Reads>,
    /// Whether it arose in the tumour.
    pub origin: Origin,
    /// Filters that it did not pass.
    #[serde(default)]
    pub filters: Vec<String>,
    /// Whether it counts as a mutation of its gene.
    pub counts: bool,
    /// Whether it drives the disease.
    pub driver: Driver,
    /// Points for and against.
    pub oncogenicity: Oncogenicity,
    /// Tiers by aspect.
    pub tiers: Tiers,
    /// Drugs that act less.
    #[serde(default)]
    pub resistance: Vec<Resistance>,
}

/// Whether a variant drives.
#[derive(Debug, Clone, Deserialize)]
pub struct Driver {
    /// How surely.
    pub status: DriverStatus,
    /// Whether a row that it rests on is still to be confirmed.
    #[serde(default)]
    pub to_be_confirmed: bool,
    /// Why.
    #[serde(default)]
    pub reasons: Vec<Reason>,
}

/// A reason and where it stands.
#[derive(Debug, Clone, Deserialize)]
pub struct Reason {
    /// The reason.
    #[serde(flatten)]
    pub says: Words,
    /// Where it stands.
    pub citation: Option<Cited>,
}

/// Points for and against being oncogenic.
#[derive(Debug, Clone, Deserialize)]
pub struct Oncogenicity {
    /// The class.
    pub class: OncogenicityClass,
    /// The sum.
    pub points: i32,
    /// The criteria.
    #[serde(default)]
    pub criteria: Vec<Criterion>,
}

/// A criterion of oncogenicity.
#[derive(Debug, Clone, Deserialize)]
pub struct Criterion {
    /// Its code.
    pub criterion: String,
    /// How it stands.
    pub outcome: Outcome,
}

/// Tiers of one variant.
#[derive(Debug, Clone, Deserialize)]
pub struct Tiers {
    /// The weightiest.
    pub overall: Tier,
    /// For the diagnosis.
    pub diagnostic: Option<Tier>,
    /// For the prognosis.
    pub prognostic: Option<Tier>,
    /// For treatment.
    pub therapeutic: Option<Tier>,
    /// The statements.
    #[serde(default)]
    pub statements: Vec<Statement>,
}

/// A statement on a variant in a disease.
#[derive(Debug, Clone, Deserialize)]
pub struct Statement {
    /// What it says.
    #[serde(flatten)]
    pub says: Words,
    /// Unknown where the change is not known and would decide.
    pub truth: Truth,
    /// Where it stands.
    pub citation: Cited,
}

/// Drugs that act less with a variant.
#[derive(Debug, Clone, Deserialize)]
pub struct Resistance {
    /// The row of the table.
    pub row: ResistanceRow,
}

/// A row of the table of resistance.
#[derive(Debug, Clone, Deserialize)]
pub struct ResistanceRow {
    /// The drugs.
    pub drugs: Vec<String>,
    /// Where it stands.
    pub citation: Cited,
}

/// An edition's class with what is added to its name.
#[derive(Debug, Clone, Deserialize)]
pub struct Classified {
    /// The class.
    #[serde(flatten)]
    pub answer: Answer<Words>,
    /// Additions.
    #[serde(default)]
    pub qualifiers: Vec<Statement>,
}

/// The scores of myelodysplastic neoplasms.
#[derive(Debug, Clone, Deserialize)]
pub struct MdsRisk {
    /// IPSS.
    pub ipss: Scored<ipss::Category>,
    /// IPSS-R.
    pub ipss_r: Scored<ipss_r::Category>,
    /// IPSS-RA.
    pub ipss_ra: Option<IpssRa>,
    /// IPSS-M.
    pub ipss_m: IpssM,
}

/// IPSS-R adjusted for age.
#[derive(Debug, Clone, Deserialize)]
pub struct IpssRa {
    /// Where it stands.
    pub citation: Cited,
    /// The score, or all that are possible.
    pub possible_scores: Vec<f64>,
    /// The categories.
    pub possible: Vec<ipss_r::Category>,
}

/// IPSS-M.
#[derive(Debug, Clone, Deserialize)]
pub struct IpssM {
    /// Where the model stands.
    pub citation: Cited,
    /// What is missing at its best.
    pub best: Scenario,
    /// What is missing at its mean.
    pub mean: Scenario,
    /// What is missing at its worst.
    pub worst: Scenario,
    /// How much may be taken from it.
    pub certainty: Certainty,
    /// What a reader has to know.
    #[serde(default)]
    pub notes: Vec<Words>,
}

/// One scenario of IPSS-M.
#[derive(Debug, Clone, Deserialize)]
pub struct Scenario {
    /// The score.
    pub score: f64,
    /// Its category.
    pub category: ipss_m::Category,
}

/// Both alleles of `TP53`, in each definition.
#[derive(Debug, Clone, Deserialize)]
pub struct Tp53 {
    /// Bernard 2020.
    pub bernard: Answer<AllelicState>,
    /// The program of IPSS-M.
    pub ipss_m: Answer<AllelicState>,
    /// WHO 5th edition.
    pub who5: Answer<AllelicState>,
    /// ICC.
    pub icc: Answer<AllelicState>,
    /// What a reader has to know.
    #[serde(default)]
    pub notes: Vec<Words>,
}

/// Evidence on drugs.
#[derive(Debug, Clone, Deserialize)]
pub struct Therapy {
    /// Rows whose biomarker is there or was not assessed.
    pub evidence: Vec<Drug>,
    /// What the recommendations of 2022 say on these findings.
    #[serde(default)]
    pub guideline: Vec<GuidelineStatement>,
    /// The last day that the data know of.
    pub data_to: Date,
}

/// One drug in one setting.
#[derive(Debug, Clone, Deserialize)]
pub struct Drug {
    /// The row.
    pub row: DrugRow,
    /// Whether what the label asks for is there.
    pub biomarker: Truth,
    /// The facts that carry it.
    #[serde(default)]
    pub facts: Vec<Fact>,
    /// Findings that bear on it.
    #[serde(default)]
    pub related: Vec<Fact>,
    /// Whether the line of treatment is that of the row.
    pub line: Truth,
    /// Variants by which it acts less, the rows of the table behind them.
    #[serde(default)]
    pub resistance: Vec<(String, serde_json::Value, Truth)>,
}

/// A row of the table of drugs.
#[derive(Debug, Clone, Deserialize)]
pub struct DrugRow {
    /// The drug.
    pub drug: String,
    /// With what, and for whom.
    pub setting: String,
    /// What the label asks for; empty if it asks for no finding.
    #[serde(default)]
    pub biomarker: String,
    /// The line of treatment.
    pub line: Line,
    /// Approval by the European agency, in words.
    pub ema: String,
    /// Approval by the American agency, in words.
    pub fda: String,
    /// The Danish Medicines Council.
    pub denmark: serde_json::Value,
    /// Where it stands.
    pub citation: Cited,
}

/// A sentence of the recommendations that a finding calls up.
#[derive(Debug, Clone, Deserialize)]
pub struct GuidelineStatement {
    /// The requirement's number.
    pub item: String,
    /// Whether the finding is there.
    pub truth: Truth,
    /// What it says.
    #[serde(flatten)]
    pub says: Words,
    /// The words themselves.
    pub passage: Passage,
    /// The year and month of which it speaks.
    pub as_of: String,
    /// What it is at odds with.
    pub inconsistency: Option<Inconsistency>,
    /// Where it stands.
    pub citation: Cited,
}

/// A sentence of the recommendations.
#[derive(Debug, Clone, Deserialize)]
pub struct Passage {
    /// The page.
    pub page: u32,
    /// The Danish words.
    pub quote: String,
}

/// Where the recommendations are at odds with themselves.
#[derive(Debug, Clone, Deserialize)]
pub struct Inconsistency {
    /// Its number.
    pub id: String,
    /// What is at odds, in English.
    pub finding_en: String,
    /// In Danish.
    pub finding_da: String,
}

/// How the patient stands to one trial.
#[derive(Debug, Clone, Deserialize)]
pub struct Trial {
    /// Its number.
    pub protocol: String,
    /// Its places.
    pub places: Vec<TrialPlace>,
}

/// A place that a patient may enter.
#[derive(Debug, Clone, Deserialize)]
pub struct TrialPlace {
    /// Step, arm and dose level.
    pub place: Vec<String>,
    /// Whether it takes patients.
    pub open: bool,
    /// How all conditions stand.
    pub state: State,
    /// Every criterion.
    pub criteria: Vec<TrialCriterion>,
}

/// One criterion of a trial.
#[derive(Debug, Clone, Deserialize)]
pub struct TrialCriterion {
    /// What is asked.
    pub asked: super::answers::Edition,
    /// How it stands.
    pub state: State,
    /// What was seen, or what is missing.
    pub reason: super::answers::Edition,
}

/// What may be inherited, by a choice.
#[derive(Debug, Clone, Deserialize)]
pub struct PossibleGermline {
    /// The choice that the case file stated.
    pub choice: IncidentalChoice,
    /// What is said by it.
    pub shown: Vec<Flag>,
    /// How many are held back by it.
    pub held_back: usize,
    /// Whether clinical genetics is to be asked.
    pub ask_clinical_genetics: bool,
}

/// One flag of possible inheritance.
#[derive(Debug, Clone, Deserialize)]
pub struct Flag {
    /// The variant.
    pub variant: String,
    /// The row of the table.
    pub row: FlagRow,
    /// Whether it may be inherited.
    pub may_be_inherited: Truth,
    /// Why.
    #[serde(default)]
    pub reasons: Vec<Reason>,
}

/// A row of the table of predisposition.
#[derive(Debug, Clone, Deserialize)]
pub struct FlagRow {
    /// The disorder.
    pub disorder: String,
    /// Whether prevention or treatment exists: `yes`, `no`, `not-decided`.
    pub treatable: String,
}

impl CalledVariant {
    /// How it is written: gene, then the change of the protein, or of the coding sequence where the protein's is not known.
    #[must_use]
    pub fn name(&self) -> String {
        match (self.protein.as_str(), &self.coding, self.event) {
            ("p.?", _, Event::InternalTandemDuplication) => format!("{}-ITD", self.gene),
            ("p.?", _, Event::PartialTandemDuplication) => format!("{}-PTD", self.gene),
            ("p.?", Some(coding), _) => format!("{} {coding}", self.gene),
            (protein, _, _) => format!("{} {protein}", self.gene),
        }
    }
}

impl IpssM {
    /// The category that stands for the patient, if one may be given.
    #[must_use]
    pub fn category(&self) -> Option<ipss_m::Category> {
        (self.certainty != Certainty::TooMuchMissing).then_some(self.mean.category)
    }
}
