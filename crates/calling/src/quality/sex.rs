//! Sex chromosomes of each specimen, and whether they can be of one person.

use serde::Serialize;

use super::check::{Check, Kind, Verdict};
use crate::fitness::sex::{Sex, SexChromosomes};

/// The sex chromosomes of one specimen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SexQuality {
    /// The specimen's read-group sample.
    pub sample: String,
    /// Copies of X per cell, against two of the autosomes.
    pub copies_of_x: Option<f64>,
    /// Copies of Y.
    pub copies_of_y: Option<f64>,
    /// Places of X, outside the regions that it shares with Y, with both alleles.
    pub x_heterozygous: u64,
    /// Such places with nothing but the alternate allele.
    pub x_homozygous: u64,
    /// `XX` or `XY` where it is plain.
    pub sex: Option<&'static str>,
}

/// Copies by which two specimens differ visibly.
const DIFFERENCE: f64 = 0.3;
/// Of the places of X that are not the reference's, at most this share is heterozygous by errors where there is one X, and
/// at least this share where there are two.
const HETEROZYGOUS: (f64, f64) = (0.05, 0.2);
/// Fewer places than this tell nothing of X.
const FEWEST_PLACES: u64 = 20;

impl SexQuality {
    pub(super) fn of(sample: &str, chromosomes: &SexChromosomes) -> Self {
        Self {
            sample: sample.to_owned(),
            copies_of_x: chromosomes.x,
            copies_of_y: chromosomes.y,
            x_heterozygous: chromosomes.x_heterozygous,
            x_homozygous: chromosomes.x_homozygous,
            sex: chromosomes.sex().map(|sex| match sex {
                Sex::Xx => "XX",
                Sex::Xy => "XY",
            }),
        }
    }
}

fn told(chromosomes: &SexChromosomes) -> String {
    let copies = |copies: Option<f64>| copies.map_or("unknown".to_owned(), |copies| format!("{copies:.1}"));
    let places = chromosomes.x_heterozygous + chromosomes.x_homozygous;
    format!(
        "{} copies of X and {} of Y; {} of {places} places of X are heterozygous",
        copies(chromosomes.x),
        copies(chromosomes.y),
        chromosomes.x_heterozygous
    )
}

/// The share of heterozygous places of X; `None` with too few.
#[expect(clippy::cast_precision_loss, reason = "counts of places are far below 2^52")]
fn heterozygosity(chromosomes: &SexChromosomes) -> Option<f64> {
    let places = chromosomes.x_heterozygous + chromosomes.x_homozygous;
    (places >= FEWEST_PLACES).then(|| chromosomes.x_heterozygous as f64 / places as f64)
}

/// What a specimen has that no tumour of the other can acquire.
fn foreign(own: &SexChromosomes, other: &SexChromosomes) -> Option<&'static str> {
    let has_two =
        |chromosomes: &SexChromosomes| heterozygosity(chromosomes).is_some_and(|share| share >= HETEROZYGOUS.1);
    let has_one =
        |chromosomes: &SexChromosomes| heterozygosity(chromosomes).is_some_and(|share| share <= HETEROZYGOUS.0);
    if other.sex() == Some(Sex::Xx) && own.has_y() == Some(true) {
        Some("a Y, which nobody acquires")
    } else if has_two(own) && has_one(other) && other.sex() == Some(Sex::Xy) {
        Some("two different X, which nobody acquires")
    } else {
        None
    }
}

