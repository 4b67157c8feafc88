//! What a side is about as a whole: a vector over a vocabulary, of length one.
//!
//! Single terms tell whether two sides meet; the cosine of profiles tells whether they are
//! about the same: an organization that does one thing is nearer to a need for it than one
//! that does ten.

use crate::taxonomy::{TermId, Tree};
use crate::understanding::Weighted;

/// A vector over a vocabulary, by term; empty or of length one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile(Vec<(usize, f32)>);

/// How much of a term's weight its parent has too, so that a broad code meets its leaves.
const PARENT: f32 = 0.4;

impl Profile {
    /// The profile of some weighted terms. Of a term that comes more than once the highest
    /// weight counts.
    pub fn new<T: TermId>(tree: &Tree<T>, terms: impl IntoIterator<Item = (T, f32)>) -> Self {
        let mut weights = vec![0.0f32; tree.len()];
        for (term, weight) in terms {
            let mut raise = |index: usize, weight: f32| {
                weights[index] = weights[index].max(weight);
            };
            raise(term.index(), weight);
            if let Some(parent) = tree.parent(term) {
                raise(parent.index(), weight * PARENT);
            }
        }
        let length = weights.iter().map(|w| w * w).sum::<f32>().sqrt();
        let entries = weights.into_iter().enumerate().filter(|(_, w)| *w > 0.0);
        Self(entries.map(|(i, w)| (i, w / length)).collect())
    }

    /// The terms with their weights, the heaviest first, ties by term.
    pub fn terms<T: TermId>(&self) -> Vec<(T, f32)> {
        let mut terms: Vec<(T, f32)> = self.0.iter().map(|&(i, w)| (T::new(i), w)).collect();
        terms.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        terms
    }

    /// The term that adds most to the cosine of two profiles; none where it is zero.
    pub fn meeting<T: TermId>(&self, other: &Self) -> Option<T> {
        let weight = |index: usize| other.0.iter().find(|(i, _)| *i == index).map_or(0.0, |o| o.1);
        self.0
            .iter()
            .map(|&(i, w)| (w * weight(i), i))
            .filter(|(product, _)| *product > 0.0)
            .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(&a.1)))
            .map(|(_, i)| T::new(i))
    }

    /// The cosine of two profiles, 0 to 1.
    pub fn cosine(&self, other: &Self) -> f32 {
        let mut sum = 0.0;
        let mut theirs = other.0.iter().peekable();
        for &(index, weight) in &self.0 {
            while theirs.next_if(|(i, _)| *i < index).is_some() {}
            if let Some((_, other)) = theirs.next_if(|(i, _)| *i == index) {
                sum += weight * other;
            }
        }
        sum
    }
}

/// The weights of inferred terms.
pub fn inferred<T: Copy>(terms: &[Weighted<T>]) -> impl Iterator<Item = (T, f32)> + '_ {
    terms.iter().map(|t| (t.term, t.weight))
}

/// Declared terms, each with the same weight.
pub fn declared<T: Copy>(terms: &[T], weight: f32) -> impl Iterator<Item = (T, f32)> + '_ {
    terms.iter().map(move |&t| (t, weight))
}

#[cfg(test)]
mod tests {
    //! Properties: a profile is nearest to itself; what has nothing in common has cosine 0;
    //! narrower is nearer; the order of terms does not matter.
    use super::*;
    use crate::taxonomy::ServiceCategory;
    use proptest::prelude::*;

    fn tree() -> Tree<ServiceCategory> {
        let mut tree = Tree::default();
        for (code, parent) in
            [("a", None), ("b", None), ("a.x", Some("a")), ("a.y", Some("a")), ("b.z", Some("b"))]
        {
            let parent = parent.map(|p| tree.find(p).unwrap());
            tree.add(code, code, parent).unwrap();
        }
        tree
    }

    fn profile(terms: &[(&str, f32)]) -> Profile {
        let tree = tree();
        Profile::new(&tree, terms.iter().map(|(code, w)| (tree.find(code).unwrap(), *w)))
    }

    #[test]
    fn narrower_is_nearer() {
        let need = profile(&[("a.x", 0.9)]);
        let one = profile(&[("a.x", 0.8)]);
        let two = profile(&[("a.x", 0.8), ("b.z", 0.8)]);
        let sibling = profile(&[("a.y", 0.8)]);
        assert!(need.cosine(&one) > need.cosine(&two));
        assert!(need.cosine(&two) > need.cosine(&sibling));
        assert!(need.cosine(&sibling) > 0.0);
        assert_eq!(need.cosine(&profile(&[("b.z", 1.0)])), 0.0);
        assert_eq!(need.cosine(&Profile::default()), 0.0);
    }

    proptest! {
        #[test]
        fn a_profile_is_nearest_to_itself(weights in proptest::collection::vec(0.1f32..1.0, 3)) {
            let terms: Vec<_> = ["a.x", "a.y", "b.z"].into_iter().zip(weights).collect();
            let one = profile(&terms);
            let reversed: Vec<_> = terms.iter().rev().copied().collect();
            prop_assert!((one.cosine(&one) - 1.0).abs() < 1e-5);
            prop_assert_eq!(&profile(&reversed), &one);
        }
    }
}
