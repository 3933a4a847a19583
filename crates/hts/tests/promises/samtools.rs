//! The same files read by samtools, bcftools and tabix. Where they are not installed the tests say so and pass.

#[allow(dead_code, reason = "each test file uses a part")]
use crate::made;

use std::io::Write;
use std::path::Path;
use std::process::Command;

use genome::position::Position;
use genome::sequence::Base;
use hts::alignments::{AlignmentFile, CigarKind, Flags, RecordBuffer};
use hts::fasta::{FastaWriter, ReferenceGenome};
use hts::vcf::VcfWriter;
use made::{contigs, header, index, interval, operation, position, write};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// What a program says; `None`, loudly, if it is not installed.
fn say(program: &str, arguments: &[&str], folder: &Path) -> Option<String> {
    match Command::new(program).args(arguments).current_dir(folder).output() {
        Ok(output) => {
            let error = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success() && error.is_empty(), "{program} {arguments:?}: {error}");
            Some(String::from_utf8(output.stdout).unwrap())
        }
        Err(_) => {
            let _ = writeln!(
                std::io::stderr(),
                "SKIPPED: {program} is not installed; apt-get install samtools bcftools tabix"
            );
            None
        }
    }
}

/// A record as a line of SAM (SAM 1.4).
fn sam(record: &RecordBuffer) -> String {
    let list = contigs();
    let name = |contig: Option<_>| contig.map_or("*", |contig| list.get(contig).unwrap().name.as_str());
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let or_star = |text: String| if text.is_empty() { "*".into() } else { text };
    let mate = match record.mate_contig {
        Some(_) if record.mate_contig == record.contig => "=",
        mate => name(mate),
    };
    let mut fields = vec![
        text(&record.name),
        record.flags.to_string(),
        name(record.contig).to_owned(),
        record.position.map_or(0, Position::get).to_string(),
        record.mapping_quality.to_string(),
        or_star(record.cigar.iter().map(ToString::to_string).collect()),
        mate.to_owned(),
        record.mate_position.map_or(0, Position::get).to_string(),
        record.template_length.to_string(),
        or_star(record.bases.iter().map(ToString::to_string).collect()),
        or_star(text(&record.qualities.iter().map(|quality| quality + 33).collect::<Vec<_>>())),
    ];
    fields.extend(record.read_group.iter().map(|group| format!("RG:Z:{}", text(group))));
    fields.extend(record.edit_distance.map(|distance| format!("NM:i:{distance}")));
    fields.extend(record.other_alignments.iter().map(|others| format!("SA:Z:{}", text(others))));
    fields.join("\t")
}

#[test]
fn samtools_reads_what_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let mut runner = TestRunner::deterministic();
    for _ in 0..12 {
        let records = made::records(300, 90_000).new_tree(&mut runner).unwrap().current();
        let path = write(folder.path(), &header(), &records);
        if say("samtools", &["quickcheck", "-v", "made.bam"], folder.path()).is_none() {
            return;
        }
        let lines: Vec<String> = records.iter().map(sam).collect();
        let found = say("samtools", &["view", "made.bam"], folder.path()).unwrap();
        assert!(found.lines().eq(lines.iter().map(String::as_str)));
        let head = say("samtools", &["view", "-H", "--no-PG", "made.bam"], folder.path()).unwrap();
        assert_eq!(head, header().text);
        for (region, contig, place) in [
            ("chr1:30000-60000", 0, interval(30_000, 60_000)),
            ("chr2:1-5000", 1, interval(1, 5000)),
            ("chr3:100000000-200000000", 2, interval(100_000_000, 200_000_000)),
        ] {
            let found = say("samtools", &["view", "made.bam", region], folder.path()).unwrap();
            let overlaps = |record: &&RecordBuffer| {
                made::place(record).is_some_and(|(on, found)| on == index(contig) && found.overlaps(place))
            };
            let expected = records.iter().filter(overlaps).map(sam);
            assert!(found.lines().eq(expected), "{region}");
        }
        let counts = say("samtools", &["idxstats", "made.bam"], folder.path()).unwrap();
        let unmapped = |record: &&RecordBuffer| Flags::new(record.flags).is_unmapped();
        for (line, contig) in counts.lines().zip([Some(0), Some(1), Some(2), None]) {
            let on = || records.iter().filter(|record| record.contig == contig.map(index));
            let (all, not) = (on().count(), on().filter(unmapped).count());
            assert!(line.ends_with(&format!("\t{}\t{not}", all - not)), "{line} {all} {not}");
        }
        // The indexes of samtools are read as well as our own.
        for arguments in [["index", "-b", "made.bam"], ["index", "-c", "made.bam"]] {
            std::fs::remove_file(folder.path().join("made.bam.bai")).unwrap();
            say("samtools", &arguments, folder.path()).unwrap();
            let file = AlignmentFile::open(&path).unwrap();
            for (contig, place) in [(0, interval(30_000, 60_000)), (2, interval(100_000_000, 200_000_000))] {
                let mut reader = file.reader().unwrap();
                reader.query(index(contig), place).unwrap();
                let mut found = Vec::new();
                while let Some(record) = reader.read().unwrap() {
                    found.push(made::copy(record));
                }
                let overlaps = |record: &&RecordBuffer| {
                    made::place(record).is_some_and(|(on, found)| on == index(contig) && found.overlaps(place))
                };
                assert_eq!(found, records.iter().filter(overlaps).cloned().collect::<Vec<_>>());
            }
            std::fs::write(folder.path().join("made.bam.bai"), "").unwrap();
        }
        std::fs::remove_file(folder.path().join("made.bam.csi")).unwrap();
    }
}

