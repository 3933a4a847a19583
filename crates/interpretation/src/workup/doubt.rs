//! What a caller saw and doubts: neither found nor absent.
//!
//! A call that did not pass its caller's filters is no finding. But a gene in which one was seen is not a gene in which
//! nothing was seen: as long as nobody has looked at the call, the gene is not known.

use super::{Event, Fusion, Mutation, Workup, described};
use crate::language::Language::{Danish, English};
use crate::language::Words;
use crate::recurrent::FusionGenes;

/// A change that would count if its caller did not doubt it.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubted {
    /// The change.
    pub mutation: Mutation,
    /// The filters that it did not pass, in the caller's words.
    pub filters: Vec<String>,
}

/// A fusion that would count if its caller did not doubt it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoubtedFusion {
    /// The fusion.
    pub fusion: Fusion,
    /// The filters that it did not pass, in the caller's words.
    pub filters: Vec<String>,
}

impl Workup {
    /// States that a caller saw a change of a gene and doubts it.
    pub fn doubt(&mut self, gene: impl Into<String>, event: Event, doubted: Doubted) {
        self.doubted.entry((gene.into(), event)).or_default().push(doubted);
    }

    /// The first doubted fusion of these genes.
    pub(super) fn doubts(&self, genes: FusionGenes) -> Option<&DoubtedFusion> {
        self.doubted_fusions.iter().find(|doubted| doubted.fusion.is_of(genes))
    }

    /// The changes of a gene that a caller saw and doubts.
    #[must_use]
    pub fn doubted(&self, gene: &str, event: Event) -> &[Doubted] {
        self.doubted.get(&(gene.to_owned(), event)).map_or(&[], Vec::as_slice)
    }
}

/// Why nothing can be said of a gene in which only these were seen.
pub(crate) fn seen_but_doubted<'a>(doubted: impl IntoIterator<Item = &'a Doubted>) -> Words {
    let doubted: Vec<&Doubted> = doubted.into_iter().collect();
    let named = |language| {
        let each = |one: &&Doubted| with_filters(&described(&one.mutation, language), &one.filters);
        doubted.iter().map(each).collect::<Vec<_>>().join("; ")
    };
    doubts(&named(English), &named(Danish))
}

/// Why nothing can be said of a fusion of which only this was seen.
pub(crate) fn fusion_doubted(DoubtedFusion { fusion, filters }: &DoubtedFusion) -> Words {
    let named = with_filters(&format!("{}::{}", fusion.first, fusion.second), filters);
    doubts(&named, &named)
}

fn with_filters(name: &str, filters: &[String]) -> String {
    format!("{name} ({})", filters.join(", "))
}

fn doubts(en: &str, da: &str) -> Words {
    Words::new(format!("seen, but doubted by its caller: {en}"), format!("set, men betvivlet af calleren: {da}"))
}

#[cfg(test)]
mod tests {
    use genome::detection::{Detection, NotAssessed};
    use genome::quantity::AlleleFraction;
    use guideline::truth::Truth;

    use super::*;
    use crate::cytogenetics::Abnormality;
    use crate::vignette::{nothing_found, with};

    fn at(fraction: f64) -> Doubted {
        let fraction = AlleleFraction::new(fraction).ok();
        Doubted {
            mutation: Mutation { fraction, ..Mutation::named("p.(Arg175His)") },
            filters: vec!["weak_evidence".into()],
        }
    }

    #[test]
    fn a_gene_in_which_a_doubted_change_was_seen_is_not_known() {
        let mut workup = nothing_found();
        assert_eq!(workup.mutated("TP53").truth, Truth::No);
        workup.doubt("TP53", Event::SmallVariant, at(0.4));
        let evidence = workup.mutated("TP53");
        assert_eq!(evidence.truth, Truth::Unknown);
        assert_eq!(
            evidence.facts[0].seen.en,
            "not assessed: seen, but doubted by its caller: p.(Arg175His), VAF 40.0 % (weak_evidence)"
        );
        let told = workup.detection("TP53", Event::SmallVariant);
        assert_eq!(told.as_deref(), Some(&Detection::NotAssessed(NotAssessed::Doubted)));
    }

    #[test]
    fn a_doubt_below_the_bound_of_a_rule_does_not_open_it() {
        let mut workup = nothing_found();
        workup.doubt("TP53", Event::SmallVariant, at(0.04));
        assert_eq!(workup.mutated_at("TP53", AlleleFraction::TENTH).truth, Truth::No);
        assert_eq!(workup.mutated("TP53").truth, Truth::Unknown);
    }

    #[test]
    fn what_was_found_stands_beside_a_doubt() {
        let mut workup = with(&["TP53=0.05", "CEBPAx1"]);
        workup.doubt("TP53", Event::SmallVariant, at(0.4));
        workup.doubt("CEBPA", Event::SmallVariant, at(0.4));
        assert_eq!(workup.mutated("TP53").truth, Truth::Yes);
        assert_eq!(workup.mutated_at("TP53", AlleleFraction::TENTH).truth, Truth::Unknown);
        assert_eq!(workup.cebpa_biallelic().truth, Truth::Unknown, "the doubted one would be the second");
    }

    #[test]
    fn a_doubted_fusion_is_neither_found_nor_excluded() {
        let mut workup = nothing_found();
        assert_eq!(workup.has(Abnormality::T8_21).truth, Truth::No);
        workup
            .doubted_fusions
            .push(DoubtedFusion { fusion: Fusion::new("RUNX1", "RUNX1T1"), filters: vec!["LowQual".into()] });
        assert_eq!(
            workup.has(Abnormality::T8_21).truth,
            Truth::Unknown,
            "a normal karyotype does not take the doubt away"
        );
        assert_eq!(workup.rearranged("RUNX1").truth, Truth::Unknown);
        assert_eq!(workup.has(Abnormality::Inv16).truth, Truth::No);
        workup.fusions.push(Fusion::new("RUNX1", "RUNX1T1"));
        assert_eq!(workup.has(Abnormality::T8_21).truth, Truth::Yes);
    }
}
