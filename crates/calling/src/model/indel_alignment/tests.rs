//! The banded model against the whole one.

use proptest::prelude::*;

use super::*;

const BASES: [Base; 5] = [Base::A, Base::C, Base::G, Base::T, Base::N];

/// The whole matrix, cell by cell as the model is written down; starts within the band, alignments anywhere.
fn slow(bases: &[Base], qualities: &[u8], haplotype: &[Base], offset: usize, band: usize, gaps: GapRates) -> f64 {
    let emit = |i: usize, j: usize| {
        let error = 10f64.powf(-f64::from(qualities[i]) / 10.0).min(0.75);
        match (bases[i], haplotype[j]) {
            (Base::N, _) | (_, Base::N) => 0.25,
            (one, other) if one == other => 1.0 - error,
            _ => error / 3.0,
        }
    };
    let columns = haplotype.len();
    let zero = vec![0.0; columns];
    let (mut m, mut i, mut d) = (zero.clone(), zero.clone(), zero.clone());
    for row in 0..bases.len() {
        let (mut next_m, mut next_i, mut next_d) = (zero.clone(), zero.clone(), zero.clone());
        for j in 0..columns {
            if row == 0 {
                if j + band >= offset && j <= offset + band {
                    next_m[j] = (1.0 - gaps.insertion) * emit(0, j);
                    next_i[j] = gaps.insertion * 0.25;
                }
            } else {
                if j > 0 {
                    next_m[j] = emit(row, j)
                        * ((1.0 - gaps.insertion - gaps.deletion) * m[j - 1]
                            + (1.0 - gaps.extension) * (i[j - 1] + d[j - 1]));
                }
                next_i[j] = 0.25 * (gaps.insertion * m[j] + gaps.extension * i[j]);
            }
            if j > 0 {
                next_d[j] = gaps.deletion * next_m[j - 1] + gaps.extension * next_d[j - 1];
            }
        }
        (m, i, d) = (next_m, next_i, next_d);
    }
    let starts = f64::from(u32::try_from(2 * band + 1).unwrap());
    ((m.iter().sum::<f64>() + i.iter().sum::<f64>()) / starts).ln()
}

fn rates(open: f64) -> GapRates {
    GapRates::of_repeat(Probability::new(open).unwrap())
}

fn sequence(length: impl Into<prop::collection::SizeRange>, letters: usize) -> impl Strategy<Value = Vec<Base>> {
    prop::collection::vec((0..letters).prop_map(|at| BASES[at]), length)
}

/// Two flanks and a repeat between them, and a read from it with changes.
fn case() -> impl Strategy<Value = (Vec<Base>, Vec<Base>, Vec<u8>, usize)> {
    let haplotype = (sequence(25..40, 4), sequence(1..4, 4), 1usize..12, sequence(25..40, 4))
        .prop_map(|(left, unit, count, right)| [left, unit.repeat(count), right].concat());
    let changes = prop::collection::vec((0usize..40, 0usize..5), 0..3);
    (haplotype, 8usize..16, 20usize..45, changes, 0usize..60, 0usize..5, any::<bool>()).prop_flat_map(
        |(haplotype, offset, length, changes, at, indel, insert)| {
            let end = (offset + length).min(haplotype.len() - 12);
            let mut read = haplotype[offset..end].to_vec();
            for (at, base) in changes {
                let at = at % read.len();
                read[at] = BASES[base];
            }
            let at = at % read.len();
            if insert {
                read.splice(at..at, std::iter::repeat_n(Base::A, indel));
            } else {
                read.drain(at..(at + indel).min(read.len() - 1).max(at));
            }
            let qualities = prop::collection::vec(prop::sample::select(vec![2u8, 11, 25, 37, 40]), read.len());
            (Just(haplotype), Just(read), qualities, Just(offset))
        },
    )
}

/// Reads of one origin and haplotypes of another, with any qualities: nothing fits.
fn strangers() -> impl Strategy<Value = (Vec<Base>, Vec<Base>, Vec<u8>, usize)> {
    (sequence(1..90, 5), sequence(1..50, 5), 0usize..60).prop_flat_map(|(haplotype, read, offset)| {
        let qualities = prop::collection::vec(0u8..60, read.len());
        (Just(haplotype), Just(read), qualities, Just(offset))
    })
}

/// Within a tenth of a nat below the whole model, both of them held above what a read weighs that hardly fits.
fn nothing_to_speak_of_is_lost(
    (haplotype, read, qualities, offset): &(Vec<Base>, Vec<Base>, Vec<u8>, usize),
    band: usize,
    open: f64,
) -> Result<(), TestCaseError> {
    let fast = ln_likelihood(read, qualities, haplotype, *offset, band, rates(open));
    let whole = slow(read, qualities, haplotype, *offset, band, rates(open));
    let least = Read { bases: read, qualities }.ln_fit(&EMISSIONS) + LN_WORST;
    let lost = whole.max(least) - fast.max(least);
    prop_assert!(fast <= whole + 1e-9 && lost < 0.1, "{fast} of {whole}");
    Ok(())
}

