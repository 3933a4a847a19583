//! Tandem duplications of `marv call`, as findings take them: what was found of each gene, and what would have been.

use std::path::Path;

use annotation::store::AnnotationStore;
use anyhow::Context;
use genome::detection::{Detection, NotAssessed};
use hts::vcf::{TandemCalls, TandemChange, TandemEvent};
use interpretation::gene::Gene;
use interpretation::meaning::CalledVariant;
use interpretation::meaning::variants::Reads;
use interpretation::protein::ProteinChange;
use interpretation::variant::{Origin, Variant};
use interpretation::workup::{Event, Mutation, Workup};

use crate::calls::{self, Genomic};

/// What the name of a locus ends in that was searched for partial tandem duplications.
const PARTIAL: &str = "-PTD";

/// Genes whose in-frame duplications are internal tandem duplications; those of others are small variants.
const INTERNAL: [&str; 3] = ["FLT3", "UBTF", "BCOR"];

/// What the files of tandem duplications say.
#[derive(Debug, Default)]
pub struct Tandem {
    /// The events.
    pub variants: Vec<CalledVariant>,
    /// Genes in which nothing that passed was found, with what would have been seen.
    absent: Vec<(String, Event, Detection<Vec<Mutation>>)>,
}

/// The gene of a locus, and what was looked for there.
fn looked_for(locus: &str) -> (&str, Event) {
    match locus.strip_suffix(PARTIAL) {
        Some(gene) => (gene, Event::PartialTandemDuplication),
        None => (locus, Event::InternalTandemDuplication),
    }
}

/// Reads a file; `None` if `marv call` did not write it as one of tandem duplications.
pub fn read(path: &Path, store: Option<&AnnotationStore>) -> anyhow::Result<Option<Tandem>> {
    let Some(TandemCalls { loci, events }) = TandemCalls::read(path)? else { return Ok(None) };
    let mut told = Tandem::default();
    for locus in loci {
        let (gene, event) = looked_for(&locus.name);
        if event == Event::InternalTandemDuplication && !INTERNAL.contains(&gene) {
            continue;
        }
        let found = |one: &&TandemEvent| one.locus == locus.name && one.filters.is_empty();
        let ours = |one: &&TandemEvent| event == Event::PartialTandemDuplication || is_internal(one, gene);
        if events.iter().filter(found).any(|one| ours(&one)) {
            continue;
        }
        let absent = locus.limit.map_or(Detection::NotAssessed(NotAssessed::TooFewReads), Detection::NotFoundAtLimit);
        told.absent.push((gene.to_owned(), event, absent));
    }
    for event in &events {
        let of_locus = events.iter().filter(|other| other.locus == event.locus && other.filters.is_empty());
        // Fragment analysis sees all duplications against the one peak of the wild type.
        let ratio = of_locus.map(|other| other.ratio).sum::<Option<f64>>();
        let from = || format!("{}, line {}", path.display(), event.line);
        told.variants.extend(variants(event, ratio, store, &from).with_context(from)?);
    }
    Ok(Some(told))
}

/// Whether what came in is a duplication in frame of a gene whose duplications count as such.
fn is_internal(event: &TandemEvent, gene: &str) -> bool {
    match &event.change {
        TandemChange::Inserted { reference, alternate, duplicated } => {
            let longer = alternate.len().saturating_sub(reference.len());
            INTERNAL.contains(&gene) && *duplicated && longer > 0 && longer % 3 == 0
        }
        TandemChange::Partial { .. } => false,
    }
}

fn variants(
    event: &TandemEvent,
    ratio: Option<f64>,
    store: Option<&AnnotationStore>,
    from: &dyn Fn() -> String,
) -> anyhow::Result<Vec<CalledVariant>> {
    let (symbol, kind) = looked_for(&event.locus);
    let origin = Origin::by_normal(event.normal_fraction);
    let place = || format!("{}:{}", event.contig, event.position);
    let called = |genomic: Genomic, variant: Variant| CalledVariant {
        genomic: genomic.hgvs.unwrap_or_else(place),
        vrs: genomic.vrs,
        variant: Variant { fraction: event.fraction, normal_fraction: event.normal_fraction, origin, ..variant },
        reads: event.counts.map(|[without, with]| Reads { alternate: with, depth: without + with }),
        filters: event.filters.clone(),
        from: from(),
    };
    let (reference, alternate) = match &event.change {
        TandemChange::Partial { end } => {
            let hgvs = format!("{}:{}_{end}dup", event.contig, event.position.get() + 1);
            let mut variant = Variant::new(symbol.parse::<Gene>()?, ProteinChange::Unknown);
            variant.event = kind;
            return Ok(vec![called(Genomic { hgvs: Some(hgvs), vrs: None }, variant)]);
        }
        TandemChange::Inserted { reference, alternate, .. } => (reference, alternate),
    };
    let annotated = match store {
        Some(store) => calls::annotated(store, &event.contig, event.position, reference, alternate)?,
        None => Vec::new(),
    };
    if !is_internal(event, symbol) {
        if store.is_none() {
            eprintln!("marv: {}: what this insertion does to a gene needs --store; it counts for nothing", from());
        }
        return Ok(annotated.into_iter().map(|(genomic, variant)| called(genomic, variant)).collect());
    }
    let own = annotated.into_iter().find(|(_, variant)| variant.gene.symbol() == symbol);
    let (genomic, variant) = match own {
        Some((genomic, variant)) => (genomic, variant),
        None => (Genomic::default(), Variant::new(symbol.parse::<Gene>()?, ProteinChange::Unknown)),
    };
    Ok(vec![called(genomic, Variant { event: kind, allelic_ratio: ratio, ..variant })])
}

impl Tandem {
    /// States where nothing was found, at the fraction at which it would have been. What is stated otherwise stays.
    pub fn state(self, workup: &mut Workup) -> Vec<CalledVariant> {
        for (gene, event, absent) in self.absent {
            if workup.detection(&gene, event).is_none() {
                workup.set_gene(gene, event, absent);
            }
        }
        self.variants
    }
}
