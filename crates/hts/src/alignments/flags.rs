//! The flags of a record (SAM 1.4, field `FLAG`).

/// The flags of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Flags(u16);

macro_rules! flags {
    ($($(#[$doc:meta])* $constant:ident $name:ident $bit:literal,)*) => {
        impl Flags {
            $(
                $(#[$doc])*
                pub const $constant: u16 = $bit;

                $(#[$doc])*
                #[must_use]
                pub const fn $name(self) -> bool {
                    self.0 & $bit != 0
                }
            )*
        }
    };
}

flags! {
    /// The template has several segments: the read is one of a pair.
    PAIRED is_paired 0x1,
    /// Both reads of the pair are aligned as the aligner expects.
    PROPER_PAIR is_proper_pair 0x2,
    /// The read is unmapped; it may still be placed where its mate lies.
    UNMAPPED is_unmapped 0x4,
    /// The mate is unmapped.
    MATE_UNMAPPED is_mate_unmapped 0x8,
    /// The bases are the reverse complement of what was sequenced.
    REVERSE is_reverse 0x10,
    /// The mate's bases are the reverse complement of what was sequenced.
    MATE_REVERSE is_mate_reverse 0x20,
    /// The first read of the pair.
    FIRST is_first 0x40,
    /// The second read of the pair.
    SECOND is_second 0x80,
    /// Another alignment of the read is the primary one.
    SECONDARY is_secondary 0x100,
    /// The read failed the sequencer's or the laboratory's checks.
    QC_FAIL is_qc_fail 0x200,
    /// A PCR or optical duplicate.
    DUPLICATE is_duplicate 0x400,
    /// A part of a chimeric alignment that is not its representative.
    SUPPLEMENTARY is_supplementary 0x800,
}

impl Flags {
    /// Flags from their bits; bits that SAM does not define are kept.
    #[must_use]
    pub const fn new(bits: u16) -> Self {
        Self(bits)
    }

    /// The bits.
    #[must_use]
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// Whether any of these bits is set.
    #[must_use]
    pub const fn any(self, bits: u16) -> bool {
        self.0 & bits != 0
    }
}
