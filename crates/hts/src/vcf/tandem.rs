//! Reading `tandem.vcf.gz`, which `marv call` writes: events at named loci with their allelic ratio, and what was looked at.
//!
//! A general reader of call files ([`crate::call_sets`]) has the alleles and counts of its lines, but not the fields in which this
//! file says what others do not: the locus of a line, the ratio, and in its header the limit of each locus. Without those, "not
//! found" could not be told from "not looked at".

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use genome::position::Position;
use genome::quantity::AlleleFraction;
use genome::sequence::{Ambiguity, Sequence};

use crate::lines::Lines;

/// Why a file of tandem duplications cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum TandemCallsError {
    /// The operating system refused, or the file is damaged.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// A line that is not as `marv call` writes it.
    #[error("{}: line {line}: {what}; give the file as marv call wrote it", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        what: &'static str,
    },
}

/// A locus that was looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct LocusLimit {
    /// Its name.
    pub name: String,
    /// The allele fraction from which on an event would have been seen; `None` where none can be stated.
    pub limit: Option<AlleleFraction>,
}

/// What a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TandemChange {
    /// Bases that come in at one place.
    Inserted {
        /// The reference allele.
        reference: Sequence,
        /// The alternate allele.
        alternate: Sequence,
        /// Whether half of what came in, or more, is a second copy of what stands beside it.
        duplicated: bool,
    },
    /// A stretch up to this base that stands twice.
    Partial {
        /// Its last base.
        end: Position,
    },
}

/// An event.
#[derive(Debug, Clone, PartialEq)]
pub struct TandemEvent {
    /// The line, from 1.
    pub line: usize,
    /// The locus.
    pub locus: String,
    /// The contig's name.
    pub contig: String,
    /// As the file has it: the first base of the reference allele, or the base before a stretch.
    pub position: Position,
    /// What it is.
    pub change: TandemChange,
    /// Filters that it did not pass.
    pub filters: Vec<String>,
    /// The share of molecules with it in the first tumour.
    pub fraction: Option<AlleleFraction>,
    /// Its 95 % interval.
    pub interval: Option<[AlleleFraction; 2]>,
    /// Fragments of the first tumour that tell of its absence, and of it.
    pub counts: Option<[u32; 2]>,
    /// The ratio to the molecules without any event of the locus, in the first tumour.
    pub ratio: Option<f64>,
    /// The share of molecules with it in the first normal.
    pub normal_fraction: Option<AlleleFraction>,
}

/// All that such a file says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TandemCalls {
    /// The loci, in the order of the header.
    pub loci: Vec<LocusLimit>,
    /// The events, in the order of the file.
    pub events: Vec<TandemEvent>,
}

/// What a header line of a locus begins with, and what only such a file's header has: the allelic ratio. Junctions have loci too.
const LOCUS: &str = "##marv_locus=<";
const OWN_FIELD: &str = "##FORMAT=<ID=AR,";

impl TandemCalls {
    /// Reads a file; `None` if it is no file of tandem duplications that `marv call` wrote.
    ///
    /// # Errors
    /// When the file cannot be read, or a line of it is damaged.
    pub fn read(path: &Path) -> Result<Option<Self>, TandemCallsError> {
        let io = |source| TandemCallsError::Io { path: path.to_owned(), source };
        let mut lines = Lines::open(path).map_err(io)?;
        let (mut all, mut own, mut columns) = (Self::default(), false, Vec::new());
        while lines.advance().map_err(io)? {
            // Other files need not be text.
            if lines.number() == 1 && !lines.bytes().starts_with(b"##fileformat=VCF") {
                return Ok(None);
            }
            let (text, line) = (lines.text().map_err(io)?, lines.number());
            let wrong = |what| TandemCallsError::Line { path: path.to_owned(), line, what };
            if let Some(fields) = text.strip_prefix(LOCUS) {
                all.loci
                    .push(locus(fields).ok_or_else(|| wrong("a locus without its name or with a limit that is none"))?);
            } else if text.starts_with("##") {
                own |= text.starts_with(OWN_FIELD);
            } else if text.starts_with('#') {
                columns = text.split('\t').skip(9).map(str::to_owned).collect();
                if !own {
                    return Ok(None);
                }
            } else {
                all.events.push(event(text, line, &columns).map_err(wrong)?);
            }
        }
        Ok(own.then_some(all))
    }
}

