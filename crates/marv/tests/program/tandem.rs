//! Tandem duplications from simulated reads to what they mean, through the program.

use crate::made;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::LazyLock;

use assert_cmd::Command;
use hts::lines::Lines;
use serde_json::Value;

/// A duplication of 60 bases with five new ones at a fifth of the molecules, and one of 14 kb on one of two chromosomes.
const PLAN: &str = r#"{
  "seed": 28034082,
  "synthetic": { "contigs": [ { "name": "chr1", "length": 240000 } ] },
  "tumour": { "sample": "T", "depth": 90, "contamination": 0 },
  "normal": { "sample": "N", "depth": 30 },
  "purity": 1.0,
  "somatic": {
    "snv_rate": 0.0001, "mnv_rate": 0, "insertion_rate": 0, "deletion_rate": 0, "delins_rate": 0, "neighbour_rate": 0,
    "duplication_rate": 0,
    "clones": [ { "name": "trunk", "allele_fraction": 0.5 }, { "name": "branch", "allele_fraction": 0.2 } ],
    "panel": [
      { "contig": "chr1", "position": 30101, "kind": "duplication", "length": 55, "bases": "GGCTC", "clone": "branch" }
    ]
  },
  "structure": {
    "events": [
      { "kind": "duplication", "clone": "trunk", "contig": "chr1", "start": 140001, "end": 154000, "copies": 1 }
    ]
  }
}"#;

const LOCI: &str = "chr1\t30000\t30300\tFLT3\nchr1\t60000\t60300\tUBTF\nchr1\t120000\t210000\tKMT2A-PTD\n";

static PAIR: LazyLock<PathBuf> = LazyLock::new(|| made::pair("tandem", PLAN, &[("loci.bed", LOCI)]));

fn marv(arguments: &[&str]) -> Output {
    Command::cargo_bin("marv").unwrap().args(arguments).output().unwrap()
}

