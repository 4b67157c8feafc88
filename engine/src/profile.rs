//! What a text or an organization is about, as a short list of weights by term.

use crate::taxonomy::{TermId, Tree};
use crate::understanding::Weighted;

/// Weights by term, sorted by term, each once and above 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile<T>(Vec<(T, f32)>);

impl<T> Default for Profile<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: TermId> Profile<T> {
    /// The profile of some weighted terms. Of a term that comes more than once the highest weight
    /// counts.
    pub fn new(terms: impl IntoIterator<Item = (T, f32)>) -> Self {
        let mut terms: Vec<(T, f32)> = terms.into_iter().filter(|(_, w)| *w > 0.0).collect();
        terms.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| b.1.total_cmp(&a.1)));
        terms.dedup_by_key(|(term, _)| *term);
        Self(terms)
    }

    /// The terms with their weights.
    pub fn iter(&self) -> impl Iterator<Item = (T, f32)> + '_ {
        self.0.iter().copied()
    }

    /// The sum of all weights.
    pub fn sum(&self) -> f32 {
        self.0.iter().map(|(_, weight)| weight).sum()
    }

    /// The highest weight.
    pub fn highest(&self) -> f32 {
        self.0.iter().map(|(_, weight)| *weight).fold(0.0, f32::max)
    }

    /// The greatest product of a term's weights here and in `wanted`.
    pub fn best(&self, wanted: &Wanted) -> f32 {
        self.iter().map(|(term, weight)| weight * wanted.of(term)).fold(0.0, f32::max)
    }

    /// The sum of the products of the weights here and in `wanted`.
    pub fn dot(&self, wanted: &Wanted) -> f32 {
        self.iter().map(|(term, weight)| weight * wanted.of(term)).sum()
    }

    /// The cosine with `wanted`, 0 to 1.
    pub fn cosine(&self, wanted: &Wanted) -> f32 {
        let length = self.0.iter().map(|(_, w)| w * w).sum::<f32>().sqrt() * wanted.length;
        if length > 0.0 { self.dot(wanted) / length } else { 0.0 }
    }

    /// The overlap of both as distributions (Bhattacharyya coefficient), 0 to 1.
    pub fn overlap(&self, wanted: &Wanted) -> f32 {
        let mass = (self.sum() * wanted.sum).sqrt();
        let shared: f32 = self.iter().map(|(term, w)| (w * wanted.of(term)).sqrt()).sum();
        if mass > 0.0 { shared / mass } else { 0.0 }
    }

    /// How surely each field is touched: of a top-level term the probability that any of its
    /// leaves is meant, or the term itself.
    pub fn fields(&self, tree: &Tree<T>) -> Self {
        let mut missed: Vec<(T, f32)> = Vec::new();
        for (term, weight) in self.iter() {
            let top = tree.top(term);
            let left = 1.0 - weight.min(0.999);
            match missed.iter_mut().find(|(t, _)| *t == top) {
                Some((_, missed)) => *missed *= left,
                None => missed.push((top, left)),
            }
        }
        Self::new(missed.into_iter().map(|(term, missed)| (term, 1.0 - missed)))
    }
}

/// A profile laid out for looking up, with what every comparison needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    weights: Vec<f32>,
    sum: f32,
    length: f32,
}

impl Wanted {
    /// Lays out a profile over a vocabulary.
    pub fn new<T: TermId>(tree: &Tree<T>, profile: &Profile<T>) -> Self {
        let mut weights = vec![0.0; tree.len()];
        for (term, weight) in profile.iter() {
            weights[term.index()] = weight;
        }
        let length = weights.iter().map(|w| w * w).sum::<f32>().sqrt();
        Self { weights, sum: profile.sum(), length }
    }

    /// The weight of a term.
    pub fn of<T: TermId>(&self, term: T) -> f32 {
        self.weights[term.index()]
    }

    /// The highest weight.
    pub fn highest(&self) -> f32 {
        self.weights.iter().copied().fold(0.0, f32::max)
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
    //! Properties: the order of terms does not matter; every comparison lies within 0 and 1, is
    //! highest with itself, and is 0 where nothing is shared; a field is at least as sure as its
    //! surest leaf.
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

    fn profile(terms: &[(&str, f32)]) -> Profile<ServiceCategory> {
        let tree = tree();
        Profile::new(terms.iter().map(|(code, w)| (tree.find(code).unwrap(), *w)))
    }

    #[test]
    fn narrower_is_nearer() {
        let need = Wanted::new(&tree(), &profile(&[("a.x", 0.9)]));
        let one = profile(&[("a.x", 0.8)]);
        let two = profile(&[("a.x", 0.8), ("b.z", 0.8)]);
        assert!(one.cosine(&need) > two.cosine(&need));
        assert!(one.overlap(&need) > two.overlap(&need));
        assert_eq!(one.best(&need), two.best(&need));
        assert_eq!(profile(&[("a.y", 1.0)]).cosine(&need), 0.0);
        assert_eq!(Profile::<ServiceCategory>::default().cosine(&need), 0.0);
    }

    proptest! {
        #[test]
        fn a_profile_is_nearest_to_itself(weights in proptest::collection::vec(0.1f32..1.0, 3)) {
            let terms: Vec<_> = ["a.x", "a.y", "b.z"].into_iter().zip(weights).collect();
            let one = profile(&terms);
            let reversed: Vec<_> = terms.iter().rev().copied().collect();
            prop_assert_eq!(&profile(&reversed), &one);
            let wanted = Wanted::new(&tree(), &one);
            prop_assert!((one.cosine(&wanted) - 1.0).abs() < 1e-5);
            prop_assert!((one.overlap(&wanted) - 1.0).abs() < 1e-5);
            let fields = one.fields(&tree());
            prop_assert!(fields.highest() >= one.highest().min(0.999) - 1e-6 && fields.highest() <= 1.0);
        }
    }
}
