//! Suites: a collection, and the figures that systems are expected to have on it, as TOML, so
//! that a changed score is a diff in review.
//!
//! ```toml
//! collection = "../../corpus/guandu"   # from the suite's own folder
//!
//! [systems.bm25]
//! "nDCG@10" = { value = 0.2412, tolerance = 0.0005 }
//! ```
//!
//! A system that a suite names must be there, with exactly the figures that the suite names. A
//! system that it does not name is not looked at.

use crate::error::{Error, read_text};
use crate::evaluation::Evaluation;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// What a figure should be.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// The value.
    pub value: f64,
    /// How far off it may be.
    pub tolerance: f64,
}

/// A collection and what is expected on it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suite {
    /// The folder of the collection.
    pub collection: PathBuf,
    /// The figures of each system by their names.
    pub systems: BTreeMap<String, BTreeMap<String, Expected>>,
}

/// What is not as a suite expects it. It prints as the line that the suite would need.
#[derive(Clone, Debug, PartialEq)]
pub enum Mismatch {
    /// The system was not evaluated.
    NoSystem {
        /// Its name.
        system: String,
    },
    /// The system has no such figure.
    NoFigure {
        /// The system.
        system: String,
        /// The figure.
        figure: String,
    },
    /// The suite does not say what the figure should be.
    NotExpected {
        /// The system.
        system: String,
        /// The figure.
        figure: String,
        /// Its value.
        found: f64,
    },
    /// The figure is another one.
    Changed {
        /// The system.
        system: String,
        /// The figure.
        figure: String,
        /// What it should be.
        expected: Expected,
        /// What it is.
        found: f64,
    },
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSystem { system } => write!(f, "[systems.{system}] was not evaluated"),
            Self::NoFigure { system, figure } => {
                write!(f, "[systems.{system}] \"{figure}\" has no value any more")
            }
            Self::NotExpected { system, figure, found } => {
                write!(f, "[systems.{system}] lacks \"{figure}\" = {{ value = {found:.4}, … }}")
            }
            Self::Changed { system, figure, expected: Expected { value, tolerance }, found } => {
                write!(
                    f,
                    "[systems.{system}] \"{figure}\" is {found:.4}, {:+.4} from the expected \
                     {value} ± {tolerance}",
                    found - value
                )
            }
        }
    }
}

impl Suite {
    /// Reads a suite; the collection's folder is then as seen from here.
    pub fn read(file: &Path) -> Result<Self, Error> {
        let mut suite = Self::parse(&read_text(file)?, file)?;
        if let Some(folder) = file.parent() {
            suite.collection = folder.join(&suite.collection);
        }
        Ok(suite)
    }

    /// Reads the text of a suite; `file` is for errors.
    pub fn parse(text: &str, file: &Path) -> Result<Self, Error> {
        let error = |message: String| Error::Suite { file: file.to_owned(), message };
        let suite: Self = toml::from_str(text).map_err(|e| error(e.to_string()))?;
        for (system, figures) in &suite.systems {
            for (figure, expected) in figures {
                if !expected.value.is_finite() || expected.tolerance.is_nan() {
                    let message = format!("[systems.{system}] \"{figure}\": expected a number");
                    return Err(error(message));
                }
            }
        }
        Ok(suite)
    }

    /// Everything that is not as expected, by system and figure; empty where all is well.
    pub fn compare(&self, evaluation: &Evaluation) -> Vec<Mismatch> {
        let mut mismatches = Vec::new();
        for (system, expected) in &self.systems {
            let system = system.clone();
            let Some(found) = evaluation.systems.iter().find(|s| s.name == system) else {
                mismatches.push(Mismatch::NoSystem { system });
                continue;
            };
            let found: BTreeMap<String, f64> =
                found.figures().into_iter().map(|f| (f.name, f.value)).collect();
            let names: std::collections::BTreeSet<&String> =
                expected.keys().chain(found.keys()).collect();
            for figure in names {
                let (system, figure) = (system.clone(), figure.clone());
                match (expected.get(&figure).copied(), found.get(&figure).copied()) {
                    (Some(e), Some(found)) if (found - e.value).abs() <= e.tolerance => {}
                    (Some(expected), Some(found)) => {
                        mismatches.push(Mismatch::Changed { system, figure, expected, found });
                    }
                    (None, Some(found)) => {
                        mismatches.push(Mismatch::NotExpected { system, figure, found });
                    }
                    (_, None) => mismatches.push(Mismatch::NoFigure { system, figure }),
                }
            }
        }
        mismatches
    }
}

