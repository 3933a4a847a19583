//! What is written is read again, by region too, and nothing else.

#[allow(dead_code, reason = "each test file uses a part")]
use crate::made;

use std::fs::File;
use std::io::{Read as _, Write as _};

use genome::sequence::Base;
use hts::alignments::{AlignmentError, AlignmentFile, BamWriter, CigarKind, Flags, Header, Record, RecordBuffer};
use hts::bgzf::{BgzfWriter, TextReader};
use made::{contigs, copy, group, header, index, interval, operation, position, read_all, records, write};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_field_is_read_as_it_was_written(records in records(60, 90_000)) {
        let folder = tempfile::tempdir().unwrap();
        let file = AlignmentFile::open(&write(folder.path(), &header(), &records)).unwrap();
        prop_assert_eq!(file.header(), &header());
        prop_assert_eq!(read_all(&file).unwrap(), records);
    }

    #[test]
    fn a_region_is_a_filter_over_the_file(
        records in records(200, 90_000),
        regions in proptest::collection::vec((0..3usize, 1..110_000u32, 0..60_000u32, any::<bool>()), 1..12),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let file = AlignmentFile::open(&write(folder.path(), &header(), &records)).unwrap();
        let mut reader = file.reader().unwrap();
        for (contig, start, length, far) in regions {
            let start = if far { start * 2700 } else { start };
            let region = interval(start, start + if far { length * 100 } else { length });
            reader.query(index(contig), region).unwrap();
            let mut found = Vec::new();
            while let Some(record) = reader.read().unwrap() {
                found.push(copy(record));
            }
            let overlaps = |record: &&RecordBuffer| {
                made::place(record).is_some_and(|(on, place)| on == index(contig) && place.overlaps(region))
            };
            let expected: Vec<_> = records.iter().filter(overlaps).cloned().collect();
            prop_assert_eq!(found, expected, "{}:{}", contig, region);
        }
    }

    #[test]
    fn bytes_that_are_no_record_are_refused_and_never_a_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
        changes in proptest::collection::vec((0..200usize, any::<u8>()), 0..4),
        records in records(2, 100),
    ) {
        let touch = |record: Record<'_>| {
            let _ = (copy(record), record.reference_span(), record.packed_bases(), record.mapping_quality());
            let _ = record.tags().count();
        };
        if let Ok(record) = Record::from_bytes(&bytes) { touch(record); }
        let folder = tempfile::tempdir().unwrap();
        let file = AlignmentFile::open(&write(folder.path(), &header(), &records)).unwrap();
        let mut reader = file.reader().unwrap();
        reader.whole_file().unwrap();
        if let Some(record) = reader.read().unwrap() {
            let mut bytes = record.as_bytes().to_vec();
            prop_assert_eq!(Record::from_bytes(&bytes), Ok(record));
            for (at, byte) in changes {
                let length = bytes.len();
                bytes[at % length] = byte;
            }
            if let Ok(record) = Record::from_bytes(&bytes) { touch(record); }
        }
    }
}

fn simple(name: &str, start: u32) -> RecordBuffer {
    RecordBuffer {
        name: name.into(),
        contig: Some(index(0)),
        position: Some(position(start)),
        cigar: vec![operation(CigarKind::Match, 100)],
        bases: vec![Base::G; 100],
        ..RecordBuffer::default()
    }
}

#[test]
fn an_unmapped_mate_is_found_at_its_mates_place() {
    let folder = tempfile::tempdir().unwrap();
    let mapped = simple("pair", 5000);
    let unmapped = RecordBuffer { flags: Flags::UNMAPPED, ..simple("pair", 5000) };
    let file = AlignmentFile::open(&write(folder.path(), &header(), &[mapped, unmapped])).unwrap();
    let mut reader = file.reader().unwrap();
    let mut count = |start, end| {
        reader.query(index(0), interval(start, end)).unwrap();
        let mut flags = Vec::new();
        while let Some(record) = reader.read().unwrap() {
            assert_eq!(record.reference_span().is_some(), !record.flags().is_unmapped());
            flags.push(record.flags().is_unmapped());
        }
        flags
    };
    assert_eq!(count(4000, 5000), [false, true]);
    assert_eq!(count(5001, 5099), [false], "the mapped read starts before the region");
    assert!(count(5100, 6000).is_empty() && count(1, 4999).is_empty());
    assert_eq!(file.mapped_records(index(0)), Some(1));
    assert_eq!((file.mapped_records(index(1)), file.mapped_records(index(3))), (Some(0), None));
    assert_eq!(file.records(), Some([1, 1]));
    let error = reader.query(index(3), interval(1, 2)).unwrap_err();
    assert!(matches!(error, AlignmentError::UnknownContig { place: 3, .. }));
}

