//! A small CRAM file, written by the book: four records on two contigs, nothing compressed.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use genome::contig::ContigName;
use genome::sequence::{Ambiguity, Base, Sequence};
use hts::alignments::{CigarKind, RecordBuffer};
use hts::fasta::{FastaWriter, ReferenceGenome};
use libdeflater::crc32;

use super::made::{index, operation, position};

/// The bases of the reference: contigs of 600 and 300.
pub fn contigs(seed: u32) -> [Vec<Base>; 2] {
    let mut state = seed;
    let mut base = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        [Base::A, Base::C, Base::G, Base::T][(state >> 24) as usize % 4]
    };
    [600, 300].map(|length| (0..length).map(|_| base()).collect())
}

/// Writes the reference and opens it.
pub fn reference(folder: &Path, seed: u32) -> ReferenceGenome {
    let path = folder.join(format!("reference{seed}.fa"));
    let mut writer = FastaWriter::create(&path).unwrap();
    for (name, bases) in ["chr1", "chr2"].into_iter().zip(contigs(seed)) {
        writer.write(&ContigName::new(name).unwrap(), &bases).unwrap();
    }
    writer.finish().unwrap();
    ReferenceGenome::open(&path).unwrap()
}

pub fn itf8(number: i32) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    match number {
        0..0x80 => vec![bytes[3]],
        0x80..0x4000 => vec![0x80 | bytes[2], bytes[3]],
        0x4000..0x20_0000 => vec![0xc0 | bytes[1], bytes[2], bytes[3]],
        0x20_0000..0x1000_0000 => vec![0xe0 | bytes[0], bytes[1], bytes[2], bytes[3]],
        _ => {
            let [first, ..] = (number >> 4).to_be_bytes();
            let middle = (number >> 4).to_be_bytes();
            vec![0xf0 | first & 15, middle[1], middle[2], middle[3], bytes[3] & 15]
        }
    }
}

/// How the file is made.
#[derive(Debug, Clone, Copy, Default)]
pub struct Making {
    /// The file brings its own reference.
    pub embedded: bool,
    /// This byte of all that has a checksum is another, and the checksums are sound.
    pub change: Option<(usize, u8)>,
}

/// What is written, with the number of bytes that had a checksum so far.
struct Writer {
    making: Making,
    checked: usize,
}

/// The data series of the records, each in a block of its own.
const SERIES: [&str; 24] = [
    "BF", "CF", "RI", "RL", "AP", "RG", "RN", "MF", "NS", "NP", "TS", "NF", "TL", "FN", "FC", "FP", "BS", "DL", "IN",
    "SC", "MQ", "BA", "QS", "NM",
];

/// Appends a number to a series.
fn number(series: &mut BTreeMap<&str, Vec<u8>>, name: &'static str, number: i32) {
    series.entry(name).or_default().extend(itf8(number));
}

fn bytes(series: &mut BTreeMap<&str, Vec<u8>>, name: &'static str, bytes: &[u8]) {
    series.entry(name).or_default().extend(bytes);
}

impl Writer {
    /// Bytes with their checksum; one of them changed, if it is its turn.
    fn checked(&mut self, mut bytes: Vec<u8>) -> Vec<u8> {
        if let Some((at, byte)) = self.making.change
            && let Some(place) = at.checked_sub(self.checked).and_then(|at| bytes.get_mut(at))
        {
            *place = byte;
        }
        self.checked += bytes.len();
        let checksum = crc32(&bytes).to_le_bytes();
        bytes.extend(checksum);
        bytes
    }

    fn block(&mut self, kind: u8, content: i32, data: &[u8]) -> Vec<u8> {
        let size = itf8(i32::try_from(data.len()).unwrap());
        self.checked([vec![0, kind], itf8(content), size.clone(), size, data.to_vec()].concat())
    }

    fn container(&mut self, contig: i32, landmarks: &[usize], blocks: &[Vec<u8>]) -> Vec<u8> {
        let number = |number: usize| itf8(i32::try_from(number).unwrap());
        let content = blocks.concat();
        let mut header = u32::try_from(content.len()).unwrap().to_le_bytes().to_vec();
        header.extend([itf8(contig), itf8(1), itf8(600), itf8(2), vec![0, 0], number(blocks.len())].concat());
        header.extend(number(landmarks.len()));
        header.extend(landmarks.iter().flat_map(|landmark| number(*landmark)));
        [self.checked(header), content].concat()
    }

    /// What the container says of its records.
    fn compression_header(&mut self, needs_reference: bool) -> Vec<u8> {
        let map = |count: usize, entries: Vec<u8>| {
            let entries = [itf8(i32::try_from(count).unwrap()), entries].concat();
            [itf8(i32::try_from(entries.len()).unwrap()), entries].concat()
        };
        let preserved = [
            b"RN\x01AP\x01RR".to_vec(),
            vec![u8::from(needs_reference)],
            b"SM\x1b\x1b\x1b\x1b\x1bTD\x05NMC\0\0".to_vec(),
        ];
        let mut series = Vec::new();
        for (place, name) in SERIES.iter().enumerate().take(SERIES.len() - 1) {
            let id = u8::try_from(place + 1).unwrap();
            series.extend(name.as_bytes());
            series.extend(if matches!(*name, "RN" | "IN" | "SC") { vec![5, 2, 0, id] } else { vec![1, 1, id] });
        }
        // The field's one byte: its length is a constant.
        let fields = [itf8(i32::from_be_bytes([0, b'N', b'M', b'C'])), vec![4, 9, 3, 4, 1, 1, 1, 0, 1, 1, 24]].concat();
        let content = [map(5, preserved.concat()), map(SERIES.len() - 1, series), map(1, fields)].concat();
        self.block(1, 0, &content)
    }

