//! Fits the ranking model to judged needs: the trees, the calibration of their score, and when to
//! say "nobody".
//!
//! Calibration and threshold are learned from scores of needs that the trees did not see: the
//! judged needs are parted into folds, and each fold is scored by trees grown on the others. The
//! trees that ship are grown on all of them.

use crate::boost::{BoostConfig, boost};
use crate::folds::fold_of;
use crate::refusal::{self, Best};
use engine::features::FeatureTable;
use engine::score::Model;
use engine::trees::Trees;
use rayon::prelude::*;

/// A need's organizations with their features and judgments.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The need's id: it tells the fold.
    pub id: String,
    /// A row for every organization that passed the hard rules.
    pub table: FeatureTable,
    /// The grade of each row's organization.
    pub grades: Vec<u8>,
    /// How surely the need is understood as no organization's matter.
    pub out_of_scope: f32,
}

impl Judged {
    /// The features of each organization.
    pub fn rows(&self) -> impl Iterator<Item = &[f32]> + Clone {
        (0..self.table.rows.len()).map(|row| self.table.row(row))
    }
}

/// The grade of the right one.
pub const BEST_GRADE: u8 = 3;

/// How the fit is done. The defaults are those of the committed model.
#[derive(Clone, Copy, Debug)]
pub struct FitConfig {
    /// How the trees are grown.
    pub boost: BoostConfig,
    /// Folds for calibration and threshold.
    pub folds: usize,
    /// The share of needs that somebody could meet, which may be left empty at most.
    pub wrongly_refused: f64,
    /// Matches of which less is expected than this share of a perfect one are not shown.
    pub show_from: f32,
}

impl Default for FitConfig {
    fn default() -> Self {
        Self { boost: BoostConfig::default(), folds: 4, wrongly_refused: 0.02, show_from: 0.01 }
    }
}

/// Fits a model to judged needs.
pub fn fit(needs: &[&Judged], config: FitConfig) -> Model {
    let folds: Vec<Option<usize>> =
        std::iter::once(None).chain((0..config.folds).map(Some)).collect();
    // all the trees at once: the first on everything, the others each without its fold
    let mut grown: Vec<Trees> = folds
        .into_par_iter()
        .map(|fold| {
            let seen = needs.iter().copied().filter(|need| fold != Some(inner_fold(need, config)));
            boost(&seen.collect::<Vec<_>>(), config.boost)
        })
        .collect();
    let trees = grown.remove(0);
    let unseen: Vec<Vec<(f32, u8)>> =
        needs.iter().map(|need| scored(&grown[inner_fold(need, config)], need)).collect();
    let (slope, intercept) = calibrate(&unseen);
    let best: Vec<Best> =
        needs.iter().zip(&unseen).map(|(need, pairs)| Best::new(need, pairs)).collect();
    let refusal = refusal::fit(&best, config.wrongly_refused);
    Model { trees, slope, intercept, refusal, show_from: config.show_from }
}

/// Another split than that of the outer cross-validation.
fn inner_fold(need: &Judged, config: FitConfig) -> usize {
    fold_of(&format!("{}/inner", need.id), config.folds)
}

/// The score and the grade of each organization.
fn scored(trees: &Trees, need: &Judged) -> Vec<(f32, u8)> {
    trees.scores(need.rows()).into_iter().zip(need.grades.iter().copied()).collect()
}

/// Slope and intercept of the log-odds of "grade 2 or more" over the score, by Newton's method
/// with a little ridge towards slope 1 (Platt 1999).
fn calibrate(needs: &[Vec<(f32, u8)>]) -> (f32, f32) {
    let pairs: Vec<(f64, f64)> = needs
        .iter()
        .flatten()
        .map(|(score, grade)| (f64::from(*score), f64::from(u8::from(*grade >= 2))))
        .collect();
    let (mut slope, mut intercept) = (1.0f64, 0.0f64);
    for _ in 0..50 {
        let (mut ga, mut gb) = (slope - 1.0, 0.0);
        let (mut aa, mut ab, mut bb) = (1.0, 0.0, 1e-6);
        for &(score, suitable) in &pairs {
            let p = 1.0 / (1.0 + (-(slope * score + intercept)).exp());
            ga += (p - suitable) * score;
            gb += p - suitable;
            let curve = p * (1.0 - p);
            aa += curve * score * score;
            ab += curve * score;
            bb += curve;
        }
        let determinant = aa * bb - ab * ab;
        if determinant.abs() < 1e-12 {
            break;
        }
        slope -= (bb * ga - ab * gb) / determinant;
        intercept -= (aa * gb - ab * ga) / determinant;
    }
    (rounded(slope), rounded(intercept))
}

/// Four decimals: the model in use is the model on file.
pub(crate) fn rounded(x: f64) -> f32 {
    ((x * 1e4).round() / 1e4) as f32
}