/// The check of one specimen; `None` where the copies are not known. `other`: the specimen that all are compared with and its
/// sample, for the others. `same_person`: the verdict on that.
pub(super) fn check(
    sample: &str,
    own: &SexChromosomes,
    other: Option<(&str, &SexChromosomes)>,
    same_person: Option<Verdict>,
) -> Option<Check> {
    own.x?;
    let check = |verdict, because| Some(Check::new(Kind::Sex, sample, verdict, because));
    let told = told(own);
    let Some((name, other)) = other.filter(|(_, other)| other.x.is_some()) else {
        return match own.sex() {
            Some(_) => check(Verdict::Pass, told),
            None => check(
                Verdict::Warn,
                format!("{told}: neither XX nor XY; a chromosome may be lost or gained, in the blood or from birth"),
            ),
        };
    };
    if let Some(what) = foreign(own, other) {
        let verdict = if same_person == Some(Verdict::Pass) { Verdict::Warn } else { Verdict::Stop };
        return check(verdict, format!("{told}: {what} and {name} lacks. Another person, or cells of one"));
    }
    let differs = |own: Option<f64>, other: Option<f64>| {
        own.zip(other).is_some_and(|(own, other)| (own - other).abs() >= DIFFERENCE)
    };
    if differs(own.x, other.x) || differs(own.y, other.y) {
        let because = format!(
            "{told}; {name} has {:.1} and {:.1}. Loss of Y, and loss or gain of X, are frequent in diseases of the blood; by \
             itself this is no sign of exchanged specimens",
            other.x.unwrap_or_default(),
            other.y.unwrap_or_default()
        );
        return check(Verdict::Warn, because);
    }
    check(Verdict::Pass, told)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WOMAN: SexChromosomes = SexChromosomes { x: Some(2.0), y: Some(0.0), x_homozygous: 400, x_heterozygous: 600 };
    const MAN: SexChromosomes = SexChromosomes { x: Some(1.0), y: Some(1.0), x_homozygous: 900, x_heterozygous: 9 };

    fn verdict(own: SexChromosomes, other: Option<SexChromosomes>, same_person: Verdict) -> Verdict {
        let other = other.as_ref().map(|other| ("N", other));
        super::check("T", &own, other, Some(same_person)).unwrap().verdict
    }

    #[test]
    fn a_lost_chromosome_is_no_exchange() {
        let without_y = SexChromosomes { y: Some(0.05), ..MAN };
        assert_eq!(verdict(without_y, Some(MAN), Verdict::Pass), Verdict::Warn);
        assert_eq!(verdict(without_y, Some(MAN), Verdict::Stop), Verdict::Warn, "same-person stops by itself");
        let without_x = SexChromosomes { x: Some(1.0), x_homozygous: 990, x_heterozygous: 10, ..WOMAN };
        assert_eq!(verdict(without_x, Some(WOMAN), Verdict::Pass), Verdict::Warn);
        assert_eq!(verdict(MAN, Some(without_y), Verdict::Pass), Verdict::Warn, "the normal lost its Y");
        let doubled_x = SexChromosomes { x: Some(2.0), ..MAN };
        assert_eq!(verdict(doubled_x, Some(MAN), Verdict::Pass), Verdict::Warn);
    }

    #[test]
    fn what_nobody_acquires_is_another_person_s() {
        for (own, other) in [(MAN, WOMAN), (WOMAN, MAN)] {
            assert_eq!(verdict(own, Some(other), Verdict::Stop), Verdict::Stop);
            assert_eq!(verdict(own, Some(other), Verdict::Warn), Verdict::Stop, "the same person was not shown");
            assert_eq!(verdict(own, Some(other), Verdict::Pass), Verdict::Warn, "cells of a donor");
        }
    }

    #[test]
    fn alike_specimens_pass_and_unknown_ones_are_not_judged() {
        for both in [WOMAN, MAN] {
            assert_eq!(verdict(both, Some(both), Verdict::Pass), Verdict::Pass);
            assert_eq!(verdict(both, None, Verdict::Pass), Verdict::Pass);
        }
        let klinefelter = SexChromosomes { y: Some(1.0), ..WOMAN };
        assert_eq!(verdict(klinefelter, None, Verdict::Pass), Verdict::Warn);
        assert_eq!(check("T", &SexChromosomes::default(), Some(("N", &MAN)), Some(Verdict::Pass)), None);
    }
}
