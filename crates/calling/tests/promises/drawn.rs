//! Genomes drawn without reads: the depth of windows and the alleles of heterozygous places, as a tumour of known copies and
//! purity gives them.
//!
//! What is drawn: GC content of windows that wanders along the contig, an effect of it that differs between the two specimens, a
//! wave over some megabases that only the tumour has, Poisson fragments of 300 bases with gamma-like overdispersion, places
//! without reads, alleles by a binomial with overdispersion and reads with the alternate allele lost at times, places of
//! repeats whose alleles mean nothing, and acquired substitutions of the trunk and of a part of the cells. What is not: that
//! real depth also follows replication and degraded DNA, and that germline copy numbers vary.

use calling::copy_number::evidence::{Evidence, HeterozygousSnp, SomaticSnv, WindowDepth};
use calling::fitness::sex::Sex;
use fastrand::Rng;
use genome::contig::{Contig, ContigIndex, ContigList, ContigName};
use genome::position::Length;

/// A change that some of the tumour's cells have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Event {
    pub contig: usize,
    /// First base, 0-based, and the one behind the last.
    pub start: u32,
    pub end: u32,
    /// Copies of the two chromosomes.
    pub copies: [u32; 2],
    /// The share of the tumour's cells.
    pub clonal: f64,
}

/// What is drawn.
#[derive(Debug, Clone)]
pub struct Drawing {
    pub seed: u64,
    /// Names and lengths of contigs.
    pub contigs: Vec<(String, u32)>,
    pub events: Vec<Event>,
    pub purity: f64,
    pub tumour_in_normal: f64,
    /// Of tumour and normal.
    pub depths: [f64; 2],
    pub sex: Sex,
    /// Copies of both chromosomes where nothing happened.
    pub base: [u32; 2],
    /// Acquired substitutions in a megabase, and the share of them that all tumour cells have.
    pub substitutions: f64,
    pub clonal_substitutions: f64,
    /// The share of the tumour's cells that have all the others; from a tenth to seven tenths, each another, if left out.
    pub branch: Option<f64>,
    /// Strength of the wave that only the tumour has, as a share of the depth.
    pub wave: f64,
}

impl Default for Drawing {
    fn default() -> Self {
        Self {
            seed: 1,
            contigs: vec![("chr1".into(), 30_000_000), ("chr2".into(), 20_000_000)],
            events: Vec::new(),
            purity: 0.7,
            tumour_in_normal: 0.0,
            depths: [90.0, 30.0],
            sex: Sex::Xx,
            base: [1, 1],
            substitutions: 0.3,
            clonal_substitutions: 0.6,
            branch: None,
            wave: 0.01,
        }
    }
}

