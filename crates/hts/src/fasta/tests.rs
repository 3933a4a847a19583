//! A sequence is what was written, however the lines lie.

use std::fs;
use std::io::Write;

use genome::contig::{ContigIndex, ContigName};
use genome::position::{Interval, Position};
use genome::sequence::{Base, Sequence};
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::bgzf::BgzfWriter;

fn interval(start: u32, end: u32) -> Interval {
    Interval::new(Position::new(start).unwrap(), Position::new(end).unwrap()).unwrap()
}

fn first() -> ContigIndex {
    ContigIndex::new(0).unwrap()
}

fn text(contigs: &[String], width: usize, line_end: &str, last: bool) -> String {
    let mut text = String::new();
    for (place, contig) in contigs.iter().enumerate() {
        text.extend([">chr", &place.to_string(), " a description", line_end]);
        for line in contig.as_bytes().chunks(width) {
            text += std::str::from_utf8(line).unwrap();
            text += line_end;
        }
    }
    if last { text } else { text.trim_end().to_owned() }
}

/// Writes the file in blocks of so many bytes, with the index of them.
fn compress(path: &Path, text: &str, block: usize) {
    let (mut writer, mut entries) = (BgzfWriter::new(Vec::new()), Vec::new());
    for (place, bytes) in text.as_bytes().chunks(block).enumerate() {
        if place > 0 {
            entries.extend(writer.position().block().to_le_bytes());
            entries.extend(((place * block) as u64).to_le_bytes());
        }
        writer.write_all(bytes).unwrap();
        writer.flush().unwrap();
    }
    fs::write(path, writer.finish().unwrap()).unwrap();
    let count = (entries.len() / 16) as u64;
    fs::write(with_suffix(path, ".gzi"), [&count.to_le_bytes()[..], &entries].concat()).unwrap();
}

fn check(genome: &ReferenceGenome, contigs: &[String], picks: &[(u32, u32)]) {
    for (place, contig) in contigs.iter().enumerate() {
        let length = u32::try_from(contig.len()).unwrap();
        for (start, more) in picks.iter().copied().chain([(0, length)]) {
            let start = start % length;
            let end = (start + 1 + more).min(length);
            let expected = &contig[start as usize..end as usize].to_uppercase().replace(['R', 'K'], "N");
            let found = genome.sequence(ContigIndex::new(place).unwrap(), interval(start + 1, end)).unwrap();
            assert_eq!(&found.to_string(), expected);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_interval_is_the_text_between(
        contigs in vec("[ACGTNacgtnRk]{1,300}", 1..4),
        width in 1..80usize,
        windows in any::<bool>(),
        last in any::<bool>(),
        block in 1..200usize,
        picks in vec((0..300u32, 0..300u32), 1..8),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("made.fa");
        let text = text(&contigs, width, if windows { "\r\n" } else { "\n" }, last);
        fs::write(&path, &text).unwrap();
        write_index(&path).unwrap();
        let genome = ReferenceGenome::open(&path).unwrap();
        check(&genome, &contigs, &picks);
        let compressed = folder.path().join("made.fa.gz");
        compress(&compressed, &text, block);
        fs::copy(folder.path().join("made.fa.fai"), folder.path().join("made.fa.gz.fai")).unwrap();
        check(&ReferenceGenome::open(&compressed).unwrap(), &contigs, &picks);
    }

    #[test]
    fn random_indexes_never_panic(fai in "(chr1|\t|[0-9]{1,20}|\n|[a-z]){0,30}", gzi in vec(any::<u8>(), 0..100)) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("made.fa");
        fs::write(&path, ">chr1\nACGTAC\nGT\n").unwrap();
        let lines = [fai, "chr1\t8\t6\t6\t7\n".into()];
        for (compressed, fai) in [(false, &lines[0]), (true, &lines[0]), (true, &lines[1])] {
            if compressed {
                compress(&path, ">chr1\nACGTAC\nGT\n", 5);
                fs::write(folder.path().join("made.fa.gzi"), &gzi).unwrap();
            }
            fs::write(folder.path().join("made.fa.fai"), fai).unwrap();
            if let Ok(genome) = ReferenceGenome::open(&path) {
                for (place, contig) in genome.contigs().contigs().iter().enumerate() {
                    let last = Interval::from(contig.length.last());
                    let _ = genome.sequence(ContigIndex::new(place).unwrap(), last);
                }
            }
        }
    }
}

#[test]
fn what_is_written_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("made.fa");
    let bases: Sequence = (0..150).map(|at| [Base::A, Base::C, Base::N, Base::T][at % 4]).collect();
    let mut writer = FastaWriter::create(&path).unwrap();
    writer.write(&ContigName::new("chr1").unwrap(), &bases).unwrap();
    writer.write(&ContigName::new("chr2").unwrap(), &bases[..60]).unwrap();
    writer.finish().unwrap();
    assert_eq!(
        fs::read_to_string(with_suffix(&path, ".fai")).unwrap(),
        "chr1\t150\t6\t60\t61\nchr2\t60\t165\t60\t61\n"
    );
    let genome = ReferenceGenome::open(&path).unwrap().open_again().unwrap();
    assert_eq!(genome.sequence(first(), interval(1, 150)).unwrap(), bases);
    let error = genome.sequence(first(), interval(150, 151)).unwrap_err().to_string();
    assert!(error.contains("150-151 does not lie on contig chr1"), "{error}");
    assert!(genome.sequence(ContigIndex::new(2).unwrap(), interval(1, 1)).is_err());
}

