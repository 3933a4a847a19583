//! The findings as a text that a haematologist reads: each conclusion, the rule that gave it, what was seen, and where the
//! rule stands.

mod course;
mod karyotype;
mod looked_for;
mod lymphoid;

use guideline::truth::Truth;

use super::{Asked, MdsRisk, Meaning, PossibleGermlineSaid, VariantFinding};
use crate::decision_list::{Answer, Fact, Step};
use crate::language::{Language, Named, alternatives, named, seen_for_score};
use crate::oncogenicity::Outcome;
use crate::risk::points::Scored;
use crate::source::{self, Citation, Standing};
use crate::table::NONE;
use crate::therapy::approval::Approval;
use crate::therapy::{Line, TherapyAnswer, danish_approval, danish_setting};
use crate::trial::TrialMatch;
use crate::trial::clause::State;

/// The text in one language, in lines that are not wrapped.
#[must_use]
pub fn text(meaning: &Meaning, language: Language) -> String {
    let karyotypes = [
        meaning.karyotype.as_ref().map(|banded| banded.text.clone()),
        meaning.genome_karyotype.as_ref().map(|genome| genome.text.clone()),
    ];
    let mut page = Page { language, karyotypes, lines: Vec::new(), cited: Vec::new() };
    page.meaning(meaning);
    page.sources();
    page.lines.join("\n") + "\n"
}

struct Page {
    language: Language,
    /// By banding, and by the genome.
    karyotypes: [Option<String>; 2],
    lines: Vec<String>,
    cited: Vec<Citation>,
}

