//! How much DNA of another person a specimen holds: of another sample in the laboratory, or of a donor's cells.
//!
//! METHOD: at places where the person is homozygous, another allele is foreign or an error. Which places these are is told
//! by *another* specimen of the person, so that the fragments that are counted do not choose their places. With a share c of
//! foreign DNA, whose genotype there holds the foreign allele 0, 1 or 2 times, k of n fragments show it as
//! Bin(n, 0), Bin(n, c/2) or Bin(n, c), each with errors of reading. The genotypes' probabilities follow Hardy and Weinberg
//! if the allele's frequency is known. If not, the places are those at which the person is homozygous for the allele that the
//! reference lacks; there a stranger's chromosome holds the reference's base with a probability m of about one third, and
//! c is known no better than m. Two explanations stand beside: a heterozygous genotype, and anything at all (reads from
//! elsewhere). Places where the other specimen may be homozygous only because it lost a chromosome must not be given: as
//! many heterozygous ones look like a child's.
//!
//! Earlier ideas: `ContEst` (K. Cibulskis et al., Bioinformatics 2011;27:2601-2602) and GATK's
//! `CalculateContamination`, which use homozygous places and frequencies; AMBER's matching of a mixture.
//! That relatives share alleles, and that a donor's cells are the same question as a trace, is added here.

use super::fraction_posterior::{FractionPosterior, masses_of};

/// Kinship of the other person, as far as the shares of foreign genotypes tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kinship {
    /// No close relative.
    Unrelated,
    /// A brother or sister: both alleles of the person with probability 1/4, one with 1/2, none with 1/4.
    Sibling,
    /// Parent or child: one allele is the person's everywhere.
    ParentOrChild,
}

impl Kinship {
    /// All, the most usual first.
    pub const ALL: [Self; 3] = [Self::Unrelated, Self::Sibling, Self::ParentOrChild];

    /// How probable it is beforehand of a sample in the same laboratory, and of a donor.
    fn priors(self) -> [f64; 2] {
        match self {
            Self::Unrelated => [0.98, 0.5],
            Self::Sibling => [0.01, 0.3],
            Self::ParentOrChild => [0.01, 0.2],
        }
    }

    /// Probabilities of 0, 1 and 2 foreign alleles, from those of a stranger and from the frequency with which a single
    /// chromosome holds the foreign allele.
    fn genotypes(self, stranger: [f64; 3], frequency: f64) -> [f64; 3] {
        let parent = [1.0 - frequency, frequency, 0.0];
        match self {
            Self::Unrelated => stranger,
            Self::ParentOrChild => parent,
            Self::Sibling => {
                let mixed = |at: usize, same: f64| 0.25 * stranger[at] + 0.5 * parent[at] + 0.25 * same;
                [mixed(0, 1.0), mixed(1, 0.0), mixed(2, 0.0)]
            }
        }
    }
}

/// Places of one kind: so many, each with `foreign` of `depth` fragments.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ForeignSites {
    /// The foreign allele's frequency in the population; `None` if it is not known.
    pub frequency: Option<f64>,
    /// Fragments with the foreign allele.
    pub foreign: u32,
    /// All fragments.
    pub depth: u32,
    /// How many places are like this.
    pub places: u64,
}

/// What the estimate rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Basis {
    /// Places, with so many fragments.
    Measured {
        /// Places.
        places: u64,
        /// Fragments there.
        fragments: u64,
        /// Probability of each kinship of [`Kinship::ALL`]; where next to nothing is foreign it says nothing.
        kinship: [f64; 3],
    },
    /// Too few fragments; the distribution is the prior.
    PriorOnly {
        /// Places.
        places: u64,
        /// Fragments there.
        fragments: u64,
    },
}

/// The posterior of the share of foreign DNA.
pub type ForeignDna = FractionPosterior<Basis>;

/// Fewer foreign fragments than this, expected at a share of 1 %, are no measurement.
const FEWEST_EXPECTED: f64 = 10.0;
/// The share of chromosomes of strangers that hold the reference's base where the person is homozygous for another.
///
/// METHOD: with a density of 1/p of allele frequencies, as in a population of constant size, the sum of p^2 q over that of
/// p^2 is 1/3, and two such chromosomes have probabilities of 1/2, 1/3 and 1/6: m/2 for both, m for one. People are not
/// that simple, so m is let free around it.
const UNLISTED: [(f64, f64); 5] = [(0.24, 0.1), (0.28, 0.25), (0.33, 0.3), (0.38, 0.25), (0.43, 0.1)];
/// Rounds of expectation maximisation per level; each level starts where its neighbour ended.
const ROUNDS: usize = 8;
/// How often a place is homozygous as the other specimen says, heterozygous, anything; as certain as if as many places had
/// been seen again. Were it free, heterozygous places in great number would explain a parent or child.
const EXPECTED: [f64; 3] = [0.97, 0.015, 0.015];
/// Steps of the share in ten-thousandths, up to a bound.
const STEPS: [(u32, u32); 6] = [(100, 5), (300, 10), (600, 25), (1500, 50), (3000, 100), (10_000, 200)];

