//! A case as its `case.toml` holds it.

use std::fs;

use serde::Deserialize;

/// One folder under `truth/`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The folder's name.
    #[serde(skip)]
    pub name: String,
    /// Its `story.md`.
    #[serde(skip)]
    pub story: String,
    pub run: Vec<Run>,
}

/// One pair.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    pub name: String,
    /// A BAM, or FASTQ files in pairs.
    pub tumour: Vec<String>,
    /// The same; none for a tumour alone.
    #[serde(default)]
    pub normal: Vec<String>,
    /// Of the normal's file, only reads whose names begin with this.
    #[serde(default)]
    pub normal_names: String,
    pub reference: ReferenceSource,
    /// Reads are aligned anew with bwa.
    #[serde(default)]
    pub align: bool,
    /// A VCF whose variants are genotyped as well.
    pub candidates: Option<String>,
    /// The variants are given as hot spots.
    #[serde(default)]
    pub hotspots: bool,
    /// Exactly the checks that stop the pair; they are accepted.
    #[serde(default)]
    pub stops: Vec<String>,
    #[serde(default)]
    pub variant: Vec<Expected>,
    /// At most so many calls pass, are false, and are not listed one by one.
    #[serde(default)]
    pub further_false_calls: usize,
}

/// Where the bases come from that the reads are compared with.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReferenceSource {
    /// A FASTA file.
    Fasta(String),
    /// One record of a FASTA file. A record named `chr13:28003274-28100576` is that piece of chr13.
    Record(String, String),
    /// The slice that a test case of Varlociraptor holds.
    Testcase(String),
    /// What the reads' own field `MD` tells of it, or, without one, what most reads of the normal show.
    Reads,
}

/// What is true of a variant, and what is called.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// `contig:position`, as in a VCF line.
    pub at: String,
    /// `C>G`, or with a number of bases `del32`, `dup100`, `ins49`.
    pub change: String,
    pub truth: Truth,
    pub call: Outcome,
    /// Doubts that a call must have; it may have others.
    #[serde(default)]
    pub doubts: Vec<String>,
    /// The most probable explanation.
    pub best: Option<String>,
    /// Least and greatest allele fraction in the tumour.
    pub af: Option<[f64; 2]>,
}

/// What the source says that the variant is, or the reads where the source says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Truth {
    Somatic,
    Germline,
    /// No variant: misplaced reads, an artefact, another allele written wrongly.
    Absent,
    Unknown,
}

/// What stands in `somatic.vcf.gz`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// A line that passes.
    Pass,
    /// A line with doubts.
    Doubted,
    /// No line.
    None,
    /// No line, or one with doubts.
    NoPass,
    /// Whatever: the evidence is at the border, and the truth is not known.
    Any,
}

impl Expected {
    /// Whether the call says something else than the truth.
    pub fn differs(&self) -> bool {
        self.truth != Truth::Unknown && (self.truth == Truth::Somatic) != (self.call == Outcome::Pass)
    }
}

impl Run {
    /// Every file that it needs, from the folder of shared data.
    pub fn files(&self) -> impl Iterator<Item = &String> {
        let reference = match &self.reference {
            ReferenceSource::Fasta(path) | ReferenceSource::Record(path, _) | ReferenceSource::Testcase(path) => {
                Some(path)
            }
            ReferenceSource::Reads => None,
        };
        self.tumour.iter().chain(&self.normal).chain(reference).chain(&self.candidates)
    }
}

impl Case {
    /// All cases, by name.
    pub fn all() -> Vec<Self> {
        let folders = fs::read_dir(super::repository().join("truth")).unwrap().map(|entry| entry.unwrap().path());
        let mut cases: Vec<Self> = folders
            .filter(|folder| folder.is_dir())
            .map(|folder| {
                let read = |name: &str| {
                    let path = folder.join(name);
                    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
                };
                let mut case: Self = toml::from_str(&read("case.toml"))
                    .unwrap_or_else(|error| panic!("{}/case.toml: {error}", folder.display()));
                case.name = folder.file_name().unwrap().to_string_lossy().into_owned();
                case.story = read("story.md");
                case
            })
            .collect();
        cases.sort_by(|one, other| one.name.cmp(&other.name));
        assert!(!cases.is_empty());
        cases
    }

    /// The variants whose call is not what is true, with the names of their runs.
    pub fn differences(&self) -> impl Iterator<Item = (&str, &Expected)> {
        let variants = self.run.iter().flat_map(|run| run.variant.iter().map(|variant| (run.name.as_str(), variant)));
        variants.filter(|(_, variant)| variant.differs())
    }
}
