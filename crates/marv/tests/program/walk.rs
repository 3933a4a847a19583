//! The walk of docs/walk.md on real sequence: genes of GRCh38 with variants of published cohorts planted, from the reads to the
//! report. Five genes here, so that it is quick; `bench/real-genes` walks with all 22, aligned by bwa, and states time and accuracy.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use assert_cmd::cargo::cargo_bin;
use serde_json::Value;

/// NPM1, FLT3, IDH2, TP53 and SRSF2 lie there.
const CONTIGS: [&str; 4] = ["chr5", "chr13", "chr15", "chr17"];

fn repository() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// Runs a program in a folder.
fn run(program: impl AsRef<std::ffi::OsStr>, arguments: &[&str], folder: &Path) -> String {
    let done = Command::new(program).args(arguments).current_dir(folder).output().unwrap();
    let told = String::from_utf8_lossy(&done.stdout) + String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{arguments:?}: {told}");
    told.into_owned()
}

#[test]
fn real_genes_are_walked_from_the_reads_to_the_report() {
    let shared =
        std::env::var_os("MARV_SHARED_DATA").map_or_else(|| repository().join("../shared/data"), PathBuf::from);
    if !shared.join("grch38_gene_regions").exists() {
        eprintln!("SKIPPED: {} is missing (MARV_SHARED_DATA): no walk on real genes", shared.display());
        return;
    }
    let shared = fs::canonicalize(shared).unwrap();
    if Command::new("python3").arg("--version").output().is_err() {
        eprintln!("SKIPPED: python3 is missing: no walk on real genes");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let script = fs::canonicalize(repository().join("bench/real_genes.py")).unwrap();
    let (script, data) = (script.to_str().unwrap(), shared.to_str().unwrap());
    run("python3", &[&[script, "prepare", data, "90"], &CONTIGS[..]].concat(), folder);

    // The simulator knows where each read belongs: no aligner is needed here.
    let plan = fs::read_to_string(folder.join("plan.json")).unwrap();
    let mut plan: Value = serde_json::from_str(&plan).unwrap();
    plan["output"] = serde_json::json!({ "alignments": true, "reads": false });
    fs::write(folder.join("plan.json"), plan.to_string()).unwrap();
    let marv = cargo_bin("marv");
    run(&marv, &["simulate", "--plan", "plan.json", "--reference", "genes.fa", "--out", "pair"], folder);
    let mane = shared.join("gene_models_grch38/MANE.GRCh38.v1.5.summary.txt.gz");
    let prepare =
        ["reference", "prepare", "--fasta", "genes.fa", "--genes", "genes.gtf", "--mane", mane.to_str().unwrap()];
    run(&marv, &[&prepare[..], &["--other-assembly", "genes of GRCh38", "--out", "store"]].concat(), folder);
    let case = folder.join("case");
    fs::create_dir(&case).unwrap();
    for name in ["tumour.bam", "tumour.bam.bai", "normal.bam", "normal.bam.bai"] {
        fs::rename(folder.join("pair").join(name), case.join(name)).unwrap();
    }
    for name in ["genes.fa", "genes.fa.fai", "genes.bed", "case.toml", "analysis.toml", "referral.json"] {
        fs::copy(folder.join(name), case.join(name)).unwrap();
    }
    run(&marv, &["analyse", "case", "--threads", "2"], folder);

    // What was planted at a fifth of the reads and more stands in the findings, and what stands there without a doubt was planted.
    let told = run("python3", &[script, "compare", "pair/hotspots.vcf.gz", "named.tsv", "case/result"], folder);
    let shares = |percent: &str| -> Vec<f64> {
        let line = told.lines().find(|line| line.trim_start().starts_with(percent)).unwrap_or_else(|| panic!("{told}"));
        line.split_whitespace().skip(1).map(|cell| cell.parse().unwrap()).collect()
    };
    let planted: f64 = ["5%", "10%", "20%", "30%", "45%"].map(|percent| shares(percent)[0]).iter().sum();
    assert!(planted >= 15.0, "{told}");
    for percent in ["20%", "30%", "45%"] {
        let [_, called, stated] = shares(percent)[..] else { panic!("{told}") };
        assert!(called >= 0.8 && stated >= 0.8, "{told}");
    }
    assert!(told.contains("called without a doubt and not planted: 0"), "{told}");

    // The report says of each finding what the findings say, on paper and screen, in both languages, and for other systems.
    let report = case.join("result/report");
    let names: BTreeSet<String> =
        fs::read_dir(&report).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    for name in [
        "report.da.pdf",
        "report.en.pdf",
        "report.da.html",
        "report.en.html",
        "report.fhir.json",
        "report.phenopacket.json",
    ] {
        assert!(names.contains(name), "{names:?}");
    }
    let read = |name: &str| fs::read_to_string(report.join(name)).unwrap();
    let data: Value = serde_json::from_str(&read("report.json")).unwrap();
    let variants = data["small_variants"]["result"]["variants"].as_array().unwrap();
    let counted: Vec<&Value> = variants.iter().filter(|row| row["counts"] == true).collect();
    assert!(counted.len() >= 10, "{counted:?}");
    let (danish, fhir, packet) = (read("report.da.html"), read("report.fhir.json"), read("report.phenopacket.json"));
    for row in counted {
        let name = row["name"].as_str().unwrap();
        assert!(danish.contains(&name.replace('>', "&gt;")) && fhir.contains(name) && packet.contains(name), "{name}");
        // Real genes have real transcripts.
        assert!(row["transcript"].as_str().unwrap().starts_with("ENST"), "{row}");
    }
}