/// `ID=FLT3,Bases=345,Limit=0.05,...`: up to the description, no value holds a comma.
fn locus(fields: &str) -> Option<LocusLimit> {
    let value = |key: &str| {
        let all = fields.split(",Description=").next()?.split(',');
        all.filter_map(|field| field.split_once('=')).find(|(own, _)| *own == key).map(|(_, value)| value)
    };
    let limit = match value("Limit")? {
        "." => None,
        limit => Some(AlleleFraction::new(limit.parse().ok()?).ok()?),
    };
    Some(LocusLimit { name: value("ID")?.to_owned(), limit })
}

fn event(text: &str, line: usize, columns: &[String]) -> Result<TandemEvent, &'static str> {
    let fields: Vec<&str> = text.split('\t').collect();
    let [contig, position, _, reference, alternate, _, filter, info, format, samples @ ..] = fields.as_slice() else {
        return Err("fewer than nine fields");
    };
    let info = |key: &str| {
        let all = info.split(';').filter_map(|field| field.split_once('='));
        all.clone().find(|(own, _)| *own == key).map(|(_, value)| value)
    };
    let of = |column: &str, key: &str| {
        let sample = samples.get(columns.iter().position(|own| own == column)?)?;
        let place = format.split(':').position(|own| own == key)?;
        sample.split(':').nth(place).filter(|value| *value != ".")
    };
    let fraction = |column: &str| match of(column, "AF") {
        None => Ok(None),
        Some(value) => {
            let value = value.parse().ok().and_then(|value| AlleleFraction::new(value).ok());
            value.map(Some).ok_or("an allele fraction that is none")
        }
    };
    let interval = of("TUMOR", "AFCI").map(|value| {
        let ends = value.split_once(',').and_then(|(low, high)| Some([low.parse().ok()?, high.parse().ok()?]));
        let [low, high] =
            ends.map(|ends| ends.map(AlleleFraction::new)).ok_or("an interval of a fraction that is none")?;
        low.ok().zip(high.ok()).map(|(low, high)| [low, high]).ok_or("an interval of a fraction that is none")
    });
    let number = |text: &str| text.parse().ok().and_then(|number| Position::new(number).ok());
    let bases = |text: &str| Sequence::parse(text.as_bytes(), Ambiguity::ToN).map_err(|_| "an allele that is none");
    let change = match info("END") {
        Some(end) => TandemChange::Partial { end: number(end).ok_or("an end that is no position")? },
        None => TandemChange::Inserted {
            reference: bases(reference)?,
            alternate: bases(alternate)?,
            duplicated: info("TYPE").ok_or("no TYPE")? == "DUP",
        },
    };
    let counts = of("TUMOR", "AD").map(|value| {
        let counts: Option<Vec<u32>> = value.split(',').map(|count| count.parse().ok()).collect();
        counts.and_then(|counts| <[u32; 2]>::try_from(counts).ok()).ok_or("counts of fragments that are none")
    });
    let ratio = of("TUMOR", "AR").map(|value| value.parse::<f64>().map_err(|_| "an allelic ratio that is none"));
    let passed = matches!(*filter, "PASS" | ".");
    Ok(TandemEvent {
        line,
        locus: info("LOCUS").ok_or("no LOCUS")?.to_owned(),
        contig: (*contig).to_owned(),
        position: number(position).ok_or("a position that is none")?,
        change,
        filters: if passed { Vec::new() } else { filter.split(';').map(str::to_owned).collect() },
        fraction: fraction("TUMOR")?,
        interval: interval.transpose()?,
        counts: counts.transpose()?,
        ratio: ratio.transpose()?,
        normal_fraction: fraction("NORMAL")?,
    })
}

