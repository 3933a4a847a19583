//! What laboratories write in words instead of a karyotype.

use super::band::Chromosome;

/// The meaning of a stretch of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phrase {
    /// No metaphases, no material, not done.
    NotAssessed,
    /// Abnormalities that are not written out: at least so many.
    AtLeast(u32),
    /// Normal cells.
    Normal,
    /// Another method (FISH, PCR, arrays): not the banded karyotype.
    OtherMethod,
    /// A remark that changes nothing.
    Remark,
    /// A whole chromosome in words: gained or lost.
    Trisomy(Chromosome),
    /// See [`Phrase::Trisomy`].
    Monosomy(Chromosome),
}

const OTHER_METHODS: [&str; 8] = ["fish", "pcr", "cgh", "array", "snp", "mlpa", "southern", "ngs"];

/// Words of which a part suffices, in English, German and Danish.
const PARTS: [(&str, Phrase); 23] = [
    ("nometaph", Phrase::NotAssessed),
    ("nomito", Phrase::NotAssessed),
    ("noanaly", Phrase::NotAssessed),
    ("nomaterial", Phrase::NotAssessed),
    ("noresult", Phrase::NotAssessed),
    ("nogrowth", Phrase::NotAssessed),
    ("notdone", Phrase::NotAssessed),
    ("notavailable", Phrase::NotAssessed),
    ("notperformed", Phrase::NotAssessed),
    ("notevaluable", Phrase::NotAssessed),
    ("failure", Phrase::NotAssessed),
    ("failed", Phrase::NotAssessed),
    ("keineanalysierbarenmetaphasen", Phrase::NotAssessed),
    ("keinemetaphasen", Phrase::NotAssessed),
    ("keinemitosen", Phrase::NotAssessed),
    ("ingenmetafaser", Phrase::NotAssessed),
    ("ingenmitoser", Phrase::NotAssessed),
    (">3abnormalities", Phrase::AtLeast(4)),
    ("complex", Phrase::AtLeast(3)),
    ("komplex", Phrase::AtLeast(3)),
    ("kompleks", Phrase::AtLeast(3)),
    ("isolat", Phrase::Remark),
    ("korrekturbefund", Phrase::Remark),
];

/// Words that must stand alone.
const WHOLE: [(&str, Phrase); 13] = [
    ("na", Phrase::NotAssessed),
    ("n.a.", Phrase::NotAssessed),
    ("n/a", Phrase::NotAssessed),
    ("nd", Phrase::NotAssessed),
    ("n.d.", Phrase::NotAssessed),
    ("n.d", Phrase::NotAssessed),
    ("unknown", Phrase::NotAssessed),
    ("fail", Phrase::NotAssessed),
    ("nl", Phrase::Normal),
    ("nk", Phrase::Normal),
    ("normal", Phrase::Normal),
    ("normalkaryotype", Phrase::Normal),
    ("normalkaryotyp", Phrase::Normal),
];

/// The meaning of words in lower case, if they are known.
pub(super) fn meaning(words: &[u8]) -> Option<Phrase> {
    let text: String = words.iter().filter(|letter| !b" \n'\"()".contains(letter)).map(|l| char::from(*l)).collect();
    // A count must begin the words: "non-complex" is none.
    let says = |(part, phrase): &&(&str, Phrase)| match phrase {
        Phrase::AtLeast(_) => text.starts_with(part),
        _ => text.contains(part),
    };
    if let Some((_, phrase)) = PARTS.iter().find(says) {
        return Some(*phrase);
    }
    if OTHER_METHODS.iter().any(|method| text.contains(method)) {
        return Some(Phrase::OtherMethod);
    }
    let text = text.trim_matches(|letter: char| ".,;:!-".contains(letter) && letter != '.');
    if let Some((_, phrase)) = WHOLE.iter().find(|(word, _)| text == *word) {
        return Some(*phrase);
    }
    numerical(text)
}

/// `trisomy8`, `trisomie 8`, `monosomi 7`.
fn numerical(text: &str) -> Option<Phrase> {
    let (gain, rest) = match (text.strip_prefix("trisom"), text.strip_prefix("monosom")) {
        (Some(rest), _) => (true, rest),
        (_, Some(rest)) => (false, rest),
        _ => return None,
    };
    let chromosome = match rest.trim_start_matches(['y', 'i', 'e']) {
        "x" => Chromosome::X,
        number => Chromosome::autosome(number.parse().ok()?)?,
    };
    Some(if gain { Phrase::Trisomy(chromosome) } else { Phrase::Monosomy(chromosome) })
}

/// Whether a report of another method begins here: `ish`, `nuc ish`, `arr`, `FISH:`.
pub(super) fn other_method_begins(words: &[u8]) -> bool {
    ["nuc", "ish", "arr", "rsa", "sseq", "ogm", "in fish"]
        .iter()
        .chain(&OTHER_METHODS)
        .any(|word| words.starts_with(word.as_bytes()) && !words.get(word.len()).is_some_and(u8::is_ascii_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_understood_or_not_but_never_normal_by_chance() {
        assert_eq!(meaning(b"no metaphases"), Some(Phrase::NotAssessed));
        assert_eq!(
            meaning(b"Keine analysierbaren Metaphasen.".to_ascii_lowercase().as_slice()),
            Some(Phrase::NotAssessed)
        );
        assert_eq!(meaning(b">3abnormalities"), Some(Phrase::AtLeast(4)));
        assert_eq!(meaning(b"komplexer karyotyp"), Some(Phrase::AtLeast(3)));
        assert_eq!(meaning(b"trisomy8onfish"), Some(Phrase::OtherMethod));
        assert_eq!(meaning(b"trisomie 8"), Some(Phrase::Trisomy(Chromosome::Autosome(8))));
        assert_eq!(meaning(b"n.d."), Some(Phrase::NotAssessed));
        assert_eq!(meaning(b"nl"), Some(Phrase::Normal));
        assert_eq!(meaning(b"abnormal"), None);
        assert_eq!(meaning(b"non-complex"), None);
        assert_eq!(meaning(b"pentaploide metaphasen"), None);
        assert!(other_method_begins(b"nuc ish(d8z2x3)") && other_method_begins(b"fish: t(8;21)"));
        assert!(!other_method_begins(b"ishikawa"));
    }
}
