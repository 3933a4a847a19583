//! What the pass gives of the whole genome, whether somatic variants are there or not: alleles where people differ, and
//! coverage. The checks of a pair rest on it.

use serde::{Deserialize, Serialize};

use crate::genes::Genes;
use crate::pass::alleles::AlleleCounts;
use crate::pass::coverage::Coverage;
use crate::pass::structure::Edges;
use crate::pass::tandem::{Loci, TandemReads};
use crate::pass::windows::WindowDepths;
use crate::snps::Snps;
use crate::structural::places::Places;

/// What is looked at beside the candidates.
#[derive(Debug, Clone, Default)]
pub struct Watched {
    /// Places where people differ; without any, those that the specimens show.
    pub snps: Snps,
    /// Genes whose coverage is told.
    pub genes: Genes,
    /// Where all reads are kept for tandem duplications.
    pub tandem_loci: Loci,
    /// Where junctions are expected, or are made by the body itself.
    pub places: Places,
}

/// What was found there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survey {
    /// The alleles of every specimen.
    pub alleles: AlleleCounts,
    /// The depth of every specimen.
    pub coverage: Coverage,
    /// Depth and GC content by window.
    pub windows: WindowDepths,
    /// Where fragments join what the reference does not.
    pub edges: Edges,
    /// Reads at the loci of tandem duplications.
    pub tandem_reads: TandemReads,
}

impl Survey {
    /// Adds the next part in genome order.
    pub fn add(&mut self, other: Self) {
        self.alleles.add(other.alleles);
        self.coverage.add(other.coverage);
        self.windows.add(&other.windows);
        self.edges.add(other.edges);
        self.tandem_reads.add(other.tandem_reads);
    }
}
