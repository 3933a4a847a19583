//! What rules ask of the genome's karyotype.

use guideline::truth::Truth::{self, No, Unknown, Yes};

use super::bands::Bands;
use super::input::Segment;
use super::{GenomicKaryotype, change};
use crate::cytogenetics::Abnormality::{
    self, AnyChromosome7, Del5q, Del7q, Del11q, Del12p, Del13q, Del20q, Gain1q, Iso17q, Loss1p32, Loss12p, Loss17p,
    LossY, Monosomy5, Monosomy7, Monosomy13, Monosomy17, Trisomy8, Trisomy12, Trisomy19, Trisomy21, Unbalanced5q,
    Unbalanced7q,
};
use crate::cytogenetics::{Count, Cytogenetics};
use crate::karyotype::{Chromosome, Sex, parse};

/// Gains and losses, and where they would be seen.
const BY_COPIES: &[(Abnormality, u8, &str)] = &[
    (Monosomy5, 5, ""),
    (Del5q, 5, "q"),
    (Unbalanced5q, 5, "q"),
    (Monosomy7, 7, ""),
    (Del7q, 7, "q"),
    (Unbalanced7q, 7, "q"),
    (AnyChromosome7, 7, ""),
    (Monosomy17, 17, ""),
    (Loss17p, 17, "p"),
    (Iso17q, 17, ""),
    (Loss12p, 12, "p"),
    (Del12p, 12, "p"),
    (Del11q, 11, "q"),
    (Del20q, 20, "q"),
    (Monosomy13, 13, "q"),
    (Del13q, 13, "q"),
    (Trisomy8, 8, ""),
    (Trisomy12, 12, ""),
    (Trisomy19, 19, ""),
    (Trisomy21, 21, "q"),
    (Gain1q, 1, "q"),
    (Loss1p32, 1, "p32"),
];

/// An abnormality is absent only if the copies of so much of its place are known. What lies around centromeres never is.
const ENOUGH: f64 = 0.7;

pub(super) fn of(genome: &GenomicKaryotype, sex: Sex, segments: &[Segment], bands: &Bands) -> Cytogenetics {
    let read = parse(&genome.text, Some(sex)).cytogenetics();
    let all = genome.copies_assessed && genome.junctions_assessed;
    let mut seen = Cytogenetics::new(genome.text_with_fractions.as_str(), all);
    read.perhaps().for_each(|abnormality| seen.set(abnormality, Unknown));
    read.found().for_each(|abnormality| seen.set(abnormality, Yes));
    for (abnormality, chromosome, band) in BY_COPIES.iter().filter(|_| genome.copies_assessed) {
        let chromosome = Chromosome::Autosome(*chromosome);
        let place = bands.span(chromosome, band);
        let known = place.is_some_and(|place| change::assessed(segments, chromosome, place) >= ENOUGH);
        if read.has(*abnormality) == No {
            seen.set(*abnormality, if known { No } else { Unknown });
        }
    }
    if genome.copies_assessed && read.has(LossY) == No {
        seen.set(LossY, No);
    }
    // A junction that fits no event may still be one that rules name.
    for junction in genome.unexplained.iter().flat_map(|group| &group.junctions) {
        let perhaps = parse(&format!("46,XX,?{junction}"), None).cytogenetics();
        for abnormality in perhaps.perhaps().filter(|abnormality| read.has(*abnormality) != Yes) {
            seen.set(abnormality, Unknown);
        }
    }
    count(genome, &read, &mut seen);
    seen
}

fn count(genome: &GenomicKaryotype, read: &Cytogenetics, seen: &mut Cytogenetics) {
    let more = u32::try_from(genome.unexplained.len()).unwrap_or(u32::MAX);
    let open = more > 0 || !genome.junctions_assessed || !genome.copies_assessed;
    let pairs = u32::try_from(genome.perhaps_of_whole_arms().len()).unwrap_or(u32::MAX);
    // Two whole arms that may be one derivative may be one abnormality.
    let counted = |count: Count, pairs: u32| Count {
        least: count.least.saturating_sub(pairs).saturating_add(more),
        most: count.most.filter(|_| !open),
    };
    seen.abnormalities = counted(read.abnormalities, pairs);
    seen.structural = counted(read.structural, pairs);
    seen.unidentified = Count { least: 0, most: (more == 0).then_some(0) };
    if genome.copies_assessed {
        seen.autosomal_monosomies = read.autosomal_monosomies;
        seen.bare_monosomies = read.bare_monosomies;
        seen.trisomies = read.trisomies;
    }
    seen.independent_clones = independent(genome);
}

/// METHOD: two events whose shares of cells add up to more than all cells share cells. If every pair does, there are no
/// clones without a common event; otherwise nothing can be said, for a genome does not see single cells.
fn independent(genome: &GenomicKaryotype) -> Truth {
    let low: Vec<f64> = genome.counted().map(|one| one.cells.map_or(0.0, |cells| cells.low)).collect();
    let mut pairs =
        low.iter().enumerate().flat_map(|(place, one)| low[place + 1..].iter().map(move |other| one + other));
    let known = genome.copies_assessed && genome.junctions_assessed && genome.unexplained.is_empty();
    if known && pairs.all(|sum| sum > 1.0) { No } else { Unknown }
}
