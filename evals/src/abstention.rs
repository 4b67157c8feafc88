//! Whether a system is silent where it should be.
//!
//! A need that nobody can meet should be left empty, and only such a need. What counts as
//! nobody depends on the grade that is asked for: strictly, nobody has grade 1 or more (not
//! even a related field); in use, nobody has grade 2 or more (nobody is suitable, though
//! somebody marginal could refer on). A need with grade 1 and nothing better is a need that
//! somebody can meet under the first and one that nobody can meet under the second. Both are
//! reported; what is silent by one alone is a choice that the rest of the report shows.

use crate::run::Run;
use corpus::qrels::Qrels;

/// How a system's silence agrees with the judgments, where nobody has grade `rel` or more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Abstention {
    /// The grade that nobody has.
    pub rel: u8,
    /// Needs where nobody has it.
    pub nobody: usize,
    /// Needs that the system left empty.
    pub left_empty: usize,
    /// Needs of both kinds.
    pub right: usize,
}

impl Abstention {
    /// Counts over all the needs of a collection, judged or not.
    pub fn measure<'a>(
        rel: u8,
        needs: impl Iterator<Item = &'a str>,
        qrels: &Qrels,
        run: &Run,
    ) -> Self {
        let mut counts = Self { rel, nobody: 0, left_empty: 0, right: 0 };
        for need in needs {
            let somebody = qrels.get(need).is_some_and(|g| g.values().any(|&grade| grade >= rel));
            let empty = run.ranking(need).is_empty();
            counts.nobody += usize::from(!somebody);
            counts.left_empty += usize::from(empty);
            counts.right += usize::from(empty && !somebody);
        }
        counts
    }

    /// Of the needs that nobody can meet, the share that was left empty; none where there
    /// are no such needs.
    pub fn recall(&self) -> Option<f64> {
        share(self.right, self.nobody)
    }

    /// Of the needs that were left empty, the share that nobody can meet; none where nothing
    /// was left empty.
    pub fn precision(&self) -> Option<f64> {
        share(self.right, self.left_empty)
    }
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    //! Properties: a need with grade 1 alone is met at grade 1 and not at grade 2; a line of
    //! grade 0 is as good as none; no division by nothing.
    use super::*;
    use crate::run::Entry;

    /// Needs: `full` has grade 2, `marginal` 1, `zero` a line of grade 0, `none` no line.
    fn check(rel: u8, shown: &[&str], recall: Option<f64>, precision: Option<f64>) {
        let grade = |need: &str, grade| (need.to_owned(), [("a".to_owned(), grade)].into());
        let qrels: Qrels = [grade("full", 2), grade("marginal", 1), grade("zero", 0)].into();
        let mut run = Run::default();
        for need in shown {
            run.set(need, vec![Entry { organization: "a".to_owned(), score: 1.0 }]);
        }
        let needs = ["full", "marginal", "zero", "none"];
        let found = Abstention::measure(rel, needs.into_iter(), &qrels, &run);
        assert_eq!((found.recall(), found.precision()), (recall, precision), "{found:?}");
    }

    #[test]
    fn silence_is_held_to_the_judgments() {
        check(1, &["full", "marginal"], Some(1.0), Some(1.0));
        check(2, &["full", "marginal"], Some(2.0 / 3.0), Some(1.0));
        check(1, &["full"], Some(1.0), Some(2.0 / 3.0));
        check(2, &["full"], Some(1.0), Some(1.0));
        check(1, &["marginal", "none"], Some(0.5), Some(0.5));
        check(2, &["full", "marginal", "zero", "none"], Some(0.0), None);
        check(0, &["full", "marginal", "zero"], Some(1.0), Some(1.0));
        check(1, &[], Some(1.0), Some(0.5));
    }

    #[test]
    fn nothing_is_not_divided_by() {
        let nothing = Abstention { rel: 1, nobody: 0, left_empty: 0, right: 0 };
        assert_eq!((nothing.recall(), nothing.precision()), (None, None));
    }
}
