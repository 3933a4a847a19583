//! From the draft to a case, or every fault at once.

use std::collections::BTreeMap;
use std::fmt::Display;

use genome::detection::Detection;
use genome::quantity::AlleleFraction;
use guideline::truth::Truth;
use jiff::civil::Date;

use super::draft::{Assessed, Blood, Draft, History, Marrow, Mutation as MutationDraft, Names};
use super::{CaseFile, Fault, Faults};
use crate::classification::Case;
use crate::clinical::{Clinical, DiseaseGroup};
use crate::disease::Disease;
use crate::gene::Gene;
use crate::incidental::IncidentalChoice;
use crate::karyotype::{self, Sex};
use crate::laboratory::{
    Age, BlastPercentage, BloodAndMarrow, Eosinophils, Haemoglobin, LeukocytePercentage, Leukocytes, Monocytes,
    Neutrophils, Platelets, RingSideroblasts,
};
use crate::lymphoid::{Albumin, Beta2Microglobulin, Creatinine, IghvIdentity, SerumValues};
use crate::predisposition::{Circumstances, NormalTissue};
use crate::therapy::Line;
use crate::workup::{Event, Fusion, FusionsAssessed, Mutation, Workup};

const GROUPS: &[(&str, DiseaseGroup)] = &[
    ("AML", DiseaseGroup::Aml),
    ("MDS", DiseaseGroup::Mds),
    ("MDS/MPN", DiseaseGroup::MdsMpn),
    ("MPN", DiseaseGroup::Mpn),
    ("B-ALL", DiseaseGroup::BAll),
    ("T-ALL", DiseaseGroup::TAll),
    ("CLL", DiseaseGroup::Cll),
    ("myeloma", DiseaseGroup::Myeloma),
    ("B-cell lymphoma", DiseaseGroup::BCellLymphoma),
    ("T-cell lymphoma", DiseaseGroup::TCellLymphoma),
];

const SEXES: &[(&str, Sex)] = &[("female", Sex::Female), ("male", Sex::Male)];

const CHOICES: &[(&str, IncidentalChoice)] = &[
    ("all", IncidentalChoice::All),
    ("treatable-only", IncidentalChoice::TreatableOnly),
    ("none", IncidentalChoice::None),
    ("undecided", IncidentalChoice::Undecided),
];

const TISSUES: &[(&str, NormalTissue)] = &[
    ("skin fibroblasts", NormalTissue::SkinFibroblasts),
    ("skin", NormalTissue::Skin),
    ("blood or saliva", NormalTissue::BloodOrSaliva),
];

const KINDS: &[(&str, Event)] = &[
    ("small variant", Event::SmallVariant),
    ("internal tandem duplication", Event::InternalTandemDuplication),
    ("partial tandem duplication", Event::PartialTandemDuplication),
];

/// Reads the text of a case file. All faults of its values come at once; a fault of its form (TOML, an unknown field) comes
/// alone, with its line.
pub fn read(text: &str) -> Result<CaseFile, Faults> {
    let draft: Draft = toml::from_str(text).map_err(|error| {
        Faults(vec![Fault { field: "the file".into(), message: error.to_string().trim_end().into() }])
    })?;
    let mut faults = Faulty::default();
    let file = faults.case(draft);
    if faults.0.is_empty() { Ok(file) } else { Err(Faults(faults.0)) }
}

pub(super) fn truth(stated: Option<bool>) -> Truth {
    stated.map_or(Truth::Unknown, Truth::from)
}

/// Collects faults; a faulty value counts as not known until all are reported.
#[derive(Default)]
pub(super) struct Faulty(Vec<Fault>);

impl Faulty {
    pub(super) fn say(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push(Fault { field: field.into(), message: message.into() });
    }

    pub(super) fn value<T, V, E: Display>(
        &mut self,
        field: impl Into<String>,
        stated: Option<V>,
        door: impl FnOnce(V) -> Result<T, E>,
    ) -> Option<T> {
        match door(stated?) {
            Ok(value) => Some(value),
            Err(error) => {
                self.say(field, error.to_string());
                None
            }
        }
    }

    pub(super) fn word<T: Copy>(
        &mut self,
        field: impl Into<String>,
        stated: Option<&str>,
        words: &[(&str, T)],
    ) -> Option<T> {
        let stated = stated?;
        let found = words.iter().find(|(word, _)| word.eq_ignore_ascii_case(stated));
        if found.is_none() {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.say(field, format!("{stated:?} is not known here; write one of {}", known.join(", ")));
        }
        found.map(|(_, value)| *value)
    }

