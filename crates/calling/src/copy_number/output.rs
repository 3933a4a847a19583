//! `segments.tsv`, `purity.json` and `arms.tsv`.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use genome::contig::ContigList;
use genome::quantity::{Ploidy, Purity};
use hts::unfinished::write_whole;
use serde_json::{Value, json};

use super::CopyNumber;
use super::arms::Arm;
use super::bins::Noise;
use super::call::{Kind, SegmentCall};
use super::evidence::Evidence;
use super::fit::{Decided, Fit, Fits, Stated};
use super::segment::Segment;
use super::state::Copies;
use crate::fitness::sex::Sex;

/// The columns of `segments.tsv`.
const SEGMENTS: &str = "contig\tstart\tend\ttotal\tminor\tclonal_fraction\tclonal_fraction_low\tclonal_fraction_high\t\
    depth_ratio\tbalance\twindows\tsnps\tkind";
/// The columns of `arms.tsv`.
const ARMS: &str = "region\tcontig\tstart\tend\twindows\tsnps\tdepth_ratio\tdepth_score\tbalance\tbalance_evidence\t\
    least_share_of_cells_seen\tcalled";

fn or_dot(value: Option<impl ToString>) -> String {
    value.map_or_else(|| ".".to_owned(), |value| value.to_string())
}

fn decimals(value: Option<f64>) -> String {
    or_dot(value.map(|value| format!("{value:.3}")))
}

impl CopyNumber {
    /// Writes `segments.tsv`: one line a segment; positions count from 1 and the last one is included.
    ///
    /// # Errors
    /// When the file cannot be written; nothing stays under its final name then.
    pub fn write_segments(&self, path: &Path, program: &str, contigs: &ContigList) -> io::Result<()> {
        let mut text = format!("# {program}: copies of each segment, of the first tumour against the first normal\n");
        let purity = self.fits.as_ref().and_then(Fits::purity);
        let purity = purity.map_or_else(|| "not known".to_owned(), |purity| format!("{purity:.2}"));
        let _ = writeln!(text, "# purity: {purity}; clonal_fraction: share of the tumour's cells");
        for reason in &self.not_assessed {
            let _ = writeln!(text, "# not assessed: {reason}");
        }
        text.push_str(SEGMENTS);
        text.push('\n');
        for (segment, call) in &self.segments {
            let Some(contig) = contigs.get(segment.contig) else { continue };
            let end = segment.end.min(contig.length.get());
            let _ = writeln!(text, "{}\t{}\t{end}\t{}", contig.name, segment.start + 1, fields(segment, call));
        }
        write_whole(path, text.as_bytes())
    }

    /// Writes `purity.json`: the fits with their costs and what decided, the noise, and how the segments stand to it.
    ///
    /// # Errors
    /// When the file cannot be written; nothing stays under its final name then.
    pub fn write_purity(&self, path: &Path, program: &str, evidence: &Evidence, stated: Stated) -> io::Result<()> {
        let fits = self.fits.as_ref();
        let known = fits.and_then(Fits::purity);
        let value = json!({
            "schema": "marv/purity/1",
            "program": program,
            "purity": known,
            "purity_interval": fits.filter(|_| known.is_some()).map(|fits| fits.interval),
            "ploidy": fits.filter(|_| known.is_some()).map(|fits| rounded(fits.best().ploidy)),
            "genome_doubled": fits.filter(|_| known.is_some()).map(|fits| is_doubled(fits.best())),
            "evidence": fits.map(|fits| decided(fits.decided)),
            "ambiguous": fits.map(Fits::is_ambiguous),
            "because": fits.map(Fits::because),
            "stated": { "purity": stated.purity.map(Purity::get), "ploidy": stated.ploidy.map(Ploidy::get) },
            "fits": fits.map(told),
            "counts": {
                "windows": evidence.windows.len(),
                "heterozygous_snps": evidence.snps.len(),
                "somatic_snvs": evidence.somatic.len(),
                "somatic_snvs_used": fits.map(|fits| fits.substitutions),
                "breaks": evidence.breaks.len(),
                "sex": evidence.sex.map(|sex| match sex { Sex::Xx => "XX", Sex::Xy => "XY" }),
                "tumour_in_normal": evidence.tumour_in_normal,
            },
            "noise": self.noise.as_ref().map(noise),
            "altered_share_of_genome": self.altered(),
            "not_assessed": self.not_assessed,
        });
        write_whole(path, format!("{value:#}\n").as_bytes())
    }