fn call(out: &Path) {
    let file = |name: &str| PAIR.join(name).to_str().unwrap().to_owned();
    let (tumour, normal, reference, loci) =
        (file("tumour.bam"), file("normal.bam"), file("reference.fa"), file("loci.bed"));
    let out = out.to_str().unwrap();
    let mut arguments = vec!["call", "--tumour", &tumour, "--normal", &normal, "--reference", &reference];
    arguments.extend(["--itd", &loci, "--out", out, "--accept", "depth:T", "--accept", "depth:N"]);
    let output = marv(&arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn lines(path: &Path) -> Vec<String> {
    let (mut lines, mut all) = (Lines::open(path).unwrap(), Vec::new());
    while lines.advance().unwrap() {
        all.push(lines.text().unwrap().to_owned());
    }
    all
}

fn records(path: &Path) -> Vec<Vec<String>> {
    let records = lines(path).into_iter().filter(|line| !line.starts_with('#'));
    records.map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

const CASE: &str = r#"
sample = "S-0001"
date = 2026-11-26
[disease]
group = "AML"
[karyotype]
banded = "46,XX[20]"
[assessed]
genes = ["TP53"]
limit = 0.05
[[mutation]]
gene = "NPM1"
name = "p.(Trp288CysfsTer12)"
fraction = 0.42
"#;

#[test]
fn a_duplication_is_called_with_its_ratio_and_counts_in_the_rules() {
    let scratch = tempfile::tempdir().unwrap();
    let calls = scratch.path().join("calls");
    call(&calls);
    let tandem = records(&calls.join("tandem.vcf.gz"));
    let [internal, partial] = tandem.as_slice() else { panic!("{tandem:?}") };

    // The alleles are those of the truth; both files name them, and one says that the other counts.
    let truth = records(&PAIR.join("truth.vcf.gz")).into_iter().find(|record| record[7].contains("TYPE=DUP")).unwrap();
    let alleles = |record: &[String]| [1, 3, 4].map(|field| record[field].clone());
    assert_eq!(alleles(internal), alleles(&truth));
    assert_eq!(internal[6], "PASS");
    assert!(internal[7].contains("LOCUS=FLT3;TYPE=DUP;LENGTH=60;TEMPLATE="), "{}", internal[7]);
    let sample: Vec<&str> = internal[9].split(':').collect();
    let interval: Vec<f64> = sample[4].split(',').map(|bound| bound.parse().unwrap()).collect();
    assert!(interval[0] < 0.2 && 0.2 < interval[1] && interval[1] - interval[0] < 0.3, "{}", internal[9]);
    let (fraction, ratio): (f64, f64) = (sample[3].parse().unwrap(), sample[5].parse().unwrap());
    assert!((ratio - fraction / (1.0 - fraction)).abs() < 1e-3, "{}", internal[9]);
    assert!(internal[10].starts_with("0/0:"), "{}", internal[10]);
    let small = records(&calls.join("somatic.vcf.gz"));
    let same: Vec<_> = small.iter().filter(|record| alleles(record) == alleles(&truth)).collect();
    assert!(same.iter().all(|record| record[7].ends_with(";TANDEM")), "{same:?}");
    assert_eq!(small.iter().filter(|record| record[7].ends_with(";TANDEM")).count(), same.len());

    // The partial one: the junction, up to bases that both of its sides share, and the depth.
    assert_eq!((partial[4].as_str(), partial[6].as_str()), ("<DUP:TANDEM>", "PASS"), "{partial:?}");
    assert!(partial[7].contains("LOCUS=KMT2A-PTD;SVTYPE=DUP;END="), "{}", partial[7]);
    assert!(partial[7].contains("EVIDENCE=junction,depth_step"), "{}", partial[7]);
    let end = partial[7].split("END=").nth(1).unwrap().split(';').next().unwrap();
    let near = |text: &str, place: i64| (text.parse::<i64>().unwrap() - place).abs() <= 5;
    assert!(near(&partial[1], 140_000) && near(end, 154_000), "{partial:?}");
    let document: Value = serde_json::from_slice(&fs::read(calls.join("tandem.json")).unwrap()).unwrap();
    let names = |list: &str| -> Vec<String> {
        document[list].as_array().unwrap().iter().map(|locus| locus["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!((names("loci"), names("partial")), (vec!["FLT3".into(), "UBTF".into()], vec!["KMT2A-PTD".into()]));
    let ubtf = &document["loci"][1]["specimens"][0];
    assert_eq!(ubtf["callable"], 1.0);
    assert!(ubtf["limit"].as_f64().is_some_and(|limit| (0.03..0.1).contains(&limit)), "{ubtf}");

    // What it means.
    let case = scratch.path().join("case.toml");
    fs::write(&case, CASE).unwrap();
    let tandem = calls.join("tandem.vcf.gz");
    let output = marv(&["interpret", "--case", case.to_str().unwrap(), "--calls", tandem.to_str().unwrap(), "--json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let meaning: Value = serde_json::from_slice(&output.stdout).unwrap();
    let of = |gene: &str, event: &str| {
        let genes = meaning["looked_for"]["genes"].as_array().unwrap();
        genes.iter().find(|one| one["gene"] == gene && one["event"] == event).cloned().unwrap_or_default()
    };
    let flt3 = of("FLT3", "internal_tandem_duplication");
    assert_eq!(
        (&flt3["answer"], flt3["mutations"].as_array().map(Vec::len)),
        (&Value::from("found"), Some(1)),
        "{flt3}"
    );
    assert!((flt3["mutations"][0]["allelic_ratio"].as_f64().unwrap() - ratio).abs() < 1e-9, "{flt3}");
    assert_eq!(of("UBTF", "internal_tandem_duplication")["answer"], "not_found");
    assert_eq!(of("KMT2A", "partial_tandem_duplication")["answer"], "found");
    assert_eq!(of("BCOR", "internal_tandem_duplication"), Value::Null, "nobody looked");
    // ELN 2017: NPM1 with a low ratio is favourable.
    let eln = &meaning["eln"]["answered"][0];
    assert_eq!(
        (&eln["edition"]["en"], &eln["possible"][0]),
        (&Value::from("ELN 2017"), &Value::from("favourable")),
        "{eln}"
    );
}

#[test]
fn a_normal_without_it_against_itself_has_no_event_and_a_limit() {
    let scratch = tempfile::tempdir().unwrap();
    let (normal, reference) = (PAIR.join("normal.bam"), PAIR.join("reference.fa"));
    let [normal, reference, loci] =
        [normal, reference, PAIR.join("loci.bed")].map(|path| path.to_str().unwrap().to_owned());
    let out = scratch.path().join("calls");
    let output = marv(&[
        "call",
        "--tumour",
        &normal,
        "--reference",
        &reference,
        "--itd",
        &loci,
        "--out",
        out.to_str().unwrap(),
        "--accept",
        "depth:N",
    ]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(records(&out.join("tandem.vcf.gz")), Vec::<Vec<String>>::new());
    let loci: Vec<String> =
        lines(&out.join("tandem.vcf.gz")).into_iter().filter(|line| line.starts_with("##marv_locus=<ID=")).collect();
    assert_eq!(loci.len(), 3, "{loci:?}");
    // 30x is too little for a limit of a tenth: not found is then not absent.
    let limit = loci[0].split("Limit=").nth(1).unwrap().split(',').next().unwrap().parse::<f64>().unwrap();
    assert!(limit > 0.1, "{}", loci[0]);
}
