//! The reads of a sample that show an allele, by each caller's own fields.

use genome::quantity::{AlleleCount, AlleleFraction, Depth};

use super::error::Fault;
use super::note::Note;
use super::parse::{depth, depths, fraction};

/// The genotype of a sample, seen from one alternate allele.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Genotype {
    /// How many of the alleles are this one.
    pub copies: u8,
    /// How many alleles there are.
    pub ploidy: u8,
    /// Whether their order tells the haplotype (`|`).
    pub phased: bool,
}

impl Genotype {
    /// Reads `GT` for the alternate allele of this number, from 1. `None` if an allele is missing.
    fn parse(text: &str, alternate: usize) -> Result<Option<Self>, Fault> {
        let fault = || Fault::Number {
            field: "GT".into(),
            text: super::parse::cut(text),
            wanted: "alleles by their numbers, as 0/1,",
        };
        let (mut copies, mut ploidy) = (0u8, 0u8);
        let mut complete = true;
        for allele in text.split(['/', '|']) {
            ploidy = ploidy.checked_add(1).ok_or_else(fault)?;
            match allele {
                "." => complete = false,
                number => {
                    let number: usize = number.parse().map_err(|_| fault())?;
                    copies += u8::from(number == alternate);
                }
            }
        }
        Ok(complete.then_some(Self { copies, ploidy, phased: text.contains('|') }))
    }
}

/// What a file says of one allele in one sample. What it does not say is `None`, and not 0.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ReadSupport {
    /// Reads (or fragments, as the caller counts) with the allele among those that tell one allele from another.
    pub count: Option<AlleleCount>,
    /// Reads at the place as the caller states it (`DP`); some callers include reads that tell nothing, others leave out
    /// reads of low quality that are in [`count`](Self::count).
    pub depth: Option<Depth>,
    /// The allele fraction as the caller states it, which may be an estimate of a model.
    pub stated_fraction: Option<AlleleFraction>,
    /// The least fraction that would have been seen at this depth, as Marv writes it (`LOD`) of a site that was asked for by
    /// name: an allele that is not found there is not present down to this fraction.
    pub detection_limit: Option<AlleleFraction>,
    /// The genotype.
    pub genotype: Option<Genotype>,
}

impl ReadSupport {
    /// The allele fraction: that of the count, and only where there is none the one stated.
    #[must_use]
    pub fn fraction(&self) -> Option<AlleleFraction> {
        self.count.and_then(AlleleCount::fraction).or(self.stated_fraction)
    }
}

/// The alleles of a record, of which the support is asked for one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alleles<'a> {
    pub reference: &'a str,
    pub alternate: &'a str,
    /// Number of the alternate allele, from 0.
    pub place: usize,
    /// How many alternate alleles there are; 0 where the record has one count for several.
    pub count: usize,
}

/// Reads with the allele, and all that tell.
type Pair = Option<(Depth, Depth)>;

fn sum(values: &[Option<Depth>]) -> Option<Depth> {
    values.iter().try_fold(0u32, |sum, value| sum.checked_add((*value)?.get())).map(Depth::new)
}

/// The count of an allele. `get` gives the value of a key of `FORMAT`. The first of these whose keys are there:
///
/// METHOD, each as its program's manual or header says:
/// - Strelka2 SNV (`AU CU GU TU`) and indel (`TAR TIR`): first tier only; alternate / (alternate + reference)
///   (Illumina/strelka user guide, "Somatic variant allele frequencies").
/// - VarDict (`VD DP`): its `AF` is `VD` / `DP`.
/// - VarScan2 (`RD AD`, one number each): its `FREQ` is `AD` / (`AD` + `RD`).
/// - SomaticSniper (`BCOUNT`): occurrences of A, C, G, T at the place.
/// - CaVEMan (`FAZ RAZ` and so on): forward and reverse reads of each base.
/// - Manta (`PR SR`, reference and alternate each): read pairs and split reads together.
/// - All with `AD` of reference and alternates (Mutect2, MuTect, GATK, DRAGEN, DeepVariant, DeepSomatic, MuSE, Scalpel,
///   SAGE, Marv): of their sum.
/// - freebayes (`RO AO`): of their sum.
/// - SomaticSeq (`DP4`): forward and reverse of reference and alternate.
fn count<'a>(get: &impl Fn(&str) -> Option<&'a str>, alleles: Alleles<'_>) -> Result<Result<Pair, Note>, Fault> {
    let list = |key: &str| get(key).map(|text| depths(key, text)).transpose();
    let first = |key: &str| Ok::<_, Fault>(list(key)?.and_then(|values| values.first().copied().flatten()));
    let of = |part: Option<Depth>, rest: Option<Depth>| {
        let (part, rest) = (part?, rest?);
        Some((part, Depth::new(part.get().checked_add(rest.get())?)))
    };
    if get("AU").is_some() && get("TU").is_some() {
        let tier = |base: &str| match base {
            "A" => first("AU"),
            "C" => first("CU"),
            "G" => first("GU"),
            "T" => first("TU"),
            _ => Ok(None),
        };
        return Ok(Ok(of(tier(alleles.alternate)?, tier(alleles.reference)?)));
    }
    if get("TIR").is_some() {
        return Ok(Ok(of(first("TIR")?, first("TAR")?)));
    }
    if let (Some(alternate), Some(all)) = (get("VD"), get("DP")) {
        return Ok(Ok(depth("VD", alternate)?.zip(depth("DP", all)?)));
    }
    let (ad, rd) = (list("AD")?, list("RD")?);
    if let (Some([alternate]), Some([reference])) = (ad.as_deref(), rd.as_deref()) {
        return Ok(Ok(of(*alternate, *reference)));
    }
    if let Some(counts) = list("BCOUNT")?.filter(|counts| counts.len() == 4) {
        let place = "ACGT".find(alleles.alternate).filter(|_| alleles.alternate.len() == 1);
        let alternate = place.and_then(|place| *counts.get(place)?);
        return Ok(Ok(alternate.zip(sum(&counts))));
    }
    if get("FAZ").is_some() && get("RAZ").is_some() {
        let mut bases = Vec::new();
        for base in ["A", "C", "G", "T"] {
            bases.push((base, sum(&[first(&format!("F{base}Z"))?, first(&format!("R{base}Z"))?])));
        }
        let alternate = bases.iter().find(|(base, _)| *base == alleles.alternate).and_then(|(_, count)| *count);
        let all: Vec<_> = bases.iter().map(|(_, count)| *count).collect();
        return Ok(Ok(alternate.zip(sum(&all))));
    }
    let (pairs, split) = (list("PR")?, list("SR")?);
    if let Some([reference, alternate]) = pairs.as_deref() {
        let more = |place: usize| split.as_ref().map_or(Some(0), |values| Some((*values.get(place)?)?.get()));
        let add = |value: Option<Depth>, more: Option<u32>| Some(Depth::new(value?.get().checked_add(more?)?));
        return Ok(Ok(of(add(*alternate, more(1)), add(*reference, more(0)))));
    }
    if let Some(values) = ad {
        return Ok(match values.len() {
            length if length == alleles.count + 1 => {
                Ok(values.get(alleles.place + 1).copied().flatten().zip(sum(&values)))
            }
            1 if values[0].is_none() => Ok(None),
            _ => Err(Note::OtherAlleles),
        });
    }
    if let (Some(reference), Some(alternates)) = (get("RO"), list("AO")?) {
        if alternates.len() != alleles.count {
            return Ok(Err(Note::OtherAlleles));
        }
        let alternate = alternates.get(alleles.place).copied().flatten();
        let all = sum(&alternates).zip(depth("RO", reference)?);
        return Ok(Ok(alternate.zip(all.and_then(|(a, r)| Some(Depth::new(a.get().checked_add(r.get())?))))));
    }
    if let Some(counts) = list("DP4")?.filter(|counts| counts.len() == 4 && alleles.count == 1) {
        return Ok(Ok(sum(&counts[2..]).zip(sum(&counts))));
    }
    Ok(Ok(None))
}

