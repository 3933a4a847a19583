//! Criteria on genes.

use guideline::truth::Truth;
use serde_json::{Map, Value};

use super::CriterionMatch;
use super::clause::State;
use super::ctml::word;
use crate::consequence::Consequence;
use crate::decision_list::Evidence;
use crate::findings::{CopyState, Findings};
use crate::gene::Gene;
use crate::gene::hotspot::usual_numbering;
use crate::protein::{ProteinChange, ProteinChangeError, Residue};
use crate::variant::Variant;
use crate::workup::Event;

/// What kind of finding is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Category {
    Mutation,
    Copies,
    Structural,
    Any,
}

/// A criterion on a gene. With `!` before any of its values it asks for the absence of the whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Genomic {
    category: Category,
    gene: Option<Gene>,
    partner: Option<Gene>,
    change: Option<ProteinChange>,
    residue: Option<Residue>,
    consequence: Option<Consequence>,
    copies: Option<&'static [CopyState]>,
    absent: bool,
    /// Keys that this program does not know: the criterion cannot be settled by it.
    unknown: Vec<String>,
    asked: String,
}

/// Keys that only show something to a reader.
const SHOWN: [&str; 2] = ["display_name", "exact_alteration"];

impl Genomic {
    pub(super) fn read(entries: &Map<String, Value>, path: &str, faults: &mut Vec<String>) -> Option<Self> {
        let before = faults.len();
        let mut read = Self {
            category: Category::Mutation,
            gene: None,
            partner: None,
            change: None,
            residue: None,
            consequence: None,
            copies: None,
            absent: false,
            unknown: Vec::new(),
            asked: asked(entries),
        };
        for (key, value) in entries.iter().filter(|(key, _)| !SHOWN.contains(&key.as_str())) {
            let written = word(value);
            let text = written.strip_prefix('!').unwrap_or(&written);
            read.absent |= written.starts_with('!');
            if let Err(fault) = read.take(key, text) {
                faults.push(format!("{path}.{key}: {fault}"));
            }
        }
        if read.copies.is_some() {
            read.category = Category::Copies;
        }
        if read.gene.is_none() {
            std::mem::swap(&mut read.gene, &mut read.partner);
        }
        (faults.len() == before).then_some(read)
    }

    fn take(&mut self, key: &str, text: &str) -> Result<(), String> {
        match key {
            "hugo_symbol" => self.gene = gene(text)?,
            "fusion_partner_hugo_symbol" => {
                (self.partner, self.category) = (gene(text)?, Category::Structural);
                // A break in no gene is asked for: no finding here says so.
                if text.eq_ignore_ascii_case("intergenic") {
                    self.unknown.push("fusion_partner_hugo_symbol: intergenic".into());
                }
            }
            "variant_category" => {
                self.category = match text {
                    "Mutation" => Category::Mutation,
                    "CNV" => Category::Copies,
                    "Structural Variation" => Category::Structural,
                    "Any Variation" => Category::Any,
                    _ => {
                        self.unknown.push(format!("variant_category: {text}"));
                        Category::Any
                    }
                }
            }
            "protein_change" => {
                self.change = Some(text.parse().map_err(|error: ProteinChangeError| error.to_string())?);
            }
            "wildcard_protein_change" => {
                let residue = text.strip_prefix("p.").unwrap_or(text);
                self.residue = Some(residue.parse().map_err(|_| format!("\"{text}\" is no residue: write p.V600"))?);
            }
            "variant_classification" | "true_variant_classification" => match classification(text) {
                Some(consequence) => self.consequence = Some(consequence),
                None => self.unknown.push(format!("{key}: {text}")),
            },
            "cnv_call" => match copies(text) {
                Some(states) => self.copies = Some(states),
                None => self.unknown.push(format!("cnv_call: {text}")),
            },
            "wildtype" => match text {
                "true" | "True" => self.absent = true,
                "false" | "False" => {}
                _ => return Err(format!("\"{text}\": true or false")),
            },
            _ => self.unknown.push(key.to_owned()),
        }
        Ok(())
    }

    /// How the findings stand to it.
    #[must_use]
    pub fn judge(&self, findings: &Findings) -> CriterionMatch {
        let answer = |state, reason| CriterionMatch { asked: self.asked.clone(), state, reason, can_change: false };
        if !self.unknown.is_empty() {
            return answer(State::Undetermined, format!("not known to this program: {}", self.unknown.join(", ")));
        }
        let Some(gene) = &self.gene else {
            return answer(State::Undetermined, "no gene is named".into());
        };
        let evidence = self.evidence(gene, findings);
        let evidence = if self.absent { !evidence } else { evidence };
        let reason = evidence.facts.iter().map(|fact| fact.seen.en.as_ref()).collect::<Vec<_>>().join("; ");
        let caveat = (evidence.truth == Truth::Yes && !self.absent).then(|| self.caveat(gene, findings)).flatten();
        match caveat {
            Some(caveat) => answer(State::Warn, format!("{reason}; {caveat}")),
            None => answer(evidence.truth.into(), reason),
        }
    }

