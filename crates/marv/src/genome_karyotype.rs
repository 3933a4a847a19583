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
use hts::call_sets::{CallSet, Filters, Status, Told};
use interpretation::case_file::CaseFile;
use interpretation::genomic::{BandPlace, Bands, Breakend, Cells, Copies, Junction, Segment, karyotype, tp53_locus};
use interpretation::karyotype::Chromosome;

/// States in a case the karyotype of the segments and junctions that are given, and the copies of `TP53`. What is not given was
/// not looked at.
pub fn state(
    case: &mut CaseFile,
    segments: Option<&Path>,
    structural: Option<&Path>,
    told: &Told,
    store: &AnnotationStore,
) -> anyhow::Result<()> {
    let sex = case.sex.context("the karyotype of the genome needs patient.sex in the case file")?;
    let segments = segments.map(read_segments).transpose()?;
    let junctions = structural.map(|path| read_junctions(path, told)).transpose()?;
    case.genomic = Some(karyotype(segments.as_deref(), junctions.as_deref(), &bands(store)?, sex));
    let tp53 = store.genes_named("TP53")?;
    let locus = tp53.first().zip(segments).and_then(|(stored, segments)| tp53_locus(&segments, stored.gene.interval));
    case.case.workup.tp53_locus = locus;
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

fn chromosome(contig: &str) -> Option<Chromosome> {
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

/// A point is not known; anything else must be a number.
fn known<T: FromStr>(text: &str) -> Result<Option<T>, T::Err> {
    if text == "." { Ok(None) } else { text.parse().map(Some) }
}

/// Junctions that passed their caller's filters and are not inherited.
pub fn read_junctions(path: &Path, told: &Told) -> anyhow::Result<Vec<Junction>> {
    let calls = CallSet::read(path, told)?;
    let counts = calls
        .structural_variants
        .iter()
        .filter(|variant| !matches!(variant.filters, Filters::Failed(_)) && variant.status != Some(Status::Germline));
    let name = |contig: ContigIndex| calls.contigs.name(contig).and_then(chromosome);
    let end = |placed: Placed| {
        Some(Breakend { chromosome: name(placed.contig)?, position: placed.position, side: placed.orientation })
    };
    let junctions = counts.flat_map(|variant| variant.event.junctions()).filter_map(|junction| {
        let ends = [end(junction.first())?, end(junction.second())?];
        Some(Junction { ends, genes: [None, None], cells: None })
    });
    Ok(junctions.collect())
}
