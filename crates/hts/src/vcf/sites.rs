//! Reading the sites of a VCF file: place, alleles and what is said of them.

use std::io;
use std::path::{Path, PathBuf};

use genome::contig::{ContigIndex, ContigList};
use genome::position::Position;

use crate::lines::Lines;

/// Why the sites of a VCF file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SitesError {
    /// The operating system refused, or the file is damaged.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// It does not begin as a VCF file does.
    #[error("{}: this is neither VCF, which begins with ##fileformat=VCF, nor BCF of version 2", path.display())]
    NotVcf {
        /// The file.
        path: PathBuf,
    },
    /// Its header has no end.
    #[error(
        "{}: line {line}: the line #CHROM, POS, ID, REF, ALT, QUAL, FILTER, INFO is missing before it",
        path.display()
    )]
    NoColumns {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// A line with too few fields.
    #[error("{}: line {line} has {found} fields where at least {expected} are expected", path.display())]
    Fields {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// Fields expected.
        expected: usize,
        /// Fields found.
        found: usize,
    },
    /// A contig that the reference lacks.
    #[error(
        "{}: line {line}: contig {name} is not part of the reference; give sites of the same assembly",
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
    /// A position that is no base of the contig (0 and one past the end are VCF's telomeres, which are not supported).
    #[error("{}: line {line}: position {position} is no base of contig {name}", path.display())]
    Position {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The contig.
        name: String,
        /// The position, as written.
        position: String,
    },
}

/// One line of a VCF file.
#[derive(Debug, Clone, Copy)]
pub struct VariantSite<'a> {
    pub(crate) contig: ContigIndex,
    pub(crate) position: Position,
    pub(crate) line: &'a str,
}

impl<'a> VariantSite<'a> {
    /// The contig.
    #[must_use]
    pub fn contig(self) -> ContigIndex {
        self.contig
    }

    /// The position of the first base of `REF`.
    #[must_use]
    pub fn position(self) -> Position {
        self.position
    }

    /// A field by its 0-based column; `None` past the last one.
    #[must_use]
    pub fn field(self, column: usize) -> Option<&'a str> {
        self.line.split('\t').nth(column)
    }

    fn required(self, column: usize) -> &'a str {
        self.field(column).unwrap_or(".")
    }

    /// The field `ID`; `None` if it is missing (`.`).
    #[must_use]
    pub fn id(self) -> Option<&'a str> {
        Some(self.required(2)).filter(|id| *id != ".")
    }

    /// The field `REF`, as written.
    #[must_use]
    pub fn reference(self) -> &'a str {
        self.required(3)
    }

    /// The alternate alleles, as written: bases, `*`, `<DEL>` or a breakend. None if there are none (`.`).
    pub fn alternates(self) -> impl Iterator<Item = &'a str> {
        self.required(4).split(',').filter(|allele| *allele != ".")
    }

    /// The field `FILTER`: the filters that it did not pass; `PASS` if it passed all, none if none was applied (`.`).
    pub fn filters(self) -> impl Iterator<Item = &'a str> {
        self.required(6).split(';').filter(|filter| *filter != ".")
    }

    /// The value of a key of `INFO`, as written: empty for a flag. `None` if it lacks the key or the value is missing.
    #[must_use]
    pub fn info(self, key: &str) -> Option<&'a str> {
        let entries = self.required(7).split(';').map(|entry| entry.split_once('=').unwrap_or((entry, "")));
        entries.filter(|(found, value)| *found == key && *value != ".").map(|(_, value)| value).next()
    }

    /// The value of a key of `FORMAT` for a sample, by its 0-based number, as written. `None` if it is missing.
    #[must_use]
    pub fn sample(self, sample: usize, key: &str) -> Option<&'a str> {
        let place = self.field(8)?.split(':').position(|found| found == key)?;
        self.field(9 + sample)?.split(':').nth(place).filter(|value| *value != ".")
    }

    /// The whole line, without its end.
    #[must_use]
    pub fn line(self) -> &'a str {
        self.line
    }
}

