//! Fits what tells of dangers: for each a logistic regression over the grams, by AdaGrad (Duchi,
//! Hazan & Singer 2011) over the texts in a fixed shuffled order; the mean of the later passes
//! counts. Dangers are independent of one another, so they are fitted in parallel with the same
//! result on any number of threads.
//!
//! From which probability on an alarm is raised is learned too, from texts that the regressions did
//! not see: each fold of the texts is heard by those fitted to the others.

use engine::alert::RAISED;
use engine::knowledge::Knowledge;
use engine::meaning::{Dangers, Vector};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rayon::prelude::*;

/// A text of which it is known what it tells of dangers.
#[derive(Clone, Copy, Debug)]
pub struct Heard<'a> {
    /// Its grams.
    pub vector: &'a Vector,
    /// The dangers, by their index in the lexicon; none where there is none.
    pub dangers: &'a [usize],
    /// How much it counts.
    pub weight: f32,
}

/// Passes over the texts.
const EPOCHS: usize = 10;
/// From this pass on the weights are averaged.
const SETTLED: usize = 3;
/// AdaGrad's step.
const RATE: f32 = 0.1;
/// What the squares of a weight's gradients start with.
const START: f32 = 1e-4;
/// Folds for the level from which on an alarm is raised.
const FOLDS: usize = 4;
/// The share of unseen texts without danger that may raise an alarm. Many of these are written to
/// look like one; of ordinary needs fewer do. A danger that is missed costs more than an alarm
/// that is checked in vain, but whoever gets too many no longer looks.
const FALSE_ALARMS: f64 = 0.12;

/// Fits all dangers, so that each raises its alarm from [`RAISED`] on.
pub fn fit(texts: &[Heard<'_>], knowledge: &Knowledge, grams: usize) -> Dangers {
    let count = knowledge.lexicon.alerts.len();
    let mut columns = regressions(texts, count, grams);
    let shift = log_odds(RAISED) - level(texts, count, grams);
    for (bias, _) in &mut columns {
        *bias += shift;
    }
    let step = |column: &[f32]| column.iter().fold(1e-6f32, |most, w| most.max(w.abs())) / 127.0;
    let steps: Vec<f32> = columns.iter().map(|(_, column)| step(column)).collect();
    let quantized =
        |row: usize, danger: usize| (columns[danger].1[row] / steps[danger]).round() as i8;
    Dangers {
        biases: columns.iter().map(|(bias, _)| *bias).collect(),
        weights: (0..grams)
            .flat_map(|row| (0..count).map(move |danger| (row, danger)))
            .map(|(row, danger)| quantized(row, danger))
            .collect(),
        steps,
    }
}

/// Bias and weights of every danger.
fn regressions(texts: &[Heard<'_>], count: usize, grams: usize) -> Vec<(f32, Vec<f32>)> {
    (0..count).into_par_iter().map(|danger| logistic(texts, danger, grams)).collect()
}

/// The log odds that all but [`FALSE_ALARMS`] of the texts without danger stay below, each heard by
/// regressions that did not see it.
fn level(texts: &[Heard<'_>], count: usize, grams: usize) -> f32 {
    let mut reached: Vec<f32> = (0..FOLDS)
        .flat_map(|fold| {
            let parted = texts.iter().copied().enumerate();
            let (unseen, seen): (Vec<_>, Vec<_>) = parted.partition(|(i, _)| i % FOLDS == fold);
            let seen: Vec<Heard<'_>> = seen.into_iter().map(|(_, text)| text).collect();
            let fitted = regressions(&seen, count, grams);
            let harmless = unseen.into_iter().map(|(_, text)| text);
            let harmless = harmless.filter(|t| t.weight >= 1.0 && t.dangers.is_empty());
            let surest = |text: Heard<'_>| {
                let odds = fitted.iter().map(|(bias, weights)| odds(weights, *bias, text.vector));
                odds.fold(f32::NEG_INFINITY, f32::max)
            };
            harmless.map(surest).collect::<Vec<_>>()
        })
        .collect();
    reached.sort_by(|a, b| b.total_cmp(a));
    let raised = (FALSE_ALARMS * reached.len() as f64) as usize;
    reached.get(raised).copied().unwrap_or_else(|| log_odds(RAISED))
}

/// The log odds of a probability.
fn log_odds(probability: f32) -> f32 {
    (probability / (1.0 - probability)).ln()
}

/// The log odds of a danger in a text.
fn odds(weights: &[f32], bias: f32, text: &Vector) -> f32 {
    bias + text.iter().map(|&(row, v)| weights[row as usize] * v).sum::<f32>()
}

/// Bias and weights of one danger.
fn logistic(texts: &[Heard<'_>], danger: usize, grams: usize) -> (f32, Vec<f32>) {
    let mut order: Vec<usize> = (0..texts.len()).collect();
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(3);
    let (mut weights, mut squares) = (vec![0.0f32; grams], vec![START; grams]);
    let (mut bias, mut bias_square) = (-4.0f32, 1.0f32);
    let (mut bias_sum, mut sums) = (0.0f32, vec![0.0f32; grams]);
    for epoch in 0..EPOCHS {
        order.shuffle(&mut random);
        for &i in &order {
            let Heard { vector, dangers, weight } = texts[i];
            let hit = f32::from(u8::from(dangers.contains(&danger)));
            let slope = weight * (1.0 / (1.0 + (-odds(&weights, bias, vector)).exp()) - hit);
            bias_square += slope * slope;
            bias -= RATE * slope / bias_square.sqrt();
            for &(row, value) in vector {
                let gradient = slope * value;
                let square = &mut squares[row as usize];
                *square += gradient * gradient;
                weights[row as usize] -= RATE * gradient / square.sqrt();
            }
        }
        if epoch >= SETTLED {
            bias_sum += bias;
            sums.iter_mut().zip(&weights).for_each(|(sum, weight)| *sum += weight);
        }
    }
    let passes = (EPOCHS - SETTLED) as f32;
    (bias_sum / passes, sums.into_iter().map(|sum| sum / passes).collect())
}
