//! What an analysis is asked: `analysis.toml` of a case folder, and what the command line says beside it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use calling::scatter::Part;
use clinic::referral::{FieldError, Referral, ReferralDraft};
use interpretation::case_file;
use jiff::civil::Date;
use serde::Deserialize;

use super::bundle;

/// The file of a case folder that names the others.
pub const ANALYSIS: &str = "analysis.toml";
/// The clinical values, unless another file is named.
const CLINICAL: &str = "case.toml";
/// The referral, unless another file is named.
const REFERRAL: &str = "referral.json";

/// The option of `marv call` that names variants to be genotyped whatever is seen: those of the earlier time point.
const SITES: &str = "sites";

/// The form of `analysis.toml`; every path is relative to the file's folder.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Draft {
    /// Clinical values for the interpretation, under a pseudonym.
    pub clinical: Option<PathBuf>,
    /// The referral, with the patient's identity: for the report alone.
    pub referral: Option<PathBuf>,
    /// The reads.
    pub reads: Option<Reads>,
    /// Calls of other programs, beside or in place of reads.
    pub calls: Vec<PathBuf>,
    /// Trials in CTML.
    pub trials: Vec<PathBuf>,
    /// The store of the reference, and the files of `marv call` by the names of its options.
    pub resources: BTreeMap<String, PathBuf>,
    /// An earlier time point of the same person.
    pub earlier: Option<Earlier>,
}

/// Files of reads of one person.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reads {
    /// Tumours.
    pub tumour: Vec<PathBuf>,
    /// Germline specimens; none for a tumour alone.
    #[serde(default)]
    pub normal: Vec<PathBuf>,
    /// The reference that they were aligned to.
    pub reference: PathBuf,
}

/// An earlier time point.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Earlier {
    /// Its bundle.
    pub bundle: PathBuf,
}

/// What is asked, with every file there and the clinical values read.
#[derive(Debug)]
pub struct Request {
    /// The pseudonym.
    pub sample: String,
    /// Clinical values.
    pub clinical: PathBuf,
    /// The referral, with the patient's identity; without it there is no report.
    pub referral: Option<PathBuf>,
    /// The day on which knowledge is asked, and the report of the analysis is given.
    pub date: Date,
    /// The reads, as `marv call` is given them and its other files.
    pub reads: Option<Reads>,
    /// Options of `marv call` with their files.
    pub call_options: BTreeMap<String, PathBuf>,
    /// Checks whose stop is accepted.
    pub accept: Vec<String>,
    /// Calls of other programs.
    pub calls: Vec<PathBuf>,
    /// What the calls do to genes.
    pub store: Option<PathBuf>,
    /// Trials.
    pub trials: Vec<PathBuf>,
    /// The bundle of an earlier time point.
    pub earlier: Option<PathBuf>,
}

impl Draft {
    /// The draft of a case folder. Without `analysis.toml` nothing is asked beyond the clinical values.
    pub fn of_folder(folder: &Path) -> anyhow::Result<Self> {
        if !folder.is_dir() {
            bail!("{} is no folder; marv analyse takes a case folder, or the files by its options", folder.display());
        }
        let path = folder.join(ANALYSIS);
        let mut draft: Self = if path.exists() {
            let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            toml::from_str(&text)
                .with_context(|| format!("{} is not as docs/analyse.md describes it", path.display()))?
        } else {
            Self::default()
        };
        let beside = |name: &str| Some(PathBuf::from(name)).filter(|name| folder.join(name).exists());
        draft.clinical = draft.clinical.or_else(|| Some(CLINICAL.into()));
        draft.referral = draft.referral.or_else(|| beside(REFERRAL));
        draft.each_path(&mut |path| *path = folder.join(&*path));
        Ok(draft)
    }

    fn each_path(&mut self, change: &mut dyn FnMut(&mut PathBuf)) {
        let Self { clinical, referral, reads, calls, trials, resources, earlier } = self;
        clinical
            .iter_mut()
            .chain(referral)
            .chain(calls)
            .chain(trials)
            .chain(resources.values_mut())
            .for_each(&mut *change);
        if let Some(Reads { tumour, normal, reference }) = reads {
            tumour.iter_mut().chain(normal).chain([reference]).for_each(&mut *change);
        }
        if let Some(Earlier { bundle }) = earlier {
            change(bundle);
        }
    }

