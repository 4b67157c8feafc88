//! The figures of the suites (evals/suites) on their collections, as they are committed: the
//! engine cross-validated, transferred and as it ships, and the baselines beside it.

#![allow(clippy::unwrap_used)]

use corpus::collection::Collection;
use corpus::taxonomy::embedded;
use evals::baselines;
use evals::evaluation::evaluate;
use evals::experiment::{Prepared, engine_runs};
use evals::suite::{Mismatch, Suite};
use std::path::Path;

/// The collections are taken together: the engine's weights are fitted to both.
#[test]
fn every_figure_is_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("suites");
    let suites = ["guandu.toml", "binhe.toml"].map(|name| Suite::read(&folder.join(name)).unwrap());
    let collections =
        suites.each_ref().map(|suite| Collection::read(&suite.collection, &embedded()).unwrap());
    let prepared = collections.each_ref().map(|collection| Prepared::new(collection).unwrap());
    let runs = engine_runs(&prepared).unwrap();
    let mut mismatches = Vec::new();
    for ((suite, collection), mut systems) in suites.iter().zip(&collections).zip(runs) {
        systems.extend(baselines::run_all(collection));
        let evaluation = evaluate(collection, &systems).unwrap();
        mismatches.push(format!("# {}", suite.collection.display()));
        mismatches.extend(suite.compare(&evaluation).iter().map(Mismatch::to_string));
    }
    assert_eq!(mismatches.len(), suites.len(), "\n{}", mismatches.join("\n"));
    for (prepared, collection) in prepared.iter().zip(&collections) {
        let recall = prepared.first_stage_recall(collection).unwrap();
        assert!(recall.mean >= 0.99, "first stage: {recall:?}");
    }
}
