//! What one fragment says of a junction.
//!
//! A fragment is seen from several reads and pieces, and says a thing once: the read that lies first in the genome speaks
//! for a pair, and the part of a split read at the first breakend for the junction.

use genome::breakend::{Breakend, Orientation};
use genome::contig::ContigList;
use genome::position::{Interval, Position};
use genome::sequence::Sequence;
use hts::alignments::Flags;

use super::edge::{Breakpoint, Side};
use super::edges::LeftOut;
use super::split;
use crate::pass::clipped::soft_clips;
use crate::pass::reads::{Piece, PlacedRead};
use crate::shard::Shard;
use crate::structural::places::Places;

/// How far from the last base of a read the break may lie that its mate lies behind, in bases. Two claims that agree are
/// at most this and twice [`EXACT`] apart, and twice that is within the halo of a piece: whatever bears on a claim is in
/// hand where the claim is.
pub const REACH: u32 = 480;

/// How far from where an aligner put it a breakend may lie: the sides of a junction often share bases.
pub const EXACT: u32 = 10;

/// Fewest bases of a gap within a read; shorter ones are small variants.
pub const SHORTEST_GAP: u32 = 50;

/// Fewest bases of a clip without a partner (ESVEE), and the share of them, one in so many, that may be doubtful.
const SHORTEST_CLIP: usize = 32;
const ONE_DOUBTFUL_IN: usize = 4;
const DOUBTFUL: u8 = 20;

/// Least mapping quality (Manta) of one of the two ends.
const LEAST_MAPPING_QUALITY: u8 = 15;

/// Bases inserted at a junction that are kept, at most.
const MOST_INSERTED: usize = 300;

/// By what a fragment says it; what comes first says more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Split,
    Gap,
    Pair,
    Clip,
}

/// One fragment's word.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Claim {
    /// Where the first breakend may lie, and the second; none of a clip.
    pub(super) first: Side,
    pub(super) second: Option<Side>,
    pub(super) kind: Kind,
    pub(super) specimen: usize,
    /// The hash of the fragment's name.
    pub(super) fragment: u64,
    /// Where the read in hand was aligned last, or first: what a piece owns.
    pub(super) at: Position,
    /// Mapping qualities of both ends, if stated.
    pub(super) mapping_qualities: [Option<u8>; 2],
    pub(super) exact: Option<Breakpoint>,
    /// Both ends lie in the windows of an expected pair: it is kept also alone, and wherever its reads fit as well.
    pub(super) expected: bool,
}

impl Claim {
    /// Both breakends to the base, if a read names them.
    pub(super) fn exact_ends(&self) -> Option<[Breakend; 2]> {
        let (exact, second) = (self.exact.as_ref()?, self.second.as_ref()?);
        let end = |side: &Side, position| Breakend { contig: side.contig, position, orientation: side.orientation };
        Some([end(&self.first, exact.first), end(second, exact.second?)])
    }
}

/// The template length above which a specimen's pairs are too far apart, from those of its proper pairs.
///
/// METHOD: half as much again as the 99.5 % quantile (Manta takes 1.5 times a high quantile as well). Below, the tail of a
/// deep specimen's own lengths would agree with itself everywhere.
#[must_use]
pub fn longest_template(mut lengths: Vec<u32>) -> u32 {
    if lengths.len() < FEWEST_PAIRS {
        return USUAL_LONGEST_TEMPLATE;
    }
    let place = lengths.len() - 1 - lengths.len() / 200;
    let (_, quantile, _) = lengths.select_nth_unstable(place);
    quantile.saturating_add(*quantile / 2)
}

/// Pairs from which a limit is told, and the limit without them.
const FEWEST_PAIRS: usize = 1_000;
pub(crate) const USUAL_LONGEST_TEMPLATE: u32 = 1_000;

/// What all fragments of a piece say.
pub(super) struct Claims {
    pub(super) all: Vec<Claim>,
    pub(super) left_out: LeftOut,
}

/// Takes the claims of one specimen's reads.
pub(super) struct Reader<'c> {
    pub(super) shard: &'c Shard,
    pub(super) contigs: &'c ContigList,
    pub(super) specimen: usize,
    pub(super) longest_template: u32,
    pub(super) places: &'c Places,
    pub(super) claims: &'c mut Claims,
}

