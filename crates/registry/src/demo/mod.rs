//! A demonstration: two simulated years of the guideline's volumes, with made-up persons, so that every page has something to show.
//!
//! Nothing in it is anybody's: numbers have a raised day (docs/decisions/0006), names say that they are tests, units and sites are the
//! guideline's placeholders. No report is made up: where a report would stand, its checksum is that of a text that says so. What it would say for follow-up,
//! and what became of the patients, is drawn.

mod draws;
mod fate;
mod fill;
mod life;
mod publication;

use clinic::code::{CodeList, Region, Specialty};
use clinic::identifier::StaffId;
use clinic::language::Language;
use clinic::referral::ReferralDraft;
use clinic::referral::draft::Given;
use clinic::staff::Role;
use jiff::civil::Date;

use crate::access::{Account, Membership, Unit};
use crate::store::StoreError;

pub use fill::{Filled, fill};
pub use publication::published;

/// The password of every account of the demonstration. It is shown on the page; the service listens on this computer alone.
pub const PASSWORD: &str = "knoglemarv-2026";

/// A complete referral to begin with.
#[derive(Debug, Clone)]
pub struct Example {
    /// Its name.
    pub id: String,
    /// In Danish.
    pub da: String,
    /// In English.
    pub en: String,
    /// The referral.
    pub draft: ReferralDraft,
}

/// Why there is no demonstration.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// An example is missing, or does not end as the simulation needs.
    #[error("the example {0} does not lead to an order: {1}")]
    Example(String, String),
    /// A course did not go on.
    #[error("a simulated course was refused: {0}")]
    Refused(String),
    /// The store does not take it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An account is none.
    #[error(transparent)]
    Account(#[from] crate::access::DirectoryError),
    /// A name that is no name.
    #[error("the demonstration names {0:?}, which is no identifier")]
    Name(String),
}

/// A made-up person whom nobody has put on the register yet.
pub struct TryWith {
    /// Name.
    pub name: &'static str,
    /// Number, of the form that nobody can have.
    pub number: &'static str,
    /// Birth date.
    pub birth: &'static str,
}

/// What the pages of a demonstration show besides.
pub struct Demo {
    /// Its accounts.
    pub accounts: Vec<Account>,
    /// Its units.
    pub units: Vec<Unit>,
    /// Referrals to begin with.
    pub examples: Vec<Example>,
}

impl Demo {
    /// The pages' part of a demonstration, whose store may be filled already.
    ///
    /// # Errors
    /// A name that is no identifier.
    pub fn of(examples: Vec<Example>) -> Result<Self, DemoError> {
        Ok(Self { accounts: accounts()?, units: units(), examples })
    }

    /// A person to try with.
    #[must_use]
    pub fn try_with(&self) -> TryWith {
        TryWith { name: "Testperson Nul", number: "630358-2199", birth: "1958-03-03" }
    }

    /// The name of a unit.
    #[must_use]
    pub fn unit(&self, id: &str, language: Language) -> String {
        let unit = self.units.iter().find(|unit| unit.id == id);
        unit.map_or_else(|| id.to_owned(), |unit| language.pick(&unit.da, &unit.en).to_owned())
    }

    /// The examples, by name and words.
    #[must_use]
    pub fn example_names(&self, language: Language) -> Vec<(String, String)> {
        self.examples.iter().map(|own| (own.id.clone(), language.pick(&own.da, &own.en).to_owned())).collect()
    }

    /// An example, as if it were written on a day.
    #[must_use]
    pub fn example(&self, id: &str, day: Date) -> Option<ReferralDraft> {
        self.examples.iter().find(|own| own.id == id).map(|own| moved(&own.draft, day))
    }
}

/// A referral with every date moved so that it is of another day; the birth date stays.
pub(super) fn moved(draft: &ReferralDraft, day: Date) -> ReferralDraft {
    let mut moved = draft.clone();
    let read = |given: &Given| if let Given::Text(text) = given { text.parse::<Date>().ok() } else { None };
    let Some(own) = draft.get("requisition.date").and_then(read) else { return moved };
    let days = day - own;
    for (path, given) in draft.fields().filter(|(path, _)| *path != "patient.birth_date") {
        if let Some(date) = read(given)
            && let Ok(date) = date.checked_add(days)
        {
            moved.set(path, Given::Text(date.to_string()));
        }
    }
    moved
}

/// The sequencing site of the demonstration.
pub(super) const SITE: &str = "9990000000000201";
/// The unit of the programme, of auditors and of operators.
const CENTRE: &str = "9990000000000301";

/// The administration of a region.
const REGION: &str = "9990000000000311";

