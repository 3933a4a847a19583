//! Whether a plan can be carried out, and all that is wrong with it if not.

mod structure;

use std::collections::HashSet;
use std::fmt::Display;
use std::ops::{Bound, RangeBounds};

use genome::contig::ContigName;
use genome::position::Length;
use genome::quantity::{AlleleFraction, MeanDepth, Purity};
use genome::sequence::{Base, Sequence};

use super::{HotSpotPlan, PanelSite, Plan, SamplePlan, SequencingPlan, SomaticKind, SomaticPlan, SyntheticPlan};

/// A field of a plan that cannot be carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field} is {value}: {wanted} is wanted")]
pub struct PlanError {
    /// The field, as a path in the plan.
    pub field: String,
    /// Its value.
    pub value: String,
    /// What is wanted in its place.
    pub wanted: String,
}

/// The errors found so far.
struct Findings(Vec<PlanError>);

impl Findings {
    fn add(&mut self, field: impl Display, value: impl Display, wanted: impl Display) {
        let (field, value, wanted) = (field.to_string(), value.to_string(), wanted.to_string());
        self.0.push(PlanError { field, value, wanted });
    }

    /// A number within bounds; NaN is in none.
    fn within<T: PartialOrd + Display>(&mut self, field: impl Display, value: T, range: impl RangeBounds<T>) {
        if !range.contains(&value) {
            let above = match range.start_bound() {
                Bound::Included(bound) => format!("from {bound}"),
                Bound::Excluded(bound) => format!("above {bound}"),
                Bound::Unbounded => String::new(),
            };
            let below = match range.end_bound() {
                Bound::Included(bound) | Bound::Excluded(bound) => format!(" to {bound}"),
                Bound::Unbounded => String::new(),
            };
            self.add(field, value, format!("a number {above}{below}"));
        }
    }

    /// A name that can stand in a file name, a header and a VCF field.
    fn name(&mut self, field: impl Display, name: &str) {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        if name.is_empty() || !name.bytes().all(allowed) {
            self.add(field, format!("{name:?}"), "a name of letters, digits, '.', '_' and '-'");
        }
    }
}

/// From above 0 up to a bound.
fn above_zero(most: f64) -> (Bound<f64>, Bound<f64>) {
    (Bound::Excluded(0.0), Bound::Included(most))
}

impl Plan {
    /// Whether the plan can be carried out; otherwise everything that is wrong with it. Panel sites are compared with
    /// the reference only when there is one.
    pub fn validate(&self) -> Result<(), Vec<PlanError>> {
        let mut findings = Findings(Vec::new());
        synthetic(&self.synthetic, &mut findings);
        let germline = &self.germline;
        findings.within("germline.snv_rate", germline.snv_rate, 0.0..=0.01);
        findings.within("germline.indel_rate", germline.indel_rate, 0.0..=0.01);
        findings.within("germline.repeat_share", germline.repeat_share, 0.0..=1.0);
        for (place, spared) in germline.spared.iter().enumerate() {
            if spared.start == 0 || spared.start > spared.end {
                let value = format!("{} to {}", spared.start, spared.end);
                findings.add(
                    format!("germline.spared[{place}]"),
                    value,
                    "a first base from 1 and a last one not before it",
                );
            }
        }
        somatic(&self.somatic, &mut findings);
        if let Some(plan) = &self.hotspots {
            hot_spots(plan, self, &mut findings);
        }
        let clones = self.somatic.clones.iter().map(|clone| clone.name.as_str()).collect();
        structure::structure(&self.structure, &clones, &mut findings);
        if self.purity <= 0.0 || Purity::new(self.purity).is_err() {
            findings.add("purity", self.purity, "a share of cells above 0 up to 1");
        }
        if Purity::new(self.tumour_in_normal).is_err() {
            findings.add("tumour_in_normal", self.tumour_in_normal, "a share of cells from 0 to 1");
        }
        sample("tumour", &self.tumour, &mut findings);
        sample("normal", &self.normal, &mut findings);
        if self.tumour.sample == self.normal.sample {
            findings.add("normal.sample", format!("{:?}", self.normal.sample), "another name than that of the tumour");
        }
        sequencing(&self.sequencing, &mut findings);
        if findings.0.is_empty() { Ok(()) } else { Err(findings.0) }
    }
}

