//! Whether the drivers of an earlier sample are still there.
//!
//! METHOD: a driver is cleared when the upper 95 % confidence bound of its allele fraction
//! ([`upper_bound`](super::sighting::upper_bound)) lies below a threshold, by default 2.5 % (J. M. Klco et al., JAMA
//! 2015;314:811, thirty days after induction; the threshold is remembered). It persists where two reads or more show it at the
//! threshold or above: one read of a place that is read a hundred times may be an error of that read.

use genome::quantity::AlleleFraction;
use serde::{Deserialize, Serialize};

use super::sighting::{Presence, Sighting};
use crate::source::Citation;

/// 2.5 %.
pub const DEFAULT_THRESHOLD: f64 = 0.025;

/// So many reads show that a driver is there.
const READS_NEEDED: u32 = 2;

/// Genes whose clones often outlast a complete remission without meaning relapse: they are reported apart.
pub const PERSISTENT: &[&str] = &["DNMT3A", "TET2", "ASXL1"];

/// Where the threshold stands.
pub const CITATION: Citation = Citation::remembered("KLCO2015", "mutation clearance, threshold 2.5 %");

/// Where it stands that clones with these genes outlast a remission.
pub const PERSISTENT_CITATION: Citation = Citation::remembered("ELNMRD2021", "DNMT3A, TET2 and ASXL1 left out");

/// What the later sample says of a driver. None of these is a remission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clearance {
    /// The upper bound lies below the threshold.
    Cleared,
    /// Not cleared: two reads or more, and the observed fraction is at the threshold or above.
    Persists,
    /// Not cleared, and not shown at the threshold: it was seen below it, or in a single read.
    NotExcluded,
    /// Not seen, but with so few reads that clearance could not have been shown; or nobody looked.
    NotAssessable,
}

/// Judges what the later sample says of a driver against a threshold.
#[must_use]
pub fn judge(later: &Sighting, threshold: AlleleFraction) -> Clearance {
    let threshold = threshold.get();
    let enough = later.alternate.is_none_or(|reads| reads >= READS_NEEDED);
    match later.presence {
        Presence::NotAssessed => Clearance::NotAssessable,
        _ if later.at_most.is_some_and(|bound| bound < threshold) => Clearance::Cleared,
        Presence::NotSeen => Clearance::NotAssessable,
        Presence::Seen if enough && later.fraction.is_some_and(|seen| seen >= threshold) => Clearance::Persists,
        Presence::Seen => Clearance::NotExcluded,
    }
}

#[cfg(test)]
mod tests {
    use super::super::sighting::count;
    use super::*;
    use crate::language::Words;
    use proptest::prelude::*;

    fn judged(alternate: u32, depth: u32) -> Clearance {
        let threshold = AlleleFraction::new(DEFAULT_THRESHOLD).unwrap();
        judge(&Sighting::counted(count(alternate, depth).unwrap()), threshold)
    }

    #[test]
    fn at_the_edges_of_the_definition() {
        for (alternate, depth, expected, why) in [
            (0, 119, Clearance::Cleared, "119 reads exclude 2.49 %"),
            (0, 118, Clearance::NotAssessable, "118 reads exclude 2.51 % only"),
            (0, 90, Clearance::NotAssessable, "90 reads exclude 3.3 %"),
            (0, 0, Clearance::NotAssessable, "no read"),
            (1, 120, Clearance::NotExcluded, "one read below the threshold, bound above"),
            (1, 190, Clearance::Cleared, "one read of 190: the bound is 2.47 %"),
            (1, 20, Clearance::NotExcluded, "5 %, but a single read"),
            (2, 80, Clearance::Persists, "2.5 % is the threshold"),
            (2, 81, Clearance::NotExcluded, "2.47 % is below it"),
            (3, 120, Clearance::Persists, "2.5 % again"),
            (5, 20, Clearance::Persists, "few reads can show that it is there"),
            (9, 800, Clearance::Cleared, "1.1 % of many reads"),
        ] {
            assert_eq!(judged(alternate, depth), expected, "{alternate} of {depth}: {why}");
        }
    }

    #[test]
    fn without_counts_the_limit_or_the_interval_decides() {
        let of = |sighting: Sighting| judge(&sighting, AlleleFraction::new(DEFAULT_THRESHOLD).unwrap());
        let limit = |limit| Sighting::not_found(AlleleFraction::new(limit).unwrap());
        assert_eq!(of(limit(0.024)), Clearance::Cleared);
        assert_eq!(of(limit(0.025)), Clearance::NotAssessable);
        assert_eq!(of(Sighting::estimated(0.20, Some([0.1, 0.3]), Some([9, 60]))), Clearance::Persists);
        assert_eq!(of(Sighting::stated(Some(0.4))), Clearance::Persists);
        assert_eq!(of(Sighting::stated(None)), Clearance::NotExcluded);
        assert_eq!(of(Sighting::not_assessed(Words::new("not looked at", "ikke undersøgt"))), Clearance::NotAssessable);
    }

    proptest! {
        #[test]
        fn more_reads_with_it_never_make_it_more_cleared(k in 0_u32..60, n in 60_u32..400) {
            let rank = |answer| match answer {
                Clearance::Cleared => 0,
                Clearance::NotAssessable => 1,
                Clearance::NotExcluded => 2,
                Clearance::Persists => 3,
            };
            prop_assert!(rank(judged(k, n)) <= rank(judged(k + 1, n)));
            if judged(0, n) == Clearance::Cleared {
                prop_assert_eq!(judged(0, n + 1), Clearance::Cleared);
            }
        }
    }
}
