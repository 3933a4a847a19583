//! Whether tumour and germline were placed alike, as a laboratory meets it: told by `marv call`, in its files and in both languages.

use crate::made;

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::LazyLock;

use assert_cmd::Command;
use hts::alignments::{AlignmentFile, BamWriter, Header};
use serde_json::Value;

fn marv(arguments: &[&str]) -> Output {
    Command::cargo_bin("marv").unwrap().args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A pair of 0.1 Mb at 60x and 30x.
static PAIR: LazyLock<PathBuf> = LazyLock::new(|| {
    let plan = r#"{
        "seed": 9,
        "synthetic": { "contigs": [{ "name": "chr1", "length": 100000 }], "copied": 0.0 },
        "somatic": { "snv_rate": 0.0002, "clones": [{ "name": "a", "allele_fraction": 0.5 }] },
        "tumour": { "sample": "T", "depth": 60, "contamination": 0 },
        "normal": { "sample": "N", "depth": 30, "contamination": 0 }
    }"#;
    made::pair("placed-alike", plan, &[])
});

/// A copy of a specimen of the pair with other lines of programs in its header.
fn with_programs(folder: &Path, sample: &str, lines: &[&str]) -> PathBuf {
    let file = AlignmentFile::open(&PAIR.join(format!("{sample}.bam"))).unwrap();
    let own = file.header();
    let kept = own.text.lines().filter(|line| !line.starts_with("@PG")).chain(lines.iter().copied());
    let text = kept.flat_map(|line| [line, "\n"]).collect();
    let header = Header { contigs: own.contigs.clone(), read_groups: own.read_groups.clone(), text };
    let path = folder.join(format!("{sample}.bam"));
    let mut writer = BamWriter::create(&path, &header).unwrap();
    let mut reader = file.reader().unwrap();
    reader.whole_file().unwrap();
    while let Some(record) = reader.read().unwrap() {
        writer.write_record(record).unwrap();
    }
    writer.finish().unwrap();
    path
}

/// How `marv call` ended, and its folder.
fn call(folder: &Path, tumour: &Path, normal: &Path, more: &[&str]) -> (Output, PathBuf) {
    let out = folder.join(format!("out{}", more.len()));
    let reference = PAIR.join("reference.fa");
    let [tumour, normal, reference, at] = [tumour, normal, &reference, &out].map(|path| path.to_str().unwrap());
    let arguments = ["call", "--tumour", tumour, "--normal", normal, "--reference", reference, "--out", at];
    (marv(&[&arguments, more].concat()), out)
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

const BWA: &str = "@PG\tID:bwa\tPN:bwa\tVN:0.7.17-r1188\tCL:bwa mem -t 8 -Y -R @RG\\tSM:Testperson-Et /patients/Testperson-Et/ref.fa a b";

#[test]
fn another_program_stops_the_pair_unless_somebody_accepts_it_and_the_calls_say_so() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path();
    let tumour = with_programs(folder, "tumour", &[BWA]);
    let normal = with_programs(folder, "normal", &["@PG\tID:d\tPN:DRAGEN\tVN:4.2.4\tCL:dragen --RGSM Testperson-Et"]);
    let (stopped, out) = call(folder, &tumour, &normal, &[]);
    let said = text(&stopped.stderr);
    assert_eq!(stopped.status.code(), Some(16), "{said}");
    assert!(said.contains("STOP  aligner:T") && said.contains("--accept aligner:T"), "{said}");
    assert!(!out.join("somatic.vcf.gz").exists());
    let quality = json(&out.join("quality.json"));
    let by = |place: usize| quality["quality"]["processing"][place]["placed_by"][0].clone();
    assert_eq!((&by(0)["program"], &by(0)["version"]), (&"bwa".into(), &"0.7.17-r1188".into()));
    assert_eq!(by(0)["options"], serde_json::json!({ "-Y": null }));
    assert_eq!(by(1)["program"], "dragen");
    // What a command line names is nowhere.
    assert!(!quality.to_string().contains("Testperson") && !said.contains("Testperson"), "{quality}");

    let (accepted, out) = call(folder, &tumour, &normal, &["--accept", "aligner:T"]);
    assert!(accepted.status.success(), "{}", text(&accepted.stderr));
    let mut vcf = String::new();
    let file = fs::File::open(out.join("somatic.vcf.gz")).unwrap();
    hts::bgzf::TextReader::new(file).unwrap().read_to_string(&mut vcf).unwrap();
    assert!(
        vcf.contains("##marv_check=<ID=aligner:T,Verdict=stop,Accepted=yes,Description=\"placed by bwa 0.7.17-r1188")
    );
    assert!(!vcf.contains("Testperson"));
}

/// Every sentence has a Danish one: what a laboratory reads in `quality.json` stands in both languages of the report.
#[test]
fn what_is_not_known_and_what_differs_is_told_and_stops_nothing() {
    let scratch = tempfile::tempdir().unwrap();
    let marked = "@PG\tID:GATK ApplyBQSR\tPN:GATK ApplyBQSR\tPP:bwa";
    let version = BWA.replace("0.7.17-r1188", "0.7.15-r1140").replace("-Y", "-M");
    for (story, tumour, normal, expected) in [
        ("alike", vec![BWA], vec![BWA], vec![]),
        ("nobody says", vec![], vec![], vec!["aligner:T"]),
        ("a circle", vec![BWA], vec!["@PG\tID:a\tPN:bwa\tPP:a"], vec!["aligner:T"]),
        (
            "version, options and recalibration",
            vec![BWA, marked],
            vec![&*version],
            vec!["aligner:T", "aligner-options:T", "recalibration:T"],
        ),
    ] {
        let folder = scratch.path().join(story);
        fs::create_dir(&folder).unwrap();
        let (tumour, normal) = (with_programs(&folder, "tumour", &tumour), with_programs(&folder, "normal", &normal));
        let (done, out) = call(&folder, &tumour, &normal, &[]);
        assert!(done.status.success(), "{story}: {}", text(&done.stderr));
        let quality = json(&out.join("quality.json"));
        let kinds = ["aligner", "alternate", "duplicate-marking", "recalibration", "indel-re", "consensus"];
        let of_processing = |check: &&Value| kinds.iter().any(|kind| check["name"].as_str().unwrap().starts_with(kind));
        let checks: Vec<&Value> =
            quality["quality"]["checks"].as_array().unwrap().iter().filter(of_processing).collect();
        let warned: Vec<&str> = checks
            .iter()
            .filter(|check| check["verdict"] == "warn")
            .map(|check| check["name"].as_str().unwrap())
            .collect();
        assert_eq!(warned, expected, "{story}: {checks:#?}");
        for check in checks {
            let because = check["because"].as_str().unwrap();
            let danish = report::words::caller::danish(because).unwrap_or_else(|| panic!("no Danish for: {because}"));
            assert!(!danish.contains("header") && !danish.contains("placed") && !danish.contains(" only"), "{danish}");
        }
    }
}
