//! Regions of a reference: BED files ("The Browser Extensible Data (BED) format", samtools/hts-specs).

use std::io;
use std::path::{Path, PathBuf};

use genome::contig::{ContigIndex, ContigList};
use genome::position::{Interval, Length, Position};

use crate::lines::Lines;

/// Why a file holds no regions.
#[derive(Debug, thiserror::Error)]
pub enum BedError {
    /// The operating system refused, or the file is damaged.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// A line without three fields, or whose start or end is no number.
    #[error("{}: line {line}: contig, start and end, separated by tabs, are wanted, not {text:?}", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The line.
        text: String,
    },
    /// A contig that the reference lacks.
    #[error(
        "{}: line {line}: contig {name} is not part of the reference; give regions of the same assembly and in the \
         same style (chr1 or 1)",
        path.display()
    )]
    UnknownContig {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The contig.
        name: String,
    },
    /// A region that holds no base, or runs past the end of its contig.
    #[error(
        "{}: line {line}: {start} to {end} is no stretch of contig {name}, which has {length} bases; starts count from \
         0, and the end is not included",
        path.display()
    )]
    Place {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The contig.
        name: String,
        /// Its length.
        length: Length,
        /// Start, 0-based.
        start: u32,
        /// End, not included.
        end: u32,
    },
    /// A region without a name, where names are needed.
    #[error("{}: line {line}: a fourth field with the name of the region is wanted", path.display())]
    NoName {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
}

/// A region with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedRegion {
    /// The contig.
    pub contig: ContigIndex,
    /// The bases.
    pub interval: Interval,
    /// The name: the fourth field.
    pub name: String,
}

/// Reads the regions of a BED file, plain or compressed with bgzip, in the order of the file. Empty lines, comments and
/// lines that begin with `track` or `browser` are passed over. `take` is given the fourth field, and the line's number.
fn rows(
    path: &Path,
    contigs: &ContigList,
    mut take: impl FnMut(ContigIndex, Interval, Option<&str>, usize) -> Result<(), BedError>,
) -> Result<(), BedError> {
    let io = |source| BedError::Io { path: path.to_owned(), source };
    let mut lines = Lines::open(path).map_err(io)?;
    while lines.advance().map_err(io)? {
        let (text, line, path) = (lines.text().map_err(io)?, lines.number(), path.to_owned());
        let mut fields = text.split(['\t', ' ']).filter(|field| !field.is_empty());
        let Some(name) = fields.next() else { continue };
        if name.starts_with('#') || (matches!(name, "track" | "browser") && contigs.find(name).is_none()) {
            continue;
        }
        let mut number = || fields.next()?.parse::<u32>().ok();
        let (Some(start), Some(end)) = (number(), number()) else {
            return Err(BedError::Line { path, line, text: text.to_owned() });
        };
        let found = contigs.find(name).and_then(|index| Some((index, contigs.get(index)?.length)));
        let Some((contig, length)) = found else {
            return Err(BedError::UnknownContig { path, line, name: name.to_owned() });
        };
        match Interval::from_half_open(start, end) {
            Ok(interval) if interval.end() <= length.last() => take(contig, interval, fields.next(), line)?,
            _ => return Err(BedError::Place { path, line, name: name.to_owned(), length, start, end }),
        }
    }
    Ok(())
}

/// Reads a BED file whose regions have names, in the order of the file. Names may come several times: the exons of a
/// gene.
pub fn read_named(path: &Path, contigs: &ContigList) -> Result<Vec<NamedRegion>, BedError> {
    let mut regions = Vec::new();
    rows(path, contigs, |contig, interval, name, line| {
        let name = name.ok_or_else(|| BedError::NoName { path: path.to_owned(), line })?.to_owned();
        regions.push(NamedRegion { contig, interval, name });
        Ok(())
    })?;
    Ok(regions)
}

/// Regions in genome order: within a contig they are sorted, and no two overlap or touch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Regions {
    contigs: Vec<Vec<Interval>>,
}

impl FromIterator<(ContigIndex, Interval)> for Regions {
    /// Sorts, and joins those that overlap or touch.
    fn from_iter<I: IntoIterator<Item = (ContigIndex, Interval)>>(regions: I) -> Self {
        let mut contigs: Vec<Vec<Interval>> = Vec::new();
        for (contig, interval) in regions {
            if contigs.len() <= contig.get() {
                contigs.resize(contig.get() + 1, Vec::new());
            }
            contigs[contig.get()].push(interval);
        }
        for intervals in &mut contigs {
            intervals.sort_unstable();
            intervals.dedup_by(|next, kept| {
                let touches = next.start().zero_based() <= kept.end().get();
                if touches {
                    let end = kept.end().max(next.end());
                    *kept = Interval::new(kept.start(), end).unwrap_or(*kept);
                }
                touches
            });
        }
        Self { contigs }
    }
}

impl Regions {
    /// Reads a BED file; fields behind the third are not looked at.
    pub fn read(path: &Path, contigs: &ContigList) -> Result<Self, BedError> {
        let mut regions = Vec::new();
        rows(path, contigs, |contig, interval, _, _| {
            regions.push((contig, interval));
            Ok(())
        })?;
        Ok(regions.into_iter().collect())
    }

    /// Every contig whole.
    #[must_use]
    pub fn whole(contigs: &ContigList) -> Self {
        let whole = |(place, contig): (usize, &genome::contig::Contig)| {
            Some((ContigIndex::new(place)?, Interval::new(Position::FIRST, contig.length.last()).ok()?))
        };
        contigs.contigs().iter().enumerate().filter_map(whole).collect()
    }

    /// The regions of a contig, from left to right.
    #[must_use]
    pub fn of_contig(&self, contig: ContigIndex) -> &[Interval] {
        self.contigs.get(contig.get()).map_or(&[], Vec::as_slice)
    }

    /// The regions that share a base with an interval, whole and from left to right.
    #[must_use]
    pub fn overlapping(&self, contig: ContigIndex, interval: Interval) -> &[Interval] {
        let regions = self.of_contig(contig);
        let from = regions.partition_point(|region| region.end() < interval.start());
        let to = regions.partition_point(|region| region.start() <= interval.end());
        regions.get(from..to).unwrap_or_default()
    }

    /// Whether a base lies in a region.
    #[must_use]
    pub fn contains(&self, contig: ContigIndex, position: Position) -> bool {
        !self.overlapping(contig, position.into()).is_empty()
    }

    /// All regions, in genome order.
    pub fn iter(&self) -> impl Iterator<Item = (ContigIndex, Interval)> {
        self.contigs.iter().enumerate().flat_map(|(place, intervals)| {
            let contig = ContigIndex::new(place);
            intervals.iter().filter_map(move |interval| Some((contig?, *interval)))
        })
    }

    /// The number of bases of all regions.
    #[must_use]
    pub fn bases(&self) -> u64 {
        self.contigs.iter().flatten().map(|interval| u64::from(interval.length().get())).sum()
    }

    /// Whether there is no region.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.contigs.iter().all(Vec::is_empty)
    }
}
