//! What each part of the ranking adds: it is learned again without the features of one kind of
//! reason, and everything is scored anew.
//!
//! The figure is nDCG@10 with the ranking learned from the other collections only, or by
//! cross-validation where there are none; nobody is refused, so that only the order is measured.

use crate::fit::Judged;
use crate::learners::{Learner, Material};
use crate::measures::mean;
use engine::explain::ReasonKind;
use engine::features::Feature;
use rayon::prelude::*;
use std::fmt::Write;

/// The figures without one kind of feature.
#[derive(Clone, Debug, PartialEq)]
pub struct Without {
    /// Which kind is left out; none where nothing is.
    pub kind: Option<ReasonKind>,
    /// nDCG@10 of each collection.
    pub values: Vec<f64>,
}

/// The figures with everything, then without each kind.
pub fn ablation(material: Material<'_>) -> Vec<Without> {
    let kinds: Vec<Option<ReasonKind>> =
        std::iter::once(None).chain(ReasonKind::ALL.map(Some)).collect();
    kinds
        .into_par_iter()
        .map(|kind| {
            let less = |list: &Vec<Judged>| list.iter().map(|j| without(j, kind)).collect();
            let judged: Vec<Vec<Judged>> = material.judged.iter().map(less).collect();
            let less = Material { judged: &judged, ..material };
            let values = (0..material.collections.len()).map(|i| {
                let by_need = less.by_need(i, Learner::Trees, less.best_seen());
                mean(&by_need.into_values().collect::<Vec<_>>())
            });
            Without { kind, values: values.collect() }
        })
        .collect()
}

/// A need's table with the columns of a kind set to zero.
fn without(judged: &Judged, kind: Option<ReasonKind>) -> Judged {
    let mut judged = judged.clone();
    for (column, feature) in Feature::ALL.into_iter().enumerate() {
        if Some(ReasonKind::of(feature)) == kind {
            judged.table.values.column_mut(column).fill(0.0);
        }
    }
    judged
}

/// The figures as a table in Markdown.
pub fn markdown(names: &[&str], figures: &[Without]) -> String {
    let mut out = format!("| features left out | {} | mean |\n", names.join(" | "));
    let _ = writeln!(out, "| --- |{} --- |", " --- |".repeat(names.len()));
    for figure in figures {
        let name = figure.kind.map_or("none", ReasonKind::code);
        let values: Vec<String> = figure.values.iter().map(|v| format!("{v:.3}")).collect();
        let _ = writeln!(out, "| {name} | {} | {:.3} |", values.join(" | "), mean(&figure.values));
    }
    out
}
