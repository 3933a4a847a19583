//! What the scores ask for, from what is known of a patient's disease.

use genome::detection::{Detection, NotAssessed};
use guideline::truth::Truth;

use super::ipss_m::{Gene, GeneStatus, Input, MutationCount, Tp53};
use super::ipss_r::CytogeneticGroup;
use super::tp53::{Findings, Locus, Mutation, Mutations, Origin};
use crate::cytogenetics::{Abnormality, Cytogenetics};
use crate::karyotype::groups::{del5q, del7_7q, del17_17p, ipssr_group, three_or_more};
use crate::laboratory::BloodAndMarrow;
use crate::workup::{self, Event, LIMIT_OF_ABSENCE, Workup};

/// The symbol by which a work-up knows a gene of IPSS-M, where one mutation by a small variant is enough.
fn mutated(workup: &Workup, gene: Gene) -> Truth {
    match gene {
        Gene::Kmt2aPtd => workup.duplicated("KMT2A", Event::PartialTandemDuplication).truth,
        // Duplications need a caller of their own: without it, a gene without small variants is not known.
        Gene::Flt3 => {
            let duplicated = workup.duplicated("FLT3", Event::InternalTandemDuplication).truth;
            duplicated.or(workup.mutated("FLT3").truth)
        }
        other => workup.mutated(other.name()).truth,
    }
}

/// A lesion that either examination of the chromosomes shows. An absence is believed of banding first.
fn lesion(workup: &Workup, ask: fn(&Cytogenetics) -> Truth) -> Truth {
    let seen = [&workup.banded, &workup.genomic].map(|cytogenetics| cytogenetics.as_ref().map_or(Truth::Unknown, ask));
    match seen {
        [Truth::Yes, _] | [_, Truth::Yes] => Truth::Yes,
        [Truth::No, _] | [_, Truth::No] => Truth::No,
        _ => Truth::Unknown,
    }
}

/// Whether the other allele of `TP53` is lost: said of a mutation, or 17p lost.
fn tp53_loss(workup: &Workup) -> Truth {
    let said =
        |lost: Truth| workup.mutations("TP53", Event::SmallVariant).iter().any(|one| one.other_allele_lost == lost);
    let deleted = match workup.tp53_locus {
        Some(lost) if lost != Locus::BothKept => Truth::Yes,
        // One examination that finds a loss is enough.
        _ => lesion(workup, |seen| seen.has(Abnormality::Loss17p)),
    };
    match (said(Truth::Yes), deleted, said(Truth::No) || workup.tp53_locus == Some(Locus::BothKept)) {
        (true, ..) | (_, Truth::Yes, _) => Truth::Yes,
        (_, _, true) => Truth::No,
        // Banding does not see a copy-neutral loss: no deletion is not yet "kept".
        _ => Truth::Unknown,
    }
}

/// The input of IPSS-M. The group of IPSS-R is that of the banded karyotype, for which it was made, else of the genome.
#[must_use]
pub fn ipss_m_input(workup: &Workup, values: BloodAndMarrow) -> Input {
    let counted = workup.banded.as_ref().or(workup.genomic.as_ref());
    let mut genes = GeneStatus::unknown();
    for gene in Gene::ALL {
        genes.set(*gene, mutated(workup, *gene));
    }
    let found = workup.mutations("TP53", Event::SmallVariant);
    let doubts = !workup.doubted("TP53", Event::SmallVariant).is_empty();
    let loss = tp53_loss(workup);
    Input {
        values,
        cytogenetics: counted.map_or(CytogeneticGroup::ALL.to_vec(), |seen| ipssr_group(seen).possible),
        del5q: lesion(workup, del5q),
        del7_7q: lesion(workup, del7_7q),
        del17_17p: lesion(workup, del17_17p),
        complex: counted.map_or(Truth::Unknown, three_or_more),
        tp53: Tp53 {
            mutations: match (workup.mutated("TP53").truth, found.len()) {
                (Truth::Unknown, _) => None,
                (Truth::No, _) => Some(MutationCount::None),
                (Truth::Yes, 2..) => Some(MutationCount::TwoOrMore),
                // One is found and a second is doubted: which it is matters unless the other allele is lost anyhow.
                (Truth::Yes, _) if doubts && loss != Truth::Yes => None,
                (Truth::Yes, _) => Some(MutationCount::One),
            },
            greatest_fraction: found.iter().filter_map(|mutation| mutation.fraction).max(),
            loss_of_heterozygosity: loss,
        },
        genes,
    }
}

