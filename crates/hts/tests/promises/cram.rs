//! CRAM files made by the book: they are read, and what is wrong with one is told.

use crate::cram_file;
#[allow(dead_code, reason = "each test file uses a part")]
use crate::made;

use std::fs;
use std::path::Path;

use cram_file::{END_OF_FILE, Making, gzip, records, reference, write};
use hts::alignments::{AlignmentError, AlignmentFile, CramFault, RecordBuffer};
use hts::fasta::ReferenceGenome;
use made::{copy, index, interval, read_all};
use proptest::prelude::*;

/// Opens and reads whatever lies there: the whole file, and a region.
fn use_it(path: &Path, reference: &ReferenceGenome) -> Result<Vec<RecordBuffer>, AlignmentError> {
    let file = AlignmentFile::open_with_reference(path, reference)?;
    let all = read_all(&file)?;
    let mut reader = file.reader()?;
    for contig in 0..file.header().contigs.contigs().len().min(2) {
        reader.query(index(contig), interval(100, 300))?;
        while reader.read()?.is_some() {}
    }
    Ok(all)
}

/// A file and its reference.
fn made(folder: &Path, making: Making) -> (std::path::PathBuf, ReferenceGenome) {
    let genome = reference(folder, 1);
    (write(folder, 1, &genome, making).0, genome)
}

#[test]
fn records_are_those_that_were_written() {
    for embedded in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let (path, genome) = made(folder.path(), Making { embedded, ..Making::default() });
        let file = AlignmentFile::open_with_reference(&path, &genome).unwrap();
        assert_eq!((file.sample().unwrap(), file.is_index_older()), ("S", false));
        file.check_contigs(genome.contigs()).unwrap();
        for contig in [0, 1] {
            file.check_checksum(&genome, index(contig)).unwrap();
        }
        assert_eq!(file.mapped_records(index(0)), None, "its index does not count");
        assert_eq!(read_all(&file).unwrap(), records(1));
        let mut reader = file.reader().unwrap();
        let mut found = |contig, from, to| {
            reader.query(index(contig), interval(from, to)).unwrap();
            let mut names = Vec::new();
            while let Some(record) = reader.read().unwrap() {
                names.push(copy(record));
            }
            names
        };
        // The slice that was read last is kept, and read again.
        assert_eq!(found(0, 1, 110), records(1)[..1]);
        assert_eq!(found(0, 120, 136), records(1)[..2]);
        assert_eq!(found(0, 121, 136), records(1)[1..2]);
        assert_eq!(found(1, 300, 300), records(1)[2..3]);
        assert_eq!((found(0, 137, 600), found(1, 1, 290)), (vec![], vec![]));
    }
}

#[test]
fn the_reference_is_the_one_that_the_user_names() {
    let folder = tempfile::tempdir().unwrap();
    let (path, _) = made(folder.path(), Making::default());
    let alone = read_all(&AlignmentFile::open(&path).unwrap()).unwrap_err();
    assert!(matches!(alone, AlignmentError::NoReference { .. }), "{alone}");
    let other = reference(folder.path(), 2);
    let file = AlignmentFile::open_with_reference(&path, &other).unwrap();
    let error = read_all(&file).unwrap_err();
    assert!(matches!(error, AlignmentError::OtherReference { .. }), "{error}");
    let message = error.to_string();
    assert!(
        message.contains("made.cram: made with another reference: the bases of chr1:101-136 have MD5 "),
        "{message}"
    );
    // The whole contig differs as well, and its checksum is in the header.
    file.check_contigs(other.contigs()).unwrap();
    let error = file.check_checksum(&other, index(1)).unwrap_err().to_string();
    let (stated, found) = (reference(folder.path(), 1).checksum(index(1)).unwrap(), other.checksum(index(1)).unwrap());
    assert!(error.contains(&format!("contig chr2 has MD5 {stated} where {found} is expected")), "{error}");
    assert!(error.contains("give the reference that it was aligned to"), "{error}");
    // A file that brings its own reference needs none where it does.
    let (path, _) = made(folder.path(), Making { embedded: true, ..Making::default() });
    let mut reader = AlignmentFile::open(&path).unwrap().reader().unwrap();
    reader.query(index(0), interval(1, 600)).unwrap();
    assert_eq!(reader.read().unwrap().map(copy), Some(records(1).remove(0)));
}

#[test]
fn every_truncation_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let (path, genome) = made(folder.path(), Making::default());
    let whole = fs::read(&path).unwrap();
    for end in (0..whole.len()).filter(|end| end % 9 == 0 || end + 50 > whole.len()) {
        fs::write(&path, &whole[..end]).unwrap();
        let error = use_it(&path, &genome).unwrap_err();
        assert!(matches!(error, AlignmentError::Truncated { .. } | AlignmentError::NotBam { .. }), "{end}: {error}");
    }
    // A cut that someone closed with the container that ends a file.
    for end in (30..whole.len() - END_OF_FILE.len()).step_by(5) {
        fs::write(&path, [&whole[..end], &END_OF_FILE].concat()).unwrap();
        assert!(use_it(&path, &genome).is_err(), "{end}");
    }
}

