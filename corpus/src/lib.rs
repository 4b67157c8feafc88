//! The data: the taxonomy and the two collections; the readers that refuse what is not in the
//! contract's form; the check that holds files against one another; the generator for scale
//! tests.
//!
//! A reader gives everything that a file holds, or everything that is wrong with it (up to a
//! limit), never a part. It reads line by line, from any reader.

pub mod check;
pub mod collection;
pub mod error;
pub mod examples;
mod fields;
pub mod generate;
mod json;
mod jsonl;
pub mod knowledge;
pub mod lexicon;
mod lines;
pub mod meaning;
pub mod model;
mod nearest;
pub mod needs;
pub mod organizations;
pub mod outcomes;
pub mod qrels;
pub mod related;
pub mod taxonomy;

pub use check::{CheckReport, check};
pub use collection::{Collection, sample};
pub use error::Error;
pub use needs::read_needs;
pub use organizations::read_organizations;
pub use outcomes::{outcomes_name_known_ids, read_outcomes};
pub use qrels::read_qrels;
