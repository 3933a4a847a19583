//! The contigs that a file names.

use std::collections::HashMap;

use genome::contig::{Contig, ContigError, ContigIndex, ContigList, ContigName};
use genome::position::{Length, Position};

use super::error::Fault;
use super::parse::cut;

/// The longest contig there can be: where a file does not say how long one is.
const LONGEST: u32 = i32::MAX.cast_unsigned();

/// The contigs of a file: those of its header in their order, then others as they were met. A length is known only where
/// the header says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contigs {
    contigs: Vec<(ContigName, Option<Length>)>,
    by_name: HashMap<String, ContigIndex>,
}

impl Contigs {
    /// The place of a contig, which is new or known.
    pub(super) fn index(&mut self, name: &str) -> Result<ContigIndex, Fault> {
        if let Some(index) = self.by_name.get(name) {
            return Ok(*index);
        }
        let checked = ContigName::new(name).map_err(|_| ContigError::Name(cut(name)))?;
        let index = ContigIndex::new(self.contigs.len()).ok_or(Fault::Contig(ContigError::TooMany))?;
        self.contigs.push((checked, None));
        self.by_name.insert(name.to_owned(), index);
        Ok(index)
    }

    /// Adds a contig of the header.
    pub(super) fn declare(&mut self, name: &str, length: Option<Length>) -> Result<(), Fault> {
        let index = self.index(name)?;
        if let Some(entry) = self.contigs.get_mut(index.get()) {
            entry.1 = length.or(entry.1);
        }
        Ok(())
    }

    /// A position of a field, checked against the contig's length where that is known.
    pub(super) fn position(&self, contig: ContigIndex, field: &'static str, text: &str) -> Result<Position, Fault> {
        let number = text.parse().ok().and_then(|number| Position::new(number).ok());
        let position = number.ok_or_else(|| Fault::Position { field, text: text.to_owned() })?;
        self.within(contig, position)
    }

    /// The position, if it lies on the contig.
    pub(super) fn within(&self, contig: ContigIndex, position: Position) -> Result<Position, Fault> {
        match self.contigs.get(contig.get()) {
            Some((name, Some(length))) if position > length.last() => {
                Err(Fault::PastEnd { contig: name.to_string(), position: position.get(), length: *length })
            }
            _ => Ok(position),
        }
    }

    /// A list of only these contigs, in this order. A length that is not known is the longest there can be.
    pub(super) fn list(&self, which: &[ContigIndex]) -> Option<ContigList> {
        let contig = |index: &ContigIndex| {
            let (name, length) = self.contigs.get(index.get())?;
            Some(Contig { name: name.clone(), length: length.or(Length::new(LONGEST).ok())?, md5: None })
        };
        ContigList::new(which.iter().map(contig).collect::<Option<_>>()?).ok()
    }

    /// The name of a contig.
    #[must_use]
    pub fn name(&self, index: ContigIndex) -> Option<&str> {
        self.contigs.get(index.get()).map(|(name, _)| name.as_str())
    }

    /// The length of a contig in bases, where the header says it.
    #[must_use]
    pub fn length(&self, index: ContigIndex) -> Option<Length> {
        self.contigs.get(index.get()).and_then(|(_, length)| *length)
    }

    /// The place of the contig of this name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<ContigIndex> {
        self.by_name.get(name).copied()
    }
}
