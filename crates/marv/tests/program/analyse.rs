//! `marv analyse`: one case, through the program; killed, repeated, changed, and given what it must refuse.

use crate::made;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin;

/// 0.3 Mb at 60x and 30x, with one gene.
static PAIR: LazyLock<PathBuf> = LazyLock::new(|| {
    let gene = "chr1\tx\texon\t1001\t1100\t.\t+\t.\tgene_id \"G1\"; transcript_id \"T1.1\"; gene_name \"TP53\"; \
                transcript_type \"lncRNA\"; gene_type \"lncRNA\";\n";
    made::pair(
        "analyse",
        r#"{
        "seed": 8,
        "synthetic": { "contigs": [{ "name": "chr1", "length": 200000 }, { "name": "chr2", "length": 100000 }], "copied": 0.0 },
        "somatic": { "snv_rate": 0.0001, "clones": [{ "name": "a", "allele_fraction": 0.5 }] },
        "tumour": { "sample": "T", "depth": 60, "contamination": 0 },
        "normal": { "sample": "N", "depth": 30, "contamination": 0 }
    }"#,
        &[("genes.gtf", gene), ("panel.bed", "chr1\t50000\t60000\tTP53\n")],
    )
});

const REFERRAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../guidelines/ngc-haem-2022/vectors/base/RR0.json");

const CLINICAL: &str = "sample = \"S-1\"\ndate = 2026-11-26\n[disease]\ngroup = \"AML\"\n[patient]\nage = 64\n";

/// A case folder beside the pair's files.
pub struct Case(tempfile::TempDir);

impl Case {
    pub fn new() -> Self {
        let case = Self(tempfile::tempdir().unwrap());
        fs::write(case.path("case.toml"), CLINICAL).unwrap();
        fs::copy(REFERRAL, case.path("referral.json")).unwrap();
        let prepare = ["reference", "prepare", "--other-assembly", "invented", "--out"];
        let (fasta, genes) = (pair("reference.fa"), pair("genes.gtf"));
        let made = Command::new(cargo_bin("marv"))
            .args(prepare)
            .arg(case.path("store"))
            .args(["--fasta", &fasta, "--genes", &genes])
            .output();
        assert!(made.as_ref().unwrap().status.success(), "{}", said(&made.unwrap()));
        case.analysis("tumour.bam", "normal.bam", "reference.fa", "");
        case
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn analysis(&self, tumour: &str, normal: &str, reference: &str, more: &str) {
        let (tumour, normal, reference, panel) = (pair(tumour), pair(normal), pair(reference), pair("panel.bed"));
        let text = format!(
            "[reads]\ntumour = ['{tumour}']\nnormal = ['{normal}']\nreference = '{reference}'\n\
             [resources]\nstore = 'store'\npanel = '{panel}'\n{more}"
        );
        fs::write(self.path("analysis.toml"), text).unwrap();
    }

    fn run(&self, more: &[&str]) -> Output {
        Command::new(cargo_bin("marv")).arg("analyse").arg(self.0.path()).args(more).output().unwrap()
    }

    /// Every file of a bundle but the lock, by its path.
    fn files(&self, bundle: &str) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        gather(&self.path(bundle), "", &mut files);
        files.remove("steps/lock");
        files
    }
}

fn gather(folder: &Path, within: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let name = format!("{within}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            gather(&entry.path(), &format!("{name}/"), files);
        } else {
            files.insert(name, fs::read(entry.path()).unwrap());
        }
    }
}

fn pair(name: &str) -> String {
    if Path::new(name).is_absolute() { name.into() } else { PAIR.join(name).to_str().unwrap().to_owned() }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_case_becomes_a_bundle_and_only_what_changed_is_done_again() {
    let case = Case::new();
    let first = case.run(&[]);
    assert!(first.status.success(), "{}", said(&first));
    let files = case.files("result");
    for name in [
        "report/report.da.html",
        "report/report.json",
        "calls/somatic.vcf.gz",
        "calls/quality.json",
        "findings.json",
        "findings.da.txt",
        "manifest.json",
    ] {
        assert!(files.contains_key(name), "{name} of {:?}", files.keys());
    }
    let again = case.run(&[]);
    assert!(again.status.success() && said(&again).contains("nothing has changed"), "{}", said(&again));
    assert_eq!(case.files("result"), files);

    fs::write(case.path("case.toml"), CLINICAL.replace("64", "31")).unwrap();
    let refused = case.run(&[]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).contains("interpret (clinical values)"), "{}", said(&refused));
    assert_eq!(case.files("result"), files, "a refusal changes nothing");
    let renewed = case.run(&["--renew"]);
    assert!(renewed.status.success(), "{}", said(&renewed));
    assert!(said(&renewed).contains("1/3 call  taken over"), "{}", said(&renewed));
    let now = case.files("result");
    assert_eq!(now["calls/manifest.json"], files["calls/manifest.json"]);
    assert_ne!(now["manifest.json"], files["manifest.json"]);

    fs::write(case.path("result/findings.json"), "{}").unwrap();
    let touched = case.run(&[]);
    assert!(said(&touched).contains("findings.json was changed by another hand"), "{}", said(&touched));
}

