//! What the caller says, which writes English, in the words of a report.
//!
//! A sentence of the caller is known by what stands between its numbers and names. One that is not known here stays English and
//! is marked as such on a Danish page: nothing is left out.

use interpretation::language::Words;

/// A doubt of the caller by its code in `FILTER`; `None` where the code is not known here.
#[must_use]
pub fn doubt(code: &str) -> Option<Words> {
    let (en, da) = match code {
        "low_posterior" => ("probability below the threshold", "sandsynlighed under tærsklen"),
        "germline" => ("probably germline", "sandsynligvis medfødt"),
        "artefact" => ("probably an artefact", "sandsynligvis et artefakt"),
        "strand_bias" => ("on one strand only", "kun på den ene streng"),
        "orientation_bias" => ("one orientation of reads only (damaged DNA)", "kun én læseretning (skadet DNA)"),
        "read_end" => ("near the ends of reads", "nær enden af readsene"),
        "low_mapping_quality" => ("reads not surely placed", "reads usikkert placeret"),
        "low_base_quality" => ("bases of low quality", "baser af lav kvalitet"),
        "few_fragments" => ("few fragments", "få fragmenter"),
        "few_normal_fragments" => ("few fragments of the normal", "få fragmenter i normalprøven"),
        "normal_support" => ("seen in the normal", "set i normalprøven"),
        "repeat_indel" => ("indel in a repeat", "indel i et gentaget motiv"),
        "same_molecules" => ("told better by another call", "beskrevet bedre af et andet kald"),
        "tumour_in_normal_dependent" => (
            "depends on tumour in the normal, which was not measured",
            "afhænger af tumor i normalprøven, som ikke er målt",
        ),
        "improbable" => ("not probable enough", "ikke sandsynlig nok"),
        "badly_placed" => ("one end not surely placed", "den ene ende usikkert placeret"),
        "physiological" => ("usual rearrangement of an immune locus", "sædvanlig omlejring i et immunlocus"),
        "one_evidence" => ("one kind of evidence only", "kun én slags evidens"),
        _ => return None,
    };
    Some(Words::new(en, da))
}

/// A sentence of the caller in Danish; `None` where it is not known here.
#[must_use]
pub fn danish(text: &str) -> Option<String> {
    SENTENCES.iter().find_map(|(en, da)| {
        let mut told = holes(en, text)?.into_iter().map(|hole| danish(hole).unwrap_or_else(|| comma(hole)));
        let parts: Vec<String> =
            da.split("{}").map(|part| part.to_owned() + &told.next().unwrap_or_default()).collect();
        Some(parts.concat())
    })
}

/// A sentence of the caller in both languages; one that is not known is English in both.
pub(crate) fn words(text: &str) -> Words {
    Words::new(text.to_owned(), danish(text).unwrap_or_else(|| text.to_owned()))
}

/// What stands in the holes of a pattern, if the text is of that pattern.
fn holes<'t>(pattern: &str, text: &'t str) -> Option<Vec<&'t str>> {
    let mut parts = pattern.split("{}");
    let mut rest = text.strip_prefix(parts.next()?)?;
    let mut parts = parts.peekable();
    let mut found = Vec::new();
    while let Some(part) = parts.next() {
        let at = if parts.peek().is_none() { rest.strip_suffix(part)?.len() } else { rest.find(part)? };
        found.push(rest.get(..at)?);
        rest = rest.get(at + part.len()..)?;
    }
    (rest.is_empty() && found.iter().all(|hole| !hole.is_empty())).then_some(found)
}

/// A number with the Danish decimal sign; a name as it is.
fn comma(hole: &str) -> String {
    let is_number = hole.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '.' | ' ' | '%'));
    if is_number { hole.replace('.', ",") } else { hole.to_owned() }
}

