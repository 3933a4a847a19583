//! `marv analyse`: from reads and clinical values to the bundle.

use std::path::PathBuf;
use std::process::ExitCode;

use calling::scatter::Part;
use clap::Args;

use crate::analysis::request::{Draft, Earlier, Reads};
use crate::analysis::{self, Manner};
use crate::terminal::{BAD, harmless, wrapped};

/// Analyses one case, from the reads of tumour and germline (or the calls of other programs) and the clinical values to what
/// the findings mean.
///
/// A case folder holds case.toml (the clinical values, under a pseudonym), analysis.toml (which names the reads, the reference,
/// the store and the files of `marv call`) and referral.json (the identity, for the report alone). docs/analyse.md describes
/// them. The files can be given by options as well; an option stands above the folder's file.
///
/// Each step leaves its files and a record of what they rest on. A run that was killed or stopped goes on where it stood when
/// the same command is given again; a finished step is taken over while its inputs, the program and the parameters are
/// unchanged. A finished analysis whose inputs have changed is replaced only with --renew. manifest.json is written last: a
/// folder without it is not complete.
///
/// Exit codes: 0 the analysis is complete; 1 a step failed; 2 the arguments, analysis.toml or the clinical values are wrong, and
/// nothing was analysed; 16 a quality check stopped the pair.
#[derive(Debug, Args)]
pub struct Analyse {
    /// The case folder.
    #[arg(value_name = "CASE", required_unless_present = "case")]
    folder: Option<PathBuf>,
    /// The clinical values (TOML; docs/interpret.md).
    #[arg(long, value_name = "TOML")]
    case: Option<PathBuf>,
    /// The referral (JSON).
    #[arg(long, value_name = "JSON")]
    referral: Option<PathBuf>,
    /// Reads of the tumour. May be repeated.
    #[arg(long, value_name = "FILE", requires = "reference")]
    tumour: Vec<PathBuf>,
    /// Reads of the germline. May be repeated.
    #[arg(long, value_name = "FILE", requires = "tumour")]
    normal: Vec<PathBuf>,
    /// The reference of the reads.
    #[arg(long, value_name = "FASTA", requires = "tumour")]
    reference: Option<PathBuf>,
    /// Calls of another program (docs/import.md). May be repeated.
    #[arg(long, value_name = "FILE")]
    calls: Vec<PathBuf>,
    /// The store that `marv reference prepare` made.
    #[arg(long, value_name = "STORE")]
    store: Option<PathBuf>,
    /// A file of `marv call` by its option, such as panel=panel.bed or hotspots=hotspots.vcf. May be repeated.
    #[arg(long, value_name = "OPTION=FILE", value_parser = resource)]
    resource: Vec<(String, PathBuf)>,
    /// Trials in CTML. May be repeated.
    #[arg(long, value_name = "FILE")]
    trials: Vec<PathBuf>,
    /// The bundle of an earlier time point of the same person: its calls are genotyped in this sample.
    #[arg(long, value_name = "BUNDLE")]
    earlier: Option<PathBuf>,
    /// Where the bundle goes; of a case folder the default is its folder `result`.
    #[arg(long, value_name = "FOLDER", required_unless_present = "folder")]
    out: Option<PathBuf>,
    /// Only collect a part of the evidence, such as 3/17, into the bundle's folder `parts`. When all parts are there, the same
    /// command without --part joins them instead of reading: on many computers, with the bytes of one.
    #[arg(long, value_name = "NUMBER/OF", conflicts_with_all = ["accept", "renew"])]
    part: Option<Part>,
    /// Accept a stop of the quality checks by its name; the acceptance is written into the results. May be repeated.
    #[arg(long, value_name = "CHECK")]
    accept: Vec<String>,
    /// Replace a finished analysis whose inputs have changed.
    #[arg(long)]
    renew: bool,
    /// Workers. The results are the same for any number.
    #[arg(long, default_value_t = 2, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: u16,
}

fn resource(text: &str) -> Result<(String, PathBuf), String> {
    let (option, path) = text.split_once('=').ok_or("write it as OPTION=FILE, such as panel=panel.bed")?;
    Ok((option.trim_start_matches('-').to_owned(), path.into()))
}

pub fn run(command: Analyse) -> anyhow::Result<ExitCode> {
    let Analyse { folder, out, threads, renew, accept, part, .. } = &command;
    let part = *part;
    let manner = Manner { threads: *threads, renew: *renew };
    let out = out.clone().or_else(|| Some(folder.as_ref()?.join("result"))).unwrap_or_default();
    let accept = accept.clone();
    let asked = draft(command).map_err(|fault| vec![fault]).and_then(|draft| draft.checked(accept));
    match asked {
        Ok(request) => match part {
            Some(part) => analysis::collect_part(&request, &out, part, manner.threads),
            None => analysis::run(&request, &out, manner),
        },
        Err(faults) => {
            anstream::eprintln!("{BAD}Nothing was analysed.{BAD:#}");
            for fault in faults {
                anstream::eprintln!("  {}", wrapped(&harmless(&fault.replace('\n', " ")), 4));
            }
            Ok(ExitCode::from(2))
        }
    }
}

fn draft(command: Analyse) -> Result<Draft, String> {
    let mut draft = match &command.folder {
        Some(folder) => Draft::of_folder(folder).map_err(|error| format!("{error:#}"))?,
        None => Draft::default(),
    };
    draft.clinical = command.case.or(draft.clinical);
    draft.referral = command.referral.or(draft.referral);
    if let Some(reference) = command.reference {
        draft.reads = Some(Reads { tumour: command.tumour, normal: command.normal, reference });
    }
    if !command.calls.is_empty() {
        draft.calls = command.calls;
    }
    if !command.trials.is_empty() {
        draft.trials = command.trials;
    }
    draft.resources.extend(command.resource);
    draft.resources.extend(command.store.map(|store| ("store".to_owned(), store)));
    draft.earlier = command.earlier.map(|bundle| Earlier { bundle }).or(draft.earlier);
    Ok(draft)
}
