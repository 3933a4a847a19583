//! Laws that hold for all values, not only for examples.

use proptest::prelude::*;

use crate::breakend::{Breakend, BreakendAllele, Junction, Orientation};
use crate::contig::{Contig, ContigDifference, ContigIndex, ContigList, ContigName};
use crate::position::{Interval, Length, Position};
use crate::probability::{LogProb, Probability};
use crate::quantity::{AlleleCount, Depth, StandardScore};
use crate::reference::ReferenceWindow;
use crate::sequence::{Base, Sequence};
use crate::variant::{Edit, Variant, VariantError};

fn position(value: usize) -> Position {
    Position::new(u32::try_from(value).unwrap()).unwrap()
}

fn length(value: usize) -> Length {
    Length::new(u32::try_from(value).unwrap()).unwrap()
}

fn contig(place: usize) -> ContigIndex {
    ContigIndex::new(place).unwrap()
}

fn bases(letters: &'static [Base], count: std::ops::Range<usize>) -> impl Strategy<Value = Sequence> {
    prop::collection::vec(prop::sample::select(letters), count).prop_map(Sequence::from_iter)
}

/// Two letters only, so that repeats and equal ends are frequent.
const TWO: &[Base] = &[Base::A, Base::C];
const ALL: &[Base] = &[Base::A, Base::C, Base::G, Base::T, Base::N];

/// A small contig, and a change somewhere on it: 0-based start and end of the bases replaced, and the new bases.
fn change() -> impl Strategy<Value = (Sequence, usize, usize, Sequence)> {
    (bases(TWO, 1..40), any::<prop::sample::Index>(), 0..8usize, bases(TWO, 0..8)).prop_map(
        |(contig, at, many, new)| {
            let start = at.index(contig.len());
            let end = contig.len().min(start + many);
            (contig, start, end, new)
        },
    )
}

fn haplotype(contig: &[Base], start: usize, end: usize, new: &[Base]) -> Vec<Base> {
    [&contig[..start], new, &contig[end..]].concat()
}

fn normal(bases: &[Base], start: usize, end: usize, new: &[Base]) -> Result<Variant, VariantError> {
    let genome = ReferenceWindow::new(contig(0), length(bases.len()), Position::FIRST, bases).unwrap();
    Variant::new(contig(0), position(start + 1), &bases[start..end], new, &genome)
}

fn interval() -> impl Strategy<Value = Interval> {
    (1..60usize, 0..30usize).prop_map(|(start, more)| Interval::new(position(start), position(start + more)).unwrap())
}

fn breakend() -> impl Strategy<Value = Breakend> {
    let orientation = prop::sample::select(&[Orientation::KeepsLeft, Orientation::KeepsRight][..]);
    (0..3usize, 1..4usize, orientation).prop_map(|(place, at, orientation)| Breakend {
        contig: contig(place),
        position: position(at),
        orientation,
    })
}

fn contig_list(count: usize) -> impl Strategy<Value = Vec<Contig>> {
    prop::collection::vec((1..1000usize, prop::option::of(any::<u128>())), count).prop_map(|rows| {
        let contig = |(place, (bases, md5)): (usize, (usize, Option<u128>))| Contig {
            name: ContigName::new(&format!("contig:{place}")).unwrap(),
            length: length(bases),
            md5: md5.map(|md5| format!("{md5:032x}").parse().unwrap()),
        };
        rows.into_iter().enumerate().map(contig).collect()
    })
}