/// Sentences of the caller, the narrower pattern before the wider; the holes come in the same order in both languages.
const SENTENCES: &[(&str, &str)] = &[
    // The reads of a specimen.
    (
        "mean depth {}x; wanted {}x, least {}x, each less a tenth",
        "middeldybde {}x; ønsket {}x, mindst {}x, hver fratrukket en tiendedel",
    ),
    ("{} of the bases are covered {} times; {} are wanted", "{} af baserne er dækket {} gange; ønsket er {}"),
    ("{} of the reads are duplicates; at most {} are usual", "{} af readsene er duplikater; højst {} er sædvanligt"),
    ("{} of the records are mapped; at least {} are usual", "{} af readsene er placeret; mindst {} er sædvanligt"),
    (
        "the mean insert is {} bases; at least {} are usual",
        "molekylerne er i gennemsnit {} baser; mindst {} er sædvanligt",
    ),
    (
        "the index is older than {}, so reads may have been missed; run samtools index and call again",
        "indekset er ældre end {}, så reads kan mangle; kør samtools index, og kald igen",
    ),
    (
        "tumour alone: germline variants are not told from somatic ones",
        "kun tumor: medfødte varianter skelnes ikke fra somatiske",
    ),
    (
        "in each of the {} genes {} of the bases are covered {} times by the tumour and {} times by the normal",
        "i hvert af de {} gener er {} af baserne dækket {} gange af tumor og {} gange af normalprøven",
    ),
    (
        "{} of {} genes are less covered than that {} of the bases are covered {} times by the tumour and {} times by the normal: {}, and others; see genes in quality.json",
        "{} af {} gener er ringere dækket, end at {} af baserne er dækket {} gange af tumor og {} gange af normalprøven: {} og andre; se genes i quality.json",
    ),
    (
        "{} of {} genes are less covered than that {} of the bases are covered {} times by the tumour and {} times by the normal: {}",
        "{} af {} gener er ringere dækket, end at {} af baserne er dækket {} gange af tumor og {} gange af normalprøven: {}",
    ),
    // How the reads came to their places.
    ("placed by {}, as those of {}", "placeret med {}, som i {}"),
    (
        "placed by {}, and {} by {}: programs place reads differently, and depth and alleles differ by that alone. Place the reads of both with one program",
        "placeret med {}, men {} med {}: programmer placerer reads forskelligt, og alene derved afviger dybde og alleler. Placér begge prøvers reads med ét program",
    ),
    (
        "placed by {}, and {} by {}: versions may place some reads differently. Place the reads of both with one version",
        "placeret med {}, men {} med {}: versioner kan placere nogle reads forskelligt. Placér begge prøvers reads med én version",
    ),
    (
        "placed by {}, and {} by {}; the header of {} does not state the version",
        "placeret med {}, og {} med {}; filhovedet for {} oplyser ikke versionen",
    ),
    (
        "the header of {} names no program that is known to place reads (@PG)",
        "filhovedet for {} nævner intet program, som vides at placere reads (@PG)",
    ),
    ("the header of {} names no program (@PG)", "filhovedet for {} nævner intet program (@PG)"),
    ("the header of {} has a line @PG without ID", "filhovedet for {} har en linje @PG uden ID"),
    ("the header of {} has two lines @PG of one ID", "filhovedet for {} har to linjer @PG med samme ID"),
    ("the lines @PG in the header of {} go in a circle", "linjerne @PG i filhovedet for {} går i ring"),
    (
        "the header of {} names more than {} programs, versions or sets of options that placed reads",
        "filhovedet for {} nævner flere end {} programmer, versioner eller sæt af tilvalg, der placerede reads",
    ),
    ("the header of {} does not state the options (@PG, CL)", "filhovedet for {} oplyser ikke tilvalgene (@PG, CL)"),
    ("the same options as for {}", "samme tilvalg som for {}"),
    (
        "options of the same names as for {}; values are not compared",
        "tilvalg med samme navne som for {}; værdier er ikke sammenlignet",
    ),
    ("other options than for {}: {}", "andre tilvalg end for {}: {}"),
    ("only here {}", "kun her {}"),
    ("only there {}", "kun der {}"),
    ("here {}, there {}", "her {}, der {}"),
    (
        "duplicates are marked in {} only: in the other, copies of a molecule count as several",
        "duplikater er kun markeret i {}: i den anden tæller kopier af ét molekyle som flere",
    ),
    (
        "alternate contigs are marked (@SQ, AH) in {} only: if the program did not know them in the other, reads of their counterparts have lower mapping qualities there",
        "alternative contigs er kun markeret (@SQ, AH) i {}: kendte programmet dem ikke i den anden, har reads fra de tilsvarende steder lavere mapningskvalitet dér",
    ),
    (
        "base qualities were recalibrated in {} only: errors are weighed differently",
        "basekvaliteter er kun rekalibreret i {}: fejl vejes forskelligt",
    ),
    (
        "reads were placed anew around indels in {} only: mismatches beside indels differ by that alone",
        "reads er kun placeret på ny omkring indels i {}: afvigelser ved siden af indels er alene derfor forskellige",
    ),
    (
        "the copies of a molecule were made into one read in {} only: errors and depth are not comparable",
        "kopierne af et molekyle er kun samlet til ét read i {}: fejl og dybde kan ikke sammenlignes",
    ),
    // Tumour in the normal.
    ("not measured ({}); the calls assume what is usual", "ikke målt ({}); kaldene antager det sædvanlige"),
    (
        "{} of the normal is tumour; a warning from {}, a stop from {}",
        "{} af normalprøven er tumor; advarsel fra {}, stop fra {}",
    ),
    (
        "the prior only: about {} somatic sites among {} are too few",
        "kun forhåndsviden: omkring {} somatiske steder blandt {} er for få",
    ),
    ("about {} somatic sites", "omkring {} somatiske steder"),
    ("stated", "oplyst"),
    ("unknown", "ukendt"),
    ("{} (95 % {} to {})", "{} (95 % {} til {})"),
    // Whose DNA it is.
    ("not told: {} places with a single allele are too few", "ikke afgjort: {} steder med én allel er for få"),
    (
        "not told: all of the DNA is of another person than that of {}",
        "ikke afgjort: alt DNA er fra en anden person end {}",
    ),
    ("not told: {}; that is too few", "ikke afgjort: {}; det er for få"),
    ("not told: {}", "ikke afgjort: {}"),
    ("the specimens are not of one person", "prøverne er ikke fra én person"),
    ("there is too much DNA of another person", "der er for meget DNA fra en anden person"),
    ("it is not told whether the specimens are of one person", "det er ikke afgjort, om prøverne er fra én person"),
    (
        "not the person of {}: {}. Specimens were exchanged, or all cells are a donor's",
        "ikke samme person som {}: {}. Prøver er ombyttet, eller alle celler er en donors",
    ),
    (
        "the person of {}: {}; a warning from {}, a stop from {}",
        "samme person som {}: {}; advarsel fra {}, stop fra {}",
    ),
    (
        "the person of {} mixed with another: {}; see contamination and donor-cells",
        "samme person som {}, blandet med en anden: {}; se DNA fra en anden person og celler fra en donor",
    ),
    (
        "a parent or child of the person of {}, or a mixture with another person: {}",
        "en forælder til eller et barn af personen bag {}, eller en blanding med en anden person: {}",
    ),
    ("perhaps not only the person of {}: {}", "måske ikke kun samme person som {}: {}"),
    (
        "of {} places with a single allele, {} are not shared with {} and {} are opposite",
        "af {} steder med én allel deles {} ikke med {}, og {} er modsatte",
    ),
    (
        "{}; {} of the tumour's are made by ultraviolet light: is it the skin?",
        "{}; {} af tumorens skyldes ultraviolet lys: er det huden?",
    ),
    (
        "{}, of which {} by ultraviolet light, as in skin: no sign of an exchange",
        "{}, heraf {} af ultraviolet lys som i hud: intet tegn på ombytning",
    ),
    (
        "{}: tumour and normal were probably exchanged. A clone in the normal beside a tumour specimen almost without tumour looks the same",
        "{}: tumor og normalprøve er formentlig ombyttet. En klon i normalprøven ved siden af en tumorprøve næsten uden tumor ser ens ud",
    ),
    (
        "{}: a clone in the normal, as of clonal haematopoiesis, or too little tumour, or an exchange",
        "{}: en klon i normalprøven, som ved klonal hæmatopoiese, eller for lidt tumor, eller en ombytning",
    ),
    (
        "{} substitutions of a tenth of the reads and more are the tumour's own, {} those of {}",
        "{} substitutioner i mindst en tiendedel af readsene har kun tumor, {} har kun {}",
    ),
    (
        "not measured: {} fragments at {} places at which {} has one allele are too few",
        "ikke målt: {} fragmenter ved {} steder, hvor {} har én allel, er for få",
    ),
    (
        "{} of the DNA is of another person, from {} places; a warning from {}, a stop from {}",
        "{} af DNA'et er fra en anden person, ud fra {} steder; advarsel fra {}, stop fra {}",
    ),
    ("less than {} of the DNA is foreign", "under {} af DNA'et er fremmed"),
    (
        "{} of the DNA is foreign, and its genotypes fit {} (probability {}). After a transplantation these are donor cells; otherwise specimens were mixed. The alleles of {} are taken for the patient's own",
        "{} af DNA'et er fremmed, og dets genotyper passer med {} (sandsynlighed {}). Efter en transplantation er det donorceller; ellers er prøver blandet. Allelerne i {} regnes for patientens egne",
    ),
    ("somebody unrelated", "en ubeslægtet"),
    ("a brother or sister", "en bror eller søster"),
    ("a parent or child", "en forælder eller et barn"),
    // Sex chromosomes.
    (
        "{}: neither XX nor XY; a chromosome may be lost or gained, in the blood or from birth",
        "{}: hverken XX eller XY; et kromosom kan være tabt eller vundet, i blodet eller medfødt",
    ),
    (
        "{}: {} and {} lacks. Another person, or cells of one",
        "{}: {}, og som {} mangler. En anden person, eller celler fra en",
    ),
    ("a Y, which nobody acquires", "et Y, som ingen erhverver"),
    ("two different X, which nobody acquires", "to forskellige X, som ingen erhverver"),
    (
        "{}; {} has {} and {}. Loss of Y, and loss or gain of X, are frequent in diseases of the blood; by itself this is no sign of exchanged specimens",
        "{}; {} har {} og {}. Tab af Y og tab eller gevinst af X er hyppige ved blodsygdomme; i sig selv er det intet tegn på ombyttede prøver",
    ),
    (
        "{} copies of X and {} of Y; {} of {} places of X are heterozygous",
        "{} kopier af X og {} af Y; {} af {} steder på X er heterozygote",
    ),
    // What was not checked.
    (
        "contamination, donor cells: without a normal nothing tells the patient's own alleles",
        "kontaminering, donorceller: uden normalprøve viser intet patientens egne alleler",
    ),
    (
        "exchange of tumour and normal: there is no normal",
        "ombytning af tumor og normalprøve: der er ingen normalprøve",
    ),
    ("same person: there is one specimen", "samme person: der er én prøve"),
    (
        "sex: X or the autosomes are not in the reference by name, or not in what was asked for",
        "køn: X eller autosomerne er ikke i referencen ved navn, eller ikke i det, der blev bedt om",
    ),
    (
        "contamination, donor cells of {}: the other specimen is a mixture itself",
        "kontaminering, donorceller i {}: den anden prøve er selv en blanding",
    ),
    (
        "donor cells of {}: too few places tell of foreign DNA",
        "donorceller i {}: for få steder siger noget om fremmed DNA",
    ),
    ("mapped reads of {}: the index does not count them", "placerede reads i {}: indekset tæller dem ikke"),
    // Purity.
    (
        "no segment is changed and too few acquired substitutions tell: the purity is not known",
        "intet segment er ændret, og for få erhvervede substitutioner siger noget: tumorandelen er ikke kendt",
    ),
    ("{}; other fits are nearly as good: {}", "{}; andre tilpasninger er næsten lige så gode: {}"),
    (
        "{}; alone, segments would say {} and substitutions {}",
        "{}; hver for sig ville segmenter sige {} og substitutioner {}",
    ),
    ("the purity was stated", "tumorandelen er oplyst"),
    (
        "changed segments tell the purity; all of them may be of a part of the tumour's cells only",
        "ændrede segmenter viser tumorandelen; de kan alle være i blot en del af tumorens celler",
    ),
    (
        "the fractions of acquired substitutions tell the purity; no changed segment does",
        "andelene af erhvervede substitutioner viser tumorandelen; intet ændret segment gør",
    ),
    (
        "changed segments and the fractions of acquired substitutions tell the purity",
        "ændrede segmenter og andelene af erhvervede substitutioner viser tumorandelen",
    ),
    // Fusions.
    ("in frame", "i læseramme"),
    ("out of frame", "ude af læseramme"),
    ("whole second gene behind the first promoter", "hele det andet gen bag det førstes promotor"),
    ("not coding", "ikke kodende"),
    ("frame not known: {}", "læseramme ukendt: {}"),
    ("a transcript without its start", "et transkript uden sin start"),
    (
        "one break lies in an exon, the other in an intron, and splicing decides",
        "det ene brud ligger i en exon, det andet i en intron, og splejsningen afgør det",
    ),
    (
        "what lies before the start of the second gene is read as well",
        "hvad der ligger før det andet gens start, læses med",
    ),
    // What is not called.
    ("events longer than 300 bases", "hændelser over 300 baser"),
    ("the sequence of insertions longer than 300 bases", "sekvensen af insertioner over 300 baser"),
    ("copy number", "kopital"),
    ("structural variants", "strukturelle varianter"),
    ("tandem duplications", "tandem-duplikationer"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_within_a_sentence_is_danish_too() {
        let said = "not told: 9 substitutions of a tenth of the reads and more are the tumour's own, 0 those of S-1.2; that is too few";
        let told = "ikke afgjort: 9 substitutioner i mindst en tiendedel af readsene har kun tumor, 0 har kun S-1.2; det er for få";
        assert_eq!(danish(said).as_deref(), Some(told), "the name of a sample keeps its point");
        assert_eq!(
            danish("7.7 % (95 % 0.9 to 18.5) of the normal is tumour; a warning from 5 %, a stop from 25 %").as_deref(),
            Some("7,7 % (95 % 0,9 til 18,5) af normalprøven er tumor; advarsel fra 5 %, stop fra 25 %")
        );
        assert_eq!(
            danish("the fractions of acquired substitutions tell the purity; no changed segment does; other fits are nearly as good: 1").as_deref(),
            Some("andelene af erhvervede substitutioner viser tumorandelen; intet ændret segment gør; andre tilpasninger er næsten lige så gode: 1")
        );
    }

    #[test]
    fn what_is_not_known_stays() {
        assert_eq!(danish("a sentence of a later caller, 3.5"), None);
        assert_eq!(danish(""), None);
        assert_eq!(words("later").da, "later");
        assert_eq!(doubt("later"), None);
    }

    #[test]
    fn both_languages_have_the_same_holes_and_each_pattern_finds_itself() {
        for (en, da) in SENTENCES {
            assert_eq!(en.matches("{}").count(), da.matches("{}").count(), "{en}");
            let (said, told) = (en.replace("{}", "1.5"), da.replace("{}", "1,5"));
            assert_eq!(danish(&said).as_deref(), Some(&*told), "another pattern is taken for {en}");
        }
    }
}
