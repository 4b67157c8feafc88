//! What each part of the ranking adds: it is learned again without the features of one kind of
//! reason, and everything is scored anew.
//!
//! The figure is nDCG@10 with the ranking learned from the other collections only, or by
//! cross-validation where there are none; nobody is refused, so that only the order is measured.

use crate::boost::{BoostConfig, boost};
use crate::experiment::Prepared;
use crate::fit::Judged;
use crate::folds::fold_of;
use crate::measures::{PRIMARY, mean};
use crate::run::{Entry, Run};
use corpus::collection::Collection;
use engine::explain::ReasonKind;
use engine::features::Feature;
use engine::trees::Trees;
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
pub fn ablation(collections: &[&Collection], prepared: &[Prepared]) -> Vec<Without> {
    let kinds: Vec<Option<ReasonKind>> =
        std::iter::once(None).chain(ReasonKind::ALL.map(Some)).collect();
    kinds
        .into_par_iter()
        .map(|kind| {
            let judged: Vec<Vec<Judged>> = prepared
                .iter()
                .map(|p| p.judged().iter().map(|j| without(j, kind)).collect())
                .collect();
            let values = (0..collections.len())
                .map(|i| value(collections[i], &prepared[i], &judged, i))
                .collect();
            Without { kind, values }
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

/// How many folds cross-validation has where there is no other collection.
const FOLDS: usize = 5;

fn value(collection: &Collection, prepared: &Prepared, judged: &[Vec<Judged>], i: usize) -> f64 {
    let grow = |needs: Vec<&Judged>| boost(&needs, BoostConfig::default());
    let others: Vec<&Judged> =
        judged.iter().enumerate().filter(|(j, _)| *j != i).flat_map(|(_, list)| list).collect();
    let trees: Vec<Trees> = match others.is_empty() {
        false => vec![grow(others)],
        true => (0..FOLDS)
            .map(|f| grow(judged[i].iter().filter(|n| fold_of(&n.id, FOLDS) != f).collect()))
            .collect(),
    };
    let mut run = Run::default();
    for need in &judged[i] {
        let trees = &trees[fold_of(&need.id, FOLDS) % trees.len()];
        let rows = need.table.rows.iter().zip(need.table.values.outer_iter());
        let entries = rows.map(|(row, values)| Entry {
            organization: prepared.organization(row.organization).to_owned(),
            score: f64::from(trees.score_of(&values.to_vec())),
        });
        run.set(&need.id, entries.collect());
    }
    let values: Vec<f64> = PRIMARY.by_need(&collection.qrels, &run).into_values().collect();
    mean(&values)
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
