//! Pages that need no sign-in.

use clinic::code::{CodeList, TumourMaterial};

use super::asked::{ENGLISH, ask, example, get, post, rule_set, started};

fn sent<'f>(fields: &'f [(String, String)], changed: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let kept = fields.iter().filter(|(name, _)| changed.iter().all(|(own, _)| own != name));
    kept.map(|(name, value)| (name.as_str(), value.as_str())).chain(changed.iter().copied()).collect()
}

#[test]
fn every_page_has_its_language_its_headers_and_no_script() {
    let address = started();
    for path in [
        "/",
        "/requisition",
        "/rules",
        "/rules/RR-ELIG-05",
        "/questions",
        "/questions/INC-02",
        "/statements",
        "/registers",
        "/registers/clocks",
        "/accessibility",
    ] {
        for (more, lang) in [("", "da"), (ENGLISH, "en")] {
            let page = ask(address, "GET", path, more, "");
            assert_eq!(page.status, 200, "{path}");
            assert!(page.body.contains(&format!("<html lang=\"{lang}\">")), "{path}");
            assert!(page.head.contains("content-security-policy: default-src 'none'"), "{path}");
            assert!(page.head.contains("cache-control: no-store"), "{path}");
            assert!(page.body.split("<footer").nth(1).unwrap().contains("<a href=\"/accessibility\">"), "{path}");
            for never in ["<script", "style=", " onclick", "javascript:"] {
                assert!(!page.body.contains(never), "{path} has {never}");
            }
        }
    }
    assert!(get(address, "/style.css").head.contains("text/css"));
    assert_eq!(get(address, "/rules/RR-NONSENSE").status, 404);
    let nowhere = ask(address, "GET", "/nowhere", "Accept: text/html\r\n", "");
    assert!(nowhere.status == 404 && nowhere.body.contains("Siden findes ikke"), "{}", nowhere.body);
    assert_eq!(get(address, "/questions/INC-99").status, 404);
}

#[test]
fn the_language_is_remembered_and_leads_back() {
    let address = started();
    let page = get(address, "/language/en?to=/rules/RR-ELIG-05");
    assert_eq!(page.status, 303);
    assert!(
        page.head.contains("location: /rules/RR-ELIG-05") && page.head.contains("set-cookie: language=en"),
        "{}",
        page.head
    );
    assert!(get(address, "/language/en?to=//elsewhere.invalid/").head.contains("location: /\r\n"));
}

#[test]
fn each_rule_shows_the_printed_words_its_page_and_its_questions() {
    let address = started();
    let rule_set = rule_set();
    let list = get(address, "/rules").body;
    for rule in rule_set.rules() {
        assert!(list.contains(&format!("<a href=\"/rules/{}\">", rule.id)), "{}", rule.id);
    }
    let page = ask(address, "GET", "/rules/RR-ELIG-05", ENGLISH, "").body;
    assert!(
        page.contains("<blockquote lang=\"da\">»WHO/ECOG score: 2«</blockquote>") && page.contains("p. 10"),
        "{page}"
    );
    assert!(page.contains("href=\"/questions/INC-02\"") && page.contains("2022-06-03"), "{page}");
    let question = get(address, "/questions/INC-02").body;
    assert!(question.contains("Karnoffsky Score: 60") && question.contains("/rules/RR-ELIG-06"), "{question}");
    let found = get(address, "/rules?search=karnofsky&kind=soft").body;
    assert!(found.contains("RR-ELIG-06.discordance") && !found.contains("RR-ELIG-05\""), "{found}");
    assert!(get(address, "/rules?search=%3Cscript%3E").body.contains("value=\"&#60;script&#62;\""));
}

#[test]
fn the_verdict_of_each_example_is_on_its_page_with_page_and_quote() {
    let address = started();
    for (file, words) in [
        ("relapsed-dlbcl.json", "Kan henvises"),
        ("high-risk-aml.json", "Kan henvises"),
        ("unresolved-cytopenia.json", "Kan henvises"),
        ("mds-incomplete.json", "Ufuldstændig"),
        ("aml-outside-centre.json", "Henvises andetsteds"),
        ("child-with-leukaemia.json", "Henvises andetsteds"),
        ("unfit-patient.json", "Kan ikke henvises"),
        ("solid-tumour.json", "Uden for patientgruppen"),
    ] {
        let fields = example(file);
        let page = post(address, "/requisition", "", &sent(&fields, &[]));
        assert_eq!(page.status, 200, "{file}");
        assert!(page.body.contains(&format!("<strong>{words}</strong>")), "{file}");
        assert!(page.body.contains("<q lang=\"da\">"), "{file}");
        // What was written is still there.
        assert!(fields.iter().all(|(name, _)| page.body.contains(&format!("name=\"{name}\""))), "{file}");
    }
}

