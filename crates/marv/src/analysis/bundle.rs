//! The folder of an analysis: files of the steps, a record of what each rested on, and a manifest that says it is complete.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use calling::identity::FileIdentity;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::request::Request;
use super::steps::Step;
use crate::results;

/// Says that the bundle is complete.
pub const MANIFEST: &str = "manifest.json";
/// The small variants that `marv call` wrote.
pub const SOMATIC: &str = "calls/somatic.vcf.gz";
/// The tandem duplications that it wrote, where loci were named.
pub const TANDEM: &str = "calls/tandem.vcf.gz";
/// The junctions that it wrote.
pub const STRUCTURAL: &str = "calls/structural.vcf.gz";
/// The copies of each segment that it wrote.
pub const SEGMENTS: &str = "calls/segments.tsv";
/// The share of tumour cells.
pub const PURITY: &str = "calls/purity.json";
/// Where the records of the steps and the lock lie.
const STEPS: &str = "steps";
const LOCK: &str = "lock";

/// Where parts of the evidence lie until all of them are there.
const PARTS: &str = "parts";
const EVIDENCE: &str = ".evidence";

/// The folder of the parts of a bundle.
pub fn parts_of(root: &Path) -> PathBuf {
    root.join(PARTS)
}

/// What a step rested on and left.
#[derive(Debug, Serialize, Deserialize)]
struct Record {
    /// Everything that its files follow from: program, files with checksums, parameters.
    inputs: Value,
    /// Its files, by their path within the bundle.
    outputs: BTreeMap<String, FileIdentity>,
}

/// How a step stands to what it would rest on now.
#[derive(Debug, PartialEq, Eq)]
pub enum State {
    /// It was not finished.
    Missing,
    /// It was finished from the same, and its files are as they were left.
    Unchanged,
    /// It was finished from something else, or its files were changed. What differs, in words.
    Changed(Vec<String>),
}

/// The folder of one analysis. While it is held, no other run can write there.
#[derive(Debug)]
pub struct Bundle {
    root: PathBuf,
    _lock: File,
}

impl Bundle {
    /// Opens or makes the folder.
    ///
    /// # Errors
    /// When it holds something else than an analysis, or another run writes there.
    pub fn open(root: &Path) -> anyhow::Result<Self> {
        let steps = root.join(STEPS);
        let is_empty = !root.exists() || root.read_dir().with_context(|| cannot_read(root))?.next().is_none();
        if !is_empty && !steps.is_dir() && !parts_of(root).is_dir() {
            bail!("{} holds files that are no analysis of marv; give another folder with --out", root.display());
        }
        fs::create_dir_all(&steps).with_context(|| format!("cannot make {}", steps.display()))?;
        let path = steps.join(LOCK);
        let lock = File::create(&path).with_context(|| format!("cannot make {}", path.display()))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { root: root.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => {
                bail!("another run writes to {}; wait for it, or give another folder with --out", root.display())
            }
            Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("cannot lock {}", path.display())),
        }
    }

    /// Whether a run writes there now.
    pub fn is_held(root: &Path) -> bool {
        let lock = File::open(root.join(STEPS).join(LOCK));
        lock.is_ok_and(|lock| matches!(lock.try_lock(), Err(TryLockError::WouldBlock)))
    }

    /// The parts of the evidence that were collected, by their names.
    ///
    /// # Errors
    /// When one of them is not finished.
    pub fn parts(&self) -> anyhow::Result<Vec<PathBuf>> {
        let folder = parts_of(&self.root);
        let mut parts = Vec::new();
        if folder.exists() {
            for entry in folder.read_dir().with_context(|| cannot_read(&folder))? {
                parts.push(entry.with_context(|| cannot_read(&folder))?.path());
            }
        }
        parts.sort();
        if let Some(other) = parts.iter().find(|path| !path.to_string_lossy().ends_with(EVIDENCE)) {
            bail!(
                "{} is no finished part; let the run that collects it end, or remove the folder {} to read all here",
                other.display(),
                folder.display()
            );
        }
        Ok(parts)
    }

    /// Parts have served when the calls are there.
    pub fn forget_parts(&self) -> anyhow::Result<()> {
        let folder = parts_of(&self.root);
        if !folder.exists() {
            return Ok(());
        }
        fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))
    }

    /// The path of a file of the bundle.
    pub fn path(&self, file: &str) -> PathBuf {
        self.root.join(file)
    }

    /// Whether the last run came to its end.
    pub fn is_complete(&self) -> bool {
        self.path(MANIFEST).exists()
    }

    /// From now on the bundle is not complete.
    pub fn begin(&self) -> anyhow::Result<()> {
        remove(&self.path(MANIFEST))
    }

    /// What a step's files were left as; empty for a step that was not finished.
    pub fn outputs(&self, step: &str) -> anyhow::Result<BTreeMap<String, FileIdentity>> {
        Ok(self.record(step)?.map(|record| record.outputs).unwrap_or_default())
    }

    /// How a finished step stands to what it would rest on now.
    pub fn state(&self, step: &str, inputs: &Value) -> anyhow::Result<State> {
        let Some(record) = self.record(step)? else { return Ok(State::Missing) };
        let mut changed = differences(&record.inputs, inputs);
        for (name, left) in &record.outputs {
            let path = self.path(name);
            if !path.exists() {
                changed.push(format!("{name} is missing"));
            } else if FileIdentity::of(&path)? != *left {
                changed.push(format!("{name} was changed by another hand"));
            }
        }
        Ok(if changed.is_empty() { State::Unchanged } else { State::Changed(changed) })
    }

    /// Steps of an earlier run that this one does not have.
    pub fn others(&self, steps: &[&str]) -> anyhow::Result<Vec<String>> {
        let folder = self.path(STEPS);
        let mut others = Vec::new();
        for entry in folder.read_dir().with_context(|| cannot_read(&folder))? {
            let name = entry.with_context(|| cannot_read(&folder))?.file_name().to_string_lossy().into_owned();
            let Some(step) = name.strip_suffix(".json") else { continue };
            if !steps.contains(&step) {
                others.push(format!("{step} (no longer asked for)"));
            }
        }
        others.sort();
        Ok(others)
    }

    /// The step is about to write: it is no longer finished, and what it left is removed.
    pub fn begin_step(&self, step: &str) -> anyhow::Result<()> {
        let earlier = self.outputs(step)?;
        remove(&self.record_path(step))?;
        earlier.keys().try_for_each(|name| remove(&self.path(name)))
    }

    /// All files of the step are there.
    pub fn finish_step(&self, step: &str, inputs: Value, files: &[String]) -> anyhow::Result<()> {
        let outputs = files.iter().map(|name| Ok((name.clone(), FileIdentity::of(&self.path(name))?)));
        let record = Record { inputs, outputs: outputs.collect::<anyhow::Result<_>>()? };
        results::write_json(&self.record_path(step), &json!(record))
    }

    /// Everything is there.
    pub fn finish(&self, request: &Request, steps: &[Step]) -> anyhow::Result<()> {
        let of = |step: &Step| {
            let record =
                self.record(step.name())?.with_context(|| format!("the step {} left no record", step.name()))?;
            Ok((step.name(), record))
        };
        let steps: BTreeMap<_, _> = steps.iter().map(of).collect::<anyhow::Result<_>>()?;
        let manifest = json!({
            "schema": "marv-bundle/1",
            "program": results::program()?,
            "sample": request.sample,
            "steps": steps,
        });
        results::write_json(&self.path(MANIFEST), &manifest)
    }

    fn record_path(&self, step: &str) -> PathBuf {
        self.path(STEPS).join(format!("{step}.json"))
    }

    fn record(&self, step: &str) -> anyhow::Result<Option<Record>> {
        let path = self.record_path(step);
        if !path.exists() {
            return Ok(None);
        }
        let text = fs::read(&path).with_context(|| cannot_read(&path))?;
        // Written by a rename, so it is whole; of another version, it is as if the step had not been finished.
        Ok(serde_json::from_slice(&text).ok())
    }
}

