//! A long list is given in parts, so that no answer grows with what a store holds.

/// Which part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Its number; the first is 1.
    pub number: u64,
    /// Entries of a part.
    pub size: u64,
    /// Entries of the list.
    pub total: u64,
}

impl Part {
    /// The part of that number, or the nearest that there is: an empty list has one, which is empty.
    #[must_use]
    pub fn of(number: u64, size: u64, total: u64) -> Self {
        let size = size.max(1);
        Self { number: number.clamp(1, total.div_ceil(size).max(1)), size, total }
    }

    /// How many there are.
    #[must_use]
    pub fn count(self) -> u64 {
        self.total.div_ceil(self.size).max(1)
    }

    /// Entries before it.
    #[must_use]
    pub fn before(self) -> u64 {
        (self.number - 1).saturating_mul(self.size)
    }

    /// Entries before it and in it.
    #[must_use]
    pub fn end(self) -> u64 {
        self.before().saturating_add(self.size).min(self.total)
    }

    /// Its entries out of the whole list.
    pub(crate) fn take<T>(self, all: impl IntoIterator<Item = T>) -> Vec<T> {
        let places = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
        all.into_iter().skip(places(self.before())).take(places(self.size)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_list_hold_each_entry_once() {
        for total in [0, 1, 49, 50, 51, 1234] {
            let first = Part::of(1, 50, total);
            let parts = (1..=first.count()).map(|number| Part::of(number, 50, total));
            let entries: Vec<u64> = parts.flat_map(|part| part.take(0..total)).collect();
            assert_eq!(entries, (0..total).collect::<Vec<_>>());
            assert_eq!(Part::of(u64::MAX, 50, total), Part::of(first.count(), 50, total), "the nearest");
            assert_eq!(Part::of(0, 50, total), first);
            assert_eq!(Part::of(u64::MAX, 50, total).end(), total);
        }
    }
}
