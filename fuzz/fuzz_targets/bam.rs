//! Any bytes as a record, and any bytes in sound blocks as a BAM, are read or refused; nothing panics.
#![no_main]

use std::io::Write;

use hts::alignments::{AlignmentFile, Record};
use hts::bgzf::BgzfWriter;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(record) = Record::from_bytes(bytes) {
        let _ = (record.reference_span(), record.cigar().count(), record.tags().count(), record.edit_distance());
        let _: Vec<_> = (0..record.read_length()).map(|at| record.base(at)).collect();
    }
    let path = std::env::temp_dir().join(format!("marv-fuzz-{}.bam", std::process::id()));
    let mut blocks = BgzfWriter::new(Vec::new());
    blocks.write_all(bytes).expect("memory");
    std::fs::write(&path, blocks.finish().expect("memory")).expect("a temporary file");
    let mut index = path.clone().into_os_string();
    index.push(".bai");
    std::fs::write(&index, b"BAI\x01\x00\x00\x00\x00").expect("a temporary file");
    if let Ok(file) = AlignmentFile::open(&path)
        && let Ok(mut reader) = file.reader()
        && reader.whole_file().is_ok()
    {
        while let Ok(Some(record)) = reader.read() {
            let _ = record.reference_span();
        }
    }
});
