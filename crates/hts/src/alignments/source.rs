//! Records one after the other, from a BAM or a CRAM file.

use std::fs::File;

use super::file::{Format, Shared};
use super::header::Header;
use super::record::RecordFault;
use crate::bgzf::{BgzfError, InflatedStream, VirtualOffset};
use crate::cram::{CramError, CramFault, Records, SlicePlace, SliceReader};
use crate::fasta::ReferenceGenome;
use crate::index::Chunk;

/// Bytes of a record, at most: the longest reads known have some tens of megabytes.
pub(super) const LONGEST: u32 = 1 << 28;

/// Why there is no next record.
#[derive(Debug)]
pub(super) enum SourceFault {
    /// A block of a BAM file.
    Block(BgzfError),
    /// A record of a BAM file, at a place of it.
    Record(VirtualOffset, RecordFault),
    /// A part of a CRAM file, at a byte of it.
    Cram(u64, CramError),
}

/// Records one after the other.
#[derive(Debug)]
pub(super) enum Source {
    Bam(BamRecords),
    Cram(Box<CramRecords>),
}

impl Source {
    /// A source of its own for each thread, in which nothing is read yet.
    pub(super) fn open(shared: &Shared) -> Result<Self, SourceFault> {
        let file = File::open(&shared.path).map_err(|error| SourceFault::Block(error.into()))?;
        Ok(match &shared.format {
            Format::Bam { .. } => {
                let stream = InflatedStream::new(file).map_err(SourceFault::Block)?;
                Self::Bam(BamRecords { stream, task: Task::Chunks(Vec::new().into_iter()), end: None, at_hand: None })
            }
            Format::Cram { reference, .. } => {
                let again = reference.as_deref().map(ReferenceGenome::open_again).transpose();
                let reference = again.map_err(|error| SourceFault::Cram(0, error.into()))?;
                let slices = SliceReader::new(file, reference);
                Self::Cram(Box::new(CramRecords { slices, place: None, records: Records::default(), next: 0 }))
            }
        })
    }

    /// From now on, reads what the index says that a region lies in; 0-based, `end` not included. Other records come
    /// with it.
    pub(super) fn region(&mut self, shared: &Shared, contig: usize, begin: u32, end: u32) {
        match (self, &shared.format) {
            (Self::Bam(records), Format::Bam { index, .. }) => {
                records.begin(Task::Chunks(index.chunks(contig, begin, end).into_iter()));
            }
            (Self::Cram(records), Format::Cram { index, .. }) => {
                records.pass();
                records.slices.slices(index.slices(contig, begin, end));
            }
            // A source is made of the format that it reads.
            _ => {}
        }
    }

    /// From now on, reads all records.
    pub(super) fn whole_file(&mut self, shared: &Shared) {
        match (self, &shared.format) {
            (Self::Bam(records), Format::Bam { first_record, .. }) => records.begin(Task::WholeFile(*first_record)),
            (Self::Cram(records), Format::Cram { first_container, end, .. }) => {
                records.pass();
                records.slices.all(*first_container, *end);
            }
            _ => {}
        }
    }

    /// Goes to the next record; `false` behind the last one.
    pub(super) fn next(&mut self, shared: &Shared) -> Result<bool, SourceFault> {
        match self {
            Self::Bam(records) => records.next(),
            Self::Cram(records) => records.next(shared),
        }
    }

    /// The bytes of the record, without their number.
    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Self::Bam(records) => records.bytes(),
            Self::Cram(records) => records.bytes(),
        }
    }

    /// The fault of a record whose bytes are none.
    pub(super) fn malformed(&self, fault: RecordFault) -> SourceFault {
        match self {
            Self::Bam(records) => SourceFault::Record(records.stream.position(), fault),
            Self::Cram(records) => {
                let fault = CramFault::Record { number: records.next, fault };
                SourceFault::Cram(records.slices.at(), fault.into())
            }
        }
    }
}

