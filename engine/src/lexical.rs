//! Agreement of words: two measures over the offers of a catalog.
//!
//! - BM25F over words (Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework"): an
//!   offer's heading counts more than its text, and length normalizes each.
//! - Cosine of character 1- to 3-gram TF-IDF: finds what segmentation cuts differently on the
//!   two sides (做个饭, 做饭).
//!
//! Both need document frequencies, which are the catalog's. Terms are numbers, so that a need
//! is compared with an offer by walking one short list.

use std::collections::{BTreeMap, HashMap};

/// Terms and in how many documents each stands.
#[derive(Debug, Default)]
struct Vocabulary {
    // looked up, never walked: its order cannot reach a result
    ids: HashMap<String, u32>,
    document_frequency: Vec<u32>,
    documents: u32,
}

impl Vocabulary {
    /// Counts a document's distinct terms and returns their numbers.
    fn add<'a>(&mut self, distinct: impl Iterator<Item = &'a str>) -> Vec<u32> {
        self.documents += 1;
        distinct
            .map(|term| {
                let next = self.ids.len() as u32;
                let id = *self.ids.entry(term.to_owned()).or_insert(next);
                if id == next {
                    self.document_frequency.push(0);
                }
                self.document_frequency[id as usize] += 1;
                id
            })
            .collect()
    }

    /// BM25's inverse document frequency, never negative.
    fn bm25_idf(&self, id: u32) -> f32 {
        let (n, df) = (self.documents as f32, self.document_frequency[id as usize] as f32);
        (1.0 + (n - df + 0.5) / (df + 0.5)).ln()
    }

    /// The smoothed inverse document frequency of TF-IDF.
    fn smooth_idf(&self, id: u32) -> f32 {
        let (n, df) = (self.documents as f32, self.document_frequency[id as usize] as f32);
        ((1.0 + n) / (1.0 + df)).ln() + 1.0
    }
}

/// How much a word in an offer's heading counts against one in its text.
const HEADING_WEIGHT: f32 = 2.0;
/// How fast repetitions of a word stop counting.
const K1: f32 = 1.2;
/// How much an offer's length counts: half, since long offers are mostly of broader content.
const B: f32 = 0.5;

/// The words of an offer, before statistics.
#[derive(Clone, Debug, Default)]
pub struct OfferWords {
    /// Words of its names.
    pub heading: Vec<String>,
    /// Words of its description.
    pub body: Vec<String>,
}

/// BM25F over the words of offers.
#[derive(Debug, Default)]
pub struct Bm25 {
    vocabulary: Vocabulary,
    /// For each offer its words with their weighted, length-normalized frequency, by word.
    frequencies: Vec<Vec<(u32, f32)>>,
}

/// A need's distinct words with their inverse document frequency, over one catalog.
#[derive(Clone, Debug, Default)]
pub struct WordQuery {
    /// (word number, idf), by word number.
    terms: Vec<(u32, f32)>,
}

impl Bm25 {
    /// Counts the words of all offers.
    pub fn new(offers: &[OfferWords]) -> Self {
        let mean = |length: fn(&OfferWords) -> usize| {
            let total: usize = offers.iter().map(length).sum();
            (total as f32 / offers.len().max(1) as f32).max(1.0)
        };
        let (mean_heading, mean_body) = (mean(|o| o.heading.len()), mean(|o| o.body.len()));
        let mut vocabulary = Vocabulary::default();
        let frequencies = offers
            .iter()
            .map(|offer| {
                let norm = |length: usize, mean: f32| 1.0 - B + B * length as f32 / mean;
                let heading = HEADING_WEIGHT / norm(offer.heading.len(), mean_heading);
                let body = 1.0 / norm(offer.body.len(), mean_body);
                let mut counts: BTreeMap<&str, f32> = BTreeMap::new();
                for word in &offer.heading {
                    *counts.entry(word).or_default() += heading;
                }
                for word in &offer.body {
                    *counts.entry(word).or_default() += body;
                }
                let ids = vocabulary.add(counts.keys().copied());
                let mut frequencies: Vec<(u32, f32)> =
                    ids.into_iter().zip(counts.into_values()).collect();
                frequencies.sort_by_key(|&(id, _)| id);
                frequencies
            })
            .collect();
        Self { vocabulary, frequencies }
    }

    /// A need's words as this catalog knows them.
    pub fn query(&self, words: &[String]) -> WordQuery {
        let mut ids: Vec<u32> =
            words.iter().filter_map(|w| self.vocabulary.ids.get(w).copied()).collect();
        ids.sort_unstable();
        ids.dedup();
        WordQuery { terms: ids.into_iter().map(|id| (id, self.vocabulary.bm25_idf(id))).collect() }
    }

    /// The score of an offer for a need, 0 or more, without an upper bound.
    pub fn score(&self, query: &WordQuery, offer: usize) -> f32 {
        common(&query.terms, &self.frequencies[offer])
            .map(|(idf, frequency)| idf * frequency * (K1 + 1.0) / (frequency + K1))
            .sum()
    }
}

