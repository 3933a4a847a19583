//! The genome's own karyotype from files: copies by segment, junctions, and the bands of a store.

use std::fs;
use std::path::Path;
use std::str::FromStr;

use annotation::store::AnnotationStore;
use anyhow::{Context, bail};
use genome::assembly::Assembly;
use genome::breakend::Breakend as Placed;
use genome::chromosome::Chromosome as OfGenome;
use genome::contig::ContigIndex;
use genome::position::{Interval, Position};
use hts::call_sets::{CallSet, Filters, JunctionSupport, Role, Status, StructuralVariant, Told};
use interpretation::case_file::CaseFile;
use interpretation::genomic::{
    BandPlace, Bands, Breakend, Cells, Copies, Junction, Segment, karyotype, tp53_locus, tp53_segment,
};
use interpretation::karyotype::Chromosome;
use interpretation::risk::tp53::Place;

use crate::earlier::place::PurityRange;

/// States in a case the karyotype of the segments and junctions that are given, and the copies of `TP53`. What is not given was
/// not looked at. `tumour`: the share of tumour cells, where it is sure.
pub fn state(
    case: &mut CaseFile,
    segments: Option<&Path>,
    structural: Option<&Path>,
    tumour: Option<PurityRange>,
    told: &Told,
    store: &AnnotationStore,
) -> anyhow::Result<()> {
    let sex = case.sex.context("the karyotype of the genome needs patient.sex in the case file")?;
    let purity = segments.map(read_purity).transpose()?.flatten();
    let segments = segments.map(read_segments).transpose()?;
    let junctions = structural.map(|path| read_junctions(path, told, purity)).transpose()?;
    case.genomic = Some(karyotype(segments.as_deref(), junctions.as_deref(), &bands(store)?, sex));
    let tp53 = store.genes_named("TP53")?;
    let place = tp53.first().zip(segments).and_then(|(stored, segments)| {
        let locus = tp53_locus(&segments, stored.gene.interval)?;
        let segment = tp53_segment(&segments, stored.gene.interval)?;
        // The share of all cells does not depend on the fit; that of the tumour's cells does.
        let of_all =
            |cells: Cells, purity: f64| Cells::new(cells.best * purity, cells.low * purity, cells.high * purity);
        Some(Place {
            locus,
            copies: segment.copies?,
            cells: segment.cells.zip(purity).and_then(|(cells, purity)| of_all(cells, purity)),
            tumour: tumour.and_then(|told| Cells::new(told.best, told.range[0], told.range[1])),
        })
    });
    case.case.workup.tp53_locus = place.map(|place| place.locus);
    case.case.workup.tp53_place = place;
    Ok(())
}

/// Bases of a human genome.
const HUMAN: u64 = 3_100_000_000;

/// The bands of a store.
pub fn bands(store: &AnnotationStore) -> anyhow::Result<Bands> {
    if store.cytobands().bands().is_empty() {
        bail!("{} has no bands; make it again with --cytobands", store.path().display());
    }
    let places = store.cytobands().bands().iter().filter_map(|band| {
        let chromosome = chromosome(store.contigs().get(band.contig)?.name.as_str())?;
        Some(BandPlace { chromosome, interval: band.interval, name: band.name.clone() })
    });
    let bands = Bands::new(places);
    if store.assembly() == Assembly::GRCh38.to_string() {
        return Ok(bands);
    }
    // An invented genome, such as the demo's, stands for a human one.
    let all: u64 = store.contigs().contigs().iter().map(|contig| u64::from(contig.length.get())).sum();
    Ok(bands.shortened(u32::try_from(HUMAN / all.max(1)).unwrap_or(u32::MAX)))
}

/// The chromosome that a contig is.
pub fn chromosome(contig: &str) -> Option<Chromosome> {
    match OfGenome::of_name(contig)? {
        OfGenome::Autosome(number) => Some(Chromosome::Autosome(number)),
        OfGenome::X => Some(Chromosome::X),
        OfGenome::Y => Some(Chromosome::Y),
        OfGenome::Mitochondrion => None,
    }
}

/// Reads `segments.tsv`. Segments of other contigs than chromosomes are passed over.
pub fn read_segments(path: &Path) -> anyhow::Result<Vec<Segment>> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let header = lines.next().map_or("", |(_, line)| line);
    let columns: Vec<&str> = header.split('\t').collect();
    let place = |name: &str| {
        let found = columns.iter().position(|column| *column == name);
        found.with_context(|| {
            format!("{}: there is no column {name}; a segments.tsv of Marv is expected", path.display())
        })
    };
    let [contig, start, end, total, minor] =
        [place("contig")?, place("start")?, place("end")?, place("total")?, place("minor")?];
    let share = [place("clonal_fraction")?, place("clonal_fraction_low")?, place("clonal_fraction_high")?];
    let mut segments = Vec::new();
    for (number, line) in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        let Some(chromosome) = cells.get(contig).and_then(|name| chromosome(name)) else { continue };
        let read = || -> Option<Segment> {
            let base = |place: usize| Position::new(cells.get(place)?.parse().ok()?).ok();
            let interval = Interval::new(base(start)?, base(end)?).ok()?;
            let copies = match (known(cells.get(total)?).ok()?, known(cells.get(minor)?).ok()?) {
                (Some(total), minor) => Some(Copies { total, minor }),
                (None, _) => None,
            };
            let mut each = [None; 3];
            for (value, place) in each.iter_mut().zip(share) {
                *value = known::<f64>(cells.get(place)?).ok()?;
            }
            let share = match each {
                [Some(best), low, high] => Some(Cells::new(best, low.unwrap_or(best), high.unwrap_or(best))?),
                [None, ..] => None,
            };
            Some(Segment { chromosome, interval, copies, cells: share })
        };
        match read() {
            Some(segment) => segments.push(segment),
            None => bail!(
                "{}, line {}: it is no segment (bases from 1, whole copies or a point, fractions from 0 to 1)",
                path.display(),
                number + 1
            ),
        }
    }
    Ok(segments)
}

