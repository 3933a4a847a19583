//! The records of a slice, as BAM has them (CRAM 10).

use genome::contig::ContigList;

use super::compression_header::CompressionHeader;
use super::container::MEMORY;
use super::encoding::Input;
use super::fault::{CramError, CramFault};
use super::features::Assembly;
use super::mates::{self, Segment};
use super::read::{Read, UNMAPPED};
use super::reference::{ReferenceBases, encode};
use super::slice::{SEVERAL_CONTIGS, SliceBlocks, SliceHeader};
use crate::alignments::{ReadGroup, is_whole_field};

/// Flags of CRAM (CRAM 10.1). The last one is of htslib: the length of the template is written down.
const HAS_QUALITIES: i32 = 1;
const DETACHED: i32 = 2;
const MATE_FOLLOWS: i32 = 4;
const NO_BASES: i32 = 8;
const HAS_LENGTH: i32 = 16;

/// Flags of BAM.
const PAIRED: u16 = 1;
const MATE_UNMAPPED: u16 = 8;
const MATE_REVERSE: u16 = 32;

/// Bases of a read, at most: as those of a BAM record.
const LONGEST: usize = 1 << 28;

/// The records of a slice.
#[derive(Debug, Default)]
pub(crate) struct Records {
    /// BAM records, one after the other, without the numbers of their bytes.
    pub(crate) bytes: Vec<u8>,
    /// Where each ends.
    pub(crate) ends: Vec<usize>,
}

/// What all records of a slice are decoded with.
pub(super) struct Decoder<'s> {
    pub(super) header: &'s CompressionHeader,
    pub(super) contigs: &'s ContigList,
    pub(super) read_groups: &'s [ReadGroup],
    pub(super) reference: &'s mut ReferenceBases,
}

/// The slice while it is decoded.
struct Slice<'s, 'a> {
    with: Decoder<'s>,
    says: SliceHeader,
    input: Input<'a>,
    read: Read,
    array: Vec<u8>,
    /// The position of the record before.
    last_position: i32,
    /// For each record that an earlier one calls its mate: the first record of the template.
    owners: Vec<Option<usize>>,
}

impl Decoder<'_> {
    /// Decodes all records of a slice.
    pub(super) fn decode(self, blocks: &SliceBlocks<'_>) -> Result<Records, CramError> {
        self.reference.load(self.contigs, blocks, self.header.needs_reference)?;
        let header = blocks.header;
        let mut slice = Slice {
            with: self,
            says: header,
            input: blocks.input(),
            read: Read::default(),
            array: Vec::new(),
            last_position: header.start,
            owners: Vec::new(),
        };
        let mut records = Records::default();
        let mut segments = Vec::new();
        for number in 0..header.records {
            let segment = slice.record(number, records.bytes.len())?;
            slice.read.encode(&mut records.bytes)?;
            records.ends.push(records.bytes.len());
            segments.push(segment);
            if records.bytes.len() > MEMORY {
                return Err(CramFault::Memory(MEMORY).into());
            }
        }
        mates::resolve(&segments, &mut records.bytes)?;
        Ok(records)
    }
}

impl Slice<'_, '_> {
    /// Decodes the next record.
    fn record(&mut self, number: usize, at: usize) -> Result<Segment, CramError> {
        let (series, input) = (&self.with.header.series, &mut self.input);
        self.read.clear();
        self.read.flags = series.flags.number("flags of a record", input)?;
        let cram_flags = series.cram_flags.integer(input)?;
        self.read.contig =
            if self.says.contig == SEVERAL_CONTIGS { series.contig.integer(input)? } else { self.says.contig };
        self.read.length = series.read_length.number("length of a read", input)?;
        if self.read.length > LONGEST {
            return Err(CramFault::Memory(LONGEST).into());
        }
        let mut position = series.position.integer(input)?;
        if self.with.header.has_position_deltas {
            position = position.wrapping_add(self.last_position);
            self.last_position = position;
        }
        if position < 0 {
            return Err(CramFault::number("position of a record", position).into());
        }
        self.read.position = position;
        let read_group = series.read_group.integer(input)?;
        if self.with.header.has_names {
            series.name.append(input, &mut self.read.name)?;
        }
        let (next, template_length) = self.mate(cram_flags, number)?;
        self.name(number);
        let has_edit_distance = self.tags(read_group)?;
        if self.read.flags & UNMAPPED == 0 {
            self.mapped(cram_flags, has_edit_distance)?;
        } else {
            self.unmapped(cram_flags)?;
        }
        let covers = i32::try_from(self.read.covers()).unwrap_or(i32::MAX);
        Ok(Segment {
            at,
            flags: self.read.flags,
            contig: self.read.contig,
            start: position,
            end: position.saturating_add((covers - 1).max(0)),
            next,
            template_length,
        })
    }

