//! Copy number and allele balance along the genome.

use interpretation::language::Language;

use super::svg::{Anchor, Drawing};
use super::{BLUE, GREY, ORANGE, Picture};
use crate::bundle::{Kind, Segment};
use crate::page::number::percent;
use crate::words::Label;

const WIDTH: f64 = 1000.0;
const LEFT: f64 = 60.0;
/// Top and bottom of the track of copies, and of the track of balance.
const COPIES: (f64, f64) = (16.0, 150.0);
const BALANCE: (f64, f64) = (176.0, 246.0);
/// The most copies that have a place of their own; more stand at the top.
const MOST: f64 = 5.0;
/// A contig narrower than this has no room for its name.
const ROOM: f64 = 15.0;

/// Draws the segments in their order, contig by contig.
#[must_use]
pub fn genome(segments: &[Segment], language: Language) -> Picture {
    let say = |en: &'static str, da: &'static str| language.choose(en, da);
    let contigs = contigs(segments);
    // As real numbers: a report may say any length, and the sum of two whole ones may be too large.
    let whole: f64 = contigs.iter().map(|(_, size)| length(*size)).sum();
    let scale = (WIDTH - LEFT - 10.0) / whole.max(1.0);
    let mut drawing = Drawing::new(WIDTH, 280.0);
    let copies_at = |copies: f64| COPIES.1 - copies.min(MOST) / MOST * (COPIES.1 - COPIES.0);
    let balance_at = |balance: f64| BALANCE.1 - balance.clamp(0.0, 0.5) / 0.5 * (BALANCE.1 - BALANCE.0);
    for copies in 0..=5_u32 {
        let y = copies_at(f64::from(copies));
        drawing.line((LEFT, y), (WIDTH - 10.0, y), GREY, if copies == 2 { 0.8 } else { 0.25 });
        drawing.text((LEFT - 8.0, y + 5.0), Anchor::End, 15.0, &copies.to_string());
    }
    for (balance, name) in [(0.0, "0"), (0.5, say("0.5", "0,5"))] {
        let y = balance_at(balance);
        drawing.line((LEFT, y), (WIDTH - 10.0, y), GREY, 0.4);
        drawing.text((LEFT - 8.0, y + 5.0), Anchor::End, 15.0, name);
    }
    let mut offset = 0.0;
    for (contig, size) in &contigs {
        let (from, to) = (LEFT + offset * scale, LEFT + (offset + length(*size)) * scale);
        drawing.line((to, COPIES.0), (to, BALANCE.1), GREY, 0.4);
        let name = contig.strip_prefix("chr").unwrap_or(contig);
        if to - from >= ROOM {
            drawing.text((f64::midpoint(from, to), 268.0), Anchor::Middle, 15.0, name);
        }
        for segment in segments.iter().filter(|segment| segment.contig == *contig) {
            let start = from + length(segment.start.saturating_sub(1)) * scale;
            let end = (from + length(segment.end) * scale).max(start + 1.5);
            let colour = match segment.kind {
                Kind::Loss | Kind::HomozygousLoss | Kind::CnLoh => ORANGE,
                Kind::Gain | Kind::HighGain => BLUE,
                Kind::Neutral | Kind::NotAssessable => GREY,
            };
            if let Some(ratio) = segment.depth_ratio {
                let y = copies_at(ratio * 2.0);
                drawing.line((start, y), (end, y), colour, 1.2);
            }
            if let Some(total) = segment.total {
                let y = copies_at(f64::from(total));
                drawing.line((start, y), (end, y), colour, 4.5);
            }
            if let Some(balance) = segment.balance {
                let y = balance_at(balance);
                drawing.line((start, y), (end, y), colour, 3.0);
            }
        }
        offset += length(*size);
    }
    Picture {
        svg: drawing.finish(),
        caption: say(
            "Copies along the genome (above; thick: fitted copies, thin: depth of tumour against normal, two copies = 2) and share of the \
             rarer allele at heterozygous places (below; 0.5 is balance). Orange: loss or loss of heterozygosity; blue: gain.",
            "Kopier langs genomet (øverst; tyk: tilpassede kopier, tynd: dybde i tumor mod normal, to kopier = 2) og andel af den \
             sjældnere allel ved heterozygote steder (nederst; 0,5 er balance). Orange: tab eller tab af heterozygoti; blå: gevinst.",
        )
        .to_owned(),
        alternative: alternative(segments, language),
        width: 100,
    }
}

#[expect(clippy::cast_precision_loss, reason = "a genome is far shorter than 2^52 bases")]
fn length(bases: u64) -> f64 {
    bases as f64
}

/// Contigs in the order in which they come, each as long as its last segment reaches.
fn contigs(segments: &[Segment]) -> Vec<(&str, u64)> {
    let mut contigs: Vec<(&str, u64)> = Vec::new();
    for segment in segments {
        match contigs.iter_mut().find(|(name, _)| *name == segment.contig) {
            Some((_, end)) => *end = (*end).max(segment.end),
            None => contigs.push((&segment.contig, segment.end)),
        }
    }
    contigs
}

fn alternative(segments: &[Segment], language: Language) -> String {
    let changed: Vec<String> = segments
        .iter()
        .filter(|segment| !matches!(segment.kind, Kind::Neutral | Kind::NotAssessable))
        .map(|segment| {
            let share = segment.clonal_fraction.map(|share| format!(" ({})", percent(share, language)));
            let kind = Label::of(segment.kind).text(language);
            format!("{}:{}-{} {kind}{}", segment.contig, segment.start, segment.end, share.unwrap_or_default())
        })
        .collect();
    if changed.is_empty() {
        let text = language.choose(
            "Every assessed segment has two copies, one of each allele.",
            "Hvert vurderet segment har to kopier, én af hver allel.",
        );
        return text.to_owned();
    }
    format!("{}: {}.", language.choose("Changed segments", "Ændrede segmenter"), changed.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_that_no_genome_has_are_drawn_without_an_overflow() {
        let of = |contig: &str| Segment {
            contig: contig.to_owned(),
            start: 0,
            end: u64::MAX,
            total: Some(1),
            minor: Some(0),
            clonal_fraction: None,
            clonal_interval: None,
            depth_ratio: None,
            balance: None,
            kind: Kind::Loss,
        };
        let segments = [of("chr1"), of("chr2")];
        assert_eq!(segments[0].length(), u64::MAX);
        assert!(genome(&segments, Language::English).svg.contains("<svg"));
    }
}
