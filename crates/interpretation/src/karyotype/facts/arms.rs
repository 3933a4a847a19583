//! What an abnormality means for the arms that rules name.

use guideline::truth::Truth::{self, No, Unknown, Yes};

use super::super::Reading;
use super::super::aberration::{Change, Kind, Rearrangement};
use super::super::balance::Balance;
use super::super::band::{Arm, Band, Chromosome};
use super::super::clonality::Found;
use super::super::recognise::recognise;
use crate::cytogenetics::Abnormality;

const fn autosome(number: u8) -> Chromosome {
    Chromosome::Autosome(number)
}

/// The facts of arms.
pub(super) fn arms(one: &Found<'_>, all: &[&Found<'_>], reading: Option<Reading>) -> Vec<(Abnormality, Truth)> {
    let balance = Balance::of(one.aberration);
    let change = one.aberration.rearrangement();
    let whole = one.aberration.lost();
    let mut facts = Vec::new();
    let lost_of = |chromosome, band| {
        let truth = if balance.loses(chromosome, band) {
            Yes
        } else if balance.unknown.contains(&chromosome) {
            Unknown
        } else {
            No
        };
        truth.and(!made_good(one, chromosome, all))
    };
    let lost = |chromosome, arm| lost_of(chromosome, Band::whole(arm));
    let deleted = |chromosome, arm| {
        let Some(change) = change else { return No };
        let mut truth = No;
        for part in change.with_parts().filter(|part| part.kind == Kind::Deletion) {
            for (_, bands) in part.places().filter(|(place, _)| *place == Some(chromosome)) {
                truth =
                    truth.or(if bands.is_empty() { Unknown } else { Truth::from(bands.iter().any(|b| b.arm == arm)) });
            }
        }
        truth
    };
    let mut say = |abnormality, truth: Truth| facts.push((abnormality, truth));
    for (chromosome, arm, abnormality) in [
        (5, Arm::Q, Abnormality::Del5q),
        (7, Arm::Q, Abnormality::Del7q),
        (11, Arm::Q, Abnormality::Del11q),
        (12, Arm::P, Abnormality::Del12p),
        (13, Arm::Q, Abnormality::Del13q),
        (20, Arm::Q, Abnormality::Del20q),
    ] {
        say(abnormality, deleted(autosome(chromosome), arm));
    }
    for (chromosome, abnormality) in [(5, Abnormality::Unbalanced5q), (7, Abnormality::Unbalanced7q)] {
        let chromosome = autosome(chromosome);
        let otherwise = whole.is_none() && deleted(chromosome, Arm::Q) == No;
        say(abnormality, if otherwise { lost(chromosome, Arm::Q) } else { No });
    }
    if reading == Some(Reading::WholeArmGainCounts)
        && change.is_some_and(Rearrangement::is_whole_arm)
        && lost(autosome(7), Arm::Q) == Yes
    {
        say(Abnormality::Del7q, Yes);
    }
    let touches = |chromosome, arm| Truth::from(change.is_some_and(|change| change.breaks(chromosome, arm)));
    let loss_17p = lost(autosome(17), Arm::P);
    say(Abnormality::Loss17p, loss_17p);
    say(Abnormality::Abnormal17p, loss_17p.or(touches(autosome(17), Arm::P)));
    say(Abnormality::Loss12p, if whole.is_none() { lost(autosome(12), Arm::P) } else { No });
    say(Abnormality::Iso17q, iso17q(one));
    say(Abnormality::Abnormal3q, abnormal_3q(one));
    let involves_7 = change.is_some_and(|change| {
        change.with_parts().flat_map(|part| &part.chromosomes).any(|place| *place == Some(autosome(7)))
    });
    say(Abnormality::AnyChromosome7, Truth::from(involves_7 || one.aberration.change == Change::Whole(autosome(7))));
    say(Abnormality::Gain1q, Truth::from(balance.gains(autosome(1), Band::whole(Arm::Q))));
    let p32 = Band { arm: Arm::P, from: 3200, to: 3299 };
    say(Abnormality::Loss1p32, lost_of(autosome(1), p32));
    facts
}

/// Whether a whole additional chromosome makes good what a rearranged one loses: yes for the `+1` that is written with
/// `der(1;7)(q10;p10)`, unknown for others in the same clone.
fn made_good(one: &Found<'_>, chromosome: Chromosome, all: &[&Found<'_>]) -> Truth {
    let together = |other: &&&Found<'_>| other.clones().any(|clone| one.clones().any(|own| own == clone));
    let gained = all.iter().filter(together).any(|other| other.aberration.gained() == Some(chromosome));
    let whole_arm = one.aberration.rearrangement().is_some_and(Rearrangement::is_whole_arm);
    match (gained && one.aberration.is_structural(), whole_arm) {
        (false, _) => No,
        (true, true) => Yes,
        (true, false) => Unknown,
    }
}

fn iso17q(one: &Found<'_>) -> Truth {
    let is = |change: &Rearrangement| {
        let on_17 = change.chromosomes == [Some(autosome(17))];
        match (change.kind, change.breakpoints.first().map(Vec::as_slice)) {
            (Kind::Isochromosome, Some([band])) => Truth::from(on_17 && band.arm == Arm::Q),
            (Kind::Isodicentric, Some([band])) => {
                Truth::from(on_17 && (band.arm == Arm::P && band.from < 1200 || band.is_centromere()))
            }
            (Kind::Isochromosome | Kind::Isodicentric, Some([])) => Truth::from(on_17).and(Unknown),
            _ => No,
        }
    };
    one.aberration.rearrangement().map_or(No, is)
}

/// inv(3), t(3q) or del(3q). An inversion counts if it breaks 3q twice.
fn abnormal_3q(one: &Found<'_>) -> Truth {
    let Some(change) = one.aberration.rearrangement() else { return No };
    let three = autosome(3);
    Truth::from(change.with_parts().any(|part| match part.kind {
        Kind::Translocation | Kind::Insertion | Kind::Deletion => part.breaks(three, Arm::Q),
        Kind::Inversion => {
            part.places().any(|(place, bands)| {
                place == Some(three) && bands.iter().filter(|band| band.arm == Arm::Q).count() >= 2
            })
        }
        _ => false,
    }))
    .or(if recognise(change).iter().any(|(known, _)| *known == Abnormality::Inv3) { Yes } else { No })
}
