//! The compression header: what a container keeps of its records, and how each data series is written (CRAM 8.4).

use std::collections::HashMap;

use super::bytes::Bytes;
use super::encoding::{Arrays, Encoding, Streams, skip};
use super::fault::CramFault;

/// A field that records have, with the encoding of its values.
#[derive(Debug, Clone)]
pub(super) struct TagField {
    /// Its name, and its type in BAM.
    pub(super) key: [u8; 3],
    pub(super) values: Arrays,
}

/// The fields of some records, in order.
#[derive(Debug, Clone, Default)]
pub(super) struct TagSet {
    pub(super) fields: Vec<TagField>,
    /// Whether `NM` and `RG` are among them.
    pub(super) has_edit_distance: bool,
    pub(super) has_read_group: bool,
}

/// The encodings of the data series, by their names in CRAM 8.4.
#[derive(Debug, Clone)]
pub(super) struct Series {
    pub(super) flags: Encoding,
    pub(super) cram_flags: Encoding,
    pub(super) contig: Encoding,
    pub(super) read_length: Encoding,
    pub(super) position: Encoding,
    pub(super) read_group: Encoding,
    pub(super) name: Arrays,
    pub(super) mate_flags: Encoding,
    pub(super) mate_contig: Encoding,
    pub(super) mate_position: Encoding,
    pub(super) template_length: Encoding,
    pub(super) mate_distance: Encoding,
    pub(super) tag_set: Encoding,
    pub(super) features: Encoding,
    pub(super) feature_code: Encoding,
    pub(super) feature_position: Encoding,
    pub(super) deletion: Encoding,
    pub(super) bases: Arrays,
    pub(super) qualities: Arrays,
    pub(super) substitution: Encoding,
    pub(super) insertion: Arrays,
    pub(super) skip: Encoding,
    pub(super) padding: Encoding,
    pub(super) hard_clip: Encoding,
    pub(super) soft_clip: Arrays,
    pub(super) mapping_quality: Encoding,
    pub(super) base: Encoding,
    pub(super) quality: Encoding,
}

/// The compression header of a container.
#[derive(Debug, Clone)]
pub(super) struct CompressionHeader {
    /// Whether all records have their names.
    pub(super) has_names: bool,
    /// Whether positions are differences from the record before.
    pub(super) has_position_deltas: bool,
    /// Whether bases are differences from a reference outside of the file, where none is in it.
    pub(super) needs_reference: bool,
    /// Per base of the reference, `ACGTN`: the base that each code stands for.
    pub(super) substitutions: [[u8; 4]; 5],
    pub(super) tag_sets: Vec<TagSet>,
    pub(super) series: Series,
    /// The content ids of the external blocks, by the number that encodings call them by.
    pub(super) streams: Vec<i32>,
}

/// A map without the number of its bytes: the number of its entries, and the entries.
fn map<'a>(bytes: &mut Bytes<'a>) -> Result<(usize, Bytes<'a>), CramFault> {
    let size = bytes.count("size of a map")?;
    let mut map = Bytes(bytes.take(size)?);
    Ok((map.count("number of entries of a map")?, map))
}

fn key(bytes: &mut Bytes<'_>) -> Result<[u8; 2], CramFault> {
    Ok([bytes.u8()?, bytes.u8()?])
}

/// The substitution matrix: for each base of the reference a byte with the codes of the other four, in the order ACGTN.
fn substitutions(bytes: &[u8]) -> [[u8; 4]; 5] {
    let mut matrix = [[b'N'; 4]; 5];
    for ((reference, row), codes) in b"ACGTN".iter().zip(&mut matrix).zip(bytes) {
        for (place, base) in b"ACGTN".iter().filter(|base| *base != reference).enumerate() {
            row[usize::from(codes >> (6 - 2 * place) & 3)] = *base;
        }
    }
    matrix
}

impl CompressionHeader {
    /// Reads the content of the block.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, CramFault> {
        let mut bytes = Bytes(bytes);
        let (mut has_names, mut has_position_deltas, mut needs_reference) = (true, true, true);
        let (mut matrix, mut dictionary) = (None, None);
        let (count, mut preserved) = map(&mut bytes)?;
        for _ in 0..count {
            match &key(&mut preserved)? {
                b"RN" => has_names = preserved.u8()? != 0,
                b"AP" => has_position_deltas = preserved.u8()? != 0,
                b"RR" => needs_reference = preserved.u8()? != 0,
                b"SM" => matrix = Some(substitutions(preserved.take(5)?)),
                b"TD" => {
                    let size = preserved.count("size of the dictionary of fields")?;
                    dictionary = Some(preserved.take(size)?);
                }
                [first, _] => return Err(CramFault::number("key of the preservation map", *first)),
            }
        }
        let mut streams = Streams::default();
        let series = Series::read(&mut bytes, &mut streams)?;
        let mut fields = HashMap::new();
        let (count, mut tags) = map(&mut bytes)?;
        for _ in 0..count {
            let key = tags.itf8()?;
            fields.insert(key, Arrays::read(&mut tags, "encoding of a field", &mut streams)?);
        }
        let tag_sets = tag_sets(dictionary.ok_or(CramFault::Missing("dictionary of fields (TD)"))?, &fields)?;
        Ok(Self {
            has_names,
            has_position_deltas,
            needs_reference,
            substitutions: matrix.ok_or(CramFault::Missing("substitution matrix (SM)"))?,
            tag_sets,
            series,
            streams: streams.0,
        })
    }
}

