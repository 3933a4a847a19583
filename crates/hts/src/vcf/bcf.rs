//! BCF, the binary form of VCF, as the lines of the VCF that it stands for (VCF 4.4, section 6).
//!
//! Whatever reads VCF reads BCF through this: there is one way from a line to a variant. Numbers are printed as short as they can
//! be read back, so that a line may differ in its digits from the one that the file was made of.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, BufRead, Read};

use super::bcf_value::{Cursor, Fault, Values};

/// What a BCF file begins with; the minor version follows (1 or 2).
pub(crate) const MAGIC: &[u8] = b"BCF\x02";

/// Bytes of a header, or of a record, at most.
const LONGEST: u32 = 1 << 28;

/// What the header says of the numbers that stand for names.
#[derive(Debug, Default)]
struct Dictionary {
    contigs: BTreeMap<usize, String>,
    /// Keys of `FILTER`, `INFO` and `FORMAT`.
    keys: BTreeMap<usize, String>,
    /// Those that are flags in `INFO`.
    flags: Vec<usize>,
    samples: usize,
}

/// The value of a key of a structured header line.
fn attribute<'h>(line: &'h str, key: &str) -> Option<&'h str> {
    let inside = line.split_once('<')?.1;
    let before_text = inside.split_once('"').map_or(inside, |(before, _)| before);
    let found =
        |part: &'h str| part.split(['<', ',', '>']).find_map(|field| field.strip_prefix(key)?.strip_prefix('='));
    // `IDX` is written behind the description.
    found(before_text).or_else(|| found(inside.rsplit_once('"')?.1))
}

impl Dictionary {
    /// METHOD: `PASS` is number 0; every name has the next number where it is first defined, or that of its `IDX`. Contigs are
    /// numbered by themselves (VCF 4.4, section 6.2.1).
    fn of(header: &str) -> Self {
        let mut dictionary = Self::default();
        dictionary.keys.insert(0, "PASS".to_owned());
        for line in header.lines() {
            let kind = line.strip_prefix("##").and_then(|line| line.split_once('=')).map_or("", |(kind, _)| kind);
            let names = match kind {
                "contig" => &mut dictionary.contigs,
                "FILTER" | "INFO" | "FORMAT" => &mut dictionary.keys,
                _ => {
                    if line.starts_with("#CHROM") {
                        dictionary.samples = line.split('\t').count().saturating_sub(9);
                    }
                    continue;
                }
            };
            let Some(name) = attribute(line, "ID") else { continue };
            let known = names.iter().find(|(_, known)| *known == name).map(|(number, _)| *number);
            let next = names.last_key_value().map_or(0, |(last, _)| last + 1);
            let stated = attribute(line, "IDX").and_then(|number| number.parse().ok());
            let number = stated.or(known).unwrap_or(next);
            names.insert(number, name.to_owned());
            if kind == "INFO" && attribute(line, "Type") == Some("Flag") {
                dictionary.flags.push(number);
            }
        }
        dictionary
    }

    fn key(&self, number: i64) -> Result<(usize, &str), Fault> {
        let found = usize::try_from(number).ok().and_then(|number| Some((number, self.keys.get(&number)?.as_str())));
        found.ok_or(Fault("it names a key that the header does not define"))
    }
}

/// The lines of a BCF file.
pub(crate) struct BcfText<R> {
    reader: R,
    dictionary: Dictionary,
    records: u64,
    /// Text that was made and not yet read: `text[at..]`.
    text: Vec<u8>,
    at: usize,
}

fn damaged(what: &str) -> io::Error {
    let remedy = "make the file anew from its VCF, or copy it again and compare checksums";
    io::Error::new(io::ErrorKind::InvalidData, format!("{what}; {remedy}"))
}

fn length(reader: &mut impl Read) -> io::Result<u32> {
    let mut bytes = [0; 4];
    reader.read_exact(&mut bytes)?;
    Ok(u32::from_le_bytes(bytes))
}

fn taken(reader: &mut impl Read, count: u32) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(u64::from(count)).read_to_end(&mut bytes)?;
    if bytes.len() < count as usize { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(bytes) }
}

