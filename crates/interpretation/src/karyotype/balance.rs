//! What an abnormality gains and loses, by arm and band, where that is simple to say.
//!
//! METHOD: a rearranged chromosome without a sign stands in place of a normal one. `der(5)t(5;17)(q13;q21)` is chromosome 5 up
//! to q13 and chromosome 17 from q21 on: it loses 5q13 to the end and gains 17q21 to the end. With a plus it is there beside
//! the normal ones and loses nothing. What is not written out (`der(17)`, `del(11)`) is unknown for that chromosome.

use super::aberration::{Aberration, Change, Kind, Rearrangement, Sign};
use super::band::{Arm, Band, Chromosome};

/// A stretch of one arm that is gained or lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// The chromosome.
    pub chromosome: Chromosome,
    /// The stretch.
    pub band: Band,
    /// Gained, else lost.
    pub gain: bool,
}

/// What an abnormality gains and loses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Balance {
    /// What is known.
    pub segments: Vec<Segment>,
    /// Chromosomes of which something may be gained or lost besides.
    pub unknown: Vec<Chromosome>,
}

impl Balance {
    /// The balance of one abnormality.
    #[must_use]
    pub fn of(aberration: &Aberration) -> Self {
        let mut balance = Self::default();
        match &aberration.change {
            Change::Whole(chromosome) if aberration.sign == Sign::Missing => balance.unknown.push(*chromosome),
            Change::Whole(chromosome) => {
                for arm in [Arm::P, Arm::Q] {
                    balance.push(*chromosome, Band::whole(arm), aberration.sign == Sign::Gain);
                }
            }
            Change::Rearranged(change) => {
                balance.rearranged(change, aberration.sign == Sign::Gain);
            }
            _ => {}
        }
        balance
    }

    /// Whether it loses something of this stretch.
    #[must_use]
    pub fn loses(&self, chromosome: Chromosome, band: Band) -> bool {
        self.segments.iter().any(|one| !one.gain && one.chromosome == chromosome && one.band.overlaps(band))
    }

    /// Whether it gains something of this stretch.
    #[must_use]
    pub fn gains(&self, chromosome: Chromosome, band: Band) -> bool {
        self.segments.iter().any(|one| one.gain && one.chromosome == chromosome && one.band.overlaps(band))
    }

    fn push(&mut self, chromosome: Chromosome, band: Band, gain: bool) {
        self.segments.push(Segment { chromosome, band, gain });
    }

    fn lose_beyond(&mut self, chromosome: Chromosome, band: Band) {
        self.push(chromosome, beyond(band), false);
    }

    fn rearranged(&mut self, change: &Rearrangement, extra: bool) {
        if extra {
            return self.extra(change);
        }
        match change.kind {
            Kind::Derivative if change.is_whole_arm() => {
                for (chromosome, bands) in change.places() {
                    if let (Some(chromosome), [band]) = (chromosome, bands) {
                        self.push(chromosome, Band::whole(band.arm.other()), false);
                    }
                }
            }
            Kind::Derivative if change.parts.is_empty() && change.chromosomes.len() < 2 => {
                self.unknown.extend(change.chromosomes.iter().flatten());
            }
            Kind::Derivative | Kind::Dicentric if !change.parts.is_empty() => {
                for part in &change.parts {
                    self.part(part, &change.chromosomes);
                }
            }
            Kind::Translocation
            | Kind::Inversion
            | Kind::Insertion
            | Kind::Unspecified
            | Kind::Other
            | Kind::Amplification => {}
            Kind::Isoderivative => {
                self.each(change);
                for part in &change.parts {
                    self.part(part, &change.chromosomes);
                }
            }
            _ => self.each(change),
        }
    }

    /// Rearrangements in which each chromosome breaks by itself.
    fn each(&mut self, change: &Rearrangement) {
        for (chromosome, bands) in change.places() {
            let Some(chromosome) = chromosome else { continue };
            let iso = matches!(change.kind, Kind::Isochromosome | Kind::Isoderivative);
            match (change.kind, bands) {
                (Kind::Isodicentric, [band]) if !band.is_centromere() => {
                    self.lose_beyond(chromosome, *band);
                    self.push(chromosome, Band::whole(band.arm.other()), true);
                }
                (_, [band]) if iso || change.kind == Kind::Isodicentric => {
                    self.push(chromosome, Band::whole(band.arm.other()), false);
                    self.push(chromosome, Band::whole(band.arm), true);
                }
                (Kind::Robertsonian, _) => self.push(chromosome, Band::whole(Arm::P), false),
                (Kind::ArmGain, [band]) => self.push(chromosome, beyond(*band), true),
                (Kind::Duplication, [from, to]) => self.push(chromosome, from.through(*to), true),
                (Kind::Duplication, [band]) => self.push(chromosome, *band, true),
                (Kind::Ring, [one, other]) if one.arm != other.arm => {
                    self.lose_beyond(chromosome, *one);
                    self.lose_beyond(chromosome, *other);
                }
                (Kind::Deletion, [from, to]) if from.arm == to.arm => {
                    self.push(chromosome, from.through(*to), false);
                }
                (Kind::Deletion | Kind::Addition | Kind::Dicentric | Kind::Derivative, [band]) => {
                    self.lose_beyond(chromosome, *band);
                }
                _ => self.unknown.push(chromosome),
            }
        }
    }