/// What is known of `TP53`. A work-up does not say whether the germline was looked at, and so nor does this.
#[must_use]
pub fn tp53_findings(workup: &Workup) -> Findings {
    let of = |mutation: &workup::Mutation, doubted| Mutation {
        name: mutation.name.clone(),
        fraction: mutation.fraction,
        origin: Origin::Unknown,
        doubted,
    };
    let found = workup.mutations("TP53", Event::SmallVariant).iter().map(|mutation| of(mutation, false));
    let doubted = workup.doubted("TP53", Event::SmallVariant).iter().map(|one| of(&one.mutation, true));
    let seen = found.chain(doubted).collect();
    Findings {
        mutations: match workup.undoubted("TP53", Event::SmallVariant).as_deref() {
            None => Mutations::NotAssessed(NotAssessed::NotExamined),
            Some(Detection::NotAssessed(why)) => Mutations::NotAssessed(*why),
            Some(Detection::NotFoundAtLimit(limit)) => Mutations::Assessed { found: seen, limit: *limit },
            // Where one was found, the limit for another is not stated.
            Some(Detection::Found(_)) => Mutations::Assessed { found: seen, limit: LIMIT_OF_ABSENCE },
        },
        locus: match tp53_loss(workup) {
            Truth::Yes => workup.tp53_locus.filter(|locus| *locus != Locus::BothKept).or(Some(Locus::OtherAlleleLost)),
            Truth::No => Some(Locus::BothKept),
            Truth::Unknown => None,
        },
        complex_karyotype: workup.banded.as_ref().or(workup.genomic.as_ref()).map_or(Truth::Unknown, three_or_more),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::risk::ipss_m::{TermId, ipss_m};
    use crate::risk::tp53::{AllelicState, BERNARD};
    use crate::vignette::{nothing_found, with};

    #[test]
    fn what_a_method_was_not_run_for_stays_unknown() {
        let input = ipss_m_input(&nothing_found(), BloodAndMarrow::default());
        assert_eq!(input.genes.get(Gene::Kmt2aPtd), Truth::Unknown, "no caller of partial tandem duplications ran");
        assert_eq!(input.genes.get(Gene::Runx1), Truth::No);
        assert_eq!((input.cytogenetics.as_slice(), input.complex), ([CytogeneticGroup::Good].as_slice(), Truth::No));
        assert_eq!(input.tp53.mutations, Some(MutationCount::None));
        let missing: Vec<&str> = ipss_m(&input).missing().map(TermId::name).collect();
        assert!(
            missing.contains(&"MLL_PTD") && missing.contains(&"HB1") && !missing.contains(&"CYTOVEC"),
            "{missing:?}"
        );
    }

    #[test]
    fn a_duplication_or_a_mutation_of_flt3_is_enough() {
        let input = ipss_m_input(&with(&["ITD=0.3", "SF3B1"]), BloodAndMarrow::default());
        assert_eq!([Gene::Flt3, Gene::Sf3b1].map(|gene| input.genes.get(gene)), [Truth::Yes; 2]);
    }

    #[test]
    fn the_genome_settles_the_other_allele_of_tp53() {
        for (locus, state, lost) in [
            (Locus::CopyNeutralLoss, AllelicState::MultiHit, Truth::Yes),
            (Locus::BothKept, AllelicState::SingleHit, Truth::No),
        ] {
            let mut one = with(&["TP53=0.3"]);
            one.tp53_locus = Some(locus);
            assert_eq!(BERNARD.decide(&tp53_findings(&one)).definite(), Some(&state));
            assert_eq!(ipss_m_input(&one, BloodAndMarrow::default()).tp53.loss_of_heterozygosity, lost);
        }
    }

    #[test]
    fn a_second_mutation_that_is_doubted_leaves_one_or_two_open() {
        let mut workup = with(&["TP53=0.3"]).with_other_allele_kept("TP53");
        assert_eq!(BERNARD.decide(&tp53_findings(&workup)).definite(), Some(&AllelicState::SingleHit));
        let mutation = workup::Mutation::named("p.(Arg248Gln)");
        workup.doubt("TP53", Event::SmallVariant, workup::Doubted { mutation, filters: vec!["clustered".into()] });
        assert_eq!(BERNARD.decide(&tp53_findings(&workup)).possible, [AllelicState::MultiHit, AllelicState::SingleHit]);
        assert_eq!(ipss_m_input(&workup, BloodAndMarrow::default()).tp53.mutations, None);
    }

    #[test]
    fn a_banded_karyotype_does_not_settle_the_other_allele_of_tp53() {
        let one = with(&["TP53=0.3"]);
        assert_eq!(ipss_m_input(&one, BloodAndMarrow::default()).tp53.loss_of_heterozygosity, Truth::Unknown);
        assert_eq!(BERNARD.decide(&tp53_findings(&one)).definite(), None);
        let mut deleted = one.clone();
        let mut banded = Cytogenetics::new("46,XX,del(17)(p12)[20]", true);
        banded.set(Abnormality::Loss17p, Truth::Yes);
        deleted.banded = Some(banded);
        let input = ipss_m_input(&deleted, BloodAndMarrow::default());
        assert_eq!((input.del17_17p, input.tp53.loss_of_heterozygosity), (Truth::Yes, Truth::Yes));
        assert_eq!(BERNARD.decide(&tp53_findings(&deleted)).definite(), Some(&AllelicState::MultiHit));
    }
}
