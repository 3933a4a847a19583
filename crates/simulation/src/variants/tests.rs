use super::*;
use crate::plan::{HotSpotPlan, PanelSite, SparedStretch, SyntheticContig, SyntheticPlan};
use crate::synthetic::SyntheticGenome;
use genome::variant::VariantKind;

const LENGTH: u32 = 1_000_000;

fn bases() -> Vec<Base> {
    let contigs = vec![SyntheticContig { name: "c".into(), length: LENGTH }];
    let genome = SyntheticGenome::make(&SyntheticPlan { contigs, ..SyntheticPlan::default() }, 1).unwrap();
    genome.sequences()[0].clone()
}

fn draw(plan: &Plan) -> Result<ContigVariants, Vec<SiteError>> {
    ContigVariants::draw(plan, ContigIndex::new(0).unwrap(), "c", &bases(), &HotSpots::default(), &Evolution::default())
}

fn site(position: u32, kind: SomaticKind, length: u32, bases: Option<&str>) -> PanelSite {
    let bases = bases.map(Into::into);
    PanelSite { contig: "c".into(), position, kind, length, bases, clone: "vaf0.1".into() }
}

#[test]
fn rates_and_genotypes_are_as_planned() {
    let variants = draw(&Plan::default()).unwrap();
    let carried: Vec<_> = variants.germline.iter().filter(|site| site.patient != [false; 2]).collect();
    let snv = carried.iter().filter(|site| site.variant.kind() == VariantKind::Snv).count();
    assert!((850..1100).contains(&snv), "{snv} SNVs per Mb");
    assert!((60..120).contains(&(carried.len() - snv)), "{} indels per Mb", carried.len() - snv);
    let homozygous = carried.iter().filter(|site| site.patient == [true; 2]).count();
    let heterozygous = carried.len() - homozygous;
    let twelve_to_nineteen = homozygous * 12..homozygous * 19;
    assert!(twelve_to_nineteen.contains(&(heterozygous * 10)), "{heterozygous} to {homozygous} homozygous");
    for kind in SomaticKind::ALL {
        let rare = [SomaticKind::Duplication, SomaticKind::Delins].contains(&kind);
        assert!(variants.somatic.iter().any(|variant| variant.kind == kind) || rare);
    }
}

#[test]
fn variants_keep_their_distance() {
    let mut plan = Plan::default();
    plan.somatic.snv_rate = 1e-3;
    let variants = draw(&plan).unwrap();
    let starts: Vec<usize> = variants.somatic.iter().map(|variant| variant.edit.start.zero_based() as usize).collect();
    assert!(starts.windows(2).all(|pair| pair[1] - pair[0] > 150) && starts.len() > 500);
    let mut edits: Vec<&Edit> = variants.somatic.iter().map(|variant| &variant.edit).collect();
    edits.extend(variants.germline.iter().map(|site| &site.edit));
    edits.sort_by_key(|edit| edit.start);
    for pair in edits.windows(2) {
        let end = pair[0].start.zero_based() as usize + pair[0].deleted.len();
        assert!(end + 10 <= pair[1].start.zero_based() as usize, "{pair:?}");
    }
}

#[test]
fn panel_sites_stand_where_they_are_wanted() {
    let mut plan = Plan::default();
    let bases = bases();
    let other = if bases[4999] == Base::A { "C" } else { "A" };
    plan.somatic.panel = vec![
        site(5000, SomaticKind::Snv, 1, Some(other)),
        site(9000, SomaticKind::Insertion, 4, Some("TCTG")),
        site(20_000, SomaticKind::Duplication, 90, None),
        site(30_000, SomaticKind::Mnv, 2, None),
    ];
    let variants = draw(&plan).unwrap();
    let panel: Vec<_> = variants.somatic.iter().filter(|variant| variant.origin == Origin::Panel).collect();
    let kinds: Vec<_> = panel.iter().map(|variant| (variant.kind, variant.variant.kind(), variant.clone)).collect();
    let expected = [
        (SomaticKind::Snv, VariantKind::Snv, 3),
        (SomaticKind::Insertion, VariantKind::Insertion, 3),
        (SomaticKind::Duplication, VariantKind::Insertion, 3),
        (SomaticKind::Mnv, VariantKind::Mnv, 3),
    ];
    assert_eq!(kinds, expected);
    assert_eq!((panel[0].variant.position().get(), panel[3].variant.position().get()), (5000, 30_000));
    assert_eq!(panel[2].edit.inserted.len(), 90);
}

#[test]
fn all_panel_sites_that_cannot_be_are_named() {
    let mut plan = Plan::default();
    let same = bases()[4999].to_string();
    plan.somatic.panel = vec![
        site(5000, SomaticKind::Snv, 1, Some(&same)),
        site(LENGTH + 5, SomaticKind::Snv, 1, None),
        site(8000, SomaticKind::Snv, 1, None),
        site(8100, SomaticKind::Snv, 1, None),
    ];
    let positions: Vec<u32> = draw(&plan).unwrap_err().iter().map(|error| error.position).collect();
    assert_eq!(positions, [5000, LENGTH + 5, 8100]);
}

