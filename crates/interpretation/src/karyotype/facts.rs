//! From a karyotype to the facts that rules ask for.

use std::collections::BTreeSet;

use guideline::truth::Truth::{self, No, Unknown, Yes};

use super::aberration::{Change, Kind, Sign};
use super::balance::Balance;
use super::band::{Arm, Band, Chromosome};
use super::clonality::Found;
use super::recognise::recognise;
use super::{Karyotype, Reading};
use crate::cytogenetics::{Abnormality, Count, Cytogenetics};

const fn autosome(number: u8) -> Chromosome {
    Chromosome::Autosome(number)
}

impl Karyotype {
    /// What the karyotype says of each abnormality, in the default readings. Only clonal abnormalities count.
    #[must_use]
    pub fn cytogenetics(&self) -> Cytogenetics {
        self.cytogenetics_in(None)
    }

    /// The same, with one open question of the writing read the other way.
    #[must_use]
    pub fn cytogenetics_in(&self, reading: Option<Reading>) -> Cytogenetics {
        if !self.is_assessed() && self.spoken_of == 0 {
            return Cytogenetics::not_assessed(self.text.as_str());
        }
        let found = self.found(reading);
        let clonal: Vec<&Found<'_>> =
            found.iter().filter(|one| one.is_clonal() || reading == Some(Reading::EveryCellCounts)).collect();
        let mut cytogenetics = Cytogenetics::new(self.text.as_str(), self.is_understood());
        for one in &clonal {
            for (abnormality, truth) in self.facts_of(one, &clonal, reading) {
                let questionable = truth == Yes && one.aberration.questionable;
                let truth = if questionable { Unknown } else { truth };
                if cytogenetics.has(abnormality) != Yes {
                    cytogenetics.set(abnormality, truth);
                }
            }
        }
        self.numbers(&mut cytogenetics, &clonal);
        self.count(&mut cytogenetics, &clonal, reading);
        cytogenetics
    }

    /// Whether everything that was written was understood and nothing is only spoken of. What was not seen then is not there.
    #[must_use]
    pub fn is_understood(&self) -> bool {
        self.is_assessed() && self.spoken_of == 0 && self.not_understood().next().is_none()
    }

