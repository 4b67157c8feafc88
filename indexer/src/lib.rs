//! The first stage: full-text indexes that find the organizations worth a closer look for a
//! need, and the needs worth a closer look for an organization.
//!
//! Two indexes on tantivy, [`offers`] and [`needs`], of one schema. Status and area are filtered
//! inside the query, so that a cut at some depth never starves the list; words, character
//! bigrams, service categories and target groups only order it. What is found depends on the
//! records alone: not on the order in which they came, nor on how tantivy lays them out.
//!
//! An index is derived and never the truth: it can be thrown away and rebuilt, and where it does
//! not fit its data it is ([`store`]).

mod area;
mod collector;
mod error;
mod fields;
#[cfg(test)]
mod fixture;
mod folder;
mod hits;
mod manifest;
pub mod matcher;
pub mod needs;
pub mod offers;
mod query;
pub mod recall;
mod statistics;
pub mod store;
pub mod tokenizer;

pub use error::Error;
pub use hits::{CatalogIds, Hit};
