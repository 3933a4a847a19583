//! Copy numbers through the program: from simulated reads to segments, and again from the tables with another purity.

use crate::made;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::LazyLock;

use assert_cmd::Command;
use serde_json::Value;

/// 2 Mb at 50x and 30x, purity 0.8: a loss and a copy-neutral loss of all tumour cells, a gain of all, a loss of two fifths.
static PAIR: LazyLock<PathBuf> = LazyLock::new(|| {
    made::pair(
        "copy-number",
        r#"{
        "seed": 21,
        "synthetic": { "contigs": [{ "name": "chr1", "length": 1200000 }, { "name": "chr2", "length": 800000 }], "copied": 0.0 },
        "germline": { "snv_rate": 0.0015 },
        "purity": 0.8,
        "somatic": { "snv_rate": 0.00005, "clones": [{ "name": "trunk", "allele_fraction": 0.5 }, { "name": "branch", "allele_fraction": 0.2 }] },
        "structure": { "events": [
            { "kind": "deletion", "clone": "trunk", "contig": "chr1", "start": 200001, "end": 400000 },
            { "kind": "duplication", "clone": "trunk", "contig": "chr1", "start": 600001, "end": 800000 },
            { "kind": "copy_neutral_loh", "clone": "trunk", "haplotype": 1, "contig": "chr1", "start": 1000001 },
            { "kind": "deletion", "clone": "branch", "contig": "chr2", "start": 200001, "end": 500000 }
        ] },
        "tumour": { "sample": "T", "depth": 50, "contamination": 0 },
        "normal": { "sample": "N", "depth": 30, "contamination": 0 }
    }"#,
        &[("arms.bed", "chr1\t200000\t400000\tlost\nchr2\t600000\t800000\tkept\n")],
    )
});

fn file(name: &str) -> String {
    PAIR.join(name).to_str().unwrap().to_owned()
}

fn marv(arguments: &[&str]) -> Output {
    Command::cargo_bin("marv").unwrap().args(arguments).output().unwrap()
}

