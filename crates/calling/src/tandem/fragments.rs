//! The fragments of one specimen at a stretch of a locus, read for read, on the reference's forward strand.

use std::collections::BTreeMap;

use genome::sequence::Base;
use hts::alignments::Record;

use crate::pass::reads::hash;
use crate::pass::tandem::{LocusReads, Place};

/// A read, whole: also what the aligner cut off, and of reads that it did not place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Read {
    pub(super) bases: Vec<Base>,
    /// One per base; 0 where the file states none.
    pub(super) qualities: Vec<u8>,
    /// Where the aligner put it on the stretch's contig; `None` if it lies elsewhere, nowhere, or in doubt.
    pub(super) placed: Option<Place>,
}

/// One molecule: a read, or two mates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fragment {
    pub(super) reads: Vec<Read>,
    /// The best mapping quality of a read that lies here.
    pub(super) mapping_quality: u8,
}

impl Fragment {
    /// P(the fragment is placed wrongly).
    pub(super) fn mapping_error(&self) -> f64 {
        10f64.powf(-f64::from(self.mapping_quality) / 10.0)
    }
}

fn mapping_quality(record: &Record<'_>) -> u8 {
    record.mapping_quality().map_or(0, |quality| quality.phred().get())
}

/// The fragments of which a read is surely placed on the stretch, in an order that does not depend on that of the records.
///
/// A mate that lies elsewhere or nowhere is turned so that the two face each other, as they do in a molecule without an inversion.
pub(super) fn fragments(reads: &LocusReads, stretch: Place) -> Vec<Fragment> {
    let mut by_name: BTreeMap<u64, Vec<Record<'_>>> = BTreeMap::new();
    for record in reads.iter().filter(|record| !record.flags().is_supplementary()) {
        by_name.entry(hash(record.name())).or_default().push(record);
    }
    let place = |record: &Record<'_>| {
        let interval = record.reference_span()?;
        let here = record.contig() == Some(stretch.contig) && mapping_quality(record) > 0;
        (here && interval.overlaps(stretch.interval)).then_some(Place { contig: stretch.contig, interval })
    };
    let fragment = |records: Vec<Record<'_>>| {
        let anchor = records.iter().find(|record| place(record).is_some())?;
        let anchor_reverse = anchor.flags().is_reverse();
        let mapping_quality = records.iter().filter(|record| place(record).is_some()).map(mapping_quality).max()?;
        let read = |record: &Record<'_>| {
            let mut bases: Vec<Base> = (0..record.read_length()).map(|at| record.base(at)).collect();
            let mut qualities = record.qualities().map_or_else(|| vec![0; bases.len()], <[u8]>::to_vec);
            let placed = place(record);
            if placed.is_none() && record.flags().is_reverse() == anchor_reverse {
                bases = bases.iter().rev().map(|base| base.complement()).collect();
                qualities.reverse();
            }
            Read { bases, qualities, placed }
        };
        let mut reads: Vec<Read> = records.iter().map(read).collect();
        reads.sort_by(|one, other| (one.placed, &one.bases).cmp(&(other.placed, &other.bases)));
        Some(Fragment { reads, mapping_quality })
    };
    by_name.into_values().filter_map(fragment).collect()
}
