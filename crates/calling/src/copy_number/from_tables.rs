//! The evidence as a run leaves it: depth.bed.gz, alleles.tsv.gz, breakends.tsv.gz, somatic.vcf.gz and quality.json.
//!
//! A run writes these and reads them back, so that whoever looks at the same folder again with another purity starts from the
//! same numbers, to the last digit.

use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use genome::contig::{Contig, ContigIndex, ContigList, ContigName};
use genome::position::Length;
use hts::lines::Lines;
use hts::vcf::{SitesError, VariantSites};
use serde_json::Value;

use super::evidence::{Break, Evidence, HeterozygousSnp, SomaticSnv, WindowDepth};
use crate::fitness::Chromosomes;
use crate::fitness::genotype::Genotype;
use crate::fitness::sex::Sex;
use crate::pass::alleles::Alleles;
use crate::pass::windows::WINDOW;

/// The names of the files in a folder of calls.
const DEPTH: &str = "depth.bed.gz";
const ALLELES: &str = "alleles.tsv.gz";
const BREAKENDS: &str = "breakends.tsv.gz";
const SOMATIC: &str = "somatic.vcf.gz";
const QUALITY: &str = "quality.json";

/// Least fragments of the tumour at a heterozygous place.
const LEAST_DEPTH: u32 = 10;
/// A place with more than this share of bases that are neither allele, or so many times the median depth of the normal, is one
/// of repeats.
const MOST_OTHER: u32 = 10;
const MOST_DEPTH: u32 = 2;
/// Fragments of the tumour from which a junction is a break of its genome; the normal has less than a quarter of them.
const BREAK_FRAGMENTS: u32 = 4;
/// Least mapping quality at both ends of a junction, and least distance of the two.
const BREAK_QUALITY: u32 = 20;
const BREAK_LENGTH: u32 = 5_000;

/// A folder whose files are not those of a run.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The operating system refused, or the file is damaged.
    #[error("{}: {source}; give a folder that marv call has written", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// A table without a column.
    #[error("{}: there is no column {column}; give a folder that this version of marv call has written", path.display())]
    Column {
        /// The file.
        path: PathBuf,
        /// The column.
        column: String,
    },
    /// A field that is not what its column holds.
    #[error("{}: line {line}: {column} is {value:?}; the file is damaged or not written by marv call", path.display())]
    Field {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The column.
        column: String,
        /// What stands there.
        value: String,
    },
    /// The calls.
    #[error(transparent)]
    Calls(#[from] SitesError),
    /// A file that does not hold what it should: contigs with their lengths, or what is known of the specimens.
    #[error("{}: {because}; give a folder that marv call has written", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        because: String,
    },
}

/// A table with named columns.
struct Table {
    path: PathBuf,
    lines: Lines,
    columns: Vec<String>,
}

impl Table {
    fn open(path: PathBuf) -> Result<Self, TableError> {
        let io = |source| TableError::Io { path: path.clone(), source };
        let mut lines = Lines::open(&path).map_err(io)?;
        lines.advance().map_err(io)?;
        let header = lines.text().map_err(io)?.trim_start_matches('#');
        let columns = header.split('\t').map(str::to_owned).collect();
        Ok(Self { path, lines, columns })
    }

    fn column(&self, name: &str) -> Result<usize, TableError> {
        let found = self.columns.iter().position(|column| column == name);
        found.ok_or_else(|| TableError::Column { path: self.path.clone(), column: name.to_owned() })
    }

    fn all<const N: usize>(&self, names: [&str; N]) -> Result<[usize; N], TableError> {
        let mut places = [0; N];
        for (place, name) in places.iter_mut().zip(names) {
            *place = self.column(name)?;
        }
        Ok(places)
    }

    /// Hands every row to `take`.
    fn rows(mut self, mut take: impl FnMut(&Row<'_>) -> Result<(), TableError>) -> Result<(), TableError> {
        loop {
            let io = |source| TableError::Io { path: self.path.clone(), source };
            if !self.lines.advance().map_err(io)? {
                return Ok(());
            }
            let line = self.lines.number();
            let fields: Vec<&str> = self.lines.text().map_err(io)?.split('\t').collect();
            take(&Row { path: &self.path, columns: &self.columns, line, fields })?;
        }
    }
}

/// A row of a table.
struct Row<'a> {
    path: &'a Path,
    columns: &'a [String],
    line: usize,
    fields: Vec<&'a str>,
}

impl Row<'_> {
    fn field(&self, column: usize) -> &str {
        self.fields.get(column).copied().unwrap_or_default()
    }

    fn wrong(&self, column: usize) -> TableError {
        let name = self.columns.get(column).cloned().unwrap_or_default();
        let value = self.field(column).chars().take(40).collect();
        TableError::Field { path: self.path.to_owned(), line: self.line, column: name, value }
    }

    fn value<T: FromStr>(&self, column: usize) -> Result<T, TableError> {
        self.field(column).parse().map_err(|_| self.wrong(column))
    }

    fn contig(&self, column: usize, contigs: &ContigList) -> Result<ContigIndex, TableError> {
        contigs.find(self.field(column)).ok_or_else(|| self.wrong(column))
    }
}

