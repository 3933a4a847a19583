//! From reads with known rearrangements to junctions, to named fusions, to what they mean.

use crate::made;

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Output};
use std::sync::LazyLock;

use assert_cmd::Command;
use serde_json::Value;

fn marv<A: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = A>) -> Output {
    Command::cargo_bin("marv").unwrap().args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn succeeds(output: &Output) {
    assert!(output.status.success(), "{}", text(&output.stderr));
}

/// Two genes on the forward strand, invented but for their names, each with an intron in which the translocation breaks; three
/// bases of three are translated of each exon, so that the frame goes on.
fn genes() -> String {
    let gene = |contig: &str, name: &str, at: u32| {
        [("exon", at - 1_000), ("CDS", at - 1_000), ("exon", at + 1_000), ("CDS", at + 1_000)].map(|(feature, start)| {
            format!(
                "{contig}\tx\t{feature}\t{start}\t{}\t.\t+\t0\tgene_id \"{name}\"; transcript_id \"NM_{at}.1\"; gene \"{name}\"; \
                 transcript_biotype \"protein_coding\"; protein_id \"NP_{at}.1\"; tag \"MANE Select\";\n",
                start + 29
            )
        })
    };
    [gene("chr1", "RUNX1", 100_000), gene("chr2", "RUNX1T1", 50_000)].concat().concat()
}

const PAIRS: &str = "# invented\n\
    name\tcontig1\tstart1\tend1\tkeeps1\tcontig2\tstart2\tend2\tkeeps2\tclass\n\
    RUNX1::RUNX1T1\tchr1\t99000\t101000\t.\tchr2\t49000\t51000\t.\tfusion\n";

/// 0.25 Mb at 90x and 30x: a translocation in one cell of ten, between the windows of the known pair; a clonal deletion,
/// inversion and insertion, a duplication in one cell of five; an inherited deletion that pairs show, and one that only
/// reads do; and a clonal deletion within a locus of an immune receptor.
static PAIR: LazyLock<PathBuf> = LazyLock::new(|| {
    made::pair(
        "structural",
        r#"{
        "seed": 11,
        "synthetic": { "contigs": [{ "name": "chr1", "length": 160000 }, { "name": "chr2", "length": 100000 }], "copied": 0.0 },
        "somatic": { "insertion_rate": 0, "duplication_rate": 0, "clones": [
            { "name": "trunk", "allele_fraction": 0.5 }, { "name": "fifth", "allele_fraction": 0.1 },
            { "name": "tenth", "allele_fraction": 0.05 } ] },
        "tumour": { "sample": "T", "depth": 90, "contamination": 0 },
        "normal": { "sample": "N", "depth": 30, "contamination": 0 },
        "structure": { "events": [
            { "kind": "translocation", "clone": "tenth", "haplotype": 1, "contig": "chr1", "start": 100001, "mate_contig": "chr2", "mate_start": 50001 },
            { "kind": "deletion", "clone": "trunk", "contig": "chr1", "start": 30001, "end": 34000, "microhomology": 3 },
            { "kind": "duplication", "clone": "fifth", "contig": "chr1", "start": 60001, "end": 65000 },
            { "kind": "inversion", "clone": "trunk", "contig": "chr2", "start": 20001, "end": 24000, "length": 5 },
            { "kind": "insertion", "clone": "trunk", "contig": "chr2", "start": 80001, "length": 600 },
            { "kind": "deletion", "clone": "trunk", "contig": "chr1", "start": 145001, "end": 147000 },
            { "kind": "deletion", "contig": "chr1", "start": 130001, "end": 132000 },
            { "kind": "deletion", "contig": "chr2", "start": 65001, "end": 65400 }
        ] }
    }"#,
        &[("pairs.tsv", PAIRS), ("loci.bed", "chr1\t140000\t150000\tIGX\n"), ("genes.gtf", &genes())],
    )
});

fn pair(name: &str) -> String {
    PAIR.join(name).to_str().unwrap().to_owned()
}

