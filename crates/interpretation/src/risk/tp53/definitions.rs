//! The definitions as ordered rules.

use genome::quantity::AlleleFraction;

use super::{AllelicState, Findings};
use crate::decision_list::{Ambiguity, DecisionList, Evidence, rule};
use crate::source::Citation;

const TWO: (&str, &str) = ("Two mutations or more", "To mutationer eller flere");
const ONE_AND_LOSS: (&str, &str) = (
    "A mutation, and the other allele lost by deletion or copy-neutrally",
    "En mutation, og den anden allel tabt ved deletion eller kopineutralt",
);
const DELETED: (&str, &str) = (
    "No copy left: biallelic by deletion (not in the definition)",
    "Ingen kopi tilbage: biallelisk ved deletion (ikke i definitionen)",
);
const SINGLE: (&str, &str) = ("A mutation, else", "En mutation, i øvrigt");
const NONE: (&str, &str) = ("No mutation", "Ingen mutation");

fn two(findings: &Findings) -> Evidence {
    findings.mutations_at_least(2, None)
}

fn one(findings: &Findings) -> Evidence {
    findings.mutations_at_least(1, None)
}

fn one_and_loss(findings: &Findings) -> Evidence {
    Evidence::all([one(findings), findings.other_allele_lost()])
}

fn one_and_known_loss(findings: &Findings) -> Evidence {
    Evidence::all([one(findings), !findings.copy_number_unknown(), findings.other_allele_lost()])
}

/// Only where the locus was looked at: the definitions do not ask for it, and an answer does not stay open for its sake.
fn deleted(findings: &Findings) -> Evidence {
    Evidence::all([!findings.copy_number_unknown(), findings.deleted_on_both(), !one(findings)])
}

fn otherwise(_: &Findings) -> Evidence {
    Evidence::all([])
}

const BERNARD_2020: Citation = Citation::checked("BERNARD2020", "definition of TP53 allelic states");

const COPY_NUMBER: Ambiguity = Ambiguity {
    id: "copy_number_not_known",
    en: "A single mutation where copy number at 17p is not known. The definition was made where it was known.",
    da: "En enkelt mutation, hvor kopital ved 17p ikke er kendt. Definitionen er lavet, hvor det var kendt.",
    readings: &["stays open", "taken as kept"],
    citation: BERNARD_2020,
};

/// Bernard 2020: multi-hit is two mutations, or one with loss of the other allele.
pub static BERNARD: DecisionList<Findings, AllelicState> = DecisionList {
    edition: "TP53 allelic state, Bernard 2020",
    sections: &[&[
        rule("bernard.two", AllelicState::MultiHit, TWO, BERNARD_2020, None, two),
        rule(
            "bernard.loss",
            AllelicState::MultiHit,
            ONE_AND_LOSS,
            BERNARD_2020,
            Some((COPY_NUMBER.id, "stays open")),
            one_and_loss,
        ),
        rule(
            "bernard.known_loss",
            AllelicState::MultiHit,
            ONE_AND_LOSS,
            BERNARD_2020,
            Some((COPY_NUMBER.id, "taken as kept")),
            one_and_known_loss,
        ),
        rule("bernard.deleted", AllelicState::DeletedOnBoth, DELETED, BERNARD_2020, None, deleted),
        rule("bernard.single", AllelicState::SingleHit, SINGLE, BERNARD_2020, None, one),
        rule("bernard.none", AllelicState::NoMutation, NONE, BERNARD_2020, None, otherwise),
    ]],
    ambiguities: &[COPY_NUMBER],
};

const PROGRAM: Citation = Citation::checked("IPSSM2022", "reference program: TP53multi");

/// The IPSS-M program: as Bernard 2020, and an allele fraction above 55 % counts as loss.
pub static IPSS_M: DecisionList<Findings, AllelicState> = DecisionList {
    edition: "TP53 multi-hit, IPSS-M program",
    sections: &[&[
        rule("ipss_m.two", AllelicState::MultiHit, TWO, PROGRAM, None, two),
        rule(
            "ipss_m.fraction",
            AllelicState::MultiHit,
            ("A mutation above 55 %", "En mutation over 55 %"),
            PROGRAM,
            None,
            |findings| findings.fraction_above(0.55),
        ),
        rule("ipss_m.loss", AllelicState::MultiHit, ONE_AND_LOSS, PROGRAM, None, one_and_loss),
        rule("ipss_m.deleted", AllelicState::DeletedOnBoth, DELETED, PROGRAM, None, deleted),
        rule("ipss_m.single", AllelicState::SingleHit, SINGLE, PROGRAM, None, one),
        rule("ipss_m.none", AllelicState::NoMutation, NONE, PROGRAM, None, otherwise),
    ]],
    ambiguities: &[],
};

