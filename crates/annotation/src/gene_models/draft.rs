//! From features to genes: what belongs together, what is translated, and which transcript comes first.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use genome::contig::ContigIndex;
use genome::position::{Interval, Strand};

use super::mane::{Mane, unversioned};
use super::record::{Dialect, Record, RecordFault};
use crate::amino_acid::GeneticCode;
use crate::transcript::{Coding, Gene, Place, Selection, Transcript, ends};

/// A name within a contig: the same accession may lie on X and on Y.
type Key = (ContigIndex, String);

#[derive(Debug, Default)]
struct GeneDraft {
    id: String,
    symbol: Option<String>,
    biotype: Option<String>,
}

#[derive(Debug, Default)]
struct TranscriptDraft {
    strand: Option<Strand>,
    gene: Option<String>,
    id: Option<String>,
    biotype: Option<String>,
    tags: BTreeSet<String>,
    exons: Vec<Interval>,
    translated: Vec<(Interval, u32)>,
    stops: Vec<Interval>,
    selenocysteines: Vec<Interval>,
    protein: Option<String>,
    exception: bool,
}

/// Everything read so far.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    genes: BTreeMap<Key, GeneDraft>,
    transcripts: BTreeMap<Key, TranscriptDraft>,
}

/// An accession with its version, where that is an attribute of its own.
fn versioned(id: &str, version: Option<&str>) -> String {
    match version {
        Some(version) if !id.contains('.') => format!("{id}.{version}"),
        _ => id.to_owned(),
    }
}

/// An identifier without the kind that Ensembl (`transcript:`) and NCBI (`rna-`) write before the accession.
fn bare(id: &str) -> &str {
    ["transcript:", "gene:", "rna-", "gene-"].iter().find_map(|kind| id.strip_prefix(kind)).unwrap_or(id)
}

fn first(record: &Record, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| record.attribute(key)).map(Cow::into_owned)
}

impl Drafts {
    /// Takes in a feature.
    pub(super) fn add(&mut self, contig: ContigIndex, record: &Record) -> Result<(), RecordFault> {
        match record.dialect() {
            Dialect::Gtf => self.add_gtf(contig, record),
            Dialect::Gff3 => self.add_gff3(contig, record),
        }
    }

    fn add_gtf(&mut self, contig: ContigIndex, record: &Record) -> Result<(), RecordFault> {
        if !["transcript", "exon", "CDS", "stop_codon", "Selenocysteine"].contains(&record.feature) {
            return Ok(());
        }
        let (gene, id) = (record.required("gene_id")?.into_owned(), record.required("transcript_id")?.into_owned());
        let strand = record.stranded()?;
        self.genes.entry((contig, gene.clone())).or_insert_with(|| GeneDraft {
            id: versioned(&gene, record.attribute("gene_version").as_deref()),
            symbol: first(record, &["gene_name", "gene"]),
            biotype: first(record, &["gene_biotype", "gene_type"]),
        });
        let draft = self.transcripts.entry((contig, id.clone())).or_default();
        if draft.id.is_none() {
            draft.id = Some(versioned(&id, record.attribute("transcript_version").as_deref()));
            draft.gene = Some(gene);
            draft.strand = Some(strand);
        }
        draft.describe(record);
        draft.add(record);
        Ok(())
    }

    fn add_gff3(&mut self, contig: ContigIndex, record: &Record) -> Result<(), RecordFault> {
        let parents = record.values("Parent");
        if ["exon", "CDS", "stop_codon_redefined_as_selenocysteine"].contains(&record.feature) {
            for parent in parents {
                let draft = self.transcripts.entry((contig, parent.into_owned())).or_default();
                draft.strand.get_or_insert(record.stranded()?);
                if draft.protein.is_none() && record.feature == "CDS" {
                    draft.protein = first(record, &["protein_id"]);
                }
                draft.add(record);
            }
            return Ok(());
        }
        let Some(id) = record.attribute("ID") else { return Ok(()) };
        match parents.first() {
            None => {
                let accession = first(record, &["gene_id"]).or_else(|| {
                    record.values("Dbxref").iter().find(|value| value.starts_with("GeneID:")).map(ToString::to_string)
                });
                let accession = accession.unwrap_or_else(|| bare(&id).to_owned());
                let gene = GeneDraft {
                    id: versioned(&accession, record.attribute("version").as_deref()),
                    symbol: first(record, &["gene_name", "gene", "Name"]),
                    biotype: first(record, &["gene_biotype", "gene_type", "biotype"]),
                };
                self.genes.insert((contig, id.into_owned()), gene);
            }
            Some(parent) => {
                let draft = self.transcripts.entry((contig, id.clone().into_owned())).or_default();
                let name = first(record, &["transcript_id", "Name"]).unwrap_or_else(|| bare(&id).to_owned());
                draft.id = Some(versioned(&name, record.attribute("version").as_deref()));
                draft.gene = Some(parent.to_string());
                draft.biotype = match record.feature {
                    "mRNA" => Some("protein_coding".to_owned()),
                    feature => Some(feature.to_owned()),
                };
                draft.describe(record);
            }
        }
        Ok(())
    }

