//! Whose DNA is it? What the alleles and the depth of all specimens say of the person, before anything is judged.
//!
//! Numbers only: verdicts and words are those of [`quality`](crate::quality).
//!
//! - [`genotype`]: genotypes of one specimen.
//! - [`comparison`]: whether two specimens are of one person.
//! - [`foreign`]: how much DNA of another person each holds.
//! - [`own_variants`]: which of two specimens carries acquired variants of its own.
//! - [`sex`]: copies of X and Y.

pub mod comparison;
pub mod foreign;
pub mod genotype;
pub mod own_variants;
pub mod sex;
#[cfg(test)]
pub(crate) mod simulated;

use genome::chromosome::Chromosome;
use genome::contig::{ContigIndex, ContigList};

use crate::contamination::Contamination;
use crate::model::foreign_dna::{Basis, ForeignDna};
use crate::pass::alleles::AlleleCounts;
use crate::survey::Survey;
use comparison::Comparison;
use foreign::Teller;
use genotype::Genotype;
use own_variants::OwnVariants;
use sex::SexChromosomes;

/// The place of the specimen that the others are compared with: the first normal, or the first tumour without one.
#[must_use]
pub fn compared_with(tumours: usize, normals: usize) -> usize {
    if normals > 0 { tumours } else { 0 }
}

/// Who tells a specimen's own alleles: for a tumour a normal, and for a normal a tumour, neither by itself. A tumour alone tells its
/// own, of which only a list of common variants makes something.
pub(crate) fn teller(specimen: usize, (tumours, normals): (usize, usize)) -> Teller {
    if normals == 0 {
        return Teller { specimen, is_tumour: true };
    }
    let is_tumour = specimen >= tumours;
    Teller { specimen: if is_tumour { 0 } else { tumours }, is_tumour }
}

/// Everything that is known of whose DNA the specimens hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitness {
    /// The specimen that the others are compared with, by its place: the first normal, or the first tumour without one.
    pub compared_with: usize,
    /// Per tumour, then per normal; `None` for the specimen that the others are compared with.
    pub comparisons: Vec<Option<Comparison>>,
    /// Per tumour, then per normal; `None` where nothing tells the person's own alleles.
    pub foreign: Vec<Option<ForeignDna>>,
    /// Per tumour, against the first normal; none without a normal.
    pub own_variants: Vec<OwnVariants>,
    /// Per tumour, then per normal.
    pub sex: Vec<SexChromosomes>,
    /// Heterozygous places of the specimen that the others are compared with, over the autosomes, and those of them that a
    /// list of common variants holds.
    pub heterozygous: [u64; 2],
}

impl Fitness {
    /// From what the pass found. `specimens`: how many tumours, and how many normals; tumours come first.
    #[must_use]
    pub fn of(survey: &Survey, contigs: &ContigList, (tumours, normals): (usize, usize)) -> Self {
        let chromosomes = Chromosomes::of(contigs);
        let specimens = tumours + normals;
        let compared_with = compared_with(tumours, normals);
        let compare = |other| {
            (other != compared_with).then(|| Comparison::of(&survey.alleles, &chromosomes, compared_with, other))
        };
        let listed = survey.alleles.by_contig().any(|contig| contig.sites.iter().any(|site| site.frequency.is_some()));
        let foreign = |specimen: usize| {
            let teller = teller(specimen, (tumours, normals));
            (normals > 0 || listed).then(|| foreign::estimate(&survey.alleles, &chromosomes, specimen, teller))
        };
        let mut foreign: Vec<Option<ForeignDna>> = (0..specimens).map(foreign).collect();
        if normals > 0 {
            drop_what_a_mixture_tells(&mut foreign, tumours);
        }
        let own = |tumour| OwnVariants::of(&survey.alleles, &chromosomes, tumour, tumours);
        Self {
            compared_with,
            comparisons: (0..specimens).map(compare).collect(),
            foreign,
            own_variants: if normals > 0 { (0..tumours).map(own).collect() } else { Vec::new() },
            sex: (0..specimens).map(|specimen| SexChromosomes::of(survey, contigs, &chromosomes, specimen)).collect(),
            heterozygous: heterozygous(&survey.alleles, &chromosomes, compared_with),
        }
    }

    /// What the model of calls needs: the share of another person's DNA in each specimen where it was measured and the
    /// specimen is not wholly that person's.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of places are far below 2^52")]
    pub fn contamination(&self) -> Contamination {
        let measured = |foreign: &Option<ForeignDna>| {
            let foreign = foreign.as_ref().filter(|foreign| matches!(foreign.basis(), Basis::Measured { .. }))?;
            Some(foreign.mean()).filter(|share| share.get() < WHOLLY)
        };
        let [all, listed] = self.heterozygous;
        // One place more that is not listed: no list is complete.
        let unlisted = (all - listed + 1) as f64 / (all + 1) as f64;
        Contamination { shares: self.foreign.iter().map(measured).collect(), unlisted }
    }
}

