//! The reads around one place, each a bar, as genome browsers draw them.

use interpretation::language::Language;

use super::svg::{Anchor, Drawing};
use super::{BLUE, ORANGE, Picture};
use crate::bundle::{ReadSite, ShownRead, SpecimenReads};
use crate::words::Label;

/// The width of a base.
const BASE: f64 = 8.0;
const ROW: f64 = 9.0;
const BAR: f64 = 6.0;
const LEFT: f64 = 6.0;
const HEAD: f64 = 40.0;
/// A read, and one that may belong elsewhere: its mapping quality is below [`SURE`].
const COLOURS: [&str; 2] = ["#8d949c", "#c9cdd2"];
const SURE: u8 = 20;

/// Draws the reads of one specimen.
#[must_use]
pub fn pileup(site: &ReadSite, specimen: &SpecimenReads, language: Language) -> Picture {
    let end = site.start + count(site.reference.chars().count());
    let at = |place: u64| LEFT + BASE * bases(place.clamp(site.start, end) - site.start);
    let rows = rows(&specimen.reads);
    let deep = rows.iter().map(|(row, _)| row + 1).max().unwrap_or_default();
    let (width, height) = (BASE * bases(end - site.start), HEAD + ROW * bases(count(deep)) + 4.0);
    let mut drawing = Drawing::new(2.0 * LEFT + width, height);
    drawing.text((LEFT, 13.0), Anchor::Start, 12.0, &format!("{}:{}", site.contig, site.start));
    drawing.text((LEFT + width, 13.0), Anchor::End, 12.0, &(end - 1).to_string());
    drawing.spread((LEFT + 1.0, 32.0), width - 2.0, 9.5, &site.reference);
    for side in [at(site.from), at(site.to + 1)] {
        drawing.dashed((side, 18.0), (side, height), ORANGE);
    }
    for (row, read) in rows {
        one(&mut drawing, read, HEAD + ROW * bases(count(row)), &at);
    }
    let role = if specimen.role == "tumour" { Label::Tumour } else { Label::Normal }.text(language);
    let SpecimenReads { sample, over, differing, reads, .. } = specimen;
    let said = format!(
        "{role} ({sample}): {over} {}, {differing} {}",
        Label::ReadsOver.text(language),
        Label::ReadsDiffering.text(language)
    );
    Picture {
        svg: drawing.finish(),
        caption: format!("{said}; {} {}", reads.len(), Label::Drawn.text(language)),
        alternative: format!("{said}."),
        width: 100,
    }
}

/// One read: its bar with the tip to where it is read, and where it differs from the reference.
fn one(drawing: &mut Drawing, read: &ShownRead, y: f64, at: &impl Fn(u64) -> f64) {
    let middle = y + BAR / 2.0;
    let colour = COLOURS[usize::from(read.mapping_quality.is_some_and(|quality| quality < SURE))];
    let mut from = read.start;
    for (first, last) in read.deletions.iter().copied().chain([(read.end + 1, read.end)]) {
        if first > from {
            let tip = |is_end: bool| if is_end { 3.0 } else { 0.0 };
            let left = tip(read.reverse && from == read.start);
            let right = tip(!read.reverse && first > read.end);
            let (x, width) = (at(from) + left, at(first) - at(from) - left - right);
            drawing.shape(
                &format!("M{x:.1} {y:.1}h{width:.1}l{right} {0}l-{right} {0}h-{width:.1}l-{left} -{0}z", BAR / 2.0),
                colour,
            );
        }
        if last >= first {
            drawing.line((at(first), middle), (at(last + 1), middle), ORANGE, 1.8);
        }
        from = last + 1;
    }
    for (place, base) in &read.mismatches {
        drawing.rectangle((at(*place), y - 0.5), (BASE, BAR + 1.0), ORANGE);
        drawing.letter((at(*place) + BASE / 2.0, y + BAR), base.encode_utf8(&mut [0; 4]));
    }
    for (before, inserted) in &read.insertions {
        let x = at(before + 1);
        drawing.line((x, y - 1.0), (x, y + BAR + 1.0), BLUE, 2.6);
        drawing.text((x + 3.0, y + BAR), Anchor::Start, 7.5, &format!("+{inserted}"));
    }
    let (left, right) = read.cut_off;
    for (_, x) in [(left, at(read.start)), (right, at(read.end + 1))].into_iter().filter(|(cut, _)| *cut > 0) {
        drawing.line((x, y - 1.0), (x, y + BAR + 1.0), BLUE, 2.0);
    }
}

/// Each read in the first row that has room for it.
fn rows(reads: &[ShownRead]) -> Vec<(usize, &ShownRead)> {
    let mut ends: Vec<u64> = Vec::new();
    let mut placed = Vec::new();
    for read in reads {
        let row = ends.iter().position(|end| *end + 1 < read.start).unwrap_or(ends.len());
        match ends.get_mut(row) {
            Some(end) => *end = read.end,
            None => ends.push(read.end),
        }
        placed.push((row, read));
    }
    placed
}

fn count(of: usize) -> u64 {
    u64::try_from(of).unwrap_or(u64::MAX)
}

#[expect(clippy::cast_precision_loss, reason = "a window is far shorter than 2^52 bases")]
fn bases(count: u64) -> f64 {
    count as f64
}
