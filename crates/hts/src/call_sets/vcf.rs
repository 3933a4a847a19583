//! A VCF of any caller.

use std::collections::HashMap;
use std::path::Path;

use genome::breakend::Junction;
use genome::contig::ContigIndex;
use genome::position::{Length, Position};
use genome::quantity::AlleleFraction;

use super::caller::{self};
use super::error::{CallSetError, Fault, Faults};
use super::note::Note;
use super::parse::{allele, cut, real};
use super::read_support::{Alleles, ReadSupport, of_info, support};
use super::samples::{Role, Told, attribute, roles};
use super::segments;
use super::small_variant::{Filters, SmallVariant, Status};
use super::structural::{Event, JunctionSupport, StructuralVariant};
use super::symbolic::{Symbol, end, is_symbolic, symbol};
use super::{CallSet, Form, advance, text};
use crate::lines::Lines;
use crate::vcf::VariantSite;

/// Reads the header into a set, and the names of the columns.
fn header(path: &Path, lines: &mut Lines, told: &Told) -> Result<(CallSet, usize), CallSetError> {
    let mut header: Vec<String> = Vec::new();
    let wrong = |line, problem| CallSetError::Header { path: path.to_owned(), line, problem };
    let columns: Vec<String> = loop {
        let more = advance(lines, path)?;
        let text = text(lines, path)?;
        if more && text.starts_with("##") {
            header.push(text.to_owned());
            continue;
        }
        let columns: Vec<&str> = text.split('\t').collect();
        if !more || !columns.starts_with(&["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO"]) {
            let problem = "the line #CHROM, POS, ID, REF, ALT, QUAL, FILTER, INFO is missing behind the header, separated \
                           by tabs; the file is cut short, or its header is";
            return Err(wrong(lines.number(), problem));
        }
        if columns.get(8).is_some_and(|name| *name != "FORMAT") {
            return Err(wrong(
                lines.number(),
                "the ninth column must be FORMAT, with a column for each sample behind it",
            ));
        }
        let repeated = columns.iter().enumerate().any(|(place, name)| columns[..place].contains(name));
        if repeated {
            return Err(wrong(lines.number(), "two columns have the same name; give each sample its own"));
        }
        break columns.into_iter().skip(9).map(str::to_owned).collect();
    };
    let formats: Vec<&str> =
        header.iter().filter(|line| line.starts_with("##FORMAT=")).filter_map(|line| attribute(line, "ID")).collect();
    let mut set = CallSet::new(Form::Vcf, caller::of_header(&header, &formats));
    for (place, line) in header.iter().enumerate() {
        if let Some(text) = line.strip_prefix("##reference=") {
            set.build.named("##reference", text);
        } else if line.starts_with("##contig=") {
            let length = attribute(line, "length").and_then(|text| text.parse().ok()).and_then(|n| Length::new(n).ok());
            let Some(name) = attribute(line, "ID") else { continue };
            let declared = set.contigs.declare(name, length);
            declared.map_err(|_| wrong(place + 1, "##contig names a contig with a character that VCF forbids"))?;
            if let Some(length) = length {
                set.build.contig(name, length);
            }
            if let Some(text) = attribute(line, "assembly") {
                set.build.named("assembly", text);
            }
        }
    }
    let fields = if columns.is_empty() { 8 } else { 9 + columns.len() };
    // A file that counts in INFO has one sample.
    let in_info = columns.is_empty() && header.iter().any(|line| line.starts_with("##INFO=<ID=DP4,"));
    let columns = if in_info { vec!["INFO".to_owned()] } else { columns };
    set.samples = roles(path, &columns, &header, told)?;
    Ok((set, fields))
}

/// A VCF while it is read.
struct Reading {
    set: CallSet,
    fields: usize,
    /// The records that wait for their mates, by their `ID`: place in the set.
    mates: HashMap<String, usize>,
    /// The junctions of records that name no mate, with the end from which they were seen.
    ends: HashMap<Junction, ((ContigIndex, Position), usize)>,
}

/// Reads a VCF.
pub(super) fn read(path: &Path, told: &Told) -> Result<CallSet, CallSetError> {
    let mut lines = Lines::open(path).map_err(|source| CallSetError::Open { path: path.to_owned(), source })?;
    let (set, fields) = header(path, &mut lines, told)?;
    let mut reading = Reading { set, fields, mates: HashMap::new(), ends: HashMap::new() };
    let mut faults = Faults::default();
    while advance(&mut lines, path)? {
        let number = lines.number();
        let text = text(&lines, path)?;
        if !text.is_empty() {
            reading.set.records += 1;
            faults.take(number, reading.record(text, number));
        }
    }
    faults.refuse(path)?;
    Ok(reading.set)
}

