//! The parts of a course's page.

use clinic::clock::{Clock, Reading};
use clinic::code::{CodeList, IncidentalChoice};
use clinic::consent::ConsentState;
use clinic::course::{CommandKind, Stamped};
use clinic::language::Language;
use clinic::order::{Hold, Order, OrderState};
use clinic::sign_off::{Filled, Section};
use clinic::specimen::{PairRole, Specimen, SpecimenState};
use clinic::staff::Role;
use jiff::Timestamp;

use super::Came;
use crate::access::Seen;
use crate::access::policy::Action;
use crate::person::Person;
use crate::store::StoreError;
use crate::web::age;
use crate::web::code_words::code_word;
use crate::web::desk::Desk;
use crate::web::event_words::{material, sentence};
use crate::web::form::new_id;
use crate::web::frame::Frame;
use crate::web::moment::time;
use crate::web::requisition::{Choice, Control, FieldView, Wrong, field_id};
use crate::web::steps::{About, Ask, Shape, asks, is_aside, open, section_path};

/// Who the patient is.
pub struct PersonView {
    pub name: String,
    pub number: String,
    pub birth: String,
    pub protected: bool,
}

/// The person of a course, for those who may see it.
pub fn person(person: &Person, _language: Language) -> PersonView {
    let number = person.identity.number.as_str();
    let number = match (number.get(..6), number.get(6..)) {
        (Some(date), Some(serial)) => format!("{date}-{serial}"),
        _ => number.to_owned(),
    };
    PersonView {
        name: person.identity.name.clone(),
        number,
        birth: person.identity.birth.to_string(),
        protected: person.identity.protected,
    }
}

/// A step that can be taken.
pub struct StepView {
    pub kind: CommandKind,
    pub command: &'static str,
    pub title: String,
    pub about: String,
    pub hidden: Vec<(String, String)>,
    pub fields: Vec<FieldView>,
    /// It is the one that was sent and came to nothing.
    pub again: bool,
}

/// A specimen on the page.
pub struct SpecimenRow {
    pub id: String,
    pub role: &'static str,
    pub material: &'static str,
    pub state: &'static str,
    pub label: String,
    pub collected: String,
    pub received: String,
    pub depth: String,
}

/// A clock on the page.
pub struct ClockRow {
    pub words: String,
    pub promise: &'static str,
    pub started: String,
    pub stopped: String,
    pub elapsed: String,
    pub target: String,
    pub limit: String,
}

/// A version of the report.
pub struct ReportRow {
    pub hash: String,
    /// Where it is read beside the evidence, for those who may.
    pub link: Option<String>,
    pub told: String,
    pub missing: Vec<String>,
}

/// An order on the page.
pub struct OrderView {
    pub id: String,
    pub track: String,
    pub state: &'static str,
    pub holds: Vec<&'static str>,
    pub unit: String,
    pub requisition: String,
    pub ledger: String,
    pub specimens: Vec<SpecimenRow>,
    pub clocks: Vec<ClockRow>,
    pub reports: Vec<ReportRow>,
    /// Where the outcome after the report is written down, for those who may.
    pub outcome: Option<String>,
}

/// Something that happened.
pub struct EventRow {
    pub at: String,
    pub by: String,
    pub says: String,
}

fn word<C: CodeList>(code: C, language: Language) -> &'static str {
    code_word(C::CODES, code.code(), language)
}

/// What the parts are made of.
pub struct Making<'a> {
    pub desk: &'a Desk,
    pub frame: &'a Frame,
    pub seen: &'a Seen,
    pub came: &'a Came,
    pub now: Timestamp,
}

