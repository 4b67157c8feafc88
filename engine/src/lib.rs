//! Understands needs, ranks organizations for them and says why.
//!
//! Pure functions from value to value: no files, no network, no clock, no JSON. A need flows
//! one way, `Need → ParsedNeed → Candidates → Screened → FeatureTable → Scored → Ranked`, a
//! module a stage; [`pipeline`] writes their order down.

pub mod age;
pub mod agreement;
pub mod alert;
pub mod analyzer;
pub mod area;
pub mod candidates;
pub mod catalog;
pub mod clause;
pub mod explain;
pub mod features;
pub mod grams;
pub mod knowledge;
pub mod lexical;
pub mod lexicon;
pub mod mask;
pub mod meaning;
pub mod need;
pub mod offer;
pub mod organization;
pub mod parse;
pub mod phrase;
pub mod pipeline;
pub mod profile;
pub mod rank;
pub mod refusal;
pub mod related;
pub mod score;
pub mod screen;
pub mod taxonomy;
pub mod trees;
pub mod understanding;
pub mod wish;