fn filters(site: VariantSite<'_>) -> Filters {
    Filters::parse(site.field(6).unwrap_or_default(), &[';'])
}

impl Reading {
    /// What the caller says a record is.
    fn status(&self, site: VariantSite<'_>) -> Option<Status> {
        let of_sample = || site.sample(self.set.sample(Role::Tumour)?, "SS").and_then(Status::of_number);
        match self.set.caller.name.as_deref() {
            Some("Marv") => return site.info("BEST").map(Status::of_explanation),
            // It says it with its filters, as its own page explains.
            Some("DeepSomatic") => return site.field(6).and_then(Status::of_filter),
            _ => {}
        }
        site.info("STATUS")
            .map(Status::of_word)
            .or_else(|| site.info("SS").and_then(Status::of_number))
            .or_else(of_sample)
            .or_else(|| site.info("SOMATIC").map(|_| Status::Somatic))
    }

    /// Reads a line.
    fn record(&mut self, text: &str, line: usize) -> Result<(), Fault> {
        let found = text.split('\t').count();
        if found != self.fields && !(self.fields == 8 && found > 8) {
            return Err(Fault::Fields { expected: self.fields, found });
        }
        let mut fields = text.split('\t');
        let (name, position) = (fields.next().unwrap_or_default(), fields.next().unwrap_or_default());
        let contig = self.set.contigs.index(name)?;
        if position == "0" {
            self.set.notes.add(Note::OtherBreakend, line);
            return Ok(());
        }
        let position = self.set.contigs.position(contig, "POS", position)?;
        let site = VariantSite { contig, position, line: text };
        allele("REF", site.reference())?;
        if self.copy_number(site, line)? {
            return Ok(());
        }
        let alternates: Vec<&str> = site.alternates().collect();
        if alternates.is_empty() {
            self.set.notes.add(Note::NoAlternate, line);
        }
        for (place, alternate) in alternates.iter().enumerate() {
            if is_symbolic(alternate) {
                self.structural(site, alternate, line)?;
                continue;
            }
            let alleles = Alleles { reference: site.reference(), alternate, place, count: alternates.len() };
            if alternate.contains('/') {
                // VarScan2 writes two alternates so, with one count for both.
                self.set.notes.add(Note::OneCount, line);
                for alternate in alternate.split('/') {
                    self.small(site, Alleles { alternate, count: 0, ..alleles }, line)?;
                }
            } else {
                self.small(site, alleles, line)?;
            }
        }
        Ok(())
    }

    /// A record of a caller that measures depth and sees no junction: it has a copy number or a ratio, and none of the
    /// fields in which reads across a junction are counted.
    fn copy_number(&mut self, site: VariantSite<'_>, line: usize) -> Result<bool, Fault> {
        let keys: Vec<&str> = site.field(8).unwrap_or_default().split(':').collect();
        let junction = ["PR", "SR", "DV", "RV", "VF", "SU"].iter().any(|key| keys.contains(key));
        let measured = keys.contains(&"CN") || site.info("FOLD_CHANGE_LOG").is_some() || site.info("CN").is_some();
        let stretch = site.alternates().all(|alternate| matches!(alternate, "<DEL>" | "<DUP>" | "<CNV>"));
        if junction || !measured || !stretch {
            return Ok(false);
        }
        let Some(end) = end(site, &self.set.contigs)? else { return Ok(false) };
        let sample = self.set.sample(Role::Tumour).unwrap_or(0);
        let segment = segments::of_record(site, sample, end, line, &mut self.set.notes)?;
        self.set.segments.push(segment);
        Ok(true)
    }

    fn small(&mut self, site: VariantSite<'_>, alleles: Alleles<'_>, line: usize) -> Result<(), Fault> {
        let (reference, alternate) = (allele("REF", alleles.reference)?, allele("ALT", alleles.alternate)?);
        if reference == alternate {
            self.set.notes.add(Note::SameAlleles, line);
            return Ok(());
        }
        let last = u32::try_from(reference.len()).ok().and_then(|length| site.position().checked_add(length - 1));
        self.set.contigs.within(site.contig(), last.unwrap_or(Position::FIRST))?;
        let notes = &mut self.set.notes;
        let mut note = |note| notes.add(note, line);
        let in_info = site.field(8).is_none();
        let mut reads = Vec::with_capacity(self.set.samples.len());
        for sample in 0..self.set.samples.len() {
            reads.push(if alleles.count == 0 {
                ReadSupport::default()
            } else if in_info {
                of_info(&|key| site.info(key), alleles, &mut note)?
            } else {
                support(&|key| site.sample(sample, key), alleles, &mut note)?
            });
        }
        self.set.small_variants.push(SmallVariant {
            contig: site.contig(),
            position: site.position(),
            reference,
            alternate,
            id: site.id().map(str::to_owned),
            quality: quality(site)?,
            filters: filters(site).of_allele(site.info("AS_FilterStatus"), alleles.place, alleles.count),
            status: self.status(site),
            support: reads,
            tumour_sample: None,
            annotation: None,
            line,
        });
        Ok(())
    }

