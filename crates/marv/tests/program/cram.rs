//! Calls from CRAM: the same bytes as from the BAM of the same reads, and a refusal of files that do not fit.

use crate::made;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Output};
use std::sync::LazyLock;

use assert_cmd::Command;
use serde_json::Value;

fn marv(arguments: &[&str]) -> Output {
    Command::cargo_bin("marv").unwrap().args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A pair of 0.12 Mb at 60x and 30x.
static PAIR: LazyLock<PathBuf> = LazyLock::new(|| {
    let plan = r#"{
        "seed": 8,
        "synthetic": { "contigs": [{ "name": "chr1", "length": 70000 }, { "name": "chr2", "length": 50000 }], "copied": 0.0 },
        "somatic": { "snv_rate": 0.0002, "clones": [{ "name": "a", "allele_fraction": 0.5 }] },
        "tumour": { "sample": "T", "depth": 60, "contamination": 0 },
        "normal": { "sample": "N", "depth": 30, "contamination": 0 }
    }"#;
    made::pair("cram", plan, &[])
});

/// The pair as CRAM of both versions by samtools; `None`, loudly, if it is not installed.
static CRAM: LazyLock<Option<tempfile::TempDir>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    for (version, name) in [("version=3.0", "30"), ("version=3.1", "31")] {
        for sample in ["tumour", "normal"] {
            let (cram, bam) = (format!("{sample}.{name}.cram"), pair(&format!("{sample}.bam")));
            let (bam, reference) = (bam.to_str().unwrap(), pair("reference.fa"));
            let reference = reference.to_str().unwrap();
            let to = ["view", "-C", "-T", reference, "--output-fmt-option", version, "-o", &cram, bam];
            for arguments in [&to[..], &["index", &cram]] {
                let Ok(done) = Process::new("samtools").args(arguments).current_dir(&folder).output() else {
                    eprintln!("SKIPPED: samtools is not installed; nothing was called from CRAM");
                    return None;
                };
                assert!(done.status.success(), "{}", text(&done.stderr));
            }
        }
    }
    Some(folder)
});

fn pair(name: &str) -> PathBuf {
    PAIR.join(name)
}

fn call(tumour: &Path, normal: &Path, reference: &Path, out: &Path, threads: &str) -> Output {
    let path = |path: &Path| path.to_str().unwrap().to_owned();
    let (tumour, normal, reference, out) = (path(tumour), path(normal), path(reference), path(out));
    marv(&[
        "call",
        "--tumour",
        &tumour,
        "--normal",
        &normal,
        "--reference",
        &reference,
        "--out",
        &out,
        "--threads",
        threads,
    ])
}

/// The quality of a pair without the share of mapped records, which no index of a CRAM counts.
fn without_mapped(path: &Path) -> String {
    let lines = fs::read_to_string(path).unwrap();
    let mut quality: Value = serde_json::from_str(&lines).unwrap();
    let quality = &mut quality["quality"];
    for sample in quality["samples"].as_array_mut().unwrap() {
        assert!(sample.as_object_mut().unwrap().remove("mapped_fraction").is_some());
    }
    quality["checks"].as_array_mut().unwrap().retain(|check| !check["name"].as_str().unwrap().starts_with("mapped"));
    quality["not_performed"].as_array_mut().unwrap().retain(|check| !check.as_str().unwrap().starts_with("mapped"));
    quality.to_string()
}

#[test]
fn calls_from_cram_are_those_from_bam() {
    let Some(cram) = &*CRAM else { return };
    let scratch = tempfile::tempdir().unwrap();
    let run = |tumour: &str, normal: &str, threads: &str| {
        let out = scratch.path().join(format!("{tumour}.{normal}.{threads}"));
        let file = |name: &str| if name.ends_with(".bam") { pair(name) } else { cram.path().join(name) };
        let done = call(&file(tumour), &file(normal), &pair("reference.fa"), &out, threads);
        assert!(done.status.success(), "{}", text(&done.stderr));
        let names = ["somatic.vcf.gz", "somatic.vcf.gz.tbi", "depth.bed.gz", "alleles.tsv.gz"];
        (names.map(|name| fs::read(out.join(name)).unwrap()), without_mapped(&out.join("quality.json")))
    };
    let bam = run("tumour.bam", "normal.bam", "2");
    assert!(bam.0[0].len() > 2000, "there are calls");
    for (tumour, normal, threads) in [
        ("tumour.30.cram", "normal.30.cram", "1"),
        ("tumour.31.cram", "normal.31.cram", "3"),
        ("tumour.bam", "normal.31.cram", "2"),
    ] {
        assert!(run(tumour, normal, threads) == bam, "{tumour} {normal}: other results than from BAM");
    }
}

