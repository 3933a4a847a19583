//! What a register says, into the courses that it is of: written down beside the answers of persons, never in their place.

use std::collections::BTreeMap;

use clinic::consent::Rules;
use clinic::course::{Command, CommandKind, Course, Stamped};
use clinic::follow_up::{Outcome, Question, Said};
use clinic::identifier::{OrderId, PatientId};
use clinic::language::Language;
use clinic::order::Order;
use jiff::Timestamp;
use outcomes::kpi::Statement;

use super::desk::{Wish, standing};
use super::policy::{Action, Relation, permits};
use super::{Standing, Viewer};
use crate::audit::Record;
use crate::person::joining::surviving;
use crate::precondition::{Precondition, Version};
use crate::store::{Store, StoreError, course};

/// A question to which a register and a person say different things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// The line of the register's table.
    pub line: u64,
    /// The referral.
    pub referral: String,
    /// The question.
    pub question: Question,
    /// What a person has said; it counts.
    pub person: Said,
    /// What the register says.
    pub register: Said,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// Answers that were written down.
    pub answers: usize,
    /// Answers that were known already.
    pub same: usize,
    /// Rows of nobody who is shown to the viewer.
    pub of_others: usize,
    /// Answers against which a person has said something else: written down, and shown until somebody has looked.
    pub contradictions: Vec<Contradiction>,
}

/// A row that the course does not take, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// The line.
    pub line: u64,
    /// What is wrong, in Danish and English.
    pub words: [String; 2],
}

/// What is to be written in a course.
struct Planned {
    /// The course as it will be.
    course: Course,
    version: Version,
    commands: Vec<Command>,
}

impl Store {
    /// Writes down what a register says of the orders that are shown to a viewer. Nothing is written when a row cannot be; what is known already is not
    /// written again, so the same table a second time changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Denied`] where the role records no outcomes; within, each row that a course does not take.
    pub fn take_register(
        &self,
        viewer: &Viewer,
        register: &str,
        statements: &[Statement],
        rules: Rules<'_>,
        now: Timestamp,
    ) -> Result<Result<Taken, Vec<RowFault>>, StoreError> {
        if let Err(denial) = permits(viewer.role(), Action::ReadDueOutcomes, Relation::None, None) {
            return self.refuse(viewer, "register", denial, now);
        }
        let mut taken = Taken::default();
        let mut faults = Vec::new();
        let mut plans: BTreeMap<PatientId, Planned> = BTreeMap::new();
        let record = Record::of(&viewer.in_course(), now, "read", "register");
        self.recorded(&record, |transaction, record| {
            for row in statements {
                let Some((patient, named)) = whose(row) else {
                    taken.of_others += 1;
                    continue;
                };
                let patient = surviving(transaction, &patient)?;
                if !plans.contains_key(&patient) {
                    let (course, version) = course(transaction, &patient)?;
                    plans.insert(patient.clone(), Planned { course, version, commands: vec![] });
                }
                let Some(plan) = plans.get_mut(&patient) else { continue };
                let standing = standing(transaction, viewer, &patient, now)?;
                let Some(order) = shown_order(viewer, &plan.course, named.as_ref(), standing) else {
                    taken.of_others += 1;
                    continue;
                };
                record.patients.push(patient.clone());
                let referral = format!("{patient}/{}", order.id);
                if row.criteria.as_deref().is_some_and(|own| order.criteria() != Some(own)) {
                    let ours = order.criteria().unwrap_or("–");
                    let words = [
                        format!("kriterierne er ikke sygdommens ({ours})"),
                        format!("the criteria are not those of the disease ({ours})"),
                    ];
                    faults.push(RowFault { line: row.line, words });
                    continue;
                }
                let answers = news(row, order, &referral, &mut taken);
                if answers.is_empty() {
                    continue;
                }
                let outcome = Outcome { answers, register: Some(register.to_owned()), seconds: None, reason: None };
                let command = Command::RecordOutcome { order: order.id.clone(), outcome };
                match plan.course.decide(&command, viewer.staff(), now, rules) {
                    Err(refusals) => faults.extend(refusals.iter().map(|own| RowFault {
                        line: row.line,
                        words: [own.words(Language::Da), own.words(Language::En)],
                    })),
                    Ok(events) => {
                        let at = plan.course.stamp(now);
                        let by = viewer.staff();
                        for event in events {
                            plan.course.apply(&Stamped { at, by: by.clone(), event });
                        }
                        plan.commands.push(command);
                    }
                }
            }
            Ok(Ok(()))
        })?;
        if !faults.is_empty() {
            return Ok(Err(faults));
        }
        for (patient, Planned { version, commands, .. }) in plans {
            for (version, command) in (version.0..).zip(&commands) {
                let content = format!("{command:?}");
                let wish = Wish {
                    patient: patient.clone(),
                    precondition: Precondition::Seen(Version(version)),
                    idempotency_key: format!("register {patient} {version}"),
                    content,
                    now,
                };
                if let Command::RecordOutcome { outcome, .. } = command {
                    taken.answers += outcome.answers.len();
                }
                self.act(viewer, &wish, command, rules)?;
            }
        }
        Ok(Ok(taken))
    }
}

/// The patient of a row, and the order where it names one.
fn whose(row: &Statement) -> Option<(PatientId, Option<OrderId>)> {
    match (&row.referral, &row.patient) {
        (Some(referral), _) => {
            let (patient, order) = referral.split_once('/')?;
            Some((PatientId::new(patient).ok()?, Some(OrderId::new(order).ok()?)))
        }
        (None, Some(patient)) => Some((PatientId::new(patient).ok()?, None)),
        (None, None) => None,
    }
}

/// The order that a row names, else the patient's last with a report, as far as it is shown.
fn shown_order<'c>(
    viewer: &Viewer,
    course: &'c Course,
    named: Option<&OrderId>,
    standing: Standing,
) -> Option<&'c Order> {
    let action = Action::Do(CommandKind::RecordOutcome);
    let may = |own: &&Order| viewer.may(action, Some(own), standing).is_ok();
    match named {
        Some(id) => course.order(id).filter(may),
        None => course.orders.iter().filter(|own| own.stamps.signed.is_some()).rfind(may),
    }
}

/// What a row says that is not known already.
fn news(row: &Statement, order: &Order, referral: &str, taken: &mut Taken) -> BTreeMap<Question, Said> {
    let own = &order.outcomes;
    let mut answers = BTreeMap::new();
    for (question, said) in &row.answers {
        let same = |own: Option<&clinic::follow_up::Answer>| own.is_some_and(|own| own.said == *said);
        let (person, register) = (own.persons.get(question), own.registers.get(question));
        if same(person) || same(register) {
            taken.same += 1;
            continue;
        }
        if let Some(person) = person.filter(|own| own.said.is_definite()) {
            taken.contradictions.push(Contradiction {
                line: row.line,
                referral: referral.to_owned(),
                question: *question,
                person: person.said.clone(),
                register: said.clone(),
            });
        }
        answers.insert(*question, said.clone());
    }
    answers
}
