//! Numbers as each language writes them.

use interpretation::language::Language;

/// A number with so many decimals.
#[must_use]
pub fn number(value: f64, decimals: usize, language: Language) -> String {
    language.number(value, decimals)
}

/// A share as per cent, with one decimal where it has one.
#[must_use]
pub fn percent(share: f64, language: Language) -> String {
    let is_whole = format!("{:.1}", share * 100.0).ends_with(".0");
    format!("{} %", language.number(share * 100.0, usize::from(!is_whole)))
}

/// A share of reads with its interval and the reads behind it, such as `42.4 % (32.8-52.6; 39 of 92)`.
#[must_use]
pub fn fraction(fraction: &crate::document::Fraction, language: Language) -> String {
    let mut behind = Vec::new();
    if let Some([low, high]) = fraction.interval {
        let bound = |share: f64| number(share * 100.0, 1, language);
        behind.push(format!("{}–{}", bound(low), bound(high)));
    }
    if let (Some(alternate), Some(depth)) = (fraction.alternate, fraction.depth) {
        behind.push(format!("{alternate} {} {depth}", language.choose("of", "af")));
    }
    let share = percent(fraction.value, language);
    if behind.is_empty() { share } else { format!("{share} ({})", behind.join("; ")) }
}

/// A number of bases, in the unit that suits it.
#[must_use]
pub fn bases(count: u64, language: Language) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a genome is far shorter than 2^52 bases")]
    let bases = count as f64;
    match count {
        1_000_000.. => format!("{} Mb", number(bases / 1e6, 1, language)),
        1_000.. => format!("{} kb", number(bases / 1e3, 1, language)),
        _ => format!("{count} b"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Fraction;

    #[test]
    fn numbers_are_written_as_the_language_does() {
        assert_eq!(percent(0.424, Language::English), "42.4 %");
        assert_eq!(percent(0.05, Language::Danish), "5 %");
        assert_eq!(number(-1.25, 2, Language::Danish), "-1,25");
        assert_eq!(bases(12_345_678, Language::Danish), "12,3 Mb");
        let share = Fraction { value: 0.5, interval: Some([0.4, 0.6]), alternate: Some(50), depth: Some(100) };
        assert_eq!(fraction(&share, Language::English), "50 % (40.0–60.0; 50 of 100)");
        assert_eq!(fraction(&Fraction { interval: None, alternate: None, ..share }, Language::Danish), "50 %");
    }
}
