//! What was found in one patient and counts, asked by gene and kind of variant: the input to therapy evidence and trials.
//!
//! The variants given are those that count (a person or [`crate::driver`] has judged so). What was not found counts as absent
//! only down to the limit that [`Workup`] states; what was not looked for is unknown.

use std::collections::BTreeMap;

use genome::detection::Detection;
use guideline::truth::Truth;

use crate::decision_list::Evidence;
use crate::gene::Gene;
use crate::gene::role::{Alteration, AlterationKind};
use crate::language::Words;
use crate::pattern::Pattern;
use crate::protein::ProteinChange;
use crate::variant::Variant;
use crate::workup::{
    Doubted, DoubtedFusion, Event, FusionsAssessed, LIMIT_OF_ABSENCE, Mutation, Workup, fusion_doubted, not_found,
    seen_but_doubted,
};

/// Copies of a gene, as far as trials and evidence ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CopyState {
    /// No copy is left.
    HomozygousDeletion,
    /// One copy is lost.
    HeterozygousDeletion,
    /// As many as the genome's usual.
    Neutral,
    /// A few more than usual.
    Gain,
    /// Many more than usual.
    HighAmplification,
}

/// What is known of one patient.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// Genes and chromosomes, as the rules of risk and class ask for them.
    pub workup: Workup,
    /// The variants that count, in full. Where a gene of the workup has none here, its mutations are read by their names.
    pub variants: Vec<Variant>,
    /// Copies of genes; a gene that is not here was not assessed.
    pub copies: BTreeMap<Gene, CopyState>,
    /// Antigens by flow cytometry or staining, by name (`CD33`); one that is not here was not assessed.
    pub antigens: BTreeMap<String, Truth>,
}

impl Findings {
    /// Whether the gene has a variant of this kind.
    #[must_use]
    pub fn variant(&self, gene: &Gene, pattern: &Pattern) -> Evidence {
        let name = match pattern {
            Pattern::Any => Words::new(format!("{gene} mutated"), format!("{gene} muteret")),
            Pattern::Kind(alteration) => {
                Words::new(format!("{gene} {alteration}"), format!("{gene} {}", alteration.da()))
            }
            pattern => Words::from(format!("{gene} {pattern}")),
        };
        self.variant_where(gene, name, event_of(pattern), &|variant| pattern.fits(variant))
    }

    /// Whether the gene has a variant of which `fits` says yes, found by this kind of caller.
    pub fn variant_where(
        &self,
        gene: &Gene,
        name: impl Into<Words>,
        event: Event,
        fits: &dyn Fn(&Variant) -> Truth,
    ) -> Evidence {
        let name = name.into();
        let known = self.variants_of(gene);
        let judged: Vec<(&Variant, Truth)> = known.iter().map(|variant| (variant, fits(variant))).collect();
        for wanted in [Truth::Yes, Truth::Unknown] {
            let names: Vec<String> =
                judged.iter().filter(|(_, truth)| *truth == wanted).map(|(variant, _)| variant.name()).collect();
            if !names.is_empty() {
                let names = names.join("; ");
                let told = if wanted == Truth::Yes {
                    Words::new(format!("found: {names}"), format!("fundet: {names}"))
                } else {
                    Words::new(
                        format!("found, not fully written: {names}"),
                        format!("fundet, ikke fuldt angivet: {names}"),
                    )
                };
                return Evidence::fact(name, wanted, told);
            }
        }
        let may: Vec<&Doubted> = self
            .workup
            .doubted(gene.symbol(), event)
            .iter()
            .filter(|one| fits(&by_name(gene, event, &one.mutation)) != Truth::No)
            .collect();
        if !may.is_empty() {
            return Evidence::fact(name, Truth::Unknown, seen_but_doubted(may));
        }
        match self.workup.undoubted(gene.symbol(), event).as_deref() {
            Some(Detection::Found(_)) => {
                let others = known.iter().map(Variant::name).collect::<Vec<_>>().join("; ");
                Evidence::fact(
                    name,
                    Truth::No,
                    Words::new(format!("others found: {others}"), format!("andre fundet: {others}")),
                )
            }
            other => not_found(name, other, LIMIT_OF_ABSENCE),
        }
    }

