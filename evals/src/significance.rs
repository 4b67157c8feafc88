//! How far a figure can be trusted, and whether a difference is one.
//!
//! The needs of a collection stand for the needs that will come. A bootstrap interval (Efron
//! & Tibshirani 1993, the percentile method) says how far a mean would move with other needs.
//! The paired randomization test (Fisher; for retrieval Smucker, Allan & Carterette 2007) asks
//! how often a difference as large as the one found would come out if, for each need, it were
//! chance which of the two systems had which value. Several comparisons in one table are
//! corrected by Holm (1979).
//!
//! Everything is seeded, and drawn in blocks with a stream of their own: the numbers are the
//! same at every run, with any number of threads, and for any order of the needs.

use crate::measures::mean;
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

/// Bootstrap samples for an interval.
pub const RESAMPLES: usize = 10_000;
/// Random sign flips of a randomization test.
pub const PERMUTATIONS: usize = 100_000;
/// Up to this many differing needs, every sign flip is tried instead.
pub const EXACT_UP_TO: usize = 16;

const SEED: u64 = 20_261_008;
/// What one random stream is used for; a part of the result, not of its speed alone.
const BLOCK: usize = 1_000;

/// A 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The 2.5th percentile.
    pub low: f64,
    /// The 97.5th percentile.
    pub high: f64,
}

/// How one system's values differ from another's, need by need.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// The mean difference: the size of the effect, in the unit of the measure.
    pub mean: f64,
    /// Its bootstrap interval.
    pub interval: Interval,
    /// Two-sided, by the randomization test.
    pub p: f64,
}

/// The bootstrap interval of the mean over needs; both ends 0 where there are none.
pub fn bootstrap(values: &[f64]) -> Interval {
    let count = u32::try_from(values.len()).expect("a collection has fewer than 2^32 needs");
    if count == 0 {
        return Interval { low: 0.0, high: 0.0 };
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let mut means: Vec<f64> = (0..RESAMPLES / BLOCK)
        .into_par_iter()
        .flat_map_iter(|block| {
            let mut rng = stream(block);
            let sorted = &sorted;
            (0..BLOCK).map(move |_| {
                let sum: f64 =
                    (0..count).map(|_| sorted[rng.random_range(0..count) as usize]).sum();
                sum / f64::from(count)
            })
        })
        .collect();
    means.sort_by(f64::total_cmp);
    Interval { low: percentile(&means, 0.025), high: percentile(&means, 0.975) }
}

/// Compares two systems on the same needs: `differences` holds, for each need, the first
/// system's value less the second's.
pub fn compare(differences: &[f64]) -> Difference {
    Difference {
        mean: mean(differences),
        interval: bootstrap(differences),
        p: randomization(differences),
    }
}

/// The two-sided p of the paired randomization test. Exact where few needs differ; else by
/// random sign flips, and the observed one counted among them (add-one), so that it is never 0.
pub fn randomization(differences: &[f64]) -> f64 {
    let mut sizes: Vec<f64> = differences.iter().map(|d| d.abs()).filter(|&d| d > 0.0).collect();
    sizes.sort_by(|a, b| b.total_cmp(a));
    // sums of the same numbers in another order differ in the last digits: those are ties
    let tolerance = 1e-12 * sizes.iter().sum::<f64>();
    let observed = differences.iter().sum::<f64>().abs() - tolerance;
    if sizes.len() <= EXACT_UP_TO {
        let all = 1u64 << sizes.len();
        let extreme = (0..all).filter(|&signs| flipped(&sizes, [signs]) >= observed).count();
        return extreme as f64 / all as f64;
    }
    let extreme: usize = (0..PERMUTATIONS / BLOCK)
        .into_par_iter()
        .map(|block| {
            let mut rng = stream(block);
            let draw =
                |_: &usize| flipped(&sizes, std::iter::repeat_with(|| rng.next_u64())) >= observed;
            (0..BLOCK).filter(draw).count()
        })
        .sum();
    (extreme + 1) as f64 / (PERMUTATIONS + 1) as f64
}

/// Holm's correction: the p-values as they may be compared to one level together, in the same
/// order.
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]).then_with(|| a.cmp(&b)));
    let mut corrected = vec![0.0; p.len()];
    let mut least: f64 = 0.0;
    for (rank, &index) in order.iter().enumerate() {
        least = least.max((p.len() - rank) as f64 * p[index]).min(1.0);
        corrected[index] = least;
    }
    corrected
}

/// The size of the sum when each number has the sign of its bit.
fn flipped(sizes: &[f64], signs: impl IntoIterator<Item = u64>) -> f64 {
    let mut sum = 0.0;
    for (chunk, mut bits) in sizes.chunks(64).zip(signs) {
        for &size in chunk {
            sum += if bits & 1 == 0 { size } else { -size };
            bits >>= 1;
        }
    }
    sum.abs()
}

