//! Fits the weights of the linear model to judged needs.
//!
//! Two losses over the same score, so that one number both orders and means something: the
//! listwise cross-entropy of ListNet (Cao et al. 2007) with the grades as gains, for needs that
//! have a grade; and the log-loss of "grade 2 or more" over all pairs, for calibration and for
//! needs that nobody meets. Of an organization's offers the best one counts, as in ranking, so
//! the choice is made anew as the weights move. Each weight has the sign that its meaning asks
//! for (an agreement never counts against), which keeps a small collection from talking it into
//! nonsense. Adam (Kingma & Ba 2015) over the full batch: no sampling, no seed, the same bytes
//! each time.
//!
//! The probability is then calibrated by Platt scaling (Platt 1999) on the same needs.

use engine::features::{FEATURES, Feature, FeatureTable};
use engine::score::Model;
use ndarray::ArrayView1;
use std::ops::Range;

/// A need's candidates with their features and judgments.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Features of every offer of every organization that passed the hard rules.
    pub table: FeatureTable,
    /// For each of those organizations its rows in the table and its grade.
    pub organizations: Vec<(Range<usize>, u8)>,
}

/// How the fit is done. The defaults are those of the committed model.
#[derive(Clone, Copy, Debug)]
pub struct FitConfig {
    /// Steps of Adam.
    pub steps: usize,
    /// Step size.
    pub rate: f32,
    /// L2 penalty on every weight but the bias.
    pub ridge: f32,
    /// How much the log-loss counts against the listwise loss, a need.
    pub log_loss: f32,
    /// How likely a false proposal may be against a missed one: the probability of the best
    /// match below which the engine abstains.
    pub abstain_below: f32,
    /// Matches less probable than this are not shown.
    pub show_from: f32,
}

impl Default for FitConfig {
    fn default() -> Self {
        Self {
            steps: 600,
            rate: 0.05,
            ridge: 0.002,
            log_loss: 1.0,
            abstain_below: 0.05,
            show_from: 0.005,
        }
    }
}

/// Fits a model to judged needs.
pub fn fit(needs: &[&Judged], config: FitConfig) -> Model {
    let mut weights = [0.0f32; FEATURES];
    for (weight, feature) in weights.iter_mut().zip(Feature::ALL) {
        *weight = if sign(feature) > 0 { 0.5 } else { 0.0 };
    }
    let (mut mean, mut square) = ([0.0f32; FEATURES], [0.0f32; FEATURES]);
    let (decay_mean, decay_square) = (0.9f32, 0.999f32);
    for step in 1..=config.steps {
        let gradient = gradient(needs, &weights, config);
        let rate = config.rate * (1.0 - 0.9 * step as f32 / config.steps as f32);
        for i in 0..FEATURES {
            mean[i] = decay_mean * mean[i] + (1.0 - decay_mean) * gradient[i];
            square[i] = decay_square * square[i] + (1.0 - decay_square) * gradient[i].powi(2);
            let m = mean[i] / (1.0 - decay_mean.powi(step as i32));
            let s = square[i] / (1.0 - decay_square.powi(step as i32));
            weights[i] -= rate * m / (s.sqrt() + 1e-8);
            match sign(Feature::ALL[i]) {
                1 => weights[i] = weights[i].max(0.0),
                -1 => weights[i] = weights[i].min(0.0),
                _ => {}
            }
        }
    }
    // a weight is written with four decimals: the model in use is the model on file
    let rounded = weights.map(|w| (w * 1e4).round() / 1e4);
    let (slope, intercept) = calibrate(needs, &rounded);
    Model {
        weights: rounded,
        slope,
        intercept,
        abstain_below: config.abstain_below,
        show_from: config.show_from,
    }
}

/// The sign that a feature's weight must have; 0: either.
fn sign(feature: Feature) -> i8 {
    match feature {
        Feature::Bias | Feature::Understood => 0,
        Feature::GroupConflict
        | Feature::AreaUncertain
        | Feature::DeliveryMisses
        | Feature::Paid
        | Feature::Generality
        | Feature::Unwanted
        | Feature::Excluded
        | Feature::PublicOffice => -1,
        _ => 1,
    }
}

/// The score and the row of an organization's best offer.
fn best_row(table: &FeatureTable, rows: &Range<usize>, weights: &[f32; FEATURES]) -> (f32, usize) {
    let score =
        |row: usize| -> f32 { table.values.row(row).iter().zip(weights).map(|(v, w)| v * w).sum() };
    rows.clone()
        .map(|row| (score(row), row))
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(&a.1)))
        .expect("an organization has at least its own offer")
}

fn gradient(needs: &[&Judged], weights: &[f32; FEATURES], config: FitConfig) -> [f32; FEATURES] {
    let mut total = [0.0f32; FEATURES];
    let share = 1.0 / needs.len().max(1) as f32;
    for need in needs {
        let best: Vec<(f32, usize)> = need
            .organizations
            .iter()
            .map(|(rows, _)| best_row(&need.table, rows, weights))
            .collect();
        let gains: f32 = need.organizations.iter().map(|(_, grade)| f32::from(*grade)).sum();
        let highest = best.iter().map(|b| b.0).fold(f32::NEG_INFINITY, f32::max);
        let odds: f32 = best.iter().map(|b| (b.0 - highest).exp()).sum();
        for ((score, row), (_, grade)) in best.iter().zip(&need.organizations) {
            // d loss / d score of this organization
            let mut slope = 0.0;
            if gains > 0.0 {
                slope += (score - highest).exp() / odds - f32::from(*grade) / gains;
            }
            let suitable = f32::from(u8::from(*grade >= 2));
            slope += config.log_loss * 0.1 * (sigmoid(*score) - suitable);
            add(&mut total, need.table.values.row(*row), slope * share);
        }
    }
    for (i, feature) in Feature::ALL.into_iter().enumerate() {
        if feature != Feature::Bias {
            total[i] += config.ridge * weights[i];
        }
    }
    total
}

fn add(total: &mut [f32; FEATURES], row: ArrayView1<'_, f32>, by: f32) {
    for (sum, value) in total.iter_mut().zip(row) {
        *sum += by * value;
    }
}

fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

/// Slope and intercept of the log-odds of "grade 2 or more" over the score, by Newton's method
/// with a little ridge towards slope 1.
fn calibrate(needs: &[&Judged], weights: &[f32; FEATURES]) -> (f32, f32) {
    let mut pairs: Vec<(f64, f64)> = Vec::new();
    for need in needs {
        for (rows, grade) in &need.organizations {
            let (score, _) = best_row(&need.table, rows, weights);
            pairs.push((f64::from(score), f64::from(u8::from(*grade >= 2))));
        }
    }
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
    let rounded = |x: f64| ((x * 1e4).round() / 1e4) as f32;
    (rounded(slope), rounded(intercept))
}
