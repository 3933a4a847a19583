//! Breakends and junctions: the words of structural variants, and VCF's bracket notation for them (VCF 5.4).

use serde::{Deserialize, Serialize};

use crate::contig::{ContigIndex, ContigList};
use crate::position::Position;
use crate::sequence::{Base, NotABase, Sequence};

/// Which side of the break is part of the rearranged chromosome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Orientation {
    /// The base at the position and what lies left of it; the break is right of the base.
    KeepsLeft,
    /// The base at the position and what lies right of it; the break is left of the base.
    KeepsRight,
}

/// One end of a break: the last base kept, and the side that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Breakend {
    /// The contig.
    pub contig: ContigIndex,
    /// The base next to the break.
    pub position: Position,
    /// The side kept.
    pub orientation: Orientation,
}

/// Bases inserted between two breakends as they read on the forward strand of the other breakend's contig: if both keep
/// the same side, one of the pieces is turned round, and the bases with it.
fn seen_from_mate(local: Breakend, mate: Breakend, inserted: &Sequence) -> Sequence {
    if local.orientation == mate.orientation { inserted.reverse_complement() } else { inserted.clone() }
}

/// Two breakends joined to each other (VCF: a novel adjacency), with the bases inserted between them.
///
/// The breakends are in genome order, so that a junction is the same from whichever end it was found. Where the two
/// sides share bases (microhomology) the same junction can be placed in several ways; they are *not* made equal here.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Junction {
    first: Breakend,
    second: Breakend,
    inserted: Sequence,
}

impl Junction {
    /// A junction seen from `local`: `inserted` reads on the forward strand of that breakend's contig, as in its
    /// record.
    #[must_use]
    pub fn new(local: Breakend, mate: Breakend, inserted: Sequence) -> Self {
        let turned = seen_from_mate(local, mate, &inserted);
        if (local, &inserted) <= (mate, &turned) {
            Self { first: local, second: mate, inserted }
        } else {
            Self { first: mate, second: local, inserted: turned }
        }
    }

    /// The breakend that comes first in the genome.
    #[must_use]
    pub fn first(&self) -> Breakend {
        self.first
    }

    /// The other breakend.
    #[must_use]
    pub fn second(&self) -> Breakend {
        self.second
    }

    /// The bases inserted, on the forward strand of the first breakend's contig.
    #[must_use]
    pub fn inserted(&self) -> &Sequence {
        &self.inserted
    }

    /// The alternate alleles of its two VCF records, that of the first breakend and that of the second.
    #[must_use]
    pub fn alleles(&self) -> [BreakendAllele; 2] {
        let (local, mate, inserted) = (self.first, self.second, self.inserted.clone());
        let turned = seen_from_mate(local, mate, &inserted);
        [
            BreakendAllele { local, mate: Some(mate), inserted },
            BreakendAllele { local: mate, mate: Some(local), inserted: turned },
        ]
    }
}

/// Why a text is no breakend allele, or a breakend no text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BreakendError {
    /// None of the six forms.
    #[error("{0:?} is not a breakend: t[p[, t]p], ]p]t, [p[t, t. or .t is wanted")]
    Form(String),
    /// The replacement string does not hold the reference base on the side that is kept.
    #[error("{allele:?} does not keep the reference base {reference}")]
    Anchor {
        /// The allele.
        allele: String,
        /// The base of the field `REF`.
        reference: Base,
    },
    /// A contig that is not in the list; `<...>` is a contig of an assembly file, which is not supported.
    #[error("contig {0} is not part of the reference")]
    UnknownContig(String),
    /// A position that is no base of the contig; 0 and length + 1 are VCF's telomeres (VCF 5.4.5), which are not
    /// supported.
    #[error("{position} is not a base of contig {contig}")]
    Position {
        /// The contig's name.
        contig: String,
        /// The position, as written.
        position: String,
    },
    /// Something other than bases in the replacement string.
    #[error(transparent)]
    Base(#[from] NotABase),
}

