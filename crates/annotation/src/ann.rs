//! The field `ANN` of VCF (Cingolani et al., "Variant annotations in VCF format" v1.0, 2015), in which laboratories' tools
//! expect what a variant does.

use std::fmt::Write as _;

use crate::annotate::{Annotated, TranscriptAnnotation, TranscriptPart};
use crate::consequence::Consequence;

/// The header line of the field.
pub const HEADER: &str = "##INFO=<ID=ANN,Number=.,Type=String,Description=\"Functional annotations: 'Allele | Annotation | \
                          Annotation_Impact | Gene_Name | Gene_ID | Feature_Type | Feature_ID | Transcript_BioType | Rank \
                          | HGVS.c | HGVS.p | cDNA.pos / cDNA.length | CDS.pos / CDS.length | AA.pos / AA.length | \
                          Distance | ERRORS / WARNINGS / INFO'\">";

/// Text in which the characters that separate fields are written as `%` and two digits (VCF 1.2), and blanks as `_`.
fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut escaped, character| {
        match character {
            '%' | ',' | ';' | '=' | '|' | '\t' | '\r' | '\n' | '&' => {
                let _ = write!(escaped, "%{:02X}", u32::from(character));
            }
            ' ' => escaped.push('_'),
            character => escaped.push(character),
        }
        escaped
    })
}

fn description(hgvs: Option<&str>) -> String {
    escaped(hgvs.map_or("", |hgvs| hgvs.split_once(':').map_or(hgvs, |(_, description)| description)))
}

fn of_transcript(allele: &str, told: &TranscriptAnnotation) -> String {
    let severest = told.consequences.most_severe().unwrap_or(Consequence::Intergenic);
    let rank = match told.part {
        Some(TranscriptPart::Exon { number, of } | TranscriptPart::Intron { number, of }) => format!("{number}/{of}"),
        None => String::new(),
    };
    let number = |place: Option<(u32, u32)>| place.map_or_else(String::new, |(place, of)| format!("{place}/{of}"));
    let mut notes: Vec<String> = vec![told.selection.to_string()];
    notes.extend(told.other_placement.iter().map(|other| format!("other placement: {other}")));
    notes.extend(told.remarks.iter().cloned());
    let protein = told.protein.as_ref().map(|protein| escaped(&protein.describe())).unwrap_or_default();
    [
        allele.to_owned(),
        told.consequences.to_string(),
        severest.impact().to_string(),
        escaped(&told.gene),
        escaped(&told.gene_id),
        "transcript".to_owned(),
        escaped(&told.transcript),
        escaped(&told.biotype),
        rank,
        description(told.hgvs.as_deref()),
        protein,
        number(told.numbers.transcript),
        number(told.numbers.coding),
        number(told.numbers.residue),
        told.distance.map_or_else(String::new, |distance| distance.to_string()),
        notes.iter().map(|note| escaped(note)).collect::<Vec<_>>().join("&"),
    ]
    .join("|")
}

/// The values of the field for one alternate allele, as it is written in the record.
#[must_use]
pub fn values(allele: &str, annotated: &Annotated) -> Vec<String> {
    if annotated.transcripts.is_empty() {
        let term = Consequence::Intergenic;
        return vec![format!("{allele}|{term}|{}|||||||||||||", term.impact())];
    }
    annotated.transcripts.iter().map(|told| of_transcript(allele, told)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_separates_fields_is_escaped() {
        assert_eq!(escaped("p.(Leu54=)"), "p.(Leu54%3D)");
        assert_eq!(escaped("a|b,c;d e%"), "a%7Cb%2Cc%3Bd_e%25");
        assert_eq!(HEADER.matches('|').count(), 15);
        assert_eq!(description(Some("NM_1.1:c.5A>G")), "c.5A>G");
    }
}
