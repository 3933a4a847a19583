//! The cases behind live figures: those of the orders that are shown to the viewer, kept in memory and brought up to date with what was
//! written since.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use clinic::code::CodeList;
use clinic::course::{Course, told};
use clinic::identifier::PatientId;
use clinic::order::OrderState;
use guideline::rule_set::RuleSet;
use jiff::Timestamp;
use outcomes::kpi::{Case, Setting, cases_of, refused_case};

use super::extract::{group, group_of_refused, sees_refused};
use super::policy::{Action, Relation, permits};
use super::relation::Bound;
use super::{Standing, Viewer};
use crate::audit::Record;
use crate::store::{Store, StoreError, Transaction, history};

/// What a region is called that the register of units does not name.
pub const NO_REGION: &str = "not-registered";

/// What live figures are made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// A case of each order that is shown to the viewer.
    pub cases: Vec<Case>,
    /// How many of the orders are in each state that is not the end.
    pub open: Vec<(OrderState, u32)>,
}

/// The cases of all orders, as of the last event that was read. It follows from the store; nothing is lost with it.
#[derive(Debug, Default)]
pub struct CaseMemory(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// The last event that it knows.
    seen: i64,
    orders: BTreeMap<PatientId, Vec<Held>>,
}

/// An order's case, with what the policy asks of the order.
#[derive(Debug, Clone)]
struct Held {
    unit: String,
    site: Option<String>,
    /// `None` of a referral that was refused.
    state: Option<OrderState>,
    referred: bool,
    case: Case,
}

impl Held {
    fn is_shown(&self, viewer: &Viewer) -> bool {
        let Some(state) = self.state else { return sees_refused(viewer, &self.unit) };
        let bound = Bound { unit: &self.unit, site: self.site.as_deref(), referred: self.referred };
        let relations = viewer.relations(Some(bound), Standing::default());
        let shown = |relation| permits(viewer.role(), Action::ReadCourse, relation, Some(state)).is_ok();
        relations.into_iter().any(shown)
    }

    /// The case, in the region that the register says today.
    fn case(&self, viewer: &Viewer) -> Case {
        let region = viewer.units().get(&self.unit).and_then(|own| own.region);
        Case { region: region.map_or(NO_REGION, |own| own.code()).to_owned(), ..self.case.clone() }
    }
}

impl Known {
    /// Reads the courses anew in which something was written since.
    fn bring_up(&mut self, transaction: &mut dyn Transaction, rules: &RuleSet) -> Result<(), StoreError> {
        let rows = transaction.query("SELECT seq, patient FROM event WHERE seq > $1", &[self.seen.into()])?;
        let last = rows.iter().map(|row| row.whole(0)).max().unwrap_or(self.seen);
        let changed: BTreeSet<&str> = rows.iter().map(|row| row.text(1)).collect();
        for patient in changed {
            let patient = PatientId::new(patient).map_err(|_| StoreError::Register("events"))?;
            let (events, course, _) = history(transaction, &patient)?;
            let held = held(transaction, rules, &course, &told(events))?;
            self.orders.insert(patient, held);
        }
        self.seen = last;
        Ok(())
    }
}

fn held(
    transaction: &mut dyn Transaction,
    rules: &RuleSet,
    course: &Course,
    events: &[clinic::course::Stamped],
) -> Result<Vec<Held>, StoreError> {
    let mut all = Vec::with_capacity(course.orders.len());
    for order in &course.orders {
        let disease_group = group(transaction, rules, &course.patient, order)?;
        let setting = Setting { region: String::new(), disease_group };
        let own = cases_of(course, events, |own| (own.id == order.id).then(|| setting.clone()));
        let bound = Bound::from(order);
        all.extend(own.into_iter().map(|case| Held {
            unit: bound.unit.to_owned(),
            site: bound.site.map(str::to_owned),
            state: Some(order.state),
            referred: bound.referred,
            case,
        }));
    }
    all.extend(course.refused.iter().map(|refused| {
        let setting = Setting { region: String::new(), disease_group: group_of_refused(&refused.2) };
        let case = refused_case(course, refused, setting);
        Held { unit: refused.2.unit.clone(), site: None, state: None, referred: false, case }
    }));
    Ok(all)
}

impl Store {
    /// The cases behind the figures that are shown to a viewer: of all orders that the role sees. That they were asked for is logged.
    ///
    /// # Errors
    /// [`StoreError::Denied`] where the role sees no live figures.
    pub fn figures(
        &self,
        viewer: &Viewer,
        memory: &CaseMemory,
        rules: &RuleSet,
        now: Timestamp,
    ) -> Result<Figures, StoreError> {
        if let Err(denial) = permits(viewer.role(), Action::ReadFigures, Relation::None, None) {
            return self.refuse(viewer, "figures", denial, now);
        }
        self.recorded(&Record::of(&viewer.in_course(), now, "read", "figures"), |_, _| Ok(Ok(())))?;
        self.shown_figures(viewer, memory, rules)
    }

    /// The patients behind a figure, each of whom is logged; `behind` says which of the cases those are.
    ///
    /// # Errors
    /// [`StoreError::Denied`] where the role sees no patients behind figures.
    pub fn behind_figure<T>(
        &self,
        viewer: &Viewer,
        memory: &CaseMemory,
        rules: &RuleSet,
        now: Timestamp,
        behind: impl Fn(&[Case]) -> (Vec<PatientId>, T),
    ) -> Result<T, StoreError> {
        if let Err(denial) = permits(viewer.role(), Action::ListFigureCases, Relation::None, None) {
            return self.refuse(viewer, "figure cases", denial, now);
        }
        let (patients, told) = behind(&self.shown_figures(viewer, memory, rules)?.cases);
        let record = Record { patients, ..Record::of(&viewer.in_course(), now, "read", "figure cases") };
        self.recorded(&record, |_, _| Ok(Ok(())))?;
        Ok(told)
    }

    /// Logs that published figures were read.
    ///
    /// # Errors
    /// [`StoreError::Denied`] where the role reads none.
    pub fn published_figures(&self, viewer: &Viewer, now: Timestamp) -> Result<(), StoreError> {
        if let Err(denial) = permits(viewer.role(), Action::ReadPublished, Relation::None, None) {
            return self.refuse(viewer, "published figures", denial, now);
        }
        self.recorded(&Record::of(&viewer.in_course(), now, "read", "published figures"), |_, _| Ok(Ok(())))
    }

    fn shown_figures(&self, viewer: &Viewer, memory: &CaseMemory, rules: &RuleSet) -> Result<Figures, StoreError> {
        let mut known = memory.0.lock().unwrap_or_else(PoisonError::into_inner);
        self.looked(|transaction| known.bring_up(transaction, rules))?;
        let mut figures = Figures::default();
        for own in known.orders.values().flatten().filter(|own| own.is_shown(viewer)) {
            figures.cases.push(own.case(viewer));
            let open = own.state.filter(|state| !matches!(state, OrderState::Closed | OrderState::Cancelled));
            let Some(open) = open else { continue };
            match figures.open.iter_mut().find(|(state, _)| *state == open) {
                Some((_, count)) => *count += 1,
                None => figures.open.push((open, 1)),
            }
        }
        figures.open.sort_by_key(|(state, _)| OrderState::CODES.iter().position(|code| *code == state.code()));
        Ok(figures)
    }
}