/// The lists of fields in the dictionary, each ended by a zero.
fn tag_sets(dictionary: &[u8], fields: &HashMap<i32, Arrays>) -> Result<Vec<TagSet>, CramFault> {
    let mut sets = Vec::new();
    for list in dictionary.split_inclusive(|byte| *byte == 0) {
        let (keys, rest) = list.strip_suffix(&[0]).unwrap_or(list).as_chunks::<3>();
        if !rest.is_empty() {
            return Err(CramFault::Ended);
        }
        let mut set = TagSet::default();
        for key in keys {
            let number = i32::from_be_bytes([0, key[0], key[1], key[2]]);
            let values = fields.get(&number).cloned().unwrap_or(Arrays::Absent("encoding of a field"));
            set.has_edit_distance |= key.starts_with(b"NM");
            set.has_read_group |= key.starts_with(b"RG");
            set.fields.push(TagField { key: *key, values });
        }
        sets.push(set);
    }
    Ok(sets)
}

impl Series {
    fn read(bytes: &mut Bytes<'_>, streams: &mut Streams) -> Result<Self, CramFault> {
        let absent = Encoding::Absent;
        let mut series = Self {
            flags: absent("BF"),
            cram_flags: absent("CF"),
            contig: absent("RI"),
            read_length: absent("RL"),
            position: absent("AP"),
            read_group: absent("RG"),
            name: Arrays::Absent("RN"),
            mate_flags: absent("MF"),
            mate_contig: absent("NS"),
            mate_position: absent("NP"),
            template_length: absent("TS"),
            mate_distance: absent("NF"),
            tag_set: absent("TL"),
            features: absent("FN"),
            feature_code: absent("FC"),
            feature_position: absent("FP"),
            deletion: absent("DL"),
            bases: Arrays::Absent("BB"),
            qualities: Arrays::Absent("QQ"),
            substitution: absent("BS"),
            insertion: Arrays::Absent("IN"),
            skip: absent("RS"),
            padding: absent("PD"),
            hard_clip: absent("HC"),
            soft_clip: Arrays::Absent("SC"),
            mapping_quality: absent("MQ"),
            base: absent("BA"),
            quality: absent("QS"),
        };
        let (count, mut map) = map(bytes)?;
        for _ in 0..count {
            let (place, name) = match &key(&mut map)? {
                b"BF" => (&mut series.flags, "BF"),
                b"CF" => (&mut series.cram_flags, "CF"),
                b"RI" => (&mut series.contig, "RI"),
                b"RL" => (&mut series.read_length, "RL"),
                b"AP" => (&mut series.position, "AP"),
                b"RG" => (&mut series.read_group, "RG"),
                b"MF" => (&mut series.mate_flags, "MF"),
                b"NS" => (&mut series.mate_contig, "NS"),
                b"NP" => (&mut series.mate_position, "NP"),
                b"TS" => (&mut series.template_length, "TS"),
                b"NF" => (&mut series.mate_distance, "NF"),
                b"TL" => (&mut series.tag_set, "TL"),
                b"FN" => (&mut series.features, "FN"),
                b"FC" => (&mut series.feature_code, "FC"),
                b"FP" => (&mut series.feature_position, "FP"),
                b"DL" => (&mut series.deletion, "DL"),
                b"BS" => (&mut series.substitution, "BS"),
                b"RS" => (&mut series.skip, "RS"),
                b"PD" => (&mut series.padding, "PD"),
                b"HC" => (&mut series.hard_clip, "HC"),
                b"MQ" => (&mut series.mapping_quality, "MQ"),
                b"BA" => (&mut series.base, "BA"),
                b"QS" => (&mut series.quality, "QS"),
                b"RN" => {
                    series.name = Arrays::read(&mut map, "RN", streams)?;
                    continue;
                }
                b"BB" => {
                    series.bases = Arrays::read(&mut map, "BB", streams)?;
                    continue;
                }
                b"QQ" => {
                    series.qualities = Arrays::read(&mut map, "QQ", streams)?;
                    continue;
                }
                b"IN" => {
                    series.insertion = Arrays::read(&mut map, "IN", streams)?;
                    continue;
                }
                b"SC" => {
                    series.soft_clip = Arrays::read(&mut map, "SC", streams)?;
                    continue;
                }
                // TC and TN of CRAM 1.0 are written by some programs and hold nothing (CRAM 8.4).
                _ => {
                    skip(&mut map)?;
                    continue;
                }
            };
            *place = Encoding::read(&mut map, name, streams)?;
        }
        Ok(series)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_substitution_matrix_of_the_specification() {
        let matrix = substitutions(&[0x63, 0x4b, 0x87, 0x27, 0x1b]);
        assert_eq!(
            matrix.map(|row| String::from_utf8(row.to_vec()).unwrap()),
            ["TCGN", "GATN", "CTAN", "AGCN", "ACGT"]
        );
    }

    #[test]
    fn a_header_says_what_it_lacks() {
        let empty = CompressionHeader::read(&[1, 0, 1, 0, 1, 0]);
        assert_eq!(empty.unwrap_err(), CramFault::Missing("dictionary of fields (TD)"));
        let preserved = [b"\x15\x05RN\x00AP\x01RR\x00SM\x63\x4b\x87\x27\x1bTD\x01\x00", &b"\x06\x01BF\x01\x01\x09"[..]];
        let bytes = [&preserved.concat()[..], b"\x01\x00"].concat();
        let header =
            CompressionHeader::read(&bytes).map(|header| (header.has_names, header.tag_sets.len(), header.streams));
        assert_eq!(header, Ok((false, 1, vec![9])));
    }
}
