//! The reads at the loci of tandem duplications, as a BAM file for people and programs to look at.

use std::path::Path;

use hts::alignments::{BamWriteError, BamWriter, Header, HeaderError, ReadGroup, Record, RecordFault};

use crate::identity::PairIdentity;
use crate::pass::tandem::TandemReads;
use crate::vcf_output::columns;

/// Why the reads cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum BamOutputError {
    /// A name of a contig or a sample that no header can hold.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// The file.
    #[error(transparent)]
    Write(#[from] BamWriteError),
    /// A record that is none.
    #[error(transparent)]
    Record(#[from] RecordFault),
}

/// Writes `itd.bam` and its index: the reads of all specimens in genome order, the records as their files have them but for
/// the read group, which is `TUMOR`, `NORMAL` and so on.
///
/// # Errors
/// When the file cannot be written; nothing stays under its final name then.
pub fn write_tandem_reads(path: &Path, pair: &PairIdentity, reads: &TandemReads) -> Result<(), BamOutputError> {
    let columns = columns(pair);
    let group = |(id, sample): (&String, &str)| ReadGroup {
        id: id.clone(),
        sample: Some(sample.to_owned()),
        library: None,
        platform: None,
    };
    let samples = pair.specimens().map(|specimen| specimen.sample.as_str());
    let groups = columns.iter().zip(samples).map(group).collect();
    let mut writer = BamWriter::create(path, &Header::new(pair.reference.contigs.clone(), groups)?)?;
    let mut all = Vec::new();
    for (_, locus) in reads.iter() {
        for (column, reads) in columns.iter().zip(&locus.specimens) {
            all.extend(reads.iter().map(|record| (record, column)));
        }
    }
    // The sort is stable: what starts at one base stays in the order of the loci, the specimens and their files.
    all.sort_by_key(|(record, _)| (record.contig(), record.position()));
    for (record, column) in all {
        let bytes = record.with_read_group(column.as_bytes());
        writer.write_record(Record::from_bytes(&bytes)?)?;
    }
    Ok(writer.finish()?)
}
