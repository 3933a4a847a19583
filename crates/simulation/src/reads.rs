//! Reads that are to be aligned: FASTQ (P. J. A. Cock et al., Nucleic Acids Res 2010;38:1767), as BGZF.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use genome::sequence::Base;
use hts::bgzf::BgzfWriter;

/// Appends a read as it was sequenced; a reverse read is given on the forward strand and turned round.
pub(crate) fn push_fastq(text: &mut Vec<u8>, name: &str, bases: &[Base], qualities: &[u8], reverse: bool) {
    text.push(b'@');
    text.extend(name.as_bytes());
    text.push(b'\n');
    if reverse {
        text.extend(bases.iter().rev().map(|base| base.complement().letter()));
        text.extend(b"\n+\n");
        text.extend(qualities.iter().rev().map(|quality| quality + 33));
    } else {
        text.extend(bases.iter().map(|base| base.letter()));
        text.extend(b"\n+\n");
        text.extend(qualities.iter().map(|quality| quality + 33));
    }
    text.push(b'\n');
}

/// A file under a temporary name; dropped before it is published, it is removed.
#[derive(Debug)]
struct Temporary {
    written: PathBuf,
    path: PathBuf,
    published: bool,
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.published {
            // Nothing can be said here; the name tells that the file is unfinished.
            let _ = fs::remove_file(&self.written);
        }
    }
}

/// A file that has its name only when it is complete.
#[derive(Debug)]
pub(crate) struct CompressedFile {
    file: BgzfWriter<File>,
    name: Temporary,
}

impl CompressedFile {
    /// Begins `path` as `<path>.unfinished`.
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        let mut temporary = path.as_os_str().to_owned();
        temporary.push(".unfinished");
        let temporary = PathBuf::from(temporary);
        let file = BgzfWriter::new(File::create(&temporary)?);
        Ok(Self { file, name: Temporary { written: temporary, path: path.to_owned(), published: false } })
    }

    /// Adds text.
    pub(crate) fn write(&mut self, text: &[u8]) -> io::Result<()> {
        self.file.write_all(text)
    }

    /// Ends the file, brings it to the disk and gives it its name.
    pub(crate) fn finish(self) -> io::Result<()> {
        let Self { file, mut name } = self;
        file.finish()?.sync_all()?;
        fs::rename(&name.written, &name.path)?;
        name.published = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reverse_read_is_turned_round() {
        let mut text = Vec::new();
        push_fastq(&mut text, "a", &[Base::A, Base::C], &[37, 2], false);
        push_fastq(&mut text, "b", &[Base::A, Base::C], &[37, 2], true);
        assert_eq!(String::from_utf8(text).unwrap(), "@a\nAC\n+\nF#\n@b\nGT\n+\n#F\n");
    }
}
