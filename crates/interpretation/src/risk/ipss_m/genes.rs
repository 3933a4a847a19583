//! The genes of IPSS-M beside `TP53`.

use guideline::truth::Truth;
use serde::Serialize;

macro_rules! genes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// A gene that IPSS-M asks for, `TP53` apart; named as the columns of the reference program.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        pub enum Gene {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)*
        }

        impl Gene {
            /// All thirty, in the order of the reference program.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The column of the reference program: the gene, and `MLL_PTD` for the partial tandem duplication of `KMT2A`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

genes! {
    /// Partial tandem duplication of `KMT2A`.
    Kmt2aPtd = "MLL_PTD",
    /// `FLT3`: internal tandem duplication or tyrosine kinase domain.
    Flt3 = "FLT3",
    /// `ASXL1`.
    Asxl1 = "ASXL1",
    /// `CBL`.
    Cbl = "CBL",
    /// `DNMT3A`.
    Dnmt3a = "DNMT3A",
    /// `ETV6`.
    Etv6 = "ETV6",
    /// `EZH2`.
    Ezh2 = "EZH2",
    /// `IDH2`.
    Idh2 = "IDH2",
    /// `KRAS`.
    Kras = "KRAS",
    /// `NPM1`.
    Npm1 = "NPM1",
    /// `NRAS`.
    Nras = "NRAS",
    /// `RUNX1`.
    Runx1 = "RUNX1",
    /// `SF3B1`.
    Sf3b1 = "SF3B1",
    /// `SRSF2`.
    Srsf2 = "SRSF2",
    /// `U2AF1`.
    U2af1 = "U2AF1",
    /// `BCOR`.
    Bcor = "BCOR",
    /// `BCORL1`.
    Bcorl1 = "BCORL1",
    /// `CEBPA`.
    Cebpa = "CEBPA",
    /// `ETNK1`.
    Etnk1 = "ETNK1",
    /// `GATA2`.
    Gata2 = "GATA2",
    /// `GNB1`.
    Gnb1 = "GNB1",
    /// `IDH1`.
    Idh1 = "IDH1",
    /// `NF1`.
    Nf1 = "NF1",
    /// `PHF6`.
    Phf6 = "PHF6",
    /// `PPM1D`.
    Ppm1d = "PPM1D",
    /// `PRPF8`.
    Prpf8 = "PRPF8",
    /// `PTPN11`.
    Ptpn11 = "PTPN11",
    /// `SETBP1`.
    Setbp1 = "SETBP1",
    /// `STAG2`.
    Stag2 = "STAG2",
    /// `WT1`.
    Wt1 = "WT1",
}

/// The genes that have no coefficient of their own: their mutated ones are counted, up to two.
pub const RESIDUAL_GENES: [Gene; 15] = [
    Gene::Bcor,
    Gene::Bcorl1,
    Gene::Cebpa,
    Gene::Etnk1,
    Gene::Gata2,
    Gene::Gnb1,
    Gene::Idh1,
    Gene::Nf1,
    Gene::Phf6,
    Gene::Ppm1d,
    Gene::Prpf8,
    Gene::Ptpn11,
    Gene::Setbp1,
    Gene::Stag2,
    Gene::Wt1,
];

/// Whether each gene is mutated: yes, no, or not known, which is not wild type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct GeneStatus([Truth; Gene::ALL.len()]);

impl GeneStatus {
    /// No gene is known.
    #[must_use]
    pub const fn unknown() -> Self {
        Self([Truth::Unknown; Gene::ALL.len()])
    }

    /// Whether the gene is mutated.
    #[must_use]
    pub const fn get(&self, gene: Gene) -> Truth {
        self.0[gene as usize]
    }

    /// States one gene.
    pub const fn set(&mut self, gene: Gene, mutated: Truth) {
        self.0[gene as usize] = mutated;
    }
}
