//! The reads at loci where tandem duplications are looked for, as they stand in the file: also those that the aligner could not
//! place, placed in doubt or cut off, and mates that lie elsewhere.
//!
//! Of a locus that is deeper than [`MOST_FRAGMENTS`], the fragments whose names have the smallest hashes are kept: whole
//! fragments, as good as drawn evenly, and the same ones from whichever parts they are put together.

mod loci;

use std::collections::BTreeMap;

use genome::contig::ContigList;
use genome::position::{Interval, Position};
use genome::sequence::Base;
use hts::alignments::{Flags, Record};
use hts::bed::NamedRegion;
use serde::{Deserialize, Serialize};

pub use self::loci::{AROUND, Loci, LocusPlaces, PARTIAL, Place, Stretch};
use super::reads::hash;
use crate::shard::Shard;

/// Fragments of one specimen at one locus, at most.
pub const MOST_FRAGMENTS: usize = 20_000;

/// The reads of one specimen at one locus.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocusReads {
    /// The records in genome order, as BAM has them.
    records: Vec<Vec<u8>>,
    /// Records of fragments beyond [`MOST_FRAGMENTS`].
    pub left_out: u64,
}

impl LocusReads {
    /// The records in genome order.
    pub fn iter(&self) -> impl Iterator<Item = Record<'_>> {
        self.records.iter().filter_map(|bytes| Record::from_bytes(bytes).ok())
    }

    fn names(&self) -> Vec<u64> {
        let mut names: Vec<u64> = self.iter().map(|record| hash(record.name())).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    fn thin(&mut self, most: usize) {
        if self.records.len() <= most {
            return;
        }
        if let Some(first_out) = self.names().get(most) {
            let before = self.records.len();
            let stays =
                |bytes: &Vec<u8>| Record::from_bytes(bytes).is_ok_and(|record| hash(record.name()) < *first_out);
            self.records.retain(stays);
            self.left_out += (before - self.records.len()) as u64;
        }
    }

    fn is_of(&self, piece: &Shard, contigs: &ContigList, most: u64) -> bool {
        let last = contigs.get(piece.contig).map(|contig| contig.length.last());
        let fits = |bytes: &Vec<u8>| {
            Record::from_bytes(bytes).is_ok_and(|record| {
                record.contig() == Some(piece.contig)
                    && record.position().is_some_and(|position| piece.owned.contains(position))
                    && record.reference_span().is_none_or(|span| Some(span.end()) <= last)
                    && record.mate_contig().is_none_or(|mate| contigs.get(mate).is_some())
            })
        };
        self.left_out <= most
            && self.records.iter().all(fits)
            && self.iter().map(Record::position).is_sorted()
            && self.names().len() <= MOST_FRAGMENTS
    }
}

/// What is known of one locus over a part of the genome.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocusEvidence {
    /// Where it lies, and the reference there.
    pub places: LocusPlaces,
    /// Per tumour, then per normal.
    pub specimens: Vec<LocusReads>,
}

/// The reads at all loci over a part of the genome, by the name of the locus.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TandemReads {
    loci: BTreeMap<String, LocusEvidence>,
}

/// Takes the reads of a piece.
pub(crate) struct Taker<'t> {
    loci: &'t Loci,
    shard: &'t Shard,
    halo: Interval,
    /// The last base of the contig.
    last: Position,
    specimens: usize,
    /// Whether a locus lies so near that any read may touch it.
    near: bool,
    reads: TandemReads,
}

impl<'t> Taker<'t> {
    /// `bases`: the reference over `halo`.
    pub(crate) fn new(
        loci: &'t Loci,
        shard: &'t Shard,
        (halo, bases): (Interval, &[Base]),
        contigs: &ContigList,
        specimens: usize,
    ) -> Self {
        let last = contigs.get(shard.contig).map_or(halo.end(), |contig| contig.length.last());
        let near = loci.touches(shard.contig, halo);
        let mut reads = TandemReads::default();
        for (name, places) in loci.within(shard, halo, bases) {
            reads.of(name, specimens).places = places;
        }
        Self { loci, shard, halo, last, specimens, near, reads }
    }