/// The shares considered.
fn levels() -> Vec<f64> {
    let (mut levels, mut value) = (vec![0.0], 0);
    for (bound, step) in STEPS {
        while value < bound {
            value += step;
            levels.push(f64::from(value) / 10_000.0);
        }
    }
    levels
}

/// Joint prior masses of the shares and a kinship.
///
/// METHOD: four fifths of an exponential with mean 1 point, as samples of one laboratory mix, and one fifth even: after a
/// transplantation any share is possible, and the donor may be a relative.
fn prior(levels: &[f64], kinship: Kinship) -> Vec<f64> {
    let [sample, donor] = kinship.priors();
    masses_of(levels, |c| 0.8 * sample * (1.0 - (-c / 0.01).exp()) + 0.2 * donor * c)
}

/// ln of the binomial coefficient.
fn ln_choose(n: u32, k: u32) -> f64 {
    (1..=k.min(n - k)).map(|at| (f64::from(n + 1 - at) / f64::from(at)).ln()).sum()
}

/// Places of one count, with what does not depend on the share.
struct Cell {
    foreign: f64,
    own: f64,
    ln_choose: f64,
    heterozygous: f64,
    anything: f64,
}

impl Cell {
    fn new(sites: &ForeignSites) -> Self {
        let foreign = sites.foreign.min(sites.depth);
        let mut cell = Self {
            foreign: f64::from(foreign),
            own: f64::from(sites.depth - foreign),
            ln_choose: ln_choose(sites.depth, foreign),
            heterozygous: 0.0,
            anything: 1.0 / (f64::from(sites.depth) + 1.0),
        };
        cell.heterozygous = cell.binomial(0.5);
        cell
    }

    fn binomial(&self, fraction: f64) -> f64 {
        (self.ln_choose + self.foreign * fraction.ln() + self.own * (1.0 - fraction).ln()).exp()
    }
}

impl ForeignDna {
    /// The posterior given places. `error_rate`: how often a fragment shows one certain base that is not there.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of places and fragments are far below 2^52")]
    pub fn estimate(sites: &[ForeignSites], error_rate: f64) -> Self {
        let levels = levels();
        let places = sites.iter().map(|sites| sites.places).sum();
        let fragments = sites.iter().map(|sites| sites.places * u64::from(sites.depth)).sum();
        let with =
            |masses: &[f64], basis| Self::new(levels.iter().copied().zip(masses.iter().copied()).collect(), basis);
        let expected = |sites: &ForeignSites| {
            0.01 * sites.frequency.unwrap_or(1.0 / 3.0) * (sites.places * u64::from(sites.depth)) as f64
        };
        let priors = Kinship::ALL.map(|kinship| prior(&levels, kinship));
        if sites.iter().map(expected).sum::<f64>() < FEWEST_EXPECTED {
            let sum = |at: usize| priors.iter().map(|prior| prior[at]).sum();
            let masses: Vec<f64> = (0..levels.len()).map(sum).collect();
            return with(&normalised(&masses), Basis::PriorOnly { places, fragments });
        }
        let cells: Vec<Cell> = sites.iter().map(Cell::new).collect();
        let error_rate = error_rate.clamp(1e-6, 0.1);
        let shown = |share: f64| -> Vec<f64> {
            let fraction = share * (1.0 - error_rate) + (1.0 - share) * error_rate;
            cells.iter().map(|cell| cell.binomial(fraction)).collect()
        };
        let mut hypotheses = Hypothesis::all(sites);
        let none = shown(0.0);
        for level in &levels {
            let (one, two) = (shown(level / 2.0), shown(*level));
            for hypothesis in &mut hypotheses {
                let genotypes = hypothesis.genotypes.iter().enumerate();
                let own: Vec<f64> = genotypes
                    .map(|(cell, [zero, single, double])| zero * none[cell] + single * one[cell] + double * two[cell])
                    .collect();
                let ln = maximised(sites, &cells, &own, &mut hypothesis.weights);
                hypothesis.profile.push(hypothesis.ln_prior + ln);
            }
        }
        let profiles = hypotheses.iter().flat_map(|hypothesis| &hypothesis.profile);
        let greatest = profiles.copied().fold(f64::NEG_INFINITY, f64::max);
        let (mut masses, mut kinship) = (vec![0.0; levels.len()], [0.0; 3]);
        for hypothesis in &hypotheses {
            let at = hypothesis.kinship;
            for ((mass, ln), prior) in masses.iter_mut().zip(&hypothesis.profile).zip(&priors[at]) {
                let part = prior * (ln - greatest).exp();
                *mass += part;
                kinship[at] += part;
            }
        }
        let total: f64 = kinship.iter().sum();
        with(&normalised(&masses), Basis::Measured { places, fragments, kinship: kinship.map(|part| part / total) })
    }
}

