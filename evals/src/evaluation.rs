//! One collection, several systems: every figure of each, and how the first differs from the
//! others.

use crate::abstention::Abstention;
use crate::calibration::{Calibration, calibration};
use crate::error::Error;
use crate::measures::{MEASURES, Measure, PRIMARY, SUITABLE, mean};
use crate::run::Run;
use crate::selective::{Doubt, Point, risk_coverage};
use crate::significance::{Difference, Interval, bootstrap, compare, holm};
use crate::violations::{Violation, violations};
use corpus::collection::Collection;
use std::collections::{BTreeMap, BTreeSet};

/// The probability of grade 2 or more, by need and organization.
pub type Probabilities = BTreeMap<(String, String), f64>;

/// What a system gave for the needs of a collection.
#[derive(Clone, Debug)]
pub struct SystemRun {
    /// As it stands in reports and suites.
    pub name: String,
    /// What it ranked.
    pub run: Run,
    /// One for each pair that it ranked, where the system gives probabilities.
    pub probabilities: Option<Probabilities>,
    /// How much it doubts each need; empty where it does not say.
    pub doubts: Vec<Doubt>,
}

/// A measure over the needs that count for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// Which.
    pub measure: Measure,
    /// Its value for each need.
    pub by_need: BTreeMap<String, f64>,
    /// The mean over the needs.
    pub mean: f64,
    /// The bootstrap interval of the mean.
    pub interval: Interval,
}

/// Everything about one system.
#[derive(Clone, Debug, PartialEq)]
pub struct SystemFigures {
    /// The system.
    pub name: String,
    /// In the order of [`MEASURES`].
    pub measures: Vec<Measured>,
    /// Where nobody has grade 1 or more, and where nobody has grade 2 or more.
    pub abstention: [Abstention; 2],
    /// How many pairs it showed.
    pub pairs: usize,
    /// The pairs that break a hard rule.
    pub violations: Vec<Violation>,
    /// Where the system gives probabilities and showed anything.
    pub calibration: Option<Calibration>,
    /// What answering fewer needs buys; empty where the system tells no doubts.
    pub risk_coverage: Vec<Point>,
}

/// A single figure, as suites name it.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// With the parameters: `nDCG@10`.
    pub name: String,
    /// The value.
    pub value: f64,
    /// Over how many needs or pairs it was taken.
    pub over: usize,
}

/// How the first system differs from another in [`PRIMARY`].
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The other system.
    pub other: String,
    /// The first system less the other.
    pub difference: Difference,
    /// The p, corrected by Holm for all the comparisons.
    pub corrected_p: f64,
}

/// The figures of all systems on a collection.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// How many organizations the collection has.
    pub organizations: usize,
    /// How many needs.
    pub needs: usize,
    /// In the order in which they were given.
    pub systems: Vec<SystemFigures>,
    /// The first system against each of the others.
    pub comparisons: Vec<Comparison>,
}

impl SystemFigures {
    /// A measure of this system.
    pub fn measured(&self, measure: Measure) -> Option<&Measured> {
        self.measures.iter().find(|m| m.measure == measure)
    }

    /// Every figure that there is; one that has no value (the precision of a silence that
    /// never was) is left out.
    pub fn figures(&self) -> Vec<Figure> {
        let mut figures: Vec<Figure> = self
            .measures
            .iter()
            .map(|m| figure(m.measure.to_string(), m.mean, m.by_need.len()))
            .collect();
        for silence in &self.abstention {
            let named = |what, over| (format!("abstention {what}(rel={})", silence.rel), over);
            let (recall, nobody) = named("R", silence.nobody);
            let (precision, left_empty) = named("P", silence.left_empty);
            figures.extend(silence.recall().map(|value| figure(recall, value, nobody)));
            figures.extend(silence.precision().map(|value| figure(precision, value, left_empty)));
        }
        figures.push(figure("violations".to_owned(), self.violations.len() as f64, self.pairs));
        if let Some(calibration) = &self.calibration {
            let pairs = calibration.pairs;
            figures.push(figure(format!("ECE(rel={SUITABLE})"), calibration.error, pairs));
            figures.push(figure(format!("Brier(rel={SUITABLE})"), calibration.brier, pairs));
        }
        figures
    }
}

fn figure(name: String, value: f64, over: usize) -> Figure {
    Figure { name, value, over }
}