/// `MARV_KILLS` says how many times; the default keeps the suite short.
#[test]
fn a_run_that_is_killed_at_any_moment_ends_with_the_same_bytes() {
    let case = Case::new();
    let whole = Instant::now();
    let done = case.run(&["--threads", "1"]);
    assert!(done.status.success(), "{}", said(&done));
    let whole = whole.elapsed();
    let wanted = case.files("result");
    let kills: u32 = std::env::var("MARV_KILLS").map_or(8, |kills| kills.parse().unwrap());
    let mut random = fastrand::Rng::with_seed(17);
    let mut killed = 0;
    while killed < kills {
        let out = case.path(&format!("killed{killed}"));
        let run = || {
            let mut command = std::process::Command::new(cargo_bin("marv"));
            command.arg("analyse").arg(case.0.path()).args(["--threads", "1", "--out"]).arg(&out);
            command.stdout(Stdio::null()).stderr(Stdio::null());
            command
        };
        // Each folder is killed again and again until a run has the time to end.
        let mut time = whole.mul_f64(random.f64());
        loop {
            let mut child = run().spawn().unwrap();
            let begun = Instant::now();
            while begun.elapsed() < time && child.try_wait().unwrap().is_none() {
                std::thread::sleep(Duration::from_millis(1));
            }
            let ended = child.try_wait().unwrap();
            child.kill().unwrap();
            child.wait().unwrap();
            if let Some(status) = ended {
                assert!(status.success());
                break;
            }
            killed += 1;
            assert!(
                !out.join("manifest.json").exists() || case.files(out.file_name().unwrap().to_str().unwrap()) == wanted
            );
            time = time.mul_f64(1.5);
        }
        assert!(run().status().unwrap().success());
        let files = case.files(out.file_name().unwrap().to_str().unwrap());
        let unfinished: Vec<&String> = files.keys().filter(|name| !wanted.contains_key(*name)).collect();
        assert!(unfinished.is_empty(), "left behind: {unfinished:?}");
        assert!(files == wanted, "after a kill the bytes differ");
        fs::remove_dir_all(&out).unwrap();
    }
}

#[test]
fn a_swapped_pair_is_stopped_and_the_acceptance_reads_nothing_again() {
    let case = Case::new();
    case.analysis("normal.bam", "tumour.bam", "reference.fa", "");
    let stopped = case.run(&[]);
    assert_eq!(stopped.status.code(), Some(16), "{}", said(&stopped));
    let files = case.files("result");
    assert!(!files.contains_key("manifest.json") && !files.contains_key("findings.json"), "{:?}", files.keys());
    let checks: Vec<String> =
        said(&stopped).lines().filter_map(|line| line.split("--accept ").nth(1)).map(str::to_owned).collect();
    let named = checks.first().unwrap().clone();
    assert!(named.starts_with("depth:"), "{named}");
    let accepted = said(&stopped)
        .lines()
        .filter(|line| line.contains("--accept"))
        .flat_map(|line| line.split("--accept ").skip(1).map(str::trim).map(str::to_owned).collect::<Vec<_>>())
        .collect::<Vec<_>>();
    let mut arguments: Vec<&str> = Vec::new();
    for check in &accepted {
        arguments.extend(["--accept", check]);
    }
    let done = case.run(&arguments);
    assert!(done.status.success(), "{}", said(&done));
    assert!(said(&done).contains("were collected before"), "{}", said(&done));
}