#[test]
fn samtools_reads_a_cigar_of_more_operations_than_16_bits_count() {
    let folder = tempfile::tempdir().unwrap();
    let pair = [operation(CigarKind::Match, 1), operation(CigarKind::Insertion, 1)];
    let record = RecordBuffer {
        name: b"long".to_vec(),
        contig: Some(index(0)),
        position: Some(position(7)),
        cigar: pair.into_iter().cycle().take(70_000).collect(),
        bases: vec![Base::T; 70_000],
        ..RecordBuffer::default()
    };
    write(folder.path(), &header(), std::slice::from_ref(&record));
    let found = say("samtools", &["view", "made.bam", "chr1:35006-35006"], folder.path());
    assert!(found.is_none_or(|found| found == sam(&record) + "\n"));
}

#[test]
fn samtools_finds_the_same_sequences() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("made.fa");
    let mut state = 7u32;
    let mut random = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        [Base::A, Base::C, Base::G, Base::T, Base::N][(state >> 24) as usize % 5]
    };
    let bases: Vec<Base> = (0..250_000).map(|_| random()).collect();
    let mut writer = FastaWriter::create(&path).unwrap();
    for (contig, length) in contigs().contigs().iter().zip([250_000, 140_000, 59]) {
        writer.write(&contig.name, &bases[..length]).unwrap();
    }
    writer.finish().unwrap();
    let own = std::fs::read_to_string(folder.path().join("made.fa.fai")).unwrap();
    std::fs::remove_file(folder.path().join("made.fa.fai")).unwrap();
    for (program, arguments) in
        [("samtools", &["faidx", "made.fa"][..]), ("bgzip", &["-k", "made.fa"]), ("samtools", &["faidx", "made.fa.gz"])]
    {
        if say(program, arguments, folder.path()).is_none() {
            return;
        }
    }
    assert_eq!(std::fs::read_to_string(folder.path().join("made.fa.fai")).unwrap(), own);
    for path in [path, folder.path().join("made.fa.gz")] {
        let genome = ReferenceGenome::open(&path).unwrap();
        for (contig, region) in [(0, interval(1, 250_000)), (0, interval(61, 61)), (1, interval(64_000, 139_999))] {
            let found = genome.sequence(index(contig), region).unwrap();
            assert_eq!(*found, bases[region.to_half_open().0 as usize..region.end().get() as usize]);
            let name = format!("chr{}:{region}", contig + 1);
            let said = say("samtools", &["faidx", "made.fa.gz", &name], folder.path()).unwrap();
            assert_eq!(said.lines().skip(1).collect::<String>(), found.to_string());
        }
    }
}

#[test]
fn bcftools_and_tabix_read_what_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let header = "##fileformat=VCFv4.4\n##FILTER=<ID=PASS,Description=\"All filters passed\">\n\
        ##contig=<ID=chr1,length=250000>\n##contig=<ID=chr2,length=140000>\n##contig=<ID=chr3,length=300000000>\n\
        ##INFO=<ID=DB,Number=0,Type=Flag,Description=\"d\">\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n";
    let mut writer = VcfWriter::create(&folder.path().join("made.vcf.gz"), header, &contigs()).unwrap();
    let mut lines = Vec::new();
    for (contig, name, step) in [(0, "chr1", 7), (2, "chr3", 9001)] {
        for at in (1..30_000u32).map(|at| at * step).take_while(|at| *at < 240_000 || contig == 2) {
            let long = at.is_multiple_of(100);
            let line =
                format!("{name}\t{at}\t.\t{}\tT\t.\tPASS\tDB", if long { "ACGT".repeat(50) } else { "A".into() });
            writer.write(&line, index(contig), position(at), position(at + if long { 199 } else { 0 })).unwrap();
            lines.push((contig, at, at + if long { 199 } else { 0 }, line));
        }
    }
    writer.finish().unwrap();
    for (region, contig, from, to) in [
        ("chr1:100000-120000", 0, 100_000, 120_000),
        ("chr1:2899-2900", 0, 2899, 2900),
        ("chr3:90000000-200000000", 2, 90_000_000, 200_000_000),
        ("chr1", 0, 1, 250_000),
    ] {
        let overlaps = lines.iter().filter(|(on, start, end, _)| *on == contig && *start <= to && *end >= from);
        let expected: Vec<&str> = overlaps.map(|(.., line)| line.as_str()).collect();
        for (program, arguments) in
            [("tabix", vec!["made.vcf.gz", region]), ("bcftools", vec!["view", "-H", "made.vcf.gz", region])]
        {
            let Some(found) = say(program, &arguments, folder.path()) else { continue };
            assert!(!expected.is_empty() && found.lines().eq(expected.iter().copied()), "{program} {region}");
        }
    }
    if let Some(found) = say("bcftools", &["view", "--no-version", "made.vcf.gz"], folder.path()) {
        let whole = header.to_owned() + &lines.iter().map(|(.., line)| line.clone() + "\n").collect::<String>();
        assert_eq!(found, whole);
    }
    if let Some(counts) = say("bcftools", &["index", "-s", "made.vcf.gz"], folder.path()) {
        let count = |contig| lines.iter().filter(|(on, ..)| *on == contig).count();
        assert_eq!(counts, format!("chr1\t250000\t{}\nchr3\t300000000\t{}\n", count(0), count(2)));
    }
}