    /// Takes a record of a specimen if the piece owns it and its fragment touches a locus.
    pub(crate) fn take(&mut self, specimen: usize, record: &Record<'_>) {
        if self.loci.windows.is_empty() {
            return;
        }
        let Some(start) = record.position() else { return };
        let mate = record.mate_contig().zip(record.mate_position());
        let far = mate.filter(|(contig, at)| *contig != self.shard.contig || !self.halo.contains(*at));
        if !self.near && far.is_none()
            || !self.shard.owned.contains(start)
            || record.flags().any(Flags::SECONDARY | Flags::QC_FAIL | Flags::DUPLICATE)
        {
            return;
        }
        let own = record.reference_span().or_else(|| Interval::new(start, start).ok());
        let Some(own) = own.filter(|own| own.end() <= self.last) else { return };
        // Where the mate ends is not known; it is taken to be as long as this read.
        let length = u32::try_from(record.read_length()).unwrap_or(0).saturating_sub(1);
        let mate =
            mate.and_then(|(contig, at)| Some((contig, Interval::new(at, at.checked_add(length).unwrap_or(at)).ok()?)));
        let touches = |contig, interval: Interval| self.loci.touches(contig, interval);
        if !touches(self.shard.contig, own) && !mate.is_some_and(|(contig, interval)| touches(contig, interval)) {
            return;
        }
        let touched = |window: &&NamedRegion| {
            let at = |contig, interval: Interval| window.contig == contig && window.interval.overlaps(interval);
            at(self.shard.contig, own) || mate.is_some_and(|(contig, interval)| at(contig, interval))
        };
        // A fragment at two loci is kept at the first.
        let Some(window) = self.loci.windows.iter().find(touched) else { return };
        let locus = self.reads.of(&window.name, self.specimens);
        if let Some(reads) = locus.specimens.get_mut(specimen) {
            reads.records.push(record.as_bytes().to_vec());
            if reads.records.len() > 8 * MOST_FRAGMENTS {
                reads.thin(MOST_FRAGMENTS);
            }
        }
    }

    pub(crate) fn finish(mut self) -> TandemReads {
        self.reads.thin(MOST_FRAGMENTS);
        self.reads
    }
}

impl TandemReads {
    fn of(&mut self, locus: &str, specimens: usize) -> &mut LocusEvidence {
        let evidence = self.loci.entry(locus.to_owned()).or_default();
        evidence.specimens.resize(specimens.max(evidence.specimens.len()), LocusReads::default());
        evidence
    }

    fn thin(&mut self, most: usize) {
        self.loci.values_mut().flat_map(|locus| &mut locus.specimens).for_each(|reads| reads.thin(most));
    }

    /// Adds the next part in genome order.
    pub fn add(&mut self, next: Self) {
        for (locus, LocusEvidence { places, specimens }) in next.loci {
            let sum = self.of(&locus, specimens.len());
            sum.places.add(places);
            for (sum, part) in sum.specimens.iter_mut().zip(specimens) {
                sum.records.extend(part.records);
                sum.left_out += part.left_out;
                sum.thin(MOST_FRAGMENTS);
            }
        }
    }

    /// Whether they can be of one piece, of so many specimens.
    pub(crate) fn is_of(&self, piece: &Shard, specimens: usize, contigs: &ContigList, most: u64) -> bool {
        let fits = |locus: &LocusEvidence| {
            locus.places.is_of(piece)
                && locus.specimens.len() == specimens
                && locus.specimens.iter().all(|reads| reads.is_of(piece, contigs, most))
        };
        self.loci.values().all(fits)
    }

    /// The loci of which something was looked at, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &LocusEvidence)> {
        self.loci.iter().map(|(name, locus)| (name.as_str(), locus))
    }
}

