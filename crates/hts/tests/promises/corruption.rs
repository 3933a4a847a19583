//! Damaged files: each is an error that says where, and never a panic.

#[allow(dead_code, reason = "each test file uses a part")]
use crate::made;

use std::fs;
use std::path::Path;

use hts::alignments::{AlignmentError, AlignmentFile, CigarKind, RecordBuffer};
use made::{header, index, interval, operation, position, read_all, write};
use proptest::prelude::*;

/// Records over several blocks: bases and qualities that do not shrink.
fn many(count: u32) -> Vec<RecordBuffer> {
    let mut state = 1u32;
    let mut random = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 24
    };
    let bases = [b'A', b'C', b'G', b'T'];
    let record = |at: u32| RecordBuffer {
        name: format!("read{at}").into_bytes(),
        contig: Some(index(0)),
        position: Some(position(1 + at * 100)),
        cigar: vec![operation(CigarKind::Match, 150)],
        bases: (0..150)
            .map(|_| {
                let letter = bases[random() as usize % 4];
                genome::sequence::Base::from_iupac(letter, genome::sequence::Ambiguity::Refuse).unwrap()
            })
            .collect(),
        qualities: (0..150).map(|_| u8::try_from(random() % 41).unwrap()).collect(),
        ..RecordBuffer::default()
    };
    (0..count).map(record).collect()
}

/// Opens and reads whatever lies there: the whole file, and a region.
fn use_it(path: &Path) -> Result<(), AlignmentError> {
    let file = AlignmentFile::open(path)?;
    read_all(&file)?;
    let mut reader = file.reader()?;
    if file.header().contigs.contigs().is_empty() {
        return Ok(());
    }
    reader.query(index(0), interval(2000, 90_000))?;
    while reader.read()?.is_some() {}
    Ok(())
}

#[test]
fn every_truncation_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), &header(), &many(12));
    let whole = fs::read(&path).unwrap();
    assert!(use_it(&path).is_ok());
    for end in 0..whole.len() {
        fs::write(&path, &whole[..end]).unwrap();
        let error = use_it(&path).unwrap_err();
        assert!(matches!(error, AlignmentError::Truncated { .. }), "{end}: {error}");
    }
    // A cut that someone closed with an end-of-file block.
    for end in 0..whole.len() - 28 {
        fs::write(&path, [&whole[..end], &whole[whole.len() - 28..]].concat()).unwrap();
        assert!(use_it(&path).is_err(), "{end}");
    }
    let bai = path.with_file_name("made.bam.bai");
    let index = fs::read(&bai).unwrap();
    fs::write(&path, &whole).unwrap();
    // The number of records without a place, the last eight bytes, may be missing (SAM 5.2).
    for end in 0..index.len() - 8 {
        fs::write(&bai, &index[..end]).unwrap();
        let error = use_it(&path).unwrap_err();
        assert!(matches!(error, AlignmentError::Index { .. }), "{end}: {error}");
    }
    fs::remove_file(&bai).unwrap();
    let error = use_it(&path).unwrap_err();
    assert!(matches!(error, AlignmentError::NoIndex { .. }) && error.to_string().contains("samtools index"));
}

#[test]
fn a_flipped_byte_is_found_with_its_block_and_the_last_good_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), &header(), &many(800));
    let whole = fs::read(&path).unwrap();
    let mut blocks = Vec::new();
    let mut at = 0;
    while at < whole.len() {
        blocks.push(at);
        at += usize::from(u16::from_le_bytes([whole[at + 16], whole[at + 17]])) + 1;
    }
    assert!(blocks.len() >= 5, "header, at least three blocks, end of file: {}", blocks.len());
    let third = blocks[3];
    for (place, inner) in [(third + 300, false), (blocks[4] - 20, false), (blocks[4] - 8, true), (blocks[4] - 4, true)]
    {
        let mut damaged = whole.clone();
        damaged[place] ^= 0x10;
        fs::write(&path, &damaged).unwrap();
        let file = AlignmentFile::open(&path).unwrap();
        let error = read_all(&file).unwrap_err();
        let AlignmentError::Block { offset, last, .. } = &error else { panic!("{error}") };
        assert_eq!(*offset, third as u64);
        let (contig, position) = last.0.clone().unwrap();
        assert!(contig == "chr1" && position > 20_000, "{error}");
        let message = error.to_string();
        assert!(message.contains("made.bam") && message.contains("chr1:") && message.contains("compare checksums"));
        assert!(!inner || message.contains("checksum is") || message.contains("bytes and holds"), "{message}");
        // A region in sound blocks is still read.
        let mut reader = file.reader().unwrap();
        reader.query(index(0), interval(1, 10_000)).unwrap();
        let mut count = 0;
        while reader.read().unwrap().is_some() {
            count += 1;
        }
        assert_eq!(count, 100);
    }
}

