//! CRAM files that samtools makes of a BAM are read as the BAM is, whatever of the format they use. Where samtools is not
//! installed, and where `HTS_SPECS` names no copy of the specification, the tests say so and pass.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use genome::contig::ContigIndex;
use genome::position::{Interval, Position};
use hts::alignments::{AlignmentError, AlignmentFile, Record, TagValue};
use hts::fasta::ReferenceGenome;

/// Runs samtools; `false`, loudly, if it is not installed.
fn samtools(folder: &Path, arguments: &[&str]) -> bool {
    match Command::new("samtools").args(arguments).current_dir(folder).stderr(Stdio::piped()).output() {
        Ok(output) => {
            assert!(output.status.success(), "samtools {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
            true
        }
        Err(_) => {
            eprintln!("SKIPPED: samtools is not installed; no CRAM of a foreign program was read");
            false
        }
    }
}

/// Random numbers.
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }
}

/// Contigs of 40,000, 9,000 and 700 bases; among them stretches of `N`, other ambiguity codes, and lower case.
fn reference(random: &mut Random) -> Vec<Vec<u8>> {
    let mut contig = |length: usize| {
        let mut bases: Vec<u8> = (0..length).map(|_| b"ACGT"[random.below(4)]).collect();
        for _ in 0..length / 500 {
            let (at, what) = (random.below(length - 40), random.below(3));
            match what {
                0 => bases[at..at + 30].fill(b'N'),
                1 => bases[at] = b"RYSWKM"[random.below(6)],
                _ => bases[at..at + 40].make_ascii_lowercase(),
            }
        }
        bases
    };
    vec![contig(40_000), contig(9_000), contig(700)]
}

/// A read on the reference: where it starts, its CIGAR, bases, edit distance, and the bases of the reference it covers.
struct Aligned {
    start: usize,
    cigar: String,
    bases: Vec<u8>,
    distance: usize,
    covers: usize,
}

fn align(random: &mut Random, contig: &[u8], start: usize) -> Aligned {
    let mut read = Aligned { start, cigar: String::new(), bases: Vec::new(), distance: 0, covers: 0 };
    let random_bases = |random: &mut Random, count| (0..count).map(|_| b"ACGT"[random.below(4)]).collect::<Vec<u8>>();
    let mut pieces = vec![('M', 20 + random.below(60))];
    if random.one_in(4) {
        let between = ['I', 'D', 'N', 'P', 'M'][random.below(5)];
        pieces.extend([(between, 1 + random.below(12)), ('M', 20 + random.below(40))]);
    }
    if random.one_in(4) {
        pieces.insert(0, ('S', 1 + random.below(20)));
    }
    if random.one_in(5) {
        pieces.push((if random.one_in(3) { 'H' } else { 'S' }, 1 + random.below(20)));
    }
    pieces.dedup_by(|next, kept| (next.0 == kept.0).then(|| kept.1 += next.1).is_some());
    for (kind, length) in pieces {
        write!(read.cigar, "{length}{kind}").unwrap();
        let place = start + read.covers;
        match kind {
            'M' => {
                for reference in &contig[place..place + length] {
                    let choice = if random.one_in(10) { 6 } else { 4 };
                    let other = b"ACGTNM"[random.below(choice)];
                    let base = if random.one_in(30) { other } else { reference.to_ascii_uppercase() };
                    read.distance += usize::from(base != reference.to_ascii_uppercase() || base == b'N');
                    read.bases.push(base);
                }
                read.covers += length;
            }
            'I' | 'S' => {
                read.bases.extend(random_bases(random, length));
                read.distance += if kind == 'I' { length } else { 0 };
            }
            'D' | 'N' => {
                read.distance += if kind == 'D' { length } else { 0 };
                read.covers += length;
            }
            _ => {}
        }
    }
    read
}

