//! The banded karyotype against the genome, abnormality by abnormality, as the laboratory wrote them.

use serde::Serialize;

use super::GenomicKaryotype;
use super::abnormality::{Abnormality, NotCounted, Shape};
use crate::karyotype::{
    Aberration, Balance, Band, Change, Chromosome, Found, Karyotype, Kind, Rearrangement, Sign, parse,
};

/// Whether the genome shows what banding saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Confirmed {
    /// It does.
    Confirmed,
    /// A part of it, or something else at its place: a chromosome that is said to be lost, and of which some is kept.
    Partly,
    /// It does not. The clone may be too small, or the place may be one that short reads do not tell.
    NotConfirmed,
    /// It cannot say: not looked at, or what is written does not say what it is (`mar`).
    NotAssessable,
}

/// One abnormality of the banded karyotype.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Confirmation {
    /// As it is written.
    pub written: String,
    /// Whether the genome shows it.
    pub confirmed: Confirmed,
    /// By what.
    pub by: Vec<String>,
}

/// Compares each clonal abnormality of a banded karyotype with the genome's events. The second list is what the genome has and
/// banding does not.
#[must_use]
pub fn confirm(banded: &Karyotype, genome: &GenomicKaryotype) -> (Vec<Confirmation>, Vec<String>) {
    let events: Vec<Event<'_>> = genome
        .abnormalities
        .iter()
        .filter(|one| !matches!(one.not_counted, Some(NotCounted::Focal | NotCounted::CopyNeutral)))
        .map(|one| Event { one, balance: balance_of(one) })
        .collect();
    let told: Vec<Confirmation> = banded
        .found(None)
        .iter()
        .filter(|found| found.is_clonal())
        .map(|found| one(found, &banded.text, genome, &events))
        .collect();
    let named = |iscn: &String| told.iter().any(|one| one.by.contains(iscn));
    let only = genome.counted().map(|one| one.iscn.clone()).filter(|iscn| !named(iscn)).collect();
    (told, only)
}

struct Event<'g> {
    one: &'g Abnormality,
    balance: Balance,
}

fn balance_of(one: &Abnormality) -> Balance {
    let alone = parse(&format!("46,XX,{}", one.iscn), None);
    alone.clones.iter().flat_map(|clone| &clone.aberrations).map(Balance::of).next().unwrap_or_default()
}

fn one(found: &Found<'_>, text: &str, genome: &GenomicKaryotype, events: &[Event<'_>]) -> Confirmation {
    let aberration = found.aberration;
    let (confirmed, by) = match &aberration.change {
        Change::Whole(chromosome) if genome.copies_assessed => whole(aberration.sign, *chromosome, events),
        Change::Rearranged(change) if is_balanced(change) && genome.junctions_assessed => {
            exchanged(change, genome, events)
        }
        Change::Rearranged(change) if !is_balanced(change) && genome.copies_assessed => unbalanced(aberration, events),
        _ => (Confirmed::NotAssessable, Vec::new()),
    };
    Confirmation { written: aberration.span.of(text).to_owned(), confirmed, by }
}

fn is_balanced(change: &Rearrangement) -> bool {
    matches!(change.kind, Kind::Translocation | Kind::Inversion | Kind::Insertion)
}

