//! How good the matching is, and how far the figure can be trusted.
//!
//! A system hands over what it ranked as a [`run::Run`]; [`evaluation::evaluate`] holds it to
//! the judgments of a collection, beside the plain [`baselines`]; [`report`] shows it;
//! [`suite`] holds it to the values that were expected. Nothing here takes a way that the
//! application itself does not take.

pub mod ablation;
pub mod abstention;
pub mod baselines;
pub mod boost;
pub mod calibration;
pub mod danger;
mod error;
pub mod errors;
pub mod evaluation;
pub mod experiment;
pub mod fit;
pub mod folds;
pub mod learners;
pub mod linear;
pub mod meaning;
pub mod measures;
pub mod refusal;
pub mod report;
pub mod run;
#[cfg(test)]
mod sample;
pub mod selective;
pub mod significance;
pub mod suite;
pub mod understanding;
pub mod violations;

pub use error::Error;
