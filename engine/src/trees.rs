//! Boosted regression trees (Friedman 2001), as the ranking uses them: small, read from a file,
//! evaluated by walking.
//!
//! A tree's node holds the value that the tree would give if it ended there. What a split adds to
//! a score is the difference between the values of the child taken and of the node (Saabas
//! 2014), so the contributions of all features, and what every pair starts with, sum to the score
//! exactly.
//!
//! All trees are walked for every organization of every need, so a node is small (16 bytes): a
//! model of some hundred trees stays in the processor's nearest cache.

use std::num::NonZeroU32;

/// A node of a tree.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Node {
    /// What the tree adds where it ends here.
    pub value: f32,
    /// Where it goes on; none at a leaf.
    pub split: Option<Split>,
}

/// The question that a node asks, and how it goes on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Split {
    /// Of which column.
    pub feature: u32,
    /// Values below this go one way, the others the other.
    pub threshold: f32,
    /// The node for smaller values, by index; that for the others is the next one.
    pub below: NonZeroU32,
}

/// A sum of trees.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trees {
    /// What every row starts with.
    pub base: f32,
    /// The trees; each has its root first.
    pub trees: Vec<Vec<Node>>,
}

impl Trees {
    /// The score of a row, and what each column adds to it; the rest is [`Trees::start`].
    pub fn score(&self, row: &[f32], contributions: &mut [f32]) -> f32 {
        let mut score = self.start();
        for tree in &self.trees {
            score = walk(tree, row, score, |feature, added| contributions[feature] += added);
        }
        score
    }

    /// The scores of some rows alone: tree by tree, so that a tree is at hand for all rows.
    pub fn scores<'a>(&self, rows: impl Iterator<Item = &'a [f32]> + Clone) -> Vec<f32> {
        let mut scores = vec![self.start(); rows.clone().count()];
        for tree in &self.trees {
            for (score, row) in scores.iter_mut().zip(rows.clone()) {
                *score = walk(tree, row, *score, |_, _| ());
            }
        }
        scores
    }

    /// What a row scores of which nothing is asked: the base and the values of all roots.
    pub fn start(&self) -> f32 {
        self.base + self.trees.iter().map(|tree| tree[0].value).sum::<f32>()
    }
}

/// Walks down a tree and adds to a score what each question adds.
fn walk(tree: &[Node], row: &[f32], mut score: f32, mut adds: impl FnMut(usize, f32)) -> f32 {
    let mut node = &tree[0];
    while let Some(split) = node.split {
        let feature = split.feature as usize;
        let other = usize::from(row[feature] >= split.threshold);
        let child = &tree[split.below.get() as usize + other];
        adds(feature, child.value - node.value);
        score += child.value - node.value;
        node = child;
    }
    score
}

#[cfg(test)]
mod tests {
    //! Properties: what the features add and the start sum to the score; a value goes the way that
    //! its threshold says.
    use super::*;
    use proptest::prelude::*;

    fn leaf(value: f32) -> Node {
        Node { value, split: None }
    }

    fn split(value: f32, feature: u32, threshold: f32, below: u32) -> Node {
        let below = NonZeroU32::new(below).unwrap();
        Node { value, split: Some(Split { feature, threshold, below }) }
    }

    fn trees() -> Trees {
        Trees {
            base: -1.0,
            trees: vec![
                vec![
                    split(0.1, 0, 0.5, 1),
                    leaf(-0.5),
                    split(0.4, 1, 0.25, 3),
                    leaf(0.2),
                    leaf(1.0),
                ],
                vec![leaf(0.3)],
            ],
        }
    }

    #[test]
    fn a_value_goes_its_way() {
        let score = |row: [f32; 2]| trees().scores([&row[..]].into_iter())[0];
        for (row, expected) in
            [([0.4, 0.9], -1.2), ([0.5, 0.2], -0.5), ([0.5, 0.25], 0.3), ([1.0, 1.0], 0.3)]
        {
            assert!((score(row) - expected).abs() < 1e-6, "{row:?}: {}", score(row));
        }
    }

    proptest! {
        #[test]
        fn contributions_sum_to_the_score(a in 0.0f32..1.0, b in 0.0f32..1.0) {
            let mut parts = [0.0; 2];
            let score = trees().score(&[a, b], &mut parts);
            prop_assert!((parts.iter().sum::<f32>() + trees().start() - score).abs() < 1e-6);
            prop_assert_eq!(trees().scores([&[a, b][..]; 2].into_iter()), [score; 2]);
        }
    }
}
