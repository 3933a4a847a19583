//! Contigs, and lists of them as the header of a file or a reference genome holds them.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::position::Length;

/// Why something is no contig or no list of contigs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ContigError {
    /// The name is empty or holds a character that SAM and VCF forbid.
    #[error(
        "{0:?} is not a contig name: printable ASCII without space, quotes, comma, brackets and backslash is wanted"
    )]
    Name(String),
    /// Not 32 hexadecimal digits.
    #[error("{0:?} is not an MD5 checksum: 32 hexadecimal digits are wanted")]
    Md5(String),
    /// Two contigs of one list have the same name.
    #[error("contig {0} is listed twice")]
    Twice(ContigName),
    /// More contigs than BAM can number.
    #[error("a list holds at most 2147483647 contigs")]
    TooMany,
}

/// The name of a contig.
///
/// Source: SAM 1.2.1 and VCF 1.4.7, `[0-9A-Za-z!#$%&+./:;?@^_|~-][0-9A-Za-z!#$%&*+./:;=?@^_|~-]*`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ContigName(Box<str>);

impl TryFrom<String> for ContigName {
    type Error = ContigError;

    fn try_from(text: String) -> Result<Self, ContigError> {
        Self::new(&text)
    }
}

impl From<ContigName> for String {
    fn from(name: ContigName) -> Self {
        name.0.into()
    }
}

impl ContigName {
    /// A name, or the error that names the offending text.
    pub fn new(text: &str) -> Result<Self, ContigError> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&*+./:;=?@^_|~-".contains(&byte);
        if text.is_empty() || text.starts_with(['*', '=']) || !text.bytes().all(allowed) {
            return Err(ContigError::Name(text.to_owned()));
        }
        Ok(Self(text.into()))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ContigName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for ContigName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// The MD5 checksum of a contig's bases in upper case (SAM 1.3.2), by which two references are known to be the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Md5(u128);

impl Md5 {
    /// The checksum as the algorithm gives it.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(u128::from_be_bytes(bytes))
    }
}

impl FromStr for Md5 {
    type Err = ContigError;

    fn from_str(text: &str) -> Result<Self, ContigError> {
        let error = || ContigError::Md5(text.to_owned());
        if text.len() != 32 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(error());
        }
        u128::from_str_radix(text, 16).map(Self).map_err(|_| error())
    }
}

impl fmt::Display for Md5 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// A contig of a reference genome: a chromosome, a scaffold, a decoy or a virus.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contig {
    /// Its name.
    pub name: ContigName,
    /// Its length in bases.
    pub length: Length,
    /// Its checksum, where the header states one.
    pub md5: Option<Md5>,
}

/// The place of a contig in its list; genome order is the order of these. It means nothing without the list: from one
/// list to another go by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct ContigIndex(u32);

impl TryFrom<u32> for ContigIndex {
    type Error = ContigError;

    fn try_from(place: u32) -> Result<Self, ContigError> {
        usize::try_from(place).ok().and_then(Self::new).ok_or(ContigError::TooMany)
    }
}

impl From<ContigIndex> for u32 {
    fn from(index: ContigIndex) -> Self {
        index.0
    }
}

impl ContigIndex {
    /// A 0-based place, as in BAM's `refID`; `None` above 2^31-1 (SAM 4.2).
    #[must_use]
    pub fn new(place: usize) -> Option<Self> {
        i32::try_from(place).ok().map(|place| Self(place.unsigned_abs()))
    }

    /// The 0-based place.
    #[must_use]
    pub fn get(self) -> usize {
        self.0 as usize
    }
}

/// How a list of contigs first differs from the one it was compared with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ContigDifference {
    /// The other list has no contig of this name.
    #[error("contig {name} is missing")]
    Missing {
        /// The contig.
        name: String,
    },
    /// The lengths differ.
    #[error("contig {name} has {found} bases where {expected} are expected")]
    Length {
        /// The contig.
        name: String,
        /// In this list.
        expected: Length,
        /// In the other list.
        found: Length,
    },
    /// Both checksums are known and differ.
    #[error("contig {name} has MD5 {found} where {expected} is expected: same name and length, other bases")]
    Md5 {
        /// The contig.
        name: String,
        /// In this list.
        expected: Md5,
        /// In the other list.
        found: Md5,
    },
}

/// Contigs with distinct names, in genome order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Contig>", into = "Vec<Contig>")]
pub struct ContigList {
    contigs: Vec<Contig>,
    by_name: HashMap<ContigName, ContigIndex>,
}

impl TryFrom<Vec<Contig>> for ContigList {
    type Error = ContigError;

    fn try_from(contigs: Vec<Contig>) -> Result<Self, ContigError> {
        Self::new(contigs)
    }
}

impl From<ContigList> for Vec<Contig> {
    fn from(list: ContigList) -> Self {
        list.contigs
    }
}

