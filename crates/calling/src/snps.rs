//! Places where people differ: the common single-nucleotide polymorphisms of a population resource.

use std::num::NonZeroU16;
use std::path::{Path, PathBuf};

use genome::contig::{ContigIndex, ContigList};
use genome::position::{Interval, Position};
use genome::sequence::Base;
use hts::vcf::{SitesError, VariantSite, VariantSites};
use serde::{Deserialize, Serialize};

/// Why a list of common polymorphisms cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SnpError {
    /// The file cannot be read.
    #[error(transparent)]
    Sites(#[from] SitesError),
    /// A frequency that is none.
    #[error("{}: {contig}:{position}: INFO/AF is {value:?}; a number from 0 to 1 for each alternate allele is wanted", path.display())]
    Frequency {
        /// The file.
        path: PathBuf,
        /// The contig's name.
        contig: String,
        /// The position.
        position: Position,
        /// The value, as written.
        value: String,
    },
    /// No site can be used.
    #[error(
        "{}: no line is a single base with INFO/AF between 0 and 1; give the common variants of a population resource",
        path.display()
    )]
    None {
        /// The file.
        path: PathBuf,
    },
}

/// The frequency of an allele in a population, above 0 and at most 1, in steps of 1/65535: two bytes, because there are
/// millions of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PopulationFrequency(NonZeroU16);

impl PopulationFrequency {
    /// The nearest step to a frequency; `None` outside 0 to 1, and below half a step.
    #[must_use]
    pub fn new(frequency: f64) -> Option<Self> {
        if !(0.0..=1.0).contains(&frequency) {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 65535")]
        let steps = (frequency * f64::from(u16::MAX)).round() as u16;
        NonZeroU16::new(steps).map(Self)
    }

    /// The frequency.
    #[must_use]
    pub fn get(self) -> f64 {
        f64::from(self.0.get()) / f64::from(u16::MAX)
    }
}

/// A polymorphism.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Snp {
    /// Where.
    pub position: Position,
    /// The base of the reference, as the list says it.
    pub reference: Base,
    /// The other allele; of several the most frequent.
    pub alternate: Base,
    /// Its frequency.
    pub frequency: PopulationFrequency,
}

/// The polymorphisms of a list, by place. Without a list there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snps {
    contigs: Vec<Vec<Snp>>,
}

impl Snps {
    /// Reads the lines of a VCF that replace one base by one other and state the frequency in `INFO/AF`; others are
    /// passed over, and of several alternate alleles the most frequent is taken. Memory: 8 bytes a site.
    ///
    /// # Errors
    /// When the file cannot be read, states a frequency that is none, or no line is of use.
    pub fn read(path: &Path, contigs: &ContigList) -> Result<Self, SnpError> {
        let mut sites = VariantSites::open(path, contigs)?;
        let mut snps = Self { contigs: vec![Vec::new(); contigs.contigs().len()] };
        while let Some(site) = sites.read()? {
            let found = snp(site).map_err(|value| SnpError::Frequency {
                path: path.to_owned(),
                contig: contigs.get(site.contig()).map(|contig| contig.name.to_string()).unwrap_or_default(),
                position: site.position(),
                value,
            })?;
            snps.contigs[site.contig().get()].extend(found);
        }
        if snps.is_empty() {
            return Err(SnpError::None { path: path.to_owned() });
        }
        for contig in &mut snps.contigs {
            // Of two lines for one place the more frequent allele stays.
            contig.sort_by_key(|snp| (snp.position, std::cmp::Reverse(snp.frequency)));
            contig.dedup_by_key(|snp| snp.position);
            contig.shrink_to_fit();
        }
        Ok(snps)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.contigs.iter().all(Vec::is_empty)
    }

    /// Those of an interval, from left to right.
    #[must_use]
    pub fn within(&self, contig: ContigIndex, interval: Interval) -> &[Snp] {
        let all = self.contigs.get(contig.get()).map_or(&[][..], Vec::as_slice);
        let from = all.partition_point(|snp| snp.position < interval.start());
        let to = all.partition_point(|snp| snp.position <= interval.end());
        &all[from..to]
    }
}

/// A base from a field that holds exactly one.
fn single_base(text: &str) -> Option<Base> {
    let base: Base = text.parse::<genome::sequence::Sequence>().ok().and_then(|bases| match bases[..] {
        [base] => Some(base),
        _ => None,
    })?;
    (base != Base::N).then_some(base)
}

