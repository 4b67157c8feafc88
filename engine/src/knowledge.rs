//! What the engine knows before it sees a need: the vocabularies, the lexicon, the analyzer and
//! the masking rules. Built once, immutable, shared by all threads.

use crate::age::AgeFinder;
use crate::analyzer::Analyzer;
use crate::clause::turned;
use crate::grams::{Gram, grams, outside};
use crate::lexicon::{Lexicon, Meaning, Sign, Voice};
use crate::mask::Masker;
use crate::meaning::MeaningModel;
use crate::related::Related;
use crate::taxonomy::{TargetGroup, Taxonomy};
use std::ops::Range;

/// All of it, in one value that the stages take.
#[derive(Debug)]
pub struct Knowledge {
    /// Both vocabularies.
    pub taxonomy: Taxonomy,
    /// What residents and organizations say.
    pub lexicon: Lexicon,
    /// Which categories stand in for which.
    pub related: Related,
    /// What texts are about.
    pub meaning: MeaningModel,
    /// Segmentation.
    pub analyzer: Analyzer,
    /// Personal data out.
    pub masker: Masker,
    /// Ages in.
    pub ages: AgeFinder,
    /// The target groups that an age tells, as (from, to, group, weight), years inclusive.
    pub age_groups: Vec<(u32, u32, TargetGroup, f32)>,
}

/// The target groups that ages tell: the thresholds that the field uses. 60 is the age of the
/// law on the elderly (老年人权益保障法, article 2), 80 that of the old-age allowance (高龄津贴);
/// school age is that of compulsory education, 6 to 15.
const AGE_GROUPS: [(u32, u32, &str, f32); 6] = [
    (0, 2, "children.infant", 0.5),
    (3, 14, "children", 0.4),
    (6, 15, "children.school-age", 0.4),
    (13, 17, "youth", 0.4),
    (60, 120, "elderly", 0.5),
    (80, 120, "elderly.oldest-old", 0.6),
];

impl Knowledge {
    /// Puts the parts together. Age groups that the taxonomy does not have are left out.
    pub fn new(
        taxonomy: Taxonomy,
        lexicon: Lexicon,
        analyzer: Analyzer,
        related: Related,
        meaning: MeaningModel,
    ) -> Self {
        let age_groups = AGE_GROUPS
            .iter()
            .filter_map(|&(from, to, code, weight)| {
                taxonomy.groups.find(code).map(|group| (from, to, group, weight))
            })
            .collect();
        Self {
            taxonomy,
            lexicon,
            analyzer,
            related,
            meaning,
            masker: Masker::new(),
            ages: AgeFinder::new(),
            age_groups,
        }
    }

    /// What the model of meaning sees of a need: its grams, but for what is not wanted.
    pub fn grams_of_need(&self, text: &str) -> Vec<Gram> {
        self.grams(text, &self.lexicon.not_wanted(text))
    }

    /// What the model of meaning sees of an offer: its grams, but for what is not done.
    pub fn grams_of_offer(&self, text: &str) -> Vec<Gram> {
        self.grams(text, &self.lexicon.excludes(text))
    }

    fn grams(&self, text: &str, cues: &[Range<usize>]) -> Vec<Gram> {
        let all = grams(text, &self.analyzer.tokens(text), &self.signs(text));
        outside(all, &turned(text, cues))
    }

    /// The signs in a text: the lexicon's, and those that ages are.
    pub fn signs(&self, text: &str) -> Vec<Sign> {
        let mut signs = self.lexicon.signs(text);
        for (years, range) in self.ages.find(text) {
            for &(from, to, group, weight) in &self.age_groups {
                if (from..=to).contains(&years.0) {
                    signs.push(Sign {
                        meaning: Meaning::Group(group),
                        voice: Voice::Resident,
                        weight,
                        range: range.clone(),
                        entry: None,
                    });
                }
            }
        }
        signs.sort_by_key(|s| (s.range.start, s.range.end));
        signs
    }
}
