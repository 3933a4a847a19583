//! What happens to the patient's leukaemia, and how its two samples are read.
//!
//! The case is to look true to a haematologist. *DNMT3A* R882H is in nearly every cell of the marrow: clonal haematopoiesis that
//! came first. The leukaemia has *NPM1* type A, a *FLT3*-ITD and *WT1* R462W in smaller clones, and t(5;11)(q35;p15)
//! `NUP98::NSD1`. That translocation exchanges two ends of chromosomes that look alike, so that banding does not see it; four of
//! five patients with it have a *FLT3*-ITD, and the two together do badly (Ostronoff et al., Blood 2014;124:2400-2407). With
//! *NPM1* it is rare; it stands here because the editions of the classifications order the two differently. The lost arm is
//! del(7)(q22q36), which banding sees: neither favourable nor adverse in ELN 2022, so that no rule about chromosomes hides what
//! follows from the genes.
//!
//! After induction with a FLT3 inhibitor the clone with *FLT3*-ITD and *WT1* is gone, the leukaemia is still there in a tenth of
//! the cells, a clone with *NRAS* G12D has come up (Cancer Discov 2019;9:1050-1063), and *DNMT3A* has stayed as
//! clonal haematopoiesis does.

use anyhow::Context;
use serde::Serialize;
use simulation::Plan;
use simulation::plan::{
    ClonePlan, EventKind, EventPlan, PanelSite, SomaticKind, SomaticPlan, SparedStretch, StructurePlan,
};

use super::coding::NPM1_DOUBLED;
use super::genome::{DemoGenome, NSD1_FIRST_EXON, NUP98_LAST_EXON};
use super::variants::{flt3_doubled, hot_spot, npm1_insertion, substitution};

/// Everything random of the patient follows from this number.
const SEED: u64 = 713;

/// When a sample was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimePoint {
    /// At diagnosis.
    Diagnosis,
    /// After induction.
    AfterInduction,
}

/// The cells with *DNMT3A* R882H.
const FOUNDER: &str = "founder";
/// Those of them that are leukaemic.
const LEUKAEMIA: &str = "leukaemia";
/// Those of the leukaemia with *FLT3*-ITD.
const WITH_ITD: &str = "with-itd";
/// Those of them with *WT1* R462W.
const WITH_WT1: &str = "with-wt1";
/// Those of the leukaemia with *NRAS* G12D.
const WITH_NRAS: &str = "with-nras";

impl TimePoint {
    /// The share of cells with *DNMT3A* R882H, and the clones: of these cells twice the fraction each.
    fn composition(self) -> (f64, &'static [(&'static str, f64)]) {
        match self {
            Self::Diagnosis => (0.86, &[(FOUNDER, 0.5), (LEUKAEMIA, 0.46), (WITH_ITD, 0.3), (WITH_WT1, 0.14)]),
            Self::AfterInduction => (0.55, &[(FOUNDER, 0.5), (LEUKAEMIA, 0.13), (WITH_NRAS, 0.11)]),
        }
    }

    /// The allele fraction of a clone's variants in the tumour sample; `None` where the clone is not there.
    fn fraction(self, clone: &str) -> Option<f64> {
        let (cells, clones) = self.composition();
        clones.iter().find(|(name, _)| *name == clone).map(|(_, fraction)| cells * fraction)
    }
}

/// Variants of no gene, which tell the clones from each other and how many cells there are: contig, place in thousandths, clone.
const PASSENGERS: &[(&str, u32, &str)] = &[
    ("chr1", 150, FOUNDER),
    ("chr2", 320, FOUNDER),
    ("chr4", 700, FOUNDER),
    ("chr11", 500, FOUNDER),
    ("chr20", 800, FOUNDER),
    ("chr1", 850, LEUKAEMIA),
    ("chr2", 620, LEUKAEMIA),
    ("chr5", 300, LEUKAEMIA),
    ("chr7", 200, LEUKAEMIA),
    ("chr12", 500, LEUKAEMIA),
    ("chr13", 600, LEUKAEMIA),
    ("chr17", 500, LEUKAEMIA),
    ("chr19", 200, LEUKAEMIA),
    ("chrX", 600, LEUKAEMIA),
    ("chr15", 400, WITH_ITD),
    ("chr21", 300, WITH_ITD),
    ("chrX", 400, WITH_ITD),
];

