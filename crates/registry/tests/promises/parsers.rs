//! Readers of outside bytes, each given known inputs that are changed again and again (R-11). Coverage-guided, the same are `fuzz/`'s target `service`.

use jiff::civil::date;
use outcomes::kpi::{Audience, COLUMNS, Column, activity, publish, year};
use serde_json::{Value, json};

use crate::fixture::RULE_SET;
use crate::world::World;

#[path = "../../../../fuzz/mutation.rs"]
mod mutation;
#[path = "../../../../fuzz/readers.rs"]
mod readers;

/// Inputs that are read, of each reader.
fn seeds(name: &str) -> Vec<String> {
    let heading = COLUMNS.iter().map(|Column(name, _)| *name).collect::<Vec<_>>().join(",");
    let row = |cells: &[(&str, &str)]| {
        let of = |name: &str| cells.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| *value);
        COLUMNS.iter().map(|Column(name, _)| of(name)).collect::<Vec<_>>().join(",")
    };
    let first = [
        ("referral", "r1"),
        ("patient", "p1"),
        ("indication", "RR"),
        ("region", "midtjylland"),
        ("route", "A"),
        ("disease_group", "RR-LYM"),
        ("kind", "new"),
        ("accepted", "2027-01-10"),
        ("report_signed", "2027-02-01"),
        ("protocol", "yes"),
        ("first_dose", "2027-03-01"),
        ("criteria", "lugano"),
        ("response", "PR"),
        ("assessed", "2027-06-01"),
    ];
    match name {
        "CDS Hooks call" => crate::cds::calls().iter().map(Value::to_string).collect(),
        "token of a record system" => vec![
            "{\"alg\":\"ES256\",\"kid\":\"k\",\"typ\":\"JWT\"}\n{\"iss\":\"https://ehr.example\",\"aud\":\"https://marv.example/cds-services/wgs-referral\",\
             \"iat\":0,\"exp\":300,\"jti\":\"1\"}\n0123456789012345678901234567890123456789012345678901234567890123"
                .into(),
            "e30.e30.e30".into(),
        ],
        "clients.toml" => vec![readers::CLIENTS.into(), readers::CLIENTS.repeat(2)],
        "keys of a record system" => vec![
            readers::KEYS.into(),
            r#"{"keys":[{"kty":"RSA","kid":"k","use":"sig","alg":"RS256","n":"u1SU1LfVLPHCozMxH2Mo4lgOEePzNm0tRgeLezV6ffAt0gunVTLw7onLRnrq0_IzW7yWR7QkrmBL7jTKEn5u-qKhbwKfBstIs-bMY2Zkp18gnTxKLxoS2tFczGkPLPgizskuemMghRniWaoLcyehkd3qqGElvW_VDL5AaWTg0nLVkjRo9z-40RQzuVaE8AkAFmxZzow3x-VJYKdjykkJ0iT9wCS0DRTXu269V264Vf_3jvredZiKRkgwlL9xNAwxXFg0x_XFw005UWVRIkdgcKWTjpBP2dPwVZ4WWC-9aGVd-Gyn1o0CLelf4rEjGoXbAAEgAqeGUxrcIlbjXfbcmw","e":"AQAB"}]}"#.into(),
        ],
        "sign-in.toml" => vec![
            "issuer = 'https://id.example'\nclient_id = 'marv'\nclient_secret_file = 'secret'\nname = { da = 'A', en = 'B' }\nclaim = 'sub'\n\
             scopes = ['profile']\nacr_values = ['substantial']\nauthorities_file = 'ca.pem'\n"
                .into(),
        ],
        "command" => {
            let held = |kind: &str| json!({ "type": kind, "order": "o1", "hold": "clinical", "reason": "x" });
            let accepted = json!({ "type": "accept", "order": "o1", "specimens": { "tumour": "at", "germline": "ag" } });
            let collected = json!({ "type": "collect", "specimen": "at", "label": "x", "at": "2026-03-02T08:00:00Z" });
            let all = [World::consent("p1"), held("place-hold"), held("lift-hold"), accepted, collected];
            all.iter().map(Value::to_string).collect()
        }
        "findings of a report" => vec![
            json!({
                "schema": "marv-report/1",
                "small_variants": { "state": "performed", "result": { "variants": [{ "counts": true, "name": "TP53", "judgement": { "tier": "I-A" } }] } },
                "fusions": { "state": "performed", "result": { "looked_for": null, "called": [{ "counts": true, "five_prime": "BCR", "three_prime": "ABL1" }] } },
                "tandem_duplications": { "state": "performed", "result": [{ "gene": "FLT3", "kind": "internal", "answer": { "answer": "found" } }] },
                "karyotypes": { "genomic": { "state": "performed", "result": { "text": "46,XX" } } },
            })
            .to_string(),
        ],
        "anchors" => vec![format!("{}\n", json!({ "store": "a", "seq": 1, "code": "b" })).repeat(3)],
        "follow-up table" => vec![format!("{heading}\n{}\n", row(&first)), format!("{heading}\n")],
        "table of a quality database" => vec!["LBNR;RESPONS;DOED\np1;1;24-12-2027\np2;2;\n".into()],
        "field map" => vec![readers::MAP.into()],
        "denominators" => vec![
            "year = 2027\nsource = 'x'\n[[region]]\ncode = 'midtjylland'\nadults = 700000\nincident = { RR = 40, MC = 90 }\n".into(),
        ],
        "scenario" => vec![include_str!("../../../../docs/capacity/national.toml").into()],
        "published figures" => {
            let freeze = date(2027, 3, 1);
            let told = (&year(&[], 2026, freeze), &activity(&[], &[], 2026, freeze));
            let line = "2026,2027-03-01,public,KPI-RR-1,region,midtjylland+nordjylland,yes,12,0.5,0.25,0.75\n";
            let table = publish(told, &[], (2026, freeze), Audience::Public).csv();
            vec![format!("{table}{line}"), table]
        }
        other => panic!("{other} has no seed"),
    }
}

#[test]
fn whatever_comes_from_outside_is_read_or_refused() {
    for (name, read) in readers::READERS {
        let seeds = seeds(name).into_iter().map(String::into_bytes).collect();
        mutation::read_changed(name, seeds, |bytes| read(&RULE_SET, bytes));
    }
}