#[test]
fn a_record_longer_than_a_block_and_one_with_more_operations_than_16_bits_count() {
    let folder = tempfile::tempdir().unwrap();
    let mut long = simple("long", 10);
    long.cigar = (0..35_000)
        .flat_map(|_| {
            [operation(CigarKind::Match, 1), operation(CigarKind::Deletion, 1), operation(CigarKind::Match, 1)]
        })
        .collect();
    long.bases = [Base::A, Base::C, Base::N].into_iter().cycle().take(70_000).collect();
    long.qualities = (0..70_000u32).map(|at| u8::try_from(at % 60).unwrap()).collect();
    let records = [simple("before", 5), long.clone(), simple("behind", 104_990), simple("far", 105_010)];
    let file = AlignmentFile::open(&write(folder.path(), &header(), &records)).unwrap();
    assert_eq!(read_all(&file).unwrap(), records);
    let mut reader = file.reader().unwrap();
    reader.query(index(0), interval(105_009, 105_009)).unwrap();
    let found = reader.read().unwrap().unwrap();
    assert_eq!(found.reference_span(), Some(interval(10, 105_009)));
    assert_eq!(copy(found), long);
    assert_eq!(reader.read().unwrap().map(copy), Some(records[2].clone()));
    assert!(reader.read().unwrap().is_none());
}

#[test]
fn what_no_reader_would_take_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("made.bam");
    let mut writer = BamWriter::create(&path, &header()).unwrap();
    writer.write(&simple("first", 1000)).unwrap();
    let sound = simple("r", 2000);
    let mut say = |record: RecordBuffer| writer.write(&record).unwrap_err().to_string();
    let cases = [
        (RecordBuffer { name: b"a b".to_vec(), ..sound.clone() }, "printable"),
        (RecordBuffer { name: vec![b'a'; 255], ..sound.clone() }, "254"),
        (RecordBuffer { cigar: vec![operation(CigarKind::Match, 99)], ..sound.clone() }, "needs 99 bases"),
        (RecordBuffer { cigar: vec![operation(CigarKind::Match, 0)], ..sound.clone() }, "has 0 bases"),
        (RecordBuffer { qualities: vec![30; 99], ..sound.clone() }, "99 qualities for 100 bases"),
        (RecordBuffer { qualities: vec![94; 100], ..sound.clone() }, "94 is not a base quality"),
        (RecordBuffer { contig: None, ..sound.clone() }, "without a contig"),
        (RecordBuffer { contig: Some(index(3)), ..sound.clone() }, "not in the header"),
        (RecordBuffer { mate_contig: Some(index(3)), ..sound.clone() }, "not in the header"),
        (RecordBuffer { contig: None, position: None, ..sound.clone() }, "0x4"),
        (RecordBuffer { position: Some(position(249_902)), ..sound.clone() }, "past the end of its contig"),
        (RecordBuffer { position: Some(position(999)), ..sound.clone() }, "genome order"),
        (RecordBuffer { read_group: Some(b"a\tb".to_vec()), ..sound }, "read group"),
    ];
    for (record, words) in cases {
        let message = say(record);
        assert!(message.contains(words) && message.contains("made.bam"), "{message}: {words}");
    }
    assert!(!path.exists(), "no half-written file has the final name");
    drop(writer);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "and none is left behind");
}

#[test]
fn a_file_of_another_reference_or_of_two_people_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = AlignmentFile::open(&write(folder.path(), &header(), &[])).unwrap();
    assert!(read_all(&file).unwrap().is_empty());
    assert_eq!(file.sample().unwrap(), "S1");
    assert!(!file.is_index_older());
    file.check_contigs(&contigs()).unwrap();
    let shorter = genome::contig::ContigList::new(contigs().contigs()[..2].to_vec()).unwrap();
    let error = file.check_contigs(&shorter).unwrap_err();
    assert!(matches!(error, AlignmentError::MoreContigs { .. }) && error.to_string().contains("chr3 is missing"));
    let mut other = contigs().contigs().to_vec();
    other[1].length = genome::position::Length::new(140_001).unwrap();
    let error = file.check_contigs(&genome::contig::ContigList::new(other).unwrap()).unwrap_err();
    assert!(matches!(error, AlignmentError::Contigs { .. }), "{error}");

    let open =
        |groups| AlignmentFile::open(&write(folder.path(), &Header::new(contigs(), groups).unwrap(), &[])).unwrap();
    let file = open(vec![group("1", Some("S1")), group("2", Some("S2"))]);
    assert!(matches!(file.sample(), Err(AlignmentError::SeveralSamples { samples, .. }) if samples == ["S1", "S2"]));
    for groups in [vec![], vec![group("1", None)]] {
        let file = open(groups);
        let error = file.sample().unwrap_err();
        assert!(matches!(error, AlignmentError::NoSample { .. }) && error.to_string().contains("addreplacerg"));
    }
    assert!(Header::new(contigs(), vec![group("1", None), group("1", None)]).is_err());
    assert!(Header::new(contigs(), vec![group("1\t", None)]).is_err());
    assert!(header().with_line("@CO\ta\nb").is_err());
}