/// Lines of SAM, not sorted: pairs near each other, on two contigs, with an unmapped mate, or without any; further
/// alignments; fields of all types; reads without qualities or bases.
fn sam(random: &mut Random, contigs: &[Vec<u8>], templates: usize) -> String {
    let mut text = "@HD\tVN:1.6\tSO:unsorted\n".to_owned();
    for (place, contig) in contigs.iter().enumerate() {
        writeln!(text, "@SQ\tSN:c{place}\tLN:{}", contig.len()).unwrap();
    }
    text += "@RG\tID:one\tSM:S\n@RG\tID:two\tSM:S\n";
    for template in 0..templates {
        let contig = [0, 0, 0, 0, 0, 0, 1, 1, 2][random.below(9)];
        let length = contigs[contig].len();
        let start = random.below(length - 400);
        // Mates do not start at the same base: programs differ in which of them is then the left one.
        let first = align(random, &contigs[contig], start);
        let elsewhere = random.one_in(12);
        let mate_contig = if elsewhere { random.below(3) } else { contig };
        let place =
            if elsewhere { random.below(contigs[mate_contig].len() - 300) } else { start + 1 + random.below(200) };
        let second = align(random, &contigs[mate_contig], place);
        let kind = random.below(12);
        let fields = |random: &mut Random, other: &Aligned| {
            let mut fields = format!("MC:Z:{}\tRG:Z:{}", other.cigar, ["one", "two"][random.below(2)]);
            if random.one_in(3) {
                let numbers = [3, -4, 200, -300, 60_000, -70_000, 3_000_000_000_i64];
                write!(
                    fields,
                    "\tXA:A:q\tXi:i:{}\tXf:f:0.5\tXB:B:s,1,-2,3\tSA:Z:c1,5,+,30M,9,0;",
                    numbers[random.below(7)]
                )
                .unwrap();
            }
            fields
        };
        let bases = |random: &mut Random, read: &Aligned| {
            let length = read.bases.len();
            let qualities: String = (0..length).map(|_| char::from(b"#,8F"[random.below(4)])).collect();
            match random.below(40) {
                0 => ("*".into(), "*".into()),
                1 => (String::from_utf8(read.bases.clone()).unwrap(), "*".into()),
                _ => (String::from_utf8(read.bases.clone()).unwrap(), qualities),
            }
        };
        let mut line = |random: &mut Random,
                        flags: usize,
                        on: usize,
                        read: &Aligned,
                        mate: &str,
                        length: i64,
                        other: &Aligned| {
            let (bases, qualities) = bases(random, read);
            let (start, distance) = (read.start + 1, read.distance);
            let fields = fields(random, other);
            let flags = flags | if random.one_in(9) { 0x400 } else { 0 };
            let known = if bases == "*" { String::new() } else { format!("\tNM:i:{distance}") };
            writeln!(
                text,
                "t{template}:{on}\t{flags}\tc{on}\t{start}\t{}\t{}\t{mate}\t{length}\t{bases}\t{qualities}\t{fields}{known}",
                random.below(61),
                read.cigar
            )
            .unwrap();
        };
        let at = |read: &Aligned| read.start + 1;
        if kind == 0 {
            line(random, 0, contig, &first, "*\t0", 0, &second);
        } else if kind == 1 {
            // An unmapped mate at the place of the other.
            line(random, 73, contig, &first, &format!("=\t{}", at(&first)), 0, &second);
            let text_of = String::from_utf8(second.bases.clone()).unwrap();
            let place = at(&first);
            writeln!(
                text,
                "t{template}:{contig}\t133\tc{contig}\t{place}\t0\t*\t=\t{place}\t0\t{text_of}\t*\tRG:Z:one"
            )
            .unwrap();
        } else if mate_contig == contig {
            let (end, mate_end) = (first.start + first.covers, second.start + second.covers);
            let length = i64::try_from(end.max(mate_end) - first.start.min(second.start)).unwrap();
            let sign = if first.start < second.start { length } else { -length };
            line(random, 99, contig, &first, &format!("=\t{}", at(&second)), sign, &second);
            line(random, 147, contig, &second, &format!("=\t{}", at(&first)), -sign, &first);
            if random.one_in(10) {
                line(random, 0x863, contig, &first, &format!("=\t{}", at(&second)), sign, &second);
            }
        } else {
            line(random, 65, contig, &first, &format!("c{mate_contig}\t{}", at(&second)), 0, &second);
            line(random, 129, mate_contig, &second, &format!("c{contig}\t{}", at(&first)), 0, &first);
        }
    }
    for number in 0..20 {
        writeln!(text, "u{number}\t4\t*\t0\t0\t*\t*\t0\t0\tGATTACANRY\tFFFFFFFFFF\tXZ:Z:text").unwrap();
    }
    text
}

