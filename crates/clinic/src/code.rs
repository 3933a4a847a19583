//! Closed code lists of the referral. The codes are those of the draft and of the facts that rules ask.

/// A closed list of codes.
pub trait CodeList: Sized + Copy + 'static {
    /// Every code, in form order.
    const CODES: &'static [&'static str];

    /// The member of a code.
    fn from_code(code: &str) -> Option<Self>;

    /// The code of a member.
    fn code(self) -> &'static str;
}

macro_rules! code_list {
    ($(#[$doc:meta])* $name:ident { $($(#[$member_doc:meta])* $member:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$member_doc])* $member),+ }

        impl $crate::code::CodeList for $name {
            const CODES: &'static [&'static str] = &[$($code),+];

            fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$member),)+ _ => None }
            }

            fn code(self) -> &'static str {
                match self { $(Self::$member => $code),+ }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str($crate::code::CodeList::code(*self))
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let code = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                <Self as $crate::code::CodeList>::from_code(&code).ok_or_else(|| {
                    serde::de::Error::custom(format!("\"{code}\" is none of: {}", <Self as $crate::code::CodeList>::CODES.join(", ")))
                })
            }
        }
    };
}
pub(crate) use code_list;

code_list!(
    /// The five Danish regions.
    Region {
        /// Region Hovedstaden.
        Hovedstaden = "hovedstaden",
        /// Region Sjælland.
        Sjaelland = "sjaelland",
        /// Region Syddanmark.
        Syddanmark = "syddanmark",
        /// Region Midtjylland.
        Midtjylland = "midtjylland",
        /// Region Nordjylland.
        Nordjylland = "nordjylland",
    }
);
code_list!(
    /// How soon the sample is wanted handled.
    Priority {
        /// In the ordinary flow.
        Routine = "routine",
        /// At once; not orderable while no site takes acute samples.
        Acute = "acute",
    }
);
code_list!(
    /// Why a fast track is asked for.
    FastTrackReason {
        /// Very aggressive clinical phenotype.
        AggressivePhenotype = "aggressive-phenotype",
        /// Another reason, in the text.
        Other = "other",
    }
);
code_list!(
    /// What the sequencing is to answer.
    Purpose {
        /// Refractory/relapsed: is there a targeted option in a phase-1 trial?
        RrTrial = "RR-P1",
        /// Myeloid: improved diagnosis and clarified pathogenesis.
        McDiagnosis = "MC-P1",
        /// Myeloid: optimisation of diagnostic methods.
        McMethods = "MC-P2",
    }
);
code_list!(
    /// The requester's specialty.
    Specialty {
        /// Specialist in haematology.
        Haematology = "haematology",
        /// Another specialty.
        Other = "other",
        /// No specialty.
        None = "none",
    }
);
code_list!(
    /// The disease group of the refractory/relapsed indication.
    DiseaseGroup {
        /// Lymphoma.
        Lymphoma = "LYM",
        /// Plasma-cell disease.
        PlasmaCell = "PCD",
        /// Chronic myeloid neoplasia.
        ChronicMyeloid = "CMN",
        /// Acute leukaemia or lymphoblastic lymphoma.
        AcuteLeukaemia = "AL",
    }
);
code_list!(
    /// The classification, with its edition, that the diagnosis is stated in.
    Classification {
        /// WHO 4th edition, 2008.
        Who2008 = "WHO-2008",
        /// WHO revised 4th edition, 2017.
        Who2017 = "WHO-2017",
        /// WHO 5th edition, 2022.
        Who2022 = "WHO-2022",
        /// International Consensus Classification, 2022.
        Icc2022 = "ICC-2022",
    }
);
code_list!(
    /// The picture of a myeloid case whose diagnosis is not established.
    Presentation {
        /// Idiopathic cytopenia of undetermined significance: no clonality found.
        Icus = "icus",
        /// Clonal cytopenia of undetermined significance.
        Ccus = "ccus",
        /// Clinically like MDS.
        MdsLike = "mds-like",
        /// Another picture.
        Other = "other",
        /// None: the diagnosis is established.
        None = "none",
    }
);
code_list!(
    /// A known hereditary haematological condition.
    KnownCondition {
        /// None known.
        None = "none",
        /// Hereditary myeloid neoplasia.
        MyeloidNeoplasia = "myeloid-neoplasia",
        /// Hereditary platelet defect.
        PlateletDefect = "platelet-defect",
        /// Hereditary haemolysis.
        Haemolysis = "haemolysis",
        /// Cytopenia of childhood.
        ChildhoodCytopenia = "childhood-cytopenia",
        /// Another hereditary haematological condition.
        OtherHaematological = "other-haematological",
    }
);
code_list!(
    /// What the MDT argues.
    ArgumentKind {
        /// Approved treatments have no effect and the options are exhausted.
        Exhausted = "exhausted",
        /// Current treatments are judged insufficient.
        Insufficient = "insufficient",
    }
);
code_list!(
    /// Whether an examination of the minimum work-up was made.
    WorkupStatus {
        /// Done.
        Done = "done",
        /// Not possible, with a reason.
        NotPossible = "not-possible",
        /// Not done.
        NotDone = "not-done",
    }
);
code_list!(
    /// Whether relevant imaging was made.
    RelevantImaging {
        /// Done.
        Done = "done",
        /// Not relevant for this disease.
        NotRelevant = "not-relevant",
        /// Not done.
        NotDone = "not-done",
    }
);
code_list!(
    /// Edition of the ELN recommendations.
    ElnEdition {
        /// 2010.
        Eln2010 = "ELN-2010",
        /// 2017.
        Eln2017 = "ELN-2017",
        /// 2022.
        Eln2022 = "ELN-2022",
    }
);
code_list!(
    /// ELN risk group.
    ElnRisk {
        /// Favourable.
        Favourable = "favourable",
        /// Intermediate.
        Intermediate = "intermediate",
        /// Adverse.
        Adverse = "adverse",
        /// Cannot be assessed, with a reason.
        NotAssessable = "not-assessable",
    }
);
code_list!(
    /// IPSS risk group.
    Ipss {
        /// Low.
        Low = "low",
        /// Intermediate-1.
        Intermediate1 = "intermediate-1",
        /// Intermediate-2.
        Intermediate2 = "intermediate-2",
        /// High.
        High = "high",
    }
);
code_list!(
    /// IPSS-R risk group.
    IpssR {
        /// Very low.
        VeryLow = "very-low",
        /// Low.
        Low = "low",
        /// Intermediate.
        Intermediate = "intermediate",
        /// High.
        High = "high",
        /// Very high.
        VeryHigh = "very-high",
    }
);
code_list!(
    /// IPSS-M risk group.
    IpssM {
        /// Very low.
        VeryLow = "very-low",
        /// Low.
        Low = "low",
        /// Moderate low.
        ModerateLow = "moderate-low",
        /// Moderate high.
        ModerateHigh = "moderate-high",
        /// High.
        High = "high",
        /// Very high.
        VeryHigh = "very-high",
    }
);
code_list!(
    /// Which consent form was used.
    ConsentForm {
        /// "Informeret samtykke til omfattende genetisk analyse som led i din behandling".
        ComprehensiveGeneticAnalysis = "comprehensive-genetic-analysis",
        /// Another form.
        Other = "other",
    }
);
code_list!(
    /// Who signed the consent.
    Signer {
        /// The patient.
        Patient = "patient",
        /// A guardian.
        Guardian = "guardian",
        /// Somebody else.
        Other = "other",
    }
);
code_list!(
    /// What the patient wants to be told of incidental findings.
    IncidentalChoice {
        /// Everything.
        All = "all",
        /// Only what can be treated or prevented.
        TreatableOnly = "treatable-only",
        /// Nothing.
        None = "none",
        /// The patient has not decided.
        Undecided = "undecided",
    }
);
code_list!(
    /// Material for tumour DNA.
    TumourMaterial {
        /// Bone marrow.
        BoneMarrow = "bone-marrow",
        /// Blood.
        Blood = "blood",
        /// Lymph node.
        LymphNode = "lymph-node",
        /// Tissue of extramedullary disease.
        ExtramedullaryTissue = "extramedullary-tissue",
        /// Other tissue.
        OtherTissue = "other-tissue",
    }
);
code_list!(
    /// Why another tumour material than the preferred one was chosen.
    TumourReason {
        /// Dry tap.
        DryTap = "dry-tap",
        /// Circulating blasts.
        CirculatingBlasts = "circulating-blasts",
        /// Another reason.
        Other = "other",
    }
);
code_list!(
    /// Material for germline DNA.
    GermlineMaterial {
        /// Fibroblasts cultured from a skin biopsy.
        SkinFibroblastCulture = "skin-fibroblast-culture",
        /// DNA directly from a skin biopsy.
        SkinDirect = "skin-direct",
        /// Stored germline DNA from before an allogeneic transplantation.
        StoredPreTransplant = "stored-pre-transplant",
        /// Stored germline DNA of an earlier order.
        StoredEarlierOrder = "stored-earlier-order",
        /// Blood.
        Blood = "blood",
        /// Saliva.
        Saliva = "saliva",
        /// Bone marrow.
        BoneMarrow = "bone-marrow",
    }
);
code_list!(
    /// Whether disease circulates in the blood.
    CirculatingDisease {
        /// Looked for and not found.
        Absent = "absent",
        /// Found.
        Present = "present",
        /// Not assessed.
        NotAssessed = "not-assessed",
    }
);
code_list!(
    /// Why the analysis is repeated.
    RepeatReason {
        /// Progression after an initial response to experimental treatment.
        ProgressionAfterExperimental = "progression-after-experimental",
        /// Relapse after intensive chemotherapy.
        RelapsePostChemo = "relapse-post-chemo",
        /// Relapse after allogeneic transplantation.
        RelapsePostAllo = "relapse-post-allo",
        /// MDS progressed to high-risk MDS or AML.
        MdsProgression = "mds-progression",
        /// Response evaluation.
        ResponseEvaluation = "response-evaluation",
    }
);
code_list!(
    /// Who grants an exception (DER-20).
    ExceptionRole {
        /// The chair of the MDT.
        MdtChair = "mdt-chair",
        /// The national programme.
        Ngc = "ngc",
    }
);
