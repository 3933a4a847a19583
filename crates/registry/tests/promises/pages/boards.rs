//! Dashboards: who sees which figures, that they are those of the extract, and what is logged.

use outcomes::kpi::{Audience, PublishedTable, activity, publish, year};
use serde_json::Value;

use super::asked::{Page, ask, has_own_script_alone};
use super::demo::{Person, SERVED};
use crate::world::World;

/// The cells under a title, in the order of the page.
fn column(page: &str, title: &str) -> Vec<String> {
    let begin = format!("data-title=\"{title}\"><div>");
    let text = |cell: &str| cell.split('<').filter_map(|part| part.split('>').next_back()).collect::<String>();
    let cells = page.split(&begin).skip(1).map(|cell| cell.split("</div>").next().unwrap());
    cells.map(|cell| text(&format!("b>{cell}"))).collect()
}

fn table<'p>(page: &'p str, id: &str) -> &'p str {
    let from = page.split(&format!("<h3 id=\"{id}\"")).nth(1).unwrap_or_else(|| panic!("no table {id}: {page}"));
    from.split("</table>").next().unwrap()
}

fn shown(who: &Person, path: &str) -> String {
    let Page { status, body, .. } = who.get(path);
    assert_eq!(status, 200, "{path}: {body}");
    body
}

#[test]
fn the_programme_sees_the_country_and_a_department_its_own() {
    let (programme, department) = (Person::of("program"), Person::of("rekvirent"));
    let country = shown(&programme, "/figures");
    let volume = table(&country, "kpi-vol-table");
    // Every reading of the plan, and the planned patients beside those counted, also where there are none.
    for own in ["quota 2200", "2190 (INC-04)", "2240 (INC-03)", "2380 to 2480 (INC-14)", "2000 (INC-15)"] {
        assert!(country.contains(own), "{own}: {country}");
    }
    let planned = column(volume, "Planned");
    for own in ["500", "60", "100", "10", "400", "50", "150", "250"] {
        assert!(planned.contains(&own.to_owned()), "{own}: {planned:?}");
    }
    // Promised and needed side by side.
    let clocks = table(&country, "kpi-tat-all");
    for own in ["promised", "needed", "aspired"] {
        assert!(column(clocks, "Promise").iter().any(|cell| cell.contains(own)), "{own}: {clocks}");
    }
    let all: u32 = column(volume, "Patients")[0].parse().unwrap();
    let own = shown(&department, "/figures");
    let mine: u32 = column(table(&own, "kpi-vol-table"), "Patients")[0].parse().unwrap();
    assert!(0 < mine && mine < all, "{mine} of {all}");
    assert!(column(table(&own, "kpi-vol-table"), "Planned").is_empty(), "the plan is the country's");
    assert!(country.contains("Region: ") || country.contains("Capital Region"), "{country}");
    assert!(!own.contains("Central Denmark Region"), "another region is in no figure of the department: {own}");
    // A site needs no effect of treatment.
    let site = shown(&Person::of("modtagelse"), "/figures");
    assert!(site.contains("kpi-tat-all") && !site.contains("KPI-RR-1") && !site.contains("KPI-EQ"), "{site}");
    assert_eq!(Person::of("modtagelse").get("/figures/KPI-RR-1").status, 404);
}