fn log_prob() -> impl Strategy<Value = LogProb> {
    prop_oneof![Just(f64::NEG_INFINITY), Just(0.0), -1e-12..0.0f64, -1.0..0.0f64, -50.0..0.0f64, -1e9..0.0f64,]
        .prop_map(|ln| LogProb::new(ln).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_normal_form_says_the_same_change_and_nothing_else_does((bases, start, end, new) in change()) {
        let changed = haplotype(&bases, start, end, &new);
        match normal(&bases, start, end, &new) {
            Ok(variant) => {
                let (first, last) = variant.interval().to_half_open();
                let (first, last) = (first as usize, last as usize);
                prop_assert_eq!(&haplotype(&bases, first, last, variant.alternate()), &changed);
                prop_assert_eq!(&bases[first..last], &variant.reference()[..]);
                prop_assert_eq!(normal(&bases, first, last, variant.alternate()), Ok(variant.clone()), "idempotent");
                // The whole contig replaced by the whole haplotype: the form depends on nothing but the two.
                prop_assert_eq!(normal(&bases, 0, bases.len(), &changed), Ok(variant), "unique");
            }
            Err(VariantError::NoChange) => prop_assert_eq!(&changed[..], &bases[..]),
            Err(VariantError::WholeContig) => prop_assert!(changed.is_empty()),
            Err(error) => prop_assert!(false, "{error}"),
        }
    }

    #[test]
    fn a_variant_is_read_back_and_what_is_not_in_normal_form_is_refused(
        (bases, start, end, new) in change(), place in 0..4usize,
    ) {
        let written = |start: usize, end: usize, alternate: &Sequence| {
            let interval = Interval::new(position(start + 1), position(end)).unwrap();
            let reference = Sequence::from(&bases[start..end]);
            postcard::to_allocvec(&(contig(place), interval, reference, alternate)).unwrap()
        };
        let of_contig = |variant: Variant| {
            let genome = ReferenceWindow::new(contig(place), length(bases.len()), Position::FIRST, &bases).unwrap();
            Variant::new(contig(place), variant.position(), variant.reference(), variant.alternate(), &genome).unwrap()
        };
        let variant = normal(&bases, start, end, &new).map(of_contig);
        if let Ok(variant) = &variant {
            let bytes = postcard::to_allocvec(variant).unwrap();
            let (first, last) = variant.interval().to_half_open();
            prop_assert_eq!(&bytes, &written(first as usize, last as usize, variant.alternate()));
            prop_assert_eq!(postcard::from_bytes::<Variant>(&bytes), Ok(variant.clone()));
        }
        // As given: it is read if and only if it is the normal form.
        if start < end {
            let read = postcard::from_bytes::<Variant>(&written(start, end, &new)).ok();
            let is_normal = |variant: &Variant| {
                variant.position() == position(start + 1) && variant.reference()[..] == bases[start..end] && *variant.alternate() == new
            };
            prop_assert_eq!(read, variant.ok().filter(is_normal));
        }
    }

    #[test]
    fn bytes_that_are_no_variant_are_refused(bytes in prop::collection::vec(0u8..8, 0..12)) {
        if let Ok(variant) = postcard::from_bytes::<Variant>(&bytes) {
            prop_assert_eq!(variant.reference().len(), variant.interval().length().get() as usize);
            prop_assert!(!variant.alternate().is_empty() && variant.reference() != variant.alternate());
        }
    }

    #[test]
    fn leftmost_and_rightmost_are_the_ends_of_one_variants_places((bases, start, end, new) in change()) {
        let Ok(variant) = normal(&bases, start, end, &new) else { return Ok(()) };
        let genome = ReferenceWindow::new(contig(0), length(bases.len()), Position::FIRST, &bases).unwrap();
        let (leftmost, rightmost) = (variant.edit(), variant.rightmost_edit(&genome).unwrap());
        let again = Variant::new(contig(0), rightmost.start, &rightmost.deleted, &rightmost.inserted, &genome);
        prop_assert_eq!(again, Ok(variant));
        let (less, more) = (leftmost.deleted.len(), leftmost.inserted.len());
        if less.min(more) == 0 {
            let changed = haplotype(&bases, start, end, &new);
            let places: Vec<usize> = (0..=bases.len() - less)
                .filter(|left| haplotype(&bases, *left, left + less, &changed[*left..left + more]) == changed)
                .collect();
            let (first, last) = (leftmost.start.zero_based() as usize, rightmost.start.zero_based() as usize);
            prop_assert_eq!(places, (first..=last).collect::<Vec<_>>());
        }
    }

    #[test]
    fn shifting_the_contig_shifts_the_variant((bases, start, end, new) in change(), shift in 1..20usize) {
        let Ok(variant) = normal(&bases, start, end, &new) else { return Ok(()) };
        // N equals no base of the change, so nothing rolls into the shift.
        let shifted: Sequence = std::iter::repeat_n(Base::N, shift).chain(bases.iter().copied()).collect();
        let moved = normal(&shifted, start + shift, end + shift, &new).unwrap().edit();
        let back = moved.start.checked_sub(u32::try_from(shift).unwrap()).unwrap();
        prop_assert_eq!(Edit { start: back, ..moved }, variant.edit());
    }

    #[test]
    fn interval_algebra(a in interval(), b in interval(), base in 1..100usize) {
        let base = position(base);
        let both = a.contains(base) && b.contains(base);
        prop_assert_eq!(a.intersection(b).is_some_and(|common| common.contains(base)), both);
        prop_assert_eq!(a.intersection(b), b.intersection(a));
        prop_assert_eq!(a.overlaps(b), a.intersection(b).is_some());
        prop_assert_eq!(a.encloses(b), a.intersection(b) == Some(b));
        prop_assert_eq!(a.contains(base), a.encloses(base.into()));
        prop_assert_eq!(a.length().get() as usize, (1..100).filter(|base| a.contains(position(*base))).count());
    }

    #[test]
    fn bed_round_trip(start in 0..i32::MAX.cast_unsigned(), end in 0..=i32::MAX.cast_unsigned()) {
        match Interval::from_half_open(start, end) {
            Ok(interval) => {
                prop_assert_eq!(interval.to_half_open(), (start, end));
                prop_assert_eq!(interval.length().get(), end - start);
                prop_assert_eq!(Interval::new(interval.start(), interval.end()), Ok(interval));
            }
            Err(_) => prop_assert!(start >= end),
        }
    }

    #[test]
    fn reverse_complement_is_an_involution(sequence in bases(ALL, 0..50)) {
        let other = sequence.reverse_complement();
        prop_assert_eq!(other.reverse_complement(), sequence.clone());
        prop_assert_eq!(other.len(), sequence.len());
        prop_assert_eq!(sequence.to_string().parse::<Sequence>(), Ok(sequence));
    }

    #[test]
    fn log_probabilities_obey_the_laws_of_probability(a in log_prob(), b in log_prob(), c in log_prob()) {
        let near = |x: LogProb, y: LogProb| x == y || (x.get() - y.get()).abs() <= 1e-12 * x.get().abs().max(1.0);
        prop_assert!((a + a.complement()).get().abs() < 1e-12, "{a}: an event or its opposite is certain");
        prop_assert!(near(a * LogProb::CERTAIN, a) && near(a + LogProb::IMPOSSIBLE, a));
        prop_assert_eq!(a + b, b + a);
        prop_assert_eq!(a * b, b * a);
        prop_assert!(a + b >= a.max(b) && a * b <= a.min(b));
        for value in [a + b, a * b, a.complement(), [a, b, c].into_iter().sum(), a.share_of(b).unwrap_or(a)] {
            prop_assert_eq!(LogProb::new(value.get()), Ok(value), "neither NaN nor above certainty");
        }
        prop_assert!(near([a, b, c].into_iter().sum(), (a + b) + c));
    }

    #[test]
    fn log_sum_exp_is_the_direct_sum(terms in prop::collection::vec(0.0..1.0f64, 0..20)) {
        let count = f64::from(u32::try_from(terms.len().max(1)).unwrap());
        let terms: Vec<Probability> = terms.iter().map(|term| Probability::new(term / count).unwrap()).collect();
        let direct: f64 = terms.iter().map(|term| term.get()).sum();
        let sum: LogProb = terms.into_iter().map(LogProb::from).sum();
        prop_assert!((Probability::from(sum).get() - direct).abs() < 1e-12);
    }

    #[test]
    fn the_observed_fraction_lies_in_its_interval(
        depth in 1..2000u32, alternate in any::<u32>(), score in 0.01..6.0f64,
    ) {
        for alternate in [0, alternate % (depth + 1), depth] {
            let count = AlleleCount::new(Depth::new(alternate), Depth::new(depth)).unwrap();
            let interval = count.wilson_interval(StandardScore::new(score).unwrap()).unwrap();
            prop_assert!(interval.contains(count.fraction().unwrap()));
        }
    }

    #[test]
    fn a_junction_is_the_same_from_both_ends_and_as_text(
        local in breakend(), mate in breakend(), inserted in bases(ALL, 0..4), reference in prop::sample::select(ALL),
        contigs in contig_list(3),
    ) {
        let longer = |contig: Contig| Contig { length: length(1000), ..contig };
        let contigs = ContigList::new(contigs.into_iter().map(longer).collect()).unwrap();
        let junction = Junction::new(local, mate, inserted.clone());
        let single = BreakendAllele { local, mate: None, inserted };
        for allele in junction.alleles().into_iter().chain([single]) {
            prop_assert!(allele.junction().is_none_or(|own| own == junction));
            let text = allele.alternate(reference, &contigs).unwrap();
            let Breakend { contig, position, .. } = allele.local;
            prop_assert_eq!(BreakendAllele::parse(contig, position, reference, &text, &contigs), Ok(allele));
        }
    }

    #[test]
    fn reading_a_breakend_never_panics(text in "[ACGTN.\\[\\]:0-9a-z<>]{0,12}", contigs in contig_list(2)) {
        let contigs = ContigList::new(contigs).unwrap();
        if let Ok(allele) = BreakendAllele::parse(contig(0), Position::FIRST, Base::A, &text, &contigs) {
            prop_assert!(allele.local.contig == contig(0));
        }
    }

    #[test]
    fn the_first_changed_contig_is_the_first_difference(
        contigs in contig_list(6), changes in prop::collection::vec(0..3u8, 6), order in any::<prop::sample::Index>(),
    ) {
        let own = ContigList::new(contigs.clone()).unwrap();
        let kept = contigs.iter().zip(&changes).filter(|(_, change)| **change != 1);
        let lengthened = |(contig, change): (&Contig, &u8)| {
            let more = usize::from(*change == 2);
            Contig { length: length(contig.length.get() as usize + more), ..contig.clone() }
        };
        let mut other: Vec<Contig> = kept.map(lengthened).collect();
        let turns = order.index(other.len().max(1));
        other.rotate_left(turns);
        let first = changes.iter().position(|change| *change != 0);
        let name = first.map(|place| format!("contig:{place}"));
        let named = own.first_difference(&ContigList::new(other).unwrap()).map(|difference| match difference {
            ContigDifference::Missing { name }
            | ContigDifference::Length { name, .. }
            | ContigDifference::Md5 { name, .. } => name,
        });
        prop_assert_eq!(named, name);
    }
}
