//! A disk that fills: every command that writes says which file, that there is no space, and what to do; nothing half-made has its
//! final name; and with space the same command gives the same bytes.
//!
//! The disk is a small file system in memory (`tmpfs`), mounted where only the command sees it: `unshare` of util-linux, as an
//! ordinary user where the system allows that, else as root. Where neither goes the tests say SKIPPED.

use crate::made;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use assert_cmd::cargo::cargo_bin;

/// How a mount of one's own is got here: arguments of `unshare`; `None`, loudly, where it cannot be had.
static OWN_MOUNT: LazyLock<Option<&'static [&'static str]>> = LazyLock::new(|| {
    let ways: [&[&str]; 2] = [&["--user", "--map-root-user", "--mount"], &["--mount"]];
    let goes = |way: &&&[&str]| {
        let folder = tempfile::tempdir().unwrap();
        let mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs"];
        let tried = Command::new("unshare").args(**way).args(mount).arg(folder.path()).output();
        tried.is_ok_and(|output| output.status.success())
    };
    let way = ways.iter().find(goes).copied();
    if way.is_none() {
        eprintln!("SKIPPED: unshare and mount of a tmpfs are not allowed here; no command met a full disk");
    }
    way
});

/// Runs the command on a disk of so many KiB, begun from a folder; then again on the same disk, grown. `$DISK` in an argument is
/// the disk.
const SCRIPT: &str = r#"
set -u
disk=$1 size=$2 start=$3 seen=$4 again=$5; shift 5
mount -t tmpfs -o size="${size}k" tmpfs "$disk" || exit 99
cp -R "$start"/. "$disk" || exit 98
"$@" > "$seen.out" 2> "$seen.err"; echo $? > "$seen.code"
cp -R "$disk"/. "$seen"
# A whole demonstration is made by another test.
case " $* " in *" demo "*) exit 0 ;; esac
mount -o remount,size=256m "$disk" || exit 97
"$@" > "$again.out" 2> "$again.err"; echo $? > "$again.code"
cp -R "$disk"/. "$again"
"#;

struct Run {
    code: i32,
    told: String,
    files: BTreeMap<String, Vec<u8>>,
}

/// The files below a folder by their path.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// A command that writes to a disk.
struct Writing<'c> {
    name: &'c str,
    /// What lies on the disk at the start.
    start: Option<&'c Path>,
    /// `DISK` stands for the disk.
    arguments: Vec<String>,
    /// Files whose content is not the same each time: names that they begin with.
    differs: &'c [&'c str],
}

impl Writing<'_> {
    /// On a full disk, and again when there is space.
    fn run(&self, way: &[&str], size: u64) -> [Run; 2] {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let [disk, empty, seen, again] = ["disk", "empty", "seen", "again"].map(path);
        for made in [&disk, &empty, &seen, &again] {
            fs::create_dir(made).unwrap();
        }
        let start = self.start.unwrap_or(&empty);
        let arguments = self.arguments.iter().map(|argument| argument.replace("DISK", disk.to_str().unwrap()));
        let done = Command::new("unshare")
            .args(way)
            .args(["sh", "-c", SCRIPT, "sh"])
            .args([&disk, Path::new(&size.to_string()), start, &seen, &again])
            .arg(cargo_bin("marv"))
            .args(arguments)
            .output()
            .unwrap();
        assert!(done.status.success(), "{}: {}", self.name, String::from_utf8_lossy(&done.stderr));
        [("seen", seen), ("again", again)].map(|(name, left)| {
            let read = |kind: &str| fs::read_to_string(path(&format!("{name}.{kind}"))).unwrap_or_default();
            Run { code: read("code").trim().parse().unwrap_or(-1), told: read("err"), files: files(&left) }
        })
    }

    /// Fills the disk at several moments.
    fn meets_a_full_disk(&self) {
        let Some(way) = *OWN_MOUNT else { return };
        // With space at once: what is written, and how much.
        let [whole, _] = self.run(way, 262_144);
        assert_eq!(whole.code, 0, "{}: {}", self.name, whole.told);
        let at_start = self.start.map(files).unwrap_or_default();
        let kib = |files: &BTreeMap<String, Vec<u8>>| -> u64 {
            files.values().map(|content| u64::try_from(content.len()).unwrap().div_ceil(4096) * 4).sum()
        };
        let (before, written) = (kib(&at_start), kib(&whole.files) - kib(&at_start));
        let mut met = 0;
        for part in [1, 4, 7] {
            let size = before + 8 + (written * part / 8) / 4 * 4;
            let [full, again] = self.run(way, size);
            if full.code == 0 {
                continue;
            }
            met += 1;
            let Run { code, told, files } = full;
            assert_eq!(code, 1, "{}: {told}", self.name);
            for said in ["No space left on device", "disk"] {
                assert!(told.contains(said), "{}, {size} KiB: {said} is not in: {told}", self.name);
            }
            assert!(told.contains("Free space") && told.contains("again"), "{}: no remedy: {told}", self.name);
            for (file, content) in &files {
                let is_whole = whole.files.get(file).is_some_and(|whole| whole == content);
                let is_apart = file.contains(".unfinished")
                    || at_start.get(file) == Some(content)
                    || self.differs.iter().any(|name| file.contains(name));
                assert!(
                    is_whole || is_apart,
                    "{}, {size} KiB: {file} is half-made ({} bytes)",
                    self.name,
                    content.len()
                );
            }
            if again.told.contains("without a manifest.json; remove it") {
                // Calls are complete with their manifest: what is there without one is named, and not written over.
                assert!(!again.files.keys().any(|file| file.ends_with("manifest.json")), "{:?}", again.files.keys());
                continue;
            }
            assert_eq!(again.code, 0, "{}, {size} KiB, again: {}", self.name, again.told);
            for (file, content) in &whole.files {
                let same =
                    again.files.get(file) == Some(content) || self.differs.iter().any(|name| file.contains(name));
                assert!(same, "{}, {size} KiB: {file} is another one after the disk was full", self.name);
            }
        }
        assert!(met > 0, "{}: no disk was full", self.name);
    }
}