    fn case(&mut self, draft: Draft) -> CaseFile {
        let Draft {
            sample,
            date,
            disease,
            patient,
            marrow,
            blood,
            history,
            lymphoid,
            karyotype,
            consent,
            normal,
            assessed,
            mutation,
            fusion,
            response,
        } = draft;
        if sample.trim().is_empty() {
            self.say("sample", "is empty; give the pseudonym of the specimen, never a name or a person number");
        }
        let day = date.to_string().parse::<Date>().ok().filter(|_| date.time.is_none());
        if day.is_none() {
            self.say("date", "is not a day; write it as 2026-11-26");
        }
        let sex = self.word("patient.sex", patient.sex.as_deref(), SEXES);
        let clinical = self.clinical(disease.group.as_deref(), &marrow, &blood, &history, sex);
        let values = BloodAndMarrow {
            haemoglobin: clinical.haemoglobin,
            platelets: clinical.platelets,
            neutrophils: self.value("blood.neutrophils", blood.neutrophils, Neutrophils::new),
            blasts: clinical.marrow_blasts,
        };
        let serum = SerumValues {
            beta2_microglobulin: self.value(
                "blood.beta2_microglobulin",
                blood.beta2_microglobulin,
                Beta2Microglobulin::new,
            ),
            albumin: self.value("blood.albumin", blood.albumin, Albumin::new),
            creatinine: self.value("blood.creatinine", blood.creatinine, Creatinine::new),
            high_lactate_dehydrogenase: truth(blood.high_lactate_dehydrogenase),
            ighv_identity: self.value("lymphoid.ighv_identity", lymphoid.ighv_identity, IghvIdentity::new),
            advanced_stage: truth(lymphoid.advanced_stage),
        };
        let code = disease.code.as_deref().or(clinical.group.map(DiseaseGroup::code));
        let disease = self.value("disease.code", code, str::parse::<Disease>);
        let karyotype = karyotype.map(|given| given.banded);
        let mut workup = Workup::default();
        self.assessed(&assessed, &mut workup);
        self.mutations(mutation, &mut workup);
        for (place, given) in fusion.iter().enumerate() {
            let field = |name: &str| format!("fusion[{}].{name}", place + 1);
            let pair = (self.gene(field("first"), &given.first), self.gene(field("second"), &given.second));
            if let (Some(first), Some(second)) = pair {
                workup.fusions.push(Fusion::new(first, second));
            }
        }
        let response = response.map(|given| self.response(&given, values, clinical.blood_blasts));
        workup.banded = karyotype.as_deref().map(|text| karyotype::parse(text, sex).cytogenetics());
        CaseFile {
            sample,
            date: day.unwrap_or(Date::ZERO),
            disease,
            age: self.value("patient.age", patient.age, Age::new),
            sex,
            incidental: self
                .word("consent.incidental", consent.incidental.as_deref(), CHOICES)
                .unwrap_or(IncidentalChoice::Undecided),
            circumstances: Circumstances {
                normal: normal.and_then(|given| self.word("normal.tissue", Some(&given.tissue), TISSUES)),
                donor_cells: truth(history.donor_cells),
            },
            line: history
                .relapsed_or_refractory
                .map(|relapsed| if relapsed { Line::RelapsedRefractory } else { Line::New }),
            karyotype,
            genomic: None,
            values,
            serum,
            response,
            case: Case { workup, clinical },
        }
    }

    fn clinical(
        &mut self,
        group: Option<&str>,
        marrow: &Marrow,
        blood: &Blood,
        history: &History,
        sex: Option<Sex>,
    ) -> Clinical {
        let haemoglobin = blood.haemoglobin.as_ref().and_then(|given| {
            let unit = self.value("blood.haemoglobin.unit", Some(given.unit.as_str()), str::parse)?;
            self.value("blood.haemoglobin.value", Some(given.value), |value| Haemoglobin::new(value, unit))
        });
        let clinical = Clinical {
            group: self.word("disease.group", group, GROUPS),
            marrow_blasts: self.value("marrow.blasts", marrow.blasts, BlastPercentage::new),
            blood_blasts: self.value("blood.blasts", blood.blasts, BlastPercentage::new),
            ring_sideroblasts: self.value("marrow.ring_sideroblasts", marrow.ring_sideroblasts, RingSideroblasts::new),
            auer_rods: truth(marrow.auer_rods),
            hypoplastic: truth(marrow.hypoplastic),
            fibrosis: truth(marrow.fibrosis),
            dysplastic_lineages: marrow.dysplastic_lineages,
            multilineage_dysplasia: truth(marrow.multilineage_dysplasia),
            prior_cytotoxic_therapy: truth(history.cytotoxic_therapy),
            prior_mds: truth(history.mds),
            prior_mds_mpn: truth(history.mds_mpn),
            germline_predisposition: truth(history.germline_predisposition),
            sex,
            haemoglobin,
            platelets: self.value("blood.platelets", blood.platelets, Platelets::new),
            leukocytes: self.value("blood.leukocytes", blood.leukocytes, Leukocytes::new),
            monocytes: self.value("blood.monocytes", blood.monocytes, Monocytes::new),
            monocyte_share: self.value("blood.monocyte_share", blood.monocyte_share, LeukocytePercentage::new),
            immature_granulocytes: self.value(
                "blood.immature_granulocytes",
                blood.immature_granulocytes,
                LeukocytePercentage::new,
            ),
            eosinophils: self.value("blood.eosinophils", blood.eosinophils, Eosinophils::new),
            low_erythropoietin: truth(blood.low_erythropoietin),
            panmyelosis: truth(marrow.panmyelosis),
            large_mature_megakaryocytes: truth(marrow.large_mature_megakaryocytes),
            atypical_megakaryocytes: truth(marrow.atypical_megakaryocytes),
            early_t_precursor: truth(marrow.early_t_precursor),
        };
        if marrow.dysplastic_lineages.is_some_and(|lineages| lineages > 3) {
            self.say("marrow.dysplastic_lineages", "there are three lineages; write 0 to 3");
        }
        clinical
    }

