//! Why something was refused: which requirement, in words for the person who will read them, and what to do.

use guideline::rule::Stage;

use crate::code::CodeList;
use crate::follow_up::{LONGEST_TEXT, Question, Response, Takes};
use crate::identifier::{OrderId, PatientId};
use crate::language::Language;
use crate::order::{Hold, OrderState};
use crate::specimen::SpecimenState;

/// A guard of the course that is no rule of the guideline's own: the requirement it is named after, and its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guard {
    /// The requirement.
    pub id: &'static str,
    /// In Danish, with the remedy.
    pub da: &'static str,
    /// In English, with the remedy.
    pub en: &'static str,
}

macro_rules! guards {
    ($($name:ident = $id:literal, $da:literal, $en:literal;)+) => {
        $(#[doc = $en] pub const $name: Guard = Guard { id: $id, da: $da, en: $en };)+
        /// Every guard. A test demands that each has refused something.
        pub const GUARDS: &[Guard] = &[$($name),+];
    };
}

guards! {
    COM_CONSENT_01_PERSON = "COM-CONSENT-01", "Samtykket er en anden persons. Find patientens eget samtykke, og registrér fejlen som utilsigtet hændelse.", "The consent is another person's. Find the patient's own consent, and record the error as an incident.";
    COM_CONSENT_01 = "COM-CONSENT-01", "Samtykket opfylder ikke de nævnte regler. Fuldstændiggør det sammen med patienten, og registrér det igen.", "The consent does not fulfil the rules named. Complete it with the patient, and record it again.";
    COM_CONSENT_04 = "COM-CONSENT-04", "Der er intet samtykke i kraft. Intet sekventeres, frigives eller besvares, før patienten har underskrevet et nyt; en kliniker afgør, hvad der skal ske med materiale og data.", "No consent is in force. Nothing is sequenced, released or reported until the patient has signed a new one; a clinician decides what happens to material and data.";
    COM_REQ_01 = "COM-REQ-01", "Rekvirenten på henvisningen er ikke den, der er logget ind: autorisation, speciale og afdeling skal være de registrerede. Ret henvisningen, eller lad rekvirenten selv indsende.", "The requester on the referral is not the person signed in: authorisation, specialty and unit must be those on register. Correct the referral, or let the requester submit.";
    COM_REPEAT_01 = "COM-REPEAT-01", "En gentagelse skal henvise til en tidligere, accepteret ordre for samme patient, og årsagen skal være den, henvisningen angiver. Ret henvisningen eller ordrens art.", "A repeat must link to an earlier, accepted order of the same patient, with the reason that the referral states. Correct the referral or the kind of order.";
    DER_05 = "DER-05", "Materialet kan indeholde donorceller efter allogen transplantation. Brug fibroblastkultur fra hud eller germline fra før transplantationen.", "The material may hold donor cells after an allogeneic transplantation. Use a skin-fibroblast culture, or germline from before the transplantation.";
    DER_05_STORED = "DER-05", "Der er ingen sekventeret germline fra en tidligere ordre at bruge igen. Vælg et germlinemateriale, der skal tages.", "There is no sequenced germline of an earlier order to use again. Choose a germline material that is to be taken.";
    DER_06 = "DER-06", "Kun tumors data er frigivet, og de er foreløbige. Svaret venter på germline.", "Only the tumour's data are released, and they are provisional. The report waits for the germline.";
    DER_07 = "DER-07", "Tumor og germline er ikke vist at være samme persons. Begge prøver standses; afklar, hvis prøver det er.", "Tumour and germline are not shown to be one person's. Both specimens stop; find out whose they are.";
    DER_09 = "DER-09", "Mærkatet sidder allerede på en anden prøve. En prøve har én rolle og sit eget mærkat.", "The label is already on another specimen. A specimen has one role and a label of its own.";
    COM_SAMPLE_01 = "COM-SAMPLE-01", "Mærkatet er ikke ordrens. Afvis prøven, eller find den rigtige.", "The label is not the order's. Reject the specimen, or find the right one.";
    COM_CAP_01 = "COM-CAP-01", "Materialet er en fibroblastkultur, og den er ikke etableret endnu. Registrér kulturen først.", "The material is a fibroblast culture, and it is not established yet. Record the culture first.";
    RR_SAMPLE_01 = "RR-SAMPLE-01", "Tumor er ikke sekventeret. Uden tumor er der intet at frigive.", "The tumour is not sequenced. Without it there is nothing to release.";
    DER_14_FOUR_EYES = "DER-14", "Den, der godkender, har selv fortolket. En anden skal godkende.", "The approver is the interpreter. Another person must approve.";
    DER_14_STEP_UP = "DER-14", "Underskrift kræver fornyet stærk identifikation inden for de seneste fem minutter. Identificér dig igen.", "A signature needs renewed strong identification within the last five minutes. Identify yourself again.";
    DER_14_JOIN = "DER-14", "Den, der bekræfter, har selv foreslået det. En anden, der ser begge forløb, skal bekræfte.", "The person who confirms has proposed it. Another one who sees both courses must confirm.";
    COM_REP_01 = "COM-REP-01", "Svaret er ikke fuldstændigt: hvert afsnit skal have et resultat, eller en grund til at det mangler. Fuldstændiggør svaret.", "The report is not complete: each section needs a result, or a reason why there is none. Complete the report.";
    COM_GEN_04 = "COM-GEN-04", "Svaret er sat op efter et andet valg om tilfældighedsfund end det, der gælder nu. Sæt det op igen.", "The report was composed under another choice on incidental findings than the one in force. Compose it again.";
    DER_15_RECIPIENTS = "DER-15", "Alle, der har fået en tidligere udgave, skal have den rettede. Tilføj dem.", "Everyone who received an earlier version must receive the corrected one. Add them.";
    DER_15_CANCEL = "DER-15", "Et afgivet svar trækkes ikke tilbage ved at annullere ordren. Ret svaret i stedet.", "A delivered report is not taken back by cancelling the order. Correct the report instead.";
    DER_18 = "DER-18", "Din rolle giver ikke ret til dette. En anden skal gøre det.", "Your role does not give leave to do this. Another person must.";
    DER_18_UNIT = "DER-18", "Ordren er en anden afdelings. Kun den rekvirerende afdeling kan gøre dette.", "The order is another unit's. Only the requesting unit can do this.";
    DER_20 = "DER-20", "Begrundelsen mangler. Skriv, hvorfor.", "The reason is missing. Write why.";
    DER_21 = "DER-21", "Patienten har en ordre på samme indikation fra de seneste 90 dage. Se den, og henvis til den, hvis der alligevel skal bestilles.", "The patient has an order for the same indication within the last 90 days. Look at it, and link it if the order is wanted all the same.";
    RR_DATA_02 = "RR-DATA-02", "Hvad et register siger, læses ind af en datamanager. Lad registerets navn være tomt.", "What a register says is read in by a data manager. Leave the name of the register empty.";
    RR_DATA_04 = "RR-DATA-04", "Et skema har mindst ét og højst fem felter. Send det, der blev spurgt om; resten udfylder en datamanager.", "A form has at least one field and at most five. Send what was asked; a data manager fills in the rest.";
    RR_KPI_02 = "RR-KPI-02", "Behandling i protokol på grund af helgenomsekventering kræver varianten, protokollen og dagen for første dosis. Angiv dem, eller at de ikke kendes.", "Treatment in a protocol because of sequencing needs the variant, the protocol and the day of the first dose. Give them, or say that they are not known.";
    MC_KPI_02 = "MC-KPI-02", "Et behandlingsvalg, som helgenomsekventering ændrede eller støtter, kræver varianten og behandlingens art. Angiv dem, eller at de ikke kendes.", "A choice of treatment that sequencing changed or supports needs the variant and the category of treatment. Give them, or say that they are not known.";
    DER_22_RUN = "DER-22", "En prøve er under sekventering. Stop kørslen, og bogfør dens forbrug, før ordren afsluttes.", "A specimen is being sequenced. Stop the run, and book what it took, before the order ends.";
}

/// Why two courses are not joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotJoined {
    /// It is one course already.
    Itself,
    /// An order of the course that would end is under way.
    UnderWay(OrderId),
    /// Something in each has the same id: what, and which.
    InBoth(&'static str, String),
    /// Nobody has proposed it, or not lately.
    NotProposed,
}

/// Why something was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing of this id is in the course.
    NoSuch(&'static str, String),
    /// Something of this id is in the course already.
    Taken(&'static str, String),
    /// The order is in a state in which this is not done.
    Order(OrderState),
    /// The specimen is in a state in which this is not done.
    Specimen(SpecimenState),
    /// The consent is withdrawn or superseded already.
    ConsentEnded,
    /// The order is on hold.
    OnHold(Hold),
    /// The hold stands already, or does not stand.
    HoldAsIs(Hold),
    /// The guideline's own rules, at a stage: their ids.
    Rules(Stage, Vec<String>),
    /// An answer that does not fit its question, by these criteria.
    Answer(Question, Option<&'static str>),
    /// A day that lies before one that it cannot precede, or after the day on which it is told.
    Days(Question, Option<Question>),
    /// The course goes on under this pseudonym of the same person.
    JoinedInto(PatientId),
    /// Two courses are not joined.
    Joining(NotJoined),
    /// A guard, and the rules of the guideline that it rests on.
    Guard(Guard, Vec<String>),
}

impl Refusal {
    pub(super) fn guard(guard: Guard) -> Self {
        Self::Guard(guard, Vec::new())
    }

    /// A stable code: the requirement, or the kind of mistake.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSuch(..) => "no-such",
            Self::Taken(..) => "taken",
            Self::Order(_) | Self::Specimen(_) | Self::ConsentEnded | Self::HoldAsIs(_) => "state",
            Self::OnHold(_) => "on-hold",
            Self::Rules(..) => "rules",
            Self::Answer(..) => "answer",
            Self::Days(..) => "days",
            Self::JoinedInto(_) => "joined-into",
            Self::Joining(_) => "joining",
            Self::Guard(guard, _) => guard.id,
        }
    }

    /// Ids of the guideline's rules that stand behind it.
    #[must_use]
    pub fn rules(&self) -> &[String] {
        match self {
            Self::Rules(_, rules) | Self::Guard(_, rules) => rules,
            _ => &[],
        }
    }

    /// What is wrong and what to do.
    #[must_use]
    pub fn words(&self, language: Language) -> String {
        let say = |da: String, en: String| if language == Language::Da { da } else { en };
        match self {
            Self::NoSuch(what, id) => {
                say(format!("{what} {id} findes ikke i forløbet."), format!("There is no {what} {id} in the course."))
            }
            Self::Taken(what, id) => say(
                format!("{what} {id} findes allerede i forløbet. Brug en ny id."),
                format!("There is a {what} {id} in the course already. Use another id."),
            ),
            Self::Order(state) => say(
                format!("Ordren er \"{}\"; dette kan ikke ske nu.", state.code()),
                format!("The order is \"{}\"; this cannot be done now.", state.code()),
            ),
            Self::Specimen(state) => say(
                format!("Prøven er \"{}\"; dette kan ikke ske nu.", state.code()),
                format!("The specimen is \"{}\"; this cannot be done now.", state.code()),
            ),
            Self::ConsentEnded => say(
                "Samtykket er allerede trukket tilbage eller afløst.".into(),
                "The consent is already withdrawn or superseded.".into(),
            ),
            Self::OnHold(hold) => say(
                format!("Ordren er sat på pause: \"{}\". Ophæv pausen først.", hold.code()),
                format!("The order is on hold: \"{}\". Lift the hold first.", hold.code()),
            ),
            Self::HoldAsIs(hold) => say(
                format!("Pausen \"{}\" er allerede, som den ønskes.", hold.code()),
                format!("The hold \"{}\" is already as wanted.", hold.code()),
            ),
            Self::Rules(stage, rules) => say(
                format!("Retningslinjen siger nej ({}): {}.", stage.name(), rules.join(", ")),
                format!("The guideline does not let this through ({}): {}.", stage.name(), rules.join(", ")),
            ),
            Self::Answer(question, criteria) => {
                let (da, en) = expected(*question, *criteria);
                let name = question.code();
                say(format!("{name}: svaret skal være {da}."), format!("{name}: the answer must be {en}."))
            }
            Self::Days(question, None) => {
                let name = question.code();
                say(
                    format!("{name}: dagen ligger ude i fremtiden. Skriv, hvad der er sket."),
                    format!("{name}: the day is in the future. Write down what has happened."),
                )
            }
            Self::Days(question, Some(earlier)) => {
                let (later, earlier) = (question.code(), earlier.code());
                say(
                    format!("{later}: dagen ligger før {earlier}. Ret den af dem, der er forkert."),
                    format!("{later}: the day lies before {earlier}. Correct the one that is wrong."),
                )
            }
            Self::JoinedInto(into) => say(
                format!(
                    "Forløbet er lagt sammen med et andet forløb for samme person og fortsætter under {into}. Gør det dér."
                ),
                format!(
                    "The course was joined with another course of the same person and goes on under {into}. Do it there."
                ),
            ),
            Self::Joining(why) => why.words(language),
            Self::Guard(guard, rules) => {
                let words = say(guard.da.into(), guard.en.into());
                if rules.is_empty() { words } else { format!("{words} ({})", rules.join(", ")) }
            }
        }
    }
}

impl NotJoined {
    fn words(&self, language: Language) -> String {
        let say = |da: String, en: String| if language == Language::Da { da } else { en };
        match self {
            Self::Itself => say(
                "Nummeret er allerede dette forløbs. Skriv det andet forløbs nummer.".into(),
                "The number is this course's already. Write the number of the other course.".into(),
            ),
            Self::UnderWay(order) => say(
                format!(
                    "Ordre {order} i det forløb, der skal ophøre, er i gang. Afgiv svaret eller annullér ordren først, eller lad det andet forløb \
                     ophøre i stedet."
                ),
                format!(
                    "Order {order} of the course that would end is under way. Deliver its report or cancel it first, or let the other course end \
                     instead."
                ),
            ),
            Self::InBoth(what, id) => say(
                format!(
                    "{what} {id} findes i begge forløb, så de kan ikke skelnes bagefter. Disse to forløb lægges ikke sammen her."
                ),
                format!(
                    "There is a {what} {id} in both courses, so they could not be told apart. These two courses are not joined here."
                ),
            ),
            Self::NotProposed => say(
                "Ingen har foreslået det inden for de seneste syv dage. Foreslå det; en anden bekræfter.".into(),
                "Nobody has proposed it within the last seven days. Propose it; somebody else confirms.".into(),
            ),
        }
    }
}

/// What may be answered to a question, in Danish and in English.
fn expected(question: Question, criteria: Option<&str>) -> (String, String) {
    let (da, en) = match question.takes() {
        Takes::Truth => ("yes eller no".to_owned(), "yes or no".to_owned()),
        Takes::Day => ("en dag som 2027-03-31".to_owned(), "a day such as 2027-03-31".to_owned()),
        Takes::DayOrNo => ("en dag som 2027-03-31, eller no".to_owned(), "a day such as 2027-03-31, or no".to_owned()),
        Takes::Code(codes) => (format!("en af {}", codes.join(", ")), format!("one of {}", codes.join(", "))),
        Takes::Response => match criteria.and_then(Response::codes) {
            Some(codes) => (format!("en af {codes}"), format!("one of {codes}")),
            None => (
                "tomt: der er ikke angivet responskriterier for sygdommen (INC-38)".to_owned(),
                "empty: no criteria of response are named for the disease (INC-38)".to_owned(),
            ),
        },
        Takes::Text => (
            format!("højst {LONGEST_TEXT} tegn på én linje uden personnummer"),
            format!("at most {LONGEST_TEXT} characters on one line, without a person number"),
        ),
    };
    (format!("{da}, not-known eller not-yet"), format!("{en}, not-known or not-yet"))
}
