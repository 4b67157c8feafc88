//! A linear ranking, the simpler one that the trees must beat: a weighted sum of the features,
//! fitted listwise (ListNet's top-one cross-entropy, Cao et al. 2007).
//!
//! Each weight may only have the sign that the feature's meaning allows, as in the trees. The L2
//! penalty is chosen on an inner fold of the needs, so that the outer ones stay unseen.

use crate::fit::Judged;
use crate::folds::fold_of;
use crate::measures::discounted_gain;
use engine::features::{FEATURES, Feature};

/// A weight for each feature.
pub type Weights = [f32; FEATURES];

/// The penalties that are tried.
const PENALTIES: [f64; 3] = [1e-4, 1e-3, 1e-2];
/// Steps of AdaGrad over all needs at once.
const STEPS: usize = 300;
/// AdaGrad's step.
const RATE: f64 = 0.3;
/// How many ranks count where a penalty is judged.
const CUTOFF: usize = 10;
/// One of so many needs judges the penalty.
const INNER_FOLDS: usize = 4;

/// Fits the weights to judged needs.
pub fn linear(needs: &[&Judged]) -> Weights {
    let judges = |need: &&Judged| fold_of(&format!("{}/penalty", need.id), INNER_FOLDS) == 0;
    let (judging, seen): (Vec<&Judged>, Vec<&Judged>) = needs.iter().copied().partition(judges);
    let quality = |penalty: f64| {
        let weights = descend(&seen, penalty);
        judging.iter().map(|need| ndcg(&scores(&weights, need), &need.grades)).sum::<f64>()
    };
    let best = PENALTIES.into_iter().max_by(|&a, &b| quality(a).total_cmp(&quality(b)));
    descend(needs, best.expect("there are penalties"))
}

/// The score of each organization of a need.
pub fn scores(weights: &Weights, need: &Judged) -> Vec<f32> {
    let score = |row: &[f32]| row.iter().zip(weights).map(|(value, weight)| value * weight).sum();
    need.rows().map(score).collect()
}

fn descend(needs: &[&Judged], penalty: f64) -> Weights {
    let (mut weights, mut squares) = ([0.0f64; FEATURES], [1e-6f64; FEATURES]);
    for _ in 0..STEPS {
        let mut slopes = weights.map(|weight| penalty * weight);
        for need in needs {
            add_slopes(need, &weights, 1.0 / needs.len() as f64, &mut slopes);
        }
        for (i, feature) in Feature::ALL.into_iter().enumerate() {
            squares[i] += slopes[i] * slopes[i];
            let moved = weights[i] - RATE * slopes[i] / squares[i].sqrt();
            weights[i] = match feature.direction() {
                1 => moved.max(0.0),
                -1 => moved.min(0.0),
                _ => moved,
            };
        }
    }
    weights.map(|weight| weight as f32)
}

/// Adds the slope of a need's cross-entropy: of the share of its gain that each organization has,
/// and the share that the scores give it.
fn add_slopes(need: &Judged, weights: &[f64; FEATURES], share: f64, slopes: &mut [f64; FEATURES]) {
    let gains: f64 = need.grades.iter().copied().map(f64::from).sum();
    if gains == 0.0 {
        return;
    }
    let score = |row: &[f32]| -> f64 {
        row.iter().zip(weights).map(|(&value, weight)| f64::from(value) * weight).sum()
    };
    let scores: Vec<f64> = need.rows().map(score).collect();
    let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let odds: Vec<f64> = scores.iter().map(|score| (score - most).exp()).collect();
    let all: f64 = odds.iter().sum();
    for ((row, odds), &grade) in need.rows().zip(odds).zip(&need.grades) {
        let off = share * (odds / all - f64::from(grade) / gains);
        for (slope, &value) in slopes.iter_mut().zip(row) {
            *slope += off * f64::from(value);
        }
    }
}

/// nDCG at the cutoff of the primary measure; 0 where nobody has a grade.
fn ndcg(scores: &[f32], grades: &[u8]) -> f64 {
    let mut ranked: Vec<usize> = (0..scores.len()).collect();
    ranked.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
    let mut ideal: Vec<u8> = grades.to_vec();
    ideal.sort_unstable_by(|a, b| b.cmp(a));
    let best = discounted_gain(ideal.into_iter().take(CUTOFF));
    let found = discounted_gain(ranked.into_iter().take(CUTOFF).map(|i| grades[i]));
    if best == 0.0 { 0.0 } else { found / best }
}

#[cfg(test)]
mod tests {
    //! Properties: what tells the right one apart gets a weight, in the direction that its meaning
    //! allows; what would have to be turned round gets none.
    use super::*;
    use engine::features::{FeatureTable, Row};
    use ndarray::Array2;

    fn column(feature: Feature) -> usize {
        Feature::ALL.iter().position(|&f| f == feature).unwrap()
    }

    /// A need of three organizations: the first is right, and has the feature.
    fn need(id: &str, feature: Feature) -> Judged {
        let mut values = Array2::zeros((3, FEATURES));
        values[(0, column(feature))] = 1.0;
        let row = |organization| Row { organization, offer: organization, wish: None };
        Judged {
            id: id.to_owned(),
            table: FeatureTable { rows: vec![row(0), row(1), row(2)], values },
            grades: vec![3, 0, 0],
            out_of_scope: 0.0,
        }
    }

    fn weight(feature: Feature) -> f32 {
        let needs: Vec<Judged> = (0..8).map(|i| need(&format!("n{i}"), feature)).collect();
        linear(&needs.iter().collect::<Vec<_>>())[column(feature)]
    }

    #[test]
    fn weights_go_the_way_of_their_meaning() {
        assert!(weight(Feature::Service) > 1.0);
        assert_eq!(weight(Feature::Excluded), 0.0);
        assert!(weight(Feature::General) > 1.0);
    }

    #[test]
    fn the_right_one_comes_first() {
        let needs: Vec<Judged> = (0..8).map(|i| need(&format!("n{i}"), Feature::Field)).collect();
        let weights = linear(&needs.iter().collect::<Vec<_>>());
        assert_eq!(ndcg(&scores(&weights, &needs[0]), &needs[0].grades), 1.0);
    }
}
