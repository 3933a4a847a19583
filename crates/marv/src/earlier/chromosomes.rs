//! Junctions and changed copies of both samples, the same event under the same key.

use std::path::Path;

use annotation::store::AnnotationStore;
use genome::breakend::Junction;
use genome::contig::ContigIndex;
use hts::call_sets::{CallSet, Role, StructuralVariant, Told};
use interpretation::course::pair::EventKey;
use interpretation::course::{EventKind, SampleEvents, SeenEvent};
use interpretation::genomic::{Bands, Copies, Segment};
use interpretation::response::sighting::{Sighting, count};

use super::SampleFiles;
use super::place::Copied;
use crate::fusions;
use crate::genome_karyotype::bands;

/// Adds both samples' junctions that join genes, and changed segments.
pub fn add(
    before: &mut SampleEvents,
    now: &mut SampleEvents,
    files: [&SampleFiles; 2],
    copies: &[Copied; 2],
    store: &AnnotationStore,
) -> anyhow::Result<()> {
    let [first, second] = files.map(|files| files.structural.as_deref().map(|path| joined(path, store)).transpose());
    let (first, second) = (first?.unwrap_or_default(), second?.unwrap_or_default());
    for (events, own) in [(&mut *before, &first), (&mut *now, &second)] {
        for one in own {
            // The earlier sample's place names an event of both.
            let place = first.iter().find(|other| one.is(other)).map_or(&one.place, |other| &other.place);
            let key = EventKey::named(EventKind::Fusion, format!("{} {place}", one.name));
            if one.is_finding {
                events.seen.push(one.event(key, place));
            } else {
                events.looked_at.insert(key, (one.sighting.clone(), None));
            }
        }
        add_stated(events);
    }
    // Without bands a segment has no name.
    let Ok(bands) = bands(store) else { return Ok(()) };
    let [first, second] = copies.each_ref().map(|copied| changed(copied, &bands));
    for (events, own) in [(&mut *before, &first), (&mut *now, &second)] {
        for one in own {
            let same = first.iter().find(|other| one.is(other)).unwrap_or(one);
            let key =
                EventKey::named(EventKind::CopyNumber, format!("{} {}", same.name, same.segment.interval.start()));
            if !events.seen.iter().any(|event| event.key == key) {
                events.seen.push(one.event(key));
            }
        }
    }
    Ok(())
}

/// Fusions that count and that no junction shows: another laboratory's, whose places are not known.
fn add_stated(events: &mut SampleEvents) {
    let fusions = events.looked_for.iter().flat_map(|looked_for| looked_for.fusions.clone()).collect::<Vec<_>>();
    for fusion in fusions {
        let names = [format!("{}::{}", fusion.first, fusion.second), format!("{}::{}", fusion.second, fusion.first)];
        if events.seen.iter().any(|event| event.kind == EventKind::Fusion && names.contains(&event.name)) {
            continue;
        }
        let [name, _] = names;
        events.seen.push(SeenEvent {
            key: EventKey::named(EventKind::Fusion, name.clone()),
            kind: EventKind::Fusion,
            gene: None,
            name,
            place: None,
            counts: true,
            variant: None,
            sighting: Sighting::stated(None),
            tumour_cells: None,
        });
    }
}

/// A junction that joins two genes.
struct Joined {
    name: String,
    place: String,
    junction: Junction,
    slack: u32,
    is_finding: bool,
    sighting: Sighting,
}

/// Breaks of one junction are found within so many bases of each other; without a read over it, within the length of a fragment.
const SLACK: u32 = 20;
const SLACK_IMPRECISE: u32 = 500;

impl Joined {
    fn is(&self, other: &Self) -> bool {
        let slack = self.slack.max(other.slack);
        let ends = [(self.junction.first(), other.junction.first()), (self.junction.second(), other.junction.second())];
        self.name == other.name
            && ends.iter().all(|(one, two)| {
                (one.contig, one.orientation) == (two.contig, two.orientation)
                    && one.position.get().abs_diff(two.position.get()) <= slack
            })
    }

    fn event(&self, key: EventKey, place: &str) -> SeenEvent {
        SeenEvent {
            key,
            kind: EventKind::Fusion,
            gene: None,
            name: self.name.clone(),
            place: Some(place.to_owned()),
            counts: true,
            variant: None,
            sighting: self.sighting.clone(),
            tumour_cells: None,
        }
    }
}