/// Holds systems to the judgments of a collection. The first is the one under test: it is
/// compared with each of the others.
pub fn evaluate(collection: &Collection, systems: &[SystemRun]) -> Result<Evaluation, Error> {
    let figures = systems
        .iter()
        .map(|system| figures_of(collection, system))
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(Evaluation {
        organizations: collection.organizations.len(),
        needs: collection.needs.len(),
        comparisons: comparisons(&figures),
        systems: figures,
    })
}

fn figures_of(collection: &Collection, system: &SystemRun) -> Result<SystemFigures, Error> {
    refuse_wrong_ids(collection, system)?;
    let (qrels, run) = (&collection.qrels, &system.run);
    let needs = || collection.needs.iter().map(|need| need.id.as_str());
    let measures = MEASURES.map(|measure| {
        let by_need = measure.by_need(qrels, run);
        let values: Vec<f64> = by_need.values().copied().collect();
        Measured { measure, by_need, mean: mean(&values), interval: bootstrap(&values) }
    });
    Ok(SystemFigures {
        name: system.name.clone(),
        measures: measures.into(),
        abstention: [1, SUITABLE].map(|rel| Abstention::measure(rel, needs(), qrels, run)),
        pairs: run.rankings().map(|(_, entries)| entries.len()).sum(),
        violations: violations(&collection.organizations, &collection.needs, run),
        calibration: calibration(outcomes(collection, system)?),
        risk_coverage: risk_coverage(&system.doubts, qrels),
    })
}

/// Each shown pair with its probability, and whether it is suitable; nothing where the system
/// gives no probabilities.
fn outcomes(collection: &Collection, system: &SystemRun) -> Result<Vec<(f64, bool)>, Error> {
    let Some(probabilities) = &system.probabilities else { return Ok(Vec::new()) };
    let mut outcomes = Vec::new();
    for (need, entries) in system.run.rankings() {
        for entry in entries {
            let pair = (need.to_owned(), entry.organization.clone());
            let probability = match probabilities.get(&pair) {
                Some(&p) if (0.0..=1.0).contains(&p) => p,
                other => {
                    return Err(Error::Probability {
                        system: system.name.clone(),
                        need: pair.0,
                        organization: pair.1,
                        found: other.map_or("none".to_owned(), f64::to_string),
                    });
                }
            };
            let grade = collection.qrels.grade(need, &entry.organization);
            outcomes.push((probability, grade >= SUITABLE));
        }
    }
    Ok(outcomes)
}

/// A run for another collection would score 0 in silence.
fn refuse_wrong_ids(collection: &Collection, system: &SystemRun) -> Result<(), Error> {
    let needs: BTreeSet<&str> = collection.needs.iter().map(|n| n.id.as_str()).collect();
    let organizations: BTreeSet<&str> =
        collection.organizations.iter().map(|o| o.id.as_str()).collect();
    let unknown =
        |kind, id: &str| Error::UnknownId { system: system.name.clone(), kind, id: id.to_owned() };
    for (need, entries) in system.run.rankings() {
        if !needs.contains(need) {
            return Err(unknown("need", need));
        }
        let mut seen = BTreeSet::new();
        for entry in entries {
            if !organizations.contains(entry.organization.as_str()) {
                return Err(unknown("organization", &entry.organization));
            }
            if !seen.insert(&entry.organization) {
                return Err(Error::Twice {
                    system: system.name.clone(),
                    need: need.to_owned(),
                    organization: entry.organization.clone(),
                });
            }
        }
    }
    Ok(())
}

