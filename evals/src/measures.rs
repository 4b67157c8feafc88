//! Measures of a ranking against the grades of a need, as trec_eval computes them.
//!
//! A measure prints with its parameters, as ir_measures writes it: `RR(rel=2)@10` is the
//! reciprocal rank of the first organization of grade 2 or more among the first ten.
//!
//! **Which needs count.** A measure is averaged over the needs for which the best possible
//! ranking has a value at all: nDCG over those where somebody has grade 1 or more, the
//! measures of grade 2 or more over those where somebody has it. A need that the system left
//! empty counts 0. (trec_eval averages over every need that the judgments name, also where
//! nobody can reach the grade. The value for a single need is the same.) Needs that nobody can
//! meet are the matter of [`crate::abstention`].

use crate::run::{Entry, Run};
use corpus::qrels::{Grades, Qrels};
use std::collections::BTreeMap;
use std::fmt;

/// The grade of an organization that is suitable: 2, of 0 to 3.
pub const SUITABLE: u8 = 2;

/// A measure of one ranking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Normalized discounted cumulative gain (Järvelin & Kekäläinen 2002) with the grade as
    /// gain and the discount log2(rank + 1); the ideal ranking is of all that is judged.
    Ndcg {
        /// How many ranks count.
        cutoff: usize,
    },
    /// The share of the first ranks that hold an organization of the grade.
    Precision {
        /// The least grade that counts.
        rel: u8,
        /// How many ranks count.
        cutoff: usize,
    },
    /// The share of the organizations of the grade that stand on the first ranks.
    Recall {
        /// The least grade that counts.
        rel: u8,
        /// How many ranks count.
        cutoff: usize,
    },
    /// 1 / the rank of the first organization of the grade.
    ReciprocalRank {
        /// The least grade that counts.
        rel: u8,
        /// How many ranks count.
        cutoff: usize,
    },
}

/// What every system is compared by.
pub const PRIMARY: Measure = Measure::Ndcg { cutoff: 10 };

/// The measures of every report, in its order.
pub const MEASURES: [Measure; 6] = [
    Measure::Ndcg { cutoff: 5 },
    PRIMARY,
    Measure::Precision { rel: SUITABLE, cutoff: 1 },
    Measure::Recall { rel: 1, cutoff: 10 },
    Measure::Recall { rel: SUITABLE, cutoff: 10 },
    Measure::ReciprocalRank { rel: SUITABLE, cutoff: 10 },
];

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ndcg { cutoff } => write!(f, "nDCG@{cutoff}"),
            Self::Precision { rel, cutoff } => write!(f, "P(rel={rel})@{cutoff}"),
            // ir_measures leaves the least grade out
            Self::Recall { rel: 1, cutoff } => write!(f, "R@{cutoff}"),
            Self::Recall { rel, cutoff } => write!(f, "R(rel={rel})@{cutoff}"),
            Self::ReciprocalRank { rel, cutoff } => write!(f, "RR(rel={rel})@{cutoff}"),
        }
    }
}

impl Measure {
    /// The measure of one ranking, from 0 to 1.
    pub fn value(self, ranking: &[Entry], grades: &Grades) -> f64 {
        let shown = |cutoff: usize| {
            ranking.iter().take(cutoff).map(|e| grades.get(&e.organization).copied().unwrap_or(0))
        };
        let hits = |cutoff, rel| shown(cutoff).filter(|&grade| grade >= rel).count() as f64;
        match self {
            Self::Ndcg { cutoff } => {
                let mut best: Vec<u8> = grades.values().copied().collect();
                best.sort_unstable_by(|a, b| b.cmp(a));
                let ideal = discounted_gain(best.into_iter().take(cutoff));
                if ideal == 0.0 { 0.0 } else { discounted_gain(shown(cutoff)) / ideal }
            }
            Self::Precision { rel, cutoff } => hits(cutoff, rel) / cutoff as f64,
            Self::Recall { rel, cutoff } => match grades.values().filter(|&&g| g >= rel).count() {
                0 => 0.0,
                all => hits(cutoff, rel) / all as f64,
            },
            Self::ReciprocalRank { rel, cutoff } => shown(cutoff)
                .position(|grade| grade >= rel)
                .map_or(0.0, |index| 1.0 / (index + 1) as f64),
        }
    }

    /// The measure of each need that counts, by need.
    pub fn by_need(self, qrels: &Qrels, run: &Run) -> BTreeMap<String, f64> {
        qrels
            .iter()
            .filter(|(_, grades)| grades.values().any(|&grade| grade >= self.least_grade()))
            .map(|(need, grades)| (need.clone(), self.value(run.ranking(need), grades)))
            .collect()
    }

    /// The grade that somebody must have for a need to count.
    fn least_grade(self) -> u8 {
        match self {
            Self::Ndcg { .. } => 1,
            Self::Precision { rel, .. }
            | Self::Recall { rel, .. }
            | Self::ReciprocalRank { rel, .. } => rel,
        }
    }
}

/// The sum of the grades of a ranking, each discounted by its rank.
pub(crate) fn discounted_gain(grades: impl Iterator<Item = u8>) -> f64 {
    // a fold, for the sum of nothing is -0.0
    grades
        .enumerate()
        .fold(0.0, |sum, (index, grade)| sum + f64::from(grade) / ((index + 2) as f64).log2())
}

