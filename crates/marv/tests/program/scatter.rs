//! One pair in one run, in many parts, and killed and begun again: the same four files, byte for byte.

use crate::made;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Output, Stdio};
use std::sync::LazyLock;
use std::time::Duration;

use assert_cmd::Command;
use serde_json::Value;

const FILES: [&str; 11] = [
    "somatic.vcf.gz",
    "somatic.vcf.gz.tbi",
    "quality.json",
    "manifest.json",
    "depth.bed.gz",
    "alleles.tsv.gz",
    "breakends.tsv.gz",
    "segments.tsv",
    "purity.json",
    "structural.vcf.gz",
    "structural.vcf.gz.tbi",
];

/// Files that are written if they are asked for.
const ASKED: [&str; 7] =
    ["sites.vcf.gz", "sites.vcf.gz.tbi", "itd.bam", "itd.bam.bai", "tandem.vcf.gz", "tandem.vcf.gz.tbi", "tandem.json"];

/// Pieces of the pair's genome: three, two and one.
const PIECES: usize = 6;

/// Shallow reads are enough here, and quick; both depths stop the pair unless somebody accepts them.
const ACCEPT: [&str; 4] = ["--accept", "depth:T", "--accept", "depth:N"];

fn marv<A: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = A>) -> Output {
    Command::cargo_bin("marv").unwrap().args(arguments).output().unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn succeeds(output: &Output) {
    assert!(output.status.success(), "{}", told(output));
}

fn refused(output: &Output, words: &[&str]) {
    let told = told(output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(words.iter().all(|word| told.contains(word)), "{words:?}: {told}");
}

/// One pair for all tests of this file.
static PAIR: LazyLock<PathBuf> = LazyLock::new(|| {
    made::pair(
        "scatter",
        r#"{
        "seed": 11,
        "synthetic": { "contigs": [
            { "name": "chr1", "length": 250000 }, { "name": "chr2", "length": 150000 }, { "name": "chr3", "length": 20000 }
        ], "copied": 0.0 },
        "somatic": { "snv_rate": 0.0002, "clones": [{ "name": "a", "allele_fraction": 0.5 }] },
        "tumour": { "sample": "T", "depth": 20, "contamination": 0 },
        "normal": { "sample": "N", "depth": 10, "contamination": 0 }
    }"#,
        &[
            ("panel.bed", "chr1\t100000\t200000\n"),
            // A gene on two contigs, across the border of two pieces.
            ("genes.bed", "chr2\t90000\t110000\tA\nchr3\t10\t400\tA\nchr1\t50\t60\tB\n"),
        ],
    )
});

fn pair(name: &str) -> String {
    PAIR.join(name).to_str().unwrap().to_owned()
}

fn arguments(out: &Path, more: &[&str]) -> Vec<String> {
    let (tumour, normal, reference) = (pair("tumour.bam"), pair("normal.bam"), pair("reference.fa"));
    let all =
        ["call", "--tumour", &tumour, "--normal", &normal, "--reference", &reference, "--out", out.to_str().unwrap()];
    all.iter().chain(more).map(|argument| (*argument).to_owned()).collect()
}

fn call(out: &Path, more: &[&str]) -> Output {
    marv(arguments(out, more))
}

fn gather(out: &Path, parts: &[PathBuf], more: &[&str]) -> Output {
    let parts = parts.iter().map(|part| part.to_str().unwrap());
    marv(["gather", "--out", out.to_str().unwrap()].into_iter().chain(parts).chain(more.iter().copied()))
}

/// The evidence files of a folder, and nothing else in it.
fn parts(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(found.iter().all(|path| path.extension().unwrap() == "evidence"), "{found:?}");
    found.sort();
    found
}

/// Both folders hold the same files, those of a complete result and nothing else.
fn same_files(one: &Path, other: &Path) {
    let names = |folder: &Path| {
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.collect::<BTreeSet<String>>()
    };
    let all = names(one);
    assert!(all == names(other) && FILES.iter().all(|name| all.contains(*name)), "{all:?}, {:?}", names(other));
    assert!(
        all.len() == FILES.len()
            || ASKED.iter().all(|name| all.contains(*name)) && all.len() == FILES.len() + ASKED.len(),
        "{all:?}"
    );
    for name in all {
        assert!(fs::read(one.join(&name)).unwrap() == fs::read(other.join(&name)).unwrap(), "{name} differs");
    }
}

#[test]
fn any_scatter_and_any_number_of_threads_write_the_files_of_one_run() {
    let scratch = tempfile::tempdir().unwrap();
    let (panel, genes) = (PAIR.join("panel.bed"), PAIR.join("genes.bed"));
    let (population, truth) = (pair("population.vcf.gz"), pair("truth.vcf.gz"));
    let panel = ["--panel", panel.to_str().unwrap(), "--genes", genes.to_str().unwrap()];
    let itd = PAIR.join("genes.bed");
    let lists = ["--snps", &population, "--hotspots", &truth, "--sites", &truth, "--itd", itd.to_str().unwrap()];
    let pairs = scratch.path().join("pairs.tsv");
    let header = "name\tcontig1\tstart1\tend1\tkeeps1\tcontig2\tstart2\tend2\tkeeps2";
    fs::write(&pairs, format!("{header}\nA::B\tchr1\t1\t100000\t.\tchr2\t1\t50000\t.\n")).unwrap();
    let places = ["--known-pairs", pairs.to_str().unwrap(), "--immune-loci", itd.to_str().unwrap()];
    let panel = [&panel[..], &lists, &places].concat();
    let whole = scratch.path().join("whole");
    succeeds(&call(&whole, &[&panel[..], &ACCEPT].concat()));
    let by_contig =
        ["chr1", "chr2", "chr3"].map(|contig| vec!["--region".to_owned(), contig.to_owned(), "--part".to_owned()]);
    let dealt = |of: u32| (1..=of).map(move |number| vec!["--part".to_owned(), format!("{number}/{of}")]).collect();
    // With 17 parts, most hold no piece.
    let scatters: [Vec<Vec<String>>; 3] = [by_contig.into(), dealt(3), dealt(17)];
    for (scatter, threads) in scatters.iter().zip(["1", "2", "7"]) {
        let mut evidence = Vec::new();
        for (place, options) in scatter.iter().enumerate() {
            let mut more: Vec<&str> = options.iter().map(String::as_str).collect();
            more.extend(&panel);
            more.extend(["--threads", threads]);
            // Parts that have a name of their own share a folder.
            let share = if options.len() == 2 { 0 } else { place };
            let out = scratch.path().join(format!("parts-{threads}-{share}"));
            succeeds(&call(&out, &more));
            evidence.push(out);
        }
        evidence.dedup();
        let mut evidence: Vec<PathBuf> = evidence.iter().flat_map(|folder| parts(folder)).collect();
        assert_eq!(evidence.len(), scatter.len());
        evidence.reverse();
        let gathered = scratch.path().join(format!("gathered-{threads}"));
        succeeds(&gather(&gathered, &evidence, &ACCEPT));
        same_files(&whole, &gathered);
    }
    let threads = scratch.path().join("threads");
    succeeds(&call(&threads, &[&panel[..], &ACCEPT, &["--threads", "7"]].concat()));
    same_files(&whole, &threads);
    // A part does not depend on threads either.
    let again = scratch.path().join("again");
    succeeds(&call(&again, &[&panel[..], &["--threads", "7", "--part", "2/3"]].concat()));
    let first = fs::read(scratch.path().join("parts-2-0/part-2-of-3.evidence")).unwrap();
    assert!(first == fs::read(again.join("part-2-of-3.evidence")).unwrap());

    let manifest: Value = serde_json::from_slice(&fs::read(whole.join("manifest.json")).unwrap()).unwrap();
    let size = |path: &Path| fs::metadata(path).unwrap().len();
    for output in manifest["outputs"].as_array().unwrap() {
        assert_eq!(output["bytes"], size(&whole.join(output["file"].as_str().unwrap())));
        assert_eq!(output["sha256"].as_str().unwrap().len(), 64);
    }
    assert_eq!(manifest["outputs"].as_array().unwrap().len(), FILES.len() + ASKED.len() - 1);
    assert_eq!(manifest["specimens"][0]["bytes"], size(pair("tumour.bam").as_ref()));
    assert_eq!(manifest["inputs"]["--panel"]["file"], "panel.bed");
    assert!(manifest["calls"]["written"].as_u64().unwrap() > 20);
}

/// Pieces that stand whole in a journal, behind eight bytes and the record that says whose they are.
fn whole_pieces(journal: &Path) -> usize {
    let bytes = fs::read(journal).unwrap_or_default();
    let mut rest = bytes.get(8..).unwrap_or_default();
    let mut frames = 0usize;
    while let Some((length, behind)) = rest.split_first_chunk()
        && let Some(behind) = behind.get(u32::from_le_bytes(*length) as usize..)
    {
        (rest, frames) = (behind, frames + 1);
    }
    frames.saturating_sub(1)
}

#[test]
fn a_run_that_was_killed_goes_on_and_writes_the_same_files() {
    let scratch = tempfile::tempdir().unwrap();
    let whole = scratch.path().join("whole");
    succeeds(&call(&whole, &ACCEPT));
    // A run may end before it is killed; then another is begun.
    for attempt in 0..20 {
        let out = scratch.path().join(format!("killed-{attempt}"));
        let journal = out.join("calls.journal");
        let mut running = Process::new(assert_cmd::cargo::cargo_bin("marv"))
            .args(arguments(&out, &[&ACCEPT[..], &["--threads", "1"]].concat()))
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while whole_pieces(&journal) < 2 && running.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_micros(200));
        }
        running.kill().unwrap();
        running.wait().unwrap();
        if out.join("manifest.json").exists() {
            continue;
        }
        assert!(!out.join("somatic.vcf.gz").exists());
        let kept = whole_pieces(&journal);
        // The beginning of one more piece, as a kill in the middle of writing leaves it.
        fs::File::options().append(true).open(&journal).unwrap().write_all(&[9, 9, 0, 0, 0x1f, 0x8b]).unwrap();
        let resumed = call(&out, &[&ACCEPT[..], &["--threads", "2"]].concat());
        succeeds(&resumed);
        let said = format!("{kept} of {PIECES} pieces were collected before");
        assert!(kept >= 2 && told(&resumed).contains(&said), "{said}: {}", told(&resumed));
        same_files(&whole, &out);
        return;
    }
    panic!("no run was killed between two pieces");
}

