//! Everything that a karyotype says, for a reader.

use serde::Serialize;

use super::aberration::{Aberration, Change, Sign};
use super::groups::{complex_2017, complex_2022, ipss_group, ipssr_group, monosomal};
use super::{Karyotype, Sex, Span, TokenKind};
use crate::cytogenetics::Cytogenetics;
use crate::decision_list::Answer;
use crate::risk::ipss::KaryotypeGroup;
use crate::risk::ipss_r::CytogeneticGroup;

/// The groups of one reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Groups {
    /// Complex, ELN 2017.
    pub complex_eln2017: Answer<bool>,
    /// Complex, ELN 2022.
    pub complex_eln2022: Answer<bool>,
    /// Monosomal, Breems.
    pub monosomal: Answer<bool>,
    /// IPSS.
    pub ipss: Answer<KaryotypeGroup>,
    /// IPSS-R.
    pub ipssr: Answer<CytogeneticGroup>,
}

impl Groups {
    /// The groups that follow from these facts.
    #[must_use]
    pub fn of(seen: &Cytogenetics) -> Self {
        Self {
            complex_eln2017: complex_2017(seen),
            complex_eln2022: complex_2022(seen),
            monosomal: monosomal(seen),
            ipss: ipss_group(seen),
            ipssr: ipssr_group(seen),
        }
    }

    /// Each group's name with what is possible, as words.
    #[must_use]
    pub fn possible(&self) -> [(&'static str, String); 5] {
        let yes_no = |answer: &Answer<bool>| joined(&answer.possible, |yes| if *yes { "yes" } else { "no" });
        [
            ("complex_eln2017", yes_no(&self.complex_eln2017)),
            ("complex_eln2022", yes_no(&self.complex_eln2022)),
            ("monosomal", yes_no(&self.monosomal)),
            ("ipss_group", joined(&self.ipss.possible, |group| group.name())),
            ("ipssr_group", joined(&self.ipssr.possible, |group| group.name())),
        ]
    }

    /// The readings of published words that would answer otherwise, as sentences.
    fn other_readings(&self) -> Vec<String> {
        fn of<C>(name: &str, answer: &Answer<C>, word: fn(&C) -> &'static str) -> Vec<String> {
            let others = answer.other_readings.iter();
            others
                .map(|other| {
                    format!(
                        "{name} {} if read: {}: {}",
                        joined(&other.possible, word),
                        other.ambiguity.id,
                        other.reading
                    )
                })
                .collect()
        }
        let yes_no: fn(&bool) -> &'static str = |yes| if *yes { "yes" } else { "no" };
        [
            of("complex_eln2017", &self.complex_eln2017, yes_no),
            of("complex_eln2022", &self.complex_eln2022, yes_no),
            of("monosomal", &self.monosomal, yes_no),
            of("ipss_group", &self.ipss, |group| group.name()),
            of("ipssr_group", &self.ipssr, |group| group.name()),
        ]
        .concat()
    }
}

fn joined<C>(possible: &[C], word: fn(&C) -> &'static str) -> String {
    possible.iter().map(word).collect::<Vec<_>>().join("|")
}

/// An abnormality and where it was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The words it came from.
    pub words: String,
    /// Where they stand.
    pub span: Span,
    /// How often it is there, where it is written more than once: 2 for `+8,+8`.
    pub times: u32,
    /// The clones that carry it, from 1.
    pub clones: Vec<usize>,
    /// The cells that carry it, if all were counted.
    pub cells: Option<u32>,
    /// Whether they are enough for a clone. Others are not counted.
    pub clonal: bool,
}

/// Everything that a karyotype says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// As it was read.
    pub karyotype: Karyotype,
    /// The share of the pieces that were understood; `None` where there is none.
    pub understood: Option<f64>,
    /// The acquired abnormalities.
    pub abnormalities: Vec<Line>,
    /// What rules ask for.
    pub cytogenetics: Cytogenetics,
    /// The groups.
    pub groups: Groups,
    /// Other readings, of the text and of published words, that would answer otherwise.
    pub ambiguities: Vec<String>,
    /// What should be known beside the answers.
    pub notes: Vec<String>,
}