/// What the report has to say of the case.
#[derive(Debug, Clone, Serialize)]
pub struct Planted {
    /// The gene, the fusion, or the abnormality.
    pub what: String,
    /// What kind of event it is.
    pub kind: &'static str,
    /// How it is named: a protein change in short form, as `findings.json` has it, or a karyotype.
    pub name: String,
    /// Where: of a junction both places, of a loss its first and last base.
    pub places: Vec<(&'static str, u32)>,
    /// The allele fraction that is expected at diagnosis; of a loss and of a fusion half the share of cells.
    pub at_diagnosis: Option<f64>,
    /// The same after induction.
    pub after_induction: Option<f64>,
}

/// A place as plans count it, from 1.
fn one_based(at: usize) -> anyhow::Result<u32> {
    u32::try_from(at + 1).context("a contig is too long")
}

/// All that is planted, with the clone that has it.
struct Events {
    panel: Vec<PanelSite>,
    structure: Vec<EventPlan>,
    planted: Vec<Planted>,
}

impl Events {
    fn of(genome: &DemoGenome) -> anyhow::Result<Self> {
        let mut events = Self { panel: Vec::new(), structure: Vec::new(), planted: Vec::new() };
        for (contig, thousandths, clone) in PASSENGERS {
            let at = genome.place(contig, *thousandths)?;
            let base = genome.bases(contig)?[at].complement();
            events.small(contig, at, SomaticKind::Snv, 1, Some(char::from(base.letter()).to_string()), clone)?;
        }
        for (gene, residue, becomes, name, clone) in [
            ("DNMT3A", 882, "CAC", "p.R882H", FOUNDER),
            ("WT1", 462, "TGG", "p.R462W", WITH_WT1),
            ("NRAS", 12, "GAT", "p.G12D", WITH_NRAS),
        ] {
            let contig = genome.gene(gene)?.facts.contig;
            let (at, base) = substitution(genome, hot_spot(gene, residue, becomes)?)?;
            events.small(contig, at, SomaticKind::Snv, 1, Some(char::from(base.letter()).to_string()), clone)?;
            events.plant(gene, "small variant", name, vec![(contig, one_based(at)?)], clone);
        }
        let at = npm1_insertion(genome)?;
        events.small("chr5", at, SomaticKind::Insertion, 4, Some(NPM1_DOUBLED.to_owned()), LEUKAEMIA)?;
        events.plant("NPM1", "small variant", "p.W288Cfs*12", vec![("chr5", one_based(at)?)], LEUKAEMIA);
        let doubled = flt3_doubled(genome)?;
        let length = u32::try_from(doubled.len())?;
        events.small("chr13", doubled.start, SomaticKind::Duplication, length, None, WITH_ITD)?;
        let places = vec![("chr13", one_based(doubled.start)?), ("chr13", one_based(doubled.end - 1)?)];
        events.plant("FLT3", "internal tandem duplication", "p.F594_F612dup", places, WITH_ITD);

        let event = |kind, contig: &str, start| EventPlan {
            kind,
            clone: Some(LEUKAEMIA.to_owned()),
            haplotype: Some(1),
            contig: contig.to_owned(),
            start: Some(start),
            end: None,
            mate_contig: None,
            mate_start: None,
            inverted: false,
            unbalanced: false,
            copies: None,
            length: None,
            bases: None,
            microhomology: None,
        };
        // NSD1 is read towards the end of 5q, NUP98 towards that of 11p: the end of 5q comes, turned round, to the rest of 11.
        let nsd1 = one_based(genome.gene("NSD1")?.intron_after(NSD1_FIRST_EXON - 1)?)?;
        let nup98 = one_based(genome.gene("NUP98")?.intron_after(NUP98_LAST_EXON)?)?;
        events.structure.push(EventPlan {
            mate_contig: Some("chr11".to_owned()),
            mate_start: Some(nup98),
            inverted: true,
            ..event(EventKind::Translocation, "chr5", nsd1)
        });
        events.plant("NUP98::NSD1", "fusion", "t(5;11)(q35;p15)", vec![("chr5", nsd1), ("chr11", nup98)], LEUKAEMIA);
        let (start, end) = (one_based(genome.place("chr7", 623)?)?, one_based(genome.place("chr7", 950)?)?);
        events.structure.push(EventPlan { end: Some(end), ..event(EventKind::Deletion, "chr7", start) });
        events.plant("7q", "loss of an arm", "del(7)(q22q36)", vec![("chr7", start), ("chr7", end)], LEUKAEMIA);
        // A woman has no Y.
        let y = EventPlan { clone: None, start: None, ..event(EventKind::Deletion, "chrY", 1) };
        events.structure.extend([1, 2].map(|side| EventPlan { haplotype: Some(side), ..y.clone() }));
        Ok(events)
    }

