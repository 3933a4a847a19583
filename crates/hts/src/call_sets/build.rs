//! Against which assembly a file was made, and how that is known.

use std::fmt;

use genome::assembly::Assembly;
use genome::chromosome::Chromosome;
use genome::position::Length;

/// What a file says of its assembly. UCSC's hg19 counts as `GRCh37` here: their chromosomes 1 to 22, X and Y are the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Build {
    statements: Vec<(Option<Assembly>, String)>,
}

impl Build {
    /// The assembly, if everything in the file says the same one. `None` if nothing says it, or if statements differ:
    /// [`Build::contradictory`].
    #[must_use]
    pub fn assembly(&self) -> Option<Assembly> {
        let mut assemblies = self.statements.iter().map(|(assembly, _)| *assembly);
        let first = assemblies.next()??;
        assemblies.all(|other| other == Some(first)).then_some(first)
    }

    /// Whether the file says different things.
    #[must_use]
    pub fn contradictory(&self) -> bool {
        self.statements.iter().any(|(assembly, _)| *assembly != self.statements[0].0)
    }

    /// What in the file says so, one statement of each kind.
    pub fn because(&self) -> impl Iterator<Item = &str> {
        self.statements.iter().map(|(_, text)| text.as_str())
    }

    fn state(&mut self, assembly: Option<Assembly>, kind: &str, text: impl FnOnce() -> String) {
        let known = self.statements.iter().any(|(other, text)| *other == assembly && text.starts_with(kind));
        if !known {
            self.statements.push((assembly, text()));
        }
    }

    /// A contig with a length. The length of a chromosome that neither assembly has is a statement, too.
    pub(super) fn contig(&mut self, name: &str, length: Length) {
        let chromosome = Chromosome::of_name(name).is_some_and(|found| found != Chromosome::Mitochondrion);
        if chromosome {
            let assembly = Assembly::of_chromosome(name, length);
            let of = assembly.map_or("neither GRCh38 nor GRCh37", Assembly::name);
            self.state(assembly, "contig", || format!("contig {name} has {length} bases, as in {of}"));
        }
    }

    /// A text of the header that may name an assembly: a path of a reference, an attribute.
    pub(super) fn named(&mut self, kind: &str, text: &str) {
        // Whole words: the name of a folder may hold any letters.
        let lower = text.to_ascii_lowercase();
        let says = |begin: &[&str], whole: &[&str]| {
            let mut words = lower.split(|c: char| !c.is_ascii_alphanumeric());
            words.any(|word| begin.iter().any(|name| word.starts_with(name)) || whole.contains(&word))
        };
        let grch38 = says(&["grch38", "hg38", "assembly38", "hs38"], &[]);
        let grch37 = says(&["grch37", "hg19", "assembly19", "hs37"], &["b37", "v37"]);
        for (said, assembly) in [(grch38, Assembly::GRCh38), (grch37, Assembly::GRCh37)] {
            if said {
                self.state(Some(assembly), kind, || format!("{kind} is {text}"));
            }
        }
    }

    /// The field `NCBI_Build` of a MAF; whether it names an assembly.
    pub(super) fn ncbi(&mut self, text: &str) -> bool {
        let assembly = match text.to_ascii_lowercase().as_str() {
            "38" | "grch38" | "hg38" | "grch38.p13" | "grch38.p14" => Assembly::GRCh38,
            "37" | "grch37" | "hg19" | "b37" | "grch37.p13" | "grch37-lite" => Assembly::GRCh37,
            _ => return false,
        };
        self.state(Some(assembly), "NCBI_Build", || format!("NCBI_Build is {text}"));
        true
    }
}

impl fmt::Display for Build {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.assembly() {
            Some(assembly) => assembly.fmt(f),
            None if self.contradictory() => f.write_str("contradictory"),
            None => f.write_str("not known"),
        }
    }
}