/// Character 1- to 3-gram TF-IDF of offers, each a vector of length one.
#[derive(Debug, Default)]
pub struct GramVectors {
    vocabulary: Vocabulary,
    vectors: Vec<Vec<(u32, f32)>>,
}

/// A need's grams as a vector of length one, over one catalog.
#[derive(Clone, Debug, Default)]
pub struct GramQuery(Vec<(u32, f32)>);

impl GramVectors {
    /// Counts the grams of all offers' texts.
    pub fn new<'a>(offers: impl Iterator<Item = &'a str>) -> Self {
        let mut vocabulary = Vocabulary::default();
        let counted: Vec<(Vec<u32>, Vec<u32>)> = offers
            .map(|text| {
                let text = crate::analyzer::normalize(text);
                let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
                grams(&text, |gram| *counts.entry(gram).or_default() += 1);
                let ids = vocabulary.add(counts.keys().copied());
                (ids, counts.into_values().collect())
            })
            .collect();
        let vectors = counted
            .into_iter()
            .map(|(ids, counts)| unit_vector(&vocabulary, ids.into_iter().zip(counts)))
            .collect();
        Self { vocabulary, vectors }
    }

    /// A need's grams as this catalog knows them.
    pub fn query(&self, text: &str) -> GramQuery {
        let text = crate::analyzer::normalize(text);
        let mut ids: Vec<u32> = Vec::new();
        grams(&text, |gram| ids.extend(self.vocabulary.ids.get(gram)));
        ids.sort_unstable();
        let counted = ids.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as u32));
        GramQuery(unit_vector(&self.vocabulary, counted))
    }

    /// The cosine of a need and an offer, 0 to 1.
    pub fn cosine(&self, query: &GramQuery, offer: usize) -> f32 {
        common(&query.0, &self.vectors[offer]).map(|(a, b)| a * b).sum()
    }
}

/// Sublinear term frequency × idf, scaled to length one, by gram.
fn unit_vector(
    vocabulary: &Vocabulary,
    counts: impl Iterator<Item = (u32, u32)>,
) -> Vec<(u32, f32)> {
    let mut vector: Vec<(u32, f32)> = counts
        .map(|(id, count)| (id, (1.0 + (count as f32).ln()) * vocabulary.smooth_idf(id)))
        .collect();
    vector.sort_by_key(|&(id, _)| id);
    let length = vector.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
    if length > 0.0 {
        for (_, weight) in &mut vector {
            *weight /= length;
        }
    }
    vector
}

/// Visits the character 1-, 2- and 3-grams of the runs of letters and digits in a text.
fn grams<'a>(text: &'a str, mut visit: impl FnMut(&'a str)) {
    for run in text.split(|c: char| !c.is_alphanumeric()) {
        for (start, _) in run.char_indices() {
            let rest = &run[start..];
            for (end, last) in rest.char_indices().take(3) {
                visit(&rest[..end + last.len_utf8()]);
            }
        }
    }
}

/// The values of the ids that two lists, sorted by id, have in common.
fn common<'a>(a: &'a [(u32, f32)], b: &'a [(u32, f32)]) -> impl Iterator<Item = (f32, f32)> + 'a {
    let (mut i, mut j) = (0, 0);
    std::iter::from_fn(move || {
        while i < a.len() && j < b.len() {
            match a[i].0.cmp(&b[j].0) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    let pair = (a[i].1, b[j].1);
                    i += 1;
                    j += 1;
                    return Some(pair);
                }
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    //! Properties: the text itself is the nearest to itself, with cosine one; a rarer word
    //! counts more; a heading counts more than a body; no common word, no score.
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').filter(|w| !w.is_empty()).map(str::to_owned).collect()
    }

    fn bm25(offers: &[(&str, &str)]) -> Bm25 {
        let offers: Vec<OfferWords> = offers
            .iter()
            .map(|(heading, body)| OfferWords { heading: words(heading), body: words(body) })
            .collect();
        Bm25::new(&offers)
    }

    #[test]
    fn words_count_by_rarity_and_place() {
        let index = bm25(&[("助餐", "老人 送"), ("服务", "助餐 老人"), ("服务", "理发 老人")]);
        let score = |text: &str, offer| index.score(&index.query(&words(text)), offer);
        assert!(score("助餐", 0) > score("助餐", 1));
        assert!(score("理发", 2) > score("老人", 2));
        assert!(score("助餐", 2) == 0.0 && score("没有 的 词", 0) == 0.0);
        assert!(score("助餐 老人", 1) > score("助餐", 1));
    }

    proptest! {
        #[test]
        fn a_text_is_nearest_to_itself(texts in proptest::collection::vec("[助餐老人理发接送]{2,9}", 2..6)) {
            let vectors = GramVectors::new(texts.iter().map(String::as_str));
            for (i, text) in texts.iter().enumerate() {
                let query = vectors.query(text);
                prop_assert!((vectors.cosine(&query, i) - 1.0).abs() < 1e-4);
                for j in 0..texts.len() {
                    prop_assert!(vectors.cosine(&query, j) <= 1.0 + 1e-4);
                }
            }
        }
    }
}