impl Page {
    fn say(&self, en: &'static str, da: &'static str) -> &'static str {
        match self.language {
            Language::English => en,
            Language::Danish => da,
        }
    }

    fn line(&mut self, indent: usize, words: impl AsRef<str>) {
        self.lines.push(format!("{:indent$}{}", "", words.as_ref()));
    }

    fn heading(&mut self, en: &'static str, da: &'static str) {
        let words = self.say(en, da);
        self.lines.push(String::new());
        self.lines.push(words.to_uppercase());
    }

    /// Where a rule stands, short; the whole reference follows at the end.
    fn cite(&mut self, citation: Citation) -> String {
        if !self.cited.iter().any(|cited| cited.source == citation.source) {
            self.cited.push(citation);
        }
        let mark = match citation.standing {
            Standing::Remembered => self.say("; TO BE CONFIRMED", "; SKAL BEKRÆFTES"),
            Standing::Read | Standing::Checked => "",
        };
        format!("[{}, {}{mark}]", citation.source, citation.place)
    }

    fn meaning(&mut self, meaning: &Meaning) {
        let title = self.say("What the findings mean", "Hvad fundene betyder");
        self.line(0, format!("{title}: {}, {}", meaning.sample, meaning.date));
        let caution = self.say(
            "Evidence for the conference, which decides. What is not listed as found was not found at the stated limit, or not \
             assessed; it is not excluded.",
            "Grundlag for konferencen, som beslutter. Hvad der ikke står som fundet, er ikke fundet ved den angivne grænse eller \
             ikke undersøgt; det er ikke udelukket.",
        );
        self.line(0, caution);
        match &meaning.karyotype {
            Some(karyotype) => self.karyotype(karyotype),
            None => {
                self.heading("Karyotype", "Karyotype");
                let words = self.say("not stated", "ikke oplyst");
                self.line(2, words);
            }
        }
        if let Some(genome) = &meaning.genome_karyotype {
            self.genome_karyotype(genome);
        }
        self.looked_for(&meaning.looked_for);
        if !meaning.variants.is_empty() {
            self.heading("Variants", "Varianter");
        }
        for finding in &meaning.variants {
            self.variant(finding);
        }
        self.heading("Class", "Klasse");
        if meaning.classes.is_empty() {
            let words = self.say(
                "none is given: no list covers the stated group, or the sample was taken after induction",
                "ingen angives: ingen liste dækker den angivne gruppe, eller prøven er taget efter induktion",
            );
            self.line(2, words);
        }
        for classified in &meaning.classes {
            self.answer(&classified.answer);
            for qualifier in &classified.qualifiers {
                let condition =
                    if qualifier.truth == Truth::Yes { "" } else { self.say("if so: ", "hvis det er tilfældet: ") };
                let cited = self.cite(qualifier.citation);
                let words = self.language.choose(qualifier.en, qualifier.da);
                self.line(4, format!("+ {condition}{words}  {cited}"));
            }
        }
        self.heading("Risk, acute myeloid leukaemia", "Risiko, akut myeloid leukæmi");
        match &meaning.eln {
            Asked::Answered(answers) => answers.iter().for_each(|answer| self.answer(answer)),
            Asked::NotApplicable { en, da } => self.line(2, self.language.choose(en, da)),
        }
        self.heading("Risk, myelodysplastic neoplasm", "Risiko, myelodysplastisk neoplasi");
        match &meaning.mds {
            Asked::Answered(risk) => self.mds(risk),
            Asked::NotApplicable { en, da } => self.line(2, self.language.choose(en, da)),
        }
        if let Asked::Answered(told) = &meaning.lymphoid {
            self.lymphoid(told);
        }
        self.heading("TP53, both alleles", "TP53, begge alleler");
        for states in [&meaning.tp53.bernard, &meaning.tp53.ipss_m, &meaning.tp53.who5, &meaning.tp53.icc] {
            self.answer(states);
        }
        for note in &meaning.tp53.notes {
            self.line(2, format!("- {}", self.language.choose(&note.en, &note.da)));
        }
        self.therapy(meaning.therapy.as_ref());
        for trial in &meaning.trials {
            self.trial(trial);
        }
        self.possible_germline(&meaning.possible_germline);
        self.heading("Primary refractoriness", "Primær refraktaritet");
        self.answer(&meaning.refractoriness);
        if let Some(course) = &meaning.course {
            self.course(course);
        }
        if !meaning.not_performed.is_empty() {
            self.heading("Not performed", "Ikke udført");
            for part in &meaning.not_performed {
                self.line(2, format!("- {}", self.language.choose(&part.en, &part.da)));
            }
        }
    }

    fn variant(&mut self, finding: &VariantFinding) {
        let variant = &finding.called.variant;
        let share = variant.fraction.map(|fraction| format!(", VAF {}", self.language.percent(fraction.get())));
        let counts = match (finding.counts, finding.doubted) {
            (true, _) => self.say("counts as mutated", "tæller som muteret"),
            (false, true) => self.say(
                "does not count, and is doubted: the gene is not known until somebody has looked",
                "tæller ikke, og er betvivlet: genet er ikke kendt, før nogen har set efter",
            ),
            (false, false) => self.say("does not count", "tæller ikke"),
        };
        self.line(2, format!("{}{}: {counts}", variant.name(), share.unwrap_or_default()));
        self.line(4, &finding.called.genomic);
        if !finding.called.filters.is_empty() {
            let words = self.say("did not pass", "bestod ikke");
            self.line(4, format!("{words}: {}", finding.called.filters.join(", ")));
        }
        for reason in &finding.driver.reasons {
            let cited = reason.citation.map(|citation| self.cite(citation)).unwrap_or_default();
            let words = self.language.choose(&reason.en, &reason.da);
            self.line(4, format!("{words}  {cited}").trim_end());
        }
        let points = self.say("oncogenicity", "onkogenicitet");
        let class = finding.oncogenicity.class.in_language(self.language);
        let total = finding.oncogenicity.points;
        let unit = self.say("points", "point");
        self.line(4, format!("{points}: {class}, {total} {unit}; tier {}", finding.tiers.overall));
        let criteria = finding.oncogenicity.criteria.iter();
        let open: Vec<String> = criteria
            .filter(|assessment| assessment.outcome == Outcome::NotAssessed)
            .map(|assessment| assessment.criterion.code())
            .collect();
        if !open.is_empty() {
            let words =
                self.say("criteria not assessed, which could change it", "kriterier ikke vurderet, som kan ændre den");
            self.line(8, format!("{words}: {}", open.join(", ")));
        }
        for statement in &finding.tiers.statements {
            let cited = self.cite(statement.citation);
            let words = self.language.choose(&statement.en, &statement.da);
            self.line(4, format!("{words}  {cited}"));
        }
        for resistance in &finding.resistance {
            let cited = self.cite(resistance.row.citation);
            let words = self.say("resistance", "resistens");
            self.line(4, format!("{words}: {}  {cited}", resistance.row.drugs.join(", ")));
        }
    }

    fn therapy(&mut self, answer: Option<&TherapyAnswer>) {
        self.heading("Evidence on drugs", "Evidens om lægemidler");
        let Some(answer) = answer else {
            let words = self.say("not asked: no disease is stated", "ikke spurgt: ingen sygdom er angivet");
            self.line(2, words);
            return;
        };
        if answer.beyond_data {
            let words = self.say("approvals are known to", "godkendelser er kendt til");
            self.line(2, format!("{words} {}", answer.data_to));
        }
        let (there, open): (Vec<_>, Vec<_>) = answer.evidence.iter().partition(|told| told.biomarker == Truth::Yes);
        for told in there {
            let cited = self.cite(told.row.citation);
            let setting = match told.row.setting {
                NONE => String::new(),
                setting => format!(", {}", self.language.choose(setting, danish_setting(setting).unwrap_or(setting))),
            };
            self.line(2, format!("{}{setting}  {cited}", told.row.drug));
            let [ema, fda] = [told.row.ema, told.row.fda].map(|approval| self.approval(approval));
            self.line(4, format!("EMA: {ema}; FDA: {fda}; {}", self.denmark()));
            let line = match told.row.line {
                Line::Any => None,
                Line::New => Some(self.say("for newly diagnosed disease", "til nydiagnosticeret sygdom")),
                Line::RelapsedRefractory => {
                    Some(self.say("for relapsed or refractory disease", "til recidiveret eller refraktær sygdom"))
                }
            };
            if let Some(line) = line {
                let stated = match told.line {
                    Truth::Yes => self.say("as stated", "som oplyst"),
                    Truth::No => self.say("not this patient's line", "ikke denne patients linje"),
                    Truth::Unknown => self.say("line not stated", "linje ikke oplyst"),
                };
                self.line(4, format!("{line} ({stated})"));
            }
            for fact in told.facts.iter().chain(&told.related) {
                self.fact(fact);
            }
            for (variant, _, _) in &told.resistance {
                let words = self.say("acts less with", "virker mindre ved");
                self.line(8, format!("{words} {variant}"));
            }
        }
        let open: Vec<&str> = open.iter().map(|told| told.row.drug).collect();
        if !open.is_empty() {
            let words = self.say("biomarker not assessed for", "biomarkør ikke undersøgt for");
            self.line(2, format!("{words}: {}", open.join(", ")));
        }
        for statement in answer.guideline.iter().filter(|statement| statement.truth == Truth::Yes) {
            let cited = self.cite(statement.citation);
            let words = self.language.choose(&statement.en, &statement.da);
            self.line(2, format!("{} {words}  {cited}", statement.item));
            if let Some(open) = &statement.inconsistency {
                let words = self.language.choose(&open.finding_en, &open.finding_da);
                self.line(4, format!("{} {words}", open.id));
            }
        }
    }

    fn trial(&mut self, trial: &TrialMatch) {
        self.heading("Trial", "Forsøg");
        self.line(2, &trial.protocol);
        for place in &trial.places {
            let open = if place.open { "" } else { self.say(" (closed)", " (lukket)") };
            let state = self.state(place.state);
            self.line(2, format!("{}{open}: {state}", place.place.join(", ")));
            for criterion in &place.criteria {
                let later = if criterion.can_change { self.say(" (may change)", " (kan ændre sig)") } else { "" };
                let state = self.state(criterion.state);
                self.line(4, format!("{state}: {}: {}{later}", criterion.asked, criterion.reason));
            }
        }
    }

    fn state(&self, state: State) -> &'static str {
        match state {
            State::Pass => self.say("pass", "opfyldt"),
            State::Warn => self.say("pass, with a warning", "opfyldt, med forbehold"),
            State::Undetermined => self.say("undetermined", "uafklaret"),
            State::Fail => self.say("fail", "ikke opfyldt"),
        }
    }

    fn approval(&self, approval: Approval) -> String {
        let text = approval.to_string();
        if self.language == Language::Danish { danish_approval(&text) } else { text }
    }

    fn denmark(&self) -> &'static str {
        self.say("Danish Medicines Council: not known here", "Medicinrådet: ikke kendt her")
    }

    fn possible_germline(&mut self, said: &PossibleGermlineSaid) {
        self.heading("Possible germline", "Mulig arvelig variant");
        for flag in &said.shown {
            self.line(2, format!("{}: {}", flag.variant, flag.row.disorder));
            for reason in &flag.reasons {
                let cited = reason.citation.map(|citation| self.cite(citation)).unwrap_or_default();
                let words = self.language.choose(&reason.en, &reason.da);
                self.line(4, format!("{words}  {cited}").trim_end());
            }
        }
        let (en, da) = ("held back by the patient's choice", "tilbageholdt efter patientens valg");
        let words = self.language.choose(en, da);
        self.line(2, format!("{words}: {}", said.held_back));
        if said.ask_clinical_genetics {
            let words = self.say("Clinical genetics is to be asked.", "Klinisk genetik skal spørges.");
            self.line(2, words);
        }
    }

    fn answer<C: Named + PartialEq>(&mut self, answer: &Answer<C>) {
        let possible = match answer.possible.as_slice() {
            [] => self.say("no rule applies", "ingen regel gælder").to_owned(),
            [class] => class.in_language(self.language),
            several => {
                format!("{} {}", self.say("not settled:", "ikke afgjort:"), alternatives(several, self.language))
            }
        };
        self.line(2, format!("{}: {possible}", named(answer.edition).in_language(self.language)));
        for step in &answer.path {
            self.step(step);
        }
        let language = self.language;
        let missing: Vec<&str> = answer.missing().iter().map(|fact| fact.name.in_language(language)).collect();
        if !missing.is_empty() {
            let words = self.say("would settle it", "ville afgøre det");
            self.line(4, format!("{words}: {}", missing.join("; ")));
        }
        for other in &answer.other_readings {
            let question = self.language.choose(other.ambiguity.en, other.ambiguity.da);
            let answer = alternatives(&other.possible, self.language);
            let words = self.say("read otherwise", "læst anderledes");
            let cited = self.cite(other.ambiguity.citation);
            self.line(4, format!("{words} ({}): {answer}. {question}  {cited}", other.reading));
        }
    }

    fn step<C: Named>(&mut self, step: &Step<C>) {
        let may = match step.truth {
            Truth::Unknown => format!("{} {}? ", self.say("perhaps", "måske"), step.class.in_language(self.language)),
            Truth::Yes | Truth::No => String::new(),
        };
        let cited = self.cite(step.citation);
        let rule = self.language.choose(step.en, step.da);
        self.line(4, format!("{} {may}{rule}  {cited}", step.rule));
        for fact in &step.facts {
            self.fact(fact);
        }
    }

    fn fact(&mut self, fact: &Fact) {
        let truth = match fact.truth {
            Truth::Yes => self.say("yes", "ja"),
            Truth::No => self.say("no", "nej"),
            Truth::Unknown => self.say("not known", "ikke kendt"),
        };
        let name = fact.name.in_language(self.language);
        let seen = self.without_the_karyotypes(fact.seen.in_language(self.language));
        self.line(8, format!("{name}: {truth} ({seen})"));
    }

    /// The karyotypes stand once, at the head; a fact only names the one that it rests on.
    fn without_the_karyotypes(&self, seen: &str) -> String {
        let [banded, genome] = &self.karyotypes;
        let mut seen = seen.to_owned();
        for (text, written, named) in [
            (banded, "karyotype", self.say("by banding", "ved båndfarvning")),
            (genome, self.say("genome", "genom"), self.say("by the genome", "ved genomet")),
        ] {
            if let Some(text) = text {
                seen = seen.replace(&format!("{written} {text}"), named);
            }
        }
        seen
    }

    fn mds(&mut self, risk: &MdsRisk) {
        self.scored(&risk.ipss);
        self.scored(&risk.ipss_r);
        match &risk.ipss_ra {
            Some(adjusted) => {
                let language = self.language;
                let scores: Vec<String> =
                    adjusted.possible_scores.iter().map(|score| language.number(*score, 2)).collect();
                let cited = self.cite(adjusted.citation);
                let categories = alternatives(&adjusted.possible, self.language);
                self.line(2, format!("IPSS-RA: {categories} ({})  {cited}", scores.join("; ")));
            }
            None => {
                let words = self.say("IPSS-RA: not known without an age", "IPSS-RA: ukendt uden alder");
                self.line(2, words);
            }
        }
        self.ipss_m(risk);
    }

    fn scored<C: Named + PartialEq + Copy>(&mut self, score: &Scored<C>) {
        let cited = self.cite(score.citation);
        let language = self.language;
        let points = |halves| language.as_given(f64::from(halves) / 2.0);
        let totals: Vec<String> = score.total.each().map(points).collect();
        let categories = alternatives(&score.possible, self.language);
        let open = if score.definite().is_some() { "" } else { self.say("not settled: ", "ikke afgjort: ") };
        let edition = named(score.edition);
        let edition = edition.in_language(self.language);
        self.line(2, format!("{edition}: {open}{categories} ({})  {cited}", totals.join("; ")));
        for part in &score.parts {
            let points: Vec<String> = part.points.each().map(points).collect();
            let seen = seen_for_score(&part.seen, language);
            let seen = if seen.is_empty() { self.say("not known", "ikke kendt") } else { &seen };
            let name = named(part.name);
            let line = format!("{}: {seen}: {}", name.in_language(self.language), points.join(" / "));
            self.line(8, line);
        }
        for other in &score.other_readings {
            let words = self.say("read otherwise", "læst anderledes");
            let answer = alternatives(&other.possible, self.language);
            self.line(4, format!("{words} ({}): {answer}", other.reading));
        }
        for note in &score.notes {
            self.line(4, self.language.choose(&note.en, &note.da));
        }
    }

    fn ipss_m(&mut self, risk: &MdsRisk) {
        let score = &risk.ipss_m;
        let cited = self.cite(score.citation);
        let verdict = match score.category() {
            Some(category) => category.in_language(self.language),
            None => self.say("not settled, too much is missing", "ikke afgjort, for meget mangler").to_owned(),
        };
        self.line(2, format!("IPSS-M: {verdict}  {cited}"));
        for (en, da, scenario) in
            [("best", "bedste", &score.best), ("mean", "gennemsnit", &score.mean), ("worst", "værste", &score.worst)]
        {
            let name = self.language.choose(en, da);
            self.line(
                8,
                format!(
                    "{name}: {} ({})",
                    self.language.number(scenario.score.get(), 2),
                    scenario.category.in_language(self.language)
                ),
            );
        }
        let missing: Vec<String> = score.missing().map(|term| term.name().to_owned()).collect();
        if !missing.is_empty() {
            let words = self.say("not known, imputed", "ikke kendt, imputeret");
            self.line(8, format!("{words}: {}", missing.join(", ")));
        }
        for note in &score.notes {
            self.line(4, self.language.choose(&note.en, &note.da));
        }
    }

    fn sources(&mut self) {
        self.heading("Sources", "Kilder");
        let mut cited: Vec<&'static str> = self.cited.iter().map(|citation| citation.source).collect();
        cited.sort_unstable();
        for id in cited {
            if let Some(found) = source::find(id) {
                self.line(2, format!("{id}: {}. {}", found.citation, found.title));
            }
        }
    }
}