#[cfg(test)]
mod tests {
    use genome::contig::ContigIndex;
    use genome::position::Length;
    use hts::alignments::RecordFault;
    use proptest::prelude::*;

    use super::*;

    /// An unmapped record of this name at this zero-based position of the first contig: SAM 4.2.
    fn record(name: &str, position: u32) -> Vec<u8> {
        let mut bytes = [0u32, position].map(u32::to_le_bytes).concat();
        bytes.extend([u8::try_from(name.len() + 1).unwrap(), 0, 0, 0, 0, 0, 4, 0]);
        bytes.extend([0u32.to_le_bytes(), (-1i32).to_le_bytes(), (-1i32).to_le_bytes(), 0u32.to_le_bytes()].concat());
        bytes.extend(name.bytes().chain([0]));
        bytes
    }

    fn locus(records: Vec<Vec<u8>>) -> LocusReads {
        LocusReads { records, left_out: 0 }
    }

    proptest! {
        #[test]
        fn the_same_whole_fragments_are_kept_however_they_come(
            names in prop::collection::vec(0u8..40, 0..80), cut in any::<prop::sample::Index>(), most in 1usize..30,
        ) {
            let all: Vec<Vec<u8>> = names.iter().zip(0..).map(|(name, at)| record(&name.to_string(), at)).collect();
            let mut whole = locus(all.clone());
            whole.thin(most);
            let (left, right) = all.split_at(cut.index(all.len() + 1));
            let (mut left, mut right) = (locus(left.to_vec()), locus(right.to_vec()));
            left.thin(most);
            right.thin(most);
            left.records.extend(right.records);
            left.left_out += right.left_out;
            left.thin(most);
            prop_assert_eq!(&left, &whole);
            let mut distinct = names.clone();
            distinct.sort_unstable();
            distinct.dedup();
            prop_assert_eq!(whole.names().len(), most.min(distinct.len()));
            prop_assert_eq!(whole.records.len() as u64 + whole.left_out, names.len() as u64);
            // All records of a name, or none.
            for name in distinct {
                let of = |reads: &[Vec<u8>]| {
                    let names = reads.iter().map(|bytes| Record::from_bytes(bytes).unwrap().name().to_vec());
                    names.filter(|found| *found == name.to_string().into_bytes()).count()
                };
                prop_assert!([0, of(&all)].contains(&of(&whole.records)));
            }
        }
    }

    #[test]
    fn reads_that_no_piece_gives_are_told() {
        let contig = |name: &str, length| genome::contig::Contig {
            name: genome::contig::ContigName::new(name).unwrap(),
            length: Length::new(length).unwrap(),
            md5: None,
        };
        let contigs = ContigList::new(vec![contig("1", 1_000)]).unwrap();
        let owned = Interval::from_half_open(100, 200).unwrap();
        let piece = Shard { contig: ContigIndex::new(0).unwrap(), owned };
        let reads = |records, specimens| {
            let sound = locus(vec![record("a", 100), record("b", 199)]);
            let mut all = vec![sound; specimens];
            all[0] = locus(records);
            let locus = LocusEvidence { places: LocusPlaces::default(), specimens: all };
            TandemReads { loci: BTreeMap::from([("FLT3".to_owned(), locus)]) }.is_of(&piece, 2, &contigs, 9)
        };
        assert!(reads(vec![record("a", 150), record("c", 160)], 2));
        assert!(!reads(vec![record("a", 150)], 1), "another number of specimens");
        assert!(!reads(vec![record("a", 200)], 2), "of another piece");
        assert!(!reads(vec![record("a", 160), record("c", 150)], 2), "out of order");
        assert_eq!(Record::from_bytes(&record("a", 150)[..20]), Err(RecordFault::Short));
        assert!(!reads(vec![record("a", 150)[..20].to_vec()], 2), "no record");
        let deep = LocusReads { records: Vec::new(), left_out: 10 };
        assert!(!deep.is_of(&piece, &contigs, 9));
    }
}