/// Who the other person is, and how often a stranger's chromosome holds the reference's base at places that no list holds.
struct Hypothesis {
    /// Its place in [`Kinship::ALL`].
    kinship: usize,
    ln_prior: f64,
    /// Per kind of place, the probabilities of 0, 1 and 2 foreign alleles.
    genotypes: Vec<[f64; 3]>,
    /// Of the three explanations, as fitted at the last level.
    weights: [f64; 3],
    /// ln of prior and likelihood at each level.
    profile: Vec<f64>,
}

impl Hypothesis {
    fn all(sites: &[ForeignSites]) -> Vec<Self> {
        let unlisted = if sites.iter().any(|sites| sites.frequency.is_none()) { &UNLISTED[..] } else { &[(0.0, 1.0)] };
        let new = |kinship: usize, who: Kinship, m: f64, mass: f64| Self {
            kinship,
            ln_prior: mass.ln(),
            genotypes: sites
                .iter()
                .map(|sites| match sites.frequency {
                    Some(q) => who.genotypes([(1.0 - q).powi(2), 2.0 * q * (1.0 - q), q * q], q),
                    None => who.genotypes([1.0 - 1.5 * m, m, m / 2.0], m),
                })
                .collect(),
            weights: EXPECTED,
            profile: Vec::new(),
        };
        let kinships = Kinship::ALL.into_iter().enumerate();
        kinships.flat_map(|(at, who)| unlisted.iter().map(move |(m, mass)| new(at, who, *m, *mass))).collect()
    }
}

fn normalised(masses: &[f64]) -> Vec<f64> {
    let total: f64 = masses.iter().sum();
    masses.iter().map(|mass| mass / total).collect()
}