    /// What is written down of the mate: the number of its record, if it follows in the slice, and the length of the
    /// template.
    fn mate(&mut self, cram_flags: i32, number: usize) -> Result<(Option<usize>, Option<i32>), CramError> {
        let (series, input) = (&self.with.header.series, &mut self.input);
        let mut next = None;
        if cram_flags & DETACHED != 0 {
            let flags = series.mate_flags.integer(input)?;
            self.read.flags |= if flags & 1 == 0 { 0 } else { PAIRED | MATE_REVERSE };
            self.read.flags |= if flags & 2 == 0 { 0 } else { MATE_UNMAPPED };
            if !self.with.header.has_names {
                series.name.append(input, &mut self.read.name)?;
            }
            let contig = series.mate_contig.integer(input)?;
            self.read.mate_contig = if self.read.flags & PAIRED == 0 { -1 } else { contig };
            let position = series.mate_position.number::<u32>("position of a mate", input)?;
            self.read.mate_position = position.cast_signed();
            self.read.template_length = series.template_length.integer(input)?;
            return Ok((None, None));
        }
        if cram_flags & MATE_FOLLOWS != 0 {
            let distance = series.mate_distance.number::<u32>("distance of a mate", input)? as usize;
            let mate = number + 1 + distance;
            if mate >= self.says.records {
                return Err(CramFault::Missing("record that is said to be a mate").into());
            }
            next = Some(mate);
            let owner = self.owners.get(number).copied().flatten().unwrap_or(number);
            self.owners.resize(self.owners.len().max(mate + 1), None);
            self.owners[mate] = Some(owner);
        }
        if cram_flags & HAS_LENGTH == 0 {
            return Ok((next, None));
        }
        self.read.template_length = series.template_length.integer(input)?;
        Ok((next, Some(self.read.template_length)))
    }

    /// Makes a name where there is none: the number of the record in the file, or of the first one of its template.
    fn name(&mut self, number: usize) {
        if self.read.name.is_empty() {
            let owner = self.owners.get(number).copied().flatten().unwrap_or(number);
            let number = self.says.first_record.wrapping_add(i64::try_from(owner).unwrap_or(0));
            self.read.name.extend(number.to_string().into_bytes());
        }
    }

    /// The fields, the read group's among them. Says whether the edit distance is one of them, or is not wanted.
    fn tags(&mut self, read_group: i32) -> Result<bool, CramError> {
        let header = self.with.header;
        let number: u32 = header.series.tag_set.number("number of a list of fields", &mut self.input)?;
        let set = header.tag_sets.get(number as usize);
        let set = set.ok_or(CramFault::number("number of a list of fields", number))?;
        let tags = &mut self.read.tags;
        let mut has_edit_distance = set.has_edit_distance;
        for field in &set.fields {
            let begin = tags.len();
            tags.extend_from_slice(&field.key);
            let value = tags.len();
            field.values.append(&mut self.input, tags)?;
            if !is_whole_field(field.key[2], &tags[value..]) {
                return Err(CramFault::number("type of a field with another value", field.key[2]).into());
            }
            // A note of htslib to itself: which fields of the record before it was CRAM are not to be made anew.
            if field.key == *b"cFC" {
                has_edit_distance |= tags[value] & 2 != 0;
                tags.truncate(begin);
            }
        }
        if read_group >= 0 && !set.has_read_group {
            let group = usize::try_from(read_group).ok().and_then(|group| self.with.read_groups.get(group));
            self.read.add_read_group(&group.ok_or(CramFault::number("number of a read group", read_group))?.id);
        }
        Ok(has_edit_distance)
    }

    fn mapped(&mut self, cram_flags: i32, has_edit_distance: bool) -> Result<(), CramError> {
        let Ok(place) = u32::try_from(self.read.position - 1) else {
            return Err(CramFault::number("position of a mapped record", self.read.position).into());
        };
        let has_bases = cram_flags & NO_BASES == 0 && self.read.length > 0;
        let differences = Assembly {
            header: self.with.header,
            contigs: self.with.contigs,
            input: &mut self.input,
            reference: self.with.reference,
            read: &mut self.read,
            array: &mut self.array,
            has_bases,
            has_qualities: cram_flags & HAS_QUALITIES != 0,
            place,
            passed: 0,
            differences: 0,
        }
        .assemble()?;
        if has_bases && !has_edit_distance && self.with.reference.is_there() {
            self.read.add_edit_distance(differences);
        }
        Ok(())
    }

    fn unmapped(&mut self, cram_flags: i32) -> Result<(), CramError> {
        let (series, input, read) = (&self.with.header.series, &mut self.input, &mut self.read);
        series.base.bytes(read.length, input, &mut read.codes)?;
        encode(&mut read.codes);
        if cram_flags & HAS_QUALITIES == 0 {
            read.qualities.resize(read.length, 0xff);
        } else {
            series.quality.bytes(read.length, input, &mut read.qualities)?;
        }
        if cram_flags & NO_BASES != 0 {
            read.codes.clear();
            read.qualities.clear();
        }
        Ok(())
    }
}
