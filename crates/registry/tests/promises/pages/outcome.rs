//! The pages of follow-up: a clinician fills in the form that waits longest, and corrects an answer with a reason.

use super::demo::{Person, inputs};

fn form_of(page: &str) -> String {
    page.split("<form ").find(|form| form.contains("name=\"opened\"")).unwrap_or_else(|| panic!("{page}")).to_owned()
}

/// The forms that wait, by their links.
fn waiting(doctor: &Person) -> Vec<String> {
    let mut all = Vec::new();
    for part in 1.. {
        let page = doctor.get(&format!("/outcomes?part={part}")).body;
        let links = page.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
        all.extend(links.filter(|link| link.ends_with("/outcome")));
        if !page.contains("Next part") {
            break;
        }
    }
    all
}

#[test]
fn a_form_is_filled_in_and_an_answer_corrected_with_a_reason() {
    let doctor = Person::of("rekvirent");
    let all = waiting(&doctor);
    // The browser takes the first and the last.
    let link = all.get(all.len() / 2).unwrap_or_else(|| panic!("no form waits"));
    let page = doctor.get(link);
    assert_eq!(page.status, 200);
    let form = form_of(&page.body);
    let fields = inputs(&form);
    let asked: Vec<&str> = fields.iter().filter(|(name, _)| name == "field").map(|(_, value)| value.as_str()).collect();
    assert!((1..=5).contains(&asked.len()), "{asked:?}");
    assert!(
        asked.iter().all(|code| fields.iter().any(|(name, _)| name == code)),
        "each field has an answer: {fields:?}"
    );
    let send = |fields: &[(String, String)], more: &[(&str, &str)]| {
        let kept = fields.iter().filter(|(name, _)| more.iter().all(|(own, _)| own != name));
        let mut all: Vec<(&str, &str)> = kept.map(|(name, value)| (name.as_str(), value.as_str())).collect();
        all.extend(more);
        doctor.post(link, &all)
    };
    // A day and an answer at once is told by the field, and what was written is not lost.
    let death = "?field=death";
    let page = doctor.get(&format!("{link}{death}")).body;
    let one = inputs(&form_of(&page));
    let both = send(&one, &[("death", "no"), ("death.line", "2026-01-01")]);
    assert!(
        both.status == 422 && both.body.contains("not both") && both.body.contains("value=\"2026-01-01\""),
        "{}",
        both.body
    );
    let future = send(&one, &[("death", "not-yet"), ("death.line", "2199-01-01")]);
    assert!(future.status == 409 && future.body.contains("in the future"), "{}", future.body);
    assert_eq!(send(&one, &[("death", "no")]).status, 303);
    // The form that was open meanwhile is told so.
    assert_eq!(send(&fields, &[]).status, 412);
    let page = doctor.get(link).body;
    assert!(page.contains("No, alive today") && page.contains("filled in"), "{page}");
    let fields = inputs(&form_of(&page));
    let sent = send(&fields, &[]);
    assert_eq!(sent.status, 303, "{}", sent.body);
    assert!(!waiting(&doctor).contains(link), "what is not settled is asked again later");
    // A correction says why.
    let page = doctor.get(&format!("{link}?field=protocol-id")).body;
    let first = inputs(&form_of(&page));
    assert_eq!(send(&first, &[("protocol-id.line", "TEST-1")]).status, 303);
    let page = doctor.get(&format!("{link}?field=protocol-id")).body;
    let again = inputs(&form_of(&page));
    let silent = send(&again, &[("protocol-id.line", "TEST-2")]);
    assert!(silent.status == 409 && silent.body.contains("DER-20"), "{}", silent.body);
    let page = doctor.get(&format!("{link}?field=protocol-id")).body;
    let again = inputs(&form_of(&page));
    assert_eq!(send(&again, &[("protocol-id.line", "TEST-2"), ("reason", "A digit was wrong")]).status, 303);
    let case = link.split("/orders/").next().unwrap();
    let course = doctor.get(case).body;
    assert!(
        course.contains("TEST-1") && course.contains("TEST-2") && course.contains("A digit was wrong"),
        "nothing is deleted"
    );
}
