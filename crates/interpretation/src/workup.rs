//! What is known of one patient's disease, as the rules ask for it. No identity, no file.
//!
//! Every question answers with [`Evidence`]: yes, no or unknown, and what was seen. Several examinations may see the same
//! thing (banding, the genome, a fusion assay). One that finds it is enough for yes. A no needs an examination that would
//! have seen it and did not; and then another's silence does not matter.

mod doubt;
mod fusion;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use genome::detection::{Detection, NotAssessed};
use genome::quantity::AlleleFraction;
use guideline::truth::Truth;
use serde::{Deserialize, Serialize};

pub use doubt::{Doubted, DoubtedFusion};
pub(crate) use doubt::{fusion_doubted, seen_but_doubted};
pub use fusion::{Fusion, FusionsAssessed};

use crate::cytogenetics::{Abnormality, Count, Cytogenetics};
use crate::decision_list::Evidence;
use crate::language::Language::{Danish, English};
use crate::language::{Language, Words};
use crate::recurrent::FusionGenes;
use crate::risk::tp53::{Locus, Place};

/// What kind of change a caller looks for in a gene. Each needs a method of its own: where that was not run, the event is
/// not assessed, whatever else was found in the gene.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A substitution or a short insertion or deletion that changes the protein.
    SmallVariant,
    /// An internal tandem duplication (`FLT3`, `UBTF`, `BCOR`).
    InternalTandemDuplication,
    /// A partial tandem duplication (`KMT2A`).
    PartialTandemDuplication,
}

/// One change of a gene that counts as a driver.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mutation {
    /// How it is written: HGVS, or what the laboratory wrote.
    pub name: String,
    /// The share of reads that show it; `None` where it was not measured.
    pub fraction: Option<AlleleFraction>,
    /// For an internal tandem duplication: mutated to wild-type signal by fragment analysis, not below 0. It is not a
    /// fraction: a ratio of 0.5 is a fraction of 1/3.
    pub allelic_ratio: Option<f64>,
    /// Whether it is an in-frame change of the basic leucine zipper (`CEBPA` only).
    pub in_frame_bzip: Truth,
    /// Whether the other allele is lost (deletion or copy-neutral loss of heterozygosity).
    pub other_allele_lost: Truth,
}

impl Mutation {
    /// A change of which only the name is known.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            fraction: None,
            allelic_ratio: None,
            in_frame_bzip: Truth::Unknown,
            other_allele_lost: Truth::Unknown,
        }
    }

    /// The allelic ratio: as measured, or from the fraction f as f / (1 - f).
    ///
    /// METHOD: reads with and without the duplication stand for the two peaks of the fragment analysis by which ELN 2017
    /// defines the ratio. Short reads underestimate long duplications.
    #[must_use]
    pub fn ratio(&self) -> Option<f64> {
        self.allelic_ratio.or_else(|| {
            let fraction = self.fraction?.get();
            (fraction < 1.0).then(|| fraction / (1.0 - fraction)).or(Some(f64::INFINITY))
        })
    }
}

/// A gene in which nothing was found counts as not mutated if a fraction of 10 % would have been seen. 30 reads without the
/// variant exclude 9.5 % (1 - 0.05^(1/30)), the germline's depth; anything worse is not known.
pub const LIMIT_OF_ABSENCE: AlleleFraction = AlleleFraction::TENTH;

/// What is known of one patient's disease.
#[derive(Debug, Clone, Default)]
pub struct Workup {
    genes: BTreeMap<(String, Event), Detection<Vec<Mutation>>>,
    doubted: BTreeMap<(String, Event), Vec<Doubted>>,
    /// For genes of which nothing is stated: the fraction at which a small variant would have been seen. `None`: they were
    /// not looked at.
    pub other_genes_at: Option<AlleleFraction>,
    /// Fusions found.
    pub fusions: Vec<Fusion>,
    /// Fusions that a caller saw and doubts.
    pub doubted_fusions: Vec<DoubtedFusion>,
    /// Fusions looked for.
    pub fusions_assessed: FusionsAssessed,
    /// The karyotype by banding.
    pub banded: Option<Cytogenetics>,
    /// The karyotype that the genome adds up to.
    pub genomic: Option<Cytogenetics>,
    /// The copies of the `TP53` locus by the genome, copy-neutral loss among them, which banding does not see.
    pub tp53_locus: Option<Locus>,
    /// The cells that have these copies, where the genome tells them.
    pub tp53_place: Option<Place>,
}

