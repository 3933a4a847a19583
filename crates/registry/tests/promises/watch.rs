//! What those who run the service see of it: counts, times and a line for each request, and nobody in them (S-05).

use serde_json::{Value, json};

use crate::client::{WORDS, ask};
use crate::world::{NUMBER, World};

/// A number is sent where it should not be, and everything else that is done in a course; the log and the counts name the routes of the table.
/// Every test of the service searches both for persons at its end.
#[test]
fn counts_and_log_say_what_was_asked_and_of_nobody() {
    let mut world = World::new();
    let patient = world.registers();
    world.submits(&patient);
    let address = world.started.address;
    let astray = format!("/v1/courses/{NUMBER}");
    assert_eq!(world.at("requester").get(&astray).status, 404);
    assert_eq!(world.at("requester").get(&format!("/nowhere/{NUMBER}?number={NUMBER}")).status, 404);
    assert_eq!(ask(address, "GET", &format!("/v1/courses/{patient}"), &[], b"").status, 401);
    let metrics = ask(address, "GET", "/metrics", &[], b"");
    assert_eq!(metrics.status, 200);
    assert!(metrics.head.contains("text/plain; version=0.0.4"), "{}", metrics.head);
    for line in [
        r#"marv_request_seconds_count{method="POST",route="/v1/persons",status="200"} 1"#,
        r#"marv_request_seconds_count{method="GET",route="/v1/courses/{id}",status="404"} 1"#,
        r#"marv_request_seconds_bucket{method="GET",route="other",status="404",le="+Inf"} 1"#,
        r#"marv_jobs{state="queued"} 0"#,
    ] {
        assert!(metrics.text.lines().any(|own| own == line), "{line} is not in\n{}", metrics.text);
    }
    assert!(!metrics.text.contains(&patient) && !metrics.text.contains(WORDS));
    let log = world.started.log.lock().unwrap().clone();
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().any(|line| line["route"] == json!("/v1/courses/{id}") && line["status"] == json!(401)));
    assert!(!log.contains(&patient) && !log.contains(WORDS) && !log.contains("marv="), "{log}");
}

/// The proxy lets nobody in to them.
#[test]
fn counts_are_for_neighbours() {
    let world = World::new();
    let through = [("X-Forwarded-For", "192.0.2.1")];
    assert_eq!(ask(world.started.address, "GET", "/metrics", &through, b"").status, 404);
}