    /// The genes, in genome order; those without a transcript are left out. Beside them the names of transcripts that
    /// cannot be used: without exons, or with exons that overlap.
    pub(super) fn genes(
        mut self,
        mane: Option<&Mane>,
        mitochondrial: impl Fn(ContigIndex) -> bool,
    ) -> (Vec<Gene>, Vec<String>) {
        let owners: BTreeMap<Key, String> = self.transcripts.keys().map(|key| (key.clone(), self.owner(key))).collect();
        let (mut genes, mut unusable) = (BTreeMap::<Key, Gene>::new(), Vec::new());
        for (key, draft) in std::mem::take(&mut self.transcripts) {
            let (contig, owner) = (key.0, owners.get(&key).cloned().unwrap_or_default());
            let stated = self.genes.get(&(contig, owner.clone()));
            let gene_biotype = stated.and_then(|gene| gene.biotype.as_deref());
            let mitochondrial = mitochondrial(contig);
            // What has no strand here is a parent of other features than exons.
            let Some(strand) = draft.strand else { continue };
            let name = draft.id.clone().unwrap_or_else(|| key.1.clone());
            let Some(transcript) = draft.transcript(&key.1, strand, gene_biotype, mane, mitochondrial) else {
                unusable.push(name);
                continue;
            };
            let Some(interval) = transcript.interval() else { continue };
            let gene = genes.entry((contig, owner.clone())).or_insert_with(|| Gene {
                id: stated.map_or_else(|| owner.clone(), |gene| gene.id.clone()),
                symbol: stated
                    .and_then(|gene| gene.symbol.clone())
                    .unwrap_or_else(|| stated.map_or_else(|| owner.clone(), |gene| gene.id.clone())),
                contig,
                interval,
                strand,
                code: if mitochondrial { GeneticCode::VertebrateMitochondrial } else { GeneticCode::Standard },
                transcripts: Vec::new(),
            });
            let (start, end) = (gene.interval.start().min(interval.start()), gene.interval.end().max(interval.end()));
            gene.interval = Interval::new(start, end).unwrap_or(gene.interval);
            gene.transcripts.push(transcript);
        }
        let mut genes: Vec<Gene> = genes.into_values().collect();
        for gene in &mut genes {
            gene.transcripts.sort_by_cached_key(|transcript| {
                let complete = |coding: &Coding| coding.start_complete && coding.end_complete;
                (
                    transcript.selection,
                    transcript.coding.is_none(),
                    !transcript.coding.as_ref().is_some_and(complete),
                    Reverse(transcript.coding_length()),
                    Reverse(transcript.length()),
                    transcript.id.clone(),
                )
            });
        }
        genes.sort_by(|a, b| (a.contig, a.interval, &a.id).cmp(&(b.contig, b.interval, &b.id)));
        (genes, unusable)
    }

    /// The gene of a transcript: its parent, or where that is itself a transcript (a microRNA of its precursor), the
    /// parent's; a gene that is translated without a transcript is its own.
    fn owner(&self, key: &Key) -> String {
        let mut owner = key.clone();
        for _ in 0..4 {
            match self.transcripts.get(&owner).and_then(|draft| draft.gene.clone()) {
                Some(gene) if !self.genes.contains_key(&owner) => owner.1 = gene,
                _ => break,
            }
        }
        owner.1
    }
}

impl TranscriptDraft {
    /// Takes in what is said of the transcript as a whole.
    fn describe(&mut self, record: &Record) {
        let biotype = first(record, &["transcript_biotype", "transcript_type", "biotype"]);
        self.biotype = biotype.or_else(|| self.biotype.take());
        self.tags.extend(record.values("tag").into_iter().map(Cow::into_owned));
        self.exception |= record.attribute("exception").is_some();
        if record.attribute("partial").as_deref() == Some("true") {
            self.tags.insert("partial".to_owned());
        }
        if self.protein.is_none()
            && let Some(protein) = record.attribute("protein_id")
        {
            self.protein = Some(versioned(&protein, record.attribute("protein_version").as_deref()));
        }
    }

    /// Takes in an exon or what is translated of one.
    fn add(&mut self, record: &Record) {
        match record.feature {
            "exon" => self.exons.push(record.interval),
            "CDS" => {
                self.translated.push((record.interval, record.phase.unwrap_or(0)));
                for exception in record.values("transl_except") {
                    self.selenocysteines.extend(translation_exception(&exception));
                }
            }
            "stop_codon" => self.stops.push(record.interval),
            "Selenocysteine" | "stop_codon_redefined_as_selenocysteine" => self.selenocysteines.push(record.interval),
            _ => {}
        }
    }