/// The lines, from 1, of a file of calls that `marv call` marked as told in its file of tandem duplications; none of any other file.
///
/// # Errors
/// When the file cannot be read.
pub fn told_in_tandem(path: &Path) -> Result<BTreeSet<usize>, TandemCallsError> {
    let io = |source| TandemCallsError::Io { path: path.to_owned(), source };
    let mut lines = Lines::open(path).map_err(io)?;
    let (mut marked, mut own) = (BTreeSet::new(), false);
    while lines.advance().map_err(io)? {
        let line = lines.bytes();
        if lines.number() == 1 && !line.starts_with(b"##fileformat=VCF") {
            return Ok(marked);
        }
        if line.starts_with(b"##") {
            own |= line.starts_with(b"##INFO=<ID=TANDEM,Number=0,");
        } else if !own {
            return Ok(marked);
        } else if let Some(info) = line.split(|byte| *byte == b'\t').nth(7)
            && info.split(|byte| *byte == b';').any(|field| field == b"TANDEM")
        {
            marked.insert(lines.number());
        }
    }
    Ok(marked)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const HEADER: &str = "##fileformat=VCFv4.3\n\
        ##marv_locus=<ID=FLT3,Bases=345,Depth=80,Limit=0.0700,Callable=1.0000,Description=\"a, b\">\n\
        ##marv_locus=<ID=CEBPA,Bases=10,Depth=1,Limit=.,Callable=0.0000,Description=\"c\">\n\
        ##INFO=<ID=LOCUS,Number=1,Type=String,Description=\"x\">\n\
        ##FORMAT=<ID=AR,Number=1,Type=Float,Description=\"x\">\n\
        #CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tTUMOR\tNORMAL\n";

    fn read(text: &str) -> Result<Option<TandemCalls>, TandemCallsError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), text).unwrap();
        TandemCalls::read(file.path())
    }

    #[test]
    fn a_line_gives_locus_ratio_and_filters_and_the_header_what_was_looked_at() {
        let lines = "chr13\t100\t.\tA\tACCG\t50\tPASS\tLOCUS=FLT3;TYPE=DUP;LENGTH=3\tGT:DP:AD:AF:AR\t0/1:80:50,12:0.2:0.25\t0/0:30:20,0:0:0\n\
                     chr11\t500\t.\tN\t<DUP:TANDEM>\t.\tone_evidence\tLOCUS=KMT2A-PTD;SVTYPE=DUP;END=900;EVIDENCE=junction\tJF\t4\t0\n";
        let calls = read(&format!("{HEADER}{lines}")).unwrap().unwrap();
        let limits: Vec<_> =
            calls.loci.iter().map(|locus| (locus.name.as_str(), locus.limit.map(AlleleFraction::get))).collect();
        assert_eq!(limits, [("FLT3", Some(0.07)), ("CEBPA", None)]);
        let [one, other] = calls.events.as_slice() else { panic!("{calls:?}") };
        assert_eq!(
            (one.locus.as_str(), one.fraction.map(AlleleFraction::get), one.ratio),
            ("FLT3", Some(0.2), Some(0.25))
        );
        assert!(
            matches!(&one.change, TandemChange::Inserted { duplicated: true, alternate, .. } if alternate.len() == 4)
        );
        assert!(
            one.filters.is_empty()
                && one.counts == Some([50, 12])
                && one.normal_fraction.is_some_and(|fraction| fraction.get() == 0.0)
        );
        assert_eq!((other.filters.as_slice(), other.ratio), (&["one_evidence".to_owned()][..], None));
        assert!(matches!(other.change, TandemChange::Partial { end } if end.get() == 900));
    }

    #[test]
    fn another_file_is_none_and_a_damaged_one_is_told() {
        assert_eq!(read("Hugo_Symbol\tx\n").unwrap(), None);
        assert_eq!(read(&HEADER.replace("ID=AR", "ID=CF")).unwrap(), None);
        for line in [
            "chr13\t100",
            "chr13\t0\t.\tA\tAC\t5\tPASS\tLOCUS=F;TYPE=DUP\tAF\t0.1\t0",
            "chr13\t10\t.\tA\tAC\t5\tPASS\tTYPE=DUP\tAF\t0.1\t0",
            "chr13\t10\t.\tA\tAC\t5\tPASS\tLOCUS=F;TYPE=DUP\tAF\t1.5\t0",
        ] {
            let error = read(&format!("{HEADER}{line}\n")).unwrap_err().to_string();
            assert!(error.contains("line 7"), "{error}");
        }
    }

    #[test]
    fn marked_lines_are_those_of_our_own_files() {
        let of = |header: &str| {
            let file = tempfile::NamedTempFile::new().unwrap();
            let lines = "c\t1\t.\tA\tC\t1\tPASS\tCLASS=x;TANDEM\nc\t2\t.\tA\tC\t1\tPASS\tCLASS=TANDEM\n";
            fs::write(file.path(), format!("##fileformat=VCFv4.3\n{header}\n#CHROM\n{lines}")).unwrap();
            told_in_tandem(file.path()).unwrap()
        };
        assert_eq!(of("##INFO=<ID=TANDEM,Number=0,Type=Flag,Description=\"x\">"), BTreeSet::from([4]));
        assert_eq!(of("##INFO=<ID=TANDEM,Number=1,Type=String,Description=\"x\">"), BTreeSet::new());
    }
}
