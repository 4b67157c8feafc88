//! `FeatureTable × Model → Scored`: boosted trees, whose score is the sum of what each feature
//! adds, so an explanation is read off, never reconstructed; a calibrated probability comes from
//! the score by Platt scaling (Platt 1999).

use crate::features::{FEATURES, Feature, FeatureTable};
use crate::trees::Trees;
use ndarray::Array1;

/// What was learned from judged pairs.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// What a row of features scores; column by column as in [`Feature::ALL`].
    ///
    /// [`Feature::ALL`]: crate::features::Feature::ALL
    pub trees: Trees,
    /// The log-odds of grade 2 or more: slope × score + intercept.
    pub slope: f32,
    /// See `slope`.
    pub intercept: f32,
    /// How surely nobody suits a need.
    pub refusal: Refusal,
    /// A match of which less is expected is not shown.
    pub show_from: f32,
}

/// How surely nobody suits a need, by how good its best match is and by how surely the need is no
/// social organization's matter: a logistic regression.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Refusal {
    /// Log-odds where the best score is 0 and the need in scope.
    pub bias: f32,
    /// What a step of the best score adds; below 0.
    pub score: f32,
    /// What being out of scope adds; above 0.
    pub out_of_scope: f32,
    /// A need of which "nobody" is more probable than this is left empty.
    pub from: f32,
}

impl Refusal {
    /// The best score as it counts; that of a need without candidates.
    pub fn bounded(best: Option<f32>) -> f32 {
        let most = 10.0;
        best.unwrap_or(-most).clamp(-most, most)
    }

    /// The probability that nobody suits.
    pub fn probability(&self, best: Option<f32>, out_of_scope: f32) -> f32 {
        let score = self.score * Self::bounded(best);
        expectation(self.bias + score + self.out_of_scope * out_of_scope)
    }
}

impl Model {
    /// The probability of grade 2 or more for a score.
    pub fn probability(&self, score: f32) -> f32 {
        1.0 / (1.0 + (-(self.slope * score + self.intercept)).exp())
    }
}

/// How much of a perfect match a score lets expect, 0 to 1: the trees are fitted so that a score
/// is its log-odds.
pub fn expectation(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}

/// A table with the scores of its rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    /// What was scored.
    pub table: FeatureTable,
    /// The score of each row.
    pub scores: Array1<f32>,
    /// Of rows of one score the one with the higher preference goes first: what comes home where
    /// it must, then what is free.
    pub preferences: Array1<f32>,
}

impl Scored {
    /// What each feature adds to the score of a row.
    pub fn contributions(&self, model: &Model, row: usize) -> [f32; FEATURES] {
        let mut parts = [0.0; FEATURES];
        model.trees.score(self.table.row(row), &mut parts);
        // the bias is the first column
        parts[0] += model.trees.start();
        parts
    }
}

/// Scores every row.
pub fn score(table: FeatureTable, model: &Model) -> Scored {
    let scores = model.trees.scores((0..table.rows.len()).map(|row| table.row(row))).into();
    let preferences = table.column(Feature::HomeFits) - &table.column(Feature::Paid);
    Scored { table, scores, preferences }
}
