//! Nothing is ranked (DER-12): lists are in the order of time, figures in the order of codes, and nothing clinical moves a row.

use super::asked::ask;
use super::demo::Person;
use super::logs::many_orders;
use crate::world::World;

/// Regions in the order of their codes.
const REGIONS: [&str; 5] = [
    "Capital Region",
    "Central Denmark Region",
    "North Denmark Region",
    "Region Zealand",
    "Region of Southern Denmark",
];

/// The first words of the cells under a title, in the order of the page.
fn column(page: &str, title: &str) -> Vec<String> {
    let begin = format!("data-title=\"{title}\"><div>");
    let cells = page.split(&begin).skip(1);
    cells.map(|cell| cell.split('<').next().unwrap().to_owned()).collect()
}

/// What the lists show is the order of submission, or of the share of a clock; what an order is of does not change it.
#[test]
fn no_list_and_no_figure_ranks_patients_or_regions() {
    let mut world = World::new();
    let patient = world.registers();
    world.submits(&patient);
    world.accepts(&patient);
    many_orders(&world, 40);
    let file = rusqlite::Connection::open(world.started.place.file()).unwrap();
    file.busy_timeout(std::time::Duration::from_secs(30)).unwrap();
    // Submitted one after another, in another order than their names.
    let names: Vec<String> = (1..=40).map(|own| format!("again-{}", own * 7 % 41)).collect();
    for (place, name) in names.iter().enumerate() {
        let at = format!("2026-02-{:02}T{:02}:00:00Z", 1 + place / 20, place % 20);
        let sql = "UPDATE order_row SET submitted = ?1 WHERE order_id = ?2";
        assert_eq!(file.execute(sql, [&at, name]).unwrap(), 1, "{name}");
    }
    let shown = |path: &str| {
        let page = ask(world.started.address, "GET", path, &world.cookie("requester"), "");
        assert_eq!(page.status, 200, "{path}");
        page.body
    };
    let before = ["/worklist", "/ageing?clock=PATIENT"].map(|path| column(&shown(path), "Order"));
    let listed: Vec<&String> = before[0].iter().filter(|own| own.starts_with("again-")).collect();
    assert_eq!(listed, names.iter().collect::<Vec<_>>(), "the oldest first");
    // Another disease, another route, a repeat, a hold: each order stays where it was.
    for (place, name) in names.iter().enumerate() {
        let sql = "UPDATE order_row SET indication = ?1, route = ?2, kind = ?3, holds = ?4 WHERE order_id = ?5";
        let (indication, route) = [("MC", "A"), ("RR", "H"), ("MC", "B")][place % 3];
        let (kind, hold) = [("repeat", "clinical"), ("new", "")][place % 2];
        assert_eq!(file.execute(sql, [indication, route, kind, hold, name]).unwrap(), 1);
    }
    let after = ["/worklist", "/ageing?clock=PATIENT"].map(|path| column(&shown(path), "Order"));
    assert_eq!(before, after);
    let page = shown("/worklist");
    assert!(page.contains("MC/B") && page.contains("RR/H"), "{page}");
    // No number and no word says that one comes before another.
    for path in ["/worklist", "/ageing"] {
        let page = shown(path).to_lowercase();
        let main = page.split("<main").nth(1).unwrap();
        for never in ["priority", "score", "ranked", "most urgent", "<ol"] {
            assert!(!main.contains(never), "{path}: {never}");
        }
    }

    // Regions stand in the order of their codes, whatever their figures.
    let mut compared = 0;
    for path in ["/figures/KPI-VOL", "/figures/KPI-EQ", "/figures/KPI-MC-3", "/published", "/published/KPI-EQ"] {
        let page = Person::of("program").get(path).body;
        for table in page.split("<table").skip(1) {
            let table = table.split("</table>").next().unwrap();
            let heads = table.split("<th role=\"rowheader\" scope=\"row\">").skip(1);
            let heads: Vec<&str> = heads.map(|own| own.split("</th>").next().unwrap()).collect();
            let place = |head: &&str| REGIONS.iter().position(|name| head.contains(name));
            // Within what the region is a part of: a table may have the regions of each indication one after another.
            let mut runs: Vec<(String, Vec<usize>)> = Vec::new();
            for head in &heads {
                let Some(region) = place(head) else { continue };
                let whole = head.replace(REGIONS[region], "");
                match runs.iter_mut().find(|(own, _)| *own == whole) {
                    Some((_, run)) => run.push(region),
                    None => runs.push((whole, vec![region])),
                }
            }
            for (whole, run) in runs.iter().filter(|(_, run)| run.len() > 2) {
                assert!(run.is_sorted(), "{path} {whole}: {run:?}");
                compared += 1;
            }
        }
    }
    assert!(compared >= 3, "{compared} tables by region");
}