impl<R: BufRead> BcfText<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// Of the file; and where no header of BCF 2 stands.
    pub(crate) fn new(mut reader: R) -> io::Result<Self> {
        let cut = |error: io::Error| match error.kind() {
            io::ErrorKind::UnexpectedEof => damaged("the header of the BCF is cut short"),
            _ => error,
        };
        let magic = taken(&mut reader, 5).map_err(cut)?;
        if !magic.starts_with(MAGIC) || !matches!(magic[4], 1 | 2) {
            return Err(damaged("this is no BCF of version 2.1 or 2.2"));
        }
        let count = length(&mut reader).map_err(cut)?;
        if count > LONGEST {
            return Err(damaged("the header of the BCF says that it is longer than any"));
        }
        let header = taken(&mut reader, count).map_err(cut)?;
        let header = String::from_utf8(header).map_err(|_| damaged("the header of the BCF is not UTF-8 text"))?;
        let header = header.trim_end_matches(['\0', '\n']);
        let mut text = String::with_capacity(header.len() + 1);
        for line in header.lines() {
            // The numbers are of this file alone.
            let stated = attribute(line, "IDX").filter(|_| line.starts_with("##"));
            let line = stated.map_or_else(|| line.to_owned(), |number| line.replace(&format!(",IDX={number}>"), ">"));
            text.push_str(&line);
            text.push('\n');
        }
        Ok(Self { reader, dictionary: Dictionary::of(header), records: 0, text: text.into_bytes(), at: 0 })
    }

    /// Makes the line of the next record; nothing at the end.
    fn advance(&mut self) -> io::Result<()> {
        (self.at, self.records) = (0, self.records + 1);
        self.text.clear();
        if self.reader.fill_buf()?.is_empty() {
            return Ok(());
        }
        let number = self.records;
        let cut = |error: io::Error| match error.kind() {
            io::ErrorKind::UnexpectedEof => damaged(&format!("record {number} of the BCF is cut short")),
            _ => error,
        };
        let (shared, of_samples) = (length(&mut self.reader).map_err(cut)?, length(&mut self.reader).map_err(cut)?);
        if shared.saturating_add(of_samples) > LONGEST {
            return Err(damaged(&format!("record {number} of the BCF says that it is longer than any")));
        }
        let shared = taken(&mut self.reader, shared).map_err(cut)?;
        let of_samples = taken(&mut self.reader, of_samples).map_err(cut)?;
        let line = self.dictionary.line(&shared, &of_samples);
        let line = line.map_err(|Fault(what)| damaged(&format!("record {number} of the BCF is damaged: {what}")))?;
        self.text = line.into_bytes();
        Ok(())
    }
}

impl Dictionary {
    fn line(&self, shared: &[u8], of_samples: &[u8]) -> Result<String, Fault> {
        let mut shared = Cursor(shared);
        let (contig, position) = (shared.i32()?, shared.i32()?);
        let (_, quality) = (shared.i32()?, shared.bits()?);
        let (alleles_and_infos, formats_and_samples) = (shared.bits()?, shared.bits()?);
        let (alleles, infos) = (alleles_and_infos >> 16, alleles_and_infos & 0xffff);
        let (formats, samples) = (formats_and_samples >> 24, formats_and_samples & 0x00ff_ffff);
        if samples as usize != self.samples {
            return Err(Fault("it has another number of samples than the header"));
        }
        let contig = usize::try_from(contig).ok().and_then(|number| self.contigs.get(&number));
        let contig = contig.ok_or(Fault("it lies on a contig that the header does not name"))?;
        let mut line = format!("{contig}\t{}", i64::from(position) + 1);
        let text = shared.values()?.text(false)?;
        let _ = write!(line, "\t{}", if text.is_empty() { "." } else { &text });
        let alleles = (0..alleles).map(|_| shared.values()?.text(false)).collect::<Result<Vec<String>, Fault>>()?;
        let (reference, alternates) = alleles.split_first().ok_or(Fault("it has no reference allele"))?;
        let alternates = if alternates.is_empty() { ".".to_owned() } else { alternates.join(",") };
        let _ = write!(line, "\t{reference}\t{alternates}\t{}", Values::real(quality));
        let filters = shared.values()?.numbers()?;
        let filters = filters.into_iter().map(|filter| Ok(self.key(filter)?.1.to_owned()));
        let filters = filters.collect::<Result<Vec<String>, Fault>>()?.join(";");
        let _ = write!(line, "\t{}\t", if filters.is_empty() { "." } else { &filters });
        for info in 0..infos {
            let (number, key) = self.key(shared.number()?)?;
            let values = shared.values()?;
            line.push_str(if info == 0 { "" } else { ";" });
            line.push_str(key);
            if !values.is_empty() && !self.flags.contains(&number) {
                let _ = write!(line, "={}", values.text(false)?);
            }
        }
        line.push_str(if infos == 0 { "." } else { "" });
        if samples > 0 {
            self.add_samples(&mut line, Cursor(of_samples), formats, samples)?;
        }
        line.push('\n');
        Ok(line)
    }

    fn add_samples(&self, line: &mut String, mut cursor: Cursor<'_>, formats: u32, samples: u32) -> Result<(), Fault> {
        let mut columns = vec![String::new(); samples as usize];
        let mut keys = Vec::new();
        for _ in 0..formats {
            let (_, key) = self.key(cursor.number()?)?;
            let (kind, count) = cursor.descriptor()?;
            for column in &mut columns {
                let values = cursor.of_kind(kind, count)?;
                column.push_str(if keys.is_empty() { "" } else { ":" });
                let text = values.text(key == "GT")?;
                column.push_str(if text.is_empty() { "." } else { &text });
            }
            keys.push(key);
        }
        let _ = write!(line, "\t{}", if keys.is_empty() { ".".to_owned() } else { keys.join(":") });
        for column in columns {
            let _ = write!(line, "\t{}", if column.is_empty() { "." } else { &column });
        }
        Ok(())
    }
}

impl<R: BufRead> BufRead for BcfText<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.text.len() {
            self.advance()?;
        }
        Ok(&self.text[self.at..])
    }

    fn consume(&mut self, amount: usize) {
        self.at = (self.at + amount).min(self.text.len());
    }
}

impl<R: BufRead> Read for BcfText<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}
