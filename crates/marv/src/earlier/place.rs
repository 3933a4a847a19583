//! Purity and copies of a place in one sample.

use std::fs;
use std::path::Path;

use anyhow::Context;
use calling::copy_number::fit::AMBIGUOUS;
use genome::position::Interval;
use interpretation::genomic::{Copies, Segment};
use interpretation::karyotype::{Chromosome, Sex};
use interpretation::response::evolution::{Locus, Range};
use serde::Deserialize;

use super::SampleFiles;
use crate::genome_karyotype::{chromosome, read_segments};

/// `purity.json`, as far as it is asked here.
#[derive(Debug, Deserialize)]
struct File {
    purity: Option<f64>,
    purity_interval: Option<Range>,
    genome_doubled: Option<bool>,
    #[serde(default)]
    ambiguous: Option<bool>,
    #[serde(default)]
    fits: Vec<Fit>,
}

#[derive(Debug, Deserialize)]
struct Fit {
    purity: f64,
    genome_doubled: bool,
    cost_above_best: f64,
}

/// The share of tumour cells of the best fit, and that of all fits that are about as good.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PurityRange {
    /// The best.
    pub best: f64,
    /// From the least to the greatest.
    pub range: Range,
}

/// Copies and purity of a sample.
#[derive(Debug, Default)]
pub struct Copied {
    /// Segments with their copies; `None` where copy number was not called.
    pub segments: Option<Vec<Segment>>,
    /// Purity; `None` where it is not known, or where a fit that is about as good has other copies throughout.
    pub purity: Option<PurityRange>,
    sex: Option<Sex>,
}

/// The share of tumour cells of a `purity.json`; `None` where it is not known, or told as ambiguous.
pub fn sure_purity(path: &Path) -> anyhow::Result<Option<PurityRange>> {
    let file = File::read(path)?;
    Ok(file.range().filter(|_| file.ambiguous == Some(false)))
}

impl File {
    fn read(path: &Path) -> anyhow::Result<Self> {
        let text = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        serde_json::from_slice(&text).with_context(|| format!("{} is no purity.json of Marv", path.display()))
    }

    fn range(&self) -> Option<PurityRange> {
        let best = self.purity.filter(|purity| *purity > 0.0)?;
        let near: Vec<&Fit> = self.fits.iter().filter(|fit| fit.cost_above_best < AMBIGUOUS).collect();
        if near.iter().any(|fit| Some(fit.genome_doubled) != self.genome_doubled) {
            return None;
        }
        let [low, high] = self.purity_interval.unwrap_or([best, best]);
        let all = || near.iter().map(|fit| fit.purity).chain([low, high, best]);
        let range = [all().fold(best, f64::min), all().fold(best, f64::max)];
        (range[0] > 0.0).then_some(PurityRange { best, range })
    }
}

impl Copied {
    /// Reads the files of a sample.
    pub fn read(files: &SampleFiles, sex: Option<Sex>) -> anyhow::Result<Self> {
        let segments = files.segments.as_deref().map(read_segments).transpose()?;
        let purity = match &files.purity {
            None => None,
            Some(path) => File::read(path)?.range(),
        };
        Ok(Self { segments, purity, sex })
    }

    /// Copies of the whole of an interval, where one segment holds it.
    pub fn of_interval(&self, contig: &str, interval: Interval) -> Option<Copies> {
        let chromosome = chromosome(contig)?;
        let segments = self.segments.iter().flatten();
        segments
            .filter(|segment| segment.chromosome == chromosome)
            .find(|segment| segment.interval.encloses(interval))?
            .copies
    }

    /// Copies in a normal cell; `None` where the sex would have to be known.
    pub fn normal_copies(&self, chromosome: Chromosome) -> Option<u8> {
        match (chromosome, self.sex) {
            (Chromosome::Autosome(_), _) | (Chromosome::X, Some(Sex::Female)) => Some(2),
            (Chromosome::X | Chromosome::Y, Some(Sex::Male)) => Some(1),
            _ => None,
        }
    }

