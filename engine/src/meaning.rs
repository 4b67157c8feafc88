//! The model of meaning: what a text is about, as probabilities.
//!
//! A linear classifier over the grams of a text, with one set of weights for what residents say
//! and one for what organizations say. A text's service categories and "no organization's
//! matter" share out one probability (softmax), since a text is mostly about one of them; target
//! groups, ways of delivery and the rest each have their own (logistic). `duijie train` fits it
//! to the sentences in `corpus/training` and the entries of the lexicon.
//!
//! A text is a vector of its known grams, each weighted by how often it stands there (1 + ln n)
//! and how rare it is in the training texts (idf), scaled to length one. The weights of both
//! sides are stored as a product of low rank: each gram has a short vector, each label a
//! direction. That keeps the file small, and what is learned for one label helps the others.
//!
//! It stays linear, so the words behind a probability are read off: a gram's part in a label is
//! its value times its vector along the label's direction.

use crate::grams::Gram;
use crate::organization::Delivery;
use crate::taxonomy::{ServiceCategory, TargetGroup};
use std::ops::Range;

/// What a text can be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// A service category, a leaf.
    Category(ServiceCategory),
    /// A target group.
    Group(TargetGroup),
    /// How it must reach people, or does.
    Delivery(Delivery),
    /// It cannot wait.
    Urgent,
    /// No social organization's matter.
    OutOfScope,
    /// An organization that takes up any need of its area, or refers on.
    General,
}

impl Label {
    /// Whether it is one of those that share out a text's probability.
    pub fn is_exclusive(self) -> bool {
        matches!(self, Self::Category(_) | Self::OutOfScope)
    }
}

/// The known grams of a text by row, each with its value.
pub type Vector = Vec<(u32, f32)>;

/// The grams that the model knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vocabulary {
    keys: Vec<u32>,
    idf: Vec<f32>,
    /// For each value of a key's first bits the row of its first key, and an end: keys are hashes,
    /// so each begins a few.
    starts: Vec<u32>,
}

/// How many bits of a key tell where to look for it.
const FIRST_BITS: u32 = 14;

impl Vocabulary {
    /// Grams by their keys, sorted, each with its inverse document frequency.
    pub fn new(keys: Vec<u32>, idf: Vec<f32>) -> Self {
        debug_assert!(keys.is_sorted() && keys.len() == idf.len());
        let first = |bits: u32| keys.partition_point(|key| key >> (32 - FIRST_BITS) < bits) as u32;
        let starts = (0..=1 << FIRST_BITS).map(first).collect();
        Self { keys, idf, starts }
    }

    /// The keys of the grams, sorted.
    pub fn keys(&self) -> &[u32] {
        &self.keys
    }

    /// The inverse document frequency of each.
    pub fn idf(&self) -> &[f32] {
        &self.idf
    }

    /// The row of a gram.
    pub fn row(&self, key: u32) -> Option<usize> {
        let first = (key >> (32 - FIRST_BITS)) as usize;
        let (start, end) = (*self.starts.get(first)? as usize, self.starts[first + 1] as usize);
        self.keys[start..end].iter().position(|&k| k == key).map(|at| start + at)
    }

    /// The vector of a text.
    pub fn vector(&self, grams: &[Gram]) -> Vector {
        let mut rows: Vec<usize> = grams.iter().filter_map(|gram| self.row(gram.key)).collect();
        rows.sort_unstable();
        let mut vector: Vector = rows
            .chunk_by(|a, b| a == b)
            .map(|same| (same[0] as u32, (1.0 + (same.len() as f32).ln()) * self.idf[same[0]]))
            .collect();
        let length = vector.iter().map(|(_, v)| v * v).sum::<f32>().sqrt();
        for (_, value) in &mut vector {
            *value /= length;
        }
        vector
    }
}

/// The vectors of the grams.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GramTable {
    /// How long each vector is.
    pub rank: usize,
    /// For each gram what one step of its vector is worth.
    pub steps: Vec<f32>,
    /// The vectors, one after another, in steps.
    pub values: Vec<i8>,
}

impl GramTable {
    fn row(&self, row: usize) -> &[i8] {
        &self.values[row * self.rank..][..self.rank]
    }
}

/// The labels as one side's texts speak of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Side {
    /// The bias of each label.
    pub biases: Vec<f32>,
    /// The directions of the labels, one after another.
    pub directions: Vec<f32>,
}

/// What tells of dangers, each by a logistic regression of its own: dangers are rare among needs,
/// and must not compete with services for the few numbers of a gram's vector.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dangers {
    /// The bias of each danger, in the order of the lexicon's alerts.
    pub biases: Vec<f32>,
    /// What one step of each danger's weights is worth.
    pub steps: Vec<f32>,
    /// For each gram its weight for each danger, in steps.
    pub weights: Vec<i8>,
}