impl Making<'_> {
    /// The consent on file, or the last one: its state, and the choice on incidental findings.
    pub fn consent(&self) -> Option<(String, String)> {
        let course = &self.seen.course;
        let own = course.consent_on_file().or(course.consents.last())?;
        let choice = own.record.incidental_choice.map_or("", |own: IncidentalChoice| word(own, self.frame.language));
        Some((word::<ConsentState>(own.state, self.frame.language).to_owned(), choice.to_owned()))
    }

    /// The steps that the policy permits and the states leave open: those that go on, and the others.
    ///
    /// # Errors
    /// No source of ids.
    pub fn steps(&self) -> Result<(Vec<StepView>, Vec<StepView>), StoreError> {
        let mut steps = Vec::new();
        for (kind, about) in open(&self.seen.course) {
            let order = match about {
                About::Patient => None,
                About::Order(order) | About::Specimen(order, _) => Some(order),
            };
            if self.desk.viewer.may(Action::Do(kind), order, self.seen.standing).is_ok() {
                steps.push(self.step(kind, about)?);
            }
        }
        // A consent that is on file is seldom put on file again.
        let has_consent = self.seen.course.consent_on_file().is_some();
        let aside = |step: &StepView| is_aside(step.kind) || (step.kind == CommandKind::RecordConsent && has_consent);
        Ok(steps.into_iter().partition(|step| !aside(step)))
    }

    fn step(&self, kind: CommandKind, about: About<'_>) -> Result<StepView, StoreError> {
        let language = self.frame.language;
        let mut hidden = Vec::new();
        let (told, place) = match about {
            About::Patient => (String::new(), "patient".to_owned()),
            About::Order(order) => {
                hidden.push(("order".to_owned(), order.id.to_string()));
                (order.id.to_string(), order.id.to_string())
            }
            About::Specimen(_, own) => {
                hidden.push(("specimen".to_owned(), own.id.to_string()));
                let role = word::<PairRole>(own.material.role(), language);
                (format!("{role}, {}", material(own.material, language)), own.id.to_string())
            }
        };
        if kind == CommandKind::WithdrawConsent
            && let Some(own) = self.seen.course.consent_on_file()
        {
            hidden.push(("consent".to_owned(), own.id.to_string()));
        }
        hidden.push(("key".to_owned(), new_id()?));
        let form = &self.came.form;
        let again = form.get("command") == Some(kind.code())
            && hidden.iter().filter(|(name, _)| name != "key").all(|(name, value)| form.get(name) == Some(value));
        let mut fields = Vec::new();
        for ask in &asks(kind) {
            match ask.shape {
                Shape::NewId(prefix) => hidden.push((ask.path.to_owned(), format!("{prefix}-{}", new_id()?))),
                Shape::Patient => hidden.push((ask.path.to_owned(), self.seen.course.patient.to_string())),
                Shape::Staff => hidden.push((ask.path.to_owned(), self.desk.viewer.staff().id.to_string())),
                Shape::Unit => hidden.push((ask.path.to_owned(), self.desk.viewer.staff().unit.clone())),
                Shape::Instant => {
                    for (part, form_of) in [("day", self.frame.w.date_form), ("time", self.frame.w.time_form)] {
                        let mut field = self.field(ask, &place, again, None);
                        field.name = format!("{}.{part}", ask.path);
                        field.id = format!("{}-{part}", field.id);
                        form_of.clone_into(&mut field.hint);
                        let own = form.get(&field.name).filter(|_| again).unwrap_or_default();
                        own.clone_into(&mut field.value);
                        fields.push(field);
                    }
                }
                _ => fields.push(self.field(ask, &place, again, self.default(kind, about))),
            }
        }
        if kind == CommandKind::Interpret {
            fields.extend(self.section_fields(&place, again));
        }
        Ok(StepView {
            kind,
            command: kind.code(),
            title: word(kind, language).to_owned(),
            about: told,
            hidden,
            fields,
            again,
        })
    }

    /// What is proposed: a name that the page itself made, and whoever has to be told. What somebody must have seen or asked is never
    /// proposed.
    fn default(&self, kind: CommandKind, about: About<'_>) -> Option<String> {
        match (kind, about) {
            (CommandKind::Collect, About::Specimen(_, own)) => Some(own.id.as_str().to_uppercase()),
            (CommandKind::Deliver, About::Order(order)) => {
                let mut all: Vec<String> = order.recipients().into_iter().map(str::to_owned).collect();
                let unit = self.desk.unit_name(&order.submission.unit);
                if !all.contains(&unit) {
                    all.push(unit);
                }
                Some(all.join("\n"))
            }
            _ => None,
        }
    }

    fn form_versions(&self) -> Vec<(String, String)> {
        let day = clinic::clock::day_of(self.now);
        let entries = self
            .desk
            .service
            .rule_set
            .set("consent-forms")
            .map(guideline::code_set::CodeSet::entries)
            .unwrap_or_default();
        entries.iter().filter(|own| own.in_force.on(day)).map(|own| (own.key.clone(), own.key.clone())).collect()
    }

    fn field(&self, ask: &Ask, place: &str, again: bool, default: Option<String>) -> FieldView {
        let language = self.frame.language;
        let w = self.frame.w;
        let form = &self.came.form;
        let value = if again { form.get(ask.path).unwrap_or_default().to_owned() } else { default.unwrap_or_default() };
        let choices = |all: &mut dyn Iterator<Item = (String, String)>| {
            Control::Choice(all.map(|(own, name)| Choice { chosen: own == value, value: own, name }).collect())
        };
        let control = match ask.shape {
            Shape::Long => Control::Area,
            Shape::Lines => Control::Lines,
            Shape::Truth => Control::YesNo,
            Shape::Whole(_) => Control::Line("numeric"),
            Shape::Code(codes) => {
                choices(&mut codes.iter().map(|code| ((*code).to_owned(), code_word(codes, code, language).to_owned())))
            }
            Shape::FormVersion => choices(&mut self.form_versions().into_iter()),
            _ => Control::Line("text"),
        };
        let hint = match ask.shape {
            Shape::Day => w.date_form,
            Shape::Lines => w.one_a_line,
            _ => "",
        };
        let wrong = self.came.wrong.iter().find(|(path, _)| again && path == ask.path);
        FieldView {
            id: field_id(&format!("{place}-{}", ask.path)),
            name: ask.path.to_owned(),
            label: language.pick(ask.da, ask.en).to_owned(),
            control,
            value,
            required: ask.required,
            hint: hint.to_owned(),
            wrong: wrong.map(|(_, remedy)| Wrong { remedy: remedy.clone(), given: None }),
            asked: false,
        }
    }

    /// For each section of a report: whether it has a result, and why not.
    fn section_fields(&self, place: &str, again: bool) -> Vec<FieldView> {
        let w = self.frame.w;
        let form = &self.came.form;
        let mut fields = Vec::new();
        for section in Section::all() {
            let path = section_path(section);
            let name = word(section, self.frame.language);
            let options: &'static [&'static str] = &["given", "not-performed"];
            let own = form.get(&path).filter(|_| again).unwrap_or_default().to_owned();
            let offered = options.iter().take(if section.may_be_missing() { 2 } else { 1 });
            let choices = offered.map(|code| Choice {
                value: (*code).to_owned(),
                name: code_word(options, code, self.frame.language).to_owned(),
                chosen: own == *code,
            });
            let control = Control::Choice(choices.collect());
            fields.push(self.part(place, &path, name, control, own, again));
            if section.may_be_missing() {
                let path = format!("{path}.reason");
                let value = form.get(&path).filter(|_| again).unwrap_or_default().to_owned();
                fields.push(self.part(
                    place,
                    &path,
                    &format!("{name}: {}", w.reason.to_lowercase()),
                    Control::Line("text"),
                    value,
                    again,
                ));
            }
        }
        fields
    }

    fn part(&self, place: &str, path: &str, label: &str, control: Control, value: String, again: bool) -> FieldView {
        let wrong = self.came.wrong.iter().find(|(own, _)| again && own == path);
        FieldView {
            id: field_id(&format!("{place}-{path}")),
            name: path.to_owned(),
            label: label.to_owned(),
            control,
            value,
            required: false,
            hint: String::new(),
            wrong: wrong.map(|(_, remedy)| Wrong { remedy: remedy.clone(), given: None }),
            asked: false,
        }
    }

    /// An order with its specimens, clocks and reports.
    pub fn order(&self, order: &Order) -> OrderView {
        let language = self.frame.language;
        let w = self.frame.w;
        let specimens = self.seen.course.specimens.iter().filter(|own| own.order == order.id);
        let ledger = order.ledger;
        OrderView {
            id: order.id.to_string(),
            track: format!("{}/{}", order.submission.indication, order.submission.route),
            state: word::<OrderState>(order.state, language),
            holds: order.holds.iter().map(|own| word::<Hold>(*own, language)).collect(),
            unit: self.desk.unit_name(&order.submission.unit),
            requisition: order.submission.requisition.to_string(),
            outcome: self.outcome_link(order),
            ledger: format!(
                "{} {}, {} {}, {} {}",
                ledger.reserved, w.reserved, ledger.consumed, w.consumed, ledger.returned, w.returned
            ),
            specimens: specimens.map(|own| self.specimen(own)).collect(),
            clocks: self.clocks(order),
            reports: order
                .reports
                .iter()
                .map(|own| {
                    let signed = own.signed.as_ref().map(|(by, at)| format!(", {} {by} {}", w.signed_by, time(*at)));
                    let superseded = own.superseded.as_ref().map(|reason| format!(", {}: {reason}", w.superseded));
                    let missing = own.report.sections.iter().filter_map(|(section, filled)| match filled {
                        Filled::Given => None,
                        Filled::NotPerformed { reason } => Some(format!("{}: {reason}", word(*section, language))),
                    });
                    ReportRow {
                        hash: own.report.sha256.clone(),
                        link: self.report_link(order, &own.report.sha256),
                        told: format!(
                            "{} {}{}{}",
                            w.interpreted_by,
                            own.interpreter,
                            signed.unwrap_or_default(),
                            superseded.unwrap_or_default()
                        ),
                        missing: missing.collect(),
                    }
                })
                .collect(),
        }
    }

    fn outcome_link(&self, order: &Order) -> Option<String> {
        let action = Action::Do(CommandKind::RecordOutcome);
        let may =
            order.stamps.signed.is_some() && self.desk.viewer.may(action, Some(order), self.seen.standing).is_ok();
        may.then(|| format!("/cases/{}/orders/{}/outcome", self.seen.course.patient, order.id))
    }

    fn report_link(&self, order: &Order, report: &str) -> Option<String> {
        let patient = &self.seen.course.patient;
        let shown = self.desk.service.reports.is_some() && self.desk.viewer.sees_report(self.seen, &order.id, report);
        shown.then(|| format!("/cases/{patient}/orders/{}/reports/{report}", order.id))
    }

    fn specimen(&self, own: &Specimen) -> SpecimenRow {
        let language = self.frame.language;
        SpecimenRow {
            id: own.id.to_string(),
            role: word::<PairRole>(own.material.role(), language),
            material: material(own.material, language),
            state: word::<SpecimenState>(own.state, language),
            label: own.label.clone().unwrap_or_default(),
            collected: own.collected.map(time).unwrap_or_default(),
            received: own.received.map(time).unwrap_or_default(),
            depth: own.mean_depth.map(|depth| format!("{depth}x")).unwrap_or_default(),
        }
    }

    fn clocks(&self, order: &Order) -> Vec<ClockRow> {
        let own = &order.submission;
        let milestones = self.seen.course.milestones(order);
        let all = Clock::all(&self.desk.service.rule_set.definitions).unwrap_or_default();
        let own = all.iter().filter(|clock| clock.is_for(&own.indication, own.aml, own.fast_track));
        own.map(|clock| self.clock(clock, clock.read_at(&milestones, self.now), order)).collect()
    }

    fn clock(&self, clock: &Clock, reading: Option<Reading>, order: &Order) -> ClockRow {
        let w = self.frame.w;
        let unit = age::unit(clock, w);
        let limits = clock.limits.as_ref();
        let elapsed = reading.map(|own| {
            let count = age::count(clock, &own, w);
            let end = own.stop.unwrap_or(self.now);
            let held = self.seen.course.seconds_on_hold(order, own.start, end.max(own.start)) / 3_600;
            let held = if held > 0 { format!("; {}: {held} h", w.on_hold_for) } else { String::new() };
            format!("{count} {unit}{held}")
        });
        let kept = |within: Option<bool>, count: Option<u32>| match (within, count) {
            (Some(within), Some(count)) => format!(
                "{count} {unit}: {} {}",
                if within { "✓" } else { "✗" },
                if within { w.within } else { w.beyond }
            ),
            (None, Some(count)) => format!("{count} {unit}"),
            _ => String::new(),
        };
        ClockRow {
            words: self.frame.language.pick(&clock.da, &clock.en).to_owned(),
            promise: age::promise(clock, w),
            started: reading.map_or_else(|| w.not_started.to_owned(), |own| time(own.start)),
            stopped: reading.map_or_else(String::new, |own| own.stop.map_or_else(|| w.runs.to_owned(), time)),
            elapsed: elapsed.unwrap_or_default(),
            target: kept(reading.and_then(|own| own.within_target), limits.map(|own| own.target)),
            limit: kept(reading.and_then(|own| own.within_limit), limits.map(|own| own.limit)),
        }
    }

    /// An event in words.
    pub fn event(&self, event: &Stamped) -> EventRow {
        let by = &event.by;
        let role = word::<Role>(by.role, self.frame.language);
        EventRow {
            at: time(event.at),
            by: format!("{}, {role}, {}", by.id, self.desk.unit_name(&by.unit)),
            says: sentence(&event.event, self.frame.language),
        }
    }
}
