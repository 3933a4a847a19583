//! Quality and provenance.

use interpretation::language::Words;

use super::Meta;
use crate::bundle::{Bundle, QualityFile, name};
use crate::document::Section;
use crate::document::quality::{CheckRow, GeneRow, LeakRow, Provenance, Quality, SampleRow};

pub(super) fn quality(bundle: &Bundle) -> Section<Quality> {
    Section::of(bundle.quality.as_ref().map(told), || {
        Words::new(
            format!("Quality is not stated: the bundle has no {}.", name::QUALITY),
            format!("Kvaliteten er ikke oplyst: bundtet har ingen {}.", name::QUALITY),
        )
    })
}

fn told(file: &QualityFile) -> Quality {
    let samples = file.samples.iter().map(|sample| {
        let times = if sample.role == "tumour" { 20 } else { 15 };
        SampleRow {
            role: sample.role.clone(),
            sample: sample.sample.clone(),
            mean_depth: sample.mean_depth,
            covered: sample.covered_at_least.iter().copied().find(|(at_least, _)| *at_least == times),
            duplicates: sample.duplicate_fraction,
        }
    });
    let leaks = file.tumour_in_normal.iter().map(|leak| LeakRow {
        sample: leak.sample.clone(),
        mean: leak.mean,
        interval: leak.interval,
        basis: leak.basis.clone(),
    });
    let genes = file.genes.iter().map(|gene| GeneRow {
        gene: gene.name.clone(),
        tumour_depth: gene.mean_depth.first().copied().flatten(),
        callable: gene.callable,
    });
    let mut checks: Vec<CheckRow> = file
        .checks
        .iter()
        .map(|check| CheckRow {
            name: check.name.clone(),
            words: check_words(&check.name),
            verdict: check.verdict,
            accepted: file.accepted.contains(&check.name),
            because: check.because.clone(),
        })
        .collect();
    checks.sort_by_key(|check| std::cmp::Reverse(check.verdict));
    Quality {
        samples: samples.collect(),
        tumour_in_normal: leaks.collect(),
        callable: file.callable,
        genes: genes.collect(),
        checks,
        not_checked: file.not_performed.clone(),
    }
}

/// What a check is about, from its stable name, with the specimen behind it.
fn check_words(name: &str) -> Words {
    let (kind, sample) = name.split_once(':').unwrap_or((name, ""));
    let (en, da) = match kind {
        "depth" => ("mean depth", "middeldybde"),
        "covered" => ("share of the genome covered", "dækket andel af genomet"),
        "duplicates" => ("duplicates", "duplikater"),
        "mapped" => ("reads mapped", "placerede reads"),
        "insert-size" => ("length of molecules", "molekylernes længde"),
        "index" => ("age of the index", "indeksets alder"),
        "tumour-in-normal" => ("tumour in the normal", "tumor i normalprøven"),
        "contamination" => ("DNA of another person", "DNA fra en anden person"),
        "donor-cells" => ("cells of a donor", "celler fra en donor"),
        "same-person" => ("same person", "samme person"),
        "swapped" => ("exchange of tumour and normal", "ombytning af tumor og normal"),
        "sex" => ("sex chromosomes", "kønskromosomer"),
        "aligner" => ("program that placed the reads", "program, der placerede reads"),
        "aligner-options" => ("options of that program", "programmets tilvalg"),
        "alternate-contigs" => ("alternate contigs", "alternative contigs"),
        "duplicate-marking" => ("marking of duplicates", "markering af duplikater"),
        "recalibration" => ("recalibration of base qualities", "rekalibrering af basekvaliteter"),
        "indel-realignment" => ("realignment around indels", "ny placering omkring indels"),
        "consensus" => ("reads from several copies", "reads fra flere kopier"),
        "genes" => ("coverage of genes", "dækning af gener"),
        "no-normal" => ("no normal", "ingen normalprøve"),
        other => (other, other),
    };
    if sample.is_empty() {
        Words::new(en.to_owned(), da.to_owned())
    } else {
        Words::new(format!("{en}: {sample}"), format!("{da}: {sample}"))
    }
}

/// From what and by what. The sources are added when the rest is composed.
pub(super) fn provenance(bundle: &Bundle, meta: &Meta) -> Provenance {
    let manifest = bundle.manifest.as_ref();
    let reference = manifest.and_then(|manifest| {
        let file = manifest.reference.clone()?;
        let sum = manifest.reference_sha256.as_deref().unwrap_or_default();
        Some(if sum.is_empty() { file } else { format!("{file} (SHA-256 {sum})") })
    });
    let inputs = manifest.map(|manifest| manifest.inputs.clone().into_iter().collect());
    Provenance {
        composed_by: meta.program.clone(),
        called_by: manifest.map(|manifest| manifest.program.clone()),
        reference,
        inputs: inputs.unwrap_or_default(),
        files: bundle.files.clone(),
        sources: Vec::new(),
    }
}
