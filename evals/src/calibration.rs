//! Whether a probability means what it says: of the pairs that were shown with 0.7, seven in
//! ten should be suitable.
//!
//! Expected calibration error (Naeini, Cooper & Hauskrecht 2015) over bins of equal mass (as
//! Nguyen & O'Connor 2015 advise: bins of equal width leave some nearly empty), and the Brier
//! score, the mean squared difference (Brier 1950), which also rewards a probability that
//! tells good from bad.

/// How many bins of equal mass.
pub const BINS: usize = 10;

/// The pairs of one bin.
#[derive(Clone, Debug, PartialEq)]
pub struct Bin {
    /// How many.
    pub pairs: usize,
    /// The mean probability that the system gave.
    pub predicted: f64,
    /// The share that is suitable.
    pub observed: f64,
}

/// How well probabilities agree with outcomes.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// How many pairs.
    pub pairs: usize,
    /// The expected calibration error: the mean distance between predicted and observed.
    pub error: f64,
    /// The mean squared difference of probability and outcome.
    pub brier: f64,
    /// From the least probable to the most.
    pub bins: Vec<Bin>,
}

/// Measures probabilities against whether each pair is suitable; none where there are no pairs.
/// Equal probabilities that a bin's edge divides are divided with the unsuitable pairs first,
/// so that the order of the pairs means nothing.
pub fn calibration(mut pairs: Vec<(f64, bool)>) -> Option<Calibration> {
    if pairs.is_empty() {
        return None;
    }
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
    let all = pairs.len();
    let outcome = |suitable: bool| f64::from(u8::from(suitable));
    let brier = pairs.iter().map(|&(p, y)| (p - outcome(y)).powi(2)).sum::<f64>() / all as f64;
    let bins: Vec<Bin> = (0..BINS)
        .map(|bin| &pairs[bin * all / BINS..(bin + 1) * all / BINS])
        .filter(|bin| !bin.is_empty())
        .map(|bin| Bin {
            pairs: bin.len(),
            predicted: bin.iter().map(|&(p, _)| p).sum::<f64>() / bin.len() as f64,
            observed: bin.iter().map(|&(_, y)| outcome(y)).sum::<f64>() / bin.len() as f64,
        })
        .collect();
    let error = bins.iter().map(|b| b.pairs as f64 * (b.predicted - b.observed).abs()).sum::<f64>()
        / all as f64;
    Some(Calibration { pairs: all, error, brier, bins })
}

#[cfg(test)]
mod tests {
    //! Properties: perfect and inverted probabilities; a hand-made example; bins hold equally
    //! many; bounds; the order of pairs means nothing.
    use super::*;
    use proptest::prelude::*;

    fn check(pairs: &[(f64, bool)], error: f64, brier: f64) {
        let found = calibration(pairs.to_vec()).unwrap();
        assert!((found.error - error).abs() < 1e-12, "{found:?}");
        assert!((found.brier - brier).abs() < 1e-12, "{found:?}");
    }

    #[test]
    fn worked_examples() {
        check(&[(1.0, true), (0.0, false)], 0.0, 0.0);
        check(&[(0.0, true), (1.0, false)], 1.0, 1.0);
        check(&[(0.8, true)], 0.2, 0.04);
        // twenty pairs, two a bin: nine bins are right, the last says 0.5 where one of two is
        let mut pairs = vec![(0.0, false); 18];
        pairs.extend([(0.5, true), (0.5, false)]);
        check(&pairs, 0.0, 0.025);
        assert_eq!(calibration(Vec::new()), None);
    }

    proptest! {
        #[test]
        fn bins_are_even_and_order_means_nothing(
            pairs in proptest::collection::vec((0.0f64..=1.0, any::<bool>()), 1..80),
        ) {
            let found = calibration(pairs.clone()).unwrap();
            prop_assert!((0.0..=1.0).contains(&found.error));
            prop_assert!((0.0..=1.0).contains(&found.brier));
            let sizes: Vec<usize> = found.bins.iter().map(|b| b.pairs).collect();
            prop_assert_eq!(sizes.iter().sum::<usize>(), pairs.len());
            prop_assert!(sizes.iter().max().unwrap() - sizes.iter().min().unwrap() <= 1);
            prop_assert_eq!(calibration(pairs.into_iter().rev().collect()).unwrap(), found);
        }
    }
}