#[cfg(test)]
mod tests {
    //! Properties: what agrees is silent; each kind of mismatch is named; a suite of another
    //! form is refused, with the place.
    use super::*;
    use crate::evaluation::{SystemRun, evaluate};
    use crate::run::Run;
    use crate::sample::collection;

    const AS_IT_IS: &str = r#"
        collection = "some"
        [systems.silent]
        "nDCG@5" = { value = 0.0, tolerance = 0.0 }
        "nDCG@10" = { value = 0.001, tolerance = 0.001 }
        "P(rel=2)@1" = { value = 0, tolerance = 0 }
        "R@10" = { value = 0.0, tolerance = 0.0 }
        "R(rel=2)@10" = { value = 0.0, tolerance = 0.0 }
        "RR(rel=2)@10" = { value = 0.0, tolerance = 0.0 }
        "abstention R(rel=1)" = { value = 1.0, tolerance = 0.0 }
        "abstention P(rel=1)" = { value = 0.25, tolerance = 0.0 }
        "abstention R(rel=2)" = { value = 1.0, tolerance = 0.0 }
        "abstention P(rel=2)" = { value = 0.25, tolerance = 0.0 }
        "violations" = { value = 0, tolerance = 0 }
    "#;

    fn check(suite: &str, expected: &[&str]) {
        let system = SystemRun {
            name: "silent".to_owned(),
            run: Run::default(),
            probabilities: None,
            doubts: Vec::new(),
        };
        let evaluation = evaluate(&collection(), &[system]).unwrap();
        let suite = Suite::parse(suite, Path::new("some.toml")).unwrap();
        let found: Vec<_> = suite.compare(&evaluation).iter().map(Mismatch::to_string).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn mismatches_are_named() {
        check(AS_IT_IS, &[]);
        check("collection = 'x'\n[systems]", &[]);
        check("collection = 'x'\n[systems.other]", &["[systems.other] was not evaluated"]);
        check(
            &AS_IT_IS.replace("\"P(rel=2)@1\" = { value = 0,", "\"P(rel=2)@1\" = { value = 0.4,"),
            &["[systems.silent] \"P(rel=2)@1\" is 0.0000, -0.4000 from the expected 0.4 ± 0"],
        );
        check(
            &AS_IT_IS.replace("\"nDCG@5\"", "\"nDCG@3\""),
            &[
                "[systems.silent] \"nDCG@3\" has no value any more",
                "[systems.silent] lacks \"nDCG@5\" = { value = 0.0000, … }",
            ],
        );
    }

    fn check_error(suite: &str, part: &str) {
        let error = Suite::parse(suite, Path::new("some.toml")).unwrap_err().to_string();
        assert!(error.starts_with("some.toml: ") && error.contains(part), "{error}");
    }

    #[test]
    fn a_suite_of_another_form_is_refused() {
        check_error("collection = ", "line 1");
        check_error("[systems]", "collection");
        check_error("collection = 'x'\nsystem = 1\n[systems]", "line 2");
        check_error("collection = 'x'\n[systems.a]\nx = { value = 1.0 }", "tolerance");
        check_error("collection = 'x'\n[systems.a]\nx = { value = nan, tolerance = 0 }", "number");
    }

    #[test]
    fn the_collection_is_seen_from_the_suites_folder() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("some.toml");
        std::fs::write(&file, AS_IT_IS).unwrap();
        assert_eq!(Suite::read(&file).unwrap().collection, folder.path().join("some"));
        assert!(Suite::read(&folder.path().join("other.toml")).is_err());
    }
}
