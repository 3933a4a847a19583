//! What a figure means, in the guideline's words.

use clinic::clock::{Clock, Unit};
use guideline::cited::{CitedItem, Definition};
use guideline::rule_set::RuleSet;
use outcomes::kpi::MISSING_RULES;
use serde_json::Value;

use super::super::frame::Frame;

/// The printed words that a definition rests on.
pub(crate) struct Quote {
    pub id: String,
    pub words: String,
    pub page: u32,
}

/// The definition of a figure.
pub(crate) struct Meaning {
    pub terms: Vec<(&'static str, String)>,
    pub quotes: Vec<Quote>,
}

fn definition<'r>(rules: &'r RuleSet, figure: &str) -> Option<&'r Definition> {
    rules.definitions.iter().find(|own| own.kind == "kpi" && own.id == figure)
}

fn cited<'r>(rules: &'r RuleSet, of: &'r Definition) -> impl Iterator<Item = &'r CitedItem> {
    of.requirements.iter().filter_map(|id| rules.cited.iter().find(|item| item.id == *id))
}

/// The title of a figure; its id where the guideline has none.
pub(super) fn title(rules: &RuleSet, figure: &str, frame: &Frame) -> String {
    let own = definition(rules, figure).and_then(|own| own.fields.get(frame.code())).and_then(Value::as_str);
    own.unwrap_or(figure).to_owned()
}

/// The share that the guideline expects, in per cent.
pub(super) fn expected(rules: &RuleSet, figure: &str) -> Option<(f64, f64)> {
    cited(rules, definition(rules, figure)?).find_map(|item| {
        let number = |key: &str| item.values.get(key).and_then(Value::as_f64);
        Some((number("share_percent_from")?, number("share_percent_to")?))
    })
}

/// What is expected, in words; empty where nothing is.
pub(super) fn band(rules: &RuleSet, figure: &str) -> String {
    expected(rules, figure).map_or(String::new(), |(from, to)| format!("{from:.0}–{to:.0} %"))
}

/// The definition of a figure.
pub(super) fn meaning(rules: &RuleSet, figure: &str, frame: &Frame) -> Option<Meaning> {
    let own = definition(rules, figure)?;
    let say = |da, en| frame.language.pick(da, en);
    let field = |key: &str| {
        let text = own.fields.get(&format!("{key}_{}", frame.code())).and_then(Value::as_str);
        text.map(str::to_owned)
    };
    let missing = MISSING_RULES.iter().find(|rule| rule.id == figure);
    let terms = [
        (frame.w.numerator, field("numerator")),
        (frame.w.denominator, field("denominator")),
        (frame.w.time_rule, field("time_rule")),
        (say("Manglende data", "Missing data"), missing.map(|rule| say(rule.da, rule.en).to_owned())),
        (say("Ventet", "Expected"), Some(band(rules, figure)).filter(|band| !band.is_empty())),
    ];
    let quote =
        |item: &CitedItem| Quote { id: item.id.clone(), words: item.passage.quote.clone(), page: item.passage.page };
    Some(Meaning {
        terms: terms.into_iter().filter_map(|(term, text)| Some((term, text?))).collect(),
        quotes: cited(rules, own).map(quote).collect(),
    })
}

/// Target and limit of a clock, in words; empty where it has none.
pub(super) fn limits(clock: &Clock, frame: &Frame) -> String {
    let unit = if clock.unit == Unit::Days { frame.w.days } else { frame.w.periods };
    clock.limits.as_ref().map_or(String::new(), |own| format!("{} / {} {unit}", own.target, own.limit))
}
