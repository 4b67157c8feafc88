//! Learns when to say "nobody": a logistic regression over how good the best match is and how
//! surely the need is no social organization's matter, and the probability from which to refuse.

use crate::fit::{Judged, rounded};
use engine::score::Refusal;

/// What is known of a need when it is decided whether to answer it.
#[derive(Clone, Copy, Debug)]
pub struct Best {
    /// The score of its best match; none where nobody passed the hard rules.
    pub score: Option<f32>,
    /// How surely it is no organization's matter.
    pub out_of_scope: f32,
    /// Whether the judgments name nobody at all.
    pub nobody: bool,
}

impl Best {
    /// Of a need and the scores and grades of its organizations.
    pub fn new(need: &Judged, pairs: &[(f32, u8)]) -> Self {
        Self {
            score: pairs.iter().map(|(score, _)| *score).max_by(f32::total_cmp),
            out_of_scope: need.out_of_scope,
            nobody: pairs.iter().all(|(_, grade)| *grade == 0),
        }
    }
}

/// Steps of gradient descent, and how long they are: three weights over a few hundred needs.
const STEPS: usize = 4000;
const RATE: f64 = 0.05;
/// L2 penalty on both weights.
const RIDGE: f64 = 0.01;

/// Fits the regression. Of the needs that somebody suits at most a share is refused.
pub fn fit(needs: &[Best], wrongly_refused: f64) -> Refusal {
    let rows: Vec<([f64; 2], f64)> = needs
        .iter()
        .map(|need| {
            let score = f64::from(Refusal::bounded(need.score));
            ([score, f64::from(need.out_of_scope)], f64::from(u8::from(need.nobody)))
        })
        .collect();
    let (mut bias, mut weights) = (0.0f64, [-0.5f64, 2.0]);
    let share = 1.0 / rows.len().max(1) as f64;
    for _ in 0..STEPS {
        let mut slope = [0.0f64; 3];
        for (x, nobody) in &rows {
            let p = 1.0 / (1.0 + (-(bias + weights[0] * x[0] + weights[1] * x[1])).exp());
            let error = (p - nobody) * share;
            slope[0] += error;
            slope[1] += error * x[0];
            slope[2] += error * x[1];
        }
        bias -= RATE * slope[0];
        weights[0] = (weights[0] - RATE * (slope[1] + RIDGE * share * weights[0])).min(0.0);
        weights[1] = (weights[1] - 5.0 * RATE * (slope[2] + RIDGE * share * weights[1])).max(0.0);
    }
    let mut refusal = Refusal {
        bias: rounded(bias),
        score: rounded(weights[0]),
        out_of_scope: rounded(weights[1]),
        from: 1.0,
    };
    let mut somebody: Vec<f32> = needs
        .iter()
        .filter(|need| !need.nobody)
        .map(|need| refusal.probability(need.score, need.out_of_scope))
        .collect();
    somebody.sort_by(|a, b| b.total_cmp(a));
    let allowed = (somebody.len() as f64 * wrongly_refused) as usize;
    refusal.from = somebody.get(allowed).map_or(0.5, |p| rounded(f64::from(*p)));
    refusal
}
