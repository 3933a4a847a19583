//! Where a change lies among exons and introns: terms that follow from the place alone.

use genome::position::{Interval, Strand};

use crate::change::Change;
use crate::consequence::{Consequence, Consequences};
use crate::transcript::{Transcript, ends};

/// Bases of an exon next to an intron that count as splice region (Sequence Ontology, SO:0001630).
const EXON_REGION: i64 = 3;

/// How a change lies towards the exons of a transcript.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Location {
    /// Terms of splice sites, their regions and introns.
    pub terms: Consequences,
    /// The exon that holds all of it; an insertion lies within if bases of the exon lie on both sides.
    pub exon: Option<usize>,
    /// The intron that holds all of it.
    pub intron: Option<usize>,
    /// It changes the first six or the last three bases of an intron, which are read with the splice site.
    pub alters_site: bool,
    /// It reaches over a border of an exon, or an insertion lies on it: what becomes of splicing cannot be said.
    pub crosses_border: bool,
}

/// Bases in the direction of transcription, numbered along the strand so that they can be subtracted.
fn along(interval: Interval, strand: Strand) -> (i64, i64) {
    let (first, last) = ends(interval, strand);
    match strand {
        Strand::Forward => (first.get().into(), last.get().into()),
        Strand::Reverse => (-i64::from(first.get()), -i64::from(last.get())),
    }
}

/// Adds what holds in an intron of `length` bases. `from` and `to` are the first and last base that are changed, counted
/// from the first base of the intron as 1; for an insertion the bases around it, so that `to` is `from + 1`.
///
/// METHOD: Ensembl, "Calculated variant consequences": donor, bases 1 and 2; fifth base of the donor; donor region, bases 3
/// to 6; acceptor, the last two; polypyrimidine tract, bases 3 to 17 from the end; splice region, bases 3 to 8 from either
/// end. An insertion is in a stretch if it lies between two of its bases, and in a splice region also next to the site.
fn intron_terms(location: &mut Location, from: i64, to: i64, length: i64, insertion: bool) {
    // The change as seen from either end of the intron.
    let (donor, acceptor) = ((from, to), (length + 1 - to, length + 1 - from));
    let within = |(from, to): (i64, i64), first: i64, last: i64| {
        if insertion { from >= first && to <= last } else { from <= last && to >= first }
    };
    let region = |ends: (i64, i64)| within(ends, 3, 8) || (insertion && ends == (2, 3));
    for (applies, term) in [
        (within(donor, 1, 2), Consequence::SpliceDonor),
        (within(acceptor, 1, 2), Consequence::SpliceAcceptor),
        (within(donor, 5, 5), Consequence::SpliceDonor5thBase),
        (region(donor) || region(acceptor), Consequence::SpliceRegion),
        (within(donor, 3, 6), Consequence::SpliceDonorRegion),
        (within(acceptor, 3, 17), Consequence::SplicePolypyrimidineTract),
        (if insertion { from >= 2 && to < length } else { from <= length - 2 && to >= 3 }, Consequence::Intron),
    ] {
        if applies {
            location.terms.add(term);
        }
    }
    location.alters_site |= within(donor, 1, 6) || within(acceptor, 1, 3);
}

/// Where a change lies. It must touch the transcript.
#[must_use]
pub fn locate(transcript: &Transcript, strand: Strand, change: &Change) -> Location {
    let mut location = Location::default();
    let insertion = change.is_insertion();
    let (lower, upper) = (change.first.min(change.last), change.first.max(change.last));
    let Ok(changed) = Interval::new(lower, upper) else { return location };
    let (first, last) = along(changed, strand);
    let exons: Vec<(i64, i64)> = transcript.exons.iter().map(|exon| along(*exon, strand)).collect();
    for (number, &(begin, end)) in exons.iter().enumerate() {
        if begin <= first && last <= end {
            location.exon = Some(number);
        }
        // An intron before or behind makes a splice region of the ends of the exon.
        let touches = |from: i64, to: i64| {
            if insertion { first >= from - 1 && last <= to + 1 } else { first <= to && last >= from }
        };
        let head = number > 0 && touches(begin, (begin + EXON_REGION - 1).min(end));
        let tail = number + 1 < exons.len() && touches((end - EXON_REGION + 1).max(begin), end);
        if head || tail {
            location.terms.add(Consequence::SpliceRegion);
        }
    }
    for (number, pair) in exons.windows(2).enumerate() {
        let (begin, end) = (pair[0].1 + 1, pair[1].0 - 1);
        if end < begin {
            continue;
        }
        let within = begin <= first && last <= end;
        if within {
            location.intron = Some(number);
        }
        if first <= end && last >= begin {
            intron_terms(&mut location, first - begin + 1, last - begin + 1, end - begin + 1, insertion);
            location.crosses_border |= !within;
        }
    }
    if let (Some(first_exon), Some(last_exon)) = (exons.first(), exons.last()) {
        location.crosses_border |= first < first_exon.0 || last > last_exon.1;
    }
    location
}

