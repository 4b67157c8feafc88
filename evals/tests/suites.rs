//! The figures of the suites (evals/suites) on their collections, as they are committed.

#![allow(clippy::unwrap_used)]

use corpus::collection::Collection;
use corpus::taxonomy::embedded;
use evals::baselines;
use evals::evaluation::evaluate;
use evals::suite::{Mismatch, Suite};
use std::path::Path;

fn check(name: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("suites").join(name);
    let suite = Suite::read(&file).unwrap();
    let collection = Collection::read(&suite.collection, &embedded()).unwrap();
    let evaluation = evaluate(&collection, &baselines::run_all(&collection)).unwrap();
    let mismatches: Vec<_> = suite.compare(&evaluation).iter().map(Mismatch::to_string).collect();
    assert!(mismatches.is_empty(), "{}:\n{}", file.display(), mismatches.join("\n"));
}

#[test]
fn guandu_is_as_expected() {
    check("guandu.toml");
}

#[test]
fn binhe_is_as_expected() {
    check("binhe.toml");
}