    fn small(
        &mut self,
        contig: &str,
        at: usize,
        kind: SomaticKind,
        length: u32,
        bases: Option<String>,
        clone: &str,
    ) -> anyhow::Result<()> {
        let (contig, clone) = (contig.to_owned(), clone.to_owned());
        self.panel.push(PanelSite { contig, position: one_based(at)?, kind, length, bases, clone });
        Ok(())
    }

    fn plant(
        &mut self,
        what: &str,
        kind: &'static str,
        name: &str,
        places: Vec<(&'static str, u32)>,
        clone: &'static str,
    ) {
        let [at_diagnosis, after_induction] =
            [TimePoint::Diagnosis, TimePoint::AfterInduction].map(|time| time.fraction(clone));
        let (what, name) = (what.to_owned(), name.to_owned());
        self.planted.push(Planted { what, kind, name, places, at_diagnosis, after_induction });
    }
}

/// All that is planted.
pub fn planted(genome: &DemoGenome) -> anyhow::Result<Vec<Planted>> {
    Ok(Events::of(genome)?.planted)
}

/// The plan of the reads of a time point. At the second only the tumour is read: the germline is there.
pub fn plan(genome: &DemoGenome, time: TimePoint) -> anyhow::Result<Plan> {
    let (cells, clones) = time.composition();
    let is_there = |clone: &str| clones.iter().any(|(name, _)| *name == clone);
    let Events { panel, structure, .. } = Events::of(genome)?;
    let clone = |(name, fraction): &(&str, f64)| ClonePlan { name: (*name).to_owned(), allele_fraction: *fraction };
    let mut plan = Plan {
        seed: SEED,
        somatic: SomaticPlan {
            snv_rate: 0.0,
            mnv_rate: 0.0,
            insertion_rate: 0.0,
            deletion_rate: 0.0,
            duplication_rate: 0.0,
            clones: clones.iter().map(clone).collect(),
            panel: panel.into_iter().filter(|site| is_there(&site.clone)).collect(),
            ..SomaticPlan::default()
        },
        structure: StructurePlan { events: structure, ..StructurePlan::default() },
        purity: cells,
        // Blood in the skin biopsy.
        tumour_in_normal: 0.05,
        ..Plan::default()
    };
    // Nobody is to inherit a broken gene by chance.
    for gene in &genome.genes {
        for part in gene.translated() {
            let (start, end) = (one_based(part.start.saturating_sub(20))?, one_based(part.end + 19)?);
            plan.germline.spared.push(SparedStretch { contig: gene.facts.contig.to_owned(), start, end });
        }
    }
    plan.normal.sample = "DEMO-SKIN".into();
    match time {
        TimePoint::Diagnosis => plan.tumour.sample = "DEMO-MARROW-1".into(),
        TimePoint::AfterInduction => {
            plan.tumour.sample = "DEMO-MARROW-2".into();
            plan.tumour.library = 1;
            plan.output.normal = false;
        }
    }
    Ok(plan)
}