    fn slice(
        &mut self,
        place: [i32; 3],
        records: i32,
        md5: [u8; 16],
        own: &[u8],
        series: &BTreeMap<&str, Vec<u8>>,
    ) -> Vec<u8> {
        let count = i32::try_from(SERIES.len() + 1 + usize::from(!own.is_empty())).unwrap();
        let ids = (0..count).map(itf8).collect::<Vec<_>>().concat();
        let embedded = if own.is_empty() { -1 } else { 40 };
        let start = [place.map(itf8).concat(), itf8(records), vec![0], itf8(count), itf8(count), ids, itf8(embedded)];
        let mut bytes = self.block(2, 0, &[start.concat(), md5.to_vec()].concat());
        bytes.extend(self.block(5, 0, &[]));
        for (id, name) in (1..).zip(SERIES) {
            bytes.extend(self.block(4, id, series.get(name).map_or(&[], Vec::as_slice)));
        }
        if !own.is_empty() {
            bytes.extend(self.block(4, 40, own));
        }
        bytes
    }
}

fn letters(bases: &[Base]) -> Vec<u8> {
    Sequence::from(bases).to_string().into_bytes()
}

/// The records in the file.
pub fn records(seed: u32) -> Vec<RecordBuffer> {
    let [chr1, chr2] = contigs(seed);
    let base = |text: &str| Sequence::parse(text.as_bytes(), Ambiguity::Refuse).unwrap().to_vec();
    let first = RecordBuffer {
        name: b"pair".to_vec(),
        flags: 99,
        contig: Some(index(0)),
        position: Some(position(101)),
        mapping_quality: 60,
        cigar: vec![operation(CigarKind::Match, 20)],
        mate_contig: Some(index(0)),
        mate_position: Some(position(111)),
        template_length: 36,
        // The tenth base is the last of ACGTN that is not the reference's.
        bases: [&chr1[100..109], &[Base::N][..], &chr1[110..120]].concat(),
        qualities: (10..30).collect(),
        read_group: Some(b"rg".to_vec()),
        edit_distance: Some(1),
        ..RecordBuffer::default()
    };
    let second = RecordBuffer {
        name: b"pair".to_vec(),
        flags: 147,
        contig: Some(index(0)),
        position: Some(position(111)),
        mapping_quality: 50,
        cigar: vec![
            operation(CigarKind::SoftClip, 3),
            operation(CigarKind::Match, 6),
            operation(CigarKind::Insertion, 2),
            operation(CigarKind::Match, 5),
            operation(CigarKind::Deletion, 4),
            operation(CigarKind::Match, 11),
        ],
        mate_contig: Some(index(0)),
        mate_position: Some(position(101)),
        template_length: -36,
        bases: [&base("ACG")[..], &chr1[110..116], &base("TT"), &chr1[116..121], &chr1[125..136]].concat(),
        qualities: vec![37; 27],
        read_group: Some(b"rg".to_vec()),
        edit_distance: Some(6),
        ..RecordBuffer::default()
    };
    let third = RecordBuffer {
        name: b"far".to_vec(),
        flags: 65,
        contig: Some(index(1)),
        position: Some(position(291)),
        mapping_quality: 7,
        cigar: vec![operation(CigarKind::Match, 14)],
        mate_contig: Some(index(0)),
        mate_position: Some(position(5)),
        // It runs past the end of the contig.
        bases: [&chr2[290..300], &[Base::N; 4][..]].concat(),
        edit_distance: Some(9),
        ..RecordBuffer::default()
    };
    let fourth = RecordBuffer {
        name: b"none".to_vec(),
        flags: 4,
        bases: base("GATTACA"),
        qualities: vec![2; 7],
        ..RecordBuffer::default()
    };
    vec![first, second, third, fourth]
}

/// The first slice: two mates on the first contig.
fn pair(records: &[RecordBuffer]) -> BTreeMap<&'static str, Vec<u8>> {
    let mut series = BTreeMap::new();
    for (record, (step, cram_flags)) in records.iter().zip([(0, 5), (10, 1)]) {
        // What the mate says is left out.
        number(&mut series, "BF", i32::from(record.flags & !0x28));
        number(&mut series, "CF", cram_flags);
        number(&mut series, "RL", i32::try_from(record.bases.len()).unwrap());
        number(&mut series, "AP", step);
        number(&mut series, "RG", 0);
        bytes(&mut series, "RN", &[&record.name[..], &[0]].concat());
        number(&mut series, "TL", 1);
        number(&mut series, "MQ", i32::from(record.mapping_quality));
        bytes(&mut series, "QS", &record.qualities);
    }
    number(&mut series, "NF", 0);
    for (count, features) in [(1, &b"X\x0a"[..]), (3, b"S\x01I\x09D\x07")] {
        number(&mut series, "FN", count);
        for feature in features.chunks(2) {
            bytes(&mut series, "FC", &feature[..1]);
            bytes(&mut series, "FP", &feature[1..]);
        }
    }
    number(&mut series, "BS", 3);
    bytes(&mut series, "SC", b"ACG\0");
    bytes(&mut series, "IN", b"TT\0");
    number(&mut series, "DL", 4);
    series
}

