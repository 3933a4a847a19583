//! Every page of the table in a browser, by every check that the accessibility statement names.

use registry::web::{EVALUATION, PAGES, Page};

use super::browser::faults;
use super::demo::{Person, SERVED};

/// The first link of a page that fits.
fn link(page: &str, fits: impl Fn(&str) -> bool) -> String {
    let mut links = page.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    links.find(|link| fits(link)).unwrap_or_else(|| panic!("no such link in {page}")).to_owned()
}

/// Who opens a page, and where; `None` where it is no page, or only leads to one.
fn opened(page: &Page, label: &str, outcome: &str) -> Option<(&'static str, String)> {
    let case = label.split("/specimens/").next().unwrap();
    let (account, path) = match page.path {
        // What is no page, or leads to one; the way to the provider of identities and back, which tests/promises/oidc looks at. The report
        // beside its evidence needs one that was put up, and a printed requisition one that was written: flow.mjs looks at both by the same
        // checks. The files of a report are looked at where they are made (crates/report).
        "/style.css"
        | "/session.js"
        | "/language/{language}"
        | "/was"
        | "/home"
        | "/sign-in/provider"
        | "/sign-in/returned"
        | "/sign-in/left"
        | "/cases/{patient}/orders/{order}/reports/{report}"
        | "/cases/{patient}/orders/{order}/reports/{report}/{file}"
        | "/cases/{patient}/requisition/print" => return None,
        "/rules/{id}" => ("", "/rules/RR-ELIG-05".to_owned()),
        "/questions/{id}" => ("", "/questions/INC-02".to_owned()),
        "/registers/{id}" => ("", "/registers/clocks".to_owned()),
        path @ ("/figures/{figure}" | "/published/{figure}") => ("program", path.replace("{figure}", "KPI-TAT")),
        "/figures/{figure}/cases" => ("rekvirent", "/figures/KPI-VOL/cases".to_owned()),
        "/figures" | "/ageing" => ("program", page.path.to_owned()),
        "/published" => ("region", page.path.to_owned()),
        "/cases/{patient}/log" => ("log", format!("{case}/log")),
        "/cases/{patient}/own-log" => ("indsigt", format!("{case}/own-log")),
        "/cases/{patient}/specimens/{specimen}/label" => ("rekvirent", label.to_owned()),
        "/cases/{patient}/orders/{order}/outcome" => ("rekvirent", outcome.to_owned()),
        "/accounts" | "/units" => ("drift", page.path.to_owned()),
        "/accounts/{account}" => ("drift", "/accounts/rekvirent".to_owned()),
        "/logs" | "/broken-glass" => ("log", page.path.to_owned()),
        path => {
            let open = page.needs == registry::http::Needs::Nothing || path == "/sign-in";
            (if open { "" } else { "rekvirent" }, path.replace("{patient}", case.trim_start_matches("/cases/")))
        }
    };
    assert!(!path.contains('{'), "{} is opened nowhere", page.path);
    Some((account, path))
}

fn every_page(language: &str) {
    let doctor = Person::of("rekvirent");
    // A course with a tube, for its label.
    let list = doctor.get("/figures/KPI-VOL/cases").body;
    let cases = list.split("href=\"/cases/").skip(1).map(|rest| format!("/cases/{}", rest.split('"').next().unwrap()));
    let is_label = |link: &str| link.ends_with("/label");
    let label = cases.map(|case| doctor.get(&case).body).find(|page| page.contains("/label\"")).unwrap();
    let label = link(&label, is_label);
    let outcome = link(&doctor.get("/outcomes").body, |link| link.ends_with("/outcome"));
    let pages: Vec<(&str, String)> =
        PAGES.iter().filter(|page| page.method == "GET").filter_map(|page| opened(page, &label, &outcome)).collect();
    // More of the same addresses, for other roles and longer lists.
    let more = [
        ("rekvirent", "/figures"),
        ("modtagelse", "/figures"),
        ("program", "/figures/KPI-EQ"),
        ("fortolker", "/worklist"),
    ];
    let more = more.map(|(account, path)| (account, path.to_owned()));
    let whole = ("indsigt", format!("{}/own-log?whole=yes", label.split("/specimens/").next().unwrap()));
    let pages: Vec<_> = pages.into_iter().chain(more).chain([whole]).collect();
    let told = serde_json::to_string(&pages).unwrap();
    let Some(faults) = faults("every.mjs", *SERVED, &[language, &told]) else { return };
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn every_page_is_accessible_in_danish() {
    every_page("da");
}

#[test]
fn every_page_is_accessible_in_english() {
    every_page("en");
}

#[test]
fn the_statement_names_each_check_once() {
    let mut names: Vec<&str> = EVALUATION.checks.iter().map(|(name, ..)| *name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), EVALUATION.checks.len());
    assert!(EVALUATION.widths.contains(&320) && EVALUATION.zoom.contains(&400) && names.contains(&"errors"));
}