impl Evidence {
    /// Reads a folder of calls: its first tumour against its first normal.
    ///
    /// # Errors
    /// A file that is missing, damaged, or not of a run.
    pub fn read(folder: &Path) -> Result<Self, TableError> {
        let (contigs, somatic) = somatic(&folder.join(SOMATIC))?;
        let (paired, windows) = windows(folder.join(DEPTH), &contigs)?;
        let snps = if paired { snps(folder.join(ALLELES), &contigs)? } else { Vec::new() };
        let breaks = breaks(folder.join(BREAKENDS), &contigs, paired)?;
        let (sex, tumour_in_normal) = quality(&folder.join(QUALITY))?;
        Ok(Self { contigs, paired, windows, snps, somatic, breaks, sex, tumour_in_normal })
    }
}

/// The contigs of the header, and the substitutions of the autosomes without a doubt.
fn somatic(path: &Path) -> Result<(ContigList, Vec<SomaticSnv>), TableError> {
    let wrong = |because: String| TableError::Content { path: path.to_owned(), because };
    let none = ContigList::new(Vec::new()).map_err(|error| wrong(error.to_string()))?;
    let header = VariantSites::open(path, &none)?;
    let contig = |(name, length): (&str, u32)| {
        let name = ContigName::new(name).map_err(|error| wrong(error.to_string()))?;
        let length = Length::new(length).map_err(|error| wrong(format!("contig {}: {error}", name.as_str())))?;
        Ok(Contig { name, length, md5: None })
    };
    let contigs = header.stated_lengths().map(contig).collect::<Result<Vec<_>, TableError>>()?;
    let contigs = ContigList::new(contigs).map_err(|error| wrong(error.to_string()))?;
    let chromosomes = Chromosomes::of(&contigs);
    let mut calls = VariantSites::open(path, &contigs)?;
    let mut found = Vec::new();
    while let Some(call) = calls.read()? {
        let is_base = |allele: &str| allele.len() == 1;
        let passed = call.filters().all(|filter| filter == "PASS") && call.info("CLASS") == Some("somatic");
        let single = is_base(call.reference()) && call.alternates().count() == 1 && call.alternates().all(is_base);
        if !passed || !single || !chromosomes.is_autosome(call.contig()) {
            continue;
        }
        let mut counts = call.sample(0, "AD").into_iter().flat_map(|counts| counts.split(',')).map(str::parse::<u32>);
        let (Some(Ok(reference)), Some(Ok(alternate))) = (counts.next(), counts.next()) else { continue };
        let (contig, place) = (call.contig(), call.position().zero_based());
        found.push(SomaticSnv { contig, place, alternate, depth: reference.saturating_add(alternate) });
    }
    Ok((contigs, found))
}

/// The windows, and whether there is a normal.
fn windows(path: PathBuf, contigs: &ContigList) -> Result<(bool, Vec<WindowDepth>), TableError> {
    let table = Table::open(path)?;
    let [contig, start, known, gc, tumour] = table.all(["contig", "start", "known", "gc", "TUMOR"])?;
    let normal = table.column("NORMAL").ok();
    let mut windows = Vec::new();
    table.rows(|row| {
        let known = row.value(known)?;
        let value = |column| if known == 0 { Ok(0.0) } else { row.value(column) };
        windows.push(WindowDepth {
            contig: row.contig(contig, contigs)?,
            place: row.value::<u32>(start)? / WINDOW,
            known,
            gc: value(gc)?,
            tumour: value(tumour)?,
            normal: normal.map_or(Ok(0.0), value)?,
        });
        Ok(())
    })?;
    Ok((normal.is_some(), windows))
}