/// The alternate allele of one breakend record.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BreakendAllele {
    /// The breakend at the record's own position.
    pub local: Breakend,
    /// The breakend it is joined to; `None` for a single breakend (VCF 5.4.9), whose partner is not known.
    pub mate: Option<Breakend>,
    /// Bases between the two, on the forward strand of the local contig.
    pub inserted: Sequence,
}

impl BreakendAllele {
    /// Reads the fields `CHROM`, `POS`, `REF` (one base) and `ALT` of a breakend record.
    pub fn parse(
        contig: ContigIndex,
        position: Position,
        reference: Base,
        alternate: &str,
        contigs: &ContigList,
    ) -> Result<Self, BreakendError> {
        use Orientation::{KeepsLeft, KeepsRight};
        let form = || BreakendError::Form(alternate.to_owned());
        let bracket = if alternate.contains('[') { '[' } else { ']' };
        let parts: Vec<&str> = alternate.split(bracket).collect();
        let (orientation, replacement, mate) = match parts[..] {
            [before, mate, ""] if !before.is_empty() => (KeepsLeft, before, Some(mate)),
            ["", mate, after] if !after.is_empty() => (KeepsRight, after, Some(mate)),
            [single] => match (single.strip_suffix('.'), single.strip_prefix('.')) {
                (Some(before), None) => (KeepsLeft, before, None),
                (None, Some(after)) => (KeepsRight, after, None),
                _ => return Err(form()),
            },
            _ => return Err(form()),
        };
        let mate = match mate {
            Some(place) => {
                let (name, position) = place.rsplit_once(':').ok_or_else(form)?;
                let side = if bracket == '[' { KeepsRight } else { KeepsLeft };
                Some(placed(name, position, side, contigs)?)
            }
            None => None,
        };
        let bases: Sequence = replacement.parse()?;
        let inserted = match (orientation, &bases[..]) {
            (KeepsLeft, [kept, inserted @ ..]) | (KeepsRight, [inserted @ .., kept]) if *kept == reference => inserted,
            _ => return Err(BreakendError::Anchor { allele: alternate.to_owned(), reference }),
        };
        Ok(Self { local: Breakend { contig, position, orientation }, mate, inserted: inserted.into() })
    }

    /// The field `ALT`, given the base of the field `REF`.
    pub fn alternate(&self, reference: Base, contigs: &ContigList) -> Result<String, BreakendError> {
        let inserted = &self.inserted;
        let mate = match self.mate {
            None => ".".to_owned(),
            Some(mate) => {
                let unknown = || BreakendError::UnknownContig(format!("number {}", mate.contig.get()));
                let name = &contigs.get(mate.contig).ok_or_else(unknown)?.name;
                match mate.orientation {
                    Orientation::KeepsLeft => format!("]{name}:{}]", mate.position),
                    Orientation::KeepsRight => format!("[{name}:{}[", mate.position),
                }
            }
        };
        Ok(match self.local.orientation {
            Orientation::KeepsLeft => format!("{reference}{inserted}{mate}"),
            Orientation::KeepsRight => format!("{mate}{inserted}{reference}"),
        })
    }

    /// The junction it is one side of; `None` for a single breakend.
    #[must_use]
    pub fn junction(&self) -> Option<Junction> {
        self.mate.map(|mate| Junction::new(self.local, mate, self.inserted.clone()))
    }
}