    fn transcript(
        mut self,
        key: &str,
        strand: Strand,
        gene_biotype: Option<&str>,
        mane: Option<&Mane>,
        mitochondrial: bool,
    ) -> Option<Transcript> {
        let in_order = |intervals: &mut Vec<Interval>| {
            intervals.sort();
            intervals.dedup();
            if strand == Strand::Reverse {
                intervals.reverse();
            }
        };
        if self.exons.is_empty() {
            self.exons = self.translated.iter().map(|(interval, _)| *interval).collect();
        }
        in_order(&mut self.exons);
        // Exons that overlap are no transcript; some sources have such rows for parts that were joined by hand.
        let overlap = self.exons.windows(2).any(|pair| pair[0].overlaps(pair[1]));
        if self.exons.is_empty() || overlap {
            return None;
        }
        let id = self.id.take().or_else(|| self.protein.clone()).unwrap_or_else(|| key.to_owned());
        let mut transcript = Transcript {
            biotype: self.biotype.take().or_else(|| gene_biotype.map(str::to_owned)).unwrap_or_default(),
            selection: self.selection(),
            counterpart: None,
            remarks: Vec::new(),
            exons: std::mem::take(&mut self.exons),
            coding: None,
            id,
        };
        self.translate(&mut transcript, strand, mitochondrial);
        if self.exception {
            transcript.remarks.push("the source states that this transcript differs from the genome".to_owned());
        }
        if let Some(entry) = mane.and_then(|mane| mane.get(&transcript.id)) {
            transcript.selection = entry.selection;
            transcript.counterpart = Some(entry.counterpart.clone());
            if entry.id != transcript.id && unversioned(&transcript.id) != transcript.id {
                transcript.remarks.push(format!("MANE names {}", entry.id));
            }
        }
        Some(transcript)
    }

    fn selection(&self) -> Selection {
        let tagged = |names: &[&str]| names.iter().any(|name| self.tags.contains(*name));
        if tagged(&["MANE_Select", "MANE Select"]) {
            Selection::ManeSelect
        } else if tagged(&["MANE_Plus_Clinical", "MANE Plus Clinical"]) {
            Selection::ManePlusClinical
        } else if tagged(&["Ensembl_canonical", "RefSeq Select"]) {
            Selection::Canonical
        } else {
            Selection::Other
        }
    }

    /// Sets what is translated. In GTF the stop codon is a feature of its own and is joined here.
    fn translate(&mut self, transcript: &mut Transcript, strand: Strand, mitochondrial: bool) {
        let firsts = self.translated.iter().map(|(interval, phase)| (ends(*interval, strand).0, *phase));
        let all = self.translated.iter().map(|(interval, _)| interval).chain(&self.stops);
        let lasts = all.map(|interval| ends(*interval, strand).1);
        let (start, last) = match strand {
            Strand::Forward => (firsts.min(), lasts.max()),
            Strand::Reverse => (firsts.max(), lasts.min()),
        };
        let (Some((start, phase)), Some(last)) = (start, last) else { return };
        let offset = |position| match transcript.place(position, strand) {
            Some(Place::Exon { offset, .. }) => Some(offset),
            _ => None,
        };
        let (Some(start), Some(end)) = (offset(start), offset(last)) else {
            transcript.remarks.push("what is translated does not lie in exons".to_owned());
            return;
        };
        let (start, end) = (start + phase, end + 1);
        let stated: u32 = self.translated.iter().map(|(interval, _)| interval.length().get()).sum();
        let stops: u32 = self.stops.iter().map(|interval| interval.length().get()).sum();
        let partial = self.tags.contains("partial");
        let whole = mitochondrial || end.saturating_sub(start).is_multiple_of(3);
        let mut selenocysteines: Vec<u32> = self
            .selenocysteines
            .iter()
            .filter_map(|interval| Some(offset(ends(*interval, strand).0)?.checked_sub(start)? / 3))
            .collect();
        selenocysteines.sort_unstable();
        selenocysteines.dedup();
        if (stated + stops).saturating_sub(phase) != end.saturating_sub(start) && stated != end.saturating_sub(start) {
            transcript
                .remarks
                .push("what is translated leaves out or repeats bases (a ribosomal frameshift)".to_owned());
        }
        transcript.coding = Some(Coding {
            start,
            end,
            start_complete: phase == 0 && !self.tags.contains("cds_start_NF") && !partial,
            end_complete: whole && !self.tags.contains("cds_end_NF") && !partial,
            protein: self.protein.take(),
            selenocysteines,
        });
    }
}

/// The codon of a translation exception of RefSeq, `(pos:25802095..25802097,aa:Sec)`, if it is selenocysteine. Another
/// exception, such as a stop codon that is completed by the poly-A tail, follows from the bases.
fn translation_exception(text: &str) -> Option<Interval> {
    let (place, amino_acid) = text.split_once(",aa:")?;
    let place = place.trim_start_matches("(pos:").trim_start_matches("complement(").trim_end_matches(')');
    let (start, end) = place.split_once("..")?;
    let number = |text: &str| text.parse::<u32>().ok();
    let interval = Interval::from_half_open(number(start)?.checked_sub(1)?, number(end)?).ok()?;
    amino_acid.starts_with("Sec").then_some(interval)
}