/// What a run says that must fail, and leave no result behind.
fn refusal(tumour: &Path, normal: &Path, reference: &Path) -> String {
    let scratch = tempfile::tempdir().unwrap();
    let out = scratch.path().join("out");
    let done = call(tumour, normal, reference, &out, "2");
    assert_eq!(done.status.code(), Some(1), "{}", text(&done.stderr));
    for name in ["somatic.vcf.gz", "somatic.vcf.gz.tbi", "quality.json", "manifest.json"] {
        assert!(!out.join(name).exists(), "{name} was written");
    }
    text(&done.stderr)
}

#[test]
fn what_is_wrong_with_a_cram_is_told_and_nothing_is_called() {
    let Some(cram) = &*CRAM else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tumour.cram");
    let whole = fs::read(cram.path().join("tumour.31.cram")).unwrap();
    let index = fs::read(cram.path().join("tumour.31.cram.crai")).unwrap();
    let refusal = |path: &Path| refusal(path, &cram.path().join("normal.30.cram"), &pair("reference.fa"));
    fs::write(&path, &whole).unwrap();
    let said = refusal(&path);
    assert!(said.contains("tumour.cram.crai); make one: samtools index"), "{said}");
    fs::write(folder.path().join("tumour.cram.crai"), &index).unwrap();

    fs::write(&path, &whole[..whole.len() * 2 / 3]).unwrap();
    let said = refusal(&path);
    assert!(said.contains("tumour.cram: the file is truncated") && said.contains("copy it again"), "{said}");

    // A byte in the middle of the file, and so in the middle of a block.
    let mut damaged = whole.clone();
    damaged[whole.len() / 2] ^= 1;
    fs::write(&path, &damaged).unwrap();
    let said = refusal(&path);
    let parts = ["tumour.cram: the container or block at byte ", "CRC-32", "compare checksums"];
    assert!(parts.iter().all(|part| said.contains(part)), "{said}");
}

#[test]
fn another_reference_is_found_by_its_checksum() {
    let Some(cram) = &*CRAM else { return };
    let tumour = cram.path().join("tumour.30.cram");
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("other.fa");
    let mut bases = fs::read(pair("reference.fa")).unwrap();
    // One base in the middle of the first contig: same names, same lengths.
    let place = bases.iter().position(|byte| *byte == b'\n').unwrap() + 35_001;
    bases[place] = if bases[place] == b'A' { b'C' } else { b'A' };
    fs::write(&other, bases).unwrap();
    fs::copy(pair("reference.fa.fai"), folder.path().join("other.fa.fai")).unwrap();
    let said = refusal(&tumour, &cram.path().join("normal.30.cram"), &other);
    let parts =
        ["tumour.30.cram: not aligned to this reference: contig chr1 has MD5 ", " is expected", "give the reference"];
    assert!(parts.iter().all(|part| said.contains(part)), "{said}");

    // The two headers tell it of each other as well.
    let header = Process::new("samtools").args(["view", "-H"]).arg(pair("normal.bam")).output().unwrap().stdout;
    let header = text(&header).replace("SN:chr1\tLN:70000", "SN:chr1\tLN:70000\tM5:1b22b98cdeb4a9304cb5d48026a85128");
    fs::write(folder.path().join("header.sam"), header).unwrap();
    let normal = folder.path().join("normal.bam");
    let reheader =
        Process::new("samtools").arg("reheader").arg(folder.path().join("header.sam")).arg(pair("normal.bam")).output();
    fs::write(&normal, reheader.unwrap().stdout).unwrap();
    assert!(Process::new("samtools").arg("index").arg(&normal).status().unwrap().success());
    let out = folder.path().join("out");
    let done = call(&tumour, &normal, &pair("reference.fa"), &out, "1");
    let said = text(&done.stderr);
    assert!(done.status.code() == Some(1) && !out.exists(), "{said}");
    assert!(said.contains("were aligned to different references: contig chr1 has MD5 1b22b98c"), "{said}");
}