fn call(out: &Path, more: &[&str]) {
    let [tumour, normal, reference] = ["tumour.bam", "normal.bam", "reference.fa"].map(pair);
    let out = out.to_str().unwrap();
    let arguments =
        ["call", "--tumour", &tumour, "--normal", &normal, "--reference", &reference, "--out", out].map(str::to_owned);
    succeeds(&marv(arguments.into_iter().chain(more.iter().map(|&one| one.to_owned()))));
}

/// The lines of a compressed VCF, without its header, in fields.
fn lines(path: &Path) -> Vec<Vec<String>> {
    let mut reader = hts::bgzf::TextReader::new(fs::File::open(path).unwrap()).unwrap();
    let mut all = String::new();
    reader.read_to_string(&mut all).unwrap();
    let fields = |line: &str| line.split('\t').map(str::to_owned).collect();
    all.lines().filter(|line| !line.starts_with('#')).map(fields).collect()
}

fn info<'l>(line: &'l [String], key: &str) -> Option<&'l str> {
    line[7].split(';').find_map(|field| field.strip_prefix(key)?.strip_prefix('='))
}

/// The lines beside a place, as near as pairs tell it.
fn at<'l>(calls: &'l [Vec<String>], contig: &str, position: i64) -> Vec<&'l Vec<String>> {
    let near = |line: &&Vec<String>| line[0] == contig && (line[1].parse::<i64>().unwrap() - position).abs() <= 60;
    calls.iter().filter(near).collect()
}

fn calls() -> (tempfile::TempDir, Vec<Vec<String>>) {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    call(&out, &["--known-pairs", &pair("pairs.tsv"), "--immune-loci", &pair("loci.bed")]);
    let calls = lines(&out.join("structural.vcf.gz"));
    (folder, calls)
}

