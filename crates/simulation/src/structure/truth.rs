//! The truth file of structural variants.

use std::path::Path;

use genome::breakend::{Breakend, BreakendAllele, Junction, Orientation};
use genome::contig::{ContigIndex, ContigList};
use genome::position::Position;
use genome::reference::ReferenceWindow;
use genome::sequence::{Base, Sequence};
use genome::variant::Variant;
use hts::vcf::VcfWriter;

use super::event::Event;
use super::evolution::Evolution;
use super::homology::Surroundings;
use super::junctions::{leftmost, of_cell, surroundings};
use crate::cells::{Shares, count};
use crate::plan::{EventKind, Plan};
use crate::reference::SimulatedOn;
use crate::simulate::SimulationError;
use crate::truth::header;

/// What the fields mean.
const LINES: [&str; 18] = [
    "##ALT=<ID=DEL,Description=\"Deletion\">",
    "##ALT=<ID=DUP:TANDEM,Description=\"Tandem duplication\">",
    "##ALT=<ID=INV,Description=\"Inversion\">",
    "##INFO=<ID=SVTYPE,Number=1,Type=String,Description=\"BND for each side of a junction; DEL, DUP or INV for an event as \
     a whole, in addition to its junctions; INS for an insertion\">",
    "##INFO=<ID=END,Number=1,Type=Integer,Description=\"End of the event\">",
    "##INFO=<ID=SVLEN,Number=A,Type=Integer,Description=\"Length of the event, or of the inserted bases\">",
    "##INFO=<ID=MATEID,Number=A,Type=String,Description=\"ID of the other side of the junction\">",
    "##INFO=<ID=EVENT,Number=A,Type=String,Description=\"The event that made the junction\">",
    "##INFO=<ID=EVENTTYPE,Number=A,Type=String,Description=\"DEL, DUP, INV, INS or TRA\">",
    "##INFO=<ID=CIPOS,Number=.,Type=Integer,Description=\"Where else the junction can be placed, for microhomology\">",
    "##INFO=<ID=HOMLEN,Number=A,Type=Integer,Description=\"Bases of microhomology\">",
    "##INFO=<ID=HOMSEQ,Number=A,Type=String,Description=\"The bases of microhomology\">",
    "##INFO=<ID=VAF_TRUE,Number=A,Type=Float,Description=\"Share of the tumour sample's DNA at this base that continues \
     across the junction\">",
    "##INFO=<ID=VAF_NORMAL,Number=A,Type=Float,Description=\"The same in the normal sample\">",
    "##INFO=<ID=CLONE,Number=1,Type=String,Description=\"Clone that acquired the event\">",
    "##INFO=<ID=INHERITED,Number=0,Type=Flag,Description=\"The patient has inherited the event\">",
    "##INFO=<ID=HAPLOTYPE,Number=1,Type=Integer,Description=\"Haplotype, 1 or 2, as in germline.vcf.gz\">",
    "##INFO=<ID=PANEL,Number=0,Type=Flag,Description=\"Stands at a place that the plan asked for\">",
];

/// A line with its place.
type Line = (ContigIndex, Position, Position, String);

/// Writes `truth_sv.vcf.gz`: two breakend records for each junction, one record more for a deletion, tandem duplication or
/// inversion as a whole, and one for each insertion.
pub(crate) fn write_truth(
    folder: &Path,
    plan: &Plan,
    reference: &SimulatedOn<'_>,
    evolution: &Evolution,
    shares: [&Shares; 2],
) -> Result<(), SimulationError> {
    let contigs = reference.contigs();
    let text = header(contigs, plan, &LINES, "");
    let mut file = VcfWriter::create(&folder.join("truth_sv.vcf.gz"), &text, contigs)?;
    let mut lines: Vec<Line> = Vec::new();
    let cells: Vec<Vec<Junction>> = evolution.generations.iter().map(of_cell).collect();
    for (number, (junction, event)) in evolution.junctions.iter().enumerate() {
        let Some(event) = evolution.events.get(*event) else { continue };
        let around = surroundings(junction, reference)?;
        let copies = cells.iter().map(|cell| cell.iter().filter(|other| *other == junction).count()).collect();
        let writing = Writing { plan, contigs, evolution, shares, event, around, copies };
        lines.extend(writing.lines(junction, number + 1).into_iter().flatten());
    }
    lines.sort();
    for (contig, position, end, line) in lines {
        file.write(&line, contig, position, end)?;
    }
    Ok(file.finish()?)
}

/// A junction as it is written.
struct Writing<'a> {
    plan: &'a Plan,
    contigs: &'a ContigList,
    evolution: &'a Evolution,
    shares: [&'a Shares; 2],
    event: &'a Event,
    around: Surroundings,
    /// How often the junction is in a cell of each generation.
    copies: Vec<usize>,
}

