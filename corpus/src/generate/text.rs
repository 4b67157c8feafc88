//! Texts: words of the law of Zipf, with phrases of the services that a text is about.
//!
//! The phrases of a service go from the form's wording to the street's
//! (`generator/phrases.txt`). An organization draws mostly from the front, a resident mostly
//! from the end: the two share some words, and mostly not the same ones.

use super::draw::{Draw, Side};
use super::vocabulary::{RANKS, Vocabulary};
use super::zipf::ZipfMandelbrot;
use engine::taxonomy::{ServiceCategory, Taxonomy};
use std::ops::RangeInclusive;

const PHRASES: &str = include_str!("../../generator/phrases.txt");

/// What a text can be about.
#[derive(Debug)]
pub(super) struct Topic {
    pub(super) category: ServiceCategory,
    phrases: Vec<&'static str>,
}

/// Everything that texts are drawn from.
#[derive(Debug)]
pub(super) struct Texts {
    topics: Vec<Topic>,
    topic_ranks: ZipfMandelbrot,
    vocabulary: Vocabulary,
    word_ranks: ZipfMandelbrot,
}

/// The share of phrases among the words of a text.
const PHRASE_SHARE: f64 = 0.25;

/// The longest word with its punctuation, in characters; a text ends at most this much short
/// of the length that was drawn for it.
const LONGEST_WORD: usize = 12;

impl Texts {
    pub(super) fn new(taxonomy: &Taxonomy) -> Self {
        let topics = topics(taxonomy);
        Self {
            // a few services are asked for often, most now and then
            topic_ranks: ZipfMandelbrot::new(topics.len(), 0.7, 3.0),
            topics,
            vocabulary: Vocabulary::new(),
            // Mandelbrot's shift as for texts in general; an exponent a little above 1, since
            // the vocabulary has no end
            word_ranks: ZipfMandelbrot::new(RANKS, 1.07, 2.7),
        }
    }

    /// What a record is about.
    pub(super) fn topic(&self, draw: &mut Draw) -> &Topic {
        let rank = self.topic_ranks.draw(draw);
        // the file is in the taxonomy's order; frequent topics should be of every kind. 37 has
        // no divisor in common with the number of topics, so each topic has one rank.
        &self.topics[rank * 37 % self.topics.len()]
    }

    /// A phrase of a topic.
    pub(super) fn phrase(&self, draw: &mut Draw, topic: &Topic, side: Side) -> &'static str {
        let from_front = draw.unit().min(draw.unit());
        let index = (from_front * topic.phrases.len() as f64) as usize;
        match side {
            Side::Organization => topic.phrases[index],
            Side::Resident => topic.phrases[topic.phrases.len() - 1 - index],
        }
    }

    /// A two-character word, for a name.
    pub(super) fn name(&self, draw: &mut Draw) -> String {
        draw.pick(self.vocabulary.pairs()).iter().collect()
    }

    /// A text about topics, with a number of characters from the range.
    pub(super) fn text(
        &self,
        draw: &mut Draw,
        topics: &[&Topic],
        side: Side,
        length: RangeInclusive<usize>,
    ) -> String {
        // short ones are more frequent than long ones
        let least = length.start() + LONGEST_WORD;
        let spread = draw.unit().powi(2) * (length.end() + 1 - least) as f64;
        let most = least + spread as usize;
        let mut text = String::new();
        let mut word = String::new();
        let mut characters = 0;
        loop {
            word.clear();
            if draw.chance(PHRASE_SHARE) {
                let topic = topics[draw.below(topics.len())];
                word.push_str(self.phrase(draw, topic, side));
            } else {
                self.vocabulary.push(self.word_ranks.draw(draw), &mut word);
            }
            word.push_str(draw.weighted(&[(80, ""), (15, "，"), (5, "。")]));
            characters += word.chars().count();
            if characters + 1 > most {
                break;
            }
            text.push_str(&word);
        }
        let end = text.trim_end_matches(['，', '。']).len();
        text.truncate(end);
        text.push('。');
        text
    }
}

/// The topics of the phrase file. A line whose code the taxonomy does not have is left out; a
/// test holds the two together.
fn topics(taxonomy: &Taxonomy) -> Vec<Topic> {
    PHRASES
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let (code, phrases) = line.split_once(": ")?;
            let category = taxonomy.categories.find(code)?;
            Some(Topic { category, phrases: phrases.split_whitespace().collect() })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    //! Properties: every leaf of the taxonomy has phrases; no phrase or word is longer than
    //! the slack; each topic has one rank; texts keep to their length.
    use super::*;
    use crate::taxonomy::embedded;
    use std::collections::BTreeSet;

    #[test]
    fn every_leaf_has_phrases() {
        let taxonomy = embedded();
        let topics = topics(&taxonomy);
        let found: BTreeSet<_> = topics.iter().map(|topic| topic.category).collect();
        let tree = &taxonomy.categories;
        let leaves: BTreeSet<_> = tree.ids().filter(|&id| tree.is_leaf(id)).collect();
        assert_eq!(found, leaves);
        assert_eq!(topics.len(), leaves.len(), "a line each");
        assert_eq!(topics.len(), PHRASES.lines().count() - 2, "no line is left out");
        for topic in &topics {
            assert!(topic.phrases.len() >= 10);
            assert!(topic.phrases.iter().all(|p| p.chars().count() < LONGEST_WORD));
        }
        let ranks: BTreeSet<_> = (0..topics.len()).map(|rank| rank * 37 % topics.len()).collect();
        assert_eq!(ranks.len(), topics.len());
    }

    #[test]
    fn texts_keep_to_their_length() {
        let texts = Texts::new(&embedded());
        for index in 0..500 {
            let mut draw = Draw::new(5, Side::Resident, index);
            let topics = [texts.topic(&mut draw), texts.topic(&mut draw)];
            let text = texts.text(&mut draw, &topics, Side::Resident, 15..=200);
            assert!((15..=200).contains(&text.chars().count()), "{text}");
            assert!(text.ends_with('。'));
        }
    }
}
