//! The allele fraction of each specimen, given the event.

use super::super::allele_fraction::{CELL_WIDTHS, FractionEstimate};
use super::super::shape::{SHAPES, Shape, mixed, point, times};
use super::{Event, NormalSample, SHARED, Site, Specimen};

impl Site<'_> {
    /// The estimates of the tumours and of the normals.
    pub(super) fn fractions(
        &self,
        event: Event,
        samples: &[NormalSample<'_>],
    ) -> (Vec<FractionEstimate>, Vec<FractionEstimate>) {
        let shapes = &*SHAPES;
        let maybe = |shape: &Shape| mixed(SHARED, shape, &point(0));
        let (tumour, normal) = match event {
            Event::Somatic => return self.somatic_fractions(samples),
            Event::Artefact => {
                let same = FractionEstimate::of_masses(&self.same_everywhere());
                return (vec![same; self.tumours.len()], vec![same; self.normals.len()]);
            }
            Event::Reference => (CELL_WIDTHS, CELL_WIDTHS),
            Event::GermlineHeterozygous => (shapes.heterozygous_in_tumour, shapes.heterozygous),
            Event::GermlineHomozygous => (shapes.homozygous, shapes.homozygous),
            // One normal alone surely holds it.
            Event::SomaticInNormal if self.normals.len() == 1 => (maybe(&shapes.somatic), shapes.haematopoiesis),
            Event::SomaticInNormal => (maybe(&shapes.somatic), maybe(&shapes.haematopoiesis)),
        };
        let estimates = |all: &[Specimen<'_>], prior: &Shape| {
            all.iter().map(|specimen| FractionEstimate::of_masses(&times(prior, &specimen.relative))).collect()
        };
        (estimates(&self.tumours, &tumour), estimates(&self.normals, &normal))
    }

    /// METHOD: the tumour's posterior is its own with that of the normals it leaks into. A normal's is the tumour's without
    /// this normal, carried over by t, times the normal's own likelihood.
    fn somatic_fractions(&self, samples: &[NormalSample<'_>]) -> (Vec<FractionEstimate>, Vec<FractionEstimate>) {
        let alone = self.tumours.len() == 1;
        let or_absent = |present: Shape, absent: f64| {
            if alone { present } else { mixed(SHARED, &present, &point(0).map(|mass| mass * absent)) }
        };
        let source =
            |tumour, except| or_absent(self.present_in(tumour, except), self.ln_absent_in(tumour, except).exp());
        let tumours = (0..self.tumours.len()).map(|at| FractionEstimate::of_masses(&source(at, None))).collect();
        let normals = samples.iter().zip(&self.normals).enumerate().map(|(at, (sample, specimen))| {
            let carried = sample.leak.carried_over(&source(sample.tumour, Some(at)));
            FractionEstimate::of_masses(&times(&carried, &specimen.relative))
        });
        (tumours, normals.collect())
    }
}
