use genome::quantity::AlleleFraction;
use guideline::truth::Truth;
use interpretation::cytogenetics::Count;
use interpretation::laboratory::Age;
use interpretation::risk::cll::{self, Ighv, LeadingAberration, Tp53, cll_risk};
use interpretation::risk::myeloma::{self, Risk, myeloma_risk};

use super::{names, number, strings, truth, vignettes};

#[test]
fn myeloma() {
    for (why, given, expect) in vignettes("myeloma.toml") {
        let risk = myeloma_risk(&myeloma::Findings {
            del17p: truth(&given, "del17p"),
            del17p_clonal_fraction: number(&given, "del17p_fraction"),
            tp53_mutated: truth(&given, "tp53"),
            t4_14: truth(&given, "t4_14"),
            t14_16: truth(&given, "t14_16"),
            t14_20: truth(&given, "t14_20"),
            gain1q: truth(&given, "gain1q"),
            del1p32: truth(&given, "del1p32"),
            biallelic_del1p32: truth(&given, "del1p32_biallelic"),
            beta2_microglobulin: number(&given, "b2m"),
            creatinine: number(&given, "creatinine"),
            albumin: number(&given, "albumin"),
            high_ldh: truth(&given, "ldh"),
        });
        let name = |risk: &Risk| if *risk == Risk::High { "high" } else { "standard" };
        assert_eq!(risk.ims_imwg.possible.iter().map(name).collect::<Vec<_>>(), names(&expect, "ims"), "{why}");
        assert_eq!(strings(&risk.iss.possible), names(&expect, "iss"), "{why}");
        assert_eq!(strings(&risk.r_iss.possible), names(&expect, "r_iss"), "{why}");
        assert_eq!(strings(&risk.r2_iss.possible), names(&expect, "r2_iss"), "{why}");
    }
}

#[test]
fn chronic_lymphocytic_leukaemia() {
    for (why, given, expect) in vignettes("cll.toml") {
        let abnormalities = given["abnormalities"].as_integer().unwrap();
        let risk = cll_risk(&cll::Findings {
            del17p: truth(&given, "del17p"),
            tp53_mutated: truth(&given, "tp53"),
            tp53_fraction: number(&given, "tp53_vaf").map(|fraction| AlleleFraction::new(fraction).unwrap()),
            del11q: truth(&given, "del11q"),
            trisomy12: truth(&given, "trisomy12"),
            del13q: truth(&given, "del13q"),
            ighv_identity: number(&given, "ighv"),
            abnormalities: Count::exactly(u32::try_from(abnormalities).unwrap()),
            beta2_microglobulin: number(&given, "b2m"),
            advanced_stage: truth(&given, "advanced"),
            age: number(&given, "age").map(|age| Age::new(age).unwrap()),
        });
        let tp53 = |state: &Tp53| if *state == Tp53::Aberrant { "aberrant" } else { "not" };
        assert_eq!(risk.tp53.possible.iter().map(tp53).collect::<Vec<_>>(), names(&expect, "tp53"), "{why}");
        let other: Vec<&str> =
            risk.tp53.other_readings.iter().flat_map(|other| other.possible.iter().map(tp53)).collect();
        let expected = if expect.get("tp53_other").is_some() { names(&expect, "tp53_other") } else { Vec::new() };
        assert_eq!(other, expected, "{why}");
        let ighv = |state: &Ighv| if *state == Ighv::Mutated { "mutated" } else { "unmutated" };
        assert_eq!(risk.ighv.possible.iter().map(ighv).collect::<Vec<_>>(), names(&expect, "ighv"), "{why}");
        let leading = |aberration: &LeadingAberration| format!("{aberration:?}").to_lowercase();
        assert_eq!(risk.leading.possible.iter().map(leading).collect::<Vec<_>>(), names(&expect, "leading"), "{why}");
        let complex = if risk.high_complexity == Truth::Yes { "yes" } else { "no" };
        assert_eq!(Some(complex), expect["complex"].as_str(), "{why}");
        let categories: Vec<&str> = risk.ipi.possible.iter().map(|category| category.name()).collect();
        assert_eq!(categories, names(&expect, "ipi"), "{why}");
    }
}