/// Heterozygous places of a specimen, and those of them that are listed.
fn heterozygous(alleles: &AlleleCounts, chromosomes: &Chromosomes, specimen: usize) -> [u64; 2] {
    let mut counts = [0; 2];
    for contig in alleles.by_contig().filter(|contig| chromosomes.is_autosome(contig.contig())) {
        for (at, site) in contig.sites.iter().enumerate() {
            if Genotype::of(contig.of(at, specimen)) == Some(Genotype::Heterozygous) {
                counts[0] += 1;
                counts[1] += u64::from(site.frequency.is_some());
            }
        }
    }
    counts
}

/// From this share on a specimen is wholly another person's.
pub const WHOLLY: f64 = 0.9;

/// From this share of another person's DNA on, a specimen does not tell the person's own alleles.
const MIXTURE: f64 = 0.2;

/// Of a tumour and a normal that tell each other's own alleles, one that is a mixture tells nothing of the other. If both
/// look like one, the greater share is believed; a specimen that is wholly another person's than a mixture is is no mixture.
fn drop_what_a_mixture_tells(foreign: &mut [Option<ForeignDna>], tumours: usize) {
    let mean = |estimate: &Option<ForeignDna>| estimate.as_ref().map_or(0.0, |estimate| estimate.mean().get());
    let means: Vec<f64> = foreign.iter().map(mean).collect();
    for (own, (specimen, estimate)) in means.iter().zip(foreign.iter_mut().enumerate()) {
        let teller = means[if specimen < tumours { tumours.min(means.len() - 1) } else { 0 }];
        if (MIXTURE..WHOLLY).contains(&teller) && !(teller..WHOLLY).contains(own) {
            *estimate = None;
        }
    }
}

/// The chromosomes of a reference, by the places of its contigs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chromosomes {
    all: Vec<Option<Chromosome>>,
    has_autosomes: bool,
}

impl Chromosomes {
    /// By the names of contigs.
    #[must_use]
    pub fn of(contigs: &ContigList) -> Self {
        let all: Vec<_> = contigs.contigs().iter().map(|contig| Chromosome::of_name(contig.name.as_str())).collect();
        let has_autosomes = all.iter().any(|chromosome| matches!(chromosome, Some(Chromosome::Autosome(_))));
        Self { all, has_autosomes }
    }

    /// The chromosome of a contig; `None` for sequences that are none.
    #[must_use]
    pub fn get(&self, contig: ContigIndex) -> Option<Chromosome> {
        self.all.get(contig.get()).copied().flatten()
    }

    /// Whether everybody has two copies. In a reference without any autosome by name, every contig that is not named as
    /// another chromosome counts.
    #[must_use]
    pub fn is_autosome(&self, contig: ContigIndex) -> bool {
        match self.get(contig) {
            Some(chromosome) => matches!(chromosome, Chromosome::Autosome(_)),
            None => !self.has_autosomes,
        }
    }
}

#[cfg(test)]
mod tests {
    use genome::contig::{Contig, ContigName};
    use genome::position::Length;

    use super::*;

    #[test]
    fn a_mixture_tells_nothing_of_the_other() {
        use crate::model::foreign_dna::ForeignSites;
        let of = |foreign| {
            ForeignDna::estimate(&[ForeignSites { frequency: Some(1.0), foreign, depth: 100, places: 500 }], 1e-4)
        };
        let mut foreign = vec![Some(of(30)), Some(of(2)), Some(of(3))];
        drop_what_a_mixture_tells(&mut foreign, 1);
        assert_eq!(foreign.iter().map(Option::is_some).collect::<Vec<_>>(), [true, false, false]);
        let mut foreign = vec![Some(of(2)), Some(of(50))];
        drop_what_a_mixture_tells(&mut foreign, 1);
        assert_eq!(foreign.iter().map(Option::is_some).collect::<Vec<_>>(), [false, true]);
        let mut foreign = vec![Some(of(80)), Some(of(99))];
        drop_what_a_mixture_tells(&mut foreign, 1);
        assert_eq!(foreign.iter().map(Option::is_some).collect::<Vec<_>>(), [true, false]);
        let mut foreign = vec![Some(of(5)), Some(of(2))];
        drop_what_a_mixture_tells(&mut foreign, 1);
        assert!(foreign.iter().all(Option::is_some));
    }

    #[test]
    fn autosomes_are_told_by_name_where_any_is() {
        let chromosomes = |names: &[&str]| {
            let contig = |name: &&str| Contig {
                name: ContigName::new(name).unwrap(),
                length: Length::new(1000).unwrap(),
                md5: None,
            };
            Chromosomes::of(&ContigList::new(names.iter().map(contig).collect()).unwrap())
        };
        let place = |place| ContigIndex::new(place).unwrap();
        let human = chromosomes(&["chr1", "chrX", "chrUn_1", "chrM"]);
        assert_eq!([0, 1, 2, 3, 4].map(|at| human.is_autosome(place(at))), [true, false, false, false, false]);
        let other = chromosomes(&["contig_a", "X"]);
        assert_eq!([0, 1].map(|at| other.is_autosome(place(at))), [true, false]);
    }
}
