//! Cross-validation by need: what is trained or tuned is scored on needs that it never saw.
//!
//! The fold of a need comes from a hash of its id alone, so that it does not depend on the
//! order of a file, and a new need moves no other one. Folds are therefore only about equally
//! large.

/// The needs of one fold, and all the others, each in the order in which they were given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fold<'a> {
    /// To train on.
    pub train: Vec<&'a str>,
    /// To score.
    pub test: Vec<&'a str>,
}

/// The fold of a need, `0..folds`.
///
/// # Panics
/// Where there are no folds.
pub fn fold_of(need: &str, folds: usize) -> usize {
    // FNV-1a (64 bits), then the finalizer of MurmurHash3: FNV alone leaves the last
    // character in the low bits, and ids differ in their last characters.
    let mut hash = need.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    for factor in [0xff51_afd7_ed55_8ccd, 0xc4ce_b9fe_1a85_ec53] {
        hash = (hash ^ (hash >> 33)).wrapping_mul(factor);
    }
    ((hash ^ (hash >> 33)) % folds as u64) as usize
}

/// Splits needs into folds.
pub fn split<'a>(needs: &[&'a str], folds: usize) -> Vec<Fold<'a>> {
    (0..folds)
        .map(|fold| {
            let (test, train) = needs.iter().partition(|need| fold_of(need, folds) == fold);
            Fold { train, test }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    //! Properties: every need is tested once and trained on in all the other folds; the fold
    //! is the same in every build, whatever else is there; folds are about equally large.
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folds_never_change() {
        let found: Vec<usize> = (1..=10).map(|n| fold_of(&format!("n{n:03}"), 5)).collect();
        assert_eq!(found, [1, 3, 3, 2, 1, 4, 2, 1, 1, 2]);
    }

    #[test]
    fn folds_are_about_equally_large() {
        let ids: Vec<String> = (1..=1000).map(|n| format!("n{n:04}")).collect();
        let needs: Vec<&str> = ids.iter().map(String::as_str).collect();
        for fold in split(&needs, 5) {
            assert!((160..=240).contains(&fold.test.len()), "{}", fold.test.len());
        }
    }

    proptest! {
        #[test]
        fn every_need_is_tested_once(
            needs in proptest::collection::btree_set("[a-z0-9-]{1,6}", 0..60),
            folds in 1usize..12,
        ) {
            let needs: Vec<&str> = needs.iter().map(String::as_str).collect();
            let mut tested = Vec::new();
            for fold in split(&needs, folds) {
                prop_assert!(fold.train.iter().all(|need| !fold.test.contains(need)));
                prop_assert_eq!(fold.train.len() + fold.test.len(), needs.len());
                tested.extend(fold.test);
            }
            tested.sort_unstable();
            prop_assert_eq!(tested, needs);
        }
    }
}