#[test]
fn what_is_missing_or_wrong_is_said_at_once_and_nothing_is_written() {
    let case = Case::new();
    case.analysis("absent.bam", "normal.bam", "nowhere.fa", "");
    fs::write(case.path("case.toml"), CLINICAL.replace("64", "640").replace("AML", "FLU")).unwrap();
    let refused = case.run(&[]);
    assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
    for fault in ["absent.bam is not there", "nowhere.fa is not there", "patient.age", "disease.group"] {
        assert!(said(&refused).contains(fault), "{fault}: {}", said(&refused));
    }
    assert!(!case.path("result").exists());

    fs::write(case.path("case.toml"), CLINICAL).unwrap();
    case.analysis("tumour.bam", "normal.bam", "reference.fa", "panels = 'store'\n");
    let unknown = case.run(&[]);
    assert!(!unknown.status.success() && said(&unknown).contains("--panels"), "{}", said(&unknown));
    fs::write(case.path("analysis.toml"), "[read]\n").unwrap();
    let unknown = case.run(&[]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(said(&unknown).contains("read"), "{}", said(&unknown));

    fs::write(case.path("other.fa"), ">chr1\nACGT\n").unwrap();
    fs::write(case.path("other.fa.fai"), "chr1\t4\t6\t4\t5\n").unwrap();
    case.analysis("tumour.bam", "normal.bam", case.path("other.fa").to_str().unwrap(), "");
    let other = case.run(&[]);
    assert_eq!(other.status.code(), Some(1));
    assert!(said(&other).contains("chr1"), "{}", said(&other));
    assert!(!case.path("result/manifest.json").exists());
}

#[test]
fn a_later_time_point_asks_for_the_earlier_calls_of_the_same_person() {
    let case = Case::new();
    let first = case.run(&[]);
    assert!(first.status.success(), "{}", said(&first));
    let earlier = case.path("result").to_str().unwrap().to_owned();
    let second = case.run(&["--earlier", &earlier, "--out", case.path("second").to_str().unwrap()]);
    assert!(second.status.success(), "{}", said(&second));
    let files = case.files("second");
    assert!(files.contains_key("calls/sites.vcf.gz"));
    let findings: serde_json::Value = serde_json::from_slice(&files["findings.json"]).unwrap();
    let comparison = &findings["course"]["comparison"];
    assert_eq!(comparison["earlier"]["sample"], "S-1");
    // The same reads: what passed before passes now, and nothing has changed.
    let others = comparison["others"].as_array().unwrap();
    assert!(!others.is_empty() && others.iter().all(|other| other["change"] == "stable"), "{others:?}");
    let again = case.run(&["--earlier", &earlier, "--out", case.path("second").to_str().unwrap()]);
    assert!(said(&again).contains("nothing has changed"), "{}", said(&again));

    let manifest = case.path("result/calls/manifest.json");
    let other = fs::read_to_string(&manifest).unwrap().replace("\"sample\": \"N\"", "\"sample\": \"M\"");
    fs::write(&manifest, other).unwrap();
    let refused = case.run(&["--earlier", &earlier, "--out", case.path("third").to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).contains("of another person"), "{}", said(&refused));
    fs::remove_file(case.path("result/manifest.json")).unwrap();
    let unfinished = case.run(&["--earlier", &earlier, "--out", case.path("third").to_str().unwrap()]);
    assert!(said(&unfinished).contains("no finished analysis"), "{}", said(&unfinished));
}

#[test]
fn parts_of_many_computers_end_with_the_bytes_of_one() {
    let case = Case::new();
    let whole = case.run(&[]);
    assert!(whole.status.success(), "{}", said(&whole));
    let scattered = case.path("scattered").to_str().unwrap().to_owned();
    for part in ["2/2", "1/2"] {
        let done = case.run(&["--out", &scattered, "--part", part]);
        assert!(done.status.success(), "{}", said(&done));
    }
    let unfinished = case.path("scattered/parts/part-3-of-3.journal");
    fs::write(&unfinished, "").unwrap();
    let refused = case.run(&["--out", &scattered]);
    assert!(said(&refused).contains("part-3-of-3.journal is no finished part"), "{}", said(&refused));
    fs::remove_file(unfinished).unwrap();
    let joined = case.run(&["--out", &scattered]);
    assert!(joined.status.success(), "{}", said(&joined));
    assert!(case.files("scattered") == case.files("result"), "the bytes differ");
}

/// A full disk in small: no file may have more than 8 blocks of 512 bytes. With room again, the same command ends with the
/// bytes of an unbroken run.
#[test]
fn a_full_disk_is_told_and_gone_on_from() {
    let case = Case::new();
    let limited = "trap '' XFSZ; ulimit -f 8; exec \"$@\"";
    let out = case.path("full");
    let arguments = ["analyse", case.0.path().to_str().unwrap(), "--out", out.to_str().unwrap()];
    let full = Command::new("sh").args(["-c", limited, "sh"]).arg(cargo_bin("marv")).args(arguments).output().unwrap();
    assert_eq!(full.status.code(), Some(1), "{}", said(&full));
    assert!(said(&full).contains("give the same command again when that is mended"), "{}", said(&full));
    assert!(!out.join("manifest.json").exists() && !out.join("report").exists());
    let again = case.run(&["--out", out.to_str().unwrap()]);
    assert!(again.status.success(), "{}", said(&again));
    let whole = case.run(&[]);
    assert!(whole.status.success(), "{}", said(&whole));
    assert_eq!(case.files("full"), case.files("result"));
}
