//! Random numbers of one record. Only the raw output of ChaCha (RFC 8439, with 8 rounds) is
//! taken from a library, so that a new version of it changes no record.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Who is speaking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Organization,
    Resident,
}

/// A source of random numbers.
#[derive(Debug)]
pub(super) struct Draw {
    rng: ChaCha8Rng,
}

impl Draw {
    /// The stream of a record: two records never share one.
    pub(super) fn new(seed: u64, side: Side, index: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let side = match side {
            Side::Organization => 0,
            Side::Resident => 1,
        };
        rng.set_stream(index.wrapping_mul(2) + side);
        Self { rng }
    }

    /// From 0 to below 1, in steps of 2⁻⁵³.
    pub(super) fn unit(&mut self) -> f64 {
        (self.rng.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// From 0 to below `n`. Multiply and shift: no value is preferred by more than n / 2⁶⁴.
    pub(super) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.rng.next_u64()) * n as u128) >> 64) as usize
    }

    /// True with this probability.
    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// One of a list that is not empty.
    pub(super) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// One of a list with weights; their sum is 100.
    pub(super) fn weighted<T: Copy>(&mut self, list: &[(usize, T)]) -> T {
        let mut left = self.below(100);
        for &(weight, value) in list {
            if left < weight {
                return value;
            }
            left -= weight;
        }
        unreachable!("the weights are constants that sum to 100")
    }
}

#[cfg(test)]
mod tests {
    //! Properties: the same record gives the same numbers, another one others; bounds hold.
    use super::*;

    #[test]
    fn a_stream_is_a_records_own() {
        let first = |seed, side, index| Draw::new(seed, side, index).below(usize::MAX);
        let all = [
            first(1, Side::Organization, 0),
            first(1, Side::Organization, 1),
            first(1, Side::Resident, 0),
            first(2, Side::Organization, 0),
        ];
        assert_eq!(all[0], first(1, Side::Organization, 0));
        assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), all.len());
    }

    #[test]
    fn bounds_hold_and_are_reached() {
        let mut draw = Draw::new(1, Side::Resident, 0);
        let mut seen = [0; 5];
        for _ in 0..1000 {
            seen[draw.below(5)] += 1;
            assert!((0.0..1.0).contains(&draw.unit()));
            assert_eq!(draw.weighted(&[(0, 'a'), (100, 'b'), (0, 'c')]), 'b');
        }
        assert!(seen.iter().all(|&n| (150..250).contains(&n)), "{seen:?}");
    }
}
