//! The report beside the evidence: shown to those whom the policy shows it, byte for byte what the course holds, or not at all.

use std::path::PathBuf;

use serde_json::json;

use super::again::Again;
use super::filed::{checksum, page, reports};
use crate::client::WORDS;
use crate::fixture::NOW;
use crate::world::World;

struct Filed {
    world: World,
    again: Again,
    folder: tempfile::TempDir,
    beside: String,
}

impl Filed {
    fn new() -> Self {
        let mut world = World::new();
        let patient = world.puts_up(&checksum());
        let folder = tempfile::tempdir().unwrap();
        let again = Again::serve(&world, || *NOW, Some(reports(folder.path())));
        let beside = format!("/cases/{patient}/orders/o1/reports/{}", checksum());
        Self { world, again, folder, beside }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(checksum()).join(name)
    }

    fn status(&self, who: &str, path: &str) -> u16 {
        self.again.get(&self.world.cookie(who), &format!("{}{path}", self.beside)).status
    }

    /// What came of the last access.
    fn outcome(&self) -> String {
        self.world.last_record()
    }
}

#[test]
fn the_report_is_beside_its_evidence_for_those_who_sign() {
    let filed = Filed::new();
    for who in ["interpreter", "approver"] {
        assert_eq!([filed.status(who, ""), filed.status(who, "/report.da.html")], [200, 200], "{who}");
        assert_eq!(filed.outcome(), "read report []");
    }
    // Nothing was delivered yet, and what is another region's is not there.
    for who in ["requester", "reader", "geneticist", "interpreter2", "approver2", "phase1"] {
        assert_eq!([filed.status(who, ""), filed.status(who, "/report.da.html")], [404, 404], "{who}");
        assert!(filed.outcome().starts_with("refused report"), "{}", filed.outcome());
    }
    for who in ["wetlab", "qc", "programme", "auditor", "administrator", "data"] {
        assert_eq!([filed.status(who, ""), filed.status(who, "/report.da.html")], [403, 403], "{who}");
    }
    let shown = filed.again.get(&filed.world.cookie("approver"), &filed.beside);
    assert!(shown.head.contains("frame-src 'self'") && shown.head.contains("script-src 'self';"), "{}", shown.head);
    for figure in [
        "FLT3 p.D835Y",
        "VAF 41.2 % (95 %: 35.0 %–47.6 %); 92/223 reads; in the normal sample 0.0 %",
        "Oncogenic; p.Asp835Tyr",
        "limit 5.0 %",
        "not assessed; too few reads",
        "no junctions in the bundle",
        "94x",
        "82.0 %",
        "Tumour sample t1",
        "a warning: usable, and the reader must know",
        "1.2 % of another person",
    ] {
        assert!(shown.body.contains(figure), "{figure}: {}", shown.body);
    }
    assert!(!shown.body.contains("doubted"), "what is doubted is no finding");
    let framed = filed.again.get(&filed.world.cookie("approver"), &format!("{}/report.da.html", filed.beside));
    assert_eq!(framed.body, page("report", "da"));
    for line in ["sandbox", "frame-ancestors 'self'", "default-src 'none'", "x-frame-options: SAMEORIGIN"] {
        assert!(framed.head.contains(line), "{line}: {}", framed.head);
    }
    // Alone on the screen it leaves it when the session has ended; in a frame it leaves with the page around it.
    assert!(framed.head.contains("refresh: 900; url=/sign-in\r\n"), "{}", framed.head);
    let in_frame = format!("{}Sec-Fetch-Dest: iframe\r\n", filed.world.cookie("approver"));
    let framed = filed.again.get(&in_frame, &format!("{}/report.da.html", filed.beside));
    assert!(framed.status == 200 && !framed.head.contains("refresh"), "{}", framed.head);
    let paper = filed.again.get(&filed.world.cookie("approver"), &format!("{}/report.da.pdf", filed.beside));
    assert!(paper.status == 200 && paper.head.contains("content-disposition: attachment"), "{}", paper.head);
}

/// Once two persons have signed, no page is shown that says it is a draft; before, none that has their names.
#[test]
fn a_signed_report_is_shown_as_it_is_set_with_the_signatures() {
    let mut filed = Filed::new();
    let signed = filed.file("signed");
    let sets = || {
        std::fs::create_dir(&signed).unwrap();
        std::fs::write(signed.join("report.da.html"), page("signed", "da")).unwrap();
    };
    assert_eq!(filed.status("approver", "/report.da.html"), 200);
    sets();
    assert_eq!(filed.status("approver", "/report.da.html"), 409, "nobody has signed");
    assert_eq!(filed.outcome(), "refused report [\"report-altered\"]");
    std::fs::remove_dir_all(&signed).unwrap();
    let patient = filed.beside.split('/').nth(2).unwrap().to_owned();
    filed.world.renews("approver");
    filed.world.does("approver", &patient, &json!({ "type": "sign", "order": "o1" }));
    let shown = filed.again.get(&filed.world.cookie("approver"), &format!("{}/report.da.html", filed.beside));
    assert!(shown.status == 409 && shown.body.contains("not set yet"), "{}", shown.body);
    assert_eq!(filed.outcome(), "refused report [\"report-not-set\"]");
    let beside = |filed: &Filed| filed.again.get(&filed.world.cookie("approver"), &filed.beside);
    assert!(beside(&filed).status == 200 && !beside(&filed).body.contains("<iframe"), "the data are what they were");
    sets();
    let shown = filed.again.get(&filed.world.cookie("approver"), &format!("{}/report.da.html", filed.beside));
    assert_eq!(shown.body, page("signed", "da"));
    std::fs::write(signed.join("report.da.html"), page("other", "da")).unwrap();
    assert_eq!(filed.status("approver", "/report.da.html"), 409, "it is pinned by itself");
}

#[test]
fn what_is_not_what_the_course_holds_is_refused() {
    let filed = Filed::new();
    assert_eq!(filed.status("approver", "/report.en.html"), 200);
    // One character of a page that was shown, its checksum as it was.
    std::fs::write(filed.file("report.en.html"), page("Report", "en")).unwrap();
    assert_eq!(filed.status("approver", "/report.en.html"), 409);
    assert_eq!(filed.outcome(), "refused report [\"report-altered\"]");
    std::fs::write(filed.file("report.en.html"), page("report", "en")).unwrap();
    assert_eq!(filed.status("approver", "/report.en.html"), 200, "the original is the original");
    // A page of another report.
    std::fs::write(filed.file("reads.en.html"), "<p>of another report</p>").unwrap();
    assert_eq!(filed.status("approver", "/reads.en.html"), 409);
    // One byte of the data: nothing at all is shown of it.
    std::fs::write(filed.file("report.json"), super::filed::data() + "\n").unwrap();
    let shown = filed.again.get(&filed.world.cookie("approver"), &filed.beside);
    assert!(shown.status == 409 && shown.body.contains("Do not sign."), "{}", shown.body);
    assert_eq!(filed.status("approver", "/report.da.html"), 409);
    std::fs::remove_dir_all(filed.folder.path()).unwrap();
    assert_eq!(filed.status("approver", ""), 404);
    // Without a folder the page says so.
    let bare = Again::serve(&filed.world, || *NOW, None);
    let cookie = bare.signed_in("approver", WORDS);
    let shown = bare.get(&cookie, &filed.beside);
    assert!(shown.status == 409 && shown.body.contains("--reports"), "{}", shown.body);
}
