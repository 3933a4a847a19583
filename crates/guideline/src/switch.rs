//! Open questions of the source, each with its readings, its default and its owner.
//!
//! An inconsistency is never a branch in code: it is a switch that conditions may ask, and it is always known.

use crate::citation::Passage;

/// The place of an inconsistency in its rule set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SwitchIndex(pub(crate) u16);

impl SwitchIndex {
    /// As an index into the rule set's inconsistencies.
    #[must_use]
    pub fn get(self) -> usize {
        usize::from(self.0)
    }
}

/// The place of a reading among those of its inconsistency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OptionIndex(pub(crate) u8);

/// One way to read an unclear place of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Its name within the inconsistency.
    pub id: String,
    /// What it means, in Danish.
    pub da: String,
    /// What it means, in English.
    pub en: String,
    /// The golden vectors whose answer differs from the one under the default reading.
    pub changes: Vec<String>,
}

/// What was found, and how it is treated, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingText {
    /// What is unclear or contradictory.
    pub finding: String,
    /// What the rule set does by default.
    pub treatment: String,
}

/// An unclear or contradictory place of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inconsistency {
    /// Its id in the check list.
    pub id: String,
    /// Who must decide.
    pub owner: String,
    /// In Danish.
    pub da: FindingText,
    /// In English.
    pub en: FindingText,
    /// Where it stands in the source.
    pub passages: Vec<Passage>,
    /// The readings; never empty.
    pub readings: Vec<Reading>,
    /// The reading that holds unless another is chosen.
    pub default: OptionIndex,
}

impl Inconsistency {
    /// The place of a reading by its name.
    #[must_use]
    pub fn find(&self, reading: &str) -> Option<OptionIndex> {
        (0u8..).zip(&self.readings).find(|(_, candidate)| candidate.id == reading).map(|(place, _)| OptionIndex(place))
    }

    /// A reading.
    #[must_use]
    pub fn reading(&self, option: OptionIndex) -> &Reading {
        &self.readings[usize::from(option.0)]
    }

    /// The places of the readings other than the default.
    pub fn alternatives(&self) -> impl Iterator<Item = OptionIndex> + '_ {
        (0u8..).zip(&self.readings).map(|(place, _)| OptionIndex(place)).filter(|option| *option != self.default)
    }
}

/// The reading chosen for each inconsistency of a rule set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Switches {
    chosen: Vec<OptionIndex>,
}

impl Switches {
    pub(crate) fn defaults(inconsistencies: &[Inconsistency]) -> Self {
        Self { chosen: inconsistencies.iter().map(|inconsistency| inconsistency.default).collect() }
    }

    /// The reading in force.
    #[must_use]
    pub fn chosen(&self, switch: SwitchIndex) -> OptionIndex {
        self.chosen[switch.get()]
    }

    /// Chooses another reading.
    pub fn choose(&mut self, switch: SwitchIndex, option: OptionIndex) {
        self.chosen[switch.get()] = option;
    }
}