impl Workup {
    /// States what was found of an event in a gene.
    pub fn set_gene(&mut self, gene: impl Into<String>, event: Event, detection: Detection<Vec<Mutation>>) {
        self.genes.insert((gene.into(), event), detection);
    }

    /// The genes and kinds of change of which something of their own is known, in order.
    pub fn stated(&self) -> impl Iterator<Item = (&str, Event)> {
        let stated: BTreeSet<_> = self.genes.keys().chain(self.doubted.keys()).collect();
        stated.into_iter().map(|(gene, event)| (gene.as_str(), *event))
    }

    /// The mutations found; empty also where nothing is known.
    #[must_use]
    pub fn mutations(&self, gene: &str, event: Event) -> &[Mutation] {
        match self.genes.get(&(gene.to_owned(), event)) {
            Some(Detection::Found(mutations)) => mutations,
            _ => &[],
        }
    }

    /// What is known of an event in a gene; `None` if nobody looked. Where only a doubted change was seen, nothing is.
    #[must_use]
    pub fn detection(&self, gene: &str, event: Event) -> Option<Cow<'_, Detection<Vec<Mutation>>>> {
        match self.undoubted(gene, event) {
            Some(found) if matches!(*found, Detection::Found(_)) => Some(found),
            _ if !self.doubted(gene, event).is_empty() => {
                Some(Cow::Owned(Detection::NotAssessed(NotAssessed::Doubted)))
            }
            other => other,
        }
    }

    /// What is known apart from doubted changes.
    pub(crate) fn undoubted(&self, gene: &str, event: Event) -> Option<Cow<'_, Detection<Vec<Mutation>>>> {
        match self.genes.get(&(gene.to_owned(), event)) {
            Some(stated) => Some(Cow::Borrowed(stated)),
            None if event == Event::SmallVariant => {
                self.other_genes_at.map(|limit| Cow::Owned(Detection::NotFoundAtLimit(limit)))
            }
            None => None,
        }
    }

    /// The gene carries a small variant that counts, at any fraction.
    #[must_use]
    pub fn mutated(&self, gene: &str) -> Evidence {
        self.event(gene, Event::SmallVariant, mutated(gene), LIMIT_OF_ABSENCE, &|_| Truth::Yes)
    }

    /// The gene carries a small variant at this fraction or above.
    #[must_use]
    pub fn mutated_at(&self, gene: &str, fraction: AlleleFraction) -> Evidence {
        let percent = fraction.get() * 100.0;
        let name = Words::new(
            format!("{gene} mutated at {percent:.0} % or more"),
            format!("{gene} muteret med {percent:.0} % eller mere"),
        );
        self.event(gene, Event::SmallVariant, name, fraction, &|mutation| match mutation.fraction {
            Some(seen) => (seen >= fraction).into(),
            None => Truth::Unknown,
        })
    }

    /// The gene has a tandem duplication of this kind.
    #[must_use]
    pub fn duplicated(&self, gene: &str, event: Event) -> Evidence {
        let short = if event == Event::PartialTandemDuplication { "PTD" } else { "ITD" };
        self.event(gene, event, format!("{gene}-{short}").into(), LIMIT_OF_ABSENCE, &|_| Truth::Yes)
    }

    /// `FLT3`-ITD with an allelic ratio of 0.5 or more (ELN 2017, table 5, footnote).
    #[must_use]
    pub fn high_flt3_ratio(&self) -> Evidence {
        let event = Event::InternalTandemDuplication;
        // 0.5 as a fraction of reads: 1/3. A limit above that could have missed it.
        let third = AlleleFraction::THIRD;
        self.event(
            "FLT3",
            event,
            Words::new("FLT3-ITD with allelic ratio 0.5 or more", "FLT3-ITD med allelratio 0,5 eller mere"),
            third,
            &|mutation| mutation.ratio().map_or(Truth::Unknown, |ratio| (ratio >= 0.5).into()),
        )
    }

    /// `CEBPA` with an in-frame change of the basic leucine zipper.
    #[must_use]
    pub fn cebpa_bzip(&self) -> Evidence {
        let name = Words::new("CEBPA with in-frame bZIP mutation", "CEBPA med in-frame bZIP-mutation");
        self.event("CEBPA", Event::SmallVariant, name, LIMIT_OF_ABSENCE, &|mutation| mutation.in_frame_bzip)
    }

    /// `CEBPA` on both alleles: two mutations, or one and the other allele lost.
    #[must_use]
    pub fn cebpa_biallelic(&self) -> Evidence {
        let two = self.mutations("CEBPA", Event::SmallVariant).len() >= 2;
        let name = Words::new("CEBPA biallelic", "CEBPA biallelisk");
        self.event("CEBPA", Event::SmallVariant, name, LIMIT_OF_ABSENCE, &|mutation| {
            if two { Truth::Yes } else { mutation.other_allele_lost }
        })
    }

    /// Whether one of the mutations counts; `within` is the smallest fraction that must have been visible for a no.
    fn event(
        &self,
        gene: &str,
        event: Event,
        name: Words,
        within: AlleleFraction,
        counts: &dyn Fn(&Mutation) -> Truth,
    ) -> Evidence {
        let may: Vec<&Doubted> =
            self.doubted(gene, event).iter().filter(|one| counts(&one.mutation) != Truth::No).collect();
        match self.undoubted(gene, event).as_deref() {
            Some(Detection::Found(mutations)) => {
                let truth = mutations.iter().map(counts).fold(Truth::No, Truth::or);
                let named =
                    |language| mutations.iter().map(|one| described(one, language)).collect::<Vec<_>>().join("; ");
                let found = Words::new(format!("found: {}", named(English)), format!("fundet: {}", named(Danish)));
                if truth == Truth::Yes || may.is_empty() {
                    return Evidence::fact(name, truth, found);
                }
                let doubt = seen_but_doubted(may);
                let seen = Words::new(format!("{}; {}", found.en, doubt.en), format!("{}; {}", found.da, doubt.da));
                Evidence::fact(name, Truth::Unknown, seen)
            }
            _ if !may.is_empty() => {
                let doubt = seen_but_doubted(may);
                let seen = Words::new(format!("not assessed: {}", doubt.en), format!("ikke afgjort: {}", doubt.da));
                Evidence::fact(name, Truth::Unknown, seen)
            }
            other => not_found(name, other, within),
        }
    }

    /// The abnormality is there: by banding, by the genome, or as the fusion that it makes.
    #[must_use]
    pub fn has(&self, abnormality: Abnormality) -> Evidence {
        let mut heard = Vec::new();
        if let Some(banded) = &self.banded {
            let answer = banded.has(abnormality);
            // The microscope does not see it, so that its no says nothing.
            if answer != Truth::No || !abnormality.is_cryptic() {
                heard.push((
                    answer,
                    Words::new(format!("karyotype {}", banded.text), format!("karyotype {}", banded.text)),
                ));
            }
        }
        if let Some(genomic) = &self.genomic {
            let seen = Words::new(format!("genome {}", genomic.text), format!("genom {}", genomic.text));
            heard.push((genomic.has(abnormality), seen));
        }
        let genes = abnormality.fusion();
        heard.extend(genes.map(|genes| self.fused(genes)));
        // Yes if one found it; no if one would have seen it and did not, and none saw it and doubts it.
        let doubted = genes.is_some_and(|genes| self.doubts(genes).is_some());
        let truth =
            heard.iter().map(|(answer, _)| *answer).fold(Truth::Unknown, |so_far, answer| match (so_far, answer) {
                (Truth::Yes, _) | (_, Truth::Yes) => Truth::Yes,
                (Truth::No, _) | (_, Truth::No) if !doubted => Truth::No,
                _ => Truth::Unknown,
            });
        let said = |language| heard.iter().map(|(_, seen)| seen.in_language(language)).collect::<Vec<_>>().join("; ");
        let seen = if heard.is_empty() { not_assessed() } else { Words::new(said(English), said(Danish)) };
        Evidence::fact(abnormality.words(), truth, seen)
    }

    /// The gene is joined to any partner.
    #[must_use]
    pub fn rearranged(&self, gene: &'static str) -> Evidence {
        let (truth, seen) = self.fused(FusionGenes::AnyPartner(gene, &[]));
        Evidence::fact(Words::new(format!("{gene} rearranged"), format!("{gene}-omlejring")), truth, seen)
    }

    /// One of these pairs is joined; `name` is how the rule names it.
    #[must_use]
    pub fn joined(&self, name: &'static str, pairs: &'static [(&'static str, &'static str)]) -> Evidence {
        let (truth, seen) = self.fused(FusionGenes::Pairs(pairs));
        Evidence::fact(name, truth, seen)
    }

    fn fused(&self, genes: FusionGenes) -> (Truth, Words) {
        if let Some(fusion) = self.fusions.iter().find(|fusion| fusion.is_of(genes)) {
            return (Truth::Yes, format!("fusion {}::{}", fusion.first, fusion.second).into());
        }
        if let Some(doubted) = self.doubts(genes) {
            return (Truth::Unknown, fusion_doubted(doubted));
        }
        let covered = match &self.fusions_assessed {
            FusionsAssessed::Nothing => false,
            FusionsAssessed::All => true,
            FusionsAssessed::Genes(assessed) => match genes {
                FusionGenes::Pairs(pairs) => {
                    pairs.iter().all(|(gene, partner)| assessed.contains(*gene) || assessed.contains(*partner))
                }
                FusionGenes::AnyPartner(gene, _) => assessed.contains(gene),
            },
        };
        if covered {
            (Truth::No, Words::new("fusion not found", "fusion ikke fundet"))
        } else {
            (Truth::Unknown, Words::new("fusion not assessed", "fusion ikke undersøgt"))
        }
    }

    /// At least so many of what is counted: by banding, or by the genome where there is no banding.
    pub(crate) fn counts(&self, name: impl Into<Words>, of: fn(&Cytogenetics) -> Count, bound: u32) -> Evidence {
        let counted = self.banded.as_ref().map(|seen| (seen, "karyotype", "karyotype"));
        match counted.or(self.genomic.as_ref().map(|seen| (seen, "genome", "genom"))) {
            Some((seen, en, da)) => {
                let words = Words::new(format!("{en} {}", seen.text), format!("{da} {}", seen.text));
                Evidence::fact(name, of(seen).at_least(bound), words)
            }
            None => Evidence::fact(name, Truth::Unknown, not_assessed()),
        }
    }
}

