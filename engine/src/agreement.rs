//! How far the terms of a need and of an offer agree.

use crate::taxonomy::{TermId, Tree};
use crate::understanding::Weighted;

/// The highest product of the weights that one term has in both lists.
pub fn best<T: TermId>(needed: &[Weighted<T>], offered: &[Weighted<T>]) -> f32 {
    best_pair(needed, offered).map_or(0.0, |(i, j)| needed[i].weight * offered[j].weight)
}

/// Where the term of that highest product stands in the two lists; the first of equals, none where
/// no term is in both.
pub fn best_pair<T: TermId>(
    needed: &[Weighted<T>],
    offered: &[Weighted<T>],
) -> Option<(usize, usize)> {
    let mut found = None;
    let mut most = 0.0f32;
    for (i, a) in needed.iter().enumerate() {
        for (j, b) in offered.iter().enumerate() {
            if a.term == b.term && a.weight * b.weight > most {
                most = a.weight * b.weight;
                found = Some((i, j));
            }
        }
    }
    found
}

/// The best agreement of a weighted list with declared codes, along the vocabulary's tree: a form
/// often names the field only.
pub fn best_code<T: TermId>(tree: &Tree<T>, needed: &[Weighted<T>], declared: &[T]) -> f32 {
    let mut best = 0.0f32;
    for a in needed {
        for &b in declared {
            best = best.max(a.weight * tree.agreement(a.term, b));
        }
    }
    best
}
