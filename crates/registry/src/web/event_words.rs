//! What happened, in a sentence, in both languages.

use clinic::code::{CodeList, IncidentalChoice};
use clinic::course::Event;
use clinic::follow_up::{Outcome, Question, RefusedAs, Said, Takes};
use clinic::language::Language;
use clinic::ledger::Entry;
use clinic::mdt::Conclusion;
use clinic::order::{CancelReason, Hold};
use clinic::specimen::{Material, PairRole, RejectionReason};

use super::code_words::code_word;

fn word<C: CodeList>(code: C, language: Language) -> &'static str {
    code_word(C::CODES, code.code(), language)
}

/// A material in words.
pub(super) fn material(material: Material, language: Language) -> &'static str {
    match material {
        Material::Tumour(own) => word(own, language),
        Material::Germline(own) => word(own, language),
    }
}

/// The sentence of an event.
#[expect(clippy::too_many_lines, reason = "a table: one line for each kind of event")]
pub(super) fn sentence(event: &Event, language: Language) -> String {
    let say = |da: &str, en: &str| language.pick(da, en).to_owned();
    let with = |da: &str, en: &str, more: &str| format!("{}: {more}", language.pick(da, en));
    match event {
        Event::ConsentRecorded { record, .. } => {
            let choice = record.incidental_choice.map_or("", |own: IncidentalChoice| word(own, language));
            with("Samtykke registreret. Tilfældighedsfund", "Consent put on file. Incidental findings", choice)
        }
        Event::ConsentWithdrawn { reason, .. } => with("Samtykket trukket tilbage", "Consent withdrawn", reason),
        Event::TransplantRecorded { day } => {
            with("Allogen transplantation", "Allogeneic transplantation", &day.to_string())
        }
        Event::Joined { patient, proposed_by, .. } => with(
            "Lagt sammen med et forløb for samme person",
            "Joined with a course of the same person",
            &format!("{patient} ({} {proposed_by})", language.pick("foreslået af", "proposed by")),
        ),
        Event::JoinedInto { patient, proposed_by } => with(
            "Lagt sammen med et forløb for samme person; fortsætter under",
            "Joined with a course of the same person; goes on under",
            &format!("{patient} ({} {proposed_by})", language.pick("foreslået af", "proposed by")),
        ),
        Event::OrderSubmitted { submission, .. } => {
            with("Ordre indsendt", "Order submitted", &format!("{}/{}", submission.indication, submission.route))
        }
        Event::ReferralRefused { referral, .. } => with(
            "Henvisning afvist af retningslinjen",
            "Referral not granted by the guideline",
            &format!("{}. {}", word::<RefusedAs>(referral.answer, language), referral.rules.join(", ")),
        ),
        Event::FindingsRecorded { .. } => {
            say("Svarets fund registreret til opfølgning", "Findings of the report recorded for follow-up")
        }
        Event::OutcomeRecorded { outcome, .. } => outcome_recorded(outcome, language),
        Event::OutcomeAsked { questions, .. } => with(
            "Spurgt til forløbet",
            "Asked for the outcome",
            &questions.iter().map(|own| word::<Question>(*own, language)).collect::<Vec<_>>().join("; "),
        ),
        Event::OrderAccepted { .. } => say("Ordre accepteret", "Order accepted"),
        Event::UnitsBooked { booking, .. } => {
            let (da, en, units) = match booking {
                Entry::Reserve(units) => ("Enheder afsat", "Units reserved", units),
                Entry::Consume(units) => ("Enheder forbrugt", "Units consumed", units),
                Entry::Return(units) => ("Enheder givet tilbage", "Units returned", units),
            };
            with(da, en, &units.to_string())
        }
        Event::GermlineReused { specimen, .. } => {
            with("Gemt germline bruges igen", "Stored germline is used again", specimen.as_str())
        }
        Event::SpecimenPlanned { specimen, material: own, replaces, .. } => {
            let role = word::<PairRole>(own.role(), language);
            let instead = replaces
                .as_ref()
                .map_or_else(String::new, |old| format!(" ({} {old})", language.pick("i stedet for", "in place of")));
            with(
                "Prøve planlagt",
                "Specimen planned",
                &format!("{specimen}, {role}, {}{instead}", material(*own, language)),
            )
        }
        Event::SpecimenCollected { specimen, label, at } => {
            with("Prøve taget", "Specimen collected", &format!("{specimen}, {label}, {}", super::moment::time(*at)))
        }
        Event::SpecimenReceived { specimen } => with("Prøve modtaget", "Specimen received", specimen.as_str()),
        Event::SpecimenRejected { specimen, reason } => with(
            "Prøve afvist",
            "Specimen rejected",
            &format!("{specimen}, {}", word::<RejectionReason>(*reason, language)),
        ),
        Event::CultureEstablished { specimen } => with("Kultur etableret", "Culture established", specimen.as_str()),
        Event::DnaAccepted { specimen } => with("DNA godkendt", "DNA accepted", specimen.as_str()),
        Event::SpecimenReleased { specimen, .. } => {
            with("Frigivet til sekventering", "Released to sequencing", specimen.as_str())
        }
        Event::SpecimenSequenced { specimen, mean_depth } => {
            with("Sekventeret", "Sequenced", &format!("{specimen}, {mean_depth}x"))
        }
        Event::SequencingStopped { specimen, reason } => {
            with("Kørsel stoppet", "Run stopped", &format!("{specimen}, {reason}"))
        }
        Event::ResequencingOrdered { specimen, reason } => {
            with("Sekventeres igen", "To be sequenced again", &format!("{specimen}, {reason}"))
        }
        Event::SpecimenEnded { specimen } => with(
            "Ordren endte; prøven går ikke videre",
            "The order ended; the specimen goes no further",
            specimen.as_str(),
        ),
        Event::DepthAccepted { reason, .. } => with("Lavere dybde accepteret", "Lower depth accepted", reason),
        Event::IdentityChecked { identity, .. } => {
            let agrees =
                if identity.agrees() { say("stemmer", "agrees") } else { say("stemmer ikke", "does not agree") };
            with("Identitetskontrol af parret", "Identity check of the pair", &agrees)
        }
        Event::DataReleased { provisional: true, .. } => {
            say("Foreløbige data for tumor alene frigivet", "Provisional data of the tumour alone released")
        }
        Event::DataReleased { .. } => say("Data for parret frigivet", "Data of the pair released"),
        Event::ReportInterpreted { interpreter, .. } => {
            with("Svar sendt til godkendelse af", "Report put up for approval by", interpreter.as_str())
        }
        Event::ReportReturned { reason, .. } => with("Svar sendt tilbage", "Report given back", reason),
        Event::ReportSigned { approver, .. } => with("Svar underskrevet af", "Report signed by", approver.as_str()),
        Event::ReportDelivered { recipients, .. } => {
            with("Svar afgivet til", "Report delivered to", &recipients.join("; "))
        }
        Event::ReportAcknowledged { .. } => say("Svar åbnet af rekvirenten", "Report opened by the requester"),
        Event::ReportDiscussed { decision, .. } => with(
            "Drøftet på MDT",
            "Discussed at the MDT",
            &format!("{}: {}", word::<Conclusion>(decision.conclusion, language), decision.text),
        ),
        Event::ReportAmended { reason, .. } => with("Svaret skal rettes", "The report is to be corrected", reason),
        Event::OrderClosed { .. } => say("Ordre afsluttet", "Order closed"),
        Event::OrderCancelled { reason, text, .. } => {
            with("Ordre annulleret", "Order cancelled", &format!("{}. {text}", word::<CancelReason>(*reason, language)))
        }
        Event::HoldPlaced { hold, reason, .. } => {
            with("Sat på pause", "Hold placed", &format!("{}. {reason}", word::<Hold>(*hold, language)))
        }
        Event::HoldLifted { hold, reason, .. } => {
            with("Pause ophævet", "Hold lifted", &format!("{}. {reason}", word::<Hold>(*hold, language)))
        }
    }
}

