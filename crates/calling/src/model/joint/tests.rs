//! What the joint model promises, and how it does on simulated sites.

use proptest::prelude::*;

use super::super::evidence::{FragmentEvidence, FragmentStrand, SiteEvidence, Supports};
use super::super::prior::{Change, Priors, Tier};
use super::super::simulated::{ERROR, Random, likelihood, site};
use super::super::tumour_in_normal::TumourInNormal;
use super::*;

fn number(value: f64) -> Probability {
    Probability::new(value).unwrap()
}

fn leak(t: f64) -> TumourLeak {
    TumourLeak::new(&TumourInNormal::stated(number(t)))
}

fn priors(tier: Tier) -> Priors {
    let absent = genome::quantity::AlleleFraction::new(0.0).ok();
    Priors::new(tier, Change::Substitution, absent)
}

/// Judges (alternate, depth) of a tumour and a normal.
fn judge(tumour: (u32, u32), normal: (u32, u32), tier: Tier, leak: &TumourLeak) -> JointPosterior {
    let (tumour, normal) = (likelihood(tumour.0, tumour.1), likelihood(normal.0, normal.1));
    pair(&tumour, &normal, &priors(tier), leak)
}

fn pair(
    tumour: &FractionLikelihood,
    normal: &FractionLikelihood,
    priors: &Priors,
    leak: &TumourLeak,
) -> JointPosterior {
    let tumours = [TumourSample { likelihood: tumour, contamination: None }];
    let normals = [NormalSample { likelihood: normal, contamination: None, tumour: 0, leak }];
    JointPosterior::new(&tumours, &normals, priors, 0.0).unwrap()
}

#[test]
fn clear_cases_are_clear() {
    let none = leak(0.0);
    let best = |tumour, normal| judge(tumour, normal, Tier::HighConfidence, &none).best();
    assert_eq!(best((0, 90), (0, 30)), Event::Reference);
    assert_eq!(best((1, 90), (0, 30)), Event::Reference);
    assert_eq!(best((36, 90), (0, 30)), Event::Somatic);
    assert_eq!(best((44, 90), (15, 30)), Event::GermlineHeterozygous);
    assert_eq!(best((85, 90), (14, 30)), Event::GermlineHeterozygous, "loss of the reference allele");
    assert_eq!(best((3, 90), (14, 30)), Event::GermlineHeterozygous, "loss of the alternate allele");
    assert_eq!(best((90, 90), (30, 30)), Event::GermlineHomozygous);
    assert_eq!(best((6, 90), (2, 30)), Event::Artefact);
    let blood = judge((10, 90), (6, 30), Tier::Panel, &none);
    assert_eq!(blood.best(), Event::SomaticInNormal);
    assert!((blood.normals()[0].most_likely.get() - 0.2).abs() < 0.05);
    let somatic = judge((36, 90), (0, 30), Tier::HighConfidence, &none);
    assert!(somatic.somatic_quality().get() > 60.0, "{}", somatic.somatic_quality());
    let estimate = somatic.tumours()[0];
    assert!((estimate.most_likely.get() - 0.4).abs() < 0.01 && estimate.interval.contains(estimate.most_likely));
}

#[test]
fn a_driver_in_a_contaminated_normal_is_kept() {
    let estimated = TumourLeak::new(&TumourInNormal::stated(number(0.3)));
    let driver = judge((41, 90), (4, 30), Tier::HighConfidence, &estimated);
    assert_eq!(driver.best(), Event::Somatic);
    assert!(driver.somatic_quality().get() > 20.0, "{}", driver.somatic_quality());
    assert!(driver.depends_on_tumour_in_normal());
    assert!(driver.somatic_error_without_leak() > driver.somatic_error());
    assert!((driver.normals()[0].most_likely.get() - 0.136).abs() < 0.01, "{:?}", driver.normals());
    let clean = judge((41, 90), (0, 30), Tier::HighConfidence, &leak(0.0));
    assert!(!clean.depends_on_tumour_in_normal());
    assert!((clean.normals()[0].most_likely.get()).abs() < 1e-9);
}

#[test]
fn at_thirty_per_cent_leak_95_per_cent_of_clonal_drivers_stay() {
    let mut random = Random(5);
    let prior_only = TumourLeak::new(&TumourInNormal::prior());
    let known = leak(0.3);
    let (panel, genome) = (Tier::Panel, Tier::HighConfidence);
    let cases =
        [("known", panel, &known, 985), ("known", genome, &known, 930), ("prior only", panel, &prior_only, 930)];
    for (name, tier, leak, expected) in cases {
        let mut kept = 0;
        for _ in 0..1000 {
            let (depth_t, depth_n) = (random.poisson(90.0), random.poisson(30.0));
            let tumour = (random.binomial(depth_t, 0.45), depth_t);
            let normal = (random.binomial(depth_n, 0.135), depth_n);
            kept += u32::from(judge(tumour, normal, tier, leak).best().is_somatic());
        }
        println!("t = 0.3, {name}, {tier:?}: {kept} of 1000 clonal drivers are kept");
        assert!(kept >= expected, "{name} {tier:?} {kept}");
    }
}

