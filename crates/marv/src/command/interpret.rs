//! `marv interpret`: what findings mean for the disease.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use annotation::store::AnnotationStore;
use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use hts::call_sets::Told;
use hts::vcf::told_in_tandem;
use interpretation::case_file::{self, CaseFile};
use interpretation::language::Language;
use interpretation::meaning::{Meaning, compose, text};
use interpretation::trial::ctml::Trial;

use crate::command::report::write_together;
use crate::earlier::place::sure_purity;
use crate::earlier::{self, SampleFiles};
use crate::terminal::{BAD, harmless, wrapped};
use crate::{calls, genome_karyotype, tandem_calls};

/// The document.
pub const FINDINGS: &str = "findings.json";
/// Its text in Danish.
pub const DANISH: &str = "findings.da.txt";
/// Its text in English.
pub const ENGLISH: &str = "findings.en.txt";

/// Says what findings mean for this patient's disease: class in WHO and ICC, risk in each edition, and why.
///
/// The case file (TOML) holds the clinical values, the karyotype and what was found, under a pseudonym; what it leaves out is
/// not known, which is not the same as normal. docs/interpret.md describes each field, with an example. Beside every answer
/// stand the rule, its edition and source, what was seen, what is missing, and how else the source can be read. Nothing here
/// is an order: the conference decides.
///
/// Exit codes: 0 the case was interpreted; 1 a file cannot be read or written; 2 the arguments or the fields of the case file
/// are wrong, and nothing was interpreted.
#[derive(Debug, Args)]
pub struct Interpret {
    /// The case file.
    #[arg(long, value_name = "TOML")]
    case: PathBuf,
    /// Small variants (VCF, MAF) and fusions (tables) of any known caller; may be given several times. docs/import.md says which are read.
    #[arg(long, value_name = "FILE")]
    calls: Vec<PathBuf>,
    /// The store that `marv reference prepare` made: what the calls do to genes. A MAF that says it needs none.
    #[arg(long, value_name = "STORE")]
    store: Option<PathBuf>,
    /// The column of the tumour in the calls, where the file does not say.
    #[arg(long, value_name = "NAME")]
    tumour: Option<String>,
    /// The column of the normal.
    #[arg(long, value_name = "NAME")]
    normal: Option<String>,
    /// Copies by segment, `segments.tsv` of Marv: for the karyotype of the genome. Needs --store, and the patient's sex.
    #[arg(long, value_name = "FILE", requires = "store")]
    segments: Option<PathBuf>,
    /// Structural variants (VCF) of any known caller: for the karyotype of the genome.
    #[arg(long, value_name = "FILE", requires = "store")]
    structural: Option<PathBuf>,
    /// An earlier sample of the same person: the bundle of `marv analyse`, or a findings.json. Its events are compared with this
    /// sample's. docs/course.md.
    #[arg(long, value_name = "BUNDLE")]
    earlier: Option<PathBuf>,
    /// The earlier sample's variants as they were genotyped in this one, `sites.vcf.gz` of `marv call --sites`.
    #[arg(long, value_name = "FILE", requires_all = ["earlier", "store"])]
    sites: Option<PathBuf>,
    /// The share of tumour cells, `purity.json` of Marv: for the comparison, and for the cells in which hits of TP53 are.
    #[arg(long, value_name = "FILE", requires = "segments")]
    purity: Option<PathBuf>,
    /// Trials in CTML (JSON or TOML), one a file: how the patient stands to each criterion. docs/trials.md.
    #[arg(long, value_name = "FILE")]
    trials: Vec<PathBuf>,
    /// The language of the text.
    #[arg(long, value_enum, default_value = "da")]
    language: TextLanguage,
    /// Print the findings document (JSON) and no text.
    #[arg(long)]
    json: bool,
    /// Also write findings.json, findings.da.txt and findings.en.txt here. Earlier ones are never overwritten.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum TextLanguage {
    /// Danish.
    Da,
    /// English.
    En,
}

impl From<TextLanguage> for Language {
    fn from(language: TextLanguage) -> Self {
        match language {
            TextLanguage::Da => Self::Danish,
            TextLanguage::En => Self::English,
        }
    }
}

/// What is to be interpreted.
pub struct Question<'q> {
    /// The case, read.
    pub case: CaseFile,
    /// Files of calls.
    pub calls: &'q [PathBuf],
    /// What they do to genes.
    pub store: Option<&'q AnnotationStore>,
    /// Which columns are whose.
    pub told: &'q Told,
    /// Trials.
    pub trials: &'q [PathBuf],
    /// An earlier sample, with this one's files for the comparison.
    pub earlier: Option<(&'q Path, SampleFiles)>,
}

