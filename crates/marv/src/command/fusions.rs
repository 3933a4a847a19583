//! `marv fusions`: what the junctions of a call file make of genes.

use std::path::PathBuf;
use std::process::ExitCode;

use annotation::store::AnnotationStore;
use anyhow::bail;
use clap::Args;
use hts::call_sets::{CallSet, Role, Told};

use crate::fusions;

/// Names the fusions that junctions make: genes, exons, frame and direction.
///
/// Each gene is read by its most preferred transcript (MANE Select first). The gene with the promoter stands first. Inherited
/// junctions are passed over; what was doubted has its doubts beside it. docs/structural.md describes the columns.
#[derive(Debug, Args)]
pub struct Fusions {
    /// Structural variants: structural.vcf.gz of marv call, or a VCF of any known caller.
    #[arg(long, value_name = "VCF")]
    calls: PathBuf,
    /// The store that `marv reference prepare` made.
    #[arg(long, value_name = "STORE")]
    store: PathBuf,
    /// Where the table goes: fusions.tsv, say. An earlier one is never overwritten.
    #[arg(long, value_name = "TSV")]
    out: PathBuf,
    /// The column of the tumour in the calls, where the file does not say.
    #[arg(long, value_name = "NAME")]
    tumour: Option<String>,
}

pub fn run(command: &Fusions) -> anyhow::Result<ExitCode> {
    if command.out.exists() {
        bail!("{} is there; give another name with --out", command.out.display());
    }
    let store = AnnotationStore::open(&command.store)?;
    let calls = CallSet::read(&command.calls, &Told { tumour: command.tumour.clone(), normal: None })?;
    if calls.sample(Role::Tumour).is_none() && !calls.structural_variants.is_empty() {
        let names: Vec<&str> = calls.samples.iter().map(|sample| sample.name.as_str()).collect();
        bail!(
            "{}: which column is the tumour? Say it with --tumour; there are {}",
            command.calls.display(),
            names.join(", ")
        );
    }
    let named = fusions::named(&command.calls, &calls, &store)?;
    fusions::write(&command.out, &calls, &store, &named)?;
    let passed = named
        .iter()
        .filter(|one| one.reading.genes().is_some() && one.doubts().is_some_and(|all| all.is_empty()))
        .count();
    anstream::eprintln!("{passed} fusions without a doubt, {} lines written to {}", named.len(), command.out.display());
    Ok(ExitCode::SUCCESS)
}