    fn evidence(&self, gene: &Gene, findings: &Findings) -> Evidence {
        match self.category {
            Category::Mutation => self.mutation(gene, findings),
            Category::Structural => findings.fused(gene, self.partner.as_ref()),
            Category::Copies => {
                let states = self.copies.unwrap_or(&ALTERED);
                findings.copies(gene, format!("{gene} copies"), states)
            }
            Category::Any => Evidence::any([
                self.mutation(gene, findings),
                findings.fused(gene, None),
                findings.copies(gene, format!("{gene} copies"), &ALTERED),
            ]),
        }
    }

    /// A mutation of the gene. Where nothing narrower is asked for, tandem duplications count as well.
    fn mutation(&self, gene: &Gene, findings: &Findings) -> Evidence {
        let small =
            findings.variant_where(gene, format!("{gene} mutated"), Event::SmallVariant, &|variant| self.fits(variant));
        let wide = self.change.is_none() && self.residue.is_none() && self.consequence.is_none();
        if !wide || gene.symbol() != "FLT3" {
            return small;
        }
        let duplicated = |variant: &Variant| Truth::from(variant.is_internal_tandem_duplication());
        let name = format!("{gene}-ITD");
        Evidence::any([small, findings.variant_where(gene, name, Event::InternalTandemDuplication, &duplicated)])
    }

    fn fits(&self, variant: &Variant) -> Truth {
        if variant.is_silent() {
            return Truth::No;
        }
        let usual = usual_numbering(&variant.gene, &variant.protein);
        let seen = usual.as_ref().unwrap_or(&variant.protein);
        let unwritten = variant.protein == ProteinChange::Unknown && variant.event == Event::SmallVariant;
        let by_change = |asked: bool, holds: bool| match (asked, unwritten) {
            (false, _) => Truth::Yes,
            (true, true) => Truth::Unknown,
            (true, false) => holds.into(),
        };
        let change = by_change(
            self.change.is_some(),
            self.change.as_ref().is_some_and(|change| change == &variant.protein || change == seen),
        );
        let at = |change: &ProteinChange| change.first() == self.residue;
        let residue = by_change(self.residue.is_some(), at(&variant.protein) || at(seen));
        let consequence = self.consequence.map_or(Truth::Yes, |asked| variant.has(asked).into());
        change.and(residue).and(consequence)
    }

    /// What a person should read although the criterion holds.
    fn caveat(&self, gene: &Gene, findings: &Findings) -> Option<String> {
        let known = findings.variants_of(gene);
        let fitting: Vec<_> = known.iter().filter(|variant| self.fits(variant) == Truth::Yes).collect();
        if self.category != Category::Mutation || fitting.is_empty() {
            return None;
        }
        if let Some(renumbered) = fitting.iter().find(|variant| usual_numbering(gene, &variant.protein).is_some()) {
            return Some(format!("{} is numbered on another transcript", renumbered.name()));
        }
        let low = |variant: &&&Variant| variant.fraction.is_some_and(|fraction| fraction.get() < 0.05);
        fitting.iter().all(|variant| low(&variant)).then(|| "only below 5 % of reads".to_owned())
    }
}

/// A gene by any name; none for the words by which CTML means any gene.
fn gene(text: &str) -> Result<Option<Gene>, String> {
    if ["any_gene", "any gene", "none", "intergenic"].contains(&text.to_lowercase().as_str()) {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|error: crate::gene::GeneError| error.to_string())
}

/// Classifications of the Mutation Annotation Format.
fn classification(text: &str) -> Option<Consequence> {
    Some(match text {
        "Missense_Mutation" => Consequence::Missense,
        "Nonsense_Mutation" => Consequence::StopGained,
        "Frame_Shift_Del" | "Frame_Shift_Ins" | "Frameshift" => Consequence::Frameshift,
        "In_Frame_Del" | "In_Frame_Ins" => Consequence::Inframe,
        "Splice_Site" => Consequence::EssentialSplice,
        "Translation_Start_Site" => Consequence::StartLost,
        "Nonstop_Mutation" => Consequence::StopLost,
        _ => return None,
    })
}

const ALTERED: [CopyState; 4] =
    [CopyState::HomozygousDeletion, CopyState::HeterozygousDeletion, CopyState::Gain, CopyState::HighAmplification];

fn copies(text: &str) -> Option<&'static [CopyState]> {
    Some(match text {
        "Homozygous Deletion" | "Homozygous deletion" => &[CopyState::HomozygousDeletion],
        "Heterozygous Deletion" | "Heterozygous deletion" => &[CopyState::HeterozygousDeletion],
        "Low Amplification" | "Low level amplification" | "Gain" => &[CopyState::Gain],
        "High Amplification" | "High level amplification" => &[CopyState::HighAmplification],
        _ => return None,
    })
}

/// The criterion in words: its keys and values as they stand.
fn asked(entries: &Map<String, Value>) -> String {
    let shown = entries.iter().filter(|(key, _)| !SHOWN.contains(&key.as_str()));
    shown.map(|(key, value)| format!("{key}: {}", word(value))).collect::<Vec<_>>().join(", ")
}