fn comparisons(systems: &[SystemFigures]) -> Vec<Comparison> {
    let Some((first, others)) = systems.split_first() else { return Vec::new() };
    let values = |system: &SystemFigures| -> Vec<f64> {
        let measured = system.measured(PRIMARY).expect("MEASURES holds the primary measure");
        measured.by_need.values().copied().collect()
    };
    let ours = values(first);
    let differences: Vec<Difference> = others
        .iter()
        .map(|other| {
            // the same needs in the same order: both come from the same judgments
            compare(&ours.iter().zip(values(other)).map(|(a, b)| a - b).collect::<Vec<_>>())
        })
        .collect();
    let corrected = holm(&differences.iter().map(|d| d.p).collect::<Vec<_>>());
    others
        .iter()
        .zip(differences)
        .zip(corrected)
        .map(|((other, difference), corrected_p)| Comparison {
            other: other.name.clone(),
            difference,
            corrected_p,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    //! Properties: the figures of a small collection by hand; a run that does not belong to
    //! the collection is refused, and so is a probability that is none.
    use super::*;
    use crate::sample::collection;
    use std::path::Path;

    fn system(run: &str, probabilities: Option<&[f64]>) -> SystemRun {
        let run = Run::parse(run, Path::new("some.run")).unwrap();
        let pairs = run
            .rankings()
            .flat_map(|(need, entries)| {
                entries.iter().map(move |e| (need.to_owned(), e.organization.clone()))
            })
            .collect::<Vec<_>>();
        let probabilities = probabilities.map(|p| pairs.into_iter().zip(p.to_vec()).collect());
        SystemRun { name: "ours".to_owned(), run, probabilities, doubts: Vec::new() }
    }

    const RUN: &str = "n1 Q0 meals 1 3 t\nn1 Q0 away 2 2 t\nn2 Q0 meals 1 3 t\n\
                       n2 Q0 school 2 1 t\nn3 Q0 closed 1 1 t";

    #[test]
    fn figures_by_hand() {
        let system = system(RUN, Some(&[0.9, 0.1, 0.5, 0.6, 0.2]));
        let evaluation = evaluate(&collection(), &[system]).unwrap();
        let found: Vec<String> = evaluation.systems[0]
            .figures()
            .iter()
            .map(|f| format!("{} = {:.4} ({})", f.name, f.value, f.over))
            .collect();
        // nDCG: n1 3 / (3 + 1/log2 3) = 0.8262, n2 1/log2 3 = 0.6309, n3 0
        // ECE, a pair a bin: 0.1 + 0.1 + 0.5 + 0.4 + 0.2
        let expected = [
            "nDCG@5 = 0.4857 (3)",
            "nDCG@10 = 0.4857 (3)",
            "P(rel=2)@1 = 0.3333 (3)",
            "R@10 = 0.5000 (3)",
            "R(rel=2)@10 = 0.6667 (3)",
            "RR(rel=2)@10 = 0.5000 (3)",
            "abstention R(rel=1) = 1.0000 (1)",
            "abstention P(rel=1) = 1.0000 (1)",
            "abstention R(rel=2) = 1.0000 (1)",
            "abstention P(rel=2) = 1.0000 (1)",
            "violations = 2.0000 (5)",
            "ECE(rel=2) = 0.2600 (5)",
            "Brier(rel=2) = 0.0940 (5)",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn the_first_is_compared_with_the_others() {
        let (good, none) = (system(RUN, None), system("", None));
        let runs = [good.clone(), none, good];
        let evaluation = evaluate(&collection(), &runs).unwrap();
        let [worse, same] = evaluation.comparisons.as_slice() else { panic!("two comparisons") };
        assert!((worse.difference.mean - 0.4857).abs() < 1e-4);
        assert_eq!((worse.difference.p, worse.corrected_p), (0.5, 1.0));
        assert_eq!((same.difference.mean, same.corrected_p), (0.0, 1.0));
        assert!(evaluate(&collection(), &[]).unwrap().comparisons.is_empty());
    }

    fn check_error(run: &str, probabilities: Option<&[f64]>, expected: &str) {
        let error = evaluate(&collection(), &[system(run, probabilities)]).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn what_does_not_belong_is_refused() {
        check_error(
            "n9 Q0 meals 1 1 t",
            None,
            "the run of ours names the need n9, which the collection does not have",
        );
        check_error(
            "n1 Q0 nobody 1 1 t",
            None,
            "the run of ours names the organization nobody, which the collection does not have",
        );
        for (probabilities, found) in
            [(&[][..], "none"), (&[1.5], "1.5"), (&[-0.1], "-0.1"), (&[f64::NAN], "NaN")]
        {
            check_error(
                "n1 Q0 meals 1 1 t",
                Some(probabilities),
                &format!(
                    "the probability of ours for the need n1 and the organization meals: \
                     expected a number from 0 to 1, found {found}"
                ),
            );
        }
        let mut twice = system("", None);
        let entry = crate::run::Entry { organization: "meals".to_owned(), score: 1.0 };
        twice.run.set("n1", vec![entry.clone(), entry]);
        let error = evaluate(&collection(), &[twice]).unwrap_err().to_string();
        assert_eq!(error, "the run of ours ranks the organization meals twice for the need n1");
    }
}