/// The breakend at a place given by name and number.
fn placed(
    name: &str,
    position: &str,
    orientation: Orientation,
    contigs: &ContigList,
) -> Result<Breakend, BreakendError> {
    let unknown = || BreakendError::UnknownContig(name.to_owned());
    let index = contigs.find(name).ok_or_else(unknown)?;
    let length = contigs.get(index).ok_or_else(unknown)?.length;
    let number = position.parse().ok().and_then(|number| Position::new(number).ok());
    match number.filter(|place| *place <= length.last()) {
        Some(position) => Ok(Breakend { contig: index, position, orientation }),
        None => Err(BreakendError::Position { contig: name.to_owned(), position: position.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contig::{Contig, ContigName};
    use crate::position::Length;

    fn contigs() -> ContigList {
        let contig =
            |name| Contig { name: ContigName::new(name).unwrap(), length: Length::new(400_000).unwrap(), md5: None };
        ContigList::new(["2", "13", "17", "HLA-A*01:01"].map(contig).to_vec()).unwrap()
    }

    fn read(contig: &str, position: u32, reference: Base, alternate: &str) -> Result<BreakendAllele, BreakendError> {
        let contigs = contigs();
        let index = contigs.find(contig).unwrap();
        BreakendAllele::parse(index, Position::new(position).unwrap(), reference, alternate, &contigs)
    }

    #[test]
    fn the_two_records_of_the_specifications_junctions_agree() {
        // VCF 5.4, the figure "All possible orientations of breakends", and 5.4.1, "Inserted Sequence".
        let mates = [
            (("2", 321_681, Base::G, "G]17:198982]"), ("17", 198_982, Base::A, "A]2:321681]")),
            (("2", 321_682, Base::T, "]13:123456]T"), ("13", 123_456, Base::C, "C[2:321682[")),
            (("13", 123_457, Base::A, "[17:198983[A"), ("17", 198_983, Base::C, "[13:123457[C")),
            (("2", 321_682, Base::T, "]13:123456]AGTNNNNNCAT"), ("13", 123_456, Base::C, "CAGTNNNNNCA[2:321682[")),
            (("2", 5, Base::G, "GAC]17:9]"), ("17", 9, Base::A, "AGT]2:5]")),
        ];
        for (one, other) in mates {
            let junction = read(one.0, one.1, one.2, one.3).unwrap().junction().unwrap();
            assert_eq!(
                read(other.0, other.1, other.2, other.3).unwrap().junction().as_ref(),
                Some(&junction),
                "{one:?}"
            );
            let texts: Vec<String> = junction
                .alleles()
                .iter()
                .zip([one.2, other.2])
                .map(|(allele, reference)| allele.alternate(reference, &contigs()).unwrap())
                .collect();
            assert_eq!(texts, [one.3, other.3]);
        }
    }

    #[test]
    fn single_breakends_have_no_junction() {
        use Orientation::{KeepsLeft, KeepsRight};
        for (alternate, side, inserted) in
            [("TCC.", KeepsLeft, "CC"), (".TGCAT", KeepsRight, "TGCA"), ("T.", KeepsLeft, "")]
        {
            let allele = read("2", 13_686, Base::T, alternate).unwrap();
            assert_eq!(allele.local.orientation, side);
            assert_eq!((allele.inserted.to_string().as_str(), allele.junction()), (inserted, None));
            assert_eq!(allele.alternate(Base::T, &contigs()).as_deref(), Ok(alternate));
        }
    }

    #[test]
    fn a_contig_name_may_hold_colons() {
        let allele = read("2", 7, Base::T, "T[HLA-A*01:01:350[").unwrap();
        assert_eq!(allele.mate.map(|mate| (mate.contig.get(), mate.position.get())), Some((3, 350)));
    }

    #[test]
    fn what_is_no_breakend_is_refused() {
        for alternate in
            [".", "", "..", ".T.", "T", "<DEL>", "T[13:5]", "T]13:5[", "[13:5[", "T[13:5[A", "T[13[", "T[[", "*"]
        {
            let refused = read("2", 7, Base::T, alternate);
            assert!(matches!(
                refused,
                Err(BreakendError::Form(_) | BreakendError::Anchor { .. } | BreakendError::Base(_))
            ));
        }
        assert!(matches!(read("2", 7, Base::T, "A[13:5["), Err(BreakendError::Anchor { .. })));
        assert!(matches!(read("2", 7, Base::T, "TX[13:5["), Err(BreakendError::Base(_))));
        assert_eq!(read("2", 7, Base::T, "T[<ctg1>:5["), Err(BreakendError::UnknownContig("<ctg1>".into())));
        for position in ["0", "400001", "-1", "+ 5", "x"] {
            let refused = read("2", 7, Base::T, &format!("T[13:{position}["));
            assert!(matches!(refused, Err(BreakendError::Position { .. })), "{position}");
        }
    }
}