/// The mean; 0 of nothing.
pub fn mean(values: &[f64]) -> f64 {
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
}

#[cfg(test)]
mod tests {
    //! Properties: worked examples by hand; every measure stays between 0 and 1; an ideal
    //! ranking has nDCG 1; a need left empty counts 0; needs that nobody can meet at the grade
    //! do not count. (tests/fixtures.rs holds the measures to trec_eval's values.)
    use super::*;
    use proptest::prelude::*;

    const ALL: [(Measure, &str); 6] = [
        (MEASURES[0], "nDCG@5"),
        (MEASURES[1], "nDCG@10"),
        (MEASURES[2], "P(rel=2)@1"),
        (MEASURES[3], "R@10"),
        (MEASURES[4], "R(rel=2)@10"),
        (MEASURES[5], "RR(rel=2)@10"),
    ];

    fn ranking(organizations: &str) -> Vec<Entry> {
        organizations
            .split_whitespace()
            .map(|id| Entry { organization: id.to_owned(), score: 0.0 })
            .collect()
    }

    fn grades(pairs: &[(&str, u8)]) -> Grades {
        pairs.iter().map(|&(id, grade)| (id.to_owned(), grade)).collect()
    }

    fn check(measure: &str, organizations: &str, expected: f64) {
        let (measure, _) = ALL.into_iter().find(|(_, name)| *name == measure).unwrap();
        let grades = grades(&[("a", 3), ("b", 2), ("c", 2), ("d", 1), ("e", 0)]);
        let found = measure.value(&ranking(organizations), &grades);
        assert!((found - expected).abs() < 1e-12, "{measure} of {organizations}: {found}");
    }

    #[test]
    fn worked_examples() {
        let log3 = 3f64.log2();
        let ideal = 3.0 + 2.0 / log3 + 2.0 / 2.0 + 1.0 / 5f64.log2();
        check("nDCG@5", "a b c d e", 1.0);
        check("nDCG@5", "a c b d", 1.0);
        check("nDCG@5", "d a", (1.0 + 3.0 / log3) / ideal);
        check("nDCG@5", "x x x x x a", 0.0);
        check("nDCG@10", "x x x x x a", 3.0 / 7f64.log2() / ideal);
        check("P(rel=2)@1", "b", 1.0);
        check("P(rel=2)@1", "d a", 0.0);
        check("R@10", "x b d a", 3.0 / 4.0);
        check("R(rel=2)@10", "x b d a", 2.0 / 3.0);
        check("R(rel=2)@10", "x x x x x x x x x x a", 0.0);
        check("RR(rel=2)@10", "x d c a", 1.0 / 3.0);
        check("RR(rel=2)@10", "x x x x x x x x x x a", 0.0);
        check("RR(rel=2)@10", "", 0.0);
    }

    #[test]
    fn a_measure_prints_with_its_parameters() {
        for (measure, name) in ALL {
            assert_eq!(measure.to_string(), name);
        }
    }

    #[test]
    fn needs_that_nobody_can_meet_do_not_count() {
        let need = |id: &str, pairs: &[(&str, u8)]| (id.to_owned(), grades(pairs));
        let qrels: Qrels = [
            need("met", &[("a", 2)]),
            need("left empty", &[("a", 3)]),
            need("marginal", &[("a", 1)]),
            need("nobody", &[("a", 0)]),
        ]
        .into();
        let mut run = Run::default();
        run.set("met", ranking("a"));
        run.set("nobody", ranking("a"));
        run.set("not judged", ranking("a"));
        let check = |measure: Measure, expected: &[(&str, f64)]| {
            let found = measure.by_need(&qrels, &run);
            let found: Vec<_> = found.iter().map(|(need, &value)| (need.as_str(), value)).collect();
            assert_eq!(found, expected, "{measure}");
        };
        check(MEASURES[1], &[("left empty", 0.0), ("marginal", 0.0), ("met", 1.0)]);
        check(MEASURES[2], &[("left empty", 0.0), ("met", 1.0)]);
    }

    proptest! {
        #[test]
        fn measures_stay_between_0_and_1(
            order in Just((0..25).collect::<Vec<u32>>()).prop_shuffle(),
            length in 0usize..25,
            judged in proptest::collection::btree_map("[0-9]{1,2}", 0u8..4, 0..12),
        ) {
            let mut entries: Vec<_> =
                order.iter().map(|id| Entry { organization: id.to_string(), score: 0.0 }).collect();
            entries.truncate(length);
            for measure in MEASURES {
                let value = measure.value(&entries, &judged);
                prop_assert!((0.0..=1.0 + 1e-12).contains(&value), "{} is {}", measure, value);
            }
        }

        #[test]
        fn the_ideal_ranking_has_ndcg_1(
            judged in proptest::collection::btree_map("[a-z]{1,3}", 1u8..4, 1..20),
        ) {
            let mut best: Vec<_> = judged.iter().collect();
            best.sort_by_key(|(_, grade)| std::cmp::Reverse(**grade));
            let ids: Vec<_> = best.into_iter().map(|(id, _)| id.as_str()).collect();
            let value = PRIMARY.value(&ranking(&ids.join(" ")), &judged);
            prop_assert!((value - 1.0).abs() < 1e-12);
        }
    }
}