/// The purity that the first lines of `segments.tsv` state; `None` where it was not known.
fn read_purity(path: &Path) -> anyhow::Result<Option<f64>> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let stated = text.lines().find_map(|line| line.strip_prefix("# purity: ")?.split(';').next());
    Ok(stated.and_then(|purity| purity.trim().parse().ok()).filter(|purity| *purity > 0.0))
}

/// A point is not known; anything else must be a number.
fn known<T: FromStr>(text: &str) -> Result<Option<T>, T::Err> {
    if text == "." { Ok(None) } else { text.parse().map(Some) }
}

/// The share of the tumour's cells that have a junction; `None` where its fragments or the purity are not known.
///
/// METHOD: each cell has two copies of the place and one of them the junction: twice the share of the fragments that show it,
/// divided by purity, with the interval of Wilson (J Am Stat Assoc 1927;22:209) for that share.
fn cells(support: JunctionSupport, purity: Option<f64>) -> Option<Cells> {
    const QUANTILE: f64 = 1.96;
    let (purity, with, without) = (purity?, support.fragments?.get(), support.reference?.get());
    let (with, all) = (f64::from(with), f64::from(with) + f64::from(without));
    let of_cells = |share: f64| (2.0 * share / purity).clamp(0.0, 1.0);
    let share = with / all;
    let (square, of) = (QUANTILE * QUANTILE, 1.0 + QUANTILE * QUANTILE / all);
    let middle = (share + square / (2.0 * all)) / of;
    let half = QUANTILE / of * (share * (1.0 - share) / all + square / (4.0 * all * all)).sqrt();
    let [best, low, high] = [share, (middle - half).min(share), (middle + half).max(share)].map(of_cells);
    Cells::new(best, low, high)
}

/// Junctions that passed their caller's filters and are not inherited.
pub fn read_junctions(path: &Path, told: &Told, purity: Option<f64>) -> anyhow::Result<Vec<Junction>> {
    let calls = CallSet::read(path, told)?;
    let counts = calls
        .structural_variants
        .iter()
        .filter(|variant| !matches!(variant.filters, Filters::Failed(_)) && variant.status != Some(Status::Germline));
    let name = |contig: ContigIndex| calls.contigs.name(contig).and_then(chromosome);
    let end = |placed: Placed| {
        Some(Breakend { chromosome: name(placed.contig)?, position: placed.position, side: placed.orientation })
    };
    let tumour = calls.sample(Role::Tumour);
    let seen = |variant: &StructuralVariant| cells(*variant.support.get(tumour?)?, purity);
    let junctions = counts.flat_map(|variant| {
        let cells = seen(variant);
        variant.event.junctions().filter_map(move |junction| {
            let ends = [end(junction.first())?, end(junction.second())?];
            Some(Junction { ends, genes: [None, None], cells })
        })
    });
    Ok(junctions.collect())
}

#[cfg(test)]
mod tests {
    use genome::quantity::Depth;

    use super::*;

    #[test]
    fn the_share_of_cells_is_twice_that_of_fragments_in_pure_tumour() {
        let support = |with, without| JunctionSupport {
            fragments: Some(Depth::new(with)),
            reference: Some(Depth::new(without)),
            ..JunctionSupport::default()
        };
        let told = cells(support(20, 80), Some(0.8)).unwrap();
        assert!((told.best - 0.5).abs() < 1e-9 && (told.low - 0.33).abs() < 0.01 && (told.high - 0.72).abs() < 0.01);
        assert_eq!(cells(support(60, 40), Some(0.5)).unwrap().best.to_bits(), 1.0_f64.to_bits());
        assert_eq!(cells(support(20, 80), None), None);
        assert_eq!(cells(support(0, 0), Some(0.8)), None);
        assert_eq!(cells(JunctionSupport::default(), Some(0.8)), None);
    }

    #[test]
    fn the_purity_stands_in_the_first_lines() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("segments.tsv");
        for (line, purity) in [("# purity: 0.67; clonal_fraction: share", Some(0.67)), ("# purity: not known; x", None)]
        {
            fs::write(&path, format!("# marv\n{line}\ncontig\n")).unwrap();
            assert_eq!(read_purity(&path).unwrap(), purity);
        }
    }
}