/// The second slice: a record of the second contig, and one without a place.
fn several(records: &[RecordBuffer]) -> BTreeMap<&'static str, Vec<u8>> {
    let mut series = BTreeMap::new();
    for (record, (contig, step, cram_flags)) in records.iter().zip([(1, 290, 2), (-1, -291, 1)]) {
        number(&mut series, "BF", i32::from(record.flags));
        number(&mut series, "CF", cram_flags);
        number(&mut series, "RI", contig);
        number(&mut series, "RL", i32::try_from(record.bases.len()).unwrap());
        number(&mut series, "AP", step);
        number(&mut series, "RG", -1);
        bytes(&mut series, "RN", &[&record.name[..], &[0]].concat());
    }
    for (name, value) in [("MF", 0), ("NS", 0), ("NP", 5), ("TS", 0), ("TL", 0), ("TL", 1), ("FN", 0), ("MQ", 7)] {
        number(&mut series, name, value);
    }
    bytes(&mut series, "NM", &[9]);
    bytes(&mut series, "BA", b"GATTACA");
    bytes(&mut series, "QS", &[2; 7]);
    series
}

/// Writes the file and its index; its path, and the number of bytes that have a checksum.
pub fn write(folder: &Path, seed: u32, genome: &ReferenceGenome, making: Making) -> (PathBuf, usize) {
    let [chr1, chr2] = contigs(seed);
    let text = format!(
        "@HD\tVN:1.6\tSO:coordinate\n@SQ\tSN:chr1\tLN:{}\tM5:{}\n@SQ\tSN:chr2\tLN:{}\tM5:{}\n@RG\tID:rg\tSM:S\n",
        chr1.len(),
        genome.checksum(index(0)).unwrap(),
        chr2.len(),
        genome.checksum(index(1)).unwrap()
    );
    let records = records(seed);
    let mut writer = Writer { making, checked: 0 };
    let text = [u32::try_from(text.len()).unwrap().to_le_bytes().to_vec(), text.into_bytes()].concat();
    let mut file = [&b"CRAM\x03\x00"[..], &[0; 20]].concat();
    let header = writer.block(0, 0, &text);
    let header = writer.container(0, &[], &[header]);
    file.extend(header);
    // The first slice covers 101 to 136.
    let stretch = letters(&chr1[100..136]);
    let md5 = <[u8; 16]>::from(<md5::Md5 as md5::Digest>::digest(&stretch));
    let first = writer.compression_header(true);
    let slice = writer.slice([0, 101, 36], 2, md5, if making.embedded { &stretch } else { &[] }, &pair(&records[..2]));
    let second = writer.compression_header(true);
    let other = writer.slice([-2, 1, 0], 2, [0; 16], &[], &several(&records[2..]));
    let mut lines = Vec::new();
    for (contigs, header, slice) in [(&[(0, 101, 36)][..], first, slice), (&[(1, 291, 14), (-1, 0, 0)], second, other)]
    {
        let (landmark, size) = (header.len(), slice.len());
        let line = |(contig, start, span): &(i32, u32, u32)| {
            format!("{contig}\t{start}\t{span}\t{}\t{landmark}\t{size}\n", file.len())
        };
        lines.extend(contigs.iter().map(line));
        let contig = if contigs.len() == 1 { 0 } else { -2 };
        file.extend(writer.container(contig, &[landmark], &[header, slice]));
    }
    file.extend(END_OF_FILE);
    let path = folder.join("made.cram");
    fs::write(&path, file).unwrap();
    fs::write(folder.join("made.cram.crai"), gzip(lines.concat().as_bytes())).unwrap();
    (path, writer.checked)
}

/// The container that ends a file (CRAM 9).
pub const END_OF_FILE: [u8; 38] = [
    0x0f, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0x0f, 0xe0, 0x45, 0x4f, 0x46, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00,
    0x05, 0xbd, 0xd9, 0x4f, 0x00, 0x01, 0x00, 0x06, 0x06, 0x01, 0x00, 0x01, 0x00, 0x01, 0x00, 0xee, 0x63, 0x01, 0x4b,
];

/// Bytes as a file of gzip.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut compressor = libdeflater::Compressor::new(libdeflater::CompressionLvl::default());
    let mut gzip = vec![0; compressor.gzip_compress_bound(bytes.len())];
    let length = compressor.gzip_compress(bytes, &mut gzip).unwrap();
    gzip.truncate(length);
    let _ = gzip.flush();
    gzip
}