#[test]
fn after_a_stop_accepting_it_does_not_read_again() {
    let scratch = tempfile::tempdir().unwrap();
    let (whole, out) = (scratch.path().join("whole"), scratch.path().join("out"));
    succeeds(&call(&whole, &ACCEPT));
    let stopped = call(&out, &ACCEPT[..2]);
    assert_eq!(stopped.status.code(), Some(16), "{}", told(&stopped));
    assert!(told(&stopped).contains("--accept depth:N") && out.join("quality.json").exists());
    // As if it had been killed while it wrote its calls.
    fs::write(out.join("somatic.vcf.gz"), "half").unwrap();
    let accepted = call(&out, &ACCEPT);
    succeeds(&accepted);
    assert!(
        told(&accepted).contains(&format!("{PIECES} of {PIECES} pieces were collected before")),
        "{}",
        told(&accepted)
    );
    same_files(&whole, &out);
    // What is complete is never overwritten; calls that nobody knows of are not either.
    refused(&call(&out, &ACCEPT), &["earlier results"]);
    let foreign = scratch.path().join("foreign");
    fs::create_dir(&foreign).unwrap();
    fs::write(foreign.join("somatic.vcf.gz"), "somebody's").unwrap();
    refused(&call(&foreign, &ACCEPT), &["an earlier somatic.vcf.gz"]);

    // The same from parts.
    let folder = scratch.path().join("parts");
    succeeds(&call(&folder, &["--part"]));
    let (gathered, parts) = (scratch.path().join("gathered"), parts(&folder));
    assert_eq!(gather(&gathered, &parts, &[]).status.code(), Some(16));
    refused(&gather(&gathered, &parts, &["--accept", "depth:X"]), &["depth:T, depth:N"]);
    succeeds(&gather(&gathered, &parts, &ACCEPT));
    same_files(&whole, &gathered);
    refused(&gather(&gathered, &parts, &ACCEPT), &["earlier results"]);
}

