//! How far the terms of a need and of an offer agree along a vocabulary's tree.

use crate::taxonomy::{TermId, Tree};
use crate::understanding::Weighted;

/// The best agreement of two weighted lists: the product of both weights and of how far the
/// terms agree. `along` counts parents and siblings too; otherwise only the same term.
pub fn best<T: TermId>(
    tree: &Tree<T>,
    needed: &[Weighted<T>],
    offered: &[Weighted<T>],
    along: bool,
) -> f32 {
    let mut best = 0.0f32;
    for a in needed {
        for b in offered {
            best = best.max(a.weight * b.weight * agreement(tree, a.term, b.term, along));
        }
    }
    best
}

/// The best agreement of a weighted list with declared codes.
pub fn best_code<T: TermId>(tree: &Tree<T>, needed: &[Weighted<T>], declared: &[T]) -> f32 {
    let mut best = 0.0f32;
    for a in needed {
        for &b in declared {
            best = best.max(a.weight * tree.agreement(a.term, b));
        }
    }
    best
}

/// The pair of terms on which [`best`] rests, by index into the two lists; the first of equals.
pub fn best_pair<T: TermId>(
    tree: &Tree<T>,
    needed: &[Weighted<T>],
    offered: &[Weighted<T>],
) -> Option<(usize, usize)> {
    let mut found = None;
    let mut most = 0.0f32;
    for (i, a) in needed.iter().enumerate() {
        for (j, b) in offered.iter().enumerate() {
            let value = a.weight * b.weight * tree.agreement(a.term, b.term);
            if value > most {
                most = value;
                found = Some((i, j));
            }
        }
    }
    found
}

fn agreement<T: TermId>(tree: &Tree<T>, a: T, b: T, along: bool) -> f32 {
    match along {
        true => tree.agreement(a, b),
        false => f32::from(u8::from(a == b)),
    }
}
