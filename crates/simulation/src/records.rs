//! The records of a pair of reads, as an aligner writes them.

use genome::contig::{ContigIndex, ContigList};
use genome::position::Position;
use genome::sequence::Base;
use hts::alignments::{CigarKind, CigarOperation, Flags, RecordBuffer};

use crate::alignment::{Alignment, StepKind};
use crate::copied::Copies;
use crate::sequencer::SequencedRead;

/// An alignment of a read, or of a part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit {
    pub contig: ContigIndex,
    /// Whether the contig's forward strand is the reverse strand of the template.
    pub turned: bool,
    /// Of the read on the contig's forward strand.
    pub alignment: Alignment,
}

impl Hit {
    fn position(&self) -> Option<Position> {
        Position::from_zero_based(u32::try_from(self.alignment.start).ok()?).ok()
    }
}

/// Where a read lies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Hits {
    /// The best alignment; `None` if the read cannot be aligned.
    pub primary: Option<Hit>,
    /// Those of other parts of a chimeric read.
    pub others: Vec<Hit>,
}

/// A pair of reads of a template, the left one forward and the right one reverse, as they are sequenced.
pub(crate) struct Pair {
    pub reads: [SequencedRead; 2],
    pub hits: [Hits; 2],
    pub left_is_first: bool,
    pub duplicate: bool,
}

/// What is the same for all records of a sample.
#[derive(Clone, Copy)]
pub(crate) struct Recorder<'a> {
    pub contigs: &'a ContigList,
    pub copies: Option<&'a Copies>,
    pub read_group: &'a str,
    /// The greatest distance between the outer ends of a proper pair, in bases.
    pub farthest: usize,
}

/// The mapping quality of a read whose place and another differ at so many of its bases.
///
/// METHOD: a rule of thumb for bwa mem, whose score gap of 5 for each difference gives about 0, 20, 40, 60.
fn of_differences(differences: Option<usize>) -> u8 {
    match differences {
        Some(0) => 0,
        Some(1) => 20,
        Some(2) => 40,
        _ => 60,
    }
}

/// Bases from the leftmost to the rightmost base of two alignments.
fn span(left: &Alignment, right: &Alignment) -> usize {
    left.end.max(right.end) - left.start.min(right.start)
}

