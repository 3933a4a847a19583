//! What the pass counted over the genome, as tables: depth by window, and alleles where people differ.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use hts::bgzf::BgzfWriter;
use hts::unfinished::UnfinishedFile;

use crate::identity::PairIdentity;
use crate::pass::windows::WINDOW;
use crate::survey::Survey;
use crate::vcf_output::columns;

/// Writes `depth.bed.gz`: each window with the bases that the reference knows, their GC content, and the mean depth of each
/// specimen. A window without a known base has `.` for both.
///
/// # Errors
/// When the file cannot be written; nothing stays under its final name then.
pub fn write_depth(path: &Path, pair: &PairIdentity, survey: &Survey) -> io::Result<()> {
    let mut table = Table::create(path)?;
    writeln!(table.rows, "#contig\tstart\tend\tknown\tgc\t{}", columns(pair).join("\t"))?;
    for (window, depths) in survey.windows.iter() {
        let Some(contig) = pair.reference.contigs.get(window.contig) else { continue };
        let from = window.place * WINDOW;
        let to = from.saturating_add(WINDOW).min(contig.length.get());
        let gc = window.gc_content().map_or_else(|| ".".to_owned(), |gc| format!("{gc:.3}"));
        write!(table.rows, "{}\t{from}\t{to}\t{}\t{gc}", contig.name, window.known)?;
        for depth in depths {
            let depth = depth.map_or_else(|| ".".to_owned(), |depth| format!("{depth:.2}"));
            write!(table.rows, "\t{depth}")?;
        }
        writeln!(table.rows)?;
    }
    table.publish()
}

/// Writes `alleles.tsv.gz`: each place where people differ, with the fragments of each specimen for the reference, for the
/// other allele, and for neither.
///
/// # Errors
/// When the file cannot be written; nothing stays under its final name then.
pub fn write_alleles(path: &Path, pair: &PairIdentity, survey: &Survey) -> io::Result<()> {
    let mut table = Table::create(path)?;
    let of = |column: &String| format!("{column}_ref\t{column}_alt\t{column}_other");
    let specimens: Vec<String> = columns(pair).iter().map(of).collect();
    writeln!(table.rows, "#contig\tposition\tref\talt\tfrequency\t{}", specimens.join("\t"))?;
    for (site, alleles) in survey.alleles.iter() {
        let Some(contig) = pair.reference.contigs.get(site.contig) else { continue };
        let frequency = site.frequency.map_or_else(|| ".".to_owned(), |frequency| frequency.get().to_string());
        let (reference, alternate) = (site.reference, site.alternate);
        write!(table.rows, "{}\t{}\t{reference}\t{alternate}\t{frequency}", contig.name, site.position)?;
        for counts in alleles {
            write!(table.rows, "\t{}\t{}\t{}", counts.reference, counts.alternate, counts.other)?;
        }
        writeln!(table.rows)?;
    }
    table.publish()
}

/// A table that gets its name when it is complete.
struct Table {
    rows: BgzfWriter<BufWriter<UnfinishedFile>>,
}

impl Table {
    fn create(path: &Path) -> io::Result<Self> {
        Ok(Self { rows: BgzfWriter::new(BufWriter::new(UnfinishedFile::create(path)?)) })
    }

    fn publish(self) -> io::Result<()> {
        let file = self.rows.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.publish()
    }
}
