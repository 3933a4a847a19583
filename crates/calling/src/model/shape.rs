//! What is believed of an allele fraction before the fragments are seen, per event: prior masses on the grid.
//!
//! The shapes are this program's own; each says why it is as it is. None of them is a cut-off: every fraction above 0
//! keeps some mass wherever the event allows it.

use std::sync::LazyLock;

use super::allele_fraction::{CELL_WIDTHS, GRID, GRID_POINTS};

/// Prior masses of the cells of the grid; they sum to 1.
pub(super) type Shape = [f64; GRID_POINTS];

/// Every shape the model uses.
#[derive(Debug)]
pub(super) struct Shapes {
    /// A somatic variant in a tumour.
    pub somatic: Shape,
    /// A somatic variant of the blood (clonal haematopoiesis) in a normal: at most 0.6, else it would be germline.
    pub haematopoiesis: Shape,
    /// A heterozygous germline variant in a normal.
    pub heterozygous: Shape,
    /// A heterozygous variant of two copies, one of which has it.
    pub near_half: Shape,
    /// A heterozygous variant whose reads are lost more often than the others, or that has other than two copies.
    pub off_half: Shape,
    /// Any fraction, none and all included.
    pub any: Shape,
    /// A heterozygous germline variant in a tumour, which may have lost either allele.
    pub heterozygous_in_tumour: Shape,
    /// A homozygous germline variant.
    pub homozygous: Shape,
    /// A systematic artefact.
    pub artefact: Shape,
}

/// The shapes, computed once.
pub(super) static SHAPES: LazyLock<Shapes> = LazyLock::new(|| {
    // METHOD: half even, half proportional to 1/f. Clones and subclones lie anywhere, and there are more small ones:
    // neutral growth gives a density of 1/f^2 (M. J. Williams et al., Nat Genet 2016;48:238-244), clonal peaks an even one;
    // 1/f lies between. It starts at 1.5 %, below what 90 fragments can show.
    let somatic = mixed(0.5, &shape(|_| 1.0), &shape(|f| if f >= 0.015 { 1.0 / f } else { 0.0 }));
    let up_to = |limit: f64, shape: &Shape| normalised(&keep(shape, |f| f <= limit));
    let near_half = shape(|f| (-0.5 * ((f - 0.5) / 0.025).powi(2)).exp());
    // One in a hundred is off its place: alignment bias towards the reference, or a copy-number variant of the person.
    let off_half = shape(|f| if (0.25..=0.75).contains(&f) { 1.0 } else { 0.0 });
    let homozygous = mixed(0.02, &shape(|f| if f >= 0.9 { 1.0 } else { 0.0 }), &point(GRID_POINTS - 1));
    Shapes {
        somatic,
        haematopoiesis: up_to(0.6, &somatic),
        heterozygous: mixed(0.01, &off_half, &near_half),
        near_half,
        off_half,
        any: including_none(),
        heterozygous_in_tumour: mixed(0.2, &including_none(), &near_half),
        homozygous,
        // Exponential with mean 5 %, at most one half.
        artefact: up_to(0.5, &shape(|f| (-f / 0.05).exp())),
    }
});

/// Masses from a density over f > 0.
fn shape(density: impl Fn(f64) -> f64) -> Shape {
    let mut masses = [0.0; GRID_POINTS];
    for ((mass, fraction), width) in masses.iter_mut().zip(&GRID).zip(&CELL_WIDTHS).skip(1) {
        *mass = density(*fraction) * width;
    }
    normalised(&masses)
}

/// Even masses, the cell of f = 0 included.
fn including_none() -> Shape {
    normalised(&CELL_WIDTHS)
}

/// All mass at one point of the grid.
pub(super) fn point(at: usize) -> Shape {
    let mut masses = [0.0; GRID_POINTS];
    masses[at] = 1.0;
    masses
}

/// The masses at fractions that pass.
fn keep(shape: &Shape, pass: impl Fn(f64) -> bool) -> Shape {
    let mut kept = *shape;
    for (mass, fraction) in kept.iter_mut().zip(&GRID) {
        if !pass(*fraction) {
            *mass = 0.0;
        }
    }
    kept
}

/// A share of the first shape, the rest of the second.
pub(super) fn mixed(share: f64, first: &Shape, second: &Shape) -> Shape {
    let mut masses = *second;
    for (mass, other) in masses.iter_mut().zip(first) {
        *mass = share * other + (1.0 - share) * *mass;
    }
    masses
}

/// Scaled to sum to 1.
fn normalised(masses: &Shape) -> Shape {
    let total: f64 = masses.iter().sum();
    masses.map(|mass| mass / total)
}

/// The sum of the products.
pub(super) fn dot(one: &Shape, other: &Shape) -> f64 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}

/// Product point by point.
pub(super) fn times(one: &Shape, other: &Shape) -> Shape {
    let mut product = *one;
    for (value, factor) in product.iter_mut().zip(other) {
        *value *= factor;
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_distributions() {
        let shapes = &*SHAPES;
        for (name, shape) in [
            ("somatic", &shapes.somatic),
            ("haematopoiesis", &shapes.haematopoiesis),
            ("heterozygous", &shapes.heterozygous),
            ("near half", &shapes.near_half),
            ("off half", &shapes.off_half),
            ("any", &shapes.any),
            ("heterozygous in tumour", &shapes.heterozygous_in_tumour),
            ("homozygous", &shapes.homozygous),
            ("artefact", &shapes.artefact),
        ] {
            assert!((shape.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{name}");
            assert!(shape.iter().all(|mass| (0.0..=1.0).contains(mass)), "{name}");
        }
        assert!(
            shapes.somatic[0] == 0.0 && shapes.artefact[0] == 0.0,
            "a variant that is there has a fraction above 0"
        );
        assert!(shapes.somatic[1..].iter().all(|mass| *mass > 0.0));
    }
}
