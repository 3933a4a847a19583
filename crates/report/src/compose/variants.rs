//! Small variants and tandem duplications.

use genome::quantity::{AlleleCount, Depth, StandardScore};
use interpretation::driver::DriverStatus;
use interpretation::language::Language::{Danish, English};
use interpretation::language::{Named, Words};
use interpretation::meaning::looked_for::Answer;
use interpretation::meaning::variants::Reads;
use interpretation::oncogenicity::Outcome;
use interpretation::tier::Tier;
use interpretation::variant::Origin;
use interpretation::workup::{Event, Mutation};

use crate::bundle::{CalledVariant, Findings};
use crate::document::finding::{
    Duplication, GeneGap, GeneLimit, Judgement, SmallVariants, TandemAnswer, TandemKind, TandemRow, VariantRow,
};
use crate::document::{Fraction, Section, Statement};

/// Small variants: those that were called, and those that the case states.
pub(super) fn small(findings: &Findings) -> Section<SmallVariants> {
    let Some(looked_for) = &findings.looked_for else {
        return Section::NotAssessable {
            why: Words::new(
                "The findings do not say what was looked for; make them again with this version.",
                "Fundene angiver ikke, hvad der er ledt efter; dan dem igen med denne version.",
            ),
        };
    };
    let mut rows: Vec<VariantRow> =
        findings.variants.iter().filter(|called| called.event == Event::SmallVariant).map(called_row).collect();
    let (mut not_found, mut not_assessed) = (Vec::new(), Vec::new());
    for stated in looked_for.genes.iter().filter(|stated| stated.event == Event::SmallVariant) {
        match &stated.answer {
            Answer::Found { mutations } => {
                let called = |mutation: &&Mutation| findings.variants.iter().any(|row| row.name() == mutation.name);
                rows.extend(mutations.iter().filter(|one| !called(one)).map(|one| stated_row(&stated.gene, one)));
            }
            Answer::NotFound { limit } => {
                not_found.push(GeneLimit { gene: stated.gene.clone(), limit: limit.get() });
            }
            Answer::NotAssessed { why } => not_assessed.push(GeneGap { gene: stated.gene.clone(), why: why.clone() }),
        }
    }
    let limit = looked_for.other_genes_at.map(genome::quantity::AlleleFraction::get);
    if limit.is_none() && rows.is_empty() && not_found.is_empty() && not_assessed.is_empty() {
        return Section::NotPerformed {
            why: Words::new("Nobody looked for small variants.", "Der er ikke ledt efter små varianter."),
        };
    }
    rows.sort_by_key(|row| (!row.counts, row.judgement.as_ref().map_or(DriverStatus::Established, |told| told.driver)));
    Section::Performed { result: SmallVariants { limit, not_found, not_assessed, variants: rows } }
}

fn called_row(called: &CalledVariant) -> VariantRow {
    VariantRow {
        gene: called.gene.clone(),
        name: called.name(),
        genomic: Some(called.genomic.clone()),
        vrs: called.vrs.clone(),
        transcript: called.transcript.clone(),
        coding: called.coding.clone(),
        protein: Some(called.protein.clone()).filter(|protein| protein != "p.?"),
        consequences: called.consequences.clone(),
        fraction: called.fraction.map(|value| fraction(value, called.reads)),
        normal_fraction: called.normal_fraction,
        origin: called.origin,
        counts: called.counts,
        doubts: called.filters.clone(),
        judgement: Some(judgement(called)),
    }
}

/// A variant that the case states: nobody of this house called or judged it.
fn stated_row(gene: &str, mutation: &Mutation) -> VariantRow {
    let named = mutation.name.starts_with(gene);
    VariantRow {
        gene: gene.to_owned(),
        name: if named { mutation.name.clone() } else { format!("{gene} {}", mutation.name) },
        genomic: None,
        vrs: None,
        transcript: None,
        coding: None,
        protein: None,
        consequences: Vec::new(),
        fraction: mutation.fraction.map(|value| fraction(value.get(), None)),
        normal_fraction: None,
        origin: Origin::Unknown,
        counts: true,
        doubts: Vec::new(),
        judgement: None,
    }
}