#[test]
fn junctions_become_fusions_and_count_in_the_rules() {
    let (folder, calls) = calls();
    let vcf = folder.path().join("out/structural.vcf.gz");
    let vcf_name = vcf.to_str().unwrap();

    // Each junction of the truth is there at its place, with the same alternate allele but for what its sides share.
    for (contig, position, kind, filter) in [
        ("chr1", 30_000, "DEL", "PASS"),
        ("chr1", 60_001, "DUP", "PASS"),
        ("chr1", 100_000, "TRA", "PASS"),
        ("chr1", 130_000, "DEL", "germline"),
        ("chr1", 145_000, "DEL", "physiological"),
        ("chr2", 20_000, "INV", "PASS"),
        ("chr2", 65_000, "DEL", "germline"),
        ("chr2", 80_000, "INS", "PASS"),
    ] {
        let found = at(&calls, contig, position);
        let both = if matches!(kind, "INV" | "TRA" | "INS") { 2 } else { 1 };
        assert_eq!(found.len(), both, "{contig}:{position}: {found:?}");
        for line in found {
            assert_eq!((line[6].as_str(), info(line, "EVENTTYPE")), (filter, Some(kind)), "{line:?}");
        }
    }
    // Nothing else passes.
    let passed: Vec<&Vec<String>> = calls.iter().filter(|line| line[6] == "PASS").collect();
    let records = passed.len();
    assert_eq!(records, 2 + 2 + 4 + 4 + 2, "{passed:?}");
    assert!(info(at(&calls, "chr1", 145_000)[0], "LOCUS") == Some("IGX"));
    let exchange = at(&calls, "chr2", 50_000);
    assert!(exchange.iter().all(|line| info(line, "PAIR") == Some("RUNX1::RUNX1T1") && line[7].contains("RECIPROCAL")));
    let events: Vec<_> = exchange.iter().map(|line| info(line, "EVENT")).collect();
    assert!(events[0].is_some() && events[0] == events[1], "{events:?}");
    let deletion = at(&calls, "chr1", 30_000)[0];
    assert_eq!(info(deletion, "HOMLEN"), Some("3"));
    let fraction = |line: &[String]| line[9].split(':').nth(6).unwrap().parse::<f64>().unwrap();
    assert!((fraction(deletion) - 0.5).abs() < 0.12, "{deletion:?}");
    assert!((fraction(at(&calls, "chr1", 60_001)[0]) - 0.1).abs() < 0.06);

    let manifest: Value = serde_json::from_slice(&fs::read(folder.path().join("out/manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["junctions"]["passed"], 8);

    // Genes, order and frame.
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (store, table) = (path("store"), path("fusions.tsv"));
    fs::write(path("bands.txt"), "chr1\t0\t160000\tp11\tgneg\nchr2\t0\t100000\tp11\tgneg\n").unwrap();
    let (reference, genes, bands) = (pair("reference.fa"), pair("genes.gtf"), path("bands.txt"));
    succeeds(&marv([
        "reference",
        "prepare",
        "--fasta",
        &reference,
        "--genes",
        &genes,
        "--cytobands",
        &bands,
        "--other-assembly",
        "invented",
        "--out",
        &store,
    ]));
    succeeds(&marv(["fusions", "--calls", vcf_name, "--store", &store, "--out", &table]));
    let written = fs::read_to_string(&table).unwrap();
    let rows: Vec<Vec<&str>> =
        written.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect()).collect();
    let column = |row: &[&str], name: &str| row[rows[0].iter().position(|held| *held == name).unwrap()].to_owned();
    assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{written}");
    let named = |name: &str| rows.iter().find(|row| row[0] == name).unwrap_or_else(|| panic!("no {name}: {written}"));
    for (name, exons) in [("RUNX1::RUNX1T1", "1"), ("RUNX1T1::RUNX1", "1")] {
        let row = named(name);
        assert_eq!([column(row, "class"), column(row, "frame")], ["fusion", "in frame"]);
        assert_eq!([column(row, "last_exon5"), column(row, "first_exon3")], [exons, "2"]);
        assert_eq!([column(row, "filters"), column(row, "reciprocal")], ["PASS", "yes"]);
        assert_eq!(column(row, "known_pair"), "RUNX1::RUNX1T1");
    }
    assert!(rows.iter().filter(|row| row[0] == ".").all(|row| row[1] == "no_partner"), "{written}");
    let again = marv(["fusions", "--calls", vcf_name, "--store", &store, "--out", &table]);
    assert!(text(&again.stderr).contains("is there"), "{}", text(&again.stderr));

    // And what they mean.
    let case = "sample = \"S-0001\"\ndate = 2026-11-26\n[disease]\ngroup = \"AML\"\n[patient]\nage = 64\n[marrow]\nblasts = 40\n";
    fs::write(path("case.toml"), case).unwrap();
    let without = marv(["interpret", "--case", &path("case.toml"), "--json", "--calls", vcf_name]);
    assert!(text(&without.stderr).contains("--store"), "{}", text(&without.stderr));
    let meaning = marv(["interpret", "--case", &path("case.toml"), "--json", "--calls", vcf_name, "--store", &store]);
    succeeds(&meaning);
    let document: Value = serde_json::from_slice(&meaning.stdout).unwrap();
    assert_eq!(document["eln"]["answered"][1]["path"][0]["rule"], "ELN22-1", "core binding factor");

    a_foreign_program_reads(&vcf, calls.len());
}

fn a_foreign_program_reads(vcf: &Path, records: usize) {
    if Process::new("bcftools").arg("--version").output().is_err() {
        eprintln!("SKIPPED: bcftools is not installed; structural.vcf.gz was not read by a foreign program");
        return;
    }
    let viewed = Process::new("bcftools").args(["view", "-H", vcf.to_str().unwrap()]).output().unwrap();
    assert!(viewed.status.success() && viewed.stderr.is_empty(), "{}", text(&viewed.stderr));
    assert_eq!(text(&viewed.stdout).lines().count(), records);
    let indexed = Process::new("bcftools").args(["index", "-n", vcf.to_str().unwrap()]).output().unwrap();
    assert_eq!(text(&indexed.stdout).trim(), records.to_string());
}