fn normal(random: &mut Rng) -> f64 {
    let (u, v) = (random.f64().max(1e-12), random.f64());
    (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}

/// A Poisson number; normal where it is large.
fn poisson(random: &mut Rng, mean: f64) -> f64 {
    if mean > 40.0 {
        return (mean + mean.sqrt() * normal(random)).round().max(0.0);
    }
    let (mut count, mut product, limit) = (0.0, random.f64(), (-mean).exp());
    while product > limit {
        count += 1.0;
        product *= random.f64();
    }
    count
}

fn binomial(random: &mut Rng, n: u32, p: f64) -> u32 {
    (0..n).filter(|_| random.f64() < p).count() as u32
}

impl Drawing {
    /// Mean copies of both chromosomes per cell of the tumour's specimen.
    fn copies(&self, contig: usize, place: u32, inherited: [u32; 2], part: f64) -> [f64; 2] {
        let mut copies = [0, 1].map(|at| {
            let base = if inherited[at] == 0 { 0 } else { self.base[at] };
            part * f64::from(base) + (1.0 - part) * f64::from(inherited[at])
        });
        for event in &self.events {
            if event.contig == contig && (event.start..event.end).contains(&place) {
                for at in 0..2 {
                    let base = if inherited[at] == 0 { 0 } else { self.base[at] };
                    copies[at] += part * event.clonal * (f64::from(event.copies[at]) - f64::from(base));
                }
            }
        }
        copies
    }

    fn inherited(&self, contig: usize) -> [u32; 2] {
        match (self.contigs[contig].0.as_str(), self.sex) {
            ("chrX", Sex::Xy) | ("chrY", Sex::Xy) => [1, 0],
            ("chrY", Sex::Xx) => [0, 0],
            _ => [1, 1],
        }
    }

    pub fn list(&self) -> ContigList {
        let contig = |(name, length): &(String, u32)| Contig {
            name: ContigName::new(name).unwrap(),
            length: Length::new(*length).unwrap(),
            md5: None,
        };
        ContigList::new(self.contigs.iter().map(contig).collect()).unwrap()
    }

    pub fn draw(&self) -> Evidence {
        let mut random = Rng::with_seed(self.seed);
        let (mut windows, mut snps, mut somatic) = (Vec::new(), Vec::new(), Vec::new());
        let effects = [-2.0 + 4.0 * random.f64(), -2.0 + 4.0 * random.f64()];
        for (at, (_, length)) in self.contigs.iter().enumerate() {
            let contig = ContigIndex::new(at).unwrap();
            let inherited = self.inherited(at);
            let own = f64::from(inherited[0] + inherited[1]);
            let (mut gc, phase) = (0.41, random.f64() * 10.0);
            for place in 0..length / 1000 {
                gc = (0.41 + 0.98 * (gc - 0.41) + 0.008 * normal(&mut random)).clamp(0.28, 0.66);
                let middle = place * 1000 + 500;
                let unmapped = random.f64() < 0.02;
                let wave = 1.0 + self.wave * (f64::from(place) / 2500.0 + phase).sin();
                let tumour = self.copies(at, middle, inherited, self.purity);
                let in_normal = self.copies(at, middle, inherited, self.purity * self.tumour_in_normal);
                let mut depth = |copies: f64, depth: f64, effect: f64, wave: f64| {
                    let gc_effect = (effect * (gc - 0.41) - 8.0 * (gc - 0.41) * (gc - 0.41)).exp();
                    let noise = 1.0 + 0.05 * normal(&mut random);
                    let mean = depth * copies / 2.0 * gc_effect * wave * noise.max(0.1);
                    let fragments = poisson(&mut random, mean * 1000.0 / 300.0);
                    if unmapped { 0.0 } else { fragments * 0.3 }
                };
                windows.push(WindowDepth {
                    contig,
                    place,
                    known: 1000,
                    gc,
                    tumour: depth(tumour[0] + tumour[1], self.depths[0], effects[0], wave),
                    normal: depth(in_normal[0] + in_normal[1], self.depths[1], effects[1], 1.0),
                });
                if unmapped || own < 2.0 {
                    continue;
                }
                if random.f64() < 0.7 {
                    let total = tumour[0] + tumour[1];
                    let major_is_alternate = random.bool();
                    let mut share = if total > 0.01 { tumour[usize::from(!major_is_alternate)] / total } else { 0.5 };
                    if random.f64() < 0.005 {
                        share = random.f64();
                    }
                    let share = (share + 0.01 * normal(&mut random)).clamp(0.001, 0.999);
                    // Two reads of a hundred with the alternate allele are not placed.
                    let share = share * 0.98 / (share * 0.98 + 1.0 - share);
                    let depth = poisson(&mut random, self.depths[0] * total.max(0.02) / 2.0) as u32;
                    let alternate = binomial(&mut random, depth, share);
                    if depth >= 10 {
                        let place = place * 1000 + random.u32(0..1000);
                        snps.push(HeterozygousSnp { contig, place, reference: depth - alternate, alternate });
                    }
                }
                if random.f64() < self.substitutions / 1000.0 {
                    let is_clonal = random.f64() < self.clonal_substitutions;
                    let of_some = |random: &mut Rng| self.branch.unwrap_or_else(|| 0.1 + 0.6 * random.f64());
                    let part = if is_clonal { 1.0 } else { of_some(&mut random) };
                    let total = tumour[0] + tumour[1];
                    let fraction = (self.purity * part / total.max(0.1)).min(1.0);
                    let depth = poisson(&mut random, self.depths[0] * total / 2.0) as u32;
                    let alternate = binomial(&mut random, depth, fraction);
                    if alternate >= 4 {
                        somatic.push(SomaticSnv { contig, place: middle, alternate, depth });
                    }
                }
            }
        }
        Evidence {
            contigs: self.list(),
            paired: true,
            windows,
            snps,
            somatic,
            breaks: Vec::new(),
            sex: Some(self.sex),
            tumour_in_normal: self.tumour_in_normal,
        }
    }
}