    /// A part of a derivative of these chromosomes.
    fn part(&mut self, part: &Rearrangement, of: &[Option<Chromosome>]) {
        match part.kind {
            Kind::Translocation | Kind::Dicentric | Kind::Derivative => {
                let mut told = false;
                // The derivative of t(3;17)(p10;q10) is made of the arms that are named.
                let arms = part.places().all(|(_, bands)| matches!(bands, [band] if band.is_centromere()));
                for (chromosome, bands) in part.places() {
                    let Some(chromosome) = chromosome else { continue };
                    let own = of.contains(&Some(chromosome));
                    told |= own;
                    match bands {
                        [band] if own && arms => self.push(chromosome, Band::whole(band.arm.other()), false),
                        [band] if own => self.lose_beyond(chromosome, *band),
                        [band] if part.chromosomes.len() == 2 => self.push(chromosome, beyond(*band), true),
                        _ => self.unknown.push(chromosome),
                    }
                }
                if !told {
                    self.unknown.extend(of.iter().flatten());
                }
            }
            Kind::Insertion => self.unknown.extend(part.chromosomes.iter().flatten()),
            _ => self.rearranged(part, false),
        }
    }

    /// A rearranged chromosome beside the normal ones gains what it has and loses nothing.
    fn extra(&mut self, change: &Rearrangement) {
        let mut missing = Self::default();
        missing.rearranged(change, false);
        self.unknown.extend(&missing.unknown);
        for chromosome in change.chromosomes.iter().flatten() {
            for arm in [Arm::P, Arm::Q] {
                let lost = missing.segments.iter().filter(|one| !one.gain && one.chromosome == *chromosome);
                let from = lost.filter(|one| one.band.arm == arm).map(|one| one.band.from).min();
                let band = Band { to: from.map_or(Band::END, |from| from.saturating_sub(1)), ..Band::whole(arm) };
                if from.is_none_or(|from| from > 1000) {
                    self.push(*chromosome, band, true);
                }
            }
        }
        self.segments.extend(missing.segments.iter().filter(|one| one.gain));
    }
}

/// From a breakpoint to the end of the arm. A break at the centromere takes the whole arm.
const fn beyond(band: Band) -> Band {
    let from = if band.is_centromere() { 0 } else { band.from };
    Band { arm: band.arm, from, to: Band::END }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    fn balance(text: &str) -> String {
        let karyotype = parse(&format!("46,XX,{text}"), None);
        let balance = Balance::of(&karyotype.clones[0].aberrations[0]);
        let mut said: Vec<String> = balance
            .segments
            .iter()
            .map(|one| {
                let arm = if one.band.arm == Arm::P { 'p' } else { 'q' };
                let sign = if one.gain { '+' } else { '-' };
                format!("{sign}{}{arm}{}-{}", one.chromosome, one.band.from, one.band.to)
            })
            .collect();
        said.extend(balance.unknown.iter().map(|one| format!("?{one}")));
        said.join(" ")
    }

    #[test]
    fn gains_and_losses_follow_from_the_writing() {
        assert_eq!(balance("-7"), "-7p0-9999 -7q0-9999");
        assert_eq!(balance("del(5)(q13q33)"), "-5q1300-3399");
        assert_eq!(balance("del(20)(q11.2)"), "-20q1120-9999");
        assert_eq!(balance("add(17)(p11)"), "-17p1100-9999");
        assert_eq!(balance("i(17)(q10)"), "-17p0-9999 +17q0-9999");
        assert_eq!(balance("idic(17)(p11)"), "-17p1100-9999 +17q0-9999");
        assert_eq!(balance("idic(X)(q13)"), "-Xq1300-9999 +Xp0-9999");
        assert_eq!(balance("der(1;7)(q10;p10)"), "-1p0-9999 -7q0-9999");
        assert_eq!(balance("der(5)t(5;17)(q13;q21)"), "-5q1300-9999 +17q2100-9999");
        assert_eq!(balance("der(17)t(3;17)(p10;q10)"), "+3p0-9999 -17p0-9999");
        assert_eq!(balance("dic(5;17)(q13;p11.2)"), "-5q1300-9999 -17p1120-9999");
        assert_eq!(balance("+der(5)t(5;17)(q13;q21)"), "+5p0-9999 +5q0-1299 +17q2100-9999");
        assert_eq!(balance("+i(17)(q10)"), "+17q0-9999 +17q0-9999");
        assert_eq!(balance("der(7)del(7)(p11)add(7)(q33)"), "-7p1100-9999 -7q3300-9999");
        assert_eq!(balance("r(7)(p22q31)"), "-7p2200-9999 -7q3100-9999");
        assert_eq!(balance("t(8;21)(q22;q22)"), "");
        assert_eq!(balance("der(17)"), "?17");
        assert_eq!(balance("del(11)"), "?11");
        assert_eq!(balance("+1q"), "+1q0-9999");
        assert_eq!(balance("5q-"), "-5q0-9999");
        assert_eq!(balance("dup(1)(q21q32)"), "+1q2100-3299");
    }
}
