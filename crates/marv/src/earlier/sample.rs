//! The events of one sample: what counts by its findings, and what its files say of every place that was looked at.

use std::collections::BTreeSet;
use std::path::Path;

use annotation::annotate::{Asked, annotate};
use annotation::store::AnnotationStore;
use genome::quantity::AlleleFraction;
use hts::call_sets::{CallSet, Filters, Role, SmallVariant, Status, Told};
use hts::vcf::{TandemCalls, told_in_tandem};
use interpretation::course::pair::EventKey;
use interpretation::course::{EventKind, SampleEvents, SeenEvent};
use interpretation::meaning::looked_for::Answer;
use interpretation::response::evolution::{Range, tumour_cells};
use interpretation::response::sighting::{Sighting, count};
use interpretation::workup::{Event, Mutation};

use super::SampleFiles;
use super::place::Copied;
use super::said::{Said, SaidVariant};
use crate::fusions::contig_of;

/// The events of a sample, but for junctions and copies.
pub fn events(
    said: &Said,
    files: &SampleFiles,
    copied: &Copied,
    store: Option<&AnnotationStore>,
) -> anyhow::Result<SampleEvents> {
    let tandem = files.tandem.as_deref().map(TandemCalls::read).transpose()?.flatten();
    let mut events = SampleEvents { looked_for: said.looked_for.clone(), ..SampleEvents::default() };
    for variant in &said.variants {
        events.seen.push(seen(variant, copied, tandem.as_ref())?);
    }
    let by_name: Vec<String> = events.seen.iter().map(|event| event.name.clone()).collect();
    for (gene, event, mutation) in stated(said) {
        if !by_name.contains(&mutation.name) {
            events.seen.push(stated_event(gene, event, mutation));
        }
    }
    if let Some(store) = store {
        for path in &files.small {
            called(path, copied, store, &mut events)?;
        }
    }
    Ok(events)
}

fn seen(said: &SaidVariant, copied: &Copied, tandem: Option<&TandemCalls>) -> anyhow::Result<SeenEvent> {
    let variant = said.variant()?;
    let counted = said.reads.and_then(|reads| count(reads.alternate, reads.depth));
    let sighting = match (said.event, counted) {
        (Event::SmallVariant, Some(count)) => Sighting::counted(count),
        (Event::SmallVariant, None) => Sighting::stated(said.fraction),
        // Its share is corrected for its length, so that the counts alone do not give it.
        (_, _) => match said.fraction {
            Some(fraction) => {
                let counts = said.reads.map(|reads| [reads.alternate, reads.depth]);
                let interval = tandem.and_then(|calls| interval(calls, variant.gene.symbol(), counts?));
                Sighting::estimated(fraction, interval, counts)
            }
            None => Sighting::stated(None),
        },
    };
    let cells = cells(&sighting, copied, &said.genomic);
    Ok(SeenEvent {
        key: EventKey::of_variant(&said.genomic, &variant.name()),
        kind: EventKind::from(said.event),
        gene: Some(variant.gene.symbol().to_owned()),
        name: variant.name(),
        place: Some(said.genomic.clone()),
        counts: said.counts,
        variant: Some(variant),
        sighting,
        tumour_cells: cells,
    })
}

/// The 95 % interval of a duplication's share, as its file has it: of the gene's event with these counts.
fn interval(calls: &TandemCalls, gene: &str, [with, all]: [u32; 2]) -> Option<Range> {
    let of_gene = |locus: &str| locus.split('-').next() == Some(gene);
    let mut same = calls
        .events
        .iter()
        .filter(|event| of_gene(&event.locus) && event.counts == Some([all.saturating_sub(with), with]));
    same.next()?.interval.map(|ends| ends.map(AlleleFraction::get))
}

fn cells(sighting: &Sighting, copied: &Copied, genomic: &str) -> Option<Range> {
    let locus = copied.locus(genomic)?;
    sighting.interval.map(|range| tumour_cells(range, &locus))
}

/// Mutations that count, whoever found them.
fn stated(said: &Said) -> impl Iterator<Item = (&str, Event, &Mutation)> {
    let genes = said.looked_for.iter().flat_map(|looked_for| &looked_for.genes);
    genes.flat_map(|told| {
        let mutations: &[Mutation] = if let Answer::Found { mutations } = &told.answer { mutations } else { &[] };
        mutations.iter().map(|mutation| (told.gene.as_str(), told.event, mutation))
    })
}

/// A mutation of another laboratory: its place is not known.
fn stated_event(gene: &str, event: Event, mutation: &Mutation) -> SeenEvent {
    let named = mutation.name.starts_with(gene);
    let name = if named { mutation.name.clone() } else { format!("{gene} {}", mutation.name) };
    SeenEvent {
        key: EventKey::of_variant("", &name),
        kind: EventKind::from(event),
        gene: Some(gene.to_owned()),
        name,
        place: None,
        counts: true,
        variant: None,
        sighting: Sighting::stated(mutation.fraction.map(AlleleFraction::get)),
        tumour_cells: None,
    }
}

/// What a file of small variants says of every place: calls that pass are events, if no finding tells them; the others were
/// looked at. A later line of the same place says the same.
fn called(path: &Path, copied: &Copied, store: &AnnotationStore, events: &mut SampleEvents) -> anyhow::Result<()> {
    let calls = CallSet::read(path, &Told::default())?;
    let tumour = calls.sample(Role::Tumour);
    let elsewhere = told_in_tandem(path)?;
    let mut known: BTreeSet<EventKey> = events.seen.iter().map(|event| event.key.clone()).collect();
    for call in calls.small_variants.iter().filter(|call| !elsewhere.contains(&call.line)) {
        let counted = tumour.and_then(|tumour| call.support.get(tumour)).and_then(|support| support.count);
        let (Some(count), Some(genomic)) = (counted, described(&calls, call, store)) else { continue };
        let key = EventKey::of_variant(&genomic, "");
        let sighting = Sighting::counted(count);
        let cells = cells(&sighting, copied, &genomic);
        let passed = call.status == Some(Status::Somatic) && !matches!(call.filters, Filters::Failed(_));
        if passed && known.insert(key.clone()) {
            events.seen.push(SeenEvent {
                key: key.clone(),
                kind: EventKind::SmallVariant,
                gene: None,
                name: genomic.clone(),
                place: Some(genomic),
                counts: false,
                variant: None,
                sighting: sighting.clone(),
                tumour_cells: cells,
            });
        }
        events.looked_at.insert(key, (sighting, cells));
    }
    Ok(())
}

/// A call's description on the chromosome; `None` where the store has no such place.
fn described(calls: &CallSet, call: &SmallVariant, store: &AnnotationStore) -> Option<String> {
    let contig = contig_of(store, calls.contigs.name(call.contig)?)?;
    annotate(store, contig, call.position, &call.reference, &call.alternate, Asked::Preferred)
        .ok()
        .map(|told| told.hgvs)
}