#[test]
fn what_an_interrupted_run_left_is_not_mixed_with_another() {
    let scratch = tempfile::tempdir().unwrap();
    let out = scratch.path().join("out");
    let chr2 = ["--region", "chr2"];
    assert_eq!(call(&out, &chr2).status.code(), Some(16));
    let panel = PAIR.join("panel.bed");
    let journal = out.join("calls.journal");
    let before = fs::read(&journal).unwrap();
    refused(
        &call(&out, &["--panel", panel.to_str().unwrap()]),
        &["calls.journal", "--panel was none", "panel.bed", "--out"],
    );
    refused(&call(&out, &["--region", "chr1"]), &["chr2:1-150000", "not asked for now"]);
    let swapped =
        ["--tumour", &pair("normal.bam"), "--normal", &pair("tumour.bam"), "--reference", &pair("reference.fa")];
    let swapped = marv(["call", "--out", out.to_str().unwrap()].iter().chain(&swapped));
    refused(&swapped, &["tumour 1 was sample T"]);
    assert!(before == fs::read(&journal).unwrap(), "nothing is changed by what is refused");
    // More of the genome is asked for: what is there is used.
    let more = call(&out, &ACCEPT);
    succeeds(&more);
    assert!(told(&more).contains("2 of 6 pieces were collected before"), "{}", told(&more));
    let whole = scratch.path().join("whole");
    succeeds(&call(&whole, &ACCEPT));
    same_files(&whole, &out);
    // A file that is no journal is not touched.
    let other = scratch.path().join("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("calls.journal"), "a diary").unwrap();
    refused(&call(&other, &[]), &["no evidence"]);
    assert_eq!(fs::read(other.join("calls.journal")).unwrap(), b"a diary");
}

#[test]
fn parts_that_are_not_one_whole_are_refused_and_the_message_says_why() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path().join("parts");
    for part in ["1/3", "2/3", "3/3"] {
        succeeds(&call(&folder, &["--part", part]));
    }
    refused(&call(&folder, &["--part", "2/3"]), &["part-2-of-3.evidence is there"]);
    let good = parts(&folder);
    let out = scratch.path().join("out");
    let with = |more: &[PathBuf]| gather(&out, &[&good[..2], more].concat(), &ACCEPT);
    refused(&with(&[]), &["2 of 6 pieces are missing", "chr2:100001-150000, chr3:1-20000"]);
    refused(&with(&[good[1].clone()]), &["both hold chr1:200001-250000, chr2:1-100000"]);

    let made = |name: &str, more: &[&str]| {
        let folder = scratch.path().join(name);
        succeeds(&call(&folder, more));
        parts(&folder)
    };
    let panel = PAIR.join("panel.bed");
    let other_panel = made("panel", &["--part", "3/3", "--panel", panel.to_str().unwrap()]);
    refused(&with(&other_panel), &["not of one result", "--panel is none", "panel.bed"]);
    // A part that cuts a piece in two is none of the whole's.
    let cut = made("cut", &["--part", "--region", "chr2:100001-140000", "--region", "chr3"]);
    refused(&with(&cut), &["chr2:100001-140000", "100,000"]);
    // Of regions, all pieces of the same regions are wanted.
    let region = scratch.path().join("region");
    let chr3 = made("chr3", &["--part", "--region", "chr3"]);
    refused(&gather(&region, &chr3, &ACCEPT), &["5 of 6 pieces are missing"]);
    let of_region = |out: &Path| fs::read(out.join("manifest.json")).unwrap();
    let stopped = ["--accept", "depth:T", "--accept", "depth:N", "--region", "chr3"];
    succeeds(&gather(&region, &chr3, &stopped));
    let plain = scratch.path().join("plain");
    succeeds(&call(&plain, &stopped));
    assert_eq!(of_region(&region), of_region(&plain));

    // Damaged, and cut off at the end of a piece.
    let whole = fs::read(&good[2]).unwrap();
    let bad = scratch.path().join("bad.evidence");
    let mut damaged = whole.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    fs::write(&bad, &damaged).unwrap();
    refused(&with(std::slice::from_ref(&bad)), &["bad.evidence: damaged at byte"]);
    fs::write(&bad, &whole[..middle]).unwrap();
    refused(&with(std::slice::from_ref(&bad)), &["bad.evidence: the end is missing"]);
    fs::write(&bad, "##fileformat=VCFv4.4\n").unwrap();
    refused(&with(&[bad]), &["no evidence"]);
    assert!(!out.exists());
    succeeds(&with(&good[2..]));
}