/// The whole model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MeaningModel {
    /// What it tells.
    pub labels: Vec<Label>,
    /// Which grams it knows.
    pub vocabulary: Vocabulary,
    /// Their vectors.
    pub grams: GramTable,
    /// For what residents say.
    pub needs: Side,
    /// For what organizations say.
    pub offers: Side,
    /// For what tells of dangers.
    pub dangers: Dangers,
}

/// How many stretches of text are named as evidence for a label.
const EVIDENCE: usize = 3;

impl MeaningModel {
    /// The probability of each label for a text of a side; none where it knows no gram of it.
    pub fn read(&self, side: &Side, grams: &[Gram]) -> Option<Vec<f32>> {
        let vector = self.vocabulary.vector(grams);
        if vector.is_empty() {
            return None;
        }
        let mut sum = vec![0.0f32; self.grams.rank];
        for (row, value) in vector {
            let row = row as usize;
            let value = value * self.grams.steps[row];
            for (sum, &steps) in sum.iter_mut().zip(self.grams.row(row)) {
                *sum += value * f32::from(steps);
            }
        }
        let mut odds: Vec<f32> = side
            .directions
            .chunks_exact(self.grams.rank.max(1))
            .zip(&side.biases)
            .map(|(direction, bias)| bias + dot(direction, &sum))
            .collect();
        let family = || odds.iter().zip(&self.labels).filter(|(_, label)| label.is_exclusive());
        // against the highest, so that no odds are too large for a number
        let most = family().map(|(odds, _)| *odds).fold(f32::NEG_INFINITY, f32::max);
        let all: f32 = family().map(|(odds, _)| (odds - most).exp()).sum();
        for (odds, label) in odds.iter_mut().zip(&self.labels) {
            *odds = match label.is_exclusive() {
                true => (*odds - most).exp() / all,
                false => 1.0 / (1.0 + (-*odds).exp()),
            };
        }
        Some(odds)
    }

    /// The services that a text of a side may be about, with their probabilities, in the order of
    /// the labels; none where it knows no gram of it.
    pub fn services(&self, side: &Side, grams: &[Gram]) -> Vec<(ServiceCategory, f32)> {
        let labels = self.labels.iter().zip(self.read(side, grams).unwrap_or_default());
        let service = |(label, probability): (&Label, f32)| match label {
            Label::Category(term) => Some((*term, probability)),
            _ => None,
        };
        labels.filter_map(service).collect()
    }

    /// The probability of each danger; none where it knows no gram of the text.
    pub fn danger(&self, grams: &[Gram]) -> Option<Vec<f32>> {
        let Dangers { biases, steps, weights } = &self.dangers;
        let vector = self.vocabulary.vector(grams);
        if vector.is_empty() || weights.is_empty() {
            return None;
        }
        let mut sums = vec![0.0f32; biases.len()];
        for (row, value) in vector {
            let row = &weights[row as usize * sums.len()..][..sums.len()];
            for (sum, &weight) in sums.iter_mut().zip(row) {
                *sum += value * f32::from(weight);
            }
        }
        let odds =
            sums.iter().zip(biases.iter().zip(steps)).map(|(s, (bias, step))| bias + s * step);
        Some(odds.map(|odds| 1.0 / (1.0 + (-odds).exp())).collect())
    }

    /// The words of a text that speak most for a label, in the order of the text; none overlaps
    /// another.
    pub fn evidence(&self, side: &Side, grams: &[Gram], label: usize) -> Vec<Range<usize>> {
        let direction = &side.directions[label * self.grams.rank..][..self.grams.rank];
        self.strongest(grams, |row| {
            let steps = self.grams.row(row).iter().zip(direction);
            steps.map(|(&v, d)| f32::from(v) * d).sum::<f32>() * self.grams.steps[row]
        })
    }

    /// The words of a text that speak most for a danger.
    pub fn danger_evidence(&self, grams: &[Gram], danger: usize) -> Vec<Range<usize>> {
        let Dangers { biases, weights, .. } = &self.dangers;
        self.strongest(grams, |row| f32::from(weights[row * biases.len() + danger]))
    }