/// The places at which the normal is plainly heterozygous.
fn snps(path: PathBuf, contigs: &ContigList) -> Result<Vec<HeterozygousSnp>, TableError> {
    let table = Table::open(path)?;
    let [contig, position] = table.all(["contig", "position"])?;
    let of = |sample: &str| {
        table.all([&format!("{sample}_ref"), &format!("{sample}_alt"), &format!("{sample}_other")].map(String::as_str))
    };
    let (tumour, normal) = (of("TUMOR")?, of("NORMAL")?);
    let mut found: Vec<(HeterozygousSnp, u32)> = Vec::new();
    table.rows(|row| {
        let alleles = |columns: [usize; 3]| -> Result<Alleles, TableError> {
            let [reference, alternate, other] = columns;
            Ok(Alleles { reference: row.value(reference)?, alternate: row.value(alternate)?, other: row.value(other)? })
        };
        let (in_tumour, in_normal) = (alleles(tumour)?, alleles(normal)?);
        let clean = |alleles: Alleles| u32::from(alleles.other) * MOST_OTHER <= alleles.depth();
        if Genotype::of(in_normal) == Some(Genotype::Heterozygous)
            && in_tumour.depth() >= LEAST_DEPTH
            && clean(in_normal)
            && clean(in_tumour)
        {
            let place = row.value::<u32>(position)?.checked_sub(1).ok_or_else(|| row.wrong(position))?;
            let (reference, alternate) = (u32::from(in_tumour.reference), u32::from(in_tumour.alternate));
            let snp = HeterozygousSnp { contig: row.contig(contig, contigs)?, place, reference, alternate };
            found.push((snp, in_normal.depth()));
        }
        Ok(())
    })?;
    let mut depths: Vec<u32> = found.iter().map(|(_, depth)| *depth).collect();
    let middle = depths.len() / 2;
    let most = if depths.is_empty() { 0 } else { MOST_DEPTH * *depths.select_nth_unstable(middle).1 };
    Ok(found.into_iter().filter(|(_, depth)| *depth <= most).map(|(snp, _)| snp).collect())
}

/// The places at which the tumour's genome is joined anew, over a distance.
fn breaks(path: PathBuf, contigs: &ContigList, paired: bool) -> Result<Vec<Break>, TableError> {
    const KINDS: [&str; 3] = ["split", "gap", "pair"];
    let table = Table::open(path)?;
    let own = table.all(["contig", "start", "end", "keeps", "mapping_quality"])?;
    let mates = table.all(["mate_contig", "mate_start", "mate_end", "mate_keeps", "mate_mapping_quality"])?;
    let named = table.column("breakpoints")?;
    let of = |sample: &str| table.all(KINDS.map(|kind| format!("{sample}_{kind}")).each_ref().map(String::as_str));
    let tumour = of("TUMOR")?;
    let normal = if paired { Some(of("NORMAL")?) } else { None };
    let mut breaks = Vec::new();
    table.rows(|row| {
        if row.field(mates[0]) == "." {
            return Ok(());
        }
        let fragments =
            |columns: [usize; 3]| columns.iter().map(|column| row.value::<u32>(*column)).sum::<Result<u32, _>>();
        let in_normal = normal.map_or(Ok(0), fragments)?;
        let in_tumour = fragments(tumour)?;
        let well_placed = |column: usize| row.value::<u32>(column).is_ok_and(|quality| quality >= BREAK_QUALITY);
        if in_tumour < BREAK_FRAGMENTS || 4 * in_normal >= in_tumour || !well_placed(own[4]) || !well_placed(mates[4]) {
            return Ok(());
        }
        // The exact places that most fragments name, else the middles of the stretches.
        let mut exact = row.field(named).split(';').next().unwrap_or_default().split(',').map(str::parse::<u32>);
        let exact = [exact.next(), exact.next()].map(|place| place.and_then(Result::ok));
        let side = |columns: [usize; 5], exact: Option<u32>| -> Result<Break, TableError> {
            let [contig, start, end, keeps, _] = columns;
            let (start, end) = (row.value::<u32>(start)?, row.value::<u32>(end)?);
            let last = exact.unwrap_or(start + end.saturating_sub(start) / 2);
            let behind = if row.field(keeps) == "left" { last } else { last.saturating_sub(1) };
            Ok((row.contig(contig, contigs)?, behind))
        };
        let (one, other) = (side(own, exact[0])?, side(mates, exact[1])?);
        if one.0 != other.0 || one.1.abs_diff(other.1) >= BREAK_LENGTH {
            breaks.extend([one, other]);
        }
        Ok(())
    })?;
    breaks.sort_unstable();
    breaks.dedup();
    Ok(breaks)
}

/// The sex chromosomes of the first normal, and the share of the tumour in it where that was measured.
fn quality(path: &Path) -> Result<(Option<Sex>, f64), TableError> {
    let wrong = |because: String| TableError::Content { path: path.to_owned(), because };
    let text = std::fs::read(path).map_err(|source| TableError::Io { path: path.to_owned(), source })?;
    let value: Value = serde_json::from_slice(&text).map_err(|error| wrong(error.to_string()))?;
    let quality = &value["quality"];
    let specimens = quality["samples"].as_array().ok_or_else(|| wrong("quality.samples is missing".to_owned()))?;
    let normal = specimens.iter().position(|specimen| specimen["role"] == "normal");
    let sex = match normal.and_then(|normal| quality["sex"][normal]["sex"].as_str()) {
        Some("XX") => Some(Sex::Xx),
        Some("XY") => Some(Sex::Xy),
        _ => None,
    };
    let leak = &quality["tumour_in_normal"][0];
    let measured = leak["basis"].as_str().is_some_and(|basis| basis.starts_with("about"));
    let share = leak["mean"].as_f64().filter(|_| measured).unwrap_or(0.0);
    Ok((sex, share.clamp(0.0, 0.9)))
}
