//! DNA of another person: of another sample, or of a donor's cells.

use serde::Serialize;

use super::check::{Check, Kind, Verdict};
use super::{percent, percent_within};
use crate::fitness::WHOLLY;
use crate::model::foreign_dna::{Basis, ForeignDna, Kinship};

/// The share of another person's DNA in one specimen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ForeignQuality {
    /// The specimen's read-group sample.
    pub sample: String,
    /// The sample whose alleles are taken for the person's own.
    pub own_alleles_of: String,
    /// Posterior mean; missing if the places are too few.
    pub mean: Option<f64>,
    /// 95 % interval; missing likewise.
    pub interval: Option<[f64; 2]>,
    /// Places that tell it.
    pub places: u64,
    /// Fragments at these places.
    pub fragments: u64,
    /// How probable it is, given the genotypes, that the other person is unrelated, a brother or sister, a parent or child.
    /// Only where more than a trace is foreign.
    pub kinship: Option<[f64; 3]>,
}

/// The share of foreign DNA from which it is a warning, and from which a stop. Genomics England warns of 1 to 2.5 % in a
/// tumour ("Case summary", ipc-help.genomicsengland.co.uk); PURPLE fails a sample above 10 %. Below that the model of calls
/// knows of it.
const LIMITS: (f64, f64) = (0.01, 0.1);
/// From this share on the genotypes tell the kinship, and more than a handling error is to be thought of.
const DONOR: f64 = 0.05;

impl ForeignQuality {
    pub(super) fn of(sample: &str, own_alleles_of: &str, foreign: &ForeignDna) -> Self {
        let (kinship, places, fragments) = match foreign.basis() {
            Basis::Measured { places, fragments, kinship } => (Some(kinship), places, fragments),
            Basis::PriorOnly { places, fragments } => (None, places, fragments),
        };
        let interval = foreign.interval();
        Self {
            sample: sample.to_owned(),
            own_alleles_of: own_alleles_of.to_owned(),
            mean: kinship.map(|_| foreign.mean().get()),
            interval: kinship.map(|_| [interval.lower().get(), interval.upper().get()]),
            places,
            fragments,
            kinship: kinship.filter(|_| foreign.mean().get() >= DONOR),
        }
    }

    /// What is not measured never passes.
    pub(super) fn checks(&self) -> Vec<Check> {
        let check = |kind, verdict, because| Check::new(kind, &self.sample, verdict, because);
        let Some((mean, interval)) = self.mean.zip(self.interval) else {
            let because = format!(
                "not measured: {} fragments at {} places at which {} has one allele are too few",
                self.fragments, self.places, self.own_alleles_of
            );
            return vec![check(Kind::Contamination, Verdict::Warn, because)];
        };
        if mean >= WHOLLY {
            let because = format!("not told: all of the DNA is of another person than that of {}", self.own_alleles_of);
            return vec![check(Kind::Contamination, Verdict::Warn, because)];
        }
        let verdict = match mean {
            mean if mean < LIMITS.0 => Verdict::Pass,
            mean if mean < LIMITS.1 => Verdict::Warn,
            _ => Verdict::Stop,
        };
        let told = percent_within(mean, interval);
        let because = format!(
            "{told} of the DNA is of another person, from {} places; a warning from {}, a stop from {}",
            self.places,
            percent(LIMITS.0),
            percent(LIMITS.1),
        );
        let contamination = check(Kind::Contamination, verdict, because);
        let donor = match self.kinship {
            None => {
                check(Kind::DonorCells, Verdict::Pass, format!("less than {} of the DNA is foreign", percent(DONOR)))
            }
            Some(kinship) => {
                let mut fits = Kinship::ALL.into_iter().zip(kinship).collect::<Vec<_>>();
                fits.sort_by(|one, other| other.1.total_cmp(&one.1));
                let (best, probability) = fits[0];
                let who = match best {
                    Kinship::Unrelated => "somebody unrelated",
                    Kinship::Sibling => "a brother or sister",
                    Kinship::ParentOrChild => "a parent or child",
                };
                let because = format!(
                    "{told} of the DNA is foreign, and its genotypes fit {who} (probability {probability:.2}). After a \
                     transplantation these are donor cells; otherwise specimens were mixed. The alleles of {} are taken \
                     for the patient's own",
                    self.own_alleles_of
                );
                check(Kind::DonorCells, Verdict::Warn, because)
            }
        };
        vec![contamination, donor]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::foreign_dna::ForeignSites;

    /// So many per cent of a stranger's DNA, at places where every stranger has the other allele twice.
    fn quality(percent: u32) -> ForeignQuality {
        let sites = [ForeignSites { frequency: Some(1.0), foreign: 10 * percent, depth: 1000, places: 300 }];
        ForeignQuality::of("T", "N", &ForeignDna::estimate(&sites, 1e-5))
    }

    #[test]
    fn limits_are_those_of_practice() {
        let verdicts = |percent| quality(percent).checks().into_iter().map(|check| check.verdict).collect::<Vec<_>>();
        assert_eq!(verdicts(0), [Verdict::Pass, Verdict::Pass]);
        assert_eq!(verdicts(2), [Verdict::Warn, Verdict::Pass]);
        assert_eq!(verdicts(6), [Verdict::Warn, Verdict::Warn]);
        assert_eq!(verdicts(30), [Verdict::Stop, Verdict::Warn]);
        assert_eq!(verdicts(98), [Verdict::Warn], "same-person stops");
        let told = &quality(30).checks()[1];
        assert!(told.name == "donor-cells:T" && told.because.contains("alleles of N are taken"), "{told:?}");
    }

    #[test]
    fn what_was_not_measured_does_not_pass() {
        let quality = ForeignQuality::of("T", "N", &ForeignDna::estimate(&[], 1e-4));
        let checks = quality.checks();
        assert_eq!((checks.len(), checks[0].verdict, quality.mean), (1, Verdict::Warn, None));
        assert!(checks[0].because.starts_with("not measured"));
    }
}