/// An answer in words.
pub(super) fn said(question: Question, said: &Said, language: Language) -> String {
    let w = super::words(language);
    match (said, question.takes()) {
        (Said::Yes, _) => w.yes.to_owned(),
        (Said::No, Takes::DayOrNo) if question == Question::Death => w.alive.to_owned(),
        (Said::No, _) => w.no.to_owned(),
        (Said::NotKnown, _) => w.nobody_knows.to_owned(),
        (Said::NotYet, _) => w.not_yet.to_owned(),
        (Said::Word(word), Takes::Code(codes)) => code_word(codes, word, language).to_owned(),
        (Said::Word(_) | Said::Day(_), _) => said.to_string(),
    }
}

fn outcome_recorded(outcome: &Outcome, language: Language) -> String {
    let told = outcome.answers.iter();
    let told =
        told.map(|(own, said)| format!("{}: {}", word::<Question>(*own, language), self::said(*own, said, language)));
    let told = told.collect::<Vec<_>>().join("; ");
    let reason = outcome.reason.as_ref().map(|own| format!(" ({own})")).unwrap_or_default();
    match &outcome.register {
        Some(register) => format!("{} {register}. {told}", language.pick("Forløb fra", "Outcome from")),
        None => format!("{}. {told}{reason}", language.pick("Forløb registreret", "Outcome recorded")),
    }
}
