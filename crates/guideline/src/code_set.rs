//! Value sets and registers: lists of codes with the days on which each entry holds.

use std::collections::BTreeMap;

use jiff::civil::Date;

/// The days on which something holds, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InForce {
    /// First day.
    pub from: Date,
    /// Last day; `None` when no end is known.
    pub until: Option<Date>,
}

impl InForce {
    /// Whether the day lies within.
    #[must_use]
    pub fn on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// Whether a list has been signed off for use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetStatus {
    /// Not yet signed off.
    Draft,
    /// Signed off by its owner.
    Approved,
}

/// One entry of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The code, or a prefix followed by `*`.
    pub key: String,
    /// Its days.
    pub in_force: InForce,
    /// Properties by which parts of a register are asked for.
    pub tags: Vec<String>,
    /// What else is known of the entry (name, region, partner ...).
    pub details: BTreeMap<String, String>,
}

/// A value set or register.
#[derive(Debug, Clone)]
pub struct CodeSet {
    /// Its id.
    pub id: String,
    /// Signed off or not.
    pub status: SetStatus,
    /// Where it comes from.
    pub source: String,
    /// What it is, in Danish.
    pub da: String,
    /// What it is, in English.
    pub en: String,
    entries: Vec<Entry>,
    except: Vec<String>,
    /// Places of the entries whose key is a whole code, in order of keys.
    exact: Vec<usize>,
    /// Entries whose key is a prefix, with the prefix' length in bytes.
    prefixes: Vec<(usize, usize)>,
}

/// Whether a code matches a key, which may end in `*`.
fn matches(key: &str, code: &str) -> bool {
    key.strip_suffix('*').map_or(key == code, |prefix| code.starts_with(prefix))
}

impl CodeSet {
    /// A set from its entries and the keys that are taken out again.
    #[must_use]
    pub fn new(
        id: String,
        status: SetStatus,
        source: String,
        (da, en): (String, String),
        entries: Vec<Entry>,
        except: Vec<String>,
    ) -> Self {
        let mut exact = Vec::new();
        let mut prefixes = Vec::new();
        for (place, entry) in entries.iter().enumerate() {
            match entry.key.strip_suffix('*') {
                Some(prefix) => prefixes.push((place, prefix.len())),
                None => exact.push(place),
            }
        }
        exact.sort_by(|a: &usize, b| entries[*a].key.cmp(&entries[*b].key));
        Self { id, status, source, da, en, entries, except, exact, prefixes }
    }

    /// Whether the set holds the code on the day, through an entry with the tag if one is asked for.
    #[must_use]
    pub fn holds(&self, code: &str, tag: Option<&str>, day: Date) -> bool {
        self.entries_for(code, day).any(|entry| tag.is_none_or(|tag| entry.tags.iter().any(|own| own == tag)))
    }

    /// The entries that hold for a code on a day.
    pub fn entries_for<'s>(&'s self, code: &'s str, day: Date) -> impl Iterator<Item = &'s Entry> + 's {
        let excepted = !self.except.is_empty() && self.except.iter().any(|key| matches(key, code));
        let first = self.exact.partition_point(|place| self.entries[*place].key.as_str() < code);
        let exact = self.exact[first..].iter().copied().take_while(move |place| self.entries[*place].key == code);
        let by_prefix = self.prefixes.iter().filter(move |(place, length)| {
            code.len() >= *length && code.as_bytes()[..*length] == self.entries[*place].key.as_bytes()[..*length]
        });
        exact
            .chain(by_prefix.map(|(place, _)| *place))
            .map(|place| &self.entries[place])
            .filter(move |entry| !excepted && entry.in_force.on(day))
    }

    /// All entries, in file order.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Codes that stand for every way in which a code can lie inside or outside this set: for each entry and each
    /// exception the code itself, or for a prefix the prefix and one code below it.
    pub(crate) fn examples(&self) -> impl Iterator<Item = String> + '_ {
        let keys = self.entries.iter().map(|entry| &entry.key).chain(&self.except);
        keys.flat_map(|key| match key.strip_suffix('*') {
            Some(prefix) => vec![prefix.to_owned(), format!("{prefix}9")],
            None => vec![key.clone()],
        })
    }

    /// Whether any entry carries the tag.
    #[must_use]
    pub fn has_tag(&self, tag: &str) -> bool {
        self.entries.iter().any(|entry| entry.tags.iter().any(|own| own == tag))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn entry(key: &str, from: Date, until: Option<Date>, tags: &[&str]) -> Entry {
        let tags = tags.iter().map(ToString::to_string).collect();
        Entry { key: key.into(), in_force: InForce { from, until }, tags, details: BTreeMap::new() }
    }

    #[test]
    fn a_code_is_held_by_prefix_except_where_taken_out_and_only_on_its_days() {
        let set = CodeSet::new(
            "S".into(),
            SetStatus::Draft,
            String::new(),
            (String::new(), String::new()),
            vec![
                entry("DC83*", date(2022, 6, 3), None, &[]),
                entry("X1", date(2022, 6, 3), Some(date(2023, 12, 31)), &["aml"]),
            ],
            vec!["DC835".into()],
        );
        let day = date(2023, 12, 31);
        assert!(set.holds("DC833", None, day));
        assert!(set.holds("DC83", None, day));
        assert!(!set.holds("DC835", None, day));
        assert!(!set.holds("DC8", None, day));
        assert!(set.holds("X1", Some("aml"), day));
        assert!(!set.holds("X1", Some("mds"), day));
        assert!(!set.holds("X1", None, date(2024, 1, 1)));
        assert!(!set.holds("DC833", None, date(2022, 6, 2)));
    }
}
