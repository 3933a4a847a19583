//! What the guideline says besides its rules, each with its page and the printed words.

use askama::Template;
use guideline::rule_set::RuleSet;

use super::frame::Frame;

/// The kinds of cited items, in the order of the page, in Danish and English.
const KINDS: &[(&str, &str, &str)] = &[
    ("clock", "Svartider", "Turnaround"),
    ("num", "Tal og omfang", "Figures and volumes"),
    ("kpi", "Indikatorer", "Indicators"),
    ("cap", "Hvad laboratoriet skal kunne", "What the laboratory must be able to do"),
    ("report", "Svaret", "The report"),
    ("gov", "Data, adgang og styring", "Data, access and governance"),
    ("ctx", "Baggrund, evidens og vejledning", "Background, evidence and guidance"),
];

/// A statement.
pub(super) struct Statement {
    pub id: String,
    pub says: String,
    pub quote: String,
    pub page: u32,
}

/// Statements of one kind.
pub(super) struct Group {
    pub kind: &'static str,
    pub name: &'static str,
    pub items: Vec<Statement>,
}

/// The page.
#[derive(Template)]
#[template(path = "statements.html")]
pub(super) struct Statements {
    pub frame: Frame,
    pub groups: Vec<Group>,
}

/// Every statement that is no rule.
pub(super) fn statements(frame: Frame, rule_set: &RuleSet) -> Statements {
    let group = |(kind, da, en): &(&'static str, &'static str, &'static str)| {
        let own = rule_set.cited.iter().filter(|item| item.kind == *kind);
        let items = own.map(|item| Statement {
            id: item.id.clone(),
            says: frame.language.pick(&item.da, &item.en).to_owned(),
            quote: item.passage.quote.clone(),
            page: item.passage.page,
        });
        Group { kind, name: frame.language.pick(da, en), items: items.collect() }
    };
    let groups = KINDS.iter().map(group).collect();
    Statements { frame, groups }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_statement_of_the_guideline_is_on_the_page_in_both_languages() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../guidelines/ngc-haem-2022");
        let folder = guideline::rule_file::Folder::read(&folder).unwrap();
        let rule_set = guideline::rule_file::load(&folder, &clinic::eligibility::vocabulary()).unwrap();
        for language in [clinic::language::Language::Da, clinic::language::Language::En] {
            let frame = Frame::new(language, "/statements", &rule_set);
            let page = statements(frame, &rule_set).render().unwrap();
            for item in &rule_set.cited {
                assert!(
                    page.contains(&format!("<article id=\"{}\"", item.id)),
                    "{} is of a kind that has no place",
                    item.id
                );
            }
        }
    }
}