    /// The gene's variants: those given in full, and for a kind of caller of which none are given, its mutations of the
    /// workup by their names.
    #[must_use]
    pub fn variants_of(&self, gene: &Gene) -> Vec<Variant> {
        let mut variants: Vec<Variant> =
            self.variants.iter().filter(|variant| variant.gene == *gene).cloned().collect();
        for event in [Event::SmallVariant, Event::InternalTandemDuplication, Event::PartialTandemDuplication] {
            if variants.iter().any(|variant| variant.event == event) {
                continue;
            }
            let mutations = self.workup.mutations(gene.symbol(), event);
            variants.extend(mutations.iter().map(|mutation| by_name(gene, event, mutation)));
        }
        variants
    }

    /// Whether a gene is joined to another, or to any if `partner` is `None`.
    #[must_use]
    pub fn fused(&self, gene: &Gene, partner: Option<&Gene>) -> Evidence {
        let name = match partner {
            Some(partner) => Words::from(format!("{gene}::{partner}")),
            None => Words::new(format!("{gene} rearranged"), format!("{gene}-omlejring")),
        };
        let joins = |first: &str, second: &str| {
            first == gene.symbol() && partner.is_none_or(|partner| partner.symbol() == second)
        };
        let found = self
            .workup
            .fusions
            .iter()
            .find(|fusion| joins(&fusion.first, &fusion.second) || joins(&fusion.second, &fusion.first));
        if let Some(fusion) = found {
            return Evidence::fact(name, Truth::Yes, format!("fusion {}::{}", fusion.first, fusion.second));
        }
        let mut doubted = self.workup.doubted_fusions.iter();
        if let Some(doubted) = doubted.find(|DoubtedFusion { fusion, .. }| {
            joins(&fusion.first, &fusion.second) || joins(&fusion.second, &fusion.first)
        }) {
            return Evidence::fact(name, Truth::Unknown, fusion_doubted(doubted));
        }
        let covered = match &self.workup.fusions_assessed {
            FusionsAssessed::Nothing => false,
            FusionsAssessed::All => true,
            FusionsAssessed::Genes(genes) => {
                genes.contains(gene.symbol()) || partner.is_some_and(|partner| genes.contains(partner.symbol()))
            }
        };
        let (truth, seen) = if covered {
            (Truth::No, Words::new("fusion not found", "fusion ikke fundet"))
        } else {
            (Truth::Unknown, Words::new("fusion not assessed", "fusion ikke undersøgt"))
        };
        Evidence::fact(name, truth, seen)
    }

    /// Whether the cells carry an antigen.
    #[must_use]
    pub fn antigen(&self, antigen: &str) -> Evidence {
        let truth = self.antigens.get(antigen).copied().unwrap_or(Truth::Unknown);
        let seen = match truth {
            Truth::Yes => Words::new("positive", "positiv"),
            Truth::No => Words::new("negative", "negativ"),
            Truth::Unknown => Words::new("not assessed", "ikke undersøgt"),
        };
        let name = Words::new(format!("{antigen} on the cells"), format!("{antigen} på cellerne"));
        Evidence::fact(name, truth, seen)
    }

    /// Whether the copies of a gene are in one of these states.
    #[must_use]
    pub fn copies(&self, gene: &Gene, name: String, states: &[CopyState]) -> Evidence {
        match self.copies.get(gene) {
            Some(state) => Evidence::fact(name, states.contains(state).into(), format!("{gene}: {state:?}")),
            None => Evidence::fact(name, Truth::Unknown, Words::new("copies not assessed", "kopital ikke undersøgt")),
        }
    }
}

/// A mutation of the work-up, read by its name.
fn by_name(gene: &Gene, event: Event, mutation: &Mutation) -> Variant {
    let written = mutation.name.split_whitespace().next_back().unwrap_or_default();
    let protein = written.parse().unwrap_or(ProteinChange::Unknown);
    let mut variant = Variant::new(gene.clone(), protein);
    (variant.event, variant.fraction) = (event, mutation.fraction);
    variant
}

