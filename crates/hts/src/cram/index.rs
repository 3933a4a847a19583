//! The index of a CRAM file, `.crai`: which slices hold the records of which region (CRAM 12).

use super::super::index::IndexFault;

/// Where a slice lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SlicePlace {
    /// Its container, in bytes from the start of the file.
    pub(crate) container: u64,
    /// The slice, in bytes from the end of the container's header.
    pub(crate) landmark: usize,
}

/// The records of one contig in one slice.
#[derive(Debug, Clone, Copy)]
struct Entry {
    /// 0-based, the end not included.
    begin: u32,
    end: u32,
    place: SlicePlace,
}

/// An index as read from its file.
#[derive(Debug, Clone)]
pub(crate) struct CramIndex {
    /// Per contig, in the order of the file.
    contigs: Vec<Vec<Entry>>,
}

impl CramIndex {
    /// Reads the inflated text of an index, of a file with so many contigs whose slices end before a byte.
    pub(crate) fn parse(text: &[u8], contigs: usize, end: u64) -> Result<Self, IndexFault> {
        let mut index = Self { contigs: vec![Vec::new(); contigs] };
        for (number, line) in text.split(|byte| *byte == b'\n').enumerate().filter(|(_, line)| !line.is_empty()) {
            let malformed = IndexFault::Line(number + 1);
            let fields = std::str::from_utf8(line).map_err(|_| malformed)?.trim_end_matches('\r').split('\t');
            let numbers: Vec<i64> = fields.map(str::parse).collect::<Result<_, _>>().map_err(|_| malformed)?;
            let [contig, start, span, container, landmark, size] = numbers[..] else { return Err(malformed) };
            let container = u64::try_from(container).map_err(|_| malformed)?;
            let (Ok(landmark), Ok(size)) = (usize::try_from(landmark), u64::try_from(size)) else {
                return Err(malformed);
            };
            if container.saturating_add(landmark as u64).saturating_add(size) > end {
                return Err(IndexFault::PastEnd);
            }
            if contig == -1 {
                continue;
            }
            let contig = usize::try_from(contig).map_err(|_| malformed)?;
            let found = contig.saturating_add(1);
            let entries = index.contigs.get_mut(contig).ok_or(IndexFault::Contigs { expected: contigs, found })?;
            // A slice of records that cover no base still has a place.
            let begin = u32::try_from(start.saturating_sub(1).max(0)).map_err(|_| malformed)?;
            let end = begin.saturating_add(u32::try_from(span.max(1)).map_err(|_| malformed)?);
            entries.push(Entry { begin, end, place: SlicePlace { container, landmark } });
        }
        Ok(index)
    }

    /// The slices that hold the records of a contig that overlap an interval, in the order of the file; 0-based, the end
    /// not included.
    pub(crate) fn slices(&self, contig: usize, begin: u32, end: u32) -> Vec<SlicePlace> {
        let entries = self.contigs.get(contig).into_iter().flatten();
        let overlapping = entries.filter(|entry| entry.begin < end && entry.end > begin);
        let mut places: Vec<SlicePlace> = overlapping.map(|entry| entry.place).collect();
        places.sort_unstable();
        places.dedup();
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_are_found_by_contig_and_place() {
        let text = b"0\t1\t100\t26\t200\t50\n0\t90\t100\t26\t250\t50\n1\t5\t0\t400\t9\t1\n0\t900\t10\t400\t9\t1\n-1\t0\t0\t900\t9\t9\n";
        let index = CramIndex::parse(text, 2, 1000).unwrap();
        let found = |contig, begin, end| {
            let places = index.slices(contig, begin, end).into_iter();
            places.map(|place| (place.container, place.landmark)).collect::<Vec<_>>()
        };
        assert_eq!(found(0, 0, 89), [(26, 200)]);
        assert_eq!(found(0, 89, 100), [(26, 200), (26, 250)]);
        assert_eq!(found(0, 100, 901), [(26, 250), (400, 9)]);
        assert_eq!((found(1, 4, 5), found(1, 5, 9), found(2, 0, 9)), (vec![(400, 9)], vec![], vec![]));
    }

    #[test]
    fn lines_that_cannot_be_are_refused() {
        let refused = |text: &[u8]| CramIndex::parse(text, 2, 1000).unwrap_err();
        assert_eq!(refused(b"0\t1\t100\t26\t200\t50\n0\t1\n"), IndexFault::Line(2));
        assert_eq!(refused(b"0\t1\tx\t26\t200\t50\n"), IndexFault::Line(1));
        assert_eq!(refused(b"0\t1\t100\t-26\t200\t50\n"), IndexFault::Line(1));
        assert_eq!(refused(b"0\t1\t100\t26\t200\t775\n"), IndexFault::PastEnd);
        assert_eq!(refused(b"2\t1\t100\t26\t200\t50\n"), IndexFault::Contigs { expected: 2, found: 3 });
    }
}
