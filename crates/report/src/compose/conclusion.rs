//! The answer to what the referral asks, from the sections. Nothing here is an order, and nothing is ranked (DER-12).

use clinic::code::Purpose;
use guideline::truth::Truth;
use interpretation::language::Language::{Danish, English};
use interpretation::language::Words;
use interpretation::trial::clause::State;

use crate::document::answer::{DrugRow, EditionAnswer, Risk, Therapy, TrialAnswer};
use crate::document::conclusion::{Conclusion, Contribution, Question, QuestionAnswer};
use crate::document::finding::{Fusions, SmallVariants, TandemAnswer, TandemRow};
use crate::document::{Section, Statement};
use crate::words::capital;

/// What the answer is drawn from.
pub(super) struct Asked<'d> {
    pub purpose: Option<Purpose>,
    pub variants: &'d Section<SmallVariants>,
    pub tandem: &'d Section<Vec<TandemRow>>,
    pub fusions: &'d Section<Fusions>,
    pub classes: &'d Section<Vec<EditionAnswer>>,
    pub risk: &'d Risk,
    pub therapy: &'d Section<Therapy>,
    pub trials: &'d Section<Vec<TrialAnswer>>,
}

type Told = (Contribution, Vec<Statement>);

impl Asked<'_> {
    pub(super) fn conclusion(&self) -> Conclusion {
        let asks = |question| match self.purpose {
            Some(Purpose::RrTrial) => question == Question::TargetedTrial,
            Some(Purpose::McDiagnosis) => {
                matches!(question, Question::Diagnosis | Question::Pathogenesis | Question::Prognosis)
            }
            Some(Purpose::McMethods) => matches!(question, Question::Diagnosis | Question::Pathogenesis),
            None => false,
        };
        let mut answers: Vec<QuestionAnswer> = Question::ALL
            .into_iter()
            .map(|question| {
                let (contribution, says) = match question {
                    Question::TargetedTrial => self.trial(),
                    Question::Diagnosis => self.diagnosis(),
                    Question::Pathogenesis => self.pathogenesis(),
                    Question::Prognosis => self.prognosis(),
                    Question::TargetedTreatment => self.treatment(),
                    Question::Transplantation => self.transplantation(),
                };
                QuestionAnswer { question, asked_for: asks(question), contribution, says }
            })
            .collect();
        // Stable: what is asked first, else in the order of the list, the trial last where it is not the question.
        answers.sort_by_key(|answer| (!answer.asked_for, answer.question == Question::TargetedTrial));
        Conclusion { answers }
    }

    fn trial(&self) -> Told {
        let Some(trials) = self.trials.result() else { return not_assessed(self.trials) };
        let of = |wanted: &[State]| {
            let fitting = trials.iter().filter(|trial| trial.best_open().is_some_and(|best| wanted.contains(&best)));
            fitting.map(|trial| trial.protocol.as_str()).collect::<Vec<_>>()
        };
        let (fits, open) = (of(&[State::Pass, State::Warn]), of(&[State::Undetermined]));
        let mut says = Vec::new();
        if !fits.is_empty() {
            says.push(listed(
                "Every criterion that is asked is met, read the trial",
                "Alle spurgte kriterier er opfyldt, læs forsøget",
                &fits,
            ));
        }
        if !open.is_empty() {
            says.push(listed("Not excluded, something is missing", "Ikke udelukket, noget mangler", &open));
        }
        let names: Vec<&str> = trials.iter().map(|trial| trial.protocol.as_str()).collect();
        says.push(listed("Trials asked", "Forsøg, der er spurgt", &names));
        let contribution = match (fits.is_empty(), open.is_empty()) {
            (false, _) => Contribution::Found,
            (true, false) => Contribution::Open,
            (true, true) => Contribution::None,
        };
        (contribution, says)
    }

    fn diagnosis(&self) -> Told {
        let Some(classes) = self.classes.result() else { return not_assessed(self.classes) };
        editions(classes.iter())
    }

    fn pathogenesis(&self) -> Told {
        let mut found: Vec<String> = Vec::new();
        let variants = self.variants.result().map_or(&[][..], |told| &told.variants);
        found.extend(variants.iter().filter(|row| row.counts).map(|row| row.name.clone()));
        for row in self.tandem.result().into_iter().flatten() {
            if matches!(row.answer, TandemAnswer::Found { .. }) {
                found.push(format!("{}-{}", row.gene, row.kind.short()));
            }
        }
        if let Some(fusions) = self.fusions.result() {
            found.extend(fusions.called.iter().filter(|told| told.counts).filter_map(|told| told.fusion.name.clone()));
            found.extend(fusions.stated.iter().cloned());
        }
        let looked: Vec<bool> =
            vec![self.variants.why().is_none(), self.tandem.why().is_none(), self.fusions.why().is_none()];
        if !found.is_empty() {
            return (Contribution::Found, vec![listed("Drivers that count", "Drivere, der tæller", &found)]);
        }
        if looked.contains(&false) {
            let says = Words::new(
                "No driver was found in what was looked at; not everything was (see the sections).",
                "Ingen driver er fundet i det undersøgte; ikke alt er undersøgt (se afsnittene).",
            );
            let contribution = if looked.contains(&true) { Contribution::Open } else { Contribution::NotAssessed };
            return (contribution, vec![Statement::plain(says)]);
        }
        let says = Words::new(
            "No driver was found at the stated limits; that excludes none below them.",
            "Ingen driver er fundet ved de angivne grænser; det udelukker ingen under dem.",
        );
        (Contribution::None, vec![Statement::plain(says)])
    }

    fn prognosis(&self) -> Told {
        let lists = [&self.risk.aml, &self.risk.mds, &self.risk.lymphoid];
        let risk: Vec<&EditionAnswer> = lists.into_iter().filter_map(Section::result).flatten().collect();
        let flag = &self.risk.refractoriness;
        // "No flag" alone is said in the section.
        let flagged = flag.possible.iter().any(|class| class.code.as_deref() != Some("no_flag")).then_some(flag);
        if !risk.is_empty() {
            let (contribution, mut says) = editions(risk.into_iter());
            says.extend(flagged.map(edition));
            return (contribution, says);
        }
        let (contribution, mut says) =
            flagged.map_or((Contribution::NotAssessed, Vec::new()), |flag| editions(std::iter::once(flag)));
        // Another group, a sample after induction, a disease that the list leaves out: each list knows its own reason.
        let mut why: Vec<&Words> = lists.into_iter().filter_map(Section::why).collect();
        why.dedup();
        says.extend(
            why.into_iter().map(|own| Statement::plain(Words::each(|language| capital(own.in_language(language))))),
        );
        (contribution, says)
    }

    fn treatment(&self) -> Told {
        let Some(therapy) = self.therapy.result() else { return not_assessed(self.therapy) };
        let mut says = Vec::new();
        let asking = therapy.drugs.iter().filter(|drug| drug.asks_for_biomarker);
        let (other_line, drugs): (Vec<&DrugRow>, Vec<&DrugRow>) = asking.partition(|drug| drug.line_fits == Truth::No);
        let names = |rows: &[&DrugRow]| {
            let mut names: Vec<String> = rows.iter().map(|drug| drug.drug.clone()).collect();
            names.dedup();
            names
        };
        if !drugs.is_empty() {
            says.push(listed(
                "What the label asks for was found",
                "Det, som etiketten beder om, er fundet",
                &names(&drugs),
            ));
        }
        if !other_line.is_empty() {
            says.push(listed(
                "Likewise, but for another line of treatment than this patient's",
                "Ligeledes, men til en anden behandlingslinje end denne patients",
                &names(&other_line),
            ));
        }
        for drug in therapy.drugs.iter().filter(|drug| !drug.acts_less_with.is_empty()) {
            let variants = drug.acts_less_with.join(", ");
            says.push(Statement::plain(Words::new(
                format!("{} acts less with {variants}.", drug.drug),
                format!("{} virker mindre ved {variants}.", drug.drug),
            )));
        }
        let open = &therapy.biomarker_not_assessed;
        if !open.is_empty() {
            says.push(listed("Biomarker not assessed", "Biomarkør ikke undersøgt", open));
        }
        let found = !drugs.is_empty() || !other_line.is_empty();
        if !found && open.is_empty() {
            says.push(Statement::plain(Words::new(
                "No finding is one that a drug of the table asks for in this disease.",
                "Intet fund er et, som et lægemiddel i tabellen beder om ved denne sygdom.",
            )));
        }
        let contribution = match (found, open.is_empty()) {
            (true, _) => Contribution::Found,
            (false, false) => Contribution::Open,
            (false, true) => Contribution::None,
        };
        (contribution, says)
    }

    fn transplantation(&self) -> Told {
        let Some(therapy) = self.therapy.result() else { return not_assessed(self.therapy) };
        let on_it = therapy.guideline.iter().filter(|told| ON_TRANSPLANTATION.contains(&told.item.as_str()));
        let says: Vec<Statement> = on_it
            .map(|told| {
                let at_odds = told.contradiction.as_ref().map(|(id, _)| id.as_str());
                let (en, da) = match at_odds {
                    Some(id) => {
                        (format!(" ({}; at odds: {id})", told.as_of), format!(" ({}; modsigelse: {id})", told.as_of))
                    }
                    None => (format!(" ({})", told.as_of), format!(" ({})", told.as_of)),
                };
                let says = Words::new(
                    format!("{}{en}", first_sentence(&told.says.en)),
                    format!("{}{da}", first_sentence(&told.says.da)),
                );
                Statement::cited(says, told.citation.clone())
            })
            .collect();
        if says.is_empty() {
            let says = Words::new(
                "No finding calls up a sentence of the recommendations on it; the risk group stands above.",
                "Intet fund kalder en sætning i anbefalingerne om det frem; risikogruppen står ovenfor.",
            );
            return (Contribution::None, vec![Statement::plain(says)]);
        }
        (Contribution::Found, says)
    }
}