#[cfg(test)]
mod tests {
    use genome::position::Position;

    use super::*;
    use crate::transcript::Selection;

    /// Exons 101-200 and 301-400, on either strand; what a change of `deleted` bases from `first` on is called.
    fn told(first: u32, deleted: u32) -> String {
        let at = |position| Position::new(position).unwrap();
        let interval = |start, end| Interval::new(at(start), at(end)).unwrap();
        let transcript = |exons: [Interval; 2]| Transcript {
            id: "T".into(),
            biotype: String::new(),
            selection: Selection::Other,
            counterpart: None,
            remarks: Vec::new(),
            exons: exons.to_vec(),
            coding: None,
        };
        let last = if deleted == 0 { first + 1 } else { first + deleted - 1 };
        let bases = |count| std::iter::repeat_n(genome::sequence::Base::A, count).collect();
        let change = |first, last| Change {
            first: at(first),
            last: at(last),
            deleted: bases(deleted as usize),
            inserted: bases(1),
        };
        let forward =
            locate(&transcript([interval(101, 200), interval(301, 400)]), Strand::Forward, &change(first, last));
        let reverse = locate(
            &transcript([interval(301, 400), interval(101, 200)]),
            Strand::Reverse,
            &change(501 - first, 501 - last),
        );
        assert_eq!(forward, reverse, "both strands say the same of {first}");
        let place = match (forward.exon, forward.intron, forward.crosses_border) {
            (Some(exon), None, false) => format!("exon {exon}"),
            (None, Some(intron), false) => format!("intron {intron}"),
            (None, None, true) => "border".to_owned(),
            other => panic!("{other:?}"),
        };
        format!("{place}: {}", forward.terms)
    }

    #[test]
    fn single_bases_have_the_terms_of_their_place() {
        let splice = "splice_region_variant";
        for (position, expected) in [
            (101, "exon 0: ".to_owned()),
            (197, "exon 0: ".to_owned()),
            (198, format!("exon 0: {splice}")),
            (200, format!("exon 0: {splice}")),
            (201, "intron 0: splice_donor_variant".to_owned()),
            (202, "intron 0: splice_donor_variant".to_owned()),
            (203, format!("intron 0: {splice}&splice_donor_region_variant&intron_variant")),
            (
                205,
                format!("intron 0: splice_donor_5th_base_variant&{splice}&splice_donor_region_variant&intron_variant"),
            ),
            (207, format!("intron 0: {splice}&intron_variant")),
            (209, "intron 0: intron_variant".to_owned()),
            (283, "intron 0: intron_variant".to_owned()),
            (284, "intron 0: splice_polypyrimidine_tract_variant&intron_variant".to_owned()),
            (293, format!("intron 0: {splice}&splice_polypyrimidine_tract_variant&intron_variant")),
            (299, "intron 0: splice_acceptor_variant".to_owned()),
            (301, format!("exon 1: {splice}")),
            (303, format!("exon 1: {splice}")),
            (304, "exon 1: ".to_owned()),
        ] {
            assert_eq!(told(position, 1), expected, "{position}");
        }
    }

    #[test]
    fn insertions_lie_between_bases() {
        assert_eq!(told(199, 0), "exon 0: splice_region_variant");
        assert_eq!(told(200, 0), "border: splice_region_variant");
        assert_eq!(told(201, 0), "intron 0: splice_donor_variant");
        assert_eq!(told(202, 0), "intron 0: splice_region_variant&intron_variant");
        assert_eq!(told(250, 0), "intron 0: intron_variant");
        assert_eq!(told(299, 0), "intron 0: splice_acceptor_variant");
        assert_eq!(told(300, 0), "border: splice_region_variant");
        assert_eq!(told(150, 0), "exon 0: ");
    }

    #[test]
    fn deletions_over_a_border_have_the_terms_of_both_sides() {
        assert!(told(199, 4).starts_with("border: splice_donor_variant&splice_region_variant"));
        assert!(told(290, 30).starts_with("border: splice_acceptor_variant&splice_region_variant"));
        let whole = told(150, 200);
        assert!(whole.contains("splice_acceptor_variant&splice_donor_variant"), "{whole}");
        assert!(told(390, 20).starts_with("border: "));
    }
}
