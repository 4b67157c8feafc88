//! What silence buys: a risk–coverage curve (El-Yaniv & Wiener 2010).
//!
//! A system says of each need how much it doubts that anybody suits. Were only the needs answered
//! that it doubts least, a share of all (the coverage), how many of the answers would be wrong (the
//! risk)? An answer is wrong where its first is not suitable. A doubt that tells something makes
//! the risk fall as less is answered.

use crate::measures::SUITABLE;
use corpus::qrels::Qrels;

/// A need with what would be proposed first, were nobody refused.
#[derive(Clone, Debug, PartialEq)]
pub struct Doubt {
    /// The need.
    pub need: String,
    /// How surely nobody suits, 0 to 1.
    pub nobody: f64,
    /// The organization that would come first; none where there is none.
    pub first: Option<String>,
}

/// A point of the curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The share of the needs that is answered.
    pub coverage: f64,
    /// The share of the answers whose first is not suitable.
    pub risk: f64,
}

/// The curve: a point for each further need that is answered, from the least doubtful on; of equal
/// doubts the wrong answers come first, so that the order of the needs means nothing.
pub fn risk_coverage(doubts: &[Doubt], qrels: &Qrels) -> Vec<Point> {
    let wrong = |doubt: &Doubt| {
        let grade = doubt.first.as_ref().map_or(0, |first| qrels.grade(&doubt.need, first));
        grade < SUITABLE
    };
    let mut answers: Vec<(f64, bool)> = doubts.iter().map(|d| (d.nobody, wrong(d))).collect();
    answers.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(&a.1)));
    let mut wrongs = 0;
    let mut points = Vec::with_capacity(answers.len());
    for (i, (_, wrong)) in answers.iter().enumerate() {
        wrongs += usize::from(*wrong);
        points.push(Point {
            coverage: (i + 1) as f64 / answers.len() as f64,
            risk: f64::from(wrongs as u32) / (i + 1) as f64,
        });
    }
    points
}

/// The risk at the first point that covers a share of the needs; none where there are no needs.
pub fn risk_at(curve: &[Point], coverage: f64) -> Option<f64> {
    curve.iter().find(|point| point.coverage >= coverage - 1e-9).map(|point| point.risk)
}

/// The mean risk over the curve (AURC); none where there are no needs.
pub fn mean_risk(curve: &[Point]) -> Option<f64> {
    let risks: Vec<f64> = curve.iter().map(|point| point.risk).collect();
    (!risks.is_empty()).then(|| crate::measures::mean(&risks))
}

#[cfg(test)]
mod tests {
    //! Properties: a worked example; at full coverage the risk is the share of wrong answers,
    //! whatever the doubts; the order of the needs means nothing.
    use super::*;
    use corpus::qrels::Judgment;
    use proptest::prelude::*;

    fn qrels(rights: &[bool]) -> Qrels {
        let graded = |(i, right): (usize, &bool)| Judgment {
            need: format!("n{i}"),
            organization: "o".to_owned(),
            grade: if *right { 2 } else { 1 },
        };
        rights.iter().enumerate().map(graded).collect()
    }

    fn doubts(nobody: &[f64]) -> Vec<Doubt> {
        let doubt = |(i, &nobody): (usize, &f64)| Doubt {
            need: format!("n{i}"),
            nobody,
            first: Some("o".to_owned()),
        };
        nobody.iter().enumerate().map(doubt).collect()
    }

    #[test]
    fn a_worked_example() {
        let curve =
            risk_coverage(&doubts(&[0.1, 0.9, 0.4, 0.4]), &qrels(&[true, false, true, false]));
        let found: Vec<(f64, f64)> = curve.iter().map(|p| (p.coverage, p.risk)).collect();
        assert_eq!(found, [(0.25, 0.0), (0.5, 0.5), (0.75, 1.0 / 3.0), (1.0, 0.5)]);
        assert_eq!(risk_at(&curve, 0.7), Some(1.0 / 3.0));
        assert_eq!((risk_at(&[], 0.5), mean_risk(&[])), (None, None));
    }

    #[test]
    fn nobody_first_is_a_wrong_answer() {
        let silent = Doubt { need: "n0".to_owned(), nobody: 0.0, first: None };
        assert_eq!(risk_coverage(&[silent], &qrels(&[true]))[0].risk, 1.0);
    }

    proptest! {
        #[test]
        fn order_means_nothing(needs in proptest::collection::vec((0u8..4, any::<bool>()), 1..30)) {
            let rights: Vec<bool> = needs.iter().map(|n| n.1).collect();
            let nobody: Vec<f64> = needs.iter().map(|n| f64::from(n.0) / 4.0).collect();
            let (qrels, mut doubts) = (qrels(&rights), doubts(&nobody));
            let curve = risk_coverage(&doubts, &qrels);
            let wrong = rights.iter().filter(|right| !**right).count() as f64;
            prop_assert!((curve[curve.len() - 1].risk - wrong / rights.len() as f64).abs() < 1e-12);
            doubts.reverse();
            prop_assert_eq!(risk_coverage(&doubts, &qrels), curve);
        }
    }
}