fn synthetic(plan: &SyntheticPlan, findings: &mut Findings) {
    let mut names = HashSet::new();
    if plan.contigs.is_empty() {
        findings.add("synthetic.contigs", "empty", "at least one contig");
    }
    for (place, contig) in plan.contigs.iter().enumerate() {
        let field = format!("synthetic.contigs[{place}]");
        if let Err(error) = ContigName::new(&contig.name) {
            findings.add(format!("{field}.name"), format!("{:?}", contig.name), error);
        }
        if !names.insert(&contig.name) {
            findings.add(format!("{field}.name"), format!("{:?}", contig.name), "a name that no other contig has");
        }
        if contig.length < 5000 || Length::new(contig.length).is_err() {
            findings.add(format!("{field}.length"), contig.length, "a length from 5000 to 2147483647 bases");
        }
    }
    findings.within("synthetic.gc_low", plan.gc_low, 0.05..=0.95);
    findings.within("synthetic.gc_high", plan.gc_high, 0.05..=0.95);
    if plan.gc_low > plan.gc_high {
        findings.add("synthetic.gc_low", plan.gc_low, "a GC fraction not above synthetic.gc_high");
    }
    findings.within("synthetic.homopolymers", plan.homopolymers, 0.0..=0.01);
    findings.within("synthetic.dinucleotides", plan.dinucleotides, 0.0..=0.01);
    findings.within("synthetic.trinucleotides", plan.trinucleotides, 0.0..=0.01);
    findings.within("synthetic.copied", plan.copied, 0.0..=0.5);
    findings.within("synthetic.copy_divergence", plan.copy_divergence, 0.0..=0.2);
}

fn somatic(plan: &SomaticPlan, findings: &mut Findings) {
    for (field, rate) in [
        ("snv_rate", plan.snv_rate),
        ("mnv_rate", plan.mnv_rate),
        ("insertion_rate", plan.insertion_rate),
        ("deletion_rate", plan.deletion_rate),
        ("duplication_rate", plan.duplication_rate),
        ("delins_rate", plan.delins_rate),
        ("neighbour_rate", plan.neighbour_rate),
    ] {
        findings.within(format!("somatic.{field}"), rate, 0.0..=0.001);
    }
    for (field, [least, most], range) in [
        ("indel_lengths", plan.indel_lengths, 1..=100),
        ("duplication_lengths", plan.duplication_lengths, 1..=400),
        ("delins_lengths", plan.delins_lengths, 1..=50),
        ("neighbour_distances", plan.neighbour_distances, 1..=100),
    ] {
        if least > most || !range.contains(&least) || !range.contains(&most) {
            let wanted = format!("a least and a greatest number, in order, from 1 to {}", range.end());
            findings.add(format!("somatic.{field}"), format!("[{least}, {most}]"), wanted);
        }
    }
    findings.within("somatic.repeat_share", plan.repeat_share, 0.0..=1.0);
    findings.within("somatic.duplication_filler", plan.duplication_filler, 0.0..=1.0);
    findings.within("somatic.distance", plan.distance, 1..=100_000);
    findings.within("somatic.germline_distance", plan.germline_distance, 1..=10_000);
    if plan.clones.is_empty() {
        findings.add("somatic.clones", "empty", "at least one clone");
    }
    let mut names = HashSet::new();
    for (place, clone) in plan.clones.iter().enumerate() {
        let field = format!("somatic.clones[{place}]");
        findings.name(format!("{field}.name"), &clone.name);
        if !names.insert(clone.name.as_str()) {
            findings.add(format!("{field}.name"), format!("{:?}", clone.name), "a name that no other clone has");
        }
        let fraction = clone.allele_fraction;
        if AlleleFraction::new(fraction).is_err() || !(fraction > 0.0 && fraction <= 0.5) {
            let wanted = "an allele fraction above 0 up to 0.5 (a variant is on one of two haplotypes)";
            findings.add(format!("{field}.allele_fraction"), fraction, wanted);
        }
    }
    for (place, site) in plan.panel.iter().enumerate() {
        panel_site(&format!("somatic.panel[{place}]"), site, &names, findings);
    }
}

