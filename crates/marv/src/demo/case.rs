//! The folders of the case: clinical values, referral, reads, and what names them all.

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use hts::fasta::ReferenceGenome;
use simulation::simulate;

use super::files::{self, GENES, HOT_SPOT_FILE, PANEL, REFERENCE, STORE, TANDEM};
use super::genome::DemoGenome;
use super::plan::{TimePoint, plan, planted};

/// The folder of the genome.
const GENOME: &str = "genome";
/// The folder of the reads, with the truth about them.
const READS: &str = "reads";

/// The folder of a time point, as `marv analyse` takes it.
#[derive(Debug, Clone)]
pub struct CaseFolder {
    /// The folder.
    pub path: PathBuf,
    /// Where its results go.
    pub result: PathBuf,
}

/// The case of the demonstration.
#[derive(Debug, Clone)]
pub struct DemoCase {
    /// What is planted, as a file.
    pub planted: PathBuf,
    /// The time points, in order.
    pub time_points: Vec<CaseFolder>,
}

/// The store, and files of the genome by the options of `marv call`.
const RESOURCES: [(&str, &str); 5] =
    [("store", STORE), ("panel", PANEL), ("genes", GENES), ("hotspots", HOT_SPOT_FILE), ("itd", TANDEM)];

/// What differs between the time points.
struct Texts {
    folder: &'static str,
    time: TimePoint,
    /// What the requester states. What the genome is asked is left out.
    case: &'static str,
    /// The identity, for the report alone. The number is a replacement number, with the day raised by 60.
    referral: &'static str,
}

const TIME_POINTS: [Texts; 2] = [
    Texts {
        folder: "diagnosis",
        time: TimePoint::Diagnosis,
        case: include_str!("diagnosis.toml"),
        referral: include_str!("referral-diagnosis.json"),
    },
    Texts {
        folder: "after-induction",
        time: TimePoint::AfterInduction,
        case: include_str!("after-induction.toml"),
        referral: include_str!("referral-after-induction.json"),
    },
];

/// Makes the case in a new folder; `scale` shortens the genome. The folder gets its name when everything is there.
pub fn write_case(out: &Path, scale: f64, threads: NonZeroUsize) -> anyhow::Result<DemoCase> {
    if out.exists() {
        bail!("{} is there already; give another folder with --out", out.display());
    }
    let mut unfinished = out.as_os_str().to_owned();
    unfinished.push(".unfinished");
    let unfinished = PathBuf::from(unfinished);
    if unfinished.exists() {
        bail!("{} is left of a run that was stopped; remove it first", unfinished.display());
    }
    let made = fill(&unfinished, scale, threads);
    if made.is_err() {
        // What is half-made is of no use; the error says why it is not whole.
        let _ = fs::remove_dir_all(&unfinished);
    }
    made?;
    fs::rename(&unfinished, out).with_context(|| format!("cannot name {}", out.display()))?;
    let time_points = TIME_POINTS.iter().map(|texts| {
        let path = out.join(texts.folder);
        CaseFolder { result: path.join("result"), path }
    });
    Ok(DemoCase { planted: out.join("planted.json"), time_points: time_points.collect() })
}

/// Everything of the case in its folder.
fn fill(unfinished: &Path, scale: f64, threads: NonZeroUsize) -> anyhow::Result<()> {
    let genome = DemoGenome::make(scale)?;
    files::write(&genome, &unfinished.join(GENOME))?;
    let reference = ReferenceGenome::open(&unfinished.join(GENOME).join(REFERENCE))?;
    for texts in &TIME_POINTS {
        let folder = unfinished.join(texts.folder);
        let plan = plan(&genome, texts.time)?;
        simulate(&plan, Some(&reference), &folder.join(READS), threads)?;
        let analysis = analysis(texts.time);
        for (name, text) in [("case.toml", texts.case), ("analysis.toml", &analysis), ("referral.json", texts.referral)]
        {
            let path = folder.join(name);
            fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        }
    }
    let planted_text = format!("{}\n", serde_json::to_string_pretty(&planted(&genome)?)?);
    let path = unfinished.join("planted.json");
    fs::write(&path, planted_text).with_context(|| format!("cannot write {}", path.display()))
}

/// What `marv analyse` reads: paths are relative to the folder of the time point.
fn analysis(time: TimePoint) -> String {
    let (normal, earlier) = match time {
        TimePoint::Diagnosis => (format!("{READS}/normal.bam"), String::new()),
        TimePoint::AfterInduction => {
            (format!("../diagnosis/{READS}/normal.bam"), "\n[earlier]\nbundle = \"../diagnosis/result\"\n".to_owned())
        }
    };
    let resource = |option: &str, file: &str| format!("{option} = \"../{GENOME}/{file}\"\n");
    let resources: String = RESOURCES.iter().map(|(option, file)| resource(option, file)).collect();
    format!(
        "[reads]\ntumour = [\"{READS}/tumour.bam\"]\nnormal = [\"{normal}\"]\nreference = \"../{GENOME}/{REFERENCE}\"\n\n\
         [resources]\n{resources}snps = \"{READS}/population.vcf.gz\"\n{earlier}"
    )
}
