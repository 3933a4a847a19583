//! What the reads allow to call absent: without it, a gene in which nothing was found is not known, not wild type.

use std::fs;
use std::path::Path;

use anyhow::Context;
use calling::model::detection_limit::detection_limit;
use genome::detection::{Detection, NotAssessed};
use genome::probability::Probability;
use genome::quantity::{AlleleFraction, Depth};
use interpretation::gene::Gene;
use interpretation::workup::{Event, Workup};
use serde::Deserialize;

/// `quality.json`, as far as it is asked here.
#[derive(Debug, Deserialize)]
struct File {
    quality: Quality,
}

#[derive(Debug, Deserialize)]
struct Quality {
    samples: Vec<Sample>,
    genes: Vec<GeneCoverage>,
    callable: Option<f64>,
}

#[derive(Debug, Deserialize)]
struct Sample {
    role: String,
    mean_depth: f64,
}

#[derive(Debug, Deserialize)]
struct GeneCoverage {
    name: String,
    bases: u64,
    mean_depth: Vec<Option<f64>>,
    callable: Option<f64>,
}

/// From this share of callable bases on, a gene or a genome counts as looked at.
const CALLABLE_SHARE: f64 = 0.95;

/// METHOD: of the substitutions of 5 % in a panel as many were called as fall on three fragments and more (decision 0017), so
/// three fragments at the gene's mean depth set the limit, seen with a probability of 95 %.
const FRAGMENTS_NEEDED: u32 = 3;
const POWER: f64 = 0.95;

fn limit(depth: f64) -> Option<AlleleFraction> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a depth, cut to whole fragments")]
    let fragments = Depth::new(depth.clamp(0.0, 1e6) as u32);
    detection_limit(fragments, Depth::new(FRAGMENTS_NEEDED), Probability::new(POWER).ok()?)
}

/// States for each gene that was covered at which fraction a small variant would have been seen. What the case file says of a
/// gene stays.
///
/// `whole_genome`: everything of a human assembly was asked for, so that a gene of which nobody made a list was looked at too.
pub fn state(quality: &Path, whole_genome: bool, workup: &mut Workup) -> anyhow::Result<()> {
    let text = fs::read(quality).with_context(|| format!("cannot read {}", quality.display()))?;
    let File { quality } = serde_json::from_slice(&text).with_context(|| format!("{}", quality.display()))?;
    let tumours = quality.samples.iter().filter(|sample| sample.role == "tumour");
    let tumours: Vec<f64> = tumours.map(|sample| sample.mean_depth).collect();
    let by_case = workup.other_genes_at;
    for gene in &quality.genes {
        let symbol = gene.name.parse::<Gene>().map_or_else(|_| gene.name.clone(), |gene| gene.symbol().to_owned());
        if workup.detection(&symbol, Event::SmallVariant).is_some() {
            continue;
        }
        let depth = gene.mean_depth.iter().take(tumours.len()).flatten().copied().reduce(f64::min);
        let covered = gene.callable.is_some_and(|share| share >= CALLABLE_SHARE);
        let detection = match depth.filter(|_| covered).and_then(limit) {
            Some(limit) => Detection::NotFoundAtLimit(limit),
            None if gene.bases == 0 => Detection::NotAssessed(NotAssessed::NotExamined),
            None => Detection::NotAssessed(NotAssessed::TooFewReads),
        };
        workup.set_gene(symbol, Event::SmallVariant, detection);
    }
    if by_case.is_none() && whole_genome && quality.callable.is_some_and(|share| share >= CALLABLE_SHARE) {
        workup.other_genes_at = tumours.iter().copied().reduce(f64::min).and_then(limit);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stated(quality: &serde_json::Value, whole_genome: bool) -> Workup {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("quality.json");
        fs::write(&path, quality.to_string()).unwrap();
        let mut workup = Workup::default();
        state(&path, whole_genome, &mut workup).unwrap();
        workup
    }

    fn gene(name: &str, depth: f64, callable: f64) -> serde_json::Value {
        serde_json::json!({ "name": name, "bases": 1000, "mean_depth": [depth, 30.0], "callable": callable })
    }

    #[test]
    fn a_gene_is_absent_only_where_it_was_covered() {
        let unread = serde_json::json!({ "name": "KIT", "bases": 0, "mean_depth": [], "callable": null });
        let quality = serde_json::json!({ "quality": {
            "samples": [{ "role": "tumour", "mean_depth": 90.0 }, { "role": "normal", "mean_depth": 30.0 }],
            "genes": [gene("NPM1", 90.0, 0.99), gene("TP53", 90.0, 0.5), gene("RUNX1", 25.0, 0.96), unread], "callable": 0.97,
        } });
        let workup = stated(&quality, false);
        let of = |gene: &str| workup.detection(gene, Event::SmallVariant).map(std::borrow::Cow::into_owned);
        // P(at least 3 of 90) reaches 95 % at 6.8 %, the figure of detection_limit's own test.
        let Some(Detection::NotFoundAtLimit(limit)) = of("NPM1") else { panic!("{:?}", of("NPM1")) };
        assert!((limit.get() - 0.068).abs() < 5e-4);
        assert_eq!(of("TP53"), Some(Detection::NotAssessed(NotAssessed::TooFewReads)));
        assert_eq!(of("KIT"), Some(Detection::NotAssessed(NotAssessed::NotExamined)));
        let Some(Detection::NotFoundAtLimit(poor)) = of("RUNX1") else { panic!("{:?}", of("RUNX1")) };
        assert!(poor > AlleleFraction::TENTH, "a limit too poor for a no");
        assert_eq!(of("ASXL1"), None, "on no list, and not a whole genome");
        let workup = stated(&quality, true);
        assert!(matches!(
            workup.detection("ASXL1", Event::SmallVariant).as_deref(),
            Some(Detection::NotFoundAtLimit(_))
        ));
    }
}