    /// The words whose grams weigh most.
    fn strongest(&self, grams: &[Gram], weight: impl Fn(usize) -> f32) -> Vec<Range<usize>> {
        let mut found: Vec<(f32, &Range<usize>)> = grams
            .iter()
            .filter(|gram| gram.whole)
            .filter_map(|gram| {
                let row = self.vocabulary.row(gram.key)?;
                let value = weight(row) * self.vocabulary.idf[row];
                (value > 0.0).then_some((value, &gram.range))
            })
            .collect();
        found.sort_by(|a, b| {
            b.0.total_cmp(&a.0).then_with(|| (a.1.start, a.1.end).cmp(&(b.1.start, b.1.end)))
        });
        let mut named: Vec<Range<usize>> = Vec::new();
        for (_, range) in found {
            let apart = |n: &Range<usize>| range.end <= n.start || n.end <= range.start;
            if named.len() < EVIDENCE && named.iter().all(apart) {
                named.push(range.clone());
            }
        }
        named.sort_by_key(|range| range.start);
        named
    }
}

/// Summed one after another, in the order of the columns: the same bits on every machine.
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    //! Properties: probabilities lie within 0 and 1, those that exclude one another sum to one; a
    //! text without known grams has none; the evidence for a label
    //! stands where its grams stand, and nowhere else.
    use super::*;
    use crate::grams::grams;
    use proptest::prelude::*;

    /// Knows two words, 送饭 and 擦身, each for a category.
    fn model() -> MeaningModel {
        let labels = vec![
            Label::Category(ServiceCategory(0)),
            Label::Category(ServiceCategory(1)),
            Label::OutOfScope,
            Label::Urgent,
        ];
        let key = |word: &str| {
            let found = grams(word, &[], &[]);
            found.iter().find(|gram| gram.range == (0..word.len())).unwrap().key
        };
        let mut words = [(key("送饭"), [1i8, 0]), (key("擦身"), [0, 1])];
        words.sort();
        let side = Side {
            biases: vec![0.0, 0.0, 2.0, -2.0],
            directions: vec![9.0, 0.0, 0.0, 9.0, 0.0, 0.0, 0.0, 0.0],
        };
        MeaningModel {
            labels,
            vocabulary: Vocabulary::new(words.map(|w| w.0).to_vec(), vec![1.0; 2]),
            grams: GramTable { rank: 2, steps: vec![1.0; 2], values: words.map(|w| w.1).concat() },
            needs: side.clone(),
            offers: side,
            // 擦身 stands for a danger here
            dangers: Dangers {
                biases: vec![-2.0],
                steps: vec![0.1],
                weights: words.map(|w| if w.1 == [0, 1] { 100 } else { 0 }).to_vec(),
            },
        }
    }

    fn read(text: &str) -> Vec<f32> {
        let model = model();
        model.read(&model.needs, &grams(text, &[], &[])).unwrap_or_default()
    }

    #[test]
    fn a_word_speaks_for_its_label() {
        assert!(read("中午送饭")[0] > 0.9);
        assert!(read("给她擦身")[1] > 0.9);
        assert!(read("路灯坏了").is_empty());
        // odds beyond what exp can hold
        let mut loud = model();
        loud.needs.directions.iter_mut().for_each(|d| *d *= 100.0);
        let found = loud.read(&loud.needs, &grams("送饭", &[], &[])).unwrap();
        assert!((found[0] - 1.0).abs() < 1e-6 && found[1] < 1e-6, "{found:?}");
        let both = read("送饭、擦身");
        assert!((both[0] - both[1]).abs() < 1e-6 && both[0] > 0.45);
    }

    #[test]
    fn the_evidence_is_where_the_word_stands() {
        let (model, text) = (model(), "擦身，中午送饭");
        let mut grams = grams(text, &[], &[]);
        grams.iter_mut().for_each(|gram| gram.whole = true);
        let found = |label| model.evidence(&model.needs, &grams, label);
        assert_eq!(found(0).iter().map(|r| &text[r.clone()]).collect::<Vec<_>>(), ["送饭"]);
        assert_eq!(found(1).iter().map(|r| &text[r.clone()]).collect::<Vec<_>>(), ["擦身"]);
        assert!(found(3).is_empty());
    }

    #[test]
    fn a_danger_has_weights_of_its_own() {
        let danger = |text: &str| model().danger(&grams(text, &[], &[])).map(|p| p[0] > 0.5);
        assert_eq!(danger("给她擦身"), Some(true));
        assert_eq!(danger("中午送饭"), Some(false));
        assert_eq!(danger("路灯坏了"), None);
    }

    proptest! {
        #[test]
        fn probabilities_are_probabilities(text in "[送饭擦身路灯，]{0,20}") {
            let found = read(&text);
            prop_assume!(!found.is_empty());
            prop_assert!(found.iter().all(|p| (0.0..=1.0).contains(p)));
            prop_assert!((found[..3].iter().sum::<f32>() - 1.0).abs() < 1e-5);
            prop_assert!((found[3] - 0.1192).abs() < 1e-3);
        }
    }
}
