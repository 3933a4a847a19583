//! What was made, as `truth.json` has it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::cells::SampleKind;
use crate::copied::{CopiedSegment, Copies};
use crate::fragments::Tally;
use crate::plan::{ClonePlan, Plan};
use crate::reference::SimulatedOn;
use crate::structure::Evolution;
use crate::variants::ContigVariants;

/// What was made, as `truth.json` has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// The version of the simulator.
    pub version: &'static str,
    /// The plan, with every default.
    pub plan: Plan,
    /// Whether the reference was made (`reference.fa`) or given.
    pub synthetic_reference: bool,
    /// Contigs with their lengths, in bases.
    pub contigs: Vec<(String, u32)>,
    /// The expected allele fractions of the clones.
    pub clones: Vec<CloneSummary>,
    /// Acquired variants, by the word of their kind.
    pub somatic: BTreeMap<&'static str, u64>,
    /// Hot spots, with and without an acquired variant.
    pub hot_spots: u64,
    /// Events of chromosomes, by the word of their kind.
    pub events: BTreeMap<&'static str, u64>,
    /// Inherited variants of the patient.
    pub germline: u64,
    /// Segments of the synthetic reference that stand twice.
    pub copied_segments: Vec<CopySummary>,
    /// The reads of the tumour sample.
    pub tumour: Tally,
    /// The reads of the normal sample.
    pub normal: Tally,
}

/// A clone, as `truth.json` has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CloneSummary {
    /// Its name.
    pub name: String,
    /// Its variants.
    pub variants: u64,
    /// The expected allele fraction of its variants in the tumour sample, if all cells have two copies of everything.
    pub tumour_fraction: f64,
    /// The same in the normal sample.
    pub normal_fraction: f64,
}

/// A copied segment, as `truth.json` has it: BED intervals of source and copy, 0-based, end not included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CopySummary {
    /// Contig, start and end of the source.
    pub source: (String, usize, usize),
    /// Contig, start and end of the copy.
    pub copy: (String, usize, usize),
    /// Bases at which they differ.
    pub differences: usize,
}

impl Summary {
    /// What can be said before anything is simulated.
    pub(crate) fn new(plan: &Plan, reference: &SimulatedOn<'_>, evolution: &Evolution) -> Self {
        let contigs: Vec<(String, u32)> =
            reference.contigs().contigs().iter().map(|contig| (contig.name.to_string(), contig.length.get())).collect();
        let clone = |clone: &ClonePlan| CloneSummary {
            name: clone.name.clone(),
            variants: 0,
            tumour_fraction: plan.expected_fraction(clone, SampleKind::Tumour),
            normal_fraction: plan.expected_fraction(clone, SampleKind::Normal),
        };
        let mut events: BTreeMap<&'static str, u64> = BTreeMap::new();
        for event in &evolution.events {
            *events.entry(event.kind.word()).or_default() += 1;
        }
        let mut copied_segments = Vec::new();
        for (source, copy) in reference.copies().into_iter().flat_map(Copies::pairs) {
            let named = |segment: &CopiedSegment| {
                let name = contigs.get(segment.contig).map(|(name, _)| name.clone()).unwrap_or_default();
                (name, segment.start, segment.end)
            };
            let differences =
                reference.copies().and_then(|all| all.differences(source.contig, source.start..source.end));
            let differences = differences.unwrap_or_default();
            copied_segments.push(CopySummary { source: named(source), copy: named(copy), differences });
        }
        Self {
            version: env!("CARGO_PKG_VERSION"),
            plan: plan.clone(),
            synthetic_reference: matches!(reference, SimulatedOn::Synthetic(_)),
            clones: plan.clones().iter().map(clone).collect(),
            contigs,
            somatic: BTreeMap::new(),
            hot_spots: 0,
            events,
            germline: 0,
            copied_segments,
            tumour: Tally::default(),
            normal: Tally::default(),
        }
    }

    /// Counts the variants of a contig.
    pub(crate) fn count(&mut self, variants: &ContigVariants) {
        for variant in &variants.somatic {
            *self.somatic.entry(variant.kind.word()).or_default() += 1;
            if let Some(clone) = self.clones.get_mut(variant.clone) {
                clone.variants += 1;
            }
        }
        self.hot_spots += u64::try_from(variants.hot_spots.len()).unwrap_or(u64::MAX);
        for site in &variants.germline {
            self.germline += u64::from(site.patient != [false; 2]);
        }
    }
}
