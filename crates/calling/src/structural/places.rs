//! Where junctions are expected, and where the body makes them itself. This room knows names and places, and not what they
//! mean.

use std::path::{Path, PathBuf};

use genome::breakend::{Breakend, Orientation};
use genome::chromosome::Chromosome;
use genome::contig::{Contig, ContigIndex, ContigList};
use genome::position::{Interval, Position};
use hts::bed::{BedError, read_named};
use serde::{Deserialize, Serialize};

/// Why a table of expected pairs cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PlacesError {
    /// The file cannot be read.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// What is wrong with its lines, all at once.
    #[error("{}: {}", path.display(), faults.join("; "))]
    Lines {
        /// The file.
        path: PathBuf,
        /// One sentence each, with the line.
        faults: Vec<String>,
    },
    /// The loci of immune receptors.
    #[error(transparent)]
    Bed(#[from] BedError),
}

/// A stretch in which a breakend of an expected pair lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// The contig.
    pub contig: ContigIndex,
    /// The bases.
    pub interval: Interval,
    /// Which side of the break is kept; `None` if either may be.
    pub keeps: Option<Orientation>,
}

impl Window {
    pub(super) fn holds(&self, end: Breakend) -> bool {
        self.contig == end.contig
            && self.interval.contains(end.position)
            && self.keeps.is_none_or(|keeps| keeps == end.orientation)
    }
}

/// Two places that recur joined in a disease.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpectedPair {
    /// The name. Pairs of one name are alternatives: copies of a repeat, say.
    pub name: String,
    /// Both places.
    pub windows: [Window; 2],
}

impl ExpectedPair {
    fn holds(&self, first: Breakend, second: Breakend) -> bool {
        let [one, other] = &self.windows;
        (one.holds(first) && other.holds(second)) || (one.holds(second) && other.holds(first))
    }

    /// How many pairs of bases lie in it.
    #[must_use]
    pub fn area(&self) -> f64 {
        self.windows.iter().map(|window| f64::from(window.interval.length().get())).product()
    }
}

/// A locus whose parts the body joins anew in each lymphocyte.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Locus {
    /// The name. Several lines of one name are one locus.
    pub name: String,
    /// The contig.
    pub contig: ContigIndex,
    /// The bases.
    pub interval: Interval,
}

/// Knowledge of places.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Places {
    /// Pairs that recur in the disease: two fragments convince.
    pub pairs: Vec<ExpectedPair>,
    /// The loci of immunoglobulins and T-cell receptors.
    pub immune_loci: Vec<Locus>,
}

impl Places {
    /// Whether a junction of these two breakends is one of an expected pair.
    #[must_use]
    pub fn expect(&self, first: Breakend, second: Breakend) -> bool {
        self.pair(first, second).is_some()
    }

    /// The first expected pair that they are.
    #[must_use]
    pub fn pair(&self, first: Breakend, second: Breakend) -> Option<&ExpectedPair> {
        self.pairs.iter().find(|pair| pair.holds(first, second))
    }

    /// The window that all pairs of a name have in common, if there are several of them.
    #[must_use]
    pub fn shared_window(&self, name: &str) -> Option<Window> {
        let mut rows = self.pairs.iter().filter(|pair| pair.name == name).map(|pair| pair.windows);
        let (first, others) = (rows.next()?, rows.collect::<Vec<_>>());
        let shared = |window: &Window| others.iter().all(|windows| windows.contains(window));
        first.into_iter().find(|window| !others.is_empty() && shared(window))
    }

    /// The immune locus in which both lie.
    #[must_use]
    pub fn immune_locus(&self, first: Breakend, second: Breakend) -> Option<&str> {
        let within = |end: Breakend| {
            self.immune_loci
                .iter()
                .filter(move |locus| locus.contig == end.contig && locus.interval.contains(end.position))
        };
        within(first)
            .map(|locus| &locus.name)
            .find(|name| within(second).any(|locus| locus.name == **name))
            .map(String::as_str)
    }

    /// Reads the table of expected pairs and the loci (BED with names), each if there is one.
    pub fn read(pairs: Option<&Path>, immune_loci: Option<&Path>, contigs: &ContigList) -> Result<Self, PlacesError> {
        let pairs = pairs.map_or_else(|| Ok(Vec::new()), |path| read_pairs(path, contigs))?;
        let loci = immune_loci.map_or_else(|| Ok(Vec::new()), |path| read_named(path, contigs))?;
        let locus =
            |named: hts::bed::NamedRegion| Locus { name: named.name, contig: named.contig, interval: named.interval };
        Ok(Self { pairs, immune_loci: loci.into_iter().map(locus).collect() })
    }
}

/// The columns that are read; others may stand behind them.
const COLUMNS: [&str; 9] = ["name", "contig1", "start1", "end1", "keeps1", "contig2", "start2", "end2", "keeps2"];

fn read_pairs(path: &Path, contigs: &ContigList) -> Result<Vec<ExpectedPair>, PlacesError> {
    let text = std::fs::read_to_string(path).map_err(|source| PlacesError::Io { path: path.to_owned(), source })?;
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let mut faults = Vec::new();
    if !lines.next().is_some_and(|(_, line)| line.split('\t').take(COLUMNS.len()).eq(COLUMNS)) {
        faults.push(format!("the first line must name the columns {}, separated by tabs", COLUMNS.join(", ")));
    }
    let mut pairs = Vec::new();
    for (place, line) in lines {
        match pair(line, contigs) {
            Ok(pair) => pairs.push(pair),
            Err(fault) => faults.push(format!("line {}: {fault}", place + 1)),
        }
    }
    if faults.is_empty() { Ok(pairs) } else { Err(PlacesError::Lines { path: path.to_owned(), faults }) }
}