impl Writing<'_> {
    fn lines(&self, junction: &Junction, number: usize) -> Option<Vec<Line>> {
        let (first, second) = (junction.first(), junction.second());
        let is_insertion = first.contig == second.contig
            && (first.orientation, second.orientation) == (Orientation::KeepsLeft, Orientation::KeepsRight)
            && first.position.get() + 1 == second.position.get();
        if is_insertion {
            return Some(vec![self.insertion(second.position, second.contig, junction.inserted())?]);
        }
        let (junction, alike) = leftmost(junction, &self.around);
        let ids = ["a", "b"].map(|side| format!("{}.{number}{side}", self.event.name));
        let mut lines = Vec::new();
        for (side, allele) in junction.alleles().iter().enumerate() {
            lines.push(self.side(allele, side == 1, alike, [&ids[side], &ids[1 - side]])?);
        }
        lines.extend(self.whole(&junction, alike));
        Some(lines)
    }

    /// The name of a contig.
    fn name(&self, contig: ContigIndex) -> Option<&str> {
        Some(self.contigs.get(contig)?.name.as_str())
    }

    /// What all records of the event say, given the last base before the junction.
    fn common(&self, contig: ContigIndex, position: Position) -> String {
        let at = position.zero_based() as usize;
        let fraction = |shares: &Shares| {
            let joined =
                self.copies.iter().enumerate().map(|(generation, copies)| shares.of(generation) * count(*copies));
            let depth = shares.depth(self.evolution, contig, at);
            let joined: f64 = joined.sum();
            if depth > 0.0 { joined / depth } else { 0.0 }
        };
        let [tumour, normal] = self.shares.map(fraction);
        let Event { name, kind, span, .. } = self.event;
        let clone = self.event.clone.and_then(|clone| self.plan.somatic.clones.get(clone));
        let origin = clone.map_or("INHERITED".into(), |clone| format!("CLONE={}", clone.name));
        let given = if self.event.field.starts_with("structure.events") { ";PANEL" } else { "" };
        format!(
            "EVENT={name};EVENTTYPE={};VAF_TRUE={tumour:.5};VAF_NORMAL={normal:.5};{origin};HAPLOTYPE={}{given}",
            kind.word(),
            span.side + 1
        )
    }

    /// One side of a junction whose first breakend is as far left as it can lie.
    fn side(&self, allele: &BreakendAllele, is_second: bool, alike: i64, ids: [&str; 2]) -> Option<Line> {
        let Breakend { contig, position, orientation } = allele.local;
        let mate = allele.mate?;
        let (name, reference) = (self.name(contig)?, self.around.base(contig, position)?);
        let alternate = allele.alternate(reference, self.contigs).ok()?;
        let mut info = format!("SVTYPE=BND;MATEID={};{}", ids[1], self.common(contig, position));
        if alike > 0 {
            // The first side can lie further right; the second then keeps less, or more if both keep the same side.
            let left = is_second && mate.orientation == orientation;
            let range = if left { [-alike, 0] } else { [0, alike] };
            // The bases that both sides have; of a left part they are those behind it.
            let from = i64::from(position.get()) + range[0] + i64::from(orientation == Orientation::KeepsLeft);
            let bases = (from..from + alike).map(|at| {
                let position = Position::new(u32::try_from(at).ok()?).ok()?;
                self.around.base(contig, position)
            });
            let bases: Sequence = bases.collect::<Option<Vec<Base>>>()?.into_iter().collect();
            info = format!("{info};CIPOS={},{};HOMLEN={alike};HOMSEQ={bases}", range[0], range[1]);
        }
        let line = format!("{name}\t{position}\t{}\t{reference}\t{alternate}\t.\tPASS\t{info}", ids[0]);
        Some((contig, position, position, line))
    }

    /// The record of a deletion, tandem duplication or inversion as a whole; `None` for other events, and for the second
    /// junction of an inversion.
    fn whole(&self, junction: &Junction, alike: i64) -> Option<Line> {
        let (first, second) = (junction.first(), junction.second());
        let kept = (first.orientation, second.orientation);
        let (symbol, start, end) = match (self.event.kind, kept) {
            (EventKind::Deletion, (Orientation::KeepsLeft, _)) => {
                ("DEL", first.position, second.position.checked_sub(1)?)
            }
            (EventKind::Duplication, (Orientation::KeepsRight, _)) => {
                ("DUP:TANDEM", first.position.checked_sub(1)?, second.position)
            }
            (EventKind::Inversion, (Orientation::KeepsLeft, _)) => ("INV", first.position, second.position),
            _ => return None,
        };
        let (name, reference) = (self.name(first.contig)?, self.around.base(first.contig, start)?);
        // VCF 4.3: what is shorter than the reference has a length below 0.
        let sign = if symbol == "DEL" { "-" } else { "" };
        let length = end.get() - start.get();
        let kind = &symbol[..3];
        let common = self.common(first.contig, start);
        let range = if alike > 0 { format!(";CIPOS=0,{alike};HOMLEN={alike}") } else { String::new() };
        let line = format!(
            "{name}\t{start}\t{}\t{reference}\t<{symbol}>\t.\tPASS\tSVTYPE={kind};END={end};SVLEN={sign}{length};{common}{range}",
            self.event.name
        );
        Some((first.contig, start, end, line))
    }

    /// The record of inserted bases, in normal form.
    fn insertion(&self, before: Position, contig: ContigIndex, inserted: &Sequence) -> Option<Line> {
        let (_, start, bases) = self.around.known.first()?;
        let length = self.contigs.get(contig)?.length;
        let window =
            ReferenceWindow::new(contig, length, Position::from_zero_based(u32::try_from(*start).ok()?).ok()?, bases)?;
        let variant = Variant::new(contig, before, &[], inserted, &window).ok()?;
        let (name, position, common) = (self.name(contig)?, variant.position(), self.common(contig, before));
        let (reference, alternate) = (variant.reference(), variant.alternate());
        let info = format!("SVTYPE=INS;SVLEN={};{common}", inserted.len());
        let id = &self.event.name;
        let line = format!("{name}\t{position}\t{id}\t{reference}\t{alternate}\t.\tPASS\t{info}");
        Some((contig, position, variant.interval().end(), line))
    }
}
