//! Copy number, fusions, karyotypes.

use interpretation::language::Words;
use interpretation::workup::{Fusion as Joined, FusionsAssessed};

use super::answers::answer;
use crate::bundle::{Bundle, Kind, Segment, name};
use crate::document::Section;
use crate::document::finding::{Banded, CalledFusion, CopyNumber, Fusions, Genomic, Karyotypes};

pub(super) fn copy_number(bundle: &Bundle) -> Section<CopyNumber> {
    let Some(segments) = &bundle.segments else {
        return Section::NotPerformed {
            why: Words::new(
                format!("Copy number was not called: the bundle has no {}.", name::SEGMENTS),
                format!("Kopital er ikke kaldt: bundtet har ingen {}.", name::SEGMENTS),
            ),
        };
    };
    if segments.is_empty() || segments.iter().all(|segment| segment.kind == Kind::NotAssessable) {
        return Section::NotAssessable {
            why: Words::new("No segment can be assessed.", "Intet segment kan vurderes."),
        };
    }
    let not_assessable = segments.iter().filter(|segment| segment.kind == Kind::NotAssessable);
    Section::Performed {
        result: CopyNumber {
            purity: bundle.purity.clone(),
            not_assessable_bases: not_assessable.map(Segment::length).sum(),
            segments: segments.clone(),
        },
    }
}

pub(super) fn fusions(bundle: &Bundle) -> Section<Fusions> {
    let looked_for = bundle.findings.looked_for.as_ref();
    let assessed = looked_for.map(|looked_for| &looked_for.fusions_assessed);
    let counted = looked_for.map_or(&[][..], |looked_for| &looked_for.fusions);
    let named = |name: &Option<String>, counted: &Joined| {
        let genes = name.as_deref().and_then(|name| name.split_once("::"));
        let (first, second) = (counted.first.as_str(), counted.second.as_str());
        genes == Some((first, second)) || genes == Some((second, first))
    };
    let called: Vec<CalledFusion> = bundle
        .fusions
        .iter()
        .flatten()
        .map(|fusion| CalledFusion {
            counts: fusion.filters.is_empty() && counted.iter().any(|counted| named(&fusion.name, counted)),
            fusion: fusion.clone(),
        })
        .collect();
    let stated: Vec<String> = counted
        .iter()
        .filter(|counted| !called.iter().any(|told| told.counts && named(&told.fusion.name, counted)))
        .map(|fusion| format!("{}::{}", fusion.first, fusion.second))
        .collect();
    let nothing = matches!(assessed, None | Some(FusionsAssessed::Nothing));
    if nothing && bundle.fusions.is_none() && stated.is_empty() {
        return Section::NotPerformed {
            why: Words::new(
                "Structural variants and fusions were not called.",
                "Strukturelle varianter og fusioner er ikke kaldt.",
            ),
        };
    }
    let looked_for = match assessed {
        Some(FusionsAssessed::All) => None,
        Some(FusionsAssessed::Genes(genes)) => Some(genes.iter().cloned().collect()),
        Some(FusionsAssessed::Nothing) | None => Some(Vec::new()),
    };
    Section::Performed { result: Fusions { looked_for, called, stated } }
}

pub(super) fn karyotypes(bundle: &Bundle) -> Karyotypes {
    let banded = bundle.findings.karyotype.as_ref().map(|seen| Banded {
        text: seen.text.clone(),
        not_understood: seen.not_understood.clone(),
        answers: vec![
            answer(&seen.complex_2022),
            answer(&seen.complex_2017),
            answer(&seen.monosomal),
            answer(&seen.ipss_r_group),
            answer(&seen.ipss_group),
        ],
    });
    let of_findings = bundle.findings.genome_karyotype.as_ref().map(|seen| Genomic {
        text: seen.text_with_fractions.clone().unwrap_or_else(|| seen.text.clone()),
        answers: vec![answer(&seen.complex_2022), answer(&seen.complex_2017), answer(&seen.monosomal)],
        banded: seen.banded.clone(),
        only_genome: seen.only_genome.clone(),
        unexplained: seen.unexplained.clone(),
        notes: seen.notes.clone(),
    });
    let of_file = || {
        let seen = bundle.karyotype.as_ref()?;
        Some(Genomic {
            text: seen.text.clone(),
            answers: Vec::new(),
            banded: Vec::new(),
            only_genome: Vec::new(),
            unexplained: Vec::new(),
            notes: seen.notes.clone(),
        })
    };
    let genomic = of_findings.or_else(of_file);
    Karyotypes {
        banded: Section::of(banded, || {
            Words::new("No karyotype by banding is stated.", "Ingen karyotype ved båndfarvning er oplyst.")
        }),
        genomic: Section::of(genomic, || {
            Words::new(
                format!("The genome's karyotype was not made: the bundle has no {}.", name::KARYOTYPE),
                format!("Genomets karyotype er ikke dannet: bundtet har ingen {}.", name::KARYOTYPE),
            )
        }),
    }
}
