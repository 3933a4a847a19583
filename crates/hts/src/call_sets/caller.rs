//! The program that wrote a file.

use std::fmt;

/// A program, as it is known from a header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Caller {
    /// Its name; `None` if nothing in the file names it.
    pub name: Option<String>,
    /// Its version as written.
    pub version: Option<String>,
}

impl Caller {
    /// A program that is known by its columns, which say no version.
    pub(super) fn named(name: &str) -> Self {
        Self { name: Some(name.to_owned()), version: None }
    }
}

impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name.as_deref().unwrap_or("not stated"))?;
        self.version.as_ref().map_or(Ok(()), |version| write!(f, " {version}"))
    }
}

/// The beginning of a line of the header, in lower case, and the program that writes it. Programs that work on the calls of
/// others stand before those. Each was seen in a file of that program.
const LINES: &[(&str, &str)] = &[
    ("##source=marv", "Marv"),
    ("##somaticseq=", "SomaticSeq"),
    ("##purpleversion=", "PURPLE"),
    ("##esveeversion=", "ESVEE"),
    ("##sageversion=", "SAGE"),
    ("##gridssversion=", "GRIDSS"),
    ("##mutectversion=", "Mutect2"),
    ("##mutect version=", "Mutect2"),
    ("##source=mutect2", "Mutect2"),
    ("##gatkcommandline=<id=mutect2", "Mutect2"),
    ("##gatkcommandline.mutect2=", "Mutect2"),
    ("##mutect=", "MuTect"),
    ("##content=strelka germline", "Strelka2 germline"),
    ("##content=strelka somatic", "Strelka2"),
    ("##source=generatesvcandidates", "Manta"),
    ("##cmdline=configmanta", "Manta"),
    ("##muse_version=", "MuSE"),
    ("##source=varscan2", "VarScan2"),
    ("##source=vardict", "VarDict"),
    ("##source=lofreq", "LoFreq"),
    ("##source=scalpel", "Scalpel"),
    ("##source=freebayes", "freebayes"),
    ("##filter=<id=germline,description=non somatic variants", "DeepSomatic"),
    ("##deepvariant_version=", "DeepVariant"),
    ("##dragenversion=", "DRAGEN"),
    ("##dragencommandline=", "DRAGEN"),
    ("##source=dragen", "DRAGEN"),
    ("##source=lumpy", "LUMPY"),
    ("##source=svaba", "SvABA"),
    ("##source=sniffles", "Sniffles"),
    ("##source=cutesv", "cuteSV"),
    ("##source=melt", "MELT"),
    ("##source=pindel", "Pindel"),
    ("##source=tiddit", "TIDDIT"),
    ("##source=cnvkit", "CNVkit"),
    ("##source=radia", "RADIA"),
    ("##vcfgenerator=radia", "RADIA"),
    ("##cavemanversion=", "CaVEMan"),
    ("##gatkcommandline", "GATK"),
];

/// Keys of `FORMAT` that together only one program declares: for headers that name none.
const FORMATS: &[(&[&str], &str)] = &[
    (&["VD", "ALD", "RD"], "VarDict"),
    (&["BCOUNT", "JGQ", "VAQ"], "SomaticSniper"),
    (&["FOXOG", "QSS"], "Mutect2"),
    (&["FA", "SS", "BQ"], "MuTect"),
    (&["DR", "DV", "RR", "RV"], "DELLY"),
    (&["AU", "CU", "GU", "TU"], "Strelka2"),
    (&["TAR", "TIR", "TOR"], "Strelka2"),
    (&["FREQ", "RD", "AD"], "VarScan2"),
    (&["FAZ", "RAZ", "PM"], "CaVEMan"),
];

/// A version: what stands behind the name, or in the line that some programs have for it.
fn version(line: &str, mark: &str, header: &[String]) -> Option<String> {
    let rest = line.get(mark.len()..).unwrap_or_default();
    let text = if mark.ends_with('=') && !mark.contains("commandline") && !mark.starts_with("##cmdline") {
        rest
    } else if mark.starts_with("##content=strelka") {
        header.iter().find_map(|line| line.strip_prefix("##source_version="))?
    } else if mark.starts_with("##source=") {
        rest.trim_start_matches([' ', '-', '_', 'v', 'V'])
    } else {
        return None;
    };
    // DRAGEN: <ID=dragen,Version="SW: 4.2.4, HW: ...">.
    let text = super::samples::attribute(text, "Version").map_or(text, |text| text.trim_start_matches("SW: "));
    let text = text.trim_matches('"');
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == 'v');
    let word = text.split([' ', ',', ';']).next().unwrap_or_default();
    word.starts_with(|c: char| c.is_ascii_digit()).then(|| word.chars().take(40).collect())
}

/// The program by the lines of a VCF header, and the keys of `FORMAT` declared there.
pub(super) fn of_header(header: &[String], formats: &[&str]) -> Caller {
    let lower: Vec<String> = header.iter().map(|line| line.to_ascii_lowercase().replace('"', "")).collect();
    for (mark, name) in LINES {
        let Some(place) = lower.iter().position(|line| line.starts_with(mark)) else { continue };
        let name = (*name).to_owned();
        return Caller { name: Some(name), version: version(&header[place], mark, header) };
    }
    if let Some(source) = header.iter().find_map(|line| line.strip_prefix("##source=")) {
        return Caller::named(&super::parse::cut(source));
    }
    let by_format = FORMATS.iter().find(|(keys, _)| keys.iter().all(|key| formats.contains(key)));
    by_format.map(|(_, name)| Caller::named(name)).unwrap_or_default()
}
