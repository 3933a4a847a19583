//! The closed shape of the file. Nothing is believed yet.

use serde::Deserialize;
use toml::value::Datetime;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Draft {
    pub sample: String,
    pub date: Datetime,
    #[serde(default)]
    pub disease: Disease,
    #[serde(default)]
    pub patient: Patient,
    #[serde(default)]
    pub marrow: Marrow,
    #[serde(default)]
    pub blood: Blood,
    #[serde(default)]
    pub history: History,
    #[serde(default)]
    pub lymphoid: LymphoidDraft,
    pub karyotype: Option<Karyotype>,
    #[serde(default)]
    pub consent: Consent,
    pub normal: Option<Normal>,
    #[serde(default)]
    pub assessed: Assessed,
    #[serde(default)]
    pub mutation: Vec<Mutation>,
    #[serde(default)]
    pub fusion: Vec<Fusion>,
    pub response: Option<Response>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Disease {
    pub group: Option<String>,
    pub code: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Patient {
    pub age: Option<f64>,
    pub sex: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Marrow {
    pub blasts: Option<f64>,
    pub ring_sideroblasts: Option<f64>,
    pub auer_rods: Option<bool>,
    pub hypoplastic: Option<bool>,
    pub fibrosis: Option<bool>,
    pub dysplastic_lineages: Option<u8>,
    pub multilineage_dysplasia: Option<bool>,
    pub panmyelosis: Option<bool>,
    pub large_mature_megakaryocytes: Option<bool>,
    pub atypical_megakaryocytes: Option<bool>,
    pub early_t_precursor: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Blood {
    pub blasts: Option<f64>,
    pub haemoglobin: Option<Haemoglobin>,
    pub platelets: Option<f64>,
    pub neutrophils: Option<f64>,
    pub leukocytes: Option<f64>,
    pub monocytes: Option<f64>,
    pub monocyte_share: Option<f64>,
    pub immature_granulocytes: Option<f64>,
    pub eosinophils: Option<f64>,
    pub low_erythropoietin: Option<bool>,
    pub beta2_microglobulin: Option<f64>,
    pub albumin: Option<f64>,
    pub creatinine: Option<f64>,
    pub high_lactate_dehydrogenase: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LymphoidDraft {
    pub ighv_identity: Option<f64>,
    pub advanced_stage: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Haemoglobin {
    pub value: f64,
    pub unit: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct History {
    pub donor_cells: Option<bool>,
    pub relapsed_or_refractory: Option<bool>,
    pub cytotoxic_therapy: Option<bool>,
    pub mds: Option<bool>,
    pub mds_mpn: Option<bool>,
    pub germline_predisposition: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Consent {
    pub incidental: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Normal {
    pub tissue: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Karyotype {
    pub banded: String,
}

/// `"all"`, or a list of names.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Names {
    All(String),
    These(Vec<String>),
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Assessed {
    pub genes: Option<Names>,
    pub limit: Option<f64>,
    pub internal_tandem_duplications: Option<Vec<String>>,
    pub partial_tandem_duplications: Option<Vec<String>>,
    pub fusions: Option<Names>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mutation {
    pub gene: String,
    pub name: Option<String>,
    pub kind: Option<String>,
    pub fraction: Option<f64>,
    pub allelic_ratio: Option<f64>,
    pub other_allele_lost: Option<bool>,
    pub in_frame_bzip: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fusion {
    pub first: String,
    pub second: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Response {
    pub after: Option<String>,
    pub courses: Option<u8>,
    pub treatment: Option<Vec<String>>,
    pub marrow_blasts_before: Option<f64>,
    pub marrow_cells: Option<u32>,
    pub marrow_cellularity: Option<f64>,
    pub extramedullary: Option<bool>,
    pub cytogenetic_remission: Option<bool>,
    pub red_cell_transfusion: Option<bool>,
    pub erythropoietin: Option<bool>,
    pub platelet_transfusion: Option<bool>,
    pub g_csf: Option<bool>,
    pub mrd: Option<String>,
    pub clearance_threshold: Option<f64>,
    pub transcript: Option<Transcripts>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Transcripts {
    pub blood: Option<Transcript>,
    pub marrow: Option<Transcript>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Transcript {
    pub diagnosis: Option<f64>,
    pub now: Option<f64>,
    pub not_detected_at: Option<f64>,
}
