//! What the report calls things, in both languages from one list.

pub mod caller;

use interpretation::language::Language;

use crate::bundle::{Class, Kind};

macro_rules! labels {
    ($($name:ident: $en:literal / $da:literal;)*) => {
        /// A label of the report.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Label {
            $(#[doc = $en] $name,)*
        }

        impl Label {
            /// Every label.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// In one language.
            #[must_use]
            pub fn text(self, language: Language) -> &'static str {
                match self { $(Self::$name => language.choose($en, $da),)* }
            }
        }
    };
}

labels! {
    Title: "Whole-genome sequencing in haematological cancer: report" / "Helgenomsekventering ved hæmatologisk cancer: svar";
    Draft: "DRAFT, NOT SIGNED. It must not be used for treatment." / "UDKAST, IKKE UNDERSKREVET. Må ikke bruges til behandling.";
    DraftShort: "Draft, not signed" / "Udkast, ikke underskrevet";
    SkipTo: "Skip to" / "Gå til";
    Contents: "Contents" / "Indhold";
    Patient: "Person number" / "Personnummer";
    Born: "Born" / "Født";
    Region: "Region" / "Region";
    Sample: "Sample (pseudonym)" / "Prøve (pseudonym)";
    Requisition: "Requisition" / "Rekvisition";
    Requester: "Requested by" / "Rekvireret af";
    Unit: "unit (SOR)" / "enhed (SOR)";
    Indication: "Indication" / "Indikation";
    Purpose: "Asked" / "Spørgsmål";
    Diagnosis: "Diagnosis stated" / "Oplyst diagnose";
    EarlierOrder: "Earlier order" / "Tidligere rekvisition";
    Tumour: "Tumour" / "Tumor";
    Normal: "Normal" / "Normalprøve";
    Reads: "reads of" / "reads fra";
    Issued: "Given on" / "Afgivet";
    KnowledgeDate: "Knowledge of" / "Viden pr.";
    Version: "Version" / "Version";
    Amends: "amends version" / "retter version";
    NotStated: "not stated" / "ikke oplyst";
    NotKnown: "not known" / "ikke kendt";
    Conclusion: "Conclusion" / "Konklusion";
    ConclusionCaption: "The questions of the referral first" / "Rekvisitionens spørgsmål først";
    Question: "Question" / "Spørgsmål";
    Answer: "Answer" / "Svar";
    AskedFor: "asked in the referral" / "spurgt i rekvisitionen";
    NoOrder: "Evidence for the conference, which decides. The report gives no order and ranks nothing." / "Grundlag for konferencen, som beslutter. Svaret ordinerer intet og rangordner intet.";
    Course: "Response and evolution" / "Respons og udvikling";
    CourseCaption: "Drivers and changed chromosomes at both time points: share of the reads, of changed copies share of the cells, with 95 % interval" / "Drivere og ændrede kromosomer på begge tidspunkter: andel af reads, ved ændret kopital andel af celler, med 95 %-interval";
    ResponseCaption: "Response by published criteria, from what the requester states" / "Respons efter publicerede kriterier, ud fra det oplyste";
    NoEarlierSample: "No earlier sample was given to the analysis; only what is stated is judged." / "Analysen har ikke fået en tidligere prøve; kun det oplyste er bedømt.";
    NotRemission: "Not detected is not remission. Whole-genome sequencing does not reach the depth of a test for residual disease; what could have been missed stands beside each event." / "Ikke påvist er ikke remission. Helgenomsekventering når ikke dybden af en test for restsygdom; hvad der kan være overset, står ved hver hændelse.";
    EarlierSample: "Earlier sample" / "Tidligere prøve";
    ClearanceThreshold: "Cleared below" / "Clearet under";
    ThresholdMeans: "a driver is cleared where its reads exclude this share with 95 %" / "en driver er clearet, hvor dens reads udelukker denne andel med 95 %";
    ThresholdNotExcluded: "the threshold is not excluded" / "tærsklen er ikke udelukket";
    Before: "Before" / "Før";
    Now: "Now" / "Nu";
    Clearance: "Clearance of drivers" / "Clearance af drivere";
    Evolution: "Evolution" / "Udvikling";
    NoEvents: "Neither sample has a driver or a changed chromosome." / "Ingen af prøverne har en driver eller et ændret kromosom.";
    OtherEvents: "Other calls, which are no drivers" / "Andre kald, som ikke er drivere";
    Given: "given" / "givet";
    NotGiven: "none of them given" / "ingen af dem givet";
    TreatmentNotStated: "treatment not stated" / "behandling ikke oplyst";
    MayActLess: "may act less" / "kan virke mindre";
    OftenPersists: "told apart: clones with this gene often outlast a remission" / "opgøres for sig: kloner med dette gen består ofte i remission";
    OfTumourCells: "Of the tumour's cells" / "Af tumorens celler";
    SeenNotMeasured: "seen, share not stated" / "set, andel ikke oplyst";
    NotSeenExcluded: "not seen; excluded from" / "ikke set; udelukket fra";
    OfReads: "of" / "af";
    MolecularRule: "Transcript of t(8;21), fall of 1000 times in blood and marrow after the second course" / "Transkript ved t(8;21), fald på 1000 gange i blod og marv efter anden kur";
    Glance: "Findings at a glance" / "Fundene i overblik";
    Drivers: "Drivers" / "Drivere";
    DriversCaption: "Changes that count in class and risk" / "Ændringer, der tæller i klasse og risiko";
    NoDrivers: "None found. See the limits and what was not performed." / "Ingen fundet. Se grænserne og det, der ikke er udført.";
    Change: "Change" / "Ændring";
    Vaf: "VAF (95 % interval)" / "VAF (95 %-interval)";
    Tier: "Tier" / "Niveau";
    Meaning: "Meaning" / "Betydning";
    KaryotypeBanded: "Karyotype by banding" / "Karyotype ved båndfarvning";
    KaryotypeGenomic: "Karyotype by the genome" / "Karyotype ud fra genomet";
    Risk: "Risk" / "Risiko";
    NothingMissing: "none of the sections" / "ingen af afsnittene";
    SmallVariants: "Small variants" / "Små varianter";
    SmallVariantsCaption: "Small variants that may mean something, those that count first" / "Små varianter, der kan have betydning, de tællende først";
    Gene: "Gene" / "Gen";
    Position: "Place and transcript" / "Sted og transkript";
    Judgement: "Judgement" / "Vurdering";
    Counts: "counts" / "tæller";
    DoesNotCount: "does not count" / "tæller ikke";
    Doubts: "Doubted by its caller" / "Betvivlet af kalderen";
    DoubtedCaption: "Doubted by the caller: no findings, and counted nowhere" / "Betvivlet af kalderen: ikke fund, og de tæller intet sted";
    Oncogenicity: "oncogenicity" / "onkogenicitet";
    Points: "points" / "point";
    CriteriaOpen: "criteria not assessed" / "kriterier ikke vurderet";
    StatedNotCalled: "stated in the case, not called here" / "oplyst i sagen, ikke kaldt her";
    InNormal: "in the normal" / "i normalprøven";
    NoVariants: "No small variant that may mean something was found." / "Ingen lille variant, der kan have betydning, er fundet.";
    Limit: "Detection limit" / "Detektionsgrænse";
    LimitOther: "in genes that are not named" / "i gener, der ikke er nævnt";
    NotFoundIn: "Nothing found, at the gene's own limit" / "Intet fundet, ved genets egen grænse";
    NotAssessedIn: "Not assessed" / "Ikke vurderet";
    Tandem: "Tandem duplications" / "Tandem-duplikationer";
    TandemCaption: "Tandem duplications within genes" / "Tandem-duplikationer i gener";
    Found: "found" / "fundet";
    NotFoundAt: "not found, at a limit of" / "ikke fundet, ved en grænse på";
    NotAssessed: "not assessed" / "ikke vurderet";
    AllelicRatio: "allelic ratio" / "allelratio";
    Fusions: "Structural variants and fusions" / "Strukturelle varianter og fusioner";
    FusionsCaption: "Fusions" / "Fusioner";
    Name: "Name" / "Navn";
    Parts: "5' part; 3' part; frame" / "5'-del; 3'-del; læseramme";
    KeptLeft: "what lies left is kept" / "det til venstre er bevaret";
    KeptRight: "what lies right is kept" / "det til højre er bevaret";
    Places: "Places" / "Steder";
    Fragments: "Fragments" / "Fragmenter";
    Passed: "passed" / "bestået";
    FusionsAll: "Fusions were looked for in all genes." / "Der er ledt efter fusioner i alle gener.";
    FusionsSome: "Fusions were looked for in these genes only" / "Der er kun ledt efter fusioner i disse gener";
    FusionsUnknown: "Which fusions were looked for is not stated: a fusion that is not listed is not known." / "Det er ikke oplyst, hvilke fusioner der er ledt efter: en fusion, der ikke står, er ukendt.";
    ClassFusion: "fusion: one gene goes on in the other" / "fusion: det ene gen fortsætter i det andet";
    ClassWithinGene: "within a gene: exons left out or doubled" / "i et gen: exoner udeladt eller fordoblet";
    ClassKnownPair: "two places that recur joined" / "to steder, der gentagne gange er set forbundet";
    ClassSameEnds: "both genes keep the same end" / "begge gener beholder samme ende";
    ClassNoPartner: "a break outside of genes" / "et brud uden for gener";
    Reciprocal: "both junctions of the exchange" / "begge samlinger af udvekslingen";
    KnownPair: "known pair" / "kendt par";
    NoFusions: "No fusion was found." / "Ingen fusion er fundet.";
    CopyNumber: "Copy number and loss of heterozygosity" / "Kopital og tab af heterozygoti";
    CopyNumberCaption: "Segments that differ from two copies, one of each allele" / "Segmenter, der afviger fra to kopier, én af hver allel";
    Place: "Place" / "Sted";
    Length: "Length" / "Længde";
    Copies: "Copies (rarer allele)" / "Kopier (sjældnere allel)";
    CellShare: "Share of tumour cells" / "Andel af tumorcellerne";
    Kind: "Kind" / "Art";
    NoSegments: "No segment differs from two copies, one of each allele." / "Intet segment afviger fra to kopier, én af hver allel.";
    Purity: "Purity" / "Tumorandel";
    Ploidy: "Ploidy" / "Ploiditet";
    Evidence: "rests on" / "hviler på";
    NotAssessable: "Not assessable" / "Kan ikke vurderes";
    FitAmbiguous: "Another fit is nearly as good" / "En anden tilpasning er næsten lige så god";
    GenomicCaption: "What follows from the genome's karyotype" / "Hvad der følger af genomets karyotype";
    ConfirmationCaption: "The banded karyotype held against the genome" / "Karyotypen ved båndfarvning holdt op mod genomet";
    ByBanding: "By banding" / "Ved båndfarvning";
    ByGenome: "By the genome" / "Ud fra genomet";
    Confirmed: "confirmed" / "bekræftet";
    PartlyConfirmed: "partly" / "delvist";
    NotConfirmed: "not confirmed" / "ikke bekræftet";
    OnlyGenome: "Only by the genome" / "Kun ud fra genomet";
    Unexplained: "Junctions without an explanation" / "Samlinger uden forklaring";
    Karyotypes: "Karyotype" / "Karyotype";
    KaryotypeCaption: "What follows from the banded karyotype" / "Hvad der følger af karyotypen ved båndfarvning";
    NotUnderstood: "Not understood" / "Ikke forstået";
    AlleleStates: "Allelic state of TP53" / "Allelstatus for TP53";
    AlleleStatesCaption: "TP53 by each definition" / "TP53 efter hver definition";
    Classes: "Class by WHO and ICC" / "Klasse efter WHO og ICC";
    ClassesCaption: "The editions side by side" / "Udgaverne side om side";
    Edition: "Edition" / "Udgave";
    Why: "Why" / "Hvorfor";
    Open: "What is open" / "Hvad der er åbent";
    WouldSettle: "would settle it" / "ville afgøre det";
    ReadOtherwise: "read otherwise" / "læst anderledes";
    NotSettled: "not settled" / "ikke afgjort";
    NoRule: "no rule applies" / "ingen regel gælder";
    Perhaps: "perhaps" / "måske";
    And: "and" / "og";
    More: "more" / "mere";
    To: "to" / "til";
    Interval: "95 % interval" / "95 %-interval";
    IfSo: "if so" / "hvis det er tilfældet";
    RiskAml: "Acute myeloid leukaemia" / "Akut myeloid leukæmi";
    RiskMds: "Myelodysplastic neoplasm" / "Myelodysplastisk neoplasi";
    RiskLymphoid: "Myeloma and chronic lymphocytic leukaemia" / "Myelomatose og kronisk lymfatisk leukæmi";
    Markers: "Markers of mature lymphoid neoplasms" / "Markører for modne lymfoide neoplasier";
    Refractoriness: "Primary refractoriness" / "Primær refraktaritet";
    Score: "score" / "score";
    Therapy: "Evidence on drugs" / "Evidens om lægemidler";
    TherapyCaption: "Drugs in the order of the table, which is no ranking" / "Lægemidler i tabellens rækkefølge, som ikke er en rangordning";
    Drug: "Drug" / "Lægemiddel";
    For: "For" / "Til";
    Approvals: "Approvals" / "Godkendelser";
    WhatWasFound: "What was found" / "Hvad der er fundet";
    Ema: "EMA" / "EMA";
    Fda: "FDA" / "FDA";
    Council: "Danish Medicines Council" / "Medicinrådet";
    NoBiomarker: "asks for no biomarker" / "beder ikke om en biomarkør";
    ActsLess: "acts less with" / "virker mindre ved";
    LineFits: "as stated" / "som oplyst";
    LineDiffers: "not this patient's line" / "ikke denne patients linje";
    LineUnknown: "line not stated" / "linje ikke oplyst";
    BiomarkerOpen: "Biomarker not assessed for" / "Biomarkør ikke undersøgt for";
    ApprovalsTo: "Approvals are known to" / "Godkendelser er kendt til";
    NoDrugs: "No drug of the table asks for what was found in this disease." / "Intet lægemiddel i tabellen beder om det, der er fundet ved denne sygdom.";
    Recommendations: "The recommendations of 2022 on these findings" / "Anbefalingerne fra 2022 om disse fund";
    AsOf: "as of" / "pr.";
    AtOdds: "At odds" / "Modsigelse";
    Trials: "Trials" / "Forsøg";
    TrialCaption: "Criteria of trial" / "Kriterier for forsøg";
    Criterion: "Criterion" / "Kriterium";
    State: "State" / "Status";
    Seen: "What was seen" / "Hvad der er set";
    Closed: "closed" / "lukket";
    StatePass: "met" / "opfyldt";
    StateWarn: "met, with a warning" / "opfyldt, med forbehold";
    StateOpen: "undetermined" / "uafklaret";
    StateFail: "not met" / "ikke opfyldt";
    Hereditary: "What may be inherited" / "Hvad der kan være arveligt";
    HereditaryCaption: "Possible inherited variants, as the patient has chosen" / "Mulige arvelige varianter, efter patientens valg";
    Choice: "The patient's choice" / "Patientens valg";
    ChoiceAll: "to be told everything" / "at få alt at vide";
    ChoiceTreatable: "to be told what can be treated or prevented" / "at få det at vide, som kan behandles eller forebygges";
    ChoiceNone: "to be told nothing" / "intet at få at vide";
    ChoiceUndecided: "not decided: nothing is told" / "ikke besluttet: intet fortælles";
    HeldBack: "Held back by this choice" / "Tilbageholdt efter dette valg";
    AskGenetics: "Clinical genetics is to be asked." / "Klinisk genetik skal spørges.";
    NothingInherited: "Nothing that the patient has chosen to be told." / "Intet, som patienten har valgt at få at vide.";
    Disorder: "Disorder" / "Lidelse";
    Quality: "Quality" / "Kvalitet";
    QualityCaption: "Reads of each specimen" / "Reads for hver prøve";
    Specimen: "Specimen" / "Prøve";
    MeanDepth: "Mean depth" / "Middeldybde";
    Covered: "Covered" / "Dækket";
    Times: "times" / "gange";
    Duplicates: "Duplicates" / "Duplikater";
    TumourInNormal: "Tumour in the normal" / "Tumor i normalprøven";
    Callable: "Callable share of what was looked at" / "Andel af det undersøgte, hvor der kan kaldes";
    ChecksCaption: "Checks" / "Kontroller";
    Check: "Check" / "Kontrol";
    Verdict: "Verdict" / "Udfald";
    VerdictPass: "pass" / "bestået";
    VerdictWarn: "warning" / "advarsel";
    VerdictStop: "stop" / "stop";
    Accepted: "accepted" / "accepteret";
    Explanation: "Number and limits" / "Tal og grænser";
    NotChecked: "Not checked" / "Ikke kontrolleret";
    GenesCaption: "Genes of which less than 95 % could be called" / "Gener, hvor der kunne kaldes i under 95 %";
    GenesGood: "In every gene of the list 95 % of the bases or more could be called" / "I alle listens gener kunne der kaldes i 95 % af baserne eller mere";
    CallableShare: "Callable" / "Kan kaldes";
    Limitations: "Limitations" / "Begrænsninger";
    Supplement: "Supplements and does not replace" / "Supplerer og erstatter ikke";
    Provenance: "Method and provenance" / "Metode og ophav";
    ComposedBy: "Composed by" / "Sammensat af";
    CalledBy: "Called by" / "Kaldt af";
    Reference: "Reference genome" / "Referencegenom";
    InputsCaption: "Files with their checksums (SHA-256)" / "Filer med kontrolsummer (SHA-256)";
    File: "File" / "Fil";
    Checksum: "SHA-256" / "SHA-256";
    Sources: "Sources" / "Kilder";
    ToBeConfirmed: "to be confirmed" / "skal bekræftes";
    Signatures: "Signatures" / "Underskrifter";
    SignaturesCaption: "Who has signed" / "Hvem der har underskrevet";
    Person: "Person" / "Person";
    Capacity: "Capacity" / "Rolle";
    Date: "Date" / "Dato";
    Interpreter: "has read and interpreted" / "har læst og fortolket";
    Approver: "has read and approved" / "har læst og godkendt";
    Unsigned: "Not signed by two different persons." / "Ikke underskrevet af to forskellige personer.";
    NotPerformed: "Not performed" / "Ikke udført";
    NotApplicable: "Does not apply" / "Ikke relevant";
    KindNeutral: "neutral" / "neutral";
    KindGain: "gain" / "gevinst";
    KindLoss: "loss" / "tab";
    KindCnLoh: "copy-neutral loss of heterozygosity" / "kopineutralt tab af heterozygoti";
    KindHomozygousLoss: "homozygous loss" / "homozygot tab";
    KindHighGain: "high gain" / "høj gevinst";
    KindNotAssessable: "not assessable" / "kan ikke vurderes";
    Page: "page" / "side";
    Of: "of" / "af";
    DataHash: "data" / "data";
    Reason: "Reason" / "Begrundelse";
    Abbreviations: "Abbreviations" / "Forkortelser";
    ReadsTitle: "Reads behind the findings" / "Reads bag fundene";
    ReadsLegend: "Each bar is a read, its tip is where it is read to; pale: it may belong elsewhere (mapping quality below 20). Orange letter: a base that differs from the reference; orange line: missing bases; blue: bases that come in (+ how many) or are cut off, as at a junction. Between the dashed lines lies the change. The whole reads are in the folder reads of the bundle, for a genome browser." / "Hver bjælke er et read, spidsen er der, hvor det læses hen; bleg: det kan høre til et andet sted (mapping-kvalitet under 20). Orange bogstav: en base, der afviger fra referencen; orange streg: manglende baser; blå: baser, der kommer ind (+ hvor mange) eller er skåret af, som ved en samling. Mellem de stiplede linjer ligger ændringen. De hele reads ligger i bundtets mappe reads, til en genombrowser.";
    ReadsOver: "reads over the change" / "reads over ændringen";
    ReadsDiffering: "differ from the reference there" / "afviger dér fra referencen";
    Drawn: "are drawn" / "er tegnet";
    ToReport: "To the report" / "Til svaret";
    ToReads: "The reads behind each variant and junction that counts" / "Reads bag hver variant og samling, der tæller";
    Performed: "performed" / "udført";
    Signed: "signed by two persons" / "underskrevet af to personer";
    OldReport: "Old" / "Gammelt";
    NewReport: "New" / "Nyt";
    SameTold: "The same is told." / "Det samme siges.";
    OtherTold: "Something else is told (+ added, - gone, ~ changed)." / "Der siges noget andet (+ kommet til, - væk, ~ ændret).";
    BasisDiffers: "What the reports rest on" / "Hvad svarene hviler på";
    OtherParts: "Other parts of the report" / "Andre dele af svaret";
    Transcript: "Change of the transcript" / "Ændring i transkriptet";
    Origin: "Origin" / "Oprindelse";
    OwnLine: "this patient's line" / "denne patients linje";
}