#[test]
fn a_file_that_says_another_order_is_refused_and_one_that_is_in_another_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let mut unsorted = header();
    unsorted.text = unsorted.text.replace("SO:coordinate", "SO:queryname");
    let error = AlignmentFile::open(&write(folder.path(), &unsorted, &[])).unwrap_err();
    assert!(matches!(&error, AlignmentError::NotSorted { order, .. } if order == "queryname"));
    assert!(error.to_string().contains("samtools sort"));

    // Two sound files, of which the second holds the block of records of the first.
    let late = write(folder.path(), &header(), &[simple("late", 9000)]);
    let late = std::fs::read(late).unwrap();
    let path = write(folder.path(), &header(), &[simple("early", 5000)]);
    let early = std::fs::read(&path).unwrap();
    let header_end = usize::from(u16::from_le_bytes([early[16], early[17]])) + 1;
    let mixed = [&early[..header_end], &late[header_end..late.len() - 28], &early[header_end..]].concat();
    std::fs::write(&path, mixed).unwrap();
    let error = read_all(&AlignmentFile::open(&path).unwrap()).unwrap_err();
    assert!(matches!(error, AlignmentError::OutOfOrder { .. }));
    assert!(error.to_string().contains("chr1:9000"), "{error}");
}

#[test]
fn files_are_shared_between_threads_and_readers_move_to_one() {
    fn shared<T: Send + Sync>() {}
    fn moved<T: Send>() {}
    shared::<AlignmentFile>();
    shared::<hts::fasta::ReferenceGenome>();
    shared::<hts::bed::Regions>();
    moved::<hts::alignments::RegionReader>();
    moved::<BamWriter>();
    moved::<hts::vcf::VcfWriter>();
    moved::<hts::vcf::VariantSites>();
}

#[test]
fn records_are_copied_as_they_stand() {
    let folder = tempfile::tempdir().unwrap();
    let records = [simple("a", 1), RecordBuffer { edit_distance: Some(3), ..simple("b", 2) }];
    let file = AlignmentFile::open(&write(folder.path(), &header(), &records)).unwrap();
    let path = folder.path().join("copy.bam");
    let mut writer = BamWriter::create(&path, file.header()).unwrap();
    let mut reader = file.reader().unwrap();
    reader.whole_file().unwrap();
    while let Some(record) = reader.read().unwrap() {
        writer.write_record(record).unwrap();
    }
    writer.finish().unwrap();
    assert_eq!(read_all(&AlignmentFile::open(&path).unwrap()).unwrap(), records);
}

/// What programs wrote down of themselves is given as it stands, and nothing in it stops the file.
#[test]
fn programs_are_given_as_the_header_has_them_also_where_it_is_not_text() {
    let folder = tempfile::tempdir().unwrap();
    let line = "@PG\tID:bwa\tVN:1.????\tPP:\tCL:bwa mem -R @RG\\tID:1 ref.fa";
    let header = header().with_line(line).unwrap().with_line("@PG\tPN:b").unwrap();
    let path = write(folder.path(), &header, &[]);
    let mut bytes = Vec::new();
    TextReader::new(File::open(&path).unwrap()).unwrap().read_to_end(&mut bytes).unwrap();
    let at = bytes.windows(4).position(|four| four == b"????").unwrap();
    bytes[at..at + 4].copy_from_slice(&[0xff, 0xfe, 0xc3, 0x28]);
    let mut writer = BgzfWriter::new(Vec::new());
    writer.write_all(&bytes).unwrap();
    std::fs::write(&path, writer.finish().unwrap()).unwrap();

    let file = AlignmentFile::open(&path).unwrap();
    let programs: Vec<_> = file.header().programs().collect();
    assert_eq!((programs[0].id, programs[0].name, programs[0].previous), (Some("bwa"), None, None));
    assert_eq!(programs[0].version, Some("1.\u{fffd}\u{fffd}\u{fffd}("));
    assert_eq!(programs[0].command, Some("bwa mem -R @RG\\tID:1 ref.fa"));
    assert_eq!((programs[1].id, programs[1].name), (None, Some("b")));
    assert_eq!(programs.len(), 2);
    assert!(!file.header().marks_alternate_contigs());
}