#[derive(Debug)]
enum Task {
    WholeFile(VirtualOffset),
    Chunks(std::vec::IntoIter<Chunk>),
}

/// The records of a BAM file, in place.
#[derive(Debug)]
pub(super) struct BamRecords {
    stream: InflatedStream<File>,
    task: Task,
    /// Where the stretch ends that is being read: never, for the whole file. `None` before the first.
    end: Option<VirtualOffset>,
    /// The size of the record at hand, without the number that says it.
    at_hand: Option<usize>,
}

impl BamRecords {
    fn begin(&mut self, task: Task) {
        (self.task, self.end, self.at_hand) = (task, None, None);
    }

    fn bytes(&self) -> &[u8] {
        let size = self.at_hand.unwrap_or(0);
        self.stream.at_hand().get(4..4 + size).unwrap_or_default()
    }

    fn next(&mut self) -> Result<bool, SourceFault> {
        if let Some(size) = self.at_hand.take() {
            self.stream.consume(4 + size);
        }
        let mut at = self.stream.position();
        while self.end.is_none_or(|end| at >= end) {
            let (begin, end) = match &mut self.task {
                Task::WholeFile(first) if self.end.is_none() => (*first, VirtualOffset::from_bits(u64::MAX)),
                Task::WholeFile(_) => return Ok(false),
                Task::Chunks(chunks) => match chunks.next() {
                    Some(chunk) => (chunk.begin, chunk.end),
                    None => return Ok(false),
                },
            };
            self.stream.seek(begin).map_err(SourceFault::Block)?;
            self.end = Some(end);
            at = self.stream.position();
        }
        let found = self.stream.need(4).map_err(SourceFault::Block)?;
        let size = match self.stream.at_hand() {
            [] => return Ok(false),
            [a, b, c, d, ..] => u32::from_le_bytes([*a, *b, *c, *d]),
            _ => return Err(SourceFault::Record(at, RecordFault::Short)),
        };
        if size > LONGEST {
            return Err(SourceFault::Record(at, RecordFault::Long(size)));
        }
        let size = size as usize;
        if found < 4 + size && self.stream.need(4 + size).map_err(SourceFault::Block)? < 4 + size {
            return Err(SourceFault::Record(at, RecordFault::Short));
        }
        self.at_hand = Some(size);
        Ok(true)
    }
}

/// The records of a CRAM file, a slice at a time.
#[derive(Debug)]
pub(super) struct CramRecords {
    slices: SliceReader,
    /// The slice that is being read. It is kept: the next region may begin in it.
    place: Option<SlicePlace>,
    records: Records,
    /// The number of the next record in it; the one before is at hand.
    next: usize,
}

impl CramRecords {
    /// Passes over what is left of the slice.
    fn pass(&mut self) {
        self.next = self.records.ends.len();
    }

    fn bytes(&self) -> &[u8] {
        let Some(place) = self.next.checked_sub(1) else { return &[] };
        let begin = place.checked_sub(1).and_then(|before| self.records.ends.get(before)).copied().unwrap_or(0);
        self.records.ends.get(place).map_or(&[], |end| &self.records.bytes[begin..*end])
    }

    fn next(&mut self, shared: &Shared) -> Result<bool, SourceFault> {
        while self.next >= self.records.ends.len() {
            match self.slices.next() {
                Ok(Some(place)) => self.load(place, &shared.header),
                Ok(None) => return Ok(false),
                Err(error) => Err(error),
            }
            .map_err(|error| SourceFault::Cram(self.slices.at(), error))?;
        }
        self.next += 1;
        Ok(true)
    }

    fn load(&mut self, place: SlicePlace, header: &Header) -> Result<(), CramError> {
        if self.place != Some(place) {
            self.place = None;
            self.records = self.slices.read(place, &header.contigs, &header.read_groups)?;
            self.place = Some(place);
        }
        self.next = 0;
        Ok(())
    }
}
