//! Markers and risk of mature lymphoid neoplasms as text.

use guideline::truth::Truth;

use super::Page;
use crate::language::Named;
use crate::lymphoid::{LymphoidMeaning, MarkerAnswer};

impl Page {
    pub(super) fn lymphoid(&mut self, told: &LymphoidMeaning) {
        if let Some(risk) = &told.myeloma {
            self.heading("Risk, multiple myeloma", "Risiko, myelomatose");
            self.answer(&risk.ims_imwg);
            self.answer(&risk.iss);
            self.answer(&risk.r_iss);
            self.scored(&risk.r2_iss);
        }
        if let Some(risk) = &told.cll {
            self.heading("Risk, chronic lymphocytic leukaemia", "Risiko, kronisk lymfatisk leukæmi");
            self.answer(&risk.tp53);
            self.answer(&risk.ighv);
            self.answer(&risk.leading);
            let complexity = match risk.high_complexity {
                Truth::Yes => self.say("yes", "ja"),
                Truth::No => self.say("no", "nej"),
                Truth::Unknown => self.say("not known", "ikke kendt"),
            };
            let words = self.say("five abnormalities or more", "fem abnormiteter eller flere");
            self.line(2, format!("{words}: {complexity}"));
            self.scored(&risk.ipi);
        }
        self.heading("Markers of the disease", "Sygdommens markører");
        if told.markers.is_empty() {
            let words = self.say("the table has none for this disease", "tabellen har ingen for denne sygdom");
            self.line(2, words);
        }
        for marker in &told.markers {
            self.marker(marker);
        }
    }

    fn marker(&mut self, MarkerAnswer { row, truth, facts }: &MarkerAnswer) {
        let state = match truth {
            Truth::Yes => self.say("found", "fundet"),
            Truth::No => self.say("not found", "ikke fundet"),
            Truth::Unknown => self.say("not settled", "ikke afgjort"),
        };
        let cited = self.cite(row.citation);
        let disease = row.disease.in_language(self.language);
        self.line(2, format!("{disease}, {}: {state}", row.name));
        self.line(4, format!("{}  {cited}", self.language.choose(row.en, row.da)));
        for fact in facts {
            self.fact(fact);
        }
    }
}