/// Nothing was found: no, if a fraction of `within` would have been seen, else not known.
pub(crate) fn not_found(
    name: impl Into<Words>,
    detection: Option<&Detection<Vec<Mutation>>>,
    within: AlleleFraction,
) -> Evidence {
    let (truth, seen) = match detection {
        Some(Detection::NotFoundAtLimit(limit)) => {
            let seen = Words::each(|language| {
                let words = language.choose("not found at a limit of", "ikke fundet ved en grænse på");
                format!("{words} {}", language.percent(limit.get()))
            });
            (if *limit <= within { Truth::No } else { Truth::Unknown }, seen)
        }
        Some(Detection::NotAssessed(why)) => {
            (Truth::Unknown, Words::new(format!("not assessed: {why}"), format!("ikke undersøgt: {}", danish(*why))))
        }
        Some(Detection::Found(_)) | None => (Truth::Unknown, Words::new("not assessed", "ikke undersøgt")),
    };
    Evidence::fact(name, truth, seen)
}

fn mutated(gene: &str) -> Words {
    Words::new(format!("{gene} mutated"), format!("{gene} muteret"))
}

fn not_assessed() -> Words {
    Words::new("chromosomes not assessed", "kromosomer ikke undersøgt")
}

pub(crate) fn danish(why: NotAssessed) -> &'static str {
    match why {
        NotAssessed::NotExamined => "ikke en del af analysen",
        NotAssessed::TooFewReads => "for få reads",
        NotAssessed::NotMappable => "reads kan ikke placeres sikkert",
        NotAssessed::QualityFailed => "kvalitetskravene er ikke opfyldt",
        NotAssessed::Doubted => "set, men betvivlet af calleren",
    }
}

pub(crate) fn described(mutation: &Mutation, language: Language) -> String {
    let fraction = mutation.fraction.map(|fraction| format!(", VAF {}", language.percent(fraction.get())));
    let words = language.choose("allelic ratio", "allelratio");
    let ratio = mutation.allelic_ratio.map(|ratio| format!(", {words} {}", language.number(ratio, 2)));
    [Some(mutation.name.clone()), fraction, ratio].into_iter().flatten().collect()
}