/// The stated fraction of an allele: a value for each alternate, or one for all of a single one.
fn stated<'a>(
    get: &impl Fn(&str) -> Option<&'a str>,
    alleles: Alleles<'_>,
) -> Result<Result<Option<AlleleFraction>, Note>, Fault> {
    for key in ["AF", "VAF", "FA", "FREQ"] {
        let Some(text) = get(key) else { continue };
        let values: Vec<&str> = if text.ends_with('%') { vec![text] } else { text.split(',').collect() };
        let Some(value) = values.get(alleles.place).filter(|_| values.len() == alleles.count) else { continue };
        if let Some(number) = fraction(key, value)? {
            return Ok(AlleleFraction::new(number).map(Some).map_err(|_| Note::FractionOutside));
        }
    }
    Ok(Ok(None))
}

/// What the fields of a sample say of an allele. `note` is told what could not be known.
pub(super) fn support<'a>(
    get: &impl Fn(&str) -> Option<&'a str>,
    alleles: Alleles<'_>,
    note: &mut impl FnMut(Note),
) -> Result<ReadSupport, Fault> {
    let count = match count(get, alleles)? {
        Ok(pair) => pair.and_then(|(alternate, all)| {
            let count = AlleleCount::new(alternate, all);
            if count.is_err() {
                note(Note::MoreThanAll);
            }
            count.ok()
        }),
        Err(reason) => {
            note(reason);
            None
        }
    };
    let stated_fraction = stated(get, alleles)?.unwrap_or_else(|reason| {
        note(reason);
        None
    });
    let genotype = get("GT").map(|text| Genotype::parse(text, alleles.place + 1)).transpose()?.flatten();
    let depth = get("DP").map(|text| depth("DP", text)).transpose()?.flatten();
    // Other programs write another LOD; beside an interval of the fraction it is Marv's.
    let limit = get("LOD").filter(|_| get("AFCI").is_some()).map(|text| fraction("LOD", text)).transpose()?.flatten();
    let detection_limit = limit.and_then(|limit| AlleleFraction::new(limit).ok());
    Ok(ReadSupport { count, depth, stated_fraction, detection_limit, genotype })
}

/// What `INFO` says of an allele in a file without sample columns: LoFreq, whose `AF` is the alternate reads of `DP4` of
/// `DP`.
pub(super) fn of_info<'a>(
    get: &impl Fn(&str) -> Option<&'a str>,
    alleles: Alleles<'_>,
    note: &mut impl FnMut(Note),
) -> Result<ReadSupport, Fault> {
    let four = get("DP4").map(|text| depths("DP4", text)).transpose()?;
    let all = get("DP").map(|text| depth("DP", text)).transpose()?.flatten();
    let alternate = four.filter(|four| four.len() == 4 && alleles.count == 1).and_then(|four| sum(&four[2..]));
    let count = alternate.zip(all).and_then(|(alternate, all)| {
        let count = AlleleCount::new(alternate, all);
        if count.is_err() {
            note(Note::MoreThanAll);
        }
        count.ok()
    });
    let stated_fraction = stated(get, alleles)?.unwrap_or_else(|reason| {
        note(reason);
        None
    });
    Ok(ReadSupport { count, depth: all, stated_fraction, ..ReadSupport::default() })
}
