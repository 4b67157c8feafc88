//! How much of what is wanted the first stage finds: what it misses, no later stage can bring
//! back. Recall at a depth, as trec_eval's `recall.N`: for each need the share of its wanted
//! organizations among the first N, and the mean of these over the needs that have any.

use std::collections::BTreeSet;

/// A need with what is wanted and what was found, by ids.
#[derive(Clone, Debug)]
pub struct Judged<'a> {
    /// The need.
    pub need: &'a str,
    /// The organizations that ought to be found: of grade 2 or more, active, and with an area
    /// that touches the place. The others no query may bring.
    pub wanted: BTreeSet<&'a str>,
    /// What the first stage found, best first.
    pub found: Vec<&'a str>,
}

/// The recall of the first stage.
#[derive(Clone, Debug, PartialEq)]
pub struct Recall {
    /// How many organizations were taken of each list.
    pub depth: usize,
    /// How many needs have something that is wanted.
    pub needs: usize,
    /// The mean over those needs, 0 to 1; 1 where there are none.
    pub mean: f64,
    /// Each wanted pair that was not found: need and organization, sorted.
    pub missed: Vec<(String, String)>,
}

/// Compares what was found with what is wanted.
pub fn recall(judged: &[Judged<'_>], depth: usize) -> Recall {
    let mut missed = Vec::new();
    let mut needs = 0;
    let mut sum = 0.0;
    for need in judged.iter().filter(|need| !need.wanted.is_empty()) {
        let found: BTreeSet<&str> = need.found.iter().take(depth).copied().collect();
        let before = missed.len();
        let absent = need.wanted.difference(&found);
        missed.extend(absent.map(|&organization| (need.need.to_owned(), organization.to_owned())));
        needs += 1;
        sum += 1.0 - (missed.len() - before) as f64 / need.wanted.len() as f64;
    }
    missed.sort();
    let mean = if needs == 0 { 1.0 } else { sum / needs as f64 };
    Recall { depth, needs, mean, missed }
}

#[cfg(test)]
mod tests {
    //! Properties: a need counts by the share of its wanted that is found within the depth; needs
    //! that want nothing do not count.
    use super::*;

    fn check(
        lists: &[(&[&'static str], &[&'static str])],
        depth: usize,
        mean: f64,
        missed: &[&str],
    ) {
        let judged: Vec<Judged<'_>> = lists
            .iter()
            .map(|(wanted, found)| Judged {
                need: "n",
                wanted: wanted.iter().copied().collect(),
                found: found.to_vec(),
            })
            .collect();
        let recall = recall(&judged, depth);
        assert!((recall.mean - mean).abs() < 1e-12, "{recall:?}");
        let found: Vec<&str> = recall.missed.iter().map(|(_, o)| o.as_str()).collect();
        assert_eq!(found, missed, "{recall:?}");
    }

    #[test]
    fn recall_is_the_mean_share_that_is_found() {
        check(&[(&["a", "b"], &["b", "x", "a"])], 3, 1.0, &[]);
        check(&[(&["a", "b"], &["b", "x", "a"])], 2, 0.5, &["a"]);
        check(&[(&["a", "b"], &["b"]), (&["c"], &["c"])], 5, 0.75, &["a"]);
        check(&[(&["a"], &[]), (&[], &["c"])], 5, 0.0, &["a"]);
        check(&[(&[], &["c"])], 5, 1.0, &[]);
        check(&[], 5, 1.0, &[]);
    }
}