    fn structural(&mut self, site: VariantSite<'_>, alternate: &str, line: usize) -> Result<(), Fault> {
        let event = match symbol(site, alternate, &mut self.set.contigs)? {
            Symbol::Event(event) => event,
            Symbol::Other(note) => {
                self.set.notes.add(note, line);
                return Ok(());
            }
            Symbol::CopyNumber => {
                self.set.notes.add(Note::NothingMeasured, line);
                return Ok(());
            }
        };
        let samples = if site.field(8).is_some() { self.set.samples.len() } else { 0 };
        let reads = (0..samples).map(|sample| JunctionSupport::read(&|key| site.sample(sample, key)));
        // Programs write other things in this field beside a structural variant: what is no fraction is none.
        let fraction = |sample| AlleleFraction::new(site.sample(sample, "AF")?.parse().ok()?).ok();
        let variant = StructuralVariant {
            event,
            said: site.info("SVTYPE").map(str::to_owned),
            precise: site.info("IMPRECISE").is_none(),
            position_interval: interval(site, "CIPOS")?,
            end_interval: interval(site, "CIEND")?,
            id: site.id().map(str::to_owned),
            quality: quality(site)?,
            filters: filters(site),
            status: self.status(site),
            support: reads.collect::<Result<_, _>>()?,
            fractions: (0..samples).map(fraction).collect(),
            part_of: site.info("EVENT").map(str::to_owned),
            expected_pair: site.info("PAIR").map(str::to_owned),
            line,
        };
        self.keep(variant, site, line);
        Ok(())
    }

    /// Keeps a structural variant, unless it is the mate of one that is kept: named by its `ID`, or, where the file names no
    /// mates, the same junction from its other end.
    fn keep(&mut self, variant: StructuralVariant, site: VariantSite<'_>, line: usize) {
        let mate = site.info("MATEID").or(site.info("PARID"));
        let here = (site.contig(), site.position());
        let place = match (mate, &variant.event) {
            (Some(mate), _) => self.mates.remove(mate),
            (None, Event::Junction(junction)) => match self.ends.insert(junction.clone(), (here, self.kept())) {
                Some((other, place)) if other != here => Some(place),
                _ => None,
            },
            _ => None,
        };
        if let Some(first) = place.and_then(|place| self.set.structural_variants.get(place)) {
            if same_sides(&first.event, &variant.event) {
                self.set.notes.add(Note::Mate, line);
                return;
            }
            self.set.notes.add(Note::MatesDiffer, line);
        } else if let (Some(id), Some(_)) = (&variant.id, mate) {
            self.mates.insert(id.clone(), self.kept());
        }
        self.set.structural_variants.push(variant);
    }

    fn kept(&self) -> usize {
        self.set.structural_variants.len()
    }
}

/// Whether two events that name each other as mates join the same sides of the same contigs. Their positions may differ by
/// the bases that both sides share: Manta writes the leftmost of each.
fn same_sides(one: &Event, other: &Event) -> bool {
    let sides = |event: &Event| match event {
        Event::Junction(junction) => {
            let mut sides = [junction.first(), junction.second()].map(|end| (end.contig, end.orientation));
            sides.sort_unstable();
            Some(sides)
        }
        _ => None,
    };
    one == other || sides(one).is_some_and(|found| sides(other) == Some(found))
}

fn quality(site: VariantSite<'_>) -> Result<Option<f64>, Fault> {
    real("QUAL", site.field(5).unwrap_or_default())
}

/// `CIPOS` or `CIEND`: two numbers of bases.
fn interval(site: VariantSite<'_>, key: &str) -> Result<Option<(i32, i32)>, Fault> {
    let Some(text) = site.info(key) else { return Ok(None) };
    let pair = text.split_once(',').and_then(|(left, right)| Some((left.parse().ok()?, right.parse().ok()?)));
    let fault = || Fault::Number { field: key.to_owned(), text: cut(text), wanted: "two numbers of bases, -10,10," };
    pair.map(Some).ok_or_else(fault)
}