/// The lines of a table, by the names of its columns.
fn rows(path: &Path) -> Vec<std::collections::BTreeMap<String, String>> {
    let text = fs::read_to_string(path).unwrap();
    let mut lines = text.lines().filter(|line| !line.starts_with('#'));
    let columns: Vec<&str> = lines.next().unwrap().split('\t').collect();
    let row =
        |line: &str| columns.iter().map(|name| (*name).to_owned()).zip(line.split('\t').map(str::to_owned)).collect();
    lines.map(row).collect()
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

#[test]
fn what_happened_is_in_the_table_and_the_tables_tell_it_again() {
    let scratch = tempfile::tempdir().unwrap();
    let calls = scratch.path().join("calls");
    let done = marv(&[
        "call",
        "--tumour",
        &file("tumour.bam"),
        "--normal",
        &file("normal.bam"),
        "--reference",
        &file("reference.fa"),
        "--out",
        calls.to_str().unwrap(),
        "--accept",
        "depth:T",
    ]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let table = fs::read_to_string(calls.join("segments.tsv")).unwrap();
    println!("{table}{}", fs::read_to_string(calls.join("purity.json")).unwrap());

    let segments = rows(&calls.join("segments.tsv"));
    let number = |row: &std::collections::BTreeMap<String, String>, name: &str| row[name].parse::<f64>().unwrap();
    let expected = [
        ("chr1", 1.0, 200_000.0, "neutral", 1.0),
        ("chr1", 200_001.0, 400_000.0, "loss", 1.0),
        ("chr1", 600_001.0, 800_000.0, "gain", 1.0),
        ("chr1", 1_000_001.0, 1_200_000.0, "cnloh", 1.0),
        ("chr2", 200_001.0, 500_000.0, "loss", 0.4),
        ("chr2", 500_001.0, 800_000.0, "neutral", 1.0),
    ];
    for (contig, start, end, kind, share) in expected {
        let middle = f64::midpoint(start, end);
        let found = segments
            .iter()
            .find(|row| row["contig"] == contig && number(row, "start") <= middle && middle <= number(row, "end"));
        let row = found.unwrap_or_else(|| panic!("nothing at {contig}:{middle}"));
        assert_eq!(row["kind"], kind, "{contig}:{middle}");
        assert!((number(row, "start") - start).abs() <= 15_000.0, "{contig}:{middle} begins at {}", row["start"]);
        assert!((number(row, "end") - end).abs() <= 15_000.0, "{contig}:{middle} ends at {}", row["end"]);
        if kind != "neutral" {
            assert!((number(row, "clonal_fraction") - share).abs() < 0.12, "{contig}:{middle} {row:?}");
            let [low, high] = ["clonal_fraction_low", "clonal_fraction_high"].map(|name| number(row, name));
            assert!(low <= number(row, "clonal_fraction") && number(row, "clonal_fraction") <= high);
        }
    }
    // Junctions of the truth are places of breaks.
    let lost = segments.iter().find(|row| row["contig"] == "chr1" && row["kind"] == "loss").unwrap();
    for (name, truth) in [("start", 200_001.0), ("end", 400_000.0)] {
        assert!((number(lost, name) - truth).abs() <= 5.0, "up to shared bases: {lost:?}");
    }
    let purity = json(&calls.join("purity.json"));
    assert!((purity["purity"].as_f64().unwrap() - 0.8).abs() < 0.1, "{purity:#}");
    assert!(!purity["fits"].as_array().unwrap().is_empty());
    let manifest = json(&calls.join("manifest.json"));
    let outputs: Vec<&str> =
        manifest["outputs"].as_array().unwrap().iter().map(|output| output["file"].as_str().unwrap()).collect();
    assert!(outputs.contains(&"segments.tsv") && outputs.contains(&"purity.json"));

    let again = |name: &str, more: &[&str]| {
        let out = scratch.path().join(name);
        let mut arguments = vec!["segments", calls.to_str().unwrap(), "--out", out.to_str().unwrap()];
        arguments.extend(more);
        let done = marv(&arguments);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        out
    };
    let same = again("same", &["--arms", &file("arms.bed")]);
    for name in ["segments.tsv", "purity.json"] {
        assert_eq!(fs::read(same.join(name)).unwrap(), fs::read(calls.join(name)).unwrap(), "{name}");
    }
    let arms = rows(&same.join("arms.tsv"));
    assert_eq!(arms.iter().map(|row| row["region"].as_str()).collect::<Vec<_>>(), ["lost", "kept"]);
    assert!(number(&arms[0], "depth_score") < -8.0 && arms[0]["called"].starts_with("loss"), "{arms:?}");
    assert!(number(&arms[1], "depth_score").abs() < 4.0 && arms[1]["called"].starts_with("neutral"), "{arms:?}");
    assert!(number(&arms[1], "least_share_of_cells_seen") < 0.4);

    let stated = again("stated", &["--purity", "1"]);
    assert_eq!(json(&stated.join("purity.json"))["evidence"], "stated");
    let lost = rows(&stated.join("segments.tsv")).into_iter().find(|row| row["kind"] == "loss").unwrap();
    assert!((number(&lost, "clonal_fraction") - 0.8).abs() < 0.1, "of all cells: {lost:?}");
    let doubled = again("doubled", &["--ploidy", "3.8"]);
    assert_eq!(json(&doubled.join("purity.json"))["genome_doubled"], true);
}

#[test]
fn what_cannot_be_used_is_refused_with_the_remedy() {
    let scratch = tempfile::tempdir().unwrap();
    let (empty, out) = (scratch.path().to_str().unwrap(), scratch.path().join("out"));
    let done = marv(&["segments", empty, "--out", out.to_str().unwrap()]);
    assert!(String::from_utf8_lossy(&done.stderr).contains("manifest.json"));
    assert_eq!((done.status.code(), out.exists()), (Some(1), false));
    for (option, value) in [("--purity", "1.2"), ("--purity", "0"), ("--ploidy", "nine")] {
        let done = marv(&["segments", empty, "--out", out.to_str().unwrap(), option, value]);
        assert_eq!(done.status.code(), Some(2), "{option} {value}");
        assert!(String::from_utf8_lossy(&done.stderr).contains("a number from"), "{option} {value}");
    }
}