#[test]
fn an_index_of_another_file_is_found_by_what_lies_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("made.fa");
    fs::write(&path, ">chr1\nACGTAC\nGTACGT\nAC\n").unwrap();
    let read = |fai: &str| {
        fs::write(with_suffix(&path, ".fai"), fai).unwrap();
        let genome = ReferenceGenome::open(&path)?;
        genome.sequence(first(), interval(1, genome.contigs().contigs()[0].length.get()))
    };
    assert!(read("chr1\t14\t6\t6\t7\n").is_ok());
    for fai in ["chr1\t14\t6\t5\t6\n", "chr1\t14\t5\t6\t7\n", "chr1\t40\t6\t6\t7\n", "chr1\t14\t0\t6\t7\n"] {
        let error = read(fai).unwrap_err();
        assert!(matches!(error, FastaError::StaleIndex { .. } | FastaError::Base { .. }), "{fai}: {error}");
    }
    for fai in ["chr1\t14\t6\t0\t7\n", "chr1\t14\t6\t6\t6\n", "chr1\t14\n", "chr1\tx\t6\t6\t7\n"] {
        assert!(matches!(read(fai), Err(FastaError::IndexLine { line: 1, .. })), "{fai}");
    }
    assert!(matches!(read("chr1\t0\t6\t6\t7\n"), Err(FastaError::Length { .. })));
    assert!(matches!(read("c\t1\t6\t6\t7\nc\t1\t6\t6\t7\n"), Err(FastaError::Contig { .. })));
    fs::remove_file(with_suffix(&path, ".fai")).unwrap();
    assert!(matches!(ReferenceGenome::open(&path), Err(FastaError::NoIndex { .. })));
}

#[test]
fn lines_that_no_index_can_describe_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("made.fa");
    for (text, line) in [(">a\nAC\nACG\n", 3), (">a\nACG\nA\nACG\n", 4), ("ACGT\n", 1), (">a\nAC\n\nAC\n", 4)] {
        fs::write(&path, text).unwrap();
        let found = write_index(&path);
        assert!(matches!(found, Err(FastaError::Lines { line: found, .. }) if found == line), "{text}: {found:?}");
        assert!(!with_suffix(&path, ".fai").exists());
    }
    fs::write(&path, ">a\n\n>b\nA\n\n").unwrap();
    assert!(matches!(write_index(&path), Err(FastaError::Length { contig, .. }) if contig == "a"));
    fs::write(&path, ">b c\nA\n\n").unwrap();
    write_index(&path).unwrap();
    assert_eq!(fs::read_to_string(with_suffix(&path, ".fai")).unwrap(), "b\t1\t5\t1\t2\n");
}

#[test]
fn a_checksum_is_that_of_the_letters_in_upper_case() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("made.fa");
    // From `printf ACGTRN | md5sum`.
    fs::write(&path, ">a\nACg\ntRN\n").unwrap();
    write_index(&path).unwrap();
    let genome = ReferenceGenome::open(&path).unwrap();
    assert_eq!(genome.checksum(first()).unwrap().to_string(), "6c6b86af54ce482152e6dfbe8bd663a7");
    assert!(genome.checksum(ContigIndex::new(1).unwrap()).is_err());
}