/// Which caller would have found a variant of this kind.
fn event_of(pattern: &Pattern) -> Event {
    match pattern {
        Pattern::Kind(Alteration { kind: AlterationKind::TandemDuplication, .. }) => Event::InternalTandemDuplication,
        Pattern::Kind(Alteration { kind: AlterationKind::PartialTandemDuplication, .. }) => {
            Event::PartialTandemDuplication
        }
        _ => Event::SmallVariant,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workup::Fusion;
    use genome::quantity::AlleleFraction;

    fn truth(findings: &Findings, gene: &str, pattern: &str) -> Truth {
        findings.variant(&gene.parse().unwrap(), &pattern.parse().unwrap()).truth
    }

    #[test]
    fn absence_needs_a_limit_and_the_right_caller() {
        let mut findings = Findings::default();
        assert_eq!(truth(&findings, "FLT3", "D835"), Truth::Unknown);
        let limit = AlleleFraction::new(0.05).unwrap();
        findings.workup.set_gene("FLT3", Event::SmallVariant, Detection::NotFoundAtLimit(limit));
        assert_eq!(truth(&findings, "FLT3", "D835"), Truth::No);
        assert_eq!(truth(&findings, "FLT3", "tandem-duplication"), Truth::Unknown, "another caller finds these");
        let limit = AlleleFraction::new(0.2).unwrap();
        findings.workup.set_gene("FLT3", Event::SmallVariant, Detection::NotFoundAtLimit(limit));
        assert_eq!(truth(&findings, "FLT3", "D835"), Truth::Unknown, "it could have been missed");
    }

    #[test]
    fn a_mutation_of_the_workup_is_read_by_its_name() {
        let mut findings = Findings::default();
        let found = Detection::Found(vec![Mutation::named("FLT3 p.(Asp835Tyr)")]);
        findings.workup.set_gene("FLT3", Event::SmallVariant, found);
        assert_eq!(truth(&findings, "FLT3", "D835"), Truth::Yes);
        assert_eq!(truth(&findings, "FLT3", "F691"), Truth::No);
        let found = Detection::Found(vec![Mutation::named("present")]);
        findings.workup.set_gene("IDH1", Event::SmallVariant, found);
        assert_eq!((truth(&findings, "IDH1", "any"), truth(&findings, "IDH1", "R132")), (Truth::Yes, Truth::Unknown));
    }

    #[test]
    fn a_change_that_its_caller_doubts_is_neither_there_nor_absent() {
        let mut findings = Findings::default();
        findings.workup.other_genes_at = AlleleFraction::new(0.05).ok();
        assert_eq!(truth(&findings, "IDH2", "R140"), Truth::No);
        let mutation = Mutation::named("IDH2 p.(Arg140Gln)");
        findings.workup.doubt("IDH2", Event::SmallVariant, Doubted { mutation, filters: vec!["strand".into()] });
        assert_eq!([truth(&findings, "IDH2", "R140"), truth(&findings, "IDH2", "R172")], [Truth::Unknown, Truth::No]);
    }

    #[test]
    fn a_duplication_of_the_workup_stands_beside_a_variant_given_in_full() {
        let full = Variant::new("FLT3".parse().unwrap(), "p.D835Y".parse().unwrap());
        let mut findings = Findings { variants: vec![full], ..Findings::default() };
        let found = Detection::Found(vec![Mutation::named("FLT3-ITD 42 bp")]);
        findings.workup.set_gene("FLT3", Event::InternalTandemDuplication, found);
        assert_eq!(truth(&findings, "FLT3", "tandem-duplication"), Truth::Yes);
        assert_eq!(truth(&findings, "FLT3", "D835"), Truth::Yes);
    }

    #[test]
    fn a_fusion_is_found_from_either_side() {
        let mut findings = Findings::default();
        let [pml, rara, bcr] = ["PML", "RARA", "BCR"].map(|gene| gene.parse::<Gene>().unwrap());
        assert_eq!(findings.fused(&rara, None).truth, Truth::Unknown);
        findings.workup.fusions.push(Fusion::new("PML", "RARA"));
        assert_eq!(findings.fused(&rara, None).truth, Truth::Yes);
        assert_eq!(findings.fused(&rara, Some(&pml)).truth, Truth::Yes);
        findings.workup.fusions_assessed = FusionsAssessed::All;
        assert_eq!(findings.fused(&rara, Some(&bcr)).truth, Truth::No);
    }
}
