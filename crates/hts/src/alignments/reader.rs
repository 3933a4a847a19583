//! Reading the records of a region, or of the whole file, in order.

use std::fs::File;
use std::sync::Arc;

use genome::contig::ContigIndex;
use genome::position::Interval;

use super::error::{AlignmentError, LastGood};
use super::file::{Shared, damaged};
use super::record::{Placement, Record, RecordFault};
use crate::bgzf::{InflatedStream, VirtualOffset};
use crate::index::Chunk;

/// Bytes of a record, at most: the longest reads known have some tens of megabytes.
pub(super) const LONGEST: u32 = 1 << 28;

/// A region in BAM's numbers: 0-based, end not included.
#[derive(Debug, Clone, Copy)]
struct Region {
    contig: i32,
    begin: i32,
    end: i32,
}

/// What is being read.
#[derive(Debug)]
enum Task {
    Nothing,
    WholeFile,
    Region { region: Region, chunks: std::vec::IntoIter<Chunk>, end: VirtualOffset },
}

/// Reads the records of a file; each thread has its own.
#[derive(Debug)]
pub struct RegionReader {
    shared: Arc<Shared>,
    stream: InflatedStream<File>,
    task: Task,
    /// Contig and start of the last record read, in BAM's numbers.
    last: Option<(i32, i32)>,
}

/// The order of a sorted file: records without a contig come last.
fn order((contig, start): (i32, i32)) -> (u32, i32) {
    (contig.cast_unsigned(), start)
}

impl RegionReader {
    pub(super) fn new(shared: Arc<Shared>) -> Result<Self, AlignmentError> {
        let open = File::open(&shared.path).map_err(|source| AlignmentError::Io { path: shared.path.clone(), source });
        let stream = InflatedStream::new(open?).map_err(|error| damaged(&shared.path, error, LastGood(None)))?;
        Ok(Self { shared, stream, task: Task::Nothing, last: None })
    }

    /// From now on, reads every record that overlaps the interval, in the order of the file.
    ///
    /// A record overlaps it if it covers, or skips (`D`, `N`), one of its bases. A record without a CIGAR, and an
    /// unmapped one that is placed at its mate's position, overlap the interval if their position lies in it.
    pub fn query(&mut self, contig: ContigIndex, interval: Interval) -> Result<(), AlignmentError> {
        let unknown = || AlignmentError::UnknownContig { path: self.shared.path.clone(), place: contig.get() };
        if self.shared.header.contigs.get(contig).is_none() {
            return Err(unknown());
        }
        let (begin, end) = interval.to_half_open();
        let chunks = self.shared.index.chunks(contig.get(), begin, end).into_iter();
        let contig = i32::try_from(contig.get()).map_err(|_| unknown())?;
        // Positions end at 2^31-1.
        let region = Region { contig, begin: begin.cast_signed(), end: end.cast_signed() };
        self.task = Task::Region { region, chunks, end: VirtualOffset::new(0, 0) };
        self.last = None;
        Ok(())
    }

    /// From now on, reads every record of the file, those without a place included.
    pub fn whole_file(&mut self) -> Result<(), AlignmentError> {
        (self.task, self.last) = (Task::WholeFile, None);
        let first = self.shared.first_record;
        self.stream.seek(first).map_err(|error| damaged(&self.shared.path, error, LastGood(None)))
    }

    /// The next record; `None` behind the last one, and before a query. After an error nothing more is read.
    pub fn read(&mut self) -> Result<Option<Record<'_>>, AlignmentError> {
        match self.advance() {
            Ok(Some(size)) => {
                self.stream.consume(4 + size);
                Ok(Some(Record::from_checked(self.stream.consumed(size))))
            }
            Ok(None) => {
                self.task = Task::Nothing;
                Ok(None)
            }
            Err(error) => {
                self.task = Task::Nothing;
                Err(error)
            }
        }
    }

    /// Goes to the next record that is wanted; its size in bytes, without the number that says it.
    fn advance(&mut self) -> Result<Option<usize>, AlignmentError> {
        loop {
            let at = self.stream.position();
            let region = match &mut self.task {
                Task::Nothing => return Ok(None),
                Task::WholeFile => None,
                Task::Region { region, chunks, end } => {
                    if at >= *end {
                        let Some(chunk) = chunks.next() else { return Ok(None) };
                        *end = chunk.end;
                        let sought = self.stream.seek(chunk.begin);
                        sought.map_err(|error| self.damaged(error))?;
                        continue;
                    }
                    Some(*region)
                }
            };
            let Some((size, placement)) = self.record(at)? else { return Ok(None) };
            let Some(region) = region else { return Ok(Some(size)) };
            if placement.contig != region.contig || placement.start >= region.end {
                if order((placement.contig, placement.start)) < order((region.contig, region.end)) {
                    // A chunk may begin with records of the contig before.
                    self.stream.consume(4 + size);
                    continue;
                }
                return Ok(None);
            }
            if placement.end > region.begin {
                return Ok(Some(size));
            }
            self.stream.consume(4 + size);
        }
    }

    /// Has the next record at hand and checks it; its size and place.
    fn record(&mut self, at: VirtualOffset) -> Result<Option<(usize, Placement)>, AlignmentError> {
        let found = self.stream.need(4).map_err(|error| self.damaged(error))?;
        let size = match self.stream.at_hand() {
            [] => return Ok(None),
            [a, b, c, d, ..] => u32::from_le_bytes([*a, *b, *c, *d]),
            _ => return Err(self.malformed(at, RecordFault::Short)),
        };
        if size > LONGEST {
            return Err(self.malformed(at, RecordFault::Long(size)));
        }
        let size = size as usize;
        if found < 4 + size {
            let found = self.stream.need(4 + size).map_err(|error| self.damaged(error))?;
            if found < 4 + size {
                return Err(self.malformed(at, RecordFault::Short));
            }
        }
        let bytes = &self.stream.at_hand()[4..4 + size];
        let placement = Record::check(bytes).map_err(|fault| self.malformed(at, fault))?;
        let contigs = self.shared.header.contigs.contigs().len();
        let record = Record::from_checked(bytes);
        for contig in [record.contig(), record.mate_contig()].into_iter().flatten() {
            if contig.get() >= contigs {
                let contig = i32::try_from(contig.get()).unwrap_or(i32::MAX);
                return Err(self.malformed(at, RecordFault::Contig(contig)));
            }
        }
        let place = (placement.contig, placement.start);
        if self.last.is_some_and(|last| order(place) < order(last)) {
            return Err(AlignmentError::OutOfOrder { path: self.shared.path.clone(), last: self.last_good() });
        }
        self.last = Some(place);
        Ok(Some((size, placement)))
    }

    /// The place of the last record read.
    fn last_good(&self) -> LastGood {
        let place = self.last.and_then(|(contig, start)| {
            let contig = ContigIndex::new(usize::try_from(contig).ok()?)?;
            let name = self.shared.header.contigs.get(contig)?.name.to_string();
            Some((name, u32::try_from(start).ok()?.saturating_add(1)))
        });
        LastGood(place)
    }

    fn damaged(&self, error: crate::bgzf::BgzfError) -> AlignmentError {
        damaged(&self.shared.path, error, self.last_good())
    }

    fn malformed(&self, at: VirtualOffset, fault: RecordFault) -> AlignmentError {
        let (path, last) = (self.shared.path.clone(), self.last_good());
        AlignmentError::Record { path, offset: at.block(), within: at.within(), fault, last }
    }
}
