//! Reads and writes the weights of the linear model: `model.toml`.

use engine::features::{FEATURES, Feature};
use engine::score::Model;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    slope: f64,
    intercept: f64,
    abstain_below: f64,
    show_from: f64,
    weights: BTreeMap<String, f64>,
}

/// The shortest decimal that is this number: 0.15, not 0.15000000596046448.
fn decimal(number: f32) -> f64 {
    number.to_string().parse().expect("a printed number can be read")
}

/// Reads a model. The error says what is wrong, and where.
pub fn parse(text: &str) -> Result<Model, String> {
    let file: File = toml::from_str(text).map_err(|e| e.to_string())?;
    let mut weights = [0.0; FEATURES];
    for (weight, feature) in weights.iter_mut().zip(Feature::ALL) {
        *weight = *file
            .weights
            .get(feature.code())
            .ok_or_else(|| format!("weights: no '{}'", feature.code()))? as f32;
    }
    for name in file.weights.keys() {
        if !Feature::ALL.iter().any(|f| f.code() == name) {
            return Err(format!("weights: '{name}' is no feature"));
        }
    }
    let model = Model {
        weights,
        slope: file.slope as f32,
        intercept: file.intercept as f32,
        abstain_below: file.abstain_below as f32,
        show_from: file.show_from as f32,
    };
    let finite =
        model.weights.iter().chain([&model.slope, &model.intercept]).all(|w| w.is_finite());
    let share = |p: f32| (0.0..=1.0).contains(&p);
    if !finite || !share(model.abstain_below) || !share(model.show_from) {
        return Err("expected finite weights, and probabilities from 0 to 1".to_owned());
    }
    Ok(model)
}

/// Writes a model, below a comment that says where it is from.
pub fn write(model: &Model, comment: &str) -> String {
    let file = File {
        slope: decimal(model.slope),
        intercept: decimal(model.intercept),
        abstain_below: decimal(model.abstain_below),
        show_from: decimal(model.show_from),
        weights: Feature::ALL
            .iter()
            .map(|f| f.code().to_owned())
            .zip(model.weights.map(decimal))
            .collect(),
    };
    let comment: String = comment.lines().map(|line| format!("# {line}\n")).collect();
    let body = toml::to_string(&file).expect("numbers and names can be written");
    format!("{comment}{body}")
}
