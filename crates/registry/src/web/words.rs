//! What the pages say, in both languages from one list.

use clinic::language::Language;

macro_rules! words {
    ($($name:ident: $da:literal / $en:literal;)+) => {
        /// The words of one language.
        #[derive(Debug)]
        #[expect(missing_docs, reason = "each is named like what it says")]
        pub struct Words { $(pub $name: &'static str),+ }

        static DA: Words = Words { $($name: $da),+ };
        static EN: Words = Words { $($name: $en),+ };

        #[cfg(test)]
        const ALL: &[(&str, &str, &str)] = &[$((stringify!($name), $da, $en)),+];
    };
}

words! {
    // The frame of every page.
    tagline: "Helgenomsekventering ved hæmatologisk cancer" / "Whole-genome sequencing in haematological cancer";
    skip: "Gå til indholdet" / "Skip to the content";
    navigation: "Hovedmenu" / "Main menu";
    other_language: "English" / "Dansk";
    home: "Forside" / "Start";
    rules: "Regler" / "Rules";
    questions: "Åbne spørgsmål" / "Open questions";
    check_referral: "Kontrollér en henvisning" / "Check a referral";
    footer_rules: "Afgør efter" / "Decides under";
    draft_encoding: "Gengivelsen som regler er et udkast, der afventer godkendelse." / "The encoding as rules is a draft that awaits sign-off.";
    not_found: "Siden findes ikke" / "There is no such page";
    not_found_text: "Adressen er forkert, eller det, den viste, er her ikke. Begynd på forsiden." / "The address is wrong, or what it showed is not here. Begin at the start.";
    failed: "Noget gik galt" / "Something went wrong";
    failed_text: "Siden kunne ikke laves, og intet er gemt. Prøv igen, og meld det, hvis det sker igen." / "The page could not be made, and nothing was kept. Try again, and report it if it happens again.";
    unreadable: "Det sendte kan ikke læses" / "What was sent cannot be read";
    unreadable_text: "Formularen er for stor, eller en browser har ikke sendt den. Gå tilbage, og send den igen." / "The form is too large, or was not sent by a browser. Go back and send it again.";

    // Start.
    home_lead: "Fra henvisning til underskrevet svar: hvem kan henvises, hvad mangler, og hvor langt er svaret?" / "From referral to signed report: who can be referred, what is missing, and how far is the answer?";
    home_check: "Skriv, hvad du ved om patienten. Siden svarer med retningslinjens egne ord: hvad der er opfyldt, hvad der mangler, og hvad der skulle være anderledes. Intet gemmes." / "Write what you know of the patient. The page answers in the guideline's own words: what is fulfilled, what is missing, and what would have to be different. Nothing is kept.";
    home_rules: "Hver regel med sidetal, de trykte ord, gyldighed og åbne spørgsmål." / "Every rule with its page, the printed words, its days in force and open questions.";
    home_questions: "Steder, hvor retningslinjen er uklar, og hvordan de læses her." / "Places where the guideline is unclear, and how they are read here.";

    // Requisition.
    requisition: "Rekvisition" / "Requisition";
    requisition_lead: "Udfyld, hvad du ved, og tryk på Kontrollér. Felter kan stå tomme: det, der ikke er oplyst, er ukendt, aldrig nej. Siden siger, hvad der mangler." / "Fill in what you know and press Check. Fields may be left empty: what is not stated is not known, never a no. The page says what is missing.";
    requisition_kept_not: "Intet af det, du skriver her, gemmes eller logges." / "Nothing that you write here is kept or logged.";
    groups: "Dele af rekvisitionen" / "Parts of the requisition";
    check: "Kontrollér" / "Check";
    start_over: "Begynd forfra" / "Start over";
    required: "skal udfyldes" / "must be given";
    yes: "Ja" / "Yes";
    no: "Nej" / "No";
    not_stated: "Ikke oplyst" / "Not stated";
    one_a_line: "Én pr. linje." / "One a line.";
    date_form: "ÅÅÅÅ-MM-DD" / "YYYY-MM-DD";
    asked: "Mangler for svaret" / "Needed for the answer";
    given: "Skrevet" / "Written";
    errors_one: "1 felt skal rettes" / "1 field must be corrected";
    errors_many: "felter skal rettes" / "fields must be corrected";
    errors_text: "Intet er afgjort endnu. Ret felterne, og tryk på Kontrollér igen." / "Nothing is decided yet. Correct the fields and press Check again.";
    error: "Fejl" / "Error";
    from: "fra" / "from";
    to: "til" / "to";
    in_steps_of: "i trin på" / "in steps of";
    exception: "Undtagelse" / "Exception";
    example: "Eksempel" / "Example";
    start_from_example: "Begynd med et eksempel" / "Begin with an example";
    start_from_example_text: "Opdigtede personer med testnumre, som ingen kan have." / "Invented persons with test numbers that nobody can have.";

    // Verdict.
    verdict: "Retningslinjens svar" / "The guideline's answer";
    route: "rute" / "route";
    requisition_of: "Rekvisition af" / "Requisition of";
    instead: "Henvis i stedet til" / "Refer instead to";
    why: "Hvorfor" / "Why";
    to_complete: "Skal rettes eller suppleres" / "To be corrected or completed";
    missing: "Mangler" / "Missing";
    go_to_field: "Udfyld" / "Fill in";
    page_short: "s." / "p.";
    derived_rule: "afledt regel" / "derived rule";
    stated: "Oplyst" / "Stated";
    changes_none: "Ingen ændring kan åbne denne rute" / "No change can open this route";
    changes_none_text: "Det afgørende er forhold, som ikke kan ændres (alder, diagnose, arvelighed)." / "What decides cannot be changed (age, diagnosis, heredity).";
    changes_undetermined: "Mindste ændring: ikke bestemt" / "Smallest change: not determined";
    changes_undetermined_text: "Søgningen blev opgivet; intet er påstået." / "The search was given up; nothing is claimed.";
    changes: "Patienten ville kunne henvises, hvis" / "The patient would be eligible if";
    changes_fewest: "Færrest mulige ændringer. Et tal eller en kode er et eksempel på en værdi, der er nok." / "The fewest changes. A number or a code is an example of a value that would do.";
    for_example: "fx" / "e.g.";
    now: "nu" / "now";
    not_known: "ikke oplyst" / "not stated";
    plan: "Prøveplan" / "Specimen plan";
    units_planned: "enheder à 30x" / "units of 30x";
    tumour: "tumor" / "tumour";
    germline: "germline" / "germline";
    warnings: "Advarsler" / "Warnings";
    tasks: "Opgaver" / "Tasks";
    incidents: "Hændelser, der skal registreres" / "Incidents to be recorded";
    exceptions_granted: "Navngivne undtagelser" / "Named exceptions";
    other_routes: "Andre indikationer og ruter" / "Other indications and routes";
    fulfilled: "Opfyldte regler" / "Rules fulfilled";
    human_decides: "Svaret er en støtte. Den henvisende speciallæge afgør, om patienten henvises." / "The answer is support. The referring specialist decides whether the patient is referred.";
    before_force: "Rekvisitionen er ældre end retningslinjen, som gælder fra" / "The requisition is older than the guideline, which is in force from";
    no_such_track: "Indikation og rute findes ikke sammen. Vælg en af" / "There is no such indication and route. Choose one of";

    // Rules.
    rules_lead: "Reglerne er retningslinjens krav, som programmet spørger om dem. Ordene i anførselstegn er de trykte." / "The rules are the guideline's demands as the program asks them. The words in quotation marks are those printed.";
    rules_count: "regler" / "rules";
    search: "Søg i id og ord" / "Search in ids and words";
    indication: "Indikation" / "Indication";
    kind: "Art" / "Kind";
    all: "Alle" / "All";
    show: "Vis" / "Show";
    rule: "Regel" / "Rule";
    says: "Siger" / "Says";
    page: "Side" / "Page";
    no_rule_fits: "Ingen regel passer. Vis alle." / "No rule fits. Show all.";
    hard: "krav" / "demand";
    soft: "advarsel" / "warning";
    route_kind: "omvisning eller opgave" / "redirect or task";
    info: "ikke et krav" / "not a demand";
    remedy: "Hvad der skal gøres" / "What to do";
    sources: "De trykte ord" / "The printed words";
    in_force: "Gælder" / "In force";
    since: "fra" / "from";
    until: "til og med" / "until and including";
    stages: "Spørges ved" / "Asked at";
    indications: "Indikationer" / "Indications";
    all_routes: "alle ruter" / "all routes";
    routes_only: "ruter" / "routes";
    exception_by: "Undtagelse kan gives af" / "An exception can be granted by";
    nobody: "ingen" / "nobody";
    asks_of: "Spørger om" / "Asks of";
    version: "Version" / "Version";
    file: "Fil" / "File";
    if_not: "Hvis ikke opfyldt" / "If not fulfilled";
    refuse: "kan ikke henvises eller bruges" / "cannot be referred or used";
    incomplete: "rekvisitionen er ufuldstændig" / "the requisition is incomplete";
    out_of_scope: "uden for patientgruppen" / "outside the patient group";
    redirect: "hører til et andet sted" / "belongs elsewhere";
    hold: "alt standser, til et menneske afgør det" / "everything stops until a person decides";
    basis: "Ikke trykt i retningslinjen. Grundlag" / "Not printed in the guideline. Basis";
    questions_lead: "Steder, hvor retningslinjen er uklar eller siger to ting. Hvert sted har en læsning, der gælder her, og en, der skal afgøre det." / "Places where the guideline is unclear or says two things. Each has a reading that holds here, and somebody who must decide.";
    owner: "Afgøres af" / "To be decided by";
    treatment: "Læses her" / "Read here as";
    readings: "Læsninger" / "Readings";
    this_one: "gælder her" / "holds here";
    changes_vectors: "ændrer svaret i" / "changes the answer of";
    test_cases: "prøvetilfælde" / "test cases";
    rules_touched: "Regler, det berører" / "Rules that it touches";
    where_printed: "Hvor det står" / "Where it stands";
    finding: "Uklart" / "Unclear";
}

/// The words of a language.
#[must_use]
pub fn words(language: Language) -> &'static Words {
    match language {
        Language::Da => &DA,
        Language::En => &EN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same in both languages, for a reason: ids, or the same word.
    const SAME: &[&str] = &["version", "germline"];

    #[test]
    fn everything_is_said_in_both_languages() {
        for (name, da, en) in ALL {
            assert!(!da.trim().is_empty() && !en.trim().is_empty(), "{name} is empty in a language");
            assert!(da != en || SAME.contains(name), "{name} is not translated");
            let stops = |text: &str| text.ends_with('.') && text.len() > 5;
            assert_eq!(stops(da), stops(en), "{name} ends differently");
        }
    }
}