fn arguments<A: AsRef<str>>(all: &[A]) -> Vec<String> {
    all.iter().map(|argument| argument.as_ref().to_owned()).collect()
}

const PLAN: &str = r#"{
    "seed": 21,
    "synthetic": { "contigs": [{ "name": "chr1", "length": 60000 }, { "name": "chr2", "length": 30000 }], "copied": 0.0 },
    "somatic": { "snv_rate": 0.0002, "clones": [{ "name": "a", "allele_fraction": 0.5 }] },
    "tumour": { "sample": "T", "depth": 60, "contamination": 0 },
    "normal": { "sample": "N", "depth": 30, "contamination": 0 }
}"#;

const GENE: &str = "chr1\tx\texon\t1001\t1100\t.\t+\t.\tgene_id \"G1\"; transcript_id \"T1.1\"; gene_name \"TP53\"; \
                    transcript_type \"lncRNA\"; gene_type \"lncRNA\";\n";

static PAIR: LazyLock<PathBuf> = LazyLock::new(|| {
    made::pair(
        "full-disk",
        PLAN,
        &[("genes.gtf", GENE), ("panel.bed", "chr1\t20000\t30000\tTP53\n"), ("plan.json", PLAN)],
    )
});

fn pair(name: &str) -> String {
    PAIR.join(name).to_str().unwrap().to_owned()
}

fn prepare(out: &str) -> Vec<String> {
    let (fasta, genes) = (pair("reference.fa"), pair("genes.gtf"));
    let all =
        ["reference", "prepare", "--other-assembly", "invented", "--fasta", &fasta, "--genes", &genes, "--out", out];
    arguments(&all)
}