#[test]
fn a_flipped_bit_is_found_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let (path, genome) = made(folder.path(), Making::default());
    let whole = fs::read(&path).unwrap();
    for place in (0..whole.len()).filter(|place| place % 3 == 0 || place + 50 > whole.len()) {
        let mut damaged = whole.clone();
        damaged[place] ^= 0x20;
        fs::write(&path, &damaged).unwrap();
        match use_it(&path, &genome) {
            // The file's name for itself, and half a byte of the container that ends it, say nothing.
            Ok(found) => {
                let silent = (5..26).contains(&place) || place == whole.len() - END_OF_FILE.len() + 8;
                assert!(found == records(1) && silent, "byte {place}");
            }
            Err(AlignmentError::Cram { offset, fault, .. }) => {
                let known = matches!(fault, CramFault::Checksum { .. } | CramFault::Ended | CramFault::Number { .. });
                assert!(known && offset <= place as u64, "byte {place}: {offset}: {fault}");
            }
            Err(error) => assert!(place < 6 || place >= whole.len() - END_OF_FILE.len(), "byte {place}: {error}"),
        }
    }
    // In the middle of the file, after a sound record: which block, and what was read last.
    let place = whole.windows(7).position(|bytes| bytes == b"GATTACA").unwrap();
    let mut damaged = whole.clone();
    damaged[place] = b'C';
    fs::write(&path, &damaged).unwrap();
    let error = use_it(&path, &genome).unwrap_err();
    let AlignmentError::Cram { offset, fault: CramFault::Checksum { part: "block", .. }, .. } = &error else {
        panic!("{error}")
    };
    assert!(*offset < place as u64 && *offset + 16 > place as u64, "{offset} {place}");
    let message = error.to_string();
    let parts = ["made.cram", "starts at chr1:111", "CRC-32", "Copy the file again and compare checksums"];
    assert!(parts.iter().all(|part| message.contains(part)), "{message}");
}

#[test]
fn indexes_and_versions_that_do_not_fit_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (path, genome) = made(folder.path(), Making::default());
    let (whole, crai) = (fs::read(&path).unwrap(), path.with_file_name("made.cram.crai"));
    let sound = fs::read(&crai).unwrap();
    let say = |bytes: &[u8]| {
        fs::write(&crai, bytes).unwrap();
        use_it(&path, &genome).unwrap_err().to_string()
    };
    assert!(say(&gzip(b"0\t101\t36\t9999\t1\t1\n")).contains("points behind the end"));
    assert!(say(&gzip(b"0\t101\t36\n")).contains("line 1 is none"));
    assert!(say(&gzip(b"7\t101\t36\t30\t1\t1\n")).contains("8 contigs where the file has 2"));
    assert!(say(&[&sound[..], &gzip(b"0\t1\t9\t26\t1\t1\n")].concat()).contains("gzip of a single member"));
    assert!(say(&sound[..sound.len() - 1]).contains("gzip of a single member"));
    // A place where no slice begins, or no container.
    let text = |container: usize, landmark: usize| gzip(format!("0\t1\t900\t{container}\t{landmark}\t1\n").as_bytes());
    let header = 26 + u32::from_le_bytes(*whole[26..].first_chunk().unwrap()) as usize;
    assert!(say(&text(26, 5)).contains("run samtools index"));
    assert!(say(&text(header, 5)).contains("run samtools index"));
    fs::remove_file(&crai).unwrap();
    let error = use_it(&path, &genome).unwrap_err().to_string();
    assert!(error.contains("made.cram.crai); make one: samtools index"), "{error}");
    fs::write(path.with_extension("crai"), &sound).unwrap();
    assert_eq!(use_it(&path, &genome).unwrap(), records(1), "the index under the file's own name");
    for version in [[2, 1], [3, 2], [4, 0]] {
        fs::write(&path, [b"CRAM", &version[..], &whole[6..]].concat()).unwrap();
        let error = use_it(&path, &genome).unwrap_err().to_string();
        assert!(
            error.contains(&format!("CRAM {}.{}", version[0], version[1])) && error.contains("version=3.0"),
            "{error}"
        );
    }
    fs::write(&path, [b"CRAM\x03\x01", &whole[6..]].concat()).unwrap();
    assert_eq!(use_it(&path, &genome).unwrap(), records(1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn a_changed_byte_under_a_sound_checksum_never_panics(at: prop::sample::Index, byte: u8, embedded: bool) {
        static GENOME: std::sync::OnceLock<(tempfile::TempDir, ReferenceGenome, usize)> = std::sync::OnceLock::new();
        let (folder, genome, checked) = GENOME.get_or_init(|| {
            let folder = tempfile::tempdir().unwrap();
            let genome = reference(folder.path(), 1);
            let checked = write(folder.path(), 1, &genome, Making::default()).1;
            (folder, genome, checked)
        });
        let making = Making { embedded, change: Some((at.index(*checked), byte)) };
        let (path, _) = write(folder.path(), 1, genome, making);
        let _ = use_it(&path, genome);
    }
}
