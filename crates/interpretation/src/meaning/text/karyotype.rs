//! The karyotypes as a text: by banding, by the genome, and the one against the other.

use super::super::{BandedKaryotype, GenomeKaryotype};
use super::Page;
use crate::genomic::{Confirmed, NotCounted};

impl Page {
    pub(super) fn karyotype(&mut self, karyotype: &BandedKaryotype) {
        self.heading("Karyotype by banding", "Karyotype ved båndfarvning");
        self.line(2, &karyotype.text);
        for piece in &karyotype.not_understood {
            let words = self.say("not understood", "ikke forstået");
            self.line(4, format!("{words}: {piece}"));
        }
        self.answer(&karyotype.complex_2017);
        self.answer(&karyotype.complex_2022);
        self.answer(&karyotype.monosomal);
        self.answer(&karyotype.ipss_group);
        self.answer(&karyotype.ipss_r_group);
    }

    pub(super) fn genome_karyotype(&mut self, genome: &GenomeKaryotype) {
        self.heading("Karyotype from the genome", "Karyotype ud fra genomet");
        self.line(2, &genome.text_with_fractions);
        for event in &genome.events {
            let why = match event.not_counted {
                None => continue,
                Some(NotCounted::Focal) => self.say("shorter than 5 Mb", "kortere end 5 Mb"),
                Some(NotCounted::FewCells) => {
                    self.say("in fewer than 10 % of the cells", "i færre end 10 % af cellerne")
                }
                Some(NotCounted::CopyNeutral) => self.say("copies are as many as usual", "kopital som normalt"),
            };
            let share = event.cells.map_or_else(String::new, |cells| format!(" [{:.2}]", cells.best));
            let words = self.say("found, not counted", "fundet, tælles ikke");
            self.line(4, format!("{}{share}: {words}: {why}", event.iscn));
        }
        for junction in &genome.unexplained {
            let words = self.say("junction that no event explains", "sammenføjning, som ingen hændelse forklarer");
            self.line(4, format!("{words}: {junction}"));
        }
        for note in &genome.notes {
            self.line(4, note.in_language(self.language));
        }
        self.answer(&genome.complex_2017);
        self.answer(&genome.complex_2022);
        self.answer(&genome.monosomal);
        for one in &genome.banded {
            let verdict = match one.confirmed {
                Confirmed::Confirmed => self.say("confirmed", "bekræftet"),
                Confirmed::Partly => self.say("confirmed in part", "delvist bekræftet"),
                Confirmed::NotConfirmed => self.say("not confirmed", "ikke bekræftet"),
                Confirmed::NotAssessable => self.say("cannot be told by the genome", "kan ikke afgøres af genomet"),
            };
            let by = if one.by.is_empty() { String::new() } else { format!(" ({})", one.by.join(", ")) };
            let banding = self.say("by banding", "ved båndfarvning");
            self.line(4, format!("{banding} {}: {verdict}{by}", one.written));
        }
        for iscn in &genome.only_genome {
            let words = self.say("in the genome only", "kun i genomet");
            self.line(4, format!("{words}: {iscn}"));
        }
    }
}
