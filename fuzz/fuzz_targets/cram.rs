//! Any bytes as the containers of a CRAM file are read or refused; nothing panics. Checksums are not compared while fuzzing,
//! so that what lies behind them is reached.
#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use genome::contig::{ContigIndex, ContigName};
use genome::position::Interval;
use genome::sequence::Base;
use hts::alignments::AlignmentFile;
use hts::fasta::{FastaWriter, ReferenceGenome};
use libfuzzer_sys::fuzz_target;

/// A reference of two contigs, in a file of this process.
static REFERENCE: LazyLock<ReferenceGenome> = LazyLock::new(|| {
    let path = std::env::temp_dir().join(format!("marv-fuzz-{}.fa", std::process::id()));
    let mut writer = FastaWriter::create(&path).expect("a temporary file");
    for (name, length) in [("c0", 3000), ("c1", 700)] {
        let bases: Vec<Base> = (0..length).map(|at| [Base::A, Base::C, Base::G, Base::T][(at * at / 7) % 4]).collect();
        writer.write(&ContigName::new(name).expect("a name"), &bases).expect("a temporary file");
    }
    writer.finish().expect("a temporary file");
    ReferenceGenome::open(&path).expect("what was written")
});

/// The end of a file (CRAM 9).
const END: &[u8] = b"\x0f\0\0\0\xff\xff\xff\xff\x0f\xe0EOF\0\0\0\0\x01\0\x05\xbd\xd9O\0\x01\0\x06\x06\x01\0\x01\0\x01\0\xeec\x01K";

/// What stands before the first container with records.
fn beginning() -> Vec<u8> {
    let text = b"@HD\tVN:1.6\tSO:coordinate\n@SQ\tSN:c0\tLN:3000\n@SQ\tSN:c1\tLN:700\n@RG\tID:r\tSM:s\n";
    let length = u8::try_from(text.len()).expect("a short text");
    let block = [&[0, 0, 0, length + 4, length + 4, length, 0, 0, 0][..], text, &[0; 4]].concat();
    let size = u32::try_from(block.len()).expect("a short block").to_le_bytes();
    [&b"CRAM\x03\x01"[..], &[0; 20], &size, &[0, 0, 0, 0, 0, 0, 1, 0], &[0; 4], &block].concat()
}

fn read(path: &Path) -> Result<(), hts::alignments::AlignmentError> {
    let file = AlignmentFile::open_with_reference(path, &REFERENCE)?;
    let mut reader = file.reader()?;
    reader.whole_file()?;
    while let Some(record) = reader.read()? {
        let _ = (record.reference_span(), record.tags().count(), record.edit_distance());
    }
    let interval = Interval::from_half_open(0, 3000).expect("an interval");
    reader.query(ContigIndex::new(0).expect("the first"), interval)?;
    while reader.read()?.is_some() {}
    Ok(())
}

fuzz_target!(|bytes: &[u8]| {
    let path = std::env::temp_dir().join(format!("marv-fuzz-{}.cram", std::process::id()));
    let mut index = path.clone().into_os_string();
    index.push(".crai");
    let beginning = beginning();
    std::fs::write(&path, [&beginning[..], bytes, END].concat()).expect("a temporary file");
    // The index is not compressed, which is read as well: one slice behind the compression header of the first container.
    let landmark = bytes.first().copied().unwrap_or(0);
    std::fs::write(&index, format!("0\t1\t3000\t{}\t{landmark}\t0\n", beginning.len())).expect("a temporary file");
    let _ = read(&path);
});
