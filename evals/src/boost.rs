//! Grows boosted trees on judged needs (gradient boosting, Friedman 2001; second-order, with
//! binned features and leaf-wise growth as in LightGBM, Ke et al. 2017).
//!
//! Pointwise: the cross-entropy of a pair's grade over 3, so that the score is the log-odds of how
//! much of a perfect match is to be expected; it both orders and means something. Each feature
//! may move the score only the way that its meaning allows (monotone constraints): a split that
//! would do otherwise is not made, and what lies below a split stays on its side of it.
//!
//! Rows and columns are sampled by a seeded generator and sums run in the order of the rows: the
//! same bytes each time, on any number of threads. Our own, since no well-kept crate of the kind
//! with such constraints builds on stable Rust under a licence that allows use.

mod bins;
mod grow;

use crate::fit::{BEST_GRADE, Judged};
use bins::Bins;
use engine::trees::{Node, Trees};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// How the trees are grown. The defaults are those of the committed model.
#[derive(Clone, Copy, Debug)]
pub struct BoostConfig {
    /// How many trees.
    pub trees: usize,
    /// How many leaves a tree has at most.
    pub leaves: usize,
    /// How much of a tree's best values is taken.
    pub rate: f64,
    /// How many rows a leaf has at least.
    pub least_rows: usize,
    /// How much curvature a leaf has at least.
    pub least_curve: f64,
    /// L2 penalty on a leaf's value.
    pub ridge: f64,
    /// The share of the columns that a tree may ask.
    pub columns: f64,
    /// The share of the rows that a tree sees.
    pub rows: f64,
}

impl Default for BoostConfig {
    fn default() -> Self {
        Self {
            trees: 300,
            leaves: 7,
            rate: 0.035,
            least_rows: 40,
            least_curve: 1e-3,
            ridge: 1.0,
            columns: 0.5,
            rows: 0.8,
        }
    }
}

/// Slope and curvature of the loss in a row's score.
#[derive(Clone, Copy, Debug, Default)]
struct Bend {
    slope: f64,
    curve: f64,
}

/// Grows the trees.
pub fn boost(needs: &[&Judged], config: BoostConfig) -> Trees {
    let rows: Vec<Vec<f32>> =
        needs.iter().flat_map(|n| n.table.values.outer_iter().map(|row| row.to_vec())).collect();
    let grades = needs.iter().flat_map(|need| &need.grades);
    let targets: Vec<f64> = grades.map(|grade| f64::from(*grade) / f64::from(BEST_GRADE)).collect();
    let mean = targets.iter().sum::<f64>() / targets.len().max(1) as f64;
    let base = rounded((mean / (1.0 - mean)).ln().clamp(-10.0, 10.0));
    let mut trees = Trees { base, trees: Vec::with_capacity(config.trees) };
    if mean <= 0.0 || mean >= 1.0 {
        return trees;
    }
    let bins = Bins::new(&rows);
    let mut scores = vec![f64::from(base); rows.len()];
    let mut random = ChaCha8Rng::seed_from_u64(1);
    for _ in 0..config.trees {
        let bends: Vec<Bend> = scores
            .iter()
            .zip(&targets)
            .map(|(score, target)| {
                let p = 1.0 / (1.0 + (-score).exp());
                Bend { slope: p - target, curve: p * (1.0 - p) }
            })
            .collect();
        let seen: Vec<u32> =
            (0..rows.len() as u32).filter(|_| random.random::<f64>() < config.rows).collect();
        let asked: Vec<bool> =
            (0..bins.columns()).map(|_| random.random::<f64>() < config.columns).collect();
        let tree: Vec<Node> = grow::grow(&bins, &bends, seen, &asked, config);
        let tree = Trees { base: 0.0, trees: vec![tree] };
        let added = tree.scores(rows.iter().map(Vec::as_slice));
        scores.iter_mut().zip(added).for_each(|(score, added)| *score += f64::from(added));
        trees.trees.extend(tree.trees);
    }
    trees
}

/// Five decimals: the model in use is the model on file.
fn rounded(value: f64) -> f32 {
    ((value * 1e5).round() / 1e5) as f32
}