    /// Whether the abnormalities can be counted: understood, and without abnormalities that were not identified (`inc`).
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.is_understood() && !self.clones.iter().any(|clone| clone.incomplete && !clone.donor)
    }

    /// The facts that one abnormality carries; those that it does not touch are left out.
    fn facts_of(&self, one: &Found<'_>, all: &[&Found<'_>], reading: Option<Reading>) -> Vec<(Abnormality, Truth)> {
        let aberration = one.aberration;
        let mut facts = match aberration.rearrangement() {
            Some(change) => recognise(change),
            None => Vec::new(),
        };
        if let Change::Whole(chromosome) = aberration.change {
            let (loss, gain) = match aberration.sign {
                Sign::Loss => (self.leaves_one(one), No),
                Sign::Gain => (No, Yes),
                Sign::InPlace | Sign::Missing => (Unknown, Unknown),
            };
            facts.extend(match chromosome {
                Chromosome::Autosome(5) => Some((Abnormality::Monosomy5, loss)),
                Chromosome::Autosome(7) => Some((Abnormality::Monosomy7, loss)),
                Chromosome::Autosome(8) => Some((Abnormality::Trisomy8, gain)),
                Chromosome::Autosome(12) => Some((Abnormality::Trisomy12, gain)),
                Chromosome::Autosome(13) => Some((Abnormality::Monosomy13, loss)),
                Chromosome::Autosome(17) => Some((Abnormality::Monosomy17, loss)),
                Chromosome::Autosome(19) => Some((Abnormality::Trisomy19, gain)),
                Chromosome::Autosome(21) => Some((Abnormality::Trisomy21, gain)),
                Chromosome::Y => Some((Abnormality::LossY, Truth::from(loss != No))),
                _ => None,
            });
        }
        facts.extend(arms(one, all, reading));
        facts.retain(|(_, truth)| *truth != No);
        facts
    }

    /// Whether the loss leaves one chromosome: in a clone of three or four sets it may leave more.
    fn leaves_one(&self, one: &Found<'_>) -> Truth {
        Truth::from(
            one.occurrences.iter().any(|occurrence| {
                u32::from(self.clones[occurrence.clone].ploidy()) <= occurrence.least.saturating_add(1)
            }),
        )
        .or(Unknown)
    }

    /// The facts of chromosome numbers.
    fn numbers(&self, cytogenetics: &mut Cytogenetics, clonal: &[&Found<'_>]) {
        let of_clonal: BTreeSet<usize> = clonal.iter().flat_map(|one| one.clones()).collect();
        for (least, most) in of_clonal.iter().filter_map(|clone| self.clones[*clone].number) {
            for (abnormality, range) in [(Abnormality::Hyperdiploid, 51..=67), (Abnormality::Hypodiploid, 10..=43)] {
                let truth = match (range.contains(&least), range.contains(&most)) {
                    (true, true) => Yes,
                    (false, false) => No,
                    _ => Unknown,
                };
                if truth != No && cytogenetics.has(abnormality) != Yes {
                    cytogenetics.set(abnormality, truth);
                }
            }
        }
    }

    /// The counts. Everything that was not understood may be any number more.
    fn count(&self, cytogenetics: &mut Cytogenetics, clonal: &[&Found<'_>], reading: Option<Reading>) {
        let mut all = (0, 0);
        let mut structural = (0, 0);
        let mut unidentified = (0, 0);
        let (mut monosomies, mut trisomies, mut bare) = ((0, 0), (0, 0), (0, 0));
        let plus = |sum: &mut (u32, u32), (least, most): (u32, u32)| {
            *sum = (sum.0.saturating_add(least), sum.1.saturating_add(most));
        };
        for (place, one) in clonal.iter().enumerate() {
            if is_part_of_another(one, &clonal[..place], clonal, reading) {
                continue;
            }
            let copies = match (&one.aberration.change, one.aberration.sign) {
                (Change::Rearranged(_) | Change::DoubleMinutes, _) => (1, 1),
                (Change::Whole(chromosome), Sign::Loss) if !chromosome.is_autosome() => (1, 1),
                _ => one.copies(),
            };
            plus(&mut all, copies);
            if one.aberration.is_structural() {
                plus(&mut structural, copies);
            }
            if matches!(one.aberration.change, Change::Marker(_) | Change::UnknownRing) {
                plus(&mut unidentified, copies);
            }
            let told = u32::from(!matches!(one.aberration.sign, Sign::Missing | Sign::InPlace));
            let whole = matches!(one.aberration.change, Change::Whole(_));
            if whole && one.aberration.sign != Sign::Loss {
                plus(&mut trisomies, (told, 1));
            }
            let lost = match one.aberration.change {
                Change::Whole(lost) if lost.is_autosome() && one.aberration.sign != Sign::Gain => Some(lost),
                _ => None,
            };
            if let Some(lost) = lost {
                let certain = told * u32::from(self.leaves_one(one) == Yes && !one.aberration.questionable);
                plus(&mut monosomies, (certain, 1));
                let elsewhere = clonal.iter().any(|other| holds(other, lost));
                plus(&mut bare, if elsewhere { (0, 0) } else { (certain, 1) });
            }
        }
        // `inc` says that there is more than what is written.
        let more = self.clones.iter().any(|clone| clone.incomplete && !clone.donor);
        all.0 = (all.0 + u32::from(more)).max(self.spoken_of);
        let open = !self.is_complete();
        let count = |(least, most): (u32, u32)| Count { least, most: (!open).then_some(most.max(least)) };
        cytogenetics.abnormalities = count(all);
        cytogenetics.structural = count(structural);
        cytogenetics.unidentified = count(unidentified);
        cytogenetics.autosomal_monosomies = count(monosomies);
        cytogenetics.bare_monosomies = count(bare);
        cytogenetics.trisomies = count(trisomies);
        cytogenetics.independent_clones =
            if open { Unknown } else { Truth::from(are_independent(self.clones.len(), clonal)) };
    }
}

/// Whether a rearranged chromosome holds material of this one.
fn holds(found: &Found<'_>, lost: Chromosome) -> bool {
    found.aberration.rearrangement().is_some_and(|change| {
        matches!(change.kind, Kind::Derivative | Kind::Dicentric | Kind::Robertsonian | Kind::Ring)
            && change.with_parts().flat_map(|one| &one.chromosomes).any(|place| *place == Some(lost))
    })
}

/// Whether it is counted with another abnormality: the second derivative of one translocation, or the `+1` that is written
/// with `der(1;7)(q10;p10)`.
fn is_part_of_another(one: &Found<'_>, before: &[&Found<'_>], all: &[&Found<'_>], reading: Option<Reading>) -> bool {
    if let Some(gained) = one.aberration.gained() {
        return reading != Some(Reading::WholeArmGainCounts)
            && all.iter().any(|other| {
                other.aberration.sign == Sign::InPlace
                    && other.aberration.rearrangement().is_some_and(|change| {
                        change.kind == Kind::Derivative
                            && change.is_whole_arm()
                            && change.chromosomes.contains(&Some(gained))
                    })
            });
    }
    let translocation = |found: &Found<'_>| {
        let change = found.aberration.rearrangement()?;
        let derivative = change.kind == Kind::Derivative && change.chromosomes.len() == 1;
        let part = change.parts.iter().find(|part| part.kind == Kind::Translocation).filter(|_| derivative)?;
        Some((change.chromosomes.clone(), part.clone()))
    };
    let Some((of, part)) = translocation(one) else { return false };
    before.iter().any(|other| translocation(other).is_some_and(|(other, same)| other != of && same.same(&part)))
}