fn whole(sign: Sign, chromosome: Chromosome, events: &[Event<'_>]) -> (Confirmed, Vec<String>) {
    let (shape, gain) = match sign {
        Sign::Loss => (Shape::WholeLoss, false),
        Sign::Gain => (Shape::WholeGain, true),
        Sign::InPlace | Sign::Missing => return (Confirmed::NotAssessable, Vec::new()),
    };
    let of = |is: &dyn Fn(&Event<'_>) -> bool| -> Vec<String> {
        events.iter().filter(|event| is(event)).map(|event| event.one.iscn.clone()).collect()
    };
    let wholly = of(&|event| event.one.shape == shape && event.one.chromosomes == [chromosome]);
    if !wholly.is_empty() {
        return (Confirmed::Confirmed, wholly);
    }
    let partly = of(&|event| {
        event.balance.segments.iter().any(|segment| segment.gain == gain && segment.chromosome == chromosome)
    });
    (if partly.is_empty() { Confirmed::NotConfirmed } else { Confirmed::Partly }, partly)
}

/// Bands by the microscope may lie one band beside those of the genome.
const NEIGHBOUR: u16 = 100;

fn near(written: Band, seen: &str) -> bool {
    let digits: Vec<u8> = seen.bytes().filter(u8::is_ascii_digit).collect();
    let arm = if seen.starts_with('p') { crate::karyotype::Arm::P } else { crate::karyotype::Arm::Q };
    let seen = Band::from_digits(arm, &digits);
    let wide = Band {
        from: written.from.saturating_sub(NEIGHBOUR),
        to: written.to.saturating_add(NEIGHBOUR).min(Band::END),
        ..written
    };
    wide.overlaps(seen)
}

fn exchanged(change: &Rearrangement, genome: &GenomicKaryotype, events: &[Event<'_>]) -> (Confirmed, Vec<String>) {
    let mut chromosomes: Vec<Chromosome> = change.chromosomes.iter().flatten().copied().collect();
    chromosomes.sort_unstable();
    chromosomes.dedup();
    if chromosomes.is_empty() || change.chromosomes.contains(&None) {
        return (Confirmed::NotAssessable, Vec::new());
    }
    let same = |event: &&Event<'_>| {
        let mut own = event.one.chromosomes.clone();
        own.sort_unstable();
        event.one.junction && own == chromosomes
    };
    let at_bands = |event: &&Event<'_>| {
        change.places().all(|(place, bands)| {
            let seen = event.one.chromosomes.iter().zip(&event.one.bands).filter(|(own, _)| Some(**own) == place);
            let seen: Vec<&String> = seen.flat_map(|(_, bands)| bands).collect();
            bands.iter().all(|written| seen.iter().any(|seen| near(*written, seen)))
        })
    };
    let names = |events: Vec<&Event<'_>>| events.iter().map(|event| event.one.iscn.clone()).collect::<Vec<_>>();
    let (there, beside): (Vec<&Event<'_>>, Vec<&Event<'_>>) = events.iter().filter(same).partition(at_bands);
    if !there.is_empty() {
        return (Confirmed::Confirmed, names(there));
    }
    let open = genome.unexplained.iter().any(|group| chromosomes.iter().all(|one| group.chromosomes.contains(one)));
    let verdict = if beside.is_empty() && !open { Confirmed::NotConfirmed } else { Confirmed::Partly };
    (verdict, names(beside))
}

/// Every stretch that is said to be gained or lost against those of the genome.
fn unbalanced(aberration: &Aberration, events: &[Event<'_>]) -> (Confirmed, Vec<String>) {
    let said = Balance::of(aberration);
    let of = |gain: bool, chromosome: Chromosome, band: Band| {
        events.iter().filter(move |event| {
            if gain { event.balance.gains(chromosome, band) } else { event.balance.loses(chromosome, band) }
        })
    };
    let mut by: Vec<String> = Vec::new();
    let mut shown = 0_usize;
    for segment in &said.segments {
        let mut found = of(segment.gain, segment.chromosome, segment.band).peekable();
        shown += usize::from(found.peek().is_some());
        for event in found.filter(|event| !by.contains(&event.one.iscn)).collect::<Vec<_>>() {
            by.push(event.one.iscn.clone());
        }
    }
    let verdict = match (shown, said.segments.len()) {
        (_, 0) => Confirmed::NotAssessable,
        (0, _) => Confirmed::NotConfirmed,
        (shown, all) if shown == all => Confirmed::Confirmed,
        _ => Confirmed::Partly,
    };
    (verdict, by)
}