impl Label {
    /// What a junction makes of genes.
    #[must_use]
    pub fn of_class(class: Class) -> Self {
        match class {
            Class::Fusion => Self::ClassFusion,
            Class::WithinGene => Self::ClassWithinGene,
            Class::KnownPair => Self::ClassKnownPair,
            Class::SameEnds => Self::ClassSameEnds,
            Class::NoPartner => Self::ClassNoPartner,
        }
    }

    /// What a segment is.
    #[must_use]
    pub fn of(kind: Kind) -> Self {
        match kind {
            Kind::Neutral => Self::KindNeutral,
            Kind::Gain => Self::KindGain,
            Kind::Loss => Self::KindLoss,
            Kind::CnLoh => Self::KindCnLoh,
            Kind::HomozygousLoss => Self::KindHomozygousLoss,
            Kind::HighGain => Self::KindHighGain,
            Kind::NotAssessable => Self::KindNotAssessable,
        }
    }
}

/// Beginning with a capital letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}", letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A label that is the same in both languages is so on purpose.
    const SAME: [&str; 17] = [
        "Region",
        "Version",
        "fusion",
        "Ema",
        "Fda",
        "score",
        "EMA",
        "FDA",
        "stop",
        "Normal",
        "SHA-256",
        "data",
        "Person",
        "neutral",
        "Diagnosis",
        "Status",
        "page",
    ];

    #[test]
    fn every_label_has_both_languages() {
        for label in Label::ALL {
            let (en, da) = (label.text(Language::English), label.text(Language::Danish));
            assert!(!en.trim().is_empty() && !da.trim().is_empty(), "{label:?}");
            assert!(en != da || SAME.contains(&en) || en == "Karyotype", "{label:?} is {en:?} in both languages");
        }
    }
}
