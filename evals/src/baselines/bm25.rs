//! BM25 (Robertson & Zaragoza 2009) as Lucene has it: k1 = 1.2 and b = 0.75, its own
//! setting; the inverse document frequency with one added, so that it is never
//! negative; a word of the query counts as often as it stands there. Words are those of
//! jieba's search mode with its own dictionary and hidden Markov model.

use jieba_rs::Jieba;
use std::collections::BTreeMap;

const K1: f64 = 1.2;
const B: f64 = 0.75;

/// An index of texts.
#[derive(Debug)]
pub struct Bm25 {
    jieba: Jieba,
    /// For each word the texts that hold it, each with its share of the score: everything but
    /// the query.
    postings: BTreeMap<String, Vec<(usize, f64)>>,
    texts: usize,
}

impl Bm25 {
    /// Indexes some texts.
    pub fn new(texts: &[String]) -> Self {
        let jieba = Jieba::new();
        let counted: Vec<_> = texts.iter().map(|text| counts(words(&jieba, text))).collect();
        let lengths: Vec<f64> = counted.iter().map(|c| c.values().sum::<u32>().into()).collect();
        let average = crate::measures::mean(&lengths);

        let mut postings: BTreeMap<String, Vec<(usize, f64)>> = BTreeMap::new();
        for (text, words) in counted.into_iter().enumerate() {
            let norm = K1 * (1.0 - B + B * lengths[text] / average);
            for (word, count) in words {
                let count = f64::from(count);
                postings.entry(word).or_default().push((text, count / (count + norm)));
            }
        }
        for list in postings.values_mut() {
            let found = list.len() as f64;
            let idf = (1.0 + (texts.len() as f64 - found + 0.5) / (found + 0.5)).ln();
            for (_, share) in list {
                *share *= idf;
            }
        }
        Self { jieba, postings, texts: texts.len() }
    }

    /// The score of every text.
    pub fn scores(&self, query: &str) -> Vec<f64> {
        let mut scores = vec![0.0; self.texts];
        for (word, count) in counts(words(&self.jieba, query)) {
            for &(text, share) in self.postings.get(&word).into_iter().flatten() {
                scores[text] += f64::from(count) * share;
            }
        }
        scores
    }
}

/// Lower-case words; punctuation is none.
fn words(jieba: &Jieba, text: &str) -> Vec<String> {
    let tokens = jieba.cut_for_search(text, true);
    tokens
        .into_iter()
        .filter(|token| token.word.chars().any(char::is_alphanumeric))
        .map(|token| token.word.to_lowercase())
        .collect()
}

pub(super) fn counts(terms: Vec<String>) -> BTreeMap<String, u32> {
    let mut counts = BTreeMap::new();
    for term in terms {
        *counts.entry(term).or_default() += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    //! Properties: a worked example by hand; a rare word outweighs a common one.
    use super::*;

    #[test]
    fn a_worked_example() {
        let texts = ["理发 理发 上门", "上门", "书法 上门"].map(str::to_owned);
        let scores = Bm25::new(&texts).scores("理发");
        // one of three texts has it, twice in three words; two words are the average
        let idf = (1.0 + 2.5 / 1.5f64).ln();
        let expected = idf * 2.0 / (2.0 + 1.2 * (0.25 + 0.75 * 3.0 / 2.0));
        assert!((scores[0] - expected).abs() < 1e-12, "{scores:?}");
        assert_eq!(scores[1..], [0.0, 0.0]);
    }

    #[test]
    fn a_rare_word_outweighs_a_common_one() {
        let texts = ["理发 上门", "书法 上门", "书法 上门"].map(str::to_owned);
        let bm25 = Bm25::new(&texts);
        assert!(bm25.scores("理发")[0] > bm25.scores("书法")[1]);
        assert!(bm25.scores("书法")[1] > bm25.scores("上门")[1]);
        assert_eq!(bm25.scores("，。！"), [0.0; 3]);
    }
}