impl ContigList {
    /// A list in genome order. Refuses a name that comes twice (SAM 1.3, tag `SN`).
    pub fn new(contigs: Vec<Contig>) -> Result<Self, ContigError> {
        let mut by_name = HashMap::with_capacity(contigs.len());
        for (place, contig) in contigs.iter().enumerate() {
            let index = ContigIndex::new(place).ok_or(ContigError::TooMany)?;
            if by_name.insert(contig.name.clone(), index).is_some() {
                return Err(ContigError::Twice(contig.name.clone()));
            }
        }
        Ok(Self { contigs, by_name })
    }

    /// The place of the contig of this name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<ContigIndex> {
        self.by_name.get(name).copied()
    }

    /// The contig at a place; `None` if the place is of a longer list.
    #[must_use]
    pub fn get(&self, index: ContigIndex) -> Option<&Contig> {
        self.contigs.get(index.get())
    }

    /// All contigs, in genome order.
    #[must_use]
    pub fn contigs(&self) -> &[Contig] {
        &self.contigs
    }

    /// The first contig of this list, in its order, that the other list lacks or holds with another length or checksum.
    /// Contigs that only the other list has, and the order of the other list, make no difference.
    #[must_use]
    pub fn first_difference(&self, other: &Self) -> Option<ContigDifference> {
        self.contigs.iter().find_map(|own| {
            let name = own.name.to_string();
            let Some(found) = other.find(own.name.as_str()).and_then(|index| other.get(index)) else {
                return Some(ContigDifference::Missing { name });
            };
            if own.length != found.length {
                return Some(ContigDifference::Length { name, expected: own.length, found: found.length });
            }
            let (expected, found) = own.md5.zip(found.md5)?;
            (expected != found).then_some(ContigDifference::Md5 { name, expected, found })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contig(name: &str, length: u32, md5: Option<&str>) -> Contig {
        Contig {
            name: ContigName::new(name).unwrap(),
            length: Length::new(length).unwrap(),
            md5: md5.map(|md5| md5.parse().unwrap()),
        }
    }

    #[test]
    fn names_follow_sam() {
        assert!(
            ["chr1", "HLA-A*01:01:01:01", "1", "chrUn_KI270302v1"].iter().all(|name| ContigName::new(name).is_ok())
        );
        assert!(
            ["", "*", "=chr1", "chr 1", "<ctg1>", "chr1,", "kræft"].iter().all(|name| ContigName::new(name).is_err())
        );
    }

    #[test]
    fn a_checksum_is_32_hexadecimal_digits() {
        let text = "1b22b98cdeb4a9304cb5d48026a85128";
        assert_eq!(text.to_uppercase().parse::<Md5>().map(|md5| md5.to_string()), Ok(text.into()));
        assert!("+b22b98cdeb4a9304cb5d48026a85128".parse::<Md5>().is_err() && "1b22".parse::<Md5>().is_err());
    }

    #[test]
    fn a_list_refuses_a_name_twice_and_finds_by_name() {
        let twice = ContigList::new(vec![contig("1", 5, None), contig("1", 6, None)]);
        assert_eq!(twice, Err(ContigError::Twice(ContigName::new("1").unwrap())));
        let list = ContigList::new(vec![contig("1", 5, None), contig("2", 6, None)]).unwrap();
        let second = list.find("2").unwrap();
        assert_eq!(list.get(second).map(|contig| contig.length.get()), Some(6));
        assert_eq!((list.find("chr2"), list.get(ContigIndex(2))), (None, None));
    }

    #[test]
    fn the_first_difference_is_named() {
        let (a, b) = ("00000000000000000000000000000001", "00000000000000000000000000000002");
        let list = |contigs| ContigList::new(contigs).unwrap();
        let own = list(vec![contig("1", 5, Some(a)), contig("2", 6, None), contig("3", 7, None)]);
        let same =
            list(vec![contig("3", 7, Some(b)), contig("2", 6, Some(b)), contig("1", 5, Some(a)), contig("4", 1, None)]);
        assert_eq!(own.first_difference(&same), None, "order, additional contigs and unknown checksums make none");
        let other = list(vec![contig("1", 5, Some(b)), contig("2", 9, None)]);
        let difference = own.first_difference(&other).map(|difference| difference.to_string());
        assert!(difference.is_some_and(|text| text.starts_with("contig 1 has MD5")));
        let other = list(vec![contig("1", 5, None), contig("2", 9, None)]);
        let difference = own.first_difference(&other).map(|difference| difference.to_string());
        assert_eq!(difference.as_deref(), Some("contig 2 has 9 bases where 6 are expected"));
        let other = list(vec![contig("1", 5, None), contig("2", 6, None)]);
        assert_eq!(own.first_difference(&other), Some(ContigDifference::Missing { name: "3".into() }));
    }
}