fn stream(block: usize) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    rng.set_stream(block as u64);
    rng
}

/// Between the two nearest of the sorted values, linearly.
fn percentile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let (below, part) = (place.floor() as usize, place.fract());
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + part * (sorted[above] - sorted[below])
}

#[cfg(test)]
mod tests {
    //! Properties: p in (0, 1], the same for either side of a comparison, for any order of
    //! needs and any number of threads; exact where few needs differ, and the sampled test
    //! agrees with what is exact; the interval holds the mean and narrows with more needs.
    use super::*;
    use proptest::prelude::*;

    fn check_p(differences: &[f64], expected: f64) {
        let found = randomization(differences);
        assert!((found - expected).abs() < 1e-12, "{differences:?}: {found}");
    }

    #[test]
    fn few_differing_needs_are_tested_exactly() {
        check_p(&[], 1.0);
        check_p(&[0.0, 0.0], 1.0);
        check_p(&[0.3], 1.0);
        check_p(&[0.1, 0.2, 0.3], 0.25);
        check_p(&[0.1, 0.2, -0.3], 1.0);
        check_p(&[0.1, 0.2, 0.7, -0.1], 6.0 / 16.0);
        check_p(&[0.5; 16], 2.0 / 65536.0);
        check_p(&[&[0.25; 10][..], &[0.0; 500]].concat(), 2.0 / 1024.0);
    }

    #[test]
    fn the_sampled_test_agrees_with_the_exact_one() {
        // n equal differences, k of them negative: the binomial sign test, two-sided
        let mut differences = vec![0.2; 13];
        differences.extend([-0.2; 7]);
        let exact = 0.263_175_964_355_468_75; // scipy.stats.binomtest(7, 20).pvalue
        let found = randomization(&differences);
        assert!((found - exact).abs() < 0.005, "{found}");
        // one that no sample can reach has the least p that there is
        check_p(&[0.1; 60], 1.0 / 100_001.0);
    }

    #[test]
    fn an_interval_is_about_two_standard_errors_wide() {
        let values: Vec<f64> = (0..200).map(|i| f64::from(i) / 199.0).collect();
        let Interval { low, high } = bootstrap(&values);
        let standard_error = (1.0f64 / 12.0 / 200.0).sqrt();
        assert!((low - (0.5 - 1.96 * standard_error)).abs() < 0.003, "{low}");
        assert!((high - (0.5 + 1.96 * standard_error)).abs() < 0.003, "{high}");
        let few: Vec<f64> = values.iter().copied().step_by(10).collect();
        let wider = (bootstrap(&few).high - bootstrap(&few).low) / (high - low);
        assert!((2.5..4.0).contains(&wider), "a tenth of the needs, {wider} times as wide");
        assert_eq!(bootstrap(&[0.4; 7]).low, bootstrap(&[0.4; 7]).high);
        assert_eq!(bootstrap(&[]), Interval { low: 0.0, high: 0.0 });
    }

    fn check_holm(p: &[f64], expected: &[f64]) {
        let found = holm(p);
        let near = found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12);
        assert!(near && found.len() == expected.len(), "{p:?}: {found:?}");
    }

    #[test]
    fn holm_corrects_stepwise() {
        check_holm(&[], &[]);
        check_holm(&[0.03], &[0.03]);
        check_holm(&[0.01, 0.04, 0.03], &[0.03, 0.06, 0.06]);
        check_holm(&[0.5, 0.001, 0.9], &[1.0, 0.003, 1.0]);
        check_holm(&[0.02, 0.02], &[0.04, 0.04]);
    }

    fn with_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn a_comparison_is_sane(
            differences in proptest::collection::vec(-1.0f64..1.0, 1..40),
            turn in 0usize..40,
        ) {
            let found = compare(&differences);
            prop_assert!(found.p > 0.0 && found.p <= 1.0);
            prop_assert!(found.interval.low <= found.mean && found.mean <= found.interval.high);

            let mirrored = compare(&differences.iter().map(|d| -d).collect::<Vec<_>>());
            prop_assert_eq!(mirrored.p, found.p);

            let mut turned = differences.clone();
            turned.rotate_left(turn % differences.len());
            let turned = compare(&turned);
            prop_assert_eq!((turned.p, turned.interval), (found.p, found.interval));
        }

        #[test]
        fn threads_change_nothing(differences in proptest::collection::vec(-1.0f64..1.0, 17..40)) {
            let one = with_threads(1, || compare(&differences));
            let three = with_threads(3, || compare(&differences));
            prop_assert_eq!(one, three);
        }

        #[test]
        fn holm_only_raises(p in proptest::collection::vec(1e-6f64..=1.0, 0..8)) {
            let corrected = holm(&p);
            for (raw, corrected) in p.iter().zip(&corrected) {
                prop_assert!(corrected >= raw && *corrected <= 1.0);
            }
        }
    }
}