/// A record as text, with its fields in the order of the alphabet. Not `MD`, which CRAM leaves out and nothing needs.
fn line(record: Record<'_>, with_name: bool) -> String {
    let mut fields: Vec<String> = record
        .tags()
        .filter(|(name, _)| name != b"MD")
        .map(|(name, value)| match value {
            TagValue::Array(array) => format!("{name:?} {} {:?}", array.kind(), array.as_bytes()),
            value => format!("{name:?} {value:?}"),
        })
        .collect();
    fields.sort();
    let cigar: String = record.cigar().map(|operation| operation.to_string()).collect();
    format!(
        "{} {:?} {:?} {:?} {:?} {cigar} {:?} {:?} {} {} {:?} {:?} {fields:?}",
        if with_name { String::from_utf8_lossy(record.name()).into_owned() } else { String::new() },
        record.flags(),
        record.contig(),
        record.position(),
        record.mapping_quality(),
        record.mate_contig(),
        record.mate_position(),
        record.template_length(),
        record.read_length(),
        record.packed_bases(),
        record.qualities(),
    )
}

fn lines(
    file: &AlignmentFile,
    region: Option<(usize, u32, u32)>,
    with_names: bool,
) -> Result<Vec<String>, AlignmentError> {
    let mut reader = file.reader()?;
    match region {
        None => reader.whole_file()?,
        Some((contig, from, to)) => {
            let interval = Interval::new(Position::new(from).unwrap(), Position::new(to).unwrap()).unwrap();
            reader.query(ContigIndex::new(contig).unwrap(), interval)?;
        }
    }
    let mut lines = Vec::new();
    while let Some(record) = reader.read()? {
        lines.push(line(record, with_names));
    }
    Ok(lines)
}

