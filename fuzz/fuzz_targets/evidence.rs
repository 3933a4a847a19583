//! Any bytes as the records of an evidence file, in sound frames, are read to the last number or refused; nothing panics.
#![no_main]

use std::io::Write;

use calling::contamination::Contamination;
use calling::judge::judge;
use calling::scatter::{EvidenceFile, Journal, Program, RunIdentity, gather};
use libdeflater::{CompressionLvl, Compressor};
use libfuzzer_sys::fuzz_target;

/// Each record stands behind its length in two bytes, and becomes a frame with a sound checksum.
fn frames(mut bytes: &[u8]) -> Vec<u8> {
    let mut file = b"MARV-EV\x02".to_vec();
    let mut compressor = Compressor::new(CompressionLvl::fastest());
    while let [low, high, rest @ ..] = bytes {
        let (record, behind) = rest.split_at(rest.len().min(u16::from_le_bytes([*low, *high]).into()));
        let mut gzip = vec![0; compressor.gzip_compress_bound(record.len())];
        let length = compressor.gzip_compress(record, &mut gzip).expect("room enough");
        file.extend((length as u32).to_le_bytes());
        file.extend(&gzip[..length]);
        bytes = behind;
    }
    file
}

fuzz_target!(|bytes: &[u8]| {
    let path = std::env::temp_dir().join(format!("marv-fuzz-{}.evidence", std::process::id()));
    // Programs of empty names, so that short inputs come past them.
    let program = Program { version: String::new(), build: String::new() };
    for content in [bytes.to_vec(), frames(bytes)] {
        std::fs::File::create(&path).and_then(|mut file| file.write_all(&content)).expect("a temporary file");
        let Ok(file) = EvidenceFile::open(&path, &program) else { continue };
        let (run, pieces): (RunIdentity, Vec<_>) = (file.run().clone(), file.pieces().copied().collect());
        if let Ok((run, collected)) = gather(&mut [file], &pieces) {
            let _ = judge(&collected, run.pair.tumours.len(), &Contamination::UNKNOWN);
        }
        let _ = Journal::begin(&path, run, &pieces).map(|journal| journal.missing(&pieces));
    }
});
