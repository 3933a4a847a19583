//! A change as a transcript sees it: its bases and its ends in the direction of transcription.

use genome::position::{Position, Strand};
use genome::sequence::Sequence;
use genome::variant::Edit;

/// A change in the direction of transcription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The first base that is lost; for an insertion the base before it. The place is that on the contig.
    pub first: Position,
    /// The last base that is lost; for an insertion the base behind it.
    pub last: Position,
    /// Bases that are lost, in the direction of transcription.
    pub deleted: Sequence,
    /// Bases that come in, in the direction of transcription.
    pub inserted: Sequence,
}

impl Change {
    /// The change that an edit makes on a strand. `None` for an insertion before the first base of a contig, which no
    /// transcript has.
    #[must_use]
    pub fn new(edit: &Edit, strand: Strand) -> Option<Self> {
        let length = u32::try_from(edit.deleted.len()).ok()?;
        // An insertion lies between the base before `start` and `start` itself.
        let (left, right) = match length {
            0 => (edit.start.checked_sub(1)?, edit.start),
            length => (edit.start, edit.start.checked_add(length - 1)?),
        };
        Some(match strand {
            Strand::Forward => {
                Self { first: left, last: right, deleted: edit.deleted.clone(), inserted: edit.inserted.clone() }
            }
            Strand::Reverse => Self {
                first: right,
                last: left,
                deleted: edit.deleted.reverse_complement(),
                inserted: edit.inserted.reverse_complement(),
            },
        })
    }

    /// Whether bases come in and none is lost.
    #[must_use]
    pub fn is_insertion(&self) -> bool {
        self.deleted.is_empty()
    }

    /// Whether the frame of reading is shifted, if all of it is translated.
    #[must_use]
    pub fn shifts_frame(&self) -> bool {
        self.deleted.len() % 3 != self.inserted.len() % 3
    }
}