#[test]
fn a_common_allele_of_another_person_is_not_somatic() {
    let foreign = likelihood(3, 90);
    let normal = likelihood(0, 30);
    let common = genome::quantity::AlleleFraction::new(0.3).ok();
    let priors = Priors::new(Tier::HighConfidence, Change::Substitution, common);
    let leak = leak(0.0);
    let judged = |contamination| {
        let tumours = [TumourSample { likelihood: &foreign, contamination }];
        let normals = [NormalSample { likelihood: &normal, contamination: None, tumour: 0, leak: &leak }];
        JointPosterior::new(&tumours, &normals, &priors, 0.0).unwrap().probability(Event::Reference)
    };
    assert!(judged(Some(number(0.05))) > judged(None));
    assert!(Probability::from(judged(Some(number(0.05)))).get() > 0.99);
}

#[test]
fn several_specimens_of_one_person_are_judged_together() {
    let (diagnosis, relapse, normal) = (likelihood(0, 90), likelihood(2, 90), likelihood(0, 30));
    let strong = likelihood(30, 90);
    let none = leak(0.0);
    let judged = |first: &FractionLikelihood, second: &FractionLikelihood| {
        let tumours = [first, second].map(|likelihood| TumourSample { likelihood, contamination: None });
        let normals = [NormalSample { likelihood: &normal, contamination: None, tumour: 0, leak: &none }];
        JointPosterior::new(&tumours, &normals, &priors(Tier::HighConfidence), 0.0).unwrap()
    };
    assert_eq!(judged(&diagnosis, &relapse).best(), Event::Reference, "two fragments in one of two");
    let residual = judged(&strong, &relapse);
    assert_eq!(residual.best(), Event::Somatic);
    assert!((residual.tumours()[1].most_likely.get() - 0.02).abs() < 0.01, "the residual clone has its fraction");
    let gone = judged(&strong, &diagnosis);
    assert!(gone.best() == Event::Somatic && gone.tumours()[1].most_likely.get() < 0.005);
    let alone = JointPosterior::new(
        &[TumourSample { likelihood: &strong, contamination: None }],
        &[],
        &priors(Tier::HighConfidence),
        0.0,
    );
    assert!(alone.unwrap().probability(Event::SomaticInNormal) == LogProb::IMPOSSIBLE, "there is no normal");
}

#[test]
fn specimens_that_do_not_fit_are_refused() {
    let (shape, none) = (likelihood(0, 10), leak(0.0));
    let priors = priors(Tier::Panel);
    assert_eq!(JointPosterior::new(&[], &[], &priors, 0.0), Err(JointError::NoTumour));
    let tumours = [TumourSample { likelihood: &shape, contamination: None }];
    let normals = [NormalSample { likelihood: &shape, contamination: None, tumour: 1, leak: &none }];
    let error = JointPosterior::new(&tumours, &normals, &priors, 0.0).map_err(|error| error.to_string());
    assert_eq!(error, Err("normal 0 names tumour 1, but there are 1: name one by its place, from 0".into()));
}

/// Binomial probabilities of 0, 1, ... successes, as far as they matter.
fn binomial(n: u32, p: f64) -> Vec<f64> {
    let mut masses = vec![(1.0 - p).powi(i32::try_from(n).unwrap())];
    for k in 0..n {
        let next = masses[masses.len() - 1] * f64::from(n - k) / f64::from(k + 1) * p / (1.0 - p);
        if next < 1e-14 && f64::from(k) > f64::from(n) * p {
            break;
        }
        masses.push(next);
    }
    masses
}

/// P(called) of a variant at fractions in tumour and normal, over Poisson depths of mean 90 and 30 (fixed if not `poisson`).
fn called(tier: Tier, leak: &TumourLeak, f_t: f64, f_n: f64, poisson: bool) -> f64 {
    let quantiles = |mean: f64| -> Vec<u32> {
        let offsets: &[f64] =
            if poisson { &[-1.64, -1.04, -0.67, -0.39, -0.13, 0.13, 0.39, 0.67, 1.04, 1.64] } else { &[0.0] };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        offsets.iter().map(|z| (mean + z * mean.sqrt()).round() as u32).collect()
    };
    let (depths_t, depths_n) = (quantiles(90.0), quantiles(30.0));
    let mut sum = 0.0;
    for depth_t in &depths_t {
        for depth_n in &depths_n {
            let (tumour, normal) = (binomial(*depth_t, f_t), binomial(*depth_n, f_n));
            for (k_t, p_t) in (0u32..).zip(&tumour).skip(1) {
                for (k_n, p_n) in (0u32..).zip(&normal).filter(|(_, p)| **p > 1e-9) {
                    let posterior = judge((k_t, *depth_t), (k_n, *depth_n), tier, leak);
                    let pass = posterior.somatic_error() <= LogProb::from(number(0.5));
                    sum += if pass { p_t * p_n } else { 0.0 };
                }
            }
        }
    }
    let pairs: u32 = depths_t.iter().flat_map(|_| depths_n.iter().map(|_| 1)).sum();
    sum / f64::from(pairs)
}

