//! Drawn cases for the tests of the lists.

use genome::detection::Detection;
use genome::quantity::AlleleFraction;
use guideline::truth::Truth;

use crate::cytogenetics::{Abnormality, Count, Cytogenetics};
use crate::workup::{Event, Fusion, FusionsAssessed, Mutation, Workup};

const GENES: &[&str] = &[
    "NPM1", "CEBPA", "TP53", "RUNX1", "ASXL1", "BCOR", "EZH2", "SF3B1", "SRSF2", "STAG2", "U2AF1", "ZRSR2", "NRAS",
    "KRAS", "IDH1", "IDH2", "DDX41", "PTPN11", "JAK2", "CALR", "MPL", "CSF3R",
];

/// Everything was looked for and nothing found: normal karyotype, no fusion, no mutation at a limit of 3 %.
pub(crate) fn nothing_found() -> Workup {
    let limit = || Detection::NotFoundAtLimit(AlleleFraction::new(0.03).unwrap());
    let mut workup = Workup::default();
    workup.fusions_assessed = FusionsAssessed::All;
    workup.banded = Some(Cytogenetics::new("46,XX[20]", true));
    for gene in GENES {
        workup.set_gene(*gene, Event::SmallVariant, limit());
    }
    workup.set_gene("FLT3", Event::InternalTandemDuplication, limit());
    workup
}

fn at(fraction: f64) -> Mutation {
    Mutation { fraction: Some(AlleleFraction::new(fraction).unwrap()), ..Mutation::named("a test mutation") }
}

/// `NPM1`, `TP53=0.09`, `TP53x2` (30 and 20 %), `ITD=0.5` (allelic ratio), `bzip`, `CEBPAx2`, `A::B`, or an abnormality.
pub(crate) fn with(findings: &[&str]) -> Workup {
    let mut workup = nothing_found();
    for finding in findings {
        if let Some((first, second)) = finding.split_once("::") {
            workup.fusions.push(Fusion::new(first, second));
        } else if let Some(ratio) = finding.strip_prefix("ITD=") {
            let itd = Mutation { allelic_ratio: ratio.parse().ok(), ..Mutation::named("an ITD") };
            workup.set_gene("FLT3", Event::InternalTandemDuplication, Detection::Found(vec![itd]));
        } else if *finding == "bzip" {
            let mutation = Mutation { in_frame_bzip: Truth::Yes, ..at(0.4) };
            workup.set_gene("CEBPA", Event::SmallVariant, Detection::Found(vec![mutation]));
        } else if *finding == "CEBPAx2" {
            let mutation = || Mutation { in_frame_bzip: Truth::No, ..at(0.4) };
            workup.set_gene("CEBPA", Event::SmallVariant, Detection::Found(vec![mutation(), mutation()]));
        } else if *finding == "CEBPAx1" {
            let mutation = Mutation { in_frame_bzip: Truth::No, other_allele_lost: Truth::No, ..at(0.4) };
            workup.set_gene("CEBPA", Event::SmallVariant, Detection::Found(vec![mutation]));
        } else if *finding == "TP53x2" {
            workup.set_gene("TP53", Event::SmallVariant, Detection::Found(vec![at(0.3), at(0.2)]));
        } else {
            let (gene, fraction) = finding.split_once('=').unwrap_or((finding, "0.4"));
            assert!(GENES.contains(&gene), "{gene}");
            workup.set_gene(gene, Event::SmallVariant, Detection::Found(vec![at(fraction.parse().unwrap())]));
        }
    }
    workup
}

pub(crate) fn banded(
    mut workup: Workup,
    of: &[Abnormality],
    total: u32,
    structural: u32,
    monosomies: u32,
    trisomies: u32,
) -> Workup {
    let mut karyotype = Cytogenetics::new("a test karyotype", true);
    for abnormality in of {
        karyotype.set(*abnormality, Truth::Yes);
    }
    karyotype.abnormalities = Count::exactly(total);
    karyotype.structural = Count::exactly(structural);
    karyotype.autosomal_monosomies = Count::exactly(monosomies);
    karyotype.trisomies = Count::exactly(trisomies);
    workup.banded = Some(karyotype);
    workup
}

impl Workup {
    /// The same, the other allele of the gene being there.
    pub(crate) fn with_other_allele_kept(mut self, gene: &str) -> Self {
        let mutations: Vec<Mutation> = self.mutations(gene, Event::SmallVariant).to_vec();
        if !mutations.is_empty() {
            let kept = |mutation| Mutation { other_allele_lost: Truth::No, ..mutation };
            self.set_gene(gene, Event::SmallVariant, Detection::Found(mutations.into_iter().map(kept).collect()));
        }
        self
    }
}
