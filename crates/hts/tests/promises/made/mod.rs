//! Files that the tests make, and records at random to fill them.

use std::path::{Path, PathBuf};

use genome::contig::{Contig, ContigIndex, ContigList, ContigName};
use genome::position::{Interval, Length, Position};
use genome::sequence::Base;
use hts::alignments::{
    AlignmentError, AlignmentFile, BamWriter, CigarKind, CigarOperation, Flags, Header, ReadGroup, Record,
    RecordBuffer, TagValue,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

pub const LENGTHS: [u32; 3] = [250_000, 140_000, 300_000_000];

pub fn contigs() -> ContigList {
    let contig = |(place, length): (usize, &u32)| Contig {
        name: ContigName::new(&format!("chr{}", place + 1)).unwrap(),
        length: Length::new(*length).unwrap(),
        md5: (place == 0).then(|| "1b22b98cdeb4a9304cb5d48026a85128".parse().unwrap()),
    };
    ContigList::new(LENGTHS.iter().enumerate().map(contig).collect()).unwrap()
}

pub fn group(id: &str, sample: Option<&str>) -> ReadGroup {
    let text = |text: &str| Some(text.to_owned());
    ReadGroup { id: id.into(), sample: sample.map(str::to_owned), library: text("lib 1"), platform: text("ILLUMINA") }
}

pub fn header() -> Header {
    Header::new(contigs(), vec![group("rg1", Some("S1")), group("rg2", Some("S1"))]).unwrap()
}

pub fn index(place: usize) -> ContigIndex {
    ContigIndex::new(place).unwrap()
}

pub fn position(value: u32) -> Position {
    Position::new(value).unwrap()
}

pub fn interval(start: u32, end: u32) -> Interval {
    Interval::new(position(start), position(end)).unwrap()
}

pub fn operation(kind: CigarKind, length: u32) -> CigarOperation {
    CigarOperation { kind, length }
}

/// Writes a file; its path.
pub fn write(folder: &Path, header: &Header, records: &[RecordBuffer]) -> PathBuf {
    let path = folder.join("made.bam");
    let mut writer = BamWriter::create(&path, header).unwrap();
    for record in records {
        writer.write(record).unwrap();
    }
    writer.finish().unwrap();
    path
}

/// Copies every field out of a record.
pub fn copy(record: Record<'_>) -> RecordBuffer {
    RecordBuffer {
        name: record.name().to_vec(),
        flags: record.flags().bits(),
        contig: record.contig(),
        position: record.position(),
        mapping_quality: record.as_bytes()[9],
        cigar: record.cigar().collect(),
        mate_contig: record.mate_contig(),
        mate_position: record.mate_position(),
        template_length: record.template_length(),
        bases: (0..record.read_length()).map(|at| record.base(at)).collect(),
        qualities: record.qualities().unwrap_or_default().to_vec(),
        read_group: record.read_group().map(<[u8]>::to_vec),
        edit_distance: record.edit_distance(),
        other_alignments: record.tag(b"SA").and_then(TagValue::as_text).map(<[u8]>::to_vec),
    }
}

pub fn read_all(file: &AlignmentFile) -> Result<Vec<RecordBuffer>, AlignmentError> {
    let mut reader = file.reader()?;
    reader.whole_file()?;
    let mut records = Vec::new();
    while let Some(record) = reader.read()? {
        records.push(copy(record));
    }
    Ok(records)
}

/// The place of a record as its overlap with a region is told: unmapped and without CIGAR, one base.
pub fn place(record: &RecordBuffer) -> Option<(ContigIndex, Interval)> {
    let covered = record.cigar.iter().filter(|operation| operation.kind.consumes_reference());
    let covered: u32 = covered.map(|operation| operation.length).sum();
    let covered = if Flags::new(record.flags).is_unmapped() { 1 } else { covered.max(1) };
    let start = record.position?;
    Some((record.contig?, Interval::new(start, start.checked_add(covered - 1)?).ok()?))
}

const BASES: [Base; 5] = [Base::A, Base::C, Base::G, Base::T, Base::N];

fn cigar(read: u32) -> impl Strategy<Value = Vec<CigarOperation>> {
    let middle = (0..4u32, 1..2000u32);
    (0..=read / 3, middle).prop_map(move |(clip, (kind, length))| {
        use CigarKind::{Deletion, Insertion, Match, SequenceMatch, SequenceMismatch, Skip, SoftClip};
        let aligned = read - clip;
        let (left, right) = (aligned / 2, aligned - aligned / 2);
        let operations = match kind {
            0 => vec![operation(SoftClip, clip), operation(Match, aligned)],
            1 => vec![
                operation(Match, left),
                operation(Deletion, length),
                operation(Match, right),
                operation(SoftClip, clip),
            ],
            2 => vec![
                operation(SequenceMatch, left),
                operation(Skip, length * 10),
                operation(SequenceMismatch, right),
                operation(Insertion, clip),
            ],
            _ => vec![],
        };
        operations.into_iter().filter(|operation| operation.length > 0).collect()
    })
}

/// A record at a place; where there is none it is unmapped.
fn record(start: Option<(usize, u32)>, longest: u32) -> impl Strategy<Value = RecordBuffer> {
    let read = prop_oneof![8 => 1..200u32, 1 => 0..longest];
    let fields = (any::<u16>(), any::<u8>(), any::<i32>(), "[!-?A-~]{1,40}", proptest::option::of(0..LENGTHS.len()));
    let text = || proptest::option::of("[ -~]{0,12}");
    let tags = (text(), proptest::option::of(any::<u32>()), text(), any::<bool>());
    read.prop_flat_map(move |read| (vec(select(&BASES[..]), read as usize), vec(0..=93u8, read as usize), cigar(read)))
        .prop_flat_map(move |read| (Just(read), fields.clone(), tags.clone()))
        .prop_map(
            move |(
                (bases, qualities, cigar),
                (flags, quality, length, name, mate),
                (group, distance, others, stored),
            )| {
                let unmapped = if start.is_none() { Flags::UNMAPPED } else { 0 };
                RecordBuffer {
                    name: name.into_bytes(),
                    flags: flags | unmapped,
                    contig: start.map(|(contig, _)| index(contig)),
                    position: start.map(|(_, start)| position(start)),
                    mapping_quality: quality,
                    cigar,
                    mate_contig: mate.map(index),
                    mate_position: mate.map(|_| position(u32::from(flags) + 1)),
                    template_length: length,
                    qualities: if stored && !bases.is_empty() { qualities } else { Vec::new() },
                    bases,
                    read_group: group.map(String::into_bytes),
                    edit_distance: distance,
                    other_alignments: others.map(String::into_bytes),
                }
            },
        )
}

/// Sorted records: most near the first contig's start, some far out on the last, some without a place.
pub fn records(most: usize, longest: u32) -> impl Strategy<Value = Vec<RecordBuffer>> {
    let start = prop_oneof![
        6 => (1..100_000u32).prop_map(|start| Some((0, start))),
        1 => (1..10_000u32).prop_map(|start| Some((1, start))),
        2 => (1..299_000_000u32).prop_map(|start| Some((2, start))),
        1 => Just(None),
    ];
    vec(start.prop_flat_map(move |start| record(start, longest)), 0..most).prop_map(|mut records| {
        records.sort_by_key(|record| (record.contig.is_none(), record.contig, record.position));
        records
    })
}
