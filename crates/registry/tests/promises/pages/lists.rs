//! Worklists and the ageing list: names for those who may see them, and clocks side by side.

use jiff::SignedDuration;
use serde_json::json;

use super::again::Again;
use super::asked::{Page, ask};
use crate::client::WORDS;
use crate::fixture::NOW;
use crate::world::{NAME, World};

fn page(world: &World, who: &str, path: &str) -> Page {
    ask(world.started.address, "GET", path, &world.cookie(who), "")
}

/// The last audit records, the newest first: `by action resource patients`.
fn records(world: &World, count: usize) -> Vec<String> {
    let file = rusqlite::Connection::open(world.started.place.file()).unwrap();
    let mut statement = file.prepare("SELECT body FROM audit ORDER BY seq DESC LIMIT ?1").unwrap();
    let rows = statement.query_map([i64::try_from(count).unwrap()], |row| row.get::<_, String>(0)).unwrap();
    let told = |body: String| {
        let own: serde_json::Value = serde_json::from_str(&body).unwrap();
        let text = |name: &str| own[name].as_str().unwrap().to_owned();
        format!("{} {} {} {}", text("by"), text("action"), text("resource"), own["patients"].as_array().unwrap().len())
    };
    rows.map(|row| told(row.unwrap())).collect()
}

#[test]
fn whoever_may_see_a_person_sees_the_name_in_the_list_and_it_is_logged() {
    let mut world = World::new();
    let patient = world.registers();
    world.submits(&patient);
    world.accepts(&patient);
    for path in ["/worklist", "/ageing"] {
        for (who, sees) in
            [("requester", true), ("secretary", true), ("reception", true), ("wetlab", false), ("programme", false)]
        {
            let shown = page(&world, who, path).body;
            assert!(shown.contains(&format!("/cases/{patient}")), "{who} {path}: {shown}");
            assert_eq!(shown.contains(NAME), sees, "{who} {path}: {shown}");
            assert_eq!(shown.contains("1964-09-14"), sees, "{who} {path}: {shown}");
            let person = format!("{who} read person 1");
            assert_eq!(records(&world, 2).contains(&person), sees, "{who} {path}: {:?}", records(&world, 2));
            assert!(records(&world, 2).contains(&format!("{who} read open-orders 1")), "{who} {path}");
        }
        // Another unit's patient is in nobody's list.
        for who in ["requester2", "reception2", "interpreter2", "geneticist"] {
            let shown = page(&world, who, path).body;
            assert!(!shown.contains(&patient) && !shown.contains(NAME), "{who} {path}: {shown}");
        }
    }
    // The clock of the patient's way has begun with the conference; nothing is promised of it, so it has no limit.
    let shown = page(&world, "requester", "/worklist").body;
    assert!(
        shown.contains("<a href=\"#clock-PATIENT\">PATIENT</a>") && shown.contains("id=\"clock-PATIENT\""),
        "{shown}"
    );
}

/// The cells of a column, in the order of the page.
fn column(page: &str, title: &str) -> Vec<String> {
    let begin = format!("data-title=\"{title}\"><div>");
    page.split(&begin).skip(1).map(|cell| cell.split("</div>").next().unwrap().to_owned()).collect()
}

#[test]
fn over_the_limit_comes_first_and_time_on_hold_is_told_and_not_subtracted() {
    let mut world = World::new();
    let patient = world.registers();
    world.submits(&patient);
    world.accepts(&patient);
    world.releases(&patient);
    world.does(
        "requester",
        &patient,
        &json!({ "type": "place-hold", "order": "o1", "hold": "clinical", "reason": "x" }),
    );
    let later = Again::serve(&world, || *NOW + SignedDuration::from_hours(24 * 40), None);
    let cookie = later.signed_in("requester", WORDS);
    let asked = |path: &str| later.get(&cookie, path).body;
    let all = asked("/ageing");
    // The clocks that wait for the signature, and the patient's own, of which nothing is promised; data were released.
    let clocks = column(&all, "Clock");
    let named = |cell: &String| cell.split('>').nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert_eq!(clocks.iter().map(named).collect::<Vec<_>>(), ["RR-FUTURE", "NGC-STD-ANSWER", "PATIENT"], "{all}");
    let elapsed = column(&all, "Elapsed");
    assert!(elapsed[0].starts_with("40.0 of 7 periods of 24 hours (571 %) ") && elapsed[0].contains('✗'), "{all}");
    assert!(elapsed[1].starts_with("40 of 30 days (133 %) ") && elapsed[1].contains('✗'), "{all}");
    assert!(!elapsed[2].contains('✗') && !elapsed[2].contains('%'), "{all}");
    assert_eq!(column(&all, "Of this on hold"), ["960 hours"; 3]);
    assert!(all.contains("1 open orders, 2 times beyond a limit"), "{all}");
    // A choice leaves what fits it.
    assert_eq!(column(&asked("/ageing?clock=PATIENT"), "Clock").len(), 1);
    assert_eq!(column(&asked("/ageing?over=yes"), "Clock").len(), 2);
    let nowhere = asked("/ageing?unit=nowhere");
    assert!(nowhere.contains("Show all.") && column(&nowhere, "Clock").is_empty(), "{nowhere}");
    // The worklist says the same of the order.
    assert!(asked("/worklist").contains("</a> 40 of 30 days (133 %) <span class=\"badge bad\">"), "the worklist");
}
