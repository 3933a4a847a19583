//! From a plan to reads to calls, as a laboratory would run it.

use crate::made;

use std::fs;
use std::io::Read as _;
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

/// One pair for all tests of this file: 0.4 Mb at 60x and 30x, three clones, no tumour in the normal.
static PAIR: LazyLock<PathBuf> = LazyLock::new(|| {
    made::pair(
        "calling",
        r#"{
        "seed": 5,
        "synthetic": { "contigs": [{ "name": "chr1", "length": 250000 }, { "name": "chr2", "length": 150000 }], "copied": 0.0 },
        "somatic": { "snv_rate": 0.0001, "clones": [{ "name": "a", "allele_fraction": 0.5 }, { "name": "b", "allele_fraction": 0.25 }] },
        "tumour": { "sample": "T", "depth": 60, "contamination": 0 },
        "normal": { "sample": "N", "depth": 30, "contamination": 0 }
    }"#,
        &[],
    )
});

fn pair(name: &str) -> String {
    PAIR.join(name).to_str().unwrap().to_owned()
}

fn call(tumour: &str, normal: &str, out: &Path, more: &[&str]) -> Output {
    let (reference, out) = (pair("reference.fa"), out.to_str().unwrap());
    let mut arguments = vec!["call", "--tumour", tumour, "--normal", normal, "--reference", &reference, "--out", out];
    arguments.extend(more);
    marv(&arguments)
}