    /// Writes `arms.tsv`: what is seen of each asked region, called or not.
    ///
    /// # Errors
    /// When the file cannot be written; nothing stays under its final name then.
    pub fn write_arms(&self, path: &Path, program: &str, contigs: &ContigList) -> io::Result<()> {
        let mut text = format!("# {program}: what is seen of asked regions, called or not\n{ARMS}\n");
        for arm in &self.arms {
            let Some(contig) = contigs.get(arm.region.contig) else { continue };
            let _ = writeln!(text, "{}", arm_line(arm, contig.name.as_str()));
        }
        write_whole(path, text.as_bytes())
    }

    /// The share of what was assessed that is not as inherited.
    fn altered(&self) -> Option<f64> {
        let assessed = self.segments.iter().filter(|(_, call)| call.kind != Kind::NotAssessable);
        let (mut altered, mut all) = (0.0, 0.0);
        for (segment, call) in assessed {
            let length = f64::from(segment.length());
            all += length;
            altered += if call.kind == Kind::Neutral { 0.0 } else { length };
        }
        (all > 0.0).then(|| rounded(altered / all))
    }
}

/// From `total` on.
fn fields(segment: &Segment, call: &SegmentCall) -> String {
    let share = |of: fn(&super::call::Share) -> f64| decimals(call.clonal.as_ref().map(of));
    [
        or_dot(call.total),
        or_dot(call.minor),
        share(|share| share.best),
        share(|share| share.low),
        share(|share| share.high),
        decimals(segment.ratio),
        decimals(segment.minor_share()),
        segment.windows.to_string(),
        segment.balance.snps.to_string(),
        call.kind.code().to_owned(),
    ]
    .join("\t")
}

fn arm_line(arm: &Arm, contig: &str) -> String {
    let called: Vec<String> = arm.called.iter().map(|(kind, share)| format!("{kind}:{share:.3}")).collect();
    let minor = arm.balance.imbalance().map(|imbalance| (1.0 - imbalance) / 2.0);
    [
        arm.region.name.clone(),
        contig.to_owned(),
        arm.region.interval.start().to_string(),
        arm.region.interval.end().to_string(),
        arm.windows.to_string(),
        arm.balance.snps.to_string(),
        decimals(arm.ratio),
        decimals(arm.score),
        decimals(minor),
        decimals(minor.map(|_| arm.balance.cost(0.0))),
        decimals(arm.limit),
        if called.is_empty() { Kind::NotAssessable.code().to_owned() } else { called.join(";") },
    ]
    .join("\t")
}

fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

fn is_doubled(fit: &Fit) -> bool {
    fit.mixture.base == Copies::DOUBLED
}

fn decided(decided: Decided) -> &'static str {
    match decided {
        Decided::Stated => "stated",
        Decided::DepthAndBalance => "depth and balance",
        Decided::SomaticPeak => "somatic peak",
        Decided::Both => "depth and balance, somatic peak",
        Decided::PriorOnly => "prior only",
    }
}

fn told(fits: &Fits) -> Vec<Value> {
    let best = fits.best().cost();
    let of = |fit: &Fit| {
        json!({
            "purity": fit.mixture.purity,
            "ploidy": rounded(fit.ploidy),
            "genome_doubled": is_doubled(fit),
            "ratio_of_two_copies": rounded(fit.mixture.diploid_ratio),
            "cost_above_best": rounded(fit.cost() - best),
            "cost": { "segments": rounded(fit.segments), "somatic": rounded(fit.somatic), "prior": rounded(fit.prior) },
        })
    };
    fits.all().iter().map(of).collect()
}

fn noise(noise: &Noise) -> Value {
    json!({
        "window_sd": rounded(noise.window_sd),
        "windows_per_bin": noise.windows_per_bin,
        "bins": noise.bins,
        "bin_sd": rounded(noise.bin_sd),
        "waves": rounded(noise.waves),
        "snp_sd": rounded(noise.snp_sd),
        "alternate_share": rounded(noise.alternate_share),
        "overdispersion": noise.overdispersion,
    })
}