impl Reader<'_> {
    pub(super) fn primary(&mut self, read: &PlacedRead<'_>) {
        self.pair(read);
        // Most reads are aligned in one stretch, from end to end.
        if read.record.cigar().len() == 1 {
            return;
        }
        let clips = soft_clips(read);
        let partners = clips != (0, 0) && self.split(read);
        if !is_sure(read.record.mapping_quality().map(|quality| quality.phred().get())) {
            return;
        }
        for piece in read.pieces() {
            self.gap(read, piece);
        }
        if !partners {
            self.clips(read, clips);
        }
    }

    pub(super) fn supplementary(&mut self, read: &PlacedRead<'_>) {
        self.split(read);
    }

    /// Where a breakend may lie: some bases on the side that is kept, and some on the other; `None` if it lies beyond its
    /// contig, which only a wrong file says.
    fn side(&self, end: Breakend, before: u32, beyond: u32) -> Option<Side> {
        let last = self.contigs.get(end.contig)?.length.last();
        let (left, right) = match end.orientation {
            Orientation::KeepsLeft => (before, beyond),
            Orientation::KeepsRight => (beyond, before),
        };
        let start = end.position.checked_sub(left).unwrap_or(Position::FIRST);
        let interval = Interval::new(start, end.position.checked_add(right).unwrap_or(last).min(last)).ok()?;
        interval.contains(end.position).then_some(Side { contig: end.contig, interval, orientation: end.orientation })
    }

    pub(super) fn push(
        &mut self,
        read: &PlacedRead<'_>,
        kind: Kind,
        first: Breakend,
        second: Option<Breakend>,
        mapping_qualities: [Option<u8>; 2],
        exact: Option<Breakpoint>,
    ) {
        let at = first.position;
        let expected = second.is_some_and(|second| self.places.expect(first, second));
        if !expected && !mapping_qualities.into_iter().any(is_sure) {
            self.claims.left_out.unsure += u64::from(self.shard.owned.contains(at));
            return;
        }
        let (before, beyond) = if kind == Kind::Pair { (0, REACH) } else { (EXACT, EXACT) };
        let Some(own) = self.side(first, before, beyond) else { return };
        let other = second.map(|second| self.side(second, before, beyond));
        // A breakend beyond the end of its contig: the file is wrong.
        let Some(second) = other.map_or(Some(None), |other| other.map(Some)) else { return };
        let (specimen, fragment) = (self.specimen, read.name);
        self.claims.all.push(Claim {
            first: own,
            second,
            kind,
            specimen,
            fragment,
            at,
            mapping_qualities,
            exact,
            expected,
        });
    }

    /// A pair whose mates do not lie as those of one molecule of the reference. The read that lies first speaks.
    fn pair(&mut self, read: &PlacedRead<'_>) {
        let (record, flags) = (read.record, read.record.flags());
        if !flags.is_paired() || flags.is_mate_unmapped() {
            return;
        }
        let (Some(contig), Some(mate)) = (record.mate_contig(), record.mate_position()) else { return };
        let (own, start) = (self.shard.contig, read.aligned.start());
        if (own, start) > (contig, mate) || ((own, start) == (contig, mate) && !flags.is_first()) {
            return;
        }
        let overlap = own == contig && mate <= read.aligned.end();
        let discordant = match (flags.is_reverse(), flags.is_mate_reverse()) {
            _ if own != contig => true,
            (false, true) => record.template_length().unsigned_abs() > self.longest_template,
            // A molecule shorter than its reads is read into the adapter: the mates pass each other.
            (true, false) => !overlap,
            _ => true,
        };
        if !discordant {
            return;
        }
        let mate_end = || {
            let covers = record.tag(b"MC").and_then(|field| split::covered(field.as_text()?));
            let covers = covers.unwrap_or_else(|| read.aligned.length().get());
            let last = self.contigs.get(contig).map_or(mate, |contig| contig.length.last());
            mate.checked_add(covers.saturating_sub(1)).unwrap_or(last).min(last)
        };
        let mate_end = if flags.is_mate_reverse() { mate } else { mate_end() };
        let own_end = if flags.is_reverse() { start } else { read.aligned.end() };
        let end = |contig, position, reverse: bool| Breakend { contig, position, orientation: orientation(!reverse) };
        let ends = [end(own, own_end, flags.is_reverse()), end(contig, mate_end, flags.is_mate_reverse())];
        let of_mate = record.tag(b"MQ").and_then(|field| u8::try_from(field.as_integer()?).ok());
        let qualities = [record.mapping_quality().map(|quality| quality.phred().get()), of_mate];
        self.push(read, Kind::Pair, ends[0], Some(ends[1]), qualities, None);
    }

    fn gap(&mut self, read: &PlacedRead<'_>, piece: Piece) {
        let (block, deleted) = match piece {
            Piece::Deleted(block) => (block, block.length),
            Piece::Inserted(block) => (block, 0),
            Piece::Aligned(_) => return,
        };
        let before = block.reference.checked_sub(1).and_then(|at| Position::from_zero_based(at).ok());
        let behind = Position::from_zero_based(block.reference.saturating_add(deleted)).ok();
        let (Some(before), Some(behind)) = (before, behind) else { return };
        // A gap at an end of a read has no anchor on one side.
        if block.length < SHORTEST_GAP || before < read.aligned.start() || behind > read.aligned.end() {
            return;
        }
        let end = |position, left| Breakend { contig: self.shard.contig, position, orientation: orientation(left) };
        let quality = read.record.mapping_quality().map(|quality| quality.phred().get());
        let mut exact = Breakpoint::of(before, Some(behind));
        if deleted == 0 {
            exact.insert(block.length, bases(read, block.read, block.length));
        }
        let (first, second) = (end(before, true), end(behind, false));
        self.push(read, Kind::Gap, first, Some(second), [quality; 2], Some(exact));
    }

    /// Claims the junctions of a split read that lie first in the genome at this part of it; whether it has other parts.
    fn split(&mut self, read: &PlacedRead<'_>) -> bool {
        let Some(field) = read.record.tag(b"SA") else { return false };
        let parts = field.as_text().and_then(|text| split::parts(text, self.contigs));
        let own = split::Part::of(self.shard.contig, read);
        let (Some(mut parts), Some(own)) = (parts, own) else {
            self.claims.left_out.malformed += u64::from(self.shard.owned.contains(read.aligned.start()));
            return false;
        };
        parts.push(own);
        let junctions = split::junctions(&mut parts, &own);
        for junction in junctions {
            let mut exact = Breakpoint::of(junction.ends[0].position, Some(junction.ends[1].position));
            exact.homology = u16::try_from(junction.overlap.max(0)).unwrap_or(u16::MAX);
            let inserted = u32::try_from(junction.overlap.min(0).unsigned_abs()).unwrap_or(u32::MAX);
            // The new bases stand beside what is aligned here, unless they are cut out of this record.
            let (left, right) = soft_clips(read);
            let (clip, from) = match junction.ends[0].orientation {
                Orientation::KeepsLeft => (right, Some(read.record.read_length().saturating_sub(right))),
                Orientation::KeepsRight => (left, left.checked_sub(inserted as usize)),
            };
            let known = from.filter(|_| clip >= inserted as usize).and_then(|from| bases(read, from, inserted));
            exact.insert(inserted, known);
            let [first, second] = junction.ends;
            self.push(read, Kind::Split, first, Some(second), junction.mapping_qualities, Some(exact));
        }
        true
    }

    /// Long clips whose bases are aligned nowhere else.
    fn clips(&mut self, read: &PlacedRead<'_>, (left, right): (usize, usize)) {
        let record = read.record;
        let adapter = is_within_adapter(read);
        let length = record.read_length();
        let quality = record.mapping_quality().map(|quality| quality.phred().get());
        let ends = [
            (left, 0..left, read.aligned.start(), Orientation::KeepsRight),
            (right, length.saturating_sub(right)..length, read.aligned.end(), Orientation::KeepsLeft),
        ];
        for (clip, places, position, orientation) in ends {
            let doubtful = record
                .qualities()
                .and_then(|qualities| qualities.get(places))
                .map_or(0, |qualities| qualities.iter().filter(|quality| **quality < DOUBTFUL).count());
            // The adapter stands behind the last base that was read.
            let adapter = adapter && record.flags().is_reverse() == (orientation == Orientation::KeepsRight);
            if clip >= SHORTEST_CLIP && doubtful * ONE_DOUBTFUL_IN < clip && !adapter {
                let first = Breakend { contig: self.shard.contig, position, orientation };
                let exact = Some(Breakpoint::of(position, None));
                self.push(read, Kind::Clip, first, None, [quality, None], exact);
            }
        }
    }
}

pub(super) fn is_sure(quality: Option<u8>) -> bool {
    quality.is_some_and(|quality| quality >= LEAST_MAPPING_QUALITY)
}

/// The side that is kept at the last base of a part that goes on to the right of it.
fn orientation(left: bool) -> Orientation {
    if left { Orientation::KeepsLeft } else { Orientation::KeepsRight }
}

fn bases(read: &PlacedRead<'_>, from: usize, count: u32) -> Option<Sequence> {
    let count = count as usize;
    let within = count <= MOST_INSERTED && from + count <= read.record.read_length();
    within.then(|| (from..from + count).map(|at| read.record.base(at)).collect())
}

/// Whether the molecule is shorter than the read.
fn is_within_adapter(read: &PlacedRead<'_>) -> bool {
    let (record, flags) = (read.record, read.record.flags());
    let facing = flags.is_paired()
        && !flags.any(Flags::MATE_UNMAPPED)
        && flags.is_reverse() != flags.is_mate_reverse()
        && record.mate_contig() == record.contig();
    let length = record.template_length().unsigned_abs() as usize;
    facing && length > 0 && length < record.read_length()
}