/// Whether two clones have no abnormality in common.
fn are_independent(clones: usize, clonal: &[&Found<'_>]) -> bool {
    let sets: Vec<BTreeSet<usize>> = (0..clones)
        .map(|clone| {
            let has = |one: &&Found<'_>| one.clones().any(|of| of == clone);
            clonal.iter().enumerate().filter(|(_, one)| has(one)).map(|(place, _)| place).collect()
        })
        .filter(|set: &BTreeSet<usize>| !set.is_empty())
        .collect();
    sets.iter().any(|one| sets.iter().any(|other| one.is_disjoint(other)))
}

/// The facts of arms.
fn arms(one: &Found<'_>, all: &[&Found<'_>], reading: Option<Reading>) -> Vec<(Abnormality, Truth)> {
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
        && change.is_some_and(super::Rearrangement::is_whole_arm)
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
    let whole_arm = one.aberration.rearrangement().is_some_and(super::Rearrangement::is_whole_arm);
    match (gained && one.aberration.is_structural(), whole_arm) {
        (false, _) => No,
        (true, true) => Yes,
        (true, false) => Unknown,
    }
}

fn iso17q(one: &Found<'_>) -> Truth {
    let is = |change: &super::Rearrangement| {
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

#[cfg(test)]
mod tests {
    use super::super::{Sex, parse};
    use super::*;
    use crate::cytogenetics::Abnormality as A;

    fn seen(text: &str) -> Cytogenetics {
        parse(text, None).cytogenetics()
    }

    fn found(text: &str) -> Vec<A> {
        seen(text).found().collect()
    }

    #[test]
    fn losses_of_arms_have_names_by_the_way_they_came() {
        assert_eq!(found("45,XY,-7[5]"), [A::Monosomy7, A::AnyChromosome7]);
        assert_eq!(found("46,XY,add(5)(q31)[5]"), [A::Unbalanced5q]);
        assert_eq!(found("45,XY,dic(5;17)(q13;p11.2)[5]"), [A::Unbalanced5q, A::Abnormal17p, A::Loss17p]);
        assert_eq!(found("46,XY,i(17)(q10)[5]"), [A::Abnormal17p, A::Loss17p, A::Iso17q]);
        assert_eq!(found("46,XY,t(17;21)(p11;q11)[5]"), [A::Abnormal17p]);
        assert_eq!(found("46,XX,idic(X)(q13)[5]"), [A::IdicXq13]);
        assert_eq!(found("46,XY,5q-[5]"), [A::Del5q]);
        assert_eq!(seen("46,XY,del(11)[5]").has(A::Del11q), Unknown);
        assert_eq!(seen("46,XY,der(17)[5]").has(A::Loss17p), Unknown);
        assert_eq!(seen("46,XY,del(11)[5]").has(A::Del5q), No);
    }

    #[test]
    fn a_whole_arm_derivative_with_its_gain_is_one_abnormality() {
        let one = seen("46,XY,+1,der(1;7)(q10;p10)[5]");
        assert_eq!(one.abnormalities, Count::exactly(1));
        assert_eq!(one.found().collect::<Vec<_>>(), [A::Unbalanced7q, A::AnyChromosome7, A::Gain1q]);
        assert_eq!(seen("45,XY,der(1;7)(q10;p10)[5]").has(A::Loss1p32), Yes);
    }

    #[test]
    fn counting_follows_the_writing() {
        for (text, count) in [
            ("46,XY[20]", 0),
            ("47,XY,+8[5]/48,XY,+8,+8[5]", 2),
            ("47,XY,+8[5]/46,XY,del(5)(q13q33)[5]", 2),
            ("46,XY,t(8;21)(q22;q22)[5]/45,idem,-Y[5]/46,XY[3]", 2),
            ("46,XY,del(5)(q13q33)[5]/92,XXYY,del(5)(q13q33)x2[2]", 1),
            ("50,XY,+4mar[5]", 4),
            ("46,XY,dmin[5]", 1),
            ("46,XY,1~50dmin[5]", 1),
            ("46,XY,der(8)t(8;21)(q22;q22),der(21)t(8;21)(q22;q22)[5]", 1),
            ("46,XY,inv(9)(p11q13)c[20]", 0),
            ("46,XY,9qh+[20]", 0),
            ("47,XY,+21c[20]", 0),
            ("43,XY,-5,-7,-17[2]", 0),
            ("46,XY,del(5)(q13q33)[1]/46,XY[19]", 0),
            ("46,XY,del(5)(q13q33)[1]/47,idem,+8[1]", 1),
            ("44~46,XY,-5[4],-7[2],add(3)(q21)[2],+8[1][cp9]", 2),
            ("46,XX,del(5)(q13q31)//46,XY,+8[5]", 1),
            ("44,X,-Y,-Y", 1),
        ] {
            assert_eq!(seen(text).abnormalities, Count::exactly(count), "{text}");
        }
        assert_eq!(seen("48,XY,+2-4mar[5]").abnormalities, Count { least: 2, most: Some(4) });
        assert_eq!(seen("46,XY,del(5)(q13q33),inc[5]").abnormalities, Count { least: 2, most: None });
        assert_eq!(seen("complex").abnormalities, Count { least: 3, most: None });
    }

    #[test]
    fn a_single_x_is_read_with_the_sex() {
        let with = |sex| parse("45,X[20]", sex).cytogenetics();
        assert_eq!(with(Some(Sex::Male)).has(A::LossY), Yes);
        assert_eq!(with(Some(Sex::Female)).has(A::LossY), No);
        assert_eq!(with(None).has(A::LossY), Unknown);
        assert_eq!(parse("45,X[15]/46,XY[5]", None).cytogenetics().has(A::LossY), Yes);
        assert_eq!(parse("46,X,idic(X)(q13)[5]", Some(Sex::Female)).cytogenetics().abnormalities, Count::exactly(1));
        assert_eq!(parse("45,Xc[20]", Some(Sex::Female)).cytogenetics().abnormalities, Count::exactly(0));
    }

    #[test]
    fn a_loss_in_three_sets_may_leave_more_than_one() {
        assert_eq!(seen("66<3n>,XXY,-5,-7,-7[5]").has(A::Monosomy5), Unknown);
        assert_eq!(seen("66<3n>,XXY,-5,-7,-7[5]").has(A::Monosomy7), Yes);
    }

    #[test]
    fn not_assessed_is_not_normal() {
        for text in
            ["no metaphases", "na", "trisomy8onfish", "", "FISH: t(15;17)", "Incomplete-46,XX[2]", "Ph1 positive"]
        {
            let seen = seen(text);
            assert_eq!(seen.abnormalities.at_least(1), Unknown, "{text}");
            assert_eq!(seen.has(A::T9_22), Unknown, "{text}");
        }
    }
}