/// Fits the weights of the three explanations and gives the logarithm of the likelihood under them.
#[expect(clippy::cast_precision_loss, reason = "counts of places are far below 2^52")]
fn maximised(sites: &[ForeignSites], cells: &[Cell], own: &[f64], weights: &mut [f64; 3]) -> f64 {
    let terms = |weights: &[f64; 3], own: f64, cell: &Cell| {
        let terms = [weights[0] * own, weights[1] * cell.heterozygous, weights[2] * cell.anything];
        (terms, terms.iter().sum::<f64>().max(f64::MIN_POSITIVE))
    };
    let pseudo = EXPECTED.map(|share| share * (sites.iter().map(|sites| sites.places).sum::<u64>() as f64).max(10.0));
    let all = || sites.iter().map(|sites| sites.places as f64).zip(cells).zip(own);
    for _ in 0..ROUNDS {
        let mut counts = pseudo;
        for ((places, cell), own) in all() {
            let (terms, sum) = terms(weights, *own, cell);
            for (count, term) in counts.iter_mut().zip(terms) {
                *count += places * term / sum;
            }
        }
        let total: f64 = counts.iter().sum();
        *weights = counts.map(|count| count / total);
    }
    let prior: f64 = weights.iter().zip(pseudo).map(|(weight, count)| count * weight.ln()).sum();
    prior + all().map(|((places, cell), own)| places * terms(weights, *own, cell).1.ln()).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::fraction_posterior::probability;
    use super::super::simulated::{ERROR, Random};
    use super::*;

    /// Two chromosomes of a person whose own hold an allele of frequency p each, and of another of this kinship. Frequencies
    /// have a density of 1/p above a thousandth.
    fn persons(random: &mut Random, kinship: Kinship) -> (f64, [bool; 2], [bool; 2]) {
        let p = 1e-3f64.powf(random.uniform());
        let mut chromosome = || random.uniform() < p;
        let own = [chromosome(), chromosome()];
        let stranger = [chromosome(), chromosome()];
        let other = match kinship {
            Kinship::Unrelated => stranger,
            Kinship::ParentOrChild => [own[0], stranger[0]],
            Kinship::Sibling => [0, 1].map(|side| if random.uniform() < 0.5 { own[side] } else { stranger[side] }),
        };
        (p, own, other)
    }

    /// Places at which the person is homozygous for the alternate allele and, if they are listed, for the reference's; one in
    /// fifty is heterozygous, and to one in fifty reads come from elsewhere. Frequencies of a list are known in fortieths.
    fn places(
        random: &mut Random,
        count: u32,
        depth: f64,
        foreign: f64,
        kinship: Kinship,
        listed: bool,
    ) -> Vec<ForeignSites> {
        let mut sites = Vec::new();
        while sites.len() < count as usize {
            let (frequency, own, other) = persons(random, kinship);
            if own[0] != own[1] || !(own[0] || listed) {
                continue;
            }
            let fraction = match sites.len() % 50 {
                0 => 0.5,
                1 => random.uniform(),
                _ => foreign * [0.0, 0.5, 1.0][other.iter().filter(|allele| **allele != own[0]).count()],
            };
            let depth = random.poisson(depth);
            let shown = random.binomial(depth, fraction + ERROR);
            let frequency = if own[0] { 1.0 - frequency } else { frequency };
            let frequency = listed.then_some(((frequency * 40.0).round() / 40.0).clamp(0.005, 0.995));
            sites.push(ForeignSites { frequency, foreign: shown, depth, places: 1 });
        }
        // Alike ones are one.
        let mut counted: BTreeMap<(Option<u64>, u32, u32), ForeignSites> = BTreeMap::new();
        for site in sites {
            let key = (site.frequency.map(f64::to_bits), site.foreign, site.depth);
            counted.entry(key).and_modify(|sites| sites.places += 1).or_insert(site);
        }
        counted.into_values().collect()
    }

    #[test]
    fn the_share_is_found_whatever_it_is() {
        let mut random = Random(5);
        let (mut covered, mut runs) = (0, 0);
        for (listed, count, depth) in [(false, 600, 80.0), (false, 600, 25.0), (true, 3000, 25.0)] {
            for share in [0.0, 0.01, 0.02, 0.05, 0.3, 0.8] {
                let mut error = 0.0;
                for _ in 0..4 {
                    let sites = places(&mut random, count, depth, share, Kinship::Unrelated, listed);
                    let estimate = ForeignDna::estimate(&sites, ERROR);
                    error += (estimate.mean().get() - share).abs() / 4.0;
                    covered += u32::from(estimate.interval().contains(probability(share)) || share == 0.0);
                    runs += 1;
                }
                println!("listed {listed}, {count} places at {depth}x, share {share}: {:.2} points off", 100.0 * error);
                assert!(error < 0.002 + 0.2 * share, "{share}: {error}");
            }
        }
        println!("the interval holds the truth {covered} of {runs}");
        assert!(covered * 100 >= runs * 85, "{covered} of {runs}");
    }

    #[test]
    fn a_donor_s_kinship_is_told_by_the_genotypes() {
        let mut random = Random(9);
        for (at, kinship) in Kinship::ALL.into_iter().enumerate() {
            let sites = places(&mut random, 1500, 80.0, 0.25, kinship, false);
            let estimate = ForeignDna::estimate(&sites, ERROR);
            let Basis::Measured { kinship: told, .. } = estimate.basis() else { panic!("not measured") };
            println!("{kinship:?}: {told:.3?}, {:.3}", estimate.mean().get());
            assert!(told[at] > 0.9, "{kinship:?}: {told:?}");
            assert!((estimate.mean().get() - 0.25).abs() < 0.03, "{kinship:?}: {:?}", estimate.mean());
        }
    }

    #[test]
    fn heterozygous_places_among_them_are_no_contamination() {
        let mut random = Random(2);
        let mut sites = places(&mut random, 500, 25.0, 0.0, Kinship::Unrelated, false);
        for _ in 0..20 {
            let n = random.poisson(25.0);
            sites.push(ForeignSites { frequency: None, foreign: random.binomial(n, 0.5), depth: n, places: 1 });
        }
        let estimate = ForeignDna::estimate(&sites, ERROR);
        assert!(estimate.mean().get() < 0.004, "{:?}", estimate.mean());
    }

    #[test]
    fn too_few_fragments_are_no_measurement() {
        let nothing = ForeignDna::estimate(&[], ERROR);
        assert_eq!(nothing.basis(), Basis::PriorOnly { places: 0, fragments: 0 });
        assert!((nothing.masses().iter().map(|(_, mass)| mass).sum::<f64>() - 1.0).abs() < 1e-12);
        let few = [ForeignSites { frequency: Some(0.5), foreign: 20, depth: 30, places: 50 }];
        assert!(matches!(ForeignDna::estimate(&few, ERROR).basis(), Basis::PriorOnly { places: 50, fragments: 1500 }));
    }
}