    /// The request, or every fault at once.
    pub fn checked(mut self, accept: Vec<String>) -> Result<Request, Vec<String>> {
        let mut faults = Vec::new();
        self.each_path(&mut |path| {
            if !path.exists() {
                faults.push(format!("{} is not there", path.display()));
            }
        });
        if let Some(Earlier { bundle }) = &self.earlier
            && bundle.exists()
        {
            let calls = bundle.join(bundle::SOMATIC);
            if !bundle.join(bundle::MANIFEST).exists() {
                faults.push(format!(
                    "{} is no finished analysis; finish it first, or leave out the earlier time point",
                    bundle.display()
                ));
            } else if self.reads.is_some() && calls.exists() && !self.resources.contains_key(SITES) {
                self.resources.insert(SITES.into(), calls);
            }
        }
        let store = self.resources.remove("store");
        if self.clinical.is_none() {
            faults.push("the clinical values are missing: give --case, as docs/interpret.md describes the file".into());
        }
        if self.reads.is_none() && !self.resources.is_empty() {
            let names: Vec<&str> = self.resources.keys().map(String::as_str).collect();
            faults.push(format!(
                "resources without reads: {} would not be used; add [reads], or remove them",
                names.join(", ")
            ));
        }
        if self.reads.as_ref().is_some_and(|reads| reads.tumour.is_empty()) {
            faults.push("reads.tumour names no file; name at least one BAM or CRAM".into());
        }
        if self.reads.is_some() && store.is_none() {
            faults.push(
                "the store is missing: give --store (resources.store), which marv reference prepare makes".into(),
            );
        }
        let case = match &self.clinical {
            Some(path) if path.exists() => match fs::read_to_string(path) {
                Err(error) => Err(vec![format!("cannot read {}: {error}", path.display())]),
                Ok(text) => case_file::read(&text).map_err(|wrong| {
                    wrong.0.iter().map(|fault| format!("{}: {fault}", path.display())).collect::<Vec<_>>()
                }),
            },
            _ => Err(Vec::new()),
        };
        let case = case.map_err(|wrong| faults.extend(wrong)).ok();
        faults.extend(self.referral.iter().filter(|path| path.exists()).filter_map(|path| not_a_referral(path)));
        match (self.clinical, case) {
            (Some(clinical), Some(case)) if faults.is_empty() => Ok(Request {
                sample: case.sample,
                date: case.date,
                referral: self.referral,
                clinical,
                reads: self.reads,
                call_options: self.resources,
                accept,
                calls: self.calls,
                store,
                trials: self.trials,
                earlier: self.earlier.map(|earlier| earlier.bundle),
            }),
            _ => Err(faults),
        }
    }
}

/// Why a file is no referral; `None` if it is one.
fn not_a_referral(path: &Path) -> Option<String> {
    let read = || -> anyhow::Result<()> {
        let draft = ReferralDraft::from_json(&fs::read(path)?)?;
        let named = |errors: Vec<FieldError>| {
            let fields: Vec<String> = errors.iter().map(|error| error.path.clone()).collect();
            anyhow::anyhow!("wrong fields: {}; marv referral check says what is wrong with each", fields.join(", "))
        };
        Referral::from_draft(&draft).map(drop).map_err(named)
    };
    read().err().map(|error| format!("{}: {error:#}", path.display()))
}

impl Request {
    /// The arguments of `marv call` that the request comes to; `None` without reads.
    pub fn call_arguments(&self, out: &Path, threads: u16, part: Option<Part>) -> Option<Vec<OsString>> {
        let Reads { tumour, normal, reference } = self.reads.as_ref()?;
        let mut arguments: Vec<OsString> = vec!["call".into()];
        let mut add = |option: &str, value: OsString| {
            arguments.push(format!("--{option}").into());
            arguments.push(value);
        };
        for path in tumour {
            add("tumour", path.into());
        }
        for path in normal {
            add("normal", path.into());
        }
        add("reference", reference.into());
        for (option, path) in &self.call_options {
            add(&option.replace('_', "-"), path.into());
        }
        match part {
            Some(part) => add("part", part.to_string().into()),
            None => self.accept.iter().for_each(|check| add("accept", check.into())),
        }
        add("out", out.into());
        add("threads", threads.to_string().into());
        Some(arguments)
    }
}
