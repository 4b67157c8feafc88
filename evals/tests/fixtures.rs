//! Holds the measures to the values that trec_eval gave for two small collections, through
//! ir_measures (tests/fixtures/make.py): tied scores, needs that the run lacks, needs and
//! organizations without judgments, lines of grade 0.

#![allow(clippy::unwrap_used)]

use corpus::qrels::{Qrels, read_qrels};
use evals::measures::{MEASURES, Measure};
use evals::run::Run;
use std::path::{Path, PathBuf};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

fn near(found: f64, expected: &serde_json::Value, what: &str) {
    let expected = expected.as_f64().unwrap();
    assert!((found - expected).abs() < 1e-9, "{what}: {found} for {expected}");
}

fn check(name: &str, judged: usize) {
    let text = std::fs::read_to_string(fixture("expected.json")).unwrap();
    let expected: serde_json::Value = serde_json::from_str(&text).unwrap();
    let qrels = read_qrels(&fixture(&format!("{name}.qrels"))).unwrap();
    assert_eq!(qrels.len(), judged);
    let run = Run::read(&fixture(&format!("{name}.run"))).unwrap();
    for measure in MEASURES {
        let expected = &expected[name][measure.to_string()];
        let what = format!("{name} {measure}");
        let mut sum = 0.0;
        for (need, grades) in qrels.iter() {
            let value = measure.value(run.ranking(need), grades);
            near(value, &expected["needs"][need.as_str()], &format!("{what} {need}"));
            sum += value;
        }
        assert_eq!(expected["needs"].as_object().unwrap().len(), judged, "{what}");
        near(sum / judged as f64, &expected["mean"], &what);
        check_needs_that_do_not_count(measure, &qrels, &run, sum);
    }
}

/// The needs that we leave out of a mean are 0 in trec_eval's, so that both have one sum.
fn check_needs_that_do_not_count(measure: Measure, qrels: &Qrels, run: &Run, sum: f64) {
    let counted: f64 = measure.by_need(qrels, run).values().sum();
    assert!((counted - sum).abs() < 1e-9, "{measure}");
}

#[test]
fn a_plain_collection_has_trec_evals_values() {
    check("plain", 12);
}

#[test]
fn an_awkward_collection_has_trec_evals_values() {
    check("awkward", 27);
}