fn joined(path: &Path, store: &AnnotationStore) -> anyhow::Result<Vec<Joined>> {
    let calls = CallSet::read(path, &Told::default())?;
    let tumour = calls.sample(Role::Tumour);
    let contig = |index: ContigIndex| store.contigs().get(index).map_or("", |contig| contig.name.as_str()).to_owned();
    let mut all: Vec<Joined> = Vec::new();
    for named in fusions::named(path, &calls, store)? {
        let Some((first, second)) = named.reading.genes() else { continue };
        let (one, other) = (named.junction.first(), named.junction.second());
        let new = Joined {
            name: format!("{first}::{second}"),
            place: format!("{}:{} {}:{}", contig(one.contig), one.position, contig(other.contig), other.position),
            slack: if named.call.precise { SLACK } else { SLACK_IMPRECISE },
            is_finding: named.doubts().is_some_and(|doubts| doubts.is_empty()),
            sighting: sighting(named.call, tumour),
            junction: named.junction,
        };
        if !all.iter().any(|known| known.is(&new)) {
            all.push(new);
        }
    }
    Ok(all)
}

/// The share of the fragments across the break that show it.
fn sighting(call: &StructuralVariant, tumour: Option<usize>) -> Sighting {
    let support = tumour.and_then(|tumour| call.support.get(tumour)).copied().unwrap_or_default();
    let counted = support
        .fragments
        .zip(support.reference)
        .and_then(|(with, without)| count(with.get(), with.get().checked_add(without.get())?));
    let stated = || {
        let fraction = tumour.and_then(|tumour| call.fractions.get(tumour).copied().flatten());
        Sighting::stated(fraction.map(genome::quantity::AlleleFraction::get))
    };
    counted.map_or_else(stated, Sighting::counted)
}

/// A stretch with other copies than a normal cell has.
struct Changed {
    name: String,
    segment: Segment,
    copies: Copies,
    sighting: Sighting,
    tumour_cells: Option<[f64; 2]>,
}

impl Changed {
    /// The same copies, and half of the shorter one or more in common.
    fn is(&self, other: &Self) -> bool {
        let ends = |one: &Self| (one.segment.interval.start().get(), one.segment.interval.end().get());
        let ((start, end), (from, to)) = (ends(self), ends(other));
        let common = end.min(to).saturating_sub(start.max(from));
        self.segment.chromosome == other.segment.chromosome
            && self.copies == other.copies
            && 2 * common >= (end - start).min(to - from)
    }

    fn event(&self, key: EventKey) -> SeenEvent {
        let (chromosome, interval) = (self.segment.chromosome, self.segment.interval);
        SeenEvent {
            key,
            kind: EventKind::CopyNumber,
            gene: None,
            name: self.name.clone(),
            place: Some(format!("chr{chromosome}:{}-{}", interval.start(), interval.end())),
            counts: false,
            variant: None,
            sighting: self.sighting.clone(),
            tumour_cells: self.tumour_cells,
        }
    }
}

/// The changed segments of a sample, named as array karyotypes name them: bands, then copies; `hmz` where one parent's are lost.
fn changed(copied: &Copied, bands: &Bands) -> Vec<Changed> {
    let segments = copied.segments.iter().flatten();
    segments
        .filter_map(|segment| {
            let copies = segment.copies?;
            let normal = copied.normal_copies(segment.chromosome)?;
            let balanced = copies.total == normal && (normal < 2 || copies.minor != Some(0));
            if balanced {
                return None;
            }
            let band = |base: u32| bands.written(segment.chromosome, base).unwrap_or_default();
            let (start, end) = (segment.interval.start().get(), segment.interval.end().get());
            let homozygous = if copies.minor == Some(0) && copies.total >= 2 { " hmz" } else { "" };
            let name = format!("{}{}{} x{}{homozygous}", segment.chromosome, band(start), band(end), copies.total);
            // The share of all cells is what depth and balance tell; how it divides into purity and clone is less sure.
            let of_sample = segment
                .cells
                .zip(copied.purity)
                .map(|(cells, purity)| [cells.best, cells.low, cells.high].map(|share| share * purity.best));
            let sighting = match of_sample {
                Some([best, low, high]) => Sighting::estimated(best, Some([low, high]), None),
                None => Sighting::stated(None),
            };
            let tumour_cells = of_sample.zip(copied.purity).map(|([_, low, high], purity)| {
                let [least, most] = purity.range;
                [(low / most).min(1.0), (high / least).min(1.0)]
            });
            Some(Changed { name, segment: *segment, copies, sighting, tumour_cells })
        })
        .collect()
}