#[test]
fn every_figure_leads_to_its_words_and_a_departments_to_its_patients() {
    let (programme, department) = (Person::of("program"), Person::of("rekvirent"));
    let page = shown(&department, "/figures");
    let figures =
        ["RR-1", "RR-2a", "RR-2b", "RR-2c", "RR-3", "RR-4", "MC-1", "MC-2", "MC-3", "MC-4", "VOL", "TAT", "EQ", "Q"];
    for figure in figures.map(|own| format!("KPI-{own}")) {
        let link = format!("href=\"/figures/{figure}?year=");
        assert!(page.contains(&link), "{figure}: {page}");
        let own = shown(&department, &format!("/figures/{figure}"));
        let quote = own.split("<blockquote lang=\"da\">»").nth(1).unwrap_or_else(|| panic!("no quote: {figure}"));
        assert!(quote.split('«').next().unwrap().len() > 10 && own.contains("Denominator"), "{own}");
        assert!(
            !shown(&programme, &format!("/figures/{figure}")).contains("/cases?"),
            "the programme lists no patients"
        );
        shown(&department, &format!("/figures/{figure}/cases"));
    }
    // The number on the dashboard is the number of patients behind it.
    let volume = table(&page, "kpi-vol-table");
    let cell = volume.split("data-title=\"Referrals\"><div><a href=\"").nth(1).unwrap();
    let (to, count) = (cell.split('"').next().unwrap().replace("&#38;", "&"), cell.split('>').nth(1).unwrap());
    let count: usize = count.split('<').next().unwrap().parse().unwrap();
    let behind = shown(&department, &to);
    assert_eq!(behind.matches("<th role=\"rowheader\" scope=\"row\"><a href=\"/cases/").count(), count, "{behind}");
    assert!(behind.contains(&format!("{count} in the figure")));
    let patient = behind.split("href=\"/cases/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(department.get(&format!("/cases/{patient}")).status, 200, "one of its own");
    assert_eq!(programme.get("/figures/KPI-VOL/cases").status, 403);
    for nothing in ["/figures/KPI-RR-9", "/figures/KPI-RR-9/cases", "/published/KPI-RR-9"] {
        assert_eq!(department.get(nothing).status, 404, "{nothing}");
    }
}

/// Without what says how long a session lasts still.
fn content(page: &str) -> &str {
    page.split("<main").nth(1).unwrap().split("</main>").next().unwrap()
}

#[test]
fn whoever_sees_no_row_sees_what_was_published_and_nothing_else() {
    for who in ["styregruppe", "region", "patienter"] {
        let person = Person::of(who);
        let page = shown(&person, "/published");
        assert!(page.contains("frozen") && page.contains("kpi-eq-table"), "{page}");
        assert_eq!(content(&page), content(&shown(&person, "/published")), "the same, whenever it is read");
        assert_eq!(page.contains("your region"), who == "region", "{who}: {page}");
        let figure = shown(&person, "/published/KPI-TAT");
        assert!(figure.contains("<blockquote lang=\"da\">»") && !figure.contains("/cases"), "{figure}");
        for never in ["/figures", "/figures/KPI-VOL", "/figures/KPI-VOL/cases", "/worklist", "/ageing", "/patients"] {
            assert_eq!(person.get(never).status, 403, "{who} {never}");
        }
        // What is told to one is told to all.
        let others = shown(&Person::of("program"), "/published");
        let tables = |page: &str| content(page).replace(" <span class=\"badge\">your region</span>", "");
        assert_eq!(tables(&page), tables(&others), "{who}");
    }
}

#[test]
fn whoever_reads_figures_is_logged_and_so_is_every_patient_behind_one() {
    let mut world = World::new();
    let patient = world.registers();
    world.submits(&patient);
    world.accepts(&patient);
    let get = |who: &str, path: &str| ask(world.started.address, "GET", path, &world.cookie(who), "");
    let last = || {
        let file = rusqlite::Connection::open(world.started.place.file()).unwrap();
        let sql = "SELECT body FROM audit ORDER BY seq DESC LIMIT 1";
        let body: String = file.query_row(sql, [], |row| row.get(0)).unwrap();
        let own: Value = serde_json::from_str(&body).unwrap();
        format!("{} {} {} {}", own["by"], own["action"], own["resource"], own["patients"].as_array().unwrap().len())
    };
    assert_eq!(get("programme", "/figures").status, 200);
    assert_eq!(last(), "\"programme\" \"read\" \"figures\" 0");
    let behind = get("requester", "/figures/KPI-VOL/cases?year=2026");
    assert!(behind.body.contains(&format!("/cases/{patient}")), "{}", behind.body);
    assert_eq!(last(), "\"requester\" \"read\" \"figure cases\" 1");
    // Another unit's figures have nobody in them, and what is written shows at once.
    let elsewhere = get("requester2", "/figures/KPI-VOL/cases?year=2026");
    assert!(!elsewhere.body.contains(&patient), "{}", elsewhere.body);
    assert_eq!(last(), "\"requester2\" \"read\" \"figure cases\" 0");
    let open = |page: &str| column(table(page, "under-way-table"), "Orders");
    assert_eq!(open(&get("requester", "/figures").body), ["1"]);
    world.does(
        "requester",
        &patient,
        &serde_json::json!({ "type": "cancel", "order": "o1", "reason": "clinical", "text": "x" }),
    );
    let after = ask(world.started.address, "GET", "/figures", &world.cookie("requester"), "").body;
    assert!(!after.contains("data-title=\"Orders\""), "{after}");
}

#[test]
fn a_folder_with_internal_figures_or_a_year_twice_is_not_served() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, of: i16, audience| {
        let freeze = jiff::civil::date(of + 1, 3, 1);
        let told = (&year(&[], of, freeze), &activity(&[], &[], of, freeze));
        let own = folder.path().join(name);
        std::fs::create_dir_all(&own).unwrap();
        std::fs::write(own.join("figures.csv"), publish(told, &[], (of, freeze), audience).csv()).unwrap();
    };
    let read = || registry::published::read(folder.path());
    assert!(read().unwrap_err().to_string().contains("marv yearly"));
    write("a", 2025, Audience::Public);
    write("b", 2026, Audience::Public);
    let years: Vec<i16> = read().unwrap().iter().map(|own: &PublishedTable| own.year).collect();
    assert_eq!(years, [2026, 2025]);
    write("c", 2026, Audience::Public);
    assert!(read().unwrap_err().to_string().contains("twice"));
    write("c", 2024, Audience::Internal);
    assert!(read().unwrap_err().to_string().contains("internal"));
    std::fs::write(folder.path().join("c/figures.csv"), "year,something\n").unwrap();
    assert!(read().unwrap_err().to_string().contains("figures.csv of an earlier yearly report"));
}

/// The boards in a browser are in browser.rs; here that they are served at all.
#[test]
fn the_boards_are_served_in_both_languages() {
    let danish = |path: &str| {
        let person = Person::of("program");
        ask(*SERVED, "GET", path, &person.danish(), "").body
    };
    for (path, word) in
        [("/figures", "Undervejs nu"), ("/published", "Udbytte og virkning"), ("/figures/KPI-MC-3", "Hvad tallet er")]
    {
        let page = danish(path);
        assert!(page.contains(word) && page.contains("<html lang=\"da\">") && has_own_script_alone(&page), "{page}");
    }
}