fn marv(arguments: &[String]) {
    let done = Command::new(cargo_bin("marv")).args(arguments).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

const CLINICAL: &str = "sample = \"S-1\"\ndate = 2026-11-26\n[disease]\ngroup = \"AML\"\n[patient]\nage = 64\n";
const REFERRAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../guidelines/ngc-haem-2022/vectors/base/RR0.json");

#[test]
fn reads_and_a_reference_meet_a_full_disk() {
    let simulate = arguments(&["simulate", "--plan", &pair("plan.json"), "--out", "DISK/pair"]);
    Writing { name: "simulate", start: None, arguments: simulate, differs: &[] }.meets_a_full_disk();
    Writing { name: "reference prepare", start: None, arguments: prepare("DISK/store"), differs: &[] }
        .meets_a_full_disk();
}

#[test]
fn calls_meet_a_full_disk() {
    let (tumour, normal, reference) = (pair("tumour.bam"), pair("normal.bam"), pair("reference.fa"));
    let call = ["call", "--tumour", &tumour, "--normal", &normal, "--reference", &reference];
    let whole = [&call[..], &["--out", "DISK/calls"]].concat();
    Writing { name: "call", start: None, arguments: arguments(&whole), differs: &["evidence", "journal"] }
        .meets_a_full_disk();
    let part = [&call[..], &["--out", "DISK/parts", "--part", "1/1"]].concat();
    Writing { name: "call --part", start: None, arguments: arguments(&part), differs: &["journal"] }
        .meets_a_full_disk();
    let folder = tempfile::tempdir().unwrap();
    let parts = folder.path().join("parts");
    marv(&arguments(&[&call[..], &["--out", parts.to_str().unwrap(), "--part", "1/1"]].concat()));
    let mut gather = arguments(&["gather", "--out", "DISK/calls"]);
    gather.extend(fs::read_dir(&parts).unwrap().map(|part| part.unwrap().path().to_str().unwrap().to_owned()));
    Writing { name: "gather", start: None, arguments: gather, differs: &["evidence", "journal"] }.meets_a_full_disk();
}

#[test]
fn an_analysis_and_a_report_meet_a_full_disk() {
    let folder = tempfile::tempdir().unwrap();
    let case = folder.path().join("case");
    fs::create_dir(&case).unwrap();
    let store = folder.path().join("store");
    marv(&prepare(store.to_str().unwrap()));
    fs::write(case.join("case.toml"), CLINICAL).unwrap();
    fs::copy(REFERRAL, case.join("referral.json")).unwrap();
    let [tumour, normal, reference, panel] = ["tumour.bam", "normal.bam", "reference.fa", "panel.bed"].map(pair);
    let text = format!(
        "[reads]\ntumour = ['{tumour}']\nnormal = ['{normal}']\nreference = '{reference}'\n\
         [resources]\nstore = '{}'\npanel = '{panel}'\n",
        store.display()
    );
    fs::write(case.join("analysis.toml"), text).unwrap();
    // A step that is complete stays, and a journal of what was read: the next run goes on there. The manifest says when.
    let analyse = arguments(&["analyse", "DISK"]);
    let own = ["steps/", "evidence", "journal", "result/manifest.json"];
    Writing { name: "analyse", start: Some(&case), arguments: analyse, differs: &own }.meets_a_full_disk();

    let interpret =
        arguments(&["interpret", "--case", case.join("case.toml").to_str().unwrap(), "--out", "DISK/bundle"]);
    Writing { name: "interpret", start: None, arguments: interpret, differs: &[] }.meets_a_full_disk();
    let bundle = folder.path().join("bundle");
    let [case_file, bundle] = [case.join("case.toml"), bundle].map(|path| path.to_str().unwrap().to_owned());
    marv(&arguments(&["interpret", "--case", &case_file, "--out", &bundle]));
    let report = arguments(&[
        "report",
        &bundle,
        "--referral",
        REFERRAL,
        "--date",
        "2026-11-27",
        "--language",
        "da",
        "--out",
        "DISK/report",
    ]);
    Writing { name: "report", start: None, arguments: report, differs: &[] }.meets_a_full_disk();
}

#[test]
fn a_demonstration_and_a_store_meet_a_full_disk() {
    let Some(way) = *OWN_MOUNT else { return };
    // The folder gets its name when everything is there; a whole demonstration is made by another test.
    let demo = arguments(&["demo", "--case", "--scale", "0.25", "--out", "DISK/demo"]);
    let demo = Writing { name: "demo", start: None, arguments: demo, differs: &[] };
    let [full, _] = demo.run(way, 512);
    assert!(full.code == 1 && full.told.contains("No space left") && full.told.contains("Free space"), "{}", full.told);
    assert!(full.files.is_empty(), "{:?}", full.files.keys());

    let folder = tempfile::tempdir().unwrap();
    let [key, store] = ["key", "marv.db"].map(|name| folder.path().join(name).to_str().unwrap().to_owned());
    marv(&arguments(&["audit", "key", &key]));
    let own = registry::audit::AuditKey::read(Path::new(&key)).unwrap();
    drop(registry::store::Store::open(&registry::store::Place::from(store.as_str()), own, None).unwrap());
    let backup = arguments(&["store", "backup", "--store", &store, "--key", &key, "--into", "DISK/copy.db"]);
    // The copy is recorded in the store, so that a second copy holds one record more.
    let backup = Writing { name: "store backup", start: None, arguments: backup, differs: &["copy.db"] };
    let [full, again] = backup.run(way, 16);
    assert!(full.code == 1 && full.files.keys().all(|file| file.contains("unfinished")), "{}", full.told);
    assert!(full.told.to_lowercase().contains("full") && full.told.contains("Free space"), "{}", full.told);
    assert_eq!(again.code, 0, "{}", again.told);
}

/// What only prints has no file to name.
#[test]
fn a_full_standard_output_is_told() {
    if !Path::new("/dev/full").exists() {
        eprintln!("SKIPPED: there is no /dev/full here; no output met a full disk");
        return;
    }
    let full = || fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let done = Command::new(cargo_bin("marv")).args(["referral", "schema"]).stdout(full()).output().unwrap();
    let told = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.code() == Some(1) && told.contains("No space left") && told.contains("Free space"), "{told}");
}