const WHO_TABLE: Citation = Citation::read("WHO5", "table 3, MDS with biallelic TP53 inactivation");

/// WHO 5th edition: biallelic, and presumed biallelic above 49 % as long as copy number is not known.
pub static WHO5: DecisionList<Findings, AllelicState> = DecisionList {
    edition: "TP53, WHO 5th edition 2022",
    sections: &[&[
        rule("who5.two", AllelicState::MultiHit, TWO, WHO_TABLE, None, two),
        rule(
            "who5.presumed",
            AllelicState::PresumedBiallelic,
            (
                "A mutation above 49 % where copy number is not known: loss of the other allele is presumed",
                "En mutation over 49 %, hvor kopital ikke er kendt: tab af den anden allel formodes",
            ),
            WHO_TABLE,
            None,
            |findings| Evidence::all([findings.copy_number_unknown(), findings.fraction_above(0.49)]),
        ),
        rule("who5.loss", AllelicState::MultiHit, ONE_AND_LOSS, WHO_TABLE, None, one_and_loss),
        rule("who5.deleted", AllelicState::DeletedOnBoth, DELETED, WHO_TABLE, None, deleted),
        rule("who5.single", AllelicState::SingleHit, SINGLE, WHO_TABLE, None, one),
        rule("who5.none", AllelicState::NoMutation, NONE, WHO_TABLE, None, otherwise),
    ]],
    ambiguities: &[],
};

const ICC_TABLE: Citation = Citation::remembered("ICC2022", "table of myeloid neoplasms with mutated TP53, footnotes");

const COMPLEX: Ambiguity = Ambiguity {
    id: "complex_karyotype_with_kept_allele",
    en: "A single mutation with a complex karyotype: does it count where the other allele is known to be kept?",
    da: "En enkelt mutation med kompleks karyotype: tæller den, hvor den anden allel vides at være bevaret?",
    readings: &["counts whatever the copy number", "counts only where copy number is not known"],
    citation: ICC_TABLE,
};

const COMPLEX_RULE: (&str, &str) =
    ("A mutation of 10 % or more with a complex karyotype", "En mutation på 10 % eller mere med kompleks karyotype");

fn tenth_and_complex(findings: &Findings) -> Evidence {
    Evidence::all([findings.mutations_at_least(1, Some(AlleleFraction::TENTH)), findings.complex()])
}

/// ICC 2022: multi-hit, by two mutations of 10 %, loss, a fraction above 50 %, or a complex karyotype. All of it is
/// remembered: to be confirmed.
pub static ICC: DecisionList<Findings, AllelicState> = DecisionList {
    edition: "TP53, ICC 2022",
    sections: &[&[
        rule(
            "icc.two",
            AllelicState::MultiHit,
            ("Two mutations or more, each of 10 % or more", "To mutationer eller flere, hver på 10 % eller mere"),
            ICC_TABLE,
            None,
            |findings| findings.mutations_at_least(2, Some(AlleleFraction::TENTH)),
        ),
        rule("icc.loss", AllelicState::MultiHit, ONE_AND_LOSS, ICC_TABLE, None, one_and_loss),
        rule(
            "icc.fraction",
            AllelicState::MultiHit,
            ("A mutation above 50 %", "En mutation over 50 %"),
            ICC_TABLE,
            None,
            |findings| findings.fraction_above(0.5),
        ),
        rule(
            "icc.complex",
            AllelicState::MultiHit,
            COMPLEX_RULE,
            ICC_TABLE,
            Some((COMPLEX.id, COMPLEX.readings[0])),
            tenth_and_complex,
        ),
        rule(
            "icc.complex_unknown",
            AllelicState::MultiHit,
            COMPLEX_RULE,
            ICC_TABLE,
            Some((COMPLEX.id, COMPLEX.readings[1])),
            |findings| Evidence::all([findings.copy_number_unknown(), tenth_and_complex(findings)]),
        ),
        rule("icc.deleted", AllelicState::DeletedOnBoth, DELETED, ICC_TABLE, None, deleted),
        rule("icc.single", AllelicState::SingleHit, SINGLE, ICC_TABLE, None, one),
        rule("icc.none", AllelicState::NoMutation, NONE, ICC_TABLE, None, otherwise),
    ]],
    ambiguities: &[COMPLEX],
};