#[test]
fn no_flipped_bit_changes_a_record_unseen() {
    let folder = tempfile::tempdir().unwrap();
    let records = many(4);
    let path = write(folder.path(), &header(), &records);
    let whole = fs::read(&path).unwrap();
    for place in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[place] ^= 0x40;
        fs::write(&path, &damaged).unwrap();
        // Some bytes of gzip's header, and bits behind the end of the deflated data, say nothing.
        if let Ok(file) = AlignmentFile::open(&path) {
            assert!(read_all(&file).map_or(true, |found| found == records), "byte {place}");
        }
    }
}

#[test]
fn what_is_no_bam_is_told_with_its_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.bam");
    let say = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        AlignmentFile::open(&path).unwrap_err().to_string()
    };
    assert!(say(b"CRAM\x02\x01").contains("samtools view -C"));
    assert!(say(b"@HD\tVN:1.6\n").contains("neither a BAM nor a CRAM file"));
    assert!(say(b"").contains("truncated"));
    let error = AlignmentFile::open(&folder.path().join("none.bam")).unwrap_err();
    assert!(matches!(error, AlignmentError::Io { .. }) && error.to_string().contains("none.bam"));
    assert!(say(&block(b"##fileformat=VCFv4.4\n")).contains("neither a BAM nor a CRAM file"));
}

#[test]
fn an_index_of_another_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), &header(), &many(800));
    let bai = path.with_file_name("made.bam.bai");
    let long = fs::read(&bai).unwrap();
    write(folder.path(), &header(), &many(3));
    fs::write(&bai, long).unwrap();
    let error = AlignmentFile::open(&path).unwrap_err();
    assert!(error.to_string().contains("points behind the end"), "{error}");
    let one = genome::contig::ContigList::new(made::contigs().contigs()[..1].to_vec()).unwrap();
    let other = tempfile::tempdir().unwrap();
    let other = write(other.path(), &hts::alignments::Header::new(one, vec![]).unwrap(), &many(3));
    fs::copy(other.with_file_name("made.bam.bai"), &bai).unwrap();
    let error = AlignmentFile::open(&path).unwrap_err();
    assert!(error.to_string().contains("1 contigs where the file has 3"), "{error}");
}

/// A sound file of 400 records and its index, made once; writes them anew.
fn sound(folder: &Path) -> (std::path::PathBuf, std::path::PathBuf) {
    static BYTES: std::sync::OnceLock<(Vec<u8>, Vec<u8>)> = std::sync::OnceLock::new();
    let (bam, bai) = BYTES.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = write(folder.path(), &header(), &many(400));
        (fs::read(&path).unwrap(), fs::read(path.with_file_name("made.bam.bai")).unwrap())
    });
    let paths = (folder.join("made.bam"), folder.join("made.bam.bai"));
    fs::write(&paths.0, bam).unwrap();
    fs::write(&paths.1, bai).unwrap();
    paths
}

/// The bytes as a BGZF file.
fn block(bytes: &[u8]) -> Vec<u8> {
    let mut block = hts::bgzf::BgzfWriter::new(Vec::new());
    std::io::Write::write_all(&mut block, bytes).unwrap();
    block.finish().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600), kind in 0..4) {
        let folder = tempfile::tempdir().unwrap();
        let (path, bai) = sound(folder.path());
        match kind {
            0 => fs::write(&bai, [b"BAI\x01\x03\0\0\0", &bytes[..]].concat()).unwrap(),
            1 => {
                let csi = b"CSI\x01\x0e\0\0\0\x05\0\0\0\0\0\0\0\x03\0\0\0";
                fs::write(&bai, block(&[&csi[..], &bytes].concat())).unwrap();
            }
            2 => {
                let header = b"BAM\x01\x02\0\0\0@H\x01\0\0\0\x02\0\0\0a\0\xff\0\0\0";
                fs::write(&path, block(&[&header[..], &bytes].concat())).unwrap();
            }
            _ => fs::write(&path, block(&[b"BAM\x01", &bytes[..]].concat())).unwrap(),
        }
        let _ = use_it(&path);
    }

    #[test]
    fn a_changed_index_never_panics(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let (path, bai) = sound(folder.path());
        let mut index = fs::read(&bai).unwrap();
        for (at, byte) in changes {
            let at = at.index(index.len());
            index[at] = byte;
        }
        fs::write(&bai, &index).unwrap();
        let _ = use_it(&path);
    }

    #[test]
    fn a_changed_record_in_a_sound_block_never_panics(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let folder = tempfile::tempdir().unwrap();
        let path = sound(folder.path()).0;
        let whole = fs::read(&path).unwrap();
        let mut inflated = Vec::new();
        let mut reader = hts::bgzf::TextReader::new(std::io::Cursor::new(whole)).unwrap();
        std::io::Read::read_to_end(&mut reader, &mut inflated).unwrap();
        let at = at.index(if at.index(2) == 0 { 200 } else { inflated.len() });
        inflated[at] = byte;
        fs::write(&path, block(&inflated)).unwrap();
        if let Ok(file) = AlignmentFile::open(&path) {
            let _ = read_all(&file);
        }
    }
}