#[test]
fn what_is_missing_leads_to_its_field_and_what_would_change_it_is_told() {
    let address = started();
    let fields = example("mds-incomplete.json");
    let page = post(address, "/requisition", ENGLISH, &sent(&fields, &[])).body;
    assert!(page.contains("<a href=\"#field-workup-ipss-r\">"), "{page}");
    assert!(page.contains("id=\"field-workup-ipss-r\""), "{page}");
    let fields = example("unfit-patient.json");
    let page = post(address, "/requisition", ENGLISH, &sent(&fields, &[])).body;
    assert!(page.contains("The patient would be eligible if") && page.contains("(now: 3)"), "{page}");
}

#[test]
fn all_field_errors_come_at_once_each_linked_to_its_field() {
    let address = started();
    let fields = example("relapsed-dlbcl.json");
    let wrong = [("patient.cpr", "12"), ("fitness.ecog", "<b>9</b>"), ("requisition.date", "")];
    let page = post(address, "/requisition", "", &sent(&fields, &wrong));
    assert_eq!(page.status, 422);
    assert!(page.body.contains("role=\"alert\"") && page.body.contains("3 felter skal rettes"), "{}", page.body);
    assert!(page.body.contains("<title>\nFejl: ") || page.body.contains("<title>Fejl: "), "{}", page.body);
    for (path, _) in wrong {
        let id = format!("field-{}", path.replace('.', "-"));
        assert!(page.body.contains(&format!("<a href=\"#{id}\">")), "{path}");
        assert!(page.body.contains(&format!("id=\"{id}-error\"")), "{path}");
        assert!(page.body.contains(&format!("aria-describedby=\"{id}-error")), "{path}");
    }
    assert!(!page.body.contains("<b>9</b>"), "what was written is escaped");
    assert!(!page.body.contains("Retningslinjens svar:"), "nothing is decided on faulty fields");
    assert_eq!(ask(address, "POST", "/requisition", "Content-Type: text/plain\r\n", "x").status, 400);
}

#[test]
fn the_form_offers_every_code_and_keeps_what_is_none() {
    let address = started();
    let empty = get(address, "/requisition").body;
    for code in TumourMaterial::CODES {
        assert!(empty.contains(&format!("<option value=\"{code}\">")), "{code}");
    }
    let page = post(address, "/requisition", "", &[("plan.tumour", "spleen"), ("patient.cpr", "6303582108")]);
    assert!(page.body.contains("<option value=\"spleen\" selected>"), "{}", page.body);
    let english = post(address, "/requisition", "", &[("language", "en"), ("patient.cpr", "6303582108")]);
    assert!(english.body.contains("<html lang=\"en\">") && english.body.contains("value=\"6303582108\""));
}

#[test]
fn the_accessibility_statement_says_who_answers_or_that_it_is_not_stated() {
    let address = started();
    let page = ask(address, "GET", "/accessibility", ENGLISH, "").body;
    assert!(page.contains("has not stated it") && page.contains("conform to the standard in part"), "{page}");
    // What the tests in a browser go through, and the day of it.
    for (_, _, en) in registry::web::EVALUATION.checks {
        assert!(page.contains(en), "{en}: {page}");
    }
    assert!(page.contains(&registry::web::EVALUATION.on.to_string()) && page.contains("digst.dk"), "{page}");
    let danish = get(address, "/accessibility").body;
    assert!(danish.contains("<h1>Tilgængelighedserklæring</h1>") && danish.contains("10 arbejdsdage"), "{danish}");
    let short = get(address, "/was");
    assert!(short.status == 303 && short.head.contains("location: /accessibility\r\n"), "{}", short.head);

    let stated = "body = { da = \"Region <Test>\", en = \"Test Region\" }\ntelephone = \"+45 00 00 00 00\"\n\
                  written = \"web@test.example\"\nstatement = \"https://was.digst.dk/marv-test-example\"";
    let address = super::asked::stating(registry::operator::Operator::parse(stated).unwrap());
    let danish = get(address, "/accessibility").body;
    assert!(danish.contains("<strong>Region &#60;Test&#62;</strong> svarer for"), "{danish}");
    assert!(!danish.contains("har ikke oplyst det"), "{danish}");
    let page = ask(address, "GET", "/accessibility", ENGLISH, "").body;
    for told in
        ["Test Region", "+45 00 00 00 00", "mailto:web@test.example", "href=\"https://was.digst.dk/marv-test-example\""]
    {
        assert!(page.contains(told), "{told}: {page}");
    }
    let short = get(address, "/was");
    assert!(short.head.contains("location: https://was.digst.dk/marv-test-example\r\n"), "{}", short.head);
}