/// Reads a karyotype and says everything.
#[must_use]
pub fn summary(text: &str, sex: Option<Sex>) -> Summary {
    let karyotype = super::parse(text, sex);
    let cytogenetics = karyotype.cytogenetics();
    let groups = Groups::of(&cytogenetics);
    let mut ambiguities = groups.other_readings();
    for reading in karyotype.readings() {
        let other = Groups::of(&karyotype.cytogenetics_in(Some(reading))).possible();
        for ((name, default), (_, other)) in groups.possible().iter().zip(&other) {
            if default != other {
                ambiguities.push(format!("{name} {other} if read: {}", reading.en()));
            }
        }
    }
    let count = karyotype.tokens.len();
    let not = karyotype.not_understood().count();
    #[allow(clippy::cast_precision_loss, reason = "a text of at most 10,000 bytes")]
    let understood = (count > 0).then(|| 1.0 - not as f64 / count as f64);
    let (abnormalities, notes) = (karyotype.lines(), karyotype.notes());
    Summary { karyotype, understood, abnormalities, cytogenetics, groups, ambiguities, notes }
}

impl Karyotype {
    /// The words of an abnormality. One that only the sex chromosomes tell is named.
    #[must_use]
    pub fn words(&self, aberration: &Aberration) -> String {
        let words = aberration.span.of(&self.text);
        match aberration.change {
            Change::Whole(chromosome) if self.implied.iter().any(|(_, one)| std::ptr::eq(one, aberration)) => {
                let sign = if aberration.sign == Sign::Gain { '+' } else { '-' };
                let chromosome = if aberration.questionable { "X or Y".to_owned() } else { chromosome.to_string() };
                format!("{sign}{chromosome} (written {words})")
            }
            _ => words.to_owned(),
        }
    }

    fn lines(&self) -> Vec<Line> {
        let found = self.found(None);
        found
            .iter()
            .map(|one| Line {
                words: self.words(one.aberration),
                span: one.aberration.span,
                times: if one.aberration.least == 1 { one.copies().0 } else { 1 },
                clones: one.clones().map(|clone| clone + 1).collect(),
                cells: one.cells(),
                clonal: one.is_clonal(),
            })
            .collect()
    }

    /// What should be known beside the answers.
    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let mut note = |applies: bool, text: &str| {
            if applies {
                notes.push(text.to_owned());
            }
        };
        let own = || self.clones.iter().filter(|clone| !clone.donor);
        let has = |kind| self.tokens.iter().any(|token| token.kind == kind);
        let found = self.found(None);
        note(!self.is_assessed(), "no cells were described: not assessed, which is not normal");
        note(self.spoken_of > 0, "abnormalities are spoken of and not written out");
        note(found.iter().any(|one| one.cells().is_none()), "abnormalities without a cell count are taken as clonal");
        note(
            found.iter().any(|one| !one.is_clonal()),
            "an abnormality in fewer cells than a clone needs (2; 3 for a loss) is not counted; another method may confirm it",
        );
        note(
            self.implied.iter().any(|(_, one)| one.questionable),
            "a single X: without the patient's sex it is not known whether X or Y is lost",
        );
        let sexes = || own().filter_map(|clone| clone.sex_chromosomes);
        note(
            match self.sex {
                Some(Sex::Male) => sexes().any(|sex| sex.x >= 2 && sex.y == 0),
                Some(Sex::Female) => sexes().any(|sex| sex.y > 0),
                None => false,
            },
            "the sex chromosomes are not those of the patient's sex: a donor's cells, or another person's karyotype?",
        );
        note(
            own().any(|clone| clone.incomplete),
            "there is at least one further abnormality that is not written (inc, or a chromosome number without a reason)",
        );
        note(
            own().any(|clone| clone.ploidy() > 2 && !clone.aberrations.is_empty()),
            "a clone of three or four sets: its losses may leave more than one chromosome",
        );
        note(self.clones.iter().any(|clone| clone.donor), "clones after // are a donor's and are not counted");
        note(has(TokenKind::OtherMethod), "reports of other methods (FISH, arrays, PCR) are shown and not read");
        for (place, clone) in self.clones.iter().enumerate().filter(|(_, clone)| !clone.donor) {
            if let (Some((least, most)), Some(expected)) = (clone.number, clone.expected_number())
                && !(i32::from(least)..=i32::from(most)).contains(&expected)
            {
                notes.push(format!(
                    "clone {}: {} chromosomes are written, its abnormalities give {expected}",
                    place + 1,
                    if least == most { least.to_string() } else { format!("{least} to {most}") }
                ));
            }
        }
        notes
    }
}
