//! Bands of chromosomes as a microscope shows them: from a position to its band, and from a band to its bases.
//!
//! Source of the table: UCSC, `cytoBand.txt` (Furey, Haussler, Hum Mol Genet 2003;12:1037-1044); names after ISCN.

use std::io;
use std::path::{Path, PathBuf};

use genome::contig::{ContigIndex, ContigList};
use genome::position::{Interval, Position};
use hts::lines::Lines;
use serde::{Deserialize, Serialize};

/// Why a table of bands cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CytobandError {
    /// The operating system refused, or the file is damaged.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// A line that is none.
    #[error(
        "{}: line {line} is no band: contig, start, end, band such as p36.33, stain are expected, on the contigs of the \
         reference, each behind the one before (UCSC cytoBand.txt)",
        path.display()
    )]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// No band lies on a contig of the reference.
    #[error("{}: no band lies on a contig of the reference; take cytoBand.txt of the same assembly", path.display())]
    NoBand {
        /// The file.
        path: PathBuf,
    },
}

/// An arm of a chromosome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Arm {
    /// The short arm.
    P,
    /// The long arm.
    Q,
}

/// A band of a chromosome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cytoband {
    /// The contig.
    pub contig: ContigIndex,
    /// Its bases.
    pub interval: Interval,
    /// Its name without the chromosome, for example `q35.1`.
    pub name: String,
    /// How it is stained, as in the table: `gneg`, `gpos50`, `acen` at the centromere.
    pub stain: String,
}

impl Cytoband {
    /// The arm that it lies on; `None` for a name that tells none.
    #[must_use]
    pub fn arm(&self) -> Option<Arm> {
        match self.name.as_bytes().first() {
            Some(b'p') => Some(Arm::P),
            Some(b'q') => Some(Arm::Q),
            _ => None,
        }
    }
}

/// The bands of a genome, in genome order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cytobands(Vec<Cytoband>);

impl Cytobands {
    /// Reads `cytoBand.txt`, compressed or not. Lines without a band's name, and contigs that the reference lacks, are
    /// passed over.
    pub fn read(path: &Path, contigs: &ContigList) -> Result<Self, CytobandError> {
        let io = |source| CytobandError::Io { path: path.to_owned(), source };
        let mut lines = Lines::open(path).map_err(io)?;
        let mut bands = Vec::new();
        while lines.advance().map_err(io)? {
            let malformed = || CytobandError::Line { path: path.to_owned(), line: lines.number() };
            let text = lines.text().map_err(io)?;
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            let fields: Vec<&str> = text.split('\t').collect();
            let [contig, start, end, name, stain] = fields[..] else { return Err(malformed()) };
            let contig = contigs.find(contig).or_else(|| contigs.find(contig.strip_prefix("chr")?));
            let Some(contig) = contig.filter(|_| !name.is_empty()) else { continue };
            let number = |text: &str| text.parse::<u32>().map_err(|_| malformed());
            let interval = Interval::from_half_open(number(start)?, number(end)?).map_err(|_| malformed())?;
            let inside = contigs.get(contig).is_some_and(|contig| interval.end() <= contig.length.last());
            if !inside {
                return Err(malformed());
            }
            bands.push(Cytoband { contig, interval, name: name.to_owned(), stain: stain.to_owned() });
        }
        bands.sort_by_key(|band| (band.contig, band.interval));
        if bands.is_empty() {
            return Err(CytobandError::NoBand { path: path.to_owned() });
        }
        Ok(Self(bands))
    }

    /// All bands, in genome order; none if no table was given.
    #[must_use]
    pub fn bands(&self) -> &[Cytoband] {
        &self.0
    }

    /// The band of a position; `None` where the table has none.
    #[must_use]
    pub fn at(&self, contig: ContigIndex, position: Position) -> Option<&Cytoband> {
        let after = self.0.partition_point(|band| (band.contig, band.interval.start()) <= (contig, position));
        let band = self.0.get(after.checked_sub(1)?)?;
        (band.contig == contig && band.interval.contains(position)).then_some(band)
    }

    /// The bases of a band, or of all its parts: `q35` is `q35.1` to `q35.3`, `q` the whole arm. `None` if there is none
    /// of that name.
    #[must_use]
    pub fn interval(&self, contig: ContigIndex, name: &str) -> Option<Interval> {
        let part = |band: &&Cytoband| {
            let rest = band.name.strip_prefix(name);
            let whole_arm = name == "p" || name == "q";
            // `q3` is no band of `q31`, but `q31` is of `q31.1`, and `q31.1` of `q31.11`.
            let below = |rest: &str| {
                rest.is_empty() || whole_arm || rest.starts_with('.') || (name.contains('.') && !rest.is_empty())
            };
            band.contig == contig && !name.is_empty() && rest.is_some_and(below)
        };
        let (first, last) = (self.0.iter().find(part)?, self.0.iter().rfind(part)?);
        Interval::new(first.interval.start(), last.interval.end()).ok()
    }
}

#[cfg(test)]
mod tests {
    use genome::contig::{Contig, ContigName};
    use genome::position::Length;

    use super::*;

    fn contigs() -> ContigList {
        let contig =
            |name| Contig { name: ContigName::new(name).unwrap(), length: Length::new(1000).unwrap(), md5: None };
        ContigList::new(["chr1", "chr2"].map(contig).to_vec()).unwrap()
    }

    const TABLE: &str = "chr2\t0\t1000\tq1\tgneg\nchr1\t0\t100\tp12\tgneg\nchr1\t100\t200\tp11\tacen\n\
                         chr1\t200\t300\tq11\tacen\nchr1\t300\t400\tq31.1\tgpos50\nchr1\t400\t500\tq31.21\tgneg\n\
                         chr1\t500\t600\tq31.22\tgneg\nchr1\t600\t700\tq32\tgneg\nchr7\t0\t9\tp1\tgneg\nchr1\t0\t900\t\tgneg\n";

    fn read(text: &str) -> Result<Cytobands, CytobandError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cytoBand.txt");
        std::fs::write(&path, text).unwrap();
        Cytobands::read(&path, &contigs())
    }

    #[test]
    fn positions_have_bands_and_bands_have_bases() {
        let bands = read(TABLE).unwrap();
        let first = contigs().find("chr1").unwrap();
        let at = |position| bands.at(first, Position::new(position).unwrap()).map(|band| band.name.clone());
        assert_eq!(
            [at(100), at(101), at(700), at(701)],
            [Some("p12".into()), Some("p11".into()), Some("q32".into()), None]
        );
        let named = |name| bands.interval(first, name).map(|interval| interval.to_string());
        assert_eq!(named("q31"), Some("301-600".into()));
        assert_eq!(named("q31.2"), Some("401-600".into()));
        assert_eq!(named("q"), Some("201-700".into()));
        assert_eq!([named("q3"), named("p13"), named("")], [None, None, None]);
        assert_eq!(bands.at(first, Position::new(250).unwrap()).and_then(Cytoband::arm), Some(Arm::Q));
    }

    #[test]
    fn what_is_no_table_of_bands_is_refused() {
        assert!(read("chr1\t0\t100\tp12\n").unwrap_err().to_string().contains("line 1 is no band"));
        assert!(read("chr1\t0\t1001\tp12\tgneg\n").unwrap_err().to_string().contains("line 1 is no band"));
        assert!(matches!(read("chr9\t0\t10\tp12\tgneg\n"), Err(CytobandError::NoBand { .. })));
    }
}
