//! What each indicator does with what is not recorded. The guideline's definitions do not say it; this is our own, and part of the draft that NGC
//! and RKKP must approve.

/// An indicator's rule on missing data, in Danish and English.
pub struct MissingRule {
    /// The indicator.
    pub id: &'static str,
    /// In Danish.
    pub da: &'static str,
    /// In English.
    pub en: &'static str,
}

const SHARE: (&str, &str) = (
    "Patienter uden svar på spørgsmålet tælles for sig, aldrig som nej; den mulige andel vises ved siden af",
    "Patients without an answer are counted apart, never as no; the possible share stands beside",
);

const fn share(id: &'static str) -> MissingRule {
    MissingRule { id, da: SHARE.0, en: SHARE.1 }
}

/// The rule of every indicator of Annex D.
pub const MISSING_RULES: &[MissingRule] = &[
    MissingRule {
        id: "KPI-RR-1",
        da: "Årsagsmarkering uden variant eller protokol, og start uden dato, er ikke registreret, aldrig nej; den mulige andel vises ved siden af",
        en: "A causal mark without variant or protocol, and a start without a day, are not recorded, never no; the possible share stands beside",
    },
    MissingRule {
        id: "KPI-RR-2a",
        da: "Ingen vurdering i vinduet er ikke registreret; død i vinduet uden vurdering er nej",
        en: "No assessment within the window is not recorded; death within it without an assessment is no",
    },
    MissingRule {
        id: "KPI-RR-2b",
        da: "Patienter uden sidste dag i live er i ingen kurve, og deres antal vises",
        en: "Patients without a last day alive are in no curve, and their number is shown",
    },
    MissingRule {
        id: "KPI-RR-2c",
        da: "Patienter uden sidste dag i live er i ingen kurve, og deres antal vises",
        en: "Patients without a last day alive are in no curve, and their number is shown",
    },
    share("KPI-RR-3"),
    MissingRule {
        id: "KPI-RR-4",
        da: "Et valg, der ikke er nedskrevet i vinduet, er ikke registreret, aldrig nej",
        en: "A choice that was not written down within the window is not recorded, never no",
    },
    MissingRule {
        id: "KPI-MC-1",
        da: "Patienter, hvis tidligere undersøgelser ikke er fuldt registreret, er ikke i nævneren; de vises under KPI-Q",
        en: "Patients whose earlier tests are not recorded in full are not in the denominator; they show under KPI-Q",
    },
    MissingRule {
        id: "KPI-MC-2",
        da: "Ja uden variant eller behandling, og et valg, der ikke er nedskrevet i vinduet, er ikke registreret, aldrig nej",
        en: "A yes without variant or treatment, and a choice that was not written down within the window, are not recorded, never no",
    },
    MissingRule {
        id: "KPI-MC-3",
        da: "Ja, hvis klasse eller risikogruppe er ændret; nej kun, hvis begge er registreret uændrede",
        en: "Yes if class or risk group changed; no only if both are recorded as unchanged",
    },
    share("KPI-MC-4"),
    MissingRule {
        id: "KPI-VOL",
        da: "Accepterede henvisninger uden postering i enhedsregnskabet tælles for sig; deres enheder anslås ikke",
        en: "Accepted referrals without an entry in the ledger are counted apart; their units are not estimated",
    },
    MissingRule {
        id: "KPI-TAT",
        da: "En rekvisition, der mangler en milepæl, er i ingen median og tælles for sig; åbne vises med alder",
        en: "A requisition that lacks a milestone is in no median and is counted apart; open ones are shown with their age",
    },
    MissingRule {
        id: "KPI-EQ",
        da: "Afvisninger uden grund tælles for sig; uden tal for indbyggere og nye tilfælde vises ingen rate",
        en: "Refusals without a reason are counted apart; without figures of inhabitants and incident cases no rate is shown",
    },
    MissingRule {
        id: "KPI-Q",
        da: "Et forløb er fuldstændigt, når hver indikator har et svar; skemaer uden tid tælles for sig",
        en: "A case is complete when each indicator has an answer; forms without a time are counted apart",
    },
];
