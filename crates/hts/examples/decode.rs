//! Decodes files of reads from beginning to end and counts their records: the floor of every pass over them.
//! Usage: decode BAM...

use std::path::PathBuf;

use hts::alignments::{AlignmentError, AlignmentFile};

fn main() -> Result<(), AlignmentError> {
    for path in std::env::args_os().skip(1).map(PathBuf::from) {
        let mut reader = AlignmentFile::open(&path)?.reader()?;
        reader.whole_file()?;
        let (mut records, mut bases) = (0u64, 0u64);
        while let Some(record) = reader.read()? {
            records += 1;
            bases += record.read_length() as u64;
        }
        println!("{}\t{records} records\t{bases} bases", path.display());
    }
    Ok(())
}
