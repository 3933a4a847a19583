//! Responses by the criteria of the disease: solid-tumour criteria fit no leukaemia (RR-KPI-03, INC-38).

/// A best response by the criteria of its disease group.
///
/// Sources, to be confirmed with the whole list (INC-38): ELN 2022 (Döhner et al., Blood 2022;140:1345), IWG 2006 (Cheson et al., Blood 2006;108:419), IMWG 2016
/// (Kumar et al., Lancet Oncol 2016;17:e328), Lugano 2014 (Cheson et al., J Clin Oncol 2014;32:3059).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Response {
    criteria: &'static str,
    code: &'static str,
    at_least_partial: bool,
}

const RESPONSES: &[(&str, &[&str], &[&str])] = &[
    ("eln-aml", &["CR", "CRh", "CRi", "MLFS", "PR"], &["no-response", "relapse"]),
    ("iwg-mds", &["CR", "mCR", "PR"], &["HI", "SD", "failure", "PD"]),
    ("imwg", &["sCR", "CR", "VGPR", "PR"], &["MR", "SD", "PD"]),
    ("lugano", &["CR", "PR"], &["SD", "PD"]),
];

/// Which criteria are those of a disease group (a value set of the guideline). A group that is not here has none that are named, and no response
/// is asked of it (INC-38, to be confirmed with the whole list).
const OF_GROUPS: &[(&str, &str)] =
    &[("MC-AML", "eln-aml"), ("MC-MDS", "iwg-mds"), ("RR-LYM", "lugano"), ("RR-PCD", "imwg")];

/// The criteria of a disease group. AML keeps its own in whichever group it stands.
#[must_use]
pub fn criteria_of(disease_group: Option<&str>, aml: bool) -> Option<&'static str> {
    if aml {
        return Some("eln-aml");
    }
    OF_GROUPS.iter().find(|(group, _)| disease_group == Some(*group)).map(|(_, criteria)| *criteria)
}

impl Response {
    /// The response with a code of some criteria (`eln-aml`, `iwg-mds`, `imwg`, `lugano`); `None`: there is none.
    #[must_use]
    pub fn new(criteria: &str, code: &str) -> Option<Self> {
        let (criteria, partial, less) = RESPONSES.iter().find(|(own, ..)| *own == criteria)?;
        let of = |codes: &'static [&'static str], at_least_partial| {
            let code = codes.iter().find(|own| **own == code)?;
            Some(Self { criteria, code, at_least_partial })
        };
        of(partial, true).or_else(|| of(less, false))
    }

    /// Every response of some criteria, the best first.
    pub fn all(criteria: &str) -> impl Iterator<Item = Self> {
        let own = RESPONSES.iter().find(|(own, ..)| *own == criteria);
        own.into_iter().flat_map(|(criteria, partial, less)| {
            let of = |at_least_partial| move |code: &&'static str| Self { criteria, code, at_least_partial };
            partial.iter().map(of(true)).chain(less.iter().map(of(false)))
        })
    }

    /// The codes of some criteria, for a message.
    #[must_use]
    pub fn codes(criteria: &str) -> Option<String> {
        let codes: Vec<&str> = Self::all(criteria).map(Self::code).collect();
        (!codes.is_empty()).then(|| codes.join(", "))
    }

    /// The criteria.
    #[must_use]
    pub fn criteria(self) -> &'static str {
        self.criteria
    }

    /// The code.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.code
    }

    /// Partial or better.
    #[must_use]
    pub fn is_at_least_partial(self) -> bool {
        self.at_least_partial
    }
}
