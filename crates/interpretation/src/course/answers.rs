//! Response by published criteria, from what the requester states.

use serde::Serialize;

use crate::case_file::{CaseFile, ResponseValues};
use crate::clinical::DiseaseGroup;
use crate::decision_list::Answer;
use crate::language::{Language, Named};
use crate::meaning::Asked;
use crate::response::haematological::{
    ELN_2022_RESPONSE, IWG_2006, IWG_2023, REFRACTORY, Response, WITHOUT_RESIDUAL_DISEASE,
};
use crate::response::transcript::{MolecularResponse, Verdict, runx1_runx1t1};

/// Every answer on the response.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ResponseAnswers {
    /// Acute myeloid leukaemia.
    pub aml: Asked<AmlResponse>,
    /// Myelodysplastic neoplasms: IWG 2006 and 2023.
    pub mds: Asked<Vec<Answer<Response>>>,
    /// The guideline's rule for t(8;21).
    pub runx1_runx1t1: Asked<MolecularResponse>,
}

/// Response of acute myeloid leukaemia by ELN 2022.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AmlResponse {
    /// The response.
    pub response: Answer<Response>,
    /// Whether it is one without measurable residual disease.
    pub without_residual_disease: Answer<bool>,
    /// Whether the disease is refractory.
    pub refractory: Answer<bool>,
}

pub(super) fn answers(values: &ResponseValues, file: &CaseFile, has_runx1_runx1t1: bool) -> ResponseAnswers {
    let seen = &values.assessment;
    let aml = || AmlResponse {
        response: ELN_2022_RESPONSE.decide(seen),
        without_residual_disease: WITHOUT_RESIDUAL_DISEASE.decide(seen),
        refractory: REFRACTORY.decide(seen),
    };
    let mds = || [&IWG_2006, &IWG_2023].map(|list| list.decide(seen)).into();
    let group = file.case.clinical.group;
    let [blood, marrow] = values.transcripts.unwrap_or_default();
    ResponseAnswers {
        aml: match group {
            None | Some(DiseaseGroup::Aml) => Asked::Answered(aml()),
            Some(_) => Asked::NotApplicable {
                en: "the requester states another group than acute myeloid leukaemia",
                da: "rekvirenten angiver en anden gruppe end akut myeloid leukæmi",
            },
        },
        mds: match group {
            None | Some(DiseaseGroup::Mds) => Asked::Answered(mds()),
            Some(_) => Asked::NotApplicable {
                en: "the requester states another group than a myelodysplastic neoplasm",
                da: "rekvirenten angiver en anden gruppe end en myelodysplastisk neoplasi",
            },
        },
        runx1_runx1t1: if values.transcripts.is_some() || has_runx1_runx1t1 {
            Asked::Answered(runx1_runx1t1(values.time, &blood, &marrow))
        } else {
            Asked::NotApplicable {
                en: "no RUNX1::RUNX1T1 is known, and no transcript stated",
                da: "ingen RUNX1::RUNX1T1 er kendt, og intet transkript er oplyst",
            }
        },
    }
}

impl Named for Response {
    /// As the criteria print it, in Danish too.
    fn in_language(&self, language: Language) -> String {
        match self {
            Self::None => language.choose("no response", "ingen respons").to_owned(),
            named => named.name().to_owned(),
        }
    }
}

impl Named for Verdict {
    fn in_language(&self, language: Language) -> String {
        let (en, da) = match self {
            Self::Satisfactory => ("satisfactory", "tilfredsstillende"),
            Self::NotSatisfactory => ("not satisfactory", "ikke tilfredsstillende"),
            Self::Undetermined => ("undetermined", "uafklaret"),
            Self::NotYetEvaluable => ("not yet to be judged", "kan endnu ikke bedømmes"),
        };
        language.choose(en, da).to_owned()
    }
}
