//! The comparison as lines that an interpreter reads and confirms.

use serde::Deserialize;

use super::{Compared, EarlierTest, EarlierTestError, Found, Reading, Standing, compare, complete, new_driver};
use crate::language::{Language, Words};
use guideline::truth::Truth;

/// A patient's drivers by WGS and the tests before it, as a person writes them, one line each.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// What WGS found, such as `NPM1 p.W288Cfs*12 42%`.
    pub found: Vec<String>,
    /// The earlier tests, such as `banding 46,XX[20]`.
    pub earlier: Vec<String>,
}

impl Sheet {
    /// Every finding with its standing and reason, and what the patient counts as.
    ///
    /// # Errors
    /// Each line that is no finding or no test.
    pub fn review(&self, language: Language) -> Result<String, Vec<EarlierTestError>> {
        let (tests, mut faults) = read::<EarlierTest>(&self.earlier);
        let (found, wrong) = read::<Found>(&self.found);
        faults.extend(wrong);
        if !faults.is_empty() {
            return Err(faults);
        }
        let compared: Vec<Compared> = found.iter().map(|own| compare(own, &tests)).collect();
        let mut lines: Vec<String> = self
            .found
            .iter()
            .zip(&compared)
            .map(|(written, own)| {
                let Words { en, da } = &own.reason;
                format!("{:<34}  {:<22}  {}", written.trim(), standing(own.standing, language), language.choose(en, da))
            })
            .collect();
        lines.push(String::new());
        let yes_no = |truth: Truth| match truth {
            Truth::Yes => language.choose("yes", "ja"),
            Truth::No => language.choose("no", "nej"),
            Truth::Unknown => language.choose("not known", "ukendt"),
        };
        let tell = |en: &str, da: &str, truth: Truth| format!("{}: {}", language.choose(en, da), yes_no(truth));
        lines.push(tell(
            "earlier tests recorded in full (banding and a panel with what it reads)",
            "tidligere undersøgelser fuldt registreret (karyotype, og panel med indhold)",
            complete(&tests).into(),
        ));
        lines.push(tell(
            "a driver not identified by standard work-up (KPI-MC-1, the default reading)",
            "en driver, som standardudredning ikke fandt (KPI-MC-1, standardlæsningen)",
            new_driver(&compared, Reading::NotIdentified),
        ));
        lines.push(tell(
            "a driver that a test looked for and did not find (the other reading)",
            "en driver, som en undersøgelse ledte efter og ikke fandt (den anden læsning)",
            new_driver(&compared, Reading::LookedFor),
        ));
        let confirm = ("To be confirmed by an interpreter.", "Skal bekræftes af en fortolker.");
        lines.push(language.choose(confirm.0, confirm.1).to_owned());
        Ok(lines.join("\n") + "\n")
    }
}

fn read<T: std::str::FromStr<Err = EarlierTestError>>(lines: &[String]) -> (Vec<T>, Vec<EarlierTestError>) {
    let (mut all, mut faults) = (Vec::new(), Vec::new());
    for line in lines {
        match line.parse() {
            Ok(own) => all.push(own),
            Err(fault) => faults.push(fault),
        }
    }
    (all, faults)
}

fn standing(standing: Standing, language: Language) -> &'static str {
    match standing {
        Standing::FoundBefore => language.choose("found before", "fundet før"),
        Standing::OnlyByWgs(_) => language.choose("only by WGS", "kun ved WGS"),
        Standing::NotComparable(_) => language.choose("not comparable", "kan ikke sammenlignes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(found: &[&str], earlier: &[&str]) -> Sheet {
        let own = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect();
        Sheet { found: own(found), earlier: own(earlier) }
    }

    #[test]
    fn a_sheet_is_told_in_both_languages() {
        let own = sheet(
            &["NPM1 p.W288Cfs*12 42%", "PHF6 p.R274Q 45%", "NUP98::NSD1"],
            &["banding 46,XX[20]", "panel NPM1, DNMT3A limit 2% found NPM1 p.W288Cfs*12"],
        );
        let en = own.review(Language::English).unwrap();
        let lines: Vec<&str> = en.lines().collect();
        assert!(lines[0].contains("found before") && lines[0].ends_with("the panel has it"), "{en}");
        assert!(lines[1].contains("only by WGS") && lines[1].ends_with("the panel does not read PHF6"), "{en}");
        assert!(lines[2].ends_with("banding usually does not show it"), "{en}");
        assert!(en.contains("recorded in full (banding and a panel with what it reads): yes"), "{en}");
        assert!(en.contains("default reading): yes") && en.contains("other reading): no"), "{en}");
        let da = own.review(Language::Danish).unwrap();
        assert!(da.contains("kun ved WGS") && da.contains("panelet læser ikke PHF6") && da.contains("): ja"), "{da}");
    }

    #[test]
    fn every_wrong_line_is_told() {
        let faults = sheet(&["NPM1 nonsense", "x"], &["fish KMT2A apart"]).review(Language::English).unwrap_err();
        assert_eq!(faults.len(), 3, "{faults:?}");
    }
}
