//! The files of reads of one sample, filled contig by contig by any number of threads.

use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use std::thread;

use genome::contig::{ContigIndex, ContigList};
use hts::alignments::{BamWriteError, BamWriter, Header, HeaderError, ReadGroup, RecordBuffer};

use crate::cells::SampleKind;
use crate::fragments::{Batch, Tally};
use crate::plan::Plan;
use crate::reads::CompressedFile;
use crate::windows::{Contig, SLACK};

/// Why the reads of a sample cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// The BAM file.
    #[error(transparent)]
    Bam(#[from] BamWriteError),
    /// The header of the BAM file.
    #[error("the header of {}: {source}", path.display())]
    Header {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: HeaderError,
    },
    /// A FASTQ file.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
}

/// A FASTQ file and its path, for errors.
struct Fastq {
    path: PathBuf,
    file: CompressedFile,
}

impl Fastq {
    fn create(path: PathBuf) -> Result<Self, SampleError> {
        match CompressedFile::create(&path) {
            Ok(file) => Ok(Self { path, file }),
            Err(source) => Err(SampleError::Io { path, source }),
        }
    }
}

/// The files of a sample as they are written.
pub(crate) struct SampleFiles {
    alignments: Option<BamWriter>,
    reads: Vec<Fastq>,
    /// Records that may still be overtaken by one that lies further left.
    pending: Vec<RecordBuffer>,
    unplaced: Vec<RecordBuffer>,
    /// Records made before their contig's turn, sorted the other way round.
    early: Vec<RecordBuffer>,
    pub(crate) tally: Tally,
}

impl SampleFiles {
    /// Begins the files that the plan asks for.
    pub(crate) fn create(
        folder: &Path,
        plan: &Plan,
        sample: SampleKind,
        contigs: &ContigList,
    ) -> Result<Self, SampleError> {
        let stem = match sample {
            SampleKind::Tumour => "tumour",
            SampleKind::Normal => "normal",
        };
        let name = &plan.sample(sample).sample;
        let alignments = if plan.output.alignments {
            let path = folder.join(format!("{stem}.bam"));
            let group = ReadGroup {
                id: name.clone(),
                sample: Some(name.clone()),
                library: Some(format!("{name}.1")),
                platform: Some("ILLUMINA".into()),
            };
            let program = concat!(
                "@PG\tID:marv-simulation\tPN:marv-simulation\tVN:",
                env!("CARGO_PKG_VERSION"),
                "\tCL:marv simulate"
            );
            let header = Header::new(contigs.clone(), vec![group]).and_then(|header| header.with_line(program));
            let header = header.map_err(|source| SampleError::Header { path: path.clone(), source })?;
            Some(BamWriter::create(&path, &header)?)
        } else {
            None
        };
        let reads = if plan.output.reads { vec!["R1", "R2"] } else { Vec::new() };
        let fastq = |end: &str| Fastq::create(folder.join(format!("{stem}_{end}.fastq.gz")));
        let reads = reads.into_iter().map(fastq).collect::<Result<_, _>>()?;
        Ok(Self {
            alignments,
            reads,
            pending: Vec::new(),
            unplaced: Vec::new(),
            early: Vec::new(),
            tally: Tally::default(),
        })
    }

    /// Simulates and writes the reads of a contig. Worker k of n makes the windows k, k + n, ...; they are written in
    /// order, and at most two per worker are in memory.
    pub(crate) fn write_contig(&mut self, contig: &Contig<'_>, threads: NonZeroUsize) -> Result<(), SampleError> {
        let (windows, workers, index) = (contig.windows(), threads.get(), contig.carried.index);
        if workers == 1 {
            for window in 0..windows {
                self.write_batch(contig.window(window), index, contig.window_end(window))?;
            }
        } else {
            thread::scope(|scope| {
                let lanes: Vec<_> = (0..workers)
                    .map(|worker| {
                        let (sender, receiver) = sync_channel::<Batch>(1);
                        scope.spawn(move || {
                            // The receiver is gone when writing has failed.
                            (worker..windows).step_by(workers).all(|window| sender.send(contig.window(window)).is_ok())
                        });
                        receiver
                    })
                    .collect();
                for window in 0..windows {
                    // A worker that has stopped has panicked, and so will the scope.
                    let Ok(batch) = lanes[window % workers].recv() else { break };
                    self.write_batch(batch, index, contig.window_end(window))?;
                }
                Ok::<(), SampleError>(())
            })?;
        }
        self.release(index, usize::MAX)
    }

    /// Writes what lies on any contig, before the first contig is written.
    pub(crate) fn write_first(&mut self, batch: Batch) -> Result<(), SampleError> {
        self.write_texts(&batch)?;
        self.early = batch.placed;
        self.early.sort_by_key(|record| (record.contig, record.position));
        self.early.reverse();
        self.unplaced.extend(batch.unplaced);
        Ok(())
    }

    fn write_texts(&mut self, batch: &Batch) -> Result<(), SampleError> {
        self.tally.add(&batch.tally);
        for (fastq, text) in self.reads.iter_mut().zip(&batch.texts) {
            fastq.file.write(text).map_err(|source| SampleError::Io { path: fastq.path.clone(), source })?;
        }
        Ok(())
    }

    /// Writes a window, up to what the next one cannot overtake.
    fn write_batch(&mut self, batch: Batch, contig: ContigIndex, end: usize) -> Result<(), SampleError> {
        self.write_texts(&batch)?;
        self.pending.extend(batch.placed);
        self.unplaced.extend(batch.unplaced);
        self.release(contig, end.saturating_sub(SLACK))
    }

    /// Writes the records left of a place of the contig, in order.
    fn release(&mut self, contig: ContigIndex, end: usize) -> Result<(), SampleError> {
        let Some(file) = &mut self.alignments else { return Ok(()) };
        let is_left = |record: &RecordBuffer| {
            let left = record.position.is_some_and(|position| (position.zero_based() as usize) < end);
            record.contig == Some(contig) && left
        };
        while let Some(record) = self.early.pop_if(|record| is_left(record)) {
            self.pending.push(record);
        }
        // The sort is stable: records of one place stay in the order in which they were made.
        self.pending.sort_by_key(|record| record.position);
        let ready = self
            .pending
            .partition_point(|record| record.position.is_none_or(|position| (position.zero_based() as usize) < end));
        self.pending.drain(..ready).try_for_each(|record| file.write(&record))?;
        Ok(())
    }

    /// Writes what has no place, and gives the files their names.
    pub(crate) fn finish(self) -> Result<Tally, SampleError> {
        for Fastq { path, file } in self.reads {
            file.finish().map_err(|source| SampleError::Io { path, source })?;
        }
        if let Some(mut file) = self.alignments {
            self.unplaced.iter().try_for_each(|record| file.write(record))?;
            file.finish()?;
        }
        Ok(self.tally)
    }
}
