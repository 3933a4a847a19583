//! The features of IPSS-M that are derived from others: three-valued, as in the reference program.

use guideline::truth::Truth;

use super::{Gene, GeneStatus, Input, MutationCount, RESIDUAL_GENES};

/// The reference program infers loss of heterozygosity from an allele fraction above this.
const LOSS_ABOVE: f64 = 0.55;

/// `SF3B1` with isolated del(5q): neither -7/del(7q) nor a complex karyotype beside it.
#[must_use]
pub fn sf3b1_5q(input: &Input) -> Truth {
    input.genes.get(Gene::Sf3b1).and(input.del5q).and(!input.del7_7q).and(!input.complex)
}

/// `SF3B1` alpha: `SF3B1` without del(5q) as above, and without six genes that take its good outlook away.
#[must_use]
pub fn sf3b1_alpha(input: &Input) -> Truth {
    [Gene::Srsf2, Gene::Stag2, Gene::Bcor, Gene::Bcorl1, Gene::Runx1, Gene::Nras]
        .into_iter()
        .fold(input.genes.get(Gene::Sf3b1).and(!sf3b1_5q(input)), |alpha, gene| alpha.and(!input.genes.get(gene)))
}

/// What stands for a lost second allele: an allele fraction above 0.55, or loss of 17p.
fn inferred_loss(input: &Input) -> bool {
    input.tp53.greatest_fraction.is_some_and(|fraction| fraction.get() > LOSS_ABOVE) || input.del17_17p == Truth::Yes
}

/// Loss is said to be absent, and something else shows it.
pub(super) fn contradicts_loss(input: &Input) -> bool {
    input.tp53.loss_of_heterozygosity == Truth::No && inferred_loss(input)
}

/// Multi-hit `TP53` as the IPSS-M program derives it: two mutations, or one with loss of heterozygosity. A stated loss or
/// its absence is believed; what is not stated is inferred only where that shows a loss.
#[must_use]
pub fn tp53_multi(input: &Input) -> Truth {
    match input.tp53.mutations {
        None => Truth::Unknown,
        Some(MutationCount::None) => Truth::No,
        Some(MutationCount::TwoOrMore) => Truth::Yes,
        Some(MutationCount::One) if inferred_loss(input) => Truth::Yes,
        Some(MutationCount::One) => input.tp53.loss_of_heterozygosity,
    }
}

/// The number of mutated residual genes, at most two, in the best, mean and worst scenario.
///
/// METHOD: with N mutated of S assessed genes and M not assessed, best min(N, 2); worst min(N + M, 2); mean
/// min(N, 2) + max((2 - N)/2 x M/(S + M) x `average`, 0) (reference program).
pub(super) fn residual_genes(genes: &GeneStatus, average: f64) -> [f64; 3] {
    let count = |wanted: Truth| RESIDUAL_GENES.iter().map(|gene| f64::from(u8::from(genes.get(*gene) == wanted))).sum();
    let (mutated, missing): (f64, f64) = (count(Truth::Yes), count(Truth::Unknown));
    let best = mutated.min(2.0);
    let total = f64::from(u8::try_from(RESIDUAL_GENES.len()).unwrap_or(u8::MAX));
    let mean = best + ((2.0 - mutated) / 2.0 * (missing / total) * average).max(0.0);
    [best, mean, (mutated + missing).min(2.0)]
}