/// The sentence itself; what is said of it stands in the section on evidence.
fn first_sentence(text: &str) -> &str {
    text.split_once(". ").map_or(text, |(first, _)| first).trim_end_matches('.')
}

/// The requirements whose sentences are on consolidating transplantation.
const ON_TRANSPLANTATION: [&str; 4] = ["RR-REP-04", "MC-REP-04", "MC-REP-08", "MC-REP-09"];

fn not_assessed<T>(section: &Section<T>) -> Told {
    (Contribution::NotAssessed, section.why().map(|why| Statement::plain(why.clone())).into_iter().collect())
}

/// Every edition in a sentence. A question of which one edition is open is not settled.
fn editions<'a>(answers: impl Iterator<Item = &'a EditionAnswer>) -> Told {
    let answers: Vec<&EditionAnswer> = answers.collect();
    let says: Vec<Statement> = answers.iter().map(|answer| edition(answer)).collect();
    let contribution = if answers.iter().any(|answer| answer.possible.len() > 1) {
        Contribution::Open
    } else if answers.iter().any(|answer| answer.is_settled()) {
        Contribution::Found
    } else {
        Contribution::None
    };
    (contribution, says)
}

/// As many possible answers as a conclusion names.
const FEW: usize = 4;

/// What one edition answers, in a sentence, with where the rule stands.
fn edition(answer: &EditionAnswer) -> Statement {
    let said = |language| {
        let names: Vec<&str> = answer.possible.iter().map(|class| class.words.in_language(language)).collect();
        names.join(language.choose(" or ", " eller "))
    };
    let (en, da) = (&answer.edition.en, &answer.edition.da);
    let says = match answer.possible.len() {
        0 => Words::new(format!("{en}: no rule applies"), format!("{da}: ingen regel gælder")),
        1 => Words::new(format!("{en}: {}", said(English)), format!("{da}: {}", said(Danish))),
        2..=FEW => {
            Words::new(format!("{en}: not settled: {}", said(English)), format!("{da}: ikke afgjort: {}", said(Danish)))
        }
        many => Words::new(
            format!("{en}: not settled, {many} answers are possible"),
            format!("{da}: ikke afgjort, {many} svar er mulige"),
        ),
    };
    let mut citations: Vec<_> =
        answer.reasons.iter().map(|reason| reason.citation.clone()).chain(answer.citation.clone()).collect();
    citations.dedup();
    Statement { says, citations }
}

fn listed<S: AsRef<str>>(en: &str, da: &str, names: &[S]) -> Statement {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    let names = names.join(", ");
    Statement::plain(Words::new(format!("{en}: {names}."), format!("{da}: {names}.")))
}