/// The lines of a compressed VCF, without its header.
fn lines(path: &Path) -> Vec<String> {
    let mut reader = hts::bgzf::TextReader::new(fs::File::open(path).unwrap()).unwrap();
    let mut all = String::new();
    reader.read_to_string(&mut all).unwrap();
    all.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

fn keys(lines: &[String], wanted: impl Fn(&[&str]) -> bool) -> Vec<String> {
    lines
        .iter()
        .map(|line| line.split('\t').collect::<Vec<&str>>())
        .filter(|fields| wanted(fields))
        .map(|fields| [fields[0], fields[1], fields[3], fields[4]].join(":"))
        .collect()
}

#[test]
fn the_truth_is_called_and_any_number_of_threads_writes_the_same_bytes() {
    let scratch = tempfile::tempdir().unwrap();
    let outs: Vec<PathBuf> = [1, 2, 7]
        .iter()
        .map(|threads| {
            let out = scratch.path().join(format!("out{threads}"));
            let done = call(&pair("tumour.bam"), &pair("normal.bam"), &out, &["--threads", &threads.to_string()]);
            assert!(done.status.success(), "{}", text(&done.stderr));
            assert!(!text(&done.stderr).contains("pieces"), "no progress bar in a pipe");
            out
        })
        .collect();
    for name in [
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
    ] {
        let first = fs::read(outs[0].join(name)).unwrap();
        assert!(outs.iter().all(|out| fs::read(out.join(name)).unwrap() == first), "{name} depends on the threads");
    }
    let truth = lines(&PAIR.join("truth.vcf.gz"));
    let wanted = keys(&truth, |fields| fields[7].contains("TYPE=SNV"));
    let calls = lines(&outs[0].join("somatic.vcf.gz"));
    let passed = keys(&calls, |fields| fields[6] == "PASS");
    let found = wanted.iter().filter(|key| passed.contains(key)).count();
    assert!(wanted.len() > 20 && found * 100 >= wanted.len() * 92, "{found} of {} substitutions", wanted.len());
    let all = keys(&truth, |_| true);
    // A substitution that is part of a multi-nucleotide variant of the truth is no false call.
    let near = |key: &String| {
        let place = |key: &String| {
            let mut parts = key.split(':');
            (parts.next().unwrap().to_owned(), parts.next().unwrap().parse::<i64>().unwrap())
        };
        let (contig, position) = place(key);
        all.iter().map(place).any(|(other, at)| other == contig && (at - position).abs() <= 3)
    };
    let false_calls: Vec<&String> = passed.iter().filter(|key| !near(key)).collect();
    assert!(false_calls.len() <= 2, "{false_calls:?}");

    let quality: Value = serde_json::from_slice(&fs::read(outs[0].join("quality.json")).unwrap()).unwrap();
    let depth = quality["quality"]["samples"][0]["mean_depth"].as_f64().unwrap();
    assert!((depth - 60.0).abs() < 4.0, "{depth}");
    assert!(quality["quality"]["tumour_in_normal"][0]["mean"].as_f64().unwrap() < 0.02);
    assert!(!quality["quality"]["not_performed"].as_array().unwrap().is_empty());
    // Every candidate is a line, or is counted among those that are none.
    let manifest: Value = serde_json::from_slice(&fs::read(outs[0].join("manifest.json")).unwrap()).unwrap();
    let count = |name: &str| manifest["calls"][name].as_u64().unwrap();
    assert_eq!(count("written"), calls.len() as u64);
    let judged = count("written") + count("left_out_below_one_in_a_thousand");
    assert_eq!(judged, quality["quality"]["candidates"].as_u64().unwrap());
    assert!(count("left_out_not_somatic_whatever_leaked") > 0);

    // Earlier results are never overwritten.
    let again = call(&pair("tumour.bam"), &pair("normal.bam"), &outs[0], &[]);
    assert_eq!(again.status.code(), Some(1));
    assert!(text(&again.stderr).contains("earlier"));
}

#[test]
fn a_foreign_program_reads_the_calls() {
    let Ok(version) = Process::new("bcftools").arg("--version").output() else {
        eprintln!("SKIPPED: bcftools is not installed; the VCF was not read by a foreign program");
        return;
    };
    assert!(version.status.success());
    let scratch = tempfile::tempdir().unwrap();
    let out = scratch.path().join("out");
    assert!(call(&pair("tumour.bam"), &pair("normal.bam"), &out, &[]).status.success());
    let vcf = out.join("somatic.vcf.gz");
    let viewed = Process::new("bcftools").args(["view", "-H", vcf.to_str().unwrap()]).output().unwrap();
    assert!(viewed.status.success() && viewed.stderr.is_empty(), "{}", text(&viewed.stderr));
    assert_eq!(text(&viewed.stdout).lines().count(), lines(&vcf).len());
    let indexed = Process::new("bcftools").args(["index", "-n", vcf.to_str().unwrap()]).output().unwrap();
    assert_eq!(text(&indexed.stdout).trim(), lines(&vcf).len().to_string());
    let normal = ["norm", "--check-ref", "e", "-f", &pair("reference.fa"), "-o", "/dev/null", vcf.to_str().unwrap()];
    let normalised = Process::new("bcftools").args(normal).output().unwrap();
    assert!(text(&normalised.stderr).contains("/0/0/"), "not in normal form: {}", text(&normalised.stderr));
}

#[test]
fn what_is_wrong_with_the_files_stops_the_run_before_anything_is_written() {
    let scratch = tempfile::tempdir().unwrap();
    let copy = |name: &str| {
        let to = scratch.path().join(name);
        fs::copy(pair(name), &to).unwrap();
        to
    };
    let tumour = copy("tumour.bam");
    let expect = |normal: &str, told: &[&str]| {
        let out = scratch.path().join("out");
        let done = call(tumour.to_str().unwrap(), normal, &out, &[]);
        assert_eq!(done.status.code(), Some(1), "{told:?}");
        let message = text(&done.stderr);
        assert!(told.iter().all(|word| message.contains(word)), "{told:?}: {message}");
        assert!(!out.join("somatic.vcf.gz").exists() && !out.join("manifest.json").exists());
    };
    // No index.
    expect(&pair("normal.bam"), &["tumour.bam", "samtools index"]);
    copy("tumour.bam.bai");
    // The same specimen twice.
    expect(tumour.to_str().unwrap(), &["both the sample"]);
    // Cut off.
    let whole = fs::read(&tumour).unwrap();
    fs::write(&tumour, &whole[..whole.len() / 2]).unwrap();
    expect(&pair("normal.bam"), &["tumour.bam"]);
    // A corrupt block in the middle: file, offset and the last good place are named.
    let mut corrupt = whole.clone();
    let middle = corrupt.len() / 2;
    for byte in &mut corrupt[middle..middle + 40] {
        *byte ^= 0x55;
    }
    fs::write(&tumour, &corrupt).unwrap();
    expect(&pair("normal.bam"), &["tumour.bam", "block"]);
    assert!(!scratch.path().join("out/quality.json").exists());
}

#[test]
fn a_pair_that_is_not_fit_is_stopped_unless_somebody_accepts_it_by_name() {
    let scratch = tempfile::tempdir().unwrap();
    // Tumour and normal are exchanged: 30x is too little for a tumour, and the variants of its own are in the "normal".
    let out = scratch.path().join("stopped");
    let stopped = call(&pair("normal.bam"), &pair("tumour.bam"), &out, &[]);
    assert_eq!(stopped.status.code(), Some(16), "{}", text(&stopped.stderr));
    assert!(text(&stopped.stderr).contains("--accept depth:N --accept swapped:N\n"), "{}", text(&stopped.stderr));
    assert!(!out.join("somatic.vcf.gz").exists());
    // A name that no check has is not written down as if it had been judged.
    let out = scratch.path().join("misspelt");
    let misspelt = call(&pair("normal.bam"), &pair("tumour.bam"), &out, &["--accept", "depth:X"]);
    assert_eq!(misspelt.status.code(), Some(1));
    assert!(text(&misspelt.stderr).contains("depth:N") && !out.exists(), "{}", text(&misspelt.stderr));
    let out = scratch.path().join("accepted");
    let accept = ["--accept", "depth:N", "--accept", "swapped:N"];
    let accepted = call(&pair("normal.bam"), &pair("tumour.bam"), &out, &accept);
    assert!(accepted.status.success(), "{}", text(&accepted.stderr));
    let manifest: Value = serde_json::from_slice(&fs::read(out.join("manifest.json")).unwrap()).unwrap();
    assert_eq!((&manifest["accepted"][0], &manifest["accepted"][1]), (&"depth:N".into(), &"swapped:N".into()));
    // The calls themselves say so.
    let mut reader = hts::bgzf::TextReader::new(fs::File::open(out.join("somatic.vcf.gz")).unwrap()).unwrap();
    let mut vcf = String::new();
    reader.read_to_string(&mut vcf).unwrap();
    for name in ["depth:N", "swapped:N"] {
        assert!(vcf.contains(&format!("##marv_check=<ID={name},Verdict=stop,Accepted=yes,Description=\"")), "{name}");
    }
    assert!(!vcf.contains("ID=depth:T"), "what passes is not listed");
}

#[test]
fn an_index_older_than_its_reads_is_a_warning() {
    let scratch = tempfile::tempdir().unwrap();
    for name in ["normal.bam.bai", "normal.bam"] {
        fs::copy(pair(name), scratch.path().join(name)).unwrap();
    }
    let index = fs::File::options().append(true).open(scratch.path().join("normal.bam.bai")).unwrap();
    index.set_modified(std::time::SystemTime::now() - std::time::Duration::from_mins(1)).unwrap();
    let out = scratch.path().join("out");
    let done = call(&pair("tumour.bam"), scratch.path().join("normal.bam").to_str().unwrap(), &out, &[]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    let quality: Value = serde_json::from_slice(&fs::read(out.join("quality.json")).unwrap()).unwrap();
    let checks = quality["quality"]["checks"].as_array().unwrap();
    let index = checks.iter().find(|check| check["name"] == "index:N").unwrap();
    assert_eq!(index["verdict"], "warn");
    assert!(index["because"].as_str().unwrap().contains("samtools index"));
}

#[test]
fn regions_give_the_calls_that_the_whole_run_gives_there() {
    let scratch = tempfile::tempdir().unwrap();
    let bed = scratch.path().join("regions.bed");
    fs::write(&bed, "chr1\t50000\t150001\nchr2\t10\t90000\n").unwrap();
    let (whole, part) = (scratch.path().join("whole"), scratch.path().join("part"));
    assert!(call(&pair("tumour.bam"), &pair("normal.bam"), &whole, &[]).status.success());
    let genes = scratch.path().join("genes.bed");
    fs::write(&genes, "chr1\t60000\t61000\tA\nchr2\t100\t300\tA\nchr2\t100000\t110000\tB\n").unwrap();
    let more = ["--regions", bed.to_str().unwrap(), "--genes", genes.to_str().unwrap()];
    let done = call(&pair("tumour.bam"), &pair("normal.bam"), &part, &more);
    assert!(done.status.success(), "{}", text(&done.stderr));
    let quality: Value = serde_json::from_slice(&fs::read(part.join("quality.json")).unwrap()).unwrap();
    let genes = &quality["quality"]["genes"];
    assert_eq!((&genes[0]["name"], &genes[0]["bases"]), (&"A".into(), &1200.into()));
    assert!((genes[0]["mean_depth"][1].as_f64().unwrap() - 30.0).abs() < 5.0, "{genes}");
    assert!((0.05..0.95).contains(&genes[0]["callable"].as_f64().unwrap()), "60x is a limit: {genes}");
    assert_eq!((&genes[1]["bases"], &genes[1]["callable"]), (&0.into(), &Value::Null), "outside the regions");
    let inside = |fields: &[&str]| {
        let position: u32 = fields[1].parse().unwrap();
        match fields[0] {
            "chr1" => (50_001..=150_001).contains(&position),
            _ => (11..=90_000).contains(&position),
        }
    };
    let of = |out: &Path, wanted: &dyn Fn(&[&str]) -> bool| keys(&lines(&out.join("somatic.vcf.gz")), wanted);
    assert_eq!(of(&part, &|_| true), of(&whole, &inside), "the same candidates; what passes depends on all of a run");
}

#[test]
fn a_plan_is_checked_and_a_folder_with_files_is_left_alone() {
    let scratch = tempfile::tempdir().unwrap();
    let plan = scratch.path().join("plan.json");
    fs::write(&plan, r#"{"purity": 2, "sequencing": {"duplicates": 5, "read_length": 151, "fragment_mean": 450, "fragment_deviation": 100, "failed_reads": 0, "error_scale": 1, "indel_error": 0, "indel_error_growth": 1}}"#).unwrap();
    let out = scratch.path().join("out");
    let refused = marv(&["simulate", "--plan", plan.to_str().unwrap(), "--out", out.to_str().unwrap()]);
    let told = text(&refused.stderr);
    assert_eq!(refused.status.code(), Some(1));
    assert!(told.contains("purity") && told.contains("duplicates"), "all errors at once: {told}");
    let full = marv(&["simulate", "--out", PAIR.to_str().unwrap()]);
    assert!(text(&full.stderr).contains("not empty"), "{}", text(&full.stderr));
    let shown = marv(&["simulate", "--show-plan"]);
    assert!(serde_json::from_slice::<Value>(&shown.stdout).is_ok());
}

#[test]
fn the_sites_of_an_earlier_sample_are_genotyped() {
    let scratch = tempfile::tempdir().unwrap();
    // Serial samples: what was true before is asked for again; here the truth plays the earlier sample.
    let (truth, out) = (PAIR.join("truth.vcf.gz"), scratch.path().join("out"));
    let done = call(
        &pair("tumour.bam"),
        &pair("normal.bam"),
        &out,
        &["--sites", truth.to_str().unwrap(), "--hotspots", truth.to_str().unwrap()],
    );
    assert!(done.status.success(), "{}", text(&done.stderr));
    let sites = lines(&out.join("sites.vcf.gz"));
    assert_eq!(keys(&sites, |_| true), keys(&lines(&truth), |_| true), "each site is answered, in order");
    assert!(sites.iter().all(|line| line.contains("TIER=hotspot") && line.contains(":LOD\t")));
    let passed = sites.iter().filter(|line| line.contains("\tPASS\t")).count();
    assert!(passed * 10 >= sites.len() * 9, "{passed} of {}", sites.len());
    // What Marv wrote, it reads: each site with its reads and its limit.
    let imported = marv(&["import", "--json", out.join("sites.vcf.gz").to_str().unwrap()]);
    let imported: Value = serde_json::from_slice(&imported.stdout).unwrap();
    let file = &imported["files"][0];
    assert_eq!((&file["caller"], &file["records"]), (&Value::from("Marv"), &Value::from(sites.len())), "{file}");
    assert_eq!(
        (&file["samples"][0]["role"], &file["notes"]),
        (&Value::from("tumour"), &serde_json::json!([])),
        "{file}"
    );
    let missing =
        call(&pair("tumour.bam"), &pair("normal.bam"), &scratch.path().join("no"), &["--sites", "/no/such.vcf"]);
    assert!(missing.status.code() == Some(1) && text(&missing.stderr).contains("/no/such.vcf"));
}

#[test]
fn the_depth_of_a_window_is_what_a_foreign_program_counts() {
    let scratch = tempfile::tempdir().unwrap();
    let out = scratch.path().join("out");
    assert!(call(&pair("tumour.bam"), &pair("normal.bam"), &out, &[]).status.success());
    let windows = lines(&out.join("depth.bed.gz"));
    assert_eq!(windows.len(), 250 + 150, "every kb of both contigs");
    let Ok(counted) = Process::new("samtools")
        .args(["depth", "-a", "-Q", "1", "-r", "chr2:50001-51000", &pair("tumour.bam")])
        .output()
    else {
        eprintln!("SKIPPED: samtools is not installed; the depth was not compared");
        return;
    };
    let depths: Vec<f64> =
        text(&counted.stdout).lines().map(|line| line.rsplit('\t').next().unwrap().parse().unwrap()).collect();
    assert_eq!(depths.len(), 1_000);
    let mean = depths.iter().sum::<f64>() / 1_000.0;
    let window: Vec<&str> = windows[250 + 50].split('\t').collect();
    assert_eq!(&window[..4], ["chr2", "50000", "51000", "1000"]);
    assert!((window[5].parse::<f64>().unwrap() - mean).abs() < 0.006, "{window:?}, samtools {mean}");
}