/// METHOD: the 95 % score interval of the reads (E. B. Wilson, J Am Stat Assoc 1927;22:209). Where the file counts no reads,
/// or its fraction is a model's that they do not give, there is none.
fn fraction(value: f64, reads: Option<Reads>) -> Fraction {
    let count = reads.and_then(|reads| AlleleCount::new(Depth::new(reads.alternate), Depth::new(reads.depth)).ok());
    let interval = count.and_then(|count| count.wilson_interval(StandardScore::CONFIDENCE_95));
    let interval = interval.map(|interval| [interval.lower().get(), interval.upper().get()]);
    Fraction {
        value,
        interval: interval.filter(|[low, high]| (*low..=*high).contains(&value)),
        alternate: reads.map(|reads| reads.alternate),
        depth: reads.map(|reads| reads.depth),
    }
}

fn judgement(called: &CalledVariant) -> Judgement {
    let tier = |tier: &Option<Tier>| tier.map(|tier| tier.to_string());
    let tiers = &called.tiers;
    let open = called.oncogenicity.criteria.iter().filter(|criterion| criterion.outcome == Outcome::NotAssessed);
    let class = called.oncogenicity.class;
    Judgement {
        driver: called.driver.status,
        driver_to_be_confirmed: called.driver.to_be_confirmed,
        reasons: called
            .driver
            .reasons
            .iter()
            .map(|reason| Statement { says: reason.says.clone(), citations: reason.citation.iter().cloned().collect() })
            .collect(),
        tier: tiers.overall.to_string(),
        tiers: [&tiers.diagnostic, &tiers.prognostic, &tiers.therapeutic].map(tier),
        oncogenicity: Words::new(class.in_language(English), class.in_language(Danish)),
        points: called.oncogenicity.points,
        criteria_not_assessed: open.map(|criterion| criterion.criterion.clone()).collect(),
        meaning: tiers
            .statements
            .iter()
            .map(|told| Statement::cited(told.says.clone(), told.citation.clone()))
            .collect(),
        resistance: called
            .resistance
            .iter()
            .map(|told| {
                let drugs = told.row.drugs.join(", ");
                let says = Words::new(format!("{drugs} acts less"), format!("{drugs} virker mindre"));
                Statement::cited(says, told.row.citation.clone())
            })
            .collect(),
    }
}

/// What a case file's mutation without a name is called.
const UNNAMED: &str = "not named";

/// Of which genes a report always answers (MC-YIELD-07 for `FLT3`), by the kind of duplication.
const ALWAYS: [(&str, TandemKind); 2] = [("FLT3", TandemKind::Internal), ("KMT2A", TandemKind::Partial)];

/// Tandem duplications, those of which a report always answers first.
pub(super) fn tandem(findings: &Findings) -> Section<Vec<TandemRow>> {
    let stated = findings.looked_for.iter().flat_map(|looked_for| &looked_for.genes);
    let known: Vec<TandemRow> = stated
        .filter_map(|stated| {
            let kind = match stated.event {
                Event::InternalTandemDuplication => TandemKind::Internal,
                Event::PartialTandemDuplication => TandemKind::Partial,
                Event::SmallVariant => return None,
            };
            Some(TandemRow { gene: stated.gene.clone(), kind, answer: tandem_answer(&stated.answer) })
        })
        .collect();
    if known.is_empty() {
        return Section::NotPerformed {
            why: Words::new(
                "Tandem duplications were not looked for, FLT3-ITD and KMT2A-PTD included.",
                "Der er ikke ledt efter tandem-duplikationer, heller ikke FLT3-ITD og KMT2A-PTD.",
            ),
        };
    }
    let is = |row: &TandemRow, (gene, kind): (&str, TandemKind)| row.gene == gene && row.kind == kind;
    let always = ALWAYS.map(|asked| {
        known.iter().find(|row| is(row, asked)).cloned().unwrap_or_else(|| TandemRow {
            gene: asked.0.to_owned(),
            kind: asked.1,
            answer: TandemAnswer::NotAssessed { why: Words::new("not looked for", "ikke undersøgt") },
        })
    });
    let others = known.iter().filter(|row| !ALWAYS.iter().any(|asked| is(row, *asked))).cloned();
    Section::Performed { result: always.into_iter().chain(others).collect() }
}

fn tandem_answer(answer: &Answer) -> TandemAnswer {
    match answer {
        Answer::Found { mutations } => TandemAnswer::Found {
            duplications: mutations
                .iter()
                .map(|mutation| Duplication {
                    name: Some(mutation.name.clone()).filter(|name| name != UNNAMED),
                    fraction: mutation.fraction.map(genome::quantity::AlleleFraction::get),
                    allelic_ratio: mutation.allelic_ratio,
                })
                .collect(),
        },
        Answer::NotFound { limit } => TandemAnswer::NotFound { limit: limit.get() },
        Answer::NotAssessed { why } => TandemAnswer::NotAssessed { why: why.clone() },
    }
}