fn cannot_read(path: &Path) -> String {
    format!("cannot read {}", path.display())
}

fn remove(path: &Path) -> anyhow::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", path.display()))
        }
        _ => Ok(()),
    }
}

/// The fields of the first level that differ, by name.
fn differences(before: &Value, now: &Value) -> Vec<String> {
    let (Some(one), Some(other)) = (before.as_object(), now.as_object()) else {
        return if before == now { Vec::new() } else { vec!["its inputs".into()] };
    };
    let mut names: Vec<&String> = one.keys().chain(other.keys()).collect();
    names.sort();
    names.dedup();
    names.into_iter().filter(|name| one.get(*name) != other.get(*name)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundle() -> (tempfile::TempDir, Bundle) {
        let folder = tempfile::tempdir().unwrap();
        let bundle = Bundle::open(&folder.path().join("bundle")).unwrap();
        (folder, bundle)
    }

    #[test]
    fn a_step_is_unchanged_only_with_the_same_inputs_and_files() {
        let (_folder, bundle) = bundle();
        let inputs = json!({ "program": "a", "case": "b" });
        assert_eq!(bundle.state("one", &inputs).unwrap(), State::Missing);
        fs::write(bundle.path("result"), "x").unwrap();
        bundle.finish_step("one", inputs.clone(), &["result".into()]).unwrap();
        assert_eq!(bundle.state("one", &inputs).unwrap(), State::Unchanged);
        let other = json!({ "program": "a", "case": "c" });
        assert_eq!(bundle.state("one", &other).unwrap(), State::Changed(vec!["case".into()]));
        fs::write(bundle.path("result"), "y").unwrap();
        assert!(
            matches!(bundle.state("one", &inputs).unwrap(), State::Changed(what) if what[0].contains("another hand"))
        );
        bundle.begin_step("one").unwrap();
        assert!(!bundle.path("result").exists() && bundle.state("one", &inputs).unwrap() == State::Missing);
    }

    #[test]
    fn a_folder_of_something_else_and_a_second_run_are_refused() {
        let (folder, bundle) = bundle();
        let again = Bundle::open(&folder.path().join("bundle")).unwrap_err().to_string();
        assert!(again.contains("another run"), "{again}");
        drop(bundle);
        Bundle::open(&folder.path().join("bundle")).unwrap();
        fs::write(folder.path().join("letter.txt"), "").unwrap();
        let other = Bundle::open(folder.path()).unwrap_err().to_string();
        assert!(other.contains("no analysis"), "{other}");
    }
}