#[test]
fn neighbours_are_on_one_haplotype_of_one_clone() {
    let mut plan = Plan::default();
    plan.somatic.snv_rate = 0.0;
    plan.somatic.neighbour_rate = 5e-4;
    plan.somatic.neighbour_distances = [1, 30];
    let variants = draw(&plan).unwrap().somatic;
    let joined = variants.iter().filter(|variant| variant.kind == SomaticKind::Mnv).count();
    assert!((8..30).contains(&joined), "{joined} of about 450 pairs lie next to each other");
    let pairs: Vec<&SomaticVariant> =
        variants.iter().filter(|variant| matches!(variant.origin, Origin::Neighbour(_))).collect();
    assert!(pairs.len() > 600);
    let mut distances = [0u32; 31];
    for pair in pairs.chunks(2) {
        let [first, second] = pair else { panic!("a single neighbour") };
        let kinds = [first.variant.kind(), second.variant.kind(), VariantKind::Snv];
        assert!(kinds.windows(2).all(|kinds| kinds[0] == kinds[1]));
        assert_eq!((first.haplotype, first.clone, first.origin), (second.haplotype, second.clone, second.origin));
        assert_eq!(first.origin, Origin::Neighbour(first.variant.position().get()));
        distances[(second.variant.position().get() - first.variant.position().get()) as usize] += 1;
    }
    assert!(distances[..2] == [0, 0] && distances[2..].iter().all(|count| *count > 2), "{distances:?}");
}

#[test]
fn complex_changes_stay_complex_and_duplications_have_their_filler() {
    let mut plan = Plan::default();
    (plan.somatic.snv_rate, plan.somatic.mnv_rate) = (0.0, 0.0);
    (plan.somatic.insertion_rate, plan.somatic.deletion_rate) = (0.0, 0.0);
    (plan.somatic.delins_rate, plan.somatic.duplication_rate) = (3e-4, 3e-4);
    (plan.somatic.duplication_filler, plan.somatic.duplication_lengths) = (0.5, [3, 300]);
    plan.somatic.panel = vec![
        site(5000, SomaticKind::Delins, 2, Some("ACGTACG")),
        site(9000, SomaticKind::Duplication, 30, Some("GATTACA")),
        site(15_000, SomaticKind::Delins, 7, None),
    ];
    let bases = bases();
    let variants = draw(&plan).unwrap().somatic;
    let of = |kind| variants.iter().filter(move |variant| variant.kind == kind && variant.origin == Origin::Random);
    assert!(of(SomaticKind::Delins).count() > 200);
    for variant in of(SomaticKind::Delins) {
        let (deleted, inserted) = (variant.edit.deleted.len(), variant.edit.inserted.len());
        assert_eq!(variant.variant.kind(), VariantKind::Complex, "{variant:?}");
        assert!((1..=12).contains(&deleted) && (1..=13).contains(&inserted), "{variant:?}");
    }
    let filled = of(SomaticKind::Duplication).filter(|variant| {
        let start = variant.edit.start.zero_based() as usize;
        !bases[start..].starts_with(&variant.edit.inserted)
    });
    let (filled, all) = (filled.count(), of(SomaticKind::Duplication).count());
    assert!(all > 200 && (filled * 2).abs_diff(all) < all / 4, "{filled} of {all}");
    let asked: Vec<&Edit> =
        variants.iter().filter(|variant| variant.origin == Origin::Panel).map(|variant| &variant.edit).collect();
    assert_eq!(asked[1].inserted.len(), 37);
    assert!(asked[2].deleted.len() == 7 && asked[2].inserted.len() != 7);
}

#[test]
fn hot_spots_carry_variants_and_nothing_else_comes_near() {
    let wanted = HotSpotPlan { random: 500, share: 0.4, fractions: vec![0.02, 0.1], ..HotSpotPlan::default() };
    let plan = Plan { hotspots: Some(wanted), ..Plan::default() };
    let length = genome::position::Length::new(LENGTH).unwrap();
    let name = genome::contig::ContigName::new("c").unwrap();
    let contigs = genome::contig::Contig { name, length, md5: None };
    let contigs = genome::contig::ContigList::new(vec![contigs]).unwrap();
    let sites = HotSpots::read(&plan, &contigs).unwrap();
    let variants =
        ContigVariants::draw(&plan, ContigIndex::new(0).unwrap(), "c", &bases(), &sites, &Evolution::default())
            .unwrap();
    assert!(variants.hot_spots.len() > 490 && variants.hot_spots.is_sorted());
    let carried: Vec<&SomaticVariant> =
        variants.somatic.iter().filter(|variant| variant.origin == Origin::HotSpot).collect();
    assert!((140..220).contains(&carried.len()), "{} of 500", carried.len());
    assert!(carried.iter().all(|variant| variants.hot_spots.contains(&variant.variant)));
    let clones = plan.clones();
    let low = carried.iter().filter(|variant| clones[variant.clone].name == "hotspot0.02").count();
    assert!((low * 2).abs_diff(carried.len()) < carried.len() / 3, "{low} of {}", carried.len());
    let place = |edit: &Edit| edit.start.zero_based();
    let germline = variants.germline.iter().map(|site| place(&site.edit));
    let random = variants.somatic.iter().filter(|variant| variant.origin == Origin::Random);
    for other in germline.chain(random.map(|variant| place(&variant.edit))) {
        assert!(variants.hot_spots.iter().all(|site| place(&site.edit()).abs_diff(other) >= 10));
    }
}

#[test]
fn nothing_is_inherited_where_it_is_spared() {
    let spared = SparedStretch { contig: "c".into(), start: 200_001, end: 500_000 };
    let of_another = SparedStretch { contig: "d".into(), start: 1, end: LENGTH };
    let mut plan = Plan::default();
    let before = draw(&plan).unwrap().germline;
    plan.germline.spared = vec![spared, of_another];
    let after = draw(&plan).unwrap().germline;
    let inside = |site: &&GermlineSite| (200_000..500_000).contains(&(site.edit.start.zero_based() as usize));
    assert!(before.iter().filter(inside).count() > 100);
    assert_eq!(after.iter().filter(inside).count(), 0);
    // Outside, and a few bases from its ends, nothing changes.
    let far = |site: &&GermlineSite| !(199_900..500_100).contains(&(site.edit.start.zero_based() as usize));
    assert!(before.iter().filter(far).eq(after.iter().filter(far)));
}
