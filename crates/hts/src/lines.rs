//! Lines of a text file, plain, BGZF or gzip; and of the VCF that a BCF file stands for.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::path::Path;

use flate2::read::MultiGzDecoder;

use crate::bgzf::TextReader;
use crate::vcf::bcf::{self, BcfText};

/// Bytes of a line, at most, so that a file without line feeds is not taken into memory whole.
const LONGEST: u64 = 1 << 28;

/// The lines of a file, numbered from 1.
pub struct Lines {
    reader: Box<dyn BufRead + Send>,
    line: Vec<u8>,
    number: usize,
}

impl std::fmt::Debug for Lines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lines").field("number", &self.number).finish_non_exhaustive()
    }
}

impl Lines {
    /// Opens a file; whether it is compressed, and whether it is BCF, is told by its first bytes.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let mut magic = Vec::new();
        (&mut file).take(4).read_to_end(&mut magic)?;
        file.rewind()?;
        let mut reader: Box<dyn BufRead + Send> = match magic[..] {
            [0x1f, 0x8b, 0x08, 0x04] => Box::new(TextReader::new(file)?),
            [0x1f, 0x8b, ..] => Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(BufReader::new(file)))),
            _ => Box::new(BufReader::with_capacity(1 << 16, file)),
        };
        // What is damaged is said when its first line is asked for.
        if reader.fill_buf().is_ok_and(|first| first.starts_with(bcf::MAGIC)) {
            reader = Box::new(BcfText::new(reader)?);
        }
        Ok(Self { reader, line: Vec::new(), number: 0 })
    }

    /// Reads the next line; `false` at the end.
    pub fn advance(&mut self) -> io::Result<bool> {
        self.line.clear();
        self.number += 1;
        let count = (&mut self.reader).take(LONGEST).read_until(b'\n', &mut self.line)?;
        if count as u64 == LONGEST {
            let text = format!("line {} is longer than {LONGEST} bytes", self.number);
            return Err(io::Error::new(io::ErrorKind::InvalidData, text));
        }
        while self.line.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
            self.line.pop();
        }
        Ok(count > 0)
    }

    /// The line read, without its end, as bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.line
    }

    /// The line read, without its end; an error if it is not UTF-8.
    pub fn text(&self) -> io::Result<&str> {
        std::str::from_utf8(&self.line).map_err(|_| {
            let text = format!("line {} is not UTF-8 text", self.number);
            io::Error::new(io::ErrorKind::InvalidData, text)
        })
    }

    /// The number of the line read, from 1.
    #[must_use]
    pub fn number(&self) -> usize {
        self.number
    }
}