/// Reads a VCF file line by line, plain or compressed with bgzip or gzip, or a BCF file as the lines that it stands for.
#[derive(Debug)]
pub struct VariantSites {
    path: PathBuf,
    lines: Lines,
    contigs: ContigList,
    header: String,
    samples: Vec<String>,
}

impl VariantSites {
    /// Opens a file and reads its header. `contigs` are those of the reference: its places are numbered by them, and a
    /// contig that is not among them is an error once a line names it.
    pub fn open(path: &Path, contigs: &ContigList) -> Result<Self, SitesError> {
        let io = |source| SitesError::Io { path: path.to_owned(), source };
        let mut lines = Lines::open(path).map_err(io)?;
        let mut header = String::new();
        loop {
            let more = lines.advance().map_err(io)?;
            let line = if more { lines.text() } else { Ok("") };
            let first = lines.number() == 1;
            match line {
                Ok(line) if !first || line.starts_with("##fileformat=VCF") => {
                    header.push_str(line);
                    header.push('\n');
                    if line.starts_with("##") {
                        continue;
                    }
                    let columns: Vec<&str> = line.split('\t').collect();
                    let fixed = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO"];
                    if !columns.starts_with(&fixed) {
                        return Err(SitesError::NoColumns { path: path.to_owned(), line: lines.number() });
                    }
                    let samples = columns.into_iter().skip(9).map(str::to_owned).collect();
                    return Ok(Self { path: path.to_owned(), lines, contigs: contigs.clone(), header, samples });
                }
                Err(source) if !first => return Err(io(source)),
                _ => return Err(SitesError::NotVcf { path: path.to_owned() }),
            }
        }
    }

    /// The header, every line with its line feed.
    #[must_use]
    pub fn header(&self) -> &str {
        &self.header
    }

    /// The names of the samples, in the order of their columns.
    #[must_use]
    pub fn samples(&self) -> &[String] {
        &self.samples
    }

    /// Contigs with the lengths that the header states (`##contig=<ID=chr1,length=248956422>`); those without a length are
    /// left out.
    pub fn stated_lengths(&self) -> impl Iterator<Item = (&str, u32)> {
        self.header.lines().filter_map(|line| {
            let fields = line.strip_prefix("##contig=<")?.strip_suffix('>')?;
            let value = |key| fields.split(',').find_map(|field| field.strip_prefix(key)?.strip_prefix('='));
            Some((value("ID")?, value("length")?.parse().ok()?))
        })
    }

    /// The next line; `None` behind the last one. Empty lines are passed over. The lines come in the order of the file,
    /// which is not checked.
    pub fn read(&mut self) -> Result<Option<VariantSite<'_>>, SitesError> {
        let path = &self.path;
        let io = |source| SitesError::Io { path: path.clone(), source };
        loop {
            if !self.lines.advance().map_err(io)? {
                return Ok(None);
            }
            if !self.lines.text().map_err(io)?.is_empty() {
                break;
            }
        }
        let (text, line) = (self.lines.text().map_err(io)?, self.lines.number());
        let (expected, found) =
            (if self.samples.is_empty() { 8 } else { 9 + self.samples.len() }, text.split('\t').count());
        if found < expected {
            return Err(SitesError::Fields { path: path.clone(), line, expected, found });
        }
        let mut fields = text.split('\t');
        let (name, position) = (fields.next().unwrap_or_default(), fields.next().unwrap_or_default());
        let contig = self.contigs.find(name).and_then(|index| Some((index, self.contigs.get(index)?.length)));
        let Some((contig, length)) = contig else {
            return Err(SitesError::UnknownContig { path: path.clone(), line, name: name.to_owned() });
        };
        let place = position.parse().ok().and_then(|number| Position::new(number).ok());
        let Some(place) = place.filter(|place| *place <= length.last()) else {
            let (name, position) = (name.to_owned(), position.to_owned());
            return Err(SitesError::Position { path: path.clone(), line, name, position });
        };
        Ok(Some(VariantSite { contig, position: place, line: text }))
    }
}
