//! `FeatureTable × Model → Scored`: a linear model. A row's score is the sum of its
//! contributions (value × weight), so an explanation is read off, never reconstructed; a
//! calibrated probability comes from the score by Platt scaling (Platt 1999).

use crate::features::{FEATURES, Feature, FeatureTable, Row};
use ndarray::{Array1, Array2};

/// What was learned from judged pairs.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// A weight for each of [`Feature::ALL`].
    pub weights: [f32; FEATURES],
    /// The log-odds of grade 2 or more: slope × score + intercept.
    pub slope: f32,
    /// See `slope`.
    pub intercept: f32,
    /// A need whose best match is less probable than this has nobody.
    pub abstain_below: f32,
    /// A match less probable than this is not shown.
    pub show_from: f32,
}

impl Model {
    /// The probability of grade 2 or more for a score.
    pub fn probability(&self, score: f32) -> f32 {
        1.0 / (1.0 + (-(self.slope * score + self.intercept)).exp())
    }
}

/// The rows of a table with their scores.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    /// What each row is of, as in the table.
    pub rows: Vec<Row>,
    /// A row for each of `rows`, a column for each of [`Feature::ALL`].
    pub contributions: Array2<f32>,
    /// The sum of each row's contributions.
    pub scores: Array1<f32>,
}

impl Scored {
    /// The contributions of a row, each with its feature.
    pub fn contributions_of(&self, row: usize) -> impl Iterator<Item = (Feature, f32)> + '_ {
        Feature::ALL.into_iter().zip(self.contributions.row(row).to_vec())
    }
}

/// Scores every row.
pub fn score(table: &FeatureTable, model: &Model) -> Scored {
    let mut contributions = table.values.clone();
    for mut row in contributions.rows_mut() {
        for (value, weight) in row.iter_mut().zip(model.weights) {
            *value *= weight;
        }
    }
    // summed one after another, in the order of the columns: the same bits on every machine
    let sums: Vec<f32> = contributions.outer_iter().map(|row| row.iter().sum()).collect();
    Scored { rows: table.rows.clone(), contributions, scores: Array1::from(sums) }
}
