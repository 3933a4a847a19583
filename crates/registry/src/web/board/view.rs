//! What a dashboard is made of: sections of tables, whose cells lead to where the number comes from.

use clinic::code::{CodeList, Region};
use outcomes::proportion::{Interval, Proportion};

use super::super::code_words::code_word;
use super::super::frame::Frame;

/// A cell: what it says, and where it leads.
#[derive(Default)]
pub(crate) struct Cell {
    pub text: String,
    pub to: Option<String>,
    pub badge: Option<&'static str>,
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

impl Cell {
    pub fn leads(mut self, to: Option<String>) -> Self {
        self.to = to;
        self
    }
}

/// A line of a table: its head, and the other cells with the titles of their columns.
pub(crate) struct Line {
    pub head: Cell,
    pub cells: Vec<(&'static str, Cell)>,
}

/// A table.
pub(crate) struct Table {
    pub id: String,
    pub caption: String,
    pub columns: Vec<&'static str>,
    pub lines: Vec<Line>,
}

impl Table {
    pub fn new(
        id: impl Into<String>,
        caption: impl Into<String>,
        columns: &[&'static str],
        rows: Vec<Vec<Cell>>,
    ) -> Self {
        let line = |row: Vec<Cell>| {
            let mut cells = row.into_iter();
            Line { head: cells.next().unwrap_or_default(), cells: columns.iter().skip(1).copied().zip(cells).collect() }
        };
        let lines = rows.into_iter().map(line).collect();
        Self { id: id.into(), caption: caption.into(), columns: columns.to_vec(), lines }
    }
}

/// A section.
pub(crate) struct Section {
    pub id: String,
    pub heading: String,
    /// The page of its definition.
    pub to: Option<String>,
    pub notes: Vec<String>,
    pub tables: Vec<Table>,
}

/// Numbers and names as a page says them.
impl Frame {
    pub(super) fn number(&self, number: f64) -> String {
        let text = if number.fract() == 0.0 { format!("{number:.0}") } else { format!("{number:.1}") };
        text.replace('.', self.w.decimal_sign)
    }

    pub(super) fn percent(&self, share: f64) -> String {
        format!("{:.1} %", 100.0 * share).replace('.', self.w.decimal_sign)
    }

    pub(super) fn interval(&self, interval: Option<Interval>) -> String {
        let bound = |share: f64| format!("{:.1}", 100.0 * share).replace('.', self.w.decimal_sign);
        interval.map_or(String::new(), |own| format!(" ({}–{})", bound(own.lower), bound(own.upper)))
    }

    /// `12 of 80: 15.0 % (8.8–24.4)`.
    pub(super) fn share(&self, of: Proportion) -> String {
        let Some(share) = of.share() else { return "–".to_owned() };
        let word = self.language.pick("af", "of");
        let (percent, interval) = (self.percent(share), self.interval(of.interval()));
        format!("{} {word} {}: {percent}{interval}", of.numerator(), of.denominator())
    }

    /// What a row, an answer or a part of a figure is called; as it is written where it has no name.
    pub(super) fn named(&self, code: &str) -> String {
        let (da, en) = match code {
            "all" => ("alle", "all"),
            "any" => ("i alt", "in all"),
            "region" => ("Region", "Region"),
            "route" => ("Rute", "Route"),
            "disease-group" => ("Sygdomsgruppe", "Disease group"),
            "kind" => ("Ny, tidligere eller gentaget", "New, earlier or repeat"),
            "day" => ("Dag", "Day"),
            "new" => ("nye", "new"),
            "previously-referred" => ("tidligere henviste", "previously referred"),
            "repeat" => ("gentagne", "repeat"),
            "not-classified" => ("uden for grupperne", "in no group"),
            crate::access::NO_REGION => ("uden region i registret", "without a region in the register"),
            "yes" => ("ja", "yes"),
            "no" => ("nej", "no"),
            "not-recorded" => ("ikke registreret", "not recorded"),
            "not-due" => ("endnu ikke forfaldne", "not due yet"),
            "not-asked" => ("ikke omfattet", "not asked"),
            "accepted" => ("accepteret", "accepted"),
            "undecided" => ("ikke afgjort", "not decided"),
            "not-eligible" => ("opfylder ikke kriterierne", "not eligible"),
            "out-of-scope" => ("uden for patientgruppen", "out of scope"),
            "redirect" => ("vist til en anden patientgruppe", "redirected"),
            "within-target" => ("inden for mål", "within the target"),
            "within-limit" => ("inden for grænse", "within the limit"),
            "beyond-limit" => ("over grænsen", "beyond the limit"),
            "stopped" => ("standset", "stopped"),
            "running" => ("åbne", "open"),
            "running-late" => ("åbne over grænsen", "open beyond the limit"),
            "ended" => ("afsluttet uden", "ended without"),
            "progression" => ("progression", "progression"),
            "death" => ("død", "death"),
            "followed" => ("fulgt", "followed"),
            "not-followed" => ("uden sidste dag i live", "without a last day alive"),
            "median" => ("median", "median"),
            "90th-percentile" => ("90 %-fraktil", "90th percentile"),
            "referrals" => ("accepterede henvisninger", "referrals accepted"),
            "units-reserved" => ("enheder sat af", "units set aside"),
            "units-consumed" => ("enheder brugt", "units used"),
            "units-returned" => ("enheder givet tilbage", "units given back"),
            "granted" => ("undtagelser givet", "exceptions granted"),
            "progressed:at-risk" => ("har progredieret; antal fulgt", "has progressed; number followed"),
            "alive:at-risk" => ("i live; antal fulgt", "alive; number followed"),
            other if Region::from_code(other).is_some() => {
                return code_word(Region::CODES, other, self.language).to_owned();
            }
            other => return other.to_owned(),
        };
        self.language.pick(da, en).to_owned()
    }

    /// Rows or answers that are told together.
    pub(super) fn named_together(&self, codes: &[String]) -> String {
        codes.iter().map(|own| self.named(own)).collect::<Vec<_>>().join(" + ")
    }
}