fn pair(line: &str, contigs: &ContigList) -> Result<ExpectedPair, String> {
    let fields: Vec<&str> = line.split('\t').collect();
    let wanted = COLUMNS.len();
    let Some(name) = fields.first().filter(|name| fields.len() >= wanted && !name.is_empty()) else {
        return Err(format!("a name and {} more fields are wanted, separated by tabs", wanted - 1));
    };
    let windows = [window(&fields[1..5], contigs)?, window(&fields[5..9], contigs)?];
    Ok(ExpectedPair { name: (*name).to_owned(), windows })
}

fn window(fields: &[&str], contigs: &ContigList) -> Result<Window, String> {
    let [contig, start, end, keeps] = fields else { return Err("a window has four fields".into()) };
    let same = |other: &&Contig| {
        let chromosome = Chromosome::of_name(contig);
        other.name.as_str() == *contig
            || (chromosome.is_some() && Chromosome::of_name(other.name.as_str()) == chromosome)
    };
    let found =
        contigs.contigs().iter().find(same).and_then(|found| Some((contigs.find(found.name.as_str())?, found.length)));
    let Some((contig, length)) = found else {
        return Err(format!("the reference has no contig {contig:?}; give places of the assembly of the reads"));
    };
    let position = |text: &str| text.parse().ok().and_then(|number| Position::new(number).ok());
    let interval = position(start).zip(position(end)).and_then(|(start, end)| Interval::new(start, end).ok());
    let Some(interval) = interval.filter(|interval| interval.end() <= length.last()) else {
        return Err(format!(
            "{start}-{end} is no stretch of a contig of {length} bases; positions count from 1, both ends included"
        ));
    };
    let keeps = match *keeps {
        "left" => Some(Orientation::KeepsLeft),
        "right" => Some(Orientation::KeepsRight),
        "." => None,
        other => return Err(format!("{other:?} is no side: left, right, or . where either side may be kept")),
    };
    Ok(Window { contig, interval, keeps })
}

#[cfg(test)]
mod tests {
    use genome::contig::ContigName;
    use genome::position::Length;

    use super::*;

    fn contigs() -> ContigList {
        let contig =
            |name| Contig { name: ContigName::new(name).unwrap(), length: Length::new(10_000).unwrap(), md5: None };
        ContigList::new(["chr1", "chr2"].map(contig).to_vec()).unwrap()
    }

    fn read(rows: &str) -> Result<Places, PlacesError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), format!("# a comment\n{}\n{rows}", COLUMNS.join("\t"))).unwrap();
        Places::read(Some(file.path()), None, &contigs())
    }

    fn end(contig: usize, position: u32, orientation: Orientation) -> Breakend {
        Breakend { contig: ContigIndex::new(contig).unwrap(), position: Position::new(position).unwrap(), orientation }
    }

    #[test]
    fn a_pair_is_known_from_either_end_and_by_its_sides() {
        use Orientation::{KeepsLeft, KeepsRight};
        let places = read("A\t1\t100\t200\tleft\tchr2\t5\t9\t.\tmore\n").unwrap();
        for keeps in [KeepsLeft, KeepsRight] {
            assert!(places.expect(end(0, 100, KeepsLeft), end(1, 9, keeps)));
            assert!(places.expect(end(1, 9, keeps), end(0, 200, KeepsLeft)));
        }
        assert!(!places.expect(end(0, 100, KeepsRight), end(1, 9, KeepsLeft)), "the other side is kept");
        assert!(!places.expect(end(0, 99, KeepsLeft), end(1, 9, KeepsLeft)));
        assert!((places.pairs[0].area() - 505.0).abs() < 1e-9);
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let error = read("A\tchr3\t1\t2\t.\tchr2\t1\t2\t.\nB\t1\t9\t2\t.\t2\t1\t2\t.\nC\t1\t1\t2\tup\t2\t1\t2\t.\nD\n");
        let error = error.unwrap_err().to_string();
        for told in ["line 3: the reference has no contig \"chr3\"", "line 4: 9-2", "line 5: \"up\"", "line 6: a name"]
        {
            assert!(error.contains(told), "{told}: {error}");
        }
    }

    #[test]
    fn a_locus_holds_both_breakends_or_is_not_named() {
        use Orientation::{KeepsLeft, KeepsRight};
        let bed = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(bed.path(), "chr1\t0\t1000\tL\nchr1\t2000\t3000\tL\nchr2\t0\t1000\tM\n").unwrap();
        let places = Places::read(None, Some(bed.path()), &contigs()).unwrap();
        let here = end(0, 500, KeepsLeft);
        assert_eq!(places.immune_locus(here, end(0, 2_500, KeepsRight)), Some("L"));
        assert_eq!(places.immune_locus(here, end(1, 500, KeepsRight)), None);
        assert_eq!(places.immune_locus(here, end(0, 1_500, KeepsRight)), None);
    }
}