fn panel_site(field: &str, site: &PanelSite, clones: &HashSet<&str>, findings: &mut Findings) {
    if Length::new(site.position).is_err() {
        findings.add(format!("{field}.position"), site.position, "a position from 1 to 2147483647");
    }
    if !clones.contains(site.clone.as_str()) {
        findings.add(format!("{field}.clone"), format!("{:?}", site.clone), "the name of one of somatic.clones");
    }
    let range = match site.kind {
        SomaticKind::Snv => 1..=1,
        SomaticKind::Mnv => 2..=20,
        SomaticKind::Delins => 1..=50,
        SomaticKind::Insertion | SomaticKind::Deletion => 1..=100,
        SomaticKind::Duplication => 1..=400,
    };
    findings.within(format!("{field}.length"), site.length, range);
    let Some(text) = &site.bases else { return };
    let bases = text.parse::<Sequence>().ok().filter(|bases| !bases.contains(&Base::N));
    // How many bases there may be.
    let (range, number) = match site.kind {
        SomaticKind::Deletion => (0..=0, "none"),
        SomaticKind::Duplication => (1..=100, "1 to 100"),
        SomaticKind::Delins => (1..=50, "1 to 50"),
        _ => (site.length..=site.length, "as many as the length"),
    };
    let count = bases.and_then(|bases| u32::try_from(bases.len()).ok());
    if count.is_none_or(|count| !range.contains(&count)) {
        let wanted = format!("{number} of the letters A, C, G and T (leave the field out for none)");
        findings.add(format!("{field}.bases"), format!("{text:?}"), wanted);
    }
}

fn hot_spots(plan: &HotSpotPlan, all: &Plan, findings: &mut Findings) {
    findings.within("hotspots.random", plan.random, 0..=1_000_000);
    findings.within("hotspots.share", plan.share, 0.0..=1.0);
    if plan.file.is_none() && plan.random == 0 {
        findings.add("hotspots.file", "null", "a VCF or BED file of sites (or a number in hotspots.random)");
    }
    if plan.fractions.is_empty() {
        findings.add("hotspots.fractions", "empty", "at least one allele fraction");
    }
    let most = (1.0 - all.tumour.contamination) * all.purity / 2.0;
    for (place, fraction) in plan.fractions.iter().enumerate() {
        if !(*fraction > 0.0 && *fraction <= most) {
            let wanted =
                format!("an allele fraction above 0 up to {most} (one of two haplotypes of every tumour cell)");
            findings.add(format!("hotspots.fractions[{place}]"), fraction, wanted);
        }
    }
}

fn sample(field: &str, plan: &SamplePlan, findings: &mut Findings) {
    findings.name(format!("{field}.sample"), &plan.sample);
    if MeanDepth::new(plan.depth).is_err() || !(plan.depth > 0.0 && plan.depth <= 10_000.0) {
        findings.add(format!("{field}.depth"), plan.depth, "a mean depth above 0 up to 10000 reads per base");
    }
    findings.within(format!("{field}.contamination"), plan.contamination, 0.0..=0.5);
    let damage = &plan.damage;
    findings.within(format!("{field}.damage.oxidation"), damage.oxidation, 0.0..=0.1);
    findings.within(format!("{field}.damage.deamination"), damage.deamination, 0.0..=0.1);
    findings.within(format!("{field}.damage.amplification"), damage.amplification, 0.0..=0.01);
}

fn sequencing(plan: &SequencingPlan, findings: &mut Findings) {
    let length = plan.read_length;
    findings.within("sequencing.read_length", length, 50..=500);
    findings.within("sequencing.fragment_mean", plan.fragment_mean, f64::from(length)..=2000.0);
    findings.within("sequencing.fragment_deviation", plan.fragment_deviation, 0.0..=500.0);
    findings.within("sequencing.duplicates", plan.duplicates, 0.0..=0.9);
    findings.within("sequencing.failed_reads", plan.failed_reads, 0.0..=0.5);
    findings.within("sequencing.error_scale", plan.error_scale, 0.0..=100.0);
    findings.within("sequencing.indel_error", plan.indel_error, 0.0..=0.01);
    findings.within("sequencing.indel_error_growth", plan.indel_error_growth, above_zero(10.0));
    findings.within("sequencing.repeat_indel_error", plan.repeat_indel_error, 0.0..=0.01);
    findings.within("sequencing.further_unit", plan.further_unit, 0.0..=0.5);
}