/// The most frequent single-base allele of a line; the error is the frequency as written.
fn snp(site: VariantSite<'_>) -> Result<Option<Snp>, String> {
    let (Some(reference), Some(written)) = (single_base(site.reference()), site.info("AF")) else { return Ok(None) };
    let mut best: Option<Snp> = None;
    let mut frequencies = written.split(',');
    for allele in site.alternates() {
        let text = frequencies.next().ok_or_else(|| written.to_owned())?;
        if text == "." {
            continue;
        }
        let frequency: f64 = text.parse().map_err(|_| written.to_owned())?;
        if !(0.0..=1.0).contains(&frequency) {
            return Err(written.to_owned());
        }
        let (Some(alternate), Some(frequency)) = (single_base(allele), PopulationFrequency::new(frequency)) else {
            continue;
        };
        if alternate != reference && best.is_none_or(|best| best.frequency < frequency) {
            best = Some(Snp { position: site.position(), reference, alternate, frequency });
        }
    }
    Ok(best)
}

#[cfg(test)]
mod tests {
    use genome::contig::{Contig, ContigName};
    use genome::position::Length;

    use super::*;

    fn read(lines: &str) -> Result<Snps, SnpError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("snps.vcf");
        let header = "##fileformat=VCFv4.4\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n";
        std::fs::write(&path, format!("{header}{lines}")).unwrap();
        let contig = Contig { name: ContigName::new("chr1").unwrap(), length: Length::new(1000).unwrap(), md5: None };
        Snps::read(&path, &ContigList::new(vec![contig]).unwrap())
    }

    #[test]
    fn single_bases_with_a_frequency_are_taken() {
        let lines = "chr1\t90\t.\tA\tG\t.\t.\tAC=1;AF=0.25\nchr1\t50\t.\tC\tG,T,CA\t.\t.\tAF=0.01,0.4,0.5\n\
                     chr1\t60\t.\tC\tCA\t.\t.\tAF=0.3\nchr1\t61\t.\tC\tT\t.\t.\tAF=.\nchr1\t62\t.\tC\tT\t.\t.\tAC=3\n\
                     chr1\t50\t.\tC\tG\t.\t.\tAF=0.02\nchr1\t63\t.\tC\tT\t.\t.\tAF=0\n";
        let snps = read(lines).unwrap();
        let whole = Interval::from_half_open(0, 1000).unwrap();
        let found = snps.within(ContigIndex::new(0).unwrap(), whole);
        let alleles: Vec<(u32, Base)> = found.iter().map(|snp| (snp.position.get(), snp.alternate)).collect();
        assert_eq!(alleles, [(50, Base::T), (90, Base::G)]);
        assert!((found[0].frequency.get() - 0.4).abs() < 1e-4);
        let left = Interval::from_half_open(49, 89).unwrap();
        assert_eq!(snps.within(ContigIndex::new(0).unwrap(), left).len(), 1);
        assert!(snps.within(ContigIndex::new(7).unwrap(), left).is_empty());
    }

    #[test]
    fn what_is_no_list_of_frequencies_is_refused() {
        for bad in ["AF=2", "AF=often", "AF=-0.1", "AF=nan"] {
            let error = read(&format!("chr1\t5\t.\tA\tG\t.\t.\t{bad}\n")).unwrap_err().to_string();
            assert!(error.contains("chr1:5") && error.contains(&bad[3..]), "{error}");
        }
        let several = read("chr1\t5\t.\tA\tG,T\t.\t.\tAF=0.5\n").unwrap_err().to_string();
        assert!(several.contains("each alternate allele"), "{several}");
        assert!(matches!(read("chr1\t5\t.\tA\tG\t.\t.\tDP=5\n"), Err(SnpError::None { .. })));
    }

    #[test]
    fn a_frequency_takes_two_bytes_and_zero_is_none() {
        assert_eq!((size_of::<Option<PopulationFrequency>>(), size_of::<Snp>()), (2, 8));
        assert!(PopulationFrequency::new(0.0).is_none() && PopulationFrequency::new(f64::NAN).is_none());
        let one = PopulationFrequency::new(1.0).unwrap().get();
        assert!((one - 1.0).abs() < 1e-12);
    }
}