#[test]
fn whatever_samtools_writes_is_read_as_the_bam() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut random = Random(11);
    let contigs = reference(&mut random);
    let fasta = contigs.iter().enumerate().map(|(place, bases)| {
        let lines: Vec<String> =
            bases.chunks(70).map(|line| String::from_utf8(line.to_vec()).unwrap() + "\n").collect();
        format!(">c{place}\n{}", lines.concat())
    });
    fs::write(folder.join("r.fa"), fasta.collect::<String>()).unwrap();
    fs::write(folder.join("r.sam"), sam(&mut random, &contigs, 1500)).unwrap();
    if !samtools(folder, &["faidx", "r.fa"]) {
        return;
    }
    samtools(folder, &["sort", "-o", "r.bam", "r.sam"]);
    samtools(folder, &["index", "r.bam"]);
    let genome = ReferenceGenome::open(&folder.join("r.fa")).unwrap();
    let bam = AlignmentFile::open(&folder.join("r.bam")).unwrap();
    let regions = [None, Some((0, 5000, 9000)), Some((0, 39_000, 40_000)), Some((1, 1, 700)), Some((2, 300, 300))];
    let expected = |with_names| regions.map(|region| lines(&bam, region, with_names).unwrap());
    let (named, nameless) = (expected(true), expected(false));
    assert!(named.iter().all(|lines| lines.len() > 5));

    let variants: &[(&str, &str)] = &[
        ("3.0", ""),
        ("3.1", ""),
        ("3.0", "fast seqs_per_slice=100 slices_per_container=3"),
        ("3.0", "level=9 use_bzip2=1 use_lzma=1 use_rans=0"),
        ("3.1", "small"),
        ("3.1", "archive level=9"),
        ("3.1", "use_arith=1 use_rans=0 use_fqz=1 use_tok=1 level=8"),
        ("3.1", "archive use_arith=1 seqs_per_slice=700"),
        ("3.0", "embed_ref=1"),
        ("3.1", "no_ref=1"),
        ("3.0", "multi_seq_per_slice=1 seqs_per_slice=500"),
        ("3.1", "store_md=1 store_nm=1"),
        ("3.1", "lossy_names=1"),
    ];
    for (version, options) in variants {
        let version = format!("version={version}");
        let mut arguments = vec!["view", "-C", "-T", "r.fa", "-o", "r.cram", "--output-fmt-option", &version];
        options.split_whitespace().for_each(|option| arguments.extend(["--output-fmt-option", option]));
        arguments.push("r.bam");
        samtools(folder, &arguments);
        samtools(folder, &["index", "r.cram"]);
        let cram = folder.join("r.cram");
        let needs_reference = !options.contains("no_ref");
        let file = if needs_reference {
            AlignmentFile::open_with_reference(&cram, &genome)
        } else {
            AlignmentFile::open(&cram)
        };
        let file = file.unwrap();
        file.check_contigs(genome.contigs()).unwrap();
        (0..3).filter_map(ContigIndex::new).for_each(|contig| file.check_checksum(&genome, contig).unwrap());
        let with_names = !options.contains("lossy_names");
        for (region, expected) in regions.into_iter().zip(if with_names { &named } else { &nameless }) {
            let found = lines(&file, region, with_names).unwrap();
            let first = found.iter().zip(expected).find(|(found, expected)| found != expected);
            assert!(first.is_none() && found.len() == expected.len(), "{version} {options} {region:?}: {first:#?}");
        }
    }
}

#[test]
fn the_files_of_the_specification_are_read() {
    let Ok(specification) = std::env::var("HTS_SPECS") else {
        eprintln!("SKIPPED: HTS_SPECS does not name a copy of samtools/hts-specs");
        return;
    };
    let tests = Path::new(&specification).join("test/cram");
    let genome = ReferenceGenome::open(&tests.join("ce.fa")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (mut read, mut unsorted) = (0, 0);
    for path in ["3.0/passed", "3.1/passed"].iter().flat_map(|part| fs::read_dir(tests.join(part)).unwrap()) {
        let path = path.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "cram") {
            continue;
        }
        // Most have no index, and none is needed to read all records.
        let copy = folder.path().join("copy.cram");
        fs::copy(&path, &copy).unwrap();
        fs::write(folder.path().join("copy.cram.crai"), "").unwrap();
        let found = AlignmentFile::open_with_reference(&copy, &genome).and_then(|file| lines(&file, None, true));
        let found = match found {
            Err(AlignmentError::NotSorted { .. } | AlignmentError::OutOfOrder { .. }) => {
                unsorted += 1;
                continue;
            }
            found => found.unwrap_or_else(|error| panic!("{}: {error}", path.display())),
        };
        read += 1;
        // The files of 3.1 are those of one SAM, which is not with them.
        let Ok(sam) = fs::read_to_string(path.with_extension("sam")) else { continue };
        let expected: Vec<Vec<&str>> =
            sam.lines().filter(|line| !line.starts_with('@')).map(|line| line.split('\t').collect()).collect();
        assert_eq!(found.len(), expected.len(), "{}", path.display());
        for (found, expected) in found.iter().zip(expected) {
            let fields: Vec<&str> = found.split(' ').collect();
            let name = path.to_string_lossy().contains("1001_name") || fields[0] == expected[0];
            let cigar = expected[5] == "*" || fields.contains(&expected[5]);
            assert!(name && cigar && fields.contains(&expected[8]), "{}: {found} {expected:?}", path.display());
        }
    }
    assert!(read > 55 && unsorted < 12, "{read} {unsorted}");
}
