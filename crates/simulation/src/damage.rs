//! Damage of a fragment before it is read.

use std::ops::Range;

use genome::sequence::Base;

use crate::plan::DamagePlan;
use crate::random::Random;

/// Wrong bases of a fragment: their place on the haplotype, and what is read there on its forward strand.
pub(crate) type Damage = Vec<(usize, Base)>;

/// Draws the damage of the fragment that lies on a range of a haplotype; `forward` is the strand that the first mate reads.
///
/// METHOD: places are drawn by a Poisson process at the rate of the plan, and those count whose base can be damaged.
pub(crate) fn draw(
    plan: &DamagePlan,
    haplotype: &[Base],
    fragment: &Range<usize>,
    forward: bool,
    random: &mut Random,
) -> Damage {
    if plan.is_none() {
        return Damage::new();
    }
    let turned = |base: Base| if forward { base } else { base.complement() };
    let length = u32::try_from(fragment.len()).unwrap_or(u32::MAX);
    let mut damage = Damage::new();
    let kinds = [(plan.oxidation, Some(Base::G)), (plan.deamination, Some(Base::C)), (plan.amplification, None)];
    for (rate, wanted) in kinds {
        for _ in 0..random.poisson(rate * f64::from(length)) {
            let at = fragment.start + random.below(length) as usize;
            let Some(base) = haplotype.get(at).copied() else { continue };
            match wanted {
                Some(wanted) if turned(base) == wanted => damage.push((at, turned(Base::T))),
                Some(_) => {}
                None => damage.push((at, random.other_base(base))),
            }
        }
    }
    damage
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bases_of_the_strand_that_is_read_first_are_damaged_at_their_rate() {
        let haplotype: Vec<Base> = Base::ACGT.into_iter().cycle().take(4000).collect();
        let plan = DamagePlan { oxidation: 0.01, deamination: 0.02, amplification: 0.0 };
        let mut random = Random::stream(1, &[]);
        for (forward, kinds) in
            [(true, [(Base::G, Base::T), (Base::C, Base::T)]), (false, [(Base::C, Base::A), (Base::G, Base::A)])]
        {
            let mut counts = [0u32; 2];
            for _ in 0..100 {
                for (at, base) in draw(&plan, &haplotype, &(500..3500), forward, &mut random) {
                    assert!((500..3500).contains(&at));
                    let kind = kinds.iter().position(|kind| *kind == (haplotype[at], base));
                    counts[kind.unwrap_or_else(|| panic!("{:?} became {base:?}", haplotype[at]))] += 1;
                }
            }
            // 100 fragments with 750 bases of each kind.
            assert!(counts[0].abs_diff(750) < 120 && counts[1].abs_diff(1500) < 170, "{counts:?}");
        }
        assert!(draw(&DamagePlan::default(), &haplotype, &(0..4000), true, &mut random).is_empty());
    }
}
