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
    my_work: "Mit arbejde" / "My work";
    key_figures: "Nøgletal" / "Key figures";
    published: "Offentliggjorte nøgletal" / "Published figures";
    rules: "Regler" / "Rules";
    questions: "Åbne spørgsmål" / "Open questions";
    statements: "Anbefalingerne i øvrigt" / "What else is recommended";
    contents: "Indhold" / "Contents";
    statements_lead: "Hvad anbefalingerne siger, som ikke er en regel om den enkelte henvisning: svartider, tal, indikatorer, krav til laboratoriet og svaret, og baggrunden. Ordene i anførselstegn er de trykte." / "What the recommendations say that is no rule on a single referral: turnaround, figures, indicators, demands on the laboratory and the report, and the background. The words in quotation marks are those printed.";
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
    home_worklist: "Log ind: patienter, ordrer, prøver og svar, og hvad der venter på dig." / "Sign in: patients, orders, specimens and reports, and what waits for you.";
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
    time_form: "TT:MM, dansk tid" / "HH:MM, Danish time";
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

    // Who is in.
    sign_in: "Log ind" / "Sign in";
    sign_out: "Log ud" / "Sign out";
    ending: "Du bliver snart logget ud" / "You will soon be signed out";
    ending_idle: "Der er længe ikke sendt noget herfra. Om to minutter bliver du logget ud, og det, du har skrevet og ikke sendt, går tabt." / "Nothing was sent from here for a while. In two minutes you will be signed out, and what you have written and not sent will be lost.";
    ending_last: "Du har været logget ind så længe, man kan. Om to minutter bliver du logget ud. Send nu det, du har skrevet; ellers går det tabt." / "You have been signed in for as long as one can be. In two minutes you will be signed out. Send what you have written now, or it will be lost.";
    ending_stay: "Bliv logget ind" / "Stay signed in";
    ending_close: "Luk" / "Close";
    ending_trouble: "Tjenesten svarer ikke. Prøv igen." / "The service does not answer. Try again.";
    sign_in_lead: "Log ind med den konto, din afdeling har givet dig." / "Sign in with the account that your unit has given you.";
    account: "Konto" / "Account";
    password: "Adgangskode" / "Password";
    sign_in_wrong: "Konto, adgangskode eller rolle passer ikke sammen. Prøv igen." / "Account, password or role do not fit together. Try again.";
    sign_in_locked: "For mange mislykkede forsøg. Prøv igen efter" / "Too many failed attempts. Try again after";
    signed_in_as: "Logget ind som" / "Signed in as";
    role: "Rolle" / "Role";
    work_as: "Arbejd som" / "Work as";
    demo: "Demonstration: alle personer, afdelinger og svar er opdigtede. Personnumrene er testnumre, som ingen kan have." / "Demonstration: all persons, units and reports are made up. The person numbers are test numbers that nobody can have.";
    demo_accounts: "Demonstrationens konti" / "Accounts of the demonstration";
    sign_in_with: "Log ind med" / "Sign in with";
    confirm_at: "Bekræft hos" / "Confirm at";
    provider_leaving: "Du sendes videre" / "You are being sent on";
    provider_leaving_text: "Sker det ikke af sig selv, så følg linket." / "If it does not happen by itself, follow the link.";
    provider_left: "Du er logget ud her" / "You are signed out here";
    provider_left_text: "Du sendes videre, så du også bliver logget ud der, hvor du loggede ind. Sker det ikke af sig selv, så følg linket." / "You are being sent on, so that you are signed out where you signed in as well. If it does not happen by itself, follow the link.";
    provider_silent: "Login-tjenesten svarer ikke. Prøv igen om lidt, eller log ind med en lokal konto, hvis du har en." / "The sign-in service does not answer. Try again in a little while, or sign in with a local account if you have one.";
    provider_unfit: "Svaret fra login-tjenesten passer ikke til denne browser, eller det er for gammelt. Begynd forfra." / "The sign-in service's answer does not fit this browser, or is too old. Begin again.";
    provider_refused: "Login-tjenesten bekræftede ikke, hvem du er. Begynd forfra, hvis du ikke selv afbrød." / "The sign-in service did not confirm who you are. Begin again, unless you broke off yourself.";
    provider_no_account: "Login-tjenesten kender dig, men her er ingen åben konto til dig. Bed jeres administrator om en." / "The sign-in service knows you, but there is no open account for you here. Ask your administrator for one.";
    provider_not_renewed: "Det blev ikke bekræftet nu, at det er dig. Gå tilbage, og log ind igen som dig selv." / "It was not confirmed just now that it is you. Go back and sign in again as yourself.";
    demo_accounts_text: "Vælg en rolle. Adgangskoden er udfyldt." / "Choose a role. The password is filled in.";
    demo_password: "Demonstrationens adgangskode er" / "The demonstration's password is";
    unit: "Afdeling" / "Unit";
    denied: "Det giver din rolle ikke ret til" / "Your role does not give leave to do this";
    denied_text: "Gå tilbage, eller arbejd i en anden rolle. Forsøget står i loggen." / "Go back, or work in another role. The attempt is in the log.";
    unavailable: "Lageret svarer ikke" / "The store does not answer";
    unavailable_text: "Lageret eller dets log kan ikke skrives, så intet slipper igennem. Intet er sket. Meld det." / "The store or its log cannot be written, so nothing passes. Nothing was done. Report it.";
    own_access: "Mine sessioner" / "My sessions";
    own_access_lead: "Hvor du er logget ind nu. Afslut det, du ikke kender." / "Where you are signed in now. End what you do not know.";
    this_session: "denne" / "this one";
    begun: "Begyndt" / "Begun";
    last_used: "Sidst brugt" / "Last used";
    end_all: "Afslut alle" / "End all";
    end_one: "Afslut" / "End";
    change_password: "Skift adgangskode" / "Change password";
    change_password_text: "Er du logget ind andre steder, bliver du logget ud der." / "Where else you are signed in, you are signed out.";
    password_now: "Adgangskode nu" / "Password now";
    new_password: "Ny adgangskode" / "New password";
    new_password_again: "Ny adgangskode igen" / "New password again";
    passwords_differ: "De to nye adgangskoder er ikke ens. Skriv den samme to gange." / "The two new passwords are not the same. Write the same one twice.";
    password_changed: "Adgangskoden er skiftet." / "The password has been changed.";
    choose_password: "Adgangskoden er den, du fik af en anden, og gælder kun til at vælge din egen. Skriv den igen, og vælg en ny." / "The password is the one that somebody gave you, and is good for choosing your own alone. Write it again, and choose a new one.";
    password_expired: "Adgangskoden, du fik, er udløbet. Bed jeres administrator om en ny." / "The password that you were given has run out. Ask your administrator for another.";
    provider_alone: "Her logges ind hos udbyderen og ikke med adgangskode." / "People sign in at the provider here, and not by a password.";
    again_first: "At afslutte sessioner og at ændre konti kræver, at du viser igen, hvem du er; det gælder i fem minutter." / "To end sessions and to change accounts you show again who you are; it is good for five minutes.";

    // Worklist.
    worklist: "Arbejdsliste" / "Worklist";
    waiting: "Venter på dig" / "Waiting for you";
    under_way: "Undervejs hos andre" / "Under way with others";
    nothing_waits: "Intet venter på dig nu." / "Nothing waits for you now.";
    order: "Ordre" / "Order";
    state: "Tilstand" / "State";
    submitted: "Indsendt" / "Submitted";
    patient: "Patient" / "Patient";
    born: "født" / "born";
    of: "af" / "of";
    hours: "timer" / "hours";
    none_runs: "intet ur går" / "no clock runs";
    what_clocks_measure: "Hvad urene måler" / "What the clocks measure";
    next_open: "Åbn en patient: siden dér viser, hvad du kan gøre nu." / "Open a patient: the page there shows what you can do now.";
    next_requester: "Vælg Patienter for at finde eller oprette en patient og henvise." / "Choose Patients to find or add a patient and refer.";
    next_reader: "Vælg Patienter for at finde en patient på din afdeling." / "Choose Patients to find a patient of your unit.";
    next_others: "Nyt står her, når en anden er færdig med sit skridt." / "What is new stands here once somebody else has finished their step.";

    // Ageing list.
    ageing: "Ventetider" / "Ageing list";
    ageing_lead: "Hver åben ordre efter hvert ur, der går: brugt af grænsen. Over grænsen står først, derefter størst andel." / "Every open order by every clock that runs: used of the limit. Over the limit comes first, then the largest share.";
    site: "Sekventeringssted" / "Sequencing site";
    only_over: "Kun over grænsen" / "Only beyond the limit";
    open_orders: "åbne ordrer" / "open orders";
    times_over: "gange over en grænse" / "times beyond a limit";
    no_clock_runs: "Ingen åben ordre har et ur, der går, og som passer. Vis alle." / "No open order has a running clock that fits. Show all.";
    days: "dage" / "days";
    periods: "døgn" / "periods of 24 hours";
    decimal_sign: "," / ".";
    oldest_first: "Ældste først." / "The oldest first.";
    part: "Del" / "Part";
    parts_of_list: "Dele af listen" / "Parts of the list";
    first_part: "Første del" / "First part";
    part_before: "Forrige del" / "Previous part";
    part_after: "Næste del" / "Next part";
    last_part: "Sidste del" / "Last part";
    held: "pause" / "on hold";

    // Patients.
    patients: "Patienter" / "Patients";
    patients_lead: "Find en patient på nummer, eller opret en. Nummeret sendes aldrig i en adresse." / "Find a patient by number, or add one. The number is never part of an address.";
    find_patient: "Find en patient" / "Find a patient";
    new_patient: "Opret en patient" / "Add a patient";
    number: "Personnummer eller erstatningsnummer" / "Person number or replacement number";
    name: "Navn" / "Name";
    birth: "Fødselsdato" / "Birth date";
    protected: "Navne- og adressebeskyttelse" / "Name and address are protected";
    find: "Find" / "Look up";
    add: "Opret" / "Add";
    no_patient: "Ingen patient på din afdeling har det nummer. Kontrollér nummeret, eller opret patienten." / "No patient of your unit has that number. Check the number, or add the patient.";
    other_birth: "Registret kender nummeret med en anden fødselsdato. Kontrollér begge." / "The register knows the number with another birth date. Check both.";
    try_a_person: "En opdigtet person til prøve" / "A made-up person to try with";

    // Case.
    case_of: "Forløb" / "Course";
    pseudonym: "Pseudonym" / "Pseudonym of the patient";
    next_steps: "Næste skridt" / "Next steps";
    no_steps: "Du har intet at gøre her nu." / "There is nothing for you to do here now.";
    other_steps: "Andre skridt" / "Other steps";
    consent: "Samtykke" / "Consent";
    no_consent: "Der er intet samtykke. Registrér det først; ingen ordre kan indsendes uden." / "There is no consent. Put it on file first; no order can be submitted without.";
    new_requisition: "Skriv rekvisition" / "Write a requisition";
    go_on_requisition: "Fortsæt på rekvisitionen" / "Go on with the requisition";
    specimens: "Prøver" / "Specimens";
    specimen: "Prøve" / "Specimen";
    material: "Materiale" / "Material";
    label: "Mærkat" / "Label";
    collected_at: "Taget" / "Collected";
    received_at: "Modtaget" / "Received";
    depth: "Dybde" / "Depth";
    clocks: "Ure" / "Clocks";
    clock: "Ur" / "Clock";
    promise: "Art af grænse" / "Kind of limit";
    started: "Begyndt" / "Started";
    stopped: "Standset" / "Stopped";
    elapsed: "Gået" / "Elapsed";
    target: "Mål" / "Target";
    limit: "Grænse" / "Limit";
    within: "inden for" / "within";
    beyond: "over" / "beyond";
    runs: "går" / "running";
    not_started: "ikke begyndt" / "not started";
    commitment: "lovet" / "promised";
    need: "behov" / "needed";
    aspiration: "ønske" / "aspired";
    no_promise: "måles blot" / "only measured";
    on_hold_for: "Heraf på pause" / "Of this on hold";
    clocks_note: "Tid på pause trækkes aldrig fra." / "Time on hold is never subtracted.";
    timeline: "Tidslinje" / "Timeline";
    units_ledger: "Enheder à 30x" / "Units of 30x";
    reserved: "afsat" / "reserved";
    consumed: "forbrugt" / "consumed";
    returned: "givet tilbage" / "returned";
    reports: "Svar" / "Reports";
    interpreted_by: "fortolket af" / "interpreted by";
    signed_by: "underskrevet af" / "signed by";
    superseded: "afløst" / "superseded";
    sections_missing: "Ikke udført" / "Not performed";
    refused_title: "Det kunne ikke lade sig gøre" / "This could not be done";
    changed_title: "Forløbet er ændret imens" / "The course has changed meanwhile";
    changed_text: "En anden har skrevet, siden du så siden. Se på forløbet, som det er nu, og prøv igen." / "Somebody else has written since you saw the page. Look at the course as it is now, and try again.";
    done: "Udført" / "Done";
    done_text: "Det er skrevet i forløbet." / "It is written in the course.";
    reason: "Begrundelse" / "Reason";
    step_up: "Bekræft, at det er dig" / "Confirm that it is you";
    step_up_text: "En underskrift kræver adgangskoden igen; den gælder i fem minutter." / "A signature asks for the password again; it is good for five minutes.";
    step_up_provider: "En underskrift og en indsendelse kræver, at du viser igen, hvem du er; det gælder i fem minutter." / "A signature and a submission ask that you show again who you are; it is good for five minutes.";
    submit_step_up: "En rekvisition indsendes af en speciallæge, der netop har bekræftet, at det er dem: skriv din adgangskode igen. Den gælder i fem minutter." / "A requisition is submitted by a specialist who has just confirmed who they are: write your password again. It is good for five minutes.";
    hidden_duplicate: "Ordren er en anden afdelings og vises ikke her." / "The order is another unit's and is not shown here.";
    confirm: "Bekræft" / "Confirm";
    confirmed: "Bekræftet" / "Confirmed";
    verdict_of_order: "Retningslinjens svar ved indsendelsen" / "The guideline's answer at submission";

    // Requisition in a course.
    keep: "Gem kladde" / "Keep the draft";
    submit: "Indsend" / "Submit";
    kept: "Kladden er gemt." / "The draft is kept.";
    kept_for_patient: "Kladden hører til patienten og ses kun på din afdeling." / "The draft belongs to the patient and is seen at your unit alone.";
    fill_example: "Udfyld med et opdigtet eksempel" / "Fill in with a made-up example";
    order_kind: "Ordrens art" / "Kind of order";
    kind_new: "Ny patient" / "New patient";
    kind_earlier: "Henvist, før programmet begyndte" / "Referred before the programme began";
    kind_repeat: "Gentagelse af en tidligere ordre" / "Repeat of an earlier order";
    acknowledge: "Jeg har set de tidligere ordrer og bestiller alligevel" / "I have seen the earlier orders and order all the same";
    not_submitted: "Ikke indsendt" / "Not submitted";
    not_submitted_text: "Intet er sendt. Ret det, der står imod, og indsend igen." / "Nothing was sent. Correct what stands against it and submit again.";
    another_person: "Rekvisitionens personnummer eller fødselsdato er ikke denne patients. Ret felterne, eller find den rigtige patient." / "The person number or birth date of the requisition is not this patient's. Correct the fields, or find the right patient.";
    capture: "Indlæs en udskrevet rekvisition" / "Read in a printed requisition";
    not_scanned: "Teksten er ikke en rekvisition herfra. Læs koden igen; intet er ændret." / "The text is no requisition from here. Read the code again; nothing was changed.";
    read_in: "Indlæs" / "Read in";
    scanned: "Teksten fra 2D-koden" / "The text of the 2D code";
    print: "Udskriv" / "Print";
    print_label: "Mærkat til udskrift" / "Label to print";
    print_requisition: "Rekvisition til udskrift" / "Requisition to print";
    code_holds: "Koden rummer hele rekvisitionen." / "The code holds the whole requisition.";

    // Log and registers.
    access_log: "Hvem har set forløbet" / "Who has seen the course";
    access_log_lead: "Hvert opslag og hver ændring, det nyeste først. At læse loggen står også i den." / "Every reading and every change, the newest first. Reading the log is in it too.";
    when: "Hvornår" / "When";
    who: "Hvem" / "Who";
    what: "Hvad" / "What";
    purpose: "Formål" / "Purpose";
    outcome: "Udfald" / "Outcome";
    accounts: "Konti" / "Accounts of staff";
    accounts_lead: "Hvem der kan logge ind, i hvilke roller og hvor." / "Who can sign in, in which roles and where.";
    active: "Åben" / "Open";

    // The report beside the evidence.
    report_and_evidence: "Svar og grundlag" / "Report and evidence";
    evidence_lead: "Svaret og fundene bag det. Tallene er fra de data, som underskriften gælder." / "The report and the findings behind it. The figures are of the data that the signature is on.";
    composed_under: "Sat op efter valget om tilfældighedsfund" / "Composed under the choice on incidental findings";
    the_report: "Svaret" / "The report";
    the_evidence: "Grundlaget" / "The evidence";
    no_page_here: "Svarets side er ikke i mappen på dette sprog." / "The page of the report is not in the folder in this language.";
    report_on_paper: "Svaret som PDF" / "The report as PDF";
    finding_of_data: "Fund" / "Finding of the data";
    figures: "Tal" / "Figures";
    judgement: "Vurdering" / "Judgement";
    reads_drawn: "Læsningerne bag fundene" / "The reads behind the findings";
    no_reads_here: "Der er ingen tegninger af læsninger i mappen på dette sprog." / "There are no drawings of reads in the folder in this language.";
    unknown_report: "Dataene er af en anden version, end siden kender. Læs svaret selv; intet tal vises her." / "The data are of another version than the page knows. Read the report itself; no figure is shown here.";
    small_variants: "Små varianter, der tæller" / "Small variants that count";
    tandem_duplications: "Tandemduplikationer" / "Tandem duplications";
    fusions: "Fusioner, der tæller" / "Fusions that count";
    quality: "Kvalitet: prøver, og kontroller, der ikke er bestået" / "Quality: samples, and checks that did not pass";
    none_counts: "Udført; intet fund tæller. Ikke fundet er ikke vildtype: grænserne står i svaret." / "Performed; no finding counts. Not found is not wild type: the limits are in the report.";
    not_performed: "Ikke udført eller ikke vurderbar" / "Not performed or not assessable";
    not_assessed: "ikke vurderet" / "not assessed";
    found: "fundet" / "found here";
    not_found_here: "ikke fundet" / "not found";
    at_limit: "grænse" / "limit";
    in_normal: "i normalprøven" / "in the normal sample";
    reads_with: "læsninger" / "reads";
    fragments: "fragmenter" / "fragments with it";
    tumour_sample: "Tumorprøve" / "Tumour sample";
    normal_sample: "Normalprøve" / "Normal sample";
    check_warns: "advarsel: kan bruges, og læseren skal vide det" / "a warning: usable, and the reader must know";
    check_stops: "standset: bruges kun, hvis nogen har accepteret det ved navn" / "stopped: used only where somebody accepted it by name";
    purity_ambiguous: "flertydig; se svaret" / "ambiguous; see the report";
    purity: "Tumorandel" / "Tumour purity";
    report_not_shown: "Svaret kan ikke vises" / "The report cannot be shown";
    report_no_folder: "Tjenesten ved ikke, hvor svarene ligger. Driften skal starte den med --reports." / "The service does not know where reports lie. It must be started with --reports.";
    report_absent: "Filen er ikke i mappen med svar. Bed driften lægge svaret dér." / "The file is not in the folder of reports. Ask for the report to be put there.";
    report_not_set: "Svaret er underskrevet, men siderne med underskrifterne er ikke sat endnu. Kom tilbage om lidt; bliver de ikke sat, skal driften se på opgaverne." / "The report is signed, but its pages with the signatures are not set yet. Come back in a moment; if they are not set, the jobs must be looked at.";
    report_unreadable: "Filen kan ikke læses. Bed driften se på mappen med svar." / "The file cannot be read. Ask for the folder of reports to be looked at.";
    report_altered: "Svaret er ændret og vises ikke" / "The report was altered and is not shown";
    report_altered_text: "Filen er ikke den, som forløbet og underskriften gælder. Underskriv ikke. Meld det; det står i loggen." / "The file is not the one that the course and the signature are of. Do not sign. Report it; it is in the log.";

    // Registers of the guideline.
    registers: "Registre" / "Registers";
    registers_lead: "Retningslinjens lister: hvad de rummer, fra hvornår, og hvor det står. De ændres i retningslinjen og ikke her." / "The guideline's lists: what they hold, since when, and where it stands. They are changed in the guideline and not here.";
    home_registers: "Retningslinjens lister: samtykkeblanketter, steder, ure, indikatorer og koder, med gyldighed og kilde." / "The guideline's lists: consent forms, sites, clocks, indicators and codes, with days in force and source.";
    register: "Register" / "Register of the guideline";
    entries: "Indgange" / "Entries";
    entry: "Indgang" / "Entry";
    indicators: "Indikatorer" / "Indicators";
    register_draft: "udkast" / "draft";
    register_approved: "godkendt" / "approved";
    register_draft_text: "Et udkast, der afventer godkendelse af ejeren." / "A draft that awaits sign-off by its owner.";
    register_empty: "Der er ingen indgange endnu." / "There are no entries yet.";
    source_of: "Kilde" / "Source";
    applies: "Gælder for" / "Holds for";
    counted_in: "Tælles i" / "Counted in";
    numerator: "Tæller" / "Numerator";
    denominator: "Nævner" / "Denominator";
    time_rule: "Tidsregel" / "Rule of time";

    // Logs and broken glass.
    logs: "Logge" / "Logs";
    logs_lead: "Skriv patientens pseudonym, som behandlerne kan se på forløbet." / "Write the patient's pseudonym, which those who treat the patient see on the course.";
    no_pseudonym: "Det er ikke et pseudonym. Et pseudonym ser ud som p-0a1b2c3d4e5f67890123." / "That is no pseudonym. A pseudonym looks like p-0a1b2c3d4e5f67890123.";
    own_log: "Hvem har set dine oplysninger" / "Who has seen your data";
    own_log_lead: "Her står hver gang, nogen har læst eller skrevet i dine oplysninger i dette system, det nyeste først." / "Here is each time that somebody read or wrote your data in this system, the newest first.";
    own_log_ask: "Er der noget, du ikke forstår eller ikke kan genkende? Spørg din afdeling; den kan få det undersøgt." / "Is there anything that you do not understand or recognise? Ask your department; it can have it looked into.";
    own_log_empty_day: "Ingen har læst eller skrevet i dine oplysninger den dag." / "Nobody read or wrote your data on that day.";
    own_log_whole: "Hele loggen på én side, til udskrift" / "The whole log on one page, to print";
    own_log_whole_lead: "Hele loggen:" / "The whole log:";
    own_log_ends: "Loggen slutter her:" / "The log ends here:";
    log: "Loggen" / "The log";
    entries_of_log: "opslag og ændringer" / "readings and changes";
    day_left_out: "Uden dag vises alle." / "Without a day all are shown.";
    no_day: "Det er ikke en dag. Skriv den som 2026-09-14, eller lad feltet stå tomt." / "That is no day. Write it as 2026-09-14, or leave the field empty.";
    own_log_empty: "Ingen har læst eller skrevet i dine oplysninger." / "Nobody has read or written your data.";
    made_at: "Udskriften er lavet" / "This print was made";
    lay_read: "Læste" / "Read";
    lay_wrote: "Skrev i" / "Wrote in";
    lay_refused: "Forsøgte og blev afvist" / "Tried and was refused";
    break_glass: "Nødadgang" / "Emergency access";
    break_glass_lead: "Til en patient, du behandler, og som ikke er registreret på din afdeling. Du ser forløbet i en time og kan intet ændre. Grunden og opslaget bliver gennemgået." / "For a patient whom you treat and who is not on your unit's register. You see the course for an hour and can change nothing. The reason and what you looked at are reviewed.";
    glass_step_up: "Bekræft med din adgangskode, at det er dig; det gælder i fem minutter." / "Confirm with your password that it is you; it is good for five minutes.";
    glass_step_up_provider: "Vis først igen, hvem du er; det gælder i fem minutter." / "Show again first who you are; it is good for five minutes.";
    correct_person: "Ret navn eller nummer" / "Correct name or number";
    correct_person_lead: "Et nyt personnummer hører til samme forløb: det gamle finder stadig patienten. Det, der stod før, bliver stående i registret med grunden." / "A new person number belongs to the same course: the old one finds the patient still. What stood before stays on the register with the reason.";
    correct: "Ret" / "Correct";
    number_taken: "Nummeret er en anden patients i registret. Er det samme person, så foreslå fra forløbets side, at de to forløb lægges sammen." / "The number is another patient's on the register. If it is the same person, propose on the course's page that the two courses are joined.";
    number_step_up: "Et andet nummer kræver, at du bekræfter med din adgangskode, at det er dig; det gælder i fem minutter." / "Another number asks that you confirm with your password that it is you; it is good for five minutes.";
    number_step_up_provider: "Et andet nummer kræver, at du først viser igen, hvem du er; det gælder i fem minutter." / "Another number asks that you show again first who you are; it is good for five minutes.";
    join_courses: "Læg to forløb for samme person sammen" / "Join two courses of one person";
    join_courses_lead: "Er den samme person registreret under to numre, bliver de to forløb til ét: ordrer, samtykker og prøver herfra fortsætter under det andet pseudonym, og begge numre finder det. En anden, der ser begge forløb, skal bekræfte." / "Where one person is on the register under two numbers, the two courses become one: orders, consents and specimens of this one go on under the other pseudonym, and both numbers find it. Somebody else who sees both courses must confirm.";
    number_of_other: "Nummer på det forløb, der skal fortsætte" / "Number of the course that is to go on";
    joining_propose_title: "Foreslå" / "Propose";
    joining_propose: "Foreslå at lægge sammen" / "Propose to join";
    joining_proposed: "Foreslået" / "Proposed";
    joining_until: "Forslaget gælder til" / "The proposal stands until";
    joining_ends: "Ophører" / "Ends";
    joining_goes_on: "Fortsætter" / "Goes on";
    joining_orders: "Ordrer bagefter" / "Orders afterwards";
    joining_consent: "Samtykke bagefter" / "Consent afterwards";
    joining_transplanted: "Allogen transplantation" / "Allogeneic transplantation";
    joining_stands_against: "Det kan ikke ske nu:" / "It cannot be done now:";
    joining_own: "Du har selv foreslået det. En anden, der ser begge forløb, skal bekræfte." / "You proposed it. Somebody else who sees both courses must confirm.";
    joining_for_good: "Sammenlægningen kan ikke fortrydes her. Sammenlign navn, fødselsdato og begge numre med CPR-registret først. En tilbagetrækning i det ene forløb gælder for begge." / "The joining cannot be undone here. Compare the name, the birth date and both numbers with the CPR register first. A withdrawal in one of the courses binds both.";
    joining_confirm: "Bekræft: det er samme person" / "Confirm: it is one person";
    joining_step_up: "Det kræver, at du bekræfter med din adgangskode, at det er dig; det gælder i fem minutter." / "It asks that you confirm with your password that it is you; it is good for five minutes.";
    joining_step_up_provider: "Det kræver, at du først viser igen, hvem du er; det gælder i fem minutter." / "It asks that you show again first who you are; it is good for five minutes.";
    joining_other_birth: "De to numre har hver sin fødselsdato i registret. Sammenlign med CPR-registret, og ret den forkerte først." / "The two numbers have different birth dates on the register. Compare with the CPR register, and correct the wrong one first.";
    joining_open: "Det er foreslået at lægge forløbet sammen med et andet." / "It is proposed to join the course with another.";
    joining_look: "Se forslaget" / "See the proposal";
    joined_into: "Forløbet er lagt sammen med et andet for samme person og fortsætter under" / "The course was joined with another of the same person and goes on under";
    joined_here: "Her er også det, der skete under" / "Here is also what happened under";
    break_glass_do: "Se forløbet i en time" / "See the course for an hour";
    nobody_of_number: "Ingen patient her har det nummer. Kontrollér nummeret." / "No patient here has that number. Check the number.";
    seen_by_glass: "Du ser forløbet ved nødadgang. Det bliver gennemgået." / "You see the course by emergency access. It is reviewed.";
    broken_glass: "Nødadgange" / "Emergency accesses";
    broken_glass_lead: "Hvem der så et forløb uden at have del i det, og hvorfor. Gennemgå hver, og skriv, hvad du fandt." / "Who saw a course without a part in it, and why. Review each, and write what you found.";
    wait_for_review: "venter på gennemgang" / "wait for review";
    review: "Gennemgang" / "Review";
    review_found: "Hvad gennemgangen viste" / "What the review found";
    write_review: "Skriv gennemgangen" / "Write the review";
    no_finding: "Skriv, hvad gennemgangen viste." / "Write what the review found.";

    // Units and accounts.
    units: "Afdelinger" / "Units";
    units_lead: "Hvor personer arbejder, og hvad der følger af det: region, sekventeringssted, og om afdelingen fortolker." / "Where people work, and what follows from it: region, sequencing site, and whether the unit interprets.";
    new_unit: "Opret en afdeling" / "Add a unit";
    sor_number: "SOR-nummer" / "SOR number";
    sor_number_wrong: "Et SOR-nummer er kun cifre." / "A SOR number has figures only.";
    name_da: "Navn på dansk" / "Name in Danish";
    name_en: "Navn på engelsk" / "Name in English";
    region: "Region" / "Region of the unit";
    site_code: "Sekventeringsstedets kode" / "Code of the sequencing site";
    interprets: "Fortolker regionens ordrer" / "Interprets the orders of its region";
    interprets_short: "fortolker" / "interprets";
    change: "Gem ændringen" / "Keep the change";
    register_done: "Det er skrevet i registret." / "It is written in the register.";
    register_changed: "Registret er ændret imens" / "The register has changed meanwhile";
    register_changed_text: "En anden har skrevet, siden du så siden. Se på registret, som det er nu, og prøv igen." / "Somebody else has written since you saw the page. Look at the register as it is now, and try again.";
    new_account: "Opret en konto" / "Add an account";
    account_taken: "Der er en konto med det navn. Vælg et andet." / "There is an account of that name. Choose another.";
    account_name_wrong: "Kontoens navn er små bogstaver, cifre og bindestreg." / "The name of an account is small letters, figures and hyphens.";
    account_change_ends: "En ændring afslutter alle personens sessioner." / "A change ends all sessions of the person.";
    authorisation: "Autorisations-id" / "Authorisation id";
    specialty: "Speciale" / "Specialty";
    roles_held: "Roller" / "Roles";
    add_role: "Tilføj rollen" / "Add the role";
    at_unit: "på afdelingen" / "at the unit";
    may_sign_in: "Kontoen er åben" / "The account is open";
    subject: "Hvad login-tjenesten kalder personen" / "What the sign-in service calls the person";
    subject_hint: "Kun hvor der logges ind hos en udbyder; en første adgangskode er da ikke nødvendig." / "Only where people sign in at a provider; a first password is then not needed.";
    first_password: "Første adgangskode" / "First password";
    password_form: "Mindst 15 tegn; flere ord, der ikke hører sammen, er godt." / "At least 15 characters; several words that do not belong together are good.";
    set_password: "Sæt ny adgangskode" / "Set a new password";
    sessions_now: "Sessioner nu" / "Sessions now";

    // The accessibility statement.
    accessibility: "Tilgængelighedserklæring" / "Accessibility statement";
    acc_law: "Siderne skal kunne bruges af alle. Kravene står i lov om tilgængelighed af offentlige organers websteder og mobilapplikationer og i standarden EN 301 549 v3.2.1, som for websider er WCAG 2.1, niveau A og AA." / "The pages are to be usable by everybody. The demands stand in the Danish act on the accessibility of websites and mobile applications of public bodies and in the standard EN 301 549 v3.2.1, which for web pages is WCAG 2.1, levels A and AA.";
    acc_who: "Hvem der svarer for siderne" / "Who answers for the pages";
    acc_answers: "svarer for disse sider og har bundet sig til at gøre dem tilgængelige efter loven." / "answers for these pages and is bound to make them accessible under the act.";
    acc_in_tool: "Erklæringen, som loven kræver den, lavet i Digitaliseringsstyrelsens WAS-Tool:" / "The statement as the act demands it, made in the WAS-Tool of the Agency for Digital Government:";
    acc_not_in_tool: "Et offentligt organ skal lave sin erklæring i Digitaliseringsstyrelsens WAS-Tool. Adressen på den er ikke oplyst, og denne side træder ikke i dens sted." / "A public body must make its statement in the WAS-Tool of the Agency for Digital Government. The address of it is not stated, and this page does not stand in its place.";
    acc_not_stated: "Den, der driver tjenesten, har ikke oplyst det. Det sker med »marv serve --accessibility«; et offentligt organ skal oplyse, hvem der svarer, et telefonnummer og en skriftlig vej, og lave sin erklæring i Digitaliseringsstyrelsens WAS-Tool." / "Whoever runs the service has not stated it. It is stated with \"marv serve --accessibility\"; a public body must state who answers, a telephone number and a way to write, and make its statement in the WAS-Tool of the Agency for Digital Government.";
    acc_status: "Overholdelse" / "Conformance";
    acc_in_part: "Siderne overholder standarden delvist." / "The pages conform to the standard in part.";
    acc_in_part_why: "Prøverne nedenfor finder ingen fejl, og ingen fejl er kendt; men det følgende er ikke vurderet." / "The tests below find no fault, and none is known; but what follows was not evaluated.";
    acc_untested: "Ikke vurderet" / "Not evaluated";
    acc_how: "Sådan er siderne vurderet" / "How the pages were evaluated";
    acc_old: "Vurderingen er mere end et år gammel og skal laves igen." / "The evaluation is more than a year old and must be made anew.";
    acc_evaluated: "Programmet vurderer sig selv: hver side, på dansk og på engelsk, i Chromium, ved prøver, der gentages for hver udgave; sidst" / "The program evaluates itself: each page, in Danish and in English, in Chromium, by tests that are repeated for each version; the last time on";
    acc_widths: "Vinduets bredde" / "Width of the window";
    acc_zoom: "Forstørret" / "Enlarged to";
    acc_flow: "Hovedopgaverne, fra en ny patient til et afsluttet forløb, er løst på siderne med mus og med tastatur alene." / "The main tasks, from a new patient to a closed course, are done on the pages by mouse and by the keyboard alone.";
    acc_contact: "Meld en hindring" / "Report a barrier";
    acc_contact_text: "Sig til, hvis du møder noget, du ikke kan bruge, eller har brug for noget på en anden måde. Skriv ikke personnumre eller oplysninger om helbred." / "Say so if you meet something that you cannot use, or need something in another way. Write no person numbers and nothing on anybody's health.";
    acc_telephone: "Telefon" / "Telephone";
    acc_written: "Skriftligt" / "In writing";
    acc_no_contact: "Der er ikke oplyst nogen. Spørg den afdeling, der gav dig adgang." / "Nobody is stated. Ask the unit that gave you access.";
    acc_enforcement: "Hvis du ikke får svar" / "If you get no answer";
    acc_enforcement_text: "Skriv eller ring først til den, der svarer for siderne. Får du ikke svar inden for 10 arbejdsdage, eller hjælper svaret ikke, kan du henvende dig til Digitaliseringsstyrelsen, som fører tilsyn med loven:" / "Write to or ring first whoever answers for the pages. If there is no answer within 10 working days, or if it does not help, you can turn to the Agency for Digital Government, which supervises the act:";
    acc_sources: "Hvad en erklæring skal sige: Kommissionens gennemførelsesafgørelse (EU) 2018/1523, bilaget, og bekendtgørelse nr. 904 af 22. august 2019." / "What a statement must say: Commission Implementing Decision (EU) 2018/1523, annex, and Danish executive order no. 904 of 22 August 2019.";

    // Follow-up.
    outcomes: "Opfølgning" / "Follow-up";
    outcomes_lead: "Forløb, der er spurgt til: højst fem felter, og kun det, som ikke er kendt i forvejen." / "Outcomes that are asked for: at most five fields, and only what is not known already.";
    no_outcomes: "Intet skema venter. Når et vindue for opfølgning åbner, står det her." / "No form waits. When a window of follow-up opens, it stands here.";
    due_since: "Spurgt fra" / "Asked from";
    counts_until: "Tæller til" / "Counts until";
    fields_asked: "Felter" / "Fields";
    fill_in: "Udfyld" / "Fill in";
    outcome_of: "Forløb efter svaret" / "Outcome after the report";
    outcome_lead: "Det tager et par minutter. Er noget ikke afklaret, så lad feltet stå på »ikke endnu«; så spørges der igen. »Ikke kendt« er et svar, og er aldrig et nej." / "It takes a few minutes. Where something is not settled, leave the field at \"not yet\", and it is asked again. \"Not known\" is an answer, and is never a no.";
    nothing_asked: "Intet er spurgt om nu. Noget kan registreres eller rettes nedenfor." / "Nothing is asked now. Something can be recorded or corrected below.";
    no_report_yet: "Der er intet underskrevet svar endnu, så der spørges ikke til forløbet." / "There is no signed report yet, so nothing is asked of the outcome.";
    nobody_knows: "Ikke kendt" / "Not known";
    not_yet: "Ikke endnu" / "Not yet";
    alive: "Nej, i live i dag" / "No, alive today";
    no_protocol: "Nej, ingen behandling i protokol" / "No, no treatment in a protocol";
    no_progression: "Nej, ingen progression set" / "No, no progression seen";
    the_day: "Dag" / "Day";
    the_text: "Skriv" / "Write";
    known_already: "Kendt i forvejen" / "Known already";
    known_by: "kilde" / "source";
    by_report: "det underskrevne svar" / "the signed report";
    by_conference: "MDT-konferencen" / "the MDT conference";
    by_person: "udfyldt" / "filled in";
    contradicts: "Et register siger noget andet" / "A register says otherwise";
    contradicts_text: "Svaret her tæller, til en af jer har set på det. Svar igen, så er modsigelsen afklaret." / "The answer here counts until one of you has looked at it. Answer again, and the contradiction is settled.";
    correct_answer: "Registrér eller ret" / "Record or correct";
    why_otherwise: "Hvorfor ændres et tidligere svar?" / "Why is an earlier answer changed?";
    both_given: "Skriv dagen eller teksten, eller vælg et af de andre svar; ikke begge dele." / "Write the day or the text, or choose one of the other answers; not both.";
    outcome_saved: "Gemt. Tak." / "Kept. Thank you.";
    drivers: "Drivere" / "Drivers";
    criteria: "Kriterier" / "Criteria";
    not_recorded: "Forløbet er ikke registreret" / "The outcome is not recorded";
    save_outcome: "Gem" / "Save";
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
    const SAME: &[&str] = &["version", "germline", "patient"];

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