#[test]
fn a_region_is_the_same_typed_or_in_a_file() {
    let scratch = tempfile::tempdir().unwrap();
    let bed = scratch.path().join("regions.bed");
    fs::write(&bed, "chr1\t49999\t160000\nchr2\t0\t150000\n").unwrap();
    let (typed, file) = (scratch.path().join("typed"), scratch.path().join("file"));
    succeeds(&call(&typed, &[&ACCEPT[..], &["--region", "chr2", "--region", "chr1:50,000-160,000"]].concat()));
    succeeds(&call(&file, &[&ACCEPT[..], &["--regions", bed.to_str().unwrap()]].concat()));
    for name in &FILES[..3] {
        assert!(fs::read(typed.join(name)).unwrap() == fs::read(file.join(name)).unwrap(), "{name} differs");
    }
    let out = scratch.path().join("out");
    refused(&call(&out, &["--region", "1:5-10"]), &["no contig 1", "chr1 or 1"]);
    refused(&call(&out, &["--region", "chr3:5-20001"]), &["past the end of chr3"]);
    let both = call(&out, &["--region", "chr1", "--regions", bed.to_str().unwrap()]);
    assert_eq!(both.status.code(), Some(2));
    for part in ["0/3", "4/3", "x"] {
        assert_eq!(call(&out, &["--part", part]).status.code(), Some(2), "{part}");
    }
    assert!(!out.exists());
}
