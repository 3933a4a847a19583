//! Reading the records of a region, or of the whole file, in order.

use std::sync::Arc;

use genome::contig::ContigIndex;
use genome::position::Interval;

use super::error::{AlignmentError, LastGood};
use super::file::{Shared, damaged};
use super::record::{Placement, Record, RecordFault};
use super::source::{Source, SourceFault};
use crate::cram::CramError;

/// What is being read.
#[derive(Debug, Clone, Copy)]
enum Task {
    Nothing,
    WholeFile,
    /// In BAM's numbers: 0-based, end not included.
    Region {
        contig: i32,
        begin: i32,
        end: i32,
    },
}

/// Reads the records of a file; each thread has its own.
#[derive(Debug)]
pub struct RegionReader {
    shared: Arc<Shared>,
    source: Source,
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
        let source = Source::open(&shared).map_err(|fault| error(&shared, fault, LastGood(None)))?;
        Ok(Self { shared, source, task: Task::Nothing, last: None })
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
        let number = i32::try_from(contig.get()).map_err(|_| unknown())?;
        self.source.region(&self.shared, contig.get(), begin, end);
        // Positions end at 2^31-1.
        self.task = Task::Region { contig: number, begin: begin.cast_signed(), end: end.cast_signed() };
        self.last = None;
        Ok(())
    }

    /// From now on, reads every record of the file, those without a place included.
    pub fn whole_file(&mut self) -> Result<(), AlignmentError> {
        self.source.whole_file(&self.shared);
        (self.task, self.last) = (Task::WholeFile, None);
        Ok(())
    }

    /// The next record; `None` behind the last one, and before a query. After an error nothing more is read.
    pub fn read(&mut self) -> Result<Option<Record<'_>>, AlignmentError> {
        match self.advance() {
            Ok(true) => Ok(Some(Record::from_checked(self.source.bytes()))),
            Ok(false) => {
                self.task = Task::Nothing;
                Ok(None)
            }
            Err(error) => {
                self.task = Task::Nothing;
                Err(error)
            }
        }
    }

    /// Goes to the next record that is wanted.
    fn advance(&mut self) -> Result<bool, AlignmentError> {
        loop {
            if matches!(self.task, Task::Nothing)
                || !self.source.next(&self.shared).map_err(|fault| self.error(fault))?
            {
                return Ok(false);
            }
            let placement = self.check()?;
            let Task::Region { contig, begin, end } = self.task else { return Ok(true) };
            if placement.contig == contig && placement.start < end {
                if placement.end > begin {
                    return Ok(true);
                }
            } else if order((placement.contig, placement.start)) >= order((contig, end)) {
                return Ok(false);
            }
            // Records left of the region, and of the contig before, may lie in the same block or slice.
        }
    }

    /// Checks the record at hand; its place.
    fn check(&mut self) -> Result<Placement, AlignmentError> {
        let malformed = |fault| self.error(self.source.malformed(fault));
        let placement = Record::check(self.source.bytes()).map_err(malformed)?;
        let contigs = self.shared.header.contigs.contigs().len();
        let record = Record::from_checked(self.source.bytes());
        for contig in [record.contig(), record.mate_contig()].into_iter().flatten() {
            if contig.get() >= contigs {
                return Err(malformed(RecordFault::Contig(i32::try_from(contig.get()).unwrap_or(i32::MAX))));
            }
        }
        let place = (placement.contig, placement.start);
        if self.last.is_some_and(|last| order(place) < order(last)) {
            return Err(AlignmentError::OutOfOrder { path: self.shared.path.clone(), last: self.last_good() });
        }
        self.last = Some(place);
        Ok(placement)
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

    fn error(&self, fault: SourceFault) -> AlignmentError {
        error(&self.shared, fault, self.last_good())
    }
}

/// The error of the alignment file for a fault of its records.
fn error(shared: &Shared, fault: SourceFault, last: LastGood) -> AlignmentError {
    let path = shared.path.clone();
    match fault {
        SourceFault::Block(error) => damaged(&path, error, last),
        SourceFault::Record(at, fault) => {
            AlignmentError::Record { path, offset: at.block(), within: at.within(), fault, last }
        }
        SourceFault::Cram(_, CramError::Io(source)) => AlignmentError::Io { path, source },
        SourceFault::Cram(offset, CramError::Fault(fault)) => AlignmentError::Cram { path, offset, fault, last },
        SourceFault::Cram(_, CramError::Reference(error)) => AlignmentError::Reference(error),
        SourceFault::Cram(_, CramError::NoReference) => AlignmentError::NoReference { path },
        SourceFault::Cram(_, CramError::OtherBases { contig, interval, stated, found }) => {
            AlignmentError::OtherReference { path, contig, interval, stated, found }
        }
    }
}
