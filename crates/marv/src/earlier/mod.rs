//! An earlier sample of the same person beside this one: from the files of both to pairs of events.
//!
//! - [`said`]: what a findings document says.
//! - [`sample`]: the events of one sample, from its findings and files.
//! - [`place`]: purity and copies of a place.
//! - [`chromosomes`]: junctions and changed copies.

mod chromosomes;
pub mod place;
mod said;
mod sample;

use std::path::{Path, PathBuf};

use annotation::store::AnnotationStore;
use anyhow::{Context, bail};
use interpretation::course::flag::ANTIGENS;
use interpretation::course::{Compared, GeneCopies, SampleEvents, SampleName, pair};
use interpretation::gene::Gene;
use interpretation::karyotype::Sex;
use interpretation::language::Words;
use interpretation::meaning::Meaning;

use self::place::Copied;
use self::said::Said;

/// The files of a sample beside its findings; each may be missing.
#[derive(Debug, Clone, Default)]
pub struct SampleFiles {
    /// Small variants of Marv, the earlier sample's as genotyped in this one among them.
    pub small: Vec<PathBuf>,
    /// Tandem duplications.
    pub tandem: Option<PathBuf>,
    /// Junctions.
    pub structural: Option<PathBuf>,
    /// Copies by segment.
    pub segments: Option<PathBuf>,
    /// Purity.
    pub purity: Option<PathBuf>,
}

/// Where the findings lie in a bundle.
const FINDINGS: &str = "findings.json";

impl SampleFiles {
    /// Those of a bundle of `marv analyse`, as far as they are there.
    pub fn of_bundle(bundle: &Path) -> Self {
        let there = |name: &str| Some(bundle.join("calls").join(name)).filter(|path| path.exists());
        Self {
            small: ["somatic.vcf.gz", "sites.vcf.gz"].into_iter().filter_map(there).collect(),
            tandem: there("tandem.vcf.gz"),
            structural: there("structural.vcf.gz"),
            segments: there("segments.tsv"),
            purity: there("purity.json"),
        }
    }
}

/// Every file of an earlier sample that a comparison reads: a bundle, or a findings document alone.
pub fn files(earlier: &Path) -> (PathBuf, SampleFiles) {
    if earlier.is_dir() {
        (earlier.join(FINDINGS), SampleFiles::of_bundle(earlier))
    } else {
        (earlier.to_owned(), SampleFiles::default())
    }
}

/// Pairs the events of an earlier sample with those of this one.
pub fn compared(
    earlier: &Path,
    meaning: &Meaning,
    now: &SampleFiles,
    store: Option<&AnnotationStore>,
    sex: Option<Sex>,
) -> anyhow::Result<Compared> {
    let (findings, before) = files(earlier);
    let before_said = Said::read(&findings)?;
    let now_said = Said::of(serde_json::to_value(meaning)?).context("the findings cannot be read again")?;
    if before_said.date > now_said.date {
        bail!(
            "{} is of {}, and this sample of {}: the earlier sample must not be the later one",
            findings.display(),
            before_said.date,
            now_said.date
        );
    }
    let mut notes = Vec::new();
    let mut copied = |files: &SampleFiles, which: (&str, &str)| -> anyhow::Result<Copied> {
        let copied = Copied::read(files, sex)?;
        if copied.purity.is_none() {
            let (en, da) = which;
            notes.push(Words::new(
                format!("{en}: the share of tumour cells is not known; shares of the sample are compared."),
                format!("{da}: andelen af tumorceller er ikke kendt; andele af prøven sammenlignes."),
            ));
        }
        Ok(copied)
    };
    let copies =
        [copied(&before, ("Earlier sample", "Tidligere prøve"))?, copied(now, ("This sample", "Denne prøve"))?];
    let mut samples =
        [sample::events(&before_said, &before, &copies[0], store)?, sample::events(&now_said, now, &copies[1], store)?];
    if let Some(store) = store {
        let [first, second] = &mut samples;
        chromosomes::add(first, second, [&before, now], &copies, store)?;
    }
    let [first, second]: &[SampleEvents; 2] = &samples;
    Ok(Compared {
        earlier: SampleName { sample: before_said.sample.clone(), date: before_said.date },
        pairs: pair::pair(first, second),
        tp53: [before_said.tp53.clone(), now_said.tp53.clone()],
        antigens: store.map(|store| antigens(store, &copies)).transpose()?.unwrap_or_default(),
        notes,
    })
}

/// Copies of the genes of antigens in both samples.
fn antigens(store: &AnnotationStore, [before, now]: &[Copied; 2]) -> anyhow::Result<Vec<GeneCopies>> {
    let mut all = Vec::new();
    for symbol in ANTIGENS {
        let Some(stored) = store.genes_named(symbol)?.first().cloned() else { continue };
        let name = store.contigs().get(stored.gene.contig).map_or("", |contig| contig.name.as_str());
        let at = |copied: &Copied| copied.of_interval(name, stored.gene.interval);
        all.push(GeneCopies { gene: symbol.parse::<Gene>()?, before: at(before), now: at(now) });
    }
    Ok(all)
}
