//! What a file is, by its first bytes.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::error::CallSetError;
use super::parse::cut;
use crate::lines::Lines;

/// A text that may hold calls.
pub(super) enum Text {
    /// Variant Call Format.
    Vcf,
    /// A table.
    Table,
}

/// First bytes, what they are, and what to give instead. Sources: the specifications of BAM, CRAM, BCF, CSI and tabix
/// (samtools/hts-specs), and those of the others.
const MAGIC: &[(&[u8], &str, &str)] = &[
    (b"BAM\x01", "a BAM file of reads", "marv call makes calls of it"),
    (b"CRAM", "a CRAM file of reads", "marv call makes calls of it"),
    (b"BCF\x04", "a BCF file of version 1", "bcftools 0.1.19 made such files; make it anew from its VCF"),
    (b"TBI\x01", "a tabix index", "give the file beside it, without .tbi"),
    (b"CSI\x01", "an index", "give the file beside it, without .csi"),
    (b"%PDF", "a PDF document", "give the table or VCF from which the report was made"),
    (
        b"PK\x03\x04",
        "a spreadsheet or a zip archive",
        "save the sheet as text separated by tabs, or unpack the archive",
    ),
    (b"\xd0\xcf\x11\xe0", "a document of an office program", "save the sheet as text separated by tabs"),
    (b"\xff\xfe", "text in UTF-16", "save it as UTF-8"),
    (b"\xfe\xff", "text in UTF-16", "save it as UTF-8"),
    (b"\xef\xbb\xbf", "text with a byte order mark", "save it as UTF-8 without one"),
    (b"\x89PNG", "a picture", "give the table from which it was made"),
    (b"\xff\xd8\xff", "a picture", "give the table from which it was made"),
    (b"ustar", "an archive", "unpack it"),
    (b"BZh", "compressed with bzip2", "compress with bgzip"),
    (b"\xfd7zXZ", "compressed with xz", "compress with bgzip"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd", "compress with bgzip"),
    (b">", "a FASTA file of sequences", "give the calls"),
    (b"{", "a JSON document", "give a VCF or a table"),
    (b"<", "a document in XML or HTML", "give a VCF or a table"),
];

/// Looks at the beginning of a file.
pub(super) fn form(path: &Path) -> Result<Text, CallSetError> {
    let open = |source| CallSetError::Open { path: path.to_owned(), source };
    let other = |what, remedy| CallSetError::OtherContent { path: path.to_owned(), what, remedy };
    let known = |bytes: &[u8]| MAGIC.iter().find(|(magic, ..)| bytes.starts_with(magic));
    let mut first = Vec::new();
    File::open(path).map_err(open)?.take(8).read_to_end(&mut first).map_err(open)?;
    if first.is_empty() {
        return Err(CallSetError::Empty { path: path.to_owned() });
    }
    if let Some((_, what, remedy)) = known(&first) {
        return Err(other(what, remedy));
    }
    let mut lines = Lines::open(path).map_err(open)?;
    let more = lines.advance();
    // An index or a BAM is known by its bytes even where its first "line" is no text or very long.
    if let Some((_, what, remedy)) = known(lines.bytes()) {
        return Err(other(what, remedy));
    }
    if lines.bytes().contains(&0) {
        return Err(other("no text", "give a VCF or a table separated by tabs"));
    }
    if !more.map_err(|source| CallSetError::Unreadable { path: path.to_owned(), line: 1, source })? {
        return Err(CallSetError::Empty { path: path.to_owned() });
    }
    let text = super::text(&lines, path)?;
    let header = |problem| CallSetError::Header { path: path.to_owned(), line: 1, problem };
    if text.starts_with("##fileformat=VCF") {
        return Ok(Text::Vcf);
    }
    if text.starts_with("#CHROM\tPOS") || text.starts_with("##fileformat") {
        return Err(header("a VCF begins with ##fileformat=VCFv4.x; bcftools view writes the header anew"));
    }
    if text.starts_with("##contig") || text.starts_with("##INFO") || text.starts_with("##FORMAT") {
        return Err(header("the first line of the VCF, ##fileformat=VCFv4.x, is missing; put it back"));
    }
    if text.contains(';') && !text.contains('\t') && text.matches(';').count() > 3 {
        return Err(other("a table separated by semicolons", "save it as text separated by tabs"));
    }
    if !text.contains('\t') && text.matches(',').count() > 3 && !text.starts_with(['#', '@']) {
        return Err(CallSetError::UnknownTable { path: path.to_owned(), columns: cut(text) });
    }
    Ok(Text::Table)
}