    /// The current symbol of a gene, whatever name is written.
    fn gene(&mut self, field: impl Into<String>, written: &str) -> Option<String> {
        self.value(field, Some(written), str::parse::<Gene>).map(|gene| gene.symbol().to_owned())
    }

    fn genes(&mut self, field: &str, written: &[String]) -> Vec<String> {
        written.iter().filter_map(|name| self.gene(field, name)).collect()
    }

    fn assessed(&mut self, given: &Assessed, workup: &mut Workup) {
        let limit = self.value("assessed.limit", given.limit, AlleleFraction::new);
        if given.limit.is_none()
            && (given.genes.is_some()
                || given.internal_tandem_duplications.is_some()
                || given.partial_tandem_duplications.is_some())
        {
            self.say(
                "assessed.limit",
                "is missing: state the smallest allele fraction that the analysis would have seen, as a fraction such as 0.05",
            );
        }
        let small = Event::SmallVariant;
        match &given.genes {
            Some(Names::All(word)) if word == "all" => workup.other_genes_at = limit,
            Some(Names::All(word)) => self.say("assessed.genes", not_all(word)),
            Some(Names::These(genes)) => self.absent("genes", Some(genes), small, limit, workup),
            None => {}
        }
        let internal = given.internal_tandem_duplications.as_ref();
        self.absent("internal_tandem_duplications", internal, Event::InternalTandemDuplication, limit, workup);
        let partial = given.partial_tandem_duplications.as_ref();
        self.absent("partial_tandem_duplications", partial, Event::PartialTandemDuplication, limit, workup);
        workup.fusions_assessed = match &given.fusions {
            Some(Names::All(word)) if word == "all" => FusionsAssessed::All,
            Some(Names::All(word)) => {
                self.say("assessed.fusions", not_all(word));
                FusionsAssessed::Nothing
            }
            Some(Names::These(genes)) => {
                FusionsAssessed::Genes(self.genes("assessed.fusions", genes).into_iter().collect())
            }
            None => FusionsAssessed::Nothing,
        };
    }

    /// What was looked at: not found, until a finding says otherwise.
    fn absent(
        &mut self,
        field: &str,
        genes: Option<&Vec<String>>,
        event: Event,
        limit: Option<AlleleFraction>,
        workup: &mut Workup,
    ) {
        for gene in self.genes(&format!("assessed.{field}"), genes.map_or(&[], Vec::as_slice)) {
            if let Some(limit) = limit {
                workup.set_gene(gene, event, Detection::NotFoundAtLimit(limit));
            }
        }
    }

    fn mutations(&mut self, given: Vec<MutationDraft>, workup: &mut Workup) {
        let mut found: BTreeMap<(String, Event), Vec<Mutation>> = BTreeMap::new();
        for (place, draft) in given.into_iter().enumerate() {
            let field = |name: &str| format!("mutation[{}].{name}", place + 1);
            let event = self.word(field("kind"), draft.kind.as_deref(), KINDS).unwrap_or(Event::SmallVariant);
            let gene = self.gene(field("gene"), &draft.gene);
            if draft.allelic_ratio.is_some_and(|ratio| ratio.is_nan() || ratio < 0.0) {
                self.say(field("allelic_ratio"), "is not a number from 0");
            }
            if draft.allelic_ratio.is_some() && event != Event::InternalTandemDuplication {
                self.say(
                    field("allelic_ratio"),
                    "belongs to an internal tandem duplication; give the fraction instead",
                );
            }
            let mutation = Mutation {
                name: draft.name.unwrap_or_else(|| "not named".into()),
                fraction: self.value(field("fraction"), draft.fraction, AlleleFraction::new),
                allelic_ratio: draft.allelic_ratio,
                in_frame_bzip: truth(draft.in_frame_bzip),
                other_allele_lost: truth(draft.other_allele_lost),
            };
            if let Some(gene) = gene {
                found.entry((gene, event)).or_default().push(mutation);
            }
        }
        for ((gene, event), mutations) in found {
            workup.set_gene(gene, event, Detection::Found(mutations));
        }
    }
}

fn not_all(word: &str) -> String {
    format!("{word:?} is not known here; write \"all\" or a list of gene symbols")
}
