//! Boosted regression trees (Friedman 2001), as the ranking uses them: small, read from a file,
//! evaluated by walking.
//!
//! A tree's node holds the value that the tree would give if it ended there. What a split adds to
//! a score is the difference between the values of the child taken and of the node (Saabas
//! 2014), so the contributions of all features, and what every pair starts with, sum to the score
//! exactly.

/// A node of a tree.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Node {
    /// What the tree adds where it ends here.
    pub value: f32,
    /// Where it goes on; none at a leaf.
    pub split: Option<Split>,
}

/// How a node goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Children {
    /// The node for smaller values, by index.
    pub below: u32,
    /// The node for the others, by index.
    pub from: u32,
}

/// The question that a node asks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Split {
    /// Of which column.
    pub feature: usize,
    /// Values below this go one way, the others the other. As precise as it was learned, so that
    /// a value goes the way here that it went there.
    pub threshold: f64,
    /// Both ways.
    pub children: Children,
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
        self.walk(row, |feature, added| contributions[feature] += added)
    }

    /// The score of a row alone.
    pub fn score_of(&self, row: &[f32]) -> f32 {
        self.walk(row, |_, _| ())
    }

    fn walk(&self, row: &[f32], mut adds: impl FnMut(usize, f32)) -> f32 {
        let mut score = self.start();
        for tree in &self.trees {
            let mut node = &tree[0];
            while let Some(split) = node.split {
                let Children { below, from } = split.children;
                let next =
                    if f64::from(row[split.feature]) < split.threshold { below } else { from };
                let child = &tree[next as usize];
                adds(split.feature, child.value - node.value);
                score += child.value - node.value;
                node = child;
            }
        }
        score
    }

    /// What a row scores of which nothing is asked: the base and the values of all roots.
    pub fn start(&self) -> f32 {
        self.base + self.trees.iter().map(|tree| tree[0].value).sum::<f32>()
    }
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

    fn split(value: f32, feature: usize, threshold: f64, below: u32) -> Node {
        let children = Children { below, from: below + 1 };
        Node { value, split: Some(Split { feature, threshold, children }) }
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
        let score = |row: [f32; 2]| trees().score_of(&row);
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
        }
    }
}
