//! What the report cannot say, and that sequencing supplements and does not replace.

use interpretation::language::Words;
use interpretation::source::Standing;

use crate::bundle::{Bundle, Verdict};
use crate::document::finding::SmallVariants;
use crate::document::{Cited, Section, Statement};
use crate::words::caller;

/// A sentence of the recommendations, by its page.
fn recommendations(page: &str) -> Cited {
    Cited { source: "NGC2022".into(), place: page.into(), standing: Standing::Read }
}

/// The Danish words of the recommendations (COM-STRAT-01, RR-STRAT-02, RR-SEQ-02, MC-REP-05), each with its page.
pub const QUOTES: [(&str, &str); 4] = [
    ("page 5", "vil helgenomsekventering være et supplement til de etablerede diagnostiske analyser"),
    ("page 12", "Således kan WGS ikke på nuværende tidspunkt erstatte de etablerede diagnostiske analyser"),
    (
        "page 14",
        "Sekventeringsdybden med implementerede panelsekventeringer er meget dyb og kan ikke forventes opfyldt for nuværende med WGS",
    ),
    ("page 25", "udføres med en nødvendig sekventeringsdybde på 500x for at detektere mindre kloner"),
];

/// That whole-genome sequencing supplements and does not replace (COM-STRAT-01).
pub(super) fn supplement() -> Vec<Statement> {
    let [(first, supplements), (second, cannot), ..] = QUOTES;
    vec![
        Statement::cited(
            Words::new(
                format!("Whole-genome sequencing supplements the established diagnostic analyses: “{supplements}”."),
                format!("Helgenomsekventering supplerer de etablerede diagnostiske analyser: ”{supplements}”."),
            ),
            recommendations(first),
        ),
        Statement::cited(
            Words::new(
                format!("It does not replace them, and no standard analysis is cancelled because of it: “{cannot}”."),
                format!("Den erstatter dem ikke, og ingen standardanalyse aflyses på grund af den: ”{cannot}”."),
            ),
            recommendations(second),
        ),
    ]
}

pub(super) fn limitations(bundle: &Bundle, small_variants: &Section<SmallVariants>) -> Vec<Statement> {
    let mut told = vec![depth()];
    told.push(Statement::plain(limit(small_variants)));
    if bundle.segments.is_some() {
        told.push(Statement::plain(Words::new(
            "No detection limit is known for copy number: a gain or a loss that is short, or in a small share of the cells, may be \
             missed. A segment that is not listed is not shown to be normal.",
            "Detektionsgrænsen for kopital kendes ikke: en gevinst eller et tab, der er kort eller i en lille andel af cellerne, kan \
             overses. Et segment, der ikke står, er ikke vist normalt.",
        )));
    }
    told.extend(
        bundle.quality.iter().flat_map(|quality| &quality.checks).filter(|check| check.verdict == Verdict::Stop).map(
            |check| {
                Statement::plain(Words::new(
                    format!("The check {} stopped the pair and was accepted by name; see quality.", check.name),
                    format!("Kontrollen {} stoppede parret og blev accepteret ved navn; se kvalitet.", check.name),
                ))
            },
        ),
    );
    told.extend(bundle.findings.not_performed.iter().map(|part| {
        Statement::plain(Words::new(
            format!("For class, risk and evidence: {}", part.en),
            format!("For klasse, risiko og evidens: {}", part.da),
        ))
    }));
    let not_called = bundle.manifest.iter().flat_map(|manifest| &manifest.not_called);
    told.extend(not_called.map(|what| {
        let Words { en, da } = caller::words(what);
        Statement::plain(Words::new(format!("Not called: {en}."), format!("Ikke kaldt: {da}.")))
    }));
    if !bundle.findings.not_read.is_empty() {
        let parts = bundle.findings.not_read.join(", ");
        told.push(Statement::plain(Words::new(
            format!("The findings hold parts that this version of the report cannot show: {parts}."),
            format!("Fundene indeholder dele, som denne version af svaret ikke kan vise: {parts}."),
        )));
    }
    told
}

/// That small clones may be missed (RR-SEQ-02, MC-REP-05).
fn depth() -> Statement {
    let [.., (deep, panels), (small, clones)] = QUOTES;
    Statement {
        says: Words::new(
            format!(
                "Small clones may be missed: whole-genome sequencing does not reach the depth of panels (“{panels}”; panels “{clones}”)."
            ),
            format!(
                "Små kloner kan overses: helgenomsekventering når ikke panelernes dybde (”{panels}”; paneler ”{clones}”)."
            ),
        ),
        citations: vec![recommendations(deep), recommendations(small)],
    }
}

fn limit(small_variants: &Section<SmallVariants>) -> Words {
    match small_variants.result().and_then(|told| told.limit) {
        Some(limit) => {
            let (en, da) = (percent(limit, '.'), percent(limit, ','));
            Words::new(
                format!(
                    "A small variant in {en} % of the reads or more would have been seen where genes were looked at. What is not \
                     listed was not found at this limit; that is not the same as wild type."
                ),
                format!(
                    "En lille variant i {da} % af readsene eller mere ville være set, hvor gener er undersøgt. Hvad der ikke står, er \
                     ikke fundet ved denne grænse; det er ikke det samme som vildtype."
                ),
            )
        }
        None => Words::new(
            "No detection limit is stated for small variants: a gene that is not listed is not known, and never wild type.",
            "Ingen detektionsgrænse er angivet for små varianter: et gen, der ikke står, er ukendt og aldrig vildtype.",
        ),
    }
}

fn percent(share: f64, point: char) -> String {
    let text = format!("{:.1}", share * 100.0);
    let text = text.strip_suffix(".0").unwrap_or(&text).to_owned();
    text.replace('.', &point.to_string())
}