impl Question<'_> {
    /// Reads the calls and says what all of it means.
    pub fn answered(mut self) -> anyhow::Result<Meaning> {
        let (mut variants, mut others) = (Vec::new(), Vec::new());
        for path in self.calls {
            match tandem_calls::read(path, self.store)? {
                Some(tandem) => variants.extend(tandem.state(&mut self.case.case.workup)),
                None => others.push(path),
            }
        }
        for path in &others {
            // An event counts once.
            let elsewhere = if others.len() < self.calls.len() { told_in_tandem(path)? } else { BTreeSet::new() };
            let found = calls::called(path, self.told, self.store, &elsewhere)?;
            variants.extend(found.variants);
            self.case.case.workup.fusions.extend(found.fusions);
            self.case.case.workup.doubted_fusions.extend(found.doubted_fusions);
        }
        let trials = self.trials.iter().map(|path| trial(path)).collect::<anyhow::Result<Vec<_>>>()?;
        let mut meaning = compose(&self.case, variants, &trials);
        if let Some((path, files)) = &self.earlier {
            let compared = earlier::compared(path, &meaning, files, self.store, self.case.sex)?;
            meaning.compare(compared, &self.case);
        }
        Ok(meaning)
    }
}

pub fn run(command: &Interpret) -> anyhow::Result<ExitCode> {
    let written =
        fs::read_to_string(&command.case).with_context(|| format!("cannot read {}", command.case.display()))?;
    let mut case = match case_file::read(&written) {
        Ok(case) => case,
        Err(faults) => {
            anstream::eprintln!("{BAD}{} is no case file:{BAD:#}", command.case.display());
            for fault in faults.0 {
                let message = harmless(&fault.message.replace('\n', " "));
                anstream::eprintln!("  {}: {}", harmless(&fault.field), wrapped(&message, 6));
            }
            return Ok(ExitCode::from(2));
        }
    };
    let told = Told { tumour: command.tumour.clone(), normal: command.normal.clone() };
    let store = command.store.as_deref().map(AnnotationStore::open).transpose()?;
    if let Some(store) = store.as_ref().filter(|_| command.segments.is_some() || command.structural.is_some()) {
        let (segments, structural) = (command.segments.as_deref(), command.structural.as_deref());
        let tumour = command.purity.as_deref().map(sure_purity).transpose()?.flatten();
        genome_karyotype::state(&mut case, segments, structural, tumour, &told, store)?;
    }
    let earlier = command.earlier.as_deref().map(|earlier| (earlier, files_of(command)));
    let question =
        Question { case, calls: &command.calls, store: store.as_ref(), told: &told, trials: &command.trials, earlier };
    let meaning = question.answered()?;
    if let Some(out) = &command.out {
        refuse_earlier(out)?;
        fs::create_dir_all(out).with_context(|| format!("cannot make {}", out.display()))?;
        write_findings(out, &meaning)?;
    }
    let shown = if command.json { json(&meaning)? } else { folded(&text(&meaning, command.language.into())) };
    std::io::stdout().write_all(shown.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// This sample's files for the comparison. Of the calls, `tandem.vcf.gz` tells duplications, and the rest small variants.
fn files_of(command: &Interpret) -> SampleFiles {
    let is_tandem = |path: &&PathBuf| path.file_name().is_some_and(|name| name == "tandem.vcf.gz");
    SampleFiles {
        small: command.sites.iter().cloned().collect(),
        tandem: command.calls.iter().find(is_tandem).cloned(),
        structural: command.structural.clone(),
        segments: command.segments.clone(),
        purity: command.purity.clone(),
    }
}

fn json(meaning: &Meaning) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(meaning)? + "\n")
}

/// Writes the document and its text in both languages.
pub fn write_findings(out: &Path, meaning: &Meaning) -> anyhow::Result<()> {
    let files = [
        (DANISH, text(meaning, Language::Danish)),
        (ENGLISH, text(meaning, Language::English)),
        (FINDINGS, json(meaning)?),
    ];
    write_together(&files.map(|(name, content)| (out.join(name), content.into_bytes())))
}

fn trial(path: &Path) -> anyhow::Result<Trial> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let is_toml = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
    let read = if is_toml { Trial::from_toml(&text) } else { Trial::from_json(&text) };
    read.with_context(|| format!("{} is no trial in CTML", path.display()))
}

fn refuse_earlier(out: &Path) -> anyhow::Result<()> {
    if let Some(there) = [FINDINGS, DANISH, ENGLISH].iter().find(|name| out.join(name).exists()) {
        bail!("{} holds an earlier {there}; give another folder with --out", out.display());
    }
    Ok(())
}

/// Long lines wrapped under their own beginning.
fn folded(text: &str) -> String {
    let fold = |line: &str| {
        let indent = line.len() - line.trim_start().len();
        format!("{:indent$}{}\n", "", wrapped_after_indent(&harmless(line), indent))
    };
    text.lines().map(fold).collect()
}

fn wrapped_after_indent(line: &str, indent: usize) -> String {
    crate::terminal::wrapped_after(indent, line, indent + 2)
}
