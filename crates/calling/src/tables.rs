//! What the pass counted over the genome, as tables: depth by window, alleles where people differ, and structural evidence.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use genome::breakend::Orientation;
use genome::contig::ContigList;
use hts::bgzf::BgzfWriter;
use hts::unfinished::UnfinishedFile;

use crate::identity::PairIdentity;
use crate::pass::structure::{Breakpoint, Side};
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

/// Writes `breakends.tsv.gz`: each pair of stretches that fragments join, or stretch at which reads are cut off, with the
/// fragments of each specimen that say so. Positions count from 1, and both ends are included.
///
/// # Errors
/// When the file cannot be written; nothing stays under its final name then.
pub fn write_breakends(path: &Path, pair: &PairIdentity, survey: &Survey) -> io::Result<()> {
    let mut table = Table::create(path)?;
    let of = |column: &String| ["split", "gap", "pair", "clip"].map(|kind| format!("{column}_{kind}")).join("\t");
    let specimens: Vec<String> = columns(pair).iter().map(of).collect();
    writeln!(
        table.rows,
        "#contig\tstart\tend\tkeeps\tmate_contig\tmate_start\tmate_end\tmate_keeps\tmapping_quality\t\
         mate_mapping_quality\tbreakpoints\t{}",
        specimens.join("\t")
    )?;
    let contigs = &pair.reference.contigs;
    for edge in survey.edges.iter() {
        let mate = edge.second.as_ref().map_or_else(|| ".\t.\t.\t.".to_owned(), |side| stretch(side, contigs));
        let [own, mates] = edge.mapping_qualities.map(|quality| stated(quality.as_ref()));
        let breakpoints: Vec<String> = edge.breakpoints.iter().map(breakpoint).collect();
        let breakpoints = if breakpoints.is_empty() { ".".to_owned() } else { breakpoints.join(";") };
        write!(table.rows, "{}\t{mate}\t{own}\t{mates}\t{breakpoints}", stretch(&edge.first, contigs))?;
        for support in &edge.support {
            write!(table.rows, "\t{}\t{}\t{}\t{}", support.split, support.gap, support.pair, support.clip)?;
        }
        writeln!(table.rows)?;
    }
    table.publish()
}

fn stated(value: Option<&impl ToString>) -> String {
    value.map_or_else(|| ".".to_owned(), ToString::to_string)
}

fn stretch(side: &Side, contigs: &ContigList) -> String {
    let contig = stated(contigs.get(side.contig).map(|contig| &contig.name));
    let keeps = match side.orientation {
        Orientation::KeepsLeft => "left",
        Orientation::KeepsRight => "right",
    };
    format!("{contig}\t{}\t{}\t{keeps}", side.interval.start(), side.interval.end())
}

/// `position,mate,homology,inserted,fragments`; inserted bases that are not known are a number.
fn breakpoint(of: &Breakpoint) -> String {
    let inserted = match (of.inserted_length, of.inserted.is_empty()) {
        (0, _) => ".".to_owned(),
        (length, true) => length.to_string(),
        (_, false) => of.inserted.to_string(),
    };
    format!("{},{},{},{inserted},{}", of.first, stated(of.second.as_ref()), of.homology, of.fragments)
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