impl Recorder<'_> {
    fn mapping_quality(&self, hit: &Hit) -> u8 {
        let range = hit.alignment.start..hit.alignment.end;
        of_differences(self.copies.and_then(|copies| copies.differences(hit.contig.get(), range)))
    }

    /// Whether two alignments are as an aligner expects: towards each other, on one contig, not too far.
    fn is_proper(&self, hits: [&Hit; 2]) -> bool {
        let [left, right] = if hits[0].turned { [hits[1], hits[0]] } else { hits };
        left.contig == right.contig
            && left.turned == right.turned
            && left.alignment.start <= right.alignment.end
            && span(&left.alignment, &right.alignment) <= self.farthest
    }

    /// The records of the left and of the right read, then those of other parts of chimeric reads.
    pub(crate) fn records(&self, name: &str, pair: Pair) -> Vec<RecordBuffer> {
        let Pair { reads, hits, left_is_first, duplicate } = pair;
        let primary = [0, 1].map(|side: usize| hits[side].primary.as_ref());
        let both = primary[0].zip(primary[1]).map(|(left, right)| [left, right]);
        let proper = both.is_some_and(|both| self.is_proper(both));
        // A read that cannot be told apart is placed by a mate that can.
        let own = primary.map(|hit| hit.map_or(0, |hit| self.mapping_quality(hit)));
        let quality = |side: usize| if proper { own[side].max(own[1 - side].min(27)) } else { own[side] };
        let place = |side: usize| primary[side].and_then(|hit| Some((hit.contig, hit.position()?)));
        let places = [place(0).or(place(1)), place(1).or(place(0))];
        let length = match both {
            Some([left, right]) if left.contig == right.contig => {
                let length = i32::try_from(span(&left.alignment, &right.alignment)).unwrap_or(i32::MAX);
                // SAM 1.4, TLEN: positive for the leftmost.
                if left.alignment.start <= right.alignment.start { [length, -length] } else { [-length, length] }
            }
            _ => [0, 0],
        };
        let reverse = |side: usize| primary[side].is_some_and(|hit| hit.turned != (side == 1));
        let mut records = Vec::with_capacity(2);
        let mut further = Vec::new();
        for (here, read) in reads.into_iter().enumerate() {
            let mate = 1 - here;
            let flag = |set: bool, bit: u16| if set { bit } else { 0 };
            let flags = Flags::PAIRED
                | flag(proper, Flags::PROPER_PAIR)
                | flag(primary[here].is_none(), Flags::UNMAPPED)
                | flag(primary[mate].is_none(), Flags::MATE_UNMAPPED)
                | flag(reverse(here), Flags::REVERSE)
                | flag(reverse(mate), Flags::MATE_REVERSE)
                | if (here == 0) == left_is_first { Flags::FIRST } else { Flags::SECOND }
                | flag(duplicate, Flags::DUPLICATE);
            // What is not aligned is written as it was sequenced.
            let turn = primary[here].map_or(here == 1, |hit| hit.turned);
            let others = &hits[here].others;
            let record = RecordBuffer {
                name: name.as_bytes().to_vec(),
                flags,
                contig: places[here].map(|(contig, _)| contig),
                position: places[here].map(|(_, position)| position),
                mapping_quality: quality(here),
                cigar: primary[here].map(|hit| cigar(&hit.alignment, CigarKind::SoftClip)).unwrap_or_default(),
                mate_contig: places[mate].map(|(contig, _)| contig),
                mate_position: places[mate].map(|(_, position)| position),
                template_length: length[here],
                bases: if turn { reverse_complement(&read.bases) } else { read.bases },
                qualities: if turn { read.qualities.into_iter().rev().collect() } else { read.qualities },
                read_group: Some(self.read_group.as_bytes().to_vec()),
                edit_distance: primary[here].map(|hit| hit.alignment.edit_distance),
                other_alignments: self.other_alignments(others.iter(), here),
            };
            for (number, hit) in others.iter().enumerate() {
                let rest = others.iter().enumerate().filter(|(other, _)| *other != number).map(|(_, hit)| hit);
                let listed = self.other_alignments(primary[here].into_iter().chain(rest), here);
                further.push(RecordBuffer { other_alignments: listed, ..self.part(&record, hit, turn, here) });
            }
            records.push(record);
        }
        records.extend(further);
        records
    }

    /// The record of another part of a chimeric read, given that of its representative.
    fn part(&self, record: &RecordBuffer, hit: &Hit, turned: bool, side: usize) -> RecordBuffer {
        let mut bases = record.bases.clone();
        let mut qualities = record.qualities.clone();
        if hit.turned != turned {
            bases = reverse_complement(&bases);
            qualities.reverse();
        }
        let [left, right] = hit.alignment.clipped;
        let kept = left..bases.len() - right;
        let reverse = if hit.turned == (side == 1) { 0 } else { Flags::REVERSE };
        RecordBuffer {
            flags: record.flags & !Flags::REVERSE | reverse | Flags::SUPPLEMENTARY,
            contig: Some(hit.contig),
            position: hit.position(),
            mapping_quality: self.mapping_quality(hit),
            cigar: cigar(&hit.alignment, CigarKind::HardClip),
            template_length: 0,
            bases: bases[kept.clone()].to_vec(),
            qualities: qualities[kept].to_vec(),
            edit_distance: Some(hit.alignment.edit_distance),
            ..record.clone()
        }
    }

    /// The field `SA`: place, strand, CIGAR, mapping quality and edit distance of other parts of the read.
    fn other_alignments<'h>(&self, hits: impl Iterator<Item = &'h Hit>, side: usize) -> Option<Vec<u8>> {
        let text: String = hits
            .filter_map(|hit| {
                let name = &self.contigs.get(hit.contig)?.name;
                let strand = if hit.turned == (side == 1) { '+' } else { '-' };
                let operations = cigar(&hit.alignment, CigarKind::SoftClip);
                let cigar: String = operations.iter().map(ToString::to_string).collect();
                let (quality, distance) = (self.mapping_quality(hit), hit.alignment.edit_distance);
                Some(format!("{name},{},{strand},{cigar},{quality},{distance};", hit.position()?))
            })
            .collect();
        (!text.is_empty()).then(|| text.into_bytes())
    }
}

fn reverse_complement(bases: &[Base]) -> Vec<Base> {
    bases.iter().rev().map(|base| base.complement()).collect()
}

/// The CIGAR of an alignment, whose ends are clipped in this way.
fn cigar(alignment: &Alignment, clip: CigarKind) -> Vec<CigarOperation> {
    let operation = |kind, bases: usize| {
        // A read has at most 500 bases.
        let length = u32::try_from(bases).unwrap_or(u32::MAX);
        (length > 0).then_some(CigarOperation { kind, length })
    };
    let kind = |kind| match kind {
        StepKind::Match => CigarKind::Match,
        StepKind::Insertion => CigarKind::Insertion,
        StepKind::Deletion => CigarKind::Deletion,
    };
    let steps = alignment.steps.iter().map(|step| operation(kind(step.kind), step.length));
    let [left, right] = alignment.clipped.map(|bases| operation(clip, bases));
    std::iter::once(left).chain(steps).chain([right]).flatten().collect()
}
