//! The ledger of 30x units: reserved at acceptance, consumed at sequencing, returned on cancellation (DER-22).
//!
//! Entries are only added. What is sequenced is booked, never patients times a constant (INC-03).

use serde::{Deserialize, Serialize};

/// One entry, in units of 30x coverage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "entry", content = "units", rename_all = "kebab-case")]
pub enum Entry {
    /// Set aside for an order.
    Reserve(u64),
    /// Sequenced.
    Consume(u64),
    /// Given back.
    Return(u64),
}

/// The sums of a ledger, in units of 30x coverage.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Ledger {
    /// Ever set aside.
    pub reserved: u64,
    /// Ever sequenced.
    pub consumed: u64,
    /// Ever given back.
    pub returned: u64,
}

/// More would be consumed or given back than is set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{asked} units are asked for and {outstanding} are set aside")]
pub struct Overdrawn {
    /// Units asked for.
    pub asked: u64,
    /// Units set aside and neither consumed nor given back.
    pub outstanding: u64,
}

impl Ledger {
    /// Units set aside and neither consumed nor given back. `reserved = consumed + returned + outstanding` always holds.
    #[must_use]
    pub fn outstanding(&self) -> u64 {
        self.reserved - self.consumed - self.returned
    }

    /// Adds an entry.
    ///
    /// # Errors
    /// When more would be consumed or given back than is set aside; the ledger is then unchanged.
    pub fn book(&mut self, entry: Entry) -> Result<(), Overdrawn> {
        let outstanding = self.outstanding();
        let within = |asked: u64| if asked <= outstanding { Ok(asked) } else { Err(Overdrawn { asked, outstanding }) };
        match entry {
            Entry::Reserve(units) => self.reserved += units,
            Entry::Consume(units) => self.consumed += within(units)?,
            Entry::Return(units) => self.returned += within(units)?,
        }
        Ok(())
    }
}

impl std::ops::AddAssign for Ledger {
    fn add_assign(&mut self, other: Self) {
        self.reserved += other.reserved;
        self.consumed += other.consumed;
        self.returned += other.returned;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_consumed_or_given_back_that_is_not_set_aside() {
        let mut ledger = Ledger::default();
        assert!(ledger.book(Entry::Consume(1)).is_err());
        assert!(ledger.book(Entry::Reserve(4)).is_ok());
        assert!(ledger.book(Entry::Consume(3)).is_ok());
        assert_eq!(ledger.book(Entry::Return(2)), Err(Overdrawn { asked: 2, outstanding: 1 }));
        assert!(ledger.book(Entry::Return(1)).is_ok());
        assert_eq!(ledger.outstanding(), 0);
    }
}