    /// What is known of the place of a variant, by its description on the chromosome.
    pub fn locus(&self, genomic: &str) -> Option<Locus> {
        let purity = self.purity?.range;
        let (contig, described) = genomic.split_once(':')?;
        let digits: String = described.trim_start_matches("g.").chars().take_while(char::is_ascii_digit).collect();
        let (chromosome, base) = (chromosome(contig)?, digits.parse::<u32>().ok()?);
        let segment = self.segments.iter().flatten().find(|segment| {
            let within = segment.interval.start().get()..=segment.interval.end().get();
            segment.chromosome == chromosome && within.contains(&base)
        })?;
        let (copies, normal_copies) = (segment.copies?, self.normal_copies(chromosome)?);
        let (total, normal) = (f64::from(copies.total), f64::from(normal_copies));
        let [few, many] = match segment.cells {
            Some(cells) => [cells.low, cells.high].map(|share| normal + share * (total - normal)),
            None => [total, total],
        };
        Some(Locus {
            purity,
            copies: [few.min(many), few.max(many)],
            normal_copies,
            // Where only some of the cells have these copies, the others have one of each parent.
            most_mutated: copies.total.saturating_sub(copies.minor.unwrap_or(0)).max(1),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use genome::position::Position;
    use interpretation::genomic::Cells;

    fn file(text: &str) -> Option<PurityRange> {
        serde_json::from_str::<File>(text).unwrap().range()
    }

    #[test]
    fn all_fits_that_are_about_as_good_bound_the_purity() {
        let fits = |other: &str| {
            format!(
                r#"{{ "purity": 0.8, "purity_interval": [0.78, 0.82], "genome_doubled": false, "fits": [
                    {{ "purity": 0.8, "genome_doubled": false, "cost_above_best": 0.0 }}, {other} ] }}"#
            )
        };
        let near = file(&fits(r#"{ "purity": 0.6, "genome_doubled": false, "cost_above_best": 3.0 }"#)).unwrap();
        assert_eq!((near.best, near.range), (0.8, [0.6, 0.82]));
        let far = file(&fits(r#"{ "purity": 0.6, "genome_doubled": false, "cost_above_best": 9.0 }"#)).unwrap();
        assert_eq!((far.best, far.range), (0.8, [0.78, 0.82]));
        let doubled = file(&fits(r#"{ "purity": 0.4, "genome_doubled": true, "cost_above_best": 3.0 }"#));
        assert_eq!(doubled, None, "copies are not known then");
        assert_eq!(file(r#"{ "purity": null }"#), None);
    }

    #[test]
    fn copies_of_a_place_by_segment_and_sex() {
        let at = |base| Position::new(base).unwrap();
        let segment = |chromosome, copies, cells| Segment {
            chromosome,
            interval: Interval::new(at(1), at(1000)).unwrap(),
            copies: Some(copies),
            cells,
        };
        let lost = segment(Chromosome::Autosome(17), Copies { total: 1, minor: Some(0) }, Cells::new(0.5, 0.4, 0.6));
        let single = segment(Chromosome::X, Copies { total: 1, minor: Some(0) }, None);
        let copied = |sex| Copied {
            segments: Some(vec![lost, single]),
            purity: Some(PurityRange { best: 0.8, range: [0.7, 0.9] }),
            sex,
        };
        let locus = copied(None).locus("chr17:g.500C>T").unwrap();
        assert_eq!((locus.purity, locus.normal_copies, locus.most_mutated), ([0.7, 0.9], 2, 1));
        assert!((locus.copies[0] - 1.4).abs() < 1e-9 && (locus.copies[1] - 1.6).abs() < 1e-9, "{:?}", locus.copies);
        assert_eq!(copied(None).locus("chrX:g.500_510del"), None, "the sex decides");
        assert_eq!(copied(Some(Sex::Male)).locus("chrX:g.500_510del").unwrap().normal_copies, 1);
        assert_eq!(copied(None).locus("chr17:g.5000C>T"), None, "no segment");
    }
}