/// A read of poor quality before and in a repeat of twelve times three bases: it fits best if it begins late in the band and
/// drifts along the repeat out of it.
#[test]
fn a_read_may_drift_along_a_repeat_out_of_the_band() {
    let haplotype = [read_of("AAAAAAAAAAAAAAAGAGAGGCCTAAA"), read_of(&"GAA".repeat(12)), unique(27, 3)].concat();
    let read = [read_of("GATAG"), read_of(&"GAA".repeat(8)), read_of("G")].concat();
    let qualities = vec![11; read.len()];
    let given = Read { bases: &read, qualities: &qualities };
    let within_the_band = ln_in_corridor(given, &haplotype, 15, [12, 0], rates(8.3e-3)) - 25f64.ln();
    assert!(slow(&read, &qualities, &haplotype, 15, 12, rates(8.3e-3)) - within_the_band > 0.25);
    for open in [1e-4, 8.3e-3, 2e-2] {
        let case = (haplotype.clone(), read.clone(), qualities.clone(), 15);
        nothing_to_speak_of_is_lost(&case, 12, open).unwrap();
    }
}

/// A gap longer than the band, and a read that fits nowhere without it: the corridor is widened until it is inside.
#[test]
fn the_corridor_is_as_wide_as_the_read_makes_necessary() {
    let haplotype = unique(200, 4);
    let read = [&haplotype[20..60], &haplotype[75..115]].concat();
    let case = (haplotype, read, vec![37; 80], 20);
    let narrow = ln_in_corridor(Read { bases: &case.1, qualities: &case.2 }, &case.0, 20, [2, 9], rates(1e-4));
    assert!(slow(&case.1, &case.2, &case.0, 20, 2, rates(1e-4)) > narrow + 5.0);
    nothing_to_speak_of_is_lost(&case, 2, 1e-4).unwrap();
}

proptest! {
    #[test]
    fn a_corridor_as_wide_as_everything_is_the_whole_model((haplotype, read, qualities, offset) in case(), band in 0usize..60, open in 1e-6f64..0.1) {
        let gaps = rates(open);
        let given = Read { bases: &read, qualities: &qualities };
        let starts = f64::from(u32::try_from(2 * band + 1).unwrap()).ln();
        let wide = ln_in_corridor(given, &haplotype, offset, [band, haplotype.len()], gaps) - starts;
        let whole = slow(&read, &qualities, &haplotype, offset, band, gaps);
        prop_assert!((wide - whole).abs() < 1e-9 * whole.abs(), "{wide} {whole}");
    }

    #[test]
    fn the_corridor_and_the_fast_way_lose_next_to_nothing(case in case(), band in 0usize..20, open in 1e-9f64..0.4) {
        nothing_to_speak_of_is_lost(&case, band, open)?;
    }

    #[test]
    fn that_holds_for_any_read_on_any_haplotype(case in strangers(), band in 0usize..20, open in 1e-9f64..0.4) {
        nothing_to_speak_of_is_lost(&case, band, open)?;
    }

    #[test]
    fn a_likelihood_is_a_probability(bases in sequence(1..30, 5), haplotype in sequence(0..60, 5), offset in 0usize..70, band in 0usize..10) {
        let qualities = vec![30; bases.len()];
        let ln = ln_likelihood(&bases, &qualities, &haplotype, offset, band, rates(1e-3));
        prop_assert!(ln <= 0.0 && !ln.is_nan());
        prop_assert!(ln_likelihood(&bases, &[], &haplotype, offset, band, rates(1e-3)) <= 0.0);
    }
}

fn read_of(text: &str) -> Vec<Base> {
    text.parse::<genome::sequence::Sequence>().unwrap().to_vec()
}

/// Bases without repeats to speak of.
fn unique(length: usize, seed: u64) -> Vec<Base> {
    let mut random = super::super::simulated::Random(seed);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    (0..length).map(|_| BASES[(random.uniform() * 4.0) as usize]).collect()
}

#[test]
fn all_reads_of_a_short_length_sum_to_at_most_one() {
    let haplotype = read_of("ACGGTTACCA");
    let mut sum = 0.0;
    for number in 0..256usize {
        let read: Vec<Base> = (0..4).map(|at| BASES[number >> (2 * at) & 3]).collect();
        let given = Read { bases: &read, qualities: &[20; 4] };
        sum += ln_in_corridor(given, &haplotype, 3, [1, 10], rates(0.01)).exp() / 3.0;
    }
    // What is missing leaves the haplotype.
    assert!(sum < 1.0 + 1e-12 && sum > 0.97, "{sum}");
}

#[test]
fn an_indel_is_told_at_its_rate() {
    let reference = [unique(200, 1), read_of("AAAAAAAAAAAA"), unique(200, 2)].concat();
    let mut alternate = reference.clone();
    alternate.drain(200..201);
    let read = &alternate[130..280];
    let ratio = |open: f64| {
        let given = |haplotype| ln_likelihood(read, &[37; 150], haplotype, 130, 16, rates(open));
        given(&alternate) - given(&reference)
    };
    // A read with 11 of 12 As, from the reference: an opened deletion, at any of 12 places, in a gap of one base.
    let expected = -(5e-4f64 / 2.0 * 12.0 * 0.9).ln();
    assert!((ratio(5e-4) - expected).abs() < 0.2, "{} {expected}", ratio(5e-4));
    assert!(ratio(5e-4) > ratio(1e-2));
    let inside = ln_likelihood(&[Base::A; 8], &[37; 8], &reference, 201, 4, rates(5e-4));
    let also = ln_likelihood(&[Base::A; 8], &[37; 8], &alternate, 201, 4, rates(5e-4));
    assert!((inside - also).abs() < 0.7, "a read inside the repeat tells little: {inside} {also}");
}