/// The unit that requests in a region, and the one that interprets.
pub(super) fn units_of(region: Region) -> (&'static str, &'static str) {
    match region {
        Region::Hovedstaden => ("9990000000000001", "9990000000000211"),
        Region::Sjaelland => ("9990000000000002", "9990000000000212"),
        Region::Syddanmark => ("9990000000000003", "9990000000000213"),
        Region::Midtjylland => ("9990000000000004", "9990000000000214"),
        Region::Nordjylland => ("9990000000000005", "9990000000000215"),
    }
}

/// The regions, in the order of their list.
pub(super) fn regions() -> Vec<Region> {
    Region::CODES.iter().filter_map(|code| Region::from_code(code)).collect()
}

fn unit(id: &str, da: &str, en: &str, region: Option<Region>, site: Option<&str>, interprets: bool) -> Unit {
    let site = site.map(str::to_owned);
    Unit { id: id.to_owned(), da: da.to_owned(), en: en.to_owned(), region, site, interprets }
}

/// The units of the demonstration: the guideline's placeholders, an interpreting department in each region, one site.
fn units() -> Vec<Unit> {
    let mut all = vec![
        unit(
            SITE,
            "Sekventeringssted øst (pladsholder)",
            "Sequencing site east (placeholder)",
            None,
            Some("site-east"),
            false,
        ),
        unit(CENTRE, "Nationalt program (pladsholder)", "National programme (placeholder)", None, None, false),
        unit(
            REGION,
            "Region Hovedstaden, administration (pladsholder)",
            "Capital Region, administration (placeholder)",
            Some(Region::Hovedstaden),
            None,
            false,
        ),
    ];
    for region in regions() {
        let (requests, interprets) = units_of(region);
        let place = match region {
            Region::Hovedstaden => ("København", "Copenhagen"),
            Region::Sjaelland => ("Roskilde", "Roskilde"),
            Region::Syddanmark => ("Odense", "Odense"),
            Region::Midtjylland => ("Aarhus", "Aarhus"),
            Region::Nordjylland => ("Aalborg", "Aalborg"),
        };
        let da = format!("Hæmatologisk afdeling, {} (pladsholder)", place.0);
        let en = format!("Department of Haematology, {} (placeholder)", place.1);
        all.push(unit(requests, &da, &en, Some(region), None, false));
        let da = format!("Molekylær diagnostik, {} (pladsholder)", place.0);
        let en = format!("Molecular diagnostics, {} (placeholder)", place.1);
        all.push(unit(interprets, &da, &en, Some(region), None, true));
    }
    all
}

/// One account for each role, at units that have to do with each other.
fn accounts() -> Result<Vec<Account>, DemoError> {
    let (requests, interprets) = units_of(Region::Hovedstaden);
    let rows = [
        ("rekvirent", "Testlæge Et", Role::Requester, requests),
        ("mdt", "Testsekretær To", Role::MdtSecretary, requests),
        ("modtagelse", "Testbioanalytiker Tre", Role::LabReception, SITE),
        ("laboratorium", "Testbioanalytiker Fire", Role::LabSequencing, SITE),
        ("frigivelse", "Testmolekylærbiolog Fem", Role::QcRelease, SITE),
        ("fortolker", "Testmolekylærbiolog Seks", Role::Interpreter, interprets),
        ("godkender", "Testlæge Syv", Role::Approver, interprets),
        ("genetiker", "Testgenetiker Otte", Role::ClinicalGeneticist, interprets),
        ("fase1", "Testlæge Ni", Role::PhaseOneUnit, requests),
        ("datamanager", "Testdatamanager Ti", Role::DataManager, requests),
        ("program", "Testkoordinator Elleve", Role::Programme, CENTRE),
        ("styregruppe", "Testmedlem Fjorten", Role::SteeringGroup, CENTRE),
        ("region", "Testplanlægger Femten", Role::Region, REGION),
        ("patienter", "Testmedlem Seksten", Role::PatientOrganisation, CENTRE),
        ("log", "Testrevisor Tolv", Role::Auditor, CENTRE),
        ("indsigt", "Testsekretær Fjorten", Role::SubjectAccess, CENTRE),
        ("drift", "Testadministrator Tretten", Role::Operator, CENTRE),
    ];
    rows.into_iter()
        .map(|(id, name, role, unit)| {
            Ok(Account {
                id: staff_id(id)?,
                name: name.to_owned(),
                authorisation_id: (role == Role::Requester).then(|| "TST01".to_owned()),
                subject: None,
                specialty: if role == Role::Requester { Specialty::Haematology } else { Specialty::Other },
                memberships: vec![Membership { role, unit: unit.to_owned() }],
                active: true,
            })
        })
        .collect()
}

pub(super) fn staff_id(id: &str) -> Result<StaffId, DemoError> {
    StaffId::new(id).map_err(|_| DemoError::Name(id.to_owned()))
}
