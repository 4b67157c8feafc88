//! Ways to learn a ranking, held against one another on needs that they did not see.
//!
//! Nobody is refused here: only the order is measured.

use crate::boost::{BoostConfig, boost};
use crate::experiment::{FOLDS, Prepared};
use crate::fit::Judged;
use crate::folds::fold_of;
use crate::linear::{Weights, linear, scores};
use crate::measures::{PRIMARY, mean};
use crate::report::{bracketed, p_value};
use crate::run::{Entry, Run};
use crate::significance::{Difference, compare};
use corpus::collection::Collection;
use engine::trees::Trees;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fmt::{self, Write};

/// How a ranking is learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Learner {
    /// Boosted trees: what ships.
    Trees,
    /// A weighted sum of the features.
    Linear,
}

/// Which needs a ranking is learned from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// All needs of the other collections.
    Across,
    /// The needs of the other folds, of all collections.
    Folds,
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Across => "across",
            Self::Folds => "cross-validated",
        })
    }
}

/// What was learned.
enum Ranker {
    Trees(Trees),
    Linear(Weights),
}

impl Learner {
    fn learn(self, needs: &[&Judged]) -> Ranker {
        match self {
            Self::Trees => Ranker::Trees(boost(needs, BoostConfig::default())),
            Self::Linear => Ranker::Linear(linear(needs)),
        }
    }
}

impl Ranker {
    fn scores(&self, need: &Judged) -> Vec<f32> {
        match self {
            Self::Trees(trees) => trees.scores(need.rows()),
            Self::Linear(weights) => scores(weights, need),
        }
    }
}

/// Collections with their needs as they are to be learned from.
#[derive(Clone, Copy, Debug)]
pub struct Material<'a> {
    /// The collections.
    pub collections: &'a [&'a Collection],
    /// The same, understood.
    pub prepared: &'a [Prepared],
    /// Their needs.
    pub judged: &'a [Vec<Judged>],
}

impl Material<'_> {
    /// What can be measured: across where there are several collections.
    pub fn best_seen(&self) -> Seen {
        if self.collections.len() > 1 { Seen::Across } else { Seen::Folds }
    }

    /// The primary measure for each need of a collection, with a ranking that did not see it.
    pub fn by_need(&self, i: usize, learner: Learner, seen: Seen) -> BTreeMap<String, f64> {
        let rankers: Vec<Ranker> = match seen {
            Seen::Across => {
                let others = self.judged.iter().enumerate().filter(|(j, _)| *j != i);
                vec![learner.learn(&others.flat_map(|(_, list)| list).collect::<Vec<_>>())]
            }
            Seen::Folds => (0..FOLDS)
                .into_par_iter()
                .map(|fold| {
                    let all = self.judged.iter().flatten();
                    let seen = all.filter(|need| fold_of(&need.id, FOLDS) != fold);
                    learner.learn(&seen.collect::<Vec<_>>())
                })
                .collect(),
        };
        let mut run = Run::default();
        for need in &self.judged[i] {
            let ranker = &rankers[fold_of(&need.id, FOLDS) % rankers.len()];
            let rows = need.table.rows.iter().zip(ranker.scores(need));
            let entries = rows.map(|(row, score)| Entry {
                organization: self.prepared[i].organization(row.organization).to_owned(),
                score: f64::from(score),
            });
            run.set(&need.id, entries.collect());
        }
        PRIMARY.by_need(&self.collections[i].qrels, &run)
    }
}

/// Trees and the linear ranking on the same needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Contest {
    /// Which needs they learned from.
    pub seen: Seen,
    /// The mean of the trees on each collection.
    pub trees: Vec<f64>,
    /// The mean of the linear ranking.
    pub linear: Vec<f64>,
    /// Trees less linear, over the needs of all collections.
    pub difference: Difference,
}

/// Holds the trees against the linear ranking.
pub fn contests(material: Material<'_>) -> Vec<Contest> {
    let seen = match material.best_seen() {
        Seen::Across => vec![Seen::Across, Seen::Folds],
        Seen::Folds => vec![Seen::Folds],
    };
    seen.into_iter().map(|seen| contest(material, seen)).collect()
}

fn contest(material: Material<'_>, seen: Seen) -> Contest {
    let values = |learner: Learner| -> Vec<Vec<f64>> {
        let collections = 0..material.collections.len();
        collections.map(|i| material.by_need(i, learner, seen).into_values().collect()).collect()
    };
    let (trees, linear) = (values(Learner::Trees), values(Learner::Linear));
    let pairs = trees.iter().flatten().zip(linear.iter().flatten());
    let differences: Vec<f64> = pairs.map(|(trees, linear)| trees - linear).collect();
    let means = |values: &[Vec<f64>]| values.iter().map(|values| mean(values)).collect();
    let (trees, linear) = (means(&trees), means(&linear));
    Contest { seen, trees, linear, difference: compare(&differences) }
}

/// The contests as a table in Markdown.
pub fn markdown(names: &[&str], contests: &[Contest]) -> String {
    let mut out = format!("| ranking | {} | mean | trees less linear |\n", names.join(" | "));
    let _ = writeln!(out, "| --- |{} --- | --- |", " --- |".repeat(names.len()));
    for Contest { seen, trees, linear, difference } in contests {
        for (name, values) in [("trees", trees), ("linear", linear)] {
            let cells: Vec<String> = values.iter().map(|v| format!("{v:.3}")).collect();
            let difference = match name {
                "trees" => format!(
                    "{:+.3} {}, p {}",
                    difference.mean,
                    bracketed(difference.interval),
                    p_value(difference.p)
                ),
                _ => String::new(),
            };
            let _ = writeln!(
                out,
                "| {name}, {seen} | {} | {:.3} | {difference} |",
                cells.join(" | "),
                mean(values)
            );
        }
    }
    out
}