#[test]
fn recall_and_false_calls_at_90x_30x() {
    let none = leak(0.0);
    let noise = |tier| called(tier, &none, ERROR, ERROR, false) * 3.0 * 1e6;
    let recall = |tier, f: f64| called(tier, &none, f + ERROR, ERROR, false);
    for (name, tier) in [("hotspot", Tier::Hotspot), ("panel", Tier::Panel), ("genome", Tier::HighConfidence)] {
        let row: Vec<String> =
            [0.02, 0.03, 0.05, 0.1, 0.2].iter().map(|f| format!("{:.3}", recall(tier, *f))).collect();
        println!("{name}: recall at 2/3/5/10/20 %: {}; false per Mb of noise {:.3}", row.join(" "), noise(tier));
    }
    println!(
        "genome, Poisson depths: recall at 5 % {:.3}",
        called(Tier::HighConfidence, &none, 0.05 + ERROR, ERROR, true)
    );
    println!(
        "genome, Poisson depths: false per Mb {:.3}",
        called(Tier::HighConfidence, &none, ERROR, ERROR, true) * 3e6
    );
    assert!(recall(Tier::HighConfidence, 0.05) >= 0.80 && noise(Tier::HighConfidence) <= 0.5);
    // The posterior alone takes two fragments in the panel; the doubt `few_fragments` takes them back (decision 0017).
    assert!(recall(Tier::Panel, 0.05) >= 0.92);
    assert!(recall(Tier::Hotspot, 0.03) >= 0.74 && recall(Tier::Hotspot, 0.02) >= 0.52);
    // At most one false call per 1,000 hotspots: one allele each.
    assert!(noise(Tier::Hotspot) / 3e6 <= 1e-3);
}

proptest! {
    #[test]
    fn one_more_good_fragment_in_the_tumour_never_lowers_the_somatic_evidence(
        alternate in 0u32..60, reference in 0u32..60, normal in 0u32..40, t in 0.0f64..0.5,
    ) {
        // Against reference, which is the statement of the likelihood; germline and artefact may gain from a fragment.
        let leak = leak(t);
        let odds = |evidence: &SiteEvidence| {
            let judged = pair(&FractionLikelihood::of(evidence), &likelihood(0, normal), &priors(Tier::Panel), &leak);
            let [reference, _, _, somatic, _, _] = judged.weights;
            somatic - reference
        };
        let before = site(alternate, alternate + reference);
        let mut after = before.clone();
        after.fragments.push(FragmentEvidence::of_base(
            Supports::Alternate, ERROR, 1e-6, FragmentStrand::Forward, None, 40,
        ));
        prop_assert!(odds(&after) >= odds(&before) - 1e-3);
    }

    #[test]
    fn the_posterior_is_a_distribution_and_depends_on_no_order(
        counts in prop::collection::vec((0u32..90, 0u32..90), 1..4),
        normals in prop::collection::vec((0u32..30, 0u32..30), 0..3), t in 0.0f64..0.6,
    ) {
        let leak = leak(t);
        let shapes: Vec<FractionLikelihood> = counts.iter().map(|(k, more)| likelihood(*k, k + more)).collect();
        let normal_shapes: Vec<FractionLikelihood> = normals.iter().map(|(k, more)| likelihood(*k, k + more)).collect();
        let tumours: Vec<_> = shapes.iter().map(|likelihood| TumourSample { likelihood, contamination: None }).collect();
        let mut normals: Vec<_> = normal_shapes.iter()
            .map(|likelihood| NormalSample { likelihood, contamination: None, tumour: 0, leak: &leak }).collect();
        let posterior = JointPosterior::new(&tumours, &normals, &priors(Tier::Panel), 0.0).unwrap();
        let sum: LogProb = Event::ALL.iter().map(|event| posterior.probability(*event)).sum();
        prop_assert!(sum.get().abs() < 1e-9);
        prop_assert!(posterior.tumours().len() == tumours.len() && posterior.normals().len() == normals.len());
        normals.reverse();
        let turned = JointPosterior::new(&tumours, &normals, &priors(Tier::Panel), 0.0).unwrap();
        prop_assert!((turned.somatic_error().get() - posterior.somatic_error().get()).abs() < 1e-6);
    }

    #[test]
    fn an_artefact_that_explains_more_leaves_less_for_somatic(
        alternate in 0u32..20, more in 0.0f64..20.0, less in -5.0f64..0.0,
    ) {
        let (tumour, normal, leak) = (likelihood(alternate, 90), likelihood(0, 30), leak(0.02));
        let error = |factor| {
            let tumours = [TumourSample { likelihood: &tumour, contamination: None }];
            let normals = [NormalSample { likelihood: &normal, contamination: None, tumour: 0, leak: &leak }];
            let all = JointPosterior::new(&tumours, &normals, &priors(Tier::HighConfidence), factor).unwrap();
            all.probability(Event::Somatic)
        };
        prop_assert!(error(more) <= error(less));
    }
}
